# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: desk."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from qingfeng_client.calls import Call, File, Listing
from qingfeng_client.generated import models as m


def bootstrap() -> Call[m.Bootstrap]:
    """People, queues, reasons and settings: what a desk needs once."""
    return Call("GET", "/api/v1/bootstrap", m.Bootstrap)


def presence(data: m.PresenceIn) -> Call[m.Presence]:
    """Change my state, now or after the last conversation."""
    return Call("PUT", "/api/v1/presence", m.Presence, body=data)


def come_back() -> Call[m.Presence]:
    """I am at my desk again: take conversations as before I was away. Not away is no error; then nothing changes."""
    return Call("POST", "/api/v1/presence/back", m.Presence, keyed=True)


def rows(*, cursor: str | None = None, limit: int | None = None, queue: UUID | None = None, agent: UUID | None = None, tag: str | None = None, channel: str | None = None, tier: Literal['regular', 'silver', 'gold', 'black'] | None = None, emotion: Literal['calm', 'annoyed', 'angry'] | None = None, unanswered: bool | None = None, view: Literal['mine', 'waiting', 'team', 'snoozed', 'all', 'closed'] | None = None, q: str | None = None) -> Listing[m.RowsOut, m.Row]:
    """A page of the list, and how many there are in each view."""
    return Listing("GET", "/api/v1/conversations", m.RowsOut, query={"cursor": cursor, "limit": limit, "queue": queue, "agent": agent, "tag": tag, "channel": channel, "tier": tier, "emotion": emotion, "unanswered": unanswered, "view": view, "q": q})


def conversation(conversation_id: UUID | str) -> Call[m.DeskConversationOut]:
    """One conversation with its customer, hand-over and outcome."""
    return Call("GET", f"/api/v1/conversations/{conversation_id}", m.DeskConversationOut)


def messages(conversation_id: UUID | str, *, cursor: str | None = None, limit: int | None = None, after: int | None = None, before: int | None = None) -> Listing[m.DeskMessagesOut, m.Message]:
    """A page of the thread, oldest first: its end, or what comes after or before a seq. `next` leads on in that direction: without `after` to what was said earlier."""
    return Listing("GET", f"/api/v1/conversations/{conversation_id}/messages", m.DeskMessagesOut, query={"cursor": cursor, "limit": limit, "after": after, "before": before})


def send(conversation_id: UUID | str, data: m.DeskMessageIn) -> Call[m.Message]:
    """Answer the customer, or leave a note."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/messages", m.Message, body=data, keyed=True)


def retry(conversation_id: UUID | str, message_id: UUID | str) -> Call[m.DeskDone]:
    """Try a failed delivery again."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/messages/{message_id}/retry", m.DeskDone, keyed=True)


def read_conversations(conversation_id: UUID | str, data: m.ReadIn) -> Call[m.DeskDone]:
    """I have read up to this seq."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/read", m.DeskDone, body=data, keyed=True)


def transfer(conversation_id: UUID | str, data: m.TransferIn) -> Call[m.Row]:
    """Pass it on to a queue or an agent, with a note."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/transfer", m.Row, body=data, keyed=True)


def take_back(conversation_id: UUID | str) -> Call[m.Row]:
    """Undo my transfer while nobody has begun with it: back to the agent who had it, or into its queue."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/transfer/undo", m.Row, keyed=True)


def close(conversation_id: UUID | str, data: m.CloseIn) -> Call[m.Row]:
    """End the talk; without codes there is time to write up."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/close", m.Row, body=data, keyed=True)


def finish(conversation_id: UUID | str, data: m.FinishIn) -> Call[m.Row]:
    """End the wrap-up."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/finish", m.Row, body=data, keyed=True)


def hand_back(conversation_id: UUID | str, data: m.HandBackIn) -> Call[m.Row]:
    """Back to the bot."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/handback", m.Row, body=data, keyed=True)


