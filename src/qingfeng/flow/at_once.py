"""The way of most messages: between a customer and the agent they talk with already, in one exchange with the database.

Whatever is not quite that (nobody has it, a file, a quote, a note, a channel that must be called) takes the long way of
`receive` and `desk`, and so does what the database refused. None says: take it. Either way the caller has the
conversation's turn (`Held.turn`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from qingfeng.contracts.messages import PUSHED, Author, Message
from qingfeng.flow.schemas import MessageIn
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import is_lost
from qingfeng.modules.access.public import Caller
from qingfeng.modules.bot import public as bot
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Draft, Known
from qingfeng.ports.channel import ChannelRef, Inbound, Receipt, limits


async def from_customer(spine: Spine, channel: ChannelRef, inbound: Inbound, conversation: UUID) -> Receipt | None:
    """Raises Retryable when the message is there already: the long way finds it."""
    if inbound.kind != "text" or channel.kind in PUSHED:
        return None
    with _known(spine, channel.tenant, conversation) as known:
        if known is None or known.conv.channel_id != channel.id:
            return None
        conv, sender = known.conv, inbound.sender
        asked = limits(channel)
        if asked.quota is not None or conv.quota is not None or conv.turn_seconds != asked.turn_seconds:
            return None
        if any(conv.context.get(name) != value for name, value in inbound.context.items()):
            return None
        prev = conv.last_public_seq
        conv.emotion = bot.emotion(inbound.text)
        draft = Draft(
            author=Author("customer", conv.customer_id, conv.customer_name),
            kind="text",
            text=inbound.text,
            client_id=inbound.client_id,
            external_id=inbound.external_id,
            sender=sender.id,
        )
        message = await _append(spine, channel.tenant, known, draft, (sender.kind, sender.id))
        if message is None:
            return None
        return Receipt(
            conversation_id=conversation, id=message.id, seq=message.seq, prev=prev, at=message.at, duplicate=False
        )


async def from_agent(spine: Spine, caller: Caller, conversation: UUID, data: MessageIn) -> Message | None:
    """Raises Retryable when the message is there already: the long way finds it."""
    if data.kind != "text" or data.quote or data.attachment_id or data.mentions:
        return None
    with _known(spine, caller.tenant, conversation) as known:
        if known is None or known.conv.agent_id != caller.user_id or known.conv.channel_kind in PUSHED:
            return None
        if known.conv.quota is not None:
            return None
        author = Author("agent", caller.user_id, caller.name)
        draft = Draft(author=author, kind="text", text=data.text, client_id=data.client_id)
        return await _append(spine, caller.tenant, known, draft, None)


async def _append(
    spine: Spine, tenant: UUID, known: Known, draft: Draft, owner: tuple[str, str] | None
) -> Message | None:
    """None as well when the line was lost (one that was cut while it lay in the pool, too): the long way sees whether
    the message was written."""
    try:
        message = await conversations.append_known(spine.work, tenant, known, draft, owner)
    except Exception as error:
        if not is_lost(error):
            raise
        message = None
    if message is None:
        spine.held.forget(tenant, known.conv.id)
    return message


@contextmanager
def _known(spine: Spine, tenant: UUID, conversation: UUID) -> Iterator[Known | None]:
    """What is known of a conversation. A failure makes it unknown."""
    known = spine.held.get(tenant, conversation)
    try:
        yield known
    except BaseException:
        if known is not None:
            spine.held.forget(tenant, conversation)
        raise
