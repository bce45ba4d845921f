"""Every write of customers, and the rows behind them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.uow import Tx
from qingfeng.modules.customers.model import (
    HINTS,
    KINDS,
    Customer,
    Device,
    Identity,
    Known,
    Merge,
    Order,
    OrderItem,
    Shipment,
)

_COLUMNS = (
    "c.id, c.name, c.title, c.tier, c.city, c.locale, c.tags, c.note, c.merged_into, c.version, c.dedicated_agent_id"
)


def customer_of(row: Record) -> Customer:
    return Customer(**{name: row[name] for name in Customer.__struct_fields__})


async def named(tx: Tx, own: Identity, vouched: list[Identity]) -> dict[tuple[str, str], Customer]:
    """Whom these names belong to, locked in the order of their ids: contacts of one customer come in one after the other.

    What somebody typed is no name: among phones and addresses only verified ones count (but for a sender whom the
    platform itself knows by an unverified one).

    The lock leaves the key free (`NO KEY`): a desk that writes to the customer's conversation holds that first and then
    refers to the customer, while a contact holds the customer first; with a full lock they would wait for each other.
    """
    names = [own, *vouched]
    strict = [n is not own or (n.verified and n.kind in HINTS) for n in names]
    for _ in range(5):
        rows = await tx.fetch(
            f"SELECT i.kind, i.value, {_COLUMNS} FROM unnest($1::text[], $2::text[], $3::bool[]) AS n (kind, value, strict)"
            " JOIN customers.identities i ON i.kind = n.kind AND i.value = n.value AND (i.verified OR NOT n.strict)"
            " JOIN customers.customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id"
            " ORDER BY c.id FOR NO KEY UPDATE OF c",
            [n.kind for n in names],
            [n.value for n in names],
            strict,
        )
        found = {(r["kind"], r["value"]): customer_of(r) for r in rows}
        if all(customer.merged_into is None for customer in found.values()):
            return found
        # A merge was committed while we waited for its lock: asked again, the names are whose they are now.
    raise Conflict("merged", "This record was merged into another customer.", field="customer_id")


async def numbered_otherwise(tx: Tx, customers: list[UUID], number: str) -> set[UUID]:
    """Which of them the tenant knows by another customer number.

    A channel's own name for a sender (`<channel id>:<id>`) is of the same kind and is no customer number.
    """
    rows = await tx.fetch(
        "SELECT DISTINCT customer_id FROM customers.identities WHERE customer_id = ANY($1) AND kind = 'external' AND verified"
        " AND value <> $2 AND value !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:'",
        customers,
        number,
    )
    return {r["customer_id"] for r in rows}


async def hold_names(tx: Tx, identities: list[Identity]) -> None:
    """Nobody else makes a customer of any of these names until commit."""
    for name in sorted(f"{tx.tenant}:{i.kind}:{i.value}" for i in identities):
        await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", name)


async def holders_of(conn: Connection, identities: list[Identity]) -> list[tuple[Customer, str, str]]:
    """Whose these verified names are: the customer, the kind, the value."""
    rows = await conn.fetch(
        f"SELECT i.kind, i.value, {_COLUMNS} FROM unnest($1::text[], $2::text[]) AS n (kind, value)"
        " JOIN customers.identities i ON i.kind = n.kind AND i.value = n.value AND (i.verified OR i.kind <> ALL($3))"
        " JOIN customers.customers c ON c.tenant_id = i.tenant_id AND c.id = i.customer_id",
        [one.kind for one in identities],
        [one.value for one in identities],
        list(HINTS),
    )
    return [(customer_of(row), row["kind"], row["value"]) for row in rows]


async def numbers_of(conn: Connection, customers: list[UUID]) -> list[tuple[UUID, str]]:
    """Their customer numbers; see `numbered_otherwise` for what is none."""
    rows = await conn.fetch(
        "SELECT customer_id, value FROM customers.identities WHERE customer_id = ANY($1) AND kind = 'external' AND verified"
        " AND value !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:'",
        customers,
    )
    return [(row["customer_id"], row["value"]) for row in rows]


async def pages(conn: Connection, after: UUID | None, limit: int) -> list[tuple[Customer, dict[str, str]]]:
    """Customers by id, each with one verified number, phone and e-mail: the first that was known."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS}, (SELECT jsonb_object_agg(kind, value) FROM (SELECT DISTINCT ON (kind) kind, value"
        " FROM customers.identities i WHERE i.customer_id = c.id AND i.verified AND i.kind IN ('external', 'phone', 'email')"
        " AND i.value !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:' ORDER BY kind, created_at, value) one) AS known"
        " FROM customers.customers c WHERE c.merged_into IS NULL AND ($1::uuid IS NULL OR c.id > $1) ORDER BY c.id LIMIT $2",
        after,
        limit,
    )
    return [(customer_of(row), row["known"] or {}) for row in rows]


