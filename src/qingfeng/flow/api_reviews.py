"""Reviewing articles over HTTP (permission knowledge.approve): approved under both names, or sent back; its writer is told."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.flow import schemas as s
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.knowledge import public as knowledge

AT = "/api/v1/knowledge/articles/{article_id:uuid}/proposal"
Version = Annotated[int, msgspec.Meta(ge=1)]


class ProposalApproved(msgspec.Struct, forbid_unknown_fields=True):
    """`version`: the proposal's, as it was read."""

    version: Version


class ProposalReturned(msgspec.Struct, forbid_unknown_fields=True):
    """`note`: why, in one line; the writer reads it."""

    version: Version
    note: Annotated[str, msgspec.Meta(max_length=400)]


@post(f"{AT}/approve", tags=["knowledge"], status_code=200)
async def approve(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    article_id: FromPath[UUID],
    data: JSONBody[ProposalApproved],
) -> s.Done:
    """Publish what waits. 403 `own_proposal` for its writer; 409 when the proposal or the article was changed meanwhile."""
    caller.need("knowledge.approve")
    async with work.tx(caller.tenant) as tx:
        article, done = await knowledge.approve_article(tx, article_id, data.version, caller.actor)
        if done.by_id is not None and done.by_id != caller.actor.id:
            about = (article_id, article.title)
            by = caller.actor.name
            await conversations.tell(tx, done.by_id, "article_approved", about, by=by)
    return s.Done()


@post(f"{AT}/return", tags=["knowledge"], status_code=200)
async def send_back(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    article_id: FromPath[UUID],
    data: JSONBody[ProposalReturned],
) -> s.Done:
    """Not like this: its writer reads why, and what is published stays."""
    caller.need("knowledge.approve")
    async with work.tx(caller.tenant) as tx:
        article, done = await knowledge.send_back_article(tx, article_id, data.version, caller.actor, data.note)
        if done.by_id is not None and done.by_id != caller.actor.id:
            told = {"by": caller.actor.name, "text": data.note}
            about = (article_id, article.title)
            await conversations.tell(tx, done.by_id, "article_returned", about, **told)
    return s.Done()


handlers = [approve, send_back]
