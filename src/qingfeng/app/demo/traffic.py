"""The demo traffic: while the switch is on, customers come in a gentle wave and agents serve them."""

from __future__ import annotations

import asyncio
import contextlib
import math
import signal
from collections import Counter
from collections.abc import Coroutine
from typing import Any

import uvloop

from qingfeng.app.demo.agents_sim import Agent, emails
from qingfeng.app.demo.control import Control, NotDemo
from qingfeng.app.demo.customers_sim import Customer
from qingfeng.app.demo.desk import StrangeTenant
from qingfeng.app.demo.life import Chance, Pace
from qingfeng.app.demo.scripts import dialogues
from qingfeng.app.demo.show import Show
from qingfeng.app.demo.switch import Switch
from qingfeng.app.demo.web import Away, Refusal, Web
from qingfeng.app.settings import Settings
from qingfeng.kernel import log
from qingfeng.kernel.clock import Clock, SystemClock, new_seed, rng

logger = log.get(__name__)
POLL_SECONDS = 5.0
AT_ONCE = 30
"""Simulated customers at the same time, at most."""
WAVE_SECONDS = 900.0
WAVE_HEIGHT = 0.4
ARRIVE_SECONDS = 2.5
"""Between two agents who sign in: a whole team at once would use up the sign-ins this address may make."""
END_SECONDS = 12.0
STOP_SECONDS = 5.0
TOLD_SECONDS = 900.0


class Traffic:
    """`run` until told to stop. Raises NotDemo or StrangeTenant, before anybody has written a word, where it may not be."""

    def __init__(self, base: str, clock: Clock, chance: Chance, *, speed: float = 1.0) -> None:
        self._clock = clock
        self._chance = chance
        self._pace = Pace(clock, speed)
        self._arrive = ARRIVE_SECONDS / speed
        self._web = Web(base, clock, chance)
        self._control = Control(self._web, chance)
        self._switch = Switch()
        self._show: Show | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._customers = 0
        self._refused: Exception | None = None
        self.seen: Counter[str] = Counter()
        """What has happened since the start, by name."""

    @property
    def busy(self) -> bool:
        """Whether anybody simulated is still there."""
        return bool(self._tasks)

    async def run(self, stop: asyncio.Event) -> None:
        try:
            while not stop.is_set():
                await self._look()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), POLL_SECONDS)
        finally:
            await self._end(STOP_SECONDS)
            await self._web.close()

    async def _look(self) -> None:
        """Ask for the switch, and follow it."""
        try:
            self._switch = await self._control.switch()
        except Away:
            return  # everybody waits by themselves; the last word holds
        if self._refused is not None:
            raise self._refused
        if self._switch.on and self._show is None:
            self._begin()
        elif not self._switch.on and self._show is not None:
            await self._end(END_SECONDS)

    def _begin(self) -> None:
        logger.info("demo traffic on", per_minute=self._switch.per_minute)
        show = Show(self._web, self._clock, self._pace, self._chance, seen=self.seen)
        self._show = show
        self._spawn(self._staff(show))
        self._spawn(self._customers_come(show))
        self._spawn(self._tell(show))

    async def _end(self, seconds: float) -> None:
        """Let everybody finish, at most so many seconds."""
        if self._show is None:
            return
        self._show.over.set()
        self._show = None
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        logger.info("demo traffic off", **self.seen)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (StrangeTenant, NotDemo) as error:
            self._refused = error
        except Exception:
            self.seen["failed"] += 1
            logger.exception("part of the demo traffic failed")

    # ------------------------------------------------------------------ who comes
    async def _staff(self, show: Show) -> None:
        for email in emails():
            if show.over.is_set():
                return
            show.seats += 1
            self._spawn(Agent(show, email).live())
            await self._clock.sleep(self._arrive)

    async def _customers_come(self, show: Show) -> None:
        """A Poisson process whose rate follows the switch and the wave."""
        await self._pace.sleep(4)  # the first agents are at their desks
        began = self._pace.monotonic()
        left = 0.0
        while not show.over.is_set():
            if left <= 0 and self._customers < AT_ONCE:
                self._spawn(self._customer(show))
                left = self._chance.expovariate(1)
            await self._pace.wait(show.over, 1)
            wave = 1 + WAVE_HEIGHT * math.sin(2 * math.pi * (self._pace.monotonic() - began) / WAVE_SECONDS)
            left -= self._switch.per_minute * wave / 60

    async def _customer(self, show: Show) -> None:
        self._customers += 1
        try:
            await Customer(show, self._control, self._chance.choice(dialogues())).live()
        finally:
            self._customers -= 1

    async def _tell(self, show: Show) -> None:
        """A line of log a quarter of an hour."""
        while not show.over.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(show.over.wait(), TOLD_SECONDS)
                return
            logger.info("demo traffic", **self.seen)


def _base(settings: Settings) -> str:
    """The server on this machine, by whatever address it listens on."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "localhost": "127.0.0.1"}.get(settings.host, settings.host)
    return f"http://{host}:{settings.port}"


async def _until_told(settings: Settings, seed: int | None, speed: float) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    traffic = Traffic(_base(settings), SystemClock(), rng(new_seed() if seed is None else seed), speed=speed)
    try:
        await traffic.run(stop)
    except (NotDemo, StrangeTenant, Refusal) as error:
        # Ending would only be started again, and a wrong password tried again locks the account.
        logger.error("demo traffic refused; it stays away until it is started anew", error=str(error))
        await stop.wait()


def run(settings: Settings, seed: int | None, speed: float) -> None:
    """Simulate until told to stop. `seed` makes chance repeatable; `speed` lets people live faster."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_until_told(settings, seed, speed))
