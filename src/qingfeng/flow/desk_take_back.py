"""Taking back what one has passed on by mistake, while nobody has begun with it."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Handover, Row, RowAgent
from qingfeng.flow import desk
from qingfeng.flow.spine import Spine
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing


async def take_back(spine: Spine, caller: Caller, conversation: UUID) -> Row:
    """Undo my transfer: to the agent who had it, or into the queue where it waited.

    Raises Conflict `nothing_to_take_back` when the last transfer was not mine, `taken_on` once somebody has begun with
    it, `wrong_phase` when it is over or put aside, and `agent_away` or `agent_full` when its agent cannot have it back.
    """
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        passed = await _untouched(tx, conv, caller)
        holder = conv.agent_id
        await routing.withdraw(tx, conv, "transferred")
        conv.handover = msgspec.structs.replace(passed, by_id=None, from_agent=None, from_queue=None)
        if passed.from_agent is not None:
            agent = await _had_it(tx, caller, passed.from_agent)
            await conversations.system_line(tx, conv, "transferred", public=True, name=agent.name)
            await conversations.assign(tx, conv, agent=agent, how="returned")
            await people.answered(tx, agent.id)
        elif passed.from_queue is not None:
            await desk.to_queue(tx, conv, passed.from_queue)
        await desk.freed(tx, holder)
        await access.audit(tx, caller.actor, "conversation.transfer_undone", str(conv.id))
        return conv.row()


async def _untouched(tx: Tx, conv: Conversation, caller: Caller) -> Handover:
    """The transfer that may be undone. Raises Conflict."""
    passed = conv.handover
    if passed is None or passed.by_id != caller.user_id or not (passed.from_agent or passed.from_queue):
        raise Conflict("nothing_to_take_back", "The last transfer of this conversation was not yours, or is undone.")
    if conv.phase in ("queued", "offered"):
        return passed
    if conv.phase != "with_agent":
        raise Conflict("wrong_phase", f"The conversation is {conv.phase}; it stays so.", phase=conv.phase)
    begun = conv.assigned_at != passed.at  # somebody took it out of the queue, or took it over
    if begun or await conversations.said_since(tx.conn, conv.id, conv.agent_id, passed.at):
        now = conv.agent_name or ""
        raise Conflict("taken_on", f"{now} has begun with it; ask them.", owner=now)
    return passed


async def _had_it(tx: Tx, caller: Caller, agent: UUID) -> RowAgent:
    """Whoever takes back their own has it again beyond their room; others must be there and have room."""
    if agent == caller.user_id:
        await people.hold(tx, agent)
        return RowAgent(agent, caller.name)
    return await desk.receiver(tx, agent)
