"""Which desks hear of which conversation, and of what in it: owners and watchers of all, the others of what moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.flow.desks import Desk, Desks
from qingfeng.kernel.auth import hash_password
from qingfeng.kernel.socket import Outlet
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.people import public as people
from tests.flow.tab import Tab, Tabs, open_tabs
from tests.ports.house import PASSWORD, House, open_house


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


@pytest.fixture
async def tabs(house: House) -> AsyncIterator[Tabs]:
    async with open_tabs(house, access.Sessions(house.db)) as opener:
        yield opener


async def colleague(house: House) -> str:
    email = f"gao-{uuid4().hex}@example.com"
    async with house.work.tx(house.tenant) as tx:
        user = await access.put_user(tx, email=email, name="高洁", role="agent", password_hash=hash_password(PASSWORD))
        await people.put_agent(tx, user, name="高洁", team=None, capacity=5, levels={})
    return email


class Customer:
    """Somebody who waits for a person, and goes on writing."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def come(self) -> UUID:
        self._channel = await self._house.channel("webchat")
        self._who = self._house.chat.visitors.admit(self._channel, None, None, "zh-CN", self._house.clock.now())
        return (await self._house.door.human(self._channel, self._who.sender)).id

    async def write(self, text: str) -> None:
        data = s.MessageIn(client_id=uuid4().hex, text=text)
        await self._house.chat.send(self._channel, self._who, data)


def previews(tab: Tab) -> list[Any]:
    """What the rows said that came to a tab since it was asked last."""
    found = [(f["row"]["preview"] or {}).get("text") for f in tab.frames if f["t"] == "row"]
    tab.frames.clear()
    return found


async def test_words_reach_the_owner_at_once_and_others_only_in_a_wide_list(house: House, tabs: Tabs) -> None:
    mine, narrow, wide = (
        await tabs(house.agent.email),
        await tabs(await colleague(house)),
        await tabs(await colleague(house)),
    )
    wide.send({"t": "lists", "wide": True})
    customer = Customer(house)
    conversation = await customer.come()
    await house.take(conversation)
    await tabs.gather()
    for tab in (mine, narrow, wide):
        assert previews(tab), "everybody hears of whose it is"
    for n in range(3):
        await customer.write(f"第 {n} 句")
    assert previews(narrow) == previews(wide) == []
    await mine.until(lambda frame: frame["t"] == "row" and frame["row"]["preview"]["text"] == "第 2 句")
    await tabs.gather()
    assert previews(wide) == ["第 2 句"]
    assert previews(narrow) == []
    wide.send({"t": "lists", "wide": False})
    await house.close(conversation)
    await tabs.gather()
    assert previews(narrow), "and of its end"


async def test_what_a_device_has_received_is_for_the_owner_and_moves_nothing(house: House, tabs: Tabs) -> None:
    mine, narrow = await tabs(house.agent.email), await tabs(await colleague(house))
    conversation = await Customer(house).come()
    await house.take(conversation)
    await tabs.gather()
    previews(narrow)
    tabs.socket._queues.clear()
    tabs.socket._agents.clear()
    async with house.work.tx(house.tenant) as tx:
        last = (await conversations.lock(tx, conversation)).last_seq
    await house.door.delivered(house.tenant, {conversation: last})
    await mine.until(lambda frame: frame["t"] == "row" and frame["row"]["delivered_seq"] == last)
    await tabs.gather()
    assert [frame["t"] for frame in narrow.frames] == []
    assert (tabs.socket._queues, tabs.socket._agents) == (set(), {}), "nobody's cards are asked for again"


async def test_who_waits_is_read_by_everybody(house: House, tabs: Tabs) -> None:
    narrow = await tabs(await colleague(house))
    customer = Customer(house)
    await customer.come()
    await tabs.gather()
    previews(narrow)
    await customer.write("有人吗？")
    await tabs.gather()
    assert previews(narrow) == ["有人吗？"]


