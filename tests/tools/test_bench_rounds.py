"""Which rounds of a bench count: those in which the machine did least for others, however they came out."""

from __future__ import annotations

import os

from bench.support.rounds import Others, Round, calmest, enough, found, machine


def a_round(others: float, ours: float, floor: float) -> Round:
    times = [ours / 1e3] * 100
    return Round({"both": times, "to_agent": times}, [floor / 1e3] * 100, others, 0.2, 0.05, 100, 100)


def test_rounds_are_taken_by_calm_and_not_by_outcome() -> None:
    good_but_loud, bad_but_calm, middling = a_round(1.2, 2, 2), a_round(0.01, 9, 2), a_round(0.1, 6, 2)
    rounds = [good_but_loud, bad_but_calm, middling]
    assert calmest(rounds, 2) == [bad_but_calm, middling]
    said = found(rounds, 2)
    assert said["p95_ratios"] == [3.0, 4.5]
    assert said["ratios"]["to_agent"]["p95"] == 3.75
    assert (said["rounds"], said["kept"], said["calm"], said["others_most"]) == (3, 2, 2, 0.1)
    assert said["cpu_ratio"] == 4.0


def test_it_goes_on_until_enough_are_calm_but_not_for_ever() -> None:
    loud, calm = a_round(0.9, 4, 2), a_round(0.05, 4, 2)
    assert not enough([loud] * 5 + [calm], 2, 6 + 1)
    assert enough([loud] * 5 + [calm] * 2, 2, 21)
    assert enough([loud] * 21, 7, 21)
    assert found([loud] * 21, 7)["calm"] == 0, "and it says so"


def test_what_is_ours_is_not_what_others_do() -> None:
    ours, all_, now = iter((4.0, 7.0)), iter((100.0, 104.0)), iter((50.0, 52.0))
    with Others(lambda: next(ours), lambda: next(all_), lambda: next(now)) as watched:
        pass
    assert watched.cores == 0.5


def test_the_machine_counts_what_is_done_here() -> None:
    before, began = machine(), os.times().user
    while os.times().user < began + 0.1:
        sum(range(1000))
    assert machine() - before >= 0.08
