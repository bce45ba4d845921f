"""Every write of flows, and the rows behind them."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.contracts.flows import Flow
from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.flows.model import FlowVersion, GateMode, KeptFlow

KEPT = 50
"""So many of the latest versions are shown."""
_FLOW = (
    "SELECT f.id, f.version, f.published, f.updated_at, f.by_name, v.flow FROM flows.flows f"
    " JOIN flows.versions v ON v.tenant_id = f.tenant_id AND v.flow_id = f.id AND v.version = f.version"
)


def _kept(row: Record) -> KeptFlow:
    return msgspec.convert(dict(row), KeptFlow)


async def flows(conn: Connection) -> list[KeptFlow]:
    """All, by name."""
    return [_kept(row) for row in await conn.fetch(f"{_FLOW} ORDER BY f.name")]


async def flow(conn: Connection, id_: UUID, *, hold: bool = False) -> KeptFlow | None:
    """One; until commit nobody else changes it when it is held."""
    row = await conn.fetchrow(f"{_FLOW} WHERE f.id = $1{' FOR UPDATE OF f' if hold else ''}", id_)
    return None if row is None else _kept(row)


async def published(conn: Connection) -> list[tuple[int, Flow]]:
    """What customers meet: the version of each flow, and the flow."""
    rows = await conn.fetch(
        "SELECT v.version, v.flow FROM flows.flows f JOIN flows.versions v"
        " ON v.tenant_id = f.tenant_id AND v.flow_id = f.id AND v.version = f.published ORDER BY f.name"
    )
    return [(row["version"], msgspec.convert(row["flow"], Flow)) for row in rows]


async def as_begun(conn: Connection, name: str, version: int) -> Flow | None:
    """The flow as it was when a run of it began."""
    found = await conn.fetchval(
        "SELECT v.flow FROM flows.flows f JOIN flows.versions v ON v.tenant_id = f.tenant_id AND v.flow_id = f.id"
        " WHERE f.name = $1 AND v.version = $2",
        name,
        version,
    )
    return None if found is None else msgspec.convert(found, Flow)


async def count(conn: Connection) -> int:
    found: int = await conn.fetchval("SELECT count(*) FROM flows.flows")
    return found


async def insert(tx: Tx, name: str, by: Actor) -> UUID | None:
    """None when the name is taken."""
    found: UUID | None = await tx.value(
        "INSERT INTO flows.flows (tenant_id, id, name, version, updated_at, by_name) VALUES ($1, $2, $3, 0, $4, $5)"
        " ON CONFLICT (tenant_id, name) DO NOTHING RETURNING id",
        tx.tenant,
        tx.new_id(),
        name,
        tx.now,
        by.name,
    )
    return found


async def put_version(
    tx: Tx, id_: UUID, flow_: Flow, by: Actor, *, note: str = "", restored: int | None = None
) -> None:
    """Another version, the latest from now on."""
    version = await tx.value(
        "UPDATE flows.flows SET version = version + 1, updated_at = $2, by_name = $3 WHERE id = $1 RETURNING version",
        id_,
        tx.now,
        by.name,
    )
    await tx.execute(
        "INSERT INTO flows.versions (tenant_id, flow_id, version, flow, by_id, by_name, at, note, restored)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        tx.tenant,
        id_,
        version,
        msgspec.to_builtins(flow_),
        by.id,
        by.name,
        tx.now,
        note,
        restored,
    )


async def publish(tx: Tx, id_: UUID, version: int | None) -> None:
    await tx.execute("UPDATE flows.flows SET published = $2 WHERE id = $1", id_, version)


async def delete(tx: Tx, id_: UUID) -> None:
    await tx.execute("DELETE FROM flows.flows WHERE id = $1", id_)


async def versions(conn: Connection, id_: UUID) -> list[FlowVersion]:
    """The latest first."""
    rows = await conn.fetch(
        "SELECT version, flow, by_name, at, note, restored, rehearsed FROM flows.versions WHERE flow_id = $1"
        " ORDER BY version DESC LIMIT $2",
        id_,
        KEPT,
    )
    return [msgspec.convert(dict(row), FlowVersion) for row in rows]


async def version(conn: Connection, id_: UUID, number: int) -> FlowVersion | None:
    row = await conn.fetchrow(
        "SELECT version, flow, by_name, at, note, restored, rehearsed FROM flows.versions WHERE flow_id = $1 AND version = $2",
        id_,
        number,
    )
    return None if row is None else msgspec.convert(dict(row), FlowVersion)


async def titles(conn: Connection, ids: list[UUID]) -> dict[UUID, str]:
    """What flows are called, by id, where there are such."""
    rows = await conn.fetch(
        "SELECT f.id, v.flow -> 'title' ->> 'zh' AS title FROM flows.flows f JOIN flows.versions v"
        " ON v.tenant_id = f.tenant_id AND v.flow_id = f.id AND v.version = f.version WHERE f.id = ANY($1)",
        ids,
    )
    return {row["id"]: row["title"] for row in rows}


# ---------------------------------------------------------------- gate


async def gate(conn: Connection) -> GateMode:
    """What becomes of a version that did not reach the floor at its last rehearsal."""
    return await conn.fetchval("SELECT mode FROM flows.gates") or "warn"


async def set_gate(tx: Tx, mode: GateMode) -> None:
    await tx.execute(
        "INSERT INTO flows.gates (tenant_id, mode) VALUES ($1, $2) ON CONFLICT (tenant_id) DO UPDATE SET mode = excluded.mode",
        tx.tenant,
        mode,
    )


async def rehearsed(tx: Tx, id_: UUID, number: int, passed: bool) -> None:
    """Write down how the last rehearsal of a version ended."""
    await tx.execute(
        "UPDATE flows.versions SET rehearsed = $3 WHERE flow_id = $1 AND version = $2", id_, number, passed
    )


async def version_of(conn: Connection, id_: UUID, number: int) -> Flow | None:
    found = await version(conn, id_, number)
    return None if found is None else found.flow
