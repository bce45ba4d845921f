"""Every write of intents and their examples, and the locks that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.understanding.taxonomy import Intent, IntentDraft, IntentExample, Origin

INTENT = "id, code, name_zh, name_en, about, archived_at IS NOT NULL AS archived, version"
EXAMPLE = "id, intent_id, text, origin, held_out, by_name, at, conversation_id IS NOT NULL AS from_conversation"


class NewExample(msgspec.Struct, frozen=True, kw_only=True):
    intent_id: UUID | None
    text: str
    likeness: bytes
    origin: Origin
    held_out: bool
    conversation_id: UUID | None = None


async def lock(tx: Tx) -> None:
    """Who changes intents or examples of a house waits for who does: their numbers are bounded, their words unique."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('understanding'), hashtext($1))", str(tx.tenant))


def intent_of(row: Record) -> Intent:
    return Intent(**dict(row))


def example_of(row: Record) -> IntentExample:
    return IntentExample(**dict(row))


# ------------------------------------------------------------------ intents
async def intents(conn: Connection) -> list[Intent]:
    """All, the archived ones too, in the order in which they were made."""
    return [intent_of(row) for row in await conn.fetch(f"SELECT {INTENT} FROM understanding.intents ORDER BY id")]


async def hold_intent(tx: Tx, id_: UUID, field: str = "intent_id") -> Intent:
    """Raises NotFound."""
    row = await tx.row(f"SELECT {INTENT} FROM understanding.intents WHERE id = $1 FOR UPDATE", id_)
    if row is None:
        raise NotFound("not_found", "There is no such intent.", field=field)
    return intent_of(row)


async def put_intent(tx: Tx, code: str, draft: IntentDraft) -> Intent:
    row = await tx.row(
        "INSERT INTO understanding.intents (tenant_id, id, code, name_zh, name_en, about, archived_at, made_at)"
        f" VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING {INTENT}",
        *(tx.tenant, tx.new_id(), code, draft.name_zh, draft.name_en, draft.about),
        tx.now if draft.archived else None,
        tx.now,
    )
    assert row is not None
    return intent_of(row)


async def change_intent(tx: Tx, id_: UUID, draft: IntentDraft) -> Intent:
    row = await tx.row(
        "UPDATE understanding.intents SET name_zh = $2, name_en = $3, about = $4, version = version + 1,"
        f" archived_at = CASE WHEN $5 THEN coalesce(archived_at, $6) END WHERE id = $1 RETURNING {INTENT}",
        *(id_, draft.name_zh, draft.name_en, draft.about, draft.archived, tx.now),
    )
    assert row is not None
    return intent_of(row)


async def drop_intent(tx: Tx, id_: UUID) -> None:
    await tx.execute("DELETE FROM understanding.examples WHERE intent_id = $1 AND dropped_at IS NOT NULL", id_)
    await tx.execute("DELETE FROM understanding.intents WHERE id = $1", id_)


# ------------------------------------------------------------------ examples
async def count(conn: Connection) -> int:
    n: int = await conn.fetchval("SELECT count(*) FROM understanding.examples WHERE dropped_at IS NULL")
    return n


async def alike(conn: Connection, likenesses: Sequence[bytes]) -> dict[bytes, tuple[UUID, UUID | None]]:
    """Examples that are there and read like these, by likeness: their ids and intents."""
    rows = await conn.fetch(
        "SELECT likeness, id, intent_id FROM understanding.examples WHERE likeness = ANY($1::bytea[])"
        " AND dropped_at IS NULL",
        list(likenesses),
    )
    return {row["likeness"]: (row["id"], row["intent_id"]) for row in rows}


async def counted(conn: Connection) -> dict[UUID | None, int]:
    """How many examples each intent has that were not corrections: the place of the next one decides whether it is held
    out."""
    rows = await conn.fetch(
        "SELECT intent_id, count(*) AS n FROM understanding.examples WHERE dropped_at IS NULL"
        " AND origin <> 'corrected' GROUP BY intent_id"
    )
    return {row["intent_id"]: row["n"] for row in rows}


async def put_examples(tx: Tx, examples: Sequence[NewExample], by_name: str) -> list[UUID]:
    """Their ids, in their order."""
    ids = sorted(tx.new_id() for _ in examples)  # those of one millisecond come in any order
    await tx.many(
        "INSERT INTO understanding.examples (tenant_id, id, intent_id, text, likeness, origin, held_out,"
        " conversation_id, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        [
            (
                *(tx.tenant, id_, one.intent_id, one.text, one.likeness, one.origin, one.held_out),
                *(one.conversation_id, by_name, tx.now),
            )
            for id_, one in zip(ids, examples, strict=True)
        ],
    )
    return ids


async def hold_examples(tx: Tx, ids: Sequence[UUID], *, dropped: bool = False) -> list[IntentExample]:
    """Those of them that are there (or were dropped), locked until commit."""
    rows = await tx.fetch(
        f"SELECT {EXAMPLE} FROM understanding.examples WHERE id = ANY($1) AND (dropped_at IS NOT NULL) = $2"
        " ORDER BY id FOR UPDATE",
        list(ids),
        dropped,
    )
    return [example_of(row) for row in rows]


async def change_example(tx: Tx, id_: UUID, text: str, likeness: bytes, origin: Origin) -> None:
    """Other words, which are the house's own from now on: they no longer belong to the conversation they were said in."""
    await tx.execute(
        "UPDATE understanding.examples SET text = $2, likeness = $3, origin = $4, conversation_id = NULL WHERE id = $1",
        *(id_, text, likeness, origin),
    )


async def hold_out(tx: Tx, ids: Sequence[UUID], held_out: bool) -> None:
    await tx.execute("UPDATE understanding.examples SET held_out = $2 WHERE id = ANY($1)", list(ids), held_out)


async def move(tx: Tx, ids: Sequence[UUID], intent: UUID | None) -> None:
    await tx.execute("UPDATE understanding.examples SET intent_id = $2 WHERE id = ANY($1)", list(ids), intent)


async def relabel(tx: Tx, id_: UUID, intent: UUID | None, by_name: str) -> None:
    """A correction of what an example says: it is learned from, whatever it was."""
    await tx.execute(
        "UPDATE understanding.examples SET intent_id = $2, origin = 'corrected', held_out = false, by_name = $3, at = $4"
        " WHERE id = $1",
        *(id_, intent, by_name, tx.now),
    )


async def drop_examples(tx: Tx, ids: Sequence[UUID]) -> None:
    await tx.execute("UPDATE understanding.examples SET dropped_at = $2 WHERE id = ANY($1)", list(ids), tx.now)


async def restore_examples(tx: Tx, ids: Sequence[UUID]) -> list[UUID]:
    """Brings back those whose words are not there again meanwhile."""
    rows = await tx.fetch(
        "UPDATE understanding.examples e SET dropped_at = NULL WHERE id = ANY($1) AND dropped_at IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM understanding.examples o WHERE o.likeness = e.likeness AND o.dropped_at IS NULL)"
        " RETURNING id",
        list(ids),
    )
    return [row["id"] for row in rows]


async def forget(tx: Tx, conversations: Sequence[UUID]) -> int:
    """Delete what was decided in these conversations, and the examples that were said there; gives how many."""
    await tx.execute("DELETE FROM understanding.heard WHERE conversation_id = ANY($1)", list(conversations))
    await tx.execute("DELETE FROM understanding.decisions WHERE conversation_id = ANY($1)", list(conversations))
    done = await tx.execute("DELETE FROM understanding.examples WHERE conversation_id = ANY($1)", list(conversations))
    return int(done.rpartition(" ")[2])
