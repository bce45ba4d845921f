"""Macros over HTTP: kept, looked at against a conversation, and run."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.flow import desk, macro_run
from qingfeng.flow.macro_run import PreviewOut, RunIn, RunOut
from qingfeng.flow.spine import Spine
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.kernel.variables import check as check_variables
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import (
    CloseStep,
    InsertStep,
    Macro,
    MacroDraft,
    NoteStep,
    SayStep,
    Steps,
    TransferStep,
)
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.routing import public as routing


class MacroIn(msgspec.Struct, kw_only=True):
    """`shared`: with everybody, a right of supervisors. `version`: what was changed, when something was."""

    name: Annotated[str, msgspec.Meta(max_length=200)]
    steps: Steps
    shortcut: Annotated[str, msgspec.Meta(max_length=100)] = ""
    shared: bool = False
    version: int | None = None

    def draft(self) -> MacroDraft:
        return MacroDraft(name=self.name, steps=self.steps, shortcut=self.shortcut, shared=self.shared)


class MacroOut(msgspec.Struct, kw_only=True):
    """`owner`: who made it; `mine`: that is me; `editable`: I may change it."""

    id: UUID
    name: str
    shortcut: str
    shared: bool
    mine: bool
    owner: str
    editable: bool
    version: int
    used: int
    steps: Steps


class MacrosOut(msgspec.Struct):
    """`titles`: what the templates that steps name are called."""

    items: list[MacroOut]
    titles: dict[UUID, str]


def _may_change(macro: Macro, caller: Caller) -> bool:
    return caller.may("conversations.assign") if macro.shared else macro.owner_id == caller.user_id


def _out(macro: Macro, caller: Caller) -> MacroOut:
    return MacroOut(
        id=macro.id,
        name=macro.name,
        shortcut=macro.shortcut,
        shared=macro.shared,
        mine=macro.owner_id == caller.user_id,
        owner=macro.owner_name,
        editable=_may_change(macro, caller),
        version=macro.version,
        used=macro.used,
        steps=macro.steps,
    )


async def _mine_to_change(tx: Tx, caller: Caller, id_: UUID) -> Macro:
    macro = await conversations.held_macro(tx, id_, caller.user_id)
    if not _may_change(macro, caller):
        raise Forbidden("not_owner", "A shared macro is changed by supervisors.", owner=macro.owner_name)
    return macro


async def check_known(spine: Spine, tx: Tx, caller: Caller, draft: MacroDraft) -> None:
    """Everything its steps name is there. Raises Invalid naming the step."""
    _, settings = await spine.tenant(caller.tenant, tx.conn)
    for at, step in enumerate(draft.steps):
        try:
            match step:
                case SayStep(template_id=UUID() as id_) | InsertStep(template_id=UUID() as id_):
                    await macro_run.template_of(tx.conn, id_, at)
                case SayStep(text=text) | InsertStep(text=text) | NoteStep(text=text):
                    check_variables("text", text)
                case TransferStep(queue_id=queue_id, note=note):
                    check_variables("note", note)
                    await routing.place_by_id(tx.conn, queue_id, tier="regular")
                case CloseStep(reason=reason, codes=codes):
                    desk.check_codes(settings, reason, codes)
        except (NotFound, Invalid) as error:
            raise Invalid(error.code, error.message, field=f"steps.{at}", **error.params) from error


@get("/api/v1/macros", tags=["desk"])
async def macros(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> MacrosOut:
    """My macros and the shared ones, the most used first."""
    caller.need("desk.use")
    async with spine.db.reading(caller.tenant) as conn:
        found = await conversations.macros(conn, caller.user_id)
        named = [one.template_id for m in found for one in m.steps if isinstance(one, SayStep | InsertStep)]
        titles = await knowledge.titles(conn, [id_ for id_ in named if id_ is not None])
        return MacrosOut([_out(one, caller) for one in found], titles)


@post("/api/v1/macros", tags=["desk"])
async def make(caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[MacroIn]) -> MacroOut:
    """Keep a macro for myself, or for everybody (a right of supervisors)."""
    caller.need("desk.use")
    if data.shared:
        caller.need("conversations.assign")
    async with spine.work.tx(caller.tenant) as tx:
        macro = await conversations.make_macro(tx, caller.actor, data.draft())
        await check_known(spine, tx, caller, macro)
        if macro.shared:
            await access.audit(tx, caller.actor, "macro.shared", str(macro.id), name=macro.name)
        return _out(macro, caller)


@put("/api/v1/macros/{macro_id:uuid}", tags=["desk"])
async def change(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    macro_id: FromPath[UUID],
    data: JSONBody[MacroIn],
) -> MacroOut:
    """Write a macro anew; refused when somebody else has changed it since `version`."""
    caller.need("desk.use")
    async with spine.work.tx(caller.tenant) as tx:
        old = await _mine_to_change(tx, caller, macro_id)
        if data.version not in (None, old.version):
            raise Conflict("changed", "Somebody has changed this macro; look at it again.", version=old.version)
        if data.shared != old.shared:
            caller.need("conversations.assign")
        macro = await conversations.change_macro(tx, old, data.draft())
        await check_known(spine, tx, caller, macro)
        if old.shared or macro.shared:
            await access.audit(tx, caller.actor, "macro.changed", str(macro.id), name=macro.name, shared=macro.shared)
        return _out(macro, caller)


@delete("/api/v1/macros/{macro_id:uuid}", tags=["desk"], status_code=204)
async def drop(caller: NamedDependency[Caller], spine: NamedDependency[Spine], macro_id: FromPath[UUID]) -> None:
    """Keep a macro no longer."""
    caller.need("desk.use")
    async with spine.work.tx(caller.tenant) as tx:
        macro = await _mine_to_change(tx, caller, macro_id)
        await conversations.drop_macro(tx, macro)
        if macro.shared:
            await access.audit(tx, caller.actor, "macro.dropped", str(macro.id), name=macro.name)


@post("/api/v1/macros/{macro_id:uuid}/preview", tags=["desk"], status_code=200)
async def preview(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    macro_id: FromPath[UUID],
    data: JSONBody[RunIn],
) -> PreviewOut:
    """What a macro would do to a conversation now, and why it would be refused; nothing is changed."""
    caller.need("desk.use")
    return await macro_run.preview(spine, caller, macro_id, data)


@post("/api/v1/macros/{macro_id:uuid}/run", tags=["desk"], status_code=200)
async def run(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    macro_id: FromPath[UUID],
    data: JSONBody[RunIn],
) -> RunOut:
    """Do all its steps, or none when one is refused."""
    caller.need("desk.use")
    return await macro_run.run(spine, caller, macro_id, data)


handlers = [macros, make, change, drop, preview, run]
