"""Whatever happens, in whatever order: the laws of `centre` hold of the engine, and of the board that is kept.

The board lives twice. One hears each fact at once. The other hears them when a round comes, in any order and some of
them twice, and now and then it is lost: then it is filled anew from what is so. Both decide what the engine decides
from scratch.
"""

from __future__ import annotations

import random
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis.stateful import rule

from qingfeng.kernel.clock import rng
from qingfeng.modules.routing.engine import decide, settle
from qingfeng.modules.routing.model import AgentView, Decision
from qingfeng.modules.routing.record import record, replay
from qingfeng.modules.routing.switchboard import Waiting
from tests.modules.routing.centre import Centre
from tests.support.depth import examples


class Engine(Centre):
    """Decided from scratch every time; what is kept of a decision gives it again."""

    def decided(self, seed: int, dice: random.Random) -> Decision:
        snapshot = self.snapshot()
        decision = decide(snapshot, self.now, rng(seed))
        if decision:
            assert replay(record(snapshot, decision, seed)) == decision, "replay: what was kept gives another decision"
        return decision


class Board(Centre):
    """Decided on a board that is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.steady = Waiting(self.now.timestamp())
        self.late: Waiting | None = None
        self.news: list[tuple[str, UUID]] = []

    def heard(self, fact: str, id_: UUID) -> None:
        self.tell(self.steady, fact, id_)
        self.news.append((fact, id_))

    @rule()
    def the_router_is_lost(self) -> None:
        self.late = None

    def decided(self, seed: int, dice: random.Random) -> Decision:
        if self.late is None:
            self.late = Waiting(self.now.timestamp())
            everything = [("queue", self.queues), ("agent", self.agents), ("contact", self.waiting)]
            self.news = [(fact, id_) for fact, some in everything for id_ in some]  # type: ignore[attr-defined]
        dice.shuffle(self.news)
        for fact, id_ in [*self.news, *self.news[:2]]:
            self.tell(self.late, fact, id_)
        self.news.clear()
        fresh = decide(self.snapshot(), self.now, rng(seed))
        decision = settle(self.steady, self.now, rng(seed))
        assert decision == fresh, "the kept board: decides otherwise than from scratch"
        assert settle(self.late, self.now, rng(seed)) == fresh, "crash and replay: decides otherwise than without"
        for board in (self.steady, self.late):
            there = board.where.keys() | board.strangers.keys()
            assert there == {id_.int for id_ in self.waiting.keys() - {p.contact for p in fresh.offers}}, (
                "lost on the board"
            )
        return decision

    def tell(self, board: Waiting, fact: str, id_: UUID) -> None:
        """Of somebody, what is so now."""
        now = self.now.timestamp()
        if fact == "queue":
            board.queue(self.queues[id_], now)
        elif fact == "agent":
            gone = AgentView(id=id_, capacity=0, state="offline", connected=False)
            board.agent(self.view(id_) if id_ in self.agents else gone)
        elif id_ in self.waiting:
            board.put(self.waiting[id_], now)
        else:
            board.drop(id_.int, now)


depth = settings(
    max_examples=examples(40, 1500), stateful_step_count=examples(30, 80), suppress_health_check=list(HealthCheck)
)
TestEngine = Engine.TestCase
TestEngine.settings = depth
TestBoard = Board.TestCase
TestBoard.settings = depth
