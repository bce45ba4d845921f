"""HTTP for simulated people: calls that wait for a server which is away, and refusals as exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

import httpx
import msgspec

from qingfeng.app.demo.life import Chance
from qingfeng.kernel import log
from qingfeng.kernel.clock import Clock
from qingfeng_client import Call

logger = log.get(__name__)
Answer = TypeVar("Answer")
PATIENCE_SECONDS = 45.0
FIRST_WAIT = 0.5
LONGEST_WAIT = 15.0
TOLD_SECONDS = 60.0
BUSY = frozenset({429, 502, 503, 504})


class Refusal(Exception):
    """The server said no: `status` and the contract's `code`."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code


class Away(Exception):
    """The server did not answer for as long as one was willing to wait."""


class Web:
    """One server, asked by many people: nothing of one (cookies) is kept for another."""

    def __init__(self, base: str, clock: Clock, chance: Chance) -> None:
        self.base = base
        self._clock = clock
        self._chance = chance
        self._http = httpx.AsyncClient(base_url=base, timeout=10, trust_env=False, verify=base.startswith("https"))
        self._http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._away = False
        self._told = -TOLD_SECONDS

    async def close(self) -> None:
        await self._http.aclose()

    async def call(self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None) -> Any:
        """The answer's JSON. Raises Refusal, or Away after `PATIENCE_SECONDS` of trying."""
        return decoded(await self.send(method, path, body, headers=headers))

    async def ask(self, call: Call[Answer], headers: Mapping[str, str]) -> Answer:
        """One call of the house's Python client, sent with this patience."""
        asked = {name: str(value) for name, value in call.query.items() if value is not None}
        path = f"{call.path}?{urlencode(asked)}" if asked else call.path
        keyed = {"idempotency-key": call.key} if call.key else {}
        answer = await self.send(call.method, path, call.body, headers={**headers, **keyed})
        told = decoded(answer)
        return cast(Answer, None if call.answer is None else msgspec.convert(told, call.answer))

    async def upload(self, path: str, name: str, data: bytes, headers: Mapping[str, str]) -> Any:
        """Bring a file; gives the attachment."""
        return decoded(await self.send("POST", path, headers=headers, files={"file": (name, data)}))

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        files: Any = None,
    ) -> httpx.Response:
        """The answer itself, whatever it says; a server that is away or busy is asked again."""
        deadline = self._clock.monotonic() + PATIENCE_SECONDS
        wait = FIRST_WAIT
        content = None if body is None else msgspec.json.encode(body)
        kind = {} if body is None else {"content-type": "application/json"}
        while True:
            pause = wait
            try:
                answer = await self._http.request(
                    method, path, content=content, files=files, headers={**kind, **(headers or {})}
                )
            except httpx.TransportError as error:
                self._tell_away(type(error).__name__)
            else:
                if answer.status_code not in BUSY:
                    self._tell_back()
                    return answer
                pause = max(wait, _retry_after(answer))
            if self._clock.monotonic() + pause > deadline:
                raise Away(path)
            await self._clock.sleep(pause * self._chance.uniform(0.7, 1.3))
            wait = min(wait * 2, LONGEST_WAIT)

    def _tell_away(self, error: str) -> None:
        """Said once, not by everybody who waits, and not again and again by a server that comes and goes."""
        if not self._away and self._clock.monotonic() - self._told > TOLD_SECONDS:
            self._away = True
            self._told = self._clock.monotonic()
            logger.info("server away", error=error)

    def _tell_back(self) -> None:
        if self._away:
            self._away = False
            logger.info("server back")


def _retry_after(answer: httpx.Response) -> float:
    text = answer.headers.get("retry-after", "")
    return float(text) if text.isdigit() else 0.0


def decoded(answer: httpx.Response) -> Any:
    """The JSON of an answer that is well. Raises Refusal."""
    if answer.is_success:
        return msgspec.json.decode(answer.content) if answer.content else None
    try:
        error = msgspec.json.decode(answer.content)["error"]
        raise Refusal(answer.status_code, str(error["code"]), str(error["message"]))
    except (ValueError, KeyError, TypeError):
        raise Refusal(answer.status_code, "unreadable", answer.text[:200]) from None
