"""Teams and skills over HTTP (permission users.manage). Codes are for ever: queues and shifts name them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.people import groups
from qingfeng.modules.people.model import Skill, Team

TAGS = ["users"]
Named = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Names(msgspec.Struct, forbid_unknown_fields=True):
    """A name in both languages."""

    zh: Named
    en: Named


class Coded(msgspec.Struct, forbid_unknown_fields=True):
    """`code`: small letters, digits and -; it is never changed."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    zh: Named
    en: Named


@post("/api/v1/teams", tags=TAGS, status_code=201)
async def add_team(caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[Coded]) -> Team:
    """A new team."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        return await groups.add_team(tx, caller.actor, data.code, data.zh, data.en)


@put("/api/v1/teams/{code:str}", tags=TAGS)
async def rename_team(
    caller: NamedDependency[Caller], work: NamedDependency[Work], code: FromPath[str], data: JSONBody[Names]
) -> Team:
    """Other names for a team."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        return await groups.rename_team(tx, caller.actor, code, data.zh, data.en)


@post("/api/v1/skills", tags=TAGS, status_code=201)
async def add_skill(caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[Coded]) -> Skill:
    """A new skill."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        return await groups.add_skill(tx, caller.actor, Skill(data.code, data.zh, data.en))


@put("/api/v1/skills/{code:str}", tags=TAGS)
async def rename_skill(
    caller: NamedDependency[Caller], work: NamedDependency[Work], code: FromPath[str], data: JSONBody[Names]
) -> Skill:
    """Other names for a skill."""
    caller.need("users.manage")
    async with work.tx(caller.tenant) as tx:
        return await groups.rename_skill(tx, caller.actor, Skill(code, data.zh, data.en))


handlers = [add_team, rename_team, add_skill, rename_skill]
