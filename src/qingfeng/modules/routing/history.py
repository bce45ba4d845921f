"""Recorded contacts and openings, put together from waits, answered offers and kept decisions. SQL that only reads."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from qingfeng.kernel.db import Connection, Record
from qingfeng.modules.routing import store
from qingfeng.modules.routing.model import AgentView, Contact, Snapshot
from qingfeng.modules.routing.record import snapshot_of
from qingfeng.modules.routing.whatif import Opening, Past

MOST = 1000
"""Contacts of all queues together: those of others compete for the same agents."""
_NEAR = timedelta(seconds=2)
_Seen = dict[UUID, list[Snapshot]]


async def recorded(conn: Connection, queue: UUID, count: int) -> tuple[list[Past], list[Opening]]:
    """The last `count` contacts of a queue that were kept, and everybody else's of the same time, as they came.

    A contact's particulars come from the decisions that were kept about it. Somebody who was answered and of whom no
    decision is kept any more is left out, with the opening that served them; of somebody who left, only the queue and
    the times are known then.
    """
    waits = await _waits(conn, queue, count)
    talks = sorted({w["conversation_id"] for w in waits})
    kept = {id_: snapshot_of(one) for id_, _, one in await store.decisions_about(conn, talks)}
    seen: _Seen = {}
    for snapshot in kept.values():
        for one in snapshot.contacts:
            seen.setdefault(one.id, []).append(snapshot)
    answers = {(r["conversation_id"], r["ended_at"]): r for r in await _answers(conn, talks)}
    pasts, openings = [], []
    for wait in waits:
        contact = _contact(wait, seen)
        if wait["outcome"] != "accepted":
            known = contact or Contact(id=wait["id"], queue_id=wait["queue_id"], queued_at=_came(wait))
            left = Past(contact=known, conversation=wait["conversation_id"], waited=None, left_at=wait["at"])
            pasts.append(left)
            continue
        offer = answers.get((wait["conversation_id"], wait["at"]))
        agent = _agent(kept.get(offer["decision_id"]), offer["agent_id"]) if offer else None
        if contact is None or offer is None or agent is None:
            continue
        pasts.append(Past(contact=contact, conversation=wait["conversation_id"], waited=wait["seconds"]))
        delay = (offer["ended_at"] - offer["offered_at"]).total_seconds()
        openings.append(Opening(agent=agent, at=offer["offered_at"], delay=delay))
    return pasts, openings


async def _waits(conn: Connection, queue: UUID, count: int) -> list[Record]:
    """Waits from when the first of the queue's last ones began, the latest first."""
    return await conn.fetch(
        "SELECT id, queue_id, conversation_id, at, seconds, outcome FROM routing.waits WHERE at >="
        " (SELECT min(at - make_interval(secs => seconds)) FROM"
        " (SELECT at, seconds FROM routing.waits WHERE queue_id = $1 ORDER BY at DESC LIMIT $2) w)"
        " ORDER BY at DESC, id LIMIT $3",
        queue,
        count,
        MOST,
    )


async def _answers(conn: Connection, talks: list[UUID]) -> list[Record]:
    return await conn.fetch(
        "SELECT conversation_id, agent_id, decision_id, offered_at, ended_at FROM routing.offers"
        " WHERE conversation_id = ANY($1) AND state = 'accepted'",
        talks,
    )


def _came(wait: Record) -> datetime:
    came: datetime = wait["at"] - timedelta(seconds=wait["seconds"])
    return came


def _contact(wait: Record, seen: _Seen) -> Contact | None:
    """As the router first saw it in this wait; under the wait's own id, for somebody may wait twice."""
    found = [
        (snapshot.now, contact)
        for snapshot in seen.get(wait["conversation_id"], [])
        for contact in snapshot.contacts
        if contact.id == wait["conversation_id"] and abs(contact.queued_at - _came(wait)) <= _NEAR
    ]
    if not found:
        return None
    _, first = min(found, key=lambda pair: pair[0])
    return replace(first, id=wait["id"], tried=[])


def _agent(snapshot: Snapshot | None, agent: UUID) -> AgentView | None:
    return next((a for a in snapshot.agents if a.id == agent), None) if snapshot else None
