"""A state or skills that a supervisor gives an agent for a while, and what comes back when the while is over.

A state that the agent chooses meanwhile is theirs: then nothing comes back. Skills given for a while stand in front of
those of the seat, which may be changed behind them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.contracts.people import AgentChanged, Kind, Presence, PresenceChanged, State, Temporary
from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import Invalid, NotFound
from qingfeng.kernel.uow import Step, Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.people import actions, store
from qingfeng.modules.people.model import check_levels

LONGEST = timedelta(days=7)
END = "temporary_end"
_COLUMNS = "kind, by_name, since, ends_at, state, reason, skills"


async def give_state(
    tx: Tx, agent: UUID, chosen: tuple[State, str | None], until: datetime | None, by: Actor
) -> Presence:
    """Put an agent into a state, and back into what they had chosen when the moment comes (None: it stays).

    Raises Invalid for a moment that cannot be, NotFound for who is no agent.
    """
    _check_until(tx.now, until)
    old = await _held(tx, agent)
    kept = await tx.row(
        "SELECT before_state, before_reason FROM people.temporary WHERE agent_id = $1 AND kind = 'state'", agent
    )
    before = (kept["before_state"], kept["before_reason"]) if kept else (old.state, old.reason)
    presence = await actions.set_presence(tx, agent, *chosen, by)
    await tx.execute(
        "INSERT INTO people.temporary (tenant_id, agent_id, kind, state, reason, before_state, before_reason, by_name,"
        " since, ends_at) VALUES ($1, $2, 'state', $3, $4, $5, $6, $7, $8, $9)",
        *(tx.tenant, agent, *chosen, *before, by.name, tx.now, until),
    )
    await _kept(tx, agent, "state", until, by, state=chosen[0], reason=chosen[1])
    return presence


async def give_skills(tx: Tx, agent: UUID, skills: dict[str, int], until: datetime, by: Actor) -> None:
    """Have an agent answer for these skills, and no others, until a moment. Raises Invalid, NotFound."""
    _check_until(tx.now, until)
    check_levels(skills, {skill.code for skill in await store.skills(tx.conn)}, field="skills")
    await _held(tx, agent)
    await tx.execute(
        "INSERT INTO people.temporary (tenant_id, agent_id, kind, skills, by_name, since, ends_at)"
        " VALUES ($1, $2, 'skills', $3, $4, $5, $6) ON CONFLICT (tenant_id, agent_id, kind) DO UPDATE"
        " SET skills = excluded.skills, by_name = excluded.by_name, since = excluded.since, ends_at = excluded.ends_at",
        *(tx.tenant, agent, skills, by.name, tx.now, until),
    )
    await _kept(tx, agent, "skills", until, by, skills=skills)


async def _kept(tx: Tx, agent: UUID, kind: Kind, until: datetime | None, by: Actor, **what: object) -> None:
    if until is None:
        tx.cancel(END, f"{agent}:{kind}")
    else:
        tx.at(Step(END, f"{agent}:{kind}", until))
    tx.emit(AgentChanged(agent_id=agent, by=str(by)))
    when = until.isoformat() if until else ""
    await access.audit(tx, by, f"agent.{kind}_given", str(agent), until=when, **what)


async def take_back(tx: Tx, agent: UUID, kind: Kind, by: Actor) -> bool:
    """What was given holds no longer; False when nothing was. Raises NotFound for who is no agent."""
    old = await _held(tx, agent)
    row = await tx.row(
        "DELETE FROM people.temporary WHERE agent_id = $1 AND kind = $2"
        " RETURNING state, reason, before_state, before_reason",
        *(agent, kind),
    )
    if row is None:
        return False
    tx.cancel(END, f"{agent}:{kind}")
    # Who was put on a break meanwhile, for offers that ran out, stays there.
    if kind == "state" and (old.state, old.reason) == (row["state"], row["reason"]):
        await _back(tx, agent, old, (row["before_state"], row["before_reason"]), by)
    tx.emit(AgentChanged(agent_id=agent, by=str(by)))
    await access.audit(tx, by, f"agent.{kind}_ended", str(agent))
    return True


async def _back(tx: Tx, agent: UUID, old: Presence, to: tuple[State, str | None], by: Actor) -> None:
    if (old.state, old.reason) == to:
        return
    state, reason = to
    new = msgspec.structs.replace(
        old, state=state, reason=reason, since=tx.now, misses=0, version=old.version + 1, away_since=None
    )
    await store.write_presence(tx, agent, new)
    tx.emit(PresenceChanged(agent_id=agent, presence=new, by=str(by)))


async def temporary(conn: Connection, only: UUID | None = None) -> dict[UUID, list[Temporary]]:
    """What agents (or one) have been given for a while, by agent."""
    rows = await conn.fetch(
        f"SELECT agent_id, {_COLUMNS} FROM people.temporary WHERE $1::uuid IS NULL OR agent_id = $1 ORDER BY kind DESC",
        only,
    )
    found: dict[UUID, list[Temporary]] = {}
    for row in rows:
        found.setdefault(row["agent_id"], []).append(_of(row))
    return found


def _of(row: Record) -> Temporary:
    return Temporary(
        kind=row["kind"],
        by_name=row["by_name"],
        since=row["since"],
        until=row["ends_at"],
        state=row["state"],
        reason=row["reason"],
        skills=row["skills"],
    )


async def _held(tx: Tx, agent: UUID) -> Presence:
    presence = await store.hold(tx, agent)
    if presence is None:
        raise NotFound("not_an_agent", "This user takes no conversations.", field="agent_id")
    return presence


def _check_until(now: datetime, until: datetime | None) -> None:
    if until is None:
        return
    if until.tzinfo is None:
        raise Invalid("no_zone", "Name the moment with its offset, such as 2026-07-01T09:00:00+08:00.", field="until")
    if not now < until <= now + LONGEST:
        raise Invalid("out_of_range", f"Choose a moment within {LONGEST.days} days.", field="until", min=0, max=7)
