"""Put aside: room is free meanwhile, and it comes back at its moment, when the customer writes, or when the agent wants."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.contracts.registry import event_of
from qingfeng.flow import desk_snooze
from qingfeng.kernel.errors import Conflict, Invalid
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.people import public as people
from tests.ports.house import House, open_house

HOUR = timedelta(hours=1)


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


class Talk:
    """A customer on the web and the agent who has them."""

    def __init__(self, house: House, channel: object, visitor: object) -> None:
        self.house, self.channel, self.visitor = house, channel, visitor
        self.said = 0
        self.id = UUID(int=0)

    async def say(self, text: str) -> None:
        self.said += 1
        sent = await self.house.chat.send(
            self.channel,  # type: ignore[arg-type]
            self.visitor,  # type: ignore[arg-type]
            s.MessageIn(client_id=f"message-{self.said}", text=text),
        )
        self.id = sent.conversation_id

    async def now(self) -> Conversation:
        async with self.house.db.reading(self.house.tenant) as conn:
            found = await conversations.get(conn, self.id)
        assert found is not None
        return found


async def ready(house: House, *, here: bool = True) -> None:
    """The agent takes conversations; `here`: with an open desk."""
    async with house.work.tx(house.tenant) as tx:
        await people.set_presence(tx, house.agent.user_id, "ready", None, house.agent.actor)
    if here:
        await people.seen(house.db, house.tenant, {house.agent.user_id: None})


async def served(house: House) -> Talk:
    channel = await house.channel("webchat")
    visitor = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())
    talk = Talk(house, channel, visitor)
    await talk.say("师傅说明天给我回话")
    view = await house.door.human(channel, visitor.sender)
    await house.take(view.id)
    return talk


async def load(house: House) -> int:
    async with house.db.reading(house.tenant) as conn:
        return await conversations.load(conn, house.agent.user_id)


def told(house: House) -> list[str]:
    events = [event_of(fact) for fact in house.facts if fact.type == "NoticeMade"]
    return [event.notice.kind for event in events]  # type: ignore[union-attr]


async def test_put_aside_it_takes_no_room_and_comes_back_at_its_moment(house: House) -> None:
    talk = await served(house)
    row = await desk_snooze.snooze(house.spine, house.agent, talk.id, house.clock.now() + HOUR)
    assert (row.phase, row.agent and row.agent.id) == ("snoozed", house.agent.user_id)
    assert row.snoozed_until == house.clock.now() + HOUR
    assert await load(house) == 0
    house.clock.advance(HOUR.total_seconds() - 60)
    await house.pump()
    assert (await talk.now()).phase == "snoozed"
    house.clock.advance(60)
    await ready(house)
    await house.pump()
    back = await talk.now()
    assert (back.phase, back.agent_id, back.snoozed_until) == ("with_agent", house.agent.user_id, None)
    assert await load(house) == 1
    assert told(house) == ["woken"]


async def test_nobody_there_it_waits_in_its_queue(house: House) -> None:
    talk = await served(house)
    queue = (await talk.now()).queue_id
    await desk_snooze.snooze(house.spine, house.agent, talk.id, house.clock.now() + HOUR)
    await ready(house, here=False)
    house.clock.advance(HOUR.total_seconds())
    await house.pump()
    back = await talk.now()
    assert (back.phase, back.agent_id, back.queue_id) == ("queued", None, queue)
    assert told(house) == []


@pytest.mark.parametrize("how", ["writes", "asks"])
async def test_the_customer_wakes_it_at_once(house: House, how: str) -> None:
    talk = await served(house)
    await ready(house)
    await desk_snooze.snooze(house.spine, house.agent, talk.id, house.clock.now() + HOUR)
    if how == "writes":
        await talk.say("师傅还没来电话")
    else:
        await house.door.human(talk.channel, talk.visitor.sender)  # type: ignore[arg-type, attr-defined]
    back = await talk.now()
    assert (back.phase, back.agent_id) == ("with_agent", house.agent.user_id)
    assert told(house) == ["woken"]
    house.clock.advance(2 * HOUR.total_seconds())
    await house.pump()
    assert [m.system.code for m in await house.thread(talk.id) if m.system].count("woken") == 1, "woken once"


async def test_the_agent_takes_it_up_again_wherever_they_are(house: House) -> None:
    talk = await served(house)
    await desk_snooze.snooze(house.spine, house.agent, talk.id, house.clock.now() + HOUR)
    row = await desk_snooze.rouse(house.spine, house.agent, talk.id)
    assert (row.phase, row.snoozed_until) == ("with_agent", None)
    assert told(house) == [], "who does it need not be told"
    with pytest.raises(Conflict, match="not put aside"):
        await desk_snooze.rouse(house.spine, house.agent, talk.id)


async def test_what_cannot_be_put_aside_is_refused(house: House) -> None:
    talk = await served(house)
    for until in (timedelta(0), timedelta(days=91)):
        with pytest.raises(Invalid, match="within 90 days"):
            await desk_snooze.snooze(house.spine, house.agent, talk.id, house.clock.now() + until)
    await house.close(talk.id)
    with pytest.raises(Conflict):
        await desk_snooze.snooze(house.spine, house.agent, talk.id, house.clock.now() + HOUR)
    async with house.work.tx(house.tenant) as tx:
        other = await conversations.lock(tx, talk.id)
    assert other.phase == "closed"


async def test_closed_while_put_aside_nothing_wakes(house: House) -> None:
    talk = await served(house)
    await desk_snooze.snooze(house.spine, house.agent, talk.id, house.clock.now() + HOUR)
    await house.close(talk.id)
    house.clock.advance(HOUR.total_seconds())
    await house.pump()
    assert (await talk.now()).phase == "closed"
    assert told(house) == []
