"""The generated half of the Python client says what the server says: `python -m checks.client --write` makes it again.

Models become msgspec structs, operations functions that describe one call each: `Client` and `AsyncClient` send them.
"""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from checks.api_types import description_of_the_server
from checks.report import ROOT, run

TARGET = Path("clients/python/src/qingfeng_client/generated")
MARK = "# Generated from the server's description of itself by `python -m checks.client --write`; do not edit."
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
FORMATS = {"uuid": "UUID", "date-time": "datetime"}
SPOKEN = {
    "adapters_channels_open_schemas_": "Open",
    "adapters_channels_webchat_schemas_": "Chat",
    "app_api_demo_": "Demo",
    "flow_schemas_": "Desk",
    "open_schemas_": "Open",
    "webchat_schemas_": "Chat",
}
"""What stands for the server's own folders in the names of models."""
BARE = {"make", "change", "remove", "listed", "drop", "revoke", "restore", "export", "versions", "begin", "state"}
"""Names that say too little where they are not about what their module is called after."""
Schema = Mapping[str, Any]


def find(root: Path, told: Mapping[str, Any]) -> Iterator[str]:
    """One line for each file that is missing, out of date or left over."""
    made = files(told)
    there = {path.name for path in (root / TARGET).glob("*.py")}
    for name in sorted(there | made.keys()):
        path = root / TARGET / name
        if name not in made or not path.exists() or path.read_text(encoding="utf-8") != made[name]:
            yield f"{TARGET / name}: not what the server says now; make it again with: python -m checks.client --write"


def files(told: Mapping[str, Any]) -> dict[str, str]:
    """Every file by its name: models, and the operations of each tag."""
    schemas = told["components"]["schemas"]
    sent = _sent(told)
    models = [_model(name, schemas[name], name in sent, schemas) for name in sorted(schemas)]
    head = [MARK, '"""What the API takes and answers, by the names it gives them."""', "", *_MODEL_IMPORTS, ""]
    made = {"models.py": "\n".join([*head, *models])}
    tags: dict[str, list[tuple[str, str, Mapping[str, Any]]]] = {}
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            tags.setdefault(_snake(operation["tags"][0]), []).append((method.upper(), path, operation))
    for tag, found in tags.items():
        made[f"{tag}.py"] = _operations(tag, found, schemas)
    made["__init__.py"] = f'{MARK}\n"""Models, and a module of calls for each part of the API."""\n'
    return made


_MODEL_IMPORTS = (
    "from __future__ import annotations",
    "",
    "from datetime import datetime",
    "from typing import Any, Literal",
    "from uuid import UUID",
    "",
    "import msgspec",
    "from msgspec import UNSET, UnsetType",
    "",
)


def _sent(told: Mapping[str, Any]) -> set[str]:
    """Schemas of which something is sent: in those, what need not be said is left out."""
    schemas, found = told["components"]["schemas"], set()
    asked = [
        media["schema"]
        for operations in told["paths"].values()
        for operation in operations.values()
        for media in operation.get("requestBody", {}).get("content", {}).values()
    ]
    while asked:
        for name in re.findall(r"'#/components/schemas/(\w+)'", str(asked.pop())):
            if name not in found:
                found.add(name)
                asked.append(schemas[name])
    return found


def named(name: str) -> str:
    """A schema's name as people would say it."""
    for long, short in SPOKEN.items():
        if name.startswith(long):
            return short + name.removeprefix(long)
    return name


def _model(name: str, schema: Schema, sent: bool, schemas: Mapping[str, Schema]) -> str:
    fields = dict(schema.get("properties", {}))
    tags = {key: field["const"] for key, field in fields.items() if "const" in field}
    options = ["kw_only=True"]
    for key, word in tags.items():
        options += [f'tag_field="{key}"', f'tag="{word}"']
        del fields[key]
    lines: list[str] = []
    renamed: dict[str, str] = {}
    for key, field in fields.items():
        kind = typed(field, schemas, strict=sent)
        safe = f"{key}_" if keyword.iskeyword(key) else key
        renamed |= {safe: key} if safe != key else {}
        if key in schema.get("required", ()) or not sent:
            lines.append(f"    {safe}: {kind}")
        else:
            lines.append(f"    {safe}: {kind} | UnsetType = UNSET")
    if renamed:
        options.append(f"rename={renamed!r}")
    words = " ".join(str(schema.get("description", "")).split()).replace("\\", "").replace('"""', "'''")
    body = ([f'    """{words}"""', ""] if words else []) + lines
    return f"\nclass {named(name)}(msgspec.Struct, {', '.join(options)}):\n" + "\n".join(body or ["    pass"]) + "\n"


