"""100,000 conversations and a thread of 5,000 messages: no screen's query may read a table from end to end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import msgspec
import pytest

from qingfeng.kernel.db import Connection
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Filters, Only
from tests.support.world import World, open_world

ME = UUID(int=97)
THREAD = UUID(int=1)

_FILL = """
INSERT INTO customers.customers (tenant_id, id, name, created_at)
SELECT $1, ('00000000-0000-0000-0001-' || lpad(to_hex(n), 12, '0'))::uuid, '客户' || n, now() FROM generate_series(1, 2000) n;
"""
_CONVERSATIONS = """
INSERT INTO conversations.conversations (tenant_id, id, customer_id, customer_name, customer_tier, channel_id, channel_kind,
  phase, queue_id, agent_id, agent_name, opened_at, last_at, waiting_since, queued_at, closed_at, last_seq)
SELECT $1, ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid,
  ('00000000-0000-0000-0001-' || lpad(to_hex(1 + n % 2000), 12, '0'))::uuid, '客户' || n, 'regular', $1, 'webchat',
  CASE WHEN n % 100 < 94 THEN 'closed' WHEN n % 100 < 96 THEN 'queued' WHEN n % 100 < 99 THEN 'with_agent' ELSE 'bot' END,
  $1, CASE WHEN n % 100 BETWEEN 96 AND 98 THEN ('00000000-0000-0000-0000-' || lpad(to_hex(n % 300), 12, '0'))::uuid END,
  '客服', now() - n * interval '1 minute', now() - n * interval '1 minute', now() - n * interval '1 minute',
  now() - n * interval '1 minute', CASE WHEN n % 100 < 94 THEN now() - n * interval '1 minute' END, 0
FROM generate_series(1, 100000) n
"""
_MESSAGES = """
INSERT INTO conversations.messages (tenant_id, conversation_id, seq, id, prev_public, public, author_kind, author_name,
  kind, text, at)
SELECT $1, $2, n, gen_random_uuid(), n - 1, n % 7 <> 0, 'customer', '张', 'text', '第 ' || n || ' 句', now()
FROM generate_series(1, 5000) n
"""


@pytest.fixture(scope="module")
async def world(database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url) as made:
        async with made.work.tx(made.tenant) as tx:
            await tx.execute(_FILL, made.tenant)
            await tx.execute(_CONVERSATIONS, made.tenant)
            await tx.execute(_MESSAGES, made.tenant, THREAD)
        owner = await _as_owner(database_url)
        await owner.execute("ANALYZE")
        await owner.close()
        yield made


async def _as_owner(url: str) -> Any:
    import asyncpg

    return await asyncpg.connect(url)


class Explaining:
    """Stands in front of a connection: every query is explained, and its plan kept."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self.plans: list[str] = []

    async def _explain(self, sql: str, args: tuple[Any, ...]) -> None:
        rows = await self._conn.fetch(f"EXPLAIN (COSTS OFF) {sql}", *args)
        self.plans.append("\n".join(r[0] for r in rows))

    async def fetch(self, sql: str, *args: Any) -> Any:
        await self._explain(sql, args)
        return await self._conn.fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: Any) -> Any:
        await self._explain(sql, args)
        return await self._conn.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        await self._explain(sql, args)
        return await self._conn.fetchval(sql, *args)


@pytest.mark.parametrize("view", ["mine", "waiting", "team", "all", "closed"])
async def test_no_list_reads_the_whole_table(world: World, view: conversations.View) -> None:
    async with world.db.reading(world.tenant) as conn:
        spy = Explaining(conn)
        query = conversations.ListQuery(view=view, me=ME, team=[ME, UUID(int=98)], limit=50)
        _, cursor = await conversations.rows(spy, query)  # type: ignore[arg-type]
        page, _ = await conversations.rows(spy, msgspec.structs.replace(query, cursor=cursor or ""))  # type: ignore[arg-type]
    assert page, f"the view {view} is empty: the test proves nothing"
    assert not [p for p in spy.plans if "Seq Scan" in p], spy.plans


async def test_counts_and_loads(world: World) -> None:
    async with world.db.reading(world.tenant) as conn:
        spy = Explaining(conn)
        counts = await conversations.counts(spy, ME, [ME])  # type: ignore[arg-type]
        await conversations.loads(spy)  # type: ignore[arg-type]
        await conversations.waiting(spy)  # type: ignore[arg-type]
        await conversations.current_of(spy, UUID(int=(1 << 64) + 5))  # type: ignore[arg-type]
    assert counts.waiting == 1000, "counting stops at a thousand"
    assert not [p for p in spy.plans if "Seq Scan" in p], spy.plans


@pytest.mark.parametrize("view", ["mine", "waiting", "team", "all", "closed"])
async def test_a_narrowed_view_reads_no_table_from_end_to_end(world: World, view: Any) -> None:
    only = Only(tag="没人用的", tier="gold", unanswered=True)
    async with world.db.reading(world.tenant) as conn:
        spy = Explaining(conn)
        query = conversations.ListQuery(view=view, me=ME, team=[ME], only=only)
        assert await conversations.rows(spy, query) == ([], None)  # type: ignore[arg-type]
        kept = conversations.SavedView(ME, ME, "我", "没人用的", False, Filters(view=view, tag="没人用的"))
        counts = await conversations.view_counts(spy, [kept], ME, [ME])  # type: ignore[arg-type]
    assert counts == ({} if view == "closed" else {ME: 0})
    assert not [p for p in spy.plans if "Seq Scan" in p], spy.plans


@pytest.mark.parametrize("where", [{"after": 4000}, {"before": 2500}, {}])
@pytest.mark.parametrize("public", [True, False])
async def test_a_long_thread_is_read_by_its_index(world: World, where: dict[str, int], public: bool) -> None:
    async with world.db.reading(world.tenant) as conn:
        conv = await conversations.get(conn, THREAD)
        assert conv is not None
        spy = Explaining(conn)
        page, more = await conversations.messages(spy, conv, public=public, limit=50, **where)  # type: ignore[arg-type]
    assert len(page) == 50
    assert more
    assert [m.seq for m in page] == sorted(m.seq for m in page)
    assert not [p for p in spy.plans if "Seq Scan" in p], spy.plans
