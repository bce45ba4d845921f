"""Who comes and when: rates, uncertainty, events, and the same people for everybody."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from qingfeng.twin.arrivals import busyness, day_factor, times_of
from qingfeng.twin.chance import exponentials, key_of
from qingfeng.twin.customers import Kin, coming, outlasted
from qingfeng.twin.world import Again, Arrivals, Event, Handling, Hazard, Patience
from tests.twin.make import contacts, world

RUN = key_of(3, 0)


def counts(made: object, of: int = 0, days: int = 300) -> np.ndarray:
    return np.array([len(times_of(made, made.classes[of], RUN, day)) for day in range(days)])  # type: ignore[attr-defined]


def test_a_plain_rate_is_poisson() -> None:
    made = world()
    found = counts(made)
    assert found.mean() == pytest.approx(360, rel=0.02)
    assert found.var() / found.mean() == pytest.approx(1.0, abs=0.25)
    gaps = np.diff(times_of(made, contacts(arrivals=Arrivals(rate=3600.0)), RUN, 0))
    assert gaps.std() / gaps.mean() == pytest.approx(1.0, abs=0.03)


def test_an_uncertain_day_spreads_the_counts() -> None:
    found = counts(world(contacts(arrivals=Arrivals(rate=360.0, day_cv=0.2))))
    assert found.mean() == pytest.approx(3600, rel=0.05)
    assert found.std() / found.mean() == pytest.approx((0.2**2 + 1 / 3600) ** 0.5, rel=0.12)


def test_classes_of_a_pool_share_their_days() -> None:
    together = [Arrivals(rate=1.0, day_cv=0.3, pool="shop"), Arrivals(rate=9.0, day_cv=0.3, pool="shop")]
    assert day_factor(together[0], "a", RUN, 4) == day_factor(together[1], "b", RUN, 4)
    alone = Arrivals(rate=1.0, day_cv=0.3)
    assert day_factor(alone, "a", RUN, 4) != day_factor(alone, "b", RUN, 4)
    assert day_factor(alone, "a", RUN, 4) != day_factor(alone, "a", RUN, 5)


def test_busyness_remembers_and_has_mean_one() -> None:
    rows = np.array(
        [busyness(Arrivals(interval_cv=0.4, interval_correlation=0.7), "a", RUN, d, 40) for d in range(800)]
    )
    assert rows.mean() == pytest.approx(1.0, abs=0.02)
    assert rows.std() == pytest.approx(0.4, abs=0.03)
    logs = np.log(rows)
    assert np.corrcoef(logs[:, 1:].ravel(), logs[:, :-1].ravel())[0, 1] == pytest.approx(0.7, abs=0.03)


def test_rates_by_interval_and_events_shape_the_day() -> None:
    rates = [0.0] * 4 + [400.0] * 36
    promotion = Event(code="e", start=5.1, hours=1.0, demand={"a": 3.0})
    made = world(contacts(arrivals=Arrivals(rate=rates)), contacts("b"), events=[promotion])
    times = np.concatenate([times_of(made, made.classes[0], RUN, day) - day * made.day for day in range(50)])
    assert times.min() > 3600.0
    plain = ((times > 2 * 3600) & (times < 3 * 3600)).sum()
    first = ((times > 5.1 * 3600) & (times < 6.1 * 3600)).sum()
    assert plain == pytest.approx(50 * 400, rel=0.03)
    assert first == pytest.approx(400 * 52, rel=0.06)  # the event is on the first day only: 3 + 49 days' worth
    before, after = (world(contacts("b"), contacts(arrivals=Arrivals(rate=rates)), events=e) for e in ([], [promotion]))
    assert times_of(before, before.classes[0], RUN, 0).tolist() == times_of(after, after.classes[0], RUN, 0).tolist()


def test_recorded_days_are_taken_as_they_are() -> None:
    made = world(contacts(arrivals=Arrivals(times=[[1.0, 2.5], [7.0]])), days=2)
    assert times_of(made, made.classes[0], RUN, 1).tolist() == [made.day + 7.0]


def test_with_more_demand_the_same_people_come_sooner() -> None:
    slow, fast = (world(contacts(arrivals=Arrivals(rate=rate))) for rate in (100.0, 120.0))
    a, b = times_of(slow, slow.classes[0], RUN, 0), times_of(fast, fast.classes[0], RUN, 0)
    np.testing.assert_allclose(b[: len(a)], a / 1.2)


def test_hazards_by_piece_are_inverted() -> None:
    hazard = Hazard(until=[10.0, 30.0], rates=[0.05, 0.0, 0.01])
    times = outlasted(hazard, exponentials(key_of(1), 0, 100_000))
    assert (times > 10.0).mean() == pytest.approx(np.exp(-0.5), abs=0.006)
    assert ((times > 10.0) & (times < 30.0)).mean() < 1e-4
    assert (times > 130.0).mean() == pytest.approx(np.exp(-1.5), abs=0.006)
    assert outlasted(Hazard(rates=[0.0]), np.array([1.0])).tolist() == [inf]
    assert outlasted(Hazard(rates=[0.5]), np.array([1.0])).tolist() == [2.0]


def test_people_bring_the_same_whoever_else_comes() -> None:
    """Adding a class changes nobody of the other; attempts have draws of their own."""
    lone, both = world(contacts("b")), world(contacts("a"), contacts("b"))

    def people(made: object, code: str) -> list[tuple[float, int, float, float]]:
        kin = [Kin(c, RUN) for c in made.classes]  # type: ignore[attr-defined]
        return [
            (now, p.number, p.patience, p.work)
            for now, p in coming(made, kin, RUN, 2)  # type: ignore[arg-type]
            if kin[p.cls].contacts.code == code
        ]

    assert people(lone, "b") == people(both, "b")
    kin = Kin(contacts(retry=Again(share=1.0, after=5.0)), RUN)
    (_, person), *_ = coming(world(), [kin], RUN, 0)
    first = (person.patience, person.work)
    kin.again(person)
    again = (person.patience, person.work)
    assert again != first
    person.attempt = 0
    kin.again(person)
    assert (person.patience, person.work) == again


@pytest.mark.parametrize(
    ("shape", "cv", "found"), [("lognormal", 0.5, 0.5), ("exponential", 9.0, 1.0), ("constant", 1.0, 0.0)]
)
def test_work_has_its_shape(shape: str, cv: float, found: float) -> None:
    handling = Handling(mean=100.0, cv=cv, shape=shape, wrap_up=20.0)  # type: ignore[arg-type]
    _, work, wrap = Kin(contacts(handling=handling, patience=Patience()), RUN).draws(0, 50_000)
    assert np.mean(work) == pytest.approx(100.0, rel=0.02)
    assert np.std(work) / np.mean(work) == pytest.approx(found, abs=0.02)
    assert np.mean(wrap) == pytest.approx(20.0, rel=0.02)
