"""/open/v1 over HTTP, with everything behind it real."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar

from qingfeng.adapters.channels.open import api as open_api
from qingfeng.kernel.errors import Unauthenticated
from qingfeng.kernel.http import HANDLERS
from qingfeng.modules.access import public as access
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from qingfeng.ports.channel import ChannelRef
from tests.ports.house import House, open_house


@pytest.fixture(scope="module")
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


@pytest.fixture(scope="module")
async def channel(house: House) -> ChannelRef:
    return await house.channel("open", url=None, events=[])


@pytest.fixture
async def api(house: House, channel: ChannelRef) -> AsyncIterator[httpx.AsyncClient]:
    async with house.client(await house.token(channel)) as client:
        yield client


def message(who: str, text: str = "您好", **more: Any) -> dict[str, Any]:
    return {"external_id": str(uuid4()), "sender": {"id": who}, "kind": "text", "text": text, **more}


async def sent(api: httpx.AsyncClient, who: str, text: str = "您好", **more: Any) -> dict[str, Any]:
    response = await api.post("/open/v1/messages", json=message(who, text, **more))
    assert response.status_code == 200, response.text
    return response.json()


def error(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    found = response.json()["error"]
    assert len(found["message"]) > 10
    return found


def new(who: str = "u") -> str:
    return f"{who}-{uuid4().hex[:8]}"


# ---------------------------------------------------------------------------------------------- tokens


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer qfo_wrong", "Basic cWY6", "bearer \x80", "Bearer " + "x" * 5000, "qfo_x"],
)
async def test_without_a_good_token_there_is_nothing(house: House, header: str | None) -> None:
    async with house.client() as client:
        headers = [] if header is None else [(b"Authorization", header.encode("latin-1"))]
        for call in (
            client.post("/open/v1/messages", json=message("u"), headers=headers),
            client.get("/open/v1/status?sender=u", headers=headers),
            client.post("/open/v1/receipts", json={"message_id": str(uuid4()), "status": "read"}, headers=headers),
        ):
            assert error(await call, 401)["code"] == "unauthenticated"


async def test_a_token_ends_with_its_revocation_and_its_channel(house: House) -> None:
    channel = await house.channel("open", url=None, events=[])
    token = await house.token(channel)
    async with house.client(token) as client:
        assert (await client.get("/open/v1/status?sender=u")).status_code == 200
        async with house.work.tx(house.tenant) as tx:
            await channels.change_channel(tx, channel.id, name="x", config={}, enabled=False)
        assert error(await client.get("/open/v1/status?sender=u"), 403)["code"] == "channel_disabled"
        async with house.work.tx(house.tenant) as tx:
            await channels.change_channel(tx, channel.id, name="x", config={}, enabled=True)
            (row,) = await access.tokens_of_scope(tx.conn, f"open:{channel.id}")
            await access.revoke_token(tx, row["id"], house.agent.actor)
        error(await client.get("/open/v1/status?sender=u"), 401)


async def test_a_token_of_something_else_opens_nothing(house: House, channel: ChannelRef) -> None:
    async with house.work.tx(house.tenant) as tx:
        _, other = await access.issue_token(tx, scope="reports:all", name="x", by=house.agent.actor, prefix="qfo_")
        _, odd = await access.issue_token(tx, scope=f"open:{uuid4()}", name="x", by=house.agent.actor, prefix="qfo_")
    for token in (other, odd):
        with pytest.raises(Unauthenticated):
            await channels.channel_of_token(house.db, token)


async def test_another_tenants_token_sees_nothing(house: House, api: httpx.AsyncClient, database_url: str) -> None:
    who = new()
    mine = await sent(api, who, "机密", sender={"id": who, "phone": "13800138000"})
    async with open_house(database_url) as other:
        channel = await other.channel("open", url=None, events=[])
        async with other.client(await other.token(channel)) as client:
            assert (await client.get(f"/open/v1/status?sender={who}")).json() == {"conversation": None}
            path = f"/open/v1/conversations/{mine['conversation_id']}/messages"
            error(await client.get(path, params={"sender": who}), 404)
            theirs = await sent(client, who, "我的", sender={"id": who, "phone": "13800138000"})
            assert theirs["conversation_id"] != mine["conversation_id"]
            error(await client.get(path, params={"sender": who}), 404)
            body = {"sender": {"id": who}, "conversation_id": mine["conversation_id"], "score": 1}
            error(await client.post("/open/v1/survey", json=body), 404)
            receipt = {"message_id": mine["message_id"], "status": "read"}
            error(await client.post("/open/v1/receipts", json=receipt), 404)
            event = {"type": "read", "sender": {"id": who}, "seq": 1, "conversation_id": mine["conversation_id"]}
            error(await client.post("/open/v1/events", json=event), 404)


async def test_another_channel_of_the_tenant_does_not_know_the_sender(house: House, api: httpx.AsyncClient) -> None:
    who = new()
    mine = await sent(api, who)
    other = await house.channel("open", url=None, events=[])
    async with house.client(await house.token(other)) as client:
        assert (await client.get(f"/open/v1/status?sender={who}")).json() == {"conversation": None}
        theirs = await sent(client, who)
    assert theirs["conversation_id"] != mine["conversation_id"]


async def test_so_many_requests_and_no_more(house: House, channel: ChannelRef) -> None:
    async def resolve(token: str) -> ChannelRef:
        return channel

    router = open_api.routes(house.door, resolve, house.clock, 0.1)
    app = Litestar(route_handlers=[router], exception_handlers=HANDLERS, openapi_config=None, logging_config=None)
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]

    async def ask(token: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            headers = {"Authorization": f"Bearer {token}"}
            return await client.get("/open/v1/status?sender=nobody", headers=headers)

    first = [(await ask("one")).status_code for _ in range(25)]
    assert first == [200] * 20 + [429] * 5
    limited = await ask("one")
    assert error(limited, 429)["code"] == "rate_limited"
    assert int(limited.headers["retry-after"]) >= 1
    assert (await ask("two")).status_code == 200, "a limit for each token"
    house.clock.advance(1)
    assert (await ask("one")).status_code == 200


# ---------------------------------------------------------------------------------------------- messages


async def test_who_the_tenant_vouches_for_is_known(house: House, api: httpx.AsyncClient) -> None:
    """Phone, e-mail and customer number of the tenant's own system join a customer to their history."""
    phone, external = f"139{uuid4().int % 10**8:08d}", new("crm")
    async with house.work.tx(house.tenant) as tx:
        claims = customers.Claims(kind="visitor", id=str(uuid4()), name="张文静", phone=phone, verified=True)
        known, _ = await customers.identify(tx, claims)
    who = new()
    sender = {"id": who, "name": "小张", "phone": f"+86 {phone}", "email": f"{who}@Example.com", "external": external}
    out = await sent(api, who, sender=sender, locale="en")
    async with house.db.reading(house.tenant) as conn:
        conv = await conversations.get(conn, UUID(out["conversation_id"]))
        assert conv is not None
        assert (conv.customer_id, conv.customer_name) == (known.id, "张文静")
        values = {i.value: i.verified for i in await customers.identities(conn, known.id)}
    assert values[f"{who}@example.com"]
    assert values[external]
    assert values[f"+86{phone}"]


