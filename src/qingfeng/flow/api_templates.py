"""The library of templates over HTTP. One's own are looked after by whoever has a desk, those of teams and of everybody
by those with knowledge.write."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from qingfeng.flow.schemas import TeamOut
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import Place, Reader, Template, TemplateDraft
from qingfeng.modules.people import public as people

TAGS = ["knowledge"]
PACK_LIMIT = 3 * 1024 * 1024
Scope = Literal["own", "team", "all"]


class TemplateIn(msgspec.Struct, kw_only=True):
    """`scope`: own, of the team `team_id`, or everybody's. `version`: the one that was shown, of one that is there."""

    title: str
    category: str
    body: str
    title_en: str = ""
    category_en: str = ""
    body_en: str | None = None
    shortcut: str = ""
    scope: Scope = "all"
    team_id: UUID | None = None
    version: int | None = None

    def draft(self) -> TemplateDraft:
        """Without a code: one is made, or it keeps its own."""
        return TemplateDraft(
            code="",
            category=self.category,
            title=self.title,
            body=self.body,
            shortcut=self.shortcut,
            body_en=self.body_en,
            category_en=self.category_en,
            title_en=self.title_en,
        )


class LibraryTemplate(msgspec.Struct, kw_only=True):
    """A template as it is looked after. `used`: how often; `editable`: by who asks."""

    id: UUID
    code: str
    category: str
    category_en: str
    title: str
    title_en: str
    shortcut: str
    body: str
    body_en: str | None
    scope: Scope
    team_id: UUID | None
    version: int
    used: int
    editable: bool


class Library(msgspec.Struct):
    """`shares`: whether who asks looks after those of teams and of everybody; `keeps`: whether they may have their own."""

    items: list[LibraryTemplate]
    teams: list[TeamOut]
    shares: bool
    keeps: bool


class PackIn(msgspec.Struct):
    """A file, and nothing yet; or, with the digest of what was shown, to be written whole."""

    format: knowledge.PackFormat
    text: Annotated[str, msgspec.Meta(max_length=2_000_000)]
    digest: Annotated[str, msgspec.Meta(max_length=40)] | None = None


class PackLine(msgspec.Struct):
    line: int
    code: str
    title: str
    what: Literal["new", "changed", "same", "wrong"]
    changed: list[str]
    field: str | None
    error: str | None
    message: str | None


class PackOut(msgspec.Struct):
    """`good`: nothing is wrong, so that it can be imported. `written`: it was."""

    lines: list[PackLine]
    digest: str
    good: bool
    written: bool


async def reader(conn: Connection, caller: Caller) -> Reader:
    """Who asks, with their team."""
    seat = await people.roster(conn, caller.user_id)
    return Reader(caller.user_id, seat[0].team_id if seat else None)


def _out(one: Template, caller: Caller) -> LibraryTemplate:
    scope: Scope = "own" if one.owner_id else "team" if one.team_id else "all"
    kept = {name: getattr(one, name) for name in LibraryTemplate.__struct_fields__ if hasattr(one, name)}
    return LibraryTemplate(**kept, scope=scope, editable=scope == "own" or caller.may("knowledge.write"))


async def _place(conn: Connection, caller: Caller, data: TemplateIn) -> Place:
    """Raises Forbidden, Invalid with the field."""
    if data.scope == "own":
        caller.need("desk.use")
        return Place(owner_id=caller.user_id)
    caller.need("knowledge.write")
    if data.scope == "all":
        return Place()
    if data.team_id not in {team.id for team in await people.teams(conn)}:
        raise Invalid("unknown_team", "There is no such team; choose one of the list.", field="team_id")
    return Place(team_id=data.team_id)


def _check_mine(one: Template, caller: Caller) -> None:
    """Raises Forbidden for somebody else's."""
    if one.owner_id is None:
        caller.need("knowledge.write")
    elif one.owner_id != caller.user_id:
        raise Forbidden("not_owner", "Only their owner looks after their own templates.", owner="")


