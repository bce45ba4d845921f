"""Step 1: a customer's message comes in. One transaction; when it has committed the message is safe."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from qingfeng.contracts.base import SYSTEM
from qingfeng.contracts.messages import Attachment, Author, Quota, RowAgent
from qingfeng.flow import at_once, selfcare_talk
from qingfeng.flow.desk_snooze import wake
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Retryable
from qingfeng.kernel.errors import Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.bot import public as bot
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from qingfeng.modules.routing import public as routing
from qingfeng.ports.channel import MAX_TEXT, ChannelRef, Inbound, Receipt, Sender, limits

ATTEMPTS = 5


async def receive(spine: Spine, channel: ChannelRef, inbound: Inbound) -> Receipt:
    """Append a customer's message to their open conversation (or a new one), once, in order.

    The same `external_id` again answers the first receipt with `duplicate`. Raises Invalid for an empty or oversized
    message or an unknown attachment.
    """
    check_inbound(inbound)
    talk = spine.talks.get((channel.id, inbound.sender))
    if talk is not None:
        with suppress(_Moved, *Retryable):
            async with spine.held.turn(channel.tenant, talk):
                receipt = await at_once.from_customer(spine, channel, inbound, talk)
                return receipt or await _straight(spine, channel, inbound, talk)
    for attempt in range(ATTEMPTS):
        try:
            async with spine.work.tx(channel.tenant) as tx:
                receipt = await receive_in(tx, spine, channel, inbound, fresh=attempt == 0 and talk is None)
        except Retryable:
            # It came before, or two first messages of one visitor met: the next try finds what is there.
            if attempt == ATTEMPTS - 1:
                raise
        else:
            spine.talks.put((channel.id, inbound.sender), receipt.conversation_id)
            return receipt
    raise AssertionError("unreachable")


class _Moved(Exception):
    """The conversation is not any more where its customer left it."""


async def _straight(spine: Spine, channel: ChannelRef, inbound: Inbound, conversation: UUID) -> Receipt:
    """Into the conversation this sender wrote to last, if an agent has it and it is still theirs: one question."""
    async with spine.work.tx(channel.tenant) as tx:
        conv = await conversations.lock_as(tx, conversation, inbound.sender.kind, inbound.sender.id)
        if conv is None or conv.phase != "with_agent" or conv.channel_id != channel.id:
            raise _Moved
        spine.held.keep(tx, conv)
        return await _take(tx, channel, conv, inbound)


def check_inbound(inbound: Inbound) -> None:
    if inbound.kind == "text" and not inbound.text.strip():
        raise Invalid("empty", "The message is empty.", field="text")
    if len(inbound.text) > MAX_TEXT:
        raise Invalid("too_long", f"A message may have up to {MAX_TEXT} characters.", field="text", max=MAX_TEXT)
    if "\x00" in inbound.text:
        raise Invalid("bad_character", "The text contains a NUL character.", field="text")
    if inbound.kind != "text" and inbound.attachment_id is None:
        raise Invalid("missing", "A picture or file needs attachment_id.", field="attachment_id")


async def receive_in(
    tx: Tx, spine: Spine, channel: ChannelRef, inbound: Inbound, *, left: bool = False, fresh: bool = False
) -> Receipt:
    """The same inside a transaction that does more (`left`: it is a message left while nobody is there).

    `fresh`: take it for new, as nearly all are, without looking; one that is not raises UniqueViolationError.
    """
    customer = await recognise(tx, inbound.sender)
    stored = None if fresh else await conversations.by_external(tx, channel.id, inbound.external_id)
    if stored is not None:
        return Receipt(
            conversation_id=stored["conversation_id"],
            id=stored["id"],
            seq=stored["seq"],
            prev=stored["prev_public"],
            at=stored["at"],
            duplicate=True,
        )
    conv = await conversation_for(tx, spine, channel, customer)
    if left and conv.phase in ("queued", "offered"):
        await routing.record_wait(tx, conv, "left_message")
    conv.left_message = conv.left_message or left
    return await _take(tx, channel, conv, inbound)


async def _take(tx: Tx, channel: ChannelRef, conv: conversations.Conversation, inbound: Inbound) -> Receipt:
    """Append the message to its conversation, which is locked and its customer's."""
    attachment = await _attachment(tx, channel, inbound)
    if inbound.text:
        conv.emotion = bot.emotion(inbound.text)
    asked = limits(channel)
    conv.turn_seconds = asked.turn_seconds
    conv.quota = None
    if asked.quota is not None:
        until = tx.now + timedelta(hours=asked.quota.hours)
        conv.quota = Quota(left=asked.quota.replies, of=asked.quota.replies, until=until)
    prev = conv.last_public_seq
    if inbound.context:
        await selfcare_talk.carry(tx, conv, inbound.context)
        conv.context = {**conv.context, **inbound.context}
    message = await conversations.append(
        tx,
        conv,
        conversations.Draft(
            author=Author("customer", conv.customer_id, conv.customer_name),
            kind=inbound.kind,
            text=inbound.text,
            attachment=attachment,
            client_id=inbound.client_id,
            external_id=inbound.external_id,
            sender=inbound.sender.id,
        ),
    )
    if conv.phase == "wrap_up":
        assert conv.agent_id is not None
        await conversations.assign(tx, conv, agent=RowAgent(conv.agent_id, conv.agent_name or ""), how="returned")
        tx.cancel("wrap_up_end", str(conv.id))
    elif conv.phase == "snoozed":
        await wake(tx, conv, "customer")
    return Receipt(conversation_id=conv.id, id=message.id, seq=message.seq, prev=prev, at=message.at, duplicate=False)


