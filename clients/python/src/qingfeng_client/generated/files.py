# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: files."""

from __future__ import annotations

from qingfeng_client.calls import Call


def read_file(place: str, expires: int, mac: str, name: str) -> Call[str]:
    """A stored file by its signed link. Only pictures open in the browser; everything else is a download."""
    return Call("GET", f"/files/{place}/{expires}/{mac}/{name}", str)
