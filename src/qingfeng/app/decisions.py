"""Recorded decisions of the router as an operator or an auditor reads them: of a running house, or out of a file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from uuid import UUID

import msgspec

from qingfeng.app.embedded.problem import Problem
from qingfeng.app.settings import Settings
from qingfeng.kernel.clock import SystemClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import NotFound
from qingfeng.modules.access import public as access
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

PAGE = 200
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


class Names(msgspec.Struct, frozen=True):
    """What agents and queues are called, by id; (Chinese, English) of a queue. A file has no names."""

    agents: dict[UUID, str] = {}
    queues: dict[UUID, tuple[str, str]] = {}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which decisions: of one house (its slug) or all, from one moment to another. `page`: so many are read at once."""

    house: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    page: int = PAGE


# ------------------------------------------------------------------ out of a running house
async def explained(settings: Settings, house: str | None, conversation: UUID) -> tuple[list[routing.Explained], Names]:
    """Every decision about a conversation. Raises NotFound when nothing was decided about it, Problem."""
    async with _database(settings) as db:
        for tenant in await _houses(db, house):
            async with db.reading(tenant.id) as conn:
                found = await routing.explain(conn, conversation)
                if found:
                    queues = {q.id: (q.name_zh, q.name_en) for q in await routing.queues(conn)}
                    return found, Names({agent.id: agent.name for agent in await people.roster(conn)}, queues)
    raise _nothing(conversation)


async def replayed(settings: Settings, asked: Asked, *, this_engine: bool) -> routing.Tally:
    """All of them decided again. Raises Problem."""
    tallying = routing.Tallying(this_engine=this_engine)
    async with _database(settings) as db:
        async for kept in _kept(db, asked):
            tallying.add(kept)
    return tallying.tally()


async def exported(settings: Settings, asked: Asked, out: IO[bytes]) -> int:
    """All of them as lines; how many. Raises Problem."""
    count = 0
    async with _database(settings) as db:
        async for kept in _kept(db, asked):
            out.write(routing.line_of(kept))
            count += 1
    return count


async def _kept(db: Database, asked: Asked) -> AsyncIterator[routing.KeptDecision]:
    for tenant in await _houses(db, asked.house):
        since, after = asked.since or EARLIEST, None
        while True:
            async with db.reading(tenant.id) as conn:
                page = await routing.decisions_since(conn, since, asked.until or LATEST, after, asked.page)
            for one in page:
                yield routing.KeptDecision(*one)
            if len(page) < asked.page:
                break
            after, since, _ = page[-1]


async def _houses(db: Database, house: str | None) -> list[access.Tenant]:
    tenants = await access.all_tenants(db)
    found = [one for one in tenants if house is None or one.slug == house]
    if not found:
        names = ", ".join(one.slug for one in tenants)
        raise Problem(f"There is no such house; there are: {names}.", f"没有这个租户；现有：{names}。")
    return found


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    clock = SystemClock()
    db = await Database.open(settings.database_url, clock, TimeOrderedIds(clock), size=2)
    try:
        yield db
    finally:
        await db.close()


# ------------------------------------------------------------------ out of a file
def explained_in(file: Path, conversation: UUID) -> list[routing.Explained]:
    """Every decision of a file about a conversation; what came of it is not said there. Raises as `explained`, Invalid."""
    found = []
    for one in _lines(file):
        found += routing.explain_kept(one.id, one.at, one.recorded, conversation)
    if not found:
        raise _nothing(conversation)
    return found


def replayed_in(file: Path, asked: Asked, *, this_engine: bool) -> routing.Tally:
    """Those of a file decided again; no house is needed, and none is looked at. Raises Problem, Invalid."""
    tallying = routing.Tallying(this_engine=this_engine)
    for one in _lines(file):
        if (asked.since or EARLIEST) <= one.at < (asked.until or LATEST):
            tallying.add(one)
    return tallying.tally()


def _lines(file: Path) -> Iterator[routing.KeptDecision]:
    if not file.is_file():
        raise Problem(f"There is no file {file}.", f"找不到文件 {file}。")
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield routing.read_line(line, number)


def _nothing(conversation: UUID) -> NotFound:
    return NotFound("not_found", f"The router has decided nothing about a conversation {conversation}.", field="id")
