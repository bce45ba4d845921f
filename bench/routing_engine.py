"""How fast the engine decides, beside the straightforward scan, in one run on one machine.

    python bench/routing_engine.py [--quick]

Each cell is one moment of a busy house: so many waiting, so many agents signed in of whom one in ten has room.
Both sides decide the same snapshot and must choose alike. Then a board that is kept up to date, as the router keeps it, with
2,000 agents and 100 skills: what one event costs (somebody comes and is offered to one of some sixty who could; an agent
has room and takes one of those who wait), with what was learned of outcomes and without. The last line is JSON.
"""

from __future__ import annotations

import gc
import json
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.routing_plain import scan
from qingfeng.kernel.clock import rng
from qingfeng.modules.routing.engine import decide, settle
from qingfeng.modules.routing.learning import Estimates, Outcome
from qingfeng.modules.routing.learning_match import Living, Matching, Worth
from qingfeng.modules.routing.learning_model import Terms
from qingfeng.modules.routing.model import AgentView, Contact, Decision, Overflow, Policy, QueueState, Ring, Snapshot
from qingfeng.modules.routing.roster import Kind
from qingfeng.modules.routing.switchboard import Waiting

NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
WAITING = (100, 1_000, 10_000)
AGENTS = (50, 500, 2_000)
SKILLS = [f"skill{n}" for n in range(40)]
BUDGET_SECONDS = 1.0


def house(waiting: int, agents: int) -> Snapshot:
    """30 queues over 40 skills; agents have six of them; every tenth agent has room for one to three more."""
    r = random.Random(waiting * 10_000 + agents)
    queues = [
        QueueState(
            id=UUID(int=n),
            code=f"q{n}",
            kind=r.choice(["normal"] * 8 + ["fast", "green"]),
            policy=Policy(
                skills={s: r.randint(1, 3) for s in r.sample(SKILLS, r.randint(1, 2))},
                relax=[Ring(60, level_drop=1), Ring(300, level_drop=2)],
                overflow=Overflow(3_000, "q0") if n else None,
            ),
        )
        for n in range(30)
    ]
    people = [
        AgentView(
            id=UUID(int=10_000 + n),
            skills={s: r.randint(1, 5) for s in r.sample(SKILLS, 6)},
            capacity=5,
            load=5 if n % 10 else r.randint(2, 4),
            idle_since=NOW - timedelta(seconds=r.uniform(0, 3_600)),
        )
        for n in range(agents)
    ]
    contacts = [
        Contact(
            id=UUID(int=1_000_000 + n),
            queue_id=queues[r.randrange(30)].id,
            queued_at=NOW - timedelta(seconds=r.uniform(0, 900)),
            tier=r.choice(["regular"] * 7 + ["silver", "gold", "black"]),  # type: ignore[arg-type]
            last_agent=people[r.randrange(agents)].id if r.random() < 0.3 else None,
            last_agent_at=NOW - timedelta(days=r.uniform(0, 9)),
        )
        for n in range(waiting)
    ]
    return Snapshot(now=NOW, contacts=contacts, agents=people, queues=queues)


def timed(run: Callable[[], Any]) -> tuple[list[float], Any]:
    """Durations in seconds of as many runs as fit the budget (at least one, at most 200) and the last result."""
    times: list[float] = []
    result: Any = None
    while not times or (sum(times) < BUDGET_SECONDS and len(times) < 200):
        gc.collect()
        start = time.perf_counter()
        result = run()
        times.append(time.perf_counter() - start)
    return times, result


def _decide(s: Snapshot) -> Decision:
    return decide(s, s.now, rng(1))


# ------------------------------------------------------------------ event by event
KEPT_AGENTS, KEPT_SKILLS, EVENTS = 2_000, 100, 2_000


def kept(waiting: int, *, learned: bool) -> tuple[Waiting, list[AgentView]]:
    """Queues of a skill each. Half of the agents have three of the first fifty skills and no room, and everybody waits for
    those; the others have three of the rest, and room."""
    r = random.Random(waiting)
    half = KEPT_SKILLS // 2
    board = Waiting(NOW.timestamp())
    for n in range(KEPT_SKILLS):
        rules = Policy(skills={f"s{n}": 1})
        board.queue(QueueState(id=UUID(int=n + 1), code=f"q{n}", policy=rules), NOW.timestamp())
    people = []
    for n in range(KEPT_AGENTS):
        busy = n % 2 == 0
        skills = r.sample(range(half) if busy else range(half, KEPT_SKILLS), 3)
        view = AgentView(
            id=UUID(int=10_000 + n),
            skills={f"s{s}": r.randint(1, 5) for s in skills},
            capacity=5,
            load=5 if busy else r.randint(0, 3),
            idle_since=NOW - timedelta(seconds=r.uniform(0, 3_600)),
        )
        people.append(view)
        board.agent(view)
    for n in range(waiting):
        came = NOW - timedelta(seconds=r.uniform(0, 900))
        queue = UUID(int=1 + r.randrange(half))
        board.put(Contact(id=UUID(int=1_000_000 + n), queue_id=queue, queued_at=came), NOW.timestamp())
    if learned:
        living = Living(_outcomes(r, people), Worth())
        living.refresh(board.roster)
        board.matching = Matching(Terms(mode="steer"), living)
    settle(board, NOW, rng(1))
    return board, people


