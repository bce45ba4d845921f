"""Why a call failed: refused by the house for a reason it names, or not answered at all."""

from __future__ import annotations

from typing import Any

import msgspec


class QingfengError(Exception):
    """Every failure of this package."""


class NotReached(QingfengError):
    """The house did not answer: no connection, or too late. Whether the call was done is not known."""


class Unreadable(QingfengError):
    """An answer that is none of ours: something between us and the house answered instead."""


class Refused(QingfengError):
    """The house refused. `code` is stable; `field` says which field it is about; `params` go into a sentence of one's own."""

    def __init__(self, status: int, code: str, message: str, field: str | None, params: dict[str, Any]) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.params = params
        self.retry_after: float | None = None


class Malformed(Refused): ...


class Unauthenticated(Refused): ...


class Forbidden(Refused): ...


class NotFound(Refused): ...


class Conflict(Refused): ...


class Invalid(Refused): ...


class RateLimited(Refused):
    """Too many requests; `retry_after` says for how long."""


class Unavailable(Refused):
    """The house cannot answer now, or made a mistake of its own."""


_KINDS: dict[int, type[Refused]] = {
    400: Malformed,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    422: Invalid,
    429: RateLimited,
}


class _Error(msgspec.Struct):
    code: str
    message: str
    field: str | None = None
    params: dict[str, Any] = {}


class _Problem(msgspec.Struct):
    error: _Error


def refusal(status: int, body: bytes, retry_after: str | None) -> Refused | Unreadable:
    """What an answer of failure says."""
    kind = _KINDS.get(status, Unavailable if status >= 500 else Refused)
    try:
        told = msgspec.json.decode(body, type=_Problem).error
    except msgspec.MsgspecError:
        if status not in (429, 502, 503, 504):
            return Unreadable(f"{status}, without a reason of the house's")
        told = _Error("unavailable" if status != 429 else "rate_limited", "Something before the house answered.")
    made = kind(status, told.code, told.message, told.field, told.params)
    if retry_after is not None and retry_after.isdigit():
        made.retry_after = float(retry_after)
    return made
