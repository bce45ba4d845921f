"""The floor: the least that any server of this kind has to do for a message, on the same server, database and broker.

One durable insert, one publication on the broker, one write to the socket of whoever listens. No accounts, no order,
no state, no second process. Run by uvicorn in a process of its own (`python -m bench.floor`).
"""

from __future__ import annotations

import os
from typing import Any

import asyncpg
import nats
import uvicorn

from qingfeng.kernel.clock import SystemClock, TimeOrderedIds
from qingfeng.kernel.socket import Receive, Scope, Send

TABLE = (
    "CREATE TABLE IF NOT EXISTS messages (id uuid PRIMARY KEY, room text NOT NULL, text text NOT NULL,"
    " at timestamptz NOT NULL DEFAULT now())"
)


class Floor:
    """`/listen/<room>` hears what `/speak/<room>` says."""

    def __init__(self) -> None:
        self._ids = TimeOrderedIds(SystemClock())
        self._rooms: dict[str, Send] = {}
        self._pool: Any = None
        self._bus: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "websocket":
            _, what, room = scope["path"].split("/")
            await receive()
            await send({"type": "websocket.accept"})
            if what == "listen":
                self._rooms[room] = send
            while (message := await receive())["type"] != "websocket.disconnect":
                await self._pass_on(room, message["text"])
        else:
            await receive()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"ok"})

    async def _pass_on(self, room: str, text: str) -> None:
        await self._pool.execute(
            "INSERT INTO messages (id, room, text) VALUES ($1, $2, $3)", self._ids.new(), room, text
        )
        await self._bus.publish(f"floor.{room}", text.encode())
        listener = self._rooms.get(room)
        if listener is not None:
            await listener({"type": "websocket.send", "text": text})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()

        async def as_it_is(_: object) -> None:
            """No reset of the connection after each statement, which ours does without as well."""

        self._pool = await asyncpg.create_pool(
            os.environ["FLOOR_DATABASE_URL"], min_size=1, max_size=10, reset=as_it_is
        )
        await self._pool.execute(TABLE)
        self._bus = await nats.connect(os.environ["FLOOR_NATS_URL"])
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._bus.close()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})


def main() -> None:
    uvicorn.run(
        Floor(),
        host="127.0.0.1",
        port=int(os.environ["FLOOR_PORT"]),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main()