def _outcomes(r: random.Random, people: list[AgentView]) -> Estimates:
    estimates = Estimates()
    for agent in people:
        for skill in agent.skills:
            for _ in range(20):
                segment = f"q{skill[1:]}"
                estimates.note(
                    Outcome(agent=agent.id, segment=segment, day=0, resolved=r.random() < 0.7, seconds=240.0)
                )
    return estimates


def events(board: Waiting, people: list[AgentView]) -> tuple[list[float], list[float]]:
    """Seconds of each event with its decision: somebody who comes and is offered; an agent with room who takes one."""
    r = random.Random(7)
    come, free = [], []
    gc.collect()
    for n in range(EVENTS):
        now = NOW + timedelta(seconds=n / 10)
        like = Contact(id=UUID(int=5_000_000 + n), queue_id=UUID(int=r.randrange(51, 101)), queued_at=now)
        start = time.perf_counter()
        board.put(like, now.timestamp())
        decision = settle(board, now, rng(n))
        come.append(time.perf_counter() - start)
        [plan] = decision.offers
        board.freed(plan.agent.int, Kind("webchat", 1, False), now.timestamp())
        settle(board, now, rng(n))
        view = people[2 * r.randrange(KEPT_AGENTS // 2)]
        start = time.perf_counter()
        board.freed(view.id.int, Kind("webchat", 1, False), now.timestamp())
        decision = settle(board, now, rng(n))
        free.append(time.perf_counter() - start)
        for plan in decision.offers:  # as many wait as before
            again = Contact(id=UUID(int=9_000_000 + n), queue_id=plan.queue, queued_at=now)
            board.put(again, now.timestamp())
            settle(board, now, rng(n))
    return come, free


def growth(quick: bool) -> list[dict[str, Any]]:
    rows = []
    names = ("waiting", "learned", "came p50 us", "p99 us", "freed p50 us", "p99 us")
    print("\n" + " ".join(f"{name:>13}" for name in names))
    for waiting in WAITING[: 2 if quick else 3]:
        for learned in (False, True):
            come, free = events(*kept(waiting, learned=learned))
            found = [
                round(1e6 * sorted(times)[int(len(times) * at)], 1) for times in (come, free) for at in (0.5, 0.99)
            ]
            rows.append({"waiting": waiting, "learned": learned, **dict(zip(("came_p50_us", "came_p99_us", "freed_p50_us", "freed_p99_us"), found, strict=True))})  # fmt: skip
            print(" ".join(f"{value!s:>13}" for value in (waiting, learned, *found)))
    return rows


def main() -> None:
    quick = "--quick" in sys.argv
    rows = []
    print(
        f"{'waiting':>8} {'agents':>7} {'offers':>7} {'engine ms':>10} {'p99 ms':>8} {'decisions/s':>12}"
        f" {'contacts/s':>11} {'scan ms':>10} {'ratio':>7}"
    )
    for waiting in WAITING[: 2 if quick else 3]:
        for agents in AGENTS[: 2 if quick else 3]:
            s = house(waiting, agents)
            ours, decision = timed(partial(_decide, s))
            plain, chosen = timed(partial(scan, s, s.now))
            if [(p.contact, p.agent) for p in decision.offers] != chosen:
                raise SystemExit(f"the engine and the scan differ at {waiting} x {agents}")
            mid, theirs = sorted(ours)[len(ours) // 2], sorted(plain)[len(plain) // 2]
            p99 = sorted(ours)[min(len(ours) - 1, int(len(ours) * 0.99))]
            row = {
                "waiting": waiting,
                "agents": agents,
                "offers": len(decision.offers),
                "engine_ms": round(mid * 1e3, 3),
                "engine_p99_ms": round(p99 * 1e3, 3),
                "decisions_per_s": round(1 / mid, 1),
                "contacts_per_s": round(waiting / mid),
                "scan_ms": round(theirs * 1e3, 3),
                "ratio": round(theirs / mid, 1),
            }
            rows.append(row)
            print(
                f"{waiting:>8} {agents:>7} {row['offers']:>7} {row['engine_ms']:>10} {row['engine_p99_ms']:>8}"
                f" {row['decisions_per_s']:>12} {row['contacts_per_s']:>11} {row['scan_ms']:>10} {row['ratio']:>7}"
            )
    print(
        json.dumps(
            {
                "bench": "routing_engine",
                "unit": "milliseconds for one decision over all waiting",
                "rows": rows,
                "kept": growth(quick),
            }
        )
    )


if __name__ == "__main__":
    main()
