"""What a house has learned, as it is kept; and choices until their outcomes are known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.routing.learning import Estimates, Packed, unpacked
from qingfeng.modules.routing.learning_judge import Guard, Judged, Logged
from qingfeng.modules.routing.learning_model import Matched, Terms

Mode = Literal["off", "observe", "steer"]
JUDGED = 50_000
"""So many of the latest choices are judged from."""
_FIELDS = (
    "version, mode, explore, hold_out, key, steers_since, stopped, estimates, learned, learned_until, judged, guard"
)
_decode = msgspec.msgpack.Decoder(Packed).decode


class Learning(msgspec.Struct, frozen=True, kw_only=True):
    """One house's. `learned`: outcomes that are in the estimates, up to `learned_until`. `stopped`: what it did worse when it
    stopped steering by itself."""

    version: int = 1
    mode: Mode = "observe"
    explore: float = 0.0
    hold_out: float = 0.05
    key: int = 0
    steers_since: datetime | None = None
    stopped: str | None = None
    estimates: bytes | None = None
    learned: int = 0
    learned_until: datetime | None = None
    judged: Judged | None = None
    guard: Guard | None = None

    @property
    def terms(self) -> Terms:
        mode: Literal["observe", "steer"] = "steer" if self.mode == "steer" else "observe"
        return Terms(mode=mode, explore=self.explore, hold_out=self.hold_out, key=self.key)

    def known(self) -> Estimates:
        """What was learned; nothing yet for a house that has not."""
        return Estimates() if self.estimates is None else unpacked(_decode(self.estimates))


def packed(estimates: Estimates) -> bytes:
    return msgspec.msgpack.encode(estimates.packed())


async def read(conn: Connection) -> Learning:
    """As it is; of a house nobody has set anything for, as it begins."""
    return _kept(await conn.fetchrow(f"SELECT {_FIELDS} FROM routing.learning"))


async def stamp(conn: Connection) -> tuple[int, int]:
    """Changes with everything that a decision may depend on: the version of what was set, and how much was learned."""
    row = await conn.fetchrow("SELECT version, learned FROM routing.learning")
    return (0, 0) if row is None else (row["version"], row["learned"])


async def hold(tx: Tx) -> Learning:
    """The same, locked until commit."""
    await tx.execute(
        "INSERT INTO routing.learning (tenant_id, key) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        tx.tenant,
        tx.new_id().int & 0x7FFFFFFF,
    )
    return _kept((await tx.fetch(f"SELECT {_FIELDS} FROM routing.learning FOR UPDATE"))[0])


async def write(tx: Tx, kept: Learning) -> None:
    """What was held, changed."""
    await tx.execute(
        "UPDATE routing.learning SET version = $1, mode = $2, explore = $3, hold_out = $4, steers_since = $5, stopped = $6,"
        " estimates = $7, learned = $8, learned_until = $9, judged = $10, guard = $11",
        kept.version, kept.mode, kept.explore, kept.hold_out, kept.steers_since, kept.stopped, kept.estimates,
        kept.learned, kept.learned_until, kept.judged, kept.guard,
    )  # fmt: skip


def _kept(row: Record | None) -> Learning:
    return Learning() if row is None else msgspec.convert(dict(row), Learning)


# ------------------------------------------------------------------ choices
async def keep_match(tx: Tx, offer: UUID, conversation: UUID, agent: UUID, matched: Matched) -> None:
    await tx.execute(
        "INSERT INTO routing.matches (tenant_id, offer_id, conversation_id, agent_id, at, matched)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        tx.tenant, offer, conversation, agent, tx.now, matched,
    )  # fmt: skip


async def tell(tx: Tx, outcomes: Mapping[tuple[UUID, UUID], float]) -> list[Logged]:
    """Outcomes by conversation and agent; gives those of which a choice was waiting for it. Of several offers of one
    conversation to one agent, the last led to it."""
    rows = await tx.fetch(
        "UPDATE routing.matches m SET outcome = o.outcome"
        " FROM unnest($1::uuid[], $2::uuid[], $3::float8[]) AS o (conversation_id, agent_id, outcome)"
        " WHERE m.conversation_id = o.conversation_id AND m.agent_id = o.agent_id AND m.outcome IS NULL"
        " AND m.at = (SELECT max(at) FROM routing.matches l WHERE l.conversation_id = m.conversation_id"
        " AND l.agent_id = m.agent_id) RETURNING m.at, m.offer_id, m.matched, m.outcome",
        [conversation for conversation, _ in outcomes],
        [agent for _, agent in outcomes],
        list(outcomes.values()),
    )
    return [_logged(row) for row in sorted(rows, key=lambda row: (row["at"], row["offer_id"]))]


async def logged(conn: Connection) -> list[Logged]:
    """The latest choices whose outcome is known."""
    rows = await conn.fetch(
        "SELECT matched, outcome FROM routing.matches WHERE outcome IS NOT NULL ORDER BY at DESC LIMIT $1", JUDGED
    )
    return [_logged(row) for row in rows]


def _logged(row: Record) -> Logged:
    return Logged(msgspec.convert(row["matched"], Matched), row["outcome"])
