"""Verbs of insight."""

from __future__ import annotations

from datetime import datetime

from qingfeng.contracts.base import Event
from qingfeng.kernel.uow import Tx
from qingfeng.modules.insight import store
from qingfeng.modules.insight.model import add, contact, conversation_of


async def note(tx: Tx, event: Event, at: datetime) -> None:
    """Add what an event tells to the facts of its contact; again, or in another order, it changes nothing."""
    id_ = conversation_of(event)
    before = await store.hold(tx, id_)
    after = add(before, event, at)
    if after != before:
        await store.write(tx, after, contact(id_, after))
