"""A link of a big screen shows the wall of its own house, names no customer, and ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from litestar.di import Provide

from qingfeng.kernel import http
from qingfeng.kernel.auth import digest
from qingfeng.kernel.clock import ManualClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Invalid, NotFound, Unauthenticated
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.insight import api_displays, displays
from qingfeng.modules.insight.displays import Display
from tests.flow.signed_in import Stage, made_stage  # noqa: F401
from tests.support.world import Heard, World, make_tenant

PATH = "/api/v1/insight/displays"


class Room:
    """A house whose supervisor makes links, and a hand on the clock."""

    def __init__(self, clock: ManualClock, world: World) -> None:
        self.clock, self.world = clock, world
        self.boss = Caller(world.tenant, uuid4(), "吴国栋", "wu@example.com", "supervisor", "csrf")

    async def make(self, name: str = "三楼大屏", days: int = 30) -> tuple[Display, str]:
        async with self.world.work.tx(self.world.tenant) as tx:
            return await displays.make(tx, self.boss, name, days)

    async def revoke(self, id_: UUID) -> None:
        async with self.world.work.tx(self.world.tenant) as tx:
            await displays.revoke(tx, self.boss, id_)

    async def good(self) -> list[str]:
        async with self.world.db.reading(self.world.tenant) as conn:
            return [one.name for one in await displays.displays(conn, self.clock.now())]


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[Room]:
    clock = ManualClock()
    db = await Database.open(database_url, clock, TimeOrderedIds(clock), size=5)
    try:
        yield Room(clock, await make_tenant(db, Work(db, lambda event, now: [], Heard()), Heard(), "one"))
    finally:
        await db.close()


async def test_it_is_good_until_its_end_and_only_its_hash_is_kept(room: Room) -> None:
    made, token = await room.make(days=2)
    assert await displays.tenant_of(room.world.db, token) == room.world.tenant
    assert (made.hint, (made.expires_at - made.created_at).days) == (token[-4:], 2)
    async with room.world.db.reading(room.world.tenant) as conn:
        rows = await conn.fetch("SELECT hash, t::text AS all FROM access.tokens t")
    assert [bytes(row["hash"]) for row in rows] == [digest(token)]
    assert token not in rows[0]["all"]
    room.clock.advance(2 * 86_400 - 1)
    assert await displays.tenant_of(room.world.db, token) == room.world.tenant
    room.clock.advance(1)
    with pytest.raises(Unauthenticated):
        await displays.tenant_of(room.world.db, token)
    assert await room.good() == []


async def test_revoked_it_shows_nothing_and_others_go_on(room: Room) -> None:
    first, token = await room.make("一楼")
    _, other = await room.make("二楼")
    await room.revoke(first.id)
    with pytest.raises(Unauthenticated):
        await displays.tenant_of(room.world.db, token)
    assert await displays.tenant_of(room.world.db, other) == room.world.tenant
    assert await room.good() == ["二楼"]
    with pytest.raises(NotFound):
        await room.revoke(uuid4())


async def test_what_cannot_be_is_refused_with_its_field(room: Room) -> None:
    for name, days, field in ((" ", 1, "name"), ("a\x00b", 1, "name"), ("x", 0, "days"), ("x", 366, "days")):
        with pytest.raises(Invalid) as refused:
            await room.make(name, days)
        assert refused.value.field == field
    async with room.world.work.tx(room.world.tenant) as tx:  # a good token, but of something else
        _, token = await access.issue_token(tx, scope="open:1", name="x", by=room.boss.actor, prefix="qfw_")
    for wrong in (token, "qfw_nonsense", ""):
        with pytest.raises(Unauthenticated):
            await displays.tenant_of(room.world.db, wrong)


async def test_who_asks_too_often_waits_and_guesses_are_few(room: Room) -> None:
    def give(value: Any) -> Provide:
        return Provide(lambda: value, sync_to_thread=False)

    limits = {name: give(http.Limiter(room.clock, 0.1, 3)) for name in ("sign_in_limit", "wall_limit")}
    app = Litestar(
        [api_displays.wall],
        dependencies={"db": give(room.world.db), **limits},
        exception_handlers=http.HANDLERS,
    )
    _, token = await room.make()
    async with AsyncClient(transport=ASGITransport(app), base_url="http://wall") as client:  # type: ignore[arg-type]

        async def ask(word: str) -> int:
            return (await client.get("/api/v1/wall", headers={"Authorization": f"Bearer {word}"})).status_code

        assert [await ask(token) for _ in range(4)] == [200, 200, 200, 429]
        assert [await ask(f"qfw_{n}") for n in range(4)] == [401, 401, 401, 429]
        room.clock.advance(10)
        assert await ask(token) == 200


async def test_the_wall_of_a_link_is_its_own_houses_and_names_no_customer(stage: Stage) -> None:
    async with stage.as_("agent") as agent, stage.as_("stranger") as stranger, stage.as_("boss") as boss:
        body = {"name": "三楼大屏", "days": 30}
        for who in (agent, stranger):
            assert (await who.get(PATH)).status_code == 403
            assert (await who.post(PATH, json=body)).status_code == 403
        assert (await boss.post(PATH, json=body | {"days": 0})).json()["error"]["field"] == "days"
        made = (await boss.post(PATH, json=body)).json()
        (listed,) = (await boss.get(PATH)).json()["items"]
        assert (listed, "token" in listed) == (made["display"], False)
        assert (await boss.get("/api/v1/wall")).status_code == 401, "a session is no link"
        async with stage.screen(made["token"]) as screen:
            answer = await screen.get("/api/v1/wall")
            assert answer.status_code == 200, answer.text
            shown = answer.json()
            assert (shown["tenant"], set(shown["live"])) == ("ours", {"now", "queues", "agents", "today"})
            assert "欧阳静怡" not in answer.text
            for method, path in (("GET", "/api/v1/conversations"), ("GET", "/api/v1/insight/live"), ("POST", PATH)):
                assert (await screen.request(method, path, json=body)).status_code in (401, 403), path
            assert (await boss.delete(f"{PATH}/{made['display']['id']}")).status_code == 204
            assert (await screen.get("/api/v1/wall")).json()["error"]["code"] == "link_over"
        assert (await boss.delete(f"{PATH}/{uuid4()}")).status_code == 404
    assert await stage.audited("token.revoked", UUID(made["display"]["id"])) == 1
