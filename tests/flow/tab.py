"""Browser tabs on the desk's socket, without a browser and without a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from qingfeng.flow.desk_socket import DeskSocket
from qingfeng.modules.access import public as access
from tests.ports.house import PASSWORD, House


class Tab:
    """A browser tab on the desk's socket, without the network between."""

    def __init__(self, socket: DeskSocket, cookie: str) -> None:
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.frames: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        self._in.put_nowait({"type": "websocket.connect"})
        scope = {"type": "websocket", "headers": [(b"cookie", f"qf_session={cookie}".encode())]}
        self.task = asyncio.create_task(socket(scope, self._in.get, self._hear))

    async def _hear(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            frame = json.loads(message["text"])
            self.frames += frame["frames"] if frame["t"] == "batch" else [frame]
            self._news.set()

    def send(self, frame: Any) -> None:
        self._in.put_nowait({"type": "websocket.receive", "text": json.dumps(frame, ensure_ascii=False)})

    async def until(self, true: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first frame of which this is true."""
        async with asyncio.timeout(30):
            while not (found := [f for f in self.frames if true(f)]):
                self._news.clear()
                await self._news.wait()
        return found[0]

    async def answers(self, count: int = 1) -> list[dict[str, Any]]:
        """The next answers to what was sent, in the order in which they came."""
        async with asyncio.timeout(30):
            while len(found := [f for f in self.frames if f["t"] in ("sent", "refused")]) < count:
                self._news.clear()
                await self._news.wait()
        self.frames.clear()
        return found

    async def say(self, conversation: UUID, words: str, **more: Any) -> dict[str, Any]:
        self.send(frame_of(conversation, words, **more))
        return (await self.answers())[0]

    async def leave(self) -> None:
        self._in.put_nowait({"type": "websocket.disconnect"})
        await self.task


def frame_of(conversation: UUID, words: str, **more: Any) -> dict[str, Any]:
    message = {"client_id": uuid4().hex, "kind": "text", "text": words, **more}
    return {"t": "send", "conversation_id": str(conversation), "message": message}


class Tabs:
    """Opens a tab for whoever has an address, all of them on one socket server."""

    def __init__(self, house: House, sessions: access.Sessions) -> None:
        self._house = house
        self.socket = DeskSocket(house.spine, sessions)
        self.open: list[Tab] = []

    async def __call__(self, email: str) -> Tab:
        async with self._house.client() as http:
            answer = await http.post("/api/v1/session", json={"email": email, "password": PASSWORD})
        self.open.append(Tab(self.socket, answer.cookies["qf_session"]))
        await self.open[-1].until(lambda frame: frame["t"] == "welcome")
        return self.open[-1]

    async def gather(self) -> None:
        """What is gathered over a quarter of a second goes out now."""
        await self.socket._send_rows()
        for _ in range(20):
            await asyncio.sleep(0)

    async def settle(self) -> None:
        """What frames have set going is done."""
        while tasks := [task for task in self.socket._tasks if not task.done()]:
            await asyncio.gather(*tasks)


@asynccontextmanager
async def open_tabs(house: House, sessions: access.Sessions) -> AsyncIterator[Tabs]:
    tabs = Tabs(house, sessions)
    yield tabs
    for one in tabs.open:
        await one.leave()
    tabs.socket.stop()
