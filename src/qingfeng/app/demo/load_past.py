"""Writes the demo's past through the same verbs as the present, on a clock that stands where it happened.

Insight is told at once, so that the boards are there with the first look; its watcher hears the same events later and
finds nothing new in them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from qingfeng.app.demo import content
from qingfeng.app.demo.content import TENANT, WEBCHAT_KEY
from qingfeng.app.demo.life import Chance
from qingfeng.app.demo.past import Contact, Past, Person, Step, past
from qingfeng.app.demo.past_shifts import Seat, states
from qingfeng.app.wiring import House
from qingfeng.contracts.base import Actor, Envelope, Event
from qingfeng.contracts.messages import Author, Handover, RowAgent
from qingfeng.contracts.registry import event_of
from qingfeng.kernel.clock import ManualClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Step as Timer
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation, Draft
from qingfeng.modules.customers import public as customers
from qingfeng.modules.insight import public as insight
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

AT_ONCE = 30
"""Contacts in one transaction."""
LANES = 2
WRAP_UP_SECONDS = 120


class Told:
    """What was committed, for whoever counts it; shown to no screen: it is long past."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    def committed(self, tenant: UUID, envelopes: Sequence[Envelope], steps: Sequence[Timer]) -> None:
        self.envelopes += envelopes


def _no_steps(_: Event, __: datetime) -> Sequence[Timer]:
    return ()


async def load_past(made: House, days: int, chance: Chance) -> int:
    """So many days and today until now; gives how many contacts. The house is a demo's, and has none of them yet."""
    now = made.clock.now()
    all_ = past(now, days, chance)
    async with made.db.reading(TENANT) as conn:
        names = {agent.name: agent.id for agent in await people.roster(conn)}
        places = {queue.code: queue for queue in await routing.queues(conn)}
        lanes = {
            (code, tier): await routing.place(conn, code, tier=tier, urgent=False)
            for code in places
            for tier in ("regular", "silver", "gold", "black")
        }
    cast = _Cast(all_.seats, names, lanes)
    await _customers(made, all_)
    players = [_Player(made, cast, now) for _ in range(LANES)]
    parts = [all_.contacts[n : n + AT_ONCE] for n in range(0, len(all_.contacts), AT_ONCE)]
    rest = iter(parts)
    await asyncio.gather(*(player.play(rest) for player in players))
    await players[0].be_there(all_.seats, now)
    await _count(made, [envelope for player in players for envelope in player.told.envelopes])
    return len(all_.contacts)


async def _customers(made: House, all_: Past) -> None:
    met: dict[int, Person] = {contact.person.number: contact.person for contact in all_.contacts}
    async with made.work.tx(TENANT) as tx:
        for person in met.values():
            await customers.put(tx, _customer(person))


def _customer(person: Person) -> customers.Customer:
    return customers.Customer(
        id=content.id_of("past", str(person.number)),
        name=person.name,
        title=person.title,
        tier=person.tier,  # type: ignore[arg-type]  # as the file has them
        city=person.city,
        locale="en" if person.language == "en" else "zh-CN",
        tags=[],
        note="",
        merged_into=None,
        version=1,
    )


async def _count(made: House, envelopes: Sequence[Envelope]) -> None:
    """Tell insight everything in the order in which it happened, then add up the days that are over."""
    told = sorted(envelopes, key=lambda envelope: envelope.at)
    for n in range(0, len(told), 2000):
        async with made.work.tx(TENANT) as tx:
            opened = [(event, envelope.at) for envelope in told[n : n + 2000] if (event := event_of(envelope))]
            await insight.note(tx, [one for one in opened if isinstance(one[0], insight.EVENTS)])
    async with made.work.tx(TENANT) as tx:
        await insight.roll(tx)


class _Cast:
    """Who plays, and where contacts wait."""

    def __init__(self, seats: Sequence[Seat], names: dict[str, UUID], lanes: dict[tuple[str, str], routing.Place]) -> None:  # fmt: skip
        self.agents = {seat.id: RowAgent(names[seat.name], seat.name) for seat in seats}
        self.bot = content.brand()["assistant"]["name"]
        self.codes = {queue["code"]: [c["code"] for c in queue["wrap_up"]] for queue in content.queues()["queues"]}
        self._lanes = lanes

    def lane(self, contact: Contact) -> conversations.Lane:
        place = self._lanes[contact.queue, contact.person.tier]
        return conversations.Lane(
            queue_id=place.queue_id,
            target_seconds=place.target_seconds,
            priority=place.priority,
            fast=place.fast,
            green=place.green,
        )


