"""What sockets cost that only listen: memory for each, CPU while nobody speaks, and one event's way to all desks.

Customers' and agents' sockets on one web process, in three sizes that grow tenfold. People are made with the product's
own parts (sessions, signed tokens), the sockets are opened at its doors.
"""

from __future__ import annotations

import asyncio
import sys
import time
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from bench.support import box as boxes
from bench.support import cast, meter
from bench.support.box import Box
from bench.support.loader import Loader
from bench.support.table import last, ratio, show

SIZES = ((20, 100), (200, 1_000), (2_000, 10_000))
REPEATS = 5


async def _people(box: Box, agents: int, customers: int) -> dict[str, Any]:
    async with boxes.inside(box) as made:
        away = await cast.agents(made, 1)
        return {
            "agents": await cast.agents(made, agents),
            "customers": await cast.customers(made, customers),
            # Held by somebody, so that no bot answers in between and the row that all desks get is the customer's.
            "speaker": (await cast.talks(made, 1, away))[0],
        }


def settle(box: Box) -> int:
    """The web process's memory once what came with opening the sockets has passed, bytes."""
    time.sleep(3.0)
    return box.rss("serve")


def measure(box: Box, loader: Loader, people: dict[str, Any], size: tuple[int, int], idle: float) -> dict[str, Any]:
    """Grow to a size, then look: the people of smaller sizes are connected already."""
    address = urlsplit(box.url).netloc
    agents, customers = size
    empty = settle(box)
    have = loader.ask({"do": "alive"})
    cpu = box.cpu()["serve"]
    opened = loader.ask(
        {"do": "customers", "address": address, "people": people["customers"][have["customers"] : customers]}
    )
    open_cpu = box.cpu()["serve"] - cpu
    with_customers = settle(box)
    desks = loader.ask({"do": "agents", "address": address, "people": people["agents"][have["agents"] : agents]})
    with_agents = settle(box)
    time.sleep(2.0)
    before, begin = box.cpu(), time.monotonic()
    time.sleep(idle)
    used, seconds = meter.spent(before, box.cpu()), time.monotonic() - begin
    token = people["speaker"]["token"]
    cpu = box.cpu()["serve"]
    fans = [
        loader.ask({"do": "fan_out", "address": address, "token": token, "client_id": f"fan-{agents}-{n:04d}"})
        for n in range(REPEATS)
    ]
    fan_cpu = box.cpu()["serve"] - cpu
    new = (agents - have["agents"], customers - have["customers"])
    return {
        "agents": agents,
        "customers": customers,
        "kb_per_customer": round((with_customers - empty) / new[1] / 1024, 1),
        "kb_per_agent": round((with_agents - with_customers) / new[0] / 1024, 1),
        "serve_mb": round(with_agents / 2**20, 1),
        "open_customer_ms_cpu": round(open_cpu / new[1] * 1e3, 2),
        "open_customers_s": round(opened["seconds"], 1),
        "open_agents_s": round(desks["seconds"], 1),
        "idle_core_percent": round(sum(used.values()) / seconds * 100, 2),
        "idle_serve_percent": round(used["serve"] / seconds * 100, 2),
        "fanout_first_ms": round(median(f["first"] for f in fans) * 1e3, 1),
        "fanout_last_ms": round(median(f["last"] for f in fans) * 1e3, 1),
        "fanout_missing": sum(agents - f["seen"] for f in fans),
        "fanout_serve_cpu_ms": round(fan_cpu / REPEATS * 1e3, 1),
        "alive": loader.ask({"do": "alive"}),
    }


def main() -> None:
    quick = "--quick" in sys.argv
    sizes, idle = (SIZES[:2], 6.0) if quick else (SIZES, 21.0)  # keep-alive pings go out every 20 seconds
    machine = meter.machine()
    room = boxes.raise_file_limit()
    sizes = tuple(size for size in sizes if sum(size) + 500 < room)
    print(f"On {machine}", flush=True)
    if len(sizes) < len(SIZES) and not quick:
        print(f"Only {room} open files are allowed here: the largest size is left out")
    with boxes.running() as box, Loader("bench.load_sockets") as loader:
        people = asyncio.run(_people(box, *sizes[-1]))
        rows = [measure(box, loader, people, size, idle) for size in sizes]
    _print(rows)
    last("sockets", {"machine": machine, "rows": rows})


def _print(rows: list[dict[str, Any]]) -> None:
    show(
        (
            "agents + customers",
            "KB/customer",
            "KB/agent",
            "web process MB",
            "idle web % core",
            "idle box % core",
            "opening ms CPU",
        ),
        [
            [
                f"{r['agents']:,} + {r['customers']:,}",
                r["kb_per_customer"],
                r["kb_per_agent"],
                r["serve_mb"],
                r["idle_serve_percent"],
                r["idle_core_percent"],
                r["open_customer_ms_cpu"],
            ]
            for r in rows
        ],
    )
    base = rows[0]
    print("One customer's message to all desks (gathered for up to 250 ms):")
    show(
        ("agents", "first ms", "last ms", "web CPU ms", "CPU ratio to first row", "missing"),
        [
            [
                f"{r['agents']:,}",
                r["fanout_first_ms"],
                r["fanout_last_ms"],
                r["fanout_serve_cpu_ms"],
                ratio(r["fanout_serve_cpu_ms"], base["fanout_serve_cpu_ms"]),
                r["fanout_missing"],
            ]
            for r in rows
        ],
    )


if __name__ == "__main__":
    main()
