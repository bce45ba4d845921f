"""Reads a log of calls: CSV with one row a call. Bad rows are told of by line and reason, and left out.

Columns: `date` (YYYY-MM-DD), `priority`, `type`, `q_start`, `q_exit`, `q_time`, `outcome` (AGENT, HANG or PHANTOM),
`ser_start`, `ser_exit`, `ser_time`, `server`; others are not looked at. Times of day are H:MM:SS, durations whole
seconds. A call with nought in the queue came when its service began. Who hung up without having queued never asked
for a person, and a PHANTOM was nobody: both are counted, not kept.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from qingfeng.twin.reading import Fault, Wrong

COLUMNS = (
    "date", "priority", "type", "q_start", "q_exit", "q_time", "outcome", "ser_start", "ser_exit", "ser_time", "server",
)  # fmt: skip
DAY = 86_400
OTHER = "other"
"""What types and priorities with few calls are told together as."""
LONGEST = 4 * 3600
"""Seconds: no wait and no talk is believed to be longer."""
APART = 5
"""Seconds by which a duration may differ from its two times of day."""


class Call(NamedTuple):
    """Who asked for a person. `came`: second of the day. `server`: empty when they left. `talk`: seconds of service."""

    day: date
    came: int
    kind: str
    priority: str
    wait: int
    server: str
    talk: int

    @property
    def answered(self) -> bool:
        return bool(self.server)

    @property
    def began(self) -> int:
        """The second of the day at which the service began, or the wait ended."""
        return self.came + self.wait


class Bad(NamedTuple):
    """A row that was left out. Lines count from 1, the header's."""

    line: int
    en: str
    zh: str


@dataclass
class Log:
    calls: list[Call] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    """By why: `phantom`, `not_queued`."""

    @property
    def days(self) -> list[date]:
        return sorted({call.day for call in self.calls})


def told_by_waiting(calls: Iterable[Call]) -> bool:
    """Whether the priority was written down only for those who waited, so that it tells nothing beforehand: one priority
    has nearly all who were served at once, and another nearly nobody of them."""
    waited: dict[str, list[bool]] = defaultdict(list)
    for call in calls:
        if call.answered:
            waited[call.priority].append(call.wait > 0)
    shares = [sum(of) / len(of) for of in waited.values() if len(of) >= 100]
    return bool(shares) and max(shares) > 0.98 and min(shares) < 0.5


def read_log(lines: Iterable[str]) -> Log:
    """Raises Wrong when columns are missing."""
    reader = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise Wrong(Fault(name, "this column is missing", "缺少该列") for name in missing)
    log = Log()
    for row in reader:
        try:
            call = _call(row)
        except _Odd as odd:
            log.bad.append(Bad(reader.line_num, odd.en, odd.zh))
            continue
        if isinstance(call, Call):
            log.calls.append(call)
        else:
            log.ignored[call] += 1
    log.calls.sort(key=lambda c: (c.day, c.came))
    return log


class _Odd(Exception):
    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en, self.zh = en, zh


def _call(row: dict[str, str | None]) -> Call | str:
    cell = {name: (row.get(name) or "").strip() for name in COLUMNS}
    outcome = cell["outcome"].upper()
    if outcome == "PHANTOM":
        return "phantom"
    if outcome not in ("AGENT", "HANG"):
        raise _Odd(f"outcome is {cell['outcome']!r}, not AGENT, HANG or PHANTOM", f"outcome 为 {cell['outcome']!r}，应为 AGENT、HANG 或 PHANTOM")  # fmt: skip
    day = _day(cell["date"])
    wait, talk = _seconds(cell, "q_time"), _seconds(cell, "ser_time")
    if wait:
        _agrees(cell, "q_start", "q_exit", wait)
    if outcome == "HANG":
        if talk or cell["server"]:
            raise _Odd("hung up, yet was served", "已挂断却有服务记录")
        if not wait:
            return "not_queued"
        return Call(day, _moment(cell, "q_start"), cell["type"], cell["priority"], wait, "", 0)
    if not cell["server"]:
        raise _Odd("was answered, but by no server", "已接通却没有 server")
    if not talk:
        raise _Odd("was answered, but the service took no time", "已接通但服务时长为 0")
    _agrees(cell, "ser_start", "ser_exit", talk)
    came = _moment(cell, "q_start") if wait else _moment(cell, "ser_start")
    return Call(day, came, cell["type"], cell["priority"], wait, cell["server"], talk)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Odd(f"date is {text!r}, not YYYY-MM-DD", f"date 为 {text!r}，应为 YYYY-MM-DD") from None


def _seconds(cell: dict[str, str], name: str) -> int:
    text = cell[name]
    if not (text.isascii() and text.isdigit()):
        raise _Odd(f"{name} is {text!r}, not whole seconds", f"{name} 为 {text!r}，应为整数秒")
    if int(text) > LONGEST:
        raise _Odd(f"{name} is {text} s, longer than {LONGEST // 3600} hours", f"{name} 为 {text} 秒，超过 {LONGEST // 3600} 小时")  # fmt: skip
    return int(text)


def _moment(cell: dict[str, str], name: str) -> int:
    parts = cell[name].split(":")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise _Odd(f"{name} is {cell[name]!r}, not H:MM:SS", f"{name} 为 {cell[name]!r}，应为 H:MM:SS")
    hours, minutes, seconds = (int(part) for part in parts)
    if hours > 24 or minutes > 59 or seconds > 59:
        raise _Odd(f"{name} is {cell[name]!r}: no such time of day", f"{name} 为 {cell[name]!r}，不是有效时刻")
    return hours * 3600 + minutes * 60 + seconds


def _agrees(cell: dict[str, str], start: str, end: str, seconds: int) -> None:
    span = (_moment(cell, end) - _moment(cell, start)) % DAY
    if abs(span - seconds) > APART:
        raise _Odd(f"{start} to {end} is {span} s, not {seconds}", f"{start} 至 {end} 为 {span} 秒，而非 {seconds}")
