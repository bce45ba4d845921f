"""The port of language models. The product does without one; what one adds is told by its own source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec


class Turn(msgspec.Struct, frozen=True):
    """One turn of what the model is shown. Words of customers are always a `user`'s, never instructions (`system`)."""

    role: Literal["system", "user", "assistant"]
    text: str


class Completion(msgspec.Struct, frozen=True):
    """What the model said. `model`: as it calls itself. Tokens as it counted them; 0 when it does not tell."""

    text: str
    model: str
    tokens_in: int = 0
    tokens_out: int = 0


class LanguageModel(Protocol):
    @property
    def name(self) -> str:
        """The model's, for people."""

    async def complete(self, turns: Sequence[Turn], *, most_tokens: int, seconds: float) -> Completion:
        """The next turn, at most so many tokens long. Raises Unavailable: llm_slow when it took longer than `seconds`,
        llm_busy, llm_refused (a key, a model's name), llm_failed."""

    async def close(self) -> None: ...
