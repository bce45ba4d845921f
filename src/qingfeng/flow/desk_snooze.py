"""Putting a conversation aside until a moment, and what wakes it: the moment, its customer, or the agent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from qingfeng.contracts.messages import Row, RowAgent
from qingfeng.flow import deferral
from qingfeng.flow.spine import Spine
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

WAKE = "wake"
LONGEST = timedelta(days=90)
By = Literal["time", "customer", "agent"]


async def snooze(spine: Spine, caller: Caller, conversation: UUID, until: datetime) -> Row:
    """Put my conversation aside. Its customer may write at any time; until then it takes up none of my room."""
    async with spine.work.tx(caller.tenant) as tx:
        if until.tzinfo is None:
            raise Invalid(
                "no_zone", "Name the moment with its offset, such as 2026-07-01T09:00:00+08:00.", field="until"
            )
        if not tx.now < until <= tx.now + LONGEST:
            raise Invalid("out_of_range", f"Choose a moment within {LONGEST.days} days.", field="until", min=0, max=90)
        conv = await conversations.lock(tx, conversation)
        await put_aside(tx, conv, caller, until)
        await access.audit(tx, caller.actor, "conversation.snoozed", str(conv.id), until=until.isoformat())
        return conv.row()


async def put_aside(tx: Tx, conv: Conversation, caller: Caller, until: datetime) -> None:
    """Put a locked conversation of mine aside until a moment to come. Raises Conflict."""
    conversations.check_owner(conv, caller.actor)
    if conv.phase != "with_agent":
        raise Conflict("wrong_phase", f"The conversation is {conv.phase}; it cannot be put aside.", phase=conv.phase)
    await conversations.snooze(tx, conv, until)
    await conversations.system_line(tx, conv, "snoozed", public=False, name=caller.name, until=until.isoformat())
    await people.hold(tx, caller.user_id)  # before counting: another last conversation may be ending
    await people.freed(tx, caller.user_id, left=await conversations.load(tx.conn, caller.user_id))


async def rouse(spine: Spine, caller: Caller, conversation: UUID) -> Row:
    """Take my conversation up again before its moment."""
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        if conv.phase != "snoozed":
            raise Conflict("wrong_phase", f"The conversation is {conv.phase}, not put aside.", phase=conv.phase)
        if conv.agent_id != caller.user_id:
            raise Conflict("not_owner", "Somebody else has put it aside.", owner=conv.agent_name or "")
        await wake(tx, conv, "agent")
        return conv.row()


async def wake(tx: Tx, conv: Conversation, by: By) -> None:
    """Bring a locked conversation back: to the agent who put it aside if they are there, else into its queue.

    An agent who is there gets it beyond their room: they have promised to come back to it.
    """
    assert conv.agent_id is not None
    agent = RowAgent(conv.agent_id, conv.agent_name or "")
    tx.cancel(WAKE, str(conv.id))
    if by == "agent" or await _there(tx, agent.id):
        await people.hold(tx, agent.id)
        await conversations.assign(tx, conv, agent=agent, how="woken")
        await people.answered(tx, agent.id)
        if by != "agent":
            await conversations.notify(tx, conv, agent.id, "woken", text=conv.subject)
    else:
        place = await _place(tx, conv)
        lane = conversations.Lane(
            queue_id=place.queue_id,
            target_seconds=place.target_seconds,
            priority=place.priority,
            fast=place.fast,
            green=place.green,
        )
        await conversations.queue(tx, conv, lane, reason="woken")
        if by == "time":
            await deferral.hold(tx, conv, woken=True)
    await conversations.system_line(tx, conv, "woken", public=False, by=by)


async def _there(tx: Tx, agent: UUID) -> bool:
    """Whether they take conversations now and their desk is open."""
    found = await people.roster(tx.conn, agent)
    return bool(found) and found[0].presence.state == "ready" and found[0].connected(tx.now)


async def _place(tx: Tx, conv: Conversation) -> routing.Place:
    """Its own queue, or the first in use when it had none or that is gone."""
    if conv.queue_id is not None:
        try:
            return await routing.place_by_id(tx.conn, conv.queue_id, tier=conv.customer_tier)
        except NotFound:
            pass
    return await routing.place(tx.conn, None, tier=conv.customer_tier, urgent=False)


async def wake_up(spine: Spine, job: Job) -> None:
    """The moment has come; somebody may have taken it up before."""
    async with spine.work.tx(job.tenant) as tx:
        conv = await conversations.lock(tx, UUID(job.key))
        if await job.done(tx) and conv.phase == "snoozed" and conv.snoozed_until and conv.snoozed_until <= tx.now:
            await wake(tx, conv, "time")


async def remind(work: Work, job: Job) -> None:
    """Tell somebody what they asked to be told now."""
    async with work.tx(job.tenant) as tx:
        due = await conversations.due_reminder(tx, UUID(job.key))
        if await job.done(tx) and due is not None:
            reminder, user = due
            conv = await conversations.get(tx.conn, reminder.conversation_id)
            if conv is not None:
                await conversations.notify(tx, conv, user, "reminder", text=reminder.text)
