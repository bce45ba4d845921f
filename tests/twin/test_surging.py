"""The twin meets a surge by the production's own steps: noticed, lent, given back."""

from __future__ import annotations

from qingfeng.modules.routing.public import SurgePolicy
from qingfeng.twin.run import ABANDONED, ANSWERED, Records, simulate
from qingfeng.twin.seam import Production, team_id
from qingfeng.twin.surging import Surging
from qingfeng.twin.world import Agents, Arrivals, Contacts, Event, Handling, Patience, World

POOL = SurgePolicy(pool_teams=[team_id("reserve")], share_above=4, share_until=1)


def house(times: float) -> World:
    def line(code: str, rate: float, kind: str) -> Contacts:
        return Contacts(
            code=code,
            kind=kind,  # type: ignore[arg-type]
            teams=[code],
            arrivals=Arrivals(rate=rate),
            patience=Patience(mean=180),
            handling=Handling(mean=180),
        )

    return World(
        name="small",
        day_hours=4,
        classes=[line("sales", 240, "normal"), line("vip", 30, "fast"), line("reserve", 5, "normal")],
        groups=[
            Agents(code="sales", team="sales", count=15),
            Agents(code="vip", team="vip", count=5),
            Agents(code="reserve", team="reserve", count=20),
        ],
        events=[Event(code="surge", start=1.0, hours=1.0, demand={"sales": times, "*": 1.0})],
    )


def left(records: Records, cls: int) -> int:
    return sum(c == cls and how == ABANDONED for c, how in zip(records.cls, records.outcome, strict=True))


def test_reserves_are_lent_in_a_surge_and_come_home_after_it() -> None:
    routers: list[Surging] = []

    def make(world: World, seed: int) -> Surging:
        routers.append(Surging(world, seed, POOL))
        return routers[-1]

    world = house(2.5)
    plain, helped = simulate(world, Production, 1), simulate(world, make, 1)
    [router] = routers
    (begins, first), (ends, second) = router.switched
    assert (first, second) == (True, False)
    assert 3600 < begins <= 3600 + 900
    assert 7200 <= ends <= 7200 + 3600
    assert left(helped, 0) < left(plain, 0) / 2
    assert left(helped, 1) == left(plain, 1)  # the fast lane is as it was, to the last contact
    reserve = range(20, 40)
    lent = [
        records.queued[n]
        for records in (helped,)
        for n in range(len(records.cls))
        if records.cls[n] == 0 and records.outcome[n] == ANSWERED and records.agent[n] in reserve
    ]
    assert lent
    assert begins - 300 <= min(lent)
    assert max(lent) <= ends
    waits = [helped.wait[n] for n in range(len(helped.cls)) if helped.cls[n] == 0 and helped.queued[n] > ends]
    assert waits  # everybody who came later was served or left: nobody was lost when the rules changed
    assert len(helped.unfinished) == len(world.classes)


def test_a_usual_day_is_routed_as_without_it() -> None:
    world = house(1.0)
    plain = simulate(world, Production, 2)
    watched = simulate(world, lambda w, seed: Surging(w, seed, POOL), 2)
    assert (plain.wait, plain.agent, plain.outcome) == (watched.wait, watched.agent, watched.outcome)
