"""Templates as people look after them: one's own, a team's, everybody's; made, changed under a version, deleted."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.kernel import text
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.knowledge import store
from qingfeng.modules.knowledge.model import (
    INITIALS,
    Reader,
    Template,
    TemplateDraft,
    check_template,
    template_keys,
)

MOST_SHARED = 2000
MOST_OWN = 100


class Place(msgspec.Struct, frozen=True):
    """Whose a template is; neither: everybody's."""

    owner_id: UUID | None = None
    team_id: UUID | None = None


async def library(conn: Connection, reader: Reader, *, every_team: bool) -> list[Template]:
    """What somebody may look after or use, by category. `every_team`: those of all teams."""
    rows = await conn.fetch(
        f"SELECT {store.TEMPLATE} FROM knowledge.templates WHERE (owner_id IS NULL AND (team_id IS NULL OR $3"
        " OR team_id = $2)) OR owner_id = $1 ORDER BY category, title, code",
        *(reader.user, reader.team, every_team),
    )
    return [store.template_of(row) for row in rows]


async def make_template(tx: Tx, draft: TemplateDraft, place: Place) -> Template:
    """A new one. An empty code: one is made. Raises Invalid with the field; Conflict when the code is taken."""
    await _check_room(tx, place)
    id_ = tx.new_id()
    draft = tidy(draft if draft.code else msgspec.structs.replace(draft, code=f"t-{id_.hex[-10:]}"))
    if await tx.value("SELECT EXISTS (SELECT FROM knowledge.templates WHERE code = $1)", draft.code):
        raise Conflict("code_taken", "There is such a code already; choose another.", field="code")
    return await store.insert_template(tx, id_, draft, (place.owner_id, place.team_id), search_of(draft))


async def change_template(tx: Tx, old: Template, draft: TemplateDraft, place: Place) -> Template:
    """Another text, name or place of a locked one; its code stays. Raises Invalid with the field."""
    draft = tidy(msgspec.structs.replace(draft, code=old.code))
    if place != place_of(old):
        await _check_room(tx, place)
    return await store.change_template(tx, old.id, draft, (place.owner_id, place.team_id), search_of(draft))


async def held_template(tx: Tx, id_: UUID, version: int | None) -> Template:
    """One, locked. Raises NotFound; Conflict when `version` is not the present one."""
    row = await tx.row(f"SELECT {store.TEMPLATE} FROM knowledge.templates WHERE id = $1 FOR UPDATE", id_)
    if row is None:
        raise NotFound("not_found", "There is no such template.", field="template_id")
    found = store.template_of(row)
    if version is not None and version != found.version:
        raise Conflict("template_changed", "Somebody has changed this template meanwhile; load it again.")
    return found


async def drop_template(tx: Tx, template: Template) -> None:
    await tx.execute("DELETE FROM knowledge.templates WHERE id = $1", template.id)
    await tx.execute(
        "INSERT INTO knowledge.dropped_templates (tenant_id, code) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        tx.tenant,
        template.code,
    )


async def dropped_templates(conn: Connection) -> set[str]:
    """Codes of templates that people have deleted, which nobody ships again."""
    return {row["code"] for row in await conn.fetch("SELECT code FROM knowledge.dropped_templates")}


async def shared(conn: Connection) -> list[Template]:
    """Everybody's templates."""
    rows = await conn.fetch(
        f"SELECT {store.TEMPLATE} FROM knowledge.templates WHERE owner_id IS NULL AND team_id IS NULL"
        " ORDER BY category, code"
    )
    return [store.template_of(row) for row in rows]


async def held_by_code(tx: Tx) -> dict[str, Template]:
    """All templates, whosever they are, locked."""
    rows = await tx.fetch(f"SELECT {store.TEMPLATE} FROM knowledge.templates ORDER BY code FOR UPDATE")
    return {row["code"]: store.template_of(row) for row in rows}


def place_of(template: Template) -> Place:
    return Place(template.owner_id, template.team_id)


def tidy(draft: TemplateDraft) -> TemplateDraft:
    """A template as it is kept. Raises Invalid with the field."""
    draft = msgspec.structs.replace(
        draft,
        title=" ".join(draft.title.split()),
        title_en=" ".join(draft.title_en.split()),
        category=" ".join(draft.category.split()),
        category_en=" ".join(draft.category_en.split()),
        shortcut=draft.shortcut.strip().lstrip("/"),
        body=draft.body.strip(),
        body_en=(draft.body_en or "").strip() or None,
    )
    check_template(draft)
    return draft


def search_of(draft: TemplateDraft) -> str:
    """What a template is found by."""
    parts = (
        *(draft.title, draft.title_en, draft.category, draft.category_en),
        *(draft.body, draft.body_en or "", draft.shortcut),
    )
    found = [token for part in parts for token in text.tokens(part)]
    found += [INITIALS + key for key in template_keys(draft.title, draft.shortcut)]
    return text.tsv(found)


async def _check_room(tx: Tx, place: Place) -> None:
    most = MOST_SHARED if place.owner_id is None else MOST_OWN
    count = await tx.value(
        "SELECT count(*) FROM knowledge.templates WHERE owner_id IS NOT DISTINCT FROM $1::uuid", place.owner_id
    )
    if count >= most:
        raise Invalid("too_many", f"There may be {most} templates; delete one first.", field="title", max=most)
