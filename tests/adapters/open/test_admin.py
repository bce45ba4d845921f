"""Administration of open channels over HTTP, signed in as a real person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from qingfeng.kernel.auth import hash_password
from qingfeng.modules.access import public as access
from tests.adapters.open.receiver import Receiver, listening
from tests.ports.house import PASSWORD, House, open_house

BASE = "/api/v1/channels"


@pytest.fixture(scope="module")
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with listening(Receiver()) as there:
        yield there


async def signed_in(house: House, client: httpx.AsyncClient, email: str) -> None:
    response = await client.post("/api/v1/session", json={"email": email, "password": PASSWORD})
    assert response.status_code == 200, response.text
    client.headers["X-QF-CSRF"] = response.json()["csrf"]


@pytest.fixture
async def admin(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.client() as client:
        await signed_in(house, client, house.agent.email)
        yield client


async def made(admin: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    response = await admin.post(f"{BASE}/open", json={"name": "App", **body})
    assert response.status_code == 201, response.text
    return response.json()


async def shown(admin: httpx.AsyncClient, channel: str) -> dict[str, Any]:
    return next(c for c in (await admin.get(f"{BASE}/open")).json()["items"] if c["id"] == channel)


async def audited(house: House, target: str) -> list[str]:
    async with house.db.reading(house.tenant) as conn:
        rows = await conn.fetch("SELECT action FROM access.audit WHERE target = $1 ORDER BY at, id", target)
    return [r["action"] for r in rows]


async def test_from_making_to_the_first_message(house: House, admin: httpx.AsyncClient, receiver: Receiver) -> None:
    new = await made(admin, name=" 小程序 ", url=receiver.url)
    assert new["secret"].startswith("qfs_")
    receiver.secret = new["secret"]
    channel = new["id"]
    token = (await admin.post(f"{BASE}/{channel}/tokens", json={"name": "生产"})).json()
    assert token["token"].startswith("qfo_")
    one = await shown(admin, channel)
    assert (one["name"], one["enabled"], one["url"]) == ("小程序", True, receiver.url)
    assert one["events"] == ["message.created", "conversation.updated"]
    assert [(t["name"], t["hint"]) for t in one["tokens"]] == [("生产", token["token"][-4:])]
    listed = (await admin.get(f"{BASE}/open")).text
    assert token["token"] not in listed
    assert new["secret"] not in listed

    async with house.client(token["token"]) as api:
        body = {"external_id": "1", "sender": {"id": "u"}, "text": "在吗"}
        out = (await api.post("/open/v1/messages", json=body)).json()
        await api.post("/open/v1/events", json={"type": "human", "sender": {"id": "u"}})
    await house.take(UUID(out["conversation_id"]))
    await house.say(UUID(out["conversation_id"]), "您好")
    await house.pump()
    assert "您好" in receiver.texts()
    assert all(c.signed for c in receiver.calls)
    phases = [c.json["conversation"]["phase"] for c in receiver.calls if c.json["type"] == "conversation.updated"]
    assert phases == ["with_agent"]  # what happened before the step ran is told as it is now

    gone = await admin.delete(f"{BASE}/{channel}/tokens/{token['id']}")
    assert gone.status_code == 204
    async with house.client(token["token"]) as api:
        assert (await api.get("/open/v1/status?sender=u")).status_code == 401
    assert (await shown(admin, channel))["tokens"][0]["revoked_at"]
    assert await audited(house, channel) == ["channel.created"]
    assert await audited(house, f"open:{channel}") == ["token.issued"]
    assert await audited(house, token["id"]) == ["token.revoked"]


async def test_limits_are_kept_changed_and_taken_away(house: House, admin: httpx.AsyncClient) -> None:
    channel = (await made(admin, turn_seconds=180))["id"]
    found = await shown(admin, channel)
    assert (found["turn_seconds"], found["quota"]) == (180, None)
    quota = {"replies": 5, "hours": 48}
    changed = (await admin.patch(f"{BASE}/{channel}", json={"quota": quota})).json()
    assert (changed["turn_seconds"], changed["quota"]) == (180, quota), "what is left out stays"
    gone = (await admin.patch(f"{BASE}/{channel}", json={"turn_seconds": None, "quota": None})).json()
    assert (gone["turn_seconds"], gone["quota"]) == (None, None)
    for wrong in ({"turn_seconds": 9}, {"quota": {"replies": 0, "hours": 1}}, {"quota": {"replies": 5}}):
        assert (await admin.patch(f"{BASE}/{channel}", json=wrong)).status_code == 400


async def test_change(house: House, admin: httpx.AsyncClient, receiver: Receiver) -> None:
    channel = (await made(admin))["id"]
    assert (await shown(admin, channel))["events"] == []

    async def change(**body: Any) -> dict[str, Any]:
        house.clock.advance(1)
        response = await admin.patch(f"{BASE}/{channel}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    assert (await change(name="新名"))["name"] == "新名"
    assert (await change(url=receiver.url))["events"] == ["message.created", "conversation.updated"]
    assert (await change(events=["typing", "message.created", "typing"]))["events"] == ["typing", "message.created"]
    assert (await change(enabled=False))["enabled"] is False
    after = await change(url=None)
    assert (after["url"], after["events"], after["name"], after["enabled"]) == (None, [], "新名", False)
    assert await audited(house, channel) == ["channel.created"] + ["channel.changed"] * 5
    async with house.db.reading(house.tenant) as conn:
        details = await conn.fetch(
            "SELECT detail FROM access.audit WHERE target = $1 AND action = 'channel.changed' ORDER BY at, id", channel
        )
    assert details[0]["detail"] == {"name": "新名"}


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 400, None),
        ({"name": ""}, 400, "name"),
        ({"name": "  "}, 422, "name"),
        ({"name": "a\x00"}, 422, "name"),
        ({"name": "x" * 81}, 400, "name"),
        ({"name": "a", "url": "not a url"}, 422, "url"),
        ({"name": "a", "url": "ftp://127.0.0.1/"}, 422, "url"),
        ({"name": "a", "url": "https://no-such-name.invalid/"}, 422, "url"),
        ({"name": "a", "events": ["message.created"]}, 422, "url"),
        ({"name": "a", "url": "http://127.0.0.1:1/", "events": []}, 422, "events"),
        ({"name": "a", "url": "http://127.0.0.1:1/", "events": ["everything"]}, 400, "events"),
        ({"name": "a", "secret": "mine"}, 400, None),
    ],
)
async def test_what_is_wrong_is_named(
    admin: httpx.AsyncClient, body: dict[str, Any], status: int, field: str | None
) -> None:
    response = await admin.post(f"{BASE}/open", json=body)
    assert response.status_code == status, response.text
    found = response.json()["error"]
    assert len(found["message"]) > 10
    if field is not None:
        assert found["field"].startswith(field)


async def test_private_addresses_are_refused_at_registration(database_url: str, receiver: Receiver) -> None:
    async with open_house(database_url, allow_private=False) as house, house.client() as admin:
        await signed_in(house, admin, house.agent.email)
        port = receiver.port
        for url in (
            f"https://127.0.0.1:{port}/",
            f"https://localhost:{port}/",
            "https://[::1]/",
            "https://2130706433/",
        ):
            error = (await admin.post(f"{BASE}/open", json={"name": "a", "url": url})).json()["error"]
            assert (error["code"], error["field"]) in (("private_address", "url"), ("not_a_url", "url")), url
        channel = (await made(admin))["id"]
        response = await admin.patch(f"{BASE}/{channel}", json={"url": f"https://127.0.0.1:{port}/"})
        assert response.json()["error"]["code"] == "private_address"
        assert (await shown(admin, channel))["url"] is None
        # One that was allowed when it was registered is refused when it is used.
        async with house.work.tx(house.tenant) as tx:
            await tx.execute(
                "UPDATE channels.channels SET config = config || $2::jsonb WHERE id = $1",
                UUID(channel),
                {"url": f"https://127.0.0.1:{port}/"},
            )
        tried = (await admin.post(f"{BASE}/{channel}/test")).json()
        assert tried["ok"] is False
        assert tried["error"].startswith("private_address")
    assert receiver.connections == 0


async def test_trying_the_address(admin: httpx.AsyncClient, receiver: Receiver) -> None:
    new = await made(admin, url=receiver.url)
    receiver.secret = new["secret"]
    receiver.plan = [200, 404, 0.05]
    ok = (await admin.post(f"{BASE}/{new['id']}/test")).json()
    assert (ok["ok"], ok["status"], ok["error"]) == (True, 200, None)
    bad = (await admin.post(f"{BASE}/{new['id']}/test")).json()
    assert (bad["ok"], bad["status"]) == (False, 404)
    assert bad["error"].startswith("HTTP 404")
    (first, second) = receiver.calls
    assert first.signed
    assert second.signed
    assert first.json["type"] == "ping"
    assert set(first.json) == {"id", "type", "at", "channel_id"}
    assert (first.json["channel_id"], first.json["id"]) == (new["id"], first.id)
    without = (await made(admin))["id"]
    assert (await admin.post(f"{BASE}/{without}/test")).json()["error"]["field"] == "url"


async def test_rotation(house: House, admin: httpx.AsyncClient, receiver: Receiver) -> None:
    new = await made(admin, url=receiver.url)
    house.clock.advance(1)
    fresh = (await admin.post(f"{BASE}/{new['id']}/secret")).json()
    assert fresh["secret"] != new["secret"]
    receiver.secret = fresh["secret"]
    await admin.post(f"{BASE}/{new['id']}/test")
    assert receiver.calls[-1].signed
    assert await audited(house, new["id"]) == ["channel.created", "channel.secret_rotated"]


async def test_the_log_and_replay(house: House, admin: httpx.AsyncClient, receiver: Receiver) -> None:
    new = await made(admin, url=receiver.url, events=["message.created"])
    receiver.secret = new["secret"]
    token = (await admin.post(f"{BASE}/{new['id']}/tokens", json={"name": "x"})).json()["token"]
    async with house.client(token) as api:
        body = {"external_id": "1", "sender": {"id": "u"}, "text": "在吗"}
        out = (await api.post("/open/v1/messages", json=body)).json()
    await house.take(UUID(out["conversation_id"]))
    for number in range(5):
        house.clock.advance(1)
        await house.say(UUID(out["conversation_id"]), str(number))
        await house.pump()
    receiver.always = 500
    house.clock.advance(1)
    lost = await house.say(UUID(out["conversation_id"]), "没送到")
    for _ in range(8):
        await house.pump()
        house.clock.advance(7 * 3600)
    await signed_in(house, admin, house.agent.email)  # two days have passed

    async def log(**query: Any) -> dict[str, Any]:
        response = await admin.get(f"{BASE}/{new['id']}/deliveries", params=query)
        assert response.status_code == 200, response.text
        return response.json()

    everything: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = await log(cursor=cursor, limit=2)
        everything += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert [e["status"] for e in everything] == ["failed"] + ["sent"] * 6  # the newest first; one is agent_joined
    assert len({e["id"] for e in everything}) == 7
    (failed,) = (await log(status="failed"))["items"]
    assert (failed["message_id"], failed["attempts"], failed["last_status"]) == (str(lost.id), 7, 500)
    assert (await shown(admin, new["id"]))["failed"] == 1
    receiver.always = 200
    again = await admin.post(f"/api/v1/deliveries/{failed['id']}/replay")
    assert (again.status_code, again.json()["status"]) == (200, "accepted")
    assert (await shown(admin, new["id"]))["waiting"] == 1
    await house.pump()
    assert receiver.calls[-1].id == failed["id"]
    assert receiver.calls[-1].json["message"]["text"] == "没送到"
    assert (await admin.post(f"/api/v1/deliveries/{failed['id']}/replay")).json()["error"]["code"] == "not_failed"
    assert (await admin.post(f"/api/v1/deliveries/{uuid4()}/replay")).status_code == 404
    assert await audited(house, failed["id"]) == ["delivery.replayed"]
    for bad in ("x", "~", "2026-07-01T00:00:00~" + str(uuid4()), "\x00", "x" * 101):
        response = await admin.get(f"{BASE}/{new['id']}/deliveries", params={"cursor": bad})
        assert response.status_code in (400, 422)
    assert (await admin.get(f"{BASE}/{new['id']}/deliveries", params={"status": "lost"})).status_code == 400


async def test_only_administrators(house: House, admin: httpx.AsyncClient, receiver: Receiver) -> None:
    channel = (await made(admin))["id"]
    calls = [
        ("GET", f"{BASE}/open", None),
        ("POST", f"{BASE}/open", {"name": "x"}),
        ("PATCH", f"{BASE}/{channel}", {"name": "x"}),
        ("POST", f"{BASE}/{channel}/secret", None),
        ("POST", f"{BASE}/{channel}/tokens", {"name": "x"}),
        ("DELETE", f"{BASE}/{channel}/tokens/{uuid4()}", None),
        ("GET", f"{BASE}/{channel}/deliveries", None),
        ("POST", f"{BASE}/{channel}/test", None),
        ("POST", f"/api/v1/deliveries/{uuid4()}/replay", None),
    ]
    for role in ("agent", "supervisor", "knowledge"):
        async with house.work.tx(house.tenant) as tx:
            email = f"{role}-{uuid4().hex[:8]}@example.com"
            await access.put_user(tx, email=email, name=role, role=role, password_hash=hash_password(PASSWORD))
        async with house.client() as client:
            await signed_in(house, client, email)
            for method, path, body in calls:
                response = await client.request(method, path, json=body)
                assert (response.status_code, response.json()["error"]["code"]) == (403, "forbidden"), (role, path)
    async with house.client() as nobody:
        for method, path, body in calls:
            assert (await nobody.request(method, path, json=body)).status_code == 401


async def test_another_tenants_administrator(admin: httpx.AsyncClient, database_url: str) -> None:
    channel = (await made(admin))["id"]
    token = (await admin.post(f"{BASE}/{channel}/tokens", json={"name": "x"})).json()["id"]
    async with open_house(database_url) as other, other.client() as client:
        await signed_in(other, client, other.agent.email)
        assert (await client.get(f"{BASE}/open")).json() == {"items": []}
        for method, path, body in (
            ("PATCH", f"{BASE}/{channel}", {"name": "x"}),
            ("POST", f"{BASE}/{channel}/secret", None),
            ("POST", f"{BASE}/{channel}/tokens", {"name": "x"}),
            ("DELETE", f"{BASE}/{channel}/tokens/{token}", None),
            ("GET", f"{BASE}/{channel}/deliveries", None),
            ("POST", f"{BASE}/{channel}/test", None),
        ):
            assert (await client.request(method, path, json=body)).status_code == 404, path
        own = (await made(client))["id"]
        assert (await client.delete(f"{BASE}/{own}/tokens/{token}")).status_code == 404


async def test_web_chat_is_not_changed_here(house: House, admin: httpx.AsyncClient) -> None:
    web = await house.channel("webchat")
    assert (await admin.patch(f"{BASE}/{web.id}", json={"name": "x"})).status_code == 404
    assert (await admin.post(f"{BASE}/{web.id}/secret")).status_code == 404