def claim(conversation_id: UUID | str) -> Call[m.Row]:
    """Take a waiting conversation out of turn."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/claim", m.Row, keyed=True)


def offers() -> Call[m.OffersOut]:
    """What is offered to me now."""
    return Call("GET", "/api/v1/offers", m.OffersOut)


def accept(offer_id: UUID | str) -> Call[m.Row]:
    """Take what was offered to me."""
    return Call("POST", f"/api/v1/offers/{offer_id}/accept", m.Row, keyed=True)


def decline(offer_id: UUID | str, data: m.DeclineIn) -> Call[m.DeskDone]:
    """Let it go to the next agent."""
    return Call("POST", f"/api/v1/offers/{offer_id}/decline", m.DeskDone, body=data, keyed=True)


def upload(file: File) -> Call[m.Attachment]:
    """Bring a file; then send a message that names it."""
    return Call("POST", "/api/v1/attachments", m.Attachment, file=file, keyed=True)


def send_article(conversation_id: UUID | str, data: m.ArticleSentIn) -> Call[m.Message]:
    """Send a whole article that customers may read, with its pictures and steps. 422 `not_for_customers` for any other."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/articles", m.Message, body=data, keyed=True)


def forecast(data: m.SurveyForecastIn) -> Call[m.SurveyForecast]:
    """Whose customers would be asked how satisfied they are were these conversations closed now, and why the others would not. Changes nothing; conversations that there are not are not counted."""
    return Call("POST", "/api/v1/conversations/survey-forecast", m.SurveyForecast, body=data, keyed=True)


def translate(conversation_id: UUID | str, message_id: UUID | str, data: m.TranslateIn) -> Call[m.TranslationOut]:
    """A message's words in another language. What was translated before is given at once; 409 `no_model` where the installation has no language model."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/messages/{message_id}/translation", m.TranslationOut, body=data, keyed=True)


def search(*, q: str, queue: UUID | None = None, agent: UUID | None = None, tag: str | None = None, channel: str | None = None, tier: Literal['regular', 'silver', 'gold', 'black'] | None = None, emotion: Literal['calm', 'annoyed', 'angry'] | None = None, unanswered: bool | None = None, view: Literal['mine', 'waiting', 'team', 'snoozed', 'all', 'closed'] | None = None, since: datetime | None = None, before: datetime | None = None, limit: int | None = None) -> Call[m.SearchOut]:
    """Customers by name, number or address; conversations by what was said, with the line in which it was."""
    return Call("GET", "/api/v1/search", m.SearchOut, query={"q": q, "queue": queue, "agent": agent, "tag": tag, "channel": channel, "tier": tier, "emotion": emotion, "unanswered": unanswered, "view": view, "since": since, "before": before, "limit": limit})


def tag(conversation_id: UUID | str, data: m.TagsIn) -> Call[m.Row]:
    """Say what a conversation is about, whoever has it and also once it is closed."""
    return Call("PUT", f"/api/v1/conversations/{conversation_id}/tags", m.Row, body=data)


def retag(conversation_id: UUID | str, data: m.TagsChange) -> Call[m.Row]:
    """Give some tags and take others away, whatever the conversation has beside them: for many at once."""
    return Call("PATCH", f"/api/v1/conversations/{conversation_id}/tags", m.Row, body=data)


def tags() -> Call[m.TagsOut]:
    """Tags that may be given, those given last first."""
    return Call("GET", "/api/v1/tags", m.TagsOut)


def views() -> Call[m.ViewsOut]:
    """The views I keep and those that are shared, each with its count."""
    return Call("GET", "/api/v1/views", m.ViewsOut)


def keep(data: m.ViewIn) -> Call[m.ViewOut]:
    """Keep a view for myself, or for everybody (a right of supervisors)."""
    return Call("POST", "/api/v1/views", m.ViewOut, body=data, keyed=True)


def drop_views(view_id: UUID | str) -> Call[None]:
    """Keep a view no longer."""
    return Call("DELETE", f"/api/v1/views/{view_id}", None)


def change_views(view_id: UUID | str, data: m.ViewChange) -> Call[m.ViewOut]:
    """Rename a view, give it other filters, share it or stop sharing it."""
    return Call("PATCH", f"/api/v1/views/{view_id}", m.ViewOut, body=data)


def links(conversation_id: UUID | str) -> Call[m.LinksOut]:
    """What a conversation is linked with, the latest link first."""
    return Call("GET", f"/api/v1/conversations/{conversation_id}/links", m.LinksOut)


def link(conversation_id: UUID | str, other_id: UUID | str) -> Call[m.LinksOut]:
    """Link two conversations about the same thing, whoever has them and also once they are closed."""
    return Call("PUT", f"/api/v1/conversations/{conversation_id}/links/{other_id}", m.LinksOut)


def unlink(conversation_id: UUID | str, other_id: UUID | str) -> Call[m.LinksOut]:
    """Take a link away."""
    return Call("DELETE", f"/api/v1/conversations/{conversation_id}/links/{other_id}", m.LinksOut)


def macros() -> Call[m.MacrosOut]:
    """My macros and the shared ones, the most used first."""
    return Call("GET", "/api/v1/macros", m.MacrosOut)


def make_macros(data: m.MacroIn) -> Call[m.MacroOut]:
    """Keep a macro for myself, or for everybody (a right of supervisors)."""
    return Call("POST", "/api/v1/macros", m.MacroOut, body=data, keyed=True)


def change_macros(macro_id: UUID | str, data: m.MacroIn) -> Call[m.MacroOut]:
    """Write a macro anew; refused when somebody else has changed it since `version`."""
    return Call("PUT", f"/api/v1/macros/{macro_id}", m.MacroOut, body=data)


def drop_macros(macro_id: UUID | str) -> Call[None]:
    """Keep a macro no longer."""
    return Call("DELETE", f"/api/v1/macros/{macro_id}", None)


def preview(macro_id: UUID | str, data: m.RunIn) -> Call[m.PreviewOut]:
    """What a macro would do to a conversation now, and why it would be refused; nothing is changed."""
    return Call("POST", f"/api/v1/macros/{macro_id}/preview", m.PreviewOut, body=data, keyed=True)


def run(macro_id: UUID | str, data: m.RunIn) -> Call[m.RunOut]:
    """Do all its steps, or none when one is refused."""
    return Call("POST", f"/api/v1/macros/{macro_id}/run", m.RunOut, body=data, keyed=True)


def snooze(conversation_id: UUID | str, data: m.SnoozeIn) -> Call[m.Row]:
    """Put my conversation aside until a moment, or until its customer writes."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/snooze", m.Row, body=data, keyed=True)


