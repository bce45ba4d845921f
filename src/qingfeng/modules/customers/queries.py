"""Reads for screens."""

from __future__ import annotations

from qingfeng.kernel import text
from qingfeng.kernel.db import Connection
from qingfeng.kernel.pages import cursor_of, place_of
from qingfeng.modules.customers import store
from qingfeng.modules.customers.model import Customer, normal


async def search(
    conn: Connection, words: str, *, limit: int = 20, after: str = ""
) -> tuple[list[Customer], str | None]:
    """Customers by name (Chinese words, pinyin initials), full phone number, address or order number; a page and the next."""
    place = place_of(after, tuple[str])
    wanted = text.query(text.tokens(words))
    exact = normal("phone", words) or normal("email", words) or words.strip()
    rows = await store.find(conn, wanted, exact, limit + 1, place[0] if place else "")
    page = [store.customer_of(r) for r in rows[:limit]]
    return page, cursor_of(rows[limit - 1]["place"]) if len(rows) > limit else None
