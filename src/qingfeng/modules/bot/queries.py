"""Reads of the bot: a recorded decision, and the same decision made again."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from qingfeng.contracts.bot import BotSnapshot, Decision
from qingfeng.kernel.clock import rng
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.bot.engine import decide
from qingfeng.modules.bot.meant import Meant
from qingfeng.modules.bot.model import Recorded, Replay, digest


async def replay(conn: Connection, conversation: UUID, seq: int) -> Replay:
    """What the recorded snapshot and seed give today, beside what they gave then. Raises NotFound."""
    row = await conn.fetchrow(
        "SELECT id, at, policy_version, digest, seed, decision, snapshot FROM bot.decisions"
        " WHERE conversation_id = $1 AND seq = $2",
        conversation,
        seq,
    )
    if row is None:
        raise NotFound("not_found", "The bot decided nothing about this message.", field="seq")
    snapshot = msgspec.convert(row["snapshot"], BotSnapshot)
    recorded = Recorded(
        id=row["id"],
        conversation_id=conversation,
        seq=seq,
        at=row["at"],
        policy_version=row["policy_version"],
        digest=row["digest"],
        seed=row["seed"],
        decision=msgspec.convert(row["decision"], Decision),
    )
    again = decide(snapshot, recorded.at, rng(recorded.seed))
    return Replay(
        recorded=recorded,
        again=again,
        same=again == recorded.decision,
        intact=digest(snapshot) == recorded.digest,
        by_model=bool(snapshot.thought),
    )


async def turns(conn: Connection, conversations: Sequence[UUID]) -> dict[UUID, list[Meant]]:
    """What each recorded decision of these conversations was, in their order; those from before that was kept are left
    out, and conversations without any."""
    found: dict[UUID, list[Meant]] = {}
    for row in await conn.fetch(
        "SELECT conversation_id, means, outcome, sourced FROM bot.decisions"
        " WHERE conversation_id = ANY($1) AND means IS NOT NULL ORDER BY conversation_id, seq",
        list(conversations),
    ):
        found.setdefault(row["conversation_id"], []).append(Meant(row["means"], row["outcome"], row["sourced"]))
    return found
