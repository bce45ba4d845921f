"""Step 2: the bot's turn. Read, decide, and write only if nothing has changed meanwhile."""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol
from uuid import UUID

import msgspec

from qingfeng.contracts.bot import AskHuman, BotSnapshot, BotState, Close, Decision, Reply
from qingfeng.contracts.messages import Author, Handover, Message, Tried
from qingfeng.flow import ai_first, article_files, gaps, model_turn, pinning, surveys, task_flow, texts
from qingfeng.flow.spine import Settings, Spine, word
from qingfeng.kernel.clock import new_seed, rng
from qingfeng.kernel.db import Connection
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Tx
from qingfeng.modules.bot import public as bot
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation, Draft
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.routing import public as routing

SHOWN = 60
CANDIDATES = 5


async def turn(spine: Spine, job: Job) -> None:
    """Let the bot answer the last message of one conversation. Repeats are harmless: it answers a seq once."""
    id_ = UUID(job.key)
    async with spine.db.reading(job.tenant) as conn:
        snapshot, settings, about = await _snapshot(spine, job.tenant, conn, id_)
    taken = None
    if snapshot is not None:
        with suppress(task_flow.Overtaken):  # the customer wrote on; that message has set the timer again
            author = bot_author(snapshot.locale, settings)
            taken = await task_flow.take(spine, job.tenant, snapshot, about, author)
    if taken is None:
        async with spine.work.tx(job.tenant) as tx:
            await job.done(tx)
        return
    seed, snapshot = new_seed(), taken.snapshot
    decision = bot.decide(snapshot, spine.db.clock.now(), rng(seed))
    thought = await model_turn.think(spine, job.tenant, taken, decision, model_turn.Place(settings, about))
    if thought is not None and thought.taken is not None:
        taken, snapshot = thought.taken, thought.taken.snapshot
        decision = bot.decide(snapshot, spine.db.clock.now(), rng(seed))
    deferred = await ai_first.once_more(spine.db, job.tenant, snapshot, decision, settings)
    if deferred is not None:
        snapshot, decision = deferred.snapshot, bot.decide(deferred.snapshot, spine.db.clock.now(), rng(seed))
    async with spine.work.tx(job.tenant) as tx:
        conv = await conversations.lock(tx, id_)
        await job.done(tx)
        late = conv.phase != "bot" or conv.last_public_seq != taken.seq
        if thought is not None:
            await model_turn.note(tx, thought, id_, snapshot.seq, overtaken=late)
        if late:
            return  # a person has it now, or the customer wrote on, and that message has set the timer again
        await bot.record(tx, snapshot, decision, seed)
        await gaps.note(tx, snapshot, decision)
        await task_flow.over(tx, taken)
        if deferred is not None and isinstance(decision, Reply):
            tx.emit(deferred.event)
        await _apply(tx, spine, conv, decision, settings, by_flow=bot.meant(snapshot, decision).means == "flow")


async def _snapshot(
    spine: Spine, tenant: UUID, conn: Connection, id_: UUID
) -> tuple[BotSnapshot | None, Settings, task_flow.Scene | None]:
    named, settings = await spine.tenant(tenant, conn)
    conv = await conversations.get(conn, id_)
    if conv is None or conv.phase != "bot":
        return None, settings, None
    messages, _ = await conversations.messages(conn, conv, public=True, limit=SHOWN)
    state = msgspec.convert(conv.bot, BotState)
    # That the customer was told to wait is no answer: what they asked is still open.
    said = [m for m in messages if m.author.kind != "system" and m.seq != state.promised]
    state = msgspec.structs.replace(state, promised=msgspec.UNSET)
    spoken = bool(said) and (said[-1].author.kind == "customer" or state.instruction is not None)
    if not spoken and not task_flow.unfinished(state):
        return None, settings, None
    about = await task_flow.scene(spine, conn, conv, state, named.zone)
    return await look(spine, conn, conv, said, state, brand=named.name), settings, about


class Talk(Protocol):
    """Of a conversation what the bot is shown besides its words."""

    @property
    def id(self) -> UUID: ...
    @property
    def locale(self) -> str: ...
    @property
    def customer_name(self) -> str: ...
    @property
    def channel_id(self) -> UUID: ...
    @property
    def last_public_seq(self) -> int: ...


async def look(
    spine: Spine, conn: Connection, talk: Talk, said: list[Message], state: BotState, *, brand: str
) -> BotSnapshot:
    """What the bot is shown: the words, the articles found for the last of them, whether people work, the house's wordings."""
    question = _question(said) or state.instruction or ""
    now = spine.db.clock.now()
    wanted = knowledge.Wanted(now=now, locale=talk.locale, audience="customer", limit=CANDIDATES)
    hits = await knowledge.find(conn, question, wanted, spine.meanings)
    hours = await channels.hours(conn)
    is_open = hours is None or hours.is_open(now)
    seen = _seen(talk, said, state, brand=brand, hits=hits, is_open=is_open)
    pinned = await knowledge.shown_articles(conn, await pinning.pinned(conn, now), now=now, locale=talk.locale)
    own = texts.of_bot(await texts.in_force(conn, talk.channel_id))
    return msgspec.structs.replace(
        seen, wordings=own if any(own.values()) else msgspec.UNSET, pinned=pinned or msgspec.UNSET
    )


