"""Open sessions: shown, ended at once wherever they are open, and never another person's to touch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from qingfeng.flow.desk_socket import DeskSocket
from qingfeng.kernel.bus import FLEETING
from qingfeng.kernel.live import LiveHub
from qingfeng.modules.access import public as access
from qingfeng.modules.access.model import IDLE_SECONDS, SESSION_SECONDS
from qingfeng.modules.access.sessions import USED_SECONDS
from tests.kernel.machine import open_bus
from tests.modules.access.browser import (
    AGENT,
    FRESH,
    HASHED,
    browser,
    code,
    listed,
    sign_in,
    status,
    trail,
    user,
    visitor,
)
from tests.ports.house import PASSWORD, House, open_house


@pytest.fixture(scope="module")
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


# ---------------------------------------------------------------------------------------------- shown and ended


async def test_sessions_say_where_and_with_what_they_were_opened(house: House) -> None:
    email = await user(house)
    async with browser(house, email, address="203.0.113.9") as here, browser(house, email) as there:
        house.clock.advance(USED_SECONDS + 1)
        assert await status(here) == 200
        items = await listed(here)
        assert [(one["current"], one["address"], one["agent"]) for one in items] == [
            (True, "203.0.113.9", AGENT),
            (False, "127.0.0.1", AGENT),
        ]
        assert items[0]["seen_at"] > items[0]["created_at"]
        assert items[1]["seen_at"] == items[1]["created_at"]
        assert sorted(one["current"] for one in await listed(there)) == [False, True]
        text = str(items)
        assert here.cookies["qf_session"] not in text
        assert here.headers["X-QF-CSRF"] not in text


async def test_a_session_that_is_ended_is_refused_at_once(house: House) -> None:
    email = await user(house)
    async with browser(house, email) as here, browser(house, email) as lost, browser(house, email) as third:
        assert await status(lost) == 200  # so that it is remembered
        name = next(o["id"] for o in await listed(lost) if o["current"])
        assert (await here.delete(f"/api/v1/sessions/{name}")).status_code == 204
        assert [await status(c) for c in (here, lost, third)] == [200, 401, 200]
        assert code(await here.delete(f"/api/v1/sessions/{name}")) == (404, "not_found", "session_id")
        assert (await trail(house, "session.ended"))[-1]["target"] == name
        assert (await here.delete("/api/v1/sessions")).json() == {"ended": 1}
        assert [await status(c) for c in (here, lost, third)] == [200, 401, 401]
        assert (await here.delete("/api/v1/sessions")).json() == {"ended": 0}


async def test_nobody_ends_or_sees_the_session_of_another(house: House, database_url: str) -> None:
    mine, colleague = await user(house, "admin"), await user(house)
    async with open_house(database_url) as other, browser(house, mine) as me, browser(house, colleague) as them:
        stranger = f"s-{uuid4().hex}@example.com"
        async with other.work.tx(other.tenant) as tx:
            await access.put_user(tx, email=stranger, name="李四", role="agent", password_hash=HASHED)
        async with browser(other, stranger) as outside:
            for theirs in (them, outside):
                [one] = await listed(theirs)
                assert one["id"] not in str(await listed(me))
                assert code(await me.delete(f"/api/v1/sessions/{one['id']}")) == (404, "not_found", "session_id")
                assert (await me.delete("/api/v1/sessions")).json() == {"ended": 0}
                assert await status(theirs) == 200


async def test_another_process_hears_of_the_end_at_once(house: House, nats_url: str) -> None:
    """The clock stands still: what the other process remembers would never be asked again."""
    email = await user(house)
    over: set[UUID] = set()
    heard = asyncio.Event()
    async with open_bus(nats_url, "one") as one, open_bus(nats_url, "two") as two, browser(house, email) as client:
        hubs = [LiveHub(bus, house.db, name) for bus, name in ((one, "one"), (two, "two"))]
        here, there = (access.Sessions(house.db, hub) for hub in hubs)
        there.on_end(over.update)
        there.on_end(lambda _: heard.set())
        await two.subscribe(f"{FLEETING}.>", hubs[1]._heard_fleeting)
        await two._client.flush()
        cookie = client.cookies["qf_session"]
        caller = await there.caller_of(cookie)
        assert caller is not None
        await here.end(cookie)
        async with asyncio.timeout(30):
            await heard.wait()
        assert over == {caller.session}
        assert await there.caller_of(cookie) is None
        assert await here.caller_of(cookie) is None


# ---------------------------------------------------------------------------------------------- open desks


class Line:
    """The browser's end of one WebSocket."""

    def __init__(self, cookie: str) -> None:
        self.scope = {"headers": [(b"cookie", f"qf_session={cookie}".encode())]}
        self.sent: list[dict[str, Any]] = []
        self.closed = asyncio.Event()
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._inbox.put_nowait({"type": "websocket.connect"})

    async def receive(self) -> dict[str, Any]:
        return await self._inbox.get()

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)
        if message["type"] == "websocket.close":
            self.closed.set()
            self._inbox.put_nowait({"type": "websocket.disconnect"})

    def said(self, kind: str) -> bool:
        return any(f'"t":"{kind}"' in m.get("text", "") for m in self.sent)


