"""A business system's stand-in: it listens, keeps what it was asked, and answers as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from qingfeng.ports.conformance.business import Seen


class ListeningPeer:
    def __init__(self) -> None:
        self.url = ""
        self.answers: list[tuple[int, bytes]] = [(200, b"{}")]
        self.seen: list[Seen] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, target, _ = head[0].split(" ")
            headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            path, _, query = target.partition("?")
            self.seen.append(Seen(method, path, query, headers, body))
            status, answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if status > 0:
                more = b"Location: http://192.0.2.1/\r\n" if status == 302 else b""
                writer.write(
                    f"HTTP/1.1 {status} X\r\nContent-Length: {len(answer)}\r\n".encode() + more + b"\r\n" + answer
                )
                await writer.drain()
            elif status < 0:
                await reader.read()  # until the other side gives up
        writer.close()


@asynccontextmanager
async def listening() -> AsyncIterator[ListeningPeer]:
    peer = ListeningPeer()
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    peer.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield peer
    finally:
        server.close()