def typed(schema: Schema, schemas: Mapping[str, Schema], *, strict: bool) -> str:
    """A schema as a Python type. What is answered takes words that a later server may add: enums are plain there."""
    if "$ref" in schema:
        return named(schema["$ref"].rpartition("/")[2])
    if "enum" in schema or "const" in schema:
        words = schema.get("enum", [schema.get("const")])
        nothing = " | None" if None in words else ""
        said = ", ".join(repr(word) for word in words if word is not None)
        return (f"Literal[{said}]" if strict else "str") + nothing
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return _either(schema[several], schemas, strict=strict)
    kind = schema.get("type")
    if kind == "array":
        if "prefixItems" in schema:
            return f"tuple[{', '.join(typed(one, schemas, strict=strict) for one in schema['prefixItems'])}]"
        return f"list[{typed(schema.get('items', {}), schemas, strict=strict)}]"
    if kind == "object":
        more = schema.get("additionalProperties")
        return f"dict[str, {typed(more, schemas, strict=strict) if isinstance(more, Mapping) and more else 'Any'}]"
    return FORMATS.get(str(schema.get("format")), PLAIN.get(str(kind), "Any")) if isinstance(kind, str) else "Any"


def _either(ways: list[Schema], schemas: Mapping[str, Schema], *, strict: bool) -> str:
    structs = [schemas[way["$ref"].rpartition("/")[2]] for way in ways if "$ref" in way]
    told_apart = all(any("const" in field for field in one.get("properties", {}).values()) for one in structs)
    if len(structs) > 1 and not told_apart:
        return "Any"
    kinds = dict.fromkeys(typed(way, schemas, strict=strict) for way in ways)
    return "Any" if "Any" in kinds else " | ".join(sorted(kinds, key=lambda one: one == "None"))


def _operations(tag: str, found: list[tuple[str, str, Mapping[str, Any]]], schemas: Mapping[str, Schema]) -> str:
    names = _names(found)
    functions = [_function(names[n], *one, schemas) for n, one in enumerate(found)]
    text = "\n".join(functions)
    used = [
        f"from qingfeng_client.calls import {_used(text, 'Call', 'File', 'Listing')}",
        "from qingfeng_client.generated import models as m" if _used(text, "m") else "",
    ]
    typing = _used(text, "Any", "Literal")
    plain = [
        "from datetime import datetime" if "datetime" in text else "",
        f"from typing import {typing}" if typing else "",
        "from uuid import UUID" if "UUID" in text else "",
    ]
    head = [MARK, f'"""Calls: {tag.replace("_", " ")}."""', "", "from __future__ import annotations", ""]
    plain = [one for one in plain if one]
    return "\n".join([*head, *plain, *([""] if plain else []), *(one for one in used if one), "", text])


def _used(text: str, *words: str) -> str:
    """Those of the words that a text holds, for an import."""
    return ", ".join(word for word in words if re.search(rf"\b{word}\b", text))


def _names(found: list[tuple[str, str, Mapping[str, Any]]]) -> list[str]:
    """A function's name: the server's own, and where two are alike, with what it is about."""
    short = [_snake(operation["operationId"].removeprefix(_camel(path))) for _, path, operation in found]
    made = []
    for n, (_, path, operation) in enumerate(found):
        name, tag = short[n], operation["tags"][0]
        things = [part for part in path.split("/") if part and not part.startswith("{")]
        about = _snake(things[min(2, len(things) - 1)])
        if name in BARE and about != _snake(tag) and short.count(name) == 1:
            name = f"{name}_{about}"
        elif short.count(name) > 1:
            name = f"{name}_{_snake(things[-1])}" if _snake(things[-1]) != name else f"{name}_{_snake(things[-2])}"
        made.append(f"{name}_" if keyword.iskeyword(name) else name)
    assert len(set(made)) == len(made), sorted(made)
    return made