async def test_a_new_customer_has_the_name_and_language_given(house: House, api: httpx.AsyncClient) -> None:
    who = new()
    out = await sent(api, who, sender={"id": who, "name": " Ada Lovelace "}, locale="en-GB")
    async with house.db.reading(house.tenant) as conn:
        conv = await conversations.get(conn, UUID(out["conversation_id"]))
    assert conv is not None
    assert (conv.customer_name, conv.locale) == ("Ada Lovelace", "en-GB")


async def test_context_is_shown_to_people(house: House, api: httpx.AsyncClient) -> None:
    context = {"page": "订单详情", "order": {"no": "JD1", "fen": 123456789012345678901234567890, "tags": ["急", None]}}
    out = await sent(api, new(), context=context)
    async with house.db.reading(house.tenant) as conn:
        conv = await conversations.get(conn, UUID(out["conversation_id"]))
    assert conv is not None
    assert conv.context == context


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"external_id": ""}, 400, "external_id"),
        ({"external_id": "x" * 201}, 400, "external_id"),
        ({"external_id": 7}, 400, "external_id"),
        ({"external_id": "a\x00b"}, 422, "external_id"),
        ({"sender": {}}, 400, "sender"),
        ({"sender": {"id": ""}}, 400, "sender.id"),
        ({"sender": {"id": "x" * 201}}, 400, "sender.id"),
        ({"sender": {"id": "  "}}, 422, "sender.id"),
        ({"sender": {"id": "a\x00"}}, 422, "sender.id"),
        ({"sender": {"id": "u", "name": "\x00"}}, 422, "sender.name"),
        ({"sender": {"id": "u", "phone": "1" * 41}}, 400, "sender.phone"),
        ({"sender": {"id": "u", "external": f"{uuid4()}:u"}}, 422, "sender.external"),
        ({"sender": {"id": "u", "nickname": "x"}}, 400, "sender"),
        ({"sender": "u"}, 400, "sender"),
        ({"kind": "note"}, 400, "kind"),
        ({"kind": "system"}, 400, "kind"),
        ({"text": None}, 400, "text"),
        ({"text": "  "}, 422, "text"),
        ({"text": "长" * 4001}, 422, "text"),
        ({"kind": "file"}, 422, "attachment_id"),
        ({"attachment_id": "x"}, 400, "attachment_id"),
        ({"attachment_id": str(uuid4())}, 422, "kind"),
        ({"sent_at": "yesterday"}, 400, "sent_at"),
        ({"sent_at": "2026-07-01T10:00:00"}, 400, "sent_at"),
        ({"locale": "中文"}, 400, "locale"),
        ({"context": [1]}, 400, "context"),
        ({"context": {"a": "x" * 8200}}, 422, "context"),
        ({"context": {"a": "汉" * 2800}}, 422, "context"),
        ({"context": {"a": {"b\x00": 1}}}, 422, "context"),
        ({"context": {"a": ["\x00"]}}, 422, "context"),
        ({"context": nested(21)}, 422, "context"),
    ],
)
async def test_what_is_wrong_is_named(api: httpx.AsyncClient, change: dict[str, Any], status: int, field: str) -> None:
    found = error(await api.post("/open/v1/messages", json=message("u-wrong") | change), status)
    assert found["field"] == field
    assert (await api.get("/open/v1/status?sender=u-wrong")).json() == {"conversation": None}


