"""Names, dates, states and spans of time in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from qingfeng.flow.wording import day, hours_in_words, latin, moment, place, status, surname, tier, title, wait_in_words

TODAY = date(2026, 7, 10)  # a Friday
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("name", "polite", "zh", "en"),
    [
        ("张文静", "女士", "张女士", "Ms. Zhang"),
        ("欧阳修远", "先生", "欧阳先生", "Mr. Ouyang"),
        ("单雄", "先生", "单先生", "Mr. Shan"),
        ("Emma Clarke", "女士", "Emma Clarke 女士", "Ms. Clarke"),
        ("林悦", "", "林悦", "Lin Yue"),
        ("王小明", "老师", "王老师", "Wang Xiaoming"),
    ],
)
def test_how_a_customer_is_addressed(name: str, polite: str, zh: str, en: str) -> None:
    assert title(name, polite, zh=True) == zh
    assert title(name, polite, zh=False) == en


def test_names_in_letters() -> None:
    assert latin("吴国栋") == "Wu Guodong"
    assert latin("诸葛亮") == "Zhuge Liang"
    assert place("杭州") == "Hangzhou"
    assert place("London") == "London"
    assert latin("Priya Nair") == "Priya Nair"
    assert surname("") == ""


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (-1, "昨天", "yesterday"),
        (0, "今天", "today"),
        (1, "明天", "tomorrow"),
        (2, "后天", "the day after tomorrow"),
        (3, "7 月 13 日（周一）", "Monday, 13 July"),
        (400, "2027 年 8 月 14 日", "14 August 2027"),
    ],
)
def test_days(days: int, zh: str, en: str) -> None:
    on = TODAY + timedelta(days=days)
    assert (day(on, TODAY, True), day(on, TODAY, False)) == (zh, en)


def test_a_day_that_is_written_down_has_its_year() -> None:
    assert day(TODAY, TODAY, True, year=True) == "2026 年 7 月 10 日"
    assert day(TODAY, TODAY, False, year=True) == "10 July 2026"


@pytest.mark.parametrize(
    ("days", "hour", "zh", "en"),
    [
        (0, 9, "今天上午", "this morning"),
        (0, 20, "今天晚上", "this evening"),
        (2, 16, "后天下午", "the day after tomorrow, in the afternoon"),
        (1, 12, "明天下午", "tomorrow afternoon"),
        (3, 10, "7 月 13 日（周一）上午", "Monday, 13 July, in the morning"),
    ],
)
def test_parts_of_a_day(days: int, hour: int, zh: str, en: str) -> None:
    at = datetime(2026, 7, 10, hour, tzinfo=ZONE) + timedelta(days=days)
    assert (moment(at, TODAY, True), moment(at, TODAY, False)) == (zh, en)


def test_states_have_words_and_strange_codes_have_none() -> None:
    assert (status("shipped", True), status("shipped", False)) == ("已发货", "shipped")
    assert (tier("black", True), tier("black", False)) == ("黑金会员", "Black member")
    assert status("X-17", True) == tier("platinum", False) == ""
    assert (wait_in_words(2, 5, True), wait_in_words(2, 5, False)) == ("2–5 分钟", "2–5 minutes")


WORK = [("09:00", "18:00")]
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.mark.parametrize(
    ("weekly", "zh", "en"),
    [
        ({d: [("09:00", "21:00")] for d in WEEK}, "每天 09:00–21:00", "every day 09:00–21:00"),
        ({d: [("00:00", "24:00")] for d in WEEK}, "每天 24 小时", "every day around the clock"),
        (
            {**dict.fromkeys(WEEK[:5], WORK), "sat": [("10:00", "12:00"), ("13:00", "16:00")]},
            "周一至周五 09:00–18:00，周六 10:00–12:00、13:00–16:00",
            "Monday to Friday 09:00–18:00, Saturday 10:00–12:00 and 13:00–16:00",
        ),
        ({"mon": WORK, "wed": WORK}, "周一 09:00–18:00，周三 09:00–18:00", "Monday 09:00–18:00, Wednesday 09:00–18:00"),
        ({}, "", ""),
    ],
)
def test_a_week(weekly: dict[str, list[tuple[str, str]]], zh: str, en: str) -> None:
    assert hours_in_words(weekly, True) == zh
    assert hours_in_words(weekly, False) == en
