"""How fast the engine decides, beside the straightforward scan, in one run on one machine.

    python bench/routing_engine.py [--quick]

Each cell is one moment of a busy house: so many waiting, so many agents signed in of whom one in ten has room.
Both sides decide the same snapshot and must choose alike. The last line is JSON.
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
from qingfeng.modules.routing.engine import decide
from qingfeng.modules.routing.model import AgentView, Contact, Decision, Overflow, Policy, QueueState, Ring, Snapshot

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
        json.dumps({"bench": "routing_engine", "unit": "milliseconds for one decision over all waiting", "rows": rows})
    )


if __name__ == "__main__":
    main()
