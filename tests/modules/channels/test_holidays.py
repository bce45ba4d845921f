"""Statutory holidays and exchanged days, what follows them, and tables of them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.channels.holidays import ANNOUNCED, CHINA
from qingfeng.modules.channels.hours import DAYS, Hours, check, read_table

OFFICE = [("09:00", "18:00")]
WEEK = dict.fromkeys(DAYS[:5], OFFICE)
CN = Hours(tz="Asia/Shanghai", weekly={**WEEK, "mon": [("08:30", "18:00")]}, follows="cn")


def why(hours: Hours, day: str) -> tuple[str, bool]:
    spans, reason = hours.hours_of(date.fromisoformat(day))
    return reason, bool(spans)


def test_the_calendar_of_china_hangs_together() -> None:
    for iso, holiday in CHINA.items():
        assert holiday.day.isoformat() == iso
        assert holiday.announced == (holiday.day.year in ANNOUNCED)
        if holiday.kind == "work":
            assert holiday.day.weekday() >= 5, f"{iso}: only weekend days are exchanged"
    per_year = {
        year: [sum(h.day.year == year and h.kind == kind for h in CHINA.values()) for kind in ("off", "work")]
        for year in (2025, 2026, 2027)
    }
    assert per_year == {2025: [28, 5], 2026: [33, 6], 2027: [13, 0]}
    for year in ANNOUNCED:  # the thirteen days by law: every other weekday off is worked for on a weekend
        off = [h.day for h in CHINA.values() if h.day.year == year and h.kind == "off"]
        assert len([day for day in off if day.weekday() < 5]) - per_year[year][1] == 13


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-09-30", ("weekly", True)),
        ("2026-10-01", ("holiday", False)),
        ("2026-10-07", ("holiday", False)),
        ("2026-10-08", ("weekly", True)),
        ("2026-10-10", ("makeup", True)),
        ("2026-10-11", ("weekly", False)),
        ("2026-02-14", ("makeup", True)),
        ("2025-01-26", ("makeup", True)),
        ("2027-02-06", ("holiday", False)),
        ("2028-01-01", ("weekly", False)),
    ],
)
def test_who_follows_the_holidays_is_closed_on_them_and_works_the_exchanged_days(
    day: str, expected: tuple[str, bool]
) -> None:
    assert why(CN, day) == expected


def test_an_exchanged_day_has_the_hours_of_the_weekday_chosen_and_a_holiday_its_own() -> None:
    saturday = date(2026, 10, 10)
    assert CN.hours_of(saturday)[0] == [("08:30", "18:00")]
    tuesday = Hours(tz=CN.tz, weekly=CN.weekly, follows="cn", makeup_as="tue", on_holiday=[("10:00", "16:00")])
    assert tuesday.hours_of(saturday)[0] == OFFICE
    assert tuesday.hours_of(date(2026, 10, 1)) == ([("10:00", "16:00")], "holiday")


def test_an_exception_goes_before_everything_and_nobody_else_keeps_the_holidays() -> None:
    busy = Hours(tz=CN.tz, weekly=WEEK, follows="cn", exceptions={"2026-10-01": OFFICE, "2026-10-10": []})
    assert why(busy, "2026-10-01") == ("exception", True)
    assert why(busy, "2026-10-10") == ("exception", False)
    assert why(Hours(tz=CN.tz, weekly=WEEK), "2026-10-01") == ("weekly", True)


def test_after_a_long_holiday_the_next_opening_is_found() -> None:
    eve = datetime(2026, 2, 14, 10, 30, tzinfo=UTC)  # 18:30 on the last day worked before the Spring Festival
    assert not CN.is_open(eve)
    assert CN.opens_at(eve) == datetime(2026, 2, 24, 1, 0, tzinfo=UTC)


def test_closing_is_told_across_spans_that_touch() -> None:
    bar = Hours(tz="Asia/Shanghai", weekly={"wed": [("18:00", "24:00")], "thu": [("00:00", "02:00")]})
    at = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)  # Wednesday, 20:00
    assert bar.closes_at(at) == datetime(2026, 7, 1, 18, 0, tzinfo=UTC)
    assert bar.closes_at(datetime(2026, 7, 1, 19, 0, tzinfo=UTC)) is None
    always = Hours(tz="Asia/Shanghai", weekly={day: [("00:00", "24:00")] for day in DAYS})
    assert always.closes_at(at) is None


def test_summer_time_moves_the_moment_and_not_the_clock_on_the_wall() -> None:
    berlin = Hours(tz="Europe/Berlin", weekly=dict.fromkeys(DAYS, OFFICE))
    assert berlin.opens_at(datetime(2026, 3, 28, 20, tzinfo=UTC)) == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert berlin.opens_at(datetime(2026, 3, 27, 20, tzinfo=UTC)) == datetime(2026, 3, 28, 8, tzinfo=UTC)
    night = Hours(tz="America/New_York", weekly={"sat": [("22:00", "06:00")]})
    [(start, end)] = night.spans(date(2026, 10, 31))  # the clock goes back in this night
    assert (end - start).total_seconds() == 9 * 3600


@pytest.mark.parametrize(
    ("hours", "code", "field"),
    [
        (Hours(tz="Mars/Base", weekly={}), "unknown_zone", "tz"),
        (Hours(tz="Asia/Shanghai", weekly={"moon": OFFICE}), "unknown_day", "weekly"),
        (Hours(tz="Asia/Shanghai", weekly={"mon": [("9:00", "18:00")]}), "bad_time", "weekly.mon"),
        (Hours(tz="Asia/Shanghai", weekly={"mon": [("24:00", "18:00")]}), "bad_time", "weekly.mon"),
        (Hours(tz="Asia/Shanghai", weekly={"mon": [("09:00", "12:00"), ("11:00", "18:00")]}), "spans_overlap", "weekly.mon"),
        (Hours(tz="Asia/Shanghai", weekly={"mon": [("20:00", "02:00"), ("23:00", "23:30")]}), "spans_overlap", "weekly.mon"),
        (Hours(tz="Asia/Shanghai", weekly={"mon": OFFICE * 7}), "too_many_spans", "weekly.mon"),
        (Hours(tz="Asia/Shanghai", weekly={}, makeup_as="x"), "unknown_day", "makeup_as"),
        (Hours(tz="Asia/Shanghai", weekly={}, exceptions={"2026-02-30": []}), "bad_day", "exceptions"),
        (Hours(tz="Asia/Shanghai", weekly={}, exceptions={"20260201": []}), "bad_day", "exceptions"),
        (Hours(tz="Asia/Shanghai", weekly={}, notes={"2026-02-01": "x"}), "too_long", "notes"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_are_refused(hours: Hours, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(hours)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_good_hours_pass() -> None:
    check(CN)
    check(Hours(tz="UTC", weekly={"mon": [("00:00", "24:00")], "tue": [("20:00", "02:00"), ("09:00", "12:00")]}))


def test_a_table_is_read_line_by_line_with_what_is_wrong() -> None:
    text = "\ufeff日期,类型,说明\n2027-02-05,off,春节\n2027/2/7,班,调休\n\nx,off\n2027-02-08,maybe\n2027-02-05,休\n"
    rows = read_table(text)
    assert [(r.line, r.day, r.kind, r.note, r.error) for r in rows] == [
        (2, "2027-02-05", "off", "春节", None),
        (3, "2027-02-07", "work", "调休", None),
        (5, "x", "off", "", "bad_day"),
        (6, "2027-02-08", "maybe", "", "bad_kind"),
        (7, "2027-02-05", "off", "", "day_twice"),
    ]
    for nothing in ("", "\n\n", "date,type,note\n"):
        with pytest.raises(Invalid, match="no line") as refused:
            read_table(nothing)
        assert refused.value.code == "empty_table"
    with pytest.raises(Invalid) as refused:
        read_table("\n".join(["2027-01-01,off"] * 501))
    with pytest.raises(Invalid, match="This is no table"):
        read_table("2027-01-01,off," + "年" * 140_000)
    assert len(read_table("2027-01-01,off\r2027-01-02,off")) == 2  # lines as an old Mac ends them
    assert refused.value.code == "too_many_lines"
