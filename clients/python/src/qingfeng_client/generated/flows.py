# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: flows."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call, Listing
from qingfeng_client.generated import models as m


def listed() -> Call[m.FlowsOut]:
    """All flows of the house, by name."""
    return Call("GET", "/api/v1/flows", m.FlowsOut)


def make(data: m.FlowIn) -> Call[m.FlowOut]:
    """A new flow, not published yet. 422 `flow_faults` when something is wrong with it, 409 `flow_name_taken`."""
    return Call("POST", "/api/v1/flows", m.FlowOut, body=data, keyed=True)


def judge(data: m.JudgeIn) -> Call[m.JudgedOut]:
    """What is wrong with a flow, at which step, why, and what to do; nothing is kept. 422 when it cannot be read at all."""
    return Call("POST", "/api/v1/flows/judge", m.JudgedOut, body=data, keyed=True)


def one(flow_id: UUID | str) -> Call[m.FlowOut]:
    """One flow: its latest version."""
    return Call("GET", f"/api/v1/flows/{flow_id}", m.FlowOut)


def change(flow_id: UUID | str, data: m.FlowChange) -> Call[m.FlowOut]:
    """Another version; customers meet it once it is published. 409 when somebody else was quicker."""
    return Call("PUT", f"/api/v1/flows/{flow_id}", m.FlowOut, body=data)


def remove(flow_id: UUID | str, *, version: int) -> Call[None]:
    """Remove a flow with all its versions. 409 `flow_in_use` while it is published."""
    return Call("DELETE", f"/api/v1/flows/{flow_id}", None, query={"version": version})


def publish(flow_id: UUID | str, data: m.FlowPublishIn) -> Call[m.FlowOut]:
    """Let customers meet a version (an earlier one rolls back), or none. Runs that have begun go on as they began. 409 `rehearsal_failed` where the house refuses what fell below the floor of its rehearsals."""
    return Call("PUT", f"/api/v1/flows/{flow_id}/published", m.FlowOut, body=data)


def versions(flow_id: UUID | str) -> Call[m.FlowVersionsOut]:
    """Who changed a flow, when and why; the latest first."""
    return Call("GET", f"/api/v1/flows/{flow_id}/versions", m.FlowVersionsOut)


def restore(flow_id: UUID | str, data: m.FlowRestoreIn) -> Call[m.FlowOut]:
    """Take an earlier version back, as a new one."""
    return Call("POST", f"/api/v1/flows/{flow_id}/restore", m.FlowOut, body=data, keyed=True)


def systems() -> Call[m.SystemsOut]:
    """The systems that flows may ask, with what each can do."""
    return Call("GET", "/api/v1/business-systems", m.SystemsOut)


def put_system(code: str, data: m.SystemIn) -> Call[m.SystemOut]:
    """Set up a system, or change it; its description is read anew. 422 when that cannot be used, 503 when it does not answer."""
    return Call("PUT", f"/api/v1/business-systems/{code}", m.SystemOut, body=data)


def remove_system(code: str) -> Call[None]:
    """Remove a system. 409 `system_in_use` while a published flow asks it."""
    return Call("DELETE", f"/api/v1/business-systems/{code}", None)


def try_system(code: str, data: m.SystemTryIn) -> Call[m.SystemTryOut]:
    """Call one operation now, for real, and see what comes of it. 422 `has_consequences` unless that was said."""
    return Call("POST", f"/api/v1/business-systems/{code}/try", m.SystemTryOut, body=data, keyed=True)


def calls(*, failed: bool | None = None, conversation: UUID | None = None, cursor: str | None = None, limit: int | None = None) -> Listing[m.CallsOut, m.CallLine]:
    """What was asked of business systems, the latest first: operation, duration, outcome; no words of anybody."""
    return Listing("GET", "/api/v1/business-calls", m.CallsOut, query={"failed": failed, "conversation": conversation, "cursor": cursor, "limit": limit})


def try_flow(data: m.FlowTryIn) -> Call[m.FlowTryOut]:
    """Say something to a flow, kept or not, and see what it says, where it is, and what it would call."""
    return Call("POST", "/api/v1/flows/try", m.FlowTryOut, body=data, keyed=True)
