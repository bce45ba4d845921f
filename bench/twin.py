"""The digital twin beside general simulators and the exact formulas, in one run on one machine.

    python -m bench twin [--quick]

Router and twin run as machine code where it can be made (`make compile`); beside it the same as Python, which must
write down the same to the last bit. M/M/200+M and M/M/200 with the production router inside; the first also in Ciw and SimPy, installed on demand into an
environment of their own. An event is an arrival, an abandonment or the end of a service, for everybody alike. Intervals
are of 99 %, by batch means. Then a house of 2,000 agents and 50 skills. CPU seconds of one process.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.support import meter
from bench.support.peers import environment
from bench.support.table import last, show
from qingfeng.app import compiled
from qingfeng.twin.baselines import POLICIES
from qingfeng.twin.formulas import ErlangA, ErlangC
from qingfeng.twin.measure import measure
from qingfeng.twin.run import ABANDONED, ANSWERED, Records, simulate
from qingfeng.twin.study import batch_means
from qingfeng.twin.world import Agents, Arrivals, Contacts, Handling, Patience, World

AGENTS, SERVICE, PATIENCE, SEED = 200, 240.0, 120.0, 1
LOAD, LOAD_WITHOUT = 200.0, 190.0
BATCHES = 30
PEERS = ("ciw>=3.2,<3.3", "simpy>=4.1,<5")
PEER_SECONDS = 900


def queue(load: float, patience: float | None, hours: float) -> World:
    """One class and 200 agents; the first hour is warm-up."""
    return World(
        name="M/M/200",
        day_hours=hours,
        interval=3600,
        warm_up=3600.0,
        classes=[
            Contacts(
                code="a",
                arrivals=Arrivals(rate=load / SERVICE * 3600.0),
                patience=Patience(mean=patience),
                handling=Handling(mean=SERVICE, shape="exponential"),
            )
        ],
        groups=[Agents(code="g", count=AGENTS)],
    )


def large(hours: float) -> World:
    """50 classes, a skill each; 50 groups of 40 who have two neighbouring skills; load 0.97 of the agents."""
    return World(
        name="2,000 agents, 50 skills",
        day_hours=hours,
        interval=900,
        warm_up=1800.0,
        classes=[
            Contacts(
                code=f"c{n}",
                skills={f"s{n}": 1},
                arrivals=Arrivals(rate=0.97 * 40 / 300.0 * 3600.0),
                patience=Patience(mean=PATIENCE),
                handling=Handling(mean=300.0, cv=1.2),
            )
            for n in range(50)
        ],
        groups=[
            Agents(code=f"g{n}", count=40, skills={f"s{n}": 3, f"s{(n + 1) % 50}": 2}, speed_cv=0.2) for n in range(50)
        ],
    )


def timed(world: World, policy: str) -> tuple[float, Records]:
    start = time.process_time()
    records = simulate(world, POLICIES[policy], SEED)
    return time.process_time() - start, records


def row(name: str, world: World, used: float, records: Records, events: int | None = None) -> dict[str, Any]:
    count = records.events if events is None else events
    found = batch_means(world, records, BATCHES)
    return {
        "simulator": name,
        "contacts": len(records.cls),
        "events": count,
        "cpu_seconds": round(used, 2),
        "events_per_s": round(count / used),
        **{f"{key}_low": round(i.low, 5) for key, i in found.items()},
        **{f"{key}_high": round(i.high, 5) for key, i in found.items()},
    }


def digest(records: Records) -> str:
    """Of all that was written down of each contact."""
    told = (records.cls, records.queued, records.wait, records.outcome, records.agent, records.handled)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def as_python(world: World, quick: bool) -> dict[str, Any] | None:
    """The first row with nothing compiled, by another process; None where nothing is."""
    if not isinstance(simulate, type(len)):
        return None
    plain = {name: value for name, value in os.environ.items() if name != compiled.FOLDER}
    command = [sys.executable, "-m", "bench.twin", "--plain", *(["--quick"] if quick else [])]
    done = subprocess.run(command, env=plain, capture_output=True, text=True, timeout=PEER_SECONDS, check=True)
    return dict(json.loads(done.stdout))


def peers(world: World) -> list[dict[str, Any]]:
    """The same queue in the general simulators; empty when they cannot be installed here."""
    python = environment("simulators", *PEERS)
    if python is None:
        return []
    script = Path(__file__).parent / "support" / "queue_peers.py"
    given = [LOAD / SERVICE, SERVICE, AGENTS, PATIENCE, world.end, SEED]
    found = []
    for which in ("ciw", "simpy"):
        command = [str(python), str(script), which, *(str(n) for n in given)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PEER_SECONDS, check=True)
        said = json.loads(done.stdout)
        came, waits, left = (list(column) for column in zip(*sorted(said["rows"]), strict=True))
        records = Records(
            cls=[0] * len(came),
            queued=came,
            wait=waits,
            outcome=[ABANDONED if gone else ANSWERED for gone in left],
            agent=[-1] * len(came),
            handled=[0.0] * len(came),
        )
        found.append(row(f"{which} {said['version']}", world, said["cpu_seconds"], records, 2 * len(came)))
    return found


def told(rows: list[dict[str, Any]], exact: dict[str, float]) -> None:
    names = ("left", "waited", "mean_wait")
    show(
        ["simulator", "contacts", "events/s", "P(abandon) 99 %", "P(wait > 0) 99 %", "mean wait 99 %", "exact inside"],
        [
            [
                r["simulator"], r["contacts"], r["events_per_s"],
                *(f"{r[f'{n}_low']:.4f} .. {r[f'{n}_high']:.4f}" for n in names),
                " ".join("yes" if r[f"{n}_low"] <= exact[n] <= r[f"{n}_high"] else "no" for n in names),
            ]
            for r in rows
        ]
        + [["exact", "", "", *(f"{exact[n]:.4f}" for n in names), ""]],
    )  # fmt: skip


def main() -> None:
    quick = "--quick" in sys.argv
    hours = 5.0 if quick else 21.0
    with_patience, without = queue(LOAD, PATIENCE, hours), queue(LOAD_WITHOUT, None, hours)
    if "--plain" in sys.argv:
        used, records = timed(with_patience, "production")
        print(
            json.dumps({**row("twin, production, as Python", with_patience, used, records), "digest": digest(records)})
        )
        return
    a = ErlangA(LOAD / SERVICE, SERVICE, AGENTS, PATIENCE)
    c = ErlangC(LOAD_WITHOUT / SERVICE, SERVICE, AGENTS)
    exact_a = {"left": a.abandons, "waited": a.waits, "mean_wait": a.mean_wait}
    exact_c = {"left": 0.0, "waited": c.waits, "mean_wait": c.mean_wait}
    used, records = timed(with_patience, "production")
    rows_a = [row("twin, production", with_patience, used, records)]
    plain = as_python(with_patience, quick)
    if plain is not None:
        assert plain.pop("digest") == digest(records), "compiled, it writes down something else"
        rows_a.append(plain)
    rows_a.append(row("twin, longest_idle", with_patience, *timed(with_patience, "longest_idle")))
    rows_a += peers(with_patience)
    print("M/M/200+M, load 200")
    told(rows_a, exact_a)
    rows_c = [row("twin, production", without, *timed(without, "production"))]
    print("M/M/200, load 190, nobody leaves")
    told(rows_c, exact_c)
    house, rows_large = large(1.0 if quick else 2.0), []
    for name in ("production", "longest_idle"):
        used, records = timed(house, name)
        outcome = measure(house, records)
        rows_large.append(
            {
                "router": name,
                "contacts": len(records.cls),
                "events_per_s": round(records.events / used),
                "service_level": round(outcome.by_class["all"].service_level, 4),
                "left": round(outcome.by_class["all"].left, 4),
                "occupancy": round(outcome.occupancy, 4),
            }
        )
    print(house.name)
    show(list(rows_large[0]), [list(r.values()) for r in rows_large])
    last(
        "twin",
        {
            "machine": meter.machine(),
            "compiled": plain is not None,
            "erlang_a": {"exact": exact_a, "rows": rows_a},
            "erlang_c": {"exact": exact_c, "rows": rows_c},
            "large": rows_large,
        },
    )


if __name__ == "__main__":
    main()
