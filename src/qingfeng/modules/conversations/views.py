"""Views that people keep of the list: their own, and those shared with everybody of the tenant."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations.listing import IN_VIEW, View
from qingfeng.modules.conversations.narrow import Only, conditions
from qingfeng.modules.conversations.queries import COUNT_LIMIT

MOST = 30
"""Views one person may keep, and as many may be shared in a tenant."""
LONGEST = 30
_COLUMNS = "id, owner_id, owner_name, name, shared, filters"


class Filters(Only, frozen=True, kw_only=True):
    """A view of the list and what is left out of it."""

    view: View = "all"


class SavedView(msgspec.Struct, frozen=True):
    id: UUID
    owner_id: UUID
    owner_name: str
    name: str
    shared: bool
    filters: Filters


def _view_of(row: Record) -> SavedView:
    fields = {**dict(row), "filters": msgspec.convert(row["filters"], Filters)}
    return SavedView(**fields)


def tidy(name: str) -> str:
    """A name as it is kept. Raises Invalid."""
    name = " ".join(name.replace("\0", "").split())
    if not name:
        raise Invalid("empty", "Give the view a name.", field="name")
    if len(name) > LONGEST:
        raise Invalid("too_long", f"A name has at most {LONGEST} characters; shorten it.", field="name", max=LONGEST)
    return name


async def saved_views(conn: Connection, me: UUID) -> list[SavedView]:
    """Mine first, then those that others share, each by name."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM conversations.views WHERE owner_id = $1 OR shared"
        " ORDER BY (owner_id = $1) DESC, name, id",
        me,
    )
    return [_view_of(row) for row in rows]


async def saved_view(tx: Tx, id_: UUID, me: UUID) -> SavedView:
    """One that is mine or shared, locked. Raises NotFound: somebody else's own is as if it were not there."""
    row = await tx.row(
        f"SELECT {_COLUMNS} FROM conversations.views WHERE id = $1 AND (owner_id = $2 OR shared) FOR UPDATE", id_, me
    )
    if row is None:
        raise NotFound("not_found", "There is no such view.", field="view_id")
    return _view_of(row)


async def save_view(tx: Tx, by: Actor, *, name: str, shared: bool, filters: Filters) -> SavedView:
    """Keep a new view. Raises Invalid when there are as many as one may have."""
    assert by.id is not None
    view = SavedView(tx.new_id(), by.id, by.name, tidy(name), shared, filters)
    mine, common = await _counted(tx, by.id)
    if mine >= MOST or (shared and common >= MOST):
        raise Invalid("too_many", f"There may be {MOST} views; delete one first.", field="name", max=MOST)
    await tx.execute(
        f"INSERT INTO conversations.views (tenant_id, {_COLUMNS}, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        tx.tenant,
        *(view.id, view.owner_id, view.owner_name, view.name, view.shared, msgspec.to_builtins(filters), tx.now),
    )
    return view


async def change_view(tx: Tx, old: SavedView, *, name: str, shared: bool, filters: Filters) -> SavedView:
    """Another name, other filters, or shared from now on. Raises Invalid."""
    if shared and not old.shared and (await _counted(tx, old.owner_id))[1] >= MOST:
        raise Invalid("too_many", f"There may be {MOST} shared views; delete one first.", field="shared", max=MOST)
    new = msgspec.structs.replace(old, name=tidy(name), shared=shared, filters=filters)
    await tx.execute(
        "UPDATE conversations.views SET name = $2, shared = $3, filters = $4 WHERE id = $1",
        new.id,
        new.name,
        new.shared,
        msgspec.to_builtins(filters),
    )
    return new


async def drop_view(tx: Tx, view: SavedView) -> None:
    await tx.execute("DELETE FROM conversations.views WHERE id = $1", view.id)


async def _counted(tx: Tx, owner: UUID) -> tuple[int, int]:
    """How many this person has, and how many are shared."""
    row = await tx.row(
        "SELECT count(*) FILTER (WHERE owner_id = $1) AS mine, count(*) FILTER (WHERE shared) AS common"
        " FROM conversations.views WHERE owner_id = $1 OR shared",
        owner,
    )
    assert row is not None
    return row["mine"], row["common"]


async def view_counts(conn: Connection, views: list[SavedView], me: UUID, team: list[UUID]) -> dict[UUID, int]:
    """How many open conversations each view shows, in one question; counting stops at a thousand. What has ended is not
    counted: there is no end to it."""
    args: list[object] = [me, team]
    parts = []
    for view in views:
        if view.filters.view == "closed":
            continue
        where = " AND ".join([IN_VIEW[view.filters.view], *conditions(view.filters, args)])
        args.append(view.id)
        parts.append(
            f"SELECT ${len(args)}::uuid AS id, (SELECT count(*) FROM (SELECT FROM conversations.conversations"
            f" WHERE {where} AND $1::uuid IS NOT NULL AND $2::uuid[] IS NOT NULL LIMIT {COUNT_LIMIT}) x) AS n"
        )
    rows = await conn.fetch(" UNION ALL ".join(parts), *args) if parts else []
    return {row["id"]: row["n"] for row in rows}
