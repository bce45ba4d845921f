"""The loop: the model is asked, uses tools, is asked again, until it has answered or a limit is met.

All it touches is handed in: the model, what its tools do, the clock. It raises nothing of the model's; a turn that came
to nothing says why, and the rules answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Protocol
from uuid import UUID

import msgspec

from qingfeng.contracts.bot import Thought
from qingfeng.contracts.messages import Message
from qingfeng.contracts.messages import Source as Named
from qingfeng.kernel.clock import Clock
from qingfeng.kernel.errors import Unavailable
from qingfeng.modules.reasoning import prompt, tools
from qingfeng.modules.reasoning.checking import Checked, Source
from qingfeng.modules.reasoning.model import (
    Fallback,
    ModelCall,
    ModelDetail,
    ModelLookUp,
    ModelRemoved,
    ModelSaid,
    ModelSource,
    ModelToolUse,
    Outcome,
    Trace,
    cost,
)
from qingfeng.modules.reasoning.prompt import Scene
from qingfeng.modules.reasoning.sieve import Enough, Sieve
from qingfeng.modules.reasoning.tools import Reading, Refusal, Task
from qingfeng.ports.llm import Completion, LanguageModel, Tool, ToolCall, Turn

MOST_SAID = 800
"""Tokens of one answer."""
LEAST_SECONDS = 0.3
MOST_CALLS = 4
"""Tools used at one step; what is asked for beyond is refused."""
MOST_REPEATS = 2
LONGEST_TRACED = 600
_FALLBACKS: dict[str, Fallback] = {
    "llm_slow": "slow",
    "llm_busy": "busy",
    "llm_refused": "refused",
    "llm_failed": "failed",
}


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """An article, as a search gives it."""

    id: str
    title: str
    text: str


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What a business system said. `error`: why it said nothing."""

    text: str = ""
    error: str = ""


