"""Operations from an OpenAPI document (3.0 and 3.1), as far as a flow can use them. Pure.

Only what is needed is read: operations with a name, their parameters and the fields of a JSON body. References are
followed within the document, a few deep.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from qingfeng.kernel.errors import Invalid
from qingfeng.ports.business import Description, Operation, Parameter

METHODS = ("get", "put", "post", "delete", "patch")
MOST = 300
DEEP = 8
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,79}")


def described(body: bytes) -> Description:
    """Raises Invalid (openapi_unusable, field url) that says what is missing."""
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _unusable("It is not JSON.") from None
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3."):
        raise _unusable("It is no OpenAPI 3 document.")
    paths = document.get("paths")
    if not isinstance(paths, dict):
        raise _unusable("It has no paths.")
    found: dict[str, Operation] = {}
    for path, item in paths.items():
        item = _resolved(document, item)
        for method in METHODS if isinstance(item, dict) and str(path).startswith("/") else ():
            one = _operation(document, str(path), method, item)
            if one is not None and len(found) < MOST:
                found.setdefault(one.name, one)
    if not found:
        raise _unusable("None of its operations has an operationId.")
    about = document.get("info")
    about = about if isinstance(about, dict) else {}
    return Description(
        title=str(about.get("title", ""))[:120],
        version=str(about.get("version", ""))[:40],
        operations=sorted(found.values(), key=lambda one: one.name),
    )


def _operation(document: dict[str, Any], path: str, method: str, item: dict[str, Any]) -> Operation | None:
    said = item.get(method)
    if not isinstance(said, dict) or not _NAME.fullmatch(str(said.get("operationId", ""))):
        return None
    listed: dict[str, Parameter] = {}
    heard_key = False
    for group in (item.get("parameters"), said.get("parameters")):
        for raw in group if isinstance(group, list) else ():
            one = _parameter(_resolved(document, raw))
            if one is None:
                continue
            if one.place == "header" and one.name.lower() == "idempotency-key":
                heard_key = True
            else:
                listed[one.name] = one
    for one in _fields(document, said.get("requestBody")):
        listed.setdefault(one.name, one)
    changes = method != "get"
    return Operation(
        name=str(said["operationId"]),
        method=method.upper(),
        path=path,
        summary=str(said.get("summary", ""))[:200],
        parameters=list(listed.values()),
        changes=changes,
        repeatable=not changes or method in ("put", "delete") or heard_key,
    )


def _parameter(raw: Any) -> Parameter | None:
    place = raw.get("in") if isinstance(raw, dict) else None
    if place not in ("path", "query", "header") or not isinstance(raw.get("name"), str):
        return None
    return Parameter(
        name=raw["name"],
        place=place,
        required=bool(raw.get("required")) or place == "path",
        about=str(raw.get("description", ""))[:200],
    )


def _fields(document: dict[str, Any], raw: Any) -> list[Parameter]:
    """The top fields of a JSON body."""
    body = _resolved(document, raw)
    content = body.get("content") if isinstance(body, dict) else None
    media = content.get("application/json") if isinstance(content, dict) else None
    schema = _resolved(document, media.get("schema")) if isinstance(media, dict) else None
    fields = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(schema, dict) or not isinstance(fields, dict):
        return []
    required = schema.get("required")
    required = required if isinstance(required, list) else []
    return [
        Parameter(
            name=str(name),
            place="body",
            required=name in required,
            about=str(about.get("description", ""))[:200] if isinstance(about, dict) else "",
        )
        for name, about in list(fields.items())[:60]
    ]


def _resolved(document: dict[str, Any], raw: Any) -> Any:
    for _ in range(DEEP):
        if not isinstance(raw, dict) or not isinstance(raw.get("$ref"), str):
            return raw
        found: Any = document
        for part in raw["$ref"].removeprefix("#/").split("/"):
            part = part.replace("~1", "/").replace("~0", "~")
            found = found.get(part) if isinstance(found, dict) else None
        raw = found
    return None


def _unusable(why: str) -> Invalid:
    return Invalid("openapi_unusable", f"What stands at this address cannot be used: {why}", field="url")
