"""Articles over HTTP for those who write them (permission knowledge.write)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from qingfeng.kernel.db import Database
from qingfeng.kernel.http import Cursor, Limit
from qingfeng.kernel.pages import page_after, paged
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.knowledge import editing, imports, listing, queries
from qingfeng.modules.knowledge.editing import Change
from qingfeng.modules.knowledge.model import Article, ArticleDraft, Audience, State
from qingfeng.modules.knowledge.schemas import ArticleOut, article_out

TAGS = ["knowledge"]
IMPORT_LIMIT = 4 * 1024 * 1024
Version = Annotated[int, msgspec.Meta(ge=0)]
Note = Annotated[str, msgspec.Meta(max_length=400)]


class ArticleIn(ArticleDraft, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new article; without `slug` it gets one. The same slug in another language is its translation."""

    slug: str = ""


class ArticleChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`version`: the one that was on the screen. `draft`: the whole article; its slug and language are not looked at."""

    version: Version
    draft: ArticleIn
    note: Note = ""


class ShownIn(msgspec.Struct, forbid_unknown_fields=True):
    published: bool
    version: Version


class ArticleRestoreIn(msgspec.Struct, forbid_unknown_fields=True):
    """`to`: the version to take back; `version`: the present one, as it was on the screen."""

    to: Version
    version: Version


class EditedOut(ArticleOut, frozen=True, kw_only=True):
    """`state`: whether it is found now, and if not, why. `languages`: the same article's ids by language.
    `related_titles`: what the related articles are called, by slug; without those that are not there (yet)."""

    state: State
    languages: dict[str, UUID]
    related_titles: dict[str, str]


class ArticlesOut(msgspec.Struct):
    """`next`: pass it as `cursor` for the page after; null on the last. `counts`: by state, whatever state is asked."""

    items: list[listing.ArticleLine]
    next: str | None
    counts: dict[str, int]
    categories: list[str]


class ArticleVersionOut(msgspec.Struct):
    version: int
    draft: ArticleDraft
    by_name: str
    at: datetime
    note: str
    restored: int | None
    changed: list[str]


class ArticleVersionsOut(msgspec.Struct):
    items: list[ArticleVersionOut]


class ImportIn(msgspec.Struct, forbid_unknown_fields=True):
    """`apply`: do it; else only say what it would do. `chosen`: what holds where the file says nothing."""

    text: Annotated[str, msgspec.Meta(max_length=IMPORT_LIMIT)]
    format: imports.Format
    chosen: imports.ImportChoice = imports.ImportChoice()
    apply: bool = False


class ImportOut(msgspec.Struct):
    items: list[imports.ImportItem]
    applied: bool


async def _out(db: Database, tenant: UUID, found: Article) -> EditedOut:
    async with db.reading(tenant) as conn:
        languages = await listing.siblings(conn, found.slug)
        related = await listing.titles(conn, found.related, found.locale)
    plain = msgspec.structs.asdict(article_out(found))
    return EditedOut(**plain, state=found.state(db.clock.now()), languages=languages, related_titles=related)


def provide_asked(
    q: Annotated[str, QueryParameter(max_length=400)] = "",
    shown: FromQuery[State | None] = None,
    audience: FromQuery[Audience | None] = None,
    category: Annotated[str | None, QueryParameter(max_length=40)] = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> listing.ListQuery:
    category = category and category.replace("\0", "")
    after = page_after(cursor)
    return listing.ListQuery(words=q, state=shown, audience=audience, category=category, after=after, limit=limit)


@get(
    "/api/v1/knowledge/articles",
    tags=TAGS,
    dependencies={"asked": Provide(provide_asked, sync_to_thread=False)},
)
async def articles(
    caller: NamedDependency[Caller], db: NamedDependency[Database], asked: NamedDependency[listing.ListQuery]
) -> ArticlesOut:
    """All articles, hidden and out of date as well, the latest changed first; `shown`: those in one state only."""
    caller.need("knowledge.write")
    now = db.clock.now()
    async with db.reading(caller.tenant) as conn:
        items, following = paged(await listing.listed(conn, asked, now), asked.limit)
        counts = await listing.counted(conn, asked, now)
        return ArticlesOut(items, following, counts, await listing.categories(conn))


@post("/api/v1/knowledge/articles", tags=TAGS, status_code=201)
async def make(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    data: JSONBody[ArticleIn],
) -> EditedOut:
    """A new article. 409 `slug_taken` when it is there already."""
    caller.need("knowledge.write")
    async with work.tx(caller.tenant) as tx:
        made = await editing.make_article(tx, data, caller.actor)
    return await _out(db, caller.tenant, made)


@get("/api/v1/knowledge/articles/{article_id:uuid}", tags=TAGS)
async def article(
    caller: NamedDependency[Caller], db: NamedDependency[Database], article_id: FromPath[UUID]
) -> EditedOut:
    """One article for its editor."""
    caller.need("knowledge.write")
    async with db.reading(caller.tenant) as conn:
        found = await queries.article(conn, article_id)
    return await _out(db, caller.tenant, found)


@put("/api/v1/knowledge/articles/{article_id:uuid}", tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    article_id: FromPath[UUID],
    data: JSONBody[ArticleChange],
) -> EditedOut:
    """Another version, found from now on. 409 `article_changed` when somebody else was quicker."""
    caller.need("knowledge.write")
    how = Change(by=caller.actor, version=data.version, note=data.note)
    async with work.tx(caller.tenant) as tx:
        changed = await editing.change_article(tx, article_id, data.draft, how)
    return await _out(db, caller.tenant, changed)


@put("/api/v1/knowledge/articles/{article_id:uuid}/published", tags=TAGS)
async def show(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    article_id: FromPath[UUID],
    data: JSONBody[ShownIn],
) -> EditedOut:
    """Let an article be found, or hide it from the bot and the desk at once."""
    caller.need("knowledge.write")
    how = Change(by=caller.actor, version=data.version)
    async with work.tx(caller.tenant) as tx:
        changed = await editing.show_article(tx, article_id, data.published, how)
    return await _out(db, caller.tenant, changed)


@get("/api/v1/knowledge/articles/{article_id:uuid}/versions", tags=TAGS)
async def versions(
    caller: NamedDependency[Caller], db: NamedDependency[Database], article_id: FromPath[UUID]
) -> ArticleVersionsOut:
    """Who changed an article, when, why and in what; the latest first."""
    caller.need("knowledge.write")
    async with db.reading(caller.tenant) as conn:
        found = await editing.article_versions(conn, article_id)
    return ArticleVersionsOut([ArticleVersionOut(**msgspec.structs.asdict(one)) for one in found])


@post("/api/v1/knowledge/articles/{article_id:uuid}/restore", tags=TAGS, status_code=200)
async def restore(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    article_id: FromPath[UUID],
    data: JSONBody[ArticleRestoreIn],
) -> EditedOut:
    """Take an earlier version back, as a new one."""
    caller.need("knowledge.write")
    how = Change(by=caller.actor, version=data.version)
    async with work.tx(caller.tenant) as tx:
        changed = await editing.restore_article(tx, article_id, data.to, how)
    return await _out(db, caller.tenant, changed)


@post("/api/v1/knowledge/import", tags=TAGS, status_code=200, request_max_body_size=IMPORT_LIMIT)
async def take_in(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    data: JSONBody[ImportIn],
) -> ImportOut:
    """Articles from CSV or Markdown: what would become of each line, and with `apply` all of it or nothing."""
    caller.need("knowledge.write")
    if not data.apply:
        async with db.reading(caller.tenant) as conn:
            plan = await imports.planned(conn, data.text, data.format, data.chosen)
        return ImportOut([item for item, _ in plan], applied=False)
    async with work.tx(caller.tenant) as tx:
        done = await imports.take_in(tx, data.text, data.format, data.chosen, caller.actor)
    return ImportOut(done, applied=True)


handlers = [articles, make, article, change, show, versions, restore, take_in]
