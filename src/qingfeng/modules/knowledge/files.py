"""The files that articles name, in whatever is kept of them: as they are, in every version, and in what waits."""

from __future__ import annotations

from uuid import UUID

from qingfeng.kernel import prose
from qingfeng.kernel.db import Connection

_BODIES = (
    "SELECT body FROM knowledge.articles WHERE strpos(body, '](file:') > 0"
    " UNION ALL SELECT draft ->> 'body' FROM knowledge.article_versions WHERE strpos(draft ->> 'body', '](file:') > 0"
    " UNION ALL SELECT draft ->> 'body' FROM knowledge.proposals WHERE strpos(draft ->> 'body', '](file:') > 0"
)


async def named_files(conn: Connection) -> set[UUID]:
    """Every file that an article of this house names."""
    return {one.id for row in await conn.fetch(_BODIES) for one in prose.pictures(row["body"])}
