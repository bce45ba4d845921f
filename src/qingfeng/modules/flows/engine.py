"""What a flow does next. Pure: the same flow, state, words and moment give the same outcome, on any machine, at any time.

A consequence is had only while the slots are what the customer agreed to; every run ends, by its limits if by nothing
else. What a house got wrong in its data ends in a person, with what was gathered, never in an exception.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from qingfeng.contracts.flows import (
    Ask,
    Call,
    Choose,
    Confirm,
    Done,
    End,
    Flow,
    FlowState,
    HandOver,
    Heard,
    Outcome,
    Result,
    Said,
    Say,
    Slot,
    Step,
    Then,
    Wanted,
)
from qingfeng.kernel import text
from qingfeng.modules.flows import expressions, hearing, wording
from qingfeng.modules.flows.expressions import ExpressionError

MOST_CALLS = 20
"""Of one run, those that take something back apart."""
MOST_STEPS = 200
"""Between two words of the customer."""
MOST_ASIDES = 3
"""Questions in a row; after that an answer is waited for no longer than a slot's retries."""
CONFIRM_RETRIES = 2
SURE = 0.6
"""So sure must an article be to take a question for one where any text would be an answer."""
KEPT_TRAIL = 200


def fresh(
    flow: Flow,
    version: int,
    *,
    run: int,
    locale: str,
    earlier: dict[str, str | float | bool] | None = None,
    customer: dict[str, str] | None = None,
) -> FlowState:
    """A run that has heard nothing yet. `customer`: what is known for certain of an identified customer."""
    return FlowState(
        flow=flow.name,
        version=version,
        run=run,
        locale="zh" if locale.startswith("zh") else "en",
        earlier=earlier or {},
        customer=customer or {},
    )


def advance(flow: Flow, state: FlowState, heard: Heard, now: datetime) -> Outcome:
    """What comes of hearing this. `now`: in the house's zone. Raises nothing, whatever flow, state and words are."""
    run = _Run(flow, state, now)
    try:
        return run.result(heard) if isinstance(heard, Result) else run.said(heard)
    except ExpressionError as error:
        return run.person(f"expression:{error.code}", "person")


