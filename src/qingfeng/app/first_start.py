"""An installation without a house: the link by which its first administrator begins one."""

from __future__ import annotations

from datetime import datetime

from qingfeng.app.embedded.problem import words
from qingfeng.kernel.clock import Clock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.modules.access import public as access

PLACE = "/setup#"
"""What follows the # is sent to no server and to no log."""


async def setup_link(database_url: str, url: str, clock: Clock, *, only_if_empty: bool) -> tuple[str, datetime] | None:
    """The address that begins a house, and until when it is good; an earlier one opens nothing any more.

    None when there is a house, or only a demo, and the link was to be made for an empty installation alone; else raises
    Conflict when there is a house.
    """
    db = await Database.open(database_url, clock, TimeOrderedIds(clock), size=2)
    try:
        if only_if_empty and not await access.is_empty_installation(db):
            return None
        word, until = await access.new_setup_link(db)
    finally:
        await db.close()
    return f"{url.rstrip('/')}{PLACE}{word}", until


def told(link: str, until: datetime) -> list[str]:
    """What a terminal says of it, line by line."""
    at = until.astimezone().strftime("%Y-%m-%d %H:%M")
    return [
        words("Set up your contact centre here (the link works once):", "请打开以下链接完成初始设置（仅可使用一次）："),
        link,
        words(
            f"Good until {at}; `qingfeng setup-link` makes another.",
            f"有效期至 {at}；如需重新生成，请运行 qingfeng setup-link。",
        ),
    ]
