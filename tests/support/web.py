"""A web process's inside, asked without a network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from qingfeng.app.serve import Web
from qingfeng.app.settings import Settings


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