def _function(name: str, method: str, path: str, operation: Mapping[str, Any], schemas: Mapping[str, Schema]) -> str:
    parameters = operation.get("parameters", ())
    given = [f"{one['name']}: {_of_path(one['schema'])}" for one in parameters if one["in"] == "path"]
    body = _body(operation)
    if body:
        given.append(body)
    asked = sorted((one for one in parameters if one["in"] == "query"), key=lambda one: not one.get("required"))
    queries = {one["name"]: f"{one['name']}_" if keyword.iskeyword(one["name"]) else one["name"] for one in asked}
    keyed = []
    for one in asked:
        kind = typed(one["schema"], schemas, strict=True).removesuffix(" | None")
        keyed.append(f"{queries[one['name']]}: {kind}" + ("" if one.get("required") else " | None = None"))
    signature = ", ".join([*given, *(["*", *keyed] if keyed else [])])
    answer, item = _answer(operation, schemas)
    address = re.sub(r"\{(\w+)\}", r"{\1}", path)
    says = [f'"{method}"', f'f"{address}"' if "{" in path else f'"{address}"', answer]
    if queries:
        says.append("query={" + ", ".join(f'"{key}": {safe}' for key, safe in queries.items()) + "}")
    if body:
        says.append("file=file" if body.startswith("file") else "body=data")
    if any(one["in"] == "header" and one["name"] == "Idempotency-Key" for one in parameters):
        says.append("keyed=True")
    made = f"Listing[{answer}, {item}]" if item else f"Call[{answer}]"
    words = operation["description"].replace("\\", "").replace('"""', "'''")
    return (
        f"\ndef {name}({signature}) -> {made}:\n"
        f'    """{words}"""\n    return {"Listing" if item else "Call"}({", ".join(says)})\n'
    )


def _of_path(schema: Schema) -> str:
    return "UUID | str" if schema.get("format") == "uuid" else PLAIN[schema.get("type", "string")]


def _body(operation: Mapping[str, Any]) -> str:
    for kind, media in operation.get("requestBody", {}).get("content", {}).items():
        return "file: File" if kind.startswith("multipart/") else f"data: m.{typed(media['schema'], {}, strict=True)}"
    return ""


def _answer(operation: Mapping[str, Any], schemas: Mapping[str, Schema]) -> tuple[str, str]:
    """What is answered, and what a page of it holds (empty when it is no list that goes on)."""
    good = next(answer for status, answer in operation["responses"].items() if status[0] in "23")
    for kind, media in good.get("content", {}).items():
        if "json" not in kind:
            return "bytes", ""
        schema = media["schema"]
        answer = re.sub(r"\b([A-Z]\w+)", _in_models, typed(schema, schemas, strict=False))
        fields = schemas[schema["$ref"].rpartition("/")[2]].get("properties", {}) if "$ref" in schema else {}
        if {"items", "next"} <= fields.keys():
            return answer, re.sub(r"\b([A-Z]\w+)", _in_models, typed(fields["items"]["items"], schemas, strict=False))
        return answer, ""
    return "None", ""


def _in_models(found: re.Match[str]) -> str:
    return found[0] if found[0] in ("Any", "None", "UUID") else f"m.{found[0]}"


def _camel(path: str) -> str:
    words = re.split(r"[^A-Za-z0-9]+", path)
    return "".join(word[:1].upper() + word[1:] for word in words if word)


def _snake(words: str) -> str:
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", words)
    return re.sub(r"\W+", "_", apart).strip("_").lower()


if __name__ == "__main__":
    now = description_of_the_server()
    if "--write" in sys.argv:
        (ROOT / TARGET).mkdir(parents=True, exist_ok=True)
        for made_name, made_text in files(now).items():
            (ROOT / TARGET / made_name).write_text(made_text, encoding="utf-8")
    run("client", find(ROOT, now))
