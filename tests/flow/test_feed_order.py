"""What a customer's screen is told last is how it stands, however long a look at it took."""

from __future__ import annotations

import asyncio
from typing import Any

from qingfeng.flow.customer_door import Door
from qingfeng.flow.feed import CustomerFeeds
from tests.ports.house import open_house


class Slow(Door):
    """Reads as the door does, but what it was asked first it gives late."""

    def __init__(self, door: Door) -> None:
        self.__dict__.update(door.__dict__)
        self.asked = 0
        self.go_on = asyncio.Event()

    async def view_of(self, *about: Any) -> Any:
        self.asked += 1
        first = self.asked == 1
        view = await super().view_of(*about)
        if first:
            await self.go_on.wait()
        return view


async def test_who_has_joined_is_not_hidden_by_an_older_look(database_url: str) -> None:
    """Queued and taken within a moment: "finding someone for you" must not stand over the agent's words."""
    async with open_house(database_url) as house:
        channel = await house.channel("webchat")
        visitor = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())
        view = await house.door.human(channel, visitor.sender)
        customer = await house.door.customer(channel, visitor.sender)
        assert customer is not None
        door, frames = Slow(house.door), list[dict[str, Any]]()
        feeds = CustomerFeeds(house.spine, door)
        feeds.open(house.tenant, customer, frames.append)
        feeds._change(house.tenant, view.id)
        async with asyncio.timeout(30):
            while not door.asked:
                await asyncio.sleep(0)
            await house.take(view.id)
            for _ in range(50):
                await asyncio.sleep(0)
            door.go_on.set()
            while feeds._telling:
                await asyncio.sleep(0.001)
        phases = [frame["conversation"].phase for frame in frames if frame["t"] == "status"]
        assert phases[-1] == "with_agent", phases
