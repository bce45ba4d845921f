"""A tenant's system as a real HTTP/1.1 server that can be told to fail, to be slow, to hang up or to redirect."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Call:
    """One request as it arrived. `signed`: the signature is right, computed here and not by our own code."""

    path: str
    headers: dict[str, str]
    body: bytes
    signed: bool
    answer: int | float | str = 0

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["qingfeng-id"]


@dataclass
class Receiver:
    """`plan`: what to do with the next calls: a status, a number of seconds to wait before 200, or a word."""

    secret: str = "s" * 32
    plan: list[int | float | str] = field(default_factory=list)
    always: int | float | str = 200
    calls: list[Call] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    on_call: Callable[[Call], None] | None = None
    decide: Callable[[Call], int] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    def texts(self) -> list[str]:
        return [c.json["message"]["text"] for c in self.calls if c.json["type"] == "message.created"]

    def _is_signed(self, headers: dict[str, str], body: bytes) -> bool:
        said = headers.get("qingfeng-signature", "")
        data = headers.get("qingfeng-id", "").encode() + b"." + headers.get("qingfeng-timestamp", "").encode() + b"."
        return said == "v1=" + hmac.new(self.secret.encode(), data + body, hashlib.sha256).hexdigest()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while (head := await reader.readuntil(b"\r\n\r\n")) and await self._answer(head, reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        call = Call(first.split(" ")[1], headers, body, self._is_signed(headers, body))
        self.calls.append(call)
        if self.on_call is not None:
            self.on_call(call)
        todo = self.plan.pop(0) if self.plan else self.decide(call) if self.decide else self.always
        call.answer = todo
        extra, status, answer = "", 200, b"ok"
        if todo == "drop":
            return False
        if todo == "redirect":
            extra, status, answer = f"Location: http://127.0.0.1:{self.port}/elsewhere\r\n", 307, b""
        elif todo == "flood":
            writer.write(b"HTTP/1.1 500 Bad\r\nContent-Length: 1000000000\r\n\r\n")
            for _ in range(2000):
                writer.write(b"x" * 65536)
                await writer.drain()
            return False
        elif todo == "drip":
            writer.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(100):
                writer.write(b"X-Slow: 1\r\n")
                await writer.drain()
                await asyncio.sleep(0.05)
            return False
        elif isinstance(todo, float):
            await asyncio.sleep(todo)
        else:
            status = int(todo)
            answer = f"{status} \x00\x1b[31m 你好".encode()
        writer.write(f"HTTP/1.1 {status} X\r\n{extra}Content-Length: {len(answer)}\r\n\r\n".encode() + answer)
        await writer.drain()
        return True


@asynccontextmanager
async def listening(receiver: Receiver, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    server = await asyncio.start_server(receiver._serve, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
