"""What the bot is shown and what it may decide: its only door is `decide(snapshot, now, rng) -> Decision`."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Event
from qingfeng.contracts.flows import FlowTurn, Kept
from qingfeng.contracts.messages import Emotion, Message, Source


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """An article found for the last question. `score` 0..1: how sure it answers it (see knowledge.find).

    `related`: questions that lead to related articles.
    """

    id: UUID
    title: str
    body: str
    questions: list[str]
    related: list[str]
    score: float
    category: str = ""


class BotPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant's choices for the bot. Scores are probabilities (see Candidate).

    `sure`: from here on it simply answers; `likely`: from here on it answers with care; `exact`: from here on the article
    is about this very question. `queues`: an article's category -> queue code; `matters`: what a business system must
    be asked (order, delivery, refund, visit) -> queue code; `languages`: a language other than Chinese -> queue code.
    A queue that is not named is left to the flow's default.
    """

    sure: float = 0.6
    likely: float = 0.35
    exact: float = 0.98
    queues: dict[str, str] = {}
    matters: dict[str, str] = {}
    languages: dict[str, str] = {}
    complaint: str | None = None
    danger: str | None = None


class BotState(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot remembers of a conversation.

    `unsure`: turns in a row without an answer. `tried`: `question`, and of the article shown `id`, `title`, `category`.
    `instruction`: what an agent asked it to do when handing back. `tasks`: the task flow that runs, and what earlier ones
    learnt; left out where there was none. `promised`: seq of the message that told the customer to wait for what is still
    being looked up; left out where nothing is.
    """

    unsure: int = 0
    tried: list[dict[str, str]] = []
    instruction: str | None = None
    tasks: Kept | msgspec.UnsetType = msgspec.UNSET
    promised: int | msgspec.UnsetType = msgspec.UNSET


class Thought(msgspec.Struct, frozen=True, kw_only=True):
    """What a language model came to, checked. `answer`: `text` stands in its `sources`; `ask`: `text` asks the customer
    something; `ask_human`: a person is to take over, `why` in the model's words, for whoever does; `close`: nothing is left to
    do; `task`: it began a task flow, which is what the bot is shown. `model`: as it calls itself."""

    does: Literal["answer", "ask", "ask_human", "close", "task"]
    model: str
    text: str = ""
    sources: list[Source] = []
    why: str = ""


class BotSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """`messages`: the last 60 that the customer sees, oldest first; the last is theirs. `open`: people work now.

    `wordings`: what this house's bot says otherwise than shipped, by language and occasion; left out where there is none.
    `pinned`: articles that are offered first for as long as a surge lasts; left out where there are none. `once_more`: it asks
    once more before it hands over for want of an answer; left out where it does not. `task`: what came of a task flow at this
    turn; left out where none is about. `thought`: what a language model came to at this turn; left out where none was asked, or
    nothing came of it.
    """

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
    policy: BotPolicy = BotPolicy()
    wordings: dict[str, dict[str, list[str]]] | msgspec.UnsetType = msgspec.UNSET
    pinned: list[Candidate] | msgspec.UnsetType = msgspec.UNSET
    once_more: bool | msgspec.UnsetType = msgspec.UNSET
    task: FlowTurn | msgspec.UnsetType = msgspec.UNSET
    thought: Thought | msgspec.UnsetType = msgspec.UNSET


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


class AnswerReviewed(Event, frozen=True, kw_only=True):
    """Somebody has judged an answer of the bot, judged it anew, or taken that back. `seq`: of what was answered."""

    conversation_id: UUID
    seq: int

    @property
    def key(self) -> str:
        return str(self.conversation_id)
