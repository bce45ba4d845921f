"""The formulas against sums and integrals made another way, exact cases, and a published table."""

from __future__ import annotations

from math import exp, factorial

import numpy as np
import pytest

from qingfeng.twin.formulas import ErlangA, ErlangC, loss

CASES = [
    ErlangA(rate=0.9, service=10.0, agents=10, patience=20.0),
    ErlangA(rate=2.0, service=10.0, agents=10, patience=5.0),
    ErlangA(rate=0.3, service=10.0, agents=4, patience=60.0),
    ErlangA(rate=0.05, service=10.0, agents=1, patience=30.0),
]


def generator(model: ErlangA, size: int) -> np.ndarray:
    """The birth-death process of everybody who is here, cut off at `size`."""
    q = np.zeros((size, size))
    for here in range(size - 1):
        q[here, here + 1] = model.rate
    for here in range(1, size):
        q[here, here - 1] = min(here, model.agents) / model.service + max(0, here - model.agents) / model.patience
    return q - np.diag(q.sum(axis=1))


def steady(model: ErlangA, size: int) -> np.ndarray:
    q = generator(model, size).T
    q[0] = 1.0
    right = np.zeros(size)
    right[0] = 1.0
    return np.linalg.solve(q, right)


def waits_over(model: ErlangA, moments: np.ndarray, size: int) -> np.ndarray:
    """P(offered wait > t): the pure death of everybody ahead, by small steps of Runge and Kutta."""
    ahead = size - model.agents
    leaving = model.agents / model.service + np.arange(ahead) / model.patience

    def slope(at: np.ndarray) -> np.ndarray:
        falling = np.zeros(ahead)
        falling[:-1] = at[1:] * leaving[1:]
        return falling - at * leaving

    at, found = steady(model, size)[model.agents :], []
    for step in np.diff(moments, prepend=0.0):
        one = slope(at)
        two = slope(at + step / 2 * one)
        three = slope(at + step / 2 * two)
        at = at + step / 6 * (one + 2 * two + 2 * three + slope(at + step * three))
        found.append(at.sum())
    return np.array(found)


@pytest.mark.parametrize("model", CASES)
def test_steady_state_is_that_of_the_linear_equations(model: ErlangA) -> None:
    size = model.agents + 150
    share = steady(model, size)
    waiting = np.maximum(0, np.arange(size) - model.agents)
    assert model.waits == pytest.approx(share[model.agents :].sum(), rel=1e-10)
    assert model.mean_wait == pytest.approx((share * waiting).sum() / model.rate, rel=1e-10)
    assert model.abandons == pytest.approx((share * waiting).sum() / model.patience / model.rate, rel=1e-10)
    busy = (share * np.minimum(np.arange(size), model.agents)).sum() / model.agents
    assert model.occupancy == pytest.approx(busy, rel=1e-10)


@pytest.mark.parametrize("model", CASES[:3])
def test_times_of_waiting_are_those_of_a_quadrature(model: ErlangA) -> None:
    moments = np.linspace(0.0, 30.0, 6001)
    over = waits_over(model, moments, model.agents + 150)
    for place in (0, 600, 2000, 6000):
        t = float(moments[place])
        assert model.offered_over(t) == pytest.approx(over[place], abs=1e-9)
        gone = over[: place + 1] * np.exp(-moments[: place + 1] / model.patience) / model.patience
        abandoned = float(np.trapezoid(gone, moments[: place + 1]))
        assert model.abandoned_within(t) == pytest.approx(abandoned, abs=1e-6)
        assert model.within(t) == pytest.approx(1 - over[place] * exp(-t / model.patience), abs=1e-9)
        assert model.answered_within(t) == pytest.approx(model.within(t) - abandoned, abs=1e-6)


def test_everybody_is_answered_or_gone_in_the_end() -> None:
    for model in CASES:
        assert model.answered_within(1e4) == pytest.approx(1 - model.abandons, rel=1e-9)
        assert model.abandoned_within(1e4) == pytest.approx(model.abandons, rel=1e-6)
        assert 0 < model.service_level(20.0) < 1


def test_patience_like_service_is_a_house_without_limit() -> None:
    """With equal means everybody is served by somebody or by their own patience: Poisson."""
    model = ErlangA(rate=1.2, service=10.0, agents=10, patience=10.0)
    below = sum(exp(-12.0) * 12.0**n / factorial(n) for n in range(10))
    assert model.waits == pytest.approx(1 - below, rel=1e-12)


def test_exact_cases_of_erlang() -> None:
    assert loss(5.0, 10) == pytest.approx(0.018385, abs=5e-7)
    assert ErlangC(rate=0.6, service=1.0, agents=1).waits == pytest.approx(0.6)
    assert ErlangC(rate=1.0, service=1.0, agents=2).waits == pytest.approx(1 / 3)
    three = ErlangC(rate=2.0, service=1.0, agents=3)
    assert three.waits == pytest.approx(4 / 9)
    assert three.mean_wait == pytest.approx(4 / 9)
    assert three.within(0.0) == pytest.approx(5 / 9)
    assert three.within(2.0) == pytest.approx(1 - 4 / 9 * exp(-2.0))


def test_published_table_of_fifty_agents() -> None:
    """Garnett, Mandelbaum and Reiman (2002), table 1: 48 calls a minute, one minute each, patience of two minutes."""
    without, with_ = ErlangC(48 / 60, 60.0, 50), ErlangA(48 / 60, 60.0, 50, 120.0)
    assert round(without.mean_wait, 1) == 20.8
    assert round(without.within(58.1), 2) == 0.90
    assert round(with_.abandons, 3) == 0.031
    assert round(with_.mean_wait, 1) == 3.7
    assert round(with_.within(12.5), 2) == 0.90
    assert (round(without.occupancy, 2), round(with_.occupancy, 2)) == (0.96, 0.93)


def test_without_end_of_patience_it_is_erlang_c() -> None:
    without, with_ = ErlangC(0.9, 10.0, 10), ErlangA(0.9, 10.0, 10, 1e9)
    assert with_.waits == pytest.approx(without.waits, rel=1e-5)
    assert with_.mean_wait == pytest.approx(without.mean_wait, rel=1e-5)
    assert with_.within(15.0) == pytest.approx(without.within(15.0), rel=1e-5)


@pytest.mark.parametrize("load", [50.0, 9_000.0, 10_000.0, 11_000.0, 40_000.0])
def test_ten_thousand_agents_are_no_trouble(load: float) -> None:
    model = ErlangA(load / 300, 300.0, 10_000, 600.0)
    for share in (model.waits, model.abandons, model.occupancy, model.within(20.0), model.answered_within(20.0)):
        assert -1e-9 <= share <= 1 + 1e-9
    if load > 10_000:  # as a fluid: whoever cannot be served leaves
        assert model.abandons == pytest.approx(1 - 10_000 / load, rel=0.02)


def test_rises_with_load_and_falls_with_agents() -> None:
    abandons = [ErlangA(rate, 10.0, 10, 30.0).abandons for rate in (0.2, 0.5, 0.9, 1.4, 3.0)]
    assert abandons == sorted(abandons)
    levels = [ErlangA(0.9, 10.0, agents, 30.0).service_level(20.0) for agents in range(5, 20)]
    assert levels == sorted(levels)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="below the number of agents"):
        ErlangC(1.0, 10.0, 10)
    with pytest.raises(ValueError, match="above nought"):
        ErlangA(1.0, 10.0, 10, 0.0)
