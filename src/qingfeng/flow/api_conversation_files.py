"""Exports of conversations over HTTP (permission conversations.export): asked for, watched, cancelled, fetched."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.response import Stream

from qingfeng.flow import conversation_files as files
from qingfeng.flow.conversation_lines import Locale
from qingfeng.flow.spine import Spine
from qingfeng.kernel.http import zoned
from qingfeng.kernel.workbook import MEDIA_TYPE
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations.public import Export, ExportDraft, ExportFilter, ExportFormat, ExportState, exports

TAGS = ["conversations"]
PATH = "/api/v1/conversation-exports"
MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson", "xlsx": MEDIA_TYPE}


class ExportIn(msgspec.Struct, forbid_unknown_fields=True):
    """`locale`: of the heading. `filter`: which conversations; everything left out means any."""

    format: ExportFormat
    locale: Locale = "zh-CN"
    filter: ExportFilter = ExportFilter()


class ExportOut(msgspec.Struct):
    """`done` of `total` conversations, `messages` and `bytes` so far. `error`: why it failed, a code. `expires_at`: until
    then there is a file, and `yours` says whether the caller may fetch it. `chosen`: so many were named one by one; the
    `filter` does not name them again."""

    id: UUID
    state: ExportState
    format: ExportFormat
    filter: ExportFilter
    masked: bool
    asked_by_name: str
    asked_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None
    total: int
    done: int
    messages: int
    bytes: int
    error: str | None
    yours: bool
    chosen: int | None


class ExportsOut(msgspec.Struct):
    """The latest fifty. `at_once`: so many may be made at a time."""

    items: list[ExportOut]
    at_once: int
    kept_hours: int


def _out(caller: Caller, one: Export) -> ExportOut:
    fields = {name: getattr(one, name) for name in Export.__struct_fields__ if name in ExportOut.__struct_fields__}
    ids = one.filter.ids
    fields["filter"] = msgspec.structs.replace(one.filter, ids=None, me=None, team=())
    yours = one.state == "done" and (one.masked or caller.may("customers.reveal"))
    return ExportOut(**fields, yours=yours, chosen=None if ids is None else len(ids))


@get(PATH, tags=TAGS)
async def listed(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> ExportsOut:
    """Exports of this house, the latest first."""
    caller.need("conversations.export")
    async with spine.db.reading(caller.tenant) as conn:
        found = await exports.exports(conn)
    return ExportsOut([_out(caller, one) for one in found], exports.AT_ONCE, exports.KEPT_HOURS)


@post(PATH, tags=TAGS, status_code=201)
async def ask(caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[ExportIn]) -> ExportOut:
    """Begin to make one. Without `customers.reveal` what names customers is masked. 409 `too_many_exports`."""
    caller.need("conversations.export")
    zoned(data.filter.since, "filter.since")
    zoned(data.filter.before, "filter.before")
    masked = not caller.may("customers.reveal")
    draft = ExportDraft(format=data.format, locale=data.locale, filter=data.filter, masked=masked)
    return _out(caller, await files.ask(spine, caller, draft))


@get(f"{PATH}/{{export_id:uuid}}", tags=TAGS)
async def one(caller: NamedDependency[Caller], spine: NamedDependency[Spine], export_id: FromPath[UUID]) -> ExportOut:
    """How far one has come."""
    caller.need("conversations.export")
    async with spine.db.reading(caller.tenant) as conn:
        return _out(caller, await exports.export(conn, export_id))


@post(f"{PATH}/{{export_id:uuid}}/cancel", tags=TAGS, status_code=200)
async def cancel(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], export_id: FromPath[UUID]
) -> ExportOut:
    """Make it no further, and keep nothing of it. 409 `export_ended`."""
    caller.need("conversations.export")
    return _out(caller, await files.cancel(spine, caller, export_id))


@get(f"{PATH}/{{export_id:uuid}}/file", tags=TAGS)
async def fetch(caller: NamedDependency[Caller], spine: NamedDependency[Spine], export_id: FromPath[UUID]) -> Stream:
    """The file, for a day after it was made. One in which customers are named needs `customers.reveal`."""
    caller.need("conversations.export")
    found = await files.fetched(spine, caller, export_id)
    name = f"conversations-{found.asked_at:%Y%m%d-%H%M}.{found.format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Stream(files.file(spine, caller.tenant, found), media_type=MEDIA[found.format], headers=headers)


handlers = [listed, ask, one, cancel, fetch]
