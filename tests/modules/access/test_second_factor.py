"""The second factor: codes as the standard has them, set up with care, asked for at the door, each good for once."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest

from qingfeng.kernel.db import Record
from qingfeng.modules.access.factors import RECOVERY_CODES, STEP_SECONDS, code_at, plain, step_of
from qingfeng.modules.access.model import LOCK_AFTER, LOCK_SECONDS
from tests.modules.access.browser import browser, code, status, trail, user, visitor
from tests.ports.house import PASSWORD, House, open_house

PATH = "/api/v1/session/second-factor"


@pytest.fixture(scope="module")
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


class Phone:
    """An authenticator app: knows the secret it was shown, and what time it is."""

    def __init__(self, house: House, uri: str) -> None:
        parts = urlsplit(uri)
        assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
        self.label = unquote(parts.path.removeprefix("/"))
        self._secret = base64.b32decode(parse_qs(parts.query)["secret"][0])
        self._house = house

    def code(self, steps: int = 0) -> str:
        return code_at(self._secret, int(self._house.clock.now().timestamp()) // STEP_SECONDS + steps)

    def wrong(self) -> str:
        near = {self.code(steps) for steps in (-1, 0, 1)}
        return next(f"{n:06}" for n in range(10) if f"{n:06}" not in near)


async def set_up(house: House, client: httpx.AsyncClient) -> tuple[Phone, list[str]]:
    begun = await client.post(PATH, json={"password": PASSWORD})
    assert begun.status_code == 200, begun.text
    phone = Phone(house, begun.json()["uri"])
    confirmed = await client.put(PATH, json={"code": phone.code()})
    assert confirmed.status_code == 200, confirmed.text
    return phone, list(confirmed.json()["codes"])


async def enter(house: House, email: str, given: str = "", password: str = PASSWORD) -> Any:
    async with visitor(house) as client:
        answer = await client.post("/api/v1/session", json={"email": email, "password": password, "code": given})
    return "in" if answer.status_code == 200 else answer.json()["error"]["code"]


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, cut to six digits."""
    secret = b"12345678901234567890"
    for at, expected in {
        59: "287082",
        1111111109: "081804",
        1111111111: "050471",
        1234567890: "005924",
        2000000000: "279037",
        20000000000: "353130",
    }.items():
        assert code_at(secret, at // 30) == expected
        assert step_of(secret, expected, at) == at // 30
        assert step_of(secret, expected, at + 30) == at // 30
        assert step_of(secret, expected, at + 90) is None


@pytest.mark.parametrize(
    ("given", "meant"), [("287 082", "287082"), ("２８７０８２", "287082"), ("AbCdE-fghij", "abcdefghij")]
)
def test_codes_are_read_as_they_were_meant(given: str, meant: str) -> None:
    assert plain(given) == meant


async def test_once_set_up_the_password_alone_opens_nothing(house: House) -> None:
    email = await user(house)
    async with browser(house, email) as here:
        assert (await here.get(PATH)).json() == {"since": None, "recovery_left": 0}
        phone, codes = await set_up(house, here)
        assert phone.label == f"清风:{email}"
        assert len(set(codes)) == RECOVERY_CODES
        state = (await here.get(PATH)).json()
        assert state["since"] is not None
        assert state["recovery_left"] == RECOVERY_CODES
        assert await status(here) == 200
    house.clock.advance(STEP_SECONDS)
    assert await enter(house, email) == "second_factor_needed"
    assert await enter(house, email, phone.wrong()) == "wrong_code"
    assert await enter(house, email, phone.code(-3)) == "wrong_code"
    assert await enter(house, email, phone.code(), password="wrong") == "wrong_password"
    assert await enter(house, email, phone.code()) == "in"
    assert [row["target"] for row in await trail(house, "second_factor.set_up")]


async def test_who_has_not_the_password_learns_nothing_of_a_second_factor(house: House) -> None:
    email = await user(house)
    async with browser(house, email) as here:
        phone, codes = await set_up(house, here)
    house.clock.advance(STEP_SECONDS)
    for given in ("", phone.code(), codes[0]):
        assert await enter(house, email, given, password="wrong") == "wrong_password"
    assert await enter(house, email, codes[0]) == "in"  # it was not used up


async def test_no_code_works_twice_also_not_at_once(house: House) -> None:
    email = await user(house)
    async with browser(house, email) as here:
        phone, codes = await set_up(house, here)
    assert await enter(house, email, phone.code()) == "wrong_code"  # it has confirmed the set-up
    house.clock.advance(STEP_SECONDS)
    given = phone.code()
    assert sorted(await asyncio.gather(*(enter(house, email, given) for _ in range(4)))) == ["in", *["wrong_code"] * 3]
    assert await enter(house, email, phone.code(-1)) == "wrong_code"  # nor one from before
    for spelled in (codes[0].upper(), codes[1].replace("-", " ")):
        assert await enter(house, email, spelled) == "in"
        assert await enter(house, email, spelled) == "wrong_code"
    async with house.db.reading(house.tenant) as conn:
        left = await conn.fetchval(
            "SELECT count(*) FROM access.recovery_codes r JOIN access.users u ON u.id = r.user_id WHERE u.email = $1",
            email,
        )
    assert left == RECOVERY_CODES - 2


async def test_guessing_at_codes_locks_like_guessing_at_passwords(house: House) -> None:
    email = await user(house)
    async with browser(house, email) as here:
        phone, _ = await set_up(house, here)
    house.clock.advance(STEP_SECONDS)
    for _ in range(LOCK_AFTER):
        assert await enter(house, email) == "second_factor_needed"  # asking costs nothing
        assert await enter(house, email, phone.wrong()) == "wrong_code"
    assert await enter(house, email, phone.code()) == "locked"
    house.clock.advance(LOCK_SECONDS)
    assert await enter(house, email, phone.code()) == "in"


async def test_a_desk_left_open_can_neither_set_up_nor_remove_it(house: House) -> None:
    email = await user(house)
    async with browser(house, email) as here:
        assert code(await here.post(PATH, json={"password": "wrong"})) == (422, "not_your_password", "password")
        assert code(await here.put(PATH, json={"code": "123456"}))[:2] == (409, "second_factor_not_begun")
        phone, codes = await set_up(house, here)
        for verb in ("recovery", "remove"):
            answer = await here.post(f"{PATH}/{verb}", json={"password": "wrong"})
            assert code(answer) == (422, "not_your_password", "password")
        assert code(await here.post(PATH, json={"password": PASSWORD}))[:2] == (409, "second_factor_on")
        assert code(await here.put(PATH, json={"code": phone.code()}))[:2] == (409, "second_factor_on")
        renewed = (await here.post(f"{PATH}/recovery", json={"password": PASSWORD})).json()["codes"]
        assert not set(renewed) & set(codes)
        assert await enter(house, email, codes[0]) == "wrong_code"
        assert await enter(house, email, renewed[0]) == "in"
        assert (await here.post(f"{PATH}/remove", json={"password": PASSWORD})).status_code == 204
        assert (await here.get(PATH)).json() == {"since": None, "recovery_left": 0}
    assert await enter(house, email) == "in"


async def test_what_was_begun_and_not_confirmed_asks_for_nothing(house: House) -> None:
    email = await user(house)
    async with browser(house, email) as here:
        first = Phone(house, (await here.post(PATH, json={"password": PASSWORD})).json()["uri"])
        second = Phone(house, (await here.post(PATH, json={"password": PASSWORD})).json()["uri"])
        assert await enter(house, email) == "in"
        for given in (first.code(), second.wrong()):
            assert code(await here.put(PATH, json={"code": given})) == (422, "wrong_code", "code")
        assert (await here.put(PATH, json={"code": second.code()})).status_code == 200


async def test_csrf_every_change_of_a_second_factor_needs_the_token(house: House) -> None:
    email = await user(house)
    async with browser(house, email) as here:
        del here.headers["X-QF-CSRF"]
        for method, path in (("POST", PATH), ("PUT", PATH), ("POST", f"{PATH}/recovery"), ("POST", f"{PATH}/remove")):
            answer = await here.request(method, path, json={"password": PASSWORD})
            assert code(answer)[:2] == (403, "csrf")


async def test_an_administrator_helps_who_has_lost_everything_and_nobody_else_may(
    house: House, database_url: str
) -> None:
    email, boss, colleague = await user(house), await user(house, "admin"), await user(house, "supervisor")
    async with browser(house, email) as here:
        await set_up(house, here)
        id_ = (await here.get("/api/v1/session")).json()["user"]["id"]
    path = f"/api/v1/users/{id_}/second-factor"
    async with browser(house, colleague) as wrong, browser(house, boss) as right, open_house(database_url) as other:
        assert code(await wrong.delete(path))[:2] == (403, "forbidden")
        async with browser(other, other.agent.email) as stranger:
            assert code(await stranger.delete(path)) == (404, "not_found", "user_id")
        assert await enter(house, email) == "second_factor_needed"
        assert (await right.delete(path)).status_code == 204
        own = (await right.get("/api/v1/session")).json()["user"]["id"]
        assert code(await right.delete(f"/api/v1/users/{own}/second-factor"))[:2] == (409, "own_second_factor")
    assert await enter(house, email) == "in"
    assert [row for row in await trail(house, "second_factor.removed") if row["target"] == id_]


async def test_what_the_database_keeps_of_a_second_factor_opens_nothing(house: House) -> None:
    email = await user(house)
    async with browser(house, email) as here:
        begun = await here.post(PATH, json={"password": PASSWORD})
        uri = begun.json()["uri"]
        phone = Phone(house, uri)
        codes = (await here.put(PATH, json={"code": phone.code()})).json()["codes"]
    rows: list[Record] = []
    async with house.db.reading(house.tenant) as conn:
        rows += await conn.fetch("SELECT * FROM access.users WHERE email = $1", email)
        rows += await conn.fetch("SELECT * FROM access.recovery_codes")
        rows += await conn.fetch("SELECT * FROM access.audit")
    kept = repr(rows)
    secret = parse_qs(urlsplit(uri).query)["secret"][0]
    for text in (secret, base64.b32decode(secret).hex(), *codes, *(c.replace("-", "") for c in codes)):
        assert text not in kept
