"""Signing in and staying in: who is let in, who is locked out and for how long, and what a cookie is worth."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from time import process_time
from typing import Any
from uuid import UUID

import httpx
import pytest

from qingfeng.kernel.auth import hash_password
from qingfeng.modules.access import public as access
from qingfeng.modules.access.model import LOCK_AFTER, LOCK_SECONDS, SESSION_SECONDS
from tests.ports.house import PASSWORD, House, open_house

HASHED = hash_password(PASSWORD)  # making one takes as long as a wrong try
WRONG = "wrong horse"


@pytest.fixture(scope="module")
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


async def user(house: House, role: str = "agent", password: str | None = HASHED) -> tuple[UUID, str]:
    email = f"u-{house.db.ids.new().hex}@example.com"
    async with house.work.tx(house.tenant) as tx:
        return await access.put_user(tx, email=email, name="张三", role=role, password_hash=password), email


async def sign_in(house: House, email: str, password: str = PASSWORD) -> httpx.Response:
    async with house.client() as client:
        return await client.post("/api/v1/session", json={"email": email, "password": password})


async def told(house: House, email: str, password: str = PASSWORD) -> tuple[int, str]:
    response = await sign_in(house, email, password)
    return response.status_code, response.json().get("error", {}).get("code", "")


async def disable(house: House, id_: UUID, disabled: bool) -> None:
    async with house.work.tx(house.tenant) as tx:
        await tx.execute("UPDATE access.users SET disabled = $2 WHERE id = $1", id_, disabled)


# ---------------------------------------------------------------------------------------------- who is let in


async def test_a_session_says_who_one_is_and_what_one_may(house: House) -> None:
    id_, email = await user(house, "supervisor")
    response = await sign_in(house, email)
    body = response.json()
    assert body["user"] == {
        "id": str(id_),
        "name": "张三",
        "email": email,
        "role": "supervisor",
        "role_zh": "",
        "role_en": "",
    }
    assert body["tenant"]["id"] == str(house.tenant)
    assert "conversations.claim" in body["permissions"]
    assert "channels.manage" not in body["permissions"]
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" in cookie
    assert f"max-age={SESSION_SECONDS}" in cookie


@pytest.mark.parametrize("spell", [str.upper, lambda s: f"  {s}\t", lambda s: f"\u3000{s}", str.title])
async def test_case_and_blanks_of_the_address_do_not_matter(house: House, spell: Any) -> None:
    _, email = await user(house)
    assert await told(house, spell(email)) == (200, "")


async def test_full_width_letters_are_read_as_what_was_meant(house: House) -> None:
    _, email = await user(house)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in email)
    assert await told(house, wide) == (200, "")
    assert await told(house, wide.replace("．", "。")) == (200, "")
    async with house.work.tx(house.tenant) as tx:
        first = await access.put_user(tx, email=f" {wide.upper()} ", name="同一个人", role="agent", password_hash=None)
    assert (await sign_in(house, email)).json()["user"] == {
        "id": str(first),
        "name": "同一个人",
        "email": email,
        "role": "agent",
        "role_zh": "",
        "role_en": "",
    }


async def test_every_refusal_is_the_same_to_the_eye(house: House) -> None:
    disabled, gone = await user(house)
    await disable(house, disabled, True)
    _, passwordless = await user(house, password=None)
    _, known = await user(house)
    answers = {
        (await sign_in(house, email, password)).text
        for email, password in (
            (known, WRONG),
            (known, PASSWORD + " "),
            (known, PASSWORD.upper()),
            ("nobody@example.com", PASSWORD),
            (gone, PASSWORD),
            (passwordless, PASSWORD),
            (passwordless, WRONG),
            ("' OR 1=1 --", PASSWORD),
            (known.replace("@", "\x00@"), PASSWORD),
            (f"{known}\u200b", PASSWORD),
        )
    }
    assert len(answers) == 1
    assert "wrong_password" in answers.pop()
    await disable(house, disabled, False)
    assert await told(house, gone) == (200, "")


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"email": "a@b.cn"}',
        b'{"email": "", "password": ""}',
        b'{"email": "a@b.cn", "password": "\\ud800"}',
        b'{"email": "a@\\udfff", "password": "x"}',
        b'{"email": ["a@b.cn"], "password": "x"}',
        b'{"email": "a@b.cn", "password": "x", "role": "admin"}',
        b'{"email": "a@b.cn", "password": "' + b"x" * 201 + b'"}',
        b"\xff\xfe",
    ],
)
async def test_bad_forms_are_refused_and_break_nothing(house: House, body: bytes) -> None:
    async with house.client() as client:
        response = await client.post("/api/v1/session", content=body, headers={"Content-Type": "application/json"})
    assert 400 <= response.status_code < 500, response.text
    assert "set-cookie" not in response.headers


async def test_an_unknown_address_takes_as_long_as_a_known_one(house: House) -> None:
    _, known = await user(house)
    _, passwordless = await user(house, password=None)
    taken: dict[str, list[float]] = {known: [], "nobody@example.com": [], passwordless: []}
    for _ in range(5):
        for email, seconds in taken.items():
            started = process_time()  # of this process: what else the machine does meanwhile is not in it
            await sign_in(house, email, WRONG)
            seconds.append(process_time() - started)
    expected = min(taken[known])
    for seconds in taken.values():
        assert 0.4 < min(seconds) / expected < 2.5


# ---------------------------------------------------------------------------------------------- the lock


async def test_one_wrong_password_too_many_locks_and_the_lock_ends(house: House) -> None:
    _, email = await user(house)
    _, bystander = await user(house)
    for _ in range(LOCK_AFTER):
        assert await told(house, email, WRONG) == (401, "wrong_password")
    response = await sign_in(house, email)
    assert (response.status_code, response.json()["error"]["code"]) == (429, "locked")
    assert response.headers["retry-after"] == str(LOCK_SECONDS)
    assert await told(house, bystander) == (200, "")
    house.clock.advance(LOCK_SECONDS - 10)
    assert (await sign_in(house, email)).headers["retry-after"] == "10"
    house.clock.advance(10)
    # The slate is clean: one more slip does not lock again for as long.
    for _ in range(LOCK_AFTER - 1):
        assert await told(house, email, WRONG) == (401, "wrong_password")
    assert await told(house, email) == (200, "")
    for _ in range(LOCK_AFTER - 1):
        assert await told(house, email, WRONG) == (401, "wrong_password")
    assert await told(house, email) == (200, "")


async def test_guesses_made_at_once_count_like_guesses_made_in_turn(house: House) -> None:
    """The right one among a burst comes too late."""
    _, email = await user(house)
    guesses = [WRONG] * (3 * LOCK_AFTER) + [PASSWORD]
    answers = await asyncio.gather(*(told(house, email, guess) for guess in guesses))
    assert (200, "") not in answers
    assert await told(house, email) == (429, "locked")


# ---------------------------------------------------------------------------------------------- sessions


async def test_a_session_ends_with_its_time(house: House) -> None:
    _, email = await user(house)
    cookies = (await sign_in(house, email)).cookies
    async with house.client() as client:
        client.cookies.update(cookies)
        for _ in range(SESSION_SECONDS // 3600):
            assert (await client.get("/api/v1/session")).status_code == 200
            house.clock.advance(3600)
        assert (await client.get("/api/v1/session")).status_code == 401


async def test_signing_out_ends_this_session_and_no_other(house: House) -> None:
    _, email = await user(house)
    here, there = await sign_in(house, email), await sign_in(house, email)
    assert here.cookies["qf_session"] != there.cookies["qf_session"]
    async with house.client() as client, house.client() as stolen, house.client() as other:
        client.cookies.update(here.cookies)
        stolen.cookies.update(here.cookies)
        other.cookies.update(there.cookies)
        out = await client.delete("/api/v1/session", headers={"X-QF-CSRF": here.json()["csrf"]})
        assert (out.status_code, out.json()) == (200, {"go_to": None})
        assert not client.cookies.get("qf_session")
        assert (await stolen.get("/api/v1/session")).status_code == 401
        assert (await other.get("/api/v1/session")).status_code == 200


async def test_a_disabled_user_is_out_at_once(house: House) -> None:
    id_, email = await user(house)
    signed = await sign_in(house, email)
    async with house.client() as client:
        client.cookies.update(signed.cookies)
        await disable(house, id_, True)
        assert (await client.get("/api/v1/session")).status_code == 401


async def test_an_unsafe_request_needs_the_token_of_its_own_session(house: House) -> None:
    _, email = await user(house)
    mine, other = await sign_in(house, email), await sign_in(house, email)
    assert mine.json()["csrf"] != other.json()["csrf"]
    async with house.client() as client:
        client.cookies.update(mine.cookies)
        for token in (None, "", mine.json()["csrf"][:-1], other.json()["csrf"], mine.cookies["qf_session"], "\xe9"):
            headers = [] if token is None else [(b"x-qf-csrf", token.encode("latin-1"))]
            response = await client.delete("/api/v1/session", headers=headers)
            assert (response.status_code, response.json()["error"]["code"]) == (403, "csrf"), token
        assert (await client.get("/api/v1/session")).status_code == 200


async def test_what_the_database_keeps_opens_nothing(house: House) -> None:
    """Whoever reads a backup has neither the cookies of sessions nor a way back from their ids."""
    id_, email = await user(house)
    cookie = (await sign_in(house, email)).cookies["qf_session"]
    rows = await house.db.system.fetch("SELECT * FROM access.sessions WHERE user_id = $1", id_)
    assert len(rows) == 1
    assert cookie not in repr(rows)
    kept: bytes = rows[0]["id"]
    for guess in (kept.hex(), kept.decode("latin-1"), f"\\x{kept.hex()}", rows[0]["csrf"], cookie + "x", "", "\xe9"):
        assert await access.Sessions(house.db).caller_of(guess) is None
    caller = await access.Sessions(house.db).caller_of(cookie)
    assert caller is not None
    assert caller.user_id == id_
