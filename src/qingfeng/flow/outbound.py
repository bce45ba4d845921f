"""Step `deliver`: what the house says goes out through channels that must be called, in order, until it has arrived.

A message is sent by the channel that the conversation had when it was appended. The first of a line holds the later
ones of its conversation and channel until it was taken or has finally failed. No transaction is open during a call:
one claims the delivery, the next writes what became of it. A process that dies in between sends again, under the same
delivery id, and the receiver drops the second one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import PUSHED, RANK, Delivery, Message
from qingfeng.flow import article_files, texts
from qingfeng.flow.spine import Spine
from qingfeng.kernel import log
from qingfeng.kernel.db import Connection, Lost
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from qingfeng.kernel.http import Limiter
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Step, Tx
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import attempts, deliveries
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.customers import public as customers
from qingfeng.ports.channel import Channel, ChannelRef, Outbound, Sent

logger = log.get(__name__)

RETRY_SECONDS = (5, 30, 120, 600, 3600, 21600)
"""The wait before each further try, lengthened by up to a quarter by chance; after the last the delivery has failed."""
SENDING_SECONDS = 15
"""How long a claimed delivery is left alone: longer than an adapter may take (10 s)."""
ROUND_SECONDS = 14
"""A step begins no further call after this: with the last one it stays within the lease of its timer (30 s)."""
TYPING_SECONDS = 3.0

Senders = Mapping[str, Channel]


class Chance(Protocol):
    def random(self) -> float: ...


class _Try(msgspec.Struct, frozen=True):
    """A claimed delivery, the note of its call, and what the channel made of it."""

    entry: deliveries.Entry
    attempt: UUID
    sent: Sent


async def deliver(spine: Spine, senders: Senders, chance: Chance, job: Job) -> None:
    """Send what waits for one conversation. Repeats are harmless; two at once share the work and never a delivery."""
    conversation = UUID(job.key)
    started = spine.db.clock.monotonic()
    tried: _Try | None = None
    while True:
        late = spine.db.clock.monotonic() - started > ROUND_SECONDS
        async with spine.work.tx(job.tenant) as tx:
            await deliveries.hold_line(tx, conversation)
            conv = await conversations.lock(tx, conversation)
            if tried is not None:
                await _settle(tx, conv, tried, chance)
            calling = await _calling(tx.conn, senders)
            await _enqueue(tx, conv, calling)
            waiting = await deliveries.heads(tx, conversation, [c.id for c in calling if c.enabled])
            due = next((w for w in waiting if w.next_at <= tx.now), None)
            if due is None or late:
                await job.done(tx)
                if waiting:
                    # The lock of the conversation is ours: whatever is said next sets the timer after this.
                    tx.at(Step("deliver", job.key, min(w.next_at for w in waiting)))
                return
            entry, notice = await deliveries.claim(tx, due.id, tx.now + timedelta(seconds=SENDING_SECONDS))
            attempt = await attempts.begin(tx, attempts.of_delivery(entry))
        channel = next(c for c in calling if c.id == entry.channel_id)
        tried = _Try(entry, attempt, await senders[channel.kind].send(channel, _outbound(spine, channel, notice)))


async def _calling(conn: Connection, senders: Senders) -> list[ChannelRef]:
    """The tenant's channels that must be called."""
    return [ref for ref, _ in await channels.channels(conn) if ref.kind in senders and senders[ref.kind].pushes]


async def _enqueue(tx: Tx, conv: Conversation, calling: list[ChannelRef]) -> None:
    """Put what was said and not told yet into the lines, and the conversation's state if it has changed."""
    wanting = {c.id: c for c in calling if "message.created" in deliveries.wanted(c)}
    if wanting:
        after = await deliveries.told(tx, conv.id, list(wanting))
        begin = {c.id: (after[c.id], deliveries.since(c)) for c in wanting.values()}
        for message, channel_id in await conversations.outgoing(tx.conn, conv.id, begin):
            notice = await _notice(tx, conv, wanting[channel_id], message)
            await deliveries.put(tx, notice, seq=message.seq, message=message.id)
    current = next((c for c in calling if c.id == conv.channel_id), None)
    if current is not None and "conversation.updated" in deliveries.wanted(current):
        await _enqueue_state(tx, conv, current)


async def _enqueue_state(tx: Tx, conv: Conversation, channel: ChannelRef) -> None:
    state = _state(conv)
    last = await deliveries.last_state(tx, conv.id, channel.id)
    if last is None and state.phase == "bot":
        return  # a new conversation begins with the bot; the platform opened it and knows
    if last is not None and msgspec.structs.replace(last, last_seq=state.last_seq) == state:
        return
    notice = await _notice(tx, conv, channel, None)
    await deliveries.put(tx, notice, seq=conv.last_seq, message=None)


