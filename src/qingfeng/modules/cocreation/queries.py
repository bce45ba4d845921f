"""What screens read of rooms: the list, one room, who is there, and the times."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.modules.cocreation.model import HERE, Here, PartName, Question, RoomMessage, Source, Text

MEASURED = timedelta(days=90)
WEEKS = 12
SHOWN = 50
"""Messages and questions that come with a room; earlier messages are asked for."""
FACES = 5
Shown = str
_STATE = {
    "open": "published_at IS NULL AND archived_at IS NULL",
    "published": "published_at IS NOT NULL AND archived_at IS NULL",
    "archived": "archived_at IS NOT NULL",
    "all": "true",
}


class RoomLine(msgspec.Struct, frozen=True, kw_only=True):
    """`names`: of the first few members. `waits_for`: sides that have not said yes to the draft as it is."""

    id: UUID
    title: str
    source: Source
    asked_at: datetime
    opened_at: datetime
    due_at: datetime
    drafted_at: datetime | None
    approved_at: datetime | None
    published_at: datetime | None
    archived_at: datetime | None
    names: list[str]
    members: int
    waits_for: list[str]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    shown: str = "open"
    words: str = ""
    source_id: UUID | None = None
    before: UUID | None = None
    limit: int = 50


async def rooms(conn: Connection, wanted: Wanted) -> list[RoomLine]:
    """The last opened first; one more than asked for when there are more."""
    words = wanted.words.strip().replace("\0", "")
    for sign in ("\\", "%", "_"):
        words = words.replace(sign, "\\" + sign)
    rows = await conn.fetch(
        "SELECT r.id, r.title, r.source, r.asked_at, r.opened_at, r.due_at, r.drafted_at, r.approved_at, r.published_at,"
        " r.archived_at, m.names, m.members,"
        " ARRAY(SELECT s FROM unnest(r.sides) AS s WHERE NOT EXISTS (SELECT FROM cocreation.yeses y WHERE"
        " y.tenant_id = r.tenant_id AND y.room_id = r.id AND y.side = s AND y.draft_version = r.draft_version)) AS waits_for"
        " FROM cocreation.rooms r, LATERAL (SELECT coalesce((array_agg(name ORDER BY role = 'owner' DESC, name))[1:$5], '{}')"
        " AS names, count(*) AS members FROM cocreation.members WHERE tenant_id = r.tenant_id AND room_id = r.id) m"
        f" WHERE {_STATE[wanted.shown]} AND ($1 = '' OR r.title ILIKE '%' || $1 || '%' OR EXISTS (SELECT FROM"
        " cocreation.questions q WHERE q.tenant_id = r.tenant_id AND q.room_id = r.id AND q.text ILIKE '%' || $1 || '%'))"
        " AND ($2::uuid IS NULL OR r.source_id = $2) AND ($3::uuid IS NULL OR r.id < $3) ORDER BY r.id DESC LIMIT $4",
        *(words, wanted.source_id, wanted.before, wanted.limit + 1, FACES),
    )
    return [RoomLine(**dict(row)) for row in rows]


async def counts(conn: Connection) -> dict[str, int]:
    """How many rooms there are of each state."""
    row = await conn.fetchrow(
        "SELECT " + ", ".join(f"count(*) FILTER (WHERE {sql}) AS {name}" for name, sql in _STATE.items() if name != "all")
        + " FROM cocreation.rooms"
    )  # fmt: skip
    assert row is not None
    return dict(row)


async def questions(conn: Connection, id_: UUID) -> list[Question]:
    """The first asked first."""
    rows = await conn.fetch(
        "SELECT text, at, conversation_id FROM cocreation.questions WHERE room_id = $1 ORDER BY at, id LIMIT $2",
        id_,
        SHOWN,
    )
    return [Question(**dict(row)) for row in rows]


async def messages(conn: Connection, id_: UUID, before: UUID | None, limit: int) -> list[RoomMessage]:
    """The latest first; one more than asked for when there are more."""
    rows = await conn.fetch(
        "SELECT id, by_id, by_name, at, text, mentions FROM cocreation.messages WHERE room_id = $1"
        " AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3",
        *(id_, before, limit + 1),
    )
    return [RoomMessage(**dict(row)) for row in rows]


async def here(conn: Connection, id_: UUID, now: datetime) -> list[Here]:
    rows = await conn.fetch(
        "SELECT user_id, name, writes FROM cocreation.here WHERE room_id = $1 AND seen_at > $2 ORDER BY name, user_id",
        id_,
        now - HERE,
    )
    return [Here(**dict(row)) for row in rows]


async def versions(conn: Connection, id_: UUID, part: PartName) -> list[Text]:
    """The latest first."""
    rows = await conn.fetch(
        "SELECT part, text, version, by_id, by_name, at FROM cocreation.texts WHERE room_id = $1 AND part = $2"
        " ORDER BY version DESC",
        id_,
        part,
    )
    return [Text(**dict(row)) for row in rows]


async def pinned(conn: Connection, now: datetime) -> list[UUID]:
    """The answers that rooms have pinned, the last pinned first."""
    rows = await conn.fetch(
        "SELECT article_id FROM cocreation.rooms WHERE pinned_until > $1 AND article_id IS NOT NULL"
        " ORDER BY published_at DESC, id",
        now,
    )
    return [row["article_id"] for row in rows]


# ------------------------------------------------------------------ measured
class RoomSpan(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of one stretch of the way; null where nothing was published."""

    median: float | None
    slowest: float | None


