"""`ports.business.BusinessSystem` over HTTP and JSON.

Calls leave as every other of ours does (`kernel.outward`): to checked public addresses over TLS, redirects not
followed; a system of this machine must say so, and then may be nowhere else. What fails is tried again only where
that is harmless, always with the same key. A system that keeps failing is left alone for a while: its customers
then hear at once that it does not answer.
"""

from __future__ import annotations

import asyncio
import base64
import ipaddress
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import msgspec

from qingfeng.adapters.business.openapi import described
from qingfeng.kernel.clock import Clock
from qingfeng.kernel.errors import Invalid, Unavailable
from qingfeng.kernel.outward import Addresses, Lookup, Target, outward, system_lookup
from qingfeng.ports.business import Answer, Description, Operation, System

MOST_BYTES = 256 * 1024
MOST_DOCUMENT = 2 * 1024 * 1024
DESCRIBE_SECONDS = 10.0
TRIES = 3
PAUSE_SECONDS = 0.2
FAILURES = 5
REST_SECONDS = 30.0
KEPT = 2_000
_TURNED_AWAY = frozenset((429, 503))
"""The work was not begun."""
_PASSING = frozenset((502, 504, *_TURNED_AWAY))


@dataclass(slots=True)
class Circuit:
    """How a system has been lately. `until`: left alone so long (monotonic seconds); then one call tries it."""

    failures: int = 0
    until: float = 0.0
    trying: bool = False


class _Here(Addresses):
    """Only this machine."""

    async def check(self, url: str) -> Target:
        target = await super().check(url)
        if not all(ipaddress.ip_address(one).is_loopback for one in target.addresses):
            raise Invalid("private_address", f"{target.host} is not this machine.", field="url")
        return target


class HttpBusiness:
    """One per process. `allow_private`: systems in private networks may be called."""

    def __init__(self, clock: Clock, *, allow_private: bool = False, lookup: Lookup = system_lookup) -> None:
        self._clock = clock
        self._out = outward(Addresses(allow_private=allow_private, lookup=lookup), DESCRIBE_SECONDS)
        self._here = outward(_Here(allow_private=True, lookup=lookup), DESCRIBE_SECONDS)
        self._circuits: OrderedDict[tuple[UUID, UUID], Circuit] = OrderedDict()

    async def close(self) -> None:
        await self._out.aclose()
        await self._here.aclose()

    async def describe(self, system: System, url: str) -> Description:
        request = httpx.Request("GET", _parsed(url), headers=_headers(system))
        try:
            async with asyncio.timeout(DESCRIBE_SECONDS):
                status, body = await self._sent(system, request, MOST_DOCUMENT)
        except TimeoutError:
            raise Unavailable("business_slow", "The system took too long to answer.") from None
        except httpx.HTTPError:
            raise Unavailable("business_down", "The system was not reached.") from None
        if status != 200:
            raise Invalid("openapi_unusable", f"It answered with status {status}.", field="url")
        return described(body)

    async def call(
        self, system: System, operation: Operation, give: dict[str, Any], *, key: str, seconds: float
    ) -> Answer:
        circuit = self._circuit(system)
        began = self._clock.monotonic()
        if circuit.failures >= FAILURES and (circuit.trying or began < circuit.until):
            raise Unavailable("business_rest", "The system has failed too often; it is tried again shortly.")
        circuit.trying = circuit.failures >= FAILURES
        try:
            answer = await self._asked(system, operation, give, key, began + seconds)
        except Unavailable:
            circuit.failures += 1
            circuit.until = self._clock.monotonic() + REST_SECONDS
            raise
        finally:
            circuit.trying = False
        circuit.failures = 0
        return answer

    async def _asked(
        self, system: System, operation: Operation, give: dict[str, Any], key: str, deadline: float
    ) -> Answer:
        request = _request(system, operation, give, key)
        began, attempts, touched = self._clock.monotonic(), 0, False
        while True:
            attempts += 1
            reached, status, body = await self._once(system, request, deadline)
            if status and status < 500 and status != 429:
                taken = round((self._clock.monotonic() - began) * 1000)
                return Answer(status=status, data=_data(body), milliseconds=taken, attempts=attempts)
            touched = touched or (reached and status not in _TURNED_AWAY)
            pause = PAUSE_SECONDS * 2 ** (attempts - 1)
            passing = status in _PASSING or not status
            late = self._clock.monotonic() + pause >= deadline
            # What was not even reached may be tried again whatever it is.
            if not (passing and (operation.repeatable or not reached)) or attempts >= TRIES or late:
                raise Unavailable("business_failed" if touched else "business_down", "The system failed.")
            await self._clock.sleep(pause)

    async def _once(self, system: System, request: httpx.Request, deadline: float) -> tuple[bool, int, bytes]:
        """Whether it was reached, its status (0: none), and what it said."""
        try:
            async with asyncio.timeout(max(deadline - self._clock.monotonic(), 0.01)):
                return True, *await self._sent(system, request, MOST_BYTES)
        except TimeoutError:
            raise Unavailable("business_slow", "The system took too long to answer.") from None
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return False, 0, b""
        except httpx.HTTPError:
            return True, 0, b""

    async def _sent(self, system: System, request: httpx.Request, most: int) -> tuple[int, bytes]:
        client = self._here if system.loopback else self._out
        response = await client.send(request, stream=True)
        try:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > most:
                    raise Unavailable("business_answer", f"It answered with more than {most} bytes.")
            return response.status_code, bytes(body)
        finally:
            await response.aclose()

    def _circuit(self, system: System) -> Circuit:
        found = self._circuits.setdefault((system.tenant, system.id), Circuit())
        self._circuits.move_to_end((system.tenant, system.id))
        if len(self._circuits) > KEPT:
            self._circuits.popitem(last=False)
        return found


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise Invalid("not_a_url", "Give a url such as https://example.com/path.", field="url") from None


