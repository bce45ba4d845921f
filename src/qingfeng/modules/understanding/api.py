"""Intents and their examples over HTTP: who may read them (intents.read), who changes them (intents.write)."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, delete, get, patch, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from qingfeng.kernel.db import Database
from qingfeng.kernel.http import Cursor, Limit
from qingfeng.kernel.pages import page_after, paged
from qingfeng.kernel.uow import Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.understanding import actions, api_themes, api_versions, importing, listing
from qingfeng.modules.understanding.actions import ExamplesAdded
from qingfeng.modules.understanding.schemas import (
    IMPORT_LIMIT,
    ExampleChange,
    ExamplesChosen,
    ExamplesCountOut,
    ExamplesMove,
    IntentChange,
    IntentExamplesIn,
    IntentExamplesOut,
    IntentImportIn,
    IntentImportOut,
    IntentIn,
    IntentsOut,
)
from qingfeng.modules.understanding.taxonomy import Intent, IntentDraft, IntentExample

TAGS = ["intents"]
PATH = "/api/v1/intents"


@get(PATH, tags=TAGS)
async def intents(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> IntentsOut:
    """All intents of the house, with how many examples each has, and how well it is recognised."""
    caller.need("intents.read")
    async with db.reading(caller.tenant) as conn:
        return await listing.intents(conn, db.clock.now())


@post(PATH, tags=TAGS, status_code=201)
async def make(caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[IntentIn]) -> Intent:
    """A new intent. 409 `name_taken`, `too_many_intents`."""
    caller.need("intents.write")
    draft = IntentDraft(name_zh=data.name_zh, name_en=data.name_en, about=data.about)
    async with work.tx(caller.tenant) as tx:
        return await actions.make_intent(tx, draft, caller.actor)


@put(f"{PATH}/{{intent_id:uuid}}", tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    intent_id: FromPath[UUID],
    data: JSONBody[IntentChange],
) -> Intent:
    """Other names, or put away (`archived`) and taken back. 409 `intent_changed` when somebody else was quicker."""
    caller.need("intents.write")
    draft = IntentDraft(name_zh=data.name_zh, name_en=data.name_en, about=data.about, archived=data.archived)
    async with work.tx(caller.tenant) as tx:
        return await actions.change_intent(tx, intent_id, draft, data.version, caller.actor)


@delete(f"{PATH}/{{intent_id:uuid}}", tags=TAGS, status_code=204)
async def drop(caller: NamedDependency[Caller], work: NamedDependency[Work], intent_id: FromPath[UUID]) -> None:
    """Forget an intent that has no examples. 409 `intent_in_use`."""
    caller.need("intents.write")
    async with work.tx(caller.tenant) as tx:
        await actions.drop_intent(tx, intent_id, caller.actor)


# ------------------------------------------------------------------ examples
def provide_asked(
    intent_id: FromQuery[UUID | None] = None,
    outside: FromQuery[bool] = False,
    kind: FromQuery[Literal["written", "corrected", "imported", "held_out"] | None] = None,
    q: Annotated[str, QueryParameter(max_length=200)] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> listing.ExampleQuery:
    return listing.ExampleQuery(
        intent=intent_id,
        outside=outside,
        origin=None if kind == "held_out" else kind,
        held_out=True if kind == "held_out" else None,
        words=q.replace("\0", "").strip(),
        after=page_after(cursor),
        limit=limit,
    )


@get(f"{PATH}/examples", tags=TAGS, dependencies={"asked": Provide(provide_asked, sync_to_thread=False)})
async def examples(
    caller: NamedDependency[Caller], db: NamedDependency[Database], asked: NamedDependency[listing.ExampleQuery]
) -> IntentExamplesOut:
    """Examples, the latest first; `outside`: those of none of the intents; `kind`: of one origin, or the test set."""
    caller.need("intents.read")
    async with db.reading(caller.tenant) as conn:
        return IntentExamplesOut(*paged(await listing.examples(conn, asked), asked.limit))


@post(f"{PATH}/examples", tags=TAGS, status_code=200)
async def add(
    caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[IntentExamplesIn]
) -> ExamplesAdded:
    """Add examples, one a line. What is there already, or of another intent, is told and not added; personal data are
    masked; every fifth is held out for the test set."""
    caller.need("intents.write")
    async with work.tx(caller.tenant) as tx:
        return await actions.add_examples(tx, data.intent_id, data.texts, caller.actor)


@patch(f"{PATH}/examples/{{example_id:uuid}}", tags=TAGS)
async def change_example(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    example_id: FromPath[UUID],
    data: JSONBody[ExampleChange],
) -> IntentExample:
    """Other words, or another place: learned from, or held out. 409 `example_taken`."""
    caller.need("intents.write")
    async with work.tx(caller.tenant) as tx:
        if data.text is not None:
            await actions.change_example(tx, example_id, data.text, caller.actor)
        held = await actions.held_example(tx, example_id)
        out = held.held_out if data.held_out is None else data.held_out
        return await actions.hold_out(tx, example_id, out, caller.actor)


@post(f"{PATH}/examples/move", tags=TAGS, status_code=200)
async def move(
    caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[ExamplesMove]
) -> ExamplesCountOut:
    """They are examples of another intent from now on."""
    caller.need("intents.write")
    async with work.tx(caller.tenant) as tx:
        return ExamplesCountOut(await actions.move_examples(tx, data.ids, data.intent_id, caller.actor))


@post(f"{PATH}/examples/delete", tags=TAGS, status_code=200)
async def drop_examples(
    caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[ExamplesChosen]
) -> ExamplesCountOut:
    """Delete examples; for a day they can be brought back."""
    caller.need("intents.write")
    async with work.tx(caller.tenant) as tx:
        return ExamplesCountOut(await actions.drop_examples(tx, data.ids, caller.actor))


@post(f"{PATH}/examples/restore", tags=TAGS, status_code=200)
async def restore_examples(
    caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[ExamplesChosen]
) -> ExamplesCountOut:
    """Bring back what was deleted, but what is there again."""
    caller.need("intents.write")
    async with work.tx(caller.tenant) as tx:
        return ExamplesCountOut(await actions.restore_examples(tx, data.ids, caller.actor))


# ------------------------------------------------------------------ as a table
@post(f"{PATH}/import", tags=TAGS, status_code=200, request_max_body_size=IMPORT_LIMIT)
async def take_in(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    work: NamedDependency[Work],
    data: JSONBody[IntentImportIn],
) -> IntentImportOut:
    """Examples from CSV: what would become of it, with line and column of what is wrong; with `apply` all or nothing.
    An intent that is not there is made."""
    caller.need("intents.write")
    if not data.apply:
        async with db.reading(caller.tenant) as conn:
            return await importing.planned(conn, data.text)
    async with work.tx(caller.tenant) as tx:
        return await importing.take_in(tx, data.text, caller.actor)


@get(f"{PATH}/export", tags=TAGS)
async def export(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> Response[bytes]:
    """All examples as CSV, which `import` and `qingfeng eval intent` read."""
    caller.need("intents.read")
    async with db.reading(caller.tenant) as conn:
        data = b"".join(await importing.written(conn))
    name = f"intents-{db.clock.now():%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)


handlers = [
    intents,
    make,
    change,
    drop,
    examples,
    add,
    change_example,
    move,
    drop_examples,
    restore_examples,
    take_in,
    export,
    *api_versions.handlers,
    *api_themes.handlers,
]
