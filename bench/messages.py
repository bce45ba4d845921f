"""Customer writes, the agent's screen has it; the agent answers, the customer has it: how long, how many, at what cost.

Half of the messages go each way, over 100 conversations of 20 agents. The load runs in a process of its own and keeps
its own time (see support/openloop.py). Beside it, in turns with ours at half of the highest rate that this very run has
sustained: the floor (see floor.py).
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from bench.support import box as boxes
from bench.support import cast, meter
from bench.support.box import ROOT, Box
from bench.support.disk import Disk
from bench.support.loader import Loader
from bench.support.rounds import HEAD as ROUND
from bench.support.rounds import Others, Round, enough, found
from bench.support.table import last, show
from qingfeng.app.embedded.ports import free_port

AGENTS = 20
TALKS = 100
RATES = (1, 10, 50)
LADDER = (75, 100, 150, 200, 300, 400, 500, 650, 800, 1000, 1250)
SLOW = 0.1
"""Seconds: a rate is sustained while 95 of 100 messages take no longer (what people feel as at once), none is lost,
and the relay keeps up."""
RELAY_SECONDS = 5.0
TARGET = 3.0


async def _people(box: Box) -> dict[str, Any]:
    async with boxes.inside(box) as made:
        agents = await cast.agents(made, AGENTS)
        return {"agents": agents, "talks": await cast.talks(made, TALKS, agents)}


def begin(box: Box, loader: Loader) -> None:
    """Make the people of the bench and open their sockets."""
    people = asyncio.run(_people(box))
    loader.ask({"do": "begin", "side": "ours", "address": urlsplit(box.url).netloc, **people})


def run(box: Box, loader: Loader, rate: float, seconds: float, *, warm: float = 3.0, seed: int = 1) -> dict[str, Any]:
    """Both ways at a rate: latencies, CPU for each message, and how long the relay needed to catch up afterwards."""
    before = box.cpu()
    with Disk(box.folder) as disk:
        got = loader.ask({"do": "rate", "side": "ours", "rate": rate, "seconds": seconds, "warm": warm, "seed": seed})
    behind = asyncio.run(_caught_up(box))
    used = meter.spent(before, box.cpu())
    every = [t for times in got["took"].values() for t in times]
    return {
        "rate": rate,
        "sent": got["sent"],
        "missing": got["missing"],
        "to_agent": meter.latency(got["took"]["customer"]),
        "to_customer": meter.latency(got["took"]["agent"]),
        "both": meter.latency(every),
        "cpu_ms": meter.per(used, got["sent"]),
        "relay_behind_s": round(behind, 2),
        "load_late_p99_ms": got["load_late_p99_ms"],
        "disk_worst_ms": disk.worst_ms,
        "times": every,
        "ways": {"to_agent": got["took"]["customer"], "to_customer": got["took"]["agent"]},
    }


async def _caught_up(box: Box) -> float:
    """Seconds until the relay has passed everything on to the watchers' stream."""
    started = time.monotonic()
    conn = await asyncpg.connect(box.note.database_url, server_settings={"role": "qf_system"})
    try:
        while await conn.fetchval("SELECT EXISTS (SELECT FROM kernel.outbox_waiting)"):
            if time.monotonic() > started + 4 * RELAY_SECONDS:
                break
            await asyncio.sleep(0.05)
    finally:
        await conn.close()
    return time.monotonic() - started


def sustained(found: dict[str, Any]) -> bool:
    return (
        found["missing"] == 0
        and max(found["to_agent"]["p95"], found["to_customer"]["p95"]) <= SLOW * 1e3
        and found["relay_behind_s"] <= RELAY_SECONDS
    )


@contextmanager
def floor(box: Box, loader: Loader) -> Iterator[int]:
    """The floor's server on a database of its own in the same cluster, the same broker; gives its pid."""
    asyncio.run(_database(box.note.database_url, "floor"))
    port = free_port()
    where = urlunsplit(urlsplit(box.note.database_url)._replace(path="/floor"))
    environ = {
        **os.environ,
        "FLOOR_DATABASE_URL": where,
        "FLOOR_NATS_URL": box.note.nats_url,
        "FLOOR_PORT": str(port),
    }
    process = subprocess.Popen([sys.executable, "-m", "bench.floor"], env=environ, cwd=ROOT)
    try:
        _answers(f"http://127.0.0.1:{port}/", process)
        loader.ask({"do": "begin", "side": "floor", "address": f"127.0.0.1:{port}", "rooms": TALKS})
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


async def _database(url: str, name: str) -> None:
    conn = await asyncpg.connect(url)
    try:
        await conn.execute(f"CREATE DATABASE {name}")
    finally:
        await conn.close()