async def recognise(tx: Tx, sender: Sender) -> customers.Customer:
    """The customer behind a sender, locked. A guest who turns out to be known brings their conversations along."""
    claims = customers.Claims(
        kind=sender.kind,
        id=sender.id,
        name=sender.name,
        phone=sender.phone,
        email=sender.email,
        external=sender.external,
        verified=sender.verified,
        locale=sender.locale,
    )
    customer, guest = await customers.identify(tx, claims)
    if guest is not None:
        moved = await conversations.move_customer(tx, guest.id, customer.id, None)
        await customers.merge(tx, customer.id, guest.id, SYSTEM, moved)
        for id_ in moved:
            conv = await conversations.lock(tx, id_)
            conv.customer_name, conv.customer_tier = customer.name, customer.tier
            await conversations.change(tx, conv, "customer")
    return customer


async def conversation_for(
    tx: Tx, spine: Spine, channel: ChannelRef, customer: customers.Customer
) -> conversations.Conversation:
    """The information fuse: one customer, one open conversation, whatever the channel.

    One that people hold or wait for is always joined; one that only the bot holds is joined within the window.
    """
    _, settings = await spine.tenant(channel.tenant, tx.conn)
    conv = await conversations.lock_open_of(tx, customer.id)
    if conv is not None and conv.phase == "bot" and tx.now - conv.last_at > timedelta(hours=settings.fuse_hours):
        await conversations.close(tx, conv, reason="idle", codes=[])
        conv = None
    if conv is None:
        return await conversations.open_(
            tx,
            conversations.RowCustomer(customer.id, customer.name, customer.tier),
            channel_id=channel.id,
            channel_kind=channel.kind,
            locale=customer.locale,
        )
    if conv.channel_id != channel.id:
        conv.channel_id, conv.channel_kind = channel.id, channel.kind
        await conversations.system_line(tx, conv, "fused", public=False, channel=channel.kind, name=channel.name)
    return conv


def uploader(channel: ChannelRef, sender_id: str) -> str:
    """Who brought a file: only they may send it."""
    return f"{channel.id}:{sender_id}"


async def _attachment(tx: Tx, channel: ChannelRef, inbound: Inbound) -> Attachment | None:
    if inbound.attachment_id is None:
        return None
    found = await channels.file(tx.conn, inbound.attachment_id, uploader(channel, inbound.sender.id))
    if found is None:
        raise Invalid(
            "unknown_attachment", "Upload the file first; this attachment_id is not yours.", field="attachment_id"
        )
    if inbound.kind == "image" and not found.content_type.startswith("image/"):
        raise Invalid("not_an_image", "This file is not a picture; send it with kind=file.", field="kind")
    return found


def check_own(conv: conversations.Conversation | None, customer: UUID | None) -> conversations.Conversation:
    """The conversation, if it is this customer's; somebody else's is as if it were not there."""
    if conv is None or customer is None or conv.customer_id != customer:
        raise NotFound("not_found", "There is no such conversation of yours.", field="conversation_id")
    return conv
