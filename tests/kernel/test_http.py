"""What a failure below becomes for whoever asked."""

from __future__ import annotations

import asyncio

import asyncpg
import httpx
import pytest
from litestar import Litestar, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from qingfeng.kernel.http import HANDLERS, one_after_another

FAILURES: dict[str, Exception] = {
    "closed": asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
    "shut": asyncpg.AdminShutdownError("terminating connection due to administrator command"),
    "refused": ConnectionRefusedError("nobody listens"),
    "slow": TimeoutError(),
    "argument": asyncpg.DataError("invalid input for query argument $1"),
    "wrong": asyncpg.UndefinedColumnError("column x does not exist"),
}


@get("/{what:str}")
async def fail(what: FromPath[str]) -> None:
    raise FAILURES[what]


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("closed", 503, "unavailable"),
        ("shut", 503, "unavailable"),
        ("refused", 503, "unavailable"),
        ("slow", 503, "unavailable"),
        ("argument", 500, "internal"),
        ("wrong", 500, "internal"),
    ],
)
async def test_an_absent_database_is_told_from_a_mistake_of_ours(what: str, status: int, code: str) -> None:
    app = Litestar([fail], exception_handlers=HANDLERS, logging_config=None)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
        answer = await client.get(f"/{what}")
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code
    assert ("Retry-After" in answer.headers) == (status == 503)


async def test_what_a_route_depends_on_is_given_without_tasks_of_its_own() -> None:
    tasks: list[object] = []

    def give(value: str) -> Provide:
        async def provide() -> str:
            tasks.append(asyncio.current_task())
            return value

        return Provide(provide)

    async def last(first: NamedDependency[str], second: NamedDependency[str]) -> str:
        tasks.append(asyncio.current_task())
        return first + second

    @get("/")
    async def whole(first: NamedDependency[str], both: NamedDependency[str], third: NamedDependency[str]) -> str:
        tasks.append(asyncio.current_task())
        return f"{first} {both} {third}"

    needs = {"first": give("a"), "second": give("b"), "third": give("c"), "both": Provide(last)}
    app = one_after_another(Litestar([whole], dependencies=needs, logging_config=None))
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
        assert (await client.get("/")).text == "a ab c"
    assert len(tasks) == 5
    assert len(set(tasks)) == 1
