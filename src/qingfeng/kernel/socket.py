"""What every open WebSocket of ours shares: a bounded outlet, and a reader of JSON frames.

An outlet never blocks who speaks: frames queue and leave in the next turn of the loop, or at once where they are flushed;
a peer too slow to follow is cut off (it comes back and fetches what it missed). A task is needed only where the peer
does not take what is sent: an idle socket costs none, and one that follows neither.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable
from contextlib import suppress
from typing import Any

import msgspec

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

MAX_QUEUED = 2_000
MAX_TOGETHER = 100
_BATCH = '{"t":"batch",'
MAX_FRAME = 64 * 1024
encode = msgspec.json.encode


class Outlet:
    """The sending half of one socket. With `gathers`, frames that wait together leave as one `batch` of them."""

    __slots__ = ("_draining", "_gathers", "_queue", "_send", "_soon", "closed")

    def __init__(self, send: Send, *, gathers: bool = False) -> None:
        self._send = send
        self._gathers = gathers
        self._queue: deque[str] = deque()
        self._draining: asyncio.Task[None] | None = None
        self._soon: asyncio.Handle | None = None
        self.closed = False

    def push(self, frame: Any, *, soon: bool = True) -> None:
        """Queue a frame (anything msgspec encodes, or text already encoded). Not `soon`: it leaves with the next frame
        that is, which is known to come."""
        if self.closed:
            return
        self._queue.append(frame if isinstance(frame, str) else encode(frame).decode())
        if len(self._queue) > MAX_QUEUED:
            self._queue.clear()
            self.close(1013, "too slow")
        elif soon and self._draining is None and self._soon is None:
            self._soon = asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Send now what waits. What the peer does not take yet, a task goes on with."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        if self._draining is None and self._queue and not self.closed:
            draining = self._drain()
            try:
                waits = draining.send(None)
            except StopIteration:
                return
            self._draining = asyncio.get_running_loop().create_task(_go_on(draining, waits))

    def close(self, code: int = 1000, reason: str = "") -> None:
        if not self.closed:
            self.closed = True
            task = asyncio.get_running_loop().create_task(self._close(code, reason))
            self._draining = self._draining or task

    async def _drain(self) -> None:
        try:
            while self._queue and not self.closed:
                text = self._next()
                if self._queue:
                    await self._send({"type": "websocket.send", "text": text, "more": True})
                else:
                    await self._send({"type": "websocket.send", "text": text})
        except (OSError, RuntimeError):
            self.closed = True  # the peer went away while we spoke
        finally:
            self._draining = None

    def _next(self) -> str:
        first = self._queue.popleft()
        if not self._gathers or first.startswith(_BATCH):
            return first
        together = [first]
        while self._queue and len(together) < MAX_TOGETHER and not self._queue[0].startswith(_BATCH):
            together.append(self._queue.popleft())
        return batch(together) if len(together) > 1 else first

    async def _close(self, code: int, reason: str) -> None:
        try:
            while self._queue:
                await self._send({"type": "websocket.send", "text": self._queue.popleft()})
            await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except (OSError, RuntimeError):
            pass


async def _go_on(begun: Coroutine[Any, Any, None], waits: Any) -> None:
    """A coroutine that was begun without a task and waits for something is a task's from here on."""
    await _Begun(begun, waits)


class _Begun:
    __slots__ = ("_begun", "_waits")

    def __init__(self, begun: Coroutine[Any, Any, None], waits: Any) -> None:
        self._begun = begun
        self._waits = waits

    def __await__(self) -> Generator[Any, Any, None]:
        waits = self._waits
        with suppress(StopIteration):
            while True:
                try:
                    got = yield waits
                except BaseException as error:  # noqa: BLE001  # it is the coroutine's to judge
                    waits = self._begun.throw(error)
                else:
                    waits = self._begun.send(got)


def batch(frames: Iterable[str]) -> str:
    """Encoded frames as one."""
    return f'{_BATCH}"frames":[{",".join(frames)}]}}'


async def read_frame(receive: Receive) -> dict[str, Any] | None:
    """The next JSON object from the peer; None when it has gone. Raises ValueError for anything else."""
    message = await receive()
    if message["type"] == "websocket.disconnect":
        return None
    text = message.get("text")
    if text is None or len(text) > MAX_FRAME:
        raise ValueError("frames are JSON text of up to 64 kB")
    try:
        frame = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:  # a thousand brackets within each other are no frame
        raise ValueError("frames are JSON objects") from error
    if not isinstance(frame, dict) or not isinstance(frame.get("t"), str):
        raise ValueError('frames are JSON objects with a "t"')
    return frame


def header(scope: Scope, name: bytes) -> str:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return ""


def client_of(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""
