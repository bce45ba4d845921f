"""A house's rules for its articles: whether two people change what is read, and when an article is to be looked at."""

from __future__ import annotations

from typing import Annotated

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access

_FIELDS = ("approval", "own", "ends_days", "looked_months")


class ArticleRules(msgspec.Struct, frozen=True, kw_only=True):
    """`approval`: a change of what is published waits for a reviewer; `own`: who may review may approve their own as
    well. An article is due `ends_days` days before it ends, and `looked_months` months after somebody last changed it or
    found it right. `version`: 0 as long as nobody has set anything."""

    approval: bool = False
    own: bool = False
    ends_days: Annotated[int, msgspec.Meta(ge=1, le=90)] = 14
    looked_months: Annotated[int, msgspec.Meta(ge=1, le=60)] = 12
    version: Annotated[int, msgspec.Meta(ge=0)] = 0


async def rules(conn: Connection) -> ArticleRules:
    row = await conn.fetchrow(f"SELECT {', '.join(_FIELDS)}, version FROM knowledge.rules")
    return ArticleRules(**dict(row)) if row else ArticleRules()


async def set_rules(tx: Tx, wanted: ArticleRules, by: Actor) -> ArticleRules:
    """Other rules, in force at once. Raises Conflict `rules_changed` when `version` is not the present one."""
    await tx.execute(
        "INSERT INTO knowledge.rules (tenant_id) VALUES ($1) ON CONFLICT DO NOTHING",
        tx.tenant,
    )
    await tx.execute("SELECT 1 FROM knowledge.rules FOR UPDATE")
    old = await rules(tx.conn)
    if old.version != wanted.version:
        raise Conflict("rules_changed", "Somebody has changed these rules meanwhile; load them again.")
    new = msgspec.structs.replace(wanted, version=old.version + 1)
    changed = [name for name in _FIELDS if getattr(old, name) != getattr(new, name)]
    if not changed:
        return old
    await tx.execute(
        "UPDATE knowledge.rules SET approval = $1, own = $2, ends_days = $3, looked_months = $4, version = $5",
        *(new.approval, new.own, new.ends_days, new.looked_months, new.version),
    )
    await access.audit(tx, by, "article_rules.changed", "", changed=changed)
    return new