class _Player:
    """Plays contacts one after the other, on a clock of its own."""

    def __init__(self, made: House, cast: _Cast, now: datetime) -> None:
        self.told = Told()
        self._clock = ManualClock(now)
        db = Database(made.db.app, made.db.system, self._clock, TimeOrderedIds(self._clock))
        self._work = Work(db, _no_steps, self.told)
        self._cast = cast

    async def play(self, parts: Iterator[Sequence[Contact]]) -> None:
        """Each part in one transaction. What has to be asked for comes first and last: all else is written together."""
        for part in parts:
            async with self._work.tx(TENANT) as tx:
                tx.in_bulk()
                opened = [(await self._open(tx, contact), contact) for contact in part]
                for last in (False, True):
                    for conv, contact in opened:
                        for step in contact.steps:
                            if (step.do == "score") == last:
                                self._at(tx, step.at)
                                await self._step(tx, conv, contact, step)

    def _at(self, tx: Tx, at: datetime) -> None:
        self._clock.advance((at - self._clock.now()).total_seconds())
        tx.now = at

    async def _open(self, tx: Tx, contact: Contact) -> Conversation:
        self._at(tx, contact.at)
        person = contact.person
        return await conversations.open_(
            tx,
            conversations.RowCustomer(content.id_of("past", str(person.number)), person.name, person.tier),  # type: ignore[arg-type]
            channel_id=content.id_of("channel", WEBCHAT_KEY),
            channel_kind=contact.channel,
            locale="en" if person.language == "en" else "zh-CN",
        )

    async def _step(self, tx: Tx, conv: Conversation, contact: Contact, step: Step) -> None:
        cast = self._cast
        if step.do in ("customer", "bot", "agent"):
            author = self._author(contact, step)
            await conversations.append(tx, conv, Draft(author=author, kind="text", text=step.text))
        elif step.do == "queue":
            handover = Handover(summary="", need="", reason="requested", at=tx.now)
            await conversations.queue(tx, conv, cast.lane(contact), reason="requested", handover=handover)
            await conversations.system_line(tx, conv, "queued", public=True)
        elif step.do == "join":
            agent = cast.agents[step.who]
            await conversations.assign(tx, conv, agent=agent, how="accepted")
            await conversations.system_line(tx, conv, "agent_joined", public=True, name=agent.name)
        elif step.do == "transfer":
            await self._transfer(tx, conv, step)
        elif step.do == "feel":
            conv.emotion = step.text  # type: ignore[assignment]
            await conversations.change(tx, conv, "emotion")
        elif step.do == "score":
            await conversations.answer_survey(tx, conv, step.number, [], "")
        else:
            await self._end(tx, conv, contact, step)

    async def _transfer(self, tx: Tx, conv: Conversation, step: Step) -> None:
        agent = self._cast.agents[step.who]
        assert conv.agent_id is not None
        author = Author("agent", conv.agent_id, conv.agent_name or "")
        await conversations.append(tx, conv, Draft(author=author, kind="note", text=step.text, public=False))
        conv.handover = Handover(summary="", need="", reason="transfer", note=step.text, at=tx.now)
        await conversations.system_line(tx, conv, "transferred", public=True, name=agent.name)
        await conversations.assign(tx, conv, agent=agent, how="transferred")

    async def _end(self, tx: Tx, conv: Conversation, contact: Contact, step: Step) -> None:
        cast = self._cast
        if step.do == "wrap_up":
            conv.customer_read_seq = conv.delivered_seq = conv.agent_read_seq = conv.last_seq
            await conversations.system_line(tx, conv, "closed", public=True, by=cast.agents[step.who].name)
            await conversations.wrap_up(tx, conv, reason=step.text, seconds=WRAP_UP_SECONDS, survey=True)
        elif step.do == "leave":
            await conversations.system_line(tx, conv, "closed", public=True, by=contact.person.name)
            await conversations.close(tx, conv, reason="customer_left", codes=[], survey=True)
        else:
            codes = cast.codes[contact.queue]
            code = [codes[contact.person.number % len(codes)]] if step.who else []
            await conversations.close(tx, conv, reason=step.text, codes=code, survey=True)

    def _author(self, contact: Contact, step: Step) -> Author:
        if step.do == "customer":
            return Author("customer", content.id_of("past", str(contact.person.number)), contact.person.name)
        if step.do == "bot":
            return Author("bot", None, self._cast.bot)
        agent = self._cast.agents[step.who]
        return Author("agent", agent.id, agent.name)

    async def be_there(self, seats: Sequence[Seat], until: datetime) -> None:
        """The states that agents entered, each agent's in order; offline at the end."""
        for seat in seats:
            agent = self._cast.agents[seat.id].id
            async with self._work.tx(TENANT) as tx:
                for at, state, reason in states(seat, until):
                    self._at(tx, at)
                    await people.set_presence(tx, agent, state, reason, Actor("user", agent, seat.name))  # type: ignore[arg-type]
