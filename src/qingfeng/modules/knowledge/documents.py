"""Documents that become articles: each file read on its own, cut, held against what is there, taken whole or not at all."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel import prose
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.knowledge import imports
from qingfeng.modules.knowledge.documents_cut import Split, cut
from qingfeng.modules.knowledge.imports import ImportChoice, ImportItem, ImportProblem, Read
from qingfeng.modules.knowledge.model import ArticleDraft
from qingfeng.ports.documents import Document, DocumentReader, Kind, Left, PictureKeeper, Shown, Unreadable

MOST_FILES = 20
MOST_BYTES = 30 * 1024 * 1024
MOST_TABLE = 4 * 1024 * 1024
"""Characters of a CSV."""


class Given(msgspec.Struct, frozen=True):
    """A file as it was sent."""

    name: str
    data: bytes


class DocumentFile(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of one file. `problem`: why nothing is taken from it, and what to do; `left`: what it holds that is
    not taken; `pictures`: so many are."""

    name: str
    kind: Kind | None = None
    articles: int = 0
    problem: ImportProblem | None = None
    left: list[Left] = []
    pictures: int = 0


class DocumentItem(ImportItem, frozen=True, kw_only=True):
    """An article that would come of a file. `key` names it in `leave`; `file`: its place in the list, from 0; `row`: the
    page of a PDF, the paragraph of a DOCX, the line of any other. `taken`: not left by the editor."""

    key: str
    file: int
    body: str
    taken: bool = True


class Plan(msgspec.Struct, frozen=True):
    files: list[DocumentFile]
    items: list[DocumentItem]
    drafts: list[ArticleDraft | None]


class Opened(msgspec.Struct, frozen=True):
    """A file, read and cut."""

    file: DocumentFile
    reads: list[Read]
    pictures: dict[UUID, Shown] = {}


class House(msgspec.Struct, frozen=True):
    """Whose documents are read, by what, and where their pictures are kept."""

    tenant: UUID
    reader: DocumentReader
    keeper: PictureKeeper


async def opened(house: House, given: list[Given], split: Split) -> list[Opened]:
    """Each file on its own: what is wrong with one is told of it, and holds up none of the others. Raises Invalid."""
    if not given:
        raise Invalid("missing", "Send at least one file in the form field `file`.", field="file")
    if len(given) > MOST_FILES:
        raise Invalid("too_many_files", f"At most {MOST_FILES} files at once.", field="file", max=MOST_FILES)
    found = [await _opened(house, one, split) for one in given]
    if sum(len(one.reads) for one in found) > imports.MAX_ARTICLES:
        most = imports.MAX_ARTICLES
        raise Invalid("too_many", f"At most {most} articles at once; send fewer files.", field="file", max=most)
    return found


async def _opened(house: House, given: Given, split: Split) -> Opened:
    try:
        if len(given.data) > MOST_BYTES:
            most = MOST_BYTES // 1024 // 1024
            raise Unreadable("document_too_large", f"A file has at most {most} MB; divide it.", max=most)
        found = await house.reader.read(given.name, given.data)
        ids = [await house.keeper.id_of(house.tenant, one) for one in found.pictures]
        kept = {number: id_ for number, id_ in enumerate(ids, 1) if id_ is not None}
        reads, empty = _cut(found, split, given.name, kept)
    except Unreadable as error:
        problem = ImportProblem("file", error.code, error.message, dict(error.params))
        return Opened(DocumentFile(name=given.name, problem=problem), [])
    left = [*found.left, *empty]
    refused = len(found.pictures) - len(kept)
    if refused:
        others = sum(one.count for one in left if one.what == "pictures")
        left = [Left("pictures", refused + others), *(one for one in left if one.what != "pictures")]
    told = DocumentFile(name=given.name, kind=found.kind, articles=len(reads), left=left, pictures=len(kept))
    return Opened(told, reads, {id_: found.pictures[number - 1] for number, id_ in kept.items()})


def _cut(found: Document, split: Split, name: str, kept: dict[int, UUID]) -> tuple[list[Read], list[Left]]:
    try:
        if len(found.text) > MOST_TABLE:
            raise Unreadable("document_too_long", "There is too much in it; divide the file.", max=MOST_TABLE)
        reads, empty = cut(found, split, name, kept)
    except Invalid as error:
        raise Unreadable(error.code, error.message) from error
    if not reads:
        raise Unreadable("no_text", "There is no text in it; if it is a picture of text, have it recognised first.")
    return reads, empty


async def planned(conn: Connection, found: list[Opened], chosen: ImportChoice, leave: frozenset[str]) -> Plan:
    """What would become of files; changes nothing. `leave`: keys of articles that are not taken."""
    keyed = [(f"{file}.{at}", file, read) for file, one in enumerate(found) for at, read in enumerate(one.reads)]
    told = await imports.planned_of(conn, [read for key, _, read in keyed if key not in leave], chosen)
    rest = iter(told)
    items: list[DocumentItem] = []
    drafts: list[ArticleDraft | None] = []
    for key, file, read in keyed:
        body = read.values.get("body", "")
        if key in leave:
            title = read.values.get("title", "").strip()[:120]
            items.append(
                DocumentItem(
                    row=read.row, title=title, slug="", action="same", key=key, file=file, body=body, taken=False
                )
            )
            drafts.append(None)
            continue
        item, draft = next(rest)
        items.append(DocumentItem(**msgspec.structs.asdict(item), key=key, file=file, body=body))
        drafts.append(draft)
    return Plan([one.file for one in found], items, drafts)


async def take_in(
    tx: Tx, keeper: PictureKeeper, found: list[Opened], taking: tuple[ImportChoice, frozenset[str]], by: Actor
) -> Plan:
    """Do what `planned` says, all of it or nothing; each article's version is noted with the name of its file.

    Raises Invalid `import_refused` when a file or an article cannot be taken.
    """
    plan = await planned(tx.conn, found, *taking)
    bad = sum(one.problem is not None for one in plan.files) + sum(one.action == "refused" for one in plan.items)
    if bad:
        raise Invalid("import_refused", "Some of it cannot be taken; leave it out first.", field="file", lines=bad)
    actions: list[Literal["make", "change", "same"]] = ["make", "change", "same"]
    taken = [item for item in plan.items if item.taken]
    if all(item.action == "same" for item in taken):
        return plan
    named = {one.id for draft in plan.drafts if draft for one in prose.pictures(draft.body)}
    for one in found:
        for id_, picture in one.pictures.items():
            if id_ in named:
                await keeper.keep(tx, id_, picture)
    for item, draft in zip(plan.items, plan.drafts, strict=True):
        await imports.write(tx, item, draft, by, plan.files[item.file].name)
    counts = {action: sum(item.action == action for item in taken) for action in actions}
    names = ", ".join(one.name for one in plan.files)[:400]
    await access.audit(tx, by, "articles.imported", "documents", files=names, **counts)
    return plan
