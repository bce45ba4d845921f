"""The pictures of articles over HTTP: brought by whoever writes, looked up by whoever reads, sent with an article."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, MultipartBody, QueryParameter

from qingfeng.contracts.messages import Attachment, Author, Message, Source
from qingfeng.flow import article_files
from qingfeng.flow.desk import take_word
from qingfeng.flow.schemas import ClientId
from qingfeng.flow.spine import Spine
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.ports.channel import MAX_TEXT

UPLOAD_LIMIT = channels.MAX_PICTURE_BYTES + 64 * 1024
MOST = 60


class ArticleFilesOut(msgspec.Struct):
    """`url`: signed, good for one to two hours. What is not there is left out."""

    items: list[Attachment]


class ArticleSentIn(msgspec.Struct, forbid_unknown_fields=True):
    """The same `client_id` again answers the first message."""

    client_id: ClientId
    article_id: UUID


@post("/api/v1/knowledge/files", tags=["knowledge"], status_code=201, request_max_body_size=UPLOAD_LIMIT)
async def upload(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    data: MultipartBody[dict[str, UploadFile]],
) -> Attachment:
    """Bring a picture for articles, then name it in a body: `![words](file:ID "caption")`. PNG, JPEG, GIF or WebP, at most 5 MB; where and when it was taken is taken out. What no article names is dropped after seven days."""
    caller.need("knowledge.write")
    file = data.get("file")
    if not isinstance(file, UploadFile):
        raise Invalid("missing", "Send one file in the form field `file`.", field="file")
    kept = await channels.keep_article_file(spine.work, caller.tenant, file.filename, await file.read())
    return spine.links.attachment(caller.tenant, kept)


@get("/api/v1/knowledge/files", tags=["knowledge"])
async def files(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    ids: Annotated[str, QueryParameter(max_length=40 * MOST)] = "",
) -> ArticleFilesOut:
    """Pictures of articles by their ids, by comma, at most 60."""
    caller.need("knowledge.read")
    try:
        wanted = [UUID(one) for one in ids.split(",") if one.strip()]
    except ValueError:
        raise Invalid("bad_ids", "Name files by their ids, by comma.", field="ids") from None
    if len(wanted) > MOST:
        raise Invalid("too_many", f"At most {MOST} files at once.", field="ids", max=MOST)
    async with spine.db.reading(caller.tenant) as conn:
        found = await channels.article_files(conn, wanted)
    return ArticleFilesOut([spine.links.attachment(caller.tenant, one) for one in found])


@post("/api/v1/conversations/{conversation_id:uuid}/articles", tags=["desk"], status_code=201)
async def send_article(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[ArticleSentIn],
) -> Message:
    """Send a whole article that customers may read, with its pictures and steps. 422 `not_for_customers` for any other."""
    caller.need("desk.use")
    caller.need("knowledge.read")
    async with spine.held.turn(caller.tenant, conversation_id), spine.work.tx(caller.tenant) as tx:
        conv, stored = await conversations.lock_for(tx, conversation_id, caller.user_id, data.client_id)
        if stored is not None:
            message = conversations.message_of(
                stored, public=False, read=conv.customer_read_seq, delivered=conv.delivered_seq
            )
            return spine.links.message(caller.tenant, message)
        article = await knowledge.article(tx.conn, data.article_id)
        if article.audience != "customer" or article.state(tx.now) != "published":
            raise Invalid("not_for_customers", "Customers may not read this article now.", field="article_id")
        text = f"**{article.title.replace('*', '')}**\n\n{article.body}"
        if len(text) > MAX_TEXT:
            raise Invalid("article_too_long", "It is too long for one message; send what matters.", field="article_id")
        await take_word(tx, conv, caller)
        spine.held.keep(tx, conv)
        message = await conversations.append(
            tx,
            conv,
            conversations.Draft(
                author=Author("agent", caller.user_id, caller.name),
                kind="text",
                text=text,
                format="markdown",
                sources=[Source(article.id, article.title)],
                files=await article_files.named(tx.conn, article.body),
                client_id=data.client_id,
            ),
        )
    return spine.links.message(caller.tenant, message)


handlers = [upload, files, send_article]
