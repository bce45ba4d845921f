"""What a before-and-after study tells of a run, and how sure it is of it.

`first_p50`, `first_p90`: seconds until a person took it, of those a person answered. `first_15`: answered by a person
within 15 s, out of all who asked for one; who left counts as not answered. `anybody_15`: the same out of all who came,
the digital employee's answer counted too. `abandonment`: left, out of all who asked for a person. `resolved`: matters
resolved by anybody, out of all customers who came (a customer who comes again is still one). `resolved_at_contact`:
resolved, out of the contacts an agent answered. `handle_minutes`: an agent's talk and wrap-up for each matter resolved
by anybody. `occupancy`: busy out of present. `cost`: agents' presence and the digital employee's talks for each matter
resolved. `per_hour`: matters resolved for each hour of an agent's presence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import get_args

import msgspec
import numpy as np

from qingfeng.twin.baselines import POLICIES
from qingfeng.twin.chance import key_of
from qingfeng.twin.measure import ALL, Table, measure
from qingfeng.twin.run import CONTAINED, Records, simulate
from qingfeng.twin.statistics import Interval, interval
from qingfeng.twin.study_file import FigureName, Study, Variation, Wish, values_of, variations_of, world_at
from qingfeng.twin.world import World

FIGURES: tuple[FigureName, ...] = get_args(FigureName)
SOON = 15.0
"""Seconds: a first response within them is quick."""

Say = Callable[[str], None]
Row = dict[str, float]
Cells = dict[str, dict[str, list[Row]]]
"""By situation and design, a row a replication."""
Told = dict[str, dict[str, dict[str, Interval]]]
"""By situation, design and figure."""


class Varied(msgspec.Struct, frozen=True, kw_only=True):
    """The contrast minus the first design, with some parameters changed: by situation and figure."""

    zh: str
    en: str
    values: dict[str, float]
    contrast: dict[str, dict[str, Interval]]
    differences: dict[str, dict[str, Interval]]


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a wish. `reached`: the whole interval is beyond the bar; None: the interval holds the bar."""

    wish: Wish
    found: Interval
    reached: bool | None


class Studied(msgspec.Struct, frozen=True, kw_only=True):
    """All answers. `differences`: to the first design over the same customers, by replication. `base`: with nothing
    changed, over the replications of the variations alone, so that it can be held against them."""

    replications: int
    precise: bool
    seed: int
    designs: Told
    differences: Told
    varied_replications: int
    base: Varied
    varied: list[Varied]
    granted: list[Granted]


def figures(world: World, records: Records, values: Mapping[str, float]) -> Row:
    """Of one run without a warm-up."""
    outcome, table = measure(world, records), Table(world, records)
    of = outcome.by_class[ALL]
    answered = table.wait[table.answered]
    asked = int(table.offered.sum())
    soon = int((answered <= SOON).sum())
    contained = int((table.outcome == CONTAINED).sum())
    with_bot = np.array([c.bot is not None for c in world.classes])[table.cls]
    quick = float(values["bot_answer"] <= SOON)
    seen = int(with_bot.sum())
    """Attempts that the digital employee met first."""
    soon_without = int((table.answered & ~with_bot & (table.wait <= SOON)).sum())
    resolved = sum(records.resolved) + contained * values["bot_resolved"]
    customers = asked + contained + of.unfinished - sum(records.repeats)
    hours = sum(group.ready_hours + group.late_hours for group in outcome.groups.values())
    median, ninety = (float(q) for q in np.quantile(answered, (0.5, 0.9))) if len(answered) else (np.nan, np.nan)
    return {
        "first_p50": median,
        "first_p90": ninety,
        "first_15": _ratio(soon, asked),
        "anybody_15": _ratio(soon_without + seen * quick, asked + contained),
        "abandonment": of.left,
        "resolved": _ratio(resolved, customers),
        "resolved_at_contact": of.resolution,
        "handle_minutes": _ratio(float(table.handled[table.answered].sum()) / 60.0, resolved),
        "occupancy": outcome.occupancy,
        "cost": _ratio(outcome.cost + seen * values["bot_cost"], resolved),
        "per_hour": _ratio(resolved, hours),
    }


