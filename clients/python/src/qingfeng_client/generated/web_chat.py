# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: web chat."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call, File
from qingfeng_client.generated import models as m


def session(data: m.SessionIn) -> Call[m.SessionOut]:
    """Begin or resume: the visitor's token, how the widget looks, and the current conversation."""
    return Call("POST", "/webchat/v1/session", m.SessionOut, body=data)


def messages(*, conversation_id: UUID, after: int | None = None, before: int | None = None, limit: int | None = None) -> Call[m.ChatMessagesOut]:
    """A page of the conversation: what came after a seq, or before it; oldest first."""
    return Call("GET", "/webchat/v1/messages", m.ChatMessagesOut, query={"conversation_id": conversation_id, "after": after, "before": before, "limit": limit})


def send(data: m.ChatMessageIn) -> Call[m.ChatMessageOut]:
    """Send a message; the same client_id again answers the first receipt."""
    return Call("POST", "/webchat/v1/messages", m.ChatMessageOut, body=data)


def history(*, before: UUID | None = None) -> Call[m.HistoryOut]:
    """Earlier, closed conversations, one at a time."""
    return Call("GET", "/webchat/v1/history", m.HistoryOut, query={"before": before})


def upload(file: File) -> Call[m.Attachment]:
    """Bring a file, checked by its content; then send a message that names it."""
    return Call("POST", "/webchat/v1/attachments", m.Attachment, file=file)


def human() -> Call[m.ChatConversationOut]:
    """Ask for a person."""
    return Call("POST", "/webchat/v1/human", m.ChatConversationOut)


def leave(data: m.LeaveIn) -> Call[m.ChatMessageOut]:
    """Leave a message and how to be reached."""
    return Call("POST", "/webchat/v1/leave", m.ChatMessageOut, body=data)


def callback_form() -> Call[m.CallBackForm]:
    """What the visitor may choose instead of waiting: nothing where no call-back is offered."""
    return Call("GET", "/webchat/v1/callback", m.CallBackForm)


def call_back(data: m.CallBackIn) -> Call[m.ChatConversationOut]:
    """Be called, or written to, instead of waiting; the same choice again is harmless."""
    return Call("POST", "/webchat/v1/callback", m.ChatConversationOut, body=data)


def wait_again() -> Call[m.ChatConversationOut]:
    """Take it back and wait, at the old place."""
    return Call("DELETE", "/webchat/v1/callback", m.ChatConversationOut)


def survey_form(*, conversation_id: UUID) -> Call[m.SurveyForm]:
    """What the visitor is asked about a conversation."""
    return Call("GET", "/webchat/v1/survey", m.SurveyForm, query={"conversation_id": conversation_id})


def survey(data: m.ChatSurveyIn) -> Call[m.ChatDone]:
    """Answer the survey, once."""
    return Call("POST", "/webchat/v1/survey", m.ChatDone, body=data)


def end() -> Call[m.ChatConversationOut]:
    """End the conversation."""
    return Call("POST", "/webchat/v1/end", m.ChatConversationOut)
