"""API tokens: made with some of one's rights, shown once, limited, over at once; and under their own name in the trail."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from qingfeng.kernel.auth import digest
from qingfeng.modules.access import tokens
from tests.modules.access.browser import browser, code, trail, user
from tests.ports.house import House

PATH = "/api/v1/api-tokens"


async def make(admin: httpx.AsyncClient, *scopes: str, name: str = "BI 报表", days: int = 30) -> dict[str, Any]:
    answer = await admin.post(PATH, json={"name": name, "scopes": list(scopes), "expires_in_days": days})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_program_comes_in_with_its_token_and_may_what_the_token_may(
    house: House, admin: httpx.AsyncClient
) -> None:
    made = await make(admin, "channels.manage")
    assert made["text"].startswith(tokens.PREFIX)
    async with house.client(made["text"]) as program:
        assert (await program.get("/api/v1/channels/open")).status_code == 200
        refused = await program.get("/api/v1/audit")
        assert code(refused)[:2] == (403, "forbidden")
        assert refused.json()["error"]["params"] == {"need": "users.manage"}
        # No cookie, so nothing that a page of somebody else could make a browser send: no CSRF header is asked for.
        channel = await program.post("/api/v1/channels/open", json={"name": "小程序"})
        assert channel.status_code == 201, channel.text
    (line,) = await trail(house, "channel.created")
    assert line["actor"] == f"token:{made['token']['id']}"
    page = (await admin.get("/api/v1/audit", params={"actor": made["token"]["id"]})).json()
    assert [(one["action"], one["actor_name"]) for one in page["items"]] == [("channel.created", "BI 报表")]


async def test_its_text_is_shown_once_and_only_its_digest_is_kept(house: House, admin: httpx.AsyncClient) -> None:
    made = await make(admin, "insight.read", "customers.read", "insight.read")
    (shown,) = (await admin.get(PATH)).json()["items"]
    assert shown == made["token"]
    assert (shown["scopes"], shown["hint"]) == (["customers.read", "insight.read"], made["text"][-4:])
    async with house.db.reading(house.tenant) as conn:
        rows = await conn.fetch("SELECT t::text AS row, hash FROM access.api_tokens t")
        lines = await conn.fetch("SELECT detail::text AS row FROM access.audit")
    assert rows[0]["hash"] == digest(made["text"])
    assert not any(made["text"] in row["row"] for row in [*rows, *lines])
    (line,) = await trail(house, "api_token.made")
    assert (line["target"], line["detail"]["scopes"]) == (shown["id"], ["customers.read", "insight.read"])


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"name": "  "}, 422, "name"),
        ({"name": "a\x00b"}, 422, "name"),
        ({"scopes": []}, 400, "scopes"),
        ({"scopes": ["everything"]}, 400, "scopes[0]"),
        ({"expires_in_days": 0}, 400, "expires_in_days"),
        ({"expires_in_days": 367}, 400, "expires_in_days"),
    ],
)
async def test_what_is_no_token(admin: httpx.AsyncClient, change: dict[str, Any], status: int, field: str) -> None:
    body = {"name": "x", "scopes": ["insight.read"], "expires_in_days": 1} | change
    answer = await admin.post(PATH, json=body)
    assert (answer.status_code, answer.json()["error"]["field"]) == (status, field)
    assert (await admin.get(PATH)).json()["items"] == []


async def test_nobody_gives_what_they_lack_and_only_who_manages_users_makes_any(
    house: House, admin: httpx.AsyncClient
) -> None:
    async with browser(house, await user(house, "supervisor")) as client:
        body = {"name": "x", "scopes": ["insight.read"], "expires_in_days": 1}
        assert code(await client.post(PATH, json=body))[:2] == (403, "forbidden")
        assert code(await client.get(PATH))[:2] == (403, "forbidden")
    assert (await admin.get(PATH)).json()["may_give"] == sorted(house.agent.grants)
    narrow = (await make(admin, "users.manage"))["text"]
    async with house.client(narrow) as program:
        assert code(await program.post(PATH, json=body))[:2] == (403, "person_needed")
        listed = (await program.get(PATH)).json()["items"]
        assert code(await program.delete(f"{PATH}/{listed[0]['id']}"))[:2] == (403, "person_needed")
        invited = {"email": "new@example.com", "name": "新人", "role": "admin", "seat": None}
        assert code(await program.post("/api/v1/users", json=invited))[:2] == (403, "beyond_yours")


async def test_a_right_its_maker_loses_is_lost_to_the_token_and_a_disabled_maker_makes_it_useless(
    house: House, admin: httpx.AsyncClient
) -> None:
    email = await user(house, "admin")
    async with browser(house, email) as other:
        made = await make(other, "channels.manage", "customers.read")
    async with house.client(made["text"]) as program:
        assert (await program.get("/api/v1/channels/open")).status_code == 200
        maker = next(one for one in (await admin.get("/api/v1/users")).json()["items"] if one["email"] == email)
        change = {"name": maker["name"], "role": "agent", "seat": None, "version": maker["version"]}
        assert (await admin.put(f"/api/v1/users/{maker['id']}", json=change)).status_code == 200
        assert code(await program.get("/api/v1/channels/open"))[:2] == (403, "forbidden")
        assert (await admin.post(f"/api/v1/users/{maker['id']}/disable", json={})).status_code == 200
        assert code(await program.get("/api/v1/channels/open"))[:2] == (401, "bad_token")
        (shown,) = (await admin.get(PATH)).json()["items"]
        assert shown["maker_disabled"] is True


async def test_it_is_over_when_revoked_or_when_its_day_has_come(house: House, admin: httpx.AsyncClient) -> None:
    revoked, short = await make(admin, "channels.manage"), await make(admin, "channels.manage", days=1)
    async with house.client(revoked["text"]) as program:
        assert (await program.get("/api/v1/channels/open")).status_code == 200
        answers = await asyncio.gather(*(admin.delete(f"{PATH}/{revoked['token']['id']}") for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [204, 404, 404, 404]
        assert code(await program.get("/api/v1/channels/open"))[:2] == (401, "bad_token")
    async with house.client(short["text"]) as program:
        house.clock.advance(23 * 3600)
        assert (await program.get("/api/v1/channels/open")).status_code == 200
        house.clock.advance(2 * 3600)
        assert code(await program.get("/api/v1/channels/open"))[:2] == (401, "bad_token")
    assert len(await trail(house, "api_token.revoked")) == 1


@pytest.mark.parametrize("text", ["", "qft_", "qft_wrong", "qfo_" + "x" * 32, "qft_" + "x" * 5000, "\x00"])
async def test_what_is_no_living_token_opens_nothing(house: House, text: str) -> None:
    async with house.client() as program:
        answer = await program.get("/api/v1/channels/open", headers={"Authorization": f"Bearer {text}".strip()})
    assert code(answer)[:2] in {(401, "bad_token"), (401, "unauthenticated")}


async def test_a_bearer_of_a_proxy_beside_a_session_changes_nothing(house: House, admin: httpx.AsyncClient) -> None:
    bearer = {"Authorization": "Bearer eyJhbGciOi.of.a-proxy"}
    assert (await admin.get(PATH, headers=bearer)).status_code == 200
    csrf = admin.headers.pop("X-QF-CSRF")
    body = {"name": "x", "scopes": ["insight.read"]}
    assert code(await admin.post(PATH, json=body, headers=bearer))[:2] == (403, "csrf")
    admin.headers["X-QF-CSRF"] = csrf
    async with house.client() as nobody:
        assert code(await nobody.get(PATH, headers=bearer))[:2] == (401, "bad_token")


async def test_a_token_is_no_person(house: House, admin: httpx.AsyncClient) -> None:
    made = await make(admin, *house.agent.grants)
    async with house.client(made["text"]) as program:
        for method, path in (
            ("GET", "/api/v1/session"),
            ("GET", "/api/v1/sessions"),
            ("DELETE", "/api/v1/sessions"),
            ("GET", "/api/v1/session/second-factor"),
        ):
            assert code(await program.request(method, path))[:2] == (403, "person_needed"), path
        body = {"current": "x", "password": "y" * 20}
        assert code(await program.post("/api/v1/session/password", json=body))[:2] == (403, "person_needed")


async def test_every_answer_says_what_is_left_and_too_many_are_refused_by_token(
    house: House, admin: httpx.AsyncClient
) -> None:
    made, other = await make(admin, "channels.manage"), await make(admin, "channels.manage")
    async with house.client(made["text"]) as program:
        first = await program.get("/api/v1/channels/open")
        limit = int(first.headers["RateLimit-Limit"])
        assert (limit, first.headers["RateLimit-Policy"]) == (tokens.BURST, "100;w=10")
        assert int(first.headers["RateLimit-Remaining"]) == limit - 1
        assert first.headers["RateLimit-Reset"] == "1"
        for _ in range(limit - 1):
            last = await program.get("/api/v1/audit")  # refused for want of a right, and counted all the same
        assert (last.status_code, last.headers["RateLimit-Remaining"]) == (403, "0")
        refused = await program.get("/api/v1/channels/open")
        assert code(refused)[:2] == (429, "rate_limited")
        assert (refused.headers["Retry-After"], refused.headers["RateLimit-Remaining"]) == ("1", "0")
        async with house.client(other["text"]) as spared:
            assert (await spared.get("/api/v1/channels/open")).status_code == 200
        house.clock.advance(1)
        assert (await program.get("/api/v1/channels/open")).headers["RateLimit-Remaining"] == "9"
    assert "RateLimit-Limit" not in (await admin.get(PATH)).headers


async def test_when_and_from_where_it_was_last_used_is_shown_to_a_minute(
    house: House, admin: httpx.AsyncClient
) -> None:
    made = await make(admin, "channels.manage")
    assert (made["token"]["used_at"], made["token"]["used_from"]) == (None, "")

    async def seen() -> tuple[str, str]:
        async with house.client(made["text"]) as program:
            assert (await program.get("/api/v1/channels/open")).status_code == 200
        (shown,) = (await admin.get(PATH)).json()["items"]
        return shown["used_at"], shown["used_from"]

    first = await seen()
    assert first[1] == "127.0.0.1"
    house.clock.advance(59)
    assert await seen() == first
    house.clock.advance(2)
    assert await seen() > first


async def test_tokens_come_in_pages(house: House, admin: httpx.AsyncClient) -> None:
    made: list[str] = []
    for n in range(5):
        house.clock.advance(1)
        made.append((await make(admin, "insight.read", name=f"第 {n} 个"))["token"]["id"])
    found: list[str] = []
    cursor = ""
    while True:
        page = (await admin.get(PATH, params={"cursor": cursor, "limit": 2})).json()
        found += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == made[::-1]
    assert code(await admin.get(PATH, params={"cursor": "x"})) == (422, "bad_cursor", "cursor")
