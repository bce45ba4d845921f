# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: health."""

from __future__ import annotations

from qingfeng_client.calls import Call


def alive() -> Call[dict[str, str]]:
    """The process answers."""
    return Call("GET", "/health/live", dict[str, str])


def ready() -> Call[dict[str, str]]:
    """The record answers too; 503 until it does. The broker may be away: then live updates are a second late."""
    return Call("GET", "/health/ready", dict[str, str])
