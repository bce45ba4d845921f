"""Searching customers and articles: found by words, pinyin, number and address; by index, and only one's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from qingfeng.kernel import text
from qingfeng.kernel.db import Connection
from qingfeng.modules.customers import public as customers
from qingfeng.modules.knowledge import public as knowledge
from tests.support.world import World, open_world

_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红霜梅"
_MANY = 100_000


def _names() -> list[str]:
    found = [a + b + c for a in _SURNAMES for b in _GIVEN for c in _GIVEN]
    return [found[n % len(found)] for n in range(_MANY)]


@pytest.fixture(scope="module")
async def world(database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url) as made:
        names = _names()
        async with made.work.tx(made.tenant) as tx:
            await tx.execute(
                "INSERT INTO customers.customers (tenant_id, id, name, pinyin, search, created_at)"
                " SELECT $1, gen_random_uuid(), n, n, s::tsvector, now() FROM unnest($2::text[], $3::text[]) AS x (n, s)",
                made.tenant,
                names,
                [text.tsv(text.tokens(name)) for name in names],
            )
            await tx.execute(
                "INSERT INTO knowledge.articles (tenant_id, id, slug, title, category, audience, body, search, updated_at)"
                " SELECT $1, gen_random_uuid(), 'a-' || n, '说明 ' || n, 'x', 'customer', '正文', ('''词' || n || '''')::tsvector,"
                " now() FROM generate_series(1, 20000) n",
                made.tenant,
            )
            claims = customers.Claims(
                kind="external",
                id="u-77",
                name="欧阳静怡",
                phone="+8613800138000",
                email="jing.yi@example.com",
                verified=True,
            )
            await customers.identify(tx, claims)
            for name in ("曹国庆", "曾国庆", "王国庆", "小赵国庆", "赵国庆"):
                await customers.identify(tx, customers.Claims(kind="external", id=name, name=name, verified=True))
        owner = await asyncpg.connect(database_url)
        await owner.execute("ANALYZE")
        await owner.close()
        yield made


async def sequential(conn: Connection, table: str) -> int:
    """How often this transaction has read a table from end to end."""
    n: int = await conn.fetchval(
        "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relid = $1::text::regclass", table
    )
    return n


@pytest.mark.parametrize(
    "words", ["欧阳静怡", "静怡", "歐陽靜怡", "13800138000", "+86 138 0013 8000", "jing.yi@example.com"]
)
async def test_one_of_a_hundred_thousand_is_found_without_reading_them_all(world: World, words: str) -> None:
    async with world.db.reading(world.tenant) as conn:
        before = await sequential(conn, "customers.customers")
        found, more = await customers.search(conn, words)
        assert await sequential(conn, "customers.customers") == before
    assert [c.name for c in found] == ["欧阳静怡"]
    assert more is None


async def test_whoever_bears_the_name_comes_before_whoever_shares_a_part_of_it(world: World) -> None:
    async with world.db.reading(world.tenant) as conn:
        names = []
        after = ""
        for _ in range(6):
            page, more = await customers.search(conn, "赵国庆", limit=4, after=after)
            names += [c.name for c in page]
            if more is None:
                break
            after = more
    assert names == ["赵国庆", "小赵国庆", "曹国庆", "曾国庆", "王国庆"]


async def test_pages_hold_everybody_once(world: World) -> None:
    seen: list[Any] = []
    after = ""
    async with world.db.reading(world.tenant) as conn:
        while len(seen) < 500:
            page, more = await customers.search(conn, "王伟伟", limit=30, after=after)
            seen += [c.id for c in page]
            if more is None:
                break
            after = more
    assert len(seen) == len(set(seen)) > 0


async def test_articles_are_found_by_their_index(world: World) -> None:
    async with world.db.reading(world.tenant) as conn:
        before = await sequential(conn, "knowledge.articles")
        ids = await conn.fetch("SELECT knowledge.articles_with($1::text::tsquery)", "'词77' | '词19999'")
        assert await sequential(conn, "knowledge.articles") == before
        assert len(ids) == 2
        assert await knowledge.templates(conn, "没有") == []


async def test_the_index_tells_nothing_of_another_tenant(world: World, database_url: str) -> None:
    async with open_world(database_url) as other, other.db.reading(other.tenant) as conn:
        for function, words in (("customers.customers_with", "'王' | '静怡'"), ("knowledge.articles_with", "'词77'")):
            assert await conn.fetch(f"SELECT {function}($1::text::tsquery)", words) == []
    async with world.db.app.acquire() as conn:  # no tenant is named at all
        assert await conn.fetch("SELECT customers.customers_with($1::text::tsquery)", "'静怡'") == []


async def test_only_the_application_may_ask_the_index(world: World) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await world.db.system.fetch("SELECT customers.customers_with('''王'''::tsquery)")
