"""Reviewing the bot's answers over HTTP (permission bot.review)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from qingfeng.kernel.db import Database
from qingfeng.kernel.http import Cursor, Limit
from qingfeng.kernel.pages import Moment, cursor_of, place_of
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.bot import reviews
from qingfeng.modules.bot.reviews import Review, ReviewRules, State, VerdictIn

TAGS = ["bot"]
AT = "/api/v1/bot/reviews"


class ReviewsOut(msgspec.Struct, frozen=True):
    """`next`: give it as `cursor` for the following page; None on the last."""

    items: list[Review]
    next: str | None


class ReviewRulesOut(msgspec.Struct, frozen=True):
    """`per_day`: drawn of each day at random. `waiting`: answers that wait for a verdict."""

    per_day: int
    waiting: int


@get(AT, tags=TAGS)
async def listed(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    shown: FromQuery[State] = "waiting",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> ReviewsOut:
    """Answers of the bot to look at: those that wait, or those that were judged."""
    caller.need("bot.review")
    after = place_of(cursor, tuple[Moment, UUID])
    async with db.reading(caller.tenant) as conn:
        found = await reviews.reviews(conn, shown, after, limit + 1)
    items = found[:limit]
    return ReviewsOut(items, cursor_of(_place(items[-1], shown), items[-1].id) if len(found) > limit else None)


def _place(one: Review, state: State) -> datetime:
    return one.at if state == "waiting" or one.judged_at is None else one.judged_at


@put(f"{AT}/{{review_id:uuid}}", tags=TAGS)
async def judge(
    caller: NamedDependency[Caller], work: NamedDependency[Work], review_id: FromPath[UUID], data: JSONBody[VerdictIn]
) -> Review:
    """Say whether an answer was right, change that, or take it back. 409 `review_changed`. Audited."""
    caller.need("bot.review")
    async with work.tx(caller.tenant) as tx:
        return await reviews.judge(tx, review_id, data, caller.actor)


@get("/api/v1/bot/review-rules", tags=TAGS)
async def rules(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> ReviewRulesOut:
    """How many answers of a day are drawn, and how many wait."""
    caller.need("bot.review")
    async with db.reading(caller.tenant) as conn:
        return ReviewRulesOut(await reviews.per_day(conn), await reviews.waiting(conn))


@put("/api/v1/bot/review-rules", tags=TAGS)
async def set_rules(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    data: JSONBody[ReviewRules],
) -> ReviewRulesOut:
    """From the next day that is drawn on. Audited."""
    caller.need("bot.review")
    async with work.tx(caller.tenant) as tx:
        await reviews.set_rules(tx, data, caller.actor)
    async with db.reading(caller.tenant) as conn:
        return ReviewRulesOut(await reviews.per_day(conn), await reviews.waiting(conn))


handlers = [listed, judge, rules, set_rules]