def _ratio(above: float, below: float) -> float:
    return above / below if below else float("nan")


def conduct(study: Study, seed: int, say: Say) -> Studied:
    """Replicate all designs in all situations over the same customers until the aim is met, then vary."""
    cells: Cells = {situation: {design: [] for design in study.designs} for situation in study.situations}
    count, precise = 0, False
    while count < study.aim.most and not precise:
        _replicate(study, cells, values_of(study), seed, count)
        count += 1
        if count < study.aim.least:
            continue
        worst = max(_half(rows, study.aim.figure) for of in cells.values() for rows in of.values())
        precise = worst <= study.aim.half
        say(f"{count}: {study.aim.figure} ± {worst:.4f}")
    told, apart = _told(cells), _differences(cells)
    return Studied(
        replications=count,
        precise=precise,
        seed=seed,
        designs=told,
        differences=apart,
        varied_replications=study.aim.varied,
        base=_base(study, cells, seed),
        varied=[_varied(study, one, seed, say) for one in variations_of(study)] if study.aim.varied > 1 else [],
        granted=[_granted(wish, cells) for wish in study.wishes],
    )


def _replicate(study: Study, cells: Cells, values: Mapping[str, float], seed: int, number: int) -> None:
    """One replication of every cell. Customers and agents are drawn anew for each, and are the same in all cells."""
    key = key_of(seed, number)
    for situation, designs in cells.items():
        for design, rows in designs.items():
            world = world_at(study, design, situation, values)
            records = simulate(world, POLICIES[study.designs[design].policy], key)
            rows.append(figures(world, records, values))


def _half(rows: list[Row], figure: str) -> float:
    return interval([row[figure] for row in rows]).half


def _told(cells: Cells) -> Told:
    return {
        situation: {
            design: {name: interval([row[name] for row in rows]) for name in FIGURES} for design, rows in of.items()
        }
        for situation, of in cells.items()
    }


def _differences(cells: Cells) -> Told:
    found: Told = {}
    for situation, of in cells.items():
        (_, first), *others = of.items()
        found[situation] = {
            design: {name: interval([a[name] - b[name] for a, b in zip(rows, first, strict=True)]) for name in FIGURES}
            for design, rows in others
        }
    return found


def _pair(study: Study) -> tuple[str, str]:
    return next(iter(study.designs)), study.contrast


def _base(study: Study, cells: Cells, seed: int) -> Varied:
    count = study.aim.varied or study.aim.least
    kept = {situation: {design: of[design][:count] for design in _pair(study)} for situation, of in cells.items()}
    for number in range(len(next(iter(next(iter(kept.values())).values()))), count):
        _replicate(study, kept, values_of(study), seed, number)
    return _contrasted(study, kept, Variation(zh="不改", en="Nothing", values={}))


def _varied(study: Study, one: Variation, seed: int, say: Say) -> Varied:
    say(one.en)
    cells: Cells = {situation: {design: [] for design in _pair(study)} for situation in study.situations}
    for number in range(study.aim.varied):
        _replicate(study, cells, values_of(study, one.values), seed, number)
    return _contrasted(study, cells, one)


def _contrasted(study: Study, cells: Cells, one: Variation) -> Varied:
    return Varied(
        zh=one.zh,
        en=one.en,
        values=one.values,
        contrast={situation: of[study.contrast] for situation, of in _told(cells).items()},
        differences={situation: of[study.contrast] for situation, of in _differences(cells).items()},
    )


def _granted(wish: Wish, cells: Cells) -> Granted:
    rows = [row[wish.figure] for row in cells[wish.situation][wish.design]]
    if wish.against:
        to = [row[wish.figure] for row in cells[wish.situation][wish.against]]
        rows = [_ratio(a, b) for a, b in zip(rows, to, strict=True)]
    found = interval(rows)
    return Granted(wish=wish, found=found, reached=None if found.holds(wish.at_least) else found.low > wish.at_least)
