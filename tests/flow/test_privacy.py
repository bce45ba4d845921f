"""A copy of everything kept of somebody, and their erasure: afterwards nothing of them is found anywhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from qingfeng.kernel.bus import Bus, ensure_stream
from qingfeng.modules.customers import public as customers
from tests.adapters.open.receiver import Receiver, listening
from tests.flow.erased import SECRETS, Person, a_story, as_json, due, everything, found_in, relay, streamed
from tests.kernel.machine import open_bus
from tests.modules.access.browser import browser, code, trail, user
from tests.ports.house import House, open_house

OTHERS = {what: f"别人{number}" for number, what in enumerate(SECRETS)}
OTHERS |= {"phone": "13700001111", "email": "other@else.example", "typed": "13600002222"}
OTHERS |= {"bytes": SECRETS["bytes"], "number": "kh-1"}
"""Somebody else, with the same bytes in a file of theirs."""


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with listening(Receiver()) as there:
        yield there


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


@pytest.fixture
async def bus(nats_url: str) -> AsyncIterator[Bus]:
    async with open_bus(nats_url, "privacy") as made:
        await ensure_stream(made.jetstream())
        yield made


@pytest.fixture
async def person(house: House, receiver: Receiver) -> Person:
    channel = await house.channel(
        "open",
        url=receiver.url,
        events=["message.created", "conversation.updated"],
        since=house.clock.now().isoformat(),
    )
    return await a_story(house, channel, receiver)


@pytest.fixture
async def admin(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(house, house.agent.email) as client:
        yield client


async def asked(admin: httpx.AsyncClient, person: Person, what: str, **body: Any) -> dict[str, Any]:
    answer = await admin.post(f"/api/v1/customers/{person.customer}/{what}", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def shown(admin: httpx.AsyncClient, person: Person) -> dict[str, Any]:
    answer = await admin.get("/api/v1/privacy/requests", params={"customer": str(person.customer)})
    found: dict[str, Any] = answer.json()["items"][0]
    return found


async def erased(house: House, bus: Bus, admin: httpx.AsyncClient, person: Person) -> dict[str, Any]:
    await relay(house, bus)
    await asked(admin, person, "erasure", confirm=f" {SECRETS['name']} ")
    assert await due(house, bus) == 1
    return await shown(admin, person)


async def test_the_search_finds_them_before(house: House, person: Person) -> None:
    """What the others rely on: each secret is somewhere, in words or bytes."""
    assert found_in(await everything(house)) == list(SECRETS)


async def test_nothing_of_them_is_left_anywhere(
    house: House, bus: Bus, receiver: Receiver, person: Person, admin: httpx.AsyncClient
) -> None:
    await relay(house, bus)
    assert "phone" in found_in(await streamed(house, bus))
    done = await erased(house, bus, admin, person)
    assert (done["state"], done["error"]) == ("done", None)
    assert done["counts"]["conversations"] == 1
    assert done["counts"]["files"] == 2
    assert done["counts"]["messages"] > 5
    assert found_in(await everything(house)) == []
    assert found_in(await streamed(house, bus)) == []
    assert receiver.calls  # what platforms were told left the house: said in the guide
    panel = (await admin.get("/api/v1/audit", params={"target": str(person.customer)})).json()["items"]
    assert {line["action"] for line in panel} >= {"customer.erasure_asked", "customer.erased"}


async def test_others_keep_what_is_theirs_also_the_same_bytes(
    house: House, bus: Bus, receiver: Receiver, person: Person, admin: httpx.AsyncClient
) -> None:
    channel = await house.channel(
        "open", url=receiver.url, events=["message.created"], since=house.clock.now().isoformat()
    )
    await a_story(house, channel, receiver, OTHERS)
    await erased(house, bus, admin, person)
    text = await everything(house)
    assert found_in(text, OTHERS) == list(OTHERS)
    assert found_in(text) == ["bytes"]


async def test_who_was_erased_comes_back_as_somebody_new(house: House, bus: Bus, admin: httpx.AsyncClient) -> None:
    visitor = str(house.db.ids.new())
    claims = customers.Claims(kind="visitor", id=visitor, name=SECRETS["name"])
    async with house.work.tx(house.tenant) as tx:
        first, _ = await customers.identify(tx, claims)
    assert first.id == UUID(visitor)
    await erased(house, bus, admin, Person(first.id, first.id, visitor, ""))
    async with house.work.tx(house.tenant) as tx:
        again, _ = await customers.identify(tx, claims)
        assert (again.id == first.id, again.name) == (False, SECRETS["name"])
        old = await customers.get(tx.conn, first.id)
    assert old is not None
    assert old.name == "已删除的客户"


async def test_what_waits_to_be_relayed_is_waited_for(
    house: House, bus: Bus, person: Person, admin: httpx.AsyncClient
) -> None:
    await asked(admin, person, "erasure", confirm=SECRETS["name"])
    assert await due(house, bus) == 1
    assert (await shown(admin, person))["state"] == "waiting"
    assert found_in(await everything(house)) == list(SECRETS)
    await relay(house, bus)
    house.clock.advance(6)
    assert await due(house, bus) == 1
    assert (await shown(admin, person))["state"] == "done"
    assert found_in(await everything(house)) == []


async def test_a_broker_that_is_away_is_waited_for(
    house: House, bus: Bus, person: Person, admin: httpx.AsyncClient
) -> None:
    await relay(house, bus)
    await asked(admin, person, "erasure", confirm=SECRETS["name"])
    away = Bus("nats://127.0.0.1:1", "away", house.clock)
    assert await due(house, away) == 1
    half = await shown(admin, person)
    assert (half["state"], half["done"], half["total"]) == ("running", 1, 2)
    assert found_in(await everything(house)) == []
    assert found_in(await streamed(house, bus)) != []
    house.clock.advance(6)
    assert await due(house, bus) == 1
    assert (await shown(admin, person))["state"] == "done"
    assert found_in(await streamed(house, bus)) == []
    house.clock.advance(3600)
    assert await due(house, bus) == 0


async def test_it_is_asked_twice_and_not_while_they_talk(
    house: House, bus: Bus, person: Person, admin: httpx.AsyncClient
) -> None:
    path = f"/api/v1/customers/{person.customer}/erasure"
    extent = (await admin.get(path)).json()
    assert (extent["name"], extent["conversations"], extent["going_on"], extent["files"]) == (SECRETS["name"], 1, 0, 2)
    assert code(await admin.post(path, json={"confirm": "欧阳"})) == (422, "not_the_name", "confirm")
    async with house.client(person.token) as api:
        body = {"external_id": uuid4().hex, "sender": {"id": person.sender}, "text": "又来了"}
        said = (await api.post("/open/v1/messages", json=body)).json()
    refused = await admin.post(path, json={"confirm": SECRETS["name"]})
    assert code(refused)[:2] == (409, "still_open")
    assert refused.json()["error"]["params"] == {"count": 1}
    await house.take(UUID(said["conversation_id"]))
    await house.close(UUID(said["conversation_id"]))
    assert (await admin.post(path, json={"confirm": SECRETS["name"]})).status_code == 201
    assert code(await admin.post(path, json={"confirm": SECRETS["name"]}))[:2] == (409, "already_asked")
    await relay(house, bus)
    await due(house, bus)
    assert code(await admin.post(path, json={"confirm": "已删除的客户"}))[:2] == (409, "erased")
    assert code(await admin.get(path.replace(str(person.customer), str(uuid4()))))[:2] == (404, "not_found")


async def test_a_copy_has_everything_for_machines_and_for_people(
    house: House, bus: Bus, person: Person, admin: httpx.AsyncClient
) -> None:
    begun = await asked(admin, person, "export")
    assert (begun["state"], begun["url"]) == ("waiting", None)
    assert code(await admin.post(f"/api/v1/customers/{person.customer}/export"))[:2] == (409, "already_asked")
    await due(house, bus)
    done = await shown(admin, person)
    assert (done["state"], done["done"]) == ("done", done["total"])
    async with house.client() as nobody:  # whoever holds the link
        fetched = await nobody.get(done["url"])
        assert fetched.headers["content-type"] == "application/zip"
        assert fetched.headers["content-disposition"].startswith("attachment")
        forged = done["url"].replace(done["url"].split("/")[4], "0" * 32)
        assert (await nobody.get(forged)).status_code == 404
    archive = zipfile.ZipFile(io.BytesIO(fetched.content))
    assert archive.testzip() is None
    names = archive.namelist()
    assert {"data.json", "index.html"} < set(names)
    data, page = archive.read("data.json").decode(), archive.read("index.html").decode()
    bytes_ = b"".join(archive.read(name) for name in names if name.startswith("files/"))
    # What the bot was told is used up when the conversation is closed; what supervisors whispered is for machines only.
    for text, without in ((data, {"instruction"}), (page, {"instruction", "whisper"})):
        missing = set(SECRETS) - set(found_in(text + "".join(names) + bytes_.decode()))
        assert missing == without
    whole = as_json(data.encode())
    assert [one["value"] for one in whole["customer"]["identities"] if one["kind"] == "phone"] == [
        "+8613912345678",
        "+8613887654321",
    ]
    assert len(whole["files"]) == 2
    assert "<script" not in page
    (line,) = await trail(house, "customer.exported")
    assert line["target"] == str(person.customer)
    house.clock.advance(3 * 3600)
    async with house.client() as nobody:
        assert (await nobody.get(done["url"])).status_code == 404  # the link has run out
    house.clock.advance(7 * 86_400)
    assert await due(house, bus) == 1
    async with house.db.reading(house.tenant) as conn:
        assert await conn.fetchval("SELECT state FROM customers.requests") == "over"
        assert await conn.fetchval("SELECT count(*) FROM channels.files WHERE content_type = 'application/zip'") == 0


async def test_what_a_customer_wrote_runs_nowhere_in_the_page(house: House, bus: Bus, admin: httpx.AsyncClient) -> None:
    evil = "<img src=x onerror=alert(1)>"
    async with house.work.tx(house.tenant) as tx:
        found, _ = await customers.identify(tx, customers.Claims(kind="visitor", id=str(tx.new_id()), name=evil))
    await asked(admin, Person(found.id, found.id, "", ""), "export")
    await due(house, bus)
    done = await shown(admin, Person(found.id, found.id, "", ""))
    async with house.client() as client:
        archive = zipfile.ZipFile(io.BytesIO((await client.get(done["url"])).content))
    assert evil not in archive.read("index.html").decode()
    assert "&lt;img src=x" in archive.read("index.html").decode()


async def test_an_earlier_copy_goes_with_the_person(
    house: House, bus: Bus, person: Person, admin: httpx.AsyncClient
) -> None:
    await asked(admin, person, "export")
    await due(house, bus)
    await erased(house, bus, admin, person)
    async with house.db.reading(house.tenant) as conn:
        assert await conn.fetchval("SELECT count(*) FROM channels.files") == 0
        assert await conn.fetchval("SELECT count(*) FROM channels.blobs") == 0


async def test_only_who_may(house: House, person: Person, admin: httpx.AsyncClient, database_url: str) -> None:
    calls = [
        ("POST", f"/api/v1/customers/{person.customer}/export", None),
        ("GET", f"/api/v1/customers/{person.customer}/erasure", None),
        ("POST", f"/api/v1/customers/{person.customer}/erasure", {"confirm": SECRETS["name"]}),
        ("GET", "/api/v1/privacy/requests", None),
        ("GET", "/api/v1/retention", None),
        ("PUT", "/api/v1/retention", {"messages_days": 30}),
    ]
    async with browser(house, await user(house, "supervisor")) as client:
        for method, path, body in calls:
            assert code(await client.request(method, path, json=body))[:2] == (403, "forbidden"), path
    async with open_house(database_url) as other, browser(other, other.agent.email) as client:
        for method, path, body in calls[:3]:
            assert (await client.request(method, path, json=body)).status_code == 404, path
        assert (await client.get("/api/v1/privacy/requests")).json()["items"] == []
