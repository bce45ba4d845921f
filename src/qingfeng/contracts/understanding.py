"""Facts of understanding: what was made of a customer's message, and what people said of that."""

from __future__ import annotations

from uuid import UUID

from qingfeng.contracts.base import Event


class _OfMessage(Event, frozen=True, kw_only=True):
    conversation_id: UUID
    message_id: UUID
    seq: int

    @property
    def key(self) -> str:
        return str(self.conversation_id)


class MessageUnderstood(_OfMessage, frozen=True, kw_only=True):
    """`intent`: the code of the intent; None when it is about none that was learned, and nothing is to be done by
    `guess`, the likeliest of them. `confidence`: the probability, 0..1, that `guess` is right of a text that is in
    scope. `number`: of the version that said so. `emotion`, with
    its `strength` from 0 to 1, and `sentiment`: how the customer feels and how they speak of the matter."""

    intent: str | None
    guess: str
    confidence: float
    runner_up: str | None
    number: int
    emotion: str = "neutral"
    strength: float = 0.0
    sentiment: str = "neutral"


class IntentCorrected(_OfMessage, frozen=True, kw_only=True):
    """Somebody said what a message is about. `intent` None: about none of the intents."""

    intent: str | None
    was: str | None
    by: str
