"""The session's engines are real and speak Chinese."""

from __future__ import annotations

import asyncpg
import nats
import pytest


async def test_trigrams_for_chinese(database_url: str) -> None:
    conn = await asyncpg.connect(database_url)
    try:
        found: list[str] = await conn.fetchval("SELECT show_trgm('客服中心')")
        assert len(found) == 5  # two leading, two inner, one trailing
        assert await conn.fetchval("SELECT upper('é') = 'É'")  # Unicode letters
        assert await conn.fetchval("SELECT 'Z' COLLATE \"default\" < 'a'")  # bytewise order
    finally:
        await conn.close()


async def test_the_product_is_no_superuser(database_url: str) -> None:
    conn = await asyncpg.connect(database_url)
    try:
        role = await conn.fetchrow("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert role is not None
        assert tuple(role) == (False, False)
    finally:
        await conn.close()


async def test_every_module_gets_a_migrated_database(database_url: str) -> None:
    conn = await asyncpg.connect(database_url)
    try:
        assert await conn.fetchval("SELECT count(*) FROM public.qingfeng_migrations") > 0
    finally:
        await conn.close()


async def test_a_wrong_password_is_refused(database_url: str) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(database_url, password="wrong")


async def test_nats_keeps_a_stream_and_refuses_strangers(nats_url: str) -> None:
    client = await nats.connect(nats_url)
    try:
        stream = client.jetstream()
        await stream.add_stream(name="T_SESSION", subjects=["t.session.>"])
        await stream.publish("t.session.a", b"1", headers={"Nats-Msg-Id": "same"})
        again = await stream.publish("t.session.a", b"1", headers={"Nats-Msg-Id": "same"})
        assert again.duplicate
        assert (await stream.stream_info("T_SESSION")).state.messages == 1
    finally:
        await client.close()
    with pytest.raises(nats.errors.Error):
        await nats.connect(nats_url.replace("qingfeng:", "stranger:"), allow_reconnect=False)
