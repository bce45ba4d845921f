# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: routing."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def decisions(conversation_id: UUID | str) -> Call[m.DecisionsOut]:
    """Every offer, overflow and warning of the router about a conversation, oldest first, with its reasons."""
    return Call("GET", f"/api/v1/conversations/{conversation_id}/decisions", m.DecisionsOut)


def listed_queues() -> Call[m.QueuesOut]:
    """Every queue with its rules."""
    return Call("GET", "/api/v1/queues", m.QueuesOut)


def make_queues(data: m.QueueIn) -> Call[m.QueueOut]:
    """A new queue."""
    return Call("POST", "/api/v1/queues", m.QueueOut, body=data, keyed=True)


def change_queues(queue_id: UUID | str, data: m.QueueChange) -> Call[m.QueueOut]:
    """Other rules, in force with the router's next round."""
    return Call("PUT", f"/api/v1/queues/{queue_id}", m.QueueOut, body=data)


def try_out(queue_id: UUID | str, data: m.QueueTry) -> Call[m.EffectOut]:
    """What rules would do, before they are saved: to who waits now, and to recorded contacts served anew."""
    return Call("POST", f"/api/v1/queues/{queue_id}/preview", m.EffectOut, body=data, keyed=True)


def versions_queues(queue_id: UUID | str) -> Call[m.VersionsOut]:
    """The last hundred versions that were kept, what each changed, by whom and why."""
    return Call("GET", f"/api/v1/queues/{queue_id}/versions", m.VersionsOut)


def restore_queues(queue_id: UUID | str, data: m.RestoreIn) -> Call[m.QueueOut]:
    """Take an earlier version back; it becomes the newest one."""
    return Call("POST", f"/api/v1/queues/{queue_id}/restore", m.QueueOut, body=data, keyed=True)


def outlook(queue_id: UUID | str) -> Call[m.Outlook]:
    """The wait that is announced to whoever joins now, and the share of the last waits that kept within it."""
    return Call("GET", f"/api/v1/queues/{queue_id}/wait", m.Outlook)


def shown() -> Call[m.LearningOut]:
    """Who does well with what, and whether the router may go by it."""
    return Call("GET", "/api/v1/routing/learning", m.LearningOut)


def change_learning(data: m.LearningChange) -> Call[m.LearningOut]:
    """Switch learning off, let it observe, or let it steer, once it was judged fit to."""
    return Call("PUT", "/api/v1/routing/learning", m.LearningOut, body=data)
