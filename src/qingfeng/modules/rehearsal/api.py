"""Rehearsals over HTTP: read with flows.read; written, played and gated with flows.write."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.flows import public as flows
from qingfeng.modules.rehearsal import actions, store, written
from qingfeng.modules.rehearsal.scoring import RehearsalFigures, by
from qingfeng.modules.rehearsal.store import DialogueLine, Floor, RehearsalResult, RehearsalRun

TAGS = ["rehearsal"]
PATH = "/api/v1/rehearsal"
BODY = 4 * 1024 * 1024
Yaml = Annotated[str, msgspec.Meta(max_length=written.LONGEST, description="YAML, or JSON.")]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class DialoguesOut(msgspec.Struct):
    items: list[DialogueLine]


class DialogueFileIn(msgspec.Struct, forbid_unknown_fields=True):
    """`instead`: all dialogues that are not in the file go."""

    yaml: Yaml
    instead: bool = False


class DialogueFileOut(msgspec.Struct):
    yaml: str
    dialogues: int


class DialogueIn(msgspec.Struct, forbid_unknown_fields=True):
    """`version`: the one that was on the screen."""

    yaml: Yaml
    version: Annotated[int, msgspec.Meta(ge=0)]


class DialogueOut(msgspec.Struct):
    id: str
    yaml: str
    version: int


class RehearsalIn(msgspec.Struct, forbid_unknown_fields=True):
    """`flow_id`, `flow_version`: rehearsed in place of the published one; null: the house as customers meet it."""

    flow_id: UUID | None = None
    flow_version: Annotated[int, msgspec.Meta(ge=1)] | None = None


class RehearsalsOut(msgspec.Struct):
    items: list[RehearsalRun]


class RehearsalOut(msgspec.Struct):
    """`before`: the last one played before; `lost`, `won`: dialogues that were reached then and not now, and the other way.
    `parts`: of those one may look at while mending, and of those held out. `results`: in order of name."""

    run: RehearsalRun
    before: RehearsalRun | None
    lost: list[str]
    won: list[str]
    parts: dict[str, RehearsalFigures]
    topics: dict[str, RehearsalFigures]
    results: list[RehearsalResult]


class FloorOut(msgspec.Struct):
    """`mode`: what becomes of a flow's version that fell below: `off` nothing, `warn` the console says so, `refuse` it is not
    published."""

    least_alone: float
    most_wrong: float
    most_late: float
    mode: flows.GateMode


class FloorIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    least_alone: Share
    most_wrong: Share
    most_late: Share
    mode: flows.GateMode


@get(f"{PATH}/dialogues", tags=TAGS)
async def dialogues(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> DialoguesOut:
    """All dialogues, by topic."""
    caller.need("flows.read")
    async with db.reading(caller.tenant) as conn:
        return DialoguesOut(await store.lines(conn))


@get(f"{PATH}/file", tags=TAGS)
async def export_file(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> DialogueFileOut:
    """All dialogues and who is in them, as one file."""
    caller.need("flows.read")
    async with db.reading(caller.tenant) as conn:
        script = await store.script(conn)
    return DialogueFileOut(written.write(script), len(script.dialogues))


@put(f"{PATH}/file", tags=TAGS, request_max_body_size=BODY)
async def import_file(
    caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[DialogueFileIn]
) -> DialogueFileOut:
    """Take in a file. 422 `bad_yaml`, `bad_dialogues`, `bad_dialogue` with the place and the reason; nothing is kept then."""
    caller.need("flows.write")
    async with work.tx(caller.tenant) as tx:
        count = await actions.import_file(tx, caller, data.yaml, instead=data.instead)
        script = await store.script(tx.conn)
    return DialogueFileOut(written.write(script), count)


@get(f"{PATH}/dialogues/{{dialogue_id:str}}", tags=TAGS)
async def dialogue(
    caller: NamedDependency[Caller], db: NamedDependency[Database], dialogue_id: FromPath[str]
) -> DialogueOut:
    """One dialogue, as it is written."""
    caller.need("flows.read")
    async with db.reading(caller.tenant) as conn:
        found = await store.one(conn, dialogue_id)
    if found is None:
        raise NotFound("not_found", "There is no such dialogue.", field="dialogue_id")
    return DialogueOut(dialogue_id, written.write_one(found[0]), found[1])


@put(f"{PATH}/dialogues/{{dialogue_id:str}}", tags=TAGS)
async def change_dialogue(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    dialogue_id: FromPath[str],
    data: JSONBody[DialogueIn],
) -> DialogueOut:
    """Write one dialogue anew; it keeps its id. 409 when somebody else was quicker."""
    caller.need("flows.write")
    async with work.tx(caller.tenant) as tx:
        await actions.change(tx, caller, dialogue_id, data.yaml, data.version)
        found = await store.one(tx.conn, dialogue_id)
    assert found is not None
    return DialogueOut(dialogue_id, written.write_one(found[0]), found[1])


@delete(f"{PATH}/dialogues/{{dialogue_id:str}}", tags=TAGS, status_code=204)
async def remove_dialogue(
    caller: NamedDependency[Caller], work: NamedDependency[Work], dialogue_id: FromPath[str]
) -> None:
    """Remove one dialogue."""
    caller.need("flows.write")
    async with work.tx(caller.tenant) as tx:
        await actions.remove(tx, caller, dialogue_id)


@post(f"{PATH}/runs", tags=TAGS, status_code=201)
async def ask(
    caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[RehearsalIn]
) -> RehearsalRun:
    """Rehearse: all dialogues are played aside, and touch nothing real. 409 `rehearsal_going`, `no_dialogues`."""
    caller.need("flows.write")
    async with work.tx(caller.tenant) as tx:
        return await actions.ask(tx, caller, data.flow_id, data.flow_version)


@get(f"{PATH}/runs", tags=TAGS)
async def runs(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> RehearsalsOut:
    """The rehearsals that are kept, the latest first."""
    caller.need("flows.read")
    async with db.reading(caller.tenant) as conn:
        return RehearsalsOut(await store.runs(conn))


@get(f"{PATH}/runs/{{run_id:uuid}}", tags=TAGS)
async def run(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    run_id: FromPath[UUID],
    failed: FromQuery[bool] = True,
) -> RehearsalOut:
    """One rehearsal: its figures, beside the one before, and its dialogues turn by turn where they failed; all with
    `failed=false`."""
    caller.need("flows.read")
    async with db.reading(caller.tenant) as conn:
        found = await store.run(conn, run_id)
        if found is None:
            raise NotFound("not_found", "There is no such rehearsal.", field="run_id")
        results, earlier = await store.results(conn, run_id), await store.before(conn, run_id)
        then = await store.reached(conn, earlier.id) if earlier is not None else {}
    verdicts = [one.verdict for one in results]
    return RehearsalOut(
        run=found,
        before=earlier,
        lost=[one.id for one in verdicts if then.get(one.id) and not one.reached],
        won=[one.id for one in verdicts if then.get(one.id) is False and one.reached],
        parts=by(verdicts, lambda one: "held_out" if one.held_out else "mended"),
        topics=by(verdicts, lambda one: one.topic),
        results=[one for one in results if one.played is not None or not failed],
    )


@post(f"{PATH}/runs/{{run_id:uuid}}/cancel", tags=TAGS, status_code=200)
async def cancel(caller: NamedDependency[Caller], work: NamedDependency[Work], run_id: FromPath[UUID]) -> RehearsalRun:
    """Play it no further. 409 `rehearsal_ended`."""
    caller.need("flows.write")
    async with work.tx(caller.tenant) as tx:
        return await actions.cancel(tx, caller, run_id)


@get(f"{PATH}/floor", tags=TAGS)
async def floor(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> FloorOut:
    """What a rehearsal must reach."""
    caller.need("flows.read")
    async with db.reading(caller.tenant) as conn:
        found, mode = await store.floor(conn), await flows.gate(conn)
    return FloorOut(found.least_alone, found.most_wrong, found.most_late, mode)


@put(f"{PATH}/floor", tags=TAGS)
async def set_floor(caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[FloorIn]) -> FloorOut:
    """Set what a rehearsal must reach from now on, and what becomes of a version that does not."""
    caller.need("flows.write")
    wanted = Floor(least_alone=data.least_alone, most_wrong=data.most_wrong, most_late=data.most_late)
    async with work.tx(caller.tenant) as tx:
        await actions.set_floor(tx, caller, wanted, data.mode)
    return FloorOut(data.least_alone, data.most_wrong, data.most_late, data.mode)


handlers = [dialogues, export_file, import_file, dialogue, change_dialogue, remove_dialogue, ask, runs, run, cancel, floor, set_floor]  # fmt: skip
