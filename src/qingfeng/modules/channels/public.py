"""The door of channels."""

from qingfeng.modules.channels import deliveries
from qingfeng.modules.channels.actions import keep_file
from qingfeng.modules.channels.admin import channel_of_token
from qingfeng.modules.channels.calendars import CalendarDraft, change_calendar, make_calendar, remove_calendar
from qingfeng.modules.channels.files import FileLinks
from qingfeng.modules.channels.holidays import ANNOUNCED
from qingfeng.modules.channels.hours import Hours, TableRow, read_table
from qingfeng.modules.channels.hours import check as check_hours
from qingfeng.modules.channels.model import ACCEPTED, MAX_BYTES, inspect
from qingfeng.modules.channels.store import (
    ChannelDraft,
    change_channel,
    channel,
    channel_by_key,
    channels,
    file,
    put_channel,
)
from qingfeng.modules.channels.store_hours import Calendar, calendars, hours, hours_by_id, put_hours

__all__ = [
    "ACCEPTED",
    "ANNOUNCED",
    "MAX_BYTES",
    "Calendar",
    "CalendarDraft",
    "ChannelDraft",
    "FileLinks",
    "Hours",
    "TableRow",
    "calendars",
    "change_calendar",
    "change_channel",
    "channel",
    "channel_by_key",
    "channel_of_token",
    "channels",
    "check_hours",
    "deliveries",
    "file",
    "hours",
    "hours_by_id",
    "inspect",
    "keep_file",
    "make_calendar",
    "put_channel",
    "put_hours",
    "read_table",
    "remove_calendar",
]
