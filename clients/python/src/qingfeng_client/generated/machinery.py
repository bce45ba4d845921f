# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: machinery."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call, Listing
from qingfeng_client.generated import models as m


def list_parked(*, cursor: str | None = None, limit: int | None = None, watcher: str | None = None) -> Listing[m.ParkedList, m.ParkedOut]:
    """What was given up after its last attempt and not replayed with success since, latest first; of one watcher, or all."""
    return Listing("GET", "/api/v1/parked", m.ParkedList, query={"cursor": cursor, "limit": limit, "watcher": watcher})


def replay_many(data: m.ReplayIn) -> Call[m.ReplayOut]:
    """Try the next of them again, what was parked first first, at most twenty-five; until there are none left."""
    return Call("POST", "/api/v1/parked/replay", m.ReplayOut, body=data, keyed=True)


def replay_parked(parked_id: UUID | str) -> Call[None]:
    """Try one again now; 409 `replay_failed` when it fails again."""
    return Call("POST", f"/api/v1/parked/{parked_id}/replay", None, keyed=True)
