"""A house of an earlier version, filled with people and talk, is brought up to this one and works on."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest

from qingfeng.app import wiring
from qingfeng.app.serve import http
from qingfeng.kernel.auth import hash_password
from qingfeng.kernel.migrate import MigrationChanged, migrate, scripts
from tests.ops.houses import Houses, made_houses
from tests.support.web import settings

__all__ = ["made_houses"]
TENANT, USER, CUSTOMER, CHANNEL = (UUID(int=n) for n in (1, 2, 3, 4))
TALKS = [UUID(int=100 + n) for n in range(50)]
PASSWORD = "as-it-was-before"
SAID = "去年的空调漏水记录"

FILL = f"""
INSERT INTO access.tenants (id, slug, name, created_at) VALUES ('{TENANT}', 'old', '老租户', now());
INSERT INTO access.users (tenant_id, id, email, name, role, password_hash, created_at)
  VALUES ('{TENANT}', '{USER}', 'old@example.com', '老员工', 'supervisor', '$HASH$', now());
INSERT INTO access.audit (tenant_id, id, at, actor, action, target)
  VALUES ('{TENANT}', gen_random_uuid(), now(), 'user:{USER}', 'user.created', '{USER}');
INSERT INTO people.agents (tenant_id, id, name) VALUES ('{TENANT}', '{USER}', '老员工');
INSERT INTO people.presence (tenant_id, agent_id, state, since) VALUES ('{TENANT}', '{USER}', 'offline', now());
INSERT INTO customers.customers (tenant_id, id, name, created_at) VALUES ('{TENANT}', '{CUSTOMER}', '欧阳静怡', now());
INSERT INTO customers.identities (tenant_id, kind, value, customer_id, created_at)
  VALUES ('{TENANT}', 'phone', '+8613912345678', '{CUSTOMER}', now());
INSERT INTO channels.channels (tenant_id, id, kind, name, key, secret, created_at)
  VALUES ('{TENANT}', '{CHANNEL}', 'webchat', '官网', 'old-key', 'sssssssssssssssssssssssssssssssss', now());
INSERT INTO conversations.conversations (tenant_id, id, customer_id, customer_name, customer_tier, channel_id,
    channel_kind, phase, last_seq, last_public_seq, opened_at, last_at, closed_at)
  SELECT '{TENANT}', id, '{CUSTOMER}', '欧阳静怡', 'regular', '{CHANNEL}', 'webchat', 'closed', 1, 1, now(), now(), now()
  FROM unnest($TALKS$::uuid[]) AS id;
INSERT INTO conversations.messages (tenant_id, conversation_id, seq, id, prev_public, public, author_kind, author_id,
    author_name, kind, text, at)
  SELECT '{TENANT}', id, 1, gen_random_uuid(), 0, true, 'customer', '{CUSTOMER}', '欧阳静怡', 'text', '{SAID}', now()
  FROM unnest($TALKS$::uuid[]) AS id;
INSERT INTO kernel.timers (tenant_id, kind, key, due_at) VALUES ('{TENANT}', 'idle_close', '{TALKS[0]}', now());
INSERT INTO kernel.outbox (id, tenant_id, type, key, body, at) VALUES (gen_random_uuid(), '{TENANT}', 'X', 'x', '{{}}', now());
"""


async def as_it_was(url: str, last: str) -> None:
    """The history up to this migration, written down as `migrate` does."""
    conn = await asyncpg.connect(url)
    try:
        await conn.execute(
            "CREATE TABLE public.qingfeng_migrations"
            " (name text PRIMARY KEY, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        for name, sql in scripts():
            if name[:4] <= last:
                async with conn.transaction():
                    await conn.execute(sql)
                digest = hashlib.sha256(sql.encode()).hexdigest()
                await conn.execute(
                    "INSERT INTO public.qingfeng_migrations (name, digest) VALUES ($1, $2)", name, digest
                )
    finally:
        await conn.close()


async def counts(admin: str, tables: list[str] | None = None) -> dict[str, int]:
    conn = await asyncpg.connect(admin)
    try:
        tables = tables or [
            r["t"]
            for r in await conn.fetch(
                "SELECT schemaname || '.' || tablename AS t FROM pg_tables"
                " WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'public')"
            )
        ]
        return {table: await conn.fetchval(f"SELECT count(*) FROM {table}") for table in tables}
    finally:
        await conn.close()


@pytest.mark.parametrize("last", ["0001", "0008", "0016", "0021"])
async def test_what_was_there_is_there_afterwards_and_is_worked_with(
    last: str, houses: Houses, nats_url: str, tmp_path: Path
) -> None:
    place = await houses.empty()
    await as_it_was(place.url, last)
    conn = await asyncpg.connect(place.admin)
    talks = "'{" + ",".join(str(t) for t in TALKS) + "}'"
    await conn.execute(FILL.replace("$HASH$", hash_password(PASSWORD)).replace("$TALKS$", talks))
    await conn.close()
    before = await counts(place.admin)
    assert before["conversations.messages"] == len(TALKS)

    applied = await migrate(place.url)
    assert applied == [name for name, _ in scripts() if name[:4] > last]
    assert await counts(place.admin, list(before)) == before
    assert await migrate(place.url) == []

    chosen = settings(place.url, nats_url, tmp_path, QF_RATE_FACTOR="1000")
    async with wiring.house(chosen, "test") as made:
        web = httpx.ASGITransport(http(made, wiring.webchat(made)))
        async with httpx.AsyncClient(transport=web, base_url="http://test") as client:
            signed_in = await client.post("/api/v1/session", json={"email": "old@example.com", "password": PASSWORD})
            assert signed_in.status_code == 200, signed_in.text
            assert (await client.get("/api/v1/bootstrap")).json()["me"]["name"] == "老员工"
            messages = await client.get(f"/api/v1/conversations/{TALKS[7]}/messages")
            assert [m["text"] for m in messages.json()["items"]] == [SAID]


async def test_a_database_whose_history_was_changed_is_left_alone(houses: Houses) -> None:
    place = await houses.empty()
    await as_it_was(place.url, "0001")
    conn = await asyncpg.connect(place.admin)
    await conn.execute("UPDATE public.qingfeng_migrations SET digest = 'other'")
    await conn.close()
    before = await counts(place.admin)
    with pytest.raises(MigrationChanged, match="0001_spine"):
        await migrate(place.url)
    assert await counts(place.admin) == before
