"""A language model at the bot's turn, where the house has switched it on and the rules leave the question open.

It is asked outside of any transaction, within the house's seconds; the customer sees its answer grow sentence by sentence
as each is checked, or is told to wait. What it came to goes into the bot's snapshot, and the bot decides by it; where it came
to nothing, the bot decides as if it had not been asked.
"""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.bot import BotSnapshot, Decision, Reply
from qingfeng.contracts.flows import End, Flow, Triggers, Wanted, Words
from qingfeng.contracts.messages import Author
from qingfeng.flow import task_flow
from qingfeng.flow.spine import Settings, Spine, word
from qingfeng.flow.task_flow import Overtaken, Scene, Taken
from qingfeng.kernel import log, prose, text
from qingfeng.kernel.clock import rng
from qingfeng.kernel.db import Connection, is_lost
from qingfeng.kernel.uow import Tx
from qingfeng.modules.bot import public as bot
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation, Draft
from qingfeng.modules.customers import public as customers
from qingfeng.modules.flows import public as flows
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.reasoning import public as reasoning
from qingfeng.modules.reasoning.public import (
    Brief,
    Came,
    Found,
    Looked,
    Loop,
    ModelChoices,
    ModelLookUp,
    Reading,
    Task,
    Trace,
)
from qingfeng.ports.business import Operation

logger = log.get(__name__)
FIRST_FOUND = 3
LEAST_SCORE = 0.1
SEARCHED = 4
LONGEST_CALL = 10.0
MOST_FIELDS = 60
WRITING = "writing"
"""The type of what a customer's screen is told while an answer grows: fleeting, the message itself is the truth."""


class Place(msgspec.Struct, frozen=True):
    """Where a turn happens: the house's settings, and what is about of task flows."""

    settings: Settings
    flows: Scene | None


