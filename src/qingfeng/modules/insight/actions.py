"""Verbs of insight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.base import Envelope, Event
from qingfeng.contracts.people import PresenceChanged
from qingfeng.contracts.registry import event_of
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.insight import rollups, states, store
from qingfeng.modules.insight.marks import marks
from qingfeng.modules.insight.model import add, contact, conversation_of


async def note(tx: Tx, events: Sequence[tuple[Event, datetime]]) -> None:
    """Add what events tell to the facts of their contacts and to the figures; again, or in another order, they change
    nothing."""
    told: dict[UUID, list[tuple[Event, datetime]]] = {}
    await states.note(tx, [event for event, _ in events if isinstance(event, PresenceChanged)])
    for event, at in events:
        if isinstance(event, PresenceChanged):
            continue
        told.setdefault(conversation_of(event), []).append((event, at))
    await _keep(tx, told)


async def _keep(tx: Tx, told: Mapping[UUID, Sequence[tuple[Event, datetime]]]) -> None:
    before = await store.hold(tx, list(told))
    changed, differences = [], []
    for id_, its in told.items():
        old = new = before[id_]
        for event, at in its:
            new = add(new, event, at)
        new = replace(new, marked=True)
        if new != old:
            facts = contact(id_, new)
            changed.append((new, facts))
            differences.append((id_, marks(contact(id_, old), old) if old.marked else {}, marks(facts, new)))
    await store.write(tx, changed)
    await rollups.change(tx, differences)


async def rebuild(work: Work, tenant: UUID, wanted: Sequence[type[Event]]) -> int:
    """Tell the facts everything anew that the record still holds as events, then add the figures up anew.

    Gives how many events were told. Contacts whose events were swept already keep the facts they have: what the ledger
    alone cannot say (when they moved between queues and agents) is never forgotten, so it need not be found again.
    """
    types = [kind.__name__ for kind in wanted]
    told, position = 0, 0
    while True:
        async with work.tx(tenant) as tx:
            rows = await tx.fetch(
                "SELECT position, body FROM kernel.outbox WHERE position > $1 AND type = ANY($2)"
                " ORDER BY position LIMIT 500",
                position,
                types,
            )
            envelopes = [msgspec.json.decode(row["body"], type=Envelope) for row in rows]
            opened = [(event, envelope.at) for envelope in envelopes if (event := event_of(envelope)) is not None]
            await note(tx, opened)
        told += len(opened)
        if not rows:
            break
        position = rows[-1]["position"]
    while True:  # contacts from before there were marks
        async with work.tx(tenant) as tx:
            bare = await store.unmarked(tx, 200)
            await _keep(tx, {id_: [] for id_ in bare})
        if not bare:
            break
    async with work.tx(tenant) as tx:
        await rollups.add_up(tx)
    return told
