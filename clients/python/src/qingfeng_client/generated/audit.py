# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: audit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from qingfeng_client.calls import Call, Listing
from qingfeng_client.generated import models as m


def trail(*, actor: UUID | None = None, action: str | None = None, target: str | None = None, since: datetime | None = None, until: datetime | None = None, cursor: str | None = None, limit: int | None = None) -> Listing[m.AuditPage, m.AuditLineOut]:
    """Who did what, the latest first (permission users.manage)."""
    return Listing("GET", "/api/v1/audit", m.AuditPage, query={"actor": actor, "action": action, "target": target, "since": since, "until": until, "cursor": cursor, "limit": limit})


def export(*, actor: UUID | None = None, action: str | None = None, target: str | None = None, since: datetime | None = None, until: datetime | None = None) -> Call[str]:
    """The same as a table for spreadsheets, times in UTC; at most fifty thousand lines (permission users.manage)."""
    return Call("GET", "/api/v1/audit/export", str, query={"actor": actor, "action": action, "target": target, "since": since, "until": until})
