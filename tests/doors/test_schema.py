"""Schemathesis over the whole description of the API: whatever comes in, the answer is one of ours and never 5xx."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings

from qingfeng.app.embedded.ports import free_port
from qingfeng.app.serve import Web
from qingfeng.app.settings import Settings
from qingfeng.kernel.auth import hash_password
from qingfeng.modules.access import public as access
from qingfeng.modules.people import public as people
from tests.support.world import open_world

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PASSWORD = "quite-a-secret"
EMAIL = "admin@example.com"


@pytest.fixture(scope="module")
def server(database_url: str, nats_url: str, tmp_path_factory: Any) -> Iterator[str]:
    """A web process's inside on a thread of its own, and an administrator who may use every route."""
    port = free_port()
    given = {
        "QF_DATABASE_URL": database_url,
        "QF_NATS_URL": nats_url,
        "QF_DATA_DIR": str(tmp_path_factory.mktemp("doors")),
        "QF_SECRET_KEY": "k" * 48,
        "QF_RATE_FACTOR": "10000",
        "QF_PORT": str(port),
    }
    config = uvicorn.Config(Web(Settings.from_env(given)), port=port, log_config=None, loop="asyncio")
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
def headers(server: str, database_url: str) -> dict[str, str]:
    async def furnish() -> None:
        async with open_world(database_url) as world, world.work.tx(world.tenant) as tx:
            user = await access.put_user(
                tx, email=EMAIL, name="管理员", role="admin", password_hash=hash_password(PASSWORD)
            )
            await people.put_agent(tx, user, name="管理员", team=None, capacity=5, levels={})

    runner = threading.Thread(target=lambda: asyncio.run(furnish()))
    runner.start()
    runner.join()
    import httpx

    answer = httpx.post(f"{server}/api/v1/session", json={"email": EMAIL, "password": PASSWORD})
    answer.raise_for_status()
    cookie = "; ".join(f"{k}={v}" for k, v in answer.cookies.items())
    return {"Cookie": cookie, "X-QF-CSRF": answer.json()["csrf"]}


@pytest.fixture(scope="module")
def described(server: str) -> Any:
    return schemathesis.openapi.from_url(f"{server}/api/openapi.json").exclude(path_regex="^/api/v1/session$")


def test_never_a_server_error_and_always_our_words(described: Any, headers: dict[str, str]) -> None:
    problems: list[str] = []
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) > 50
    for operation in operations:
        try:
            _probe(operation, headers)
        except AssertionError as error:
            problems.append(str(error))
    assert problems == []


def _probe(operation: Any, headers: dict[str, str]) -> None:
    @settings(max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def probe(case: Any) -> None:
        given_headers = {k: v for k, v in (case.headers or {}).items() if k.lower() != "cookie"}
        answer = case.call(headers={**given_headers, **headers})
        where = f"{operation.method} {operation.path}: {answer.status_code} {answer.text[:300]}"
        assert answer.status_code < 500, where
        if answer.status_code >= 400:
            body = answer.json()
            assert body["error"]["code"], where
            assert body["error"]["message"], where

    probe()
