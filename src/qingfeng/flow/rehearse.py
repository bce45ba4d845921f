"""The bot's turn in a rehearsal: the same search, the same task flows, the same decisions, and nothing that stays.

There is no conversation: the words are kept in memory for as long as the talk lasts. Business systems are asked at their
rehearsal address, under the talk's name. No event, no decision, no call and no figure is written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.bot import AskHuman, BotSnapshot, BotState, Close, Decision, Reply
from qingfeng.contracts.flows import Flow, FlowState, Result, Wanted
from qingfeng.contracts.messages import Author, Message, MessageKind
from qingfeng.flow import task_flow
from qingfeng.flow.spine import Settings, Spine
from qingfeng.flow.task_flow import Run, Scene
from qingfeng.flow.turn import bot_author, look
from qingfeng.kernel.clock import rng
from qingfeng.modules.access import public as access
from qingfeng.modules.bot import public as bot
from qingfeng.modules.channels import public as channels
from qingfeng.modules.flows import public as flows

LAST = 60
"""Messages that the bot is shown, as in a conversation."""


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """A house as it is rehearsed. `flows`: the versions that would be published. `channel`: whose wordings are used."""

    spine: Spine
    tenant: access.Tenant
    settings: Settings
    flows: list[tuple[int, Flow]]
    channel: UUID
    seed: int = 1


async def stage(spine: Spine, tenant: UUID, *, instead: Sequence[tuple[int, Flow]] = (), seed: int = 1) -> Stage:
    """The house with what is published now; `instead`: versions that are to be rehearsed in place of the published ones."""
    async with spine.db.reading(tenant) as conn:
        named, settings = await spine.tenant(tenant, conn)
        there = {flow.name: (version, flow) for version, flow in await flows.published(conn)}
        known = await channels.channels(conn, "webchat")
    there.update({flow.name: (version, flow) for version, flow in instead})
    return Stage(
        spine=spine,
        tenant=named,
        settings=settings,
        flows=[there[name] for name in sorted(there)],
        channel=known[0][0].id if known else named.id,
        seed=seed,
    )


class Called(msgspec.Struct, frozen=True, kw_only=True):
    """A call of a business system that a turn made."""

    wanted: Wanted
    result: Result


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot decided at a turn. `queue`: where a person would take over. `shown`: the articles, whole, by title."""

    decision: Decision
    then: Literal["reply", "human", "closed"]
    text: str
    queue: str | None
    sure: bool
    shown: dict[str, str]
    calls: list[Called]


class _Room(msgspec.Struct, kw_only=True):
    """What stands where the conversation stands."""

    id: UUID
    locale: str
    customer_name: str
    channel_id: UUID
    last_public_seq: int = 0


class _Trial(Run):
    """A turn of a flow whose calls go to the rehearsal address."""

    def __init__(self, spine: Spine, tenant: UUID, snapshot: BotSnapshot, author: Author, calls: list[Called]) -> None:
        super().__init__(spine, tenant, snapshot, author)
        self._calls = calls

    async def made(self, flow: Flow, state: FlowState) -> Result:
        assert state.wanted is not None
        assert self.spine.connector is not None
        asked = flows.Asked(
            tenant=self.tenant,
            conversation=self.snapshot.conversation_id,
            flow=flow,
            run=state.run,
            wanted=state.wanted,
        )
        result = await flows.rehearse(self.spine.work, self.spine.connector, asked, str(asked.conversation))
        self._calls.append(Called(wanted=state.wanted, result=result))
        return result


class Talk:
    """One simulated conversation. `open_`: whether people work while it goes on."""

    def __init__(self, stage: Stage, name: str, *, locale: str, open_: bool) -> None:
        self._stage = stage
        self._open = open_
        self._room = _Room(id=stage.spine.db.ids.new(), locale=locale, customer_name=name, channel_id=stage.channel)
        self._messages: list[Message] = []
        self._state = BotState()

    async def hears(self, lines: Sequence[tuple[MessageKind, str]]) -> Said:
        """What the bot makes of these messages, each with its kind and words."""
        stage, spine, room = self._stage, self._stage.spine, self._room
        for kind, words in lines:
            self._append(Author("customer", None, room.customer_name), words, kind)
        author = bot_author(room.locale, stage.settings)
        async with spine.db.reading(stage.tenant.id) as conn:
            snapshot = await look(spine, conn, room, self._messages[-LAST:], self._state, brand=stage.tenant.name)
        snapshot = replace(snapshot, open=self._open)
        calls: list[Called] = []

        def trial(spine_: Spine, tenant: UUID, seen: BotSnapshot, by: Author) -> Run:
            return _Trial(spine_, tenant, seen, by, calls)

        taken = await task_flow.take(spine, stage.tenant.id, snapshot, self._scene(), author, trial)
        decision = bot.decide(taken.snapshot, spine.db.clock.now(), rng(stage.seed + room.last_public_seq))
        return self._said(taken.snapshot, decision, author, calls)

    def _scene(self) -> Scene | None:
        if self._stage.spine.connector is None or not self._stage.flows:
            return None
        begun = task_flow.running(self._state)
        running = next((flow for _, flow in self._stage.flows if begun and flow.name == begun.flow), None)
        return Scene(zone=self._stage.tenant.zone, published=self._stage.flows, running=running, customer={})

    def _said(self, seen: BotSnapshot, decision: Decision, author: Author, calls: list[Called]) -> Said:
        if isinstance(decision, Reply):
            self._state, words = decision.state, decision.text
        else:
            self._state, words = task_flow.handed_over(decision.state), decision.say
        if words:
            self._append(author, words, "text")
        known = {one.id: one for one in [*seen.candidates, *(seen.pinned or [])]}
        sources = decision.sources if isinstance(decision, Reply) else []
        queue = decision.queue if isinstance(decision, AskHuman) else None
        asked = isinstance(decision, AskHuman)
        return Said(
            decision=decision,
            then="human" if asked else "closed" if isinstance(decision, Close) else "reply",
            text=words,
            queue=self._stage.settings.queue_for(queue, self._room.locale) if asked else None,
            sure=isinstance(decision, Reply) and decision.reason == "answer",
            shown={one.title: f"{known[one.id].title}\n{known[one.id].body}" for one in sources if one.id in known},
            calls=calls,
        )

    def _append(self, author: Author, words: str, kind: MessageKind) -> None:
        self._room.last_public_seq += 1
        kept = Message(
            id=self._stage.spine.db.ids.new(),
            conversation_id=self._room.id,
            seq=self._room.last_public_seq,
            prev=self._room.last_public_seq - 1,
            author=author,
            kind=kind,
            text=words,
            at=self._stage.spine.db.clock.now(),
        )
        self._messages.append(kept)
