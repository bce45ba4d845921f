"""The port of what-if: a house asks what would happen if, and somebody simulates it aside, where nobody waits for it.

Seconds and hours as in the digital twin; shares between 0 and 1. A moment that nothing is known of is None.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal, Protocol, runtime_checkable

import msgspec

PolicyName = Literal["production", "longest_idle", "priority", "round_robin"]
FigureName = Literal[
    "queued", "service_level", "abandonment", "speed_of_answer", "wait_p90", "contained", "occupancy", "hours", "cost",
]  # fmt: skip


# ------------------------------------------------------------------ what a house has seen of itself
class HouseClass(msgspec.Struct, frozen=True, kw_only=True):
    """Contacts of a queue that came by one channel. `per_hour`: waits that began, by interval of a day, an hour.

    `waited`: seconds waited in all by those who were answered or left; `left`: how many left. `handled`: of how many
    the time in an agent's hands is known; `handle`, `handle_cv`: its mean in seconds and its variation.
    """

    code: str
    zh: str
    en: str
    channel: str
    queue: str
    kind: str
    skills: dict[str, int]
    target: int
    priority: int
    rings: list[tuple[int, int, list[str]]]
    """Seconds waited, levels less, skills not asked."""
    per_hour: list[float]
    waited: float
    left: int
    answered: int
    answer_seconds: float
    """In all, of those who were answered."""
    handled: int
    handle: float
    handle_cv: float
    contained: float
    """Share that the bot kept, of those who came by this channel."""


class HouseGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Agents alike in skills and capacity. `staffing`: how many were there, by day and interval of it."""

    code: str
    count: int
    skills: dict[str, int]
    capacity: int
    staffing: list[list[float]]


class HouseSeen(msgspec.Struct, frozen=True, kw_only=True):
    """Some weeks of a house. `days`: so many were looked at, on `staffed_days` of them somebody was ready; `contacts`: waits that began on them; `unstaffed`: of these,
    how many began when nobody was there (they are left out). `day_cv`: how days differ beyond Poisson."""

    since: str
    until: str
    days: int
    staffed_days: int
    contacts: int
    unstaffed: int
    interval: int
    opening: int
    """Interval of the day with which the simulated day begins."""
    day_cv: float
    classes: list[HouseClass]
    groups: list[HouseGroup]


# ------------------------------------------------------------------ what is asked
class WhatIfVariant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is otherwise in a variant. `demand`, `agents`, `handling`, `patience`: factors. `contains`: share that the
    digital employee settles, None: as it is. `ring_seconds`: after so long others than the specialists are asked."""

    name: str
    demand: float = 1.0
    agents: float = 1.0
    handling: float = 1.0
    patience: float = 1.0
    contains: float | None = None
    ring_seconds: int | None = None
    policy: PolicyName = "production"


class WhatIfEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event of the library, from an hour of the simulated day on."""

    code: str
    at: float = 0.0


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be simulated. Either `seen` or `family` (with `load`). The first variant is what the others are held against."""

    seen: HouseSeen | None = None
    family: str | None = None
    load: float = 1.0
    sudden: WhatIfEvent | None = None
    variants: list[WhatIfVariant]
    replications: int
    seed: int


# ------------------------------------------------------------------ what comes back
class WhatIfFigure(msgspec.Struct, frozen=True):
    """A mean over replications, and half its 95 % interval (None: there is none)."""

    mean: float | None
    half: float | None


class WhatIfMoment(msgspec.Struct, frozen=True, kw_only=True):
    """An interval of the day, `start` in seconds since its opening: means over replications."""

    start: float
    queued: float | None
    service_level: float | None
    abandonment: float | None
    mean_wait: float | None
    occupancy: float | None
    staff: float | None


class WhatIfClass(msgspec.Struct, frozen=True):
    code: str
    zh: str
    en: str


class WhatIfRan(msgspec.Struct, frozen=True, kw_only=True):
    """A variant: of all together and by class; `differences`: to the first variant, over the same customers."""

    name: str
    figures: dict[str, WhatIfFigure]
    by_class: dict[str, dict[str, WhatIfFigure]]
    differences: dict[str, WhatIfFigure]
    profile: list[WhatIfMoment]


class WhatIfAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`whole`: as many replications as were asked for; else the time was up."""

    replications: int
    whole: bool
    day_hours: float
    opening_hour: float
    classes: list[WhatIfClass]
    variants: list[WhatIfRan]


# ------------------------------------------------------------------ what there is to choose from
class WhatIfFamily(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    zh: str
    en: str
    loads: list[float]
    day_hours: float


class WhatIfKnownEvent(msgspec.Struct, frozen=True, kw_only=True):
    """`overall`: by how much demand rises where no intents are known."""

    code: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    hours: float
    overall: float


class WhatIfLibrary(msgspec.Struct, frozen=True, kw_only=True):
    families: list[WhatIfFamily]
    events: list[WhatIfKnownEvent]


class CannotBe(Exception):
    """What was asked for cannot be simulated. `code`: of the error, `field`: of the order, where it is one's fault."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code, self.field = code, field


Heard = Callable[[int], Awaitable[bool]]
"""Told how many replications are done; False: nobody wants the rest."""


@runtime_checkable  # it is handed to routes by name, and checked there
class WhatIf(Protocol):
    """Who simulates."""

    @property
    def busy(self) -> bool:
        """Whether something is being simulated here."""

    def library(self) -> WhatIfLibrary:
        """What is shipped."""

    async def run(self, order: Order, heard: Heard) -> WhatIfAnswer | None:
        """Aside, with low priority and within bounds of its own; None: it was not wanted any longer. Raises CannotBe."""
