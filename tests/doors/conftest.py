"""A web process on a port of its own, and somebody of every role who may knock at its doors."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from qingfeng.app.embedded.ports import free_port
from qingfeng.app.serve import Web
from qingfeng.modules.access.public import Role
from tests.support.web import settings
from tests.support.world import PASSWORD, open_world

ROLES: tuple[Role, ...] = ("admin", "supervisor", "agent", "knowledge")


@dataclass(frozen=True)
class People:
    """Headers of a signed-in person by role, and the public key of their tenant's web chat."""

    headers: dict[str, dict[str, str]]
    channel: str


@pytest.fixture(scope="module")
def server(database_url: str, nats_url: str, tmp_path_factory: Any) -> Iterator[str]:
    """A web process's inside on a thread of its own, and an administrator who may use every route."""
    port = free_port()
    folder: Path = tmp_path_factory.mktemp("doors")
    chosen = settings(database_url, nats_url, folder, QF_RATE_FACTOR="10000", QF_PORT=str(port))
    config = uvicorn.Config(
        Web(chosen),
        port=port,
        log_config=None,
        loop="asyncio",
        ws="websockets-sansio",
        proxy_headers=False,
    )
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive(), "the web process did not start"
        thread.join(0.05)
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join(20)


@pytest.fixture(scope="module")
def everybody(server: str, database_url: str) -> People:
    found: list[str] = []

    async def furnish() -> None:
        async with open_world(database_url) as world:
            for role in ROLES:
                await world.employ(f"{role}@example.com", role)
            found.append(f"key-{world.tenant.hex}")

    runner = threading.Thread(target=lambda: asyncio.run(furnish()))
    runner.start()
    runner.join()
    return People({role: _headers(server, role) for role in ROLES}, found[0])


def _headers(server: str, role: str) -> dict[str, str]:
    answer = httpx.post(f"{server}/api/v1/session", json={"email": f"{role}@example.com", "password": PASSWORD})
    answer.raise_for_status()
    cookie = "; ".join(f"{k}={v}" for k, v in answer.cookies.items())
    return {"Cookie": cookie, "X-QF-CSRF": answer.json()["csrf"]}