async def test_a_misspelt_field_is_named(api: httpx.AsyncClient) -> None:
    found = error(await api.post("/open/v1/messages", json=message("u") | {"atachment_id": str(uuid4())}), 400)
    assert "atachment_id" in found["message"]


async def test_a_context_that_just_fits(api: httpx.AsyncClient) -> None:
    room = 8 * 1024 - len(json.dumps({"a": ""}, separators=(",", ":")))
    await sent(api, new(), context={"a": "x" * room})
    error(await api.post("/open/v1/messages", json=message("u", context={"a": "x" * (room + 1)})), 422)
    await sent(api, new(), context=nested(20))


async def test_a_body_that_is_too_big(api: httpx.AsyncClient) -> None:
    found = error(await api.post("/open/v1/messages", content=b'{"a":"' + b"x" * 70_000 + b'"}'), 413)
    assert found["code"] == "too_large"


# ---------------------------------------------------------------------------------------------- files


async def test_files(api: httpx.AsyncClient) -> None:
    who = new()
    files = {"file": ("发票.txt", "第一行".encode())}
    kept = (await api.post("/open/v1/attachments", data={"sender": who}, files=files)).json()
    assert (kept["name"], kept["content_type"], kept["size"]) == ("发票.txt", "text/plain", 9)
    assert kept["url"].startswith("/files/")
    await sent(api, who, "", kind="file", attachment_id=kept["id"])
    for data, given_files, field in (
        ({}, files, "sender"),
        ({"sender": ""}, files, "sender"),
        ({"sender": "x" * 201}, files, "sender"),
        ({"sender": "a\x00"}, files, "sender.id"),
        ({"sender": who}, {}, "file"),
        ({"sender": who, "file": "text"}, {}, "file"),
        ({"sender": who}, {"other": ("a.txt", b"a")}, "file"),
        ({"sender": who}, {"file": ("", b"a")}, "file"),
    ):
        response = await api.post("/open/v1/attachments", data=data, files=given_files or {"x": ("", b"")})
        assert 400 <= response.status_code < 500, response.text
        assert response.json()["error"]["field"] in (field, "file"), (data, response.text)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\n",
        b"--x--\r\n",
        b"not a form",
        b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--",
        b"\xff" * 99,
    ],
)
async def test_broken_forms(api: httpx.AsyncClient, body: bytes) -> None:
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/plain", ""):
        response = await api.post("/open/v1/attachments", content=body, headers={"Content-Type": kind})
        assert 400 <= response.status_code < 500, (kind, response.status_code)