@asynccontextmanager
async def open_desk(socket: DeskSocket, cookie: str) -> AsyncIterator[Line]:
    line = Line(cookie)
    task = asyncio.create_task(socket(line.scope, line.receive, line.send))
    async with asyncio.timeout(30):
        while not line.said("welcome"):
            await asyncio.sleep(0.01)
    yield line
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def left(socket: DeskSocket, count: int) -> None:
    """Wait until so many desks are open."""
    async with asyncio.timeout(30):
        while len(socket) != count:
            await asyncio.sleep(0.01)


async def test_the_open_desk_of_an_ended_session_is_closed_and_no_other(house: House) -> None:
    email = await user(house)
    sessions = access.Sessions(house.db, house.spine.live)
    socket = DeskSocket(house.spine, sessions)
    async with browser(house, email) as first, browser(house, email) as second:
        cookies = [c.cookies["qf_session"] for c in (first, second)]
        async with open_desk(socket, cookies[0]) as ended, open_desk(socket, cookies[1]) as kept:
            await sessions.end(cookies[0])
            async with asyncio.timeout(30):
                await ended.closed.wait()
            assert ended.said("bye")
            assert ended.sent[-1]["code"] == 4401
            assert not kept.closed.is_set()
            await left(socket, 1)


@pytest.mark.parametrize("how", ["ended unheard", "idle", "disabled"])
async def test_the_desk_of_a_session_that_is_over_is_found(house: House, how: str) -> None:
    """Nobody told: the next round sees it."""
    email = await user(house)
    socket = DeskSocket(house.spine, access.Sessions(house.db, house.spine.live))
    async with browser(house, email) as client, open_desk(socket, client.cookies["qf_session"]) as line:
        await socket._close_ended()
        assert not line.closed.is_set()
        if how == "idle":
            house.clock.advance(IDLE_SECONDS)
        else:
            statement = {
                "disabled": "UPDATE access.users SET disabled = true WHERE email = $1",
                "ended unheard": "DELETE FROM access.sessions WHERE user_id = (SELECT id FROM access.users WHERE email = $1)",
            }[how]
            async with house.work.tx(house.tenant) as tx:
                await tx.execute(statement, email)
        await socket._close_ended()
        async with asyncio.timeout(30):
            await line.closed.wait()
        await left(socket, 0)


# ---------------------------------------------------------------------------------------------- time-outs


async def test_a_session_nobody_uses_ends_before_its_time(house: House) -> None:
    email = await user(house)
    async with browser(house, email) as used, browser(house, email) as unused:
        house.clock.advance(IDLE_SECONDS - 1)
        assert await status(used) == 200
        house.clock.advance(1)
        assert [await status(used), await status(unused)] == [200, 401]
        assert len(await listed(used)) == 1


async def test_use_does_not_prolong_a_session_beyond_its_time(house: House) -> None:
    email = await user(house)
    async with browser(house, email) as client:
        step = IDLE_SECONDS // 2
        for _ in range(SESSION_SECONDS // step - 1):
            house.clock.advance(step)
            assert await status(client) == 200
        house.clock.advance(step)
        assert await status(client) == 401


# ---------------------------------------------------------------------------------------------- fixation, CSRF


async def test_session_fixation_a_cookie_from_before_is_never_adopted(house: House) -> None:
    email = await user(house)
    planted = "planted-by-somebody-else"
    async with visitor(house) as client, visitor(house) as attacker:
        client.cookies.set("qf_session", planted, domain="house.example")
        attacker.cookies.set("qf_session", planted, domain="house.example")
        answer = await sign_in(client, email)
        assert answer.cookies["qf_session"] != planted
        assert await status(attacker) == 401


async def test_session_fixation_signing_in_ends_the_session_that_was_open_here(house: House) -> None:
    email, next_one = await user(house), await user(house)
    async with browser(house, email) as client, visitor(house) as copy:
        copy.cookies.update(client.cookies)
        assert await status(copy) == 200
        assert (await sign_in(client, next_one)).status_code == 200
        assert await status(copy) == 401
        assert (await client.get("/api/v1/session")).json()["user"]["email"] == next_one


async def test_csrf_another_site_cannot_sign_its_visitor_in(house: House) -> None:
    email = await user(house)
    async with visitor(house) as client:
        answer = await sign_in(client, email, **{"Sec-Fetch-Site": "cross-site"})
        assert code(answer)[:2] == (403, "csrf")
        assert "set-cookie" not in answer.headers
        for ours in ("same-origin", "none"):
            assert (await sign_in(client, email, **{"Sec-Fetch-Site": ours})).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", f"/api/v1/sessions/{UUID(int=5)}"),
        ("DELETE", "/api/v1/sessions"),
        ("POST", "/api/v1/session/password"),
    ],
)
async def test_csrf_every_change_of_an_account_needs_the_token(house: House, method: str, path: str) -> None:
    email = await user(house)
    async with browser(house, email) as client:
        for token in ("", "x", client.cookies["qf_session"]):
            client.headers["X-QF-CSRF"] = token
            answer = await client.request(method, path, json={"current": PASSWORD, "password": FRESH})
            assert code(answer)[:2] == (403, "csrf")
    async with visitor(house) as nobody:
        answer = await nobody.request(method, path, json={"current": PASSWORD, "password": FRESH})
        assert code(answer)[:2] == (401, "unauthenticated")
        assert (await sign_in(nobody, email)).status_code == 200
