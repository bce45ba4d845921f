# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: texts."""

from __future__ import annotations

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def all_texts() -> Call[m.TextsOut]:
    """What the house says to its customers in its own name, and what each channel says otherwise."""
    return Call("GET", "/api/v1/texts", m.TextsOut)


def save(place: str, data: m.TextsIn) -> Call[m.TextsOut]:
    """Another version of what a place says otherwise, in force at once. 409 `texts_changed` when somebody else was quicker; 422 `unknown_variable` names those that the text may have."""
    return Call("PUT", f"/api/v1/texts/{place}", m.TextsOut, body=data)


def versions(place: str) -> Call[m.TextsVersionsOut]:
    """Who changed what a place says, when and which texts; the latest first."""
    return Call("GET", f"/api/v1/texts/{place}/versions", m.TextsVersionsOut)


def restore(place: str, data: m.TextsRestoreIn) -> Call[m.TextsOut]:
    """Take an earlier version back, as a new one."""
    return Call("POST", f"/api/v1/texts/{place}/restore", m.TextsOut, body=data, keyed=True)
