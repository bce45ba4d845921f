"""What a house has pinned, for as long as a surge lasts or from a room for some hours, and how its web chats show it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from qingfeng.kernel.db import Connection
from qingfeng.modules.bot import public as bot
from qingfeng.modules.channels.public import BothLists
from qingfeng.modules.cocreation import public as cocreation
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.routing import public as routing


async def pinned(conn: Connection, now: datetime) -> list[UUID]:
    """The articles that are offered first now."""
    by_surge = (await routing.surge_levers(conn)).pinned
    return list(dict.fromkeys([*by_surge, *await cocreation.pinned_answers(conn, now)]))


async def before(conn: Connection, questions: BothLists, now: datetime) -> BothLists:
    """The quick questions of a chat, after those that lead to what is pinned."""
    ids = await pinned(conn, now)
    if not ids:
        return questions
    zh, en = [
        [bot.question(one) for one in await knowledge.shown_articles(conn, ids, now=now, locale=locale)]
        for locale in ("zh-CN", "en")
    ]
    return BothLists(list(dict.fromkeys([*zh, *questions.zh])), list(dict.fromkeys([*en, *questions.en])))
