"""Clients that cost little: on two cores the load must not be what is measured.

They speak just enough of WebSocket and HTTP/1.1 for servers on this machine.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any

Heard = Callable[[bytes], None]
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
KEY = "dGhlIHNhbXBsZSBub25jZQ=="


class Socket(asyncio.Protocol):
    """One WebSocket. `heard` gets the payload of every text frame; pings are answered."""

    def __init__(self, path: str, host: str, heard: Heard, headers: Mapping[str, str]) -> None:
        extra = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._hello = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n{extra}\r\n"
        ).encode()
        self._heard = heard
        self._held = b""
        self._transport: Any = None
        self._open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = False

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        transport.write(self._hello)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if not self._open.done():
            self._open.set_exception(ConnectionError("closed before it was open"))

    def data_received(self, data: bytes) -> None:
        data = self._held + data if self._held else data
        at = 0
        if not self._open.done():
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._held = data
                return
            if b" 101 " not in data[: data.find(b"\r\n")]:
                self._open.set_exception(ConnectionError(data[:200].decode("latin-1")))
                self._transport.close()
                return
            self._open.set_result(None)
            at = end + 4
        while (frame := _frame(data, at)) is not None:
            code, start, at = frame
            if code == 1:
                self._heard(data[start:at])
            elif code == 9:
                self._write(0x8A, data[start:at])
            elif code == 8:
                self.closed = True
                self._transport.close()
        self._held = data[at:]

    async def opened(self) -> None:
        """Raises ConnectionError when the server refuses."""
        await asyncio.wait_for(self._open, 60)

    def send(self, text: bytes) -> None:
        """Send a text frame."""
        self._write(0x81, text)

    def close(self) -> None:
        if not self.closed:
            self._write(0x88, b"\x03\xe8")
            self._transport.close()

    def _write(self, first: int, payload: bytes) -> None:
        n = len(payload)
        if n < 126:
            head = bytes((first, 0x80 | n))
        else:
            head = bytes((first, 0x80 | 126)) + n.to_bytes(2, "big")
        # A client has to mask; with a mask of zeros that is done already.
        self._transport.write(head + b"\0\0\0\0" + payload)


def _frame(data: bytes, at: int) -> tuple[int, int, int] | None:
    """(opcode, start, end) of the frame that begins at `at`; None while it is not there as a whole."""
    if len(data) < at + 2:
        return None
    n, start = data[at + 1] & 0x7F, at + 2
    if n > 125:
        wide = 2 if n == 126 else 8
        if len(data) < start + wide:
            return None
        n, start = int.from_bytes(data[start : start + wide], "big"), start + wide
    return (data[at] & 0x0F, start, start + n) if len(data) >= start + n else None


async def socket(address: str, path: str, heard: Heard, headers: Mapping[str, str] | None = None) -> Socket:
    """Open a WebSocket to `host:port`. Raises ConnectionError, TimeoutError."""
    host, _, port = address.partition(":")
    made = Socket(path, address, heard, headers or {})
    await asyncio.get_running_loop().create_connection(lambda: made, host, int(port))
    await made.opened()
    return made


class Http:
    """Keep-alive connections to one server, at most `connections`; a request waits for a free one.

    A server may close a connection that was idle: the request is then sent again on a new one, once.
    """

    def __init__(self, address: str, connections: int) -> None:
        self._address = address
        self._free: asyncio.LifoQueue[Line | None] = asyncio.LifoQueue()  # the warmest first
        for _ in range(connections):
            self._free.put_nowait(None)

    async def call(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and body. Raises OSError, asyncio.IncompleteReadError."""
        extra = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self._address}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n{extra}\r\n"
        )
        line = await self._free.get()
        kept: Line | None = None
        try:
            if line is not None:
                with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                    answer = await _ask(line, head.encode() + body)
                    kept = line
                    return answer
            host, _, port = self._address.partition(":")
            line = await asyncio.open_connection(host, int(port))
            answer = await _ask(line, head.encode() + body)
            kept = line
            return answer
        finally:
            self._free.put_nowait(kept)


async def _ask(line: Line, request: bytes) -> tuple[int, bytes]:
    reader, writer = line
    writer.write(request)
    return await _answer(reader)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    if "transfer-encoding: chunked" in head:
        parts = []
        while size := int((await reader.readline()).strip() or b"0", 16):
            parts.append(await reader.readexactly(size))
            await reader.readline()
        await reader.readline()
        return status, b"".join(parts)
    length = next((int(line.partition(":")[2]) for line in head.split("\r\n") if line.startswith("content-length")), 0)
    return status, await reader.readexactly(length)