async def dedicated(conn: Connection, customers: list[UUID]) -> dict[UUID, UUID]:
    """By customer, the agent they are to meet first; of those who have one."""
    rows = await conn.fetch(
        "SELECT id, dedicated_agent_id FROM customers.customers WHERE id = ANY($1) AND dedicated_agent_id IS NOT NULL",
        customers,
    )
    return {row["id"]: row["dedicated_agent_id"] for row in rows}


async def known_as(conn: Connection, kind: str, value: str) -> UUID | None:
    """Who has this identity, without locking anything. A phone or an address that was only typed is nobody's."""
    found: UUID | None = await conn.fetchval(
        "SELECT customer_id FROM customers.identities WHERE kind = $1 AND value = $2 AND (verified OR kind <> ALL($3))",
        kind,
        value,
        list(HINTS),
    )
    return found


async def hold(tx: Tx, customer: UUID) -> Customer | None:
    row = await tx.row(f"SELECT {_COLUMNS} FROM customers.customers c WHERE id = $1 FOR NO KEY UPDATE", customer)
    return None if row is None else customer_of(row)


async def get(conn: Connection, customer: UUID) -> Customer | None:
    row = await conn.fetchrow(f"SELECT {_COLUMNS} FROM customers.customers c WHERE id = $1", customer)
    return None if row is None else customer_of(row)


async def names(conn: Connection, ids: list[UUID]) -> dict[UUID, str]:
    """What customers are called; an unknown id is left out."""
    rows = await conn.fetch("SELECT id, name FROM customers.customers WHERE id = ANY($1)", ids)
    return {row["id"]: row["name"] for row in rows}


async def insert(tx: Tx, customer: Customer, *, pinyin: str, search: str) -> None:
    await tx.execute(
        "INSERT INTO customers.customers (tenant_id, id, name, title, pinyin, tier, city, locale, tags, note, search, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text::tsvector, $12) ON CONFLICT (tenant_id, id) DO NOTHING",
        tx.tenant,
        customer.id,
        customer.name,
        customer.title,
        pinyin,
        customer.tier,
        customer.city,
        customer.locale,
        customer.tags,
        customer.note,
        search,
        tx.now,
    )


async def update(tx: Tx, customer: Customer, *, pinyin: str, search: str) -> None:
    await tx.execute(
        "UPDATE customers.customers SET name = $2, title = $3, pinyin = $4, tier = $5, city = $6, tags = $7, note = $8,"
        " search = $9::text::tsvector, merged_into = $10, locale = $11, dedicated_agent_id = $12, version = version + 1 WHERE id = $1",
        customer.id,
        customer.name,
        customer.title,
        pinyin,
        customer.tier,
        customer.city,
        customer.tags,
        customer.note,
        search,
        customer.merged_into,
        customer.locale,
        customer.dedicated_agent_id,
    )


async def put_identity(tx: Tx, customer: UUID, identity: Identity) -> None:
    """Note it, unless it is somebody else's. What somebody else merely typed gives way to what is verified, and stays
    theirs as a hint."""
    await tx.execute(
        "WITH typed AS (INSERT INTO customers.hints (tenant_id, customer_id, kind, value, created_at)"
        " SELECT o.tenant_id, o.customer_id, o.kind, o.value, o.created_at FROM customers.identities o"
        "  WHERE $5 AND o.kind = $2 AND o.value = $3 AND o.customer_id <> $4 AND NOT o.verified AND o.kind = ANY($7)"
        " ON CONFLICT DO NOTHING)"
        " INSERT INTO customers.identities AS i (tenant_id, kind, value, customer_id, verified, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, kind, value) DO UPDATE"
        " SET verified = i.verified OR excluded.verified, customer_id = excluded.customer_id"
        " WHERE i.customer_id = excluded.customer_id OR (excluded.verified AND NOT i.verified AND i.kind = ANY($7))",
        tx.tenant,
        identity.kind,
        identity.value,
        customer,
        identity.verified,
        tx.now,
        list(HINTS),
    )


