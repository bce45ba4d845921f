"""A house whose people sign in at a real identity provider, for tests of single sign-on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.modules.access.browser import visitor
from tests.ports.house import PUBLIC_URL, House
from tests.support.identity import There

PATH = "/api/v1/single-sign-on"
DOOR = "/api/v1/session/single-sign-on"
CALLBACK = f"{DOOR}/callback"


def on_time(house: House) -> None:
    """The house's clock shows what the provider's does."""
    house.clock.advance((datetime.now(UTC) - house.clock.now()).total_seconds())


async def slug_of(house: House) -> str:
    slug: str = await house.db.system.fetchval("SELECT slug FROM access.tenants WHERE id = $1", house.tenant)
    return slug


def body(there: There, **change: Any) -> dict[str, Any]:
    known = {
        "label": "企业账号",
        "issuer": there.issuer,
        "client_id": "qingfeng",
        "client_secret": "qingfeng-secret",
        "scopes": ["profile", "email", "groups"],
        "enabled": True,
        "match_email": True,
        "version": 0,
    }
    return known | change


async def set_up(admin: httpx.AsyncClient, there: There, **change: Any) -> dict[str, Any]:
    """Say who the provider is, whatever it was before."""
    shown = (await admin.get(PATH)).json()["provider"]
    answer = await admin.put(PATH, json=body(there, version=shown["version"] if shown else 0, **change))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def begin(house: House, client: httpx.AsyncClient, **query: str) -> str:
    """Press the button; gives where at the provider the browser goes."""
    answer = await client.get(DOOR, params={"house": await slug_of(house), **query})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


async def come_back(client: httpx.AsyncClient, url: str) -> httpx.Response:
    """The browser follows the provider's redirect to us."""
    assert url.startswith(f"{PUBLIC_URL}{CALLBACK}?"), url
    answer = await client.get(url)
    assert answer.status_code == 302, answer.text
    return answer


async def sign_in(house: House, there: There, client: httpx.AsyncClient, subject: str, **claims: Any) -> str:
    """The whole way; gives where the browser ends: a page of the console."""
    url = await there.sign_in(await begin(house, client), subject, **claims)
    where: str = (await come_back(client, url)).headers["location"]
    return where


async def enter(house: House, there: There, subject: str, **claims: Any) -> tuple[str, dict[str, Any] | None]:
    """In a browser of its own; gives where it ends, and who it is there (None: nobody)."""
    async with visitor(house) as client:
        where = await sign_in(house, there, client, subject, **claims)
        shown = await client.get("/api/v1/session")
        return where, shown.json()["user"] if shown.status_code == 200 else None


def verified(email: str, **more: Any) -> dict[str, Any]:
    return {"email": email, "email_verified": True, "name": "张三", **more}


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))
