"""Somebody who is ready and not there: no new conversations for them, and one key brings them back. Whoever stays away
for hours, or after the house has closed, is signed off.

What they have in hand stays theirs. Who is absent is decided by the server from its own clock (`model.absent`); a device
that opens or closes changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from qingfeng.contracts.base import SYSTEM, Actor
from qingfeng.contracts.people import AgentChanged, Presence, PresenceChanged
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.people import store
from qingfeng.modules.people.model import AFTER_CLOSING, absent, gone_home


async def absentees(conn: Connection, now: datetime, idle_minutes: int) -> list[UUID]:
    """Who is ready and not there, in one order."""
    return sorted(id_ for id_, sign in (await store.signs(conn)).items() if absent(sign, now, idle_minutes))


async def mark_away(tx: Tx, agent: UUID, idle_minutes: int) -> bool:
    """Put somebody who is not there on a break; False when by now they are there, or in another state.

    Who wanted to leave after the last conversation still does.
    """
    old = await store.hold(tx, agent)
    sign = (await store.signs(tx.conn, agent)).get(agent)
    gone = None if old is None or sign is None else absent(sign, tx.now, idle_minutes)
    if old is None or gone is None:
        return False
    reason, last = gone
    then = old.next if old.next is not None and old.next.state != "ready" else None
    away = Presence(
        state="break",
        reason=reason,
        since=tx.now,
        next=then,
        misses=old.misses,
        version=old.version + 1,
        away_since=last,
    )
    await store.write_presence(tx, agent, away)
    tx.emit(PresenceChanged(agent_id=agent, presence=away, by=str(SYSTEM)))
    return True


async def lingerers(conn: Connection, now: datetime) -> list[UUID]:
    """Who is signed on and of whom there was no sign for a while, in one order: those who may have gone home."""
    return sorted(id_ for id_, last in (await store.last_signs(conn)).items() if now - last >= AFTER_CLOSING)


async def sign_off(tx: Tx, agent: UUID, hours: int, *, closed: bool) -> Presence | None:
    """Sign off somebody who has gone home; None when by now they are there, or off. What they have in hand stays theirs;
    a state that was given them for a while ends with it."""
    old = await store.hold(tx, agent)
    last = (await store.last_signs(tx.conn, agent)).get(agent)
    why = None if old is None or last is None else gone_home(last, tx.now, hours, closed=closed)
    if old is None or why is None:
        return None
    if await store.drop_temporary(tx, agent, "state"):
        tx.emit(AgentChanged(agent_id=agent, by=str(SYSTEM)))
    off = Presence(
        state="offline", reason=why, since=tx.now, next=None, misses=0, version=old.version + 1, gone_since=last
    )
    await store.write_presence(tx, agent, off)
    tx.emit(PresenceChanged(agent_id=agent, presence=off, by=str(SYSTEM)))
    return off


async def come_back(tx: Tx, agent: UUID, by: Actor) -> Presence:
    """Be ready again after an absence; whoever is in another state by now stays in it. Raises NotFound for who is no
    agent."""
    old = await store.hold(tx, agent)
    if old is None:
        raise NotFound("not_an_agent", "This user takes no conversations.", field="agent_id")
    if old.away_since is None:
        return old
    back = Presence(state="ready", reason=None, since=tx.now, next=old.next, misses=0, version=old.version + 1)
    await store.write_presence(tx, agent, back)
    tx.emit(PresenceChanged(agent_id=agent, presence=back, by=str(by)))
    return back
