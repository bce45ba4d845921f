"""Verbs of rehearsals: dialogues written, imported and removed; a rehearsal asked for, cancelled; the floor it must reach."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Step, Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.flows import public as flows
from qingfeng.modules.rehearsal import store, written
from qingfeng.modules.rehearsal.model import Dialogue, Script
from qingfeng.modules.rehearsal.store import Floor, RehearsalRun

STEP = "rehearsal"


async def import_file(tx: Tx, caller: Caller, yaml: str, *, instead: bool) -> int:
    """Take in a file: dialogues of ids that are there become these; with `instead` all others go. Gives how many it held.
    Raises Invalid (also too_many_dialogues)."""
    script = written.read(yaml)
    if instead:
        await store.drop_all(tx)
    else:
        known = await store.script(tx.conn)
        merged = {one.id: one for one in known.dialogues} | {one.id: one for one in script.dialogues}
        written.check(Script(people={**known.people, **script.people}, dialogues=list(merged.values())))
    await store.put_people(tx, script.people)
    for one in script.dialogues:
        await store.put(tx, one, caller.name)
    if len(await store.lines(tx.conn)) > store.MOST_DIALOGUES:
        raise Invalid("too_many_dialogues", f"At most {store.MOST_DIALOGUES} dialogues.", field="yaml", max=store.MOST_DIALOGUES)  # fmt: skip
    await access.audit(
        tx, caller.actor, "rehearsal.imported", "dialogues", dialogues=len(script.dialogues), instead=instead
    )
    return len(script.dialogues)


async def lay_in(tx: Tx, script: Script, by_name: str) -> bool:
    """Dialogues that are shipped, where there are none yet."""
    if await store.lines(tx.conn):
        return False
    await store.put_people(tx, script.people)
    for one in script.dialogues:
        await store.put(tx, one, by_name)
    return True


async def change(tx: Tx, caller: Caller, id_: str, yaml: str, version: int) -> Dialogue:
    """One dialogue, by hand. `version`: the one that was on the screen. Raises Invalid, NotFound, Conflict."""
    held = await store.one(tx.conn, id_, hold=True)
    if held is None:
        raise NotFound("not_found", "There is no such dialogue.", field="dialogue_id")
    if held[1] != version:
        raise Conflict("conflict", "Somebody else has just changed this; load it again.", by="")
    dialogue = written.read_one(yaml)
    if dialogue.id != id_:
        raise Invalid("dialogue_renamed", f"A dialogue keeps its id: {id_}.", field="yaml", id=id_)
    known = await store.script(tx.conn)
    others = [one for one in known.dialogues if one.id != id_]
    written.check(Script(people=known.people, dialogues=[*others, dialogue]))
    await store.put(tx, dialogue, caller.name)
    await access.audit(tx, caller.actor, "rehearsal.dialogue_changed", "dialogues", dialogue=id_)
    return dialogue


async def remove(tx: Tx, caller: Caller, id_: str) -> None:
    """Raises NotFound."""
    if await store.one(tx.conn, id_, hold=True) is None:
        raise NotFound("not_found", "There is no such dialogue.", field="dialogue_id")
    await store.drop(tx, id_)
    await access.audit(tx, caller.actor, "rehearsal.dialogue_removed", "dialogues", dialogue=id_)


async def ask(tx: Tx, caller: Caller, flow_id: UUID | None, version: int | None) -> RehearsalRun:
    """Rehearse the house as it stands; with a flow's version in place of its published one. Raises NotFound, Conflict
    (rehearsal_going, no_dialogues)."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('rehearsal.runs'), hashtext($1))", str(tx.tenant))
    if await store.going(tx.conn):
        raise Conflict("rehearsal_going", "A rehearsal is going on; wait for its end, or cancel it.")
    total = len(await store.lines(tx.conn))
    if not total:
        raise Conflict("no_dialogues", "There are no dialogues; import some first.")
    flow = None
    if flow_id is not None:
        found = await flows.version_of(tx.conn, flow_id, version or 0)
        if found is None:
            raise NotFound("not_found", "There is no such version.", field="version")
        flow = (flow_id, found.name, version or 0)
    id_ = await store.ask(tx, flow, total, caller.name)
    tx.at(Step(STEP, str(id_), tx.now))
    await access.audit(
        tx, caller.actor, "rehearsal.asked", str(id_), name=flow[1] if flow else "", version=flow[2] if flow else 0
    )
    found_run = await store.run(tx.conn, id_)
    assert found_run is not None
    return found_run


async def cancel(tx: Tx, caller: Caller, id_: UUID) -> RehearsalRun:
    """Raises NotFound, Conflict when it has ended."""
    held = await store.run(tx.conn, id_, hold=True)
    if held is None:
        raise NotFound("not_found", "There is no such rehearsal.", field="run_id")
    if held.state not in ("waiting", "running"):
        raise Conflict("rehearsal_ended", "This rehearsal has ended already.", state=held.state)
    await store.end(tx, id_, "cancelled")
    tx.cancel(STEP, str(id_))
    await access.audit(tx, caller.actor, "rehearsal.cancelled", str(id_), done=held.done)
    return msgspec.structs.replace(held, state="cancelled", ended_at=tx.now)


async def set_floor(tx: Tx, caller: Caller, floor: Floor, mode: flows.GateMode) -> None:
    """What a rehearsal must reach, and what becomes of a version that did not. Raises Invalid."""
    for name in ("least_alone", "most_wrong", "most_late"):
        if not 0 <= getattr(floor, name) <= 1:
            raise Invalid("out_of_range", "A share from 0 to 1.", field=name, min=0, max=1)
    await store.put_floor(tx, floor)
    await flows.set_gate(tx, mode)
    await access.audit(
        tx,
        caller.actor,
        "rehearsal.floor_set",
        "floor",
        mode=mode,
        least_alone=floor.least_alone,
        most_wrong=floor.most_wrong,
        most_late=floor.most_late,
    )
