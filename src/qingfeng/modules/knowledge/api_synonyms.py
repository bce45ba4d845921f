"""A house's words alike over HTTP (permission knowledge.write)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.knowledge import synonyms
from qingfeng.modules.knowledge.synonyms import WordLine
from qingfeng.modules.knowledge.words import SAME

TAGS = ["knowledge"]
PATH = "/api/v1/knowledge/synonyms"
Words = Annotated[list[Annotated[str, msgspec.Meta(max_length=100)]], msgspec.Meta(max_length=100)]


class SynonymsIn(msgspec.Struct, forbid_unknown_fields=True):
    """Words that mean the same; the first is the usual one."""

    words: Words


class SynonymsChange(msgspec.Struct, forbid_unknown_fields=True):
    """`version`: the one that was on the screen."""

    words: Words
    version: Annotated[int, msgspec.Meta(ge=0)]


class SynonymsOut(msgspec.Struct):
    """`items`: the house's, the latest changed first. `shipped`: those that come with the product. `most`: so many lines
    there may be."""

    items: list[WordLine]
    shipped: list[list[str]]
    most: int


@get(PATH, tags=TAGS)
async def lines(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> SynonymsOut:
    """Words that the search takes for the same."""
    caller.need("knowledge.write")
    async with db.reading(caller.tenant) as conn:
        return SynonymsOut(await synonyms.lines(conn), [list(line) for line in SAME], synonyms.MOST)


@post(PATH, tags=TAGS, status_code=201)
async def make(caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[SynonymsIn]) -> WordLine:
    """A new line, used from the next search on. 409 `word_in_two_lines` with the word and the line that has it."""
    caller.need("knowledge.write")
    async with work.tx(caller.tenant) as tx:
        return await synonyms.make_line(tx, data.words, caller.actor)


@put(f"{PATH}/{{line_id:uuid}}", tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    line_id: FromPath[UUID],
    data: JSONBody[SynonymsChange],
) -> WordLine:
    """Other words. 409 `word_in_two_lines`, `synonyms_changed`."""
    caller.need("knowledge.write")
    async with work.tx(caller.tenant) as tx:
        return await synonyms.change_line(tx, line_id, data.words, data.version, caller.actor)


@delete(f"{PATH}/{{line_id:uuid}}", tags=TAGS, status_code=204)
async def drop(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    line_id: FromPath[UUID],
    version: Annotated[int, QueryParameter(ge=0)],
) -> None:
    """Forget a line. 409 `synonyms_changed`."""
    caller.need("knowledge.write")
    async with work.tx(caller.tenant) as tx:
        await synonyms.drop_line(tx, line_id, version, caller.actor)


handlers = [lines, make, change, drop]