@get("/api/v1/template-library", tags=TAGS)
async def library(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> Library:
    """Everybody's templates, my team's and my own; who looks after them sees those of all teams."""
    caller.need("knowledge.read")
    shares = caller.may("knowledge.write")
    async with spine.db.reading(caller.tenant) as conn:
        found = await knowledge.library(conn, await reader(conn, caller), every_team=shares)
        teams = [TeamOut(team.id, team.name, team.name_en) for team in await people.teams(conn)]
    return Library([_out(one, caller) for one in found], teams, shares, caller.may("desk.use"))


@post("/api/v1/template-library", tags=TAGS, status_code=201)
async def make(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[TemplateIn]
) -> LibraryTemplate:
    """A new template."""
    async with spine.work.tx(caller.tenant) as tx:
        place = await _place(tx.conn, caller, data)
        made = await knowledge.make_template(tx, data.draft(), place)
        await access.audit(tx, caller.actor, "template.made", str(made.id), code=made.code, scope=data.scope)
        return _out(made, caller)


@put("/api/v1/template-library/{template_id:uuid}", tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    template_id: FromPath[UUID],
    data: JSONBody[TemplateIn],
) -> LibraryTemplate:
    """Another text, name or place; 409 when somebody else has changed it since `version`."""
    caller.need("knowledge.read")
    async with spine.work.tx(caller.tenant) as tx:
        old = await knowledge.held_template(tx, template_id, data.version)
        _check_mine(old, caller)
        new = await knowledge.change_template(tx, old, data.draft(), await _place(tx.conn, caller, data))
        await access.audit(tx, caller.actor, "template.changed", str(new.id), code=new.code, scope=data.scope)
        return _out(new, caller)


@delete("/api/v1/template-library/{template_id:uuid}", tags=TAGS)
async def drop(caller: NamedDependency[Caller], spine: NamedDependency[Spine], template_id: FromPath[UUID]) -> None:
    """Delete a template that no macro uses."""
    caller.need("knowledge.read")
    async with spine.work.tx(caller.tenant) as tx:
        old = await knowledge.held_template(tx, template_id, None)
        _check_mine(old, caller)
        macros = await conversations.macros_with(tx.conn, template_id)
        if macros:
            names = ", ".join(macros)
            raise Conflict("macros_use_it", f"Macros use it; change these first: {names}.", names=names)
        await knowledge.drop_template(tx, old)
        await access.audit(tx, caller.actor, "template.dropped", str(old.id), code=old.code, title=old.title)


@get("/api/v1/template-library/export", tags=TAGS)
async def export(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    format: FromQuery[knowledge.PackFormat] = "json",  # the name of the parameter
) -> Response[bytes]:
    """Everybody's templates as a file."""
    caller.need("knowledge.write")
    async with spine.db.reading(caller.tenant) as conn:
        found = await knowledge.shared(conn)
    kind = "application/json" if format == "json" else "text/csv; charset=utf-8"
    headers = {"Content-Disposition": f'attachment; filename="templates.{format}"'}
    return Response(knowledge.export_pack(found, format), media_type=kind, headers=headers)


@post("/api/v1/template-library/import", tags=TAGS, status_code=200, request_max_body_size=PACK_LIMIT)
async def import_(caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[PackIn]) -> PackOut:
    """What a file would change, line by line; with the digest of that it is written, whole or not at all."""
    caller.need("knowledge.write")
    async with spine.work.tx(caller.tenant) as tx:
        known = await knowledge.held_by_code(tx)
        plan = knowledge.plan_pack(data.format, data.text, known)
        written = data.digest is not None
        if written:
            if data.digest != plan.digest:
                raise Conflict("templates_changed", "Templates were changed meanwhile; look at the preview again.")
            if not plan.good:
                raise Invalid("pack_has_faults", "Mend the lines that are wrong; nothing was imported.", field="text")
            await knowledge.write_pack(tx, plan, known)
            counts = {what: sum(line.what == what for line in plan.lines) for what in ("new", "changed", "same")}
            await access.audit(tx, caller.actor, "template.imported", data.format, **counts)
    lines = [msgspec.convert(line, PackLine, from_attributes=True) for line in plan.lines]
    return PackOut(lines, plan.digest, plan.good, written)


@get("/api/v1/templates", tags=TAGS)
async def found(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    q: Annotated[str, QueryParameter(max_length=400)] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 20,
) -> knowledge.TemplatesOut:
    """Ready texts by shortcut, pinyin initials, title, category or words; the most used when nothing is asked for."""
    caller.need("knowledge.read")
    async with spine.db.reading(caller.tenant) as conn:
        return knowledge.templates_out(await knowledge.templates(conn, q, await reader(conn, caller), limit=limit))


handlers = [library, make, change, drop, export, import_, found]
