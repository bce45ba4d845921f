"""How long the boards take with 90 days of 1,000, 10,000 and 100,000 contacts a day kept: 9,000,000 at the most.

A day of contacts is made up in SQL as marks and added up by the statement that rebuilds the figures; the other 89 days
are that day's figures again, each at its own date, so that as many rows are kept and read as such a house has; agents'
blocks of days are made of theirs, as the upgrade made them. Agents'
time of the last day is added up as it is asked for, as on every day that goes on. The boards are asked through the
product's own queries, one after the other. Drilling down reads the marks of the one day.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import asyncpg

from bench.support.table import last, show
from qingfeng.app.embedded.postgres import start_postgres
from qingfeng.flow.table import steps
from qingfeng.kernel.clock import SystemClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.migrate import migrate
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access
from qingfeng.modules.insight import behind, blocks, boards, rollups
from qingfeng.modules.insight import work as times
from qingfeng.modules.insight.boards import Ask
from qingfeng.modules.insight.kpi import KPIS
from qingfeng.modules.people import public as people

DAYS, TIMES = 90, 5
A_DAY = (1_000, 10_000, 100_000)
QUEUES, CHANNELS, TEAMS, EACH_AGENT = 20, 4, 10, 100
LAST = date(2026, 9, 28)
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(LAST.year, LAST.month, LAST.day, 18, tzinfo=ZONE)

OF_BOT = (*(code for code in KPIS if code.startswith(("bot_", "containment"))), "handover")

# From eight to ten at night; waits, answers and the rest as a busy house has them.
FILL = """
WITH c AS (
  SELECT gen_random_uuid() AS id, $2::timestamptz + interval '8 hours' + random() * interval '14 hours' AS at,
    ($3::uuid[])[1 + g % cardinality($3)] AS queue, 'kind-' || (g / 7 % $4) AS channel,
    ($5::uuid[])[1 + g / 3 % cardinality($5)] AS agent, (-25000 * ln(random() + 0.0001))::bigint AS wait,
    (-300000 * ln(random() + 0.0001))::bigint AS talk, random() < 0.06 AS lost, random() < 0.3 AS scored,
    1 + (random() * 4)::int AS score, random() < 0.4 AS alone
  FROM generate_series(1, $6::int) AS g),
