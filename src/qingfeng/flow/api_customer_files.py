"""Customers as tables over HTTP (permission customers.bulk): brought in after a preview, row by row, and taken out."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromQuery, MultipartBody, QueryParameter
from litestar.response import Stream

from qingfeng.flow import customer_files as files
from qingfeng.flow.spine import Spine
from qingfeng.kernel import table
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.workbook import MEDIA_TYPE
from qingfeng.modules.access.public import Caller
from qingfeng.modules.customers.public import bring

TAGS = ["customers"]
PATH = "/api/v1/customer-files"
UPLOAD_LIMIT = table.MOST_BYTES + 64 * 1024
SHOWN = 500
Columns = Annotated[list[bring.Field | None], msgspec.Meta(max_length=table.MOST_COLUMNS)]
CSV = "text/csv; charset=utf-8"
Asked = Annotated[str, QueryParameter(max_length=2000)]


class TablePlan(msgspec.Struct):
    """`heading` and, for each of its columns, the field it holds (null: none). `sample`: the first rows. `items`: what
    becomes of rows, the wrong ones first, at most 500. `problem`: why the columns will not do, a code. `written`: done,
    not only looked at."""

    heading: list[str]
    columns: list[bring.Field | None]
    sample: list[list[str]]
    items: list[bring.RowItem]
    counts: dict[str, int]
    problem: str | None
    written: bool


@get(f"{PATH}/export", tags=TAGS)
async def export(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    format: FromQuery[Literal["csv", "xlsx"]] = "csv",  # the name of the parameter
    locale: FromQuery[files.Locale] = "zh-CN",
) -> Response[bytes] | Stream:
    """All customers as a table. Numbers, phones and addresses are masked without the right to see them."""
    caller.need("customers.bulk")
    await files.told(spine, caller, format)
    name = f"customers-{spine.db.clock.now():%Y%m%d}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if format == "xlsx":
        return Response(await files.xlsx(spine, caller, locale), media_type=MEDIA_TYPE, headers=headers)
    return Stream(files.csv(spine, caller, locale), media_type=CSV, headers=headers)


@post(f"{PATH}/import", tags=TAGS, status_code=200, request_max_body_size=UPLOAD_LIMIT)
async def import_(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    data: MultipartBody[dict[str, UploadFile]],
    columns: Asked = "",
    write: FromQuery[bool] = False,
) -> TablePlan:
    """CSV (UTF-8 or GBK) or XLSX in the form field `file`; `columns`: the field of each column, by comma; `write`: do it. Rows that are right are written, the others told of."""
    caller.need("customers.bulk")
    read = await _read(data, columns)
    try:
        items = await (files.bring_in if write else files.preview)(spine, caller, read)
    except Invalid as error:
        if write or error.field != "columns":
            raise
        return _plan(read, [], error.code, written=False)
    return _plan(read, items, None, written=write)


@post(f"{PATH}/faults", tags=TAGS, status_code=200, request_max_body_size=UPLOAD_LIMIT)
async def faults(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    data: MultipartBody[dict[str, UploadFile]],
    columns: Asked = "",
    locale: FromQuery[files.Locale] = "zh-CN",
) -> Response[bytes]:
    """The rows of a table that are wrong, as CSV, each with its line and why: to be mended and brought again."""
    caller.need("customers.bulk")
    read = await _read(data, columns)
    items = await files.preview(spine, caller, read)
    headers = {"Content-Disposition": 'attachment; filename="customers-to-mend.csv"'}
    return Response(read.faults(items, locale), media_type=CSV, headers=headers)


async def _read(data: dict[str, UploadFile], columns: str) -> files.Read:
    file = data.get("file")
    if not isinstance(file, UploadFile):
        raise Invalid("missing", "Send one file in the form field `file`.", field="file")
    chosen: list[bring.Field | None] | None = None
    if columns:
        try:
            chosen = msgspec.convert([name or None for name in columns.split(",")], Columns)
        except msgspec.ValidationError as error:
            raise Invalid("bad_columns", f"Name a field for each column, by comma: {error}.", field="columns") from None
    return files.Read(await file.read(), chosen)


def _plan(read: files.Read, items: list[bring.RowItem], problem: str | None, *, written: bool) -> TablePlan:
    shown = sorted((item for item in items if item.what != "same"), key=lambda item: (item.what != "wrong", item.row))
    return TablePlan(
        heading=read.heading,
        columns=read.columns,
        sample=[cells for _, cells in read.rows[:3]],
        items=shown[:SHOWN],
        counts={what: sum(item.what == what for item in items) for what in ("new", "changed", "same", "wrong")},
        problem=problem,
        written=written,
    )


handlers = [export, import_, faults]
