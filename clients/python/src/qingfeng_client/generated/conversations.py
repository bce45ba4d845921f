# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: conversations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def listed_conversation_exports() -> Call[m.ExportsOut]:
    """Exports of this house, the latest first."""
    return Call("GET", "/api/v1/conversation-exports", m.ExportsOut)


def ask(data: m.ExportIn) -> Call[m.ExportOut]:
    """Begin to make one. Without `customers.reveal` what names customers is masked. 409 `too_many_exports`."""
    return Call("POST", "/api/v1/conversation-exports", m.ExportOut, body=data, keyed=True)


def one(export_id: UUID | str) -> Call[m.ExportOut]:
    """How far one has come."""
    return Call("GET", f"/api/v1/conversation-exports/{export_id}", m.ExportOut)


def cancel(export_id: UUID | str) -> Call[m.ExportOut]:
    """Make it no further, and keep nothing of it. 409 `export_ended`."""
    return Call("POST", f"/api/v1/conversation-exports/{export_id}/cancel", m.ExportOut, keyed=True)


def fetch(export_id: UUID | str) -> Call[Any]:
    """The file, for a day after it was made. One in which customers are named needs `customers.reveal`."""
    return Call("GET", f"/api/v1/conversation-exports/{export_id}/file", Any)
