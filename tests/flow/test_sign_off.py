"""Whoever goes home without signing off: after hours or after many hours the house does it, says so, and keeps a line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from qingfeng.contracts.people import Presence, State
from qingfeng.flow.attendance import LEASE
from qingfeng.modules.access import public as access
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import Hours
from qingfeng.modules.people import public as people
from qingfeng.modules.people.model import gone_home
from qingfeng.modules.routing import public as routing
from tests.flow.signed_in import Stage, made_stage
from tests.flow.tab import open_tabs
from tests.flow.test_attendance import Room, touched
from tests.ports.house import open_house

stage = made_stage
HALF_AN_HOUR = 31
"""Minutes: so long a house that was deaf listens, and so long after closing somebody is signed off."""


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[Room]:
    async with open_house(database_url) as house:
        await house.db.system.execute("DELETE FROM kernel.leases WHERE name = $1", LEASE)
        async with open_tabs(house, access.Sessions(house.db)) as tabs:
            yield Room(house, tabs)


async def put(room: Room, state: State, reason: str | None = None) -> None:
    async with room.house.work.tx(room.house.tenant) as tx:
        await people.set_presence(tx, room.house.agent.user_id, state, reason, room.house.agent.actor)


async def choose(room: Room, **chosen: int) -> None:
    async with room.house.work.tx(room.house.tenant) as tx:
        await access.change_settings(tx, chosen)


async def lines(room: Room) -> list[dict[str, str]]:
    async with room.house.db.reading(room.house.tenant) as conn:
        rows = await conn.fetch("SELECT actor, detail FROM access.audit WHERE action = 'agent.signed_off'")
    return [{"actor": row["actor"], **row["detail"]} for row in rows]


def test_the_rule() -> None:
    now = datetime(2026, 7, 1, 12, tzinfo=UTC)

    def why(minutes: float, hours: int = 12, *, closed: bool = False) -> str | None:
        return gone_home(now - timedelta(minutes=minutes), now, hours, closed=closed)

    assert why(12 * 60) == people.LONG_AWAY
    assert why(12 * 60 - 1) is None
    assert why(30, closed=True) == people.AFTER_HOURS
    assert why(29, closed=True) is None
    assert why(1) is None
    assert why(1000 * 60, 0, closed=True) is None, "the house signs nobody off"
    assert why(61, 1, closed=True) == people.LONG_AWAY


@pytest.mark.parametrize("state", ["away", "meal", "ready"])
async def test_a_tab_left_open_over_night_whatever_the_state(room: Room, state: str) -> None:
    tab = await room.tabs(room.house.agent.email)
    await choose(room, idle_minutes=0 if state == "ready" else 10)
    if state == "meal":
        await put(room, "break", "meal")
    else:
        await put(room, "ready")
    await touched(tab)
    last = room.house.clock.now()
    assert await room.minutes(11) == (1 if state == "away" else 0)
    room.house.clock.advance(11 * 3600)
    assert await room.minutes(HALF_AN_HOUR) == 0, "not yet twelve hours"
    assert await room.minutes(30) == 1
    gone = await room.now()
    assert (gone.state, gone.reason, gone.away_since, gone.next) == ("offline", people.LONG_AWAY, None, None)
    assert gone.gone_since is not None
    assert gone.gone_since - last < timedelta(minutes=1)
    (line,) = await lines(room)
    assert line == {"actor": "system", "reason": "long_away", "since": gone.gone_since.isoformat()}
    await touched(tab)
    assert await room.minutes(2) == 0
    assert await room.now() == gone, "only they themselves sign on again"
    third = await room.tabs(room.house.agent.email)
    (welcome,) = [frame for frame in third.frames if frame["t"] == "welcome"]
    assert welcome["me"]["presence"]["reason"] == "long_away"
    assert welcome["me"]["presence"]["gone_since"] is not None
    await put(room, "ready")
    assert (await room.now()).gone_since is None


async def test_after_the_last_queue_has_closed(room: Room) -> None:
    """The house closes at six; the night queue an hour later."""
    closing = Hours(
        tz="UTC", weekly={day: [("00:00", "18:00")] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    )
    night = channels.CalendarDraft(
        name_zh="夜班", name_en="Night", hours=Hours(tz="UTC", weekly={day: [("00:00", "19:00")] for day in closing.weekly})
    )  # fmt: skip
    async with room.house.work.tx(room.house.tenant) as tx:
        await channels.put_hours(tx, "default", closing)
        made = await channels.make_calendar(tx, "night", night, room.house.agent.actor)
        for code, hours in (("day", None), ("night", made.id)):
            draft = routing.QueueDraft(code=code, name_zh=code, name_en=code, hours_id=hours)
            await routing.put_queue(tx, draft)
        await tx.execute("UPDATE routing.queues SET active = code IN ('day', 'night')")
    tab = await room.tabs(room.house.agent.email)
    await put(room, "ready")
    now = room.house.clock.now()
    room.house.clock.advance((now.replace(hour=18, minute=20, second=0, microsecond=0) - now).total_seconds())
    await touched(tab)
    assert await room.minutes(HALF_AN_HOUR) == 1, "away, and the night queue is open"
    assert (await room.now()).reason == people.AWAY
    assert await room.minutes(20) == 0
    assert await room.minutes(20) == 1
    gone = await room.now()
    assert (gone.state, gone.reason) == ("offline", people.AFTER_HOURS)
    assert room.house.clock.now().replace(microsecond=0).time().isoformat() >= "19:30:00"


async def test_who_works_late_is_left_alone_and_off_is_off(room: Room) -> None:
    tab = await room.tabs(room.house.agent.email)
    await put(room, "ready")
    async with room.house.work.tx(room.house.tenant) as tx:
        await tx.execute("UPDATE routing.queues SET active = false")
    room.house.clock.advance(13 * 3600)
    for _ in range(5):
        await touched(tab)
        assert await room.minutes(8) == 0
    assert (await room.now()).state == "ready"
    await choose(room, sign_off_hours=0)
    assert await room.minutes(11) == 1
    room.house.clock.advance(100 * 3600)
    assert await room.minutes(HALF_AN_HOUR + 1) == 0
    assert (await room.now()).state == "break"


async def test_a_house_that_was_deaf_gives_everybody_half_an_hour(room: Room) -> None:
    tab = await room.tabs(room.house.agent.email)
    await put(room, "ready")
    await choose(room, idle_minutes=0)
    room.house.clock.advance(20 * 3600)  # the house stood still, its people did not
    assert await room.minutes(25) == 0
    await touched(tab)
    assert await room.minutes(20) == 0
    assert (await room.now()).state == "ready"


async def test_a_state_given_for_a_while_ends_with_it(room: Room) -> None:
    await room.tabs(room.house.agent.email)
    await put(room, "ready")
    agent = room.house.agent
    async with room.house.work.tx(room.house.tenant) as tx:
        until = tx.now + timedelta(hours=20)
        await people.give_state(tx, agent.user_id, ("break", "meeting"), until, agent.actor)
    room.house.clock.advance(13 * 3600)
    assert await room.minutes(HALF_AN_HOUR) == 1
    async with room.house.db.reading(room.house.tenant) as conn:
        assert await people.temporary(conn) == {}
        now: Presence = (await people.roster(conn, agent.user_id))[0].presence
    assert now.state == "offline"


async def test_the_hours_are_the_houses_choice(stage: Stage) -> None:
    async with stage.as_("boss") as boss, stage.as_("agent") as agent:
        for bad in (-1, 73, 1.5, "ten", None):
            answer = await boss.put("/api/v1/floor/settings", json={"sign_off_hours": bad})
            assert (answer.status_code, answer.json()["error"]["field"]) == (400, "sign_off_hours"), bad
        assert (await agent.put("/api/v1/floor/settings", json={"sign_off_hours": 8})).status_code == 403
        assert (await boss.put("/api/v1/floor/settings", json={"sign_off_hours": 8})).json()["sign_off_hours"] == 8
    async with stage.as_("rival") as rival:
        assert (await rival.get("/api/v1/floor/settings")).json()["sign_off_hours"] == 12


async def test_the_floor_shows_who_was_signed_off_and_since_when(stage: Stage) -> None:
    world = stage.ours
    async with stage.as_("agent") as agent, stage.as_("boss") as boss:
        assert (await agent.put("/api/v1/presence", json={"state": "ready"})).status_code == 200
        me = (await agent.get("/api/v1/bootstrap")).json()["me"]["id"]
        async with world.work.tx(world.tenant) as tx:
            await tx.execute("UPDATE people.presence SET since = since - interval '13 hours' WHERE agent_id = $1", me)
            await tx.execute("UPDATE people.connections SET active_at = active_at - interval '13 hours'")
            off = await people.sign_off(tx, uuid4(), 12, closed=False)
            assert off is None, "nobody"
            assert await people.sign_off(tx, UUID(me), 12, closed=False) is not None
        (shown,) = [a for a in (await boss.get("/api/v1/insight/live")).json()["people"] if a["id"] == me]
        assert (shown["state"], shown["reason"]) == ("offline", "long_away")
        assert shown["gone_since"] < shown["since"]
        seen = (await agent.put("/api/v1/presence", json={"state": "offline"})).json()
        assert (seen["state"], seen["reason"], seen["gone_since"]) == ("offline", None, None), "they have read it"
