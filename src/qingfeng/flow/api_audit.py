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

from qingfeng.flow.audit_names import Names, names_of
from qingfeng.flow.spine import Spine
from qingfeng.kernel.http import Cursor, Limit, zoned
from qingfeng.kernel.pages import page_after, paged
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import AuditLine, AuditQuery, Caller

MOST_EXPORTED = 50_000
_HEADINGS = ("at", "actor", "actor_name", "action", "target", "target_name", "detail", "names")


class AuditLineOut(AuditLine, frozen=True, kw_only=True):
    """`names`: what the ids and codes of the target and the detail are called now, in both languages. What has no name
    (any more), or none that the caller may see, is not in it."""

    names: Names


class AuditPage(msgspec.Struct):
    """`next`: pass it as `cursor` for the page after; null on the last. `actions`: of the first page only, for a choice."""

    items: list[AuditLineOut]
    next: str | None
    actions: list[str]


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
    spine: NamedDependency[Spine],
    wanted: NamedDependency[AuditQuery],
    cursor: Cursor = "",
    limit: Limit = 50,
) -> AuditPage:
    """Who did what, the latest first (permission users.manage)."""
    caller.need("users.manage")
    before = page_after(cursor)
    async with spine.db.reading(caller.tenant) as conn:
        found, following = paged(await access.audit_lines(conn, replace(wanted, before=before, limit=limit)), limit)
        kinds = await access.audit_actions(conn) if before is None else []
        names = await names_of(spine, conn, caller, found)
    items = [AuditLineOut(**msgspec.structs.asdict(line), names=own) for line, own in zip(found, names, strict=True)]
    return AuditPage(items, following, kinds)


@get("/api/v1/audit/export", tags=["audit"], dependencies=_ASK)
async def export(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], wanted: NamedDependency[AuditQuery]
) -> Response[bytes]:
    """The same as a table for spreadsheets, times in UTC; at most fifty thousand lines (permission users.manage)."""
    caller.need("users.manage")
    async with spine.db.reading(caller.tenant) as conn:
        found = (await access.audit_lines(conn, replace(wanted, limit=MOST_EXPORTED)))[:MOST_EXPORTED]
        names = await names_of(spine, conn, caller, found)
    return Response(
        table(found, names).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="qingfeng-audit.csv"', "Cache-Control": "no-store"},
    )


def table(found: list[AuditLine], names: list[Names]) -> str:
    """With a mark by which Excel knows UTF-8, and no cell that a spreadsheet would take for a formula."""
    out = io.StringIO("\ufeff")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    writer.writerow(_HEADINGS)
    for line, own in zip(found, names, strict=True):
        cells = [
            line.at.astimezone(UTC).isoformat(),
            line.actor,
            line.actor_name or "",
            line.action,
            line.target,
            line.target_name or "",
            msgspec.json.encode(line.detail).decode(),
            "; ".join(f"{raw} = {name.zh}" for raw, name in own.items()),
        ]
        writer.writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells])
    return out.getvalue()


handlers = [trail, export]
