"""A task flow at the bot's turn: takes in what the customer said, makes its calls, and gives the bot what came of it.

Calls are made outside of any transaction. Before one that has consequences, the state that knows of it is written into
the conversation: whoever takes the turn up after a crash makes the same call with the same key, and a customer who
wrote on meanwhile is first told what became of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.bot import BotSnapshot, BotState
from qingfeng.contracts.flows import Flow, FlowState, FlowTurn, Kept, Outcome, Result, Said
from qingfeng.contracts.messages import Author, Message
from qingfeng.flow.spine import Spine
from qingfeng.kernel.clock import rng
from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.bot import public as bot
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation, Draft
from qingfeng.modules.customers import public as customers
from qingfeng.modules.flows import public as flows


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What is about at a turn: the published flows with their versions, the one that runs as it was when it began, and what
    is known for certain of the customer. `zone`: by which the house counts its days."""

    zone: ZoneInfo
    published: list[tuple[int, Flow]]
    running: Flow | None
    customer: dict[str, str]


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot is shown, and the last public message it was made for. `called`: answers were kept that are now known."""

    snapshot: BotSnapshot
    seq: int
    called: bool = False


class Overtaken(Exception):
    """The customer wrote on, or somebody has taken over: the turn is another's."""


def running(state: BotState) -> FlowState | None:
    return state.tasks.running if state.tasks else None


def unfinished(state: BotState) -> bool:
    """Whether a call was being made when the turn broke off."""
    begun = running(state)
    return begun is not None and begun.wanted is not None


async def scene(spine: Spine, conn: Connection, conv: Conversation, state: BotState, zone: ZoneInfo) -> Scene | None:
    """None where no flow can be about."""
    if spine.connector is None:
        return None
    there, begun = await flows.published(conn), running(state)
    if not there and begun is None:
        return None
    own = await flows.as_begun(conn, begun.flow, begun.version) if begun is not None else None
    return Scene(zone=zone, published=there, running=own, customer=await known(conn, conv.customer_id))


async def known(conn: Connection, customer: UUID) -> dict[str, str]:
    """Only what was proven: a number somebody typed proves nothing."""
    phones = [one.value for one in await customers.identities(conn, customer) if one.kind == "phone" and one.verified]
    if not phones:
        return {}
    found = {"phone": phones[0].removeprefix("+86")}
    person, orders = await customers.get(conn, customer), await customers.orders(conn, customer)
    if person is not None:
        found["name"] = person.name
    return found | ({"order": orders[0].no} if orders else {})


async def begin(spine: Spine, tenant: UUID, taken: Taken, about: Scene, author: Author, name: str) -> Taken:
    """Let the published flow of this name have this turn, in which none runs. It asks and confirms by itself. Raises Overtaken."""
    run = Run(spine, tenant, taken.snapshot, author)
    run.seq = taken.seq
    kept = taken.snapshot.state.tasks or Kept()
    return await run.taken(about, None, kept, spine.db.clock.now().astimezone(about.zone), wanted=name)


async def take(
    spine: Spine,
    tenant: UUID,
    snapshot: BotSnapshot,
    about: Scene | None,
    author: Author,
    make: Callable[[Spine, UUID, BotSnapshot, Author], Run] | None = None,
) -> Taken:
    """Let the flow that runs, or one that begins, have this turn; `make`: how it makes its calls. Raises Overtaken."""
    make = make or Run
    if about is None:
        return Taken(snapshot=snapshot, seq=snapshot.seq)
    begun = running(snapshot.state)
    kept = snapshot.state.tasks or Kept()
    if begun is not None and (about.running is None or _seen_by_a_person(snapshot.messages, begun)):
        # its version is gone, or somebody has seen to it since
        snapshot = _with(snapshot, replace(kept, running=None))
        begun = None
    if begun is not None and about.running is not None and bot.about_people(snapshot, rng(0)):
        lines = flows.gathered(about.running, begun)
        return Taken(
            snapshot=replace(snapshot, task=FlowTurn(flow=begun.flow, then="aside", say=[], gathered=lines)),
            seq=snapshot.seq,
        )
    if begun is None and bot.about_people(snapshot, rng(0)):
        return Taken(snapshot=snapshot, seq=snapshot.seq)
    run = make(spine, tenant, snapshot, author)
    return await run.taken(about, begun, kept, spine.db.clock.now().astimezone(about.zone))


