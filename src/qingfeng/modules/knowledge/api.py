"""Knowledge over HTTP, for the desk."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.access.public import Caller
from qingfeng.modules.knowledge import api_documents, api_edit, api_life, api_synonyms, queries
from qingfeng.modules.knowledge.meaning import Meanings
from qingfeng.modules.knowledge.schemas import (
    ArticleOut,
    HitsOut,
    article_out,
    hit_out,
)

Words = Annotated[str, QueryParameter(max_length=400)]


@get("/api/v1/knowledge/search", tags=["knowledge"])
async def search(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    meanings: NamedDependency[Meanings],
    q: Words = "",
    limit: Annotated[int, QueryParameter(ge=1, le=20)] = 5,
) -> HitsOut:
    """Articles that may answer a question, most likely first; with those that are for agents only."""
    caller.need("knowledge.read")
    async with db.reading(caller.tenant) as conn:
        wanted = queries.Wanted(now=db.clock.now(), locale="zh-CN", audience="agent", limit=limit)
        hits = await queries.find(conn, q, wanted, meanings)
    return HitsOut([hit_out(hit) for hit in hits])


@get("/api/v1/knowledge/{article_id:uuid}", tags=["knowledge"])
async def article(
    caller: NamedDependency[Caller], db: NamedDependency[Database], article_id: FromPath[UUID]
) -> ArticleOut:
    """One article, whole. What is hidden or out of date is there for its editors only."""
    caller.need("knowledge.read")
    async with db.reading(caller.tenant) as conn:
        found = await queries.article(conn, article_id)
    if found.state(db.clock.now()) != "published" and not caller.may("knowledge.write"):
        raise NotFound("not_found", "There is no such article.", field="article_id")
    return article_out(found)


handlers = [
    search,
    article,
    *api_edit.handlers,
    *api_documents.handlers,
    *api_life.handlers,
    *api_synonyms.handlers,
]