m AS (
  SELECT id, 'opened' AS measure, 0 AS no, at, queue, channel, NULL::uuid AS agent, 0::bigint AS value FROM c
  UNION ALL SELECT id, 'annoyed', 0, at, queue, channel, NULL, 0 FROM c WHERE score = 1
  UNION ALL SELECT id, 'bot_closed', 0, at, queue, channel, NULL, 0 FROM c
  UNION ALL SELECT id, 'contained', 0, at, queue, channel, NULL, 0 FROM c WHERE alone
  UNION ALL SELECT id, CASE WHEN score = 1 THEN 'bot_unmet' ELSE 'bot_kept' END, 0, at, queue, channel, NULL, 0 FROM c WHERE alone
  UNION ALL SELECT id, 'bot_returned', 0, at, queue, channel, NULL, 0 FROM c WHERE alone AND score = 2
  UNION ALL SELECT id, 'bot_turns', 0, at, queue, channel, NULL, 3 FROM c WHERE alone AND score > 1
  UNION ALL SELECT id, 'bot_sourced', 0, at, queue, channel, NULL, 2 FROM c WHERE score > 1
  UNION ALL SELECT id, 'bot_unknown', 0, at, queue, channel, NULL, 1 FROM c WHERE score < 3
  UNION ALL SELECT id, 'bot_by_' || means, 0, at, queue, channel, NULL, 2 FROM c
    CROSS JOIN LATERAL unnest(CASE WHEN scored THEN '{article,rule}'::text[] ELSE '{flow,model}' END) AS means
  UNION ALL SELECT id, 'bot_ended_' || (ARRAY['article', 'flow', 'model', 'rule'])[score], 0, at, queue, channel, NULL, alone::int
    FROM c WHERE score < 5
  UNION ALL SELECT id, 'bot_night', 0, at, queue, channel, NULL, alone::int FROM c WHERE score = 4
  UNION ALL SELECT id, 'bot_passed_' || (ARRAY['requested', 'low_confidence', 'anger', 'flow', 'policy'])[score], 0, at, queue,
    channel, NULL, 0 FROM c WHERE NOT alone
  UNION ALL SELECT id, 'bot_sampled', 0, at, queue, channel, NULL, 0 FROM c WHERE wait > 150000
  UNION ALL SELECT id, 'offered', 0, at, queue, channel, NULL, 0 FROM c WHERE NOT alone
  UNION ALL SELECT id, 'abandoned', 0, at, queue, channel, NULL, wait FROM c WHERE NOT alone AND lost
  UNION ALL SELECT id, x.measure, x.no, at + x.after * interval '1 ms', queue, channel, agent, x.value
    FROM c CROSS JOIN LATERAL (VALUES ('answered', 0, 0, wait), ('first_response', 0, 0, wait + 9000),
      ('reply', 0, wait, talk / 9), ('reply', 1, wait, talk / 12), ('handled', 0, wait + talk, 0),
      ('handle', 0, wait + talk, talk), ('wrap', 0, wait + talk, talk / 6), ('asked', 0, wait + talk, 0))
      AS x (measure, no, after, value) WHERE NOT alone AND NOT lost
  UNION ALL SELECT id, 'answered_in', 0, at, queue, channel, agent, 0 FROM c WHERE NOT alone AND NOT lost AND wait < 30000
  UNION ALL SELECT id, 'closed', 0, at + (wait + talk) * interval '1 ms', queue, channel,
    CASE WHEN NOT alone AND NOT lost THEN agent END, wait + talk FROM c
  UNION ALL SELECT id, 'messages', 0, at + (wait + talk) * interval '1 ms', queue, channel,
    CASE WHEN NOT alone AND NOT lost THEN agent END, 12 FROM c
  UNION ALL SELECT id, 'survey', 0, at + (wait + talk) * interval '1 ms', queue, channel, agent, score
    FROM c WHERE NOT alone AND NOT lost AND scored
  UNION ALL SELECT id, 'survey_good', 0, at + (wait + talk) * interval '1 ms', queue, channel, agent, 0
    FROM c WHERE NOT alone AND NOT lost AND scored AND score >= 4)
INSERT INTO insight.marks (tenant_id, conversation_id, measure, no, at, queue_id, channel, agent_id, value)
SELECT $1, id, measure, no, at, queue, channel, agent, value FROM m
"""
# Agents talk and write up as their contacts' marks say, are ready all day and rest at noon.
HANDS = """
INSERT INTO insight.hands (tenant_id, conversation_id, no, agent_id, kind, since, until)
SELECT $1, h.conversation_id, x.no, h.agent_id, x.kind, h.at - x.since * interval '1 ms', h.at - x.until * interval '1 ms'
FROM insight.marks h JOIN insight.marks w ON w.conversation_id = h.conversation_id AND w.measure = 'wrap'
CROSS JOIN LATERAL (VALUES (0, 'talk', h.value, w.value), (1, 'wrap', w.value, 0)) AS x (no, kind, since, until)
WHERE h.measure = 'handle'
"""
STATES = """
INSERT INTO insight.states (tenant_id, agent_id, version, state, since, until)
SELECT $1, agent, x.version, x.state, $2::timestamptz + x.since * interval '1 hour', $2::timestamptz + x.until * interval '1 hour'
FROM unnest($3::uuid[]) AS agent
CROSS JOIN (VALUES (1, 'ready', 8, 12), (2, 'break', 12, 12.5), (3, 'ready', 12.5, 22)) AS x (version, state, since, until)
"""
COPY = """
INSERT INTO insight.rollups (tenant_id, grain, measure, at, queue_id, channel, agent_id, n, total, spread)
SELECT tenant_id, grain, measure, at - d * interval '1 day', queue_id, channel, agent_id, n, total, spread
FROM insight.rollups CROSS JOIN generate_series($1::int, $2::int) AS d WHERE at >= $3 AND NOT grain = ANY('{a4,a16}')
"""
BLOCKS = """
INSERT INTO insight.rollups (tenant_id, grain, measure, at, queue_id, channel, agent_id, n, total, spread)
SELECT tenant_id, $2, measure, at, queue_id, channel, agent_id, sum(n), sum(total),
  coalesce(array_agg((bucket << 32) + many ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL), '{}') FROM (
    SELECT r.tenant_id, measure, insight.block_of(r.at, $1, $3) AS at, queue_id, channel, agent_id, u >> 32 AS bucket,
      sum(u & 2147483647)::bigint AS many, sum(n) FILTER (WHERE no = 1) AS n, sum(total) FILTER (WHERE no = 1) AS total
    FROM insight.rollups r CROSS JOIN LATERAL unnest(CASE WHEN spread = '{}' THEN '{NULL}' ELSE spread END)
      WITH ORDINALITY AS x (u, no)
    WHERE grain = 'a' GROUP BY 1, 2, 3, 4, 5, 6, 7) AS b
