"""Articles from a table or from Markdown: read, checked line by line, and compared with what is there. Reading is pure.

A table (CSV) has a first line with the names of its columns, Chinese or English. In Markdown every `# ` heading begins
an article; lines such as `category: …` right below it say the rest, everything after them is the body.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.knowledge import editing, queries, reviews
from qingfeng.modules.knowledge.model import Article, ArticleDraft, check_article

MAX_ARTICLES = 500
Format = Literal["csv", "markdown"]
_NAMES = {
    "slug": ("slug", "编号"),
    "title": ("title", "标题"),
    "category": ("category", "分类"),
    "body": ("body", "content", "正文", "内容"),
    "questions": ("questions", "问法", "相似问法"),
    "tags": ("tags", "标签"),
    "audience": ("audience", "对象", "可见范围"),
    "locale": ("locale", "language", "语言"),
    "valid_from": ("valid_from", "生效时间"),
    "valid_until": ("valid_until", "失效时间"),
}
FIELD = {name: field for field, names in _NAMES.items() for name in names}
_WORDS = {
    "客户": "customer",
    "坐席": "agent",
    "客服": "agent",
    "中文": "zh-CN",
    "zh": "zh-CN",
    "英文": "en",
    "english": "en",
}
_LISTS = ("questions", "tags")
_APART = re.compile(r"[|｜;；\n]")
META = re.compile(r"\s*([\w ]{1,20}?)\s*[:：]\s*(.*)")


class Read(msgspec.Struct, frozen=True):
    """What stands in one place of the file: `row` counts lines from 1. `values` by field, as they were written."""

    row: int
    values: dict[str, str]


class ImportProblem(msgspec.Struct, frozen=True):
    field: str
    code: str
    message: str
    params: dict[str, str | int | float]


class ImportItem(msgspec.Struct, frozen=True, kw_only=True):
    """What would become of one line. `id`: the article that is there already."""

    row: int
    title: str
    slug: str
    action: Literal["make", "change", "same", "refused"]
    id: UUID | None = None
    changed: list[str] = []
    problems: list[ImportProblem] = []


class ImportChoice(msgspec.Struct, frozen=True, kw_only=True):
    """What holds where the file says nothing. `published`: new articles are found at once. `zone`: whose midnight a
    day begins with."""

    locale: Literal["zh-CN", "en"] = "zh-CN"
    category: str = ""
    published: bool = False
    zone: str = "Asia/Shanghai"


def read(text: str, form: Format) -> list[Read]:
    """Raises Invalid (field `text`) when it is empty, too much, or has no title."""
    found = list(_table(text) if form == "csv" else _headings(text))
    if not found:
        raise Invalid("nothing_found", "There is no article in it; the guide shows what it looks like.", field="text")
    if len(found) > MAX_ARTICLES:
        raise Invalid("too_many", f"At most {MAX_ARTICLES} articles at once.", field="text", max=MAX_ARTICLES)
    return found


def _table(text: str) -> Iterator[Read]:
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        head = [FIELD.get(name.strip().lower()) for name in next(rows, [])]
        if "title" not in head or "body" not in head:
            raise Invalid("columns_missing", "The first line needs the columns title and body.", field="text")
        for row in rows:
            values = {field: value for field, value in zip(head, row, strict=False) if field}
            if any(value.strip() for value in values.values()):
                yield Read(rows.line_num, values)
    except csv.Error as error:
        raise Invalid("bad_table", f"This is no table: {error}.", field="text") from None


def _headings(text: str) -> Iterator[Read]:
    at, head, fenced = 0, False, False
    values: dict[str, str] = {}
    body: list[str] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        fenced ^= line.lstrip().startswith("```")
        if line.startswith("# ") and not fenced:
            if at:
                yield Read(at, {**values, "body": "\n".join(body)})
            at, values, body, head = number, {"title": line[2:]}, [], True
            continue
        known = META.fullmatch(line) if head else None
        field = FIELD.get(known[1].strip().lower()) if known else None
        if known and field and field not in ("title", "body"):
            values[field] = known[2]
        elif at and (line.strip() or body):
            head = False
            body.append(line)
    if at:
        yield Read(at, {**values, "body": "\n".join(body)})


def draft_of(found: Read, chosen: ImportChoice) -> ArticleDraft:
    """Raises Invalid with the field."""
    values = {field: value.strip() for field, value in found.values.items() if value.strip()}
    given: dict[str, Any] = {"locale": chosen.locale, "category": chosen.category, "title": "", "body": "", "slug": ""}
    for field, value in values.items():
        if field in _LISTS:
            given[field] = _APART.split(value)
        elif field in ("valid_from", "valid_until"):
            given[field] = _moment(field, value, chosen.zone)
        else:
            given[field] = _WORDS.get(value.lower(), value) if field in ("audience", "locale") else value
    if given.get("audience", "customer") not in ("customer", "agent"):
        raise Invalid("unknown_audience", "The audience is customer or agent.", field="audience")
    draft = editing.cleaned(ArticleDraft(**given, published=chosen.published))
    check_article(draft if draft.slug else replace(draft, slug="new"))
    return draft


def _moment(field: str, value: str, zone: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value.replace("/", "-"))
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, KeyError, OSError):
        raise Invalid("bad_moment", "A day is written as 2026-12-31.", field=field) from None


async def planned(
    conn: Connection, text: str, form: Format, chosen: ImportChoice
) -> list[tuple[ImportItem, ArticleDraft | None]]:
    """What an import would do, line by line; changes nothing. An article is known by its slug, else by its title."""
    return await planned_of(conn, read(text, form), chosen)


async def planned_of(
    conn: Connection, reads: list[Read], chosen: ImportChoice
) -> list[tuple[ImportItem, ArticleDraft | None]]:
    """As `planned`, of what was read already; an item for each, in their order."""
    plan: list[tuple[ImportItem, ArticleDraft | None]] = []
    seen: set[tuple[str, str]] = set()
    for found in reads:
        title, slug = found.values.get("title", "").strip()[:120], found.values.get("slug", "").strip()[:80]
        try:
            draft = draft_of(found, chosen)
            old = await _known(conn, draft)
            key = (old.slug if old else draft.slug or draft.title, draft.locale)
            if key in seen:
                raise Invalid("twice", "It stands in the file more than once.", field="slug" if draft.slug else "title")
            seen.add(key)
        except Invalid as refused:
            problem = ImportProblem(refused.field or "", refused.code, refused.message, refused.params)
            plan.append((ImportItem(row=found.row, title=title, slug=slug, action="refused", problems=[problem]), None))
            continue
        plan.append(_compared(found.row, draft, old))
    return plan


def _compared(row: int, draft: ArticleDraft, old: Article | None) -> tuple[ImportItem, ArticleDraft]:
    if old is None:
        return ImportItem(row=row, title=draft.title, slug=draft.slug, action="make"), draft
    # What the file cannot say, or leaves out, stays as it is.
    kept = replace(draft, slug=old.slug, published=old.published, related=old.related)
    changed = editing.changed_fields(old.draft(), kept)
    action: Literal["change", "same"] = "change" if changed else "same"
    return ImportItem(row=row, title=kept.title, slug=old.slug, action=action, id=old.id, changed=changed), kept


async def _known(conn: Connection, draft: ArticleDraft) -> Article | None:
    if draft.slug:
        return await queries.article_by_slug(conn, draft.slug, draft.locale)
    return await queries.article_by_title(conn, draft.title, draft.locale)


async def take_in(tx: Tx, text: str, form: Format, chosen: ImportChoice, by: Actor) -> list[ImportItem]:
    """Do what `planned` says, all of it or nothing. Raises Invalid `import_refused` when a line cannot be taken."""
    plan = await planned(tx.conn, text, form, chosen)
    bad = [item.row for item, _ in plan if item.action == "refused"]
    if bad:
        raise Invalid("import_refused", "Some lines cannot be taken; mend them first.", field="text", lines=len(bad))
    for item, draft in plan:
        await write(tx, item, draft, by)
    counts = {action: sum(item.action == action for item, _ in plan) for action in ("make", "change", "same")}
    await access.audit(tx, by, "articles.imported", form, **counts)
    return [item for item, _ in plan]


async def write(tx: Tx, item: ImportItem, draft: ArticleDraft | None, by: Actor, note: str = "") -> None:
    """Do what was planned of one."""
    if draft is None or item.action == "same":
        return
    if item.id is None:
        await reviews.make(tx, draft, by, note)
        return
    old = await queries.article(tx.conn, item.id)
    await reviews.change(tx, item.id, draft, editing.Change(by=by, version=old.version, note=note))
