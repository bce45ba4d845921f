"""uvicorn's WebSocket as we run it: it reads on until somebody writes faster than is taken, and writes together what
belongs together. On a real server, with a client that counts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import connect

from qingfeng.app.embedded.ports import free_port
from qingfeng.app.socket_protocol import UNREAD, SocketProtocol
from qingfeng.kernel.socket import Outlet
from tests.kernel.machine import until


class Peer:
    """The server's side of one socket: takes messages only when told to."""

    def __init__(self) -> None:
        self.take = asyncio.Event()
        self.taken: list[str] = []
        self.send: Any = None
        self.protocols: list[SocketProtocol] = []

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        self.send = send
        while True:
            await self.take.wait()
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            self.taken.append(message["text"])


@pytest.fixture
async def served() -> AsyncIterator[tuple[Peer, str]]:
    peer, port = Peer(), free_port()
    made = peer.protocols

    class Counted(SocketProtocol):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            made.append(self)

    server = uvicorn.Server(
        uvicorn.Config(
            peer,
            host="127.0.0.1",
            port=port,
            ws=Counted,
            ws_per_message_deflate=False,  # as we run it
            lifespan="off",
            log_config=None,
        )
    )
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        yield peer, f"ws://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        peer.take.set()
        await running


async def test_who_writes_one_at_a_time_is_read_on_and_a_flood_waits_outside(served: tuple[Peer, str]) -> None:
    peer, url = served
    async with connect(url) as socket:
        await socket.send("在吗")
        await until(lambda: peer.protocols[0].queue.qsize() == 1)
        assert not peer.protocols[0].read_paused
        flood = "退款" * 2_000  # more than the lines between them hold
        sending = asyncio.create_task(_send(socket, [flood] * (20 * UNREAD)))
        await until(lambda: peer.protocols[0].read_paused)
        assert peer.protocols[0].queue.qsize() < 3 * UNREAD
        peer.take.set()
        await sending
        await until(lambda: len(peer.taken) == 1 + 20 * UNREAD, seconds=20)
        assert not peer.protocols[0].read_paused
        assert peer.taken == ["在吗", *[flood] * (20 * UNREAD)]


async def _send(socket: Any, texts: list[str]) -> None:
    for text in texts:
        await socket.send(text)


async def test_what_waits_for_the_next_frame_is_written_with_it_and_in_order(served: tuple[Peer, str]) -> None:
    peer, url = served
    async with connect(url) as socket:
        await until(lambda: peer.send is not None)
        outlet = Outlet(peer.send)
        writes = _counted(peer.protocols[0])
        outlet.push("您的消息", soon=False)
        await asyncio.sleep(0.05)
        assert writes == []
        outlet.push("收到了")
        assert [await socket.recv(), await socket.recv()] == ["您的消息", "收到了"]
        assert len(writes) == 1
        outlet.push("一", soon=False)
        outlet.close(1000)
        assert await socket.recv() == "一"


def _counted(protocol: SocketProtocol) -> list[bytes]:
    """From now on, what is written to its line, write by write."""
    written: list[bytes] = []
    line = protocol.transport

    class Line:
        def write(self, data: bytes) -> None:
            written.append(data)
            line.write(data)

        def __getattr__(self, name: str) -> Any:
            return getattr(line, name)

    protocol.transport = Line()  # type: ignore[assignment]
    return written
