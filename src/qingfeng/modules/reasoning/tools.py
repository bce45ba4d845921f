"""What the model may ask for, as it is told of it, and its arguments read: nothing is used with what it invented. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from qingfeng.modules.reasoning.figures import plain
from qingfeng.modules.reasoning.model import FILLED, ModelLookUp, ToolName
from qingfeng.ports.llm import Tool, ToolCall

LONGEST_ARGUMENTS = 4000
LONGEST_QUERY = 200
LONGEST_WHY = 300
_REASON = {"type": "string", "maxLength": LONGEST_WHY, "description": "in one sentence"}


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A task flow that may be begun."""

    name: str
    title: str
    about: str = ""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """An operation that may be read by. `own`: what this customer proved to be theirs, by kind of binding."""

    look_up: ModelLookUp
    title: str
    own: Mapping[str, Sequence[str]]

    @property
    def name(self) -> str:
        return f"{self.look_up.system}.{self.look_up.operation}"


class Refusal(Exception):
    """The tool is not used. `why`: a word for the trace; the sentence goes back to the model."""

    def __init__(self, why: str, sentence: str) -> None:
        self.why = why
        super().__init__(sentence)


def offered(allowed: Sequence[ToolName], tasks: Sequence[Task], readings: Sequence[Reading]) -> list[Tool]:
    """The tools of a turn: none that could lead nowhere."""
    made = {
        "search_articles": lambda: _tool(
            "search_articles",
            "Search the house's articles. Gives sources with numbers.",
            {"query": {"type": "string", "maxLength": LONGEST_QUERY}},
        ),
        "read_article": lambda: _tool(
            "read_article",
            "Read the whole of a source that was shown in part.",
            {"source": {"type": "integer", "description": "the source's number"}},
        ),
        "begin_flow": lambda: _tool(
            "begin_flow",
            "Begin a task for the customer. It asks what it needs and confirms by itself. Tasks: "
            + "; ".join(f"{t.name}: {t.title} {t.about}".strip() for t in tasks),
            {"code": {"type": "string", "enum": [t.name for t in tasks]}},
        ),
        "look_up": lambda: _tool(
            "look_up",
            "Read of this customer's own things in a business system. Operations: "
            + "; ".join(f"{r.name}: {r.title} (arguments: {', '.join(_asked(r)) or 'none'})" for r in readings),
            {
                "operation": {"type": "string", "enum": [r.name for r in readings]},
                "arguments": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        ),
        "ask_human": lambda: _tool("ask_human", "Hand the customer over to a person.", {"reason": _REASON}),
        "close": lambda: _tool("close", "End the conversation: the customer wants nothing more.", {"reason": _REASON}),
    }
    there = {"begin_flow": bool(tasks), "look_up": bool(readings)}
    return [made[name]() for name in made if name in allowed and there.get(name, True)]


def _tool(name: str, about: str, properties: dict[str, Any]) -> Tool:
    schema = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    return Tool(name, about, schema)


def _asked(reading: Reading) -> list[str]:
    """The parameters that the model names: what the customer proved alone is filled in by us."""
    return [name for name, kind in reading.look_up.give.items() if kind not in FILLED]


def arguments(call: ToolCall, tools: Sequence[Tool]) -> dict[str, Any]:
    """A call's arguments. Raises Refusal for a tool that was not offered, or what its schema does not know."""
    tool = next((one for one in tools if one.name == call.name), None)
    if tool is None:
        raise Refusal("no_such_tool", "There is no such tool.")
    if len(call.arguments) > LONGEST_ARGUMENTS:
        raise Refusal("arguments", "The arguments are too long.")
    try:
        given = msgspec.json.decode(call.arguments or "{}")
    except (msgspec.DecodeError, ValueError):
        raise Refusal("arguments", "The arguments are no JSON.") from None
    properties: dict[str, dict[str, Any]] = tool.parameters["properties"]
    if not isinstance(given, dict) or set(given) - set(properties) or set(properties) - set(given):
        raise Refusal("arguments", f"The arguments are: {', '.join(properties)}.")
    for name, schema in properties.items():
        if not _fits(given[name], schema):
            raise Refusal("arguments", f"{name} is not as it has to be.")
    return given


_KINDS: dict[str, type] = {"string": str, "integer": int, "object": dict}


def _fits(value: Any, schema: dict[str, Any]) -> bool:
    if not isinstance(value, _KINDS[schema["type"]]) or isinstance(value, bool):
        return False
    if "enum" in schema:
        return value in schema["enum"]
    if isinstance(value, str):
        return len(value) <= int(schema.get("maxLength", LONGEST_QUERY)) and "\x00" not in value
    return True


def to_give(reading: Reading, named: Mapping[str, Any], customer: str) -> dict[str, str]:
    """What an operation is given: what is the customer's own by us, the rest only if it is theirs or in their words.

    Raises Refusal for anything else: another's order, a number that nobody said.
    """
    if set(named) - set(_asked(reading)):
        raise Refusal("arguments", f"The arguments are: {', '.join(_asked(reading)) or 'none'}.")
    given: dict[str, str] = {}
    for name, kind in reading.look_up.give.items():
        own = reading.own.get(kind, ())
        if kind in FILLED:
            if not own:
                raise Refusal("not_proven", "Who the customer is has not been proven; begin a task or ask a person.")
            given[name] = own[0]
            continue
        value = named.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= LONGEST_QUERY:
            raise Refusal("arguments", f"{name} is missing.")
        if kind == "own_order":
            mine = next((one for one in own if _code(one) == _code(value)), None)
            if mine is None:
                raise Refusal("not_theirs", "This is none of this customer's own.")
            given[name] = mine
        elif _code(value) and _said(value, customer):
            given[name] = value
        else:
            raise Refusal("invented", f"The customer did not say this {name}; ask them.")
    return given


def _code(value: str) -> str:
    return re.sub(r"[\W_]", "", plain(value))


def _said(value: str, customer: str) -> bool:
    """Whether a value stands in the customer's words, as a whole."""
    words = re.split(r"[^a-z0-9]+", plain(customer))
    bare = _code(value)
    return bare in words if bare.isascii() else bare in _code(customer)
