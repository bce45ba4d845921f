"""Step 4: what people at desks do with a conversation. Each verb is one transaction."""

from __future__ import annotations

from uuid import UUID

from qingfeng.contracts.base import Actor
from qingfeng.contracts.messages import Author, Handover, Message, Row, RowAgent
from qingfeng.flow import at_once, reasons, surveys
from qingfeng.flow.desk_snooze import wake
from qingfeng.flow.schemas import CloseIn, MessageIn
from qingfeng.flow.spine import Settings, Spine
from qingfeng.flow.turn import pass_on
from qingfeng.kernel.db import Retryable
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation, Draft
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from qingfeng.ports.channel import MAX_TEXT


async def reply(
    spine: Spine,
    caller: Caller,
    conversation: UUID,
    data: MessageIn,
) -> Message:
    """Answer the customer (owner only) or leave a note (anybody at a desk). The same client_id again answers the first."""
    kind, text = data.kind, data.text
    if kind in ("text", "note") and not text.strip():
        raise Invalid("empty", "The message is empty.", field="text")
    if len(text) > MAX_TEXT:
        raise Invalid("too_long", f"A message may have up to {MAX_TEXT} characters.", field="text", max=MAX_TEXT)
    if "\x00" in text:
        raise Invalid("bad_character", "The text contains a NUL character.", field="text")
    async with spine.held.turn(caller.tenant, conversation):
        try:
            written = await at_once.from_agent(spine, caller, conversation, data)
            return written or await _reply(spine, caller, conversation, data)
        except Retryable:
            return await _reply(spine, caller, conversation, data)  # sent twice at the same moment: it is there now


async def _reply(spine: Spine, caller: Caller, conversation: UUID, data: MessageIn) -> Message:
    kind = data.kind
    async with spine.work.tx(caller.tenant) as tx:
        conv, stored = await conversations.lock_for(tx, conversation, caller.user_id, data.client_id)
        if stored is not None:
            return conversations.message_of(
                stored, public=False, read=conv.customer_read_seq, delivered=conv.delivered_seq
            )
        if kind != "note":
            await take_word(tx, conv, caller)
        attachment = None
        if kind in ("image", "file"):
            found = await channels.file(tx.conn, data.attachment_id, str(caller.actor)) if data.attachment_id else None
            if found is None:
                raise Invalid("unknown_attachment", "Upload the file first.", field="attachment_id")
            attachment = found
        quote = await conversations.quote(tx.conn, conv, data.quote, public=kind != "note") if data.quote else None
        spine.held.keep(tx, conv)
        return await conversations.append(
            tx,
            conv,
            Draft(
                author=Author("agent", caller.user_id, caller.name),
                kind=kind,
                text=data.text,
                attachment=attachment,
                mentions=data.mentions,
                quote=quote,
                client_id=data.client_id,
                public=kind != "note",
            ),
        )


async def take_word(tx: Tx, conv: Conversation, caller: Caller) -> None:
    """Before one speaks to the customer: what one has put aside is taken up, a wrap-up is a talk again. Raises Conflict
    for whoever has no voice there, and when the channel takes no more replies."""
    if conv.phase == "snoozed" and conv.agent_id == caller.user_id:
        await wake(tx, conv, "agent")
    conversations.check_voice(conv, caller.actor)
    conversations.check_quota(conv, tx.now)
    if conv.phase == "wrap_up":
        assert conv.agent_id is not None
        await conversations.assign(tx, conv, agent=RowAgent(conv.agent_id, conv.agent_name or ""), how="returned")
        tx.cancel("wrap_up_end", str(conv.id))


async def read(spine: Spine, caller: Caller, conversation: UUID, seq: int) -> None:
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        await conversations.agent_read(tx, conv, caller.user_id, seq)


async def transfer(
    spine: Spine, caller: Caller, conversation: UUID, *, queue_id: UUID | None, agent_id: UUID | None, note: str
) -> Row:
    """Pass it on with a note: to a queue (it waits there) or straight to an agent who is ready and has room."""
    if (queue_id is None) == (agent_id is None):
        raise Invalid("one_of", "Name either queue_id or agent_id.", field="queue_id")
    if not note.strip():
        raise Invalid("empty", "Say in a note what the next person needs to know.", field="note")
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        await pass_to(tx, conv, caller, note, queue_id=queue_id, agent_id=agent_id)
        await access.audit(tx, caller.actor, "conversation.transferred", str(conv.id), to=str(queue_id or agent_id))
        return conv.row()


