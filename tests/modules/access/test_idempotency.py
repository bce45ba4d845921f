"""The header Idempotency-Key: one request under one key is done once, whoever answers, and nobody else's key counts."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from qingfeng.app.wiring import SWEEPINGS
from tests.modules.access.browser import browser, code, user
from tests.ports.house import House, serving

USERS = "/api/v1/users"


def person(name: str = "周敏") -> dict[str, Any]:
    return {"email": "new.one@example.com", "name": name, "role": "agent", "seat": None}


async def invite(client: httpx.AsyncClient, key: str | None, **body: Any) -> httpx.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    return await client.post(USERS, json=person() | body, headers=headers)


async def count(house: House) -> int:
    async with house.db.reading(house.tenant) as conn:
        found: int = await conn.fetchval("SELECT count(*) FROM access.users WHERE email LIKE 'new.%'")
    return found


async def test_same_key_and_same_body_give_the_same_answer_and_do_nothing_more(
    house: House, admin: httpx.AsyncClient
) -> None:
    first = await invite(admin, "k-1")
    again = await invite(admin, '"k-1"')  # as the draft writes it
    assert (first.status_code, first.content) == (201, again.content)
    assert (again.status_code, again.headers["content-type"]) == (201, first.headers["content-type"])
    assert ("idempotency-replayed" in first.headers, again.headers["idempotency-replayed"]) == (False, "true")
    assert await count(house) == 1
    # Without a key it is a second request, and refused as such.
    assert code(await invite(admin, None))[:2] == (409, "email_taken")


async def test_another_body_query_or_path_under_the_same_key_is_refused(house: House, admin: httpx.AsyncClient) -> None:
    assert (await invite(admin, "k-1")).status_code == 201
    refused = (422, "idempotency_key_reused", "Idempotency-Key")
    assert code(await invite(admin, "k-1", name="周明")) == refused
    headers = {"Idempotency-Key": "k-1"}
    assert code(await admin.post(f"{USERS}?a=1", json=person(), headers=headers)) == refused
    assert (
        code(await admin.post("/api/v1/teams", json={"code": "t", "zh": "一", "en": "T"}, headers=headers)) == refused
    )
    assert await count(house) == 1


async def test_a_second_one_while_the_first_is_being_answered_waits_its_turn(
    house: House, admin: httpx.AsyncClient
) -> None:
    async with house.work.tx(house.tenant) as tx:
        await tx.execute("SELECT FROM access.tenants WHERE id = $1 FOR UPDATE", house.tenant)
        first = asyncio.create_task(invite(admin, "k-1"))
        while not await house.db.system.fetchval(
            "SELECT count(*) FROM kernel.idempotency WHERE tenant_id = $1", house.tenant
        ):
            await asyncio.sleep(0.01)
        assert code(await invite(admin, "k-1"))[:2] == (409, "idempotency_in_flight")
        assert code(await invite(admin, "k-1", name="周明"))[:2] == (422, "idempotency_key_reused")
    made = await first
    assert made.status_code == 201
    assert (await invite(admin, "k-1")).content == made.content


async def test_many_at_once_are_one(house: House, admin: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(invite(admin, "k-1") for _ in range(8)))
    good = [one for one in answers if one.status_code == 201]
    assert good
    assert len({one.content for one in good}) == 1
    assert {one.status_code for one in answers} <= {201, 409}
    assert await count(house) == 1


async def test_it_survives_a_restart_and_holds_in_every_process(house: House, admin: httpx.AsyncClient) -> None:
    first = await invite(admin, "k-1")
    transport = httpx.ASGITransport(app=serving(house))  # type: ignore[arg-type]
    cookies, headers = admin.cookies, admin.headers
    async with httpx.AsyncClient(
        transport=transport, base_url=admin.base_url, cookies=cookies, headers=headers
    ) as other:
        assert (await invite(other, "k-1")).content == first.content


async def test_a_refusal_is_not_kept(house: House, admin: httpx.AsyncClient) -> None:
    taken = await user(house)
    assert code(await invite(admin, "k-1", email=taken))[:2] == (409, "email_taken")
    async with house.work.tx(house.tenant) as tx:
        await tx.execute("UPDATE access.users SET email = 'was.taken@example.com' WHERE email = $1", taken)
    assert (await invite(admin, "k-1", email=taken)).status_code == 201


async def test_keys_are_everybodys_own(house: House, admin: httpx.AsyncClient) -> None:
    first = await invite(admin, "k-1")
    async with browser(house, await user(house, "admin")) as other:
        assert code(await invite(other, "k-1"))[:2] == (409, "email_taken")
    may = (await admin.get("/api/v1/api-tokens")).json()["may_give"]
    made = await admin.post("/api/v1/api-tokens", json={"name": "x", "scopes": may})
    async with house.client(made.json()["text"]) as program:
        assert code(await invite(program, "k-1"))[:2] == (409, "email_taken")
        done = [await invite(program, "k-2", email="new.two@example.com") for _ in range(2)]
        assert [one.status_code for one in done] == [201, 201]
        assert done[0].content == done[1].content
    assert (await invite(admin, "k-1")).content == first.content


async def test_whoever_died_while_answering_blocks_the_key_for_a_minute(house: House, admin: httpx.AsyncClient) -> None:
    assert (await invite(admin, "k-1")).status_code == 201
    async with house.work.tx(house.tenant) as tx:
        await tx.execute("UPDATE kernel.idempotency SET status = NULL, answer = NULL")
        await tx.execute("DELETE FROM access.links")
        await tx.execute("DELETE FROM access.users WHERE email LIKE 'new.%'")
    house.clock.advance(59)
    assert code(await invite(admin, "k-1"))[:2] == (409, "idempotency_in_flight")
    house.clock.advance(2)
    assert code(await invite(admin, "k-1", name="周明"))[:2] == (422, "idempotency_key_reused")
    assert (await invite(admin, "k-1")).status_code == 201


async def test_after_a_day_a_key_is_new_and_rows_are_swept(house: House, admin: httpx.AsyncClient) -> None:
    (sweeping,) = [one for one in SWEEPINGS if one.name == "kernel.idempotency"]
    await admin.post(
        "/api/v1/api-tokens", json={"name": "x", "scopes": ["insight.read"]}, headers={"Idempotency-Key": "k"}
    )
    assert (
        await house.db.system.fetchval("SELECT count(*) FROM kernel.idempotency WHERE tenant_id = $1", house.tenant)
        == 1
    )
    await house.db.system.execute(sweeping.sql, house.clock.now() - sweeping.keep, 10)
    assert (
        await house.db.system.fetchval("SELECT count(*) FROM kernel.idempotency WHERE tenant_id = $1", house.tenant)
        == 1
    )
    house.clock.advance(24 * 3600 + 1)
    await house.db.system.execute(sweeping.sql, house.clock.now() - sweeping.keep, 10)
    assert (
        await house.db.system.fetchval("SELECT count(*) FROM kernel.idempotency WHERE tenant_id = $1", house.tenant)
        == 0
    )


async def test_what_is_kept_is_encrypted(house: House, admin: httpx.AsyncClient) -> None:
    body = {"name": "x", "scopes": ["insight.read"]}
    made = await admin.post("/api/v1/api-tokens", json=body, headers={"Idempotency-Key": "k-1"})
    text = made.json()["text"]
    assert (await admin.post("/api/v1/api-tokens", json=body, headers={"Idempotency-Key": "k-1"})).json()[
        "text"
    ] == text
    async with house.db.reading(house.tenant) as conn:
        row = await conn.fetchrow("SELECT answer FROM kernel.idempotency")
    assert row is not None
    assert text.encode() not in row["answer"]


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "é", '"', "a\\b"])
async def test_what_is_no_key(admin: httpx.AsyncClient, key: str) -> None:
    answer = await admin.post(USERS, json=person(), headers=[(b"idempotency-key", key.encode("latin-1"))])
    assert code(answer) == (400, "bad_idempotency_key", "Idempotency-Key")


async def test_methods_that_may_be_repeated_anyway_need_none(admin: httpx.AsyncClient) -> None:
    for _ in range(2):
        answer = await admin.get(USERS, headers={"Idempotency-Key": "k-1"})
        assert (answer.status_code, "idempotency-replayed" in answer.headers) == (200, False)
