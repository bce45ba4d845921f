"""The port of language models. The product does without one; what one adds is told by its own source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, Protocol

import msgspec


class ToolCall(msgspec.Struct, frozen=True):
    """A tool that the model wants used. `arguments`: as it wrote them, to be read as JSON by whoever uses the tool."""

    id: str
    name: str
    arguments: str


class Turn(msgspec.Struct, frozen=True):
    """One turn of what the model is shown. Words of customers are always a `user`'s, never instructions (`system`).

    `calls`: of an `assistant`, what it wanted used; `answers`: of a `tool`, the id of the call that this is the result of.
    """

    role: Literal["system", "user", "assistant", "tool"]
    text: str
    calls: list[ToolCall] = []
    answers: str = ""


class Tool(msgspec.Struct, frozen=True):
    """Something the model may ask for. `parameters`: a JSON schema of an object."""

    name: str
    about: str
    parameters: dict[str, Any]


class Completion(msgspec.Struct, frozen=True):
    """What the model said. `model`: as it calls itself. Tokens as it counted them; 0 when it does not tell.

    `calls`: tools it wants used before it says more. `cut`: it had more to say than it was let.
    """

    text: str
    model: str
    tokens_in: int = 0
    tokens_out: int = 0
    calls: list[ToolCall] = []
    cut: bool = False


Hear = Callable[[str], None]


class LanguageModel(Protocol):
    @property
    def name(self) -> str:
        """The model's, for people."""

    async def complete(self, turns: Sequence[Turn], *, most_tokens: int, seconds: float) -> Completion:
        """The next turn, at most so many tokens long. Raises Unavailable: llm_slow when it took longer than `seconds`,
        llm_busy, llm_refused (a key, a model's name), llm_failed."""

    async def speak(
        self, turns: Sequence[Turn], *, tools: Sequence[Tool], most_tokens: int, seconds: float, hear: Hear
    ) -> Completion:
        """The next turn, told to `hear` piece by piece as it is written; it may ask for `tools` instead of, or after,
        saying something. What `hear` raises ends it. Raises as `complete`, also when it breaks off half-way."""

    async def close(self) -> None: ...
