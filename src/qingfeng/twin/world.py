"""A contact centre as data: who comes, what they need, who answers. Read from JSON or YAML by `reading`.

Seconds for what one contact takes, hours for times of the day, rates in contacts an hour, shares between 0 and 1.
Everything a router needs of a class of contacts means what it means in `routing`: skills with levels, targets, rings.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from qingfeng.contracts.messages import Tier
from qingfeng.modules.routing.public import Class, Overflow, Ring

Shape = Literal["lognormal", "exponential", "constant"]

EVERYTHING = "*"


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all parts share: they do not change, and an unknown field is an error."""


# ------------------------------------------------------------------ who comes
class Arrivals(Part, frozen=True, kw_only=True):
    """A Poisson process whose rate is uncertain: `rate` (one for all, or one an interval of the day) times a factor of
    the day (gamma, coefficient of variation `day_cv`) times a busyness of each interval (lognormal, `interval_cv`, whose
    logarithm follows an AR(1) with `interval_correlation`); both factors have mean one (after Avramidis, Deslauriers
    and L'Ecuyer 2004; Oreshkin, Regnard and L'Ecuyer 2016). Classes of one `pool` share the factor of the day.

    `times`: seconds of the day of each arrival, a list a day; then nothing else counts (a day that was).
    """

    rate: float | list[float] = 0.0
    day_cv: float = 0.0
    pool: str = ""
    interval_cv: float = 0.0
    interval_correlation: float = 0.0
    times: list[list[float]] = []


class Hazard(Part, frozen=True, kw_only=True):
    """Abandonments a second, by piece: `rates[i]` up to `until[i]` seconds of waiting, the last one for ever."""

    until: list[float] = []
    rates: list[float]


class Patience(Part, frozen=True, kw_only=True):
    """Exponential with `mean`, or by `hazard`; neither: without end. `balks`: share that leave at once rather than wait."""

    mean: float | None = None
    hazard: Hazard | None = None
    balks: float = 0.0


class Handling(Part, frozen=True, kw_only=True):
    """Seconds with an agent of speed one and nothing else in hand, and the wrap-up after it."""

    mean: float
    cv: float = 1.0
    shape: Shape = "lognormal"
    wrap_up: float = 0.0
    wrap_up_cv: float = 0.5


class Again(Part, frozen=True, kw_only=True):
    """A share comes again after `after` seconds (exponential mean), at most `most` times."""

    share: float
    after: float
    most: int = 3


class Bot(Part, frozen=True, kw_only=True):
    """Talks to everybody first for `seconds` (exponential mean); contains a share, hands the others over after `handover`."""

    contains: float
    seconds: float = 60.0
    handover: float = 0.0


class CallBack(Part, frozen=True, kw_only=True):
    """Who has waited `after` seconds is offered to be called back: a share accepts, keeps the place and leaves no more."""

    after: float
    accepts: float


class CallBacks(Part, frozen=True, kw_only=True):
    """Call-backs by the product's own rules (`routing.callbacks`). `minutes`: who is to wait longer is offered one (0: only in
    a surge that offers them). Of those offered one a share `accepts`, and of these a share chooses a window (`windows`), the
    others keep their place. `reached`: the chance that a call finds the customer; one that does not takes the agent `ring`
    seconds. The rest are the queue's rules."""

    accepts: float
    minutes: int = 0
    windows: float = 0.0
    reached: float = 1.0
    ring: float = 40.0
    window_minutes: int = 30
    places: int = 4
    days: int = 1
    retry_minutes: int = 30
    tries: int = 2


class Contacts(Part, frozen=True, kw_only=True):
    """A class of contacts; to the router, a queue.

    `retry`: of those who abandon or balk. `returns`: of those answered and not resolved (all answered when `resolution`
    is not modelled): the cases of several days of Erlang-R. `resolution`: chance that an agent of factor one resolves it.
    `teams`: who answers (none: everybody). `intents`: what they come for, as shares; scenarios speak of intents. `head_start`: seconds a contact of this class
    is ahead of the others of its kind. `spare_levels`: what it forgoes to leave an agent free for a call. `preferred_skills`: not required, and liked up
    to a level. `rested_levels`: what an agent's hour without a pause costs. `leaves_message`: of those to whom a surge
    offers to leave a message, the share that does; it is to be answered within `message_seconds`. `can_wait`: may be held
    back in a surge.
    """

    code: str
    zh: str = ""
    en: str = ""
    channel: str = "voice"
    weight: int = 1
    skills: dict[str, int] = {}
    preferred_skills: dict[str, int] = {}
    teams: list[str] = []
    kind: Class = "normal"
    tier: Tier = "regular"
    priority: int = 0
    head_start: int = 0
    spare_levels: int = 30
    rested_levels: int = 0
    target: int = 20
    relax: list[Ring] = []
    overflow: Overflow | None = None
    arrivals: Arrivals = Arrivals()
    patience: Patience = Patience()
    handling: Handling
    retry: Again | None = None
    returns: Again | None = None
    bot: Bot | None = None
    call_back: CallBack | None = None
    call_backs: CallBacks | None = None
    leaves_message: float = 0.0
    message_seconds: int = 14_400
    can_wait: bool = False
    resolution: float | None = None
    intents: dict[str, float] = {}


