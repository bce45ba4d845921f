"""What a customer may ask about their own data: a copy of it, or its end. Requests, and this module's part of both.

The order in which all modules give and erase is in `flow/privacy_*.py`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, NotFound
from qingfeng.kernel.uow import Step, Tx

Kind = Literal["export", "erasure"]
State = Literal["waiting", "running", "done", "failed", "over"]
STEP = "privacy"
KEPT_DAYS = 7
"""So long is a copy kept for fetching."""
_REQUEST = (
    "r.id, r.customer_id, r.kind, r.state, r.done, r.total, r.counts, r.error, r.file_id, r.asked_by_name, r.asked_at,"
    " r.ended_at, r.expires_at"
)


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """`done` of `total` parts; `counts`: what was given or erased, by what it is. `error`: a code. `over`: the copy was
    deleted again. It carries nothing about the customer but the id."""

    id: UUID
    customer_id: UUID
    kind: Kind
    state: State
    done: int
    total: int
    counts: dict[str, int]
    error: str | None
    file_id: UUID | None
    asked_by_name: str
    asked_at: datetime
    ended_at: datetime | None
    expires_at: datetime | None


async def ask(tx: Tx, customer: UUID, kind: Kind, by: Actor) -> Request:
    """Write a request down and set its step. Raises Conflict `already_asked` while one of the kind is under way."""
    id_ = tx.new_id()
    row = await tx.row(
        "INSERT INTO customers.requests AS r (tenant_id, id, customer_id, kind, state, asked_by, asked_by_name, asked_at)"
        " VALUES ($1, $2, $3, $4, 'waiting', $5, $6, $7)"
        " ON CONFLICT (tenant_id, customer_id, kind) WHERE state IN ('waiting', 'running') DO NOTHING"
        f" RETURNING {_REQUEST}",
        tx.tenant,
        id_,
        customer,
        kind,
        str(by),
        by.name,
        tx.now,
    )
    if row is None:
        raise Conflict("already_asked", "This is being done already; wait until it has ended.")
    tx.at(Step(STEP, str(id_), tx.now))
    return Request(**dict(row))


async def request(conn: Connection, id_: UUID) -> Request:
    """Raises NotFound."""
    row = await conn.fetchrow(f"SELECT {_REQUEST} FROM customers.requests r WHERE r.id = $1", id_)
    if row is None:
        raise NotFound("not_found", "There is no such request.", field="request_id")
    return Request(**dict(row))


async def requests(
    conn: Connection, *, customer: UUID | None = None, after: UUID | None = None, limit: int = 50
) -> list[Request]:
    """The latest first; one more than asked for when there are more."""
    rows = await conn.fetch(
        f"SELECT {_REQUEST} FROM customers.requests r WHERE ($1::uuid IS NULL OR r.customer_id = $1)"
        " AND ($2::uuid IS NULL OR r.id < $2) ORDER BY r.id DESC LIMIT $3",
        customer,
        after,
        limit + 1,
    )
    return [Request(**dict(row)) for row in rows]


async def came_to(tx: Tx, id_: UUID, *, done: int, total: int, counts: dict[str, int] | None = None) -> None:
    """It is under way, and so far."""
    await tx.execute(
        "UPDATE customers.requests SET state = 'running', done = $2, total = $3, counts = coalesce($4::jsonb, counts)"
        " WHERE id = $1",
        id_,
        done,
        total,
        counts,
    )


async def done(
    tx: Tx,
    id_: UUID,
    *,
    counts: dict[str, int] | None = None,
    file: UUID | None = None,
    expires: datetime | None = None,
) -> None:
    """It ended well. With `expires` the end of the copy is set as a step."""
    await tx.execute(
        "UPDATE customers.requests SET state = 'done', counts = coalesce($2::jsonb, counts), file_id = $3, expires_at = $4,"
        " ended_at = $5, done = total WHERE id = $1",
        id_,
        counts,
        file,
        expires,
        tx.now,
    )
    if expires is not None:
        tx.at(Step(STEP, str(id_), expires))


async def failed(tx: Tx, id_: UUID, code: str) -> None:
    await tx.execute(
        "UPDATE customers.requests SET state = 'failed', error = $2, ended_at = $3 WHERE id = $1", id_, code, tx.now
    )


async def over(tx: Tx, id_: UUID) -> None:
    """The copy is kept no longer."""
    await tx.execute("UPDATE customers.requests SET state = 'over', file_id = NULL WHERE id = $1", id_)


async def group(conn: Connection, customer: UUID) -> list[UUID]:
    """The customer and every record that was merged into them. Raises NotFound; Conflict for one that was merged away
    or is erased."""
    row = await conn.fetchrow("SELECT merged_into, erased_at FROM customers.customers WHERE id = $1", customer)
    if row is None:
        raise NotFound("not_found", "There is no such customer.", field="customer_id")
    if row["merged_into"] is not None:
        raise Conflict("merged", "This record was merged into another customer; ask for that one.", field="customer_id")
    if row["erased_at"] is not None:
        raise Conflict("erased", "This customer is erased already.", field="customer_id")
    return await records_of(conn, customer)


async def is_erased(conn: Connection, customer: UUID) -> bool:
    found: bool = await conn.fetchval(
        "SELECT EXISTS (SELECT FROM customers.customers WHERE id = $1 AND erased_at IS NOT NULL)", customer
    )
    return found


async def records_of(conn: Connection, customer: UUID) -> list[UUID]:
    """A record and all that were merged into it, one after another."""
    rows = await conn.fetch(
        "WITH RECURSIVE people AS (SELECT $1::uuid AS id UNION SELECT c.id FROM customers.customers c"
        " JOIN people p ON c.merged_into = p.id) SELECT id FROM people ORDER BY id",
        customer,
    )
    return [row["id"] for row in rows]


async def take_copies(tx: Tx, people: list[UUID]) -> list[UUID]:
    """The files of copies that were made of these, which are over from now on."""
    rows = await tx.fetch(
        "UPDATE customers.requests SET state = 'over' WHERE customer_id = ANY($1) AND kind = 'export' AND state = 'done'"
        " RETURNING file_id",
        people,
    )
    return [row["file_id"] for row in rows if row["file_id"] is not None]


async def copy(conn: Connection, people: list[UUID]) -> dict[str, Any]:
    """All that this module keeps of these records, in full."""

    async def every(sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in await conn.fetch(sql, people)]

    return {
        "records": await every(
            "SELECT id, name, title, tier, city, locale, tags, note, merged_into, created_at FROM customers.customers"
            " WHERE id = ANY($1) ORDER BY created_at"
        ),
        "identities": await every(
            "SELECT kind, value, verified, created_at FROM customers.identities WHERE customer_id = ANY($1)"
            " UNION ALL SELECT kind, value, false, created_at FROM customers.hints WHERE customer_id = ANY($1)"
            " ORDER BY created_at"
        ),
        "orders": await every(
            "SELECT no, at, status, amount_fen, items, shipment FROM customers.orders WHERE customer_id = ANY($1) ORDER BY at"
        ),
        "devices": await every(
            "SELECT serial, model, name, installed_on, warranty_until FROM customers.devices"
            " WHERE customer_id = ANY($1) ORDER BY serial"
        ),
        "merges": await every(
            "SELECT from_name, at, undone_at FROM customers.merges WHERE into_id = ANY($1) OR from_id = ANY($1) ORDER BY at"
        ),
    }


async def erase(tx: Tx, people: list[UUID], name: str) -> dict[str, int]:
    """Take out whatever tells who they are. What is left is a record called `name`, orders and devices without a person.

    Gives how much was taken out, by what it is.
    """
    identities = await tx.execute("DELETE FROM customers.identities WHERE customer_id = ANY($1)", people)
    hints = await tx.execute("DELETE FROM customers.hints WHERE customer_id = ANY($1)", people)
    await tx.execute("DELETE FROM customers.merges WHERE into_id = ANY($1) OR from_id = ANY($1)", people)
    await tx.execute(
        "UPDATE customers.customers SET name = $2, title = '', pinyin = '', tier = 'regular', city = NULL, dedicated_agent_id = NULL, tags = '{}',"
        " note = '', search = '', erased_at = $3, version = version + 1 WHERE id = ANY($1)",
        people,
        name,
        tx.now,
    )
    kept = await tx.value("SELECT count(*) FROM customers.orders WHERE customer_id = ANY($1)", people)
    return {
        "records": len(people),
        "identities": sum(int(done.rpartition(" ")[2]) for done in (identities, hints)),
        "orders_kept": kept,
    }
