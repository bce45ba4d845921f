"""Which windows may be chosen, what a kept place promises, and how long what can wait is held: reckoned, not tried."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingfeng.modules.channels.public import Hours
from qingfeng.modules.routing import callbacks, deferral
from qingfeng.modules.routing.model import Policy
from qingfeng.modules.routing.surge import Levers

NOW = datetime(2026, 7, 1, 6, 3, 20, tzinfo=UTC)
"""A Wednesday, 14:03 in Shanghai."""
MINUTE = timedelta(minutes=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def open_from(*spans: tuple[str, str]) -> Hours:
    return Hours(tz="Asia/Shanghai", weekly={day: list(spans) for day in DAYS})  # type: ignore[misc]


def test_windows_begin_on_the_grid_of_the_opening_and_end_before_closing() -> None:
    found = callbacks.windows(open_from(("09:00", "16:00")), Policy(callback_days=1), {}, NOW)
    local = [(w.starts_at.astimezone(UTC) + timedelta(hours=8)).strftime("%d %H:%M") for w in found]
    assert local[:4] == ["01 14:30", "01 15:00", "01 15:30", "02 09:00"]
    assert all(w.ends_at - w.starts_at == 30 * MINUTE and w.places == 4 for w in found)


def test_a_full_window_is_not_shown_and_none_is_where_there_are_no_places() -> None:
    hours, half_past = open_from(("09:00", "16:00")), datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
    found = callbacks.windows(hours, Policy(callback_places=2), {half_past: 2, half_past + 30 * MINUTE: 1}, NOW)
    assert [(w.starts_at, w.places) for w in found[:2]] == [(half_past + 30 * MINUTE, 1), (half_past + 60 * MINUTE, 2)]
    assert callbacks.windows(hours, Policy(callback_places=0), {}, NOW) == []
    assert callbacks.windows(open_from(), Policy(), {}, NOW) == []


@given(
    minute=st.integers(0, 24 * 60),
    length=st.integers(10, 240),
    days=st.integers(1, 7),
    opens=st.sampled_from(
        [(("09:00", "18:00"),), (("08:30", "12:00"), ("13:00", "21:10")), (("20:00", "02:00"),), None]
    ),
)
def test_every_window_is_within_the_hours_to_come_and_none_overlaps(
    minute: int, length: int, days: int, opens: tuple[tuple[str, str], ...] | None
) -> None:
    now = NOW + minute * MINUTE
    hours = None if opens is None else open_from(*opens)
    policy = Policy(callback_window_minutes=length, callback_days=days)
    found = callbacks.windows(hours, policy, {}, now)
    assert len(found) <= callbacks.MOST_WINDOWS
    for one in found:
        assert one.starts_at >= now + callbacks.LEAD
        assert one.starts_at < now + timedelta(days=days)
        assert one.ends_at - one.starts_at == length * MINUTE
        if hours is not None:
            assert hours.open_between(one.starts_at, one.ends_at) == length * MINUTE
    assert all(a.ends_at <= b.starts_at for a, b in pairwise(found))


def test_a_kept_place_promises_the_announced_wait_to_five_minutes_and_nothing_beyond_closing() -> None:
    hours = open_from(("09:00", "16:00"))
    assert callbacks.kept_until(22, hours, NOW) == datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
    assert callbacks.kept_until(1, hours, NOW) == datetime(2026, 7, 1, 6, 15, tzinfo=UTC), "ten minutes at least"
    assert callbacks.kept_until(None, None, NOW) == datetime(2026, 7, 1, 7, 5, tzinfo=UTC)
    assert callbacks.kept_until(118, hours, NOW) is None
    assert callbacks.kept_until(5, open_from(("15:00", "16:00")), NOW) is None, "nobody is there yet"


def test_tried_again_after_the_pause_or_when_it_opens() -> None:
    hours = open_from(("09:00", "14:20"))
    assert callbacks.retry(Policy(), None, NOW)[0] == datetime(2026, 7, 1, 6, 35, tzinfo=UTC)
    assert callbacks.retry(Policy(), hours, NOW)[0] == datetime(2026, 7, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("queue", "surge", "low", "waited", "offered"),
    [
        (0, 0, 99, 9999, False), (5, 0, 6, 0, True), (5, 0, 5, 300, False), (5, 0, None, 301, True),
        (0, 5, 6, 0, True), (20, 5, 6, 0, True), (5, 20, 6, 0, True), (20, 0, 6, 0, False),
    ],
)  # fmt: skip
def test_who_is_offered_one(queue: int, surge: int, low: int | None, waited: float, offered: bool) -> None:
    moved = Levers(callback_minutes=surge)
    assert callbacks.offered(low, waited, Policy(callback_minutes=queue), moved) is offered


@given(waited=st.integers(0, 600), promise=st.integers(1, 2000), longest=st.integers(5, 720), later=st.integers(0, 600))
def test_nobody_is_held_beyond_the_promise_nor_longer_than_the_rule_nor_twice(
    waited: int, promise: int, longest: int, later: int
) -> None:
    since, end = NOW - waited * MINUTE, NOW + (promise - waited) * MINUTE
    moved = Levers(defer_minutes=longest)
    until = deferral.held_until(since, end, moved, NOW)
    if until is not None:
        assert NOW < until < end
        assert until <= since + longest * MINUTE
        again = deferral.held_until(since, end, moved, NOW + later * MINUTE)
        assert again in (None, until), "a second look changes nothing"
    assert deferral.held_until(since, end, Levers(), NOW) is None


@given(held=st.integers(0, 500), room=st.integers(0, 300), waiting=st.integers(0, 300))
def test_given_back_in_a_minute_are_no_more_than_there_is_room_for(held: int, room: int, waiting: int) -> None:
    now = deferral.given_back(held, room, waiting, 60)
    assert now == min(held, max(0, room - waiting))
    assert deferral.given_back(held, room, waiting, 15) <= -(-max(0, room - waiting) // 4)
    if held and room > waiting:
        assert deferral.given_back(held, room, waiting, 15) >= 1, "it comes to an end"
