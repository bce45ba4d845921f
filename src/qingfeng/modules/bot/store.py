"""Every write of the bot: its decisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from qingfeng.kernel.uow import Tx
from qingfeng.modules.bot.meant import Meant


async def insert(tx: Tx, snapshot: dict[str, Any], decision: dict[str, Any], *, meant: Meant, digest: str, seed: int) -> UUID | None:  # fmt: skip
    """None when this message of this conversation has been decided about before."""
    found: UUID | None = await tx.value(
        "INSERT INTO bot.decisions (tenant_id, id, conversation_id, seq, at, policy_version, digest, seed, decision,"
        " snapshot, means, outcome, sourced, disliked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        " ON CONFLICT (tenant_id, conversation_id, seq) DO NOTHING RETURNING id",
        tx.tenant,
        tx.new_id(),
        UUID(snapshot["conversation_id"]),
        snapshot["seq"],
        tx.now,
        snapshot["policy_version"],
        digest,
        seed,
        decision,
        snapshot,
        *meant,
    )
    return found


async def forget(tx: Tx, conversations: list[UUID]) -> int:
    """Delete all that was decided in these conversations, with the words it was decided by; gives how much."""
    await tx.execute("DELETE FROM bot.reviews WHERE conversation_id = ANY($1)", conversations)
    done = await tx.execute("DELETE FROM bot.decisions WHERE conversation_id = ANY($1)", conversations)
    return int(done.rpartition(" ")[2])
