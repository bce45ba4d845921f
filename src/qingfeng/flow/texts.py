"""What the house says to a customer in its own name, in every channel: the texts there are, and those in force.

What a channel says of its own comes before what the house says, that before what is shipped. The words of the web chat's
buttons and fields are not among them, nor is the satisfaction question, which belongs to its survey.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.messages import Message, SystemNote
from qingfeng.flow.spine import Settings, word
from qingfeng.flow.wording import day
from qingfeng.kernel.db import Connection
from qingfeng.kernel.variables import fill
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Tenant
from qingfeng.modules.bot import public as bot
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import HOUSE, Both, Room, Slot, Texts, Wording

BRAND = "brand.name"
BOT = "bot_"
"""What the bot says begins with this, then comes the bot's own name of the occasion."""


def _slot(key: str, group: str, room: Room, zh: str, en: str, *variables: str) -> Slot:
    return Slot(key=key, group=group, room=room, shipped=Wording([zh], [en]), variables=[*variables, BRAND])


_DOOR = [
    _slot("greeting", "hello", "bubble", "您好，很高兴为您服务。", "Hello, how can we help?"),
    _slot(
        "answering",
        "hello",
        "bubble",
        "AI 助手先为您解答，通常几秒内回复；需要真人时，点右上角「人工」。",
        "Our AI assistant answers first, usually within seconds. For a person, tap “Agent” at the top.",
    ),
    _slot("head_bot", "head", "head", "AI 助手秒回，可随时转人工", "AI replies at once"),
    _slot("head_off", "head", "head", "AI 助手秒回，人工现在休息", "AI replies at once"),
    _slot("head_wait", "head", "head", "正在为您接通客服", "Finding someone for you"),
    _slot("head_callback", "head", "head", "已约好，到时联系您", "We will get back to you"),
    _slot("head_agent", "head", "head", "客服正在为您服务", "is helping you"),
    _slot("head_snoozed", "head", "head", "客服稍后继续回复您", "Will get back to you soon"),
    _slot("head_closed", "head", "head", "本次会话已结束", "Conversation ended"),
    _slot(
        "closed_hours",
        "away",
        "bubble",
        "现在是休息时间，请留言，我们上班后第一时间回复您。",
        "We are closed now; leave a message.",
    ),
    _slot("away", "away", "bar", "人工客服休息中", "Our team is away"),
    _slot(
        "away_until",
        "away",
        "bar",
        "人工客服休息中，{{hours.opens}} 上班",
        "Our team is away until {{hours.opens}}",
        "hours.opens",
    ),
    _slot(
        "leave_note",
        "away",
        "card",
        "写下问题，留个手机号或邮箱，客服会尽快联系您。",
        "Tell us what you need and leave a phone number or an email. We will get back to you soon.",
    ),
    _slot("left_message", "away", "line", "留言已收到，我们会尽快联系您", "We got your message and will be in touch"),
    _slot(
        "left_until",
        "away",
        "bar",
        "留言已收到，{{hours.opens}} 上班后联系您",
        "We got your message; we are back {{hours.opens}}",
        "hours.opens",
    ),
    _slot("human_requested", "waiting", "line", "您请求了人工客服", "You asked for a person"),
    _slot("queued", "waiting", "line", "已为您转接人工，正在排队", "You are in line for a person"),
    _slot("wait_plain", "waiting", "bar", "正在为您安排客服，请稍候", "Finding someone for you, one moment"),
    _slot("wait_next", "waiting", "bar", "您是下一位", "You are next"),
    _slot("wait_ahead", "waiting", "bar", "前面还有 {{queue.ahead}}", "{{queue.ahead}} ahead of you", "queue.ahead"),
    _slot("wait_time", "waiting", "bar", "{{queue.wait}}", "{{queue.wait}}", "queue.wait"),
    _slot("wait_offered", "waiting", "bar", "客服马上就来", "Someone is about to join"),
    *(
        _slot(key, "callback", "line", zh, en, "callback.at")
        for key, zh, en in (
            (
                "callback_kept_phone",
                "您的位置已保留，最晚 {{callback.at}} 给您打电话",
                "Your place is kept. We will call you by {{callback.at}}",
            ),
            (
                "callback_kept_chat",
                "您的位置已保留，最晚 {{callback.at}} 在这里回复您",
                "Your place is kept. We will answer here by {{callback.at}}",
            ),
            ("callback_window_phone", "{{callback.at}} 给您打电话", "We will call you {{callback.at}}"),
            ("callback_window_chat", "{{callback.at}} 在这里回复您", "We will answer here {{callback.at}}"),
        )
    ),
    _slot(
        "callback_withdrawn",
        "callback",
        "line",
        "已取消预约，您继续排队，位置不变",
        "Cancelled. You are back in line at the same place",
    ),
    _slot(
        "callback_unreached",
        "callback",
        "line",
        "我们按约定联系了您，没有联系上。需要时请再给我们留言。",
        "We tried to reach you as agreed, without success. Write to us again whenever you like.",
    ),
    _slot(
        "agent_joined",
        "talk",
        "line",
        "客服 {{agent.name}} 已接入，为您服务",
        "{{agent.name}} joined the chat",
        "agent.name",
    ),
    _slot("transferred", "talk", "line", "已为您转接给{{agent.name}}", "Transferred to {{agent.name}}", "agent.name"),
    _slot(
        "transferred_queue", "talk", "line", "已为您转接给{{queue.name}}", "Transferred to {{queue.name}}", "queue.name"
    ),
    _slot(
        "supervisor_joined",
        "talk",
        "line",
        "{{agent.name}} 加入了对话，和客服一起为您服务",
        "{{agent.name}} joined to help you, too",
        "agent.name",
    ),
    _slot("supervisor_left", "talk", "line", "{{agent.name}} 离开了对话", "{{agent.name}} left the chat", "agent.name"),
    _slot("back_to_bot", "talk", "line", "已转回 AI 助手", "Back with the AI assistant"),
    _slot("closed", "end", "line", "会话已结束", "Conversation ended"),
    _slot("survey_sent", "end", "line", "请您评价这次服务", "Please rate this conversation"),
    _slot("survey_bad", "end", "card", "哪里没做好？", "What went wrong?"),
    _slot("survey_good", "end", "card", "哪里做得好？", "What went well?"),
    _slot("survey_thanks", "end", "card", "谢谢您的评价", "Thank you for telling us"),
    _slot(
        "survey_over", "end", "bar", "评价时间已经过了，谢谢您", "The time to rate this is over, thank you all the same"
    ),
    _slot(
        "rate_limited",
        "refused",
        "bar",
        "发得有点快，请稍等几秒再试",
        "That was quick. Wait a few seconds and try again",
    ),
    _slot(
        "too_long",
        "refused",
        "bar",
        "内容太长，最多 {{text.most}} 字",
        "Too long: {{text.most}} characters at most",
        "text.most",
    ),
    _slot(
        "file_too_large", "refused", "bar", "文件太大，请压缩后再试", "The file is too large. Please make it smaller"
    ),
    _slot(
        "unsupported_type",
        "refused",
        "bar",
        "不支持这种文件，请换一种格式",
        "This kind of file cannot be sent. Try another format",
    ),
]
SLOTS: list[Slot] = [
    *_DOOR,
    *(
        Slot(
            key=BOT + occasion,
            group="bot",
            room="turn",
            shipped=Wording([one for one in zh if one], [one for one in en if one]),
            variables=list(bot.VARIABLES.get(occasion, ())),
            most=5,
        )
        for occasion, (zh, en) in bot.shipped().items()
    ),
]
_NAMES = {"name": "agent.name", "queue": "queue.name"}
"""A line's own parameters as texts name them."""


