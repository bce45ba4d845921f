"""What others ask of understanding: what a conversation is about, and which intents there are. Only reads."""

from __future__ import annotations

from uuid import UUID

from qingfeng.kernel.db import Connection, Database
from qingfeng.kernel.errors import Conflict, Unavailable
from qingfeng.modules.understanding import decisions, store, store_versions
from qingfeng.modules.understanding.decisions import Decision
from qingfeng.modules.understanding.reading import Reader
from qingfeng.modules.understanding.taxonomy import Intent, sureness


async def intents(conn: Connection) -> list[Intent]:
    """Those that may be chosen: the archived ones are not."""
    return [one for one in await store.intents(conn) if not one.archived]


async def by_code(conn: Connection) -> dict[str, Intent]:
    """All of them, the archived ones too."""
    return {one.code: one for one in await store.intents(conn)}


async def about(conn: Connection, conversation: UUID) -> Decision | None:
    """What a conversation is about, as far as it was understood."""
    return await decisions.of_conversation(conn, conversation)


async def number_of(conn: Connection, version: UUID | None) -> int | None:
    """The number of a version."""
    return None if version is None else (await store_versions.numbers(conn)).get(version)


async def sure_intent(db: Database, reader: Reader, tenant: UUID, words: str) -> str | None:
    """The code of the intent that the published version is sure of, for whoever answers these words now; None without
    one, or where this machine cannot use its model."""
    async with db.reading(tenant) as conn:
        published = await store_versions.published_number(conn)
        if published is None:
            return None
        try:
            model = await reader.model(conn, published[0])
        except (Conflict, Unavailable):
            return None
    read = (await reader.tell(model, words)).read
    return read.intent if sureness(read.confidence) == "sure" else None
