"""The audit trail over HTTP: who did what, when, to what; a page at a time, or as a file."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter
from msgspec.structs import replace

from qingfeng.kernel.db import Database
from qingfeng.kernel.http import Cursor, Limit, zoned
from qingfeng.kernel.pages import page_after, paged
from qingfeng.modules.access import schemas as s
from qingfeng.modules.access import store_audit
from qingfeng.modules.access.model import Caller
from qingfeng.modules.access.store_audit import AuditLine, AuditQuery

MOST_EXPORTED = 50_000
_HEADINGS = ("at", "actor", "actor_name", "action", "target", "target_name", "detail")
_Moment = Annotated[datetime | None, QueryParameter(description="With its zone: 2026-10-01T00:00:00+08:00.")]
_Word = Annotated[str | None, QueryParameter(max_length=80)]


def provide_query(
    actor: FromQuery[UUID | None] = None,
    action: _Word = None,
    target: _Word = None,
    since: _Moment = None,
    until: _Moment = None,
) -> AuditQuery:
    """What to look for."""
    return AuditQuery(
        actor=actor, action=action, target=target, since=zoned(since, "since"), until=zoned(until, "until")
    )


_ASK = {"wanted": Provide(provide_query, sync_to_thread=False)}


@get("/api/v1/audit", tags=["audit"], dependencies=_ASK)
async def trail(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    wanted: NamedDependency[AuditQuery],
    cursor: Cursor = "",
    limit: Limit = 50,
) -> s.AuditPage:
    """Who did what, the latest first (permission users.manage)."""
    caller.need("users.manage")
    before = page_after(cursor)
    async with db.reading(caller.tenant) as conn:
        found = await store_audit.lines(conn, replace(wanted, before=before, limit=limit))
        kinds = await store_audit.actions(conn) if before is None else []
    return s.AuditPage(*paged(found, limit), kinds)


@get("/api/v1/audit/export", tags=["audit"], dependencies=_ASK)
async def export(
    caller: NamedDependency[Caller], db: NamedDependency[Database], wanted: NamedDependency[AuditQuery]
) -> Response[bytes]:
    """The same as a table for spreadsheets, times in UTC; at most fifty thousand lines (permission users.manage)."""
    caller.need("users.manage")
    async with db.reading(caller.tenant) as conn:
        found = await store_audit.lines(conn, replace(wanted, limit=MOST_EXPORTED))
    return Response(
        table(found[:MOST_EXPORTED]).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="qingfeng-audit.csv"', "Cache-Control": "no-store"},
    )


def table(found: list[AuditLine]) -> str:
    """With a mark by which Excel knows UTF-8, and no cell that a spreadsheet would take for a formula."""
    out = io.StringIO("\ufeff")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    writer.writerow(_HEADINGS)
    for line in found:
        cells = [
            line.at.astimezone(UTC).isoformat(),
            line.actor,
            line.actor_name or "",
            line.action,
            line.target,
            line.target_name or "",
            msgspec.json.encode(line.detail).decode(),
        ]
        writer.writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells])
    return out.getvalue()


handlers = [trail, export]
