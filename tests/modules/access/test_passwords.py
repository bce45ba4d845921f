"""Passwords: what is one, what changing one ends, and what guessing at them costs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import argon2
import pytest

from qingfeng.kernel.auth import outdated
from qingfeng.kernel.errors import RateLimited
from qingfeng.modules.access import public as access
from qingfeng.modules.access.guard import FAILURES, WINDOW_SECONDS
from qingfeng.modules.access.model import LOCK_AFTER
from qingfeng.modules.access.passwords import check_password
from tests.modules.access.browser import FRESH, HASHED, browser, code, sign_in, status, trail, user, visitor
from tests.ports.house import PASSWORD, House, open_house


@pytest.fixture(scope="module")
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


async def test_a_changed_password_ends_the_other_sessions_and_the_old_one_opens_nothing(house: House) -> None:
    email = await user(house)
    async with browser(house, email) as here, browser(house, email) as there:
        answer = await here.post("/api/v1/session/password", json={"current": PASSWORD, "password": FRESH})
        assert answer.json() == {"ended": 1}
        assert [await status(here), await status(there)] == [200, 401]
        assert code(await sign_in(there, email))[:2] == (401, "wrong_password")
        assert (await sign_in(there, email, FRESH)).status_code == 200
    row = (await trail(house, "password.changed"))[-1]
    assert row["detail"] == {"sessions_ended": 1}
    assert FRESH not in str(await trail(house, "password.changed"))


async def test_guessing_at_the_present_password_locks_like_guessing_at_the_door(house: House) -> None:
    email = await user(house)
    async with browser(house, email) as here:
        for _ in range(LOCK_AFTER):
            answer = await here.post("/api/v1/session/password", json={"current": "wrong", "password": FRESH})
            assert code(answer) == (422, "not_your_password", "current")
        answer = await here.post("/api/v1/session/password", json={"current": PASSWORD, "password": FRESH})
        assert code(answer)[:2] == (429, "locked")
    async with visitor(house) as client:
        assert code(await sign_in(client, email))[:2] == (429, "locked")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "password_short"),
        ("九个字的密码太短了", "password_short"),
        ("aaaaaaaaaaaaaa", "password_plain"),
        ("1212121212121212", "password_plain"),
        ("password123", "password_guessable"),
        ("Qwerty123456", "password_guessable"),
        ("1234567890", "password_guessable"),
        ("9876543210", "password_guessable"),
        ("abcdefghijkl", "password_guessable"),
        ("lin.yue.2026", "password_guessable"),
        (PASSWORD, "same_password"),
    ],
)
async def test_what_is_no_password(house: House, password: str, why: str) -> None:
    email = f"lin.yue@{uuid4().hex}.example"
    async with house.work.tx(house.tenant) as tx:
        await access.put_user(tx, email=email, name="林悦", role="agent", password_hash=HASHED)
    async with browser(house, email) as here:
        answer = await here.post("/api/v1/session/password", json={"current": PASSWORD, "password": password})
        assert code(answer) == (422, why, "password")
    async with visitor(house) as client:
        assert (await sign_in(client, email)).status_code == 200


@pytest.mark.parametrize("password", [FRESH + "二字", "tree lamp river", "k7#mQ2vX9p", "春眠不觉晓处处闻啼鸟"])
def test_what_is_a_password(password: str) -> None:
    check_password(password, email="lin.yue@example.com", name="林悦")


async def test_a_hash_of_former_days_is_made_anew_at_sign_in(house: House) -> None:
    old = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    assert outdated(old)
    email = await user(house, hashed=old)

    async def kept() -> str:
        return str(await house.db.system.fetchval("SELECT password_hash FROM access.users WHERE email = $1", email))

    async with visitor(house) as client:
        assert (await sign_in(client, email, "wrong one")).status_code == 401
        assert await kept() == old
        assert (await sign_in(client, email)).status_code == 200
        fresh = await kept()
        assert fresh != old
        assert not outdated(fresh)
        assert (await sign_in(client, email)).status_code == 200
        assert await kept() == fresh


# ---------------------------------------------------------------------------------------------- one network, many accounts


async def test_guessing_at_many_accounts_from_one_address_locks_that_address(house: House) -> None:
    email = await user(house)
    async with visitor(house, "203.0.113.66") as guesser, visitor(house, "203.0.113.67") as bystander:
        for n in range(FAILURES):
            assert (await sign_in(guesser, f"nobody-{n}@example.com", "x")).status_code == 401
        answer = await sign_in(guesser, email)
        assert code(answer)[:2] == (429, "locked_address")
        assert answer.headers["retry-after"] == str(int(WINDOW_SECONDS))
        assert (await sign_in(bystander, email)).status_code == 200
        house.clock.advance(WINDOW_SECONDS)
        assert (await sign_in(guesser, email)).status_code == 200


async def test_the_address_of_a_proxy_is_not_locked(house: House) -> None:
    email = await user(house)
    async with visitor(house) as client:
        for n in range(FAILURES + 1):
            assert (await sign_in(client, f"nobody-{n}@example.com", "x")).status_code == 401
        assert (await sign_in(client, email)).status_code == 200


def test_the_guard_forgets_nothing_by_a_right_password_and_slips_one_at_a_time(house: House) -> None:
    guard = access.Sessions(house.db).guard
    for _ in range(FAILURES):
        guard.failed("198.51.100.1")
        house.clock.advance(WINDOW_SECONDS / FAILURES)
    guard.check("198.51.100.1")  # the first is just over
    guard.failed("198.51.100.1")
    with pytest.raises(RateLimited, match="network"):
        guard.check("198.51.100.1")