async def put_hint(tx: Tx, customer: UUID, kind: str, value: str) -> None:
    """Keep what somebody typed: as an identity if it is nobody's, else as a hint beside it."""
    await put_identity(tx, customer, Identity(kind, value, False))  # type: ignore[arg-type]  # the kinds of HINTS
    await tx.execute(
        "INSERT INTO customers.hints (tenant_id, customer_id, kind, value, created_at) SELECT $1, $2, $3, $4, $5"
        " WHERE NOT EXISTS (SELECT FROM customers.identities WHERE kind = $3 AND value = $4 AND customer_id = $2)"
        " ON CONFLICT DO NOTHING",
        tx.tenant,
        customer,
        kind,
        value,
        tx.now,
    )


async def known(conn: Connection, customer: UUID) -> list[Known]:
    """All by which a customer may be reached or recognised, hints too."""
    rows = await conn.fetch(
        "SELECT id, kind, value, verified, created_at FROM customers.identities WHERE customer_id = $1"
        " UNION ALL SELECT id, kind, value, false, created_at FROM customers.hints h WHERE customer_id = $1"
        "  AND NOT EXISTS (SELECT FROM customers.identities i WHERE i.customer_id = $1 AND i.kind = h.kind AND i.value = h.value)"
        " ORDER BY kind, created_at",
        customer,
    )
    return [Known(row["id"], row["kind"], row["value"], row["verified"]) for row in rows]


async def pass_on(tx: Tx, identity: Identity, customer: UUID) -> None:
    """A sender's name goes to another customer: somebody else sits there now."""
    await tx.execute(
        "UPDATE customers.identities SET customer_id = $3, verified = $4 WHERE kind = $1 AND value = $2",
        identity.kind,
        identity.value,
        customer,
        identity.verified,
    )


async def identities(conn: Connection, customer: UUID) -> list[Identity]:
    rows = await conn.fetch(
        "SELECT kind, value, verified FROM customers.identities WHERE customer_id = $1 ORDER BY kind, created_at",
        customer,
    )
    return [Identity(*r) for r in rows]


