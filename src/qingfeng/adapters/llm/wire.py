"""How chat completions are written and read: the body of a request, an answer, and a stream of its pieces. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from qingfeng.ports.llm import Completion, Hear, Tool, ToolCall, Turn

MOST_CALLS = 16
DONE = b"[DONE]"


class Function(msgspec.Struct):
    name: str | None = None
    arguments: str | None = None


class Call(msgspec.Struct):
    index: int | None = None
    id: str | None = None
    function: Function | None = None


class Said(msgspec.Struct):
    content: str | None = None
    tool_calls: list[Call] | None = None


class Choice(msgspec.Struct):
    message: Said | None = None
    delta: Said | None = None
    finish_reason: str | None = None


class Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Answer(msgspec.Struct):
    """An answer, or a piece of one."""

    choices: list[Choice] = []
    model: str | None = None
    usage: Usage | None = None
    error: Any = None


def body(model: str, turns: Sequence[Turn], most_tokens: int) -> dict[str, Any]:
    return {
        "model": model,
        "messages": [_turn(turn) for turn in turns],
        "max_tokens": most_tokens,
        "temperature": 0,
    }


def streamed(asked: dict[str, Any], tools: Sequence[Tool]) -> dict[str, Any]:
    """The same, answered piece by piece, with the tokens counted at its end."""
    told = {**asked, "stream": True, "stream_options": {"include_usage": True}}
    if tools:
        told["tools"] = [
            {"type": "function", "function": {"name": t.name, "description": t.about, "parameters": t.parameters}}
            for t in tools
        ]
    return told


def _turn(turn: Turn) -> dict[str, Any]:
    said: dict[str, Any] = {"role": turn.role, "content": turn.text}
    if turn.calls:
        said["tool_calls"] = [
            {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": c.arguments}} for c in turn.calls
        ]
    if turn.answers:
        said["tool_call_id"] = turn.answers
    return said


class Unreadable(Exception):
    """What came is no chat completion."""


def read(data: bytes, model: str) -> Completion:
    """A whole answer. Raises Unreadable."""
    answer = _decoded(data)
    message = answer.choices[0].message if answer.choices else None
    if message is None:
        raise Unreadable("no message")
    pieces = Pieces(model, lambda _: None)
    pieces.take(answer, message)
    return pieces.whole()


def _decoded(data: bytes) -> Answer:
    try:
        answer = msgspec.json.decode(data, type=Answer)
    except ValueError as error:  # no JSON, or no UTF-8
        raise Unreadable(str(error)[:200]) from None
    if answer.error is not None:
        raise Unreadable("an error in place of an answer")
    return answer


class Pieces:
    """A streamed answer put together. Lines of events go in; `whole` gives what they made."""

    def __init__(self, model: str, hear: Hear) -> None:
        self._model = model
        self._hear = hear
        self._text: list[str] = []
        self._calls: dict[int, ToolCall] = {}
        self._usage = Usage()
        self._finished: str | None = None
        self.done = False

    def line(self, line: bytes) -> None:
        """One line of the stream. Raises Unreadable, and what `hear` raises."""
        if not line.startswith(b"data:"):
            return  # a comment that keeps the line open, an event's name
        data = line[5:].strip()
        if data == DONE:
            self.done = True
            return
        answer = _decoded(data)
        choice = answer.choices[0] if answer.choices else None
        self.take(answer, choice.delta or choice.message if choice else None)

    def take(self, answer: Answer, said: Said | None) -> None:
        self._model = answer.model or self._model
        self._usage = answer.usage or self._usage
        if answer.choices:
            self._finished = answer.choices[0].finish_reason or self._finished
        if said is None:
            return
        for place, call in enumerate(said.tool_calls or []):
            self._called(call, place)
        if said.content:
            self._text.append(said.content)
            self._hear(said.content)

    def _called(self, call: Call, place: int) -> None:
        at = place if call.index is None else call.index
        before = self._calls.get(at) or ToolCall("", "", "")
        if at not in self._calls and len(self._calls) >= MOST_CALLS:
            raise Unreadable("too many tools at once")
        function = call.function or Function()
        self._calls[at] = ToolCall(
            before.id or call.id or "",
            before.name or function.name or "",
            before.arguments + (function.arguments or ""),
        )

    @property
    def finished(self) -> bool:
        return self.done or self._finished is not None

    def whole(self) -> Completion:
        calls = [msgspec.structs.replace(call, id=call.id or f"call-{at}") for at, call in sorted(self._calls.items())]
        return Completion(
            "".join(self._text),
            self._model,
            self._usage.prompt_tokens,
            self._usage.completion_tokens,
            calls,
            self._finished == "length",
        )
