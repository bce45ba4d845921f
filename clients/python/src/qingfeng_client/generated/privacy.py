# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: privacy."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call, Listing
from qingfeng_client.generated import models as m


def requests(*, customer: UUID | None = None, cursor: str | None = None, limit: int | None = None) -> Listing[m.RequestsOut, m.RequestOut]:
    """Copies and erasures that were asked for, the latest first; of one customer with `customer`."""
    return Listing("GET", "/api/v1/privacy/requests", m.RequestsOut, query={"customer": customer, "cursor": cursor, "limit": limit})


def export_customers(customer_id: UUID | str) -> Call[m.RequestOut]:
    """Make a copy of everything kept of a customer, in the background."""
    return Call("POST", f"/api/v1/customers/{customer_id}/export", m.RequestOut, keyed=True)


def extent(customer_id: UUID | str) -> Call[m.Extent]:
    """What an erasure would take and what it would leave."""
    return Call("GET", f"/api/v1/customers/{customer_id}/erasure", m.Extent)


def erase(customer_id: UUID | str, data: m.ErasureIn) -> Call[m.RequestOut]:
    """Erase a customer, in the background. It cannot be undone."""
    return Call("POST", f"/api/v1/customers/{customer_id}/erasure", m.RequestOut, body=data, keyed=True)


def kept() -> Call[m.Retention]:
    """How many days the house keeps what was said, files and its audit trail."""
    return Call("GET", "/api/v1/retention", m.Retention)


def keep(data: m.Retention) -> Call[m.Retention]:
    """Keep for so many days from now on. What is older is deleted at once and then daily; it cannot be undone."""
    return Call("PUT", "/api/v1/retention", m.Retention, body=data)
