"""What a screen is told last is how it stands, however long a look at it took."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from qingfeng.flow.customer_door import Door
from qingfeng.flow.feed import CustomerFeeds
from qingfeng.kernel.db import Connection
from qingfeng.ports.channel import Inbound, Sender
from tests.ports.house import open_house


class Slow(Door):
    """Reads as the door does, but what it was asked first it gives late."""

    def __init__(self, door: Door) -> None:
        self.__dict__.update(door.__dict__)
        self.asked = 0
        self.looked = asyncio.Event()
        self.go_on = asyncio.Event()

    async def _late(self) -> None:
        self.asked += 1
        if self.asked == 1:
            self.looked.set()
            await self.go_on.wait()

    async def view_of(self, *about: Any) -> Any:
        view = await super().view_of(*about)
        await self._late()
        return view

    async def customer_of(self, conn: Connection, sender: Sender) -> UUID | None:
        found = await super().customer_of(conn, sender)
        await self._late()
        return found


async def test_who_has_joined_is_not_hidden_by_an_older_look(database_url: str) -> None:
    """Queued and taken within a moment: "finding someone for you" must not stand over the agent's words."""
    async with open_house(database_url) as house, asyncio.timeout(30):
        channel = await house.channel("webchat")
        visitor = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())
        said = Inbound(external_id="a", sender=visitor.sender, kind="text", text="你好")
        await house.door.receive(channel, said)
        customer = await house.door.customer(channel, visitor.sender)
        assert customer is not None
        door, frames = Slow(house.door), list[dict[str, Any]]()
        feeds = CustomerFeeds(house.spine, door)
        feeds.open(house.tenant, customer, frames.append)
        view = await house.door.human(channel, visitor.sender)
        await door.looked.wait()
        await house.take(view.id)
        async with house.db.reading(house.tenant):  # whoever looks beside the first has looked by then
            await asyncio.sleep(0.05)
        door.go_on.set()
        while feeds._tasks:
            await asyncio.wait(feeds._tasks)
        phases = [frame["conversation"].phase for frame in frames if frame["t"] == "status"]
        assert phases[-1] == "with_agent", phases


async def test_no_dots_of_a_customer_stand_behind_their_words(database_url: str) -> None:
    """Who types is looked up; what they typed may have come by another request meanwhile."""
    async with open_house(database_url) as house, asyncio.timeout(30):
        channel = await house.channel("open")
        sender = Sender(kind="external", id="u-1", name="李梅")
        said = Inbound(external_id="a", sender=sender, kind="text", text="我的空调不制冷")
        await house.door.receive(channel, said)
        told: list[bool] = []
        house.spine.live.listen_said(lambda _, frame: told.append(frame["on"]) if frame["t"] == "typing" else None)
        door = Slow(house.door)
        typing = asyncio.create_task(door.typing(channel, sender, True))
        await door.looked.wait()
        more = Inbound(external_id="b", sender=sender, kind="text", text="室外机也不转")
        await door.receive(channel, more)
        door.go_on.set()
        await typing
        assert told == []
        await door.typing(channel, sender, True)
        assert told == [True], "what is typed after that is news again"


async def test_of_two_notices_of_typing_the_later_holds(database_url: str) -> None:
    async with open_house(database_url) as house, asyncio.timeout(30):
        channel = await house.channel("open")
        sender, other = (Sender(kind="external", id=id_, name="王强") for id_ in ("u-1", "u-2"))
        for who in (sender, other):
            await house.door.receive(channel, Inbound(external_id=who.id, sender=who, kind="text", text="在吗"))
        told: list[bool] = []
        house.spine.live.listen_said(lambda _, frame: told.append(frame["on"]) if frame["t"] == "typing" else None)
        door = Slow(house.door)
        first = asyncio.create_task(door.typing(channel, sender, True))
        await door.looked.wait()
        await door.typing(channel, sender, False)
        await door.typing(channel, other, True)
        door.go_on.set()
        await first
        assert told == [False, True]
        assert not door._typed, "nothing is kept of who has typed"
