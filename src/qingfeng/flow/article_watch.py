"""Reminds the last editor of an article, once, that somebody is to look at it; one process of the cluster does."""

from __future__ import annotations

from uuid import UUID

from qingfeng.flow.rounds import Rounds
from qingfeng.kernel.leases import fence
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.knowledge import public as knowledge


class ArticleWatch(Rounds):
    """A look is one transaction: who was told and that they were go together."""

    name = "articles"
    every = 600.0

    async def look(self, tenant: UUID, token: int) -> None:
        async with self.work.tx(tenant) as tx:
            await fence(tx, self.name, token)
            due = await knowledge.due_articles(tx)
            for one in due:
                if one.editor is not None:
                    about = (one.id, one.title)
                    await conversations.tell(tx, one.editor, "article_due", about, text=one.why)
            if due:
                await knowledge.reminded(tx, [one.id for one in due])
