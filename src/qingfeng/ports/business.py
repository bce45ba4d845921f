"""The port of business systems: what a house's own systems can be asked and told, over their own interface."""

from __future__ import annotations

from typing import Any, Literal, Protocol
from uuid import UUID

import msgspec

Place = Literal["path", "query", "header", "body"]
Auth = Literal["none", "bearer", "header", "basic"]


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    place: Place
    required: bool = False
    about: str = ""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """`changes`: it has consequences. `repeatable`: asking twice with one key is asking once (reading; or the system
    honours the header Idempotency-Key): only such a call is tried again."""

    name: str
    method: str
    path: str
    summary: str = ""
    parameters: list[Parameter] = []
    changes: bool = False
    repeatable: bool = True


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """What a system says of itself (OpenAPI)."""

    title: str
    version: str
    operations: list[Operation]


class System(msgspec.Struct, frozen=True, kw_only=True):
    """Where a system is and how it is spoken to. `secret`: a token, a header's value, or `user:password`. `loopback`: it
    is on this machine, and only there may it be. `id` and `tenant` tell systems apart that share an address. `rehearsal`: it is
    asked in a rehearsal of this name, which it is told in the header X-Rehearsal; nothing real may happen."""

    id: UUID
    tenant: UUID
    base_url: str
    auth: Auth = "none"
    header: str = ""
    secret: str = ""
    loopback: bool = False
    rehearsal: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the system said: below 400 it did it; 4xx it refused. `data`: its JSON object (a list comes under `items`)."""

    status: int
    data: dict[str, Any]
    milliseconds: int
    attempts: int


class BusinessSystem(Protocol):
    async def describe(self, system: System, url: str) -> Description:
        """Read what it can do. Raises Invalid (of the url, or `openapi_unusable`) and Unavailable as `call`."""

    async def call(
        self, system: System, operation: Operation, give: dict[str, Any], *, key: str, seconds: float
    ) -> Answer:
        """Ask it, within so many seconds in all. `key`: names this very request whenever it is made again.

        Raises Invalid: business_parameter (one is missing, or is no plain value), or an address that may not be called;
        Unavailable: business_down (it was not reached, or turned us away: nothing was done), business_slow and business_failed (whether it
        was done is not known), business_rest (it has failed too often and is left alone for a while), business_answer
        (what it said cannot be read).
        """

    async def close(self) -> None: ...
