"""Tenants are isolated by the database itself: every table that exists, tried with another tenant's rows in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.support.world import World, open_world

SHARED = {"access.setup_links", "kernel.leases", "kernel.relayed", "public.qingfeng_migrations"}
"""The only tables without a tenant: who may begin the first one, who holds a lease, which migrations were applied."""

# Columns under a CHECK need a word it knows.
_KNOWN = {
    "role": "agent", "state": "ready", "tier": "regular", "customer_tier": "regular", "phase": "queued", "status": "accepted",
    "audience": "customer", "level": 3, "capacity": 4, "score": 4, "purpose": "invite", "permissions": ["desk.use"], "follows": "cn",
    "passwords": "everyone", "tone": "", "mode": "observe", "explore": 0.0, "hold_out": 0.1,
}  # fmt: skip
_BY_TYPE: dict[str, Any] = {
    "text": "x", "uuid": None, "timestamptz": datetime(2026, 7, 1, tzinfo=UTC), "int4": 1, "int8": 1, "bool": False,
    "jsonb": "{}", "bytea": b"x", "_text": [], "_uuid": [], "_int8": [], "tsvector": "", "date": date(2026, 7, 1), "float8": 1.0,
    "numeric": 1, "interval": None,
}  # fmt: skip


@pytest.fixture(scope="module")
async def worlds(database_url: str) -> AsyncIterator[tuple[World, World]]:
    async with open_world(database_url, "ours") as ours, open_world(database_url, "theirs") as theirs:
        owner = await asyncpg.connect(database_url)
        # One row of each tenant in every table, without their relations; then everything as it was but for those.
        for relation in await owner.fetch(
            "SELECT conrelid::regclass::text AS t, conname FROM pg_constraint WHERE contype = 'f'"
        ):
            await owner.execute(f'ALTER TABLE {relation["t"]} DROP CONSTRAINT "{relation["conname"]}"')
        for table in await tables(owner):
            async with owner.transaction():
                await owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
                await fill(owner, table, theirs.tenant)
                await fill(owner, table, ours.tenant)
                await owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        await owner.close()
        yield ours, theirs


async def tables(conn: Any) -> list[str]:
    rows = await conn.fetch(
        "SELECT schemaname || '.' || tablename AS name FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
    )
    return [r["name"] for r in rows if r["name"] not in SHARED]


async def fill(conn: Any, table: str, tenant: UUID) -> None:
    """One row of a tenant in a table, whatever its columns are."""
    if table == "kernel.outbox_waiting":
        return  # filled with the outbox, by the database
    columns = await conn.fetch(
        "SELECT a.attname AS name, t.typname AS type, a.attidentity::text AS identity, a.attgenerated::text AS generated FROM pg_attribute a"
        " JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped"
        " AND a.attnotnull",
        table,
    )
    names, values = [], []
    for column in columns:
        if column["identity"] or column["generated"]:
            continue
        name, kind = column["name"], column["type"]
        value = tenant if name == "tenant_id" else _KNOWN.get(name, uuid4() if kind == "uuid" else _BY_TYPE[kind])
        if table == "access.tenants" and name == "id":
            return  # the tenants themselves are there already
        if table in ("routing.offers", "knowledge.gaps") and name == "state":
            value = "open"
        if table == "knowledge.proposals" and name == "state":
            value = "waiting"
        if table == "routing.queues" and name == "kind":
            value = "normal"
        if table == "customers.requests" and name in ("kind", "state"):
            value = {"kind": "export", "state": "done"}[name]
        if table == "conversations.exports" and name in ("format", "state"):
            value = {"format": "csv", "state": "done"}[name]
        if table == "insight.what_ifs" and name == "state":
            value = "done"
        if table.startswith("understanding.") and name in ("origin", "state"):
            value = {"origin": "written", "state": "draft"}[name]
        if table == "knowledge.proposals" and name == "state":
            value = "waiting"
        if table == "flows.calls" and name in ("state", "status"):
            value = {"state": "done", "status": 200}[name]
        if table == "knowledge.proposals" and name == "state":
            value = "waiting"
        if table == "flows.systems" and name == "rehearsal_path":
            value = "/rehearsal"
        if table == "flows.gates" and name == "mode":
            value = "warn"
        if table == "rehearsal.runs" and name == "state":
            value = "done"
        if kind == "text" and name not in _KNOWN and value == "x":
            value = f"x-{uuid4().hex[:8]}"
        if kind == "bytea":
            value = uuid4().bytes
        names.append(name)
        values.append(value)
    marks = ", ".join(f"${i}" for i in range(1, len(names) + 1))
    await conn.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", *values)


async def test_every_table_has_forced_row_security(worlds: tuple[World, World], database_url: str) -> None:
    conn = await asyncpg.connect(database_url)
    rows = await conn.fetch(
        "SELECT n.nspname || '.' || c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS safe,"
        " EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id') AS tenant"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p')"
        " AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
    )
    await conn.close()
    unsafe = [r["name"] for r in rows if r["name"] not in SHARED and not (r["safe"] and r["tenant"])]
    assert len(rows) > 25
    assert unsafe == []


async def test_no_row_of_another_tenant_is_seen_changed_or_made(worlds: tuple[World, World]) -> None:
    ours, theirs = worlds
    async with ours.db.reading(ours.tenant) as conn:
        names = await tables(conn)
    for table in names:
        async with ours.db.reading(ours.tenant) as conn:
            all_rows = await conn.fetch(f"SELECT DISTINCT tenant_id FROM {table}")
        seen = {r["tenant_id"] for r in all_rows}
        assert seen == {ours.tenant}, f"{table} shows {seen}"
        for statement in (
            f"UPDATE {table} SET tenant_id = tenant_id WHERE tenant_id = $1",
            f"DELETE FROM {table} WHERE tenant_id = $1",
        ):
            assert await _count(ours, statement, theirs.tenant) == 0, statement
        with pytest.raises(
            (asyncpg.InsufficientPrivilegeError, asyncpg.GeneratedAlwaysError),
            match=r"row-level security|denied|generated",
        ):
            await _count(ours, f"UPDATE {table} SET tenant_id = $1", theirs.tenant)


async def _count(world: World, statement: str, tenant: UUID) -> int:
    """Rows a statement touches; no right at all touches none."""
    try:
        async with world.work.tx(world.tenant) as tx:
            done = await tx.execute(statement, tenant)
    except (asyncpg.InsufficientPrivilegeError, asyncpg.GeneratedAlwaysError):
        if "SET tenant_id = $1" in statement:
            raise
        return 0
    return int(done.rpartition(" ")[2])


async def test_without_a_tenant_nothing_is_seen(worlds: tuple[World, World]) -> None:
    ours, _ = worlds
    async with ours.db.app.acquire() as conn:
        for table in await tables(conn):
            assert await conn.fetchval(f"SELECT count(*) FROM {table}") == 0, table


async def test_the_machinery_sees_no_conversation(worlds: tuple[World, World]) -> None:
    ours, _ = worlds
    for table in ("conversations.messages", "conversations.conversations", "customers.customers", "channels.blobs"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await ours.db.system.fetchval(f"SELECT count(*) FROM {table}")
