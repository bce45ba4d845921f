"""A flow's faults in words: why each is one, and what to do. Pure."""

from __future__ import annotations

import msgspec


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """`step` is empty where the fault is the whole flow's. `name`: what it is about. `why` and `do`: for people who read English; screens
    have sentences of their own by `code`."""

    code: str
    step: str = ""
    name: str = ""
    language: str = ""
    why: str
    do: str


_FAULTS: dict[str, tuple[str, str]] = {
    "no_trigger": ("Nothing begins this flow.", "Add a phrase or an intent to its triggers."),
    "short_trigger": ("The phrase {name!r} would match almost any message.", "Use two characters or more."),
    "twice": ("Two steps are called {name}.", "Give each step a name of its own."),
    "name_taken": ("{name} is the name of two things.", "Give slots and results different names."),
    "no_choices": ("The slot {name} is a choice without choices.", "List what the customer may choose from."),
    "never_asked": ("No step asks for the slot {name}.", "Add an ask step for it, or remove the slot."),
    "unknown_slot": ("There is no slot {name}.", "Add it to the slots, or correct the name."),
    "no_words": ("{name} has no words in {language}.", "Write them: customers write in both languages."),
    "unknown_name": ("Nothing is called {name}.", "Use a slot, the name a call saves under, or customer."),
    "unknown_filter": ("There is no filter {name}.", "Use money, date or percent."),
    "bad_placeholder": ("{name} has a brace that stands for nothing.", "Write {{slot}} or {{result.field|money}}."),
    "dead_end": ("After this step there is nothing.", "Lead it on with next, or end with close or hand_over."),
    "unknown_step": ("It leads to {name}, and there is no such step.", "Correct the name or add the step."),
    "unreachable": ("No way leads to this step.", "Lead to it, or remove it."),
    "no_exit": ("From here the flow can never end.", "Lead one of its ways to close or hand_over."),
    "spins": (
        "It comes back to itself without the customer saying anything.",
        "Put an ask or a confirm step into the circle, or lead out of it.",
    ),
    "unconfirmed": (
        "It has consequences, and can be reached without the customer's yes to what is known by then.",
        "Put a confirm step before it, after the last ask on every way.",
    ),
    "repeats": ("One yes can have this consequence twice.", "Put a confirm step into the circle, or lead out of it."),
    "bad_expression": ("{name!r} cannot be read: {why}.", "Correct the expression."),
    "undo_of_nothing": ("It says how to take back what has no consequences.", "Mark it as changes, or remove undo."),
    "unknown_operation": (
        "The business system has no operation {name}.",
        "Choose one of its operations, or read its description anew.",
    ),
    "unknown_parameter": ("The operation takes no {name}.", "Remove it, or correct the name."),
    "missing_parameter": ("The operation needs {name}.", "Give it a value."),
    "hidden_change": ("{name} has consequences, and the step does not say so.", "Set changes: true and confirm it."),
}


def fault(code: str, step: str = "", *, name: str = "", language: str = "", why: str = "", at: int = -1) -> Fault:
    told = {"name": name[:80], "language": language, "why": why, "at": at}
    reason, remedy = _FAULTS[code]
    return Fault(
        code=code, step=step, name=name[:80], language=language, why=reason.format(**told), do=remedy.format(**told)
    )


CODES = frozenset(_FAULTS)
