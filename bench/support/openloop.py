"""Load as the world makes it: arrivals keep their own time, whatever the server does.

A latency is counted from the moment a message was due, not from when it could be sent: a server that stalls is charged
for everybody who came meanwhile.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

DRAIN_SECONDS = 8.0


@dataclass
class Run:
    """What became of the messages of one run. Times are seconds of the monotonic clock."""

    due: dict[str, float] = field(default_factory=dict)
    kind: dict[str, str] = field(default_factory=dict)
    took: dict[str, float] = field(default_factory=dict)
    late: list[float] = field(default_factory=list)
    waiting: dict[str, asyncio.Event] = field(default_factory=dict)
    failed: int = 0

    def arrived(self, name: str) -> None:
        """A message is where it should be; the first time counts."""
        if name in self.due and name not in self.took:
            self.took[name] = time.monotonic() - self.due[name]
            there = self.waiting.pop(name, None)
            if there is not None:
                there.set()

    def of(self, kind: str, since: float) -> list[float]:
        """Latencies in seconds of one kind's messages that were due at `since` or later and arrived."""
        return [t for n, t in self.took.items() if self.kind[n] == kind and self.due[n] >= since]


Send = Callable[[str, int], Awaitable[None] | None]


async def drive(run: Run, kinds: dict[str, Send], *, rate: float, seconds: float, seed: int = 1) -> None:
    """Send `rate` messages a second, the kinds in turn, at exponential distances; then wait for what is under way.

    Each kind's function gets the message's name and number; it may start a task but must not wait for the outcome.
    """
    chance = random.Random(seed)
    begin = time.monotonic() + 0.05
    at, n, names = begin, 0, list(kinds)
    running: set[asyncio.Task[None]] = set()
    while at < begin + seconds:
        ahead = at - time.monotonic()
        if ahead > 0:
            await asyncio.sleep(ahead)
        kind = names[n % len(names)]
        name = f"m{seed}-{n:08d}-{int(begin * 1e3)}"
        run.due[name], run.kind[name] = at, kind
        run.late.append(time.monotonic() - at)
        sent = kinds[kind](name, n)
        if sent is not None:
            task = asyncio.ensure_future(_guarded(run, sent))
            running.add(task)
            task.add_done_callback(running.discard)
        n += 1
        at += chance.expovariate(rate)
        if n % 50 == 0:
            await asyncio.sleep(0)  # when we are late nothing above waits; answers must be read all the same
    limit = time.monotonic() + DRAIN_SECONDS
    while len(run.took) + run.failed < len(run.due) and time.monotonic() < limit:  # noqa: ASYNC110
        await asyncio.sleep(0.02)  # messages arrive at many places; a look now and then costs less


async def _guarded(run: Run, sent: Awaitable[None]) -> None:
    try:
        await sent
    except Exception:
        run.failed += 1


async def circle(run: Run, kinds: dict[str, Send], *, width: int, seconds: float) -> float:
    """`width` senders who each wait until a message has arrived before the next; gives the seconds it took."""
    begin = time.monotonic()
    count = iter(range(10**9))
    names = list(kinds)

    async def one() -> None:
        while time.monotonic() < begin + seconds:
            n = next(count)
            kind, name = names[n % len(names)], f"c{n:08d}-{int(begin * 1e3)}"
            run.due[name], run.kind[name] = time.monotonic(), kind
            there = run.waiting[name] = asyncio.Event()
            sent = kinds[kind](name, n)
            if sent is not None:
                await _guarded(run, sent)
            try:
                await asyncio.wait_for(there.wait(), DRAIN_SECONDS)
            except TimeoutError:
                run.failed += 1

    await asyncio.gather(*(one() for _ in range(width)))
    return time.monotonic() - begin
