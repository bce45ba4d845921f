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
from qingfeng.kernel.http import PAGED, Paging
from qingfeng.kernel.pages import page_after, paged
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.knowledge import due, editing, imports, listing, queries, reviews, store_proposals
from qingfeng.modules.knowledge.due import Look
from qingfeng.modules.knowledge.editing import Change
from qingfeng.modules.knowledge.model import Article, ArticleDraft, Audience, State
from qingfeng.modules.knowledge.rules import rules
from qingfeng.modules.knowledge.schemas import ArticleOut, article_out
from qingfeng.modules.knowledge.store_proposals import Proposal

TAGS = ["knowledge"]
IMPORT_LIMIT = 4 * 1024 * 1024
Version = Annotated[int, msgspec.Meta(ge=0)]
Note = Annotated[str, msgspec.Meta(max_length=400)]


class ArticleIn(ArticleDraft, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new article; without `slug` it gets one. The same slug in another language is its translation."""

    slug: str = ""


class ArticleChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`version`: the one that was on the screen. `draft`: the whole article; its slug and language are not looked at.
    `proposal`: the version of one's own proposal that is changed by this; 0: none waits."""

    version: Version
    draft: ArticleIn
    note: Note = ""
    proposal: Version = 0


class ShownIn(msgspec.Struct, forbid_unknown_fields=True):
    published: bool
    version: Version


class ArticleRestoreIn(msgspec.Struct, forbid_unknown_fields=True):
    """`to`: the version to take back; `version`: the present one, as it was on the screen."""

    to: Version
    version: Version


class EditedOut(ArticleOut, frozen=True, kw_only=True):
    """`state`: whether it is found now, and if not, why. `languages`: the same article's ids by language.
    `related_titles`: what the related articles are called, by slug; without those that are not there (yet).
    `proposal`: the change that waits for a reviewer, else the last that did; `needs_approval`: a change of what is
    published waits for one; `look`: who last found it right, and whether it is due."""

    state: State
    languages: dict[str, UUID]
    related_titles: dict[str, str]
    proposal: Proposal | None
    needs_approval: bool
    look: Look


class ArticlesOut(msgspec.Struct):
    """`next`: pass it as `cursor` for the page after; null on the last. `counts`: by state, whatever state is asked;
    `tasks`: of all articles how many wait for a reviewer, and how many are to be looked at."""

    items: list[listing.ArticleLine]
    next: str | None
    counts: dict[str, int]
    tasks: dict[listing.Task, int]
    categories: list[str]


class ArticleVersionOut(msgspec.Struct):
    version: int
    draft: ArticleDraft
    by_name: str
    at: datetime
    note: str
    restored: int | None
    changed: list[str]
    approved_by: str


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


async def edited(db: Database, tenant: UUID, found: Article) -> EditedOut:
    async with db.reading(tenant) as conn:
        languages = await listing.siblings(conn, found.slug)
        related = await listing.titles(conn, found.related, found.locale)
        proposal = await store_proposals.latest(conn, found.id)
        needed = (await rules(conn)).approval
        look = await due.look(conn, found.id, db.clock.now())
    return EditedOut(
        **msgspec.structs.asdict(article_out(found)),
        state=found.state(db.clock.now()),
        languages=languages,
        related_titles=related,
        proposal=proposal,
        needs_approval=needed,
        look=look,
    )


def _need(caller: Caller) -> None:
    """Whoever writes articles or reviews them may see all of them."""
    if not caller.may("knowledge.approve"):
        caller.need("knowledge.write")


def provide_asked(
    q: Annotated[str, QueryParameter(max_length=400)] = "",
    shown: FromQuery[State | None] = None,
    audience: FromQuery[Audience | None] = None,
    category: Annotated[str | None, QueryParameter(max_length=40)] = None,
    task: FromQuery[listing.Task | None] = None,
    *,
    paging: NamedDependency[Paging],
) -> listing.ListQuery:
    category = category and category.replace("\0", "")
    return listing.ListQuery(
        words=q,
        state=shown,
        audience=audience,
        category=category,
        task=task,
        after=page_after(paging.cursor),
        limit=paging.limit,
    )


@get(
    "/api/v1/knowledge/articles",
    tags=TAGS,
    dependencies={
        **PAGED,
        "asked": Provide(provide_asked, sync_to_thread=False),
    },
)
async def articles(
    caller: NamedDependency[Caller], db: NamedDependency[Database], asked: NamedDependency[listing.ListQuery]
) -> ArticlesOut:
    """All articles, hidden and out of date as well, the latest changed first; `shown`: those in one state only."""
    _need(caller)
    now = db.clock.now()
    async with db.reading(caller.tenant) as conn:
        items, following = paged(await listing.listed(conn, asked, now), asked.limit)
        counts = await listing.counted(conn, asked, now)
        return ArticlesOut(items, following, counts, await listing.tasks(conn, now), await listing.categories(conn))


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
        made = await reviews.make(tx, data, caller.actor)
    return await edited(db, caller.tenant, made)


@get("/api/v1/knowledge/articles/{article_id:uuid}", tags=TAGS)
async def article(
    caller: NamedDependency[Caller], db: NamedDependency[Database], article_id: FromPath[UUID]
) -> EditedOut:
    """One article for its editor."""
    _need(caller)
    async with db.reading(caller.tenant) as conn:
        found = await queries.article(conn, article_id)
    return await edited(db, caller.tenant, found)


@put("/api/v1/knowledge/articles/{article_id:uuid}", tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    article_id: FromPath[UUID],
    data: JSONBody[ArticleChange],
) -> EditedOut:
    """Another version, found from now on; where articles need approval, proposed beside what is published. 409 `article_changed` or `proposal_waiting` when somebody else was quicker."""
    caller.need("knowledge.write")
    how = Change(by=caller.actor, version=data.version, note=data.note, proposal=data.proposal)
    async with work.tx(caller.tenant) as tx:
        changed = await reviews.change(tx, article_id, data.draft, how)
    return await edited(db, caller.tenant, changed)


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
        changed = await reviews.show(tx, article_id, data.published, how)
    return await edited(db, caller.tenant, changed)


@get("/api/v1/knowledge/articles/{article_id:uuid}/versions", tags=TAGS)
async def versions(
    caller: NamedDependency[Caller], db: NamedDependency[Database], article_id: FromPath[UUID]
) -> ArticleVersionsOut:
    """Who changed an article, when, why and in what; the latest first."""
    _need(caller)
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
        changed = await reviews.restore(tx, article_id, data.to, how)
    return await edited(db, caller.tenant, changed)


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
