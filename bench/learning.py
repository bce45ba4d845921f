"""The learned match in the twin: how many contacts it resolves, beside whoever is idle longest and beside full information.

    python -m bench learning [--quick] [--seeds=1,2,3]

64 agents, 8 types of contacts, 240 s each. Houses in which agents differ much, little, by speed or by skills, and one in which
they do not; all routers serve the same people (common random numbers). Resolution and service level are of the 10,000
contacts after the first 20,000; intervals are 95 %, paired by seed. `oracle`: the same match, which knows every agent's true chances from the start and
tries nothing. `held out`: the match as it would run live, a twentieth of the time left to the default. The last line is JSON.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from bench.support import meter
from bench.support.table import last, show
from qingfeng.modules.routing.public import Terms, Worth
from qingfeng.twin.learned import Learned
from qingfeng.twin.measure import measure
from qingfeng.twin.run import simulate
from qingfeng.twin.seam import Ended, Production
from qingfeng.twin.statistics import Interval, interval
from qingfeng.twin.world import EVERYTHING, Agents, Arrivals, Contacts, Handling, World

AGENTS, TYPES, SECONDS = 64, 8, 240.0
LEARNING, JUDGED = 20_000, 10_000
SEEDS = (1, 2, 3, 4, 5)
LOADS = (0.75, 0.85, 0.92)
SPECIALITIES = (0, 1, 3)
"""Of an agent of group g: types g, g + 1 and g + 3. Any two types have the same number of agents in common."""


class House(NamedTuple):
    """`chance`: to resolve, by group and type. `pace`: how long a group takes, as a factor. `skills`: of how many types each
    group has the skill; None: none is asked for."""

    name: str
    load: float
    chance: Callable[[int, int], float]
    pace: Callable[[int], float] = lambda _: 1.0
    skills: int | None = None


def specialists(high: float, low: float, specialities: Sequence[int] = SPECIALITIES) -> Callable[[int, int], float]:
    return lambda group, kind: high if (kind - group) % TYPES in specialities else low


def houses() -> list[House]:
    return [
        *(House(f"three specialities .94/.53, load {load}", load, specialists(0.94, 0.53)) for load in LOADS),
        House("one speciality .94/.64, load 0.85", 0.85, specialists(0.94, 0.64, (0,))),
        House("weak contrast .80/.61, load 0.85", 0.85, specialists(0.80, 0.61)),
        House("all alike .68, load 0.85", 0.85, lambda *_: 0.68),
        House("half resolve .80 and take 1.2, half .60 and .8, load 0.85", 0.85, lambda g, _: 0.8 if g % 2 else 0.6, lambda g: 1.2 if g % 2 else 0.8),
        House("two skills each, .90 and .60, load 0.85", 0.85, specialists(0.9, 0.6, (0,)), skills=2),
    ]  # fmt: skip


def world(house: House, learning: int, judged: int) -> World:
    """As long as it takes for so many contacts to come; what comes before the last of them is warm-up."""
    rate = house.load * AGENTS / SECONDS
    return World(
        name=house.name,
        day_hours=(learning + judged) / rate / 3600.0,
        interval=900,
        warm_up=learning / rate,
        classes=[
            Contacts(
                code=f"type{n}",
                skills={} if house.skills is None else {f"skill{n}": 1},
                arrivals=Arrivals(rate=rate / TYPES * 3600.0),
                handling=Handling(mean=SECONDS, cv=1.0),
                resolution=1.0,
            )
            for n in range(TYPES)
        ],
        groups=[
            Agents(
                code=f"group{g}",
                count=AGENTS // TYPES,
                skills={f"skill{(g + n) % TYPES}": 1 for n in range(house.skills or 0)},
                speed={EVERYTHING: house.pace(g)},
                resolution={f"type{n}": house.chance(g, n) for n in range(TYPES)},
            )
            for g in range(TYPES)
        ],
    )


class Oracle(Learned):
    """Knows all chances: as if each agent had been seen a million times with each type."""

    TIMES = 1e6

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(world, seed, Terms(mode="steer", explore=0.0, hold_out=0.0), Worth(handle_time=0.0))
        estimates = self._living.estimates
        for agent, group in enumerate(self._groups):
            for cls, contacts in enumerate(world.classes):
                self.outcome(0, agent, cls, Ended(None, 0.0), 0.0)
                at = estimates.segments[contacts.code], agent
                estimates.demand[at[0]] = self.TIMES
                chance = group.resolution[contacts.code]
                for resolved in (0.0, 1.0):
                    weight = self.TIMES * (chance if resolved else 1.0 - chance)
                    estimates.ladders["resolved"].note(at, resolved, weight)

    def outcome(self, contact: int, agent: int, cls: int, ended: Ended, now: float) -> None:
        if ended.resolved is None:
            super().outcome(contact, agent, cls, ended, now)


class Default(Production):
    """As it is; of a class that is Python, so that what becomes of contacts can be listened to."""


class Steering(Learned):
    """As it would run live."""

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(world, seed, Terms(mode="steer", key=seed))


ROUTERS: dict[str, Callable[[World, int], Production]] = {
    "default": Default,
    "learned": Learned,
    "learned, held out": Steering,
    "oracle": Oracle,
}


class Figures(NamedTuple):
    """Shares, over the contacts that are judged; `early`: resolution of the first thousand; CPU microseconds an event."""

    resolution: float
    service_level: float
    mean_wait: float
    early: float
    event_us: float


def run(house: World, name: str, seed: int) -> Figures:
    solved: list[bool] = []

    def make(world: World, key: int) -> Production:
        router = ROUTERS[name](world, key)
        outcome = router.outcome

        def noted(contact: int, agent: int, cls: int, ended: Ended, now: float) -> None:
            solved.append(bool(ended.resolved))
            outcome(contact, agent, cls, ended, now)

        router.outcome = noted  # type: ignore[method-assign]
        return router

    start = time.process_time()
    records = simulate(house, make, seed)
    used = time.process_time() - start
    all_ = measure(house, records).by_class["all"]
    late = solved[round(len(solved) * house.warm_up / house.end) :]
    return Figures(
        sum(late) / len(late),
        all_.service_level,
        all_.mean_wait,
        sum(solved[:1000]) / 1000,
        used / records.events * 1e6,
    )


def paired(mine: list[Figures], other: list[Figures], field: str) -> Interval:
    return interval([getattr(a, field) - getattr(b, field) for a, b in zip(mine, other, strict=True)], 0.95)


def judged(house: House, seeds: Sequence[int], sizes: tuple[int, int]) -> dict[str, Any]:
    made = world(house, *sizes)
    found = {name: [run(made, name, seed) for seed in seeds] for name in ROUTERS}
    oracle = sum(one.resolution for one in found["oracle"]) / len(seeds)
    rows, gains, services = [], [], []
    for name, runs in found.items():
        gain, service = (paired(runs, found["default"], field) for field in ("resolution", "service_level"))
        gains.append(gain)
        services.append(service)
        mean = sum(one.resolution for one in runs) / len(runs)
        rows.append(
            {
                "router": name,
                "resolution": round(mean, 4),
                "of_oracle": round(mean / oracle, 4),
                "gain": [round(gain.low, 4), round(gain.high, 4)],
                "service_level": round(sum(one.service_level for one in runs) / len(runs), 4),
                "service_level_change": [round(service.low, 4), round(service.high, 4)],
                "mean_wait": round(sum(one.mean_wait for one in runs) / len(runs), 2),
                "first_thousand": round(sum(one.early for one in runs) / len(runs), 4),
                "event_us": round(sum(one.event_us for one in runs) / len(runs), 1),
            }
        )
    print(house.name)
    show(
        ["router", "resolution", "of oracle", "gain, 95 %", "service level", "change, 95 %", "first 1,000", "us/event"],
        [
            [
                r["router"], r["resolution"], r["of_oracle"], _of(gain), r["service_level"], _of(service), r["first_thousand"],
                r["event_us"],
            ]
            for r, gain, service in zip(rows, gains, services, strict=True)
        ],
    )  # fmt: skip
    return {"house": house.name, "load": house.load, "rows": rows}


def _of(one: Interval) -> str:
    return f"{one.low:+.4f} .. {one.high:+.4f}"


def main() -> None:
    quick = "--quick" in sys.argv
    given = next((one.partition("=")[2] for one in sys.argv if one.startswith("--seeds=")), "")
    seeds = [int(one) for one in given.split(",")] if given else list(SEEDS[: 2 if quick else None])
    sizes = (LEARNING // 4, JUDGED // 4) if quick else (LEARNING, JUDGED)
    found = [judged(house, seeds, sizes) for house in houses()[:: 3 if quick else 1]]
    last(
        "learning",
        {"machine": meter.machine(), "seeds": seeds, "learning": sizes[0], "judged": sizes[1], "houses": found},
    )


if __name__ == "__main__":
    main()
