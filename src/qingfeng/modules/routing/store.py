"""Every write of routing, its locks, and rows as the model's structs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.contracts.routing import OfferEnd
from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.routing.model import KeptOffer, Policy, Queue, QueueDraft, Try
from qingfeng.modules.routing.record import Recorded

_QUEUE = "id, code, name_zh, name_en, kind, policy, hours_id, active, position, version"
_OFFER = (
    "id, conversation_id, queue_id, agent_id, state, why, decision_id, seconds, offered_at, expires_at, ended_at,"
    " end_reason"
)
_RECORDED = "policy_version, digest, seed, snapshot, decision"


# ------------------------------------------------------------------ queues
def _queue_of(row: Record) -> Queue:
    return msgspec.convert(dict(row), Queue)


async def queues(conn: Connection) -> list[Queue]:
    """All queues, also those no longer in use, in the order of the screens."""
    return [_queue_of(r) for r in await conn.fetch(f"SELECT {_QUEUE} FROM routing.queues ORDER BY position, code")]


async def queue_by_id(conn: Connection, id_: UUID) -> Queue | None:
    row = await conn.fetchrow(f"SELECT {_QUEUE} FROM routing.queues WHERE id = $1", id_)
    return None if row is None else _queue_of(row)


async def lock_queues(tx: Tx) -> list[Queue]:
    """All queues, locked: rules refer to one another, so they change one at a time."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('routing.queues'), hashtext($1))", str(tx.tenant))
    return await queues(tx.conn)


async def write_queue(tx: Tx, id_: UUID, draft: QueueDraft, policy: Policy) -> None:
    await tx.execute(
        "INSERT INTO routing.queues (tenant_id, id, code, name_zh, name_en, kind, policy, policy_version, hours_id,"
        " active, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " ON CONFLICT (tenant_id, code) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en,"
        " kind = excluded.kind, policy = excluded.policy, policy_version = excluded.policy_version,"
        " hours_id = excluded.hours_id, active = excluded.active, position = excluded.position,"
        " version = routing.queues.version + 1",
        tx.tenant,
        id_,
        draft.code,
        draft.name_zh,
        draft.name_en,
        draft.kind,
        policy,
        policy.version,
        draft.hours_id,
        draft.active,
        draft.position,
    )


# ------------------------------------------------------------------ offers
def _offer_of(row: Record) -> KeptOffer:
    return msgspec.convert(dict(row), KeptOffer)


async def insert_offer(tx: Tx, offer: KeptOffer) -> None:
    await tx.execute(
        "INSERT INTO routing.offers (tenant_id, id, conversation_id, queue_id, agent_id, state, why, decision_id,"
        " seconds, offered_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        tx.tenant,
        offer.id,
        offer.conversation_id,
        offer.queue_id,
        offer.agent_id,
        offer.state,
        offer.why,
        offer.decision_id,
        offer.seconds,
        offer.offered_at,
        offer.expires_at,
    )


async def offer_by_id(conn: Connection, id_: UUID) -> KeptOffer | None:
    row = await conn.fetchrow(f"SELECT {_OFFER} FROM routing.offers WHERE id = $1", id_)
    return None if row is None else _offer_of(row)


async def lock_offer(tx: Tx, id_: UUID) -> KeptOffer | None:
    """The offer, locked. Its conversation is locked before it, always."""
    row = await tx.row(f"SELECT {_OFFER} FROM routing.offers WHERE id = $1 FOR UPDATE", id_)
    return None if row is None else _offer_of(row)


async def lock_open_offer_of(tx: Tx, conversation: UUID) -> KeptOffer | None:
    row = await tx.row(
        f"SELECT {_OFFER} FROM routing.offers WHERE conversation_id = $1 AND state = 'open' FOR UPDATE", conversation
    )
    return None if row is None else _offer_of(row)


async def end_offer(tx: Tx, id_: UUID, how: OfferEnd, reason: str | None) -> None:
    await tx.execute(
        "UPDATE routing.offers SET state = $2, ended_at = $3, end_reason = $4 WHERE id = $1 AND state = 'open'",
        id_,
        how,
        tx.now,
        reason,
    )


async def open_offers(conn: Connection, agent: UUID | None = None) -> list[KeptOffer]:
    """Of everybody, or of one agent."""
    one = "" if agent is None else " AND agent_id = $1"
    rows = await conn.fetch(
        f"SELECT {_OFFER} FROM routing.offers WHERE state = 'open'{one} ORDER BY offered_at, id",
        *([] if agent is None else [agent]),
    )
    return [_offer_of(r) for r in rows]