GROUP BY 1, 3, 4, 5, 6, 7
"""


class Nobody:
    def committed(self, *_: object) -> None:
        """No screen looks."""


async def fill(url: str, db: Database, contacts: int) -> UUID:
    """A tenant with 90 days of figures."""
    work = Work(db, steps, Nobody())
    tenant = uuid4()
    await access.put_tenant(
        db, access.Tenant(id=tenant, slug=tenant.hex[:20], name="bench", locale="zh-CN", demo=False, settings={})
    )
    agents = []
    async with work.tx(tenant) as tx:
        teams = [await people.put_team(tx, f"t{n}", f"{n} 组", f"Team {n}") for n in range(TEAMS)]
        for n in range(max(10, contacts // EACH_AGENT)):
            id_ = await access.put_user(
                tx, email=f"{n}-{tenant.hex}@example.com", name=f"座席 {n}", role="agent", password_hash=None
            )
            await people.put_agent(tx, id_, name=f"座席 {n}", team=teams[n % TEAMS], capacity=5, levels={})
            agents.append(id_)
    conn = await asyncpg.connect(url)
    try:
        await conn.execute(f"SET ROLE qf_app; SET qf.tenant = '{tenant}'; SET jit = off")
        day = datetime(LAST.year, LAST.month, LAST.day, tzinfo=ZONE)
        await conn.execute(FILL, tenant, day, [uuid4() for _ in range(QUEUES)], CHANNELS, agents, contacts)
        await conn.execute("INSERT INTO insight.zones (tenant_id, zone) VALUES ($1, $2)", tenant, ZONE.key)
        await conn.execute(
            rollups._REBUILD, tenant, ZONE.key, list(rollups.SPREAD), rollups.NONE, list(rollups.AGENT_SPREAD)
        )
        await conn.execute(HANDS, tenant)
        await conn.execute(STATES, tenant, day, agents)
        await conn.execute("RESET ROLE")
        await conn.execute("VACUUM ANALYZE insight.hands")
    finally:
        await conn.close()
    async with work.tx(tenant) as tx:  # long after: the day is over
        await times.roll(tx)
    conn = await asyncpg.connect(url)
    try:
        await conn.execute(f"SET ROLE qf_app; SET qf.tenant = '{tenant}'; SET jit = off")
        await conn.execute("DELETE FROM insight.rollups WHERE grain = ANY('{a4,a16}')")
        for first in range(1, DAYS, 10):
            await conn.execute(COPY, first, min(first + 9, DAYS - 1), day)
        await conn.execute("DELETE FROM insight.rollups WHERE at >= $1 AND measure = ANY($2)", day, list(times.TIMES))
        for grain in ("a4", "a16"):
            await conn.execute(BLOCKS, ZONE.key, grain, blocks.SIZES[grain])
        await conn.execute("UPDATE insight.zones SET worked = $1", day)
        await conn.execute("RESET ROLE")
        await conn.execute("VACUUM ANALYZE insight.rollups")
        await conn.execute("VACUUM ANALYZE insight.marks")
    finally:
        await conn.close()
    return tenant


def asks(agent: UUID) -> dict[str, Ask]:
    ninety = {"from_": LAST - timedelta(days=DAYS - 1), "to": LAST}
    week = {"from_": LAST - timedelta(days=6), "to": LAST}
    return {
        "90 days by day": Ask(**ninety, by="day"),
        "90 days by queue": Ask(**ninety, by="queue"),
        "90 days by channel": Ask(**ninety, by="channel"),
        "90 days by team": Ask(**ninety, by="team"),
        "90 days by agent": Ask(**ninety, by="agent"),
        "90 days of one agent": Ask(**ninety, by="day", agent=agent),
        "7 days by hour": Ask(**week, by="hour"),
        "31 days by hour, 3 figures": Ask(
            from_=LAST - timedelta(days=30), to=LAST, by="hour", kpis=("offered", "service_level", "abandonment")
        ),
        "today": Ask(from_=LAST, to=LAST),
        "the bot, 90 days by day": Ask(**ninety, by="day", kpis=OF_BOT),
        "the bot, 90 days by queue": Ask(**ninety, by="queue", kpis=OF_BOT),
    }


async def timed(do: Callable[[], Awaitable[object]]) -> float:
    """The median of some goes in milliseconds, after one that is not counted."""
    took = []
    for _ in range(TIMES + 1):
        begun = time.perf_counter()
        await do()
        took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took[1:])


async def measure(db: Database, tenant: UUID) -> dict[str, float]:
    async with db.reading(tenant) as conn:
        agent = (await people.roster(conn))[0].id
    found = {}
    for name, ask in asks(agent).items():

        async def board(ask: Ask = ask) -> None:
            async with db.reading(tenant) as conn:
                assert (await boards.board(conn, tenant, ask, NOW)).rows

        found[name] = await timed(board)

    async def page() -> None:
        async with db.reading(tenant) as conn:
            assert (
                await behind.drill(conn, tenant, Ask(from_=LAST, to=LAST), behind.Page(measure="abandoned"), NOW)
            ).items

    found["drill-down, a page"] = await timed(page)
    return found


async def run(folder: Path, scales: tuple[int, ...]) -> dict[str, dict[str, float]]:
    clock = SystemClock()
    found: dict[str, dict[str, float]] = {}
    engine = await start_postgres(folder, clock)
    try:
        await migrate(engine.url)
        db = await Database.open(engine.url, clock, TimeOrderedIds(clock), size=4)
        try:
            for scale in scales:
                begun = time.perf_counter()
                tenant = await fill(engine.url, db, scale)
                async with db.reading(tenant) as conn:
                    rows = await conn.fetchval("SELECT count(*) FROM insight.rollups")
                print(f"{scale * DAYS:,} contacts, {rows:,} rows of figures, filled in {time.perf_counter() - begun:.0f} s", flush=True)  # fmt: skip
                found[f"{scale * DAYS:,}"] = await measure(db, tenant)
        finally:
            await db.close()
    finally:
        await engine.stop()
    return found


def main() -> None:
    began = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="qf-boards-") as folder:
        Path(folder).chmod(0o711)  # the engine's unprivileged account has to pass through
        found = asyncio.run(run(Path(folder), A_DAY[:2] if "--quick" in sys.argv else A_DAY))
    show(["ms, median", *found], [[name, *(f"{its[name]:.0f}" for its in found.values())] for name in asks(UUID(int=0)) | {"drill-down, a page": 0}])  # fmt: skip
    last("boards", {"at": began.isoformat(timespec="seconds"), "milliseconds": {scale: {k: round(v, 1) for k, v in its.items()} for scale, its in found.items()}})  # fmt: skip


if __name__ == "__main__":
    main()
