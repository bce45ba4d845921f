# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: settings archive."""

from __future__ import annotations

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def kinds() -> Call[m.KindsOut]:
    """What may be written to a file and read from one, by the rights of whoever asks."""
    return Call("GET", "/api/v1/settings-archive/kinds", m.KindsOut)


def export(*, kinds: list[str] | None = None) -> Call[str]:
    """Write the file: JSON, without people, customers, secrets, tokens and pictures."""
    return Call("GET", "/api/v1/settings-archive", str, query={"kinds": kinds})


def import_(data: m.ArchiveIn) -> Call[m.ArchivePlan]:
    """What a file would add and change, thing by thing; with the digest of that it is done, whole or not at all."""
    return Call("POST", "/api/v1/settings-archive/import", m.ArchivePlan, body=data, keyed=True)
