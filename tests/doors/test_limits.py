"""Every limited door says on each answer what is left, and with a refusal when to come again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from checks.api_types import description_of_the_server
from qingfeng.app import wiring
from qingfeng.app.serve import http
from qingfeng.modules.access import public as access
from tests.support.web import settings
from tests.support.world import World, open_world

WRONG = {"Authorization": "Bearer qfw_nobody"}
DOORS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "sign-in": ("POST", "/api/v1/session", {"json": {"email": "nobody@example.com", "password": "x"}}),
    "one-time link": ("POST", "/api/v1/session/link", {"json": {"token": "x"}}),
    "password by a link": ("POST", "/api/v1/session/link/password", {"json": {"token": "x", "password": "y" * 20}}),
    "sign-in page": ("GET", "/api/v1/session/options", {}),
    "wallboard": ("GET", "/api/v1/wall", {"headers": WRONG}),
    "a program's token": ("GET", "/api/v1/users", {}),
    "web chat's session": ("POST", "/webchat/v1/session", {"json": {"channel": "nobody"}}),
    "web chat's messages": (
        "POST",
        "/webchat/v1/messages",
        {"json": {"client_id": "limits-0001", "kind": "text", "text": "在吗"}},
    ),
    "open channel": ("GET", "/open/v1/status?sender=x", {}),
}


@pytest.fixture(scope="module")
async def stage(database_url: str, nats_url: str, tmp_path_factory: Any) -> AsyncIterator[tuple[Any, World]]:
    chosen = settings(database_url, nats_url, tmp_path_factory.mktemp("limits"))
    chosen = replace(chosen, rate_factor=0.1)  # narrow doors
    async with open_world(database_url) as world, wiring.house(chosen, "test") as made:
        yield http(made, wiring.webchat(made)), world


async def _headers(client: httpx.AsyncClient, world: World, door: str) -> dict[str, str]:
    """Of who may pass that door."""
    if door == "web chat's messages":
        answer = await client.post("/webchat/v1/session", json={"channel": f"key-{world.tenant.hex}"})
        return {"Authorization": f"Bearer {answer.json()['token']}"}
    user = await world.employ(f"{door.split()[0]}-{world.tenant.hex[-6:]}@example.com", "admin")
    maker = access.Caller(world.tenant, user, "admin", "", "admin", "")
    async with world.work.tx(world.tenant) as tx:
        scopes = ["users.manage", "channels.manage"]
        _, token = await access.make_token(tx, maker, name="限", scopes=scopes, days=1)
    headers = {"Authorization": f"Bearer {token}"}
    if door == "open channel":
        at = "/api/v1/channels/open"
        made = (await client.post(at, json={"name": "限", "url": None}, headers=headers)).json()
        answer = await client.post(f"/api/v1/channels/{made['id']}/tokens", json={"name": "限"}, headers=headers)
        headers = {"Authorization": f"Bearer {answer.json()['token']}"}
    return headers


@pytest.mark.parametrize("door", DOORS)
async def test_a_limited_door_tells_what_is_left_and_when_to_come_again(stage: tuple[Any, World], door: str) -> None:
    app, world = stage
    method, path, asked = DOORS[door]
    transport = httpx.ASGITransport(app, client=(f"198.51.100.{list(DOORS).index(door)}", 4000))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        if door in ("web chat's messages", "a program's token", "open channel"):
            client.headers.update(await _headers(client, world, door))
        left: list[int] = []
        for _ in range(40):
            answer = await client.request(method, path, **asked)
            limit, window = answer.headers["RateLimit-Policy"].split(";w=")
            assert limit == answer.headers["RateLimit-Limit"]
            assert 0 <= int(answer.headers["RateLimit-Reset"]) <= int(window)
            left.append(int(answer.headers["RateLimit-Remaining"]))
            if answer.status_code == 429:
                break
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "rate_limited")
        assert int(answer.headers["Retry-After"]) == answer.json()["error"]["params"]["seconds"] >= 1
        assert left == sorted(left, reverse=True)
        assert left[-1] == 0


def test_the_description_names_the_headers() -> None:
    told = description_of_the_server()
    for method, path, _ in DOORS.values():
        answers = told["paths"][path.partition("?")[0]][method.lower()]["responses"]
        for status, answer in answers.items():
            assert "RateLimit-Remaining" in answer["headers"], (path, status)
        assert "Retry-After" in answers["429"]["headers"]
        assert "Retry-After" in answers["503"]["headers"]
