"""Task flows: what one is (data), what is remembered of one that runs, what it hears and what comes of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""What steps, slots, results and flows are called: lower case, digits and underscores."""
Text = Annotated[str, Meta(max_length=2000)]
Expression = Annotated[str, Meta(min_length=1, max_length=500)]
SlotKind = Literal["text", "choice", "number", "order", "parcel", "phone", "date", "address", "yes_no"]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said, in both languages. `{name}` stands for a slot, `{result.field|money}` for what a call brought."""

    zh: Text = ""
    en: Text = ""


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`also`: other words for it, in any language."""

    value: Annotated[str, Meta(min_length=1, max_length=80)]
    label: Words
    also: list[Annotated[str, Meta(min_length=1, max_length=40)]] = []


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that has to be known. `sources`: `said` (any message of the flow), `earlier` (an answer of a flow before in
    this conversation), `customer.phone`, `customer.name`, `customer.order` (of the identified customer); tried in order
    before the customer is asked. `digits`: a number of exactly so many digits, kept as text. `also`: words by which a
    customer names it when they correct it.
    """

    name: Name
    kind: SlotKind
    label: Words
    prompt: Words
    retry: Words = Words()
    retries: Annotated[int, Meta(ge=0, le=5)] = 2
    sources: tuple[Literal["said", "earlier", "customer.phone", "customer.name", "customer.order"], ...] = ("said",)
    choices: Annotated[list[Choice], Meta(max_length=20)] = []
    digits: Annotated[int, Meta(ge=0, le=20)] = 0
    least: float | None = None
    most: float | None = None
    also: list[Annotated[str, Meta(min_length=1, max_length=40)]] = []


class _Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="do"):
    id: Name


class Say(_Step, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="say"):
    """`forget`: slots that are asked for anew."""

    text: Words
    next: str = ""
    forget: list[str] = []


class Ask(_Step, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="ask"):
    slot: str
    next: str = ""


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    when: Expression
    next: str


class Choose(_Step, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="choose"):
    """The first case whose condition holds, else `otherwise`."""

    cases: Annotated[list[Case], Meta(max_length=20)]
    otherwise: str = ""


class Undo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What takes a consequence back when a later step of the flow fails."""

    operation: str
    give: dict[str, Expression] = {}


class Call(_Step, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="call"):
    """Ask the business system. `give`: parameters, each an expression. `save`: the name under which the answer is known from
    then on; beside its own fields it has `http` (the status). `refused`: where to go when the system says no (4xx);
    `failed`: when it does not answer. Without them a person takes over. `changes`: it has consequences.
    """

    operation: str
    give: dict[str, Expression] = {}
    save: str = ""
    changes: bool = False
    next: str = ""
    refused: str = ""
    failed: str = ""
    undo: Undo | None = None


class Confirm(_Step, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="confirm"):
    """`no`: where to go when the customer does not want it; without it the flow ends."""

    text: Words
    next: str = ""
    no: str = ""


class HandOver(_Step, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="hand_over"):
    text: Words = Words()
    queue: str | None = None


class End(_Step, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="close"):
    """The task is done. The conversation goes on, unless `conversation`. `suggestions`: what is usually wanted next."""

    text: Words = Words()
    suggestions: list[Words] = []
    conversation: bool = False


Step = Say | Ask | Choose | Call | Confirm | HandOver | End


class Triggers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What begins a flow. A phrase matches when all its words (parted by blanks) occur in the message, and none of `excluding` does.
    `number`: so does an order's number with nothing else that says what is wanted."""

    phrases: Annotated[list[Annotated[str, Meta(min_length=1, max_length=80)]], Meta(max_length=200)] = []
    intents: Annotated[list[str], Meta(max_length=50)] = []
    excluding: Annotated[list[Annotated[str, Meta(min_length=1, max_length=80)]], Meta(max_length=100)] = []
    number: bool = False


class Flow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A task as data. It begins with its first step; a step without `next` goes on with the one after it.

    `system`: code of the business system its calls ask. `turns`: messages of the customer after which a person takes
    over; `seconds`: so long a call may take, retries and all.
    """

    name: Name
    title: Words
    about: Words = Words()
    triggers: Triggers
    slots: Annotated[list[Slot], Meta(max_length=40)] = []
    steps: Annotated[list[Step], Meta(min_length=1, max_length=120)]
    system: str = "business"
    queue: str | None = None
    turns: Annotated[int, Meta(ge=1, le=60)] = 20
    seconds: Annotated[float, Meta(ge=1, le=30)] = 10.0
    priority: Annotated[int, Meta(ge=-10, le=10)] = 0


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A call that is to be made. `number` counts the calls of a run: with it the key of the call is the same whenever it is
    made again. `undoes`: it takes back the call with that number."""

    step: str
    operation: str
    give: dict[str, Any]
    changes: bool
    number: int
    undoes: int | None = None


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """A consequence that was had, and what takes it back."""

    step: str
    operation: str
    number: int
    undo: str = ""
    give: dict[str, Any] = {}


class FlowState(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of a flow that runs. `at`: the step it waits at. `run`: seq of the message that began it. `heard`: seq of the
    last message it has taken in. `wanted`: the call that is being made. `confirmed`: what the slots were when the
    customer agreed, `covered`: the consequences had since. `trail`: the steps it went through. `undoing`: consequences are
    being taken back, because of `failure`."""

    flow: str
    version: int
    run: int
    at: str = ""
    waits: bool = False
    slots: dict[str, str | float | bool] = {}
    saved: dict[str, dict[str, Any]] = {}
    trail: list[str] = []
    misses: int = 0
    asides: int = 0
    turns: int = 0
    calls: int = 0
    heard: int = 0
    locale: str = "zh-CN"
    confirmed: dict[str, str | float | bool] | None = None
    wanted: Wanted | None = None
    done: list[Done] = []
    covered: list[str] = []
    undoing: bool = False
    failure: str = ""
    earlier: dict[str, str | float | bool] = {}
    customer: dict[str, str] = {}


class Said(msgspec.Struct, frozen=True, kw_only=True, tag="said"):
    """The customer's words since the flow last heard. `answerable`: how sure an article answers them (0..1)."""

    text: str
    seq: int
    answerable: float = 0.0


class Result(msgspec.Struct, frozen=True, kw_only=True, tag="result"):
    """What came of a call. `error`: why there is no answer (slow, down, busy, unknown...); empty when there is one."""

    number: int
    status: int = 0
    data: dict[str, Any] = {}
    error: str = ""


Heard = Said | Result
Then = Literal["reply", "aside", "call", "hand_over", "done", "close", "cancelled"]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What comes of hearing something. `then`: `reply`: it waits for the customer; `aside`: they asked something else,
    which the bot answers before the flow asks again (`say`); `call`: `state.wanted` is to be made, and its result heard;
    `hand_over` for `reason`; `done`, `close`, `cancelled`: it is over. `say`: what the customer is told, in order."""

    then: Then
    say: list[str]
    state: FlowState
    suggestions: list[str] = []
    reason: str = ""
    queue: str | None = None


class FlowTurn(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot is shown of a flow at its turn: what came of it, in the customer's language. `gathered`: lines for whoever
    takes over, also when it is the bot that hands over while the flow goes on."""

    flow: str
    then: Then
    say: list[str]
    suggestions: list[str] = []
    reason: str = ""
    queue: str | None = None
    gathered: list[str] = []


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What a conversation keeps of flows: the one that runs, if any, and what the ones before have learnt."""

    running: FlowState | None = None
    earlier: dict[str, str | float | bool] = {}
