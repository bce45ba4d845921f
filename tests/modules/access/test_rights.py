"""Users, roles, tokens, settings and the trail: what the record lets happen and what it never forgets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from qingfeng.contracts.base import Actor
from qingfeng.kernel.auth import digest
from qingfeng.kernel.errors import Forbidden, Invalid
from qingfeng.modules.access import public as access
from qingfeng.modules.access.model import GRANTS, ROLES, Caller
from tests.support.world import World, make_tenant, open_world

BY = Actor("agent", UUID(int=7), "林悦")


@pytest.fixture(scope="module")
async def world(database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url) as made:
        yield made


# ---------------------------------------------------------------------------------------------- roles


def test_roles_grow_and_only_administrators_touch_the_house() -> None:
    assert set(GRANTS) == set(ROLES)
    assert GRANTS["agent"] < GRANTS["supervisor"] < GRANTS["admin"]
    assert GRANTS["knowledge"] < GRANTS["admin"]
    for permission, holders in {
        "conversations.claim": {"supervisor", "admin"},
        "conversations.assign": {"supervisor", "admin"},
        "insight.read": {"supervisor", "admin"},
        "insight.manage": {"supervisor", "admin"},
        "channels.manage": {"admin"},
        "machinery.manage": {"admin"},
        "routing.manage": {"admin"},
        "knowledge.write": {"admin", "knowledge"},
        "customers.reveal": {"agent", "supervisor", "admin"},
        "conversations.read": {"agent", "supervisor", "admin"},
    }.items():
        assert {role for role in ROLES if permission in GRANTS[role]} == holders, permission


def test_a_missing_right_is_named() -> None:
    caller = Caller(UUID(int=1), UUID(int=2), "林悦", "lin@example.com", "agent", "csrf")
    caller.need("desk.use")
    with pytest.raises(Forbidden) as refused:
        caller.need("channels.manage")
    assert refused.value.params == {"need": "channels.manage"}


# ---------------------------------------------------------------------------------------------- users


async def test_a_user_put_many_times_at_once_is_one_and_everybody_has_the_right_id(world: World) -> None:
    async def put(n: int) -> UUID:
        async with world.work.tx(world.tenant) as tx:
            spelled = "Same@Example.com" if n % 2 else " same@example.com "
            return await access.put_user(tx, email=spelled, name=f"第 {n} 个", role="agent", password_hash=None)

    ids = set(await asyncio.gather(*(put(n) for n in range(12))))
    kept = await world.db.system.fetch(
        "SELECT id FROM access.users WHERE tenant_id = $1 AND email = 'same@example.com'", world.tenant
    )
    assert ids == {row["id"] for row in kept}
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("email", "role", "field"),
    [
        ("lin@example.com", "owner", "role"),
        ("lin@example.com", "", "role"),
        ("lin", "agent", "email"),
        (f"{'x' * 200}@example.com", "agent", "email"),
        ("lin\x00@example.com", "agent", "email"),
        ("lin\u202e@example.com", "agent", "email"),
    ],
)
async def test_what_is_no_user(world: World, email: str, role: str, field: str) -> None:
    async with world.work.tx(world.tenant) as tx:
        with pytest.raises(Invalid) as refused:
            await access.put_user(tx, email=email, name="谁", role=role, password_hash=None)
    assert refused.value.field == field


# ---------------------------------------------------------------------------------------------- settings


async def test_settings_changed_at_once_are_all_kept(world: World) -> None:
    async def change(n: int) -> None:
        async with world.work.tx(world.tenant) as tx:
            await access.change_settings(tx, {f"k{n}": {"值": n}, "last": n})

    await asyncio.gather(*(change(n) for n in range(20)))
    async with world.work.tx(world.tenant) as tx:
        await access.change_settings(tx, {"k3": None})
    async with world.db.reading(world.tenant) as conn:
        tenant = await access.tenant_by_id(conn, world.tenant)
    assert tenant is not None
    expected: dict[str, object] = {f"k{n}": {"值": n} for n in range(20)} | {"k3": None}
    assert {k: v for k, v in tenant.settings.items() if k != "last"} == expected
    assert tenant.settings["last"] in range(20)


async def test_one_tenants_settings_are_not_anothers(world: World) -> None:
    other = await make_tenant(world.db, world.work, world.heard, "other")
    async with world.work.tx(other.tenant) as tx:
        await access.change_settings(tx, {"mine": 1})
        assert await access.tenant_by_id(tx.conn, world.tenant) is None
    async with world.db.reading(world.tenant) as conn:
        tenant = await access.tenant_by_id(conn, world.tenant)
    assert tenant is not None
    assert "mine" not in tenant.settings


# ---------------------------------------------------------------------------------------------- tokens


async def test_a_token_is_shown_once_works_in_its_scope_and_ends_when_revoked(world: World) -> None:
    other = await make_tenant(world.db, world.work, world.heard, "other")
    async with world.work.tx(world.tenant) as tx:
        id_, text = await access.issue_token(tx, scope="open:1", name="官网", by=BY, prefix="qfo_")
        _, second = await access.issue_token(tx, scope="open:1", name="官网", by=BY, prefix="qfo_")
    assert text != second
    assert text.startswith("qfo_")
    assert len(text) >= 32
    assert await access.scope_of_token(world.db, digest(text)) == (world.tenant, "open:1")
    for wrong in (text[:-1], text.upper(), f" {text}", text.removeprefix("qfo_"), digest(text).hex(), ""):
        assert await access.scope_of_token(world.db, digest(wrong)) is None
    async with world.db.reading(world.tenant) as conn:
        rows = await access.tokens_of_scope(conn, "open:1")
        assert [r["hint"] for r in rows] == [text[-4:], second[-4:]]
        assert await access.tokens_of_scope(conn, "open:2") == []
        assert text not in repr(await conn.fetch("SELECT * FROM access.tokens"))
    async with world.work.tx(other.tenant) as tx:
        await access.revoke_token(tx, id_, BY)  # nobody else's to revoke
    assert await access.scope_of_token(world.db, digest(text)) is not None
    for _ in range(2):
        async with world.work.tx(world.tenant) as tx:
            await access.revoke_token(tx, id_, BY)
    assert await access.scope_of_token(world.db, digest(text)) is None
    assert await access.scope_of_token(world.db, digest(second)) is not None
    async with world.db.reading(world.tenant) as conn:
        trail = await conn.fetch("SELECT action, actor FROM access.audit WHERE action LIKE 'token.%' ORDER BY id")
    assert [r["action"] for r in trail] == ["token.issued", "token.issued", "token.revoked"]
    assert {r["actor"] for r in trail} == {str(BY)}


async def test_a_token_of_a_change_that_failed_never_was(world: World) -> None:
    texts = []

    async def cut_off() -> None:
        async with world.work.tx(world.tenant) as tx:
            texts.append((await access.issue_token(tx, scope="open:9", name="x", by=BY, prefix="qfo_"))[1])
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        await cut_off()
    assert await access.scope_of_token(world.db, digest(texts[0])) is None
    async with world.db.reading(world.tenant) as conn:
        assert await conn.fetchval("SELECT count(*) FROM access.audit WHERE target = 'open:9'") == 0


# ---------------------------------------------------------------------------------------------- the trail


@pytest.mark.parametrize("statement", ["UPDATE access.audit SET actor = 'nobody'", "DELETE FROM access.audit"])
async def test_the_trail_cannot_be_rewritten(world: World, statement: str) -> None:
    async with world.work.tx(world.tenant) as tx:
        await access.audit(tx, BY, "customer.revealed", "c-1", kind="phone")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with world.work.tx(world.tenant) as tx:
            await tx.execute(statement)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await world.db.system.execute(statement)
