"""HTTP in one place: how refusals become answers, who may ask from where, and how often."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from math import ceil
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Litestar, Request, Response
from litestar.di import Provide
from litestar.exceptions import HTTPException, ValidationException
from litestar.params import QueryParameter
from litestar.routes import HTTPRoute
from litestar.types import Message, Scope

from qingfeng.kernel import log
from qingfeng.kernel.clock import Clock
from qingfeng.kernel.db import Lost
from qingfeng.kernel.errors import Invalid, Malformed, RateLimited, Refused, Unavailable, Unexpected
from qingfeng.kernel.idempotency import Replayed, replayed

logger = log.get(__name__)


Cursor = Annotated[str, QueryParameter(max_length=1000, description="`next` of the page before, unchanged.")]
Limit = Annotated[int, QueryParameter(ge=1, le=200, description="How many at most.")]


class Paging(msgspec.Struct, frozen=True):
    """Where a list goes on, and how many are wanted."""

    cursor: str
    limit: int


def provide_paging(cursor: Cursor = "", limit: Limit = 50) -> Paging:
    return Paging(cursor, limit)


PAGED = {"paging": Provide(provide_paging, sync_to_thread=False)}
"""What a list depends on. Beside `next` it answers `items`."""


class ErrorBody(msgspec.Struct, frozen=True):
    code: str
    message: str
    field: str | None = None
    params: dict[str, str | int | float] = {}


class Problem(msgspec.Struct, frozen=True):
    """What every refused request answers."""

    error: ErrorBody


def problem(error: Refused) -> Problem:
    return Problem(ErrorBody(error.code, error.message, error.field, error.params))


def retry_after(error: Refused) -> int | None:
    """Seconds after which the same request may succeed; None when it will not by itself."""
    return int(error.params.get("seconds", 1)) or 1 if isinstance(error, RateLimited | Unavailable) else None


def answer(error: Refused) -> Response[Problem]:
    seconds = retry_after(error)
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    return Response(problem(error), status_code=error.status, headers=headers)


def refused(_: Request[Any, Any, Any], error: Refused) -> Response[Problem]:
    return answer(error)


def lost(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    if isinstance(error, ValueError):  # asyncpg's word for an argument that does not fit its column: our mistake
        return crashed(request, error)
    logger.warning("database away", error=type(error).__name__)
    return answer(Unavailable("unavailable", "The database is not answering; try again in a moment.", seconds=1))


_CODES = {
    400: "malformed",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_type",
    429: "rate_limited",
}


def framework(_: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """Litestar's own refusals (no such route, body that does not fit its schema) in our shape."""
    field, detail, status = None, error.detail, error.status_code
    if isinstance(error, ValidationException) and isinstance(error.extra, list) and error.extra:
        first = error.extra[0]
        if isinstance(first, dict):
            field = first.get("key")
            detail = f"{first.get('message', detail)}"
    code = _CODES.get(status, "malformed" if status < 500 else "internal")
    return Response(Problem(ErrorBody(code, detail, field)), status_code=status, headers=error.headers)


def unreadable(_: Request[Any, Any, Any], __: Exception) -> Response[Problem]:
    return answer(Malformed("malformed", "The body is not UTF-8 JSON, or is nested too deeply."))


def crashed(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    ids = {name.removesuffix("_id"): str(value) for name, value in request.path_params.items() if name.endswith("_id")}
    logger.exception("request failed", path=request.scope.get("path_template", ""), **ids, exc_info=error)
    return answer(Unexpected("internal", "Something went wrong on our side; it was logged."))


HANDLERS: dict[Any, Any] = {
    Refused: refused,
    Replayed: replayed,
    HTTPException: framework,
    UnicodeDecodeError: unreadable,  # what the JSON decoder raises beside its own errors
    RecursionError: unreadable,
    Exception: crashed,
    **dict.fromkeys(Lost, lost),
}


def one_after_another(app: Litestar) -> Litestar:
    """Give routes what they depend on one after the other.

    The framework starts a task for each of two or more, to wait for them side by side. Ours are there already (but for
    the caller, who comes last), and the tasks are half of what the framework does for a request.
    """
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for _, needs in route.route_handler_map.values():
                needs.dependency_batches = [{one} for batch in needs.dependency_batches for one in batch]
    return app


class Allowance(msgspec.Struct, frozen=True):
    """How much of a limit is left: `limit` requests at once, `remaining` of them now, all of them in `reset` seconds."""

    limit: int
    remaining: int
    reset: int
    window: int
    """So many seconds does it take to get all of them back."""


class Limiter:
    """Token buckets by key, in this process. `rate` per second, `burst` at once; forgets the least recently used."""

    def __init__(self, clock: Clock, rate: float, burst: int, *, keep: int = 50_000) -> None:
        self._clock = clock
        self._rate = rate
        self._burst = burst
        self._keep = keep
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allow(self, key: str, cost: float = 1.0) -> bool:
        now = self._clock.monotonic()
        level, at = self._buckets.pop(key, (float(self._burst), now))
        level = min(float(self._burst), level + (now - at) * self._rate)
        ok = level >= cost
        self._buckets[key] = (level - cost if ok else level, now)
        if len(self._buckets) > self._keep:
            self._buckets.popitem(last=False)
        return ok

    def left(self, key: str) -> Allowance:
        """What somebody may still ask for. Changes nothing."""
        level = self._level(key)
        return Allowance(
            self._burst, max(0, int(level)), ceil((self._burst - level) / self._rate), ceil(self._burst / self._rate)
        )

    def _level(self, key: str) -> float:
        level, at = self._buckets.get(key, (float(self._burst), 0.0))
        return min(float(self._burst), level + (self._clock.monotonic() - at) * self._rate)

    def check(self, key: str, cost: float = 1.0) -> None:
        if not self.allow(key, cost):
            seconds = max(1, ceil((cost - self._level(key)) / self._rate))
            raise RateLimited("rate_limited", f"Too many requests; try again in {seconds} s.", seconds=seconds)


_RATE = "qf.rate"


def charge(request: Request[Any, Any, Any], limiter: Limiter, key: str, cost: float = 1.0) -> None:
    """As `Limiter.check`; and the answer, whatever it is, will say what is left (`tell_rate`)."""
    try:
        limiter.check(key, cost)
    finally:
        request.scope["state"][_RATE] = limiter.left(key)


async def tell_rate(message: Message, scope: Scope) -> None:
    """Put the RateLimit headers (draft-ietf-httpapi-ratelimit-headers-06) on answers of requests that were charged."""
    if message["type"] != "http.response.start":
        return
    left: Allowance | None = scope["state"].get(_RATE)
    if left is not None:
        message["headers"] = [
            *message["headers"],
            (b"ratelimit-limit", b"%d" % left.limit),
            (b"ratelimit-remaining", b"%d" % left.remaining),
            (b"ratelimit-reset", b"%d" % left.reset),
            (b"ratelimit-policy", b"%d;w=%d" % (left.limit, left.window)),
        ]


def zoned(moment: datetime | None, field: str) -> datetime | None:
    """A moment from a query. A day without its zone would be another day elsewhere: raises Invalid."""
    if moment is not None and moment.tzinfo is None:
        raise Invalid("zone_missing", "Give the moment with its zone, such as +08:00.", field=field)
    return moment


def parse_id(text: str, field: str) -> UUID:
    """A UUID from a path or query; refuses anything else by the field's name."""
    from qingfeng.kernel.errors import NotFound

    try:
        return UUID(text)
    except ValueError:
        raise NotFound("not_found", f"There is no such {field}.", field=field) from None
