"""The demo's business system, listening, for tests of what asks it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
import uvicorn

from qingfeng.adapters.business import HttpBusiness
from qingfeng.app.demo.business_shop import Shop
from qingfeng.app.demo.business_web import BusinessWeb
from qingfeng.app.demo.load_flows import put_shop, shipped
from qingfeng.contracts.base import SYSTEM
from qingfeng.kernel.clock import SystemClock
from qingfeng.modules.flows import public as flows
from tests.ports.house import House

KEY = "k" * 32
TODAY = date(2026, 7, 1)


class OpenShop(BusinessWeb):
    port: int = 0
    """Where it listens."""


@pytest.fixture
async def open_shop(tmp_path: Path) -> AsyncIterator[OpenShop]:
    app = OpenShop(Shop(tmp_path / "books.json", lambda: TODAY), KEY, SystemClock())
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    app.port = server.servers[0].sockets[0].getsockname()[1]
    yield app
    server.should_exit = True
    await task


@asynccontextmanager
async def connected(house: House, shop: OpenShop, *, flowing: bool = True) -> AsyncIterator[House]:
    """A house that asks this system, with the demo's flows published unless told otherwise."""
    there = HttpBusiness(house.clock)
    house.spine.connector = flows.Connector(there, KEY.encode())
    async with house.work.tx(house.tenant) as tx:
        await put_shop(tx, house.spine.connector, f"http://127.0.0.1:{shop.port}", KEY)
        for flow in shipped() if flowing else ():
            await flows.put_flow(tx, flow, SYSTEM)
    try:
        yield house
    finally:
        await there.close()
