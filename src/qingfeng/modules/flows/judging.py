"""What is wrong with a flow, told before it can do harm: where, why, and what to do. Pure.

A flow with a fault is kept as a draft of its writer at most in their editor: it is refused at save.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from qingfeng.contracts.flows import (
    Ask,
    Call,
    Choose,
    Confirm,
    End,
    Flow,
    HandOver,
    Say,
    Step,
    Words,
)
from qingfeng.modules.flows import expressions, wording
from qingfeng.modules.flows.expressions import ExpressionError
from qingfeng.modules.flows.faults import Fault, fault
from qingfeng.ports.business import Operation

_CUSTOMER = "customer"


def edges(flow: Flow) -> dict[str, list[str]]:
    """From each step, where it may lead (names that do not exist as well). A fall off the end is an empty name."""
    ids = [step.id for step in flow.steps]
    after = dict(zip(ids, [*ids[1:], ""], strict=True))
    found: dict[str, list[str]] = {}
    for step in flow.steps:
        if isinstance(step, Choose):
            found[step.id] = [*(case.next for case in step.cases), step.otherwise]
        elif isinstance(step, Call):
            found[step.id] = [step.next or after[step.id], *filter(None, (step.refused, step.failed))]
        elif isinstance(step, Confirm):
            found[step.id] = [step.next or after[step.id], *filter(None, (step.no,))]
        elif isinstance(step, (Say, Ask)):
            found[step.id] = [step.next or after[step.id]]
        else:
            found[step.id] = []
    return found


def judge(flow: Flow, operations: Mapping[str, Operation] | None = None) -> list[Fault]:
    """All faults, in the order of the flow. `operations`: what the flow's business system can do; None: not known yet,
    then calls are not compared with it."""
    found = [*_names(flow), *_words(flow), *_ways(flow)]
    found += _expressions(flow)
    found += _calls(flow, operations)
    if not any(one.code in ("twice", "unknown_step") for one in found):
        found += _paths(flow)
    order = {step.id: n for n, step in enumerate(flow.steps)}
    return sorted(found, key=lambda one: order.get(one.step, -1))


# ---------------------------------------------------------------- names


def _names(flow: Flow) -> Iterable[Fault]:
    if not flow.triggers.phrases and not flow.triggers.intents:
        yield fault("no_trigger")
    for at, phrase in enumerate(flow.triggers.phrases):
        if len("".join(phrase.split())) < 2:
            yield fault("short_trigger", name=phrase, at=at)
    seen: set[str] = set()
    for step in flow.steps:
        if step.id in seen:
            yield fault("twice", step.id, name=step.id)
        seen.add(step.id)
    names: set[str] = {_CUSTOMER}
    for name in [slot.name for slot in flow.slots] + sorted(_saved(flow)):
        if name in names:
            yield fault("name_taken", name=name)
        names.add(name)
    asked = {step.slot for step in flow.steps if isinstance(step, Ask)}
    known = {slot.name for slot in flow.slots}
    for slot in flow.slots:
        if slot.kind == "choice" and not slot.choices:
            yield fault("no_choices", name=slot.name)
        if slot.name not in asked:
            yield fault("never_asked", name=slot.name)
    for step in flow.steps:
        wanted = [step.slot] if isinstance(step, Ask) else step.forget if isinstance(step, Say) else []
        for name in wanted:
            if name not in known:
                yield fault("unknown_slot", step.id, name=name)


def _saved(flow: Flow) -> set[str]:
    return {step.save for step in flow.steps if isinstance(step, Call) and step.save}


# ---------------------------------------------------------------- words


def _texts(flow: Flow) -> Iterable[tuple[str, str, Words, bool]]:
    """Step (or nothing), what it is, the words, and whether there must be any."""
    yield "", "title", flow.title, True
    for slot in flow.slots:
        at = next((s.id for s in flow.steps if isinstance(s, Ask) and s.slot == slot.name), "")
        yield at, f"{slot.name}.label", slot.label, True
        yield at, f"{slot.name}.prompt", slot.prompt, True
        yield at, f"{slot.name}.retry", slot.retry, False
        for choice in slot.choices:
            yield at, f"{slot.name}.{choice.value}", choice.label, True
    for step in flow.steps:
        if isinstance(step, (Say, Confirm)):
            yield step.id, "text", step.text, True
        elif isinstance(step, (HandOver, End)):
            yield step.id, "text", step.text, False
        for n, offered in enumerate(step.suggestions if isinstance(step, End) else []):
            yield step.id, f"suggestions[{n}]", offered, True


def _words(flow: Flow) -> Iterable[Fault]:
    known = {slot.name for slot in flow.slots} | _saved(flow) | {_CUSTOMER}
    for step, what, words, must in _texts(flow):
        for language, said in (("zh", words.zh), ("en", words.en)):
            if not said.strip() and (must or words.zh.strip() or words.en.strip()):
                yield fault("no_words", step, name=what, language=language)
            for match in wording.PLACEHOLDER.finditer(said):
                if match[1].split(".")[0] not in known:
                    yield fault("unknown_name", step, name=match[1])
                if match[2] and match[2] not in wording.FILTERS:
                    yield fault("unknown_filter", step, name=match[2])
            left = wording.PLACEHOLDER.sub("", said)
            if "{" in left or "}" in left:
                yield fault("bad_placeholder", step, name=what)


# ---------------------------------------------------------------- ways


def _ways(flow: Flow) -> Iterable[Fault]:
    ids = {step.id for step in flow.steps}
    ways = edges(flow)
    for step in flow.steps:
        for to in ways[step.id]:
            if not to:
                yield fault("dead_end", step.id)
            elif to not in ids:
                yield fault("unknown_step", step.id, name=to)


def _paths(flow: Flow) -> Iterable[Fault]:
    ways = edges(flow)
    first = flow.steps[0].id
    reached = _reachable(ways, [first])
    steps = {step.id: step for step in flow.steps}
    for id_ in steps:
        if id_ not in reached:
            yield fault("unreachable", id_)
    ends = [id_ for id_, step in steps.items() if isinstance(step, (HandOver, End))]
    back: dict[str, list[str]] = {id_: [] for id_ in steps}
    for id_, to in ways.items():
        for one in filter(None, to):
            back[one].append(id_)
    ending = _reachable(back, ends)
    for id_ in sorted(reached - ending):
        if any(to in reached for to in ways[id_]):
            yield fault("no_exit", id_)
    waiting = {id_ for id_, step in steps.items() if isinstance(step, (Ask, Confirm))}
    for id_ in _circling(ways, reached - waiting):
        yield fault("spins", id_)
    yield from _unconfirmed(steps, ways, first)


def _reachable(ways: Mapping[str, list[str]], begin: Iterable[str]) -> set[str]:
    found: set[str] = set()
    todo = list(begin)
    while todo:
        one = todo.pop()
        if one and one not in found:
            found.add(one)
            todo += ways.get(one, [])
    return found


def _circling(ways: Mapping[str, list[str]], among: set[str]) -> list[str]:
    """Steps that lead back to themselves within `among`."""
    inner = {id_: [to for to in ways[id_] if to in among] for id_ in among}
    return sorted(id_ for id_ in among if id_ in _reachable(inner, inner[id_]))


def _unconfirmed(steps: Mapping[str, Step], ways: Mapping[str, list[str]], first: str) -> Iterable[Fault]:
    """Calls with consequences that can be reached without the customer's yes to what is known by then, or twice by one
    yes: walks every way while no yes holds; an answer or something forgotten ends what a yes covers."""
    bare: set[str] = set()
    todo = [first]
    begins = [step.id for step in steps.values() if isinstance(step, (Ask, Say)) and not _keeps_yes(step)]
    todo += [to for id_ in begins for to in ways[id_] if id_ in _reachable(ways, [first])]
    while todo:
        id_ = todo.pop()
        if not id_ or id_ in bare:
            continue
        bare.add(id_)
        step = steps[id_]
        # Behind a "yes" it holds; the customer's "no" leads on without one.
        todo += [step.no] if isinstance(step, Confirm) else ways[id_]
    confirms = {id_ for id_, step in steps.items() if isinstance(step, Confirm)}
    again = _circling(ways, set(steps) - confirms)
    for id_, step in steps.items():
        if not (isinstance(step, Call) and step.changes):
            continue
        if id_ in bare:
            yield fault("unconfirmed", id_)
        elif id_ in again:
            yield fault("repeats", id_)


def _keeps_yes(step: Ask | Say) -> bool:
    return isinstance(step, Say) and not step.forget


# ---------------------------------------------------------------- expressions and calls


def _expressions(flow: Flow) -> Iterable[Fault]:
    known = {slot.name for slot in flow.slots} | _saved(flow) | {_CUSTOMER}
    for step in flow.steps:
        if isinstance(step, Choose):
            given = [case.when for case in step.cases]
        elif isinstance(step, Call):
            given = [*step.give.values(), *(step.undo.give.values() if step.undo else ())]
        else:
            given = []
        for one in given:
            try:
                names = expressions.names(one)
            except ExpressionError as error:
                yield fault("bad_expression", step.id, name=one, why=error.code)
                continue
            for name in sorted(names - known):
                yield fault("unknown_name", step.id, name=name)


def _calls(flow: Flow, operations: Mapping[str, Operation] | None) -> Iterable[Fault]:
    for step in flow.steps:
        if not isinstance(step, Call):
            continue
        if step.undo is not None and not step.changes:
            yield fault("undo_of_nothing", step.id)
        if operations is None:
            continue
        asked = [(step.operation, step.give)] + ([(step.undo.operation, step.undo.give)] if step.undo else [])
        for name, give in asked:
            operation = operations.get(name)
            if operation is None:
                yield fault("unknown_operation", step.id, name=name)
                continue
            there = {one.name: one for one in operation.parameters}
            for parameter in sorted(set(give) - set(there)):
                yield fault("unknown_parameter", step.id, name=parameter)
            for parameter, about in there.items():
                if about.required and parameter not in give:
                    yield fault("missing_parameter", step.id, name=parameter)
        main = operations.get(step.operation)
        if main is not None and main.changes and not step.changes:
            yield fault("hidden_change", step.id, name=step.operation)


def checked(faults: list[Fault]) -> list[dict[str, object]]:
    """For a refusal's particulars."""
    return [msgspec.to_builtins(one) for one in faults]
