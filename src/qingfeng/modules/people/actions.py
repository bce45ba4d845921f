"""Verbs of people: change a state, count a miss, note that an agent is free."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.contracts.base import SYSTEM, Actor
from qingfeng.contracts.people import AgentChanged, AgentLeft, NextState, Presence, PresenceChanged, State
from qingfeng.kernel.db import Database, scoped
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.people import breaks, store
from qingfeng.modules.people.model import MISSED, Seat, check_seat


async def set_presence(tx: Tx, agent: UUID, state: State, reason: str | None, by: Actor) -> Presence:
    """Enter a state now; forgets a queued one, the misses, and what was given for a while. Raises NotFound when this user
    is no agent."""
    old = await _held(tx, agent)
    if await store.drop_temporary(tx, agent, "state"):
        tx.emit(AgentChanged(agent_id=agent, by=str(by)))
    if (old.state, old.reason) == (state, reason) and old.next is None and old.misses == 0:
        return old
    since = old.since if (old.state, old.reason) == (state, reason) else tx.now
    new = await _entered(tx, state, reason, since, old.version + 1)
    return await _write(tx, agent, new, by)


async def queue_presence(tx: Tx, agent: UUID, state: State, reason: str | None, by: Actor) -> Presence:
    """Enter a state as soon as the last conversation is finished; no new offers until then."""
    old = await _held(tx, agent)
    new = msgspec.structs.replace(old, next=NextState(state, reason), version=old.version + 1)
    return await _write(tx, agent, new, by)


async def missed(tx: Tx, agent: UUID, limit: int) -> bool:
    """Count an offer that ran out. True when it was one too many and the agent was put on a break.

    Who wanted to leave after the last conversation still does.
    """
    old = await _held(tx, agent)
    misses = old.misses + 1
    over = misses >= limit and old.state == "ready"
    if over:
        then = old.next if old.next is not None and old.next.state != "ready" else None
        new = Presence(state="break", reason=MISSED, since=tx.now, next=then, misses=misses, version=old.version + 1)
    else:
        new = msgspec.structs.replace(old, misses=misses, version=old.version + 1)
    await _write(tx, agent, new, SYSTEM)
    return over


async def answered(tx: Tx, agent: UUID) -> None:
    """An offer was accepted: earlier misses no longer count, and the agent is not idle."""
    old = await _held(tx, agent)
    await store.write_idle(tx, agent, None)
    if old.misses:
        await _write(tx, agent, msgspec.structs.replace(old, misses=0, version=old.version + 1), SYSTEM)


async def freed(tx: Tx, agent: UUID, *, left: int) -> None:
    """A conversation ended and `left` remain. With none left the agent is idle, or enters the state queued before."""
    old = await store.hold(tx, agent)
    if old is None or left > 0:
        return
    await store.write_idle(tx, agent, tx.now)
    if old.next is not None:
        new = await _entered(tx, old.next.state, old.next.reason, tx.now, old.version + 1)
        await _write(tx, agent, new, SYSTEM)


async def seat(tx: Tx, user: UUID, name: str, wanted: Seat | None, by: Actor) -> None:
    """Give somebody a seat among those who answer, change it, or take it away (None): then what they have in hand goes
    back to the line. Raises Invalid with the field."""
    if wanted is None:
        await leave(tx, user, by)
        await store.set_retired(tx, user, True)
        return
    skills = {skill.code for skill in await store.skills(tx.conn)}
    check_seat(wanted, {team.id for team in await store.teams(tx.conn)}, skills)
    levels = wanted.skills
    await store.put_agent(tx, user, name=name, team=wanted.team_id, capacity=wanted.capacity, levels=levels)
    await store.set_retired(tx, user, False)
    await store.set_active(tx, user, True)


async def leave(tx: Tx, user: UUID, by: Actor) -> None:
    """They answer no longer. Who never did, or has left before, is no error."""
    if await store.hold(tx, user) is not None and await store.set_active(tx, user, False):
        await set_presence(tx, user, "offline", None, by)
        tx.emit(AgentLeft(agent_id=user, by=str(by)))


async def rejoin(tx: Tx, user: UUID) -> None:
    """They have the seat again that they had."""
    await store.set_active(tx, user, True)


async def seen(db: Database, tenant: UUID, agents: Mapping[UUID, datetime | None]) -> None:
    """Desks of these agents are open now; when each last did something there, where that is known. Changes no state."""
    async with scoped(db, tenant) as conn:
        await store.write_seen(conn, tenant, agents, db.clock.now())


async def _entered(tx: Tx, state: State, reason: str | None, since: datetime, version: int) -> Presence:
    """A state as it begins, with what the house says of such a break."""
    kind = await breaks.rule(tx, reason) if state == "break" else None
    limit = kind.limit_minutes if kind else None
    return Presence(
        state=state,
        reason=reason,
        since=since,
        next=None,
        misses=0,
        version=version,
        due_at=since + timedelta(minutes=limit) if limit else None,
        paid=kind.paid if kind else True,
        shrinkage=kind.shrinkage if kind else True,
    )


async def _held(tx: Tx, agent: UUID) -> Presence:
    presence = await store.hold(tx, agent)
    if presence is None:
        raise NotFound("not_an_agent", "This user takes no conversations.", field="agent_id")
    return presence


async def _write(tx: Tx, agent: UUID, presence: Presence, by: Actor) -> Presence:
    await store.write_presence(tx, agent, presence)
    tx.emit(PresenceChanged(agent_id=agent, presence=presence, by=str(by)))
    return presence
