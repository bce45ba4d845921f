"""A web process's inside, asked without a network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from qingfeng.app.serve import Web
from qingfeng.app.settings import Settings


def settings(database_url: str, nats_url: str, folder: Path, **given: str) -> Settings:
    """Those of a process on a test's database and broker; limits of the public doors are as in life unless given."""
    kept = {"QF_DATA_DIR": str(folder), "QF_SECRET_KEY": "k" * 48}
    return Settings.from_env({"QF_DATABASE_URL": database_url, "QF_NATS_URL": nats_url, **kept, **given})


@asynccontextmanager
async def open_web(settings: Settings) -> AsyncIterator[Web]:
    """Started and stopped as a server does it."""
    web = Web(settings)
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    task = asyncio.create_task(web({"type": "lifespan"}, told.get, said.put))
    await told.put({"type": "lifespan.startup"})
    assert (await said.get())["type"] == "lifespan.startup.complete"
    try:
        yield web
    finally:
        await told.put({"type": "lifespan.shutdown"})
        await task


def at(web: Web, address: str = "127.0.0.1") -> httpx.AsyncClient:
    """A client that comes from this address."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(web, client=(address, 5555)), base_url="http://test")
