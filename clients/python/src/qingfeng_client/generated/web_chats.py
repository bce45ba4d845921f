# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: web chats."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call, File
from qingfeng_client.generated import models as m


def web_chats() -> Call[m.WebChatsOut]:
    """All web chats with how they look."""
    return Call("GET", "/api/v1/channels/webchat", m.WebChatsOut)


def make_channels(data: m.WebChatIn) -> Call[m.WebChatOut]:
    """Another web chat, at once in use, with a key of its own."""
    return Call("POST", "/api/v1/channels/webchat", m.WebChatOut, body=data, keyed=True)


def change_channels(channel_id: UUID | str, data: m.WebChatChange) -> Call[m.WebChatOut]:
    """Another name for the staff, or on and off. A chat that is off is not shown on the pages that hold it."""
    return Call("PATCH", f"/api/v1/channels/webchat/{channel_id}", m.WebChatOut, body=data)


def save(channel_id: UUID | str, data: m.LookIn) -> Call[m.WebChatOut]:
    """Another version of how a chat looks, in force at once. 409 `look_changed` when somebody else was quicker."""
    return Call("PUT", f"/api/v1/channels/webchat/{channel_id}/look", m.WebChatOut, body=data)


def versions_channels(channel_id: UUID | str) -> Call[m.LookVersionsOut]:
    """Who changed how a chat looks, when and in what; the latest first."""
    return Call("GET", f"/api/v1/channels/webchat/{channel_id}/looks", m.LookVersionsOut)


def restore_channels(channel_id: UUID | str, data: m.LookRestoreIn) -> Call[m.WebChatOut]:
    """Take an earlier version back, as a new one."""
    return Call("POST", f"/api/v1/channels/webchat/{channel_id}/look/restore", m.WebChatOut, body=data, keyed=True)


def logo(channel_id: UUID | str, file: File) -> Call[m.Attachment]:
    """Bring a picture for the head of the chat; then save a look that names it. PNG, JPEG or WebP, at most 512 KB."""
    return Call("POST", f"/api/v1/channels/webchat/{channel_id}/logo", m.Attachment, file=file, keyed=True)
