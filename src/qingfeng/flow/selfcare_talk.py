"""What somebody read and searched on the self-service page goes with them when they write: the agent sees a line, the bot
knows which articles did not help, and the visit is one that did not end alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.bot import BotState
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.selfcare import public as selfcare
from qingfeng.modules.understanding import public as understanding

TRAIL = "help"
"""The part of a message's context that tells of it."""
KEPT_TRIES = 8
_SEEN = {"zh": "自助页上看过", "en": "Read on the help page"}


async def carry(tx: Tx, conv: Conversation, context: dict[str, Any]) -> None:
    """Before the message is written: what is new of its trail. Most messages have none, and cost nothing here."""
    trail, before = context.get(TRAIL), conv.context.get(TRAIL) or {}
    if not trail or trail == before:
        return
    known = before if before.get("visit") == trail["visit"] else {}
    read = [slug for slug in trail["read"] if slug not in known.get("read", [])]
    searched = [words for words in trail["searched"] if words not in known.get("searched", [])]
    await selfcare.count_talk(tx, UUID(trail["visit"]))
    lines = await knowledge.open_lines(tx.conn, read, conv.locale, tx.now)
    words = [understanding.mask_personal(one) for one in searched if one.strip()]
    if conv.phase == "bot" and lines:
        state = msgspec.convert(conv.bot, BotState)
        conv.bot = msgspec.to_builtins(replace(state, tried=_tried(state, lines, conv.locale)))
    if lines or words:
        await _tell(tx, conv, [one.title for one in lines], words)


def _tried(state: BotState, lines: list[knowledge.ShelfLine], locale: str) -> list[dict[str, str]]:
    there = {one.get("id") for one in state.tried}
    seen = _SEEN["zh" if locale.startswith("zh") else "en"]
    new = [
        {"question": seen, "id": str(one.id), "title": one.title, "category": one.category}
        for one in lines
        if str(one.id) not in there
    ]
    return [*new, *state.tried][-KEPT_TRIES:]


async def _tell(tx: Tx, conv: Conversation, titles: list[str], words: list[str]) -> None:
    between, mark = ("、", "《{}》") if conv.locale.startswith("zh") else (", ", "“{}”")
    read = between.join(mark.format(one) for one in titles)
    searched = between.join(words)
    code = "help_both" if read and searched else "help_read" if read else "help_searched"
    await conversations.system_line(tx, conv, code, public=False, read=read, searched=searched)
