"""A log that the twin wrote is fitted and replayed: what was put in comes out."""

from __future__ import annotations

from math import exp

import msgspec
import numpy as np
import pytest

from qingfeng.twin.calibrate import Fit, fit, hazard, survival, that_day, typical
from qingfeng.twin.log import Call, Log, read_log, told_by_waiting
from qingfeng.twin.reading import Wrong, check, world_of
from qingfeng.twin.replay import replay
from qingfeng.twin.seam import Production
from qingfeng.twin.sightings import presence, skills
from tests.twin.logs import MONDAY, written

HEAD = "date,customer,priority,type,vru_entry,q_start,q_exit,q_time,outcome,ser_start,ser_exit,ser_time,server\n"
GOOD = "1999-01-10,C1,2,PS,17:34:17,17:34:23,17:34:53,30,AGENT,17:34:52,17:36:44,112,A17\n"


@pytest.fixture(scope="module")
def log() -> Log:
    return read_log(written().splitlines())


@pytest.fixture(scope="module")
def fitted(log: Log) -> Fit:
    return fit(log.calls)


# ------------------------------------------------------------------ reading
def test_rows_become_calls() -> None:
    rows = (
        "1999-01-10,,0,NW,18:04:15,18:04:25,18:05:56,91,HANG,0:00:00,0:00:00,0,\n"
        "1999-01-10,,0,PS,9:00:00,0:00:00,0:00:00,0,AGENT,23:59:00,0:01:00,120,A1\n"
        "1999-01-10,,0,PS,9:00:00,0:00:00,0:00:00,0,HANG,0:00:00,0:00:00,0,\n"
        "1999-01-10,,0,PS,9:00:00,9:00:00,9:00:05,5,PHANTOM,0:00:00,0:00:00,0,\n"
    )
    found = read_log((HEAD + GOOD + rows).splitlines())
    assert not found.bad
    assert dict(found.ignored) == {"not_queued": 1, "phantom": 1}
    first, gone, late = found.calls
    assert (first.came, first.wait, first.talk, first.server, first.priority) == (63263, 30, 112, "A17", "2")
    assert (gone.answered, gone.wait, gone.began) == (False, 91, 65065 + 91)
    assert (late.came, late.wait, late.talk) == (86340, 0, 120)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("1999-01-10", "10.1.1999", "date is"),
        (",30,", ",thirty,", "q_time is 'thirty'"),
        (",30,", ",99999,", "longer than 4 hours"),
        (",30,", ",77,", "q_start to q_exit is 30 s, not 77"),
        ("17:34:53", "17:34", "not H:MM:SS"),
        ("17:34:53", "17:74:53", "no such time of day"),
        ("AGENT", "LOST", "outcome is 'LOST'"),
        ("AGENT", "HANG", "hung up, yet was served"),
        (",A17", ",", "by no server"),
        (",112,", ",0,", "took no time"),
        (",112,", ",300,", "ser_start to ser_exit"),
    ],
)
def test_bad_rows_are_told_by_line_and_reason(old: str, new: str, why: str) -> None:
    found = read_log((HEAD + GOOD + GOOD.replace(old, new) + GOOD).splitlines())
    assert len(found.calls) == 2
    (bad,) = found.bad
    assert bad.line == 3
    assert why in bad.en
    assert bad.zh


def test_missing_columns_are_told() -> None:
    with pytest.raises(Wrong) as wrong:
        read_log(["date,type", "1999-01-01,PS"])
    assert "server" in {fault.field for fault in wrong.value.faults}


def test_a_priority_written_down_only_in_the_queue_is_seen() -> None:
    def calls(priority: str, wait: int) -> list[Call]:
        return [Call(MONDAY, n, "PS", priority, wait, "A", 10) for n in range(200)]

    assert told_by_waiting(calls("0", 0) + calls("2", 30))
    assert not told_by_waiting(calls("0", 30) + calls("0", 0) + calls("2", 30) + calls("2", 0))


# ------------------------------------------------------------------ fitting
def test_patience_of_two_minutes_is_found(fitted: Fit) -> None:
    for kind in ("PS", "NW"):
        rates = fitted.patience[kind].rates[:4]
        assert np.mean(rates) == pytest.approx(1 / 120, rel=0.25)
        share = next(s for t, s in reversed(fitted.survival[kind]) if t <= 60)
        assert share == pytest.approx(exp(-0.5), abs=0.06)


def test_survival_and_hazard_by_hand() -> None:
    calls = [
        Call(MONDAY, 0, "a", "0", w, "A" if answered else "", 1)
        for w, answered in ((5, True), (10, False), (20, True), (40, False))
    ]
    assert survival(calls) == [(10.0, pytest.approx(2 / 3)), (40.0, 0.0)]
    rates = hazard(calls).rates
    assert rates[0] == pytest.approx(1 / 35)  # 5 + 10 + 10 + 10 seconds at risk
    assert rates[1] == 0.0
    assert rates[2] == pytest.approx(1 / 20)
    assert hazard([]).rates == [0.0] * 10


def test_handling_and_how_agents_differ(fitted: Fit) -> None:
    slow = np.mean([fitted.factors[s]["PS"] for s in ("A4", "A5")])
    quick = np.mean([fitted.factors[s]["PS"] for s in ("A0", "A1")])
    assert slow / quick == pytest.approx(1.4 / 0.8, rel=0.15)
    plain = np.mean([fitted.factors[s]["PS"] for s in ("A2", "A3")])
    assert fitted.handling["PS"][0] * plain == pytest.approx(200.0, rel=0.1)
    assert fitted.handling["NW"][1] == pytest.approx(0.5, abs=0.1)
    assert fitted.wrap_up < 3.0


