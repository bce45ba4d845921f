"""The few ways a request can be refused. Status codes are chosen once, in `kernel.http`.

Each carries a stable `code`, the `field` it is about, parameters for the client's own sentence, and an
English sentence that says what, why and what to do.
"""

from __future__ import annotations


class Refused(Exception):
    status = 400

    def __init__(self, code: str, message: str, *, field: str | None = None, **params: str | int | float) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.params = params


class Invalid(Refused):
    status = 422


class Malformed(Refused):
    status = 400


class Unauthenticated(Refused):
    status = 401


class Forbidden(Refused):
    status = 403


class NotFound(Refused):
    status = 404


class Conflict(Refused):
    status = 409


class TooLarge(Refused):
    status = 413


class UnsupportedType(Refused):
    status = 415


class RateLimited(Refused):
    status = 429


class Unavailable(Refused):
    status = 503


class Unexpected(Refused):
    """A mistake of ours, told without its particulars."""

    status = 500
