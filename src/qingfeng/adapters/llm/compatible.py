"""`ports.llm.LanguageModel` for every server that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama and others.

The operator names the server, so it may be on this machine or in its network. What it answers is bounded in time and
size, and is text: whoever shows it does so as text.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx

from qingfeng.adapters.llm import wire
from qingfeng.kernel import log
from qingfeng.kernel.errors import Unavailable
from qingfeng.ports.llm import Completion, Hear, Tool, Turn

MAX_BYTES = 1024 * 1024
CONNECT_SECONDS = 5.0
logger = log.get(__name__)


class CompatibleModel:
    """`url`: up to and with `/v1`. `key`: sent as a bearer; empty: none. One for each process; keeps its connections."""

    def __init__(self, url: str, model: str, key: str = "") -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._model = model
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        limits = httpx.Limits(max_connections=20, max_keepalive_connections=5)
        self._client = httpx.AsyncClient(headers=headers, trust_env=False, limits=limits, follow_redirects=False)

    @property
    def name(self) -> str:
        return self._model

    async def close(self) -> None:
        await self._client.aclose()

    async def complete(self, turns: Sequence[Turn], *, most_tokens: int, seconds: float) -> Completion:
        data = b""
        async with self._asked(wire.body(self._model, turns, most_tokens), seconds) as response:
            async for part in response.aiter_bytes():
                data += part
                _bounded(len(data))
        try:
            return wire.read(data, self._model)
        except wire.Unreadable as error:
            raise _not_understood(error) from None

    async def speak(
        self, turns: Sequence[Turn], *, tools: Sequence[Tool], most_tokens: int, seconds: float, hear: Hear
    ) -> Completion:
        body = wire.streamed(wire.body(self._model, turns, most_tokens), tools)
        pieces, read, rest = wire.Pieces(self._model, hear), 0, b""
        async with self._asked(body, seconds) as response:
            if "text/event-stream" not in response.headers.get("content-type", ""):
                return await self._whole(response, hear)
            async for part in response.aiter_bytes():
                read += len(part)
                _bounded(read)
                *lines, rest = (rest + part).split(b"\n")
                try:
                    for line in lines:
                        pieces.line(line.rstrip(b"\r"))
                except wire.Unreadable as error:
                    raise _not_understood(error) from None
                if pieces.done:
                    break
        if not pieces.finished:
            raise _not_understood(wire.Unreadable("the stream broke off"))
        return pieces.whole()

    async def _whole(self, response: httpx.Response, hear: Hear) -> Completion:
        """From a server that does not stream: all of it at once."""
        data = b""
        async for part in response.aiter_bytes():
            data += part
            _bounded(len(data))
        try:
            answer = wire.read(data, self._model)
        except wire.Unreadable as error:
            raise _not_understood(error) from None
        if answer.text:
            hear(answer.text)
        return answer

    @asynccontextmanager
    async def _asked(self, body: dict[str, Any], seconds: float) -> AsyncIterator[httpx.Response]:
        """A response that is no refusal. Raises Unavailable by what went wrong, in the block as well."""
        timeout = httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))
        try:
            async with (
                asyncio.timeout(seconds),
                self._client.stream("POST", self._url, json=body, timeout=timeout) as response,
            ):
                _accepted(response.status_code)
                yield response
        except (TimeoutError, httpx.TimeoutException):
            raise Unavailable("llm_slow", "The language model took too long; try again.") from None
        except httpx.HTTPError as error:
            logger.warning("language model not reached", error=type(error).__name__)
            raise Unavailable("llm_failed", "The language model cannot be reached; try again later.") from None


def _accepted(status: int) -> None:
    """Raises Unavailable."""
    if status == 429:
        raise Unavailable("llm_busy", "The language model has too much to do; try again in a moment.")
    if status >= 300:
        logger.warning("language model refused", status=status)
        code = "llm_refused" if status in (400, 401, 403, 404, 422) else "llm_failed"
        raise Unavailable(code, f"The language model refused ({status}); tell the operator.")


def _bounded(read: int) -> None:
    if read > MAX_BYTES:
        raise Unavailable("llm_failed", "The language model's answer is too long.")


def _not_understood(error: wire.Unreadable) -> Unavailable:
    logger.warning("language model not understood", error=str(error))
    return Unavailable("llm_failed", "The language model gave no answer that can be read.")
