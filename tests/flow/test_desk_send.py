"""What a desk sends over its socket: kept once, answered by a frame, refused as the HTTP route would refuse it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingfeng.flow.desk_send import AT_ONCE
from qingfeng.kernel.auth import hash_password
from qingfeng.modules.access import public as access
from qingfeng.modules.conversations import public as conversations
from tests.flow.tab import Tabs, frame_of, open_tabs
from tests.ports.house import PASSWORD, House, open_house
from tests.support.depth import examples


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


@pytest.fixture
async def sessions(house: House) -> access.Sessions:
    return access.Sessions(house.db)


@pytest.fixture
async def tab(house: House, sessions: access.Sessions) -> AsyncIterator[Tabs]:
    async with open_tabs(house, sessions) as opener:
        yield opener


@pytest.fixture
async def talk(house: House) -> UUID:
    """A conversation that the house's agent has taken."""
    channel = await house.channel("webchat")
    visitor = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())
    view = await house.door.human(channel, visitor.sender)
    await house.take(view.id)
    return view.id


async def another(house: House, role: str) -> str:
    email = f"{role}-{uuid4().hex}@example.com"
    async with house.work.tx(house.tenant) as tx:
        await access.put_user(tx, email=email, name="钱进", role=role, password_hash=hash_password(PASSWORD))
    return email


async def said(house: House, conversation: UUID) -> list[str]:
    return [m.text for m in await house.thread(conversation) if m.author.kind == "agent"]


async def test_a_message_is_kept_once_however_often_it_is_sent(house: House, tab: Tabs, talk: UUID) -> None:
    desk = await tab(house.agent.email)
    frame = frame_of(talk, "您好，马上为您查 😊")
    for _ in range(3):
        desk.send(frame)
    answers = await desk.answers(3)
    assert {a["t"] for a in answers} == {"sent"}
    assert {a["client_id"] for a in answers} == {frame["message"]["client_id"]}
    assert len({a["message"]["id"] for a in answers}) == 1
    assert answers[0]["message"]["text"] == "您好，马上为您查 😊"
    assert await said(house, talk) == ["您好，马上为您查 😊"]


async def test_a_note_is_left_by_anybody_and_an_answer_only_by_the_owner(house: House, tab: Tabs, talk: UUID) -> None:
    desk = await tab(await another(house, "agent"))
    refused = await desk.say(talk, "我来回答")
    assert (refused["status"], refused["error"]["code"]) == (409, "not_owner")
    assert (await desk.say(talk, "他上周来过", kind="note"))["message"]["kind"] == "note"
    assert await said(house, talk) == ["他上周来过"]


@pytest.mark.parametrize(
    ("message", "status", "field"),
    [
        ({"text": "   "}, 422, "text"),
        ({"text": "a\x00b"}, 422, "text"),
        ({"text": "长" * 20_000}, 400, None),
        ({"kind": "system"}, 400, None),
        ({"client_id": ""}, 400, None),
        ({"kind": "image", "text": "", "attachment_id": str(UUID(int=7))}, 422, "attachment_id"),
        ({"mentions": "all"}, 400, None),
    ],
)
async def test_what_cannot_be_sent_is_told_why(
    house: House, tab: Tabs, talk: UUID, message: dict[str, Any], status: int, field: str | None
) -> None:
    refused = await (await tab(house.agent.email)).say(talk, "您好", **message)
    assert (refused["t"], refused["status"], refused["error"]["field"]) == ("refused", status, field)
    assert refused["error"]["message"]
    assert await said(house, talk) == []


async def test_another_tenants_conversation_is_not_there(house: House, tab: Tabs, database_url: str) -> None:
    async with open_house(database_url) as other:
        channel = await other.channel("webchat")
        visitor = other.chat.visitors.admit(channel, None, None, "zh-CN", other.clock.now())
        theirs = (await other.door.human(channel, visitor.sender)).id
        refused = await (await tab(house.agent.email)).say(theirs, "您好", kind="note")
        assert refused["status"] == 404
        assert await said(other, theirs) == []


async def test_whose_session_has_ended_sends_nothing_more(
    house: House, tab: Tabs, talk: UUID, sessions: access.Sessions
) -> None:
    desk = await tab(house.agent.email)
    assert (await desk.say(talk, "一"))["t"] == "sent"
    async with house.work.tx(house.tenant) as tx:
        await tx.execute("DELETE FROM access.sessions")
    house.clock.advance(2)
    refused = await desk.say(talk, "二")
    assert (refused["status"], refused["error"]["code"]) == (401, "unauthenticated")
    assert await said(house, talk) == ["一"]


async def test_who_sends_faster_than_a_person_is_told_to_wait(house: House, tab: Tabs, talk: UUID) -> None:
    desk = await tab(house.agent.email)
    frames = [frame_of(talk, f"{n}") for n in range(AT_ONCE * 3)]
    for frame in frames:
        desk.send(frame)
    answers = await desk.answers(len(frames))
    refused = [a for a in answers if a["t"] == "refused"]
    assert refused
    assert {(a["status"], a["retry_after"]) for a in refused} == {(429, 1)}
    told = {a["client_id"] for a in answers}
    assert told == {f["message"]["client_id"] for f in frames}
    assert len(await said(house, talk)) == len(frames) - len(refused)


async def test_a_database_that_is_away_is_told_from_a_mistake(house: House, tab: Tabs, talk: UUID) -> None:
    desk = await tab(house.agent.email)
    assert (await desk.say(talk, "一"))["t"] == "sent"
    await house.db.close()
    refused = await desk.say(talk, "二")
    assert (refused["status"], refused["retry_after"]) == (503, 1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


async def test_any_frame_is_answered_and_the_socket_stays(house: House, tab: Tabs, talk: UUID) -> None:
    desk = await tab(house.agent.email)
    loop = asyncio.get_running_loop()

    @given(st.fixed_dictionaries({}, optional={"conversation_id": JSON, "message": JSON}))
    @settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def strange(body: dict[str, Any]) -> None:
        loop.call_soon_threadsafe(desk.send, {**body, "t": "send"})
        answer = asyncio.run_coroutine_threadsafe(desk.answers(), loop).result(10)[0]
        assert answer["t"] == "refused"
        assert answer["status"] in (400, 404, 422, 429)

    await asyncio.to_thread(strange)
    house.clock.advance(10)
    assert (await desk.say(talk, "还在"))["t"] == "sent"


async def test_no_dots_stand_behind_the_words_they_announced(house: House, tab: Tabs, talk: UUID) -> None:
    """Whether somebody types is looked up beside; the words may have been sent meanwhile."""
    frames: list[dict[str, Any]] = []
    async with house.db.reading(house.tenant) as conn:
        conv = await conversations.get(conn, talk)
    assert conv is not None
    house.feeds.open(house.tenant, conv.customer_id, frames.append)
    said = await tab(house.agent.email)
    (desk,) = tab.socket._desks
    early = desk.types(talk)
    await said.say(talk, "您好，马上为您查")
    await tab.socket._typing(desk, talk, early, on=True)
    assert [f["t"] for f in frames if f["t"] in ("message", "typing")] == ["message"]
    over, anew = desk.types(talk), desk.types(talk)
    await tab.socket._typing(desk, talk, anew, on=True)
    await tab.socket._typing(desk, talk, over, on=False)
    assert [f["on"] for f in frames if f["t"] == "typing"] == [True]
