"""The life of an article over HTTP: a proposal taken back, an article found still right, the house's rules for both."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.knowledge import due, reviews, rules
from qingfeng.modules.knowledge.api_edit import EditedOut, edited
from qingfeng.modules.knowledge.rules import ArticleRules

TAGS = ["knowledge"]
AT = "/api/v1/knowledge/articles/{article_id:uuid}"


class ArticleLooked(msgspec.Struct, forbid_unknown_fields=True):
    """`version`: the article's, as it was on the screen."""

    version: Annotated[int, msgspec.Meta(ge=0)]


class ProposalWithdrawn(msgspec.Struct, forbid_unknown_fields=True):
    """`version`: the proposal's."""

    version: Annotated[int, msgspec.Meta(ge=1)]


@post(f"{AT}/looked", tags=TAGS, status_code=200)
async def looked(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    article_id: FromPath[UUID],
    data: JSONBody[ArticleLooked],
) -> EditedOut:
    """Somebody has looked at this version and found it still right (knowledge.write, or knowledge.approve)."""
    if not caller.may("knowledge.approve"):
        caller.need("knowledge.write")
    async with work.tx(caller.tenant) as tx:
        found = await due.still_right(tx, article_id, data.version, caller.actor)
    return await edited(work.db, caller.tenant, found)


@post(f"{AT}/proposal/withdraw", tags=TAGS, status_code=200)
async def withdraw(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    article_id: FromPath[UUID],
    data: JSONBody[ProposalWithdrawn],
) -> EditedOut:
    """Take back what I have proposed."""
    caller.need("knowledge.write")
    async with work.tx(caller.tenant) as tx:
        found = await reviews.withdraw(tx, article_id, data.version, caller.actor)
    return await edited(work.db, caller.tenant, found)


@get("/api/v1/knowledge/rules", tags=TAGS)
async def house_rules(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> ArticleRules:
    """Whether articles need approval, and when one is to be looked at (service.manage)."""
    caller.need("service.manage")
    async with db.reading(caller.tenant) as conn:
        return await rules.rules(conn)


@put("/api/v1/knowledge/rules", tags=TAGS)
async def set_house_rules(
    caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[ArticleRules]
) -> ArticleRules:
    """Other rules, in force at once; what waits already goes on waiting (service.manage). 409 `rules_changed`."""
    caller.need("service.manage")
    async with work.tx(caller.tenant) as tx:
        return await rules.set_rules(tx, data, caller.actor)


handlers = [looked, withdraw, house_rules, set_house_rules]
