"""With a hundred thousand conversations behind them, the router's reads touch only what they are about."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing import store
from qingfeng.modules.routing.scene import scene as scene_of
from tests.modules.routing.house import House

FILLED = (
    "customers.customers",
    "conversations.conversations",
    "routing.offers",
    "routing.waits",
    "routing.decisions",
    "routing.decided",
)
BIG = re.compile(r"^(conversations|offers|decisions|decided|waits)$")


class Explaining:
    """A connection that also asks the server how it would run each query, and keeps the answers."""

    def __init__(self, conn: Any) -> None:
        self._conn = conn
        self.plans: list[tuple[str, dict[str, Any]]] = []

    async def _explain(self, sql: str, args: tuple[Any, ...]) -> None:
        (text,) = await self._conn.fetchrow(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *args)
        plan = text if isinstance(text, list) else json.loads(text)
        self.plans.append((sql, plan[0]))

    async def fetch(self, sql: str, *args: Any) -> Any:
        await self._explain(sql, args)
        return await self._conn.fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: Any) -> Any:
        await self._explain(sql, args)
        return await self._conn.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        await self._explain(sql, args)
        return await self._conn.fetchval(sql, *args)

    def scans(self) -> list[str]:
        """Whole reads of a big table, as `sql -> table`."""
        return [
            f"{sql} -> {node['Relation Name']}"
            for sql, plan in self.plans
            for node in _nodes(plan["Plan"])
            if node["Node Type"].endswith("Seq Scan") and BIG.match(node["Relation Name"])
        ]

    @property
    def milliseconds(self) -> float:
        return float(sum(plan["Execution Time"] for _, plan in self.plans))


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(n for child in plan.get("Plans", []) for n in _nodes(child))]


async def fill(house: House, url: str, queues: list[UUID], agents: list[UUID]) -> None:
    """100,000 conversations of 20,000 customers: 2,000 open with agents, 600 waiting; offers, waits, decisions."""
    owner = await asyncpg.connect(url)
    try:
        for table in FILLED:  # a vacuum at work would stand in the way of dropping the database
            await owner.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")
        await _insert(house, queues, agents)
        await owner.execute(f"ANALYZE {', '.join(FILLED)}")
    finally:
        await owner.close()


async def _insert(house: House, queues: list[UUID], agents: list[UUID]) -> None:
    async with house.work.tx(house.tenant) as tx:
        t = tx.tenant
        await tx.execute(
            "INSERT INTO customers.customers (tenant_id, id, name, created_at)"
            " SELECT $1, gen_random_uuid(), 'c' || n, $2 FROM generate_series(1, 20000) n", t, tx.now)  # fmt: skip
        await tx.execute(
            "INSERT INTO conversations.conversations (tenant_id, id, customer_id, customer_name, customer_tier,"
            " channel_id, channel_kind, phase, queue_id, agent_id, last_agent_id, opened_at, last_at, queued_at, closed_at)"
            " SELECT $1, gen_random_uuid(), c.ids[1 + n % 20000], 'x', 'regular', $1, 'webchat', phase,"
            " ($3::uuid[])[1 + n % 20], CASE phase WHEN 'with_agent' THEN agent END, CASE phase WHEN 'queued' THEN NULL"
            " ELSE agent END, at, at, at, CASE phase WHEN 'closed' THEN at END"
            " FROM (SELECT n, CASE WHEN n <= 600 THEN 'queued' WHEN n <= 2600 THEN 'with_agent' ELSE 'closed' END AS phase,"
            " ($4::uuid[])[1 + n % 400] AS agent, $2::timestamptz - make_interval(secs => n * 20) AS at"
            " FROM generate_series(1, 100000) n) g,"
            " (SELECT array_agg(id) AS ids FROM customers.customers) c",
            t, tx.now, queues, agents)  # fmt: skip
        await tx.execute(
            "INSERT INTO routing.offers (tenant_id, id, conversation_id, queue_id, agent_id, state, decision_id, seconds,"
            " offered_at, expires_at, ended_at) SELECT $1, gen_random_uuid(), id, queue_id, ($2::uuid[])[1], 'declined',"
            " id, 30, queued_at, queued_at, queued_at FROM conversations.conversations", t, agents)  # fmt: skip
        await tx.execute(
            "INSERT INTO routing.waits (tenant_id, id, queue_id, conversation_id, at, seconds, ahead, outcome)"
            " SELECT $1, gen_random_uuid(), queue_id, id, queued_at, 60, 0, 'accepted'"
            " FROM conversations.conversations", t)  # fmt: skip
        await tx.execute(
            "INSERT INTO routing.decisions (tenant_id, id, at, token, policy_version, digest, seed, snapshot, decision)"
            " SELECT $1, id, queued_at, 1, '', '', 1, '', ''"
            " FROM conversations.conversations WHERE phase = 'closed' LIMIT 50000", t)  # fmt: skip
        await tx.execute(
            "INSERT INTO routing.decided (tenant_id, conversation_id, decision_id)"
            " SELECT $1, id, id FROM routing.decisions", t)  # fmt: skip


@pytest.mark.slow
async def test_reads_use_their_indexes(house: House, database_url: str) -> None:
    first = await house.queue("q0")
    queues = [first, *[await house.queue(f"q{n}") for n in range(1, 20)]]
    anna = await house.agent("安娜", capacity=60)
    agents = [anna.id, *[uuid4() for _ in range(399)]]
    await fill(house, database_url, queues, agents)  # type: ignore[arg-type]
    conv = await house.conversation(first)
    async with house.db.reading(house.tenant) as plain:
        conn: Any = Explaining(plain)
        scene = await scene_of(conn, house.clock.now())
        assert len(scene.snapshot.contacts) == 601
        assert sum(c.last_agent is not None for c in scene.snapshot.contacts) > 500
        row = await conversations.get(plain, conv)
        assert row is not None
        assert anna.id is not None
        await routing.load_now(conn, scene.agents[anna.id])
        await routing.position(conn, row)
        await routing.estimate(conn, first, 3, house.clock.now())
        await routing.queue_cards(conn, house.clock.now())
        await routing.told_unservable(conn, [conv])
        await conversations.lots(conn)
        await routing.explain(conn, conv)
        await store.passed_since(conn, first, house.clock.now())
    assert len(conn.plans) > 15
    assert conn.scans() == []
    slow = [(sql, p["Execution Time"]) for sql, p in conn.plans if p["Execution Time"] > 60]
    assert slow == []
    async with house.db.reading(house.tenant) as plain:  # and the check would notice
        conn = Explaining(plain)
        await conn.fetch("SELECT count(*) FROM routing.offers WHERE seconds = 7")
        assert len(conn.scans()) == 1