class _Run:
    """One call of `advance`: the state as it becomes, and what has been said so far."""

    def __init__(self, flow: Flow, state: FlowState, now: datetime) -> None:
        self.flow = flow
        self.state = state
        self.now = now
        self.lines: list[str] = []
        self.left = MOST_STEPS
        self.steps: dict[str, Step] = {step.id: step for step in flow.steps}
        ids = [step.id for step in flow.steps]
        self.after = dict(zip(ids, [*ids[1:], ""], strict=True))
        self.slots: dict[str, Slot] = {slot.name: slot for slot in flow.slots}

    # ------------------------------------------------------------ hearing

    def said(self, heard: Said) -> Outcome:
        state = self.state
        if state.wanted is not None:
            return self.out("call")
        language = text.language(heard.text, state.locale)
        self.state = replace(
            state, turns=state.turns + 1, heard=max(heard.seq, state.heard), locale="zh" if language == "zh" else "en"
        )
        if self.state.turns > self.flow.turns:
            return self.person("turns", "person")
        step = self.steps.get(state.at)
        if not state.waits or step is None:
            self.fill(heard.text)
            return self.go(self.flow.steps[0].id)
        if hearing.cancels(heard.text):
            return self.cancelled()
        if isinstance(step, Ask) and step.slot in self.slots:
            return self.answered(step, self.slots[step.slot], heard)
        if isinstance(step, Confirm):
            return self.confirmed(step, heard)
        return self.person("lost", "person")

    def answered(self, step: Ask, slot: Slot, heard: Said) -> Outcome:
        if hearing.corrects(heard.text):
            other = self.corrected(heard.text, slot.name)
            if other is not None:
                return other
        free = slot.kind == "text"
        question = hearing.asks(heard.text) and (not free or heard.answerable >= SURE)
        value = None if free and question else hearing.read(slot, heard.text, self.now)
        if value is None:
            return self.aside(step, heard) if question else self.missed(step, slot.retries)
        self.put(slot.name, value)
        self.fill(heard.text, numbered=slot.kind in ("order", "parcel"))
        return self.go(self.following(step.id, step.next))

    def confirmed(self, step: Confirm, heard: Said) -> Outcome:
        if hearing.agrees(heard.text):
            self.state = replace(self.state, confirmed=dict(self.state.slots), covered=[], misses=0, asides=0)
            return self.go(self.following(step.id, step.next))
        other = self.corrected(heard.text, "")
        if other is not None:
            return other
        if hearing.declines(heard.text):
            return self.go(step.no) if step.no else self.cancelled()
        return self.aside(step, heard) if hearing.asks(heard.text) else self.missed(step, CONFIRM_RETRIES)

    def corrected(self, said: str, but: str) -> Outcome | None:
        """They name an answer they gave before, to take it back or to give another one; None when they do not."""
        for slot in self.flow.slots:
            if slot.name == but or slot.name not in self.state.slots:
                continue
            value = hearing.unasked(slot, said, self.now) if slot.kind != "address" else _address(slot, said, self.now)
            other = value is not None and value != self.state.slots[slot.name]
            if not (other and (hearing.corrects(said) or hearing.named(slot, said))):
                if not (hearing.corrects(said) and hearing.named(slot, said)):
                    continue
                value = None
            return self.again(slot.name, value)
        return None

    def again(self, slot: str, value: str | float | bool | None) -> Outcome:
        """Back to where this slot is asked for. What was found out after that is found out anew."""
        if self.state.done:
            return self.person("after_consequence", "person")
        ask = next((step for step in self.flow.steps if isinstance(step, Ask) and step.slot == slot), None)
        at = self.state.trail.index(ask.id) if ask is not None and ask.id in self.state.trail else 0
        stale = {s.save for id_ in self.state.trail[at:] if isinstance(s := self.steps.get(id_), Call) and s.save}
        self.state = replace(
            self.state,
            slots={name: kept for name, kept in self.state.slots.items() if name != slot},
            saved={name: kept for name, kept in self.state.saved.items() if name not in stale},
            earlier={name: kept for name, kept in self.state.earlier.items() if name != slot},
            customer={},  # they said themselves that the record's is not the one
            confirmed=None,
            covered=[],
            trail=self.state.trail[:at],
        )
        if value is not None:
            self.put(slot, value)
        return self.go(ask.id if ask is not None else self.flow.steps[0].id)

    def aside(self, step: Ask | Confirm, heard: Said) -> Outcome:
        if self.state.asides >= MOST_ASIDES:
            return self.missed(step, CONFIRM_RETRIES)
        self.state = replace(self.state, asides=self.state.asides + 1)
        return self.asked(step, "aside")

    def missed(self, step: Ask | Confirm, retries: int) -> Outcome:
        misses = self.state.misses + 1
        self.state = replace(self.state, misses=misses)
        if misses > retries:
            return self.person("not_understood", "person")
        slot = self.slots.get(step.slot) if isinstance(step, Ask) else None
        own = wording.filled(slot.retry, self.flow, self.state) if slot is not None else ""
        if own:
            self.lines.append(own)
            return self.asked(step, "reply", words=False)
        self.lines.append(wording.said("retry", self.state.locale))
        return self.asked(step, "reply")

    # ------------------------------------------------------------ results

    def result(self, heard: Result) -> Outcome:
        wanted = self.state.wanted
        if wanted is None or heard.number != wanted.number:
            return self.out("call") if wanted is not None else self.person("lost", "person")
        self.state = replace(self.state, wanted=None)
        if wanted.undoes is not None:
            return self.undone(wanted, heard)
        step = self.steps.get(wanted.step)
        if not isinstance(step, Call):
            return self.person("lost", "person")
        if heard.error:
            return self.failed(step, heard.error, step.failed)
        if step.save:
            self.state = replace(
                self.state, saved={**self.state.saved, step.save: {**heard.data, "http": heard.status}}
            )
        if heard.status >= 400:
            return self.go(step.refused) if step.refused else self.failed(step, "refused", "")
        if step.changes:
            self.state = replace(self.state, done=[*self.state.done, self.consequence(step, wanted)])
        return self.go(self.following(step.id, step.next))

    def consequence(self, step: Call, wanted: Wanted) -> Done:
        undo = step.undo
        return Done(
            step=step.id,
            operation=step.operation,
            number=wanted.number,
            undo=undo.operation if undo else "",
            give=self.given(undo.give) if undo else {},
        )

    def failed(self, step: Call, error: str, way: str) -> Outcome:
        """Take back what can be, when this was a consequence; then where the flow goes on, or a person."""
        self.state = replace(self.state, failure=f"{step.operation} ({error})", at=step.id)
        if (
            error == "unknown"
        ):  # it may have been had: neither is it had again, nor does the flow go on as if it were not
            return self.person("unknown", "unknown")
        if step.changes and any(one.undo for one in self.state.done):
            self.state = replace(self.state, undoing=True)
            return self.undo()
        if way:
            return self.go(way)
        return self.person("refused" if error == "refused" else "system", "refused" if error == "refused" else "system")

    def undo(self) -> Outcome:
        """The last consequence that can be taken back; when none is left, on where the failure leads."""
        last = next((one for one in reversed(self.state.done) if one.undo), None)
        if last is None:
            step = self.steps.get(self.state.at)
            self.state = replace(self.state, undoing=False)
            way = step.failed if isinstance(step, Call) else ""
            return self.go(way) if way else self.person("system", "system")
        number = self.state.calls + 1
        wanted = Wanted(
            step=last.step,
            operation=last.undo,
            give=last.give,
            changes=True,
            number=number,
            undoes=last.number,
        )
        self.state = replace(self.state, calls=number, wanted=wanted)
        return self.out("call")

    def undone(self, wanted: Wanted, heard: Result) -> Outcome:
        if heard.error or heard.status >= 400:  # a person has to see to it: nothing is said that is not so
            self.state = replace(self.state, undoing=False, failure=f"{self.state.failure}; {wanted.operation}")
            return self.person("not_undone", "unknown")
        self.state = replace(self.state, done=[one for one in self.state.done if one.number != wanted.undoes])
        return self.undo()

    # ------------------------------------------------------------ steps

    def go(self, to: str) -> Outcome:
        """From a step on, until the customer or the system has to say something, or it is over."""
        while True:
            step = self.steps.get(to)
            self.left -= 1
            if step is None or self.left < 0:
                return self.person("dead_end" if step is None else "loop", "person")
            self.state = replace(self.state, at=step.id, waits=False, trail=[*self.state.trail, step.id][-KEPT_TRAIL:])
            if isinstance(step, Say):
                self.tell(wording.filled(step.text, self.flow, self.state))
                gone = set(step.forget)
                kept = {name: value for name, value in self.state.slots.items() if name not in gone}
                earlier = {name: value for name, value in self.state.earlier.items() if name not in gone}
                self.state = replace(
                    self.state, slots=kept, earlier=earlier, customer={} if gone else self.state.customer
                )
                to = self.following(step.id, step.next)
            elif isinstance(step, Ask):
                slot = self.slots.get(step.slot)
                if slot is None:
                    return self.person("unknown_slot", "person")
                if not self.knows(slot):
                    return self.wait(step)
                to = self.following(step.id, step.next)
            elif isinstance(step, Choose):
                to = self.chosen(step)
            elif isinstance(step, Confirm):
                return self.wait(step)
            elif isinstance(step, Call):
                return self.call(step)
            else:
                return self.over(step)

    def chosen(self, step: Choose) -> str:
        known = wording.values(self.state)
        for case in step.cases:
            if expressions.value(case.when, known, self.now):
                return case.next
        return step.otherwise

    def call(self, step: Call) -> Outcome:
        if step.changes and (self.state.confirmed != self.state.slots or step.id in self.state.covered):
            return self.person("unconfirmed", "person")
        number = self.state.calls + 1
        if number > MOST_CALLS:
            return self.person("calls", "person")
        covered = [*self.state.covered, step.id] if step.changes else self.state.covered
        wanted = Wanted(
            step=step.id,
            operation=step.operation,
            give=self.given(step.give),
            changes=step.changes,
            number=number,
        )
        self.state = replace(self.state, calls=number, wanted=wanted, covered=covered)
        return self.out("call")

    def over(self, step: HandOver | End) -> Outcome:
        words = wording.filled(step.text, self.flow, self.state)
        if isinstance(step, HandOver):
            self.tell(words)
            return self.person("flow", "", queue=step.queue)
        self.tell(words or wording.said("finished", self.state.locale))
        offered = [wording.word(one, self.state.locale) for one in step.suggestions]
        return self.out("close" if step.conversation else "done", suggestions=offered)

    # ------------------------------------------------------------ parts

    def following(self, id_: str, next_: str) -> str:
        return next_ or self.after.get(id_, "")

    def given(self, give: dict[str, str]) -> dict[str, Any]:
        known = wording.values(self.state)
        return {name: _plain(expressions.value(one, known, self.now)) for name, one in give.items()}

    def knows(self, slot: Slot) -> bool:
        """Whether the slot has a value, from the record or from a flow before if need be."""
        if slot.name in self.state.slots:
            return True
        for source in slot.sources:
            value: str | float | bool | None = None
            if source == "earlier":
                value = self.state.earlier.get(slot.name)
            elif source.startswith("customer."):
                kept = self.state.customer.get(source.partition(".")[2])
                value = hearing.of_record(slot, kept, self.now) if kept else None
            if value is not None:
                self.put(slot.name, value)
                return True
        return False

    def fill(self, said: str, *, numbered: bool = False) -> None:
        """Take what was said without being asked for: an order's number in the first sentence, say. `numbered`: they gave
        the number they were asked for; four digits beside it are the four digits that go with it."""
        taken = {str(value) for value in self.state.slots.values()}
        for slot in self.flow.slots:
            if slot.name in self.state.slots or "said" not in slot.sources:
                continue
            if slot.kind == "choice" and hearing.corrects(said):
                continue  # what they call wrong is an answer of theirs, and no choice
            value = hearing.unasked(slot, said, self.now)
            if value is None and numbered and slot.digits:
                value = hearing.read(slot, said, self.now)
            if value is not None and str(value) not in taken:
                self.put(slot.name, value)
                taken.add(str(value))

    def put(self, name: str, value: str | float | bool) -> None:
        self.state = replace(self.state, slots={**self.state.slots, name: value}, misses=0, asides=0)

    def tell(self, words: str) -> None:
        if words:
            self.lines.append(words)

    def wait(self, step: Ask | Confirm) -> Outcome:
        self.state = replace(self.state, waits=True, misses=0, asides=0)
        return self.asked(step, "reply")

    def asked(self, step: Ask | Confirm, then: Then, *, words: bool = True) -> Outcome:
        language = self.state.locale
        slot = self.slots.get(step.slot) if isinstance(step, Ask) else None
        if words:
            own = step.text if isinstance(step, Confirm) else self.slots[step.slot].prompt
            self.tell(wording.filled(own, self.flow, self.state))
        if isinstance(step, Confirm):
            offered = [wording.said("yes", language), wording.said("no", language)]
        elif slot is not None and slot.kind == "yes_no":
            offered = [wording.said("is", language), wording.said("is_not", language)]
        else:
            offered = [wording.word(c.label, language) for c in slot.choices] if slot is not None else []
        return self.out(then, suggestions=offered)

    def cancelled(self) -> Outcome:
        self.tell(wording.said("cancelled_done" if self.state.done else "cancelled", self.state.locale))
        return self.out("cancelled")

    def person(self, reason: str, occasion: str, *, queue: str | None = None) -> Outcome:
        if occasion:
            self.tell(wording.said(occasion, self.state.locale))
        self.state = replace(self.state, wanted=None, waits=False)
        return self.out("hand_over", reason=reason, queue=queue or self.flow.queue)

    def out(
        self, then: Then, *, suggestions: list[str] | None = None, reason: str = "", queue: str | None = None
    ) -> Outcome:
        return Outcome(
            then=then, say=self.lines, state=self.state, suggestions=suggestions or [], reason=reason, queue=queue
        )


def _address(slot: Slot, said: str, now: datetime) -> str | float | bool | None:
    """An address behind a colon or a "to": what comes before is not part of it."""
    for mark in ("：", ":", "改成", "改为", "换成", "应该是", "地址是", " to "):
        _, found, rest = said.partition(mark)
        if found:
            return hearing.read(slot, rest.strip(), now)
    return None


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value
