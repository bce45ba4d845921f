"""The console's generated API types are those of the server: `python -m checks.api_types --write` makes them again.

The types come from the server's own OpenAPI description, which needs no database to be made.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from checks.report import ROOT, run

TARGET = Path("console/src/api/generated.ts")
HEAD = """// Generated from the server's description of itself by `python -m checks.api_types --write`; do not edit.
// What the server answers and takes, by the names it gives them. Times are RFC 3339 UTC, ids UUIDs.
"""
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
Schema = Mapping[str, Any]


def find(root: Path, schemas: Mapping[str, Schema]) -> Iterator[str]:
    """One line when the file is missing or out of date."""
    target = root / TARGET
    if not target.exists():
        yield f"{TARGET}: missing; make it with: python -m checks.api_types --write"
    elif target.read_text(encoding="utf-8") != typescript(schemas):
        yield f"{TARGET}: not what the server says now; make it again with: python -m checks.api_types --write"


def typescript(schemas: Mapping[str, Schema]) -> str:
    """All named schemas as TypeScript types, in alphabetical order."""
    return "\n".join([HEAD, *(_named(name, schemas[name]) for name in sorted(schemas))])


def _named(name: str, schema: Schema) -> str:
    note = f"/** {' '.join(str(schema['description']).split())} */\n" if schema.get("description") else ""
    if schema.get("type") == "object" and schema.get("properties"):
        return f"{note}export interface {name} {{\n{_fields(schema, '  ')}}}\n"
    return f"{note}export type {name} = {_type(schema, '')};\n"


def _fields(schema: Schema, indent: str) -> str:
    required = set(schema.get("required", ()))
    lines = []
    for name, value in schema.get("properties", {}).items():
        lines.append(f"{indent}{name}{'' if name in required else '?'}: {_type(value, indent)};\n")
    return "".join(lines)


def _type(schema: Schema, indent: str) -> str:
    """One schema as a TypeScript type."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema or "const" in schema:
        return " | ".join(_literal(value) for value in schema.get("enum", [schema.get("const")]))
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return " | ".join(
                sorted(dict.fromkeys(_type(one, indent) for one in schema[several]), key=lambda one: one == "null")
            )
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(_type({**schema, "type": one}, indent) for one in kind)
    if kind == "array":
        item = _type(schema.get("items", {}), indent)
        return f"({item})[]" if " | " in item else f"{item}[]"
    if kind == "object":
        if schema.get("properties"):
            return f"{{\n{_fields(schema, indent + '  ')}{indent}}}"
        more = schema.get("additionalProperties")
        return f"Record<string, {_type(more, indent) if isinstance(more, Mapping) and more else 'unknown'}>"
    return PLAIN.get(str(kind), "unknown")


def _literal(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower() if value is not None else "null"


def schemas_of_the_server() -> dict[str, Any]:
    """The server's named schemas."""
    found: dict[str, Any] = description_of_the_server()["components"]["schemas"]
    return found


def description_of_the_server() -> dict[str, Any]:
    """All it says of itself. Its routes are made around nothing: describing them calls none of them."""
    import msgspec

    from qingfeng.app.description import whole
    from qingfeng.app.serve import http
    from qingfeng.kernel.clock import SystemClock

    made: Any = _Nothing()
    made.settings = SimpleNamespace(rate_factor=1.0, secret_key=b"")
    made.clock = SystemClock()
    nothing: Any = _Nothing()
    told = http(made, nothing).openapi_schema.to_schema()
    return whole(json.loads(msgspec.json.encode(told)))


class _Nothing:
    """Stands where the house would be: has whatever is asked for, and that is nothing again."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing()


if __name__ == "__main__":
    made_now = schemas_of_the_server()
    if "--write" in sys.argv:
        (ROOT / TARGET).write_text(typescript(made_now), encoding="utf-8")
    run("api_types", find(ROOT, made_now))
