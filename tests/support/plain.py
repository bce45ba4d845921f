"""A web server that answers what a test wrote down, over a real socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Plain:
    """`pages`: what is answered by path, as JSON unless it is text. `asked`: the paths that were asked for."""

    pages: dict[str, Any]
    redirect: str = ""
    url: str = ""
    asked: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split()[1].decode().partition("?")[0]
            self.asked.append(path)
            page = self.pages.get(path)
            body = (page if isinstance(page, str) else json.dumps(page)).encode()
            status = "302 Found" if self.redirect else "404 Not Found" if page is None else "200 OK"
            more = f"Location: {self.redirect}\r\n" if self.redirect else ""
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}Connection: close\r\n\r\n".encode()
            )
            writer.write(body)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def answering(pages: dict[str, Any], redirect: str = "") -> AsyncIterator[Plain]:
    """Start one on a free port of this machine."""
    plain = Plain(pages, redirect)
    server = await asyncio.start_server(plain.serve, "127.0.0.1", 0)
    plain.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield plain