def _state(conv: Conversation) -> deliveries.State:
    view = conversations.view(conv.row(), conv.last_public_seq, None, brand="", may_leave=False)
    return deliveries.State(
        id=conv.id,
        phase="queued" if conv.phase == "offered" else conv.phase,
        agent=view.agent.name if view.agent and view.agent.kind == "agent" else None,
        closed=view.closed,
        survey=view.survey,
        last_seq=view.last_seq,
    )


async def recall(tx: Tx, conv: Conversation, message: Message) -> None:
    """A message was taken back: its channel is told, unless it has not been told of it at all. The caller holds the
    line."""
    entry = await deliveries.of_message(tx, message.id)
    channel = await channels.channel(tx.conn, entry.channel_id) if entry else None
    if entry is None or channel is None or await deliveries.withdraw(tx, entry):
        return
    notice = await _notice(tx, conv, channel, conversations.hidden(message))
    told = msgspec.structs.replace(notice, type="message.recalled", at=tx.now)
    await deliveries.put(tx, told, seq=message.seq, message=message.id)


async def _notice(tx: Tx, conv: Conversation, channel: ChannelRef, message: Message | None) -> deliveries.Notice:
    if message is not None:
        [message] = await texts.worded(tx.conn, channel.id, [message], conv.locale)
    return deliveries.Notice(
        id=tx.new_id(),
        type="message.created" if message else "conversation.updated",
        at=message.at if message else tx.now,
        channel_id=channel.id,
        conversation_id=conv.id,
        sender_id=await _sender(tx.conn, conv, channel),
        message=message,
        conversation=None if message else _state(conv),
    )


async def _sender(conn: Connection, conv: Conversation, channel: ChannelRef) -> str | None:
    """The platform's own name for the customer: who wrote last, else whom the customer is known as there."""
    own = f"{channel.id}:"
    sender = await conversations.sender_of(conn, conv.id, channel.id)
    if sender is None:
        known = await customers.identities(conn, conv.customer_id)
        sender = next((i.value for i in reversed(known) if i.value.startswith(own)), None)
    return sender.removeprefix(own) if sender else None


def _outbound(spine: Spine, channel: ChannelRef, notice: deliveries.Notice) -> Outbound:
    """For the adapter: with links to files that are good from now on, not from when the message was written."""
    if notice.message is not None:
        notice = msgspec.structs.replace(
            notice, message=article_files.readable(spine.links.message(channel.tenant, notice.message))
        )
    return Outbound(
        delivery_id=notice.id,
        conversation_id=notice.conversation_id or channel.id,
        sender_id=notice.sender_id or "",
        event=notice.type,
        body=msgspec.json.encode(notice),
    )


async def _settle(tx: Tx, conv: Conversation, tried: _Try, chance: Chance) -> None:
    entry, sent = tried.entry, tried.sent
    wait = None
    if sent.ok:
        status: Delivery = "sent"
    elif sent.retry and entry.attempts <= len(RETRY_SECONDS):
        status = "accepted"
        wait = tx.now + timedelta(seconds=RETRY_SECONDS[entry.attempts - 1] * (1 + chance.random() / 4))
    else:
        status = "failed"
    changed = await deliveries.settle(tx, entry.id, status, next_at=wait, error=sent.error, http_status=sent.status)
    await attempts.end(tx, tried.attempt, sent, wait if changed else None)
    if changed and status != "accepted":
        _tell(tx, conv, entry, status)


def _tell(tx: Tx, conv: Conversation, entry: deliveries.Entry, status: Delivery) -> None:
    if entry.event == "message.created":
        conversations.delivery_advanced(tx, conv, entry.message_id, entry.seq, status)


async def receipt(spine: Spine, channel: ChannelRef, message_id: UUID, status: Delivery, error: str | None) -> None:
    """What the platform says became of a message. It only moves forward; what tells nothing new is accepted in silence.

    Raises NotFound when the channel never carried such a message, Invalid for a status that is no receipt.
    """
    if status not in ("delivered", "read", "failed"):
        raise Invalid("unknown_status", "A receipt says delivered, read or failed.", field="status")
    async with spine.work.tx(channel.tenant) as tx:
        place = await conversations.placed(tx.conn, message_id)
        if place is None or not place.outgoing or place.channel_id != channel.id:
            raise NotFound("not_found", "This channel carried no such message.", field="message_id")
        await deliveries.hold_line(tx, place.conversation_id)
        conv = await conversations.lock(tx, place.conversation_id)
        entry = await _entry(tx, conv, channel, message_id)
        if entry is not None and await deliveries.advance(tx, entry, status, error):
            _tell(tx, conv, entry, status)
        if status == "failed" or (entry is not None and entry.status == "failed"):
            return
        await conversations.customer_got(tx, conv, place.seq)
        if status == "read":
            await conversations.customer_read(tx, conv, place.seq)


