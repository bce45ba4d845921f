"""Calendars of opening hours, read and written."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.channels.hours import Hours

HOUSE = "default"
"""The code of the house's own calendar, which is always there once there is one."""
_HOURS = "tz, weekly, exceptions, follows, on_holiday, makeup_as, notes"


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """A calendar as it is kept. `version` grows with every change."""

    id: UUID
    code: str
    name_zh: str
    name_en: str
    version: int
    hours: Hours


def _hours(row: Record) -> Hours:
    return msgspec.convert({name: row[name] for name in _HOURS.split(", ")}, Hours)


def _calendar(row: Record) -> Calendar:
    named = {name: row[name] for name in ("id", "code", "name_zh", "name_en", "version")}
    return Calendar(**named, hours=_hours(row))


async def hours(conn: Connection, code: str = HOUSE) -> Hours | None:
    row = await conn.fetchrow(f"SELECT {_HOURS} FROM channels.hours WHERE code = $1", code)
    return None if row is None else _hours(row)


async def hours_by_id(conn: Connection) -> dict[UUID, Hours]:
    return {row["id"]: _hours(row) for row in await conn.fetch(f"SELECT id, {_HOURS} FROM channels.hours")}


async def calendars(conn: Connection) -> list[Calendar]:
    """All of them, the house's own first."""
    rows = await conn.fetch(
        f"SELECT id, code, name_zh, name_en, version, {_HOURS} FROM channels.hours ORDER BY code <> $1, code", HOUSE
    )
    return [_calendar(row) for row in rows]


async def hold_calendars(tx: Tx) -> list[Calendar]:
    """All of them, locked: they change one at a time."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('channels.hours'), hashtext($1))", str(tx.tenant))
    return await calendars(tx.conn)


async def put_hours(tx: Tx, code: str, hours: Hours, names: tuple[str, str] | None = None) -> UUID:
    """Make or change a calendar by its code. `names` as in `write`."""
    return await write(tx, code, hours, names)


async def write(tx: Tx, code: str, hours: Hours, names: tuple[str, str] | None) -> UUID:
    """`names` (zh-CN, English): None leaves those that are there."""
    id_: UUID = await tx.value(
        f"INSERT INTO channels.hours (tenant_id, id, code, {_HOURS}, name_zh, name_en)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce($11, ''), coalesce($12, ''))"
        " ON CONFLICT (tenant_id, code) DO UPDATE SET tz = excluded.tz, weekly = excluded.weekly,"
        " exceptions = excluded.exceptions, follows = excluded.follows, on_holiday = excluded.on_holiday,"
        " makeup_as = excluded.makeup_as, notes = excluded.notes, name_zh = coalesce($11, channels.hours.name_zh),"
        " name_en = coalesce($12, channels.hours.name_en), version = channels.hours.version + 1 RETURNING id",
        tx.tenant,
        tx.new_id(),
        code,
        hours.tz,
        hours.weekly,
        hours.exceptions,
        hours.follows,
        hours.on_holiday,
        hours.makeup_as,
        hours.notes,
        names[0] if names else None,
        names[1] if names else None,
    )
    return id_


async def delete(tx: Tx, calendar: UUID) -> None:
    await tx.execute("DELETE FROM channels.hours WHERE id = $1", calendar)
