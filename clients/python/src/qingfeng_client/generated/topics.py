# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: topics."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def topics(*, hidden: bool | None = None) -> Call[m.TopicsOut]:
    """What customers wrote about in the last seven days, rising topics first, then the largest; with `hidden` those put away too."""
    return Call("GET", "/api/v1/topics", m.TopicsOut, query={"hidden": hidden})


def hot() -> Call[m.HotTopicsOut]:
    """What they write about now more than usual."""
    return Call("GET", "/api/v1/topics/hot", m.HotTopicsOut)


def change(topic_id: UUID | str, data: m.TopicChange) -> Call[m.TopicsOut]:
    """Another name, which stays whatever is said of it; or put away and taken back. 409 `topic_changed`."""
    return Call("PATCH", f"/api/v1/topics/{topic_id}", m.TopicsOut, body=data)


def merge(topic_id: UUID | str, data: m.TopicMerge) -> Call[m.ExamplesAdded]:
    """Its messages become examples of an intent, personal data masked, and it is put away. 409 `topic_changed`."""
    return Call("POST", f"/api/v1/topics/{topic_id}/merge", m.ExamplesAdded, body=data, keyed=True)