async def test_a_file_that_is_too_big(api: httpx.AsyncClient) -> None:
    files = {"file": ("big.txt", b"x" * (20 * 1024 * 1024 + 1))}
    assert error(await api.post("/open/v1/attachments", data={"sender": "u"}, files=files), 413)["field"] == "file"
    files = {"file": ("huge.txt", b"x" * (22 * 1024 * 1024))}
    error(await api.post("/open/v1/attachments", data={"sender": "u"}, files=files), 413)


# ---------------------------------------------------------------------------------------------- the rest


async def test_polling_from_the_beginning(house: House, api: httpx.AsyncClient) -> None:
    who = new()
    out = await sent(api, who, "0")
    for number in range(1, 70):
        await sent(api, who, str(number))
    seen: list[str] = []
    cursor: str | None = ""
    path = f"/open/v1/conversations/{out['conversation_id']}/messages"
    while cursor is not None:
        page = (await api.get(path, params={"sender": who, "cursor": cursor, "limit": 30})).json()
        seen += [m["text"] for m in page["items"]]
        cursor = page["next"]
    assert seen == [str(n) for n in range(70)]


async def test_events(house: House, api: httpx.AsyncClient) -> None:
    who = new()

    async def event(status: int = 200, **body: Any) -> Any:
        response = await api.post("/open/v1/events", json={"sender": {"id": who}, **body})
        assert response.status_code == status, response.text
        return response.json()

    assert (await event(422, type="read", seq=1))["error"]["field"] == "sender"
    await event(200, type="typing")
    await event(422, type="end")
    out = await sent(api, who)
    frames: list[dict[str, Any]] = []
    house.spine.live.listen_fleeting(lambda _tenant, frame: frames.append(frame))
    await event(type="typing")
    await event(type="typing", on=False)
    assert [(f["who"]["kind"], f["on"]) for f in frames] == [("customer", True), ("customer", False)]
    assert await event(type="human") == {"ok": True}
    status = (await api.get("/open/v1/status", params={"sender": who})).json()["conversation"]
    assert (status["id"], status["phase"]) == (out["conversation_id"], "queued")
    await house.take(UUID(out["conversation_id"]))
    said = await house.say(UUID(out["conversation_id"]), "我在")
    assert (await event(422, type="read"))["error"]["field"] == "seq"
    await event(type="read", seq=said.seq)
    assert (await house.thread(UUID(out["conversation_id"])))[-1].delivery == "read"
    await event(type="end")
    status = (await api.get("/open/v1/status", params={"sender": who})).json()["conversation"]
    assert status["closed"] is True
    for wrong in ({"type": "explode"}, {"type": "read", "seq": -1}, {"type": "read", "seq": 2**31}, {"type": 1}, {}):
        await event(400, **wrong)