async def open_offers_of(conn: Connection, conversations: Sequence[UUID]) -> list[KeptOffer]:
    """Of these conversations."""
    rows = await conn.fetch(
        f"SELECT {_OFFER} FROM routing.offers WHERE state = 'open' AND conversation_id = ANY($1)", list(conversations)
    )
    return [_offer_of(r) for r in rows]


async def tries(conn: Connection, conversations: Sequence[UUID], since: datetime) -> dict[UUID, list[Try]]:
    """Offers of these conversations that ended unanswered after `since`."""
    rows = await conn.fetch(
        "SELECT conversation_id, agent_id, ended_at, state FROM routing.offers WHERE conversation_id = ANY($1)"
        " AND state IN ('declined', 'timed_out') AND ended_at > $2 ORDER BY ended_at",
        list(conversations),
        since,
    )
    found: dict[UUID, list[Try]] = {}
    for r in rows:
        found.setdefault(r["conversation_id"], []).append(Try(r["agent_id"], r["ended_at"], r["state"]))
    return found


async def offers_of_conversation(conn: Connection, conversation: UUID) -> list[KeptOffer]:
    rows = await conn.fetch(
        f"SELECT {_OFFER} FROM routing.offers WHERE conversation_id = $1 ORDER BY offered_at, id", conversation
    )
    return [_offer_of(r) for r in rows]


# ------------------------------------------------------------------ decisions
async def insert_decision(tx: Tx, id_: UUID, token: int, kept: Recorded, conversations: Iterable[UUID]) -> None:
    """Keep a decision, found again by each conversation it is about."""
    await tx.execute(
        f"WITH d AS (INSERT INTO routing.decisions (tenant_id, id, at, token, {_RECORDED})"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))"
        " INSERT INTO routing.decided (tenant_id, conversation_id, decision_id) SELECT $1, c, $2 FROM unnest($10::uuid[]) c",
        tx.tenant,
        id_,
        tx.now,
        token,
        kept.policy_version,
        kept.digest,
        kept.seed,
        kept.snapshot,
        kept.decision,
        sorted(conversations),
    )


async def decisions_about(conn: Connection, conversations: Sequence[UUID]) -> list[tuple[UUID, datetime, Recorded]]:
    """Kept decisions that concern any of these conversations, oldest first."""
    rows = await conn.fetch(
        f"SELECT id, at, {_RECORDED} FROM routing.decisions WHERE id IN"
        " (SELECT decision_id FROM routing.decided WHERE conversation_id = ANY($1)) ORDER BY at, id",
        list(conversations),
    )
    return [(r["id"], r["at"], recorded_of(r)) for r in rows]


async def decisions_since(
    conn: Connection, since: datetime, until: datetime, after: UUID | None = None, limit: int = 200
) -> list[tuple[UUID, datetime, Recorded]]:
    """Kept decisions of a time, oldest first, so many at once: those of `since` itself only after this id."""
    rows = await conn.fetch(
        f"SELECT id, at, {_RECORDED} FROM routing.decisions WHERE at >= $1 AND at < $2"
        " AND ($3::uuid IS NULL OR (at, id) > ($1, $3)) ORDER BY at, id LIMIT $4",
        since,
        until,
        after,
        limit,
    )
    return [(r["id"], r["at"], recorded_of(r)) for r in rows]


def recorded_of(row: Record) -> Recorded:
    return Recorded(
        policy_version=row["policy_version"],
        digest=row["digest"],
        seed=row["seed"],
        snapshot=row["snapshot"],
        decision=row["decision"],
    )


# ------------------------------------------------------------------ waits
async def insert_wait(tx: Tx, *, queue: UUID, conversation: UUID, seconds: int, ahead: int, outcome: str) -> None:
    await tx.execute(
        "INSERT INTO routing.waits (tenant_id, id, queue_id, conversation_id, at, seconds, ahead, outcome)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        tx.tenant,
        tx.new_id(),
        queue,
        conversation,
        tx.now,
        seconds,
        ahead,
        outcome,
    )


async def passed_since(conn: Connection, queue: UUID, queued_at: datetime) -> int:
    """How many of a queue's waits began before `queued_at` and ended after it."""
    n: int = await conn.fetchval(
        "SELECT count(*) FROM routing.waits WHERE queue_id = $1 AND at > $2 AND at - make_interval(secs => seconds) < $2",
        queue,
        queued_at,
    )
    return n
