"""Documents that become articles, over HTTP (permission knowledge.write)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, MultipartBody, QueryParameter

from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.http import Problem, answer
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.knowledge import documents
from qingfeng.modules.knowledge.documents import DocumentFile, DocumentItem
from qingfeng.modules.knowledge.documents_cut import Split
from qingfeng.modules.knowledge.imports import ImportChoice
from qingfeng.ports.documents import DocumentReader, PictureKeeper

UPLOAD_LIMIT = 64 * 1024 * 1024
Leave = Annotated[str, QueryParameter(max_length=8000)]
Category = Annotated[str, QueryParameter(max_length=40)]
Zone = Annotated[str, QueryParameter(max_length=60)]


class DocumentsOut(msgspec.Struct):
    """`written`: done, not only looked at."""

    files: list[DocumentFile]
    items: list[DocumentItem]
    written: bool


class Wanted(msgspec.Struct, frozen=True):
    """How files become articles, and whether they shall."""

    split: Split
    chosen: ImportChoice
    leave: frozenset[str]
    write: bool


def provide_chosen(
    locale: FromQuery[Literal["zh-CN", "en"]] = "zh-CN",
    category: Category = "",
    zone: Zone = "Asia/Shanghai",
    published: FromQuery[bool] = False,
) -> ImportChoice:
    return ImportChoice(
        locale=locale, category=category.replace("\0", ""), published=published, zone=zone.replace("\0", "")
    )


def provide_wanted(
    chosen: NamedDependency[ImportChoice],
    split: FromQuery[Split] = "auto",
    leave: Leave = "",
    write: FromQuery[bool] = False,
) -> Wanted:
    return Wanted(split, chosen, frozenset(filter(None, leave.split(","))), write)


def _without_files(_: Request[Any, Any, Any], __: Exception) -> Response[Problem]:
    """Litestar looks at the first field of a form that has none."""
    return answer(Invalid("missing", "Send at least one file in the form field `file`.", field="file"))


@post(
    "/api/v1/knowledge/documents",
    tags=["knowledge"],
    status_code=200,
    request_max_body_size=UPLOAD_LIMIT,
    exception_handlers={IndexError: _without_files},
    dependencies={
        "chosen": Provide(provide_chosen, sync_to_thread=False),
        "wanted": Provide(provide_wanted, sync_to_thread=False),
    },
)
async def take_in(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    documents_reader: NamedDependency[DocumentReader],
    pictures_keeper: NamedDependency[PictureKeeper],
    wanted: NamedDependency[Wanted],
    data: MultipartBody[list[UploadFile]],
) -> DocumentsOut:
    """DOCX, PDF, HTML, Markdown or CSV, up to 20 files of 30 MB, 64 MB together: the articles that would come of them, and with `write` all of these, as drafts unless `published`, or none. `split`: at the highest headings there are two of, at the first level, at the first two, or not at all; `leave`: keys of articles to leave out, by comma."""
    caller.need("knowledge.write")
    given = [documents.Given(file.filename, await file.read()) for file in _files(data)]
    house = documents.House(caller.tenant, documents_reader, pictures_keeper)
    found = await documents.opened(house, given, wanted.split)
    if wanted.write:
        async with work.tx(caller.tenant) as tx:
            plan = await documents.take_in(tx, pictures_keeper, found, (wanted.chosen, wanted.leave), caller.actor)
    else:
        async with work.db.reading(caller.tenant) as conn:
            plan = await documents.planned(conn, found, wanted.chosen, wanted.leave)
    return DocumentsOut(plan.files, plan.items, wanted.write)


def _files(fields: Sequence[object]) -> list[UploadFile]:
    """Litestar hands over whatever fields there are; what is no file is left alone."""
    return [one for one in fields if isinstance(one, UploadFile)]


handlers = [take_in]