def _seen(
    conv: Talk, said: list[Message], state: BotState, *, brand: str, hits: list[knowledge.Hit], is_open: bool
) -> BotSnapshot:
    return BotSnapshot(
        conversation_id=conv.id,
        seq=conv.last_public_seq,
        locale=conv.locale,
        customer_name=conv.customer_name,
        brand=brand,
        messages=said,
        candidates=[knowledge.candidate(hit) for hit in hits],
        state=state,
        open=is_open,
        policy_version=bot.POLICY_VERSION,
    )


async def pass_on(tx: Tx, spine: Spine, conv: Conversation) -> None:
    """The customer wants a person: into the queue that fits, with what the bot has learnt and tried."""
    named, _ = await spine.tenant(tx.tenant, tx.conn)
    messages, _ = await conversations.messages(tx.conn, conv, public=True, limit=SHOWN)
    said = [m for m in messages if m.author.kind != "system"]
    state = msgspec.convert(conv.bot, BotState)
    # With no articles at hand: pressing the button is no question.
    seen = _seen(conv, said, state, brand=named.name, hits=[], is_open=True)
    seen = msgspec.structs.replace(seen, task=await task_flow.left(tx.conn, state) or msgspec.UNSET)
    decision = bot.pass_on(seen, rng(new_seed()))
    conv.bot = msgspec.to_builtins(task_flow.handed_over(state))
    await hand_over(tx, spine, conv, queue=decision.queue, urgent=decision.urgent, handover=handover_of(decision, tx))


def _question(said: list[Message]) -> str:
    """What the customer has written since somebody last answered: people ask in several short messages."""
    lines: list[str] = []
    for message in reversed(said):
        if message.author.kind != "customer":
            break
        lines.append(message.text)
    return "\n".join(reversed(lines))


async def _apply(
    tx: Tx, spine: Spine, conv: Conversation, decision: Decision, settings: Settings, *, by_flow: bool
) -> None:
    state = decision.state if isinstance(decision, Reply) else task_flow.handed_over(decision.state)
    conv.bot = msgspec.to_builtins(state)
    author = bot_author(conv.locale, settings)
    if isinstance(decision, Reply):
        await conversations.append(
            tx,
            conv,
            Draft(
                author=author,
                kind="text",
                text=decision.text,
                format="markdown",
                sources=decision.sources,
                suggestions=decision.suggestions,
                files=await article_files.named_from(tx.conn, decision.text, decision.sources),
            ),
        )
        return
    if decision.say:
        await conversations.append(tx, conv, Draft(author=author, kind="text", text=decision.say, format="markdown"))
    if isinstance(decision, Close):
        asked = await surveys.ask(tx, settings, conv, "bot")
        await conversations.close(tx, conv, reason=decision.reason, codes=[], survey=asked)
        await conversations.system_line(tx, conv, "closed", public=True, by=author.name)
        return
    handover = msgspec.structs.replace(handover_of(decision, tx), by_flow=by_flow)
    await hand_over(tx, spine, conv, queue=decision.queue, urgent=decision.urgent, handover=handover)


def handover_of(decision: AskHuman, tx: Tx) -> Handover:
    return Handover(
        summary=decision.summary,
        need=decision.need,
        tried=[
            msgspec.convert({"question": t.get("question", ""), "article": _article(t)}, Tried)
            for t in decision.state.tried
        ],
        emotion=decision.emotion,
        reason=decision.reason,
        by=None,
        at=tx.now,
    )


def _article(tried: dict[str, str]) -> dict[str, str] | None:
    return {"id": tried["id"], "title": tried.get("title", "")} if tried.get("id") else None


async def hand_over(
    tx: Tx,
    spine: Spine,
    conv: Conversation,
    *,
    queue: str | None,
    urgent: bool,
    handover: Handover,
) -> None:
    """Put a conversation among the waiting, in the queue asked for or the one that fits."""
    _, settings = await spine.tenant(tx.tenant, tx.conn)
    place = await routing.place(tx.conn, settings.queue_for(queue, conv.locale), tier=conv.customer_tier, urgent=urgent)
    conv.emotion = handover.emotion if handover.emotion != "calm" else conv.emotion
    await conversations.queue(
        tx,
        conv,
        conversations.Lane(
            queue_id=place.queue_id,
            target_seconds=place.target_seconds,
            priority=place.priority,
            fast=place.fast,
            green=place.green,
        ),
        reason=handover.reason,
        handover=handover,
    )
    # Who has left a message is told that it was received, not that somebody is about to come.
    await conversations.system_line(tx, conv, "queued", public=not conv.left_message)


def bot_author(locale: str, settings: Settings) -> Author:
    return Author("bot", None, word(settings.bot_name, locale))


async def idle_close(spine: Spine, job: Job) -> None:
    """The customer has said nothing for a while and only the bot is there: close, without asking for a score."""
    async with spine.work.tx(job.tenant) as tx:
        conv = await conversations.lock(tx, UUID(job.key))
        if await job.done(tx) and conv.phase == "bot":
            await conversations.close(tx, conv, reason="idle", codes=[])