async def test_a_watched_conversation_comes_whole_and_no_longer_than_it_is_watched(house: House, tabs: Tabs) -> None:
    looking = await tabs(await colleague(house))
    customer = Customer(house)
    conversation = await customer.come()
    await house.take(conversation)
    await tabs.gather()
    looking.send({"t": "watch", "conversation_ids": [str(conversation)]})
    await looking.until(lambda frame: frame["t"] == "viewers")
    await customer.write("看得见")
    await looking.until(lambda frame: frame["t"] == "message" and frame["message"]["text"] == "看得见")
    looking.send({"t": "watch", "conversation_ids": []})
    looking.send({"t": "ping"})
    await looking.until(lambda frame: frame["t"] == "pong")
    looking.frames.clear()
    await customer.write("看不见")
    await tabs.gather()
    assert [f["t"] for f in looking.frames if f["t"] != "viewers"] == []


async def test_two_who_look_at_one_conversation_see_each_other_and_no_longer_than_both_look(
    house: House, tabs: Tabs
) -> None:
    conversation = await Customer(house).come()
    one, two = await tabs(await colleague(house)), await tabs(await colleague(house))
    for tab in (one, two):
        tab.send({"t": "watch", "conversation_ids": [str(conversation)]})
    told = await one.until(lambda frame: frame["t"] == "viewers" and len(frame["agents"]) == 2)
    assert told["conversation_id"] == str(conversation)
    two.send({"t": "watch", "conversation_ids": []})
    one.frames.clear()
    left = await one.until(lambda frame: frame["t"] == "viewers")
    assert len(left["agents"]) == 1


async def test_another_house_that_watches_it_sees_nothing(house: House, tabs: Tabs, database_url: str) -> None:
    async with open_house(database_url) as other, open_tabs(other, access.Sessions(other.db)) as theirs:
        thief = await theirs(other.agent.email)
        customer = Customer(house)
        conversation = await customer.come()
        thief.send({"t": "watch", "conversation_ids": [str(conversation)]})
        thief.send({"t": "lists", "wide": True})
        thief.send({"t": "ping"})
        await thief.until(lambda frame: frame["t"] == "pong")
        theirs.socket._committed(house.tenant, house.facts)  # as one process serves both
        await customer.write("别人家的")
        await theirs.gather()
        assert [f["t"] for f in thief.frames if f["t"] in ("row", "message")] == []


def test_nothing_stays_behind_of_desks_that_left() -> None:
    desks = Desks()
    tenant, conversation = uuid4(), uuid4()

    async def nowhere(_: Any) -> None:
        return None

    def caller() -> Caller:
        return Caller(tenant, uuid4(), "高洁", "gao@example.com", "agent", "csrf")

    made = [Desk(caller(), None, Outlet(nowhere)) for _ in range(50)]
    for desk in made:
        desks.add(desk)
        desks.watch(desk, frozenset({conversation, uuid4()}))
    assert len(desks) == len(desks.of(tenant)) == len(desks.watching(tenant, conversation)) == 50
    desks.watch(made[0], frozenset())
    assert len(desks.watching(tenant, conversation)) == 49
    for desk in made:
        desks.remove(desk)
    desks.remove(made[0])  # twice does no harm
    assert (len(desks), desks.any_of(tenant), desks.tenants()) == (0, False, [])
    assert (desks._by_user, desks._by_watched) == ({}, {})


async def test_who_is_signed_out_while_their_desk_opens_is_told_at_once(house: House) -> None:
    """The session was asked for and good, and ended before the desk stood in the list of those to be told."""
    sessions = access.Sessions(house.db)
    async with open_tabs(house, sessions) as tabs:
        cookie = await _cookie_of(house)
        caller = await sessions.caller_of(cookie)
        assert caller is not None

        class Slow(Tab):
            async def _hear(self, message: Any) -> None:
                if message["type"] == "websocket.accept":
                    await sessions.end(cookie)
                await super()._hear(message)

        late = Slow(tabs.socket, cookie)
        bye = await late.until(lambda frame: frame["t"] == "bye")
        assert bye["code"] == "unauthenticated"
        await late.leave()


async def _cookie_of(house: House) -> str:
    async with house.client() as http:
        answer = await http.post("/api/v1/session", json={"email": house.agent.email, "password": PASSWORD})
    return str(answer.cookies["qf_session"])
