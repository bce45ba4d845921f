"""API tokens over HTTP, for whoever manages users (permission users.manage)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.kernel.db import Database
from qingfeng.kernel.http import Cursor, Limit
from qingfeng.kernel.pages import page_after, paged
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import store_tokens, tokens
from qingfeng.modules.access.model import Caller, Permission
from qingfeng.modules.access.store_tokens import ApiToken

TAGS = ["API tokens"]


class ApiTokenIn(msgspec.Struct, forbid_unknown_fields=True):
    """`scopes`: permissions, none that the maker lacks. `expires_in_days`: 1 to 366."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60, examples=["BI 报表"])]
    scopes: Annotated[list[Permission], msgspec.Meta(min_length=1, max_length=60, examples=[["insight.read"]])]
    expires_in_days: Annotated[int, msgspec.Meta(ge=1, le=tokens.MAX_DAYS, examples=[90])] = 90


class NewApiToken(msgspec.Struct):
    """`text` is shown here once and kept nowhere."""

    token: ApiToken
    text: str


class ApiTokens(msgspec.Struct):
    """`next`: pass it as `cursor` for the page after; null on the last. `may_give`: the permissions the caller has."""

    items: list[ApiToken]
    next: str | None
    may_give: list[str]


@get("/api/v1/api-tokens", tags=TAGS)
async def api_tokens(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    cursor: Cursor = "",
    limit: Limit = 50,
) -> ApiTokens:
    """All tokens, without their texts, the latest first; revoked ones too."""
    caller.need("users.manage")
    after = page_after(cursor)
    async with db.reading(caller.tenant) as conn:
        found = await store_tokens.page(conn, after=after, limit=limit + 1)
    page, then = paged(found, limit)
    return ApiTokens(page, then, sorted(caller.grants))


@post("/api/v1/api-tokens", tags=TAGS, status_code=201)
async def make(caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[ApiTokenIn]) -> NewApiToken:
    """Make a token. The answer shows its text, this once."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        id_, text = await tokens.make(tx, caller, name=data.name, scopes=list(data.scopes), days=data.expires_in_days)
        made = await store_tokens.one(tx.conn, id_)
    assert made is not None
    return NewApiToken(made, text)


@delete("/api/v1/api-tokens/{token_id:uuid}", tags=TAGS)
async def revoke(caller: NamedDependency[Caller], work: NamedDependency[Work], token_id: FromPath[UUID]) -> None:
    """Revoke a token; it is refused from the next request on, by every process."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        await tokens.revoke(tx, caller, token_id)


handlers = [api_tokens, make, revoke]
