"""Three times the demand for two hours with the agents that were planned: what surge mode does, and what it cannot.

    python -m bench surge [--quick]

Six hours of a house in the twin, the surge from the third hour on. 200 Erlang of normal contacts are planned for 80 % within
20 s; the AI contains 70 % of them. The green channel and the fast lane have teams of their own; a reserve (another
department) answers its own quiet queue until it is lent. Rows:

- **planned without the AI**: 209 agents, as if the AI contained nobody; the AI takes 70 % of whatever comes;
- **planned with the AI**: 67 agents for the 60 Erlang that the AI leaves on a usual day; three times is 180 Erlang.

Each with and without surge mode (`surge.step`, by itself: nobody tells it). `within_15`: share of normal contacts who asked
for a person during the surge and had one within 15 s, those who left counted as not; `before`: the same of the hour before;
`recovery_min`: minutes after the end of the surge until a quarter of an hour is as good as that hour. Means of the runs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from statistics import fmean
from typing import Any

from bench.support import meter
from bench.support.table import last, show
from qingfeng.modules.routing.public import SurgePolicy
from qingfeng.twin.run import ABANDONED, ANSWERED, Records, simulate
from qingfeng.twin.seam import Production, team_id
from qingfeng.twin.surging import Surging
from qingfeng.twin.world import Agents, Arrivals, Bot, Contacts, Event, Handling, Patience, World

SERVICE, PATIENCE, NORMAL = 240.0, 120.0, 200.0
BEGINS, LASTS, HOURS = 2.0, 2.0, 6.0
CONTAINED, TIMES, PROMISE, WINDOW = 0.7, 3.0, 15.0, 300.0
POOL = SurgePolicy(pool_teams=[team_id("reserve")])
SEED = 9


def line(code: str, load: float, **more: Any) -> Contacts:
    return Contacts(
        code=code,
        teams=[code],
        arrivals=Arrivals(rate=load / SERVICE * 3600.0, interval_cv=0.1),
        patience=Patience(mean=PATIENCE),
        handling=Handling(mean=SERVICE, cv=1.0),
        **more,
    )


def house(agents: int, reserve: int, contained: float = CONTAINED) -> World:
    """`contained`: what the AI finishes by itself of the normal contacts."""
    return World(
        name="surge",
        day_hours=HOURS,
        interval=900,
        classes=[
            line("normal", NORMAL, bot=Bot(contains=contained, seconds=60.0) if contained else None, target=20),
            line("fast", 6.0, kind="fast", target=15),
            line("green", 3.0, kind="green", target=15),
            line("reserve", reserve * 0.4, target=60),
        ],
        groups=[
            Agents(code="normal", team="normal", count=agents),
            Agents(code="fast", team="fast", count=16),
            Agents(code="green", team="green", count=10),
            Agents(code="reserve", team="reserve", count=reserve),
        ],
        events=[Event(code="surge", start=BEGINS, hours=LASTS, demand={"normal": TIMES, "reserve": 1.0, "*": 1.5})],
    )


def within(records: Records, cls: int, since: float, until: float) -> float | None:
    """The share of those who asked for a person from one moment to another that had one in time."""
    asked = [
        records.outcome[n] == ANSWERED and records.wait[n] <= PROMISE
        for n in range(len(records.cls))
        if records.cls[n] == cls and records.outcome[n] in (ANSWERED, ABANDONED) and since <= records.queued[n] < until
    ]
    return sum(asked) / len(asked) if asked else None


def recovery(records: Records) -> float:
    """Minutes from the end of the surge until a quarter of an hour is as good as the hour before it, but for five points;
    what is left of the run when none is."""
    begin, end = BEGINS * 3600.0, (BEGINS + LASTS) * 3600.0
    usual = within(records, 0, begin - 3600.0, begin) or 0.0
    at = end
    while at < HOURS * 3600.0:
        if (within(records, 0, at, at + 3 * WINDOW) or 0.0) >= usual - 0.05:
            break
        at += WINDOW
    return (at - end) / 60.0


class Watched:
    """Makes a router, and keeps the last that was made."""

    def __init__(self, make: Callable[[World, int], Surging]) -> None:
        self._make = make
        self.made: Surging | None = None

    def __call__(self, world: World, seed: int) -> Surging:
        self.made = self._make(world, seed)
        return self.made


def row(name: str, world: World, runs: int, *, levers: bool) -> dict[str, Any]:
    before: list[float] = []
    shares: dict[str, list[float]] = {"within_15": [], "fast": [], "green": [], "lent_from": []}
    left, recoveries, on, off = [], [], [], []
    begin, end = BEGINS * 3600.0, (BEGINS + LASTS) * 3600.0
    for run in range(runs):
        surging = Watched(partial(Surging, policy=POOL))
        records = simulate(world, surging if levers else Production, SEED, run)
        for cls, found in enumerate(shares.values()):  # in the order of the classes
            found.append(within(records, cls, begin, end) or 0.0)
        normal = [
            records.outcome[n]
            for n in range(len(records.cls))
            if records.cls[n] == 0 and begin <= records.queued[n] < end
        ]
        left.append(normal.count(ABANDONED) / max(1, normal.count(ABANDONED) + normal.count(ANSWERED)))
        recoveries.append(recovery(records))
        before.append(within(records, 0, begin - 3600.0, begin) or 0.0)
        if surging.made is not None:
            on += [at for at, now in surging.made.switched if now][:1]
            off += [at for at, now in surging.made.switched if not now][-1:]
    return {
        "planned": name,
        "surge_mode": levers,
        "before": round(fmean(before), 3),
        **{key: round(fmean(found), 3) for key, found in shares.items()},
        "left": round(fmean(left), 3),
        "recovery_min": round(fmean(recoveries), 1),
        "noticed_min": round((fmean(on) - begin) / 60.0, 1) if on else None,
        "given_back_min": round((fmean(off) - end) / 60.0, 1) if off else None,
    }


def main() -> None:
    runs = 1 if "--quick" in sys.argv else 5
    worlds = {
        "without the AI": house(209, 20),
        "with the AI": house(67, 60),
        "with the AI, big reserve": house(67, 130),
    }
    rows = [row(name, world, runs, levers=levers) for name, world in worlds.items() for levers in (False, True)]
    rows.append(row("without the AI, and it contains nobody", house(209, 20, 0.0), runs, levers=True))
    show(list(rows[0]), [list(one.values()) for one in rows])
    last("surge", {"machine": meter.machine(), "runs": runs, "times": TIMES, "contained": CONTAINED, "rows": rows})


if __name__ == "__main__":
    main()
