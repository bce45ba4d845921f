"""A language model's server by the wire: real HTTP, OpenAI's chat completions, answers that a test has written."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Answer = str | int | float | bytes
"""The model's words; a status; seconds to be silent for; a body as it is."""


@dataclass
class ModelServer:
    """`says` answers by what was asked: the messages of the request."""

    says: Callable[[list[dict[str, str]]], Answer] = lambda messages: messages[-1]["content"].upper()
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").strip().split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
                body = json.loads(await reader.readexactly(int(headers["content-length"])))
                assert first.split(" ")[:2] == ["POST", "/v1/chat/completions"]
                self.asked.append(body)
                self.keys.append(headers.get("authorization", ""))
                status, data = await self._answer(body)
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, body: dict[str, Any]) -> tuple[int, bytes]:
        said = self.says(body["messages"])
        if isinstance(said, float):
            await asyncio.sleep(said)
            said = "late"
        if isinstance(said, int):
            return said, b'{"error": {"message": "no"}}'
        if isinstance(said, bytes):
            return 200, said
        usage = {"prompt_tokens": 40, "completion_tokens": 7, "total_tokens": 47}
        choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
        answer = {"id": "c-1", "object": "chat.completion", "model": "tiny-1", "choices": [choice], "usage": usage}
        return 200, json.dumps(answer).encode()


@asynccontextmanager
async def model_server() -> AsyncIterator[ModelServer]:
    made = ModelServer()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