async def test_receipts(house: House, api: httpx.AsyncClient, channel: ChannelRef) -> None:
    who = new()
    out = await sent(api, who)
    conversation = UUID(out["conversation_id"])
    await api.post("/open/v1/events", json={"type": "human", "sender": {"id": who}})
    await house.take(conversation)
    said = await house.say(conversation, "您好")

    async def receipt(status: str, **more: Any) -> int:
        body = {"message_id": str(said.id), "status": status, **more}
        return (await api.post("/open/v1/receipts", json=body)).status_code

    assert await receipt("delivered") == 200
    assert await receipt("sent") == 400
    assert await receipt("failed", error="x" * 501) == 400
    assert await receipt("failed", error="a\x00") == 422
    assert await receipt("read") == 200
    assert await receipt("delivered") == 200
    assert (await house.thread(conversation))[-1].delivery == "read"
    error(await api.post("/open/v1/receipts", json={"message_id": out["message_id"], "status": "read"}), 404)


async def test_survey(house: House, api: httpx.AsyncClient) -> None:
    who = new()
    out = await sent(api, who)
    conversation = UUID(out["conversation_id"])
    await house.take(conversation)
    await house.close(conversation)
    body = {"sender": {"id": who}, "conversation_id": out["conversation_id"], "score": 4, "reasons": ["kind"]}
    for change, status, field in (
        ({"score": 0}, 400, "score"),
        ({"score": 5.5}, 400, "score"),
        ({"reasons": ["nonsense"]}, 422, "reasons"),
        ({"reasons": ["a\x00"]}, 422, "reasons"),
        ({"comment": "\x00"}, 422, "comment"),
        ({"comment": "x" * 1001}, 400, "comment"),
        ({"conversation_id": "x"}, 400, "conversation_id"),
    ):
        assert error(await api.post("/open/v1/survey", json=body | change), status)["field"] == field
    assert (await api.post("/open/v1/survey", json=body | {"comment": "很好"})).json() == {"ok": True}
    assert error(await api.post("/open/v1/survey", json=body), 409)["code"] == "already_answered"


@pytest.mark.parametrize(
    "path",
    [
        "/open/v1/status",
        "/open/v1/status?sender=",
        "/open/v1/status?sender=%00",
        "/open/v1/status?sender=" + "x" * 201,
        "/open/v1/conversations/x/messages?sender=u",
        "/open/v1/conversations/%00/messages?sender=u",
        "/open/v1/conversations/0b0e7a52-3a0e-4d8e-9a53-2f6b1f2d9c11/messages",
        "/open/v1/conversations/0b0e7a52-3a0e-4d8e-9a53-2f6b1f2d9c11/messages?sender=u&after=-1",
        "/open/v1/conversations/0b0e7a52-3a0e-4d8e-9a53-2f6b1f2d9c11/messages?sender=u&after=2147483648",
        "/open/v1/conversations/0b0e7a52-3a0e-4d8e-9a53-2f6b1f2d9c11/messages?sender=u&after=one",
        "/open/v1/conversations/0b0e7a52-3a0e-4d8e-9a53-2f6b1f2d9c11/messages?sender=u&limit=0",
        "/open/v1/conversations/0b0e7a52-3a0e-4d8e-9a53-2f6b1f2d9c11/messages?sender=u&limit=201",
        "/open/v1/conversations/0b0e7a52-3a0e-4d8e-9a53-2f6b1f2d9c11/messages?sender=%ff",
        "/open/v1/nothing",
    ],
)
async def test_bad_queries(api: httpx.AsyncClient, path: str) -> None:
    response = await api.get(path)
    assert 400 <= response.status_code < 500, response.text
    assert response.json()["error"]["message"]
