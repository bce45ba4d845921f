"""The door of channels."""

from qingfeng.modules.channels import attempts, deliveries, privacy
from qingfeng.modules.channels.actions import keep_file
from qingfeng.modules.channels.admin import channel_of_token
from qingfeng.modules.channels.files import FileLinks
from qingfeng.modules.channels.model import ACCEPTED, MAX_BYTES, Hours, inspect
from qingfeng.modules.channels.store import (
    ChannelDraft,
    change_channel,
    channel,
    channel_by_key,
    channels,
    file,
    hours,
    hours_by_id,
    put_channel,
    put_hours,
)

__all__ = [
    "ACCEPTED",
    "MAX_BYTES",
    "ChannelDraft",
    "FileLinks",
    "Hours",
    "attempts",
    "change_channel",
    "channel",
    "channel_by_key",
    "channel_of_token",
    "channels",
    "deliveries",
    "file",
    "hours",
    "hours_by_id",
    "inspect",
    "keep_file",
    "privacy",
    "put_channel",
    "put_hours",
]