async def pass_to(
    tx: Tx, conv: Conversation, caller: Caller, note: str, *, queue_id: UUID | None = None, agent_id: UUID | None = None
) -> None:
    """Pass a locked conversation on to a queue or an agent, whichever is named."""
    check_steers(conv, caller)
    before = conv.agent_id
    waited_in = conv.queue_id if conv.phase in ("queued", "offered") else None
    await leave_note(tx, conv, caller, note)
    conv.handover = Handover(
        summary=conv.handover.summary if conv.handover else "",
        need=conv.handover.need if conv.handover else conv.subject,
        tried=conv.handover.tried if conv.handover else [],
        emotion=conv.emotion,
        reason="transfer",
        note=note,
        by=caller.name,
        at=tx.now,
        by_id=caller.user_id,
        from_agent=before,
        from_queue=waited_in,
    )
    await routing.withdraw(tx, conv, "transferred")
    if queue_id is not None:
        await to_queue(tx, conv, queue_id)
    elif agent_id is not None:
        agent = await receiver(tx, agent_id)
        await conversations.system_line(tx, conv, "transferred", public=True, name=agent.name)
        await conversations.assign(tx, conv, agent=agent, how="transferred")
        await people.answered(tx, agent_id)
        if agent_id != caller.user_id:
            await conversations.notify(tx, conv, agent_id, "assigned", by=caller.name, text=note)
    await freed(tx, before)


async def to_queue(tx: Tx, conv: Conversation, queue_id: UUID) -> None:
    """Let a locked conversation wait in a queue. Raises Conflict where it waits there already."""
    place = await routing.place_by_id(tx.conn, queue_id, tier=conv.customer_tier)
    if conv.phase == "queued" and conv.queue_id == queue_id:
        raise Conflict("same_queue", "It waits in this queue already.", field="queue_id")
    await conversations.system_line(tx, conv, "transferred", public=True, queue=place.name, queue_en=place.name_en)
    lane = conversations.Lane(
        queue_id=queue_id,
        target_seconds=place.target_seconds,
        priority=place.priority,
        fast=place.fast,
        green=place.green,
    )
    await conversations.queue(tx, conv, lane, reason="transfer", handover=conv.handover)


async def receiver(tx: Tx, agent_id: UUID) -> RowAgent:
    """An agent who can be given a conversation now. Raises NotFound; Conflict for who is not ready or has no room."""
    if await people.hold(tx, agent_id) is None:
        raise NotFound("not_an_agent", "There is no such agent.", field="agent_id")
    found = await people.roster(tx.conn, agent_id)
    if not found or found[0].presence.state != "ready":
        raise Conflict("agent_away", "This agent is not ready; choose another or a queue.", field="agent_id")
    if await conversations.load(tx.conn, agent_id) >= found[0].capacity:
        raise Conflict("agent_full", "This agent has no room; choose another or a queue.", field="agent_id")
    return RowAgent(agent_id, found[0].name)


async def leave_note(tx: Tx, conv: Conversation, caller: Caller, text: str) -> None:
    """A note for colleagues; nothing when there is nothing to say."""
    if text.strip():
        author = Author("agent", caller.user_id, caller.name)
        await conversations.append(tx, conv, Draft(author=author, kind="note", text=text, public=False))


def check_steers(conv: Conversation, caller: Caller) -> None:
    """Whoever passes on or closes it has it, or may assign. Raises Forbidden."""
    if conv.agent_id != caller.user_id and not caller.may("conversations.assign"):
        raise Forbidden("not_owner", "Only the owner or a supervisor may do this.", owner=conv.agent_name or "")


async def close(spine: Spine, caller: Caller, conversation: UUID, data: CloseIn) -> Row:
    """End the talk. With wrap-up codes it is closed at once, without them the agent has time to write up."""
    async with spine.work.tx(caller.tenant) as tx:
        _, settings = await spine.tenant(caller.tenant, tx.conn)
        conv = await conversations.lock(tx, conversation)
        await end(tx, conv, caller, settings, data)
        return conv.row()


async def end(tx: Tx, conv: Conversation, caller: Caller, settings: Settings, data: CloseIn) -> None:
    """End the talk of a locked conversation."""
    check_codes(settings, data.reason, data.codes)
    check_steers(conv, caller)
    await leave_note(tx, conv, caller, data.note)
    await routing.withdraw(tx, conv, "closed")
    await conversations.system_line(tx, conv, "closed", public=True, by=caller.name)
    asked = data.survey and await surveys.ask(tx, settings, conv, "agent")
    if asked:
        await conversations.system_line(tx, conv, "survey_sent", public=True)
    seconds = await routing.wrap_up_seconds(tx.conn, conv.queue_id, settings.wrap_up_seconds)
    if conv.phase == "with_agent" and not data.codes and seconds == 0:
        await _check_said(tx, conv, data.codes)
    if conv.phase == "with_agent" and not data.codes and seconds > 0:
        await conversations.wrap_up(tx, conv, reason=data.reason, seconds=seconds, survey=asked)
        return
    owner = conv.agent_id
    await conversations.close(tx, conv, reason=data.reason, codes=data.codes, survey=asked)
    await freed(tx, owner)


async def finish(spine: Spine, caller: Caller, conversation: UUID, *, codes: list[str], note: str) -> Row:
    """End the wrap-up with its codes."""
    async with spine.work.tx(caller.tenant) as tx:
        _, settings = await spine.tenant(caller.tenant, tx.conn)
        conv = await conversations.lock(tx, conversation)
        check_steers(conv, caller)
        if conv.phase != "wrap_up":
            raise Conflict("wrong_phase", "The conversation is not in wrap-up.", phase=conv.phase)
        check_codes(settings, None, codes)
        await _check_said(tx, conv, codes)
        await leave_note(tx, conv, caller, note)
        await finish_in(tx, conv, codes=codes, by=caller.actor)
        return conv.row()


