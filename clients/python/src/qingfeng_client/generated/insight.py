# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: insight."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from qingfeng_client.calls import Call, Listing
from qingfeng_client.generated import models as m


def kpis() -> Call[m.KpisOut]:
    """Every figure and its definition, and the time zone the days of figures are cut by."""
    return Call("GET", "/api/v1/insight/kpis", m.KpisOut)


def board(*, from_: str, to: str, queue: UUID | None = None, channel: str | None = None, team: UUID | None = None, agent: UUID | None = None, by: Literal['hour', 'day', 'queue', 'channel', 'team', 'agent'] | None = None, kpis: str | None = None) -> Call[m.Board]:
    """Figures of a range of days, by hour, day, queue, channel, team or agent. Agents see their own, by day."""
    return Call("GET", "/api/v1/insight/board", m.Board, query={"from": from_, "to": to, "queue": queue, "channel": channel, "team": team, "agent": agent, "by": by, "kpis": kpis})


def drill(*, from_: str, to: str, measure: str, queue: UUID | None = None, channel: str | None = None, team: UUID | None = None, agent: UUID | None = None, by: Literal['hour', 'day', 'queue', 'channel', 'team', 'agent'] | None = None, kpis: str | None = None, key: str | None = None, cursor: str | None = None, limit: int | None = None) -> Listing[m.DrillOut, m.Behind]:
    """The conversations behind a figure: exactly what was counted of one of its measures, earliest first."""
    return Listing("GET", "/api/v1/insight/drill", m.DrillOut, query={"from": from_, "to": to, "measure": measure, "queue": queue, "channel": channel, "team": team, "agent": agent, "by": by, "kpis": kpis, "key": key, "cursor": cursor, "limit": limit})


def export(*, from_: str, to: str, queue: UUID | None = None, channel: str | None = None, team: UUID | None = None, agent: UUID | None = None, by: Literal['hour', 'day', 'queue', 'channel', 'team', 'agent'] | None = None, kpis: str | None = None, format: Literal['csv', 'xlsx'] | None = None, locale: Literal['zh-CN', 'en'] | None = None) -> Call[str]:
    """The board as a file that spreadsheets open as it is."""
    return Call("GET", "/api/v1/insight/export", str, query={"from": from_, "to": to, "queue": queue, "channel": channel, "team": team, "agent": agent, "by": by, "kpis": kpis, "format": format, "locale": locale})


def live() -> Call[m.LiveOut]:
    """The floor now: who waits, who is there, today's figures, and what to look at."""
    return Call("GET", "/api/v1/insight/live", m.LiveOut)


def alert_rules() -> Call[m.AlertRules]:
    """The rules by which the floor tells what to look at, with their limits."""
    return Call("GET", "/api/v1/insight/alerts", m.AlertRules)


def set_alert_rules(data: m.AlertLimits) -> Call[m.AlertRules]:
    """Set limits; rules that are not named stay as they are. Audited."""
    return Call("PUT", "/api/v1/insight/alerts", m.AlertRules, body=data)


def raised(*, cursor: str | None = None, limit: int | None = None, code: str | None = None, queue: UUID | None = None, lasting: bool | None = None) -> Listing[m.RaisedOut, m.Raised]:
    """What the floor warned of, the newest first: of one rule, of one queue, or only what lasts (or is over)."""
    return Listing("GET", "/api/v1/insight/raised", m.RaisedOut, query={"cursor": cursor, "limit": limit, "code": code, "queue": queue, "lasting": lasting})


def acknowledge(raised_id: UUID | str) -> Call[m.Raised]:
    """I have seen it. The first who says so is kept."""
    return Call("POST", f"/api/v1/insight/raised/{raised_id}/acknowledge", m.Raised, keyed=True)


def all_displays() -> Call[m.DisplaysOut]:
    """Links of big screens that are good."""
    return Call("GET", "/api/v1/insight/displays", m.DisplaysOut)


def make(data: m.DisplayIn) -> Call[m.DisplayMade]:
    """A new link of a big screen."""
    return Call("POST", "/api/v1/insight/displays", m.DisplayMade, body=data, keyed=True)


def revoke(display_id: UUID | str) -> Call[None]:
    """The link shows nothing from now on."""
    return Call("DELETE", f"/api/v1/insight/displays/{display_id}", None)


def wall() -> Call[m.WallOut]:
    """The wallboard, for who holds a link: `Authorization: Bearer` with its token. No customer is named."""
    return Call("GET", "/api/v1/wall", m.WallOut)


def listed() -> Call[m.WhatIfsOut]:
    """Studies of the house, the latest first, and what can be chosen for another."""
    return Call("GET", "/api/v1/insight/what-ifs", m.WhatIfsOut)


def ask(data: m.WhatIfDraft) -> Call[m.WhatIfStudy]:
    """Simulate it in the background. 409 `too_many_what_ifs`."""
    return Call("POST", "/api/v1/insight/what-ifs", m.WhatIfStudy, body=data, keyed=True)


def one(what_if_id: UUID | str) -> Call[m.WhatIfStudy]:
    """One study, with its answer once there is one."""
    return Call("GET", f"/api/v1/insight/what-ifs/{what_if_id}", m.WhatIfStudy)


def drop(what_if_id: UUID | str) -> Call[None]:
    """Delete it, kept or not."""
    return Call("DELETE", f"/api/v1/insight/what-ifs/{what_if_id}", None)


def change(what_if_id: UUID | str, data: m.WhatIfChange) -> Call[m.WhatIfStudy]:
    """Another name, or kept for good. 409 `too_many_kept`."""
    return Call("PATCH", f"/api/v1/insight/what-ifs/{what_if_id}", m.WhatIfStudy, body=data)


def cancel(what_if_id: UUID | str) -> Call[m.WhatIfStudy]:
    """Simulate it no further. 409 `what_if_ended`."""
    return Call("POST", f"/api/v1/insight/what-ifs/{what_if_id}/cancel", m.WhatIfStudy, keyed=True)
