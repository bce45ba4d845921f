"""The list of tags as it is looked after: named anew, joined, given a tone, retired. Conversations follow."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations.actions import change, lock
from qingfeng.modules.conversations.tags import one_name

Tone = Literal["", "watch", "risk", "good"]
"""What a tag's colour says: have an eye on it, a risk, done well. Most have none."""
MOST_KEPT = 500
RECENT = timedelta(days=90)


class KeptTag(msgspec.Struct, frozen=True, kw_only=True):
    """A tag of the house. `recent`: conversations that have it and were last written to within ninety days."""

    id: UUID
    name: str
    tone: Tone
    retired: bool
    recent: int
    used_at: datetime | None


class TagDraft(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    tone: Tone = ""
    retired: bool = False


async def kept_tags(conn: Connection, now: datetime) -> list[KeptTag]:
    """All tags, the retired ones too, those used most first."""
    rows = await conn.fetch(
        "SELECT t.id, t.name, t.tone, t.retired_at IS NOT NULL AS retired, t.used_at, coalesce(c.n, 0) AS recent"
        " FROM conversations.tags t LEFT JOIN (SELECT tag, count(*) AS n FROM conversations.conversations,"
        " unnest(tags) AS tag WHERE last_at > $1 GROUP BY tag) AS c ON c.tag = t.name ORDER BY recent DESC, t.name",
        now - RECENT,
    )
    return [KeptTag(**dict(row)) for row in rows]


async def listed_tags(conn: Connection) -> dict[UUID, TagDraft]:
    """All tags by id, the retired ones too, by name."""
    rows = await conn.fetch("SELECT id, name, tone, retired_at IS NOT NULL AS r FROM conversations.tags ORDER BY name")
    return {row["id"]: TagDraft(name=row["name"], tone=row["tone"], retired=row["r"]) for row in rows}


async def make_tag(tx: Tx, draft: TagDraft) -> UUID:
    """A tag that nobody has given yet. Raises Invalid, Conflict when there is one or there are too many."""
    name = one_name(draft.name)
    await _check_free(tx, name, None)
    kept = await tx.value("SELECT count(*) FROM conversations.tags")
    if kept >= MOST_KEPT:
        raise Conflict("too_many_tags", f"There are {MOST_KEPT} tags already; join some.", max=MOST_KEPT)
    id_ = tx.new_id()
    await tx.execute(
        "INSERT INTO conversations.tags (tenant_id, id, name, tone, retired_at) VALUES ($1, $2, $3, $4, $5)",
        *(tx.tenant, id_, name, draft.tone, tx.now if draft.retired else None),
    )
    return id_


async def change_tag(tx: Tx, id_: UUID, draft: TagDraft) -> tuple[str, str, int]:
    """Another name, tone or place among the retired. A new name is that of every conversation, saved view and macro.

    Returns the name before, the name now, and how many conversations followed. Raises NotFound, Invalid, Conflict.
    """
    name = one_name(draft.name)
    old = await _name_of(tx, id_)
    followed = 0
    if name != old:
        await _check_free(tx, name, id_)
        followed = await _instead(tx, old, name)
    await tx.execute(
        "UPDATE conversations.tags SET name = $2, tone = $3,"
        " retired_at = CASE WHEN $4 THEN coalesce(retired_at, $5) END WHERE id = $1",
        *(id_, name, draft.tone, draft.retired, tx.now),
    )
    return old, name, followed


async def join_tags(tx: Tx, id_: UUID, into: UUID) -> tuple[str, str, int]:
    """Whatever had the first has the second instead; the first is gone. Returns as `change_tag`. Raises NotFound, Conflict."""
    if id_ == into:
        raise Conflict("same_tag", "Choose another tag to join it with.", field="into_id")
    old, new = await _name_of(tx, id_), await _name_of(tx, into, field="into_id")
    followed = await _instead(tx, old, new)
    await tx.execute(
        "UPDATE conversations.tags SET used_at = greatest(used_at, (SELECT used_at FROM conversations.tags WHERE id = $2))"
        " WHERE id = $1",
        into,
        id_,
    )
    await tx.execute("DELETE FROM conversations.tags WHERE id = $1", id_)
    return old, new, followed


async def drop_tag(tx: Tx, id_: UUID) -> str:
    """Forget a tag that no conversation has. Raises NotFound; Conflict `in_use`: such a one is retired."""
    name = await _name_of(tx, id_)
    used = "SELECT EXISTS (SELECT FROM conversations.conversations WHERE tags @> ARRAY[$1::text])"
    if await tx.value(used, name):
        raise Conflict("in_use", "Conversations have this tag; retire it, or join it with another.", field="tag_id")
    await tx.execute("DELETE FROM conversations.tags WHERE id = $1", id_)
    return name


async def _name_of(tx: Tx, id_: UUID, field: str = "tag_id") -> str:
    name: str | None = await tx.value("SELECT name FROM conversations.tags WHERE id = $1", id_)
    if name is None:
        raise NotFound("not_found", "There is no such tag.", field=field)
    return name


async def _check_free(tx: Tx, name: str, but: UUID | None) -> None:
    taken = "SELECT EXISTS (SELECT FROM conversations.tags WHERE name = $1 AND id IS DISTINCT FROM $2)"
    if await tx.value(taken, name, but):
        raise Conflict("name_taken", "There is such a tag already; join the two instead.", field="name")


async def _instead(tx: Tx, old: str, new: str) -> int:
    """Conversations, saved views and macros speak of `new` where they spoke of `old`; how many conversations did.

    Conversations come first and the list of tags last, as when a tag is given: so that neither waits for the other.
    """
    open_ = await tx.fetch(
        "SELECT id FROM conversations.conversations WHERE phase <> 'closed' AND tags @> ARRAY[$1::text] ORDER BY id",
        old,
    )
    for row in open_:  # desks show these: each is told of
        conv = await lock(tx, row["id"])
        conv.tags = _swapped(conv.tags, old, new)
        await change(tx, conv, "tags")
    closed = await tx.execute(
        "UPDATE conversations.conversations SET version = version + 1, tags ="
        " CASE WHEN tags @> ARRAY[$2::text] THEN array_remove(tags, $1) ELSE array_replace(tags, $1, $2) END"
        " WHERE phase = 'closed' AND tags @> ARRAY[$1::text]",
        old,
        new,
    )
    await tx.execute(
        "UPDATE conversations.views SET filters = jsonb_set(filters, '{tag}', to_jsonb($2::text))"
        " WHERE filters->>'tag' = $1",
        old,
        new,
    )
    await _in_macros(tx, old, new)
    return len(open_) + int(closed.split()[-1])


async def _in_macros(tx: Tx, old: str, new: str) -> None:
    for row in await tx.fetch(
        "SELECT id, steps FROM conversations.macros WHERE steps::text LIKE '%\"tag\"%' FOR UPDATE"
    ):
        steps = [
            {**step, **{side: _swapped(step[side], old, new) for side in ("add", "remove") if side in step}}
            for step in row["steps"]
        ]
        if steps != row["steps"]:
            await tx.execute(
                "UPDATE conversations.macros SET steps = $2, version = version + 1 WHERE id = $1", row["id"], steps
            )


def _swapped(names: list[str], old: str, new: str) -> list[str]:
    return list(dict.fromkeys(new if name == old else name for name in names))
