"""A language model's server by the wire that streams: real sockets, events, errors, slow bytes, a line cut in the middle."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from qingfeng.ports.conformance.llm import Asked, Line, Script
from qingfeng.ports.llm import Tool, ToolCall, Turn

_STATUS = {"busy": 429, "refused": 401, "failed": 500}


@dataclass
class TalkingServer:
    """`raw`: a body sent as it is, as events, in place of the script's next line."""

    script: Script = field(default_factory=Script)
    raw: list[bytes] = field(default_factory=list)
    kind: str = "text/event-stream"
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    int(line.split(":")[1]) for line in head.decode().lower().split("\r\n") if "content-length" in line
                )
                await self._answer(writer, json.loads(await reader.readexactly(length)))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, body: dict[str, Any]) -> None:
        assert body["stream"] is True
        line = self.script.next(_asked(body))
        if line.fails == "slow":
            await asyncio.sleep(30)
        if line.fails in _STATUS:
            data = b'{"error": {"message": "no"}}'
            writer.write(f"HTTP/1.1 {_STATUS[line.fails]} X\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)
            return
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {self.kind}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        for part in self.raw or _events(line):
            if line.pause:
                await asyncio.sleep(line.pause)
            await _chunk(writer, part)
        if line.fails == "breaks":
            writer.close()
            return
        await _chunk(writer, b"")


async def _chunk(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    await writer.drain()


def _events(line: Line) -> list[bytes]:
    """One event for each piece; a call comes as a name and then its arguments in halves."""
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": piece} for piece in line.pieces]
    for at, call in enumerate(line.calls):
        half = len(call.arguments) // 2
        deltas.append({"tool_calls": [{"index": at, "id": call.id, "function": {"name": call.name, "arguments": ""}}]})
        deltas += [
            {"tool_calls": [{"index": at, "function": {"arguments": part}}]}
            for part in (call.arguments[:half], call.arguments[half:])
        ]
    out = [_event({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}) for delta in deltas]
    if line.fails == "breaks":
        return out[:2]
    why = "length" if line.cut else "tool_calls" if line.calls else "stop"
    out.append(_event({"choices": [{"index": 0, "delta": {}, "finish_reason": why}]}))
    usage = {"prompt_tokens": line.tokens[0], "completion_tokens": line.tokens[1]}
    return [b": kept open\n\n", *out, _event({"choices": [], "usage": usage}), b"data: [DONE]\n\n"]


def _event(said: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps({"model": "tiny-1", **said}).encode() + b"\n\n"


def _asked(body: dict[str, Any]) -> Asked:
    turns = [
        Turn(
            m["role"],
            m["content"],
            [ToolCall(c["id"], c["function"]["name"], c["function"]["arguments"]) for c in m.get("tool_calls", [])],
            m.get("tool_call_id", ""),
        )
        for m in body["messages"]
    ]
    functions = [one["function"] for one in body.get("tools", [])]
    tools = [Tool(f["name"], f["description"], f["parameters"]) for f in functions]
    return Asked(turns=turns, tools=tools, most_tokens=body["max_tokens"])


@asynccontextmanager
async def talking_server() -> AsyncIterator[TalkingServer]:
    made = TalkingServer()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