async def in_force(conn: Connection, channel: UUID | None) -> Texts:
    """What is said through a channel, by key; None: in the house."""
    kept = await channels.latest_texts(conn)
    return channels.texts_in_force(SLOTS, [kept[place].texts for place in (str(channel), HOUSE) if place in kept])


def brand(tenant: Tenant, settings: Settings, *, zh: bool) -> str:
    named = settings.words.get(BRAND)
    return tenant.name if named is None else word(named, "zh-CN" if zh else "en")


def widget(texts: Texts, tenant: Tenant, settings: Settings) -> dict[str, Both]:
    """What a web chat says by itself, in both languages; what it knows better than we do is left to it to fill in."""
    names = {"zh": {BRAND: brand(tenant, settings, zh=True)}, "en": {BRAND: brand(tenant, settings, zh=False)}}
    return {
        slot.key: Both(*(fill(getattr(texts[slot.key], part)[0], names[part])[0] for part in ("zh", "en")))
        for slot in _DOOR
    }


def of_bot(texts: Texts) -> dict[str, dict[str, list[str]]]:
    """What the bot says otherwise than shipped, by language and occasion."""
    own = {slot.key: slot.shipped for slot in SLOTS if slot.key.startswith(BOT)}
    return {
        part: {
            key.removeprefix(BOT): getattr(texts[key], part)
            for key, shipped in own.items()
            if getattr(texts[key], part) != getattr(shipped, part)
        }
        for part in ("zh", "en")
    }


def key_of(note: SystemNote) -> str:
    """Of the text of a line: some lines have several."""
    if note.code in ("callback_kept", "callback_window"):
        return f"{note.code}_{note.params.get('way')}"
    return "transferred_queue" if note.code == "transferred" and note.params.get("queue") else note.code


async def worded(conn: Connection, channel: UUID, messages: list[Message], locale: str) -> list[Message]:
    """The lines of the system with the house's words, for a platform that has none of its own."""
    if not any(message.system for message in messages):
        return messages
    tenant = await access.tenant_by_id(conn, await conn.fetchval("SELECT kernel.tenant()"))
    assert tenant is not None
    zh = locale.startswith("zh")
    texts = await in_force(conn, channel)
    name = brand(tenant, msgspec.convert(tenant.settings, Settings), zh=zh)
    hours = await channels.hours(conn)
    zone = ZoneInfo(hours.tz if hours else access.ZONE)
    return [_worded(message, texts, name, zone, zh=zh) if message.system else message for message in messages]


def _worded(message: Message, texts: Texts, name: str, zone: ZoneInfo, *, zh: bool) -> Message:
    assert message.system is not None
    wording = texts.get(key_of(message.system))
    if wording is None:
        return message
    values = {BRAND: name, "callback.at": _promised(message, zone, zh=zh)} | {
        _NAMES.get(key, key): str(value) for key, value in message.system.params.items()
    }
    if not zh and message.system.params.get("queue_en"):
        values["queue.name"] = str(message.system.params["queue_en"])
    return replace(message, text=fill((wording.zh if zh else wording.en)[0], values)[0])


def _promised(message: Message, zone: ZoneInfo, *, zh: bool) -> str:
    """When a call-back was promised, as of the day it was: until then, or from when to when."""
    note = message.system
    if note is None or "end" not in note.params:
        return ""
    today = message.at.astimezone(zone).date()
    start, end = (datetime.fromisoformat(str(note.params[part])).astimezone(zone) for part in ("start", "end"))
    if note.code == "callback_kept":
        return f"{day(end.date(), today, zh)} {end:%H:%M}"
    return f"{day(start.date(), today, zh)} {start:%H:%M}–{end:%H:%M}"
