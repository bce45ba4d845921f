"""Big screens without a session: a link shows the wallboard of one house, and nothing else, until it ends or is revoked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.kernel.auth import digest
from qingfeng.kernel.db import Connection, Database
from qingfeng.kernel.errors import Invalid, NotFound, Unauthenticated
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.insight import boards, floor
from qingfeng.modules.insight.boards import Ask, Board
from qingfeng.modules.insight.floor import LiveAgents, LiveQueue
from qingfeng.modules.insight.kpi import KPIS
from qingfeng.modules.insight.schemas import KpiOut, kpi_out

SCOPE = "wall"
PREFIX = "qfw_"
MOST_DAYS = 365
MOST = 50
"""Links of one house that may be about at once."""
_TREND = ("offered",)
_PRAISE = ("praised", "handled", "satisfaction")


class Display(msgspec.Struct, frozen=True, kw_only=True):
    """A link. `hint`: the last characters of its token, which is told once and kept nowhere."""

    id: UUID
    name: str
    hint: str
    created_at: datetime
    expires_at: datetime


class WallNow(msgspec.Struct, frozen=True, kw_only=True):
    """The floor as a wall shows it: queues, how many agents are how, today's figures; nobody's name, no customer."""

    now: datetime
    queues: list[LiveQueue]
    agents: LiveAgents
    today: dict[str, float | None]


class WallOut(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a big screen shows. `people`: only those praised today, and for what they are praised."""

    tenant: str
    zone: str
    today: date
    kpis: list[KpiOut]
    live: WallNow
    hours: Board
    people: Board


async def displays(conn: Connection, now: datetime) -> list[Display]:
    """Links that are good, the oldest first."""
    return [
        Display(id=r["id"], name=r["name"], hint=r["hint"], created_at=r["created_at"], expires_at=r["expires_at"])
        for r in await access.tokens_of_scope(conn, SCOPE)
        if r["revoked_at"] is None and r["expires_at"] is not None and r["expires_at"] > now
    ]


async def make(tx: Tx, caller: Caller, name: str, days: int) -> tuple[Display, str]:
    """A new link and its token, told this once. Raises Invalid with the field."""
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise Invalid("bad_name", "A name has 1 to 60 characters.", field="name", max=60)
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("out_of_range", f"A link is good for 1 to {MOST_DAYS} days.", field="days", min=1, max=MOST_DAYS)
    if len(await displays(tx.conn, tx.now)) >= MOST:
        raise Invalid("too_many", f"There may be {MOST} links; revoke one first.", field="name", max=MOST)
    ends = tx.now + timedelta(days=days)
    id_, token = await access.issue_token(tx, scope=SCOPE, name=name, by=caller.actor, prefix=PREFIX, expires=ends)
    return Display(id=id_, name=name, hint=token[-4:], created_at=tx.now, expires_at=ends), token


async def revoke(tx: Tx, caller: Caller, id_: UUID) -> None:
    """The link shows nothing from now on. Raises NotFound for what is no link of a wall."""
    if id_ not in {r["id"] for r in await access.tokens_of_scope(tx.conn, SCOPE)}:
        raise NotFound("not_found", "There is no such link.", field="display_id")
    await access.revoke_token(tx, id_, caller.actor)


async def tenant_of(db: Database, token: str) -> UUID:
    """Whose wall this token shows. Raises Unauthenticated."""
    found = await access.scope_of_token(db, digest(token)) if token.startswith(PREFIX) else None
    if found is None or found[1] != SCOPE:
        raise Unauthenticated("link_over", "This link is over or was revoked; ask a supervisor for a new one.")
    return found[0]


async def wall(conn: Connection, tenant: UUID, now: datetime) -> WallOut:
    """What the wall shows now."""
    house = await access.tenant_by_id(conn, tenant)
    assert house is not None
    when = await boards.asked_at(conn, tenant, now)
    today = now.astimezone(when.zone).date()
    hours = await boards.board(conn, tenant, Ask(from_=today, to=today, by="hour", kpis=_TREND), now, trend=False)
    people = await boards.board(conn, tenant, Ask(from_=today, to=today, by="agent", kpis=_PRAISE), now, trend=False)
    seen = await floor.floor(conn, tenant, now)
    praised = [row for row in people.rows if (row.values.get("praised") or 0) > 0]
    return WallOut(
        tenant=house.name,
        zone=when.zone.key,
        today=today,
        kpis=[kpi_out(kpi) for kpi in KPIS.values()],
        live=WallNow(now=seen.now, queues=seen.queues, agents=seen.agents, today=seen.today),
        hours=hours,
        people=msgspec.structs.replace(people, rows=praised),
    )
