"""What open desks tell of the people before them, who looks, and when the house must not conclude anything."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from qingfeng.contracts.people import Presence
from qingfeng.flow.attendance import EVERY_SECONDS, LEASE, Attendance
from qingfeng.flow.desks import Desks
from qingfeng.modules.access import public as access
from qingfeng.modules.people import public as people
from tests.flow.signed_in import Stage, made_stage  # noqa: F401
from tests.flow.tab import Tabs, open_tabs
from tests.ports.house import House, open_house


class Room:
    """A house with one agent, their tabs, and the looks of one process."""

    def __init__(self, house: House, tabs: Tabs) -> None:
        self.house, self.tabs = house, tabs
        self.attendance = tabs.socket._attendance

    async def ready(self) -> None:
        async with self.house.work.tx(self.house.tenant) as tx:
            await people.set_presence(tx, self.house.agent.user_id, "ready", None, self.house.agent.actor)

    async def now(self) -> Presence:
        async with self.house.db.reading(self.house.tenant) as conn:
            (found,) = await people.roster(conn, self.house.agent.user_id)
        return found.presence

    async def minutes(self, many: float, *, attendance: Attendance | None = None) -> int:
        """Time passes with all its rounds; how often the agent was put on a break."""
        done = 0
        for _ in range(int(many * 60 / EVERY_SECONDS)):
            self.house.clock.advance(EVERY_SECONDS)
            await self.attendance.report()
            before = (await self.now()).version
            await (attendance or self.attendance).look()
            done += (await self.now()).version != before
        return done


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[Room]:
    async with open_house(database_url) as house:
        await house.db.system.execute("DELETE FROM kernel.leases WHERE name = $1", LEASE)
        async with open_tabs(house, access.Sessions(house.db)) as tabs:
            yield Room(house, tabs)


async def touched(tab: Any) -> None:
    """Told, and taken in: what answers the ping came after it."""
    tab.frames.clear()
    tab.send({"t": "active"})
    tab.send({"t": "ping"})
    await tab.until(lambda frame: frame["t"] == "pong")


async def test_two_tabs_of_one_person_are_one_person(room: Room) -> None:
    desk, phone = await room.tabs(room.house.agent.email), await room.tabs(room.house.agent.email)
    await room.ready()
    for tab in (desk, phone, desk):
        assert await room.minutes(8) == 0
        await touched(tab)
    assert await room.minutes(9.5) == 0
    assert await room.minutes(1) == 1
    gone = await room.now()
    assert gone.reason == people.AWAY
    third = await room.tabs(room.house.agent.email)  # another device opens: the state stays, and is shown there
    (welcome,) = [frame for frame in third.frames if frame["t"] == "welcome"]
    assert (welcome["me"]["presence"]["state"], welcome["me"]["presence"]["reason"]) == ("break", people.AWAY)
    await touched(third)
    assert await room.minutes(1) == 0
    assert await room.now() == gone


async def test_what_is_sent_or_typed_counts_without_being_told(room: Room) -> None:
    tab = await room.tabs(room.house.agent.email)
    await room.ready()
    for _ in range(2):
        assert await room.minutes(8) == 0
        tab.frames.clear()
        tab.send({"t": "typing", "conversation_id": str(room.house.tenant), "on": True})
        tab.send({"t": "ping"})
        await tab.until(lambda frame: frame["t"] == "pong")
    assert await room.minutes(8) == 0


async def test_a_closed_lid(room: Room) -> None:
    tab = await room.tabs(room.house.agent.email)
    await room.ready()
    assert await room.minutes(5) == 0
    await tab.leave()
    assert await room.minutes(2.5) == 0
    again = await room.tabs(room.house.agent.email)  # a line that was lost for a moment
    await touched(again)
    assert await room.minutes(2) == 0
    await again.leave()
    room.tabs.open.clear()
    assert await room.minutes(3.5) == 1
    assert (await room.now()).reason == people.ASLEEP


async def test_a_house_that_was_deaf_listens_before_it_says_who_is_gone(room: Room) -> None:
    """Its database was away for an hour, or its own machine slept: that nobody was heard says nothing of them."""
    await room.tabs(room.house.agent.email)
    await room.ready()
    assert await room.minutes(2) == 0
    room.house.clock.advance(3600)
    assert await room.attendance.look() == 0
    room.attendance.touch(room.house.agent)
    assert await room.minutes(5) == 0
    assert (await room.now()).state == "ready"


async def test_a_process_that_has_just_started_listens_first_and_one_of_them_looks(room: Room) -> None:
    await room.ready()
    room.house.clock.advance(3600)
    first = Attendance(room.house.spine, Desks())
    assert await room.minutes(1, attendance=first) == 0
    assert await room.attendance.look() == 0  # the other has the lease
    assert await room.minutes(1, attendance=first) == 1


async def test_what_could_not_be_told_is_told_later(room: Room) -> None:
    await room.tabs(room.house.agent.email)
    await room.ready()
    await room.minutes(9)
    room.attendance.touch(room.house.agent)
    pool, room.house.db.app = room.house.db.app, Away()  # type: ignore[misc, assignment]
    try:
        with pytest.raises(OSError, match="away"):
            await room.attendance.report()
    finally:
        room.house.db.app = pool  # type: ignore[misc]
    assert await room.minutes(5) == 0


class Away:
    """A pool whose database is away."""

    def get_max_size(self) -> int:
        return 1

    def acquire(self, **_: Any) -> Any:
        raise OSError("away")


async def test_off_is_off(room: Room) -> None:
    await room.tabs(room.house.agent.email)
    await room.ready()
    async with room.house.work.tx(room.house.tenant) as tx:
        await access.change_settings(tx, {"idle_minutes": 0})
    assert await room.minutes(60) == 0
    async with room.house.work.tx(room.house.tenant) as tx:
        await access.change_settings(tx, {"idle_minutes": 1})
    assert await room.minutes(1) == 1


# ---------------------------------------------------------------------------------------------- over HTTP


async def test_coming_back_over_http(stage: Stage) -> None:
    world = stage.ours
    async with stage.as_("agent") as agent, stage.as_("knowledge") as editor:
        assert (await agent.put("/api/v1/presence", json={"state": "ready"})).status_code == 200
        me = (await agent.get("/api/v1/bootstrap")).json()["me"]
        assert (await agent.post("/api/v1/presence/back")).json() == me["presence"]  # not away: nothing changes
        async with world.work.tx(world.tenant) as tx:
            await tx.execute(
                "UPDATE people.presence SET since = since - interval '1 hour' WHERE agent_id = $1", me["id"]
            )
            assert await people.mark_away(tx, UUID(me["id"]), 10)
        gone = (await agent.get("/api/v1/bootstrap")).json()["me"]["presence"]
        assert (gone["state"], gone["reason"], gone["away_since"] < gone["since"]) == ("break", "asleep", True)
        back = (await agent.post("/api/v1/presence/back")).json()
        assert (back["state"], back["away_since"], back["version"]) == ("ready", None, gone["version"] + 1)
        assert (await editor.post("/api/v1/presence/back")).status_code == 403


async def test_the_minutes_are_the_houses_choice(stage: Stage) -> None:
    async with stage.as_("boss") as boss, stage.as_("agent") as agent:
        before = (await boss.get("/api/v1/floor/settings")).json()
        assert before == {"tell_monitored": True, "idle_minutes": 10, "sign_off_hours": 12}
        for bad in (-1, 241, 2.5, "ten", None):
            answer = await boss.put("/api/v1/floor/settings", json={"idle_minutes": bad})
            assert (answer.status_code, answer.json()["error"]["field"]) == (400, "idle_minutes"), bad
        assert (await agent.put("/api/v1/floor/settings", json={"idle_minutes": 5})).status_code == 403
        answer = await boss.put("/api/v1/floor/settings", json={"idle_minutes": 25})
        assert answer.json() == {"tell_monitored": True, "idle_minutes": 25, "sign_off_hours": 12}
        answer = await boss.put("/api/v1/floor/settings", json={"tell_monitored": False})
        assert answer.json() == {"tell_monitored": False, "idle_minutes": 25, "sign_off_hours": 12}
        await boss.put("/api/v1/floor/settings", json=before)
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        asked = "SELECT target, detail FROM access.audit WHERE action = 'floor.settings' ORDER BY at, id LIMIT 2"
        assert [(r["target"], r["detail"]["value"]) for r in await conn.fetch(asked)] == [
            ("idle_minutes", 25),
            ("tell_monitored", False),
        ]
