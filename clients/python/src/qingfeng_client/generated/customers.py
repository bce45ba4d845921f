# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: customers."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from qingfeng_client.calls import Call, File, Listing
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


def export_customer_files(*, format: Literal['csv', 'xlsx'] | None = None, locale: Literal['zh-CN', 'en'] | None = None) -> Call[Any]:
    """All customers as a table. Numbers, phones and addresses are masked without the right to see them."""
    return Call("GET", "/api/v1/customer-files/export", Any, query={"format": format, "locale": locale})


def import_(file: File, *, columns: str | None = None, write: bool | None = None) -> Call[m.TablePlan]:
    """CSV (UTF-8 or GBK) or XLSX in the form field `file`; `columns`: the field of each column, by comma; `write`: do it. Rows that are right are written, the others told of."""
    return Call("POST", "/api/v1/customer-files/import", m.TablePlan, query={"columns": columns, "write": write}, file=file, keyed=True)


def faults(file: File, *, columns: str | None = None, locale: Literal['zh-CN', 'en'] | None = None) -> Call[str]:
    """The rows of a table that are wrong, as CSV, each with its line and why: to be mended and brought again."""
    return Call("POST", "/api/v1/customer-files/faults", str, query={"columns": columns, "locale": locale}, file=file, keyed=True)
