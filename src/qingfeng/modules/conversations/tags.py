"""Tags: what a conversation is about, in the team's own words."""

from __future__ import annotations

from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations.actions import change
from qingfeng.modules.conversations.model import Conversation

MOST = 20
LONGEST = 30


def tidy(names: list[str]) -> list[str]:
    """Tags as they are kept: one blank at most between words, none twice. Raises Invalid naming what is wrong."""
    found = list(dict.fromkeys(" ".join(name.replace("\0", "").split()) for name in names))
    if "" in found:
        raise Invalid("empty", "A tag has at least one letter; leave the empty one out.", field="tags")
    if any(len(name) > LONGEST for name in found):
        raise Invalid("too_long", f"A tag has at most {LONGEST} characters; shorten it.", field="tags", max=LONGEST)
    if len(found) > MOST:
        raise Invalid("too_many", f"A conversation has at most {MOST} tags; leave some out.", field="tags", max=MOST)
    return found


async def tag(tx: Tx, conv: Conversation, names: list[str]) -> None:
    """Give a locked conversation these tags instead of those it has. Raises Invalid."""
    names = tidy(names)
    if names == conv.tags:
        return
    fresh = sorted(set(names) - set(conv.tags))  # in one order, so that two who tag do not wait for each other
    conv.tags = names
    await change(tx, conv, "tags")
    await tx.many(
        "INSERT INTO conversations.tags (tenant_id, name, used_at) VALUES ($1, $2, $3)"
        " ON CONFLICT (tenant_id, name) DO UPDATE SET used_at = excluded.used_at",
        [(tx.tenant, name, tx.now) for name in fresh],
    )


async def retag(tx: Tx, conv: Conversation, add: list[str], remove: list[str]) -> None:
    """Give a locked conversation more tags and take some away; the others stay. Raises Invalid."""
    gone = set(tidy(remove))
    await tag(tx, conv, [name for name in conv.tags if name not in gone] + tidy(add))


async def tags(conn: Connection, limit: int = 200) -> list[str]:
    """Tags in use, those given last first."""
    rows = await conn.fetch("SELECT name FROM conversations.tags ORDER BY used_at DESC, name LIMIT $1", limit)
    return [r["name"] for r in rows]
