"""Opening hours over HTTP: calendars of the house and of queues, looked at day by day (permission routing.manage)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import Calendar, CalendarDraft, Hours
from qingfeng.modules.routing import store

TAGS = ["hours"]
DAYS_SHOWN = 42
Span = tuple[Annotated[str, msgspec.Meta(max_length=5)], Annotated[str, msgspec.Meta(max_length=5)]]
Week = dict[str, list[Span]]


class HoursBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Hours as they are wanted. Spans are pairs of times; `on_holiday` and `makeup_as` matter when holidays are followed."""

    tz: Annotated[str, msgspec.Meta(max_length=60)]
    weekly: Week
    exceptions: Week
    notes: dict[str, str]
    follows: Literal["", "cn"]
    on_holiday: list[Span]
    makeup_as: str

    def hours(self) -> Hours:
        return Hours(**{name: getattr(self, name) for name in Hours.__struct_fields__})


class CalendarBody(HoursBody, kw_only=True):
    name_zh: Annotated[str, msgspec.Meta(max_length=200)]
    name_en: Annotated[str, msgspec.Meta(max_length=200)]

    def draft(self) -> CalendarDraft:
        return CalendarDraft(name_zh=self.name_zh, name_en=self.name_en, hours=self.hours())


class CalendarIn(CalendarBody, kw_only=True):
    """`code`: small letters, digits, - and _; it is never changed. `default` is the house's own."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class CalendarChange(CalendarBody, kw_only=True):
    """`version`: the one that was shown; 409 when somebody else has changed the calendar since."""

    version: int


class Now(msgspec.Struct):
    """Whether it is open, and when that changes (null: not within two months)."""

    open: bool
    opens_at: datetime | None
    closes_at: datetime | None


class CalendarOut(CalendarIn, kw_only=True):
    """`queues`: codes of those that keep this calendar by name."""

    id: UUID
    version: int
    now: Now
    queues: list[str]


class CalendarsOut(msgspec.Struct):
    """The house's own first. `announced`: the years whose exchanged days are known to this version."""

    items: list[CalendarOut]
    announced: list[int]


class DayOut(msgspec.Struct):
    """`why`: weekly, holiday, makeup (a weekend day worked) or exception. `spans`: by the clock on the wall."""

    day: date
    spans: list[Span]
    why: str
    zh: str
    en: str
    announced: bool


class LookOut(msgspec.Struct):
    """What hours come to: now, and day by day from today on."""

    now: Now
    days: list[DayOut]


class TableIn(msgspec.Struct, forbid_unknown_fields=True):
    """`csv`: lines of `date,off|work,note`."""

    csv: Annotated[str, msgspec.Meta(max_length=60_000)]


class TableOut(msgspec.Struct):
    rows: list[channels.TableRow]


@get("/api/v1/hours", tags=TAGS)
async def listed(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> CalendarsOut:
    """Every calendar, and which queues keep it."""
    caller.need("routing.manage")
    async with db.reading(caller.tenant) as conn:
        found = await channels.calendars(conn)
        queues = await store.queues(conn)
    users = {one.id: [q.code for q in queues if q.hours_id == one.id] for one in found}
    moment = db.clock.now()
    return CalendarsOut([_out(one, users[one.id], moment) for one in found], sorted(channels.ANNOUNCED))


@post("/api/v1/hours", tags=TAGS, status_code=201)
async def make(caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[CalendarIn]) -> CalendarOut:
    """A new calendar; a queue keeps it once its rules say so."""
    caller.need("routing.manage")
    async with work.tx(caller.tenant) as tx:
        made = await channels.make_calendar(tx, data.code.strip(), data.draft(), caller.actor)
        return _out(made, [], tx.now)


@put("/api/v1/hours/{hours_id:uuid}", tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    hours_id: FromPath[UUID],
    data: JSONBody[CalendarChange],
) -> CalendarOut:
    """Other hours, in force at once: for the router, for the bot, and for what customers are told."""
    caller.need("routing.manage")
    async with work.tx(caller.tenant) as tx:
        kept = await channels.change_calendar(tx, hours_id, data.draft(), data.version, caller.actor)
        return _out(kept, [q.code for q in await store.queues(tx.conn) if q.hours_id == hours_id], tx.now)


@delete("/api/v1/hours/{hours_id:uuid}", tags=TAGS)
async def remove(caller: NamedDependency[Caller], work: NamedDependency[Work], hours_id: FromPath[UUID]) -> None:
    """Remove a calendar that no queue keeps."""
    caller.need("routing.manage")
    async with work.tx(caller.tenant) as tx:
        queues = [q.code for q in await store.lock_queues(tx) if q.hours_id == hours_id]
        if queues:
            message = f"{', '.join(queues)} keep these hours; change that first."
            raise Conflict("hours_in_use", message, queues=", ".join(queues))
        await channels.remove_calendar(tx, hours_id, caller.actor)


@post("/api/v1/hours/look", tags=TAGS, status_code=200)
async def look(caller: NamedDependency[Caller], db: NamedDependency[Database], data: JSONBody[HoursBody]) -> LookOut:
    """What hours would come to, before they are saved: open now, and the next six weeks day by day."""
    caller.need("routing.manage")
    hours = data.hours()
    channels.check_hours(hours)
    moment = db.clock.now()
    today = moment.astimezone(ZoneInfo(hours.tz)).date()
    return LookOut(_now(hours, moment), [_day(hours, today + timedelta(days=n)) for n in range(DAYS_SHOWN)])


@post("/api/v1/hours/table", tags=TAGS, status_code=200)
async def table(caller: NamedDependency[Caller], data: JSONBody[TableIn]) -> TableOut:
    """Read a table of holidays and exchanged days, line by line, with what is wrong; nothing is saved."""
    caller.need("routing.manage")
    return TableOut(channels.read_table(data.csv))


def _now(hours: Hours, moment: datetime) -> Now:
    is_open = hours.is_open(moment)
    return Now(is_open, None if is_open else hours.opens_at(moment), hours.closes_at(moment) if is_open else None)


def _day(hours: Hours, day: date) -> DayOut:
    spans, why = hours.hours_of(day)
    holiday = hours.holiday(day)
    note = hours.notes.get(day.isoformat())
    zh, en = (note, note) if note else (holiday.zh, holiday.en) if holiday else ("", "")
    # A year that was not announced yet may still have days exchanged of which nobody knows.
    announced = hours.follows == "" or day.year in channels.ANNOUNCED
    return DayOut(day, spans, why, zh, en, announced)


def _out(one: Calendar, queues: list[str], moment: datetime) -> CalendarOut:
    return CalendarOut(
        id=one.id,
        code=one.code,
        name_zh=one.name_zh,
        name_en=one.name_en,
        version=one.version,
        now=_now(one.hours, moment),
        queues=queues,
        **msgspec.structs.asdict(one.hours),
    )


handlers = [listed, make, change, remove, look, table]
