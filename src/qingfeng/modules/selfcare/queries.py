"""What was counted of the self-service page, for screens. SQL that only reads."""

from __future__ import annotations

from datetime import datetime

import msgspec

from qingfeng.kernel.db import Connection
from qingfeng.modules.selfcare.model import LISTED, OVER, ReadCount, SelfcareCounts, SelfcareSearch

LEAST_READS = 3
"""Visits in which an article was read before it is called hot."""


async def figures(conn: Connection, since: datetime, now: datetime) -> SelfcareCounts:
    """Of the visits that began since then and are over."""
    row = await conn.fetchrow(
        "WITH v AS (SELECT id, searches, nothing, progress, talked_at, (SELECT count(*) FROM selfcare.reads r"
        "  WHERE r.tenant_id = v.tenant_id AND r.visit_id = v.id) AS reads FROM selfcare.visits v"
        "  WHERE began_at >= $1 AND at <= $2),"
        " u AS (SELECT *, searches + reads + progress > 0 AS used FROM v)"
        " SELECT count(*) AS visits, count(*) FILTER (WHERE used) AS used,"
        " count(*) FILTER (WHERE used AND talked_at IS NULL) AS alone, coalesce(sum(searches), 0)::int AS searches,"
        " coalesce(sum(nothing), 0)::int AS nothing, coalesce(sum(reads), 0)::int AS reads,"
        " coalesce(sum(progress), 0)::int AS progress,"
        " (SELECT count(*) FROM selfcare.reads WHERE at >= $1 AND helpful) AS helpful,"
        " (SELECT count(*) FROM selfcare.reads WHERE at >= $1 AND NOT helpful) AS unhelpful FROM u",
        since,
        now - OVER,
    )
    assert row is not None
    return SelfcareCounts(**dict(row))


async def gaps(conn: Connection, since: datetime) -> list[SelfcareSearch]:
    """Searches that found nothing, the most frequent first."""
    rows = await conn.fetch(
        "SELECT words, locale, asked, nothing, at FROM selfcare.searches WHERE at >= $1 AND nothing > 0"
        " ORDER BY nothing DESC, at DESC, words LIMIT $2",
        since,
        LISTED,
    )
    return [msgspec.convert(dict(row), SelfcareSearch) for row in rows]


async def most_searched(conn: Connection, since: datetime) -> list[SelfcareSearch]:
    rows = await conn.fetch(
        "SELECT words, locale, asked, nothing, at FROM selfcare.searches WHERE at >= $1"
        " ORDER BY asked DESC, at DESC, words LIMIT $2",
        since,
        LISTED,
    )
    return [msgspec.convert(dict(row), SelfcareSearch) for row in rows]


async def read_most(
    conn: Connection, since: datetime, *, locale: str | None = None, least: int = 1, limit: int = LISTED
) -> list[ReadCount]:
    """Articles by how many visits read them."""
    rows = await conn.fetch(
        "SELECT slug, count(*)::int AS reads, (count(*) FILTER (WHERE helpful))::int AS helpful,"
        " (count(*) FILTER (WHERE NOT helpful))::int AS unhelpful FROM selfcare.reads"
        " WHERE at >= $1 AND ($2::text IS NULL OR locale = $2) GROUP BY slug HAVING count(*) >= $3"
        " ORDER BY count(*) DESC, slug LIMIT $4",
        since,
        locale,
        least,
        limit,
    )
    return [ReadCount(**dict(row)) for row in rows]