def test_skills_and_presence_are_seen(log: Log, fitted: Fit) -> None:
    assert fitted.skills["A4"] == ["PS"]
    assert fitted.skills["A0"] == ["NW", "PS"]
    day = [call for call in log.calls if call.day == MONDAY]
    for spans in presence(day, fitted.kinds, fitted.skills).values():
        assert spans[0][0] >= 8 * 3600
        assert sum(end - start for start, end in spans) > 8 * 3600
    assert fitted.staffing["full"][24] == pytest.approx(6.0, abs=0.7)
    assert fitted.staffing["full"][4] == 0.0


def test_an_agent_who_pauses_while_somebody_waits_was_not_there() -> None:
    def call(came: int, wait: int, server: str, talk: int) -> Call:
        return Call(MONDAY, came, "PS", "0", wait, server, talk)

    known = {"A": ["other"]}
    idle = [call(0, 0, "A", 100), call(1000, 0, "A", 100)]
    assert presence(idle, {}, known) == {"A": [(0, 1100)]}
    waited = [*idle, call(400, 50, "", 0)]
    assert presence(waited, {}, known) == {"A": [(0, 100), (1000, 1100)]}
    assert presence([call(0, 0, "A", 100), call(9000, 0, "A", 100)], {}, known) == {"A": [(0, 100), (9000, 9100)]}
    assert skills(idle, {}) == {"A": ["other"]}


def test_arrivals_by_type_of_day(log: Log, fitted: Fit) -> None:
    assert fitted.days == {"full": 6}
    assert fitted.rates["full"]["PS"][20] == pytest.approx(60.0, rel=0.3)
    assert sum(fitted.rates["full"]["NW"]) / 2 == pytest.approx(300, rel=0.1)
    assert fitted.rates["full"]["PS"][2] == 0.0
    assert fitted.day_cv < 0.06
    assert fitted.interval_cv < 0.15
    saturday = [call._replace(day=MONDAY.replace(day=7)) for call in log.calls if call.day == MONDAY][::4]
    assert fit(log.calls + saturday).weekdays[5] == "short"


def test_uncertain_days_are_seen(log: Log) -> None:
    """Every third call of every second day is dropped."""
    thin = [c for n, c in enumerate(log.calls) if c.day.toordinal() % 2 or n % 3]
    assert fit(thin).day_cv == pytest.approx(0.22, abs=0.06)


def test_classes_by_priority_and_their_head_start(log: Log) -> None:
    calls = [c._replace(priority="2") if c.came % 3 == 0 else c for c in log.calls]
    made = fit(calls, by_priority=True, head_start={"2": 90})
    assert set(made.kind_of_class) == {"PS.0", "PS.2", "NW.0", "NW.2"}
    starts = {c.code: c.head_start for c in typical(made, "full").classes}
    assert starts == {"PS.0": 0, "PS.2": 90, "NW.0": 0, "NW.2": 90}


def test_too_little_is_refused() -> None:
    with pytest.raises(ValueError, match="two days"):
        fit([Call(MONDAY, 0, "PS", "0", 0, "A", 10)])


def test_worlds_of_a_fit_can_be_simulated_and_written(log: Log, fitted: Fit) -> None:
    made = typical(fitted, "full")
    check(made)
    assert world_of(msgspec.yaml.encode(made)) == made
    day = [call for call in log.calls if call.day == MONDAY]
    again = that_day(fitted, day)
    check(again)
    assert sum(len(c.arrivals.times[0]) for c in again.classes) == len(day)


# ------------------------------------------------------------------ replaying
def test_days_left_out_come_out_alike(log: Log) -> None:
    test = [call for call in log.calls if call.day >= MONDAY.replace(day=5)]
    made = fit([call for call in log.calls if call.day < MONDAY.replace(day=5)])
    said: list[str] = []
    found = replay(made, test, Production, 1, 4, said.append)
    assert len(found.days) == len(said) == 3
    assert found.whole.calls == len(test)
    assert found.whole.left == pytest.approx(found.whole.left_simulated, abs=0.035)
    assert found.whole.left_low < found.whole.left < found.whole.left_high
    assert found.whole.wait == pytest.approx(found.whole.wait_simulated, rel=0.35)
    assert found.whole.apart < 0.1
    assert found.day_apart < 0.15
    assert set(found.by_class) == {"PS", "NW"}
    assert set(found.by_hour) == set(range(8, 18))
    assert sum(part.calls for part in found.by_hour.values()) == len(test)
    chance, _, mean, least, most = found.quantiles[2]
    assert chance == 0.9
    assert least <= mean <= most


def test_a_replay_that_is_wrong_shows(log: Log, fitted: Fit) -> None:
    """With talks twice as long the distance is beyond that of two days."""
    slow = msgspec.structs.replace(
        fitted, handling={kind: (2 * mean, cv) for kind, (mean, cv) in fitted.handling.items()}
    )
    wrong = replay(slow, log.calls, Production, 1, 1)
    right = replay(fitted, log.calls, Production, 1, 1)
    assert wrong.whole.apart > right.whole.apart + 0.1
    assert wrong.day_apart > wrong.days_apart
