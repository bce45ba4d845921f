"""A WebSocket that comes back: it reconnects with back-off, pings, and hands every frame on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from qingfeng.app.demo.life import Chance
from qingfeng.kernel.clock import Clock

PING_SECONDS = 25.0
FIRST_WAIT = 0.5
LONGEST_WAIT = 15.0
SOUND_SECONDS = 20.0
"""After this long a connection was a good one, and the next attempt comes soon again."""
MAX_FRAME = 1024 * 1024
_GONE = (OSError, WebSocketException, TimeoutError)
Frame = dict[str, Any]


class End(Protocol):
    """Who speaks over the wire."""

    def headers(self) -> Mapping[str, str]: ...
    def hello(self) -> Frame | None: ...
    async def take(self, frame: Frame) -> None: ...


class Wire:
    """One person's socket. `run` until cancelled; `send` whenever."""

    def __init__(self, url: str, end: End, clock: Clock, chance: Chance) -> None:
        self._url = url.replace("http", "ws", 1)
        self._end = end
        self._clock = clock
        self._chance = chance
        self._socket: ClientConnection | None = None

    async def send(self, frame: Frame) -> bool:
        """False when there is no line now."""
        if self._socket is None:
            return False
        try:
            await self._socket.send(msgspec.json.encode(frame), text=True)
        except _GONE:
            return False
        return True

    async def run(self) -> None:
        wait = FIRST_WAIT
        while True:
            began = self._clock.monotonic()
            try:
                await self._once()
            except _GONE:
                pass  # said once by whoever calls over HTTP; a socket just comes back
            finally:
                self._socket = None
            if self._clock.monotonic() - began > SOUND_SECONDS:
                wait = FIRST_WAIT
            await self._clock.sleep(wait * self._chance.uniform(0.5, 1.5))
            wait = min(wait * 2, LONGEST_WAIT)

    async def _once(self) -> None:
        async with connect(
            self._url,
            additional_headers=dict(self._end.headers()),
            compression=None,
            ping_interval=None,
            open_timeout=10,
            close_timeout=1,
            max_size=MAX_FRAME,
            proxy=None,
        ) as socket:
            hello = self._end.hello()
            if hello is not None:
                await socket.send(msgspec.json.encode(hello), text=True)
            self._socket = socket
            await self._listen(socket)

    async def _listen(self, socket: ClientConnection) -> None:
        asked = False
        while True:
            try:
                async with asyncio.timeout(PING_SECONDS):
                    text = await socket.recv()
            except TimeoutError:
                if asked:
                    return  # not even a pong: the line is dead
                asked = await self.send({"t": "ping"})
                continue
            asked = False
            frame: Frame = msgspec.json.decode(text)
            for one in frame["frames"] if frame["t"] == "batch" else (frame,):
                await self._end.take(one)
