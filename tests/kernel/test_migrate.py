"""One line of history: applied once, by whoever comes first, and never rewritten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

from qingfeng.kernel.migrate import MigrationChanged, migrate, scripts
from tests.conftest import Engines, drop


@pytest.fixture
async def empty(engines: Engines) -> AsyncIterator[str]:
    """The address of a database with nothing in it."""
    name = f"empty_{uuid4().hex[:12]}"
    owner = await asyncpg.connect(engines.postgres.url)
    await owner.execute(f"CREATE DATABASE {name}")
    await owner.close()
    yield urlunsplit(urlsplit(engines.postgres.url)._replace(path=f"/{name}"))
    await drop(engines.postgres.url, name)


async def applied(url: str) -> dict[str, str]:
    conn = await asyncpg.connect(url)
    try:
        return {r["name"]: r["digest"] for r in await conn.fetch("SELECT name, digest FROM public.qingfeng_migrations")}
    finally:
        await conn.close()


def names() -> list[str]:
    return [name for name, _ in scripts()]


async def test_applies_each_once_in_order(empty: str) -> None:
    assert await migrate(empty) == names()
    assert await migrate(empty) == []
    assert sorted(await applied(empty)) == names()
    assert names() == sorted(names())
    assert names()[0] == "0001_spine.sql"


async def test_many_at_once_apply_it_once(empty: str) -> None:
    done = await asyncio.gather(*(migrate(empty) for _ in range(5)))
    assert sorted(done, key=len) == [[], [], [], [], names()]


async def test_a_changed_file_is_refused(empty: str) -> None:
    await migrate(empty)
    before = await applied(empty)
    conn = await asyncpg.connect(empty)
    await conn.execute("UPDATE public.qingfeng_migrations SET digest = 'of another text' WHERE name = $1", names()[0])
    await conn.close()
    with pytest.raises(MigrationChanged, match=names()[0]):
        await migrate(empty)
    assert sorted(await applied(empty)) == sorted(before)


async def test_a_migration_that_fails_leaves_nothing_of_itself(empty: str) -> None:
    (failing,) = [n for n, name in enumerate(names()) if name.endswith("_insight.sql")]
    conn = await asyncpg.connect(empty)
    # It makes many schemas and stumbles over one that is there.
    await conn.execute("CREATE SCHEMA bot; CREATE TABLE bot.decisions (id int)")
    with pytest.raises(asyncpg.PostgresError):
        await migrate(empty)
    assert await applied(empty) == {}
    await conn.execute("DROP SCHEMA bot CASCADE")
    await conn.execute("CREATE SCHEMA insight")
    with pytest.raises(asyncpg.PostgresError):
        await migrate(empty)
    assert sorted(await applied(empty)) == names()[:failing]
    await conn.execute("DROP SCHEMA insight")
    await conn.close()
    assert await migrate(empty) == names()[failing:]
