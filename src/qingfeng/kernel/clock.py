"""Time, ids and chance are handed in: these are the only places that ask the machine for them."""

from __future__ import annotations

import asyncio
import os
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    """Wall-clock time in UTC, a monotonic counter in seconds, and a sleep measured by it."""

    def now(self) -> datetime: ...
    def monotonic(self) -> float: ...
    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that moves only when told to: for tests and simulations. `sleep` moves it."""

    def __init__(self, start: datetime = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)
        await asyncio.sleep(0)


async def heard(event: asyncio.Event, seconds: float | None) -> bool:
    """Wait for an event, or so many real seconds; whether it came.

    `asyncio.wait_for` would do, but for Python 3.11: there it swallows a cancellation that meets the event, and what
    was to end goes on for ever.
    """
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


class Ids(Protocol):
    def new(self) -> UUID: ...


class TimeOrderedIds:
    """UUID version 7 (RFC 9562): 48 bits of milliseconds, the rest random; index-friendly, made on any node."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def new(self) -> UUID:
        millis = int(self._clock.now().timestamp() * 1000)
        value = (millis & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10))
        value = value & ~(0xF << 76) | 0x7 << 76
        return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


class CountingIds:
    """Ids 1, 2, 3, ...: for tests and simulations that must repeat."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> UUID:
        self._last += 1
        return UUID(int=0x7 << 76 | 0x2 << 62 | self._last)


def new_seed() -> int:
    """A fresh seed for a recorded decision; stored with it so that it can be replayed."""
    return int.from_bytes(os.urandom(6))


def rng(seed: int) -> random.Random:
    return random.Random(seed)