def _answers(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError("the floor's server did not start")


def run_floor(box: Box, loader: Loader, pid: int, rate: float, seconds: float, seed: int) -> dict[str, Any]:
    """The floor at a rate. Our idle processes run beside it as the floor's did beside ours."""

    def cpu() -> dict[str, float]:
        ours = box.cpu()
        return {"server": meter.cpu(pid), "postgres": ours["postgres"], "nats": ours["nats"]}

    before = cpu()
    with Disk(box.folder):  # as beside ours: its syncs are felt
        got = loader.ask({"do": "rate", "side": "floor", "rate": rate, "seconds": seconds, "warm": 2.0, "seed": seed})
    used = meter.spent(before, cpu())
    return {"sent": got["sent"], "missing": got["missing"], "used": used, "times": got["took"]["floor"]}


def idle(box: Box, seconds: float) -> float:
    """Share of one core that the whole box uses while its sockets are open and nobody speaks."""
    before = box.cpu()
    time.sleep(seconds)
    return round(sum(meter.spent(before, box.cpu()).values()) / seconds, 4)


def compare(box: Box, loader: Loader, rate: float, seconds: float, wanted: int) -> dict[str, Any]:
    """Ours and the floor in turns at the same rate, the first of them by turns as well, until `wanted` rounds were calm
    or twice as many are done; see support/rounds.py for what is made of them."""
    done: list[Round] = []
    with floor(box, loader) as pid:

        def ours() -> float:
            return sum(box.cpu().values()) + meter.cpu(os.getpid())  # the load and the floor are children of ours

        while not enough(done, wanted, 2 * wanted):
            seed = 11 + len(done)
            with Others(ours) as others:
                if seed % 2:
                    mine = run(box, loader, rate, seconds, warm=2.0, seed=seed)
                    base = run_floor(box, loader, pid, rate, seconds, seed)
                else:
                    base = run_floor(box, loader, pid, rate, seconds, seed)
                    mine = run(box, loader, rate, seconds, warm=2.0, seed=seed)
            done.append(
                Round(
                    ours={"both": mine["times"], **mine["ways"]},
                    floor=base["times"],
                    others=others.cores,
                    cpu_ours=mine["cpu_ms"]["all"] * mine["sent"] / 1e3,
                    cpu_floor=sum(base["used"].values()),
                    sent=mine["sent"],
                    sent_floor=base["sent"],
                )
            )
    return {
        "rate": rate,
        "target_p95_ratio": TARGET,
        **found(done, wanted),
        "table": [one.row() for one in done],
    }


HEAD = (
    "messages/s",
    "to agent p50",
    "p95",
    "p99",
    "to customer p50",
    "p95",
    "p99",
    "missing",
    "relay s",
    "load late",
    "disk worst",
)


def _row(r: dict[str, Any]) -> list[object]:
    to, back = r["to_agent"], r["to_customer"]
    return [
        r["rate"],
        *to.values(),
        *back.values(),
        r["missing"],
        r["relay_behind_s"],
        r["load_late_p99_ms"],
        r["disk_worst_ms"],
    ]


def _print(runs: list[dict[str, Any]]) -> None:
    print("Latency from the moment a message was due, ms:")
    show(HEAD, [_row(r) for r in runs])
    roles = (*boxes.ROLES, "all")
    print("CPU of the server for each message, ms:")
    show(("messages/s", *roles), [[r["rate"], *(r["cpu_ms"][role] for role in roles)] for r in runs])


def _print_beside(beside: dict[str, Any]) -> None:
    print(f"Beside the floor at {beside['rate']:g} messages/s, half of the highest of this run. Every round, ms:")
    show(ROUND, beside["table"])
    print(f"The {beside['kept']} calmest of {beside['rounds']} ({beside['calm']} calm), ms:")
    show(
        ("", "p50", "p95", "p99"),
        [
            *([f"ours, {name}", *times.values()] for name, times in beside["ours"].items()),
            ["floor", *beside["floor"].values()],
            *([f"ratio, {name}", *of.values()] for name, of in beside["ratios"].items()),
        ],
    )
    print(f"p95 ratios of these rounds: {', '.join(f'{r:g}' for r in beside['p95_ratios'])}")
    cpu = beside["cpu_ms_ours"], beside["cpu_ms_floor"], beside["cpu_ratio"]
    print("CPU for each message, ms: ours {:g}, floor {:g}, ratio {:g}".format(*cpu))


def climb(box: Box, loader: Loader, seconds: float) -> tuple[float, list[dict[str, Any]]]:
    """The highest rate of the ladder that was sustained in one of two tries, and what was found on the way."""
    best, found = float(RATES[-1]), []
    for rate in LADDER:
        for seed in (rate, -rate):
            found.append(run(box, loader, rate, seconds, warm=2.0, seed=seed))
            if sustained(found[-1]):
                best = float(rate)
                break
        else:
            break
    return best, found


def main() -> None:
    quick = "--quick" in sys.argv
    seconds, step = (6.0, 4.0) if quick else (20.0, 8.0)
    machine = meter.machine()
    print(f"On {machine}", flush=True)
    with boxes.running() as box, Loader("bench.load_messages") as loader:
        begin(box, loader)
        quiet = idle(box, 3.0 if quick else 8.0)
        runs = [run(box, loader, rate, seconds) for rate in RATES]
        best, steps = climb(box, loader, step)
        _print([*runs, *steps])
        print(f"Highest sustained (p95 <= {SLOW} s both ways, none lost, relay keeps up): {best:g} messages/s")
        print(
            f"CPU with {TALKS + AGENTS} open sockets and nobody speaking: {quiet * 100:.1f} % of a core\n", flush=True
        )
        beside = compare(box, loader, best / 2, seconds / 4, 2 if quick else 7)
    _print_beside(beside)
    kept = [{k: v for k, v in r.items() if k not in ("times", "ways")} for r in [*runs, *steps]]
    last("messages", {"machine": machine, "idle_core_share": quiet, "runs": kept, "highest": best, "floor": beside})


if __name__ == "__main__":
    main()
