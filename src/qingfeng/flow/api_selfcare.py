"""The self-service page over HTTP, for administrators (permission channels.manage), and its figures (insight.read)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from litestar import get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from qingfeng.flow import selfcare_progress
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import Both
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.selfcare import public as selfcare
from qingfeng.modules.selfcare.public import KeptSelfcare, SelfcareCounts, SelfcarePage, SelfcareSearch

TAGS = ["self-service page"]
Version = Annotated[int, msgspec.Meta(ge=0)]


class PageAddress(msgspec.Struct):
    """Where a web chat's page is. `enabled`: the chat itself is."""

    name: str
    key: str
    path: str
    enabled: bool


class HelpCategory(msgspec.Struct):
    name: str
    articles: int


class HelpFlow(msgspec.Struct):
    """A published task flow that only reads: it may tell progress."""

    name: str
    title: Both


class HotArticle(msgspec.Struct):
    """`open`: customers may read it now."""

    slug: str
    title: str
    open: bool


class SelfcareOut(msgspec.Struct):
    """`version`: 0 while nobody has chosen. `categories`: of the articles that customers may read now."""

    page: SelfcarePage
    version: int
    by_name: str
    at: datetime | None
    addresses: list[PageAddress]
    categories: list[HelpCategory]
    flows: list[HelpFlow]
    hot: list[HotArticle]


class SelfcareIn(msgspec.Struct, forbid_unknown_fields=True):
    """`version`: the one that was on the screen."""

    version: Version
    page: SelfcarePage


class HelpRead(msgspec.Struct):
    """An article by how many visits read it, and what was said of it."""

    slug: str
    title: str
    reads: int
    helpful: int
    unhelpful: int


class SelfcareFigures(msgspec.Struct):
    """Of visits that began in the last `days` days and are over. `gaps`: searches that found nothing."""

    days: int
    figures: SelfcareCounts
    gaps: list[SelfcareSearch]
    searches: list[SelfcareSearch]
    reads: list[HelpRead]


async def _out(spine: Spine, conn: Connection, kept: KeptSelfcare) -> SelfcareOut:
    now = spine.db.clock.now()
    chats = await channels.web_chats(conn)
    shelves: dict[str, int] = {}
    for locale in ("zh-CN", "en"):
        for name, n in await knowledge.shelves(conn, locale, now):
            shelves.setdefault(name, n)
    telling = await selfcare_progress.telling(spine, conn)
    titles = {one.slug: one.title for one in await knowledge.open_lines(conn, kept.page.hot, "zh-CN", now)}
    return SelfcareOut(
        page=kept.page,
        version=kept.version,
        by_name=kept.by_name,
        at=kept.at,
        addresses=[PageAddress(chat.name, key, f"/help/{key}", chat.enabled) for chat, key in chats],
        categories=[HelpCategory(name, n) for name, n in shelves.items()],
        flows=[HelpFlow(flow.name, Both(flow.title.zh, flow.title.en)) for _, flow in telling],
        hot=[HotArticle(slug, titles.get(slug, slug), slug in titles) for slug in kept.page.hot],
    )


@get("/api/v1/selfcare", tags=TAGS)
async def page(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> SelfcareOut:
    """How the self-service page is, where it is, and what may be chosen for it."""
    caller.need("channels.manage")
    async with spine.db.reading(caller.tenant) as conn:
        return await _out(spine, conn, await selfcare.page(conn))


@put("/api/v1/selfcare", tags=TAGS)
async def save(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[SelfcareIn]
) -> SelfcareOut:
    """How it is from now on. 409 `selfcare_changed` when somebody else was quicker. A hot article must be one that customers
    may read, and a task flow one that only reads."""
    caller.need("channels.manage")
    async with spine.work.tx(caller.tenant) as tx:
        await _check(spine, tx.conn, data.page, (await selfcare.page(tx.conn)).page)
        kept = await selfcare.save_page(tx, data.page, data.version, caller.actor)
    async with spine.db.reading(caller.tenant) as conn:
        return await _out(spine, conn, kept)


async def _check(spine: Spine, conn: Connection, wanted: SelfcarePage, before: SelfcarePage) -> None:
    """What was chosen before may have gone since; only what is new must be there."""
    there = {one.slug for one in await knowledge.open_lines(conn, wanted.hot, "zh-CN", spine.db.clock.now())}
    if missing := [slug for slug in wanted.hot if slug not in there and slug not in before.hot]:
        raise Invalid(
            "unknown_article", f"Customers may not read this article: {missing[0]}.", field="hot", slug=missing[0]
        )
    telling = {flow.name for _, flow in await selfcare_progress.telling(spine, conn)}
    if missing := [name for name in wanted.flows if name not in telling and name not in before.flows]:
        raise Invalid(
            "flow_not_reading", f"This flow cannot tell progress: {missing[0]}.", field="flows", name=missing[0]
        )


@get("/api/v1/selfcare/figures", tags=TAGS)
async def figures(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    days: Annotated[int, QueryParameter(ge=1, le=90)] = 7,
) -> SelfcareFigures:
    """What visitors of the page did, what they did not find, and how many went without writing to anybody."""
    caller.need("insight.read")
    now = spine.db.clock.now()
    since = now - timedelta(days=days)
    async with spine.db.reading(caller.tenant) as conn:
        counted = await selfcare.figures(conn, since, now)
        gaps = await selfcare.gaps(conn, since)
        searches = await selfcare.most_searched(conn, since)
        reads = await selfcare.read_most(conn, since)
        titles = {
            one.slug: one.title for one in await knowledge.open_lines(conn, [one.slug for one in reads], "zh-CN", now)
        }
    named = [HelpRead(r.slug, titles.get(r.slug, r.slug), r.reads, r.helpful, r.unhelpful) for r in reads]
    return SelfcareFigures(days=days, figures=counted, gaps=gaps, searches=searches, reads=named)


handlers = [page, save, figures]
