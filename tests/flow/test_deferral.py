"""Deferrable work deferred: held back while a surge wants it, never beyond its promise, and given back by the room there is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any, Literal
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from qingfeng.flow import call_back, deferral
from qingfeng.kernel.leases import Lease, fence
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing import surge_house
from qingfeng.modules.routing.api_surge import _out
from qingfeng.modules.routing.public import Policy, QueueDraft
from qingfeng.ports.channel import CallBackChoice, Contact, Inbound
from tests.ports.house import House, open_house

HOUR = timedelta(hours=1)


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


async def surge(house: House, what: Literal["on", "off"], **levers: Any) -> None:
    async with house.work.tx(house.tenant) as tx:
        if levers:
            policy = (await surge_house.rules(tx.conn)).policy
            await surge_house.set_policy(tx, house.agent.actor, replace(policy, **levers))
        await surge_house.hold(tx, house.agent.actor, what, 300)


async def look(house: House, seconds: float = 15) -> int:
    await house.db.system.execute("DELETE FROM kernel.leases WHERE name = 'surge'")
    token = await Lease(house.db, "surge", uuid4().hex, seconds=60).acquire()
    assert token is not None
    return await deferral.look(house.work, house.tenant, seconds, partial(fence, name="surge", token=token))


async def left(house: House) -> UUID:
    """Somebody has left a message."""
    channel = await house.channel("webchat")
    sender = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now()).sender
    inbound = Inbound(external_id=uuid4().hex, sender=sender, kind="text", text="空调不制冷，请安排师傅")
    return (await house.door.leave(channel, inbound, Contact(phone="13800138000"))).conversation_id


async def waits(house: House) -> UUID:
    channel = await house.channel("webchat")
    sender = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now()).sender
    return (await house.door.human(channel, sender)).id


async def get(house: House, id_: UUID) -> Conversation:
    async with house.db.reading(house.tenant) as conn:
        found = await conversations.get(conn, id_)
    assert found is not None
    return found


async def ready(house: House) -> None:
    async with house.work.tx(house.tenant) as tx:
        await people.set_presence(tx, house.agent.user_id, "ready", None, house.agent.actor)
    await people.seen(house.db, house.tenant, {house.agent.user_id: None})


async def rules(house: House, **policy: Any) -> None:
    async with house.work.tx(house.tenant) as tx:
        await routing.put_queue(tx, QueueDraft(code="main", name_zh="客服", name_en="Service", policy=Policy(**policy)))


async def test_what_can_wait_is_held_while_the_surge_is_on_and_said_so(house: House) -> None:
    message, live = await left(house), await waits(house)
    assert await look(house) == 0, "no surge is on"
    await surge(house, "on")
    assert await look(house) == 0, "the surge does not want it"
    await surge(house, "on", defer=True)
    assert await look(house) == 1
    assert await look(house) == 0, "once"
    held = await get(house, message)
    assert held.held_until == house.clock.now() + 2 * HOUR
    assert (await get(house, live)).held_until is None, "who waits for a person is not held"
    [line] = [m.system for m in await house.thread(message) if m.system and m.system.code == "deferred"]
    assert line.params["why"] == "message"
    kept = routing.Kept()
    async with house.db.reading(house.tenant) as conn:
        await kept.catch_up(conn, house.clock.now())
        assert set(kept.contacts) == {live}
        shown = await _out(conn, await surge_house.standing(conn), house.clock.now())
    assert (shown.deferred, shown.defer_minutes) == (1, 120)


@pytest.mark.parametrize("lane", ["green", "fast"])
async def test_the_green_channel_and_the_fast_lane_are_never_held(house: House, lane: str) -> None:
    message = await left(house)
    await surge(house, "on", defer=True)
    async with house.work.tx(house.tenant) as tx:
        conv = await conversations.lock(tx, message)
        setattr(conv, lane, True)
        await conversations.change(tx, conv, "lane")
        assert not await deferral.hold(tx, conv)
    assert await look(house) == 0


async def test_nobody_is_held_beyond_their_own_promise(house: House) -> None:
    """A message is promised an answer within an hour: six minutes of it are left for the agent."""
    await rules(house, left_message_seconds=3600)
    message = await left(house)
    house.clock.advance(30 * 60)
    await surge(house, "on", defer=True)
    assert await look(house) == 1
    assert (await get(house, message)).held_until == house.clock.now() + timedelta(minutes=24)
    house.clock.advance(24 * 60)
    await house.pump()
    assert (await get(house, message)).held_until is None, "its end has come, though the surge goes on"
    assert await look(house) == 0, "it is not held again"


async def test_given_back_by_the_room_there_is_the_earliest_end_first(house: House) -> None:
    first = await left(house)
    house.clock.advance(60)
    others = [await left(house) for _ in range(9)]
    await surge(house, "on", defer=True)
    assert await look(house) == 10
    await surge(house, "off")
    assert await look(house) == 0, "no agent is there"
    await ready(house)  # with room for twenty
    assert await look(house, 12) == 4
    assert (await get(house, first)).held_until is None
    assert await look(house, 12) == 4, "sixteen more would fit"
    assert await look(house, 12) == 2
    assert await look(house, 12) == 0
    assert all([(await get(house, one)).held_until is None for one in others])
    house.clock.advance(3 * 3600)
    await house.pump()  # no timer is left that would do harm
    assert [m.system.code for m in await house.thread(first) if m.system].count("given_back") == 1


async def test_a_queue_that_can_wait_and_a_claimed_one(house: House) -> None:
    await rules(house, can_wait=True, service_level_seconds=4 * 3600)
    one = await waits(house)
    await surge(house, "on", defer=True)
    assert await look(house) == 1
    await house.take(one)  # a supervisor may always
    assert (await get(house, one)).held_until is None
    house.clock.advance(3 * 3600)
    await house.pump()
    assert (await get(house, one)).phase == "with_agent"


async def test_who_was_promised_the_turn_is_not_held(house: House) -> None:
    await rules(house, callback_minutes=1, can_wait=True)
    live = await waits(house)
    house.clock.advance(5 * 60)
    async with house.work.tx(house.tenant) as tx:
        conv = await conversations.lock(tx, live)
        await call_back.book(tx, conv, CallBackChoice(way="phone", phone="13800138000"))
    await surge(house, "on", defer=True)
    assert await look(house) == 0
    assert (await get(house, live)).held_until is None


async def test_a_follow_up_that_nobody_is_there_for_is_held(house: House) -> None:
    one = await waits(house)
    async with house.work.tx(house.tenant) as tx:
        assert not await deferral.hold(tx, await conversations.lock(tx, one), woken=True), "no surge is on"
    await surge(house, "on", defer=True)
    async with house.work.tx(house.tenant) as tx:
        assert await deferral.hold(tx, await conversations.lock(tx, one), woken=True)
        assert not await deferral.hold(tx, await conversations.lock(tx, one), woken=True), "once"


async def test_another_house_is_not_touched(house: House, database_url: str) -> None:
    message = await left(house)
    async with open_house(database_url) as other:
        await surge(other, "on", defer=True)
        assert await look(other) == 0
    assert (await get(house, message)).held_until is None
