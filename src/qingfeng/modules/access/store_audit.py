"""Reading the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Database


class AuditQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`action`: one, or all that begin with it and a dot (`user`, `session`). `since` inclusive, `until` exclusive.
    `before`: the last line of the page before."""

    actor: UUID | None = None
    action: str | None = None
    target: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: UUID | None = None
    limit: int = 50


class AuditLine(msgspec.Struct, frozen=True, kw_only=True):
    """One act. `actor`: kind and id; the names are those of today's users and of tokens, null for what is neither."""

    id: UUID
    at: datetime
    actor: str
    actor_name: str | None
    action: str
    target: str
    target_name: str | None
    detail: dict[str, Any]


async def lines(conn: Connection, query: AuditQuery) -> list[AuditLine]:
    """The latest first; one more than asked for when there are more."""
    rows = await conn.fetch(
        "SELECT a.id, a.at, a.actor, coalesce(who.name, token.name) AS actor_name, a.action, a.target, what.name AS target_name, a.detail"
        " FROM access.audit a"
        " LEFT JOIN access.users who ON a.actor = 'agent:' || who.id::text"
        " LEFT JOIN access.api_tokens token ON a.actor = 'token:' || token.id::text"
        " LEFT JOIN access.users what ON a.target = what.id::text"
        " WHERE ($1::text[] IS NULL OR a.actor = ANY($1))"
        " AND ($2::text IS NULL OR a.action = $2 OR starts_with(a.action, $2 || '.'))"
        " AND ($3::text IS NULL OR a.target = $3)"
        " AND ($4::timestamptz IS NULL OR a.at >= $4) AND ($5::timestamptz IS NULL OR a.at < $5)"
        " AND ($6::uuid IS NULL OR (a.at, a.id) < (SELECT b.at, b.id FROM access.audit b WHERE b.id = $6))"
        " ORDER BY a.at DESC, a.id DESC LIMIT $7",
        [f"agent:{query.actor}", f"token:{query.actor}"] if query.actor else None,
        query.action,
        query.target,
        query.since,
        query.until,
        query.before,
        query.limit + 1,
    )
    return [AuditLine(**dict(row)) for row in rows]


async def actions(conn: Connection) -> list[str]:
    """Every kind of act that is in the trail, for a choice."""
    # One step along the index a kind would be quicker still; a year of a big house is read in some ten milliseconds.
    rows = await conn.fetch("SELECT DISTINCT action FROM access.audit ORDER BY action")
    return [row["action"] for row in rows]


async def accounts_named(conn: Connection, ids: list[UUID]) -> dict[UUID, str]:
    """What users and tokens are called now; an unknown id is left out."""
    rows = await conn.fetch(
        "SELECT id, name FROM access.users WHERE id = ANY($1)"
        " UNION ALL SELECT id, name FROM access.api_tokens WHERE id = ANY($1)"
        " UNION ALL SELECT id, name FROM access.tokens WHERE id = ANY($1)",
        ids,
    )
    return {row["id"]: row["name"] for row in rows}


async def acts_on(conn: Connection, targets: list[str]) -> list[dict[str, Any]]:
    """What was done to these and when, the oldest first; without who and without particulars."""
    rows = await conn.fetch(
        "SELECT at, action, target FROM access.audit WHERE target = ANY($1) ORDER BY at, id", targets
    )
    return [dict(row) for row in rows]


async def forget_words(db: Database, tenant: UUID, targets: list[str]) -> None:
    """Take out the words that were written beside acts on these by earlier versions."""
    await db.system.execute(
        "UPDATE access.audit SET detail = detail - 'instruction' WHERE tenant_id = $1 AND target = ANY($2)"
        " AND detail ? 'instruction'",
        tenant,
        targets,
    )


async def drop_before(db: Database, tenant: UUID, moment: datetime, limit: int) -> int:
    """Delete the oldest lines from before a moment; gives how many."""
    done = await db.system.execute(
        "DELETE FROM access.audit WHERE tenant_id = $1 AND id IN (SELECT id FROM access.audit"
        " WHERE tenant_id = $1 AND at < $2 ORDER BY at LIMIT $3)",
        tenant,
        moment,
        limit,
    )
    return int(done.rpartition(" ")[2])