def wake(conversation_id: UUID | str) -> Call[m.Row]:
    """Take my conversation up again before its moment."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/wake", m.Row, keyed=True)


def remind(conversation_id: UUID | str, data: m.ReminderIn) -> Call[m.Reminder]:
    """Have me told about a conversation at a moment, whoever has it then."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/reminders", m.Reminder, body=data, keyed=True)


def reminders() -> Call[m.RemindersOut]:
    """What I still wait to be told, the soonest first."""
    return Call("GET", "/api/v1/reminders", m.RemindersOut)


def forget(reminder_id: UUID | str) -> Call[None]:
    """Tell me no more."""
    return Call("DELETE", f"/api/v1/reminders/{reminder_id}", None)


def notices(*, cursor: str | None = None, limit: int | None = None) -> Listing[m.NoticesOut, m.Notice]:
    """What I was told, the newest first, and how much of it I have not read."""
    return Listing("GET", "/api/v1/notices", m.NoticesOut, query={"cursor": cursor, "limit": limit})


def read_notices(data: m.NoticesRead) -> Call[m.DeskDone]:
    """I have read these, or all."""
    return Call("POST", "/api/v1/notices/read", m.DeskDone, body=data, keyed=True)


def recall(conversation_id: UUID | str, message_id: UUID | str) -> Call[m.Message]:
    """Take back what I said to the customer a moment ago."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/messages/{message_id}/recall", m.Message, keyed=True)


def about(conversation_id: UUID | str) -> Call[m.AboutOut]:
    """What a conversation is about, as far as it was understood, and what it may be said to be about."""
    return Call("GET", f"/api/v1/conversations/{conversation_id}/intent", m.AboutOut)


def correct(conversation_id: UUID | str, data: m.AboutIn) -> Call[m.AboutOut]:
    """Say what a customer's message is about. It becomes an example of that, personal data masked. 404 when the message is none of a customer's words; 409 `intent_archived`, `too_many_examples`."""
    return Call("PUT", f"/api/v1/conversations/{conversation_id}/intent", m.AboutOut, body=data)
