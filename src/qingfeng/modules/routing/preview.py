"""What a change of a queue's rules would do, told before it is saved. Reads and computes; nothing is changed."""

from __future__ import annotations

import asyncio
from datetime import datetime
from statistics import median, quantiles
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.routing import history, queries, store, surge, surge_house, whatif
from qingfeng.modules.routing.model import QueueDraft, QueueState
from qingfeng.modules.routing.scene import Scene, scene
from qingfeng.modules.routing.whatif import Opening, Outcome, Past, Served

SEED = 1
"""The same for both runs: what differs comes from the rules."""
MOST_SHOWN, MOST_CHANGED = 50, 10


class InLine(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who waits now: what the next round of the router does, by the rules in force and by those proposed."""

    conversation_id: UUID
    name: str
    waited: int
    present: Outcome
    proposed: Outcome


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """Waits in seconds. `unserved`: left, or not reached before the record ends. `within`: percent of all that were
    answered within the proposed target; null of nobody."""

    answered: int
    unserved: int
    median: int | None
    p90: int | None
    within: float | None


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded contact with its wait in seconds: as it was, by the rules in force, by those proposed (null: none)."""

    conversation_id: UUID
    came: datetime
    actual: int | None
    present: int | None
    proposed: int | None


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """Recorded contacts of the queue served anew. `off_by`: how far the rules in force, run in the same way, are from
    what really happened (median, seconds): changes smaller than that say nothing. `moved`: overflowed."""

    contacts: int
    since: datetime
    until: datetime
    off_by: int | None
    actual: Spread
    present: Spread
    proposed: Spread
    present_moved: int
    proposed_moved: int
    others: int
    others_present: Spread
    others_proposed: Spread
    changed: list[Changed]


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """`waiting`: how many wait in all; `line` holds those of them about whom the two differ, or of this queue.
    `replayed`: null when nothing is recorded yet. `agents`: names of those who occur."""

    waiting: int
    differs: int
    line: list[InLine]
    replayed: Replayed | None
    agents: dict[UUID, str]


async def preview(conn: Connection, queue_id: UUID, draft: QueueDraft, count: int, now: datetime) -> Effect:
    """The effect of a draft that was checked. Raises NotFound."""
    pairs = await queries.states(conn, now)
    present = next((state for queue, state in pairs if queue.id == queue_id), None)
    if present is None:
        raise NotFound("not_found", "There is no such queue.", field="queue_id")
    proposed = replace(present, kind=draft.kind, policy=draft.policy)
    states = [proposed if state.id == queue_id else state for _, state in pairs]
    moved = surge.lent(states, await surge_house.levers(conn))  # a surge that is on moves the proposed rules as well
    proposed = next(state for state in moved if state.id == queue_id)
    here = await scene(conn, now)
    line, differs = await _line(conn, here, proposed)
    pasts, openings = await history.recorded(conn, queue_id, count)
    states = [state for _, state in pairs]
    replayed = await asyncio.to_thread(_replayed, pasts, openings, states, proposed) if pasts else None
    used = {o.agent for one in line for o in (one.present, one.proposed) if o.agent is not None}
    names = {id_: agent.name for id_, agent in here.agents.items() if id_ in used}
    waiting = len(here.snapshot.contacts)
    return Effect(waiting=waiting, differs=differs, line=line, replayed=replayed, agents=names)


async def _line(conn: Connection, here: Scene, proposed: QueueState) -> tuple[list[InLine], int]:
    if not here.snapshot.contacts:
        return [], 0
    snapshot = here.snapshot
    before = whatif.outcomes(snapshot, SEED)
    after = whatif.outcomes(whatif.with_queue(snapshot, proposed), SEED)
    differ = {id_ for id_ in before if before[id_] != after.get(id_)}
    shown = [c for c in snapshot.contacts if c.id in differ or c.queue_id == proposed.id]
    shown.sort(key=lambda c: (c.id not in differ, c.queued_at))
    shown = shown[:MOST_SHOWN]
    names = await conversations.names(conn, [c.id for c in shown])
    lines = [
        InLine(
            conversation_id=c.id,
            name=names.get(c.id, ("", ""))[0],
            waited=int((snapshot.now - c.queued_at).total_seconds()),
            present=before[c.id],
            proposed=after[c.id],
        )
        for c in shown
        if c.id in before and c.id in after
    ]
    return lines, len(differ)


def _replayed(pasts: list[Past], openings: list[Opening], states: list[QueueState], proposed: QueueState) -> Replayed:
    """Both runs over the same record. Pure, and the longest part: it runs beside the event loop."""
    always = [replace(q, open=True, opened_at=None) for q in states]  # who was closed out was never queued
    wanted = replace(proposed, open=True, opened_at=None)
    before = whatif.run(pasts, openings, always, SEED)
    after = whatif.run(pasts, openings, [wanted if q.id == wanted.id else q for q in always], SEED)
    own = [p for p in pasts if p.contact.queue_id == proposed.id]
    others = [p for p in pasts if p.contact.queue_id != proposed.id]
    target = proposed.policy.service_level_seconds

    def spread(these: list[Past], served: dict[UUID, Served]) -> Spread:
        return spread_of([served[p.contact.id].seconds for p in these], target)

    apart = [
        abs(found - p.waited)
        for p in pasts
        if p.waited is not None and (found := before[p.contact.id].seconds) is not None
    ]
    return Replayed(
        contacts=len(own),
        since=min(p.contact.queued_at for p in pasts),
        until=max(p.left_at or p.contact.queued_at for p in pasts),
        off_by=round(median(apart)) if apart else None,
        actual=spread_of([p.waited for p in own], target),
        present=spread(own, before),
        proposed=spread(own, after),
        present_moved=sum(before[p.contact.id].moved for p in own),
        proposed_moved=sum(after[p.contact.id].moved for p in own),
        others=len(others),
        others_present=spread(others, before),
        others_proposed=spread(others, after),
        changed=_changed(own, before, after),
    )


def spread_of(waits: list[int | None], target: int) -> Spread:
    """Median, 90th percentile and share within a target (seconds) of waits of which some never ended."""
    answered = sorted(w for w in waits if w is not None)
    within = sum(w <= target for w in answered)
    return Spread(
        answered=len(answered),
        unserved=len(waits) - len(answered),
        median=round(median(answered)) if answered else None,
        p90=round(quantiles(answered, n=10, method="inclusive")[-1])
        if len(answered) > 1
        else max(answered, default=None),
        within=round(100 * within / len(waits), 1) if waits else None,
    )


def _changed(own: list[Past], before: dict[UUID, Served], after: dict[UUID, Served]) -> list[Changed]:
    """Those whose wait the rules would change most; who would not be served at all comes first."""
    found = [
        (p, before[p.contact.id].seconds, after[p.contact.id].seconds)
        for p in own
        if before[p.contact.id].seconds != after[p.contact.id].seconds
    ]

    def size(one: tuple[Past, int | None, int | None]) -> float:
        _, old, new = one
        return float("inf") if old is None or new is None else abs(new - old)

    found.sort(key=lambda one: (-size(one), one[0].contact.queued_at))
    return [
        Changed(conversation_id=p.conversation, came=p.contact.queued_at, actual=p.waited, present=old, proposed=new)
        for p, old, new in found[:MOST_CHANGED]
    ]


async def checked_draft(conn: Connection, queue_id: UUID, draft: QueueDraft) -> QueueDraft:
    """The draft under the code that the queue has. Raises NotFound."""
    queue = await store.queue_by_id(conn, queue_id)
    if queue is None:
        raise NotFound("not_found", "There is no such queue.", field="queue_id")
    return replace(draft, code=queue.code)
