"""What one event costs the router on a board that is kept, as contacts that wait grow a thousandfold; beside simpler rules.

    python -m bench routing_events [--quick]

2,000 agents who have six of 100 skills, a queue for each skill. An event is a customer who comes, or an agent who is done;
what follows from it is decided at once. In a calm house some sixty agents could take whoever comes; in a busy one nobody
has room, and who is done takes one of those who wait. Beside it, in the same run and over the same events: the same order
found by a scan of all who wait and all who are here, and each queue by itself with agents in turn, as open help desks do it
(first come first served, whoever is next in the ring of the queue's agents).
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from bench.support import meter
from bench.support.table import last, show
from qingfeng.modules.routing.engine import pairs
from qingfeng.modules.routing.model import AgentView, Contact, Policy, QueueState
from qingfeng.modules.routing.roster import Kind
from qingfeng.modules.routing.switchboard import Waiting

AGENTS, SKILLS, EACH = 2_000, 100, 6
START = 1_782_000_000.0
OPENING = datetime.fromtimestamp(START, UTC)
CALL = Kind("voice", 1, True)
BETWEEN = 0.004
"""Seconds from one event to the next."""


class House(NamedTuple):
    skills: list[dict[int, int]]
    """Of each agent, their levels."""
    kinds: list[str]
    """Of each queue."""


class Router(Protocol):
    def comes(self, contact: int, queue: int, now: float) -> list[tuple[int, int]]: ...
    def done(self, agent: int, now: float) -> list[tuple[int, int]]: ...


def house() -> House:
    r = random.Random(5)
    skills = [{s: r.randint(1, 5) for s in r.sample(range(SKILLS), EACH)} for _ in range(AGENTS)]
    return House(skills, [r.choice(["normal"] * 8 + ["fast", "green"]) for _ in range(SKILLS)])


class Engine:
    """The production engine: contacts and agents by number."""

    def __init__(self, house: House) -> None:
        self._board = board = Waiting(START)
        self._dice = random.Random(1)
        self._lines = []
        for n, kind in enumerate(house.kinds):
            queue = QueueState(id=UUID(int=n + 1), code=f"q{n}", kind=kind, policy=Policy(skills={f"s{n}": 1}))  # type: ignore[arg-type]
            board.queue(queue, START)
            like = Contact(id=UUID(int=0), queue_id=queue.id, queued_at=OPENING, channel="voice", whole=True)
            self._lines.append(board.line(like, START))
        for n, levels in enumerate(house.skills):
            known = {f"s{s}": level for s, level in levels.items()}
            board.agent(AgentView(id=UUID(int=n), skills=known, capacity=1, idle_since=OPENING))

    def comes(self, contact: int, queue: int, now: float) -> list[tuple[int, int]]:
        self._board.join(self._lines[queue], contact, now)
        return pairs(self._board, now, self._dice.getrandbits(32))

    def done(self, agent: int, now: float) -> list[tuple[int, int]]:
        self._board.freed(agent, CALL, now)
        return pairs(self._board, now, self._dice.getrandbits(32))


class Scan:
    """The same order, found by looking at everybody: the highest level, then idle longest; the class, then who came first."""

    def __init__(self, house: House) -> None:
        self._skills = house.skills
        self._rank = [("green", "fast", "normal").index(kind) for kind in house.kinds]
        self._idle = dict.fromkeys(range(AGENTS), START)
        self._waiting: dict[int, tuple[int, float, int]] = {}

    def comes(self, contact: int, queue: int, now: float) -> list[tuple[int, int]]:
        found, best = -1, (0, 0.0)
        for agent, since in self._idle.items():
            level = self._skills[agent].get(queue, 0)
            if level and (found < 0 or (-level, since) < best):
                found, best = agent, (-level, since)
        if found < 0:
            self._waiting[contact] = (self._rank[queue], now, queue)
            return []
        del self._idle[found]
        return [(contact, found)]

    def done(self, agent: int, now: float) -> list[tuple[int, int]]:
        mine, found, best = self._skills[agent], -1, (9, 0.0)
        for contact, (rank, came, queue) in self._waiting.items():
            if queue in mine and (rank, came) < best:
                found, best = contact, (rank, came)
        if found < 0:
            self._idle[agent] = now
            return []
        del self._waiting[found]
        return [(found, agent)]


class RoundRobin:
    """Each queue by itself: who came first, to the next agent of the queue's ring who has room."""

    def __init__(self, house: House) -> None:
        self._rings = [deque(n for n, levels in enumerate(house.skills) if s in levels) for s in range(SKILLS)]
        self._lines: list[deque[int]] = [deque() for _ in range(SKILLS)]
        self._mine = [sorted(levels) for levels in house.skills]
        self._free = set(range(AGENTS))

    def comes(self, contact: int, queue: int, now: float) -> list[tuple[int, int]]:
        ring = self._rings[queue]
        for _ in range(len(ring)):
            ring.rotate(-1)
            if ring[-1] in self._free:
                self._free.remove(ring[-1])
                return [(contact, ring[-1])]
        self._lines[queue].append(contact)
        return []

    def done(self, agent: int, now: float) -> list[tuple[int, int]]:
        for queue in self._mine[agent]:
            if self._lines[queue]:
                return [(self._lines[queue].popleft(), agent)]
        self._free.add(agent)
        return []


def live(make: Callable[[House], Router], waiting: int, events: int) -> dict[str, float]:
    """Fill the house so that so many wait (0: most agents are free), then time `events` events one by one."""
    r = random.Random(7)
    made = house()
    router, busy, now, came = make(made), list[int](), START, 0
    while came < (waiting + 3 * AGENTS if waiting else AGENTS // 5):
        busy += [agent for _, agent in router.comes(came, r.randrange(SKILLS), now)]
        came += 1
        now += BETWEEN
        if waiting and came >= waiting + len(busy):
            break
    took = []
    gc.collect()
    for n in range(events):
        now += BETWEEN
        if n % 2 == 0:
            queue = r.randrange(SKILLS)
            start = time.perf_counter()
            given = router.comes(came, queue, now)
            came += 1
        else:
            at = r.randrange(len(busy))
            busy[at], busy[-1] = busy[-1], busy[at]
            agent = busy.pop()
            start = time.perf_counter()
            given = router.done(agent, now)
        took.append(time.perf_counter() - start)
        busy += [agent for _, agent in given]
    took.sort()
    return {
        "events_per_s": round(len(took) / sum(took)),
        "p50_us": round(took[len(took) // 2] * 1e6, 1),
        "p99_us": round(took[int(len(took) * 0.99)] * 1e6, 1),
    }


ROUTERS: dict[str, tuple[Callable[[House], Router], int]] = {
    "engine": (Engine, 40_000),
    "scan": (Scan, 400),
    "round robin": (RoundRobin, 40_000),
}
"""And how many events each is timed for."""


def main() -> None:
    quick = "--quick" in sys.argv
    rows = []
    for waiting in (0, 100, 1_000, 10_000, *(() if quick else (100_000,))):
        for name, (make, events) in ROUTERS.items():
            rows.append({"waiting": waiting, "router": name, **live(make, waiting, events // (4 if quick else 1))})
    show(list(rows[0]), [list(row.values()) for row in rows])
    last("routing_events", {"machine": meter.machine(), "compiled": isinstance(pairs, type(len)), "rows": rows})


if __name__ == "__main__":
    main()