# ------------------------------------------------------------------ who answers
class Rest(Part, frozen=True, kw_only=True):
    """A break: from an hour of the day, for so many minutes."""

    at: float
    minutes: float


class Shift(Part, frozen=True, kw_only=True):
    """`count` agents work from `start` to `end`, hours of the day."""

    count: int
    start: float
    end: float
    breaks: list[Rest] = []


class Agents(Part, frozen=True, kw_only=True):
    """A group of agents alike in team and skills. Presence: `shifts` in turn over the agents, or `staffing`, agents present in
    each interval of the day (`staffing_by_day`: a list a day); neither: always.

    `speed[class]` multiplies the time a contact takes (all classes: `*`); `speed_cv`: by how much single agents differ,
    for each class anew (lognormal of mean one). `slow_down`: every further contact at once makes all of them so much
    slower. `fatigue`: every hour since the last rest makes contacts so much longer. `resolution[class]` multiplies the
    chance to resolve. `cost` is of one hour of presence.
    """

    code: str
    count: int
    team: str = ""
    skills: dict[str, int] = {}
    capacity: int = 1
    channel_capacity: dict[str, int] = {}
    shifts: list[Shift] = []
    staffing: list[int] = []
    staffing_by_day: list[list[int]] = []
    speed: dict[str, float] = {}
    speed_cv: float = 0.0
    slow_down: float = 0.0
    fatigue: float = 0.0
    resolution: dict[str, float] = {}
    cost: float = 0.0


class Desk(Part, frozen=True, kw_only=True):
    """How offers are met: seconds until an agent accepts, and the share that is let go (for `Policy.offer_seconds`)."""

    answer: float = 0.0
    misses: float = 0.0


# ------------------------------------------------------------------ what happens
class Event(Part, frozen=True, kw_only=True):
    """From hour `start` of the run for `hours`: demand by class (`*`: every other) and the rest times a factor.

    `absent`: share of the agents who are missing. Patience, handling and the bot change for whoever comes meanwhile.
    """

    code: str
    start: float
    hours: float
    demand: dict[str, float] = {}
    patience: float = 1.0
    handling: float = 1.0
    bot: float = 1.0
    absent: float = 0.0

    def factor(self, code: str) -> float:
        """What the demand of a class is multiplied with."""
        return self.demand.get(code, self.demand.get(EVERYTHING, 1.0))


class Surge(Part, frozen=True, kw_only=True):
    """Surge mode watches, by the product's own steps, and moves these levers while it is on; they mean what they mean in
    `routing.surge.SurgePolicy`. Routers other than the product's have none."""

    pool_teams: list[str] = []
    share_above: int = 10
    share_until: int = 3
    message_minutes: int = 0
    callback_minutes: int = 0
    defer: bool = False
    defer_minutes: int = 120


class World(Part, frozen=True, kw_only=True):
    """Everything. A run lasts `days` of `day_hours`; what comes before `warm_up` (seconds) is not counted."""

    name: str
    note: str = ""
    days: int = 1
    day_hours: float = 24.0
    interval: int = 900
    warm_up: float = 0.0
    classes: list[Contacts]
    groups: list[Agents]
    events: list[Event] = []
    desk: Desk = Desk()
    surge: Surge | None = None

    @property
    def day(self) -> float:
        """Seconds of a day."""
        return self.day_hours * 3600.0

    @property
    def end(self) -> float:
        """Seconds of the run."""
        return self.days * self.day

    @property
    def promises(self) -> bool:
        """Whether anybody may be promised something, or held back."""
        return any(c.call_backs is not None or c.leaves_message or c.can_wait for c in self.classes)

    @property
    def intervals(self) -> int:
        """How many a day has."""
        return round(self.day / self.interval)


def scaled(world: World, factor: float) -> World:
    """The same world with so many times the contacts (not those of recorded days)."""

    def more(rate: float | list[float]) -> float | list[float]:
        return [one * factor for one in rate] if isinstance(rate, list) else rate * factor

    replace = msgspec.structs.replace
    return replace(
        world,
        classes=[replace(c, arrivals=replace(c.arrivals, rate=more(c.arrivals.rate))) for c in world.classes],
    )
