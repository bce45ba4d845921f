"""A language model that says what a test has written; it sits the port's exam."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from qingfeng.kernel.errors import Unavailable
from qingfeng.ports.conformance.llm import Asked, Line, Script
from qingfeng.ports.llm import Completion, Hear, Tool, Turn


class ScriptedModel:
    name = "scripted-1"

    def __init__(self, script: Script | None = None) -> None:
        self.script = script or Script()

    async def close(self) -> None: ...

    async def complete(self, turns: Sequence[Turn], *, most_tokens: int, seconds: float) -> Completion:
        return await self.speak(turns, tools=(), most_tokens=most_tokens, seconds=seconds, hear=lambda _: None)

    async def speak(
        self, turns: Sequence[Turn], *, tools: Sequence[Tool], most_tokens: int, seconds: float, hear: Hear
    ) -> Completion:
        line = self.script.next(Asked(turns=list(turns), tools=list(tools), most_tokens=most_tokens))
        try:
            async with asyncio.timeout(seconds):
                return await self._said(line, hear)
        except TimeoutError:
            raise Unavailable("llm_slow", "It took too long.") from None

    async def _said(self, line: Line, hear: Hear) -> Completion:
        if line.fails == "slow":
            await asyncio.Event().wait()
        if line.fails in ("busy", "refused", "failed"):
            raise Unavailable(f"llm_{line.fails}", "no")
        for at, piece in enumerate(line.pieces):
            await asyncio.sleep(line.pause)
            if line.fails == "breaks" and at:
                raise Unavailable("llm_failed", "it broke off")
            hear(piece)
        return Completion("".join(line.pieces), self.name, *line.tokens, line.calls, line.cut)
