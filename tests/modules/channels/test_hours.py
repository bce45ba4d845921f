"""Opening hours: Chinese working days and holidays, spans over midnight, and clocks that jump."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingfeng.modules.channels.public import Hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICE = [("09:00", "12:00"), ("13:30", "18:00")]
# The National Day holiday of 2026 as it is usually arranged: seven days off, two weekend days worked.
GOLDEN_WEEK = Hours(
    tz="Asia/Shanghai",
    weekly=dict.fromkeys(DAYS[:5], OFFICE),
    exceptions={
        **{f"2026-10-0{day}": [] for day in range(1, 8)},
        "2026-09-27": OFFICE,
        "2026-10-10": OFFICE,
    },
)
NIGHT = Hours(tz="Asia/Shanghai", weekly={day: [("20:00", "02:00")] for day in DAYS})


def at(text: str, zone: str = "+08:00") -> datetime:
    return datetime.fromisoformat(f"{text}{zone}").astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "is_open", "opens"),
    [
        ("2026-09-25T08:59:59", False, "2026-09-25T09:00"),  # a Friday
        ("2026-09-25T09:00", True, "2026-09-25T13:30"),
        ("2026-09-25T12:00", False, "2026-09-25T13:30"),
        ("2026-09-25T17:59:59", True, "2026-09-27T09:00"),
        ("2026-09-26T10:00", False, "2026-09-27T09:00"),  # an ordinary Saturday
        ("2026-09-27T10:00", True, "2026-09-27T13:30"),  # a Sunday that is worked
        ("2026-09-30T18:00", False, "2026-10-08T09:00"),  # the holiday begins
        ("2026-10-01T10:00", False, "2026-10-08T09:00"),
        ("2026-10-07T23:59", False, "2026-10-08T09:00"),
        ("2026-10-10T14:00", True, "2026-10-12T09:00"),  # a Saturday that is worked
        ("2026-10-11T14:00", False, "2026-10-12T09:00"),
    ],
)
def test_golden_week(moment: str, is_open: bool, opens: str) -> None:
    assert GOLDEN_WEEK.is_open(at(moment)) is is_open
    assert GOLDEN_WEEK.opens_at(at(moment)) == at(opens)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [("19:59:59", False), ("20:00", True), ("23:59:59", True), ("00:00", True), ("01:59:59", True), ("02:00", False)],
)
def test_over_midnight(moment: str, is_open: bool) -> None:
    assert NIGHT.is_open(at(f"2026-07-01T{moment}")) is is_open


def test_a_night_runs_into_a_holiday_and_none_begins_there() -> None:
    hours = Hours(tz=NIGHT.tz, weekly=NIGHT.weekly, exceptions={"2026-10-01": []})
    assert hours.is_open(at("2026-10-01T01:00"))
    assert not hours.is_open(at("2026-10-01T21:00"))
    assert not hours.is_open(at("2026-10-02T01:00"))
    assert hours.opens_at(at("2026-10-01T01:00")) == at("2026-10-02T20:00")


@pytest.mark.parametrize("end", ["24:00", "00:00"])
def test_round_the_clock_has_no_gap_at_midnight(end: str) -> None:
    always = Hours(tz="Asia/Shanghai", weekly={day: [("00:00", end)] for day in DAYS})
    for moment in ("2026-07-01T00:00", "2026-07-01T23:59:59.999999", "2026-07-02T00:00"):
        assert always.is_open(at(moment))


def test_the_day_is_the_calendars_not_the_readers() -> None:
    hours = Hours(tz="Asia/Urumqi", weekly={"mon": [("09:00", "10:00")]})
    assert hours.is_open(at("2026-07-06T03:30", "+00:00"))  # Urumqi is at +06:00
    sydney = Hours(tz="Australia/Sydney", weekly={"mon": [("00:30", "01:00")]})
    assert sydney.is_open(at("2026-07-05T22:45", "+08:00"))  # still Sunday in China


def test_a_clock_that_jumps() -> None:
    """In Berlin on 29 March 2026 two o'clock is three; on 25 October it is two for two hours."""
    hours = Hours(tz="Europe/Berlin", weekly={"sun": [("01:00", "04:00")]})

    def minutes(day: str) -> int:
        start = at(f"{day}T00:00", "+00:00")
        return sum(hours.is_open(start + timedelta(minutes=n - 120)) for n in range(360))

    assert (minutes("2026-03-29"), minutes("2026-10-25"), minutes("2026-07-05")) == (120, 240, 180)


def test_how_much_of_a_time_it_was_open() -> None:
    day = Hours(
        tz="Asia/Shanghai", weekly={"mon": [("09:00", "12:00"), ("22:00", "02:00")], "tue": [("01:00", "03:00")]}
    )
    monday = datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Shanghai"))

    def hours(begin: float, end: float) -> float:
        since, until = (monday + timedelta(hours=n) for n in (begin, end))
        return day.open_between(since.astimezone(UTC), until.astimezone(UTC)) / timedelta(hours=1)

    assert hours(9.5, 11) == 1.5
    assert hours(0, 24) == 5
    assert hours(23, 27) == 4  # of one to two o'clock both spans tell
    assert hours(3, 8) == 0
    assert hours(25, 25) == 0
    assert hours(0, 24 * 14) == 16
    berlin = Hours(tz="Europe/Berlin", weekly={"sun": [("00:00", "24:00")]})
    since = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert berlin.open_between(since, since + timedelta(days=2)) == timedelta(hours=23)


def test_never_open() -> None:
    shut = Hours(tz="Asia/Shanghai", weekly={})
    assert not shut.is_open(at("2026-07-01T12:00"))
    assert shut.opens_at(at("2026-07-01T12:00")) is None
    long = Hours(tz="Asia/Shanghai", weekly={}, exceptions={"2026-07-20": OFFICE})
    assert long.opens_at(at("2026-05-01T12:00")) is None  # further off than two months
    assert long.opens_at(at("2026-07-06T12:00")) == at("2026-07-20T09:00")


_TIME = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
_SPAN = st.tuples(_TIME, _TIME | st.just("24:00")).filter(lambda s: s[0] != s[1])
_HOURS = st.builds(
    Hours,
    tz=st.sampled_from(["Asia/Shanghai", "Asia/Kathmandu", "America/New_York", "Pacific/Apia"]),
    weekly=st.dictionaries(st.sampled_from(DAYS), st.lists(_SPAN, max_size=3), min_size=1),
    exceptions=st.dictionaries(st.dates(date(2026, 7, 1), date(2026, 7, 14)).map(str), st.lists(_SPAN, max_size=2)),
)


@given(_HOURS, st.integers(0, 14 * 24 * 60))
def test_open_now_and_opening_next_fit_together(hours: Hours, minute: int) -> None:
    now = datetime(2026, 7, 1, tzinfo=UTC) + timedelta(minutes=minute)
    opens = hours.opens_at(now)
    if opens is not None:
        assert opens > now
        assert hours.is_open(opens)
    if not hours.is_open(now):  # closed until it opens
        until = opens or now + timedelta(days=13)
        step = (until - now) / 50
        assert not any(hours.is_open(now + step * n) for n in range(50))
