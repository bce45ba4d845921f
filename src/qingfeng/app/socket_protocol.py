"""uvicorn's WebSocket, asked to touch the line less often: what its peer wrote, and what we write to it, costs a system
call and often wakes another process each time."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN

UNREAD = 32
"""Messages of one peer that may wait for us before we stop reading from it. uvicorn stops at each and goes on when it
is taken: two calls for every message of somebody who never sends two at once."""


class SocketProtocol(WebSocketsSansIOProtocol):
    """`websocket.send` knows one key more: `more`, when another follows at once, which takes this one along."""

    def send_receive_event_to_app(self) -> None:
        paused, self.read_paused = self.read_paused, True  # so that it is not done for us
        super().send_receive_event_to_app()
        self.read_paused = paused
        if not paused and self.queue.qsize() >= UNREAD:
            self.read_paused = True
            self.transport.pause_reading()

    async def send(self, message: Any) -> None:
        if "more" in message and self.conn.state is OPEN and self.writable.is_set():
            self.conn.send_text(message["text"].encode())  # waits in `conn` for the next one's turn to be written
        else:
            await super().send(message)
