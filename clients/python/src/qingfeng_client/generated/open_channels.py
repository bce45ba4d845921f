# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: open channels."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from qingfeng_client.calls import Call, Listing
from qingfeng_client.generated import models as m


def open_channels() -> Call[m.OpenChannelsOut]:
    """All open channels, with their tokens (without the text) and how many deliveries wait or failed."""
    return Call("GET", "/api/v1/channels/open", m.OpenChannelsOut)


def create(data: m.OpenChannelIn) -> Call[m.SecretOut]:
    """Make an open channel. The answer shows the secret of its webhooks, this once."""
    return Call("POST", "/api/v1/channels/open", m.SecretOut, body=data, keyed=True)


def change_channels(channel_id: UUID | str, data: m.OpenChannelChange) -> Call[m.OpenChannelOut]:
    """Change name, url, events, or switch it on or off. What waits is sent at once to a new address."""
    return Call("PATCH", f"/api/v1/channels/{channel_id}", m.OpenChannelOut, body=data)


def rotate(channel_id: UUID | str) -> Call[m.SecretOut]:
    """A new secret, in force at once and shown this once."""
    return Call("POST", f"/api/v1/channels/{channel_id}/secret", m.SecretOut, keyed=True)


def issue(channel_id: UUID | str, data: m.TokenIn) -> Call[m.NewToken]:
    """A new token for the channel's API, shown this once."""
    return Call("POST", f"/api/v1/channels/{channel_id}/tokens", m.NewToken, body=data, keyed=True)


def revoke_channels(channel_id: UUID | str, token_id: UUID | str) -> Call[None]:
    """Revoke a token; it is refused from the next request on."""
    return Call("DELETE", f"/api/v1/channels/{channel_id}/tokens/{token_id}", None)


def attempt_log(channel_id: UUID | str, *, event: Literal['message.created', 'message.recalled', 'conversation.updated', 'typing', 'ping'] | None = None, since: datetime | None = None, until: datetime | None = None, cursor: str | None = None, limit: int | None = None, outcome: Literal['ok', 'failed', 'open'] | None = None, delivery: UUID | None = None) -> Listing[m.AttemptsOut, m.Attempt]:
    """Every call that was made, the latest first; kept for thirty days."""
    return Listing("GET", f"/api/v1/channels/{channel_id}/attempts", m.AttemptsOut, query={"event": event, "since": since, "until": until, "cursor": cursor, "limit": limit, "outcome": outcome, "delivery": delivery})


def delivery_log(channel_id: UUID | str, *, event: Literal['message.created', 'message.recalled', 'conversation.updated', 'typing', 'ping'] | None = None, since: datetime | None = None, until: datetime | None = None, cursor: str | None = None, limit: int | None = None, status: Literal['accepted', 'sent', 'delivered', 'read', 'failed'] | None = None) -> Listing[m.DeliveriesOut, m.Entry]:
    """What was or is to be sent, the latest first."""
    return Listing("GET", f"/api/v1/channels/{channel_id}/deliveries", m.DeliveriesOut, query={"event": event, "since": since, "until": until, "cursor": cursor, "limit": limit, "status": status})


def replay(delivery_id: UUID | str) -> Call[m.Entry]:
    """Send a failed delivery again, under the same id."""
    return Call("POST", f"/api/v1/deliveries/{delivery_id}/replay", m.Entry, keyed=True)


def replay_failed(channel_id: UUID | str, data: m.RangeIn) -> Call[m.SentAgain]:
    """Send all failed deliveries of a range again, five hundred at a time: call again while some are left."""
    return Call("POST", f"/api/v1/channels/{channel_id}/replay", m.SentAgain, body=data, keyed=True)


def ping(channel_id: UUID | str) -> Call[m.PingOut]:
    """Send a signed ping to the url now, and say what came back and after how long."""
    return Call("POST", f"/api/v1/channels/{channel_id}/test", m.PingOut, keyed=True)