async def finish_in(tx: Tx, conv: Conversation, *, codes: list[str], by: Actor) -> None:
    owner = conv.agent_id
    tx.cancel("wrap_up_end", str(conv.id))
    await conversations.close(tx, conv, reason=conv.close_reason or "solved", codes=codes)
    await freed(tx, owner)


async def wrap_up_end(spine: Spine, job: Job) -> None:
    """The time for writing up is over: close with what there is."""
    async with spine.work.tx(job.tenant) as tx:
        conv = await conversations.lock(tx, UUID(job.key))
        if await job.done(tx) and conv.phase == "wrap_up" and conv.wrap_up_until and conv.wrap_up_until <= tx.now:
            await finish_in(tx, conv, codes=conv.codes or ["not_recorded"], by=Actor("system"))


def check_codes(settings: Settings, reason: str | None, codes: list[str]) -> None:
    """Raises Invalid for a reason or a code that the tenant does not have, or chooses no more."""
    if reason is not None and reason not in reasons.usable(settings.close_reasons):
        raise Invalid("unknown_reason", "This is no closing reason of yours.", field="reason")
    known = reasons.usable(settings.wrap_up_codes)
    for code in codes:
        if code not in known:
            raise Invalid("unknown_code", f"{code!r} is no wrap-up code of yours.", field="codes")


async def _check_said(tx: Tx, conv: Conversation, codes: list[str]) -> None:
    """Raises Invalid where the queue asks for a code and there is none."""
    if not codes and await routing.codes_required(tx.conn, conv.queue_id):
        raise Invalid("codes_required", "This queue asks what it was about; choose a wrap-up code.", field="codes")


async def hand_back(spine: Spine, caller: Caller, conversation: UUID, instruction: str) -> Row:
    """Give it back to the bot, with what it should do."""
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        conversations.check_owner(conv, caller.actor)
        owner = conv.agent_id
        await conversations.to_bot(tx, conv, instruction.strip())
        await conversations.system_line(tx, conv, "back_to_bot", public=True)
        await access.audit(tx, caller.actor, "conversation.handed_back", str(conv.id))
        await freed(tx, owner)
        return conv.row()


async def claim(spine: Spine, caller: Caller, conversation: UUID) -> Row:
    """Take a waiting conversation out of turn (a right of supervisors; the queue decides for everybody else)."""
    caller.need("conversations.claim")
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        if conv.phase not in ("queued", "offered", "bot"):
            raise Conflict("wrong_phase", f"The conversation is {conv.phase}; it cannot be claimed.", phase=conv.phase)
        if await people.hold(tx, caller.user_id) is None:
            raise Conflict("not_an_agent", "You take no conversations: you are not set up as an agent.")
        waited = conv.phase in ("queued", "offered")
        await routing.withdraw(tx, conv, "claimed")
        if waited:
            await routing.record_wait(tx, conv, "claimed")
        await conversations.assign(tx, conv, agent=RowAgent(caller.user_id, caller.name), how="claimed")
        await conversations.system_line(tx, conv, "agent_joined", public=True, name=caller.name)
        await people.answered(tx, caller.user_id)
        await access.audit(tx, caller.actor, "conversation.claimed", str(conv.id))
        return conv.row()


async def accept(spine: Spine, caller: Caller, offer: UUID) -> Row:
    """Accept an offer made to me."""
    async with spine.work.tx(caller.tenant) as tx:
        conv = await routing.accept(tx, offer, caller.actor)
        await conversations.system_line(tx, conv, "agent_joined", public=True, name=caller.name)
        return conv.row()


async def decline(spine: Spine, caller: Caller, offer: UUID, reason: str) -> None:
    async with spine.work.tx(caller.tenant) as tx:
        _, settings = await spine.tenant(caller.tenant, tx.conn)
        if reason not in reasons.usable(settings.decline_reasons):
            raise Invalid("unknown_reason", "This is no declining reason of yours.", field="reason")
        await routing.decline(tx, offer, caller.actor, reason)


async def ask_human(tx: Tx, spine: Spine, conv: Conversation) -> None:
    """The customer pressed 人工: no questions, into the queue. Already waiting or served, nothing changes; put aside,
    it comes back."""
    if conv.phase == "snoozed":
        await wake(tx, conv, "customer")
    if conv.phase != "bot":
        return
    await conversations.system_line(tx, conv, "human_requested", public=True)
    await pass_on(tx, spine, conv)


async def freed(tx: Tx, agent: UUID | None) -> None:
    """An agent has one conversation less: with the last one gone, the state they asked for begins."""
    if agent is not None:
        await people.hold(tx, agent)  # before counting: of two last conversations that end at once one has to see none
        await people.freed(tx, agent, left=await conversations.load(tx.conn, agent))
