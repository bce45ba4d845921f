"""Browsers that sign in, for tests of accounts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from qingfeng.kernel.auth import hash_password
from qingfeng.modules.access import public as access
from tests.ports.house import PASSWORD, House

HASHED = hash_password(PASSWORD)
FRESH = "山高月小，水落石出也"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


async def user(house: House, role: str = "agent", hashed: str | None = HASHED) -> str:
    email = f"u-{house.db.ids.new().hex}@example.com"
    async with house.work.tx(house.tenant) as tx:
        await access.put_user(tx, email=email, name="张三", role=role, password_hash=hashed)
    return email


@asynccontextmanager
async def browser(
    house: House, email: str, password: str = PASSWORD, address: str = "127.0.0.1"
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that has signed in and sends its session's CSRF token along."""
    async with visitor(house, address) as client:
        answer = await sign_in(client, email, password)
        assert answer.status_code == 200, answer.text
        client.headers["X-QF-CSRF"] = answer.json()["csrf"]
        yield client


def visitor(house: House, address: str = "127.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=house.app, raise_app_exceptions=False, client=(address, 40000))
    return httpx.AsyncClient(transport=transport, base_url="https://house.example", headers={"User-Agent": AGENT})


async def sign_in(client: httpx.AsyncClient, email: str, password: str = PASSWORD, **headers: str) -> httpx.Response:
    return await client.post("/api/v1/session", json={"email": email, "password": password}, headers=headers)


async def listed(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get("/api/v1/sessions")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def status(client: httpx.AsyncClient) -> int:
    return (await client.get("/api/v1/session")).status_code


def code(answer: httpx.Response) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error.get("field")


async def trail(house: House, action: str) -> list[Any]:
    async with house.db.reading(house.tenant) as conn:
        return await conn.fetch("SELECT actor, target, detail FROM access.audit WHERE action = $1 ORDER BY id", action)
