"""One crew over calls and chats: what becomes of calls where chats go to whoever has least in hand, and where they do not."""

from __future__ import annotations

from statistics import fmean

from qingfeng.twin.measure import Outcome, measure
from qingfeng.twin.run import simulate
from qingfeng.twin.seam import Production
from qingfeng.twin.world import Agents, Arrivals, Handling, Patience, World
from tests.twin.make import contacts, world


def centre(spare_levels: int) -> World:
    """Twelve agents for about six calls and six chats at once, three to an agent."""
    more = {"patience": Patience(mean=375.0), "target": 15, "spare_levels": spare_levels}
    call = contacts("call", arrivals=Arrivals(rate=110.0), handling=Handling(mean=188.0, cv=1.2), **more)
    chat = contacts("chat", channel="webchat", arrivals=Arrivals(rate=40.0), handling=Handling(mean=550.0), **more)  # fmt: skip
    crew = Agents(code="g", count=12, capacity=3, slow_down=0.2)
    return world(call, chat, groups=[crew], day_hours=6.0)


def runs(made: World) -> list[Outcome]:
    return [measure(made, simulate(made, Production, 1, n)) for n in range(5)]


def mean(outcomes: list[Outcome], code: str, figure: str) -> float:
    return fmean(getattr(one.by_class[code], figure) for one in outcomes)


def test_calls_find_somebody_empty_and_chats_hardly_notice() -> None:
    spread, packed = runs(centre(0)), runs(centre(30))
    assert mean(packed, "call", "service_level") > mean(spread, "call", "service_level") + 0.05
    assert mean(packed, "call", "abandonment") < mean(spread, "call", "abandonment")
    assert mean(packed, "chat", "service_level") > mean(spread, "chat", "service_level") - 0.02


def test_without_calls_it_is_as_if_nobody_knew_of_it() -> None:
    chats = [without_calls(centre(levels)) for levels in (0, 60)]
    told = [simulate(made, Production, 3) for made in chats]
    assert (told[0].agent, told[0].wait, told[0].handled) == (told[1].agent, told[1].wait, told[1].handled)
    assert len(told[0].agent) > 100


def without_calls(made: World) -> World:
    """The same with nobody who calls."""
    return world(made.classes[1], groups=made.groups, day_hours=made.day_hours)
