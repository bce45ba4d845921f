"""Which processes show screens: what is slight is told to the broker only while somebody else has any."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from qingfeng.kernel.bus import Bus
from qingfeng.kernel.clock import SystemClock
from qingfeng.kernel.company import GONE_SECONDS, SETTLED_SECONDS, Company
from tests.kernel.conftest import Broker
from tests.kernel.machine import open_bus, until

pytestmark = pytest.mark.slow


class Ahead(SystemClock):
    """The system's clock, some seconds later."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.seconds


class House:
    """Processes of one broker, with one clock for all."""

    def __init__(self, url: str) -> None:
        self.clock = Ahead()
        self._url = url
        self._stack = AsyncExitStack()

    async def process(self, name: str) -> tuple[Company, Bus]:
        bus = await self._stack.enter_async_context(open_bus(self._url, name))
        made = Company(bus, self.clock, name)
        await made.start()
        self._stack.push_async_callback(made.stop)
        return made, bus

    async def close(self) -> None:
        await self._stack.aclose()


@pytest.fixture
async def house(broker: Broker) -> AsyncIterator[House]:
    made = House(broker.url)
    try:
        yield made
    finally:
        await made.close()


async def test_nobody_is_alone_before_it_is_settled(house: House) -> None:
    one, _ = await house.process("一")
    assert not one.alone
    house.clock.seconds += SETTLED_SECONDS
    assert one.alone


async def test_who_comes_is_known_at_once_to_those_who_are_there_and_knows_them(house: House) -> None:
    one, _ = await house.process("一")
    house.clock.seconds += SETTLED_SECONDS
    assert one.alone
    two, _ = await house.process("二")
    await until(lambda: not one.alone, seconds=20)
    house.clock.seconds += SETTLED_SECONDS
    three, _ = await house.process("三")
    house.clock.seconds += SETTLED_SECONDS
    await until(lambda: not two.alone and not three.alone, seconds=20)
    assert not one.alone


async def test_who_goes_is_forgotten_and_who_vanishes_is_so_later(house: House) -> None:
    one, _ = await house.process("一")
    two, _ = await house.process("二")
    house.clock.seconds += SETTLED_SECONDS
    await until(lambda: not one.alone and not two.alone, seconds=20)
    await two.stop()
    await until(lambda: one.alone, seconds=20)
    three, bus = await house.process("三")
    await until(lambda: not one.alone, seconds=20)
    await bus.stop()  # it can say nothing any more
    house.clock.seconds += GONE_SECONDS
    assert not three.alone
    one.forget_the_gone()
    assert one.alone


async def test_while_the_broker_is_away_nobody_is_alone_and_after_it_all_are_asked_anew(
    house: House, broker: Broker
) -> None:
    one, bus = await house.process("一")
    house.clock.seconds += SETTLED_SECONDS
    assert one.alone
    await broker.kill()
    await until(lambda: not bus.up, seconds=20)
    assert not one.alone
    await broker.start()
    await until(lambda: bus.up, seconds=20)
    assert not one.alone
    house.clock.seconds += SETTLED_SECONDS
    await until(lambda: one.alone, seconds=20)
