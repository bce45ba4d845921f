# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: call backs."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def one(conversation_id: UUID | str) -> Call[m.CallBackOut]:
    """What its customer was promised instead of waiting; null where nothing stands."""
    return Call("GET", f"/api/v1/conversations/{conversation_id}/callback", m.CallBackOut)


def number(conversation_id: UUID | str) -> Call[m.NumberOut]:
    """The number to call, in full; audited."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/callback/number", m.NumberOut, keyed=True)


def outcome(conversation_id: UUID | str, data: m.CallBackOutcome) -> Call[m.Row]:
    """Reached, or not: then it comes back after the queue's pause, or its customer is told and it is closed."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/callback/outcome", m.Row, body=data, keyed=True)


def every() -> Call[m.CallBacksOut]:
    """Call-backs of the last 24 hours in figures, and those that stand (insight.read)."""
    return Call("GET", "/api/v1/callbacks", m.CallBacksOut)
