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


def one_name(name: str) -> str:
    """The name of one tag as it is kept. Raises Invalid naming the field `name`."""
    try:
        return tidy([name])[0]
    except Invalid as error:
        raise Invalid(error.code, error.message, field="name", **error.params) from error


async def tag(tx: Tx, conv: Conversation, names: list[str]) -> None:
    """Give a locked conversation these tags instead of those it has. Raises Invalid."""
    names = tidy(names)
    if names == conv.tags:
        return
    fresh = sorted(set(names) - set(conv.tags))  # in one order, so that two who tag do not wait for each other
    if fresh:
        await _check_given(tx, fresh)
    conv.tags = names
    await change(tx, conv, "tags")
    await tx.many(
        "INSERT INTO conversations.tags (tenant_id, id, name, used_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (tenant_id, name) DO UPDATE SET used_at = excluded.used_at",
        [(tx.tenant, tx.new_id(), name, tx.now) for name in fresh],
    )


async def _check_given(tx: Tx, names: list[str]) -> None:
    retired = await tx.value(
        "SELECT min(name) FROM conversations.tags WHERE name = ANY($1) AND retired_at IS NOT NULL", names
    )
    if retired is not None:
        raise Invalid(
            "retired_tag", f"The tag {retired!r} is given no more; choose another.", field="tags", tag=retired
        )


async def retag(tx: Tx, conv: Conversation, add: list[str], remove: list[str]) -> None:
    """Give a locked conversation more tags and take some away; the others stay. Raises Invalid."""
    gone = set(tidy(remove))
    await tag(tx, conv, [name for name in conv.tags if name not in gone] + tidy(add))


async def tags(conn: Connection, limit: int = 200) -> list[str]:
    """Tags that may be given, those given last first."""
    rows = await conn.fetch(
        "SELECT name FROM conversations.tags WHERE retired_at IS NULL ORDER BY used_at DESC NULLS LAST, name LIMIT $1",
        limit,
    )
    return [r["name"] for r in rows]


async def tones(conn: Connection) -> dict[str, str]:
    """The tags whose colour says something, and what."""
    rows = await conn.fetch("SELECT name, tone FROM conversations.tags WHERE tone <> ''")
    return {r["name"]: r["tone"] for r in rows}
