"""Examples in the description of the API: one for every body that is taken and every answer.

What is taken is written by hand (`examples.json`, by the name of its schema) and really sent by a test. What is answered
is made from its schema, field by field, with words that a person would find there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Schema = Mapping[str, Any]
Schemas = Mapping[str, Schema]
MOMENT = "2026-10-01T09:30:00Z"
LATER = "2026-10-02T01:00:00Z"
DEEPEST = 6
_WORDS: dict[str, str] = {
    "about": "只在夜间接待",
    "action": "user.invited",
    "actor": "agent:0199a1c4-3c3e-7d20-8a55-0a2f6c1b7e10",
    "address": "203.0.113.7",
    "body": "审核通过后一到三个工作日原路退回。",
    "body_en": "Refunds arrive one to three working days after approval.",
    "bot_name_zh": "小清",
    "bot_name_en": "Qing",
    "category": "售后",
    "category_en": "After-sales",
    "city": "杭州",
    "code": "refund",
    "color": "#0f766e",
    "company": "示例快递",
    "content_type": "image/png",
    "customer": "张文静",
    "customer_name": "张文静",
    "day": "2026-10-01",
    "email": "zhou.min@example.com",
    "en": "Refunds",
    "issuer": "https://sso.example.com",
    "key": "refund",
    "language": "zh-CN",
    "locale": "zh-CN",
    "name": "周敏",
    "name_en": "Refunds",
    "name_zh": "退款",
    "next": "WyJtaW5lIl0",
    "owner": "周敏",
    "permission": "desk.use",
    "phone": "+86138****0021",
    "preview": "您好",
    "price": "199.00",
    "question": "怎么申请退款？",
    "role": "agent",
    "serial": "QF-2026-0007",
    "shortcut": "bf",
    "slug": "refund-time",
    "subject": "退款什么时候到账",
    "summary": "客户询问退款进度，已核对订单",
    "tag": "补发",
    "text": "您好，订单已经补发，今天下午送达。",
    "title": "退款多久到账",
    "title_en": "How long refunds take",
    "tz": "Asia/Shanghai",
    "url": "https://example.com/hooks/qingfeng",
    "value": "138****0021",
    "zh": "退款",
    "zone": "Asia/Shanghai",
}
_NUMBERS = {"version": 3, "limit": 50, "capacity": 5, "score": 5, "status": 200, "seq": 12, "unread": 2, "attempts": 1}


def id_of(name: str) -> str:
    """The id that stands for a thing of this name in all examples."""
    return str(uuid5(NAMESPACE_URL, f"https://qingfeng.example/{name}"))


def with_examples(told: dict[str, Any]) -> dict[str, Any]:
    """The description with an example for every body and answer that is JSON or text. Changes and gives `told`."""
    schemas = told["components"]["schemas"]
    written = _written()
    for operations in told["paths"].values():
        for operation in operations.values():
            for media in operation.get("requestBody", {}).get("content", {}).values():
                _put(media, schemas, written)
            for answer in operation.get("responses", {}).values():
                for media in answer.get("content", {}).values():
                    _put(media, schemas, {})
    return told


def _written() -> dict[str, Any]:
    text = resources.files("qingfeng.app").joinpath("examples.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return {name: _placed(body) for name, body in found.items()}


def _placed(value: Any) -> Any:
    """`{name}` stands for the id of that name, `{tomorrow}` for a moment."""
    if isinstance(value, dict):
        return {key: _placed(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_placed(one) for one in value]
    if isinstance(value, str) and value[:1] == "{" and value[-1:] == "}" and value[1:-1].isidentifier():
        return LATER if value == "{tomorrow}" else id_of(value[1:-1])
    return value


def _put(media: dict[str, Any], schemas: Schemas, written: Mapping[str, Any]) -> None:
    schema = media.get("schema", {})
    name = schema.get("$ref", "").rpartition("/")[2]
    media["example"] = written[name] if name in written else example(schema, name, schemas)


def example(schema: Schema, name: str, schemas: Schemas, deep: int = 0) -> Any:
    """Something of this schema, called `name` where it stands."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], name, schemas, deep)
    if schema.get("examples"):
        return schema["examples"][0]
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return _one_of(schema[several], name, schemas, deep)
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return _object(schema, name, schemas, deep)
    if kind == "array":
        return _array(schema, name, schemas, deep)
    if kind == "string":
        return _string(schema, name)
    if kind in ("integer", "number"):
        return max(_NUMBERS.get(name, 1), int(schema.get("minimum", 0)))
    return kind == "boolean" or None


def _one_of(ways: list[Schema], name: str, schemas: Schemas, deep: int) -> Any:
    nothing = [way for way in ways if way.get("type") == "null"]
    if nothing and deep >= DEEPEST:
        return None
    return example(next(way for way in ways if way.get("type") != "null"), name, schemas, deep)


def _object(schema: Schema, name: str, schemas: Schemas, deep: int) -> dict[str, Any]:
    fields = schema.get("properties", {})
    if not fields:
        more = schema.get("additionalProperties")
        return {"refund": example(more, name, schemas, deep + 1)} if isinstance(more, dict) and more else {}
    return {key: example(field, key, schemas, deep + 1) for key, field in fields.items()}


def _array(schema: Schema, name: str, schemas: Schemas, deep: int) -> list[Any]:
    if "prefixItems" in schema:
        return [example(one, name, schemas, deep + 1) for one in schema["prefixItems"]]
    if deep >= DEEPEST and not schema.get("minItems"):
        return []
    singular = name.removesuffix("s")
    return [example(schema.get("items", {}), singular, schemas, deep + 1)]


def _string(schema: Schema, name: str) -> str:
    form = schema.get("format")
    if form == "uuid":
        return id_of(name)
    if form in ("date-time", "date"):
        return MOMENT if form == "date-time" else MOMENT[:10]
    word = _WORDS.get(name) or (MOMENT if name.endswith("_at") else name or "ok")
    word = word[: schema.get("maxLength", len(word))]
    return word.ljust(schema.get("minLength", 0), "0")
