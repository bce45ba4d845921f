"""Proposals: written and read."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.knowledge.model import ArticleDraft

ProposalState = Literal["waiting", "approved", "returned", "withdrawn"]


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A change that waits beside what is published, or waited. `base`: the article's version that it changes; `version`
    grows with every change of the proposal itself. `judge_name`, `judged_at`, `answer`: who decided, when, and why."""

    id: UUID
    base: int
    version: int
    draft: ArticleDraft
    restored: int | None
    state: ProposalState
    by_id: UUID | None
    by_name: str
    at: datetime
    note: str
    judge_name: str
    judged_at: datetime | None
    answer: str


_COLUMNS = ", ".join(Proposal.__struct_fields__)


async def latest(conn: Connection, article: UUID) -> Proposal | None:
    """The one that waits, else the last that did."""
    row = await conn.fetchrow(
        f"SELECT {_COLUMNS} FROM knowledge.proposals WHERE article_id = $1"
        " ORDER BY (state = 'waiting') DESC, at DESC, id DESC LIMIT 1",
        article,
    )
    return msgspec.convert(dict(row), Proposal) if row else None


async def waiting(conn: Connection, article: UUID) -> Proposal | None:
    found = await latest(conn, article)
    return found if found and found.state == "waiting" else None


async def put(tx: Tx, article: UUID, made: Proposal) -> Proposal:
    """Write one that waits, or change it."""
    row = await tx.row(
        "INSERT INTO knowledge.proposals (tenant_id, article_id, id, base, version, draft, restored, state, by_id,"
        " by_name, at, note) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, $10, $11)"
        " ON CONFLICT (tenant_id, id) DO UPDATE SET base = excluded.base, version = excluded.version,"
        " draft = excluded.draft, restored = excluded.restored, at = excluded.at, note = excluded.note"
        f" RETURNING {_COLUMNS}",
        *(tx.tenant, article, made.id, made.base, made.version, made.draft, made.restored, made.by_id, made.by_name),
        *(tx.now, made.note),
    )
    assert row is not None
    return msgspec.convert(dict(row), Proposal)


async def judge(tx: Tx, id_: UUID, state: ProposalState, by: Actor, answer: str = "") -> None:
    await tx.execute(
        "UPDATE knowledge.proposals SET state = $2, judge_id = $3, judge_name = $4, judged_at = $5, answer = $6"
        " WHERE id = $1",
        *(id_, state, by.id, by.name, tx.now, answer),
    )
