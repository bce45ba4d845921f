"""Why a conversation went where it went, over HTTP."""

from __future__ import annotations

from uuid import uuid4

from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from litestar.di import Provide

from qingfeng.kernel.db import Database
from qingfeng.kernel.http import HANDLERS
from qingfeng.modules.access.public import Caller
from qingfeng.modules.routing.api import handlers
from tests.modules.routing.house import House


def client_of(house: House, role: str) -> AsyncClient:
    caller = Caller(tenant=house.tenant, user_id=uuid4(), name="李", email="a@b.c", role=role, csrf="")  # type: ignore[arg-type]

    async def provide_caller() -> Caller:
        return caller

    async def provide_db() -> Database:
        return house.db

    app = Litestar(
        route_handlers=handlers,
        dependencies={"caller": Provide(provide_caller), "db": Provide(provide_db)},
        exception_handlers=HANDLERS,
        openapi_config=None,
    )
    return AsyncClient(transport=ASGITransport(app), base_url="http://house")  # in this loop, as the pool is


async def test_the_decisions_about_a_conversation(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜")
    conv = await house.conversation(queue)
    await house.route()
    await house.decline(await house.offer(conv), anna)
    async with client_of(house, "agent") as client:
        answer = await client.get(f"/api/v1/conversations/{conv}/decisions")
        assert answer.status_code == 200
        (item,) = answer.json()["items"]
        assert (item["what"], item["agent_id"], item["outcome"]) == ("offer", str(anna.id), "declined")
        assert {"code": "longest_idle", "params": {"seconds": 0}} in item["why"]
        assert len(item["digest"]) == 64
        gone = await client.get(f"/api/v1/conversations/{uuid4()}/decisions")
        assert (gone.status_code, gone.json()["error"]["code"]) == (404, "not_found")
    async with client_of(house, "knowledge") as client:
        refused = await client.get(f"/api/v1/conversations/{conv}/decisions")
        assert refused.status_code == 403
