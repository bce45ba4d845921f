"""Verbs of insight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from qingfeng.contracts.base import Event
from qingfeng.kernel.uow import Tx
from qingfeng.modules.insight import store
from qingfeng.modules.insight.model import add, contact, conversation_of


async def note(tx: Tx, events: Sequence[tuple[Event, datetime]]) -> None:
    """Add what events tell to the facts of their contacts; again, or in another order, they change nothing."""
    told: dict[UUID, list[tuple[Event, datetime]]] = {}
    for event, at in events:
        told.setdefault(conversation_of(event), []).append((event, at))
    before = await store.hold(tx, list(told))
    changed = []
    for id_, its in told.items():
        after = before[id_]
        for event, at in its:
            after = add(after, event, at)
        if after != before[id_]:
            changed.append((after, contact(id_, after)))
    await store.write(tx, changed)
