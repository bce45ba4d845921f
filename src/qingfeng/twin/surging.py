"""The production router that also meets surges: the same `surge.step`, every five minutes, on the twin's clock.

What is expected is what the world's arrivals without its events would be: a house that has seen many such weeks.
"""

from __future__ import annotations

from datetime import UTC, datetime

from qingfeng.modules.routing.public import Expectation, Levers, QueueState, SurgePolicy, SurgeState, lent, surge_step
from qingfeng.twin.seam import OPENING, Production, team_id
from qingfeng.twin.world import Surge, World

WINDOW = 300.0
DISPERSION = 2.2
WATCHED = "normal"


class Surging(Production):
    """Counts who comes to the normal queues, and moves the pool as `surge.step` says. `switched`: when it went on and off."""

    def __init__(self, world: World, seed: int, policy: SurgePolicy) -> None:
        super().__init__(world, seed)
        self._world = world
        self._policy = policy
        self._state = SurgeState()
        self._usual = list(self._queues)
        self._shown = list(self._queues)
        self._arrived = 0
        self._window = WINDOW
        self._levers = Levers()
        self.switched: list[tuple[float, bool]] = []

    def arrive(self, contact: int, cls: int, now: float, last_agent: int = -1, last_at: float = 0.0) -> None:
        self._turn_windows(now)
        super().arrive(contact, cls, now, last_agent, last_at)
        self._arrived += self._queues[cls].kind == WATCHED
        self._look(now, None)

    @property
    def levers(self) -> Levers:
        return self._levers

    def _turn_windows(self, now: float) -> None:
        while self._window <= now:
            self._look(self._window, self._arrived)
            self._arrived = 0
            self._window += WINDOW

    def _look(self, now: float, arrivals: int | None) -> None:
        was, waiting = self._state, self._waiting_normal()
        at = datetime.fromtimestamp(OPENING + now, UTC)
        self._state, levers = surge_step(was, arrivals, self._expected(now), waiting, at, self._policy)
        self._levers = levers
        if was.on != self._state.on:
            self.switched.append((now, self._state.on))
        shown = lent(self._usual, levers)
        for n, (before, after) in enumerate(zip(self._shown, shown, strict=True)):
            if before != after:
                self._change(n, after, OPENING + now)
        self._shown = shown

    def _change(self, n: int, queue: QueueState, at: float) -> None:
        """Other rules for a queue: its line is made anew, and whoever stands there is put into it again."""
        there = [c for c, here in self._here.items() if here[1] == queue.id and c in self._board.where]
        for contact in there:
            self._board.drop(contact, at)
        self._board.queue(queue, at)
        self._alike[n] = self._board.line(self._like(n), at)
        for contact in there:
            self._board.put(self.contact(contact), at)

    def _waiting_normal(self) -> int:
        ids = {queue.id for queue in self._usual if queue.kind == WATCHED}
        return sum(entry[1] in ids and number not in self._promised for number, entry in self._here.items())

    def _expected(self, now: float) -> Expectation:
        slot = int(now % self._world.day // self._world.interval)
        hourly = 0.0
        for contacts in self._world.classes:
            rate = contacts.arrivals.rate
            share = 1.0 - contacts.bot.contains if contacts.bot else 1.0
            if contacts.kind == WATCHED:
                hourly += share * (rate[slot] if isinstance(rate, list) else rate)
        return Expectation(max(0.5, hourly * WINDOW / 3600.0), DISPERSION)


def policy_of(surge: Surge) -> SurgePolicy:
    """The rules of a house whose surge mode a world describes."""
    return SurgePolicy(
        pool_teams=[team_id(team) for team in surge.pool_teams],
        share_above=surge.share_above,
        share_until=surge.share_until,
        message_minutes=surge.message_minutes,
        callback_minutes=surge.callback_minutes,
        defer=surge.defer,
        defer_minutes=surge.defer_minutes,
    )


def production(world: World, seed: int) -> Production:
    """The production router, with surge mode where the world has it."""
    return Production(world, seed) if world.surge is None else Surging(world, seed, policy_of(world.surge))
