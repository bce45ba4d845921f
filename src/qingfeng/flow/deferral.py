"""Deferrable work deferred: while a surge wants it what can wait is held out of the line, and afterwards given back smoothly.

Every hold has its timer (`held_end`), so that whatever happens to this process nobody is held beyond the latest moment.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from qingfeng.kernel.db import Connection, Retryable
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.uow import Step, Tx, Work
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing.public import deferral

HELD = "held_end"
AT_ONCE = 50
"""So many are held or given back in one look at most."""

Prove = Callable[[Tx], Awaitable[None]]


async def look(work: Work, tenant: UUID, seconds: float, prove: Prove) -> int:
    """Hold back what can wait, or give back some of it, as for the `seconds` since the last look; gives how many. `prove`
    raises in each transaction when somebody else looks by now."""
    async with work.db.reading(tenant) as conn:
        moved = await routing.surge_levers(conn)
        if moved.defer_minutes > 0:
            patient = [q.id for q in await routing.queues(conn) if q.policy.can_wait and q.kind == "normal"]
            found = await conversations.deferrals.candidates(conn, patient, AT_ONCE)
        else:
            found = await _back(conn, work, seconds)
    done = 0
    for id_ in found:
        try:
            async with work.tx(tenant) as tx:
                await prove(tx)
                conv = await conversations.lock(tx, id_)
                done += await (hold(tx, conv) if moved.defer_minutes > 0 else give_back(tx, conv))
        except (*Retryable, NotFound):  # it is looked at again soon
            continue
    return done


async def _back(conn: Connection, work: Work, seconds: float) -> list[UUID]:
    """Whom there is room for now, those with the earliest end first."""
    held = await conversations.deferrals.held(conn, AT_ONCE)
    if not held:
        return []
    loads, now = await conversations.loads(conn), work.db.clock.now()
    room = sum(
        max(0, agent.capacity - loads.get(agent.id, 0))
        for agent in await people.roster(conn)
        if agent.presence.state == "ready" and agent.connected(now)
    )
    waiting = sum(line.ahead for line in (await conversations.lines(conn)).values())
    return held[: deferral.given_back(len(held), room, waiting, seconds)]


async def hold(tx: Tx, conv: Conversation, *, woken: bool = False) -> bool:
    """Hold a locked conversation back, if it waits and can. `woken`: it has come back by its own moment, nobody waits at it."""
    if conv.phase != "queued" or conv.held_until is not None or conv.green or conv.fast or conv.queue_id is None:
        return False
    queue = await routing.queue_by_id(tx.conn, conv.queue_id)
    if queue is None or queue.kind != "normal" or conv.queued_at is None:
        return False
    kind = deferral.kind_of(
        queue.policy,
        called_back=conv.callback is not None,
        kept_place=conv.callback is not None and conv.callback.kept_place,
        left_message=conv.left_message,
        woken=woken,
    )
    if kind is None:
        return False
    hours = await routing.hours_of(tx.conn, conv.queue_id)
    opened = routing.opened_at(hours, tx.now) if hours is not None else None
    since = conv.callback.starts_at if conv.callback else max(conv.queued_at, opened or conv.queued_at)
    end = conv.callback.ends_at if conv.callback else None
    promise = deferral.promised(kind, queue.policy, since, end, conv.target_seconds)
    until = deferral.held_until(since, promise, await routing.surge_levers(tx.conn), tx.now)
    if until is None:
        return False
    await conversations.deferrals.hold(tx, conv, until)
    await conversations.system_line(
        tx, conv, "deferred", public=False, why=kind, until=until.isoformat(), promise=promise.isoformat()
    )
    tx.at(Step(HELD, str(conv.id), until))
    return True


async def give_back(tx: Tx, conv: Conversation) -> bool:
    """Put a locked conversation that was held back into the line again."""
    if conv.phase != "queued" or not conversations.deferrals.is_deferred(conv):
        return False
    tx.cancel(HELD, str(conv.id))
    await conversations.deferrals.give_back(tx, conv)
    await conversations.system_line(tx, conv, "given_back", public=False)
    return True
