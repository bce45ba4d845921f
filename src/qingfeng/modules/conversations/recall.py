"""Answering to one message, and taking one's own back while the ink is wet."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from qingfeng.contracts.base import Actor
from qingfeng.contracts.conversations import MessageRecalled
from qingfeng.contracts.messages import Author, Message, Preview, Quote
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations import store
from qingfeng.modules.conversations.model import Conversation
from qingfeng.modules.conversations.store import MESSAGE, message_of
from qingfeng.modules.conversations.words import unmarked

WINDOW = timedelta(minutes=2)
QUOTED = 120
"""Characters of a message that stand where it is answered to."""

_ONE = f"SELECT {MESSAGE} FROM conversations.messages WHERE conversation_id = $1 AND id = $2"
_RECALL = "UPDATE conversations.messages SET recalled_at = $3 WHERE conversation_id = $1 AND id = $2"
_UNQUOTE = """
UPDATE conversations.messages SET extra = jsonb_set(extra, '{quote,text}', '""')
WHERE conversation_id = $1 AND seq > $2 AND extra -> 'quote' ->> 'id' = $3
"""
_SPOKEN_SINCE = (
    "SELECT EXISTS (SELECT FROM conversations.messages WHERE conversation_id = $1 AND seq > $2 AND kind <> 'system')"
)


async def quote(conn: Connection, conv: Conversation, id_: UUID, *, public: bool) -> Quote:
    """The beginning of a message, to answer to. `public`: the customer will see it. Raises Invalid."""
    row = await conn.fetchrow(_ONE, conv.id, id_)
    if row is None or row["kind"] == "system" or row["recalled_at"] is not None or (public and not row["public"]):
        raise Invalid("unknown_quote", "This message cannot be answered to.", field="quote")
    found = message_of(row, public=False, read=0, delivered=0)
    text = found.text or (found.attachment.name if found.attachment else "")
    if found.format == "markdown":
        text = unmarked(text)
    author = Author(found.author.kind, None, found.author.name)
    return Quote(found.id, found.seq, author, found.kind, " ".join(text.split())[:QUOTED])


async def recall(tx: Tx, conv: Conversation, id_: UUID, by: Actor) -> Message:
    """Take back what I said to the customer a moment ago; doing it again is harmless. `conv` is locked.

    Raises NotFound; Forbidden `not_author`; Invalid for what no customer saw; Conflict `too_late`.
    """
    row = await tx.row(_ONE, conv.id, id_)
    if row is None:
        raise NotFound("not_found", "There is no such message.", field="message_id")
    if row["author_kind"] != "agent" or row["author_id"] != by.id:
        raise Forbidden("not_author", "Only who wrote it may take it back.")
    if not row["public"] or row["kind"] == "system":
        raise Invalid("not_recallable", "Only what the customer sees can be taken back.", field="message_id")
    if row["recalled_at"] is None:
        if tx.now - row["at"] > WINDOW:
            seconds = int(WINDOW.total_seconds())
            raise Conflict("too_late", f"A message can be taken back for {seconds} s.", seconds=seconds)
        await tx.execute(_RECALL, conv.id, id_, tx.now)
        await tx.execute(_UNQUOTE, conv.id, row["seq"], str(id_))
        if not await tx.value(_SPOKEN_SINCE, conv.id, row["seq"]):
            conv.preview = Preview("system", "agent", "recalled")
        await store.save(tx, conv)
    row = await tx.row(_ONE, conv.id, id_)
    assert row is not None
    message = message_of(row, public=False, read=conv.customer_read_seq, delivered=conv.delivered_seq)
    tx.emit(MessageRecalled(row=conv.row(), message=message, prev_public=row["prev_public"]))
    return message


async def recalled(conn: Connection, conversation: UUID, upto: int) -> list[Message]:
    """What was taken back of what a customer has up to a seq, as they may see it now."""
    rows = await conn.fetch(
        f"SELECT {MESSAGE} FROM conversations.messages WHERE conversation_id = $1 AND seq <= $2 AND public"
        " AND recalled_at IS NOT NULL ORDER BY seq",
        conversation,
        upto,
    )
    return [message_of(row, public=True, read=0, delivered=0) for row in rows]
