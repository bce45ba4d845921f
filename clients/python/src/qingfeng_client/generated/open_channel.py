# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: open channel."""

from __future__ import annotations

from qingfeng_client.calls import Call, File, Listing
from qingfeng_client.generated import models as m


def post_message(data: m.OpenMessageIn) -> Call[m.OpenMessageOut]:
    """A customer's message. Safe when this has answered; the same external_id again answers the same receipt."""
    return Call("POST", "/open/v1/messages", m.OpenMessageOut, body=data)


def post_attachment(file: File) -> Call[m.Attachment]:
    """Bring a file of a customer (form fields `file` and `sender`), checked by its content; then send its message."""
    return Call("POST", "/open/v1/attachments", m.Attachment, file=file)


def post_event(data: m.EventIn) -> Call[m.OpenDone]:
    """The customer types, has read, asks for a person, or ends the conversation."""
    return Call("POST", "/open/v1/events", m.OpenDone, body=data)


def post_survey(data: m.OpenSurveyIn) -> Call[m.OpenDone]:
    """The customer's answer to the survey, once."""
    return Call("POST", "/open/v1/survey", m.OpenDone, body=data)


def get_messages(conversation_id: str, *, sender: str, cursor: str | None = None, limit: int | None = None, after: int | None = None) -> Listing[m.OpenMessagesOut, m.Message]:
    """What was said after a seq, oldest first; without one, from the beginning."""
    return Listing("GET", f"/open/v1/conversations/{conversation_id}/messages", m.OpenMessagesOut, query={"sender": sender, "cursor": cursor, "limit": limit, "after": after})


def get_status(*, sender: str) -> Call[m.StatusOut]:
    """The customer's conversation: the open one, else the last one; null when there was none."""
    return Call("GET", "/open/v1/status", m.StatusOut, query={"sender": sender})


def post_receipt(data: m.ReceiptIn) -> Call[m.OpenDone]:
    """What became of a message of ours. It only moves forward; what tells nothing new is accepted in silence."""
    return Call("POST", "/open/v1/receipts", m.OpenDone, body=data)
