"""A world out of what a house has seen of itself: arrivals by interval, patience, handling, staffing. Pure.

Patience is exponential: seconds waited by the number who left, the maximum likelihood under censoring; a class of which few
left has that of all. Handling is time in an agent's hands as it was, several contacts at once included, so further ones
slow nobody down. Who the bot kept comes first and is kept again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from qingfeng.modules.routing.public import Class, Ring
from qingfeng.ports.whatif import CannotBe, HouseClass, HouseGroup, HouseSeen
from qingfeng.twin.world import Agents, Arrivals, Bot, Contacts, Handling, Patience, World

FEW_LEFT = 20
FEW_HANDLED = 10
LEAST_HANDLE = 1.0
MOST_CONTAINED = 0.95
_BOT_SECONDS = 60.0


def world_seen(seen: HouseSeen, day: int = 0) -> World:
    """A typical day of the house, with the agents of one of the days that were looked at. Raises CannotBe when there is
    nobody to answer, or nothing to."""
    classes = [one for one in seen.classes if any(one.per_hour)]
    groups = _present(seen.groups, day)
    if not classes:
        raise CannotBe("nothing_seen", "No contact waited for a person in these weeks.", "weeks")
    if not groups:
        raise CannotBe("nobody_seen", "No agent was ready in these weeks.", "weeks")
    pooled = _patience(classes)
    mean = _handle(classes)
    kept = [one for one in classes if _served(one, groups)]
    if not kept:
        raise CannotBe("nobody_seen", "No agent of these weeks has the skills that the queues ask for.", "weeks")
    return World(
        name=f"{seen.since} – {seen.until}",
        day_hours=len(kept[0].per_hour) * seen.interval / 3600.0,
        interval=seen.interval,
        classes=[_class(one, seen.day_cv, pooled, mean) for one in kept],
        groups=groups,
    )


def days_seen(seen: HouseSeen) -> int:
    """Of how many days it is known who was there."""
    return max((len(one.staffing) for one in seen.groups), default=0)


def _present(seen: list[HouseGroup], day: int) -> list[Agents]:
    """Whole agents: in each interval as many as were there in all, the rest after the point to the groups with most of it."""
    there = [one.staffing[day] for one in seen]
    staffing = [[int(n) for n in of] for of in there]
    for slot, exact in enumerate(zip(*there, strict=True)):
        short = round(sum(exact)) - sum(of[slot] for of in staffing)
        for place in sorted(range(len(seen)), key=lambda n: int(exact[n]) - exact[n])[: max(0, short)]:
            staffing[place][slot] += 1
    return [
        Agents(code=one.code, count=max(1, *of), skills=one.skills, capacity=max(1, one.capacity), staffing=of)
        for one, of in zip(seen, staffing, strict=True)
        if any(round(n) for table in one.staffing for n in table)
    ]


def _served(one: HouseClass, groups: Iterable[Agents]) -> bool:
    """Whether anybody may come to serve it, at the latest when its rings are through."""
    dropped = {skill for _, _, skills in one.rings for skill in skills}
    less = sum(levels for _, levels, _ in one.rings)
    asked = {skill: max(1, level - less) for skill, level in one.skills.items() if skill not in dropped}
    return any(all(group.skills.get(s, 0) >= n for s, n in asked.items()) for group in groups)


def _patience(classes: list[HouseClass]) -> float | None:
    left = sum(one.left for one in classes)
    return sum(one.waited for one in classes) / left if left else None


def _handle(classes: list[HouseClass]) -> tuple[float, float]:
    """Of all classes together: mean and variation."""
    count = sum(one.handled for one in classes)
    if not count:
        raise CannotBe("nothing_handled", "No contact of these weeks was ended by an agent.", "weeks")
    return tuple(sum(one.handled * value for one, value in zip(classes, values, strict=True)) / count for values in ([c.handle for c in classes], [c.handle_cv for c in classes]))  # type: ignore[return-value]  # fmt: skip


def _class(one: HouseClass, day_cv: float, pooled: float | None, of_all: tuple[float, float]) -> Contacts:
    patience = one.waited / one.left if one.left >= FEW_LEFT else pooled
    mean, cv = (one.handle, one.handle_cv) if one.handled >= FEW_HANDLED else of_all
    contains = min(one.contained, MOST_CONTAINED)
    return Contacts(
        code=one.code,
        zh=one.zh,
        en=one.en,
        channel=one.channel,
        skills=one.skills,
        kind=one.kind if one.kind in get_args(Class) else "normal",  # type: ignore[arg-type]
        target=one.target,
        priority=one.priority,
        relax=[Ring(after, level_drop=drop, drop_skills=skills) for after, drop, skills in one.rings],
        arrivals=Arrivals(rate=[rate / (1.0 - contains) for rate in one.per_hour], day_cv=day_cv, pool="house"),
        patience=Patience(mean=max(1.0, patience) if patience is not None else None),
        handling=Handling(mean=max(LEAST_HANDLE, mean), cv=cv),
        bot=Bot(contains=contains, seconds=_BOT_SECONDS) if contains else None,
    )
