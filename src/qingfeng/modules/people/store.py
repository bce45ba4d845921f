"""Every write of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from qingfeng.contracts.people import NextState, Presence
from qingfeng.kernel import text
from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.people.model import Agent, Seat, Sign, Skill, Team

_PRESENCE = (
    "p.state, p.reason, p.since, p.next_state, p.next_reason, p.misses, p.version, p.due_at, p.paid, p.shrinkage,"
    " p.away_since, p.gone_since"
)


def presence_of(row: Record) -> Presence:
    return Presence(
        state=row["state"],
        reason=row["reason"],
        since=row["since"],
        next=NextState(row["next_state"], row["next_reason"]) if row["next_state"] else None,
        misses=row["misses"],
        version=row["version"],
        due_at=row["due_at"],
        paid=row["paid"],
        shrinkage=row["shrinkage"],
        away_since=row["away_since"],
        gone_since=row["gone_since"],
    )


async def hold(tx: Tx, agent: UUID) -> Presence | None:
    """The agent's presence, locked until commit."""
    row = await tx.row(f"SELECT {_PRESENCE} FROM people.presence p WHERE agent_id = $1 FOR UPDATE", agent)
    return None if row is None else presence_of(row)


async def write_presence(tx: Tx, agent: UUID, p: Presence) -> None:
    await tx.execute(
        "UPDATE people.presence SET state = $2, reason = $3, since = $4, next_state = $5, next_reason = $6,"
        " misses = $7, version = $8, due_at = $9, paid = $10, shrinkage = $11, away_since = $12, gone_since = $13,"
        " idle_since = CASE WHEN $2 = 'ready' AND state <> 'ready' THEN $4 ELSE idle_since END"
        " WHERE agent_id = $1",
        agent,
        p.state,
        p.reason,
        p.since,
        p.next.state if p.next else None,
        p.next.reason if p.next else None,
        p.misses,
        p.version,
        p.due_at,
        p.paid,
        p.shrinkage,
        p.away_since,
        p.gone_since,
    )


async def write_idle(tx: Tx, agent: UUID, since: datetime | None) -> None:
    await tx.execute("UPDATE people.presence SET idle_since = $2 WHERE agent_id = $1", agent, since)


async def write_seen(conn: Connection, tenant: UUID, agents: Mapping[UUID, datetime | None], at: datetime) -> None:
    # A heart-beat is not worth a flush to disk.
    await conn.execute("SET LOCAL synchronous_commit = off")
    await conn.execute(
        "INSERT INTO people.connections AS c (tenant_id, agent_id, seen_at, active_at)"
        " SELECT $1::uuid, agent, $4::timestamptz, active FROM unnest($2::uuid[], $3::timestamptz[]) AS x (agent, active)"
        " ORDER BY agent"  # in one order, so that two processes cannot wait for each other
        " ON CONFLICT (tenant_id, agent_id) DO UPDATE SET seen_at = greatest(c.seen_at, excluded.seen_at),"
        " active_at = greatest(c.active_at, excluded.active_at)",
        tenant,
        list(agents),
        list(agents.values()),
        at,
    )


_UNSEEN_SECONDS = 5
"""What was written at a moment may be seen so much later: clocks differ, and so does the end of a transaction."""


async def last_seen(conn: Connection, since: datetime | None) -> dict[UUID, datetime]:
    """When each agent's desk was last heard of; of those that were since a moment (None: of all)."""
    rows = await conn.fetch(
        "SELECT agent_id, seen_at FROM people.connections WHERE $1::timestamptz IS NULL OR seen_at > $1",
        None if since is None else since - timedelta(seconds=_UNSEEN_SECONDS),
    )
    return {r["agent_id"]: r["seen_at"] for r in rows}


async def signs(conn: Connection, only: UUID | None = None) -> dict[UUID, Sign]:
    """The last signs of all who are ready now, or of one of them."""
    rows = await conn.fetch(
        "SELECT p.agent_id, p.since, c.seen_at, c.active_at FROM people.presence p"
        " JOIN people.agents a ON a.tenant_id = p.tenant_id AND a.id = p.agent_id AND a.active"
        " LEFT JOIN people.connections c ON c.tenant_id = p.tenant_id AND c.agent_id = p.agent_id"
        " WHERE p.state = 'ready' AND ($1::uuid IS NULL OR p.agent_id = $1)",
        only,
    )
    return {r["agent_id"]: Sign(since=r["since"], seen_at=r["seen_at"], active_at=r["active_at"]) for r in rows}


async def last_signs(conn: Connection, only: UUID | None = None) -> dict[UUID, datetime]:
    """When somebody last touched a device of all who are signed on, or of one of them; at the least when they entered
    their state, or the house saw the last of them."""
    rows = await conn.fetch(
        "SELECT p.agent_id, greatest(coalesce(p.away_since, p.since), c.active_at) AS last FROM people.presence p"
        " JOIN people.agents a ON a.tenant_id = p.tenant_id AND a.id = p.agent_id AND a.active"
        " LEFT JOIN people.connections c ON c.tenant_id = p.tenant_id AND c.agent_id = p.agent_id"
        " WHERE p.state <> 'offline' AND ($1::uuid IS NULL OR p.agent_id = $1)",
        only,
    )
    return {r["agent_id"]: r["last"] for r in rows}


async def roster(conn: Connection, only: UUID | None = None) -> list[Agent]:
    """All active agents, or one."""
    return await roster_of(conn, None if only is None else [only])


