"""People of two tenants at the doors of one server, and a customer of the first who has said something."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from qingfeng.app import wiring
from qingfeng.app.serve import http
from qingfeng.contracts.messages import Author
from qingfeng.flow.spine import Spine
from qingfeng.modules.conversations import public as conversations
from tests.support.web import settings
from tests.support.world import PASSWORD, World, open_world


@dataclass
class Stage:
    """`conversation`: 欧阳静怡 of the first tenant has said that an air conditioner leaks."""

    app: Any
    conversation: UUID
    ours: World
    spine: Spine

    async def told(self, words: str) -> UUID:
        """Another conversation of the first tenant, begun by a customer who said this."""
        return await _told(self.ours, words)

    async def audited(self, action: str, target: UUID) -> int:
        """How often the audit trail tells of this."""
        async with self.ours.db.reading(self.ours.tenant) as conn:
            asked = "SELECT count(*) FROM access.audit WHERE action = $1 AND target = $2"
            n: int = await conn.fetchval(asked, action, str(target))
        return n

    @asynccontextmanager
    async def as_(self, name: str) -> AsyncIterator[httpx.AsyncClient]:
        """Signed in as `agent`, `boss` (a supervisor), `admin` or `knowledge` of the first tenant, or as `stranger`, an agent of the second."""
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://test") as client:
            answer = await client.post("/api/v1/session", json={"email": f"{name}@example.com", "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            client.headers["X-QF-CSRF"] = answer.json()["csrf"]
            yield client

    def screen(self, token: str) -> httpx.AsyncClient:
        """Who has nothing but a token."""
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://test", headers=headers)


async def _told(world: World, words: str) -> UUID:
    async with world.work.tx(world.tenant) as tx:
        customer = await world.customer(tx, "欧阳静怡")
        row = conversations.RowCustomer(customer.id, customer.name, customer.tier)
        conv = await conversations.open_(tx, row, channel_id=world.channel, channel_kind="webchat", locale="zh-CN")
        author = Author("customer", customer.id, customer.name)
        await conversations.append(tx, conv, conversations.Draft(author=author, kind="text", text=words))
    return conv.id


@pytest.fixture(scope="module", name="stage")
async def made_stage(database_url: str, nats_url: str, tmp_path_factory: Any) -> AsyncIterator[Stage]:
    chosen = settings(database_url, nats_url, tmp_path_factory.mktemp("doors"), QF_RATE_FACTOR="10000")
    async with (
        open_world(database_url, "ours") as ours,
        open_world(database_url, "theirs") as theirs,
        wiring.house(chosen, "test") as made,
    ):
        await ours.employ("agent@example.com", "agent", "agent")
        await ours.employ("boss@example.com", "supervisor", "boss")
        await ours.employ("admin@example.com", "admin", "admin")
        await ours.employ("knowledge@example.com", "knowledge", "knowledge")
        await ours.employ("admin@example.com", "admin", "admin")
        await theirs.employ("stranger@example.com", "agent", "stranger")
        await theirs.employ("rival@example.com", "admin", "rival")
        yield Stage(http(made, wiring.webchat(made)), await _told(ours, "空调漏水怎么办"), ours, made.spine)
