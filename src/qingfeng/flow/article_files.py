"""The pictures of articles: who is shown which, and the sweeping of those that no article names any more."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Attachment, Message, Source
from qingfeng.flow.rounds import Rounds
from qingfeng.kernel import prose
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import NotFound, Refused
from qingfeng.kernel.leases import fence
from qingfeng.kernel.uow import Tx
from qingfeng.modules.channels import public as channels
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.ports.documents import Shown

KEPT = timedelta(days=7)
"""So long a file that was brought may wait for the article it was brought for to be kept."""
AT_ONCE = 200


async def named(conn: Connection, body: str) -> list[Attachment]:
    """The files that a text names, in their order; what is not there, or was not brought for articles, is left out."""
    return await channels.article_files(conn, [one.id for one in prose.pictures(body)])


async def named_from(conn: Connection, body: str, sources: Sequence[Source]) -> list[Attachment]:
    """As `named`, of what is said to a customer: only those that stand in these articles, which customers may read."""
    found = await named(conn, body)
    if not found:
        return []
    shown: set[UUID] = set()
    for source in sources:
        try:
            article = await knowledge.article(conn, source.id)
        except NotFound:
            continue
        if article.audience == "customer":
            shown |= {one.id for one in prose.pictures(article.body)}
    return [one for one in found if one.id in shown]


def readable(message: Message) -> Message:
    """What a platform that shows only text can show: pictures by their words in the text, and by their links in `files`."""
    if message.format != "markdown" or not message.files:
        return message
    return msgspec.structs.replace(message, text=prose.told(message.text, "【{words}】"))


class Pictures:
    """`ports.documents.PictureKeeper`: pictures of documents, checked as those that editors bring."""

    async def id_of(self, tenant: UUID, picture: Shown) -> UUID | None:
        try:
            await asyncio.to_thread(channels.check_article_file, picture.name, picture.data)
        except Refused:
            return None
        return UUID(bytes=hashlib.sha256(tenant.bytes + picture.data).digest()[:16])

    async def keep(self, tx: Tx, id_: UUID, picture: Shown) -> None:
        await channels.put_article_file(tx, id_, picture.name, picture.data)


class ArticleFileWatch(Rounds):
    """Drops what was brought for articles and stands in none of them, in no version and in no change that waits."""

    name = "article_files"
    every = 6 * 3600.0

    async def look(self, tenant: UUID, token: int) -> None:
        async with self.work.tx(tenant) as tx:
            await fence(tx, self.name, token)
            old = await channels.article_files_before(tx.conn, tx.now - KEPT)
            if not old:
                return
            there = await knowledge.named_files(tx.conn)
            gone = [id_ for id_ in old if id_ not in there]
            for at in range(0, len(gone), AT_ONCE):
                await channels.privacy.drop_files(tx, gone[at : at + AT_ONCE])
