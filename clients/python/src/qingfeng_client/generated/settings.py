# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: settings."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def lists() -> Call[m.ReasonLists]:
    """Wrap-up codes, closing and declining reasons, kinds of breaks: the retired ones too."""
    return Call("GET", "/api/v1/reasons", m.ReasonLists)


def change_reasons(kind: str, data: m.ReasonsIn) -> Call[m.ReasonLists]:
    """Another list of reasons; desks have it when they next begin, at the latest after a reload."""
    return Call("PUT", f"/api/v1/reasons/{kind}", m.ReasonLists, body=data)


def change_breaks(data: m.BreaksIn) -> Call[m.ReasonLists]:
    """Other kinds of breaks. Breaks that have begun go on as they began."""
    return Call("PUT", "/api/v1/break-reasons", m.ReasonLists, body=data)


def tags() -> Call[m.KeptTags]:
    """All tags with their tone, and how often they were used of late."""
    return Call("GET", "/api/v1/kept-tags", m.KeptTags)


def make_tag(data: m.TagDraft) -> Call[m.KeptTags]:
    """A tag to be offered before anybody has given it."""
    return Call("POST", "/api/v1/kept-tags", m.KeptTags, body=data, keyed=True)


def change_tag(tag_id: UUID | str, data: m.TagDraft) -> Call[m.KeptTags]:
    """Another name, tone, or whether it is given any more. Conversations, saved views and macros take the new name."""
    return Call("PUT", f"/api/v1/kept-tags/{tag_id}", m.KeptTags, body=data)


def drop_tag(tag_id: UUID | str) -> Call[m.KeptTags]:
    """Forget a tag that no conversation has."""
    return Call("DELETE", f"/api/v1/kept-tags/{tag_id}", m.KeptTags)


def join_tags(tag_id: UUID | str, data: m.JoinIn) -> Call[m.KeptTags]:
    """Have whatever has this tag take another instead; this one is gone then, for good."""
    return Call("POST", f"/api/v1/kept-tags/{tag_id}/join", m.KeptTags, body=data, keyed=True)