async def move(tx: Tx, from_id: UUID, into_id: UUID, only: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give identities, orders and devices of one customer to another (only those named, when undoing)."""
    keep = only or {}
    identities_ = await tx.fetch(
        "UPDATE customers.identities SET customer_id = $2 WHERE customer_id = $1"
        " AND ($3::text[] IS NULL OR kind || ':' || value = ANY($3)) RETURNING kind || ':' || value AS k",
        from_id,
        into_id,
        keep.get("identities"),
    )
    orders_ = await tx.fetch(
        "UPDATE customers.orders SET customer_id = $2 WHERE customer_id = $1 AND ($3::text[] IS NULL OR no = ANY($3)) RETURNING no",
        from_id,
        into_id,
        keep.get("orders"),
    )
    hints_ = await tx.fetch(
        "UPDATE customers.hints h SET customer_id = $2 WHERE customer_id = $1"
        " AND ($3::text[] IS NULL OR kind || ':' || value = ANY($3))"
        " AND NOT EXISTS (SELECT FROM customers.hints o WHERE o.customer_id = $2 AND o.kind = h.kind AND o.value = h.value)"
        " RETURNING kind || ':' || value AS k",
        from_id,
        into_id,
        None if only is None else keep.get("hints", []),
    )
    devices_ = await tx.fetch(
        "UPDATE customers.devices SET customer_id = $2 WHERE customer_id = $1"
        " AND ($3::text[] IS NULL OR serial = ANY($3)) RETURNING serial",
        from_id,
        into_id,
        keep.get("devices"),
    )
    return {
        "identities": [r["k"] for r in identities_],
        "hints": [r["k"] for r in hints_],
        "orders": [r["no"] for r in orders_],
        "devices": [r["serial"] for r in devices_],
    }


async def insert_merge(tx: Tx, merge: Merge) -> None:
    await tx.execute(
        "INSERT INTO customers.merges (tenant_id, id, into_id, from_id, from_name, moved, by_actor, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        tx.tenant,
        merge.id,
        merge.into_id,
        merge.from_id,
        merge.from_name,
        merge.moved,
        merge.by,
        merge.at,
    )


_MERGE = "id, into_id, from_id, from_name, moved, by_actor AS by, at, undone_at IS NOT NULL AS undone"


async def hold_merge(tx: Tx, merge: UUID) -> Merge | None:
    row = await tx.row(f"SELECT {_MERGE} FROM customers.merges WHERE id = $1 FOR UPDATE", merge)
    return None if row is None else Merge(**dict(row))


async def merges(conn: Connection, customer: UUID) -> list[Merge]:
    rows = await conn.fetch(f"SELECT {_MERGE} FROM customers.merges WHERE into_id = $1 ORDER BY at DESC", customer)
    return [Merge(**dict(r)) for r in rows]


async def mark_undone(tx: Tx, merge: UUID, at: datetime) -> None:
    await tx.execute("UPDATE customers.merges SET undone_at = $2 WHERE id = $1", merge, at)


async def put_order(tx: Tx, customer: UUID, order: Order) -> None:
    await tx.execute(
        "INSERT INTO customers.orders (tenant_id, no, customer_id, at, status, amount_fen, items, shipment)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, no) DO UPDATE SET status = excluded.status,"
        " amount_fen = excluded.amount_fen, items = excluded.items, shipment = excluded.shipment",
        tx.tenant,
        order.no,
        customer,
        order.at,
        order.status,
        order.amount_fen,
        order.items,
        order.shipment,
    )


async def put_device(tx: Tx, customer: UUID, device: Device) -> None:
    await tx.execute(
        "INSERT INTO customers.devices (tenant_id, serial, customer_id, model, name, installed_on, warranty_until)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, serial) DO NOTHING",
        tx.tenant,
        device.serial,
        customer,
        device.model,
        device.name,
        device.installed_on,
        device.warranty_until,
    )


async def orders(conn: Connection, customer: UUID) -> list[Order]:
    rows = await conn.fetch(
        "SELECT no, at, status, amount_fen, items, shipment FROM customers.orders WHERE customer_id = $1 ORDER BY at DESC LIMIT 50",
        customer,
    )
    return [
        Order(
            no=r["no"],
            at=r["at"],
            status=r["status"],
            amount_fen=r["amount_fen"],
            items=msgspec.convert(r["items"], list[OrderItem]),
            shipment=msgspec.convert(r["shipment"], Shipment | None),
        )
        for r in rows
    ]


async def devices(conn: Connection, customer: UUID) -> list[Device]:
    rows = await conn.fetch(
        "SELECT serial, model, name, installed_on, warranty_until FROM customers.devices WHERE customer_id = $1 ORDER BY serial",
        customer,
    )
    return [Device(**dict(r)) for r in rows]


async def find(conn: Connection, query: str, exact: str, limit: int, after: str) -> list[Record]:
    """By words of the name, or a whole address, phone or order number. Whoever bears the very name comes first, then those
    whose name holds it, then the others; each in the order of names."""
    return await conn.fetch(
        "WITH found AS ("
        " SELECT customers.customers_with($1::text::tsquery) AS id WHERE $1 <> ''"
        " UNION SELECT customer_id FROM customers.identities WHERE kind = ANY($5) AND value = $2"
        " UNION SELECT customer_id FROM customers.hints WHERE kind = ANY($5) AND value = $2"
        " UNION SELECT customer_id FROM customers.orders WHERE no = $2)"
        f" SELECT * FROM (SELECT {_COLUMNS}, CASE WHEN lower(c.name) = lower($2) THEN 0 WHEN strpos(lower(c.name), lower($2)) > 0"
        " THEN 1 ELSE 2 END || ' ' || c.pinyin || ' ' || c.id AS place FROM found JOIN customers.customers c USING (id)"
        " WHERE c.merged_into IS NULL) ranked WHERE place > $4 ORDER BY place LIMIT $3",
        query,
        exact,
        limit,
        after,
        list(KINDS),
    )