class Thinking(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `taken` None: the rules' decision stands, made for what it was made for."""

    taken: Taken | None
    trace: Trace
    day: date


class _Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What is read once, before the model is asked."""

    choices: ModelChoices
    conv: Conversation
    brand: str
    zone: ZoneInfo
    spent: bool
    own: dict[str, list[str]]
    operations: dict[tuple[str, str], Operation]


async def think(spine: Spine, tenant: UUID, taken: Taken, decision: Decision, place: Place) -> Thinking | None:
    """None where the model has no part in this turn."""
    reasoner = spine.reasoner
    asked = bot.left_open(taken.snapshot, rng(0)) if reasoner is not None else None
    if reasoner is None or asked is None:
        return None
    async with spine.db.reading(tenant) as conn:
        seen = await _seen(spine, tenant, conn, taken.snapshot.conversation_id)
    if seen is None or not _wanted(seen, taken.snapshot, decision, place, asked.queue):
        return None
    day = spine.db.clock.now().astimezone(seen.zone).date()
    why = "day_limit" if seen.spent else reasoner.enter(tenant, seen.choices)
    if why:
        question = reasoning.traced(taken.snapshot.messages[-1].text)
        trace = Trace(
            outcome="fell_back",
            fallback=why,
            model=reasoner.model.name,
            currency=seen.choices.currency,
            detail=reasoning.ModelDetail(question=question),
        )
        return Thinking(taken=None, trace=trace, day=day)
    with reasoner.within(tenant):
        run = _Run(spine, tenant, taken, seen, place)
        thought = await run.thought()
        reasoner.learn(thought.trace)
        return replace(thought, day=day)


async def note(tx: Tx, thought: Thinking, conversation: UUID, seq: int, *, overtaken: bool) -> None:
    """Write down the turn, whatever became of it: it was paid for."""
    trace = thought.trace
    if overtaken and trace.outcome != "fell_back":
        trace = replace(trace, outcome="overtaken")
    await reasoning.note(tx, trace, thought.day, conversation=conversation, seq=seq)


async def _seen(spine: Spine, tenant: UUID, conn: Connection, conversation: UUID) -> _Seen | None:
    choices = (await reasoning.choices(conn)).choices
    conv = await conversations.get(conn, conversation) if choices.on else None
    if conv is None:
        return None
    named, _ = await spine.tenant(tenant, conn)
    today = spine.db.clock.now().astimezone(named.zone).date()
    return _Seen(
        choices=choices,
        conv=conv,
        brand=named.name,
        zone=named.zone,
        spent=reasoning.spent(choices, await reasoning.day(conn, today)),
        own=await own(conn, conv.customer_id),
        operations=await operations(conn) if choices.look_ups else {},
    )


async def own(conn: Connection, customer: UUID) -> dict[str, list[str]]:
    """What a customer proved to be theirs; nothing where they proved nothing."""
    phones = [one.value for one in await customers.identities(conn, customer) if one.kind == "phone" and one.verified]
    if not phones:
        return {}
    phone = phones[0].removeprefix("+86")
    orders = [one.no for one in await customers.orders(conn, customer)]
    return {"own_phone": [phone], "own_phone_tail": [phone[-4:]], "own_order": orders}


async def operations(conn: Connection) -> dict[tuple[str, str], Operation]:
    """What the house's systems can do."""
    return {(kept.code, one.name): one for kept in await flows.systems(conn) for one in kept.operations}


def _wanted(seen: _Seen, snapshot: BotSnapshot, decision: Decision, place: Place, queue: str | None) -> bool:
    """Whether the house wants its model asked about this."""
    chosen = seen.choices
    if chosen.scope == "unsure" and isinstance(decision, Reply) and decision.reason == "answer":
        return False
    if chosen.hours != "always" and (chosen.hours == "open") != snapshot.open:
        return False
    if chosen.channels and seen.conv.channel_id not in chosen.channels:
        return False
    return not chosen.queues or place.settings.queue_for(queue, snapshot.locale) in chosen.queues


def readings(
    chosen: ModelChoices, there: dict[tuple[str, str], Operation], own_: dict[str, list[str]]
) -> list[Reading]:
    """What may be read of this customer: only what still only reads, and only with what they proved."""
    found = []
    for one in chosen.look_ups:
        operation = there.get((one.system, one.operation))
        if operation is None or operation.changes or not all(own_.get(k) for k in one.give.values() if k != "said"):
            continue
        found.append(Reading(look_up=one, title=operation.summary or operation.name, own=own_))
    return found


class Box:
    """The tools, for one conversation of one tenant: the database shows them nothing of another's."""

    def __init__(self, spine: Spine, tenant: UUID, conversation: UUID | None, locale: str, run: int) -> None:
        self._spine, self._tenant, self._conversation, self._locale, self._run = (
            spine,
            tenant,
            conversation,
            locale,
            run,
        )
        self._calls = 0

    async def search(self, query: str) -> list[Found]:
        async with self._spine.db.reading(self._tenant) as conn:
            now = self._spine.db.clock.now()
            wanted = knowledge.Wanted(now=now, locale=self._locale, audience="customer", limit=SEARCHED)
            hits = await knowledge.find(conn, query, wanted, self._spine.meanings)

        return [Found(id=str(hit.id), title=hit.title, text=prose.words(hit.body)) for hit in hits]

    async def look_up(self, look_up: ModelLookUp, give: dict[str, str], seconds: float) -> Looked:
        connector = self._spine.connector
        if connector is None:
            return Looked(error="not_set_up")
        self._calls += 1
        step = "look_up"
        flow = Flow(
            name="model",
            title=Words("语言模型", "Language model"),
            triggers=Triggers(),
            steps=[End(id=step)],
            system=look_up.system,
            seconds=max(0.5, min(seconds, LONGEST_CALL)),
        )
        wanted = Wanted(step=step, operation=look_up.operation, give=dict(give), changes=False, number=self._calls)
        asked = flows.Asked(
            tenant=self._tenant, conversation=self._conversation, flow=flow, run=self._run, wanted=wanted
        )
        result = await flows.ask(self._spine.work, connector, asked)
        if result.error:
            return Looked(error=result.error)
        if result.status >= 400:
            return Looked(error="not_found" if result.status == 404 else "refused")
        return Looked(text="\n".join(_lines(result.data)))


def _lines(data: dict[str, Any], path: str = "") -> list[str]:
    """What a system said, a line for each of its plain values."""
    found: list[str] = []
    for name, value in data.items():
        if isinstance(value, dict):
            found += _lines(value, f"{path}{name}.")
        elif isinstance(value, list):
            found += _lines({str(at): one for at, one in enumerate(value, 1)}, f"{path}{name}.")
        elif value is not None:
            found.append(f"{path}{name}：{value}")
    return found[:MOST_FIELDS]


def brief(snapshot: BotSnapshot, chosen: ModelChoices, brand: str, mark: str) -> Brief:
    """What a turn begins with, but for tasks and systems."""
    question = snapshot.messages[-1].text if snapshot.messages else ""
    return Brief(
        scene=reasoning.Scene(
            brand=brand, language=text.language(question, snapshot.locale), mark=mark, choices=chosen
        ),
        messages=snapshot.messages,
        question=question,
        found=[
            Found(id=str(one.id), title=one.title, text=prose.words(one.body))
            for one in snapshot.candidates[:FIRST_FOUND]
            if one.score >= LEAST_SCORE
        ],
        may_ask=not snapshot.state.unsure,
    )


def tasks_of(about: Scene | None, snapshot: BotSnapshot) -> list[Task]:
    """The flows that may be begun: none in the middle of another."""
    if about is None or task_flow.running(snapshot.state) is not None:
        return []
    zh = snapshot.locale.startswith("zh")
    return [
        Task(name=f.name, title=(f.title.zh if zh else f.title.en) or f.name, about=f.about.zh if zh else f.about.en)
        for _, f in about.published
    ]


class _Run:
    """One turn of the model."""

    def __init__(self, spine: Spine, tenant: UUID, taken: Taken, seen: _Seen, place: Place) -> None:
        self._spine, self._tenant, self._taken, self._seen, self._place = spine, tenant, taken, seen, place
        self._snapshot = taken.snapshot
        self._seq = taken.seq
        self._author = Author("bot", None, word(place.settings.bot_name, taken.snapshot.locale))
        self._shown = ""

    async def thought(self) -> Thinking:
        spine, snapshot, chosen = self._spine, self._snapshot, self._seen.choices
        begins = replace(
            brief(snapshot, chosen, self._seen.brand, spine.db.ids.new().hex[-12:]),
            tasks=tasks_of(self._place.flows, snapshot),
            readings=readings(chosen, self._seen.operations, self._seen.own),
        )
        reasoner = spine.reasoner
        assert reasoner is not None
        box = Box(spine, self._tenant, snapshot.conversation_id, snapshot.locale, snapshot.seq)
        loop = Loop(reasoner.model, box, spine.db.clock, begins, self._show)
        day = spine.db.clock.now().date()
        try:
            came = await self._patiently(loop)
            taken = await self._taken_from(came)
        except Overtaken:
            self._show("")
            return Thinking(taken=replace(self._taken, seq=-1), trace=loop.overtaken(), day=day)
        except Exception as error:
            if is_lost(error):
                raise
            logger.exception("language model's turn failed")
            self._show("")
            trace = replace(loop.overtaken(), outcome="fell_back", fallback="broken")
            return Thinking(taken=replace(self._taken, seq=self._seq), trace=trace, day=day)
        return Thinking(taken=taken, trace=came.trace, day=day)

    async def _patiently(self, loop: Loop) -> Came:
        """While nothing is to be seen for a while, the customer is told that somebody is at it. Raises Overtaken."""
        run = asyncio.create_task(loop.run(), name="language model")
        try:
            await asyncio.wait({run}, timeout=self._spine.patience)
            if not run.done() and not self._shown:
                await self._promise()
            return await run
        finally:
            if not run.done():
                run.cancel()
                await asyncio.wait({run})

    async def _promise(self) -> None:
        """Raises Overtaken."""
        async with self._spine.work.tx(self._tenant) as tx:
            conv = await conversations.lock(tx, self._snapshot.conversation_id)
            if conv.phase != "bot" or conv.last_public_seq != self._seq:
                raise Overtaken
            said = flows.shipped_words("wait", "zh" if self._snapshot.locale.startswith("zh") else "en")
            conv.bot = msgspec.to_builtins(replace(self._snapshot.state, promised=conv.last_seq + 1))
            message = await conversations.append(tx, conv, Draft(author=self._author, kind="text", text=said))
            assert message.seq == conv.last_seq
            self._seq = conv.last_public_seq

    async def _taken_from(self, came: Came) -> Taken:
        """What the bot is shown now. Raises Overtaken."""
        taken = replace(self._taken, seq=self._seq)
        if came.thought is None:
            return taken
        about = self._place.flows
        if came.begins and about is not None:
            taken = await task_flow.begin(self._spine, self._tenant, taken, about, self._author, came.begins)
        return replace(taken, snapshot=replace(taken.snapshot, thought=came.thought))

    def _show(self, words: str) -> None:
        if words == self._shown:
            return
        self._shown = words
        frame = {
            "t": WRITING,
            "conversation_id": str(self._snapshot.conversation_id),
            "customer_id": str(self._seen.conv.customer_id),
            "name": self._author.name,
            "text": words,
            "after": self._seq,
        }
        self._spine.live.say(self._tenant, frame)