def _seen_by_a_person(messages: list[Message], begun: FlowState) -> bool:
    return begun.wanted is None and any(m.author.kind == "agent" and m.seq > begun.heard for m in messages)


def _with(snapshot: BotSnapshot, kept: Kept) -> BotSnapshot:
    return replace(snapshot, state=replace(snapshot.state, tasks=kept))


def words(messages: list[Message], after: int) -> tuple[str, int]:
    """What the customer wrote since `after`, and the seq of its last line."""
    mine = [m for m in messages if m.author.kind == "customer" and m.seq > after]
    return "\n".join(m.text for m in mine if m.text), mine[-1].seq if mine else after


def last_answered(messages: list[Message]) -> int:
    return next((m.seq for m in reversed(messages) if m.author.kind != "customer"), 0)


class Run:
    """One turn of one flow."""

    def __init__(self, spine: Spine, tenant: UUID, snapshot: BotSnapshot, author: Author) -> None:
        self.spine = spine
        self.tenant = tenant
        self.snapshot = snapshot
        self.author = author
        self.seq = snapshot.seq
        self.told = False
        self.called = False

    async def taken(
        self, about: Scene, begun: FlowState | None, kept: Kept, now: datetime, *, wanted: str | None = None
    ) -> Taken:
        flow, state = about.running, begun
        said, upto = words(self.snapshot.messages, state.heard if state else last_answered(self.snapshot.messages))
        other = wanted or (await self._called_for(about, said, idle=state is None) if said else None)
        if flow is None or state is None:
            if other is None:
                return Taken(snapshot=self.snapshot, seq=self.seq)
            flow, state = self._begin(about, other, kept)
        if state.wanted is not None:  # a turn that broke off: first what became of it, then what was said since
            outcome = await self._through(flow, flows.advance(flow, state, Said(text="", seq=state.heard), now), now)
            if outcome.then == "reply" and said:
                more = flows.advance(flow, outcome.state, self._said(said, upto), now)
                outcome = await self._through(flow, replace(more, say=[*outcome.say, *more.say]), now)
        else:
            outcome = flows.advance(flow, state, self._said(said, upto), now)
            unheard = outcome.then == "aside" or outcome.state.misses > state.misses
            if unheard and other is not None and other != flow.name and not state.done:
                kept = replace(kept, earlier={**kept.earlier, **state.slots})
                flow, state = self._begin(about, other, kept)
                outcome = flows.advance(flow, state, self._said(said, upto), now)
            outcome = await self._through(flow, outcome, now)
        return self._shown(flow, outcome, kept)

    async def _called_for(self, about: Scene, said: str, *, idle: bool) -> str | None:
        """The flow that these words begin: by its phrases; else, while none runs and no article answers surely, by what
        the words are about. A question for what is known begins none where an article is likely to answer it."""
        there = [one for _, one in about.published]
        found = flows.match(there, said)
        meant = self.spine.intent_of
        wanted = idle and any(one.triggers.intents for one in there)
        policy, best = self.snapshot.policy, max((one.score for one in self.snapshot.candidates), default=0.0)
        if idle and found is not None and flows.asks_how(said) and best >= policy.likely:
            return None  # they ask how it is done, and an article says so
        answered = best >= (policy.likely if flows.asks_about(said) else policy.sure)
        if found is not None or meant is None or not wanted or answered:
            return found
        intent = await meant(self.tenant, said)
        return None if intent is None else flows.match(there, said, [intent])

    def _begin(self, about: Scene, name: str, kept: Kept) -> tuple[Flow, FlowState]:
        version, flow = next((v, f) for v, f in about.published if f.name == name)
        state = flows.fresh(
            flow,
            version,
            run=self.snapshot.seq,
            locale=self.snapshot.locale,
            earlier=kept.earlier,
            customer=about.customer,
        )
        return flow, state

    def _said(self, said: str, upto: int) -> Said:
        best = max((one.score for one in self.snapshot.candidates), default=0.0)
        return Said(text=said, seq=upto, answerable=best)

    async def _through(self, flow: Flow, outcome: Outcome, now: datetime) -> Outcome:
        """Make the calls that are wanted, one after the other, until the customer has something to hear."""
        lines = list(outcome.say)
        while outcome.then == "call":
            result = await self.made(flow, outcome.state)
            outcome = flows.advance(flow, outcome.state, result, now)
            lines += outcome.say
        return replace(outcome, say=lines)

    async def made(self, flow: Flow, state: FlowState) -> Result:
        wanted, connector = state.wanted, self.spine.connector
        assert wanted is not None
        assert connector is not None
        if wanted.changes:
            await self._keep(state)
            self.called = True
        asked = flows.Asked(
            tenant=self.tenant, conversation=self.snapshot.conversation_id, flow=flow, run=state.run, wanted=wanted
        )
        call = asyncio.create_task(flows.ask(self.spine.work, connector, asked))
        try:
            await asyncio.wait({call}, timeout=None if self.told else self.spine.patience)
            if not call.done():
                await self._keep(state, say=flows.shipped_words("wait", state.locale))
            return await call
        except Overtaken:
            await call  # whoever has the turn now finds what came of it
            raise
        finally:
            if not call.done():
                call.cancel()

    async def _keep(self, state: FlowState, *, say: str = "") -> None:
        """Write down what is being done, and with `say` tell the customer that it is. Raises Overtaken."""
        async with self.spine.work.tx(self.tenant) as tx:
            conv = await conversations.lock(tx, self.snapshot.conversation_id)
            if conv.phase != "bot" or conv.last_public_seq != self.seq:
                raise Overtaken
            kept = self.snapshot.state.tasks or Kept()
            now = replace(self.snapshot.state, tasks=replace(kept, running=state), promised=msgspec.UNSET)
            conv.bot = msgspec.to_builtins(now)
            if say:
                await conversations.append(tx, conv, Draft(author=self.author, kind="text", text=say))
                self.told = True
            else:
                await conversations.change(tx, conv, "task")
            self.seq = conv.last_public_seq

    def _shown(self, flow: Flow, outcome: Outcome, kept: Kept) -> Taken:
        state = outcome.state
        goes_on = outcome.then in ("reply", "aside")
        after = Kept(running=state if goes_on else None, earlier={**kept.earlier, **state.slots})
        turn = FlowTurn(
            flow=flow.name,
            then=outcome.then,
            say=outcome.say,
            suggestions=outcome.suggestions,
            reason=outcome.reason,
            queue=outcome.queue,
            gathered=flows.gathered(flow, state),
        )
        return Taken(snapshot=replace(_with(self.snapshot, after), task=turn), seq=self.seq, called=self.called)


async def left(conn: Connection, state: BotState) -> FlowTurn | None:
    """What a running flow has gathered, for a person who is asked for in the middle of it."""
    begun = running(state)
    flow = await flows.as_begun(conn, begun.flow, begun.version) if begun is not None else None
    if begun is None or flow is None:
        return None
    return FlowTurn(flow=begun.flow, then="aside", say=[], gathered=flows.gathered(flow, begun))


def handed_over(state: BotState) -> BotState:
    """A person goes on with it: no flow waits any more."""
    return replace(state, tasks=replace(state.tasks, running=None)) if state.tasks else state


async def over(tx: Tx, taken: Taken) -> None:
    """The conversation knows what its calls brought."""
    if taken.called:
        await flows.taken_in(tx, taken.snapshot.conversation_id)
