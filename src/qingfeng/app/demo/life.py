"""Time and chance of simulated people: a clock whose seconds may pass faster, and what a generator of chance gives."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol, TypeVar

from qingfeng.kernel.clock import Clock, rng

T = TypeVar("T")


class Chance(Protocol):
    """What simulated people ask of a generator of chance; a `random.Random` has it."""

    def random(self) -> float: ...
    def uniform(self, a: float, b: float) -> float: ...
    def expovariate(self, lambd: float) -> float: ...
    def choice(self, seq: Sequence[T]) -> T: ...
    def getrandbits(self, k: int, /) -> int: ...


def own(chance: Chance) -> Chance:
    """A generator for one person, so that what others do meanwhile does not change their luck."""
    return rng(chance.getrandbits(48))


def name(chance: Chance) -> str:
    """An id that a client chooses for a message of its own."""
    return f"{chance.getrandbits(128):032x}"


class Pace:
    """People's time: `speed` of its seconds pass in one of the clock's. Networks keep to the clock itself."""

    def __init__(self, clock: Clock, speed: float = 1.0) -> None:
        self._clock = clock
        self._speed = speed

    def monotonic(self) -> float:
        return self._clock.monotonic() * self._speed

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds / self._speed)

    def of_clock(self, seconds: float) -> float:
        """How many of people's seconds pass in so many of the clock's: for what waits for the machines."""
        return seconds * self._speed

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        """Wait for an event, at most so many of people's seconds; False when it did not come."""
        try:
            async with asyncio.timeout(max(0.0, seconds) / self._speed):
                await event.wait()
        except TimeoutError:
            return False
        return True
