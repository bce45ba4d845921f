"""What a supervisor does in somebody else's conversation: speak into the agent's ear, speak beside them, take it over.

Each verb is one transaction and one line of the audit trail. Listening itself is `floor_watch`.
"""

from __future__ import annotations

from uuid import UUID

from qingfeng.contracts.conversations import Whisper
from qingfeng.contracts.messages import Row, RowAgent
from qingfeng.flow.desk_snooze import WAKE
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection, Retryable
from qingfeng.kernel.errors import Conflict, Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.people import public as people


async def whisper(spine: Spine, caller: Caller, conversation: UUID, text: str, client_id: str) -> Whisper:
    """Say something that only the agent who has it hears. The same client_id again answers the first."""
    if not text.strip():
        raise Invalid("empty", "Say something to the agent.", field="text")
    if "\x00" in text:
        raise Invalid("bad_character", "The text contains a NUL character.", field="text")
    try:
        return await _whisper(spine, caller, conversation, text.strip(), client_id)
    except Retryable:
        return await _whisper(spine, caller, conversation, text.strip(), client_id)


async def _whisper(spine: Spine, caller: Caller, conversation: UUID, text: str, client_id: str) -> Whisper:
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        said, new = await conversations.whisper(tx, conv, caller.actor, text, client_id)
        if new:
            agent = conv.agent_name or ""
            await access.audit(tx, caller.actor, "conversation.whispered", str(conv.id), to=agent, whisper=str(said.id))
        return said


async def heard(conn: Connection, caller: Caller, conversation: UUID) -> list[Whisper]:
    """Whispers of a conversation: all of them for supervisors, for agents those that were meant for them."""
    hearer = None if caller.may("floor.join") else caller.user_id
    return await conversations.whispers(conn, conversation, hearer)


async def join(spine: Spine, caller: Caller, conversation: UUID) -> Row:
    """Speak with the customer beside the agent, who keeps the conversation. Once more changes nothing."""
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        before = conv.version
        await conversations.join(tx, conv, RowAgent(caller.user_id, caller.name))
        await _audited(tx, conv, before, caller, "conversation.joined")
        return conv.row()


async def leave(spine: Spine, caller: Caller, conversation: UUID) -> Row:
    """Speak there no longer. Who does not speak there is no error."""
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        before = conv.version
        await conversations.leave(tx, conv, RowAgent(caller.user_id, caller.name))
        await _audited(tx, conv, before, caller, "conversation.left")
        return conv.row()


async def _audited(tx: Tx, conv: Conversation, before: int, caller: Caller, action: str) -> None:
    if conv.version != before:
        await access.audit(tx, caller.actor, action, str(conv.id), agent=conv.agent_name or "")


async def take_over(spine: Spine, caller: Caller, conversation: UUID, owner: UUID) -> Row:
    """Have it instead of the agent who has it, or has put it aside.

    Raises Conflict `not_owner` when that is no longer `owner` (another supervisor was quicker), `own_conversation`,
    `wrong_phase`, or `not_an_agent` for who takes no conversations.
    """
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        if conv.phase not in ("with_agent", "snoozed"):
            raise Conflict("wrong_phase", f"The conversation is {conv.phase}; nobody has it to give.", phase=conv.phase)
        if conv.agent_id == caller.user_id:
            raise Conflict("own_conversation", "This conversation is yours already.")
        if conv.agent_id != owner:
            now = conv.agent_name or ""
            raise Conflict("not_owner", f"The conversation is with {now} now; look again.", owner=now, phase=conv.phase)
        # In one order, so that two who take from each other do not wait for each other.
        held = {agent: await people.hold(tx, agent) for agent in sorted((owner, caller.user_id))}
        if held[caller.user_id] is None:
            raise Conflict("not_an_agent", "You take no conversations: you are not set up as an agent.")
        had = conv.agent_name or ""
        tx.cancel(WAKE, str(conv.id))
        await conversations.assign(tx, conv, agent=RowAgent(caller.user_id, caller.name), how="claimed")
        await conversations.system_line(tx, conv, "taken_over", public=False, name=caller.name, agent=had)
        await conversations.system_line(tx, conv, "agent_joined", public=True, name=caller.name)
        await people.answered(tx, caller.user_id)
        await people.freed(tx, owner, left=await conversations.load(tx.conn, owner))
        await conversations.notify(tx, conv, owner, "taken_over", by=caller.name)
        await access.audit(tx, caller.actor, "conversation.taken_over", str(conv.id), agent=had)
        return conv.row()