class RoomWeek(msgspec.Struct, frozen=True, kw_only=True):
    """From the first question to the published answer, of what was published in the seven days from `since` on."""

    since: datetime
    published: int
    median: float | None
    slowest: float | None


class RoomTimes(msgspec.Struct, frozen=True, kw_only=True):
    """Of the rooms `published` in the last 90 days; `in_time`: by their deadline. `weeks`: the oldest first."""

    published: int
    in_time: int
    opened: RoomSpan
    drafted: RoomSpan
    approved: RoomSpan
    went_out: RoomSpan
    whole: RoomSpan
    weeks: list[RoomWeek]


_SPANS = {
    "opened": ("asked_at", "opened_at"),
    "drafted": ("opened_at", "drafted_at"),
    "approved": ("drafted_at", "approved_at"),
    "went_out": ("approved_at", "published_at"),
    "whole": ("asked_at", "published_at"),
}


def _span(begin: str, end: str, name: str) -> str:
    seconds = f"extract(epoch FROM {end} - {begin})"
    return f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {seconds})::float8 AS {name}_median, max({seconds})::float8 AS {name}_slowest"


async def times(conn: Connection, now: datetime) -> RoomTimes:
    """From the question to the answer, by what is written down of each room."""
    spans = ", ".join(_span(begin, end, name) for name, (begin, end) in _SPANS.items())
    row = await conn.fetchrow(
        f"SELECT count(*) AS published, count(*) FILTER (WHERE published_at <= due_at) AS in_time, {spans}"
        " FROM cocreation.rooms WHERE published_at > $1",
        now - MEASURED,
    )
    assert row is not None
    found = {name: RoomSpan(median=row[f"{name}_median"], slowest=row[f"{name}_slowest"]) for name in _SPANS}
    weeks = await conn.fetch(
        f"SELECT n, count(r.id) AS published, {_span('r.asked_at', 'r.published_at', 'whole')}"
        " FROM generate_series(1, $2::int) AS n LEFT JOIN cocreation.rooms r ON r.published_at > $1::timestamptz - n * interval '7 days'"
        " AND r.published_at <= $1::timestamptz - (n - 1) * interval '7 days' GROUP BY n ORDER BY n DESC",
        now,
        WEEKS,
    )
    lines = [
        RoomWeek(
            since=now - row["n"] * timedelta(days=7),
            published=row["published"],
            median=row["whole_median"],
            slowest=row["whole_slowest"],
        )
        for row in weeks
    ]
    return RoomTimes(published=row["published"], in_time=row["in_time"], **found, weeks=lines)
