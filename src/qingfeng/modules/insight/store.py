"""Every write of insight. The columns are the fields of `model.Contact`, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.insight.marks import Hand
from qingfeng.modules.insight.model import Contact, Tally
from qingfeng.modules.insight.older import brought_up

FIELDS = Contact.__struct_fields__
COLUMNS = ", ".join(FIELDS)
_FACTS = tuple(name for name in FIELDS if name != "conversation_id")
_COUNTS = tuple(name for name in FIELDS if name.startswith("messages_"))


def _update(names: Sequence[str]) -> str:
    columns = ", ".join(f"{name} = ${i}" for i, name in enumerate(names, 3))
    return f"UPDATE insight.contacts SET tally = $2, {columns} WHERE conversation_id = $1"


_WRITE, _COUNT = _update(_FACTS), _update(_COUNTS)
_HAND = (
    "INSERT INTO insight.hands (tenant_id, conversation_id, no, agent_id, kind, since, until)"
    " VALUES ($1, $2, $3, $4, $5, $6, coalesce($7, 'infinity'::timestamptz))"
)


def tally_of(kept: Any) -> Tally:
    return msgspec.convert(brought_up(kept), Tally, str_keys=True)


async def hold(tx: Tx, conversations: Sequence[UUID]) -> dict[UUID, Tally]:
    """The tallies of contacts, locked until commit; an empty one, kept from now on, for a contact not heard of."""
    wanted = sorted(set(conversations))  # in one order, so that nobody waits for each other
    found = await tx.fetch(
        "SELECT conversation_id, tally FROM insight.contacts WHERE conversation_id = ANY($1)"
        " ORDER BY conversation_id FOR UPDATE",
        wanted,
    )
    held = {r["conversation_id"]: tally_of(r["tally"]) for r in found}
    if new := [id_ for id_ in wanted if id_ not in held]:
        # Setting it to itself locks a row that somebody else has made meanwhile and reads what is there after the wait.
        made = await tx.fetch(
            "INSERT INTO insight.contacts (tenant_id, conversation_id) SELECT $1, c FROM unnest($2::uuid[]) AS c"
            " ON CONFLICT (tenant_id, conversation_id) DO UPDATE SET tally = insight.contacts.tally"
            " RETURNING conversation_id, tally",
            tx.tenant,
            new,
        )
        held |= {r["conversation_id"]: tally_of(r["tally"]) for r in made}
    return held


async def write(tx: Tx, contacts: Sequence[tuple[Tally, Contact, Contact]]) -> None:
    """Tallies and facts; the facts as they were say what of them has to be written."""
    talk: list[tuple[Any, ...]] = []
    more: list[tuple[Any, ...]] = []
    for tally, was, now in contacts:
        # The numbers of messages are all that changes while people talk.
        counts = {name: getattr(now, name) for name in _COUNTS}
        if msgspec.structs.replace(was, **counts) == now:
            talk.append((now.conversation_id, tally, *counts.values()))
        else:
            more.append((now.conversation_id, tally, *(getattr(now, name) for name in _FACTS)))
    for sql, rows in ((_COUNT, talk), (_WRITE, more)):
        if rows:
            await tx.many(sql, rows)


async def write_hands(tx: Tx, hands: Mapping[UUID, Sequence[Hand]]) -> None:
    """What agents had in hand of these contacts; the caller holds the contacts' rows."""
    if hands:
        await tx.execute("DELETE FROM insight.hands WHERE conversation_id = ANY($1)", list(hands))
    rows = [(tx.tenant, id_, no, h.agent_id, h.kind, h.since, h.ends) for id_, its in hands.items() for no, h in enumerate(its)]  # fmt: skip
    if rows:
        await tx.many(_HAND, rows)


async def unmarked(tx: Tx, most: int) -> list[UUID]:
    """Some contacts whose marks or hands were never written, or of which business hours or the bot were not asked."""
    rows = await tx.fetch(
        "SELECT conversation_id FROM insight.contacts WHERE tally->'marked' IS NULL OR tally->'handed' IS NULL"
        " OR tally->'timed' IS NULL OR (tally->'decided' IS NULL AND closed_at IS NOT NULL)"
        " ORDER BY conversation_id LIMIT $1",
        most,
    )
    return [row["conversation_id"] for row in rows]


async def get(conn: Connection, conversation: UUID) -> Contact | None:
    row = await conn.fetchrow(f"SELECT {COLUMNS} FROM insight.contacts WHERE conversation_id = $1", conversation)
    return None if row is None else contact_of(row)


def contact_of(row: Record) -> Contact:
    return Contact(**{name: row[name] for name in FIELDS})
