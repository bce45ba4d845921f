"""What the bot is shown and what it may decide: its only door is `decide(snapshot, now, rng) -> Decision`."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Emotion, Message, Source


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """An article found for the last question. `score` 0..1: how sure it answers it (see knowledge.search)."""

    id: UUID
    title: str
    body: str
    questions: list[str]
    related: list[str]
    score: float


class BotState(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot remembers of a conversation."""

    unsure: int = 0
    tried: list[dict[str, str]] = []
    instruction: str | None = None


class BotSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """`messages`: the last 20 that the customer sees, oldest first; the last is theirs. `open`: people work now."""

    conversation_id: UUID
    seq: int
    locale: str
    customer_name: str
    brand: str
    messages: list[Message]
    candidates: list[Candidate]
    state: BotState
    open: bool
    policy_version: str


class Reply(msgspec.Struct, frozen=True, kw_only=True, tag="reply"):
    text: str
    sources: list[Source]
    suggestions: list[str]
    confidence: float
    reason: str
    state: BotState


class AskHuman(msgspec.Struct, frozen=True, kw_only=True, tag="ask_human"):
    """Hand over: `say` is told to the customer first; `queue` a queue's code or None for the default."""

    reason: Literal["requested", "low_confidence", "anger", "policy"]
    say: str
    need: str
    summary: str
    emotion: Emotion
    queue: str | None
    urgent: bool
    confidence: float
    state: BotState


class Close(msgspec.Struct, frozen=True, kw_only=True, tag="close"):
    say: str
    reason: str
    state: BotState


Decision = Reply | AskHuman | Close
