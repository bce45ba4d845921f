"""The door of channels."""

from qingfeng.modules.channels import attempts, deliveries, privacy
from qingfeng.modules.channels.actions import keep_file
from qingfeng.modules.channels.admin import change as change_open_channel
from qingfeng.modules.channels.admin import channel_of_token
from qingfeng.modules.channels.admin import create as make_open_channel
from qingfeng.modules.channels.article_files import (
    MAX_PICTURE_BYTES,
    article_files,
    article_files_before,
    check_article_file,
    keep_article_file,
    put_article_file,
)
from qingfeng.modules.channels.calendars import CalendarDraft, change_calendar, make_calendar, remove_calendar
from qingfeng.modules.channels.files import FileLinks
from qingfeng.modules.channels.holidays import ANNOUNCED
from qingfeng.modules.channels.hours import Hours, TableRow, read_table
from qingfeng.modules.channels.hours import check as check_hours
from qingfeng.modules.channels.look import Both, BothLists, Look, LookVersion
from qingfeng.modules.channels.looks import Change, keep_logo, look_versions, restore_look, save_look, web_chat
from qingfeng.modules.channels.model import ACCEPTED, MAX_BYTES, inspect
from qingfeng.modules.channels.schemas import OpenChannelChange, OpenChannelIn, TurnSeconds
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
from qingfeng.modules.channels.store_looks import latest as latest_look
from qingfeng.modules.channels.text_versions import (
    HOUSE,
    latest_texts,
    restore_texts,
    save_texts,
    texts_versions,
)
from qingfeng.modules.channels.texts import ROOMS, Room, Slot, Texts, TextsVersion, Wording
from qingfeng.modules.channels.texts import in_force as texts_in_force
from qingfeng.modules.channels.webchats import change_web_chat, make_web_chat, web_chats

__all__ = [
    "ACCEPTED",
    "ANNOUNCED",
    "HOUSE",
    "MAX_BYTES",
    "MAX_PICTURE_BYTES",
    "ROOMS",
    "Both",
    "BothLists",
    "Calendar",
    "CalendarDraft",
    "Change",
    "ChannelDraft",
    "FileLinks",
    "Hours",
    "Look",
    "LookVersion",
    "OpenChannelChange",
    "OpenChannelIn",
    "Room",
    "Slot",
    "TableRow",
    "Texts",
    "TextsVersion",
    "TurnSeconds",
    "Wording",
    "article_files",
    "article_files_before",
    "attempts",
    "calendars",
    "change_calendar",
    "change_channel",
    "change_open_channel",
    "change_web_chat",
    "channel",
    "channel_by_key",
    "channel_of_token",
    "channels",
    "check_article_file",
    "check_hours",
    "deliveries",
    "file",
    "hours",
    "hours_by_id",
    "inspect",
    "keep_article_file",
    "keep_file",
    "keep_logo",
    "latest_look",
    "latest_texts",
    "look_versions",
    "make_calendar",
    "make_open_channel",
    "make_web_chat",
    "privacy",
    "put_article_file",
    "put_channel",
    "put_hours",
    "read_table",
    "remove_calendar",
    "restore_look",
    "restore_texts",
    "save_look",
    "save_texts",
    "texts_in_force",
    "texts_versions",
    "web_chat",
    "web_chats",
]
