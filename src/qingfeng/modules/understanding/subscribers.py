"""Understanding's watcher: every message of a customer is read by the published model, after it was committed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from qingfeng.contracts.base import Envelope, Event
from qingfeng.contracts.conversations import MessageAppended
from qingfeng.contracts.understanding import Mentioned, MessageUnderstood
from qingfeng.kernel import log
from qingfeng.kernel.errors import Conflict, Unavailable
from qingfeng.kernel.uow import Tx
from qingfeng.kernel.watch import Watcher
from qingfeng.modules.access import public as access
from qingfeng.modules.understanding import decisions, store_themes, store_versions
from qingfeng.modules.understanding.decisions import Said, runner_up
from qingfeng.modules.understanding.reading import Reader

logger = log.get(__name__)


def watcher(reader: Reader) -> Watcher:
    async def one(tx: Tx, event: Event, envelope: Envelope) -> None:
        await understand(tx, reader, [event])

    async def many(tx: Tx, opened: Sequence[tuple[Envelope, Event]]) -> None:
        await understand(tx, reader, [event for _, event in opened])

    return Watcher("understanding", (MessageAppended,), one, many=many)


async def understand(tx: Tx, reader: Reader, events: Sequence[Event]) -> int:
    """Read, keep and tell of customers' messages; gives how many. A house that has published nothing, and a machine
    that cannot use its model, read none."""
    said = [found for event in events if (found := _said(event)) is not None]
    published = await store_versions.published_number(tx.conn) if said else None
    if published is None:
        return 0
    version, number = published
    try:
        model = await reader.model(tx.conn, version)
        heard = await reader.read(model, [one.text for one in said], await _now(tx))
    except (Conflict, Unavailable) as refused:
        logger.warning("messages are not understood", version=number, why=refused.code)
        return 0
    await store_themes.hear(tx, said)
    new = await decisions.keep(tx, version, said, [one.read for one in heard])
    for one, each in zip(said, heard, strict=True):
        read, mood = each.read, each.mood
        if (one.conversation_id, one.seq) in new:
            tx.emit(
                MessageUnderstood(
                    conversation_id=one.conversation_id,
                    message_id=one.message_id,
                    seq=one.seq,
                    intent=read.intent,
                    guess=read.top[0].intent,
                    confidence=round(read.confidence, 4),
                    runner_up=runner_up(read),
                    number=number,
                    emotion=mood.emotion,
                    strength=round(mood.strength, 3),
                    sentiment=mood.sentiment,
                    level=each.triage.level,
                    reasons=each.triage.reasons,
                    entities=tuple(Mentioned(found.kind, found.value) for found in each.entities),
                )
            )
    return len(new)


async def _now(tx: Tx) -> datetime:
    """By the house's clocks: "tomorrow" is a day there."""
    house = await access.tenant_by_id(tx.conn, tx.tenant)
    return tx.now.astimezone(house.zone) if house is not None else tx.now


def _said(event: Event) -> Said | None:
    if not isinstance(event, MessageAppended):
        return None
    message = event.message
    if message.author.kind != "customer" or message.kind != "text" or not message.text.strip():
        return None
    return Said(conversation_id=event.row.id, message_id=message.id, seq=message.seq, text=message.text)
