"""What a supervisor should look at now: the floor held against limits. Pure but for the reading and keeping of limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.uow import Tx

Level = Literal["amber", "red"]
LEAST_WAITS = 10
"""Shares of fewer waits than this say nothing yet."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """`unit` of the limit: times the promised seconds, waiting contacts, a ratio, minutes; `none` has no limit."""

    unit: Literal["times", "count", "ratio", "minutes", "none"]
    limit: float = 0.0
    least: float = 0.0
    most: float = 0.0


RULES: dict[str, Rule] = {
    "green": Rule(unit="none"),
    "unservable": Rule(unit="none"),
    "unstaffed": Rule(unit="none"),
    "longest_wait": Rule(unit="times", limit=1.0, least=0.1, most=100),
    "waiting": Rule(unit="count", limit=10, least=1, most=100_000),
    "angry": Rule(unit="none"),
    "service_level": Rule(unit="ratio", limit=0.8, least=0, most=1),
    "abandonment": Rule(unit="ratio", limit=0.1, least=0, most=1),
    "long_break": Rule(unit="minutes", limit=30, least=1, most=1440),
}
"""In the order of their weight."""


class Limit(msgspec.Struct, frozen=True):
    """The limit of a rule as this house has it."""

    code: str
    limit: float
    enabled: bool


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """`code`: of the rule; `name`: of the queue, agent or customer it is about; `value`: seconds, a count or a ratio,
    held against `limit` in the same unit. `since`: when it began, where that is known. `first`: of several conversations
    of a queue the one to look at."""

    code: str
    level: Level
    queue_id: UUID | None = None
    agent_id: UUID | None = None
    conversation_id: UUID | None = None
    name: str
    name_en: str
    value: float
    limit: float
    since: datetime | None = None
    first: UUID | None = None


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """A queue as the rules see it. `promised`: seconds; `today`: figures by code; `stuck`: of those who wait, whom nobody
    could ever answer: how many, since when, and the first of them."""

    id: UUID
    name_zh: str
    name_en: str
    kind: str
    open: bool
    waiting: int
    since: datetime | None
    promised: int
    today: Mapping[str, float | None]
    waits: int
    stuck: tuple[int, datetime, UUID] | None = None


class Person(msgspec.Struct, frozen=True):
    """An agent on a break, since when, and until when a break of this kind may last; None: as the rule says."""

    id: UUID
    name: str
    since: datetime
    due_at: datetime | None = None


class Upset(msgspec.Struct, frozen=True):
    """A conversation that is open and whose customer is angry."""

    id: UUID
    customer: str
    since: datetime


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    now: datetime
    queues: list[Queue]
    connected: int
    resting: list[Person]
    upset: list[Upset]


def decide(floor: Floor, limits: Mapping[str, Limit]) -> list[Alert]:
    """Everything beyond its limit, the weightiest first; of one kind the one furthest beyond."""
    on = {code: limits[code].limit for code in RULES if limits[code].enabled}
    found = [*(alert for queue in floor.queues for alert in _queue(queue, floor, on)), *_people(floor, on)]
    order = list(RULES)
    return sorted(found, key=lambda a: (order.index(a.code), -abs(a.value - a.limit)))


def _queue(queue: Queue, floor: Floor, on: Mapping[str, float]) -> Iterator[Alert]:
    def about(code: str, level: Level, value: float, limit: float, since: datetime | None = None) -> Alert:
        return Alert(code=code, level=level, queue_id=queue.id, name=queue.name_zh, name_en=queue.name_en, value=value, limit=limit, since=since)  # fmt: skip

    if queue.stuck is not None and "unservable" in on:
        count, since, first = queue.stuck
        yield msgspec.structs.replace(about("unservable", "red", count, 0, since), first=first)
    if queue.waiting and queue.since is not None:
        waited = (floor.now - queue.since).total_seconds()
        if "green" in on and queue.kind == "green":
            yield about("green", "red", queue.waiting, 0, queue.since)
        if "unstaffed" in on and queue.open and not floor.connected:
            yield about("unstaffed", "red", queue.waiting, 0, queue.since)
        if "longest_wait" in on and waited > (limit := queue.promised * on["longest_wait"]):
            yield about("longest_wait", "red" if waited > 2 * limit else "amber", waited, limit, queue.since)
    if "waiting" in on and queue.waiting >= on["waiting"]:
        yield about("waiting", "red" if queue.waiting >= 2 * on["waiting"] else "amber", queue.waiting, on["waiting"])
    for code, below in (("service_level", True), ("abandonment", False)):
        value = queue.today.get(code)
        if code in on and value is not None and queue.waits >= LEAST_WAITS:
            limit = on[code]
            if value < limit if below else value > limit:
                yield about(code, "amber", value, limit)


def _people(floor: Floor, on: Mapping[str, float]) -> Iterator[Alert]:
    for one in floor.resting if "long_break" in on else ():
        rested = (floor.now - one.since).total_seconds()
        limit = (one.due_at - one.since).total_seconds() if one.due_at is not None else on["long_break"] * 60
        if rested > limit:
            yield Alert(code="long_break", level="amber", agent_id=one.id, name=one.name, name_en=one.name, value=rested, limit=limit, since=one.since)  # fmt: skip
    for talk in floor.upset if "angry" in on else ():
        waited = (floor.now - talk.since).total_seconds()
        yield Alert(code="angry", level="amber", conversation_id=talk.id, name=talk.customer, name_en=talk.customer, value=waited, limit=0, since=talk.since)  # fmt: skip


# ------------------------------------------------------------------ limits
async def limits(conn: Connection) -> dict[str, Limit]:
    """Every rule's limit as this house has it."""
    kept = {r["code"]: r for r in await conn.fetch("SELECT code, bound, enabled FROM insight.alerts")}
    return {
        code: Limit(code, kept[code]["bound"], kept[code]["enabled"]) if code in kept else Limit(code, rule.limit, True)
        for code, rule in RULES.items()
    }


async def set_limits(tx: Tx, wanted: Iterable[Limit]) -> None:
    """Keep limits. Raises Invalid for a rule there is not, or a limit outside of what the rule can mean."""
    for one in wanted:
        rule = RULES.get(one.code)
        if rule is None:
            raise Invalid("unknown_alert", f"There is no alert {one.code!r}; one of {', '.join(RULES)}.", field="code")
        if not rule.least <= one.limit <= rule.most:
            raise Invalid("limit_out_of_range", f"The limit of {one.code} lies between {rule.least:g} and {rule.most:g}.", field=one.code, least=rule.least, most=rule.most)  # fmt: skip
        await tx.execute(
            "INSERT INTO insight.alerts (tenant_id, code, bound, enabled) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (tenant_id, code) DO UPDATE SET bound = excluded.bound, enabled = excluded.enabled",
            tx.tenant,
            one.code,
            one.limit,
            one.enabled,
        )
