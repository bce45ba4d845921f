"""The log of webhooks: every call with what came of it, filters, replay of a whole range, and a ping that can be checked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from qingfeng.adapters.channels.open.signature import verify
from qingfeng.modules.channels.public import attempts
from tests.adapters.open.receiver import Receiver, listening
from tests.adapters.open.test_admin import BASE, audited, made, signed_in
from tests.ports.house import House, open_house


@pytest.fixture(scope="module")
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as found:
        yield found


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with listening(Receiver()) as there:
        yield there


@pytest.fixture
async def admin(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.client() as client:
        await signed_in(house, client, house.agent.email)
        yield client


async def channel(admin: httpx.AsyncClient, receiver: Receiver, **body: Any) -> str:
    new = await made(admin, url=receiver.url, events=["message.created"], **body)
    receiver.secret = new["secret"]
    return str(new["id"])


async def conversation(house: House, admin: httpx.AsyncClient, channel_id: str, sender: str = "u") -> UUID:
    """One that our agent has taken; what was told of that is over."""
    token = (await admin.post(f"{BASE}/{channel_id}/tokens", json={"name": "x"})).json()["token"]
    async with house.client(token) as api:
        body = {"external_id": uuid4().hex, "sender": {"id": sender}, "text": "在吗"}
        out = (await api.post("/open/v1/messages", json=body)).json()
    found = UUID(out["conversation_id"])
    await house.take(found)
    await house.pump()
    return found


async def log(admin: httpx.AsyncClient, channel_id: str, **query: Any) -> list[dict[str, Any]]:
    answer = await admin.get(f"{BASE}/{channel_id}/attempts", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_every_call_is_in_the_log_with_what_came_of_it(
    house: House, admin: httpx.AsyncClient, receiver: Receiver
) -> None:
    here = await channel(admin, receiver)
    conv = await conversation(house, admin, here)
    before = len(await log(admin, here))
    house.clock.advance(1)
    began = house.clock.now()
    receiver.plan = [500, "drop", 200]
    said = await house.say(conv, "您的快递到了")
    await house.pump()
    (first, *_) = await log(admin, here, limit=1)
    assert (first["number"], first["outcome"], first["status"]) == (1, "failed", 500)
    assert first["answer"].startswith("500")
    assert "\x1b" not in first["answer"]
    wait = first["next_at"]
    house.clock.advance(60)
    await house.pump()
    house.clock.advance(200)
    await house.pump()
    third, second, same_first, *_ = await log(admin, here)
    assert same_first == {**first, "delivery": "sent"}
    assert (second["number"], second["outcome"], second["status"], second["answer"]) == (2, "failed", None, "")
    assert second["error"]
    assert (third["number"], third["outcome"], third["status"], third["next_at"]) == (3, "ok", 200, None)
    assert third["answer"].startswith("200")
    assert {one["delivery_id"] for one in (first, second, third)} == {receiver.calls[-1].id}
    assert all(one["milliseconds"] >= 0 for one in (first, second, third))
    assert wait > first["at"]
    assert len(await log(admin, here)) == before + 3
    # Each filter alone, and what it leaves out.
    assert {one["outcome"] for one in await log(admin, here, outcome="failed")} == {"failed"}
    assert await log(admin, here, outcome="open") == []
    assert await log(admin, here, event="ping") == []
    assert len(await log(admin, here, delivery=first["delivery_id"])) == 3
    later = (began + timedelta(seconds=30)).isoformat()
    assert [one["id"] for one in await log(admin, here, since=later)] == [third["id"], second["id"]]
    assert first["id"] in [one["id"] for one in await log(admin, here, until=later)]
    assert str(said.id) not in str(await log(admin, here, until=began.isoformat()))


async def test_a_call_that_our_end_cut_short_is_shown_open(
    house: House, admin: httpx.AsyncClient, receiver: Receiver
) -> None:
    here = await channel(admin, receiver)
    async with house.work.tx(house.tenant) as tx:
        call = attempts.Begun(
            channel_id=UUID(here),
            delivery_id=tx.new_id(),
            conversation_id=tx.new_id(),
            event="message.created",
            number=1,
        )
        await attempts.begin(tx, call)
    (one,) = await log(admin, here)
    assert (one["outcome"], one["milliseconds"], one["delivery"]) == ("open", None, None)
    assert [x["id"] for x in await log(admin, here, outcome="open")] == [one["id"]]


async def test_pages_of_the_log(house: House, admin: httpx.AsyncClient, receiver: Receiver) -> None:
    here = await channel(admin, receiver)
    for _ in range(5):
        house.clock.advance(1)
        assert (await admin.post(f"{BASE}/{here}/test")).status_code == 200
    everything = [one["id"] for one in await log(admin, here)]
    found: list[str] = []
    cursor = ""
    while True:
        page = (await admin.get(f"{BASE}/{here}/attempts", params={"cursor": cursor, "limit": 2})).json()
        found += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == everything
    assert len(found) == 5


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ({"cursor": "x"}, 422, "cursor"),
        ({"since": "2026-07-01T00:00:00"}, 422, "since"),
        ({"until": "gestern"}, 400, "until"),
        ({"outcome": "lost"}, 400, "outcome"),
        ({"limit": 0}, 400, "limit"),
        ({"delivery": "x"}, 400, "delivery"),
    ],
)
async def test_what_cannot_be_asked_is_named(
    admin: httpx.AsyncClient, receiver: Receiver, query: dict[str, Any], status: int, field: str
) -> None:
    here = await channel(admin, receiver)
    answer = await admin.get(f"{BASE}/{here}/attempts", params=query)
    assert (answer.status_code, answer.json()["error"]["field"]) == (status, field)


async def test_all_that_failed_in_a_range_is_sent_again(
    house: House, admin: httpx.AsyncClient, receiver: Receiver
) -> None:
    here = await channel(admin, receiver)
    talks = [await conversation(house, admin, here, f"u{n}") for n in range(3)]
    receiver.always = 500
    begins = []
    for number in range(2):
        begins.append(house.clock.now())
        for conv in talks:
            await house.say(conv, f"第 {number} 轮")
        for _ in range(8):
            await house.pump()
            house.clock.advance(7 * 3600)
    await signed_in(house, admin, house.agent.email)  # days have passed
    receiver.always = 200
    receiver.calls.clear()

    async def replay(since: Any, until: Any) -> dict[str, Any]:
        body = {"since": since.isoformat(), "until": until.isoformat()}
        answers = await asyncio.gather(*(admin.post(f"{BASE}/{here}/replay", json=body) for _ in range(2)))
        assert [answer.status_code for answer in answers] == [200, 200], answers[0].text
        return {"replayed": sum(a.json()["replayed"] for a in answers), "left": answers[0].json()["left"]}

    assert await replay(begins[1], house.clock.now()) == {"replayed": 3, "left": 0}  # pressed twice at once
    await house.pump()
    assert receiver.texts() == ["第 1 轮"] * 3
    assert await replay(begins[0], begins[1]) == {"replayed": 3, "left": 0}
    await house.pump()
    assert sorted(receiver.texts()) == ["第 0 轮"] * 3 + ["第 1 轮"] * 3
    assert await replay(begins[0], house.clock.now()) == {"replayed": 0, "left": 0}
    assert (await audited(house, here)).count("deliveries.replayed") in (2, 3, 4)
    page = (await admin.get(f"{BASE}/{here}/deliveries", params={"status": "failed"})).json()
    assert page["items"] == []
    span = {"since": begins[1].isoformat(), "until": house.clock.now().isoformat()}
    page = (await admin.get(f"{BASE}/{here}/deliveries", params=span)).json()
    assert len(page["items"]) == 3


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"since": "gestern", "until": "2026-07-02T00:00:00Z"}, 400, "since"),
        ({"since": "2026-07-01T00:00:00", "until": "2026-07-02T00:00:00Z"}, 400, "since"),
        ({"since": "2026-07-02T00:00:00Z", "until": "2026-07-02T00:00:00Z"}, 422, "until"),
    ],
)
async def test_a_range_that_is_none(
    admin: httpx.AsyncClient, receiver: Receiver, body: dict[str, str], status: int, field: str
) -> None:
    here = await channel(admin, receiver)
    answer = await admin.post(f"{BASE}/{here}/replay", json=body)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["field"] == field


async def test_a_ping_shows_what_was_sent_what_came_back_and_is_in_the_log(
    house: House, admin: httpx.AsyncClient, receiver: Receiver
) -> None:
    new = await made(admin, url=receiver.url)
    receiver.secret = new["secret"]
    receiver.plan = [202, 403]
    good = (await admin.post(f"{BASE}/{new['id']}/test")).json()
    assert (good["ok"], good["status"]) == (True, 202)
    assert good["answer"].startswith("202")
    assert receiver.calls[-1].body.decode() == good["body"]
    house.clock.advance(1)
    assert verify(new["secret"], good["signed"], good["body"].encode(), house.clock.now().timestamp())
    bad = (await admin.post(f"{BASE}/{new['id']}/test")).json()
    assert (bad["ok"], bad["status"]) == (False, 403)
    assert bad["answer"].startswith("403")
    shown = await log(admin, new["id"], event="ping")
    assert [(one["outcome"], one["conversation_id"]) for one in shown] == [("failed", None), ("ok", None)]
    assert shown[1]["delivery_id"] == receiver.calls[0].id
    assert (await audited(house, new["id"])).count("channel.tested") == 2
    assert new["secret"] not in str(shown) + str(good)


async def test_private_addresses_stay_refused_and_the_log_says_so(database_url: str, receiver: Receiver) -> None:
    async with open_house(database_url) as house, house.client() as client:
        await signed_in(house, client, house.agent.email)
        new = await made(client, url=receiver.url)
        house.sender._addresses._allow_private = False
        answer = (await client.post(f"{BASE}/{new['id']}/test")).json()
        assert (answer["ok"], answer["status"]) == (False, None)
        assert receiver.calls == []
        (one,) = await log(client, new["id"])
        assert one["error"] == answer["error"]


async def test_nobody_else_reads_it(
    house: House, admin: httpx.AsyncClient, receiver: Receiver, database_url: str
) -> None:
    here = await channel(admin, receiver)
    await admin.post(f"{BASE}/{here}/test")
    span = {"since": "2026-07-01T00:00:00Z", "until": "2026-07-02T00:00:00Z"}
    async with open_house(database_url) as other, other.client() as client:
        await signed_in(other, client, other.agent.email)
        assert (await client.get(f"{BASE}/{here}/attempts")).status_code == 404
        assert (await client.post(f"{BASE}/{here}/replay", json=span)).status_code == 404
