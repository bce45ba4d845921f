"""Surge mode over HTTP: how it stands, held and let go by supervisors, its rules read, tried out and changed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from qingfeng.kernel.db import Connection, Database
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import surge_house
from qingfeng.modules.routing.surge import SurgePolicy
from qingfeng.modules.routing.surge_house import Rules, Standing, SurgePreview

TAGS = ["surge"]


class SurgeOut(msgspec.Struct, frozen=True, kw_only=True):
    """`ratio`: arrivals of the last window by what was expected; null while nothing is known. `lending`: reserves answer
    in other queues now. `message_minutes`: who is to wait longer may leave a message instead
    (0: as ever), `callback_minutes`: be called back. `defer_minutes`: what can wait is held back so long at most (0: nothing
    is), `deferred`: of how much now. `hold`: what a supervisor ordered, until `hold_until`."""

    on: bool
    since: datetime | None
    by_hand: bool
    ratio: float | None
    arrivals: int | None
    expected: float | None
    lending: bool
    pool_teams: list[people.Team]
    wrap_up_seconds: int | None
    pinned: list[knowledge.NamedArticle]
    ai_first: bool
    message_minutes: int
    callback_minutes: int
    defer_minutes: int
    deferred: int
    hold: Literal["on", "off"] | None
    hold_until: datetime | None


class PinIn(msgspec.Struct, forbid_unknown_fields=True):
    """Ids of articles."""

    pinned: list[UUID]


class ArticlesToPin(msgspec.Struct, frozen=True):
    items: list[knowledge.NamedArticle]


class HoldIn(msgspec.Struct, forbid_unknown_fields=True):
    """`what`: keep it on, or off; for so many `minutes`."""

    what: Literal["on", "off"]
    minutes: int


class PolicyIn(msgspec.Struct, forbid_unknown_fields=True):
    """The policy's `version` is the one that was shown."""

    policy: SurgePolicy


class SurgeRulesOut(Rules, frozen=True, kw_only=True):
    """The rules in force, the teams they may lend, and what the articles they pin are called."""

    teams: list[people.Team]
    pinned: list[knowledge.NamedArticle]


@get("/api/v1/surge", tags=TAGS)
async def standing(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> SurgeOut:
    """Whether demand outruns what was expected, since when, by how much, and what is done differently (insight.read)."""
    caller.need("insight.read")
    async with db.reading(caller.tenant) as conn:
        return await _out(conn, await surge_house.standing(conn), db.clock.now())


@post("/api/v1/surge/hold", tags=TAGS, status_code=200)
async def hold(caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[HoldIn]) -> SurgeOut:
    """Keep surge mode on, or off, for a while (floor.manage)."""
    caller.need("floor.manage")
    async with work.tx(caller.tenant) as tx:
        return await _out(tx.conn, await surge_house.hold(tx, caller.actor, data.what, data.minutes), tx.now)


@delete("/api/v1/surge/hold", tags=TAGS, status_code=200)
async def release(caller: NamedDependency[Caller], work: NamedDependency[Work]) -> SurgeOut:
    """Let what is counted decide again (floor.manage)."""
    caller.need("floor.manage")
    async with work.tx(caller.tenant) as tx:
        return await _out(tx.conn, await surge_house.release(tx, caller.actor), tx.now)


@put("/api/v1/surge/pinned", tags=TAGS)
async def pin(caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[PinIn]) -> SurgeOut:
    """Offer these articles first until the surge that is on ends; 409 `surge_off` when none is (floor.manage)."""
    caller.need("floor.manage")
    async with work.tx(caller.tenant) as tx:
        return await _out(tx.conn, await surge_house.pin(tx, caller.actor, data.pinned), tx.now)


@get("/api/v1/surge/articles", tags=TAGS)
async def articles_to_pin(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    q: Annotated[str, QueryParameter(max_length=400)] = "",
) -> ArticlesToPin:
    """Articles that may be pinned: those that customers are answered from now, by words (floor.manage or routing.manage)."""
    if not caller.may("routing.manage"):
        caller.need("floor.manage")
    async with db.reading(caller.tenant) as conn:
        return ArticlesToPin(await knowledge.articles_to_pin(conn, q, db.clock.now()))


@get("/api/v1/surge/policy", tags=TAGS)
async def policy(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> SurgeRulesOut:
    """The rules of surge mode (routing.manage)."""
    caller.need("routing.manage")
    async with db.reading(caller.tenant) as conn:
        return await _rules_out(conn, await surge_house.rules(conn), db.clock.now())


@put("/api/v1/surge/policy", tags=TAGS)
async def set_policy(
    caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[PolicyIn]
) -> SurgeRulesOut:
    """Other rules, in force at once; every version is kept (routing.manage)."""
    caller.need("routing.manage")
    async with work.tx(caller.tenant) as tx:
        return await _rules_out(tx.conn, await surge_house.set_policy(tx, caller.actor, data.policy), tx.now)


@post("/api/v1/surge/policy/preview", tags=TAGS, status_code=200)
async def try_out(
    caller: NamedDependency[Caller], db: NamedDependency[Database], data: JSONBody[PolicyIn]
) -> SurgePreview:
    """When surge mode would have been on in the last seven days by these rules (routing.manage)."""
    caller.need("routing.manage")
    async with db.reading(caller.tenant) as conn:
        await surge_house.check(conn, data.policy, db.clock.now())
        return await surge_house.preview(conn, data.policy, db.clock.now())


async def _rules_out(conn: Connection, rules: Rules, at: datetime) -> SurgeRulesOut:
    return SurgeRulesOut(
        **msgspec.structs.asdict(rules),
        teams=await people.teams(conn),
        pinned=await knowledge.named_articles(conn, rules.policy.pinned, at),
    )


async def _out(conn: Connection, now: Standing, at: datetime) -> SurgeOut:
    state, levers, teams = now.state, now.levers, await people.teams(conn)
    return SurgeOut(
        on=state.on,
        since=state.since,
        by_hand=state.by_hand,
        ratio=state.ratio,
        arrivals=now.arrivals,
        expected=now.expected.mean if now.expected else None,
        lending=bool(levers.pool_teams),
        pool_teams=[team for team in teams if team.id in levers.pool_teams],
        wrap_up_seconds=levers.wrap_up_seconds,
        pinned=await knowledge.named_articles(conn, levers.pinned, at),
        ai_first=levers.ai_first,
        message_minutes=levers.message_minutes,
        callback_minutes=levers.callback_minutes,
        defer_minutes=levers.defer_minutes,
        deferred=await conversations.deferrals.count(conn),
        hold=state.hold,
        hold_until=state.hold_until,
    )


handlers = [standing, hold, release, pin, articles_to_pin, policy, set_policy, try_out]
