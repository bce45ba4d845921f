"""Which other processes show screens: whoever has none beside it need not tell the broker what moves only screens.

Each says that it is there when it starts, when it is asked, every few seconds and when it goes. Nothing depends on it
but work saved: a process that is not told looks into the outbox every second, as after any other loss.
"""

from __future__ import annotations

import asyncio

import msgspec
from nats.aio.msg import Msg

from qingfeng.kernel.bus import COMPANY, Bus
from qingfeng.kernel.clock import Clock

SAY_SECONDS = 10.0
GONE_SECONDS = 3.5 * SAY_SECONDS
SETTLED_SECONDS = 3.0
"""So long after our line to the broker came up, whoever is there has answered."""


class _Said(msgspec.Struct):
    origin: str
    what: str
    """`asks`, `here` or `gone`."""


class Company:
    """One in each process with screens."""

    def __init__(self, bus: Bus, clock: Clock, origin: str) -> None:
        self._bus = bus
        self._clock = clock
        self._origin = origin
        self._heard: dict[str, float] = {}
        self._since: float | None = None
        self._task: asyncio.Task[None] | None = None
        self._asking: asyncio.Task[None] | None = None
        self._decode = msgspec.json.Decoder(_Said)

    @property
    def alone(self) -> bool:
        """Whether no other process shows screens; not before that is settled, nor while the broker is away."""
        if self._since is None or self._heard or not self._bus.up:
            return False
        return self._clock.monotonic() - self._since >= SETTLED_SECONDS

    async def start(self) -> None:
        self._bus.on_change(back=self._anew, away=self._away)
        await self._bus.subscribe(COMPANY, self._told)
        if self._bus.up:
            self._anew()
        self._task = asyncio.create_task(self._keep_saying(), name="company")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await self._say("gone")

    def _away(self) -> None:
        self._since = None

    def _anew(self) -> None:
        """Our line to the broker is up (again): who is there now?"""
        self._since = self._clock.monotonic()
        self._asking = asyncio.create_task(self._say("asks"))

    async def _keep_saying(self) -> None:
        while True:
            await self._clock.sleep(SAY_SECONDS)
            await self._say("here")
            self.forget_the_gone()

    def forget_the_gone(self) -> None:
        """Those who have said nothing for long: they could not say good-bye."""
        long_ago = self._clock.monotonic() - GONE_SECONDS
        self._heard = {origin: at for origin, at in self._heard.items() if at > long_ago}

    async def _say(self, what: str) -> None:
        await self._bus.tell(COMPANY, msgspec.json.encode(_Said(self._origin, what)))

    async def _told(self, message: Msg) -> None:
        said = self._decode.decode(message.data)
        if said.origin == self._origin:
            return
        if said.what == "gone":
            self._heard.pop(said.origin, None)
        else:
            self._heard[said.origin] = self._clock.monotonic()
        if said.what == "asks":
            await self._say("here")
