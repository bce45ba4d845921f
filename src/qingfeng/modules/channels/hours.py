"""Opening hours: weekly, with statutory holidays that are followed and exceptions by day. Pure.

All moments are given and compared in UTC: in a zone with summer time a day may have 23 or 25 hours, and an hour that
comes twice opens or closes with its first.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.channels.holidays import CHINA, Holiday

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Span = tuple[str, str]
Why = Literal["weekly", "holiday", "makeup", "exception"]
MAX_SPANS, MAX_EXCEPTIONS, MAX_NAME, MAX_NOTE, MAX_LINES = 6, 400, 60, 60, 500
LOOK_AHEAD = 60
"""So many days are looked through for the next opening: longer than any holiday."""
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """A calendar: `weekly["mon"] = [["09:00", "21:00"]]`; `exceptions["2026-10-01"]` replaces that day, whatever it is.

    A span that ends no later than it begins goes on into the next day (`["20:00", "02:00"]`), and belongs to the day on
    which it began: a holiday on the next day does not cut it short. `follows`: "cn" keeps the statutory holidays of
    mainland China: then they have the hours of `on_holiday` (none: closed), and weekend days worked in exchange those
    of the weekday `makeup_as`. `notes`: why a day is an exception.
    """

    tz: str
    weekly: dict[str, list[Span]]
    exceptions: dict[str, list[Span]] = {}
    follows: Literal["", "cn"] = ""
    on_holiday: list[Span] = []
    makeup_as: str = "mon"
    notes: dict[str, str] = {}

    def hours_of(self, day: date) -> tuple[list[Span], Why]:
        """What a day's hours are by the clock on the wall, and why."""
        name = day.isoformat()
        if name in self.exceptions:
            return self.exceptions[name], "exception"
        holiday = self.holiday(day)
        if holiday is None:
            return self.weekly.get(DAYS[day.weekday()], []), "weekly"
        if holiday.kind == "off":
            return self.on_holiday, "holiday"
        return self.weekly.get(self.makeup_as, []), "makeup"

    def holiday(self, day: date) -> Holiday | None:
        return CHINA.get(day.isoformat()) if self.follows == "cn" else None

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """When it is open by a day's hours, in UTC."""
        zone = ZoneInfo(self.tz)
        found = []
        for start, end in self.hours_of(day)[0]:
            opens = time.fromisoformat(start)
            until = time.fromisoformat("00:00" if end == "24:00" else end)
            last = day if until > opens else day + timedelta(days=1)
            begin, stop = datetime.combine(day, opens, zone), datetime.combine(last, until, zone)
            found.append((begin.astimezone(UTC), stop.astimezone(UTC)))
        return sorted(found)

    def is_open(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self._near(at))

    def open_between(self, since: datetime, until: datetime) -> timedelta:
        """How much of the time from one moment to another lies within the hours; what two spans share counts once."""
        zone = ZoneInfo(self.tz)
        day, last = since.astimezone(zone).date() - timedelta(days=1), until.astimezone(zone).date()
        whole, reached = timedelta(), since
        spans = [span for n in range((last - day).days + 1) for span in self.spans(day + timedelta(days=n))]
        for start, end in sorted(spans):
            begin, stop = max(start, reached), min(end, until)
            if stop > begin:
                whole += stop - begin
                reached = stop
        return whole

    def opens_at(self, at: datetime) -> datetime | None:
        """The next opening after `at` within two months; None when there is none."""
        today = at.astimezone(ZoneInfo(self.tz)).date()
        for offset in range(LOOK_AHEAD):
            for start, _ in self.spans(today + timedelta(days=offset)):
                if start > at:
                    return start
        return None

    def closes_at(self, at: datetime) -> datetime | None:
        """When it will be closed next; None while it is closed, or when it is open without a break for two months."""
        today = at.astimezone(ZoneInfo(self.tz)).date()
        spans = sorted(s for offset in range(-1, LOOK_AHEAD) for s in self.spans(today + timedelta(days=offset)))
        until: datetime | None = None
        for start, end in spans:
            if start <= at < end or (until is not None and start <= until):
                until = max(until or end, end)
        horizon = datetime.combine(today + timedelta(days=LOOK_AHEAD - 1), time(), ZoneInfo(self.tz))
        return until if until is not None and until < horizon else None

    def _near(self, at: datetime) -> list[tuple[datetime, datetime]]:
        today = at.astimezone(ZoneInfo(self.tz)).date()
        return [*self.spans(today - timedelta(days=1)), *self.spans(today)]


