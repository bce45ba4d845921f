"""What the twin ships: families of contact centres from the literature, and sudden events that can be laid on any world.

Families: `families/*.yaml`, one world each, at several loads, with where its figures are from. Scenarios:
`scenarios/*.yaml`, a sudden event each; all their figures are assumptions of ours, to be replaced by one's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import msgspec

from qingfeng.twin.reading import Fault, Wrong, check, read
from qingfeng.twin.world import EVERYTHING, Contacts, Event, Part, World, scaled


class Family(Part, frozen=True, kw_only=True):
    """One world at several loads (factors on the rates). `theirs`: figures of the source; `ours`: what we added or changed."""

    name: str
    zh: str
    en: str
    source: str
    theirs: str
    ours: str
    loads: list[float] = msgspec.field(default_factory=lambda: [1.0])
    world: World


class Scenario(Part, frozen=True, kw_only=True):
    """A sudden event. `demand`: by intent, how many times as many come with it (`*`: every other intent); `overall`: the
    factor for a class of which no intents are known. `emotion`: shares of the people in a mood; the mood's work is in
    the other factors. `patience`, `handling`, `bot`: factors while it lasts. `absent`: share of agents missing.
    """

    code: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    hours: float
    overall: float
    demand: dict[str, float] = msgspec.field(default_factory=dict)
    emotion: dict[str, float] = msgspec.field(default_factory=dict)
    patience: float = 1.0
    handling: float = 1.0
    bot: float = 1.0
    absent: float = 0.0

    def factor(self, contacts: Contacts) -> float:
        """How many times as many of a class come."""
        if not contacts.intents:
            return self.overall
        every = self.demand.get(EVERYTHING, 1.0)
        return sum(share * self.demand.get(intent, every) for intent, share in contacts.intents.items())

    def event(self, world: World, start: float) -> Event:
        """The event as it is for a world, from an hour of its run on."""
        return Event(
            code=self.code,
            start=start,
            hours=self.hours,
            demand={c.code: self.factor(c) for c in world.classes},
            patience=self.patience,
            handling=self.handling,
            bot=self.bot,
            absent=self.absent,
        )


def struck(world: World, scenario: Scenario, start: float) -> World:
    """A world on which a scenario falls at an hour of its run."""
    return msgspec.structs.replace(world, events=[*world.events, scenario.event(world, start)])


def family_of(data: bytes | str) -> Family:
    """A family whose world can be simulated at all its loads. Raises Wrong."""
    family = read(data, Family)
    if not family.loads or min(family.loads) <= 0:
        raise Wrong([Fault("loads", "at least one is needed, all above 0", "至少需要一个，且都大于 0")])
    try:
        check(family.world)
    except Wrong as wrong:
        raise Wrong(fault._replace(field=f"world.{fault.field}") for fault in wrong.faults) from None
    return family


def scenario_of(data: bytes | str) -> Scenario:
    """Raises Wrong."""
    scenario = read(data, Scenario)
    faults = [
        Fault(name, f"{value} must be above 0", f"{value} 应大于 0")
        for name, value in (("hours", scenario.hours), ("patience", scenario.patience), ("handling", scenario.handling))
        if value <= 0
    ]
    for name, value in [("overall", scenario.overall), ("bot", scenario.bot), *scenario.demand.items()]:
        if value < 0:
            faults.append(Fault(name, f"{value} is less than 0", f"{value} 小于 0"))
    if not 0 <= scenario.absent <= 1 or sum(scenario.emotion.values()) > 1.0001:
        faults.append(
            Fault("absent" if not 0 <= scenario.absent <= 1 else "emotion", "shares are at most 1", "占比不超过 1")
        )
    if faults:
        raise Wrong(faults)
    return scenario


def at_load(family: Family, load: float) -> World:
    """The family's world at one of its loads."""
    return scaled(family.world, load)


def _shipped(folder: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted((files("qingfeng.twin") / folder).iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".yaml"):
            yield entry.name.removesuffix(".yaml"), entry.read_bytes()


def families() -> dict[str, Family]:
    """Those that are shipped, by the name of their file."""
    return {name: family_of(data) for name, data in _shipped("families")}


def scenarios() -> dict[str, Scenario]:
    """Those that are shipped, by code."""
    return {name: scenario_of(data) for name, data in _shipped("scenarios")}
