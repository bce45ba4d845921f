"""What a house chooses of its language model, and what is written down of each turn it took. Pure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

import msgspec

Scope = Literal["unsure", "always"]
Hours = Literal["always", "open", "closed"]
Tone = Literal["plain", "warm", "formal"]
Binding = Literal["own_phone", "own_phone_tail", "own_order", "said"]
"""Where an operation's parameter comes from: the customer's proven telephone, its last four digits, one of the orders of a
customer so proven, or the customer's words."""
OWN: frozenset[str] = frozenset({"own_phone", "own_phone_tail", "own_order"})
FILLED: frozenset[str] = frozenset({"own_phone", "own_phone_tail"})
"""What is filled in, and never asked of the model."""
ToolName = Literal["search_articles", "read_article", "begin_flow", "look_up", "ask_human", "close"]
TOOLS: tuple[ToolName, ...] = ("search_articles", "read_article", "begin_flow", "look_up", "ask_human", "close")
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
LONGEST_WORDING = 2000
KEPT_DAYS = 90


class ModelLookUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An operation of a business system that the model may read by. `give`: where each parameter comes from; at least one
    is the customer's own, so that nobody reads of anybody else."""

    system: Code
    operation: Code
    give: Annotated[dict[Code, Binding], msgspec.Meta(max_length=10)]


class ModelChoices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A house's choices. `scope`: asked where the rules are not sure, or about every question; never about danger, anger, a
    complaint, the wish for a person, small talk, or what a task flow waits for. `queues`, `channels`: only what would go to
    these, or comes by these; empty: all. `wording`: what the house tells its model of its ways, in its own words.

    `seconds`: a turn may take so long in all; `steps`: so many times the model is asked in it. `turn_tokens`, `day_tokens`:
    most tokens, in and out; `day_cost`: most money; 0: no limit. `price_in`, `price_out`: of a million tokens, in
    `currency`. `together`: so many turns at once.
    """

    on: bool = False
    scope: Scope = "unsure"
    hours: Hours = "always"
    queues: Annotated[list[Code], msgspec.Meta(max_length=100)] = []
    channels: Annotated[list[UUID], msgspec.Meta(max_length=100)] = []
    tools: Annotated[list[ToolName], msgspec.Meta(max_length=6)] = msgspec.field(default_factory=lambda: list(TOOLS))
    look_ups: Annotated[list[ModelLookUp], msgspec.Meta(max_length=20)] = []
    manner: Tone = "plain"
    wording: Annotated[str, msgspec.Meta(max_length=LONGEST_WORDING)] = ""
    seconds: Annotated[float, msgspec.Meta(ge=1, le=60)] = 12.0
    steps: Annotated[int, msgspec.Meta(ge=1, le=10)] = 5
    turn_tokens: Annotated[int, msgspec.Meta(ge=500, le=200_000)] = 16_000
    day_tokens: Annotated[int, msgspec.Meta(ge=0, le=10_000_000_000)] = 2_000_000
    day_cost: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)] = 0.0
    price_in: Annotated[float, msgspec.Meta(ge=0, le=100_000)] = 0.0
    price_out: Annotated[float, msgspec.Meta(ge=0, le=100_000)] = 0.0
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$", examples=["CNY"])] = "CNY"
    together: Annotated[int, msgspec.Meta(ge=1, le=8)] = 4


Outcome = Literal["answer", "ask", "ask_human", "close", "task", "fell_back", "overtaken"]
Fallback = Literal[
    "", "slow", "busy", "refused", "failed", "rest", "crowded", "day_limit", "turn_limit", "steps", "loop", "nothing_left",
    "broken",
]  # fmt: skip
"""Why the rules answered instead. `rest`: the model failed too often and is left alone for a while; `crowded`: too many
turns at once; `nothing_left`: no sentence stood in a source; `broken`: a mistake of ours."""


class ModelToolUse(msgspec.Struct, frozen=True, kw_only=True):
    """One use of a tool. `arguments` and `came` are masked. `refused`: why it was not used."""

    tool: str
    arguments: str
    came: str = ""
    refused: str = ""
    milliseconds: int = 0


class ModelRemoved(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that was not said. `lacking`: what its source does not say."""

    text: str
    fault: str
    lacking: list[str] = []


class ModelSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that was said, and the source it stands on; 0: a courtesy or a question."""

    text: str
    source: int


class ModelSource(msgspec.Struct, frozen=True, kw_only=True):
    """A source the model was shown."""

    number: int
    kind: Literal["article", "system"]
    id: str
    title: str


class ModelCall(msgspec.Struct, frozen=True, kw_only=True):
    """One time the model was asked. `error`: why it gave no answer."""

    tokens_in: int
    tokens_out: int
    milliseconds: int
    tools: int = 0
    error: str = ""


class ModelDetail(msgspec.Struct, frozen=True, kw_only=True):
    """All that was done at a turn; whose words there are in it are masked."""

    question: str = ""
    calls: list[ModelCall] = []
    used: list[ModelToolUse] = []
    shown: list[ModelSource] = []
    kept: list[ModelSaid] = []
    removed: list[ModelRemoved] = []
    why: str = ""


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """A turn of the model. `first_ms`: until its first checked sentence; none: it had none. `guessed`: the server did not
    count the tokens; they are reckoned from the length of what was said."""

    outcome: Outcome
    fallback: Fallback = ""
    model: str
    tokens_in: int = 0
    tokens_out: int = 0
    guessed: bool = False
    cost: Decimal = Decimal(0)
    currency: str = "CNY"
    milliseconds: int = 0
    first_ms: int | None = None
    detail: ModelDetail = ModelDetail()


class KeptChoices(msgspec.Struct, frozen=True, kw_only=True):
    """`version` 0: nobody has chosen yet."""

    choices: ModelChoices
    version: int = 0
    updated_at: datetime | None = None
    by_name: str = ""


class KeptTrace(msgspec.Struct, frozen=True, kw_only=True):
    """`conversation_id` null: asked in the test box, by `by_name`."""

    id: UUID
    at: datetime
    conversation_id: UUID | None
    seq: int
    by_name: str
    outcome: Outcome
    fallback: Fallback
    model: str
    tokens_in: int
    tokens_out: int
    guessed: bool
    cost: Decimal
    currency: str
    milliseconds: int
    first_ms: int | None
    detail: ModelDetail


class ModelDay(msgspec.Struct, frozen=True, kw_only=True):
    """What the model did on a day of the house."""

    day: date
    turns: int = 0
    answered: int = 0
    handed_over: int = 0
    fell_back: int = 0
    removed: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: Decimal = Decimal(0)
    milliseconds: int = 0


def cost(choices: ModelChoices, tokens_in: int, tokens_out: int) -> Decimal:
    """In `choices.currency`, exact to a millionth."""
    million = Decimal(1_000_000)
    exact = Decimal(str(choices.price_in)) * tokens_in + Decimal(str(choices.price_out)) * tokens_out
    return (exact / million).quantize(Decimal("0.000001"))


def spent(choices: ModelChoices, today: ModelDay) -> bool:
    """Whether the day's limit is reached."""
    tokens = today.tokens_in + today.tokens_out
    if choices.day_tokens and tokens >= choices.day_tokens:
        return True
    return bool(choices.day_cost) and today.cost >= Decimal(str(choices.day_cost))