class TableRow(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an imported table, counted from 1; `error`: the code of what is wrong with it."""

    line: int
    day: str
    kind: str
    note: str
    error: str | None


def check(hours: Hours) -> None:
    """Raises Invalid with the field, why it cannot be, and what would do."""
    if hours.tz not in available_timezones():
        raise Invalid("unknown_zone", "There is no such time zone; write it like Asia/Shanghai.", field="tz")
    for name, spans in hours.weekly.items():
        if name not in DAYS:
            raise Invalid("unknown_day", f"Days are {', '.join(DAYS)}.", field="weekly")
        _spans(f"weekly.{name}", spans)
    _spans("on_holiday", hours.on_holiday)
    if hours.makeup_as not in DAYS:
        raise Invalid("unknown_day", f"Days are {', '.join(DAYS)}.", field="makeup_as")
    if len(hours.exceptions) > MAX_EXCEPTIONS:
        message = f"There may be {MAX_EXCEPTIONS} exceptions; remove those that are past."
        raise Invalid("too_many_exceptions", message, field="exceptions", max=MAX_EXCEPTIONS)
    for day, spans in hours.exceptions.items():
        if _day(day) is None:
            raise Invalid("bad_day", "Write a day like 2027-02-06.", field="exceptions")
        _spans(f"exceptions.{day}", spans)
    for day, note in hours.notes.items():
        if day not in hours.exceptions or len(note) > MAX_NOTE or not note.isprintable():
            message = f"A note belongs to an exception and has at most {MAX_NOTE} characters."
            raise Invalid("too_long", message, field="notes", max=MAX_NOTE)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text and 2000 <= found.year <= 2100 else None


def _spans(field: str, spans: Sequence[Span]) -> None:
    if len(spans) > MAX_SPANS:
        raise Invalid("too_many_spans", f"A day has at most {MAX_SPANS} spans.", field=field, max=MAX_SPANS)
    minutes = []
    for start, end in spans:
        if not _TIME.fullmatch(start) or not (end == "24:00" or _TIME.fullmatch(end)):
            raise Invalid("bad_time", "Times run from 00:00 to 24:00, written like 09:00.", field=field)
        begin, stop = _minutes(start), _minutes(end)
        minutes.append((begin, stop if stop > begin else stop + 1440))
    minutes.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(minutes)):
        raise Invalid("spans_overlap", "Two spans of this day overlap; join them.", field=field)


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def read_table(text: str) -> list[TableRow]:
    """Lines of a CSV `date,kind,note` (kind: off or work, also 休 or 班; a heading may come first). Raises Invalid when
    there are none or too many."""
    rows: list[TableRow] = []
    seen: set[str] = set()
    for line, cells in enumerate(_cells(text), 1):
        given = [cell.strip() for cell in cells]
        if not any(given) or (line == 1 and given[0].lower() in ("date", "day", "日期")):
            continue
        if len(rows) >= MAX_LINES:
            raise Invalid("too_many_lines", f"At most {MAX_LINES} lines.", field="csv", max=MAX_LINES)
        rows.append(_row(line, given, seen))
    if not rows:
        raise Invalid("empty_table", "There is no line with a date; write lines like 2027-02-05,off,春节.", field="csv")
    return rows


def _cells(text: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    except csv.Error as error:
        raise Invalid("bad_table", f"This is no table: {error}.", field="csv") from None


_KINDS = {"off": "off", "休": "off", "放假": "off", "work": "work", "班": "work", "上班": "work"}


def _row(line: int, cells: list[str], seen: set[str]) -> TableRow:
    first, second, third = [*cells, "", "", ""][:3]
    parts = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", first)
    day = f"{parts[1]}-{parts[2]:0>2}-{parts[3]:0>2}" if parts else first
    kind = _KINDS.get(second.lower(), "")
    error = None
    if _day(day) is None:
        error = "bad_day"
    elif not kind:
        error = "bad_kind"
    elif day in seen:
        error = "day_twice"
    elif len(third) > MAX_NOTE or not third.isprintable():
        error = "too_long"
    seen.add(day)
    return TableRow(line=line, day=day[:40], kind=kind or second[:40], note=third[:MAX_NOTE], error=error)
