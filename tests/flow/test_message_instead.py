"""A message instead of waiting: offered while a surge that wants it is on, to whom is to wait long, and to nobody afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.contracts.messages import ConvView
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing import surge_house
from qingfeng.ports.channel import Contact, Inbound
from tests.ports.house import House, open_house

MINUTE = 60


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


async def rules(house: House, minutes: int) -> None:
    async with house.work.tx(house.tenant) as tx:
        policy = (await surge_house.rules(tx.conn)).policy
        await surge_house.set_policy(tx, house.agent.actor, replace(policy, message_minutes=minutes))


async def surge(house: House, what: Literal["on", "off"]) -> None:
    async with house.work.tx(house.tenant) as tx:
        await surge_house.hold(tx, house.agent.actor, what, 60)


async def waited(house: House, minutes: int, count: int = 6) -> None:
    """So many were answered lately, one after the other, each after so long."""
    async with house.work.tx(house.tenant) as tx:
        [queue] = await routing.queues(tx.conn)
        await tx.many(
            "INSERT INTO routing.waits (tenant_id, id, queue_id, conversation_id, at, seconds, ahead, outcome)"
            " VALUES ($1, $2, $3, $4, $5, $6, 0, 'accepted')",
            [
                (tx.tenant, tx.new_id(), queue.id, uuid4(), tx.now - timedelta(minutes=n * minutes), minutes * MINUTE)
                for n in range(count)
            ],
        )


class Visitor:
    """Waits for a person in a web chat."""

    def __init__(self, house: House, channel: Any) -> None:
        self.house, self.channel = house, channel
        self.who = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())
        self.conversation = UUID(int=0)

    async def write(self) -> Visitor:
        words = s.MessageIn(client_id=uuid4().hex, text="快递一直没到")
        self.conversation = (await self.house.chat.send(self.channel, self.who, words)).conversation_id
        return self

    async def ask(self) -> Visitor:
        await self.write()
        assert (await self.house.door.human(self.channel, self.who.sender)).phase == "queued"
        return self

    async def view(self) -> ConvView:
        found = await self.house.door.view(self.channel, self.who.sender)
        assert found is not None
        return found

    async def may_leave(self) -> bool:
        return (await self.view()).can_leave_message

    async def leave(self) -> None:
        inbound = Inbound(external_id=uuid4().hex, sender=self.who.sender, kind="text", text="请晚点回电，查一下快递")
        await self.house.door.leave(self.channel, inbound, Contact(phone="13800001111"))

    async def now(self) -> conversations.Conversation:
        async with self.house.db.reading(self.house.tenant) as conn:
            found = await conversations.get(conn, self.conversation)
        assert found is not None
        return found


async def outcomes(house: House) -> list[str]:
    async with house.db.reading(house.tenant) as conn:
        rows = await conn.fetch("SELECT outcome FROM routing.waits WHERE seconds < 600 ORDER BY outcome")
    return [row["outcome"] for row in rows]


async def test_it_is_offered_by_the_announced_wait_and_taken_back_with_the_surge(house: House) -> None:
    await waited(house, 20)
    one = await Visitor(house, await house.channel("webchat")).ask()
    wait = (await one.view()).wait
    assert wait is not None
    assert (wait.low_minutes or 0) > 5
    assert not await one.may_leave()
    await rules(house, 5)
    assert not await one.may_leave(), "no surge is on"
    await surge(house, "on")
    assert await one.may_leave()
    await rules(house, 60)
    assert not await one.may_leave(), "other rules are in force at once"
    await rules(house, 0)
    assert not await one.may_leave()
    await rules(house, 5)
    assert await one.may_leave()
    await surge(house, "off")
    assert not await one.may_leave()


async def test_who_waits_longer_than_told_is_offered_it_where_no_wait_is_known(house: House) -> None:
    one = await Visitor(house, await house.channel("webchat")).ask()
    await rules(house, 1)
    await surge(house, "on")
    house.clock.advance(MINUTE)
    assert not await one.may_leave()
    house.clock.advance(1)
    assert await one.may_leave()


@pytest.mark.parametrize("lane", ["green", "fast"])
async def test_the_green_channel_and_the_fast_lane_stay_as_ever(house: House, lane: str) -> None:
    await waited(house, 20)
    one = await Visitor(house, await house.channel("webchat")).ask()
    await rules(house, 5)
    await surge(house, "on")
    conv = await one.now()
    setattr(conv, lane, True)

    async def offered() -> bool:
        async with house.db.reading(house.tenant) as conn:
            return (await house.door.view_of(conn, conv)).can_leave_message

    assert not await offered()
    house.clock.advance(2 * MINUTE + 1)
    assert await offered(), "as without a surge"


async def test_what_was_left_waits_as_a_message_and_its_writer_counts_among_those_who_came(house: House) -> None:
    await waited(house, 20)
    channel = await house.channel("webchat")
    one, other = await Visitor(house, channel).ask(), await Visitor(house, channel).ask()
    await rules(house, 5)
    await surge(house, "on")
    house.clock.advance(30)
    await one.leave()
    conv, view = await one.now(), await one.view()
    assert (conv.phase, conv.left_message, view.can_leave_message) == ("queued", True, False)
    assert view.wait is None, "a message is promised no place and no minutes"
    async with house.db.reading(house.tenant) as conn:
        assert conv.queue_id is not None
        assert await conversations.demand(conn, [conv.queue_id]) == 1
        assert await routing.position(conn, await other.now()) == 1, "a message keeps nobody waiting"
    assert await outcomes(house) == ["left_message"]
    await one.leave()  # more of it
    await surge(house, "off")
    assert (await one.now()).left_message, "what was left stays a message when the surge is over"
    await house.take(one.conversation)
    assert await outcomes(house) == ["left_message"], "one wait is counted once"
    await house.take(other.conversation)
    assert await outcomes(house) == ["claimed", "left_message"]


async def test_who_left_one_is_counted_among_the_arrivals_of_the_window(house: House) -> None:
    channel = await house.channel("webchat")
    async with house.work.tx(house.tenant) as tx:
        await surge_house.look(tx)
    for n in range(3):
        one = await Visitor(house, channel).ask()
        if n:
            await one.leave()
    house.clock.advance(5 * MINUTE)
    async with house.work.tx(house.tenant) as tx:
        assert (await surge_house.look(tx)).arrivals == 3


async def test_the_board_and_open_chats_are_told(house: House) -> None:
    await waited(house, 20)
    one = await Visitor(house, await house.channel("webchat")).write()
    heard: list[dict[str, Any]] = []
    house.feeds.open(house.tenant, (await one.now()).customer_id, heard.append)
    await rules(house, 5)

    async def told() -> list[bool]:
        await asyncio.gather(*house.feeds._tasks)
        found = [frame["conversation"].can_leave_message for frame in heard if frame["t"] == "status"]
        heard.clear()
        return found

    await house.door.human(one.channel, one.who.sender)
    await told()
    await surge(house, "on")
    assert await told() == [True]
    kept = routing.Kept()
    async with house.db.reading(house.tenant) as conn:
        await kept.catch_up(conn, house.clock.now())
        assert not kept.contacts[one.conversation].left_message
        before = len(house.facts)
        await one.leave()
        kept.told(house.facts[before:])
        await kept.catch_up(conn, house.clock.now())
        assert kept.contacts[one.conversation].left_message
    await surge(house, "off")
    assert await told() == [False]
