"""Clients that send calls: `Client` waits, `AsyncClient` is awaited. Both repeat what may be repeated."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime
from typing import Any, Self, TypeVar, cast

import httpx
import msgspec

from qingfeng_client.calls import Call, Listing
from qingfeng_client.errors import NotReached, Refused, Unreadable, refusal
from qingfeng_client.generated import models as m

Answer = TypeVar("Answer")
Item = TypeVar("Item")
TRIES = 5
FIRST_WAIT = 0.5
LONGEST_WAIT = 60.0
_REPEATABLE = frozenset({"GET", "PUT", "DELETE"})
_PASSING = frozenset({429, 502, 503, 504})


class _Manners:
    """What both clients do alike: headers, keys, answers, and when to try again."""

    def __init__(self, token: str | None, tries: int) -> None:
        self._headers = {"Accept": "application/json"}
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"
        self._tries = tries

    def signed_in(self, session: m.Session) -> None:
        self._headers["X-QF-CSRF"] = session.csrf

    def ready(self, call: Call[Answer]) -> Call[Answer]:
        """The call with its key, which stays the same however often it is tried."""
        return call.with_key(str(uuid.uuid4())) if call.keyed and call.key is None else call

    def request(self, client: httpx.Client | httpx.AsyncClient, call: Call[Any]) -> httpx.Request:
        headers = dict(self._headers)
        if call.keyed and call.key is not None:
            headers["Idempotency-Key"] = call.key
        query = {name: _word(value) for name, value in call.query.items() if value is not None}
        if call.file is not None:
            files = {"file": (call.file.name, call.file.data, call.file.kind)}
            data = dict(call.file.fields)
            return client.build_request(call.method, call.path, params=query, headers=headers, files=files, data=data)
        content = None
        if call.body is not None:
            headers["Content-Type"] = "application/json"
            content = msgspec.json.encode(call.body)
        return client.build_request(call.method, call.path, params=query, headers=headers, content=content)

    def answer(self, call: Call[Answer], response: httpx.Response) -> Answer:
        """What was answered. Raises Refused, Unreadable."""
        if response.status_code >= 400:
            raise refusal(response.status_code, response.content, response.headers.get("Retry-After"))
        if call.answer is None or call.answer is bytes:
            return cast(Answer, None if call.answer is None else response.content)
        try:
            return cast(Answer, msgspec.json.decode(response.content, type=call.answer))
        except msgspec.MsgspecError as error:
            raise Unreadable(f"{call.method} {call.path}: {error}") from error

    def wait(self, call: Call[Any], tried: int, error: Exception) -> float | None:
        """Seconds until the next try; None when there is to be none."""
        if tried >= self._tries or not _may_repeat(call, error):
            return None
        if isinstance(error, Refused) and error.retry_after is not None:
            return min(error.retry_after, LONGEST_WAIT)
        # The jitter keeps many clients from coming back at the same moment.
        return min(FIRST_WAIT * float(2 ** (tried - 1)), LONGEST_WAIT) * random.uniform(0.5, 1.0)


def _may_repeat(call: Call[Any], error: Exception) -> bool:
    """Whether the same call may be sent again: it was not done, or doing it twice is doing it once."""
    harmless = call.method in _REPEATABLE or (call.keyed and call.key is not None)
    if isinstance(error, NotReached):
        return harmless or isinstance(error.__cause__, httpx.ConnectError)
    if isinstance(error, Refused):
        if error.code == "idempotency_in_flight":
            return True
        return error.status == 429 or (error.status in _PASSING and harmless)
    return False


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime) else str(value)


class Client:
    """A client that waits for each answer.

    `token`: an API token, or the token of an open channel or a visitor. People sign in with `sign_in` instead.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        tries: int = TRIES,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = httpx.Client(base_url=base_url, transport=transport, timeout=30)
        self._manners = _Manners(token, tries)
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def sign_in(self, email: str, password: str, code: str = "") -> m.Session:
        """Come in as a person; the session's cookie goes with every call from now on."""
        body = m.SignIn(email=email, password=password, code=code)
        session = self.send(Call[m.Session]("POST", "/api/v1/session", m.Session, body=body))
        self._manners.signed_in(session)
        return session

    def send(self, call: Call[Answer]) -> Answer:
        """Send a call and give what was answered. Raises Refused, NotReached, Unreadable."""
        call, tried = self._manners.ready(call), 0
        while True:
            tried += 1
            try:
                return self._once(call)
            except (Refused, NotReached) as error:
                seconds = self._manners.wait(call, tried, error)
                if seconds is None:
                    raise
            self._sleep(seconds)

    def _once(self, call: Call[Answer]) -> Answer:
        try:
            response = self._http.send(self._manners.request(self._http, call))
        except httpx.TransportError as error:
            raise NotReached(f"{call.method} {call.path}: {error}") from error
        return self._manners.answer(call, response)

    def pages(self, listing: Listing[Answer, Any]) -> Iterator[Answer]:
        """Page after page of a list."""
        while True:
            page = self.send(listing)
            yield page
            following = cast(Any, page).next
            if following is None:
                return
            listing = listing.after(following)

    def items(self, listing: Listing[Any, Item]) -> Iterator[Item]:
        """Everything in a list, fetched page by page as it is looked at."""
        for page in self.pages(listing):
            yield from page.items


class AsyncClient:
    """As `Client`, awaited."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        tries: int = TRIES,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._http = httpx.AsyncClient(base_url=base_url, transport=transport, timeout=30)
        self._manners = _Manners(token, tries)
        self._sleep = sleep

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def sign_in(self, email: str, password: str, code: str = "") -> m.Session:
        """Come in as a person; the session's cookie goes with every call from now on."""
        body = m.SignIn(email=email, password=password, code=code)
        session = await self.send(Call[m.Session]("POST", "/api/v1/session", m.Session, body=body))
        self._manners.signed_in(session)
        return session

    async def send(self, call: Call[Answer]) -> Answer:
        """Send a call and give what was answered. Raises Refused, NotReached, Unreadable."""
        call, tried = self._manners.ready(call), 0
        while True:
            tried += 1
            try:
                return await self._once(call)
            except (Refused, NotReached) as error:
                seconds = self._manners.wait(call, tried, error)
                if seconds is None:
                    raise
            await self._sleep(seconds)

    async def _once(self, call: Call[Answer]) -> Answer:
        try:
            response = await self._http.send(self._manners.request(self._http, call))
        except httpx.TransportError as error:
            raise NotReached(f"{call.method} {call.path}: {error}") from error
        return self._manners.answer(call, response)

    async def pages(self, listing: Listing[Answer, Any]) -> AsyncIterator[Answer]:
        """Page after page of a list."""
        while True:
            page = await self.send(listing)
            yield page
            following = cast(Any, page).next
            if following is None:
                return
            listing = listing.after(following)

    async def items(self, listing: Listing[Any, Item]) -> AsyncIterator[Item]:
        """Everything in a list, fetched page by page as it is looked at."""
        async for page in self.pages(listing):
            for item in page.items:
                yield item
