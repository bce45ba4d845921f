"""A board that is kept up to date decides, at every moment, what the engine decides for the same people from scratch."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from qingfeng.kernel.clock import rng
from qingfeng.modules.routing.engine import decide, pairs, settle
from qingfeng.modules.routing.learning_match import Fixed, Matching
from qingfeng.modules.routing.learning_model import Learned, Merit, Terms
from qingfeng.modules.routing.model import (
    AgentView,
    Contact,
    Decision,
    Overflow,
    Policy,
    QueueState,
    Ring,
    Snapshot,
    Try,
    load_of,
)
from qingfeng.modules.routing.record import record, replay
from qingfeng.modules.routing.roster import Kind
from qingfeng.modules.routing.switchboard import Waiting
from tests.modules.routing.make import NOW

SKILLS = ("空调", "冰箱", "english", "vip")
TEAMS = (UUID(int=71), UUID(int=72))
CHANNELS = ("webchat", "voice", "email")


@dataclass
class World:
    """What is so, told to a board event by event and kept beside it as it is."""

    dice: random.Random
    now: datetime = NOW
    contacts: dict[UUID, Contact] = field(default_factory=dict)
    agents: dict[UUID, AgentView] = field(default_factory=dict)
    queues: dict[UUID, QueueState] = field(default_factory=dict)
    made: int = 0
    learned: Learned | None = None
    calls: set[UUID] = field(default_factory=set)
    """Queues to which calls have come."""

    def __post_init__(self) -> None:
        self.board = Waiting(NOW.timestamp())
        if self.learned is not None:
            self.board.matching = Matching(self.learned.terms, Fixed(self.learned))
        for n in range(4):
            self.rule(n)
        for n in range(self.dice.randrange(1, 7)):
            self.tell_agent(UUID(int=100 + n))

    # ------------------------------------------------------------------ what happens
    def rule(self, n: int) -> None:
        dice, id_ = self.dice, UUID(int=n + 1)
        policy = Policy(
            skills={s: dice.randint(1, 4) for s in dice.sample(SKILLS, dice.randrange(3))},
            teams=dice.sample(TEAMS, dice.randrange(2)),
            locale_skills={"en": "english"} if dice.random() < 0.4 else {},
            relax=[Ring(20, level_drop=1), Ring(50, drop_skills=[SKILLS[n]], any_team=True)] if dice.random() < 0.6 else [],
            overflow=Overflow(90, f"q{dice.randrange(4)}") if dice.random() < 0.4 else None,
            cooldown_seconds=30,
            promote_seconds=120,
            spare_levels=dice.choice((0, 2, 30, 30)),
            preferred_skills={s: dice.randint(1, 4) for s in dice.sample(SKILLS, dice.choice((0, 0, 1, 2)))},
            rested_levels=dice.choice((0, 0, 3)),
            last_agent_seconds=3600,
        )  # fmt: skip
        kind = dice.choice(("normal", "normal", "fast", "green"))
        opened = dice.random() < 0.8
        state = QueueState(id=id_, code=f"q{n}", kind=kind, open=opened, opened_at=self.now if opened and dice.random() < 0.5 else None, policy=policy)  # type: ignore[arg-type]  # fmt: skip
        self.queues[id_] = state
        self.board.queue(state, self.now.timestamp())

    def tell_agent(self, id_: UUID) -> None:
        dice, before = self.dice, self.agents.get(id_)
        if before is not None and dice.random() < 0.8:  # room comes and goes more often than skills
            view = msgspec.structs.replace(
                before,
                load=dice.randrange(before.capacity + 1),
                channel_load={"email": dice.randrange(2)},
                state=dice.choice(("ready", "ready", "ready", "break")),
                idle_since=self.now - timedelta(seconds=dice.randrange(5)),
            )
        else:
            view = AgentView(
                id=id_,
                team=dice.choice((None, *TEAMS)),
                skills={s: dice.randint(1, 5) for s in dice.sample(SKILLS, dice.randrange(4))},
                capacity=dice.randrange(1, 4),
                channel_capacity={"email": 1} if dice.random() < 0.3 else {},
                leaving=dice.random() < 0.1,
                idle_since=self.now if dice.random() < 0.5 else None,
                rested=self.now - timedelta(seconds=dice.randrange(9000)) if dice.random() < 0.7 else None,
            )
        self.agents[id_] = view
        self.board.agent(view)

    def arrive(self) -> None:
        dice = self.dice
        self.made += 1
        channel = dice.choice(CHANNELS)
        tried = [Try(dice.choice(list(self.agents)), self.now - timedelta(seconds=dice.randrange(40)), dice.choice(("declined", "timed_out", "withdrawn"))) for _ in range(dice.choice((0, 0, 0, 1, 2)))]  # type: ignore[arg-type]  # fmt: skip
        contact = Contact(
            id=UUID(int=10_000 + self.made),
            queue_id=UUID(int=dice.randrange(1, 6)),  # the fifth is nobody's
            queued_at=self.now - timedelta(seconds=dice.choice((0, 0, 0, 5, 60, 300))),
            cls=dice.choice(("normal", "normal", "fast", "green")),  # type: ignore[arg-type]
            priority=dice.randrange(2),
            tier=dice.choice(("regular", "gold")),  # type: ignore[arg-type]
            target_seconds=dice.choice((None, None, 30)),
            channel=channel,
            weight=dice.choice((1, 1, 2)),
            whole=channel == "voice",
            locale=dice.choice(("zh-CN", "en")),
            last_agent=dice.choice((None, *self.agents)),
            last_agent_at=self.now - timedelta(seconds=dice.choice((60, 7200))),
            left_message=dice.random() < 0.15,
            tried=tried,
            intent=dice.choice(("", "refund", "repair", "nobody knows")) if self.learned is not None else "",
        )
        self.put(contact)

    def put(self, contact: Contact) -> None:
        self.contacts[contact.id] = contact
        if contact.whole:
            self.calls.add(contact.queue_id)
        self.board.put(contact, self.now.timestamp())

    def leave(self) -> None:
        if self.contacts:
            id_ = self.dice.choice(list(self.contacts))
            del self.contacts[id_]
            self.board.drop(id_.int, self.now.timestamp())

    def change_mind(self) -> None:
        """Somebody who waits is given another priority."""
        if self.contacts:
            id_ = self.dice.choice(list(self.contacts))
            self.put(msgspec.structs.replace(self.contacts[id_], priority=self.dice.randrange(4)))

    def live(self) -> None:
        """Something happens, or nothing but time."""
        self.now += timedelta(seconds=self.dice.choice((0, 0, 1, 1, 7, 25)))
        for _ in range(self.dice.choice((0, 1, 1, 1, 2, 5))):
            happens = self.dice.random()
            if happens < 0.45:
                self.arrive()
            elif happens < 0.55:
                self.leave()
            elif happens < 0.6:
                self.change_mind()
            elif happens < 0.97:
                self.tell_agent(UUID(int=100 + self.dice.randrange(8)))
            else:
                self.rule(self.dice.randrange(4))

    # ------------------------------------------------------------------ what is decided
    def snapshot(self) -> Snapshot:
        return Snapshot(
            now=self.now,
            contacts=list(self.contacts.values()),
            agents=list(self.agents.values()),
            queues=[msgspec.structs.replace(q, whole=q.id in self.calls) for q in self.queues.values()],
            learned=self.learned,
        )

    def from_scratch(self, seed: int) -> Decision:
        return decide(self.snapshot(), self.now, rng(seed))

    def follow(self, decision: Decision) -> None:
        """What was decided comes true."""
        for plan in decision.offers:
            contact, agent = self.contacts.pop(plan.contact), self.agents[plan.agent]
            weight = agent.capacity if contact.whole else contact.weight
            held = {**agent.channel_load, contact.channel: agent.channel_load.get(contact.channel, 0) + weight}
            self.agents[plan.agent] = msgspec.structs.replace(agent, load=agent.load + weight, channel_load=held)
        for moved in decision.overflows[:1]:  # the others are told again next time
            self.put(msgspec.structs.replace(self.contacts[moved.contact], queue_id=moved.to_queue))


@pytest.mark.parametrize("seed", range(40))
def test_a_board_decides_what_is_decided_from_scratch(seed: int) -> None:
    world = World(random.Random(seed))
    offered = 0
    for step in range(60):
        world.live()
        wanted = world.from_scratch(step)
        decision = settle(world.board, world.now, rng(step))
        assert decision.offers == wanted.offers, step
        assert decision.overflows == wanted.overflows, step
        assert decision.unservable == wanted.unservable, step
        offered += len(decision.offers)
        world.follow(decision)
        assert world.board.where.keys() | world.board.strangers.keys() == {c.int for c in world.contacts}
    assert offered


def lessons(dice: random.Random) -> Learned:
    """Of eight agents in four segments; merits are round, so that some are equal."""
    return Learned(
        version=dice.randrange(1000),
        terms=Terms(mode=dice.choice(("observe", "steer")), explore=0.3, hold_out=0.3, key=dice.randrange(9)),  # type: ignore[arg-type]
        segments={
            segment: [
                Merit(UUID(int=100 + n), dice.randrange(5) / 10, dice.randrange(5) / 1.0, dice.randrange(3) / 2)
                for n in range(8)
            ]
            for segment in ("refund", "repair", "q0", "q1")
        },
    )


@pytest.mark.parametrize("seed", range(30))
def test_a_board_that_has_learned_decides_what_is_decided_from_scratch_and_from_what_is_kept(seed: int) -> None:
    world = World(random.Random(seed), learned=lessons(random.Random(seed)))
    for step in range(60):
        world.live()
        wanted, snapshot = world.from_scratch(step), world.snapshot()
        decision = settle(world.board, world.now, rng(step))
        assert decision == wanted, step
        if decision:
            kept = record(snapshot, decision, step)
            assert replay(kept) == decision
            assert kept.policy_version.endswith(f"; learned {snapshot.learned.version}")  # type: ignore[union-attr]
        world.follow(decision)


def test_without_reasons_the_choice_is_the_same() -> None:
    for seed in range(40):
        told, silent = (World(random.Random(seed)) for _ in range(2))
        for step in range(40):
            plans = []
            for world, explained in ((told, True), (silent, False)):
                world.live()
                decision = settle(world.board, world.now, rng(step), explained=explained)
                world.follow(decision)
                plans.append([(p.contact, p.agent, p.ring) for p in decision.offers])
            assert plans[0] == plans[1]


def test_what_changes_by_itself_is_known_beforehand() -> None:
    """Between two turns that a board names, nothing new is decided unless something happens."""
    for seed in range(30):
        world = World(random.Random(seed))
        for step in range(40):
            world.live()
            world.follow(settle(world.board, world.now, rng(step)))
            while (again := settle(world.board, world.now, rng(step))).offers:  # whoever was moved on may find somebody
                world.follow(again)
            until = min(world.board.next_turn, (world.now + timedelta(seconds=60)).timestamp())
            just_before = datetime.fromtimestamp(until, world.now.tzinfo) - timedelta(milliseconds=1)
            if just_before > world.now:
                world.now = just_before
                assert not world.from_scratch(step).offers


def test_who_is_told_by_number_gets_whom_they_would_get_by_name() -> None:
    """Two boards of the same house: one is told of contacts and agents as they are, the other what has changed, in numbers."""
    offered = [0, 0]
    for seed in range(30):
        named, numbered = World(random.Random(seed)), World(random.Random(seed))
        dice = random.Random(seed)
        agents = {
            UUID(int=100 + n): AgentView(id=UUID(int=100 + n), skills={s: dice.randint(1, 5) for s in SKILLS if dice.random() < 0.7}, capacity=dice.randrange(1, 4), idle_since=NOW)
            for n in range(6)
        }  # fmt: skip
        for world in (named, numbered):
            for view in agents.values():
                world.board.agent(view)
        came: list[UUID] = []
        held: dict[UUID, list[Contact]] = {agent: [] for agent in agents}
        contacts: dict[UUID, Contact] = {}
        now = NOW
        for step in range(150):
            now += timedelta(seconds=dice.choice((0.0, 0.25, 3.0, 20.0)))
            at = now.timestamp()
            if dice.random() < 0.55:
                last, channel = dice.choice((None, *agents)), dice.choice(CHANNELS)
                like = Contact(id=UUID(int=0), queue_id=UUID(int=dice.randrange(1, 5)), queued_at=NOW, tier=dice.choice(("regular", "gold")), channel=channel, whole=channel == "voice")  # type: ignore[arg-type]  # fmt: skip
                contact = msgspec.structs.replace(like, id=UUID(int=10_000 + step), queued_at=now, last_agent=last, last_agent_at=NOW if last else None)  # fmt: skip
                named.board.put(contact, at)
                numbered.board.join(numbered.board.line(like, at), 10_000 + step, at, None if last is None else (last.int, NOW.timestamp()))  # fmt: skip
                came.append(contact.id)
                contacts[contact.id] = contact
            elif waiting := [id_ for id_ in came if id_.int in named.board.where]:
                gone = dice.choice(waiting)
                named.board.drop(gone.int, at)
                numbered.board.drop(gone.int, at)
            else:
                for agent, hand in held.items():
                    if hand and dice.random() < 0.5:
                        done = hand.pop()
                        numbered.board.freed(agent.int, Kind(done.channel, 1, done.whole), at)
                        by_channel = dict(Counter(contact.channel for contact in hand))
                        load = load_of(by_channel, agents[agent].capacity)
                        named.board.agent(msgspec.structs.replace(agents[agent], load=load, channel_load=by_channel, idle_since=now))  # fmt: skip
            decision = settle(named.board, now, rng(step))
            told = pairs(numbered.board, at, rng(step).getrandbits(32))
            assert [(p.contact.int, p.agent.int) for p in decision.offers] == told, (seed, step)
            for plan in decision.offers:
                held[plan.agent].append(contacts[plan.contact])
                offered[contacts[plan.contact].whole] += 1
        assert numbered.board.where.keys() == named.board.where.keys()
        some = [entry.contact for entry in numbered.board.where.values()]
        assert some == [entry.contact for entry in named.board.where.values()]
    assert min(offered) > 100, offered
