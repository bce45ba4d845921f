"""Verbs of reasoning: choose, and write down what a turn came to."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.errors import Conflict, Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.reasoning import figures_told, store
from qingfeng.modules.reasoning.model import LONGEST_WORDING, OWN, KeptChoices, ModelChoices, ModelLookUp, Trace
from qingfeng.ports.business import Operation


async def choose(
    tx: Tx, chosen: ModelChoices, version: int, there: dict[tuple[str, str], Operation], by: Actor
) -> KeptChoices:
    """From now on this. `there`: the operations of the house's systems.

    Raises Invalid with the field, Conflict when somebody else chose meanwhile.
    """
    before = await store.choices(tx.conn, hold=True)
    if before.version != version:
        raise Conflict("conflict", "Somebody else has just changed this; load it again.", by=before.by_name)
    chosen = check(chosen, there)
    if chosen != before.choices or not before.version:
        await store.put_choices(tx, chosen, by.name)
        was, now = msgspec.to_builtins(before.choices), msgspec.to_builtins(chosen)
        changed = [name for name in now if now[name] != was[name]]
        await access.audit(
            tx,
            by,
            "language_model.changed",
            "language_model",
            before={name: was[name] for name in changed},
            after={name: now[name] for name in changed},
        )
    return await store.choices(tx.conn)


def check(chosen: ModelChoices, there: dict[tuple[str, str], Operation]) -> ModelChoices:
    """As it will be kept. Raises Invalid with the field."""
    wording = chosen.wording.strip()
    if "\x00" in wording or len(wording) > LONGEST_WORDING:
        raise Invalid("too_long", f"At most {LONGEST_WORDING} characters.", field="wording", max=LONGEST_WORDING)
    if chosen.on and not chosen.tools:
        raise Invalid(
            "no_tools", "Without any tool the model can do nothing; leave one, or switch it off.", field="tools"
        )
    known: set[tuple[str, str]] = set()
    for one in chosen.look_ups:
        _check_look_up(one, there.get((one.system, one.operation)))
        if (one.system, one.operation) in known:
            raise Invalid("operation_twice", f"{one.operation} is there twice.", field="look_ups", name=one.operation)
        known.add((one.system, one.operation))
    return msgspec.structs.replace(
        chosen,
        wording=wording,
        tools=list(dict.fromkeys(chosen.tools)),
        queues=list(dict.fromkeys(chosen.queues)),
        channels=list(dict.fromkeys(chosen.channels)),
    )


def _check_look_up(one: ModelLookUp, operation: Operation | None) -> None:
    """It reads, it is there, and it gives nobody what is another's."""
    if operation is None:
        raise Invalid("no_operation", f"There is no {one.operation}.", field="look_ups", name=one.operation)
    if operation.changes:
        raise Invalid(
            "operation_changes",
            f"{one.operation} has consequences; only a task flow may ask for it.",
            field="look_ups",
            name=one.operation,
        )
    parameters = {p.name: p for p in operation.parameters}
    wanted = {name for name, p in parameters.items() if p.required}
    if not wanted <= set(one.give) <= set(parameters):
        raise Invalid(
            "operation_parameters",
            f"{one.operation} takes: {', '.join(parameters)}.",
            field="look_ups",
            name=one.operation,
            parameters=", ".join(parameters),
        )
    if not OWN & set(one.give.values()):
        raise Invalid(
            "not_their_own",
            f"{one.operation} must be given something that the customer proved to be theirs.",
            field="look_ups",
            name=one.operation,
        )


async def note(tx: Tx, trace: Trace, day: date, *, conversation: UUID | None, seq: int = 0, by: str = "") -> UUID:
    """Write down a turn. `day`: the house's today. `by`: who asked in the test box."""
    id_ = await store.insert(tx, trace, conversation=conversation, seq=seq, by=by)
    await store.add_to_day(tx, day, trace)
    tx.after_commit(lambda: figures_told.tell(trace))
    return id_
