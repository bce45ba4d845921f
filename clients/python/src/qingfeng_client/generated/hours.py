# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: hours."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def listed() -> Call[m.CalendarsOut]:
    """Every calendar, and which queues keep it."""
    return Call("GET", "/api/v1/hours", m.CalendarsOut)


def make(data: m.CalendarIn) -> Call[m.CalendarOut]:
    """A new calendar; a queue keeps it once its rules say so."""
    return Call("POST", "/api/v1/hours", m.CalendarOut, body=data, keyed=True)


def change(hours_id: UUID | str, data: m.CalendarChange) -> Call[m.CalendarOut]:
    """Other hours, in force at once: for the router, for the bot, and for what customers are told."""
    return Call("PUT", f"/api/v1/hours/{hours_id}", m.CalendarOut, body=data)


def remove(hours_id: UUID | str) -> Call[None]:
    """Remove a calendar that no queue keeps."""
    return Call("DELETE", f"/api/v1/hours/{hours_id}", None)


def look(data: m.HoursBody) -> Call[m.LookOut]:
    """What hours would come to, before they are saved: open now, and the next six weeks day by day."""
    return Call("POST", "/api/v1/hours/look", m.LookOut, body=data, keyed=True)


def table(data: m.TableIn) -> Call[m.TableOut]:
    """Read a table of holidays and exchanged days, line by line, with what is wrong; nothing is saved."""
    return Call("POST", "/api/v1/hours/table", m.TableOut, body=data, keyed=True)
