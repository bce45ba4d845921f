# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: bot."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from qingfeng_client.calls import Call, Listing
from qingfeng_client.generated import models as m


def listed(*, shown: Literal['waiting', 'judged'] | None = None, cursor: str | None = None, limit: int | None = None) -> Listing[m.ReviewsOut, m.Review]:
    """Answers of the bot to look at: those that wait, or those that were judged."""
    return Listing("GET", "/api/v1/bot/reviews", m.ReviewsOut, query={"shown": shown, "cursor": cursor, "limit": limit})


def judge(review_id: UUID | str, data: m.VerdictIn) -> Call[m.Review]:
    """Say whether an answer was right, change that, or take it back. 409 `review_changed`. Audited."""
    return Call("PUT", f"/api/v1/bot/reviews/{review_id}", m.Review, body=data)


def rules() -> Call[m.ReviewRulesOut]:
    """How many answers of a day are drawn, and how many wait."""
    return Call("GET", "/api/v1/bot/review-rules", m.ReviewRulesOut)


def set_rules(data: m.ReviewRules) -> Call[m.ReviewRulesOut]:
    """From the next day that is drawn on. Audited."""
    return Call("PUT", "/api/v1/bot/review-rules", m.ReviewRulesOut, body=data)
