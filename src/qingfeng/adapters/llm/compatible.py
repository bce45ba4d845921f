"""`ports.llm.LanguageModel` for every server that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama and others.

The operator names the server, so it may be on this machine or in its network. What it answers is bounded in time and
size, and is text: whoever shows it does so as text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx
import msgspec

from qingfeng.kernel import log
from qingfeng.kernel.errors import Unavailable
from qingfeng.ports.llm import Completion, Turn

MAX_BYTES = 1024 * 1024
CONNECT_SECONDS = 5.0
logger = log.get(__name__)


class _Said(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Said


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Answer(msgspec.Struct):
    choices: list[_Choice]
    model: str = ""
    usage: _Usage | None = None


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
        body = {
            "model": self._model,
            "messages": [{"role": turn.role, "content": turn.text} for turn in turns],
            "max_tokens": most_tokens,
            "temperature": 0,
        }
        try:
            async with asyncio.timeout(seconds):
                data = await self._ask(body, seconds)
        except (TimeoutError, httpx.TimeoutException):
            raise Unavailable("llm_slow", "The language model took too long; try again.") from None
        except httpx.HTTPError as error:
            logger.warning("language model not reached", error=type(error).__name__)
            raise Unavailable("llm_failed", "The language model cannot be reached; try again later.") from None
        try:
            answer = msgspec.json.decode(data, type=_Answer)
            text = answer.choices[0].message.content or ""
        except (ValueError, IndexError) as error:  # no JSON, or no UTF-8
            logger.warning("language model not understood", error=str(error)[:200])
            raise Unavailable("llm_failed", "The language model gave no answer that can be read.") from None
        used = answer.usage or _Usage()
        return Completion(text, answer.model or self._model, used.prompt_tokens, used.completion_tokens)

    async def _ask(self, body: dict[str, Any], seconds: float) -> bytes:
        """The answer's bytes. Raises Unavailable by its status, httpx.HTTPError when there is none."""
        timeout = httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))
        async with self._client.stream("POST", self._url, json=body, timeout=timeout) as response:
            if response.status_code == 429:
                raise Unavailable("llm_busy", "The language model has too much to do; try again in a moment.")
            if response.status_code >= 400:
                logger.warning("language model refused", status=response.status_code)
                wrong = response.status_code in (400, 401, 403, 404, 422)
                code = "llm_refused" if wrong else "llm_failed"
                raise Unavailable(code, f"The language model refused ({response.status_code}); tell the operator.")
            data = b""
            async for part in response.aiter_bytes():
                data += part
                if len(data) > MAX_BYTES:
                    raise Unavailable("llm_failed", "The language model's answer is too long.")
            return data