class Toolbox(Protocol):
    """What the tools do, for one customer of one tenant. Raises nothing that the model could cause."""

    async def search(self, query: str) -> list[Found]: ...

    async def look_up(self, look_up: ModelLookUp, give: dict[str, str], seconds: float) -> Looked: ...


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """All that a turn begins with. `found`: articles for the customer's last words, the likeliest first. `may_ask`: it may
    ask the customer back; not twice in a row."""

    scene: Scene
    messages: list[Message]
    question: str
    found: list[Found]
    tasks: list[Task] = []
    readings: list[Reading] = []
    may_ask: bool = True


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a turn. `thought` None: the rules answer. `begins`: the task flow it wants begun."""

    thought: Thought | None
    trace: Trace
    begins: str = ""


class _Over(Exception):
    """The turn is over. `thought` None with a fallback."""

    def __init__(self, fallback: Fallback, outcome: Outcome = "fell_back", why: str = "", begins: str = "") -> None:
        super().__init__(fallback)
        self.fallback, self.outcome, self.why, self.begins = fallback, outcome, why, begins


def guessed_tokens(said: str) -> int:
    """How many tokens a text has at the most likely: a Chinese character is one, four Latin ones are."""
    wide = sum(1 for c in said if ord(c) > 0x2E80)
    return wide + (len(said) - wide + 3) // 4


class Loop:
    """One turn. `show` is told what may be seen so far, `""` when that is taken back."""

    def __init__(
        self, model: LanguageModel, box: Toolbox, clock: Clock, brief: Brief, show: Callable[[str], None]
    ) -> None:
        self._model, self._box, self._clock, self._brief, self._show = model, box, clock, brief, show
        self._choices = brief.scene.choices
        self._began = clock.monotonic()
        self._name = model.name
        self._customer = prompt.customer_words(brief.messages)
        self._sources: list[Source] = []
        self._turns: list[Turn] = []
        self._calls: list[ModelCall] = []
        self._used: list[ModelToolUse] = []
        self._removed: list[Checked] = []
        self._asked: dict[tuple[str, str], int] = {}
        self._first: int | None = None
        self._guessed = False
        self._seen = ""

    async def run(self) -> Came:
        """Within the house's seconds."""
        brief, sieve = self._brief, None
        for found in brief.found:
            self._take(found)
        self._turns = prompt.conversation(brief.scene, brief.messages, self._sources)
        offered = tools.offered(self._choices.tools, brief.tasks, brief.readings)
        try:
            async with asyncio.timeout(self._choices.seconds):
                sieve = await self._steps(offered)
            over = _Over("", "answer" if sieve.stands else "ask")
        except _Over as told:
            over = told
        except TimeoutError:
            over = _Over("slow")
        return self._came(over, sieve)

    def overtaken(self) -> Trace:
        """What the turn had cost when it was of no use any more."""
        return self._trace(_Over("", "overtaken"), None)

    async def _steps(self, offered: list[Tool]) -> Sieve:
        """Until it has said something that stands, or asks something. Raises _Over."""
        for step in range(self._choices.steps):
            last = step == self._choices.steps - 1
            sieve = Sieve(self._sources, self._customer, self._seen_so_far)
            said = await self._ask([] if last else offered, sieve)
            if said.calls and not last:
                self._take_back()
                self._turns.append(Turn("assistant", said.text, said.calls))
                for number, call in enumerate(said.calls):
                    await self._use(call, offered, many=number >= MOST_CALLS)
                continue
            sieve.end(whole=not said.cut)
            self._removed += sieve.removed
            if sieve.stands or (sieve.asks and self._brief.may_ask):
                return sieve
            raise _Over("steps" if said.calls else "nothing_left")
        raise _Over("steps")

    async def _ask(self, offered: list[Tool], sieve: Sieve) -> Completion:
        shown = "".join(turn.text + "".join(c.arguments for c in turn.calls) for turn in self._turns)
        about = guessed_tokens(shown)
        left = self._choices.turn_tokens - sum(c.tokens_in + c.tokens_out for c in self._calls) - about
        seconds = self._left()
        if left < MOST_SAID // 8:
            raise _Over("turn_limit")
        if seconds < LEAST_SECONDS:
            raise _Over("slow")
        began, heard = self._clock.monotonic(), 0

        def hear(piece: str) -> None:
            nonlocal heard
            heard += guessed_tokens(piece)
            sieve.hear(piece)

        try:
            said = await self._model.speak(
                self._turns, tools=offered, most_tokens=min(MOST_SAID, left), seconds=seconds, hear=hear
            )
        except Enough:
            said = Completion("", self._name, cut=True)
        except Unavailable as error:
            self._count(about, heard, began, error=error.code)
            raise _Over(_FALLBACKS.get(error.code, "failed")) from None
        except asyncio.CancelledError:  # the house's seconds are over
            self._count(about, heard, began, error="llm_slow")
            raise
        self._name = said.model or self._name
        if not said.tokens_in:
            self._guessed = True
        self._count(said.tokens_in or about, said.tokens_out or heard, began, tools=len(said.calls))
        return said

    def _count(self, tokens_in: int, tokens_out: int, began: float, *, tools: int = 0, error: str = "") -> None:
        if error:
            self._guessed = True
        taken = round(1000 * (self._clock.monotonic() - began))
        self._calls.append(
            ModelCall(tokens_in=tokens_in, tokens_out=tokens_out, milliseconds=taken, tools=tools, error=error)
        )

    async def _use(self, call: ToolCall, offered: list[Tool], *, many: bool) -> None:
        """Use a tool and show the model what came of it. Raises _Over where the tool ends the turn."""
        key = (call.name, call.arguments)
        self._asked[key] = self._asked.get(key, 0) + 1
        if self._asked[key] > MOST_REPEATS:
            self._note(call, refused="repeated")
            raise _Over("loop")
        began = self._clock.monotonic()
        try:
            if many:
                raise Refusal("too_many", "Too many tools at once.")
            came = await self._do(call.name, tools.arguments(call, offered))
            self._note(call, came=came, began=began)
        except Refusal as refusal:
            came = str(refusal)
            self._note(call, refused=refusal.why)
        except _Over as over:
            self._note(call, came=over.outcome)
            raise
        self._turns.append(Turn("tool", came, answers=call.id))

    async def _do(self, name: str, given: dict[str, Any]) -> str:
        if name == "search_articles":
            found = await self._box.search(given["query"])
            return "\n".join(self._shown(self._take(one)) for one in found) or "Nothing was found."
        if name == "read_article":
            source = next((s for s in self._sources if s.number == given["source"] and s.kind == "article"), None)
            if source is None:
                raise Refusal("invented", "There is no source with this number.")
            return prompt.shown(self._brief.scene, source, longest=prompt.LONGEST_WHOLE)
        if name == "look_up":
            return await self._look_up(given)
        if name == "begin_flow":
            raise _Over("", "task", begins=given["code"])
        raise _Over("", "close" if name == "close" else "ask_human", given["reason"])

    async def _look_up(self, given: dict[str, Any]) -> str:
        reading = next(r for r in self._brief.readings if r.name == given["operation"])
        give = tools.to_give(reading, given["arguments"], self._customer)
        came = await self._box.look_up(reading.look_up, give, self._left())
        if came.error:
            return f"The system gave no answer ({came.error})."
        text = prompt.masked(came.text, prompt.LONGEST_WHOLE)
        source = Source(number=len(self._sources) + 1, kind="system", id=reading.name, title=reading.title, text=text)
        self._sources.append(source)
        return self._shown(source)

    def _take(self, found: Found) -> Source:
        known = next((s for s in self._sources if s.kind == "article" and s.id == found.id), None)
        if known is None:
            number = len(self._sources) + 1
            known = Source(number=number, kind="article", id=found.id, title=found.title, text=found.text)
            self._sources.append(known)
        return known

    def _shown(self, source: Source) -> str:
        return prompt.shown(self._brief.scene, source)

    def _left(self) -> float:
        return self._choices.seconds - (self._clock.monotonic() - self._began)

    def _seen_so_far(self, text: str) -> None:
        if self._first is None:
            self._first = round(1000 * (self._clock.monotonic() - self._began))
        self._seen = text
        self._show(text)

    def _take_back(self) -> None:
        if self._seen:
            self._seen = ""
            self._show("")

    def _note(self, call: ToolCall, *, came: str = "", refused: str = "", began: float | None = None) -> None:
        taken = 0 if began is None else round(1000 * (self._clock.monotonic() - began))
        self._used.append(
            ModelToolUse(
                tool=traced(call.name, 40),
                arguments=traced(call.arguments),
                came=traced(came),
                refused=refused,
                milliseconds=taken,
            )
        )

    # ---------------------------------------------------------------- what came of it

    def _came(self, over: _Over, sieve: Sieve | None) -> Came:
        if over.outcome == "fell_back":
            self._take_back()
        spoken = sieve if over.outcome in ("answer", "ask") else None
        thought = None
        if over.outcome != "fell_back" and over.outcome != "overtaken":
            thought = Thought(
                does=over.outcome,
                model=self._name,
                text=spoken.text if spoken else "",
                sources=self._named(spoken.kept if spoken else []),
                why=traced(over.why, tools.LONGEST_WHY),
            )
        return Came(thought=thought, begins=over.begins, trace=self._trace(over, spoken))

    def _named(self, kept: Sequence[Checked]) -> list[Named]:
        """The articles that the answer stands on, each once."""
        wanted = dict.fromkeys(one.source for one in kept if one.source)
        by_number = {s.number: s for s in self._sources}
        there = [by_number[n] for n in wanted if by_number[n].kind == "article"]
        return [Named(UUID(s.id), s.title) for s in there]

    def _trace(self, over: _Over, spoken: Sieve | None) -> Trace:
        tokens_in, tokens_out = sum(c.tokens_in for c in self._calls), sum(c.tokens_out for c in self._calls)
        detail = ModelDetail(
            question=traced(self._brief.question),
            calls=self._calls,
            used=self._used,
            shown=[ModelSource(number=s.number, kind=s.kind, id=s.id, title=s.title) for s in self._sources],
            kept=[ModelSaid(text=traced(one.text), source=one.source) for one in (spoken.kept if spoken else [])],
            removed=[
                ModelRemoved(
                    text=traced(one.text), fault=one.fault or "", lacking=[traced(x, 80) for x in one.lacking[:8]]
                )
                for one in self._removed[:40]
            ],
            why=traced(over.why, tools.LONGEST_WHY),
        )
        return Trace(
            outcome=over.outcome,
            fallback=over.fallback,
            model=self._name,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            guessed=self._guessed,
            cost=cost(self._choices, tokens_in, tokens_out),
            currency=self._choices.currency,
            milliseconds=round(1000 * (self._clock.monotonic() - self._began)),
            first_ms=self._first if over.outcome != "fell_back" else None,
            detail=detail,
        )


def traced(said: str, longest: int = LONGEST_TRACED) -> str:
    """Words as they are kept in a trace: short, and without personal data."""
    return prompt.masked(said.replace("\x00", ""), longest)
