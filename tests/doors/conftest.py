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
from tests.support.web import settings
from tests.support.world import PASSWORD, open_world

ROLES: tuple[str, ...] = ("admin", "supervisor", "agent", "knowledge")


@dataclass(frozen=True)
class People:
    """Headers of a signed-in person by role (`program`: of a token with every right), and the public key of their tenant's web chat."""

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
    headers: dict[str, dict[str, str]] = {role: _headers(server, role) for role in ROLES}
    return People({**headers, "program": _token(server, headers["admin"])}, found[0])


def _headers(server: str, role: str) -> dict[str, str]:
    answer = httpx.post(f"{server}/api/v1/session", json={"email": f"{role}@example.com", "password": PASSWORD})
    answer.raise_for_status()
    cookie = "; ".join(f"{k}={v}" for k, v in answer.cookies.items())
    return {"Cookie": cookie, "X-QF-CSRF": answer.json()["csrf"]}


def _token(server: str, admin: dict[str, str]) -> dict[str, str]:
    """A program with every right of an administrator."""
    path = f"{server}/api/v1/api-tokens"
    may = httpx.get(path, headers=admin).json()["may_give"]
    answer = httpx.post(path, headers=admin, json={"name": "x", "scopes": may, "expires_in_days": 1})
    answer.raise_for_status()
    return {"Authorization": f"Bearer {answer.json()['text']}"}