async def roster_of(conn: Connection, only: Sequence[UUID] | None) -> list[Agent]:
    """All active agents (or those of these) with presence, when their desk was last heard of, and the skills they answer for now:
    those given for a while, else those of the seat."""
    rows = await conn.fetch(
        f"SELECT a.id, a.name, a.team_id, a.capacity, p.idle_since, c.seen_at, {_PRESENCE} FROM people.agents a"
        " JOIN people.presence p ON p.tenant_id = a.tenant_id AND p.agent_id = a.id"
        " LEFT JOIN people.connections c ON c.tenant_id = a.tenant_id AND c.agent_id = a.id"
        " WHERE a.active AND ($1::uuid[] IS NULL OR a.id = ANY($1)) ORDER BY a.pinyin, a.id",
        only,
    )
    skills: dict[UUID, dict[str, int]] = {}
    for r in await conn.fetch(
        "SELECT agent_id, skill, level FROM people.agent_skills s WHERE ($1::uuid[] IS NULL OR agent_id = ANY($1))"
        " AND NOT EXISTS (SELECT FROM people.temporary t WHERE t.agent_id = s.agent_id AND t.kind = 'skills')"
        " UNION ALL SELECT agent_id, key, value::int FROM people.temporary, jsonb_each(skills)"
        " WHERE kind = 'skills' AND ($1::uuid[] IS NULL OR agent_id = ANY($1))",
        only,
    ):
        skills.setdefault(r["agent_id"], {})[r["skill"]] = r["level"]
    return [
        Agent(
            id=r["id"],
            name=r["name"],
            team_id=r["team_id"],
            capacity=r["capacity"],
            skills=skills.get(r["id"], {}),
            presence=presence_of(r),
            idle_since=r["idle_since"],
            seen_at=r["seen_at"],
        )
        for r in rows
    ]


async def drop_temporary(tx: Tx, agent: UUID, kind: str) -> bool:
    """Whether there was something given for a while that holds no longer."""
    done = await tx.execute("DELETE FROM people.temporary WHERE agent_id = $1 AND kind = $2", agent, kind)
    return done != "DELETE 0"


async def set_active(tx: Tx, agent: UUID, active: bool) -> bool:
    """Whether that was a change. A seat that was taken away does not become active by this."""
    done = await tx.execute(
        "UPDATE people.agents SET active = $2 WHERE id = $1 AND active <> $2 AND NOT ($2 AND retired)", agent, active
    )
    return done == "UPDATE 1"


async def set_retired(tx: Tx, agent: UUID, retired: bool) -> None:
    await tx.execute("UPDATE people.agents SET retired = $2 WHERE id = $1", agent, retired)


async def seats(conn: Connection, users: list[UUID]) -> dict[UUID, Seat]:
    """Who of these has a seat (kept while an account is disabled), and what it is."""
    rows = await conn.fetch(
        "SELECT a.id, a.team_id, a.capacity, coalesce((SELECT jsonb_object_agg(s.skill, s.level)"
        " FROM people.agent_skills s WHERE s.agent_id = a.id), '{}') AS skills FROM people.agents a"
        " WHERE a.id = ANY($1) AND NOT a.retired",
        users,
    )
    return {r["id"]: Seat(team_id=r["team_id"], capacity=r["capacity"], skills=r["skills"]) for r in rows}


async def teams(conn: Connection) -> list[Team]:
    return [Team(*r) for r in await conn.fetch("SELECT id, code, name, name_en FROM people.teams ORDER BY code")]


async def skills(conn: Connection) -> list[Skill]:
    return [Skill(*r) for r in await conn.fetch("SELECT code, name_zh, name_en FROM people.skills ORDER BY code")]


async def put_team(tx: Tx, code: str, name: str, name_en: str) -> UUID:
    id_: UUID = await tx.value(
        "INSERT INTO people.teams (tenant_id, id, code, name, name_en) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (tenant_id, code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en RETURNING id",
        tx.tenant,
        tx.new_id(),
        code,
        name,
        name_en,
    )
    return id_


async def put_skill(tx: Tx, skill: Skill) -> None:
    await tx.execute(
        "INSERT INTO people.skills (tenant_id, code, name_zh, name_en) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (tenant_id, code) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en",
        tx.tenant,
        skill.code,
        skill.name_zh,
        skill.name_en,
    )


async def put_agent(
    tx: Tx, agent: UUID, *, name: str, team: UUID | None, capacity: int, levels: dict[str, int]
) -> None:
    await tx.execute(
        "INSERT INTO people.agents (tenant_id, id, name, pinyin, team_id, capacity) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (tenant_id, id) DO UPDATE SET name = excluded.name, pinyin = excluded.pinyin,"
        " team_id = excluded.team_id, capacity = excluded.capacity",
        tx.tenant,
        agent,
        name,
        text.pinyin(name, surname=True),
        team,
        capacity,
    )
    await tx.execute(
        "INSERT INTO people.presence (tenant_id, agent_id, state, since) VALUES ($1, $2, 'offline', $3)"
        " ON CONFLICT (tenant_id, agent_id) DO NOTHING",
        tx.tenant,
        agent,
        tx.now,
    )
    await tx.execute("DELETE FROM people.agent_skills WHERE agent_id = $1", agent)
    await tx.many(
        "INSERT INTO people.agent_skills (tenant_id, agent_id, skill, level) VALUES ($1, $2, $3, $4)",
        [(tx.tenant, agent, skill, level) for skill, level in levels.items()],
    )