async def _entry(tx: Tx, conv: Conversation, channel: ChannelRef, message_id: UUID) -> deliveries.Entry | None:
    """The delivery of a message. One that a platform fetched by itself gets one now, as sent: it is there to fail."""
    await _enqueue(tx, conv, [channel] if channel.kind in PUSHED else [])
    entry = await deliveries.of_message(tx, message_id, channel.id)
    if entry is not None:
        return entry
    message = await conversations.message(tx.conn, conv, message_id)
    assert message is not None
    await deliveries.put(
        tx, await _notice(tx, conv, channel, message), seq=message.seq, message=message_id, status="sent"
    )
    return await deliveries.of_message(tx, message_id, channel.id)


async def retry(spine: Spine, caller: Caller, conversation_id: UUID, message_id: UUID) -> None:
    """Send a failed message again. Only its conversation's owner or a supervisor may.

    Raises NotFound, Forbidden, or Conflict (`not_failed`, `no_webhook`).
    """
    async with spine.work.tx(caller.tenant) as tx:
        await deliveries.hold_line(tx, conversation_id)
        conv = await conversations.lock(tx, conversation_id)
        if conv.agent_id != caller.user_id and not caller.may("conversations.assign"):
            raise Forbidden("not_owner", "Only the owner or a supervisor may do this.", owner=conv.agent_name or "")
        entry = await deliveries.of_message(tx, message_id)
        if entry is None or entry.conversation_id != conversation_id:
            raise NotFound("not_found", "This message has no delivery.", field="message_id")
        message = await conversations.message(tx.conn, conv, message_id)
        if message is None or message.recalled:
            raise Conflict("recalled", "This message was taken back.", field="message_id")
        channel = await channels.channel(tx.conn, entry.channel_id)
        if channel is None or entry.event not in deliveries.wanted(channel):
            raise Conflict("no_webhook", "The channel is not called for messages any more.", field="message_id")
        await deliveries.again(tx, entry.id)
        _tell(tx, conv, entry, "accepted")


async def with_deliveries(conn: Connection, messages: list[Message]) -> list[Message]:
    """The messages with what their channels' deliveries say of them, where that is more than the read marks know."""
    known = await deliveries.states(conn, [m.id for m in messages if m.delivery is not None])
    return [
        msgspec.structs.replace(m, delivery=_reached(m.delivery, known[m.id])) if m.delivery and m.id in known else m
        for m in messages
    ]


def _reached(marked: Delivery, kept: Delivery) -> Delivery:
    if "failed" in (marked, kept):
        return "failed"
    if marked == "sent" and kept == "accepted":
        return kept
    return max(marked, kept, key=lambda status: RANK[status])


class TypingRelay:
    """Tells channels that asked for it that an agent is typing: tried once, never kept, at most every three seconds.

    `heard` takes what the hub of its own process says (`LiveHub.listen_said`): one process tells it, not each.
    """

    def __init__(self, spine: Spine, senders: Senders) -> None:
        self._spine = spine
        self._senders = senders
        self._often = Limiter(spine.db.clock, 1 / TYPING_SECONDS, 1)
        self._tasks: set[asyncio.Task[None]] = set()

    def heard(self, tenant: UUID, frame: dict[str, Any]) -> None:
        if frame.get("t") != "typing" or frame["who"]["kind"] != "agent" or not UUID(frame["customer_id"]).int:
            return
        key = f"{frame['conversation_id']}:{frame['on']}"
        if self._often.allow(key):
            task = asyncio.get_running_loop().create_task(self._tell(tenant, frame))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()

    async def _tell(self, tenant: UUID, frame: dict[str, Any]) -> None:
        try:
            async with self._spine.db.reading(tenant) as conn:
                conv = await conversations.get(conn, UUID(frame["conversation_id"]))
                channel = await channels.channel(conn, conv.channel_id) if conv else None
                if conv is None or channel is None or not channel.enabled or channel.kind not in self._senders:
                    return
                if "typing" not in deliveries.wanted(channel):
                    return
                sender = await _sender(conn, conv, channel)
        except Lost:
            return
        notice = deliveries.Notice(
            id=self._spine.db.ids.new(),
            type="typing",
            at=self._spine.db.clock.now(),
            channel_id=channel.id,
            conversation_id=conv.id,
            sender_id=sender,
            typing=deliveries.Typing(frame["who"]["name"], frame["on"]),
        )
        sent = await self._senders[channel.kind].send(channel, _outbound(self._spine, channel, notice))
        if not sent.ok:
            logger.debug("typing not told", channel=str(channel.id), error=sent.error)
