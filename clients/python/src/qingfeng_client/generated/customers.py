# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: customers."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call, Listing
from qingfeng_client.generated import models as m


def find(*, q: str | None = None, cursor: str | None = None, limit: int | None = None) -> Listing[m.CustomersOut, m.CustomerRow]:
    """By name, pinyin initials, phone, e-mail or order number."""
    return Listing("GET", "/api/v1/customers", m.CustomersOut, query={"q": q, "cursor": cursor, "limit": limit})


def one(customer_id: UUID | str) -> Call[m.CustomerOut]:
    """The whole panel of a customer."""
    return Call("GET", f"/api/v1/customers/{customer_id}", m.CustomerOut)


def change(customer_id: UUID | str, data: m.CustomerChange) -> Call[m.CustomerOut]:
    """Change the fields named."""
    return Call("PATCH", f"/api/v1/customers/{customer_id}", m.CustomerOut, body=data)


def reveal(customer_id: UUID | str, data: m.RevealIn) -> Call[m.RevealOut]:
    """One masked identity in full; audited."""
    return Call("POST", f"/api/v1/customers/{customer_id}/reveal", m.RevealOut, body=data, keyed=True)


def merge(customer_id: UUID | str, data: m.MergeIn) -> Call[m.MergedOut]:
    """The other record is the same person."""
    return Call("POST", f"/api/v1/customers/{customer_id}/merge", m.MergedOut, body=data, keyed=True)


def undo(merge_id: UUID | str) -> Call[m.DeskDone]:
    """They were not the same person."""
    return Call("POST", f"/api/v1/customers/merges/{merge_id}/undo", m.DeskDone, keyed=True)