def _headers(system: System) -> dict[str, str]:
    headers = {"Accept": "application/json"}
    if system.auth == "bearer":
        headers["Authorization"] = f"Bearer {system.secret}"
    elif system.auth == "basic":
        headers["Authorization"] = "Basic " + base64.b64encode(system.secret.encode()).decode()
    elif system.auth == "header" and system.header:
        headers[system.header] = system.secret
    if system.rehearsal:
        headers["X-Rehearsal"] = system.rehearsal
    return headers


def _request(system: System, operation: Operation, give: dict[str, Any], key: str) -> httpx.Request:
    path, query, body = operation.path, {}, {}
    headers = _headers(system)
    if operation.changes:
        headers["Idempotency-Key"] = key
    for one in operation.parameters:
        value = give.get(one.name)
        if value is None or value == "":
            if one.required:
                raise _bad(one.name)
            continue
        if one.place == "body":
            body[one.name] = value
            continue
        if not isinstance(value, (str, int, float, bool)):
            raise _bad(one.name)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if one.place == "path":
            if text in (".", ".."):
                raise _bad(one.name)
            path = path.replace("{" + one.name + "}", quote(text, safe=""))
        elif one.place == "query":
            query[one.name] = text
        elif text.isascii() and text.isprintable() and one.name.lower() not in ("authorization", "host", "cookie"):
            headers[one.name] = text
        else:
            raise _bad(one.name)
    url = _parsed(system.base_url.rstrip("/") + path)
    if query:
        url = url.copy_merge_params(query)
    content = msgspec.json.encode(body) if body or operation.method in ("POST", "PUT", "PATCH") else b""
    if content:
        headers["Content-Type"] = "application/json"
    return httpx.Request(operation.method, url, headers=headers, content=content)


def _bad(name: str) -> Invalid:
    return Invalid("business_parameter", f"{name} is missing, or is no plain value.", field=name)


def _data(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unavailable("business_answer", "It answered with something that is not JSON.") from None
    return found if isinstance(found, dict) else {"items": found} if isinstance(found, list) else {"value": found}
