"""Taking a message back: gone for the customer wherever it went, kept for us."""

from __future__ import annotations

from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath

from qingfeng.contracts.messages import PUSHED, Message
from qingfeng.flow import outbound
from qingfeng.flow.spine import Spine
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels.public import deliveries
from qingfeng.modules.conversations import public as conversations


async def take_back(spine: Spine, caller: Caller, conversation: UUID, message_id: UUID) -> Message:
    """One's own message, within two minutes. Raises as `conversations.recall`."""
    async with spine.work.tx(caller.tenant) as tx:
        await deliveries.hold_line(tx, conversation)
        conv = await conversations.lock(tx, conversation)
        message = await conversations.recall(tx, conv, message_id, caller.actor)
        if message.channel in PUSHED:
            await outbound.recall(tx, conv, message)
        await access.audit(tx, caller.actor, "message.recalled", str(message_id), conversation=str(conversation))
        return message


@post("/api/v1/conversations/{conversation_id:uuid}/messages/{message_id:uuid}/recall", tags=["desk"], status_code=200)
async def recall(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    message_id: FromPath[UUID],
) -> Message:
    """Take back what I said to the customer a moment ago."""
    caller.need("desk.use")
    message = await take_back(spine, caller, conversation_id, message_id)
    return spine.links.message(caller.tenant, message)


handlers = [recall]
