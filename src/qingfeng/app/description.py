"""What the description of the API says of every route beside what its handler does: refusals, keys, how to sign in."""

from __future__ import annotations

import inspect
import re
from functools import partial
from typing import Any

from litestar import Litestar, Request
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    OpenAPIMediaType,
    OpenAPIResponse,
    Operation,
    Parameter,
    Reference,
    Schema,
)
from litestar.openapi.spec.enums import OpenAPIType
from litestar.routes import HTTPRoute

from qingfeng.app.examples import with_examples
from qingfeng.kernel.idempotency import HEADER, MAX_KEY

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "Why it was refused: a stable code, an English sentence, the field it is about, and parameters.",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "field": {"oneOf": [{"type": "string"}, {"type": "null"}]},
                "params": {"type": "object"},
            },
        }
    },
    "examples": [
        {"error": {"code": "not_found", "message": "There is no such user.", "field": "user_id", "params": {}}}
    ],
}
LIMITS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy")
_LIMITED = ("/api/v1/", "/open/v1/", "/webchat/v1/")
_LATER = ("429", "503")
_OF_LIMITED = "Only where a limit counts: requests with a token, doors without one, and trying passwords."
HEADERS: dict[str, Any] = {
    "RateLimit-Limit": {
        "description": f"So many requests may come at once. {_OF_LIMITED}",
        "schema": {"type": "integer"},
        "example": 100,
    },
    "RateLimit-Remaining": {"description": "So many of them now.", "schema": {"type": "integer"}, "example": 99},
    "RateLimit-Reset": {
        "description": "Seconds until all of them may come again.",
        "schema": {"type": "integer"},
        "example": 1,
    },
    "RateLimit-Policy": {
        "description": "The limit, and the seconds in which it fills up from nothing.",
        "schema": {"type": "string"},
        "example": "100;w=10",
    },
    "Retry-After": {
        "description": "Seconds after which the same request may succeed.",
        "schema": {"type": "integer"},
        "example": 1,
    },
}
_REFUSALS = {
    "400": "The request does not fit this description.",
    "401": "Nobody is signed in, or the token opens nothing.",
    "403": "A right is missing, or the session's CSRF token.",
    "404": "There is no such thing, or it is another house's.",
    "409": "It changed meanwhile, or is not possible in its present state.",
    "413": "The body is too large.",
    "422": "A field's value is refused; `field` says which.",
    "429": "Too many requests; `Retry-After` says for how long.",
    "503": "The database is away for a moment; `Retry-After` says for how long.",
}
_KEY = Parameter(
    name=HEADER,
    param_in="header",
    required=False,
    schema=Schema(type=OpenAPIType.STRING, min_length=1, max_length=MAX_KEY),
    description=(
        "A word of the client's own, new for every new request (draft-ietf-httpapi-idempotency-key-header). For 24 hours"
        " the same request with the same key is answered as before, with `Idempotency-Replayed: true`, and not done"
        " again; another request with it is refused (422 `idempotency_key_reused`), one while the first is being"
        " answered too (409 `idempotency_in_flight`). Refusals are not kept."
    ),
)


class JsonPlugin(JsonRenderPlugin):
    """The description as JSON, made once."""

    _made: bytes | None = None

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        if self._made is None:
            self._made = super().render(request, whole(openapi_schema))
        return self._made


def whole(told: dict[str, Any]) -> dict[str, Any]:
    """What a route does not know of itself: examples, and the headers of limits. Changes and gives `told`."""
    told["components"]["schemas"]["Problem"] = PROBLEM
    told["components"]["headers"] = HEADERS
    for path, operations in told["paths"].items():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                names = [*(LIMITS if path.startswith(_LIMITED) else ()), *(["Retry-After"] if status in _LATER else [])]
                if names:
                    answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    return with_examples(told)


def described(app: Litestar) -> Litestar:
    """Have every route described whole. Takes no time until somebody asks for the description."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _) in route.route_handler_map.items():
                if method != "OPTIONS":
                    build: Any = partial(_operation, method, handler)
                    handler.operation_class = build
    return app


def _operation(method: str, handler: HTTPRouteHandler, **given: Any) -> Operation:
    """One operation, with what holds for all of its kind."""
    made = Operation(**given)
    words = inspect.getdoc(handler.fn) or ""
    # The first sentence, or what of it stands before a colon: lists of operations have one line for each.
    made.summary = re.split(r"[.:;](?:\s|$)", words, maxsplit=1)[0] or made.summary
    made.description = " ".join(words.split())
    responses = dict(made.responses or {})
    for status in _statuses(method, handler):
        told = OpenAPIResponse(
            description=_REFUSALS[status],
            content={"application/json": OpenAPIMediaType(schema=Reference(ref="#/components/schemas/Problem"))},
        )
        responses[status] = told
    made.responses = responses
    if method == "POST" and _asks_who(handler):
        parameters: list[Parameter | Reference] = [*(made.parameters or []), _KEY]
        made.parameters = parameters
    return made


def _asks_who(handler: HTTPRouteHandler) -> bool:
    """Whether the route is for a signed-in person or a program: those are known, and have keys of their own."""
    return "caller" in handler.parsed_fn_signature.parameters


def _statuses(method: str, handler: HTTPRouteHandler) -> list[str]:
    found = ["400", "404", "429", "503"]
    if not handler.opt.get("public"):
        found += ["401", "403"]
    if method in ("POST", "PUT", "PATCH", "DELETE"):
        found += ["409", "413", "422"]
    return sorted(found)
