"""The desk over HTTP: each route authorises, calls one verb, and answers with a schema."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody, QueryParameter

from qingfeng.contracts.messages import Attachment, Message, Row
from qingfeng.contracts.people import Presence
from qingfeng.flow import api_reasons, api_templates, desk, desk_take_back, floor, outbound, panel, reasons, surveys
from qingfeng.flow import schemas as s
from qingfeng.flow.desk_views import provide_only, provide_whose, team_of
from qingfeng.flow.spine import Spine
from qingfeng.flow.variables import variables
from qingfeng.kernel.errors import Invalid, NotFound
from qingfeng.kernel.http import PAGED, Paging
from qingfeng.kernel.pages import cursor_of, place_of
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Only, View
from qingfeng.modules.customers import public as customers
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

UPLOAD_LIMIT = 21 * 1024 * 1024
Query = Annotated[str, QueryParameter(max_length=100)]
SeqQuery = Annotated[int, QueryParameter(ge=0, le=2**31 - 1)]


@get("/api/v1/bootstrap", tags=["desk"])
async def bootstrap(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> s.Bootstrap:
    """People, queues, reasons and settings: what a desk needs once."""
    caller.need("desk.use")
    async with spine.db.reading(caller.tenant) as conn:
        return await floor.bootstrap(spine, caller, conn)


@put("/api/v1/presence", tags=["desk"])
async def presence(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[s.PresenceIn]
) -> Presence:
    """Change my state, now or after the last conversation."""
    caller.need("desk.use")
    async with spine.work.tx(caller.tenant) as tx:
        _, settings = await spine.tenant(caller.tenant, tx.conn)
        people.check_state(data.state, data.reason, reasons.usable(settings.presence_reasons))
        await people.hold(tx, caller.user_id)  # before counting: the last conversation may be ending
        if data.when == "after" and await conversations.load(tx.conn, caller.user_id) > 0:
            return await people.queue_presence(tx, caller.user_id, data.state, data.reason, caller.actor)
        return await people.set_presence(tx, caller.user_id, data.state, data.reason, caller.actor)


@post("/api/v1/presence/back", tags=["desk"], status_code=200)
async def come_back(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> Presence:
    """I am at my desk again: take conversations as before I was away. Not away is no error; then nothing changes."""
    caller.need("desk.use")
    async with spine.work.tx(caller.tenant) as tx:
        return await people.come_back(tx, caller.user_id, caller.actor)


@get(
    "/api/v1/conversations",
    tags=["desk"],
    dependencies={
        **PAGED,
        "whose": Provide(provide_whose, sync_to_thread=False),
        "only": Provide(provide_only, sync_to_thread=False),
    },
)
async def rows(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    paging: NamedDependency[Paging],
    only: NamedDependency[Only],
    view: FromQuery[View] = "mine",
    q: Query = "",
) -> s.RowsOut:
    """A page of the list, and how many there are in each view."""
    caller.need("conversations.read")
    async with spine.db.reading(caller.tenant) as conn:
        team = await team_of(conn, caller.user_id)
        found = [c.id for c in (await customers.search(conn, q, limit=200))[0]] if q.strip() else None
        wanted = conversations.ListQuery(
            view=view,
            me=caller.user_id,
            team=team,
            only=only,
            customers=found,
            limit=paging.limit,
            cursor=paging.cursor,
        )
        items, following = await conversations.rows(conn, wanted)
        counts = await conversations.counts(conn, caller.user_id, team)
    return s.RowsOut(items, following, counts)


async def _get(spine: Spine, caller: Caller, id_: UUID) -> conversations.Conversation:
    caller.need("conversations.read")
    async with spine.db.reading(caller.tenant) as conn:
        conv = await conversations.get(conn, id_)
    if conv is None:
        raise NotFound("not_found", "There is no such conversation.", field="conversation_id")
    return conv


@get("/api/v1/conversations/{conversation_id:uuid}", tags=["desk"])
async def conversation(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], conversation_id: FromPath[UUID]
) -> s.ConversationOut:
    """One conversation with its customer, hand-over and outcome."""
    conv = await _get(spine, caller, conversation_id)
    async with spine.db.reading(caller.tenant) as conn:
        out = await panel.panel(conn, conv.customer_id)
        _, settings = await spine.tenant(caller.tenant, conn)
        survey = await surveys.told(conn, settings, conv.id)
    return s.ConversationOut(
        **msgspec.structs.asdict(conv.row()),
        customer_panel=out,
        handover=conv.handover,
        survey=survey,
        close_reason=conv.close_reason,
        codes=conv.codes,
        context=conv.context,
    )


@get("/api/v1/conversations/{conversation_id:uuid}/messages", tags=["desk"], dependencies=PAGED)
async def messages(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    paging: NamedDependency[Paging],
    conversation_id: FromPath[UUID],
    after: SeqQuery = 0,
    before: Annotated[int | None, QueryParameter(ge=0, le=2**31 - 1)] = None,
) -> s.MessagesOut:
    """A page of the thread, oldest first: its end, or what comes after or before a seq. `next` leads on in that direction:
    without `after` to what was said earlier."""
    conv = await _get(spine, caller, conversation_id)
    place = place_of(paging.cursor, tuple[Literal["after", "before"], s.Seq])
    if place is not None:
        after, before = (place[1], None) if place[0] == "after" else (0, place[1])
    async with spine.db.reading(caller.tenant) as conn:
        page, more = await conversations.messages(
            conn, conv, public=False, after=after, before=before, limit=paging.limit
        )
        page = await outbound.with_deliveries(conn, page)
    linked = [spine.links.message(caller.tenant, m) for m in page]
    readers = {str(conv.agent_id): conv.agent_read_seq} if conv.agent_id else {}
    marks = s.ReadMarks(conv.customer_read_seq, conv.delivered_seq, readers)
    newer = before is None and after > 0
    end = cursor_of("after", page[-1].seq) if newer and page else cursor_of("before", page[0].seq) if page else None
    return s.MessagesOut(linked, end if more else None, marks)


@post("/api/v1/conversations/{conversation_id:uuid}/messages", tags=["desk"], status_code=200)
async def send(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[s.MessageIn],
) -> Message:
    """Answer the customer, or leave a note."""
    caller.need("desk.use")
    message = await desk.reply(spine, caller, conversation_id, data)
    return spine.links.message(caller.tenant, message)


@post("/api/v1/conversations/{conversation_id:uuid}/messages/{message_id:uuid}/retry", tags=["desk"], status_code=200)
async def retry(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    message_id: FromPath[UUID],
) -> s.Done:
    """Try a failed delivery again."""
    caller.need("desk.use")
    await outbound.retry(spine, caller, conversation_id, message_id)
    return s.Done()


@post("/api/v1/conversations/{conversation_id:uuid}/read", tags=["desk"], status_code=200)
async def read(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[s.ReadIn],
) -> s.Done:
    """I have read up to this seq."""
    caller.need("desk.use")
    await desk.read(spine, caller, conversation_id, data.seq)
    return s.Done()


@post("/api/v1/conversations/{conversation_id:uuid}/transfer", tags=["desk"], status_code=200)
async def transfer(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[s.TransferIn],
) -> Row:
    """Pass it on to a queue or an agent, with a note."""
    caller.need("desk.use")
    return await desk.transfer(
        spine, caller, conversation_id, queue_id=data.queue_id, agent_id=data.agent_id, note=data.note
    )


@post("/api/v1/conversations/{conversation_id:uuid}/transfer/undo", tags=["desk"], status_code=200)
async def take_back(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], conversation_id: FromPath[UUID]
) -> Row:
    """Undo my transfer while nobody has begun with it: back to the agent who had it, or into its queue."""
    caller.need("desk.use")
    return await desk_take_back.take_back(spine, caller, conversation_id)


@post("/api/v1/conversations/{conversation_id:uuid}/close", tags=["desk"], status_code=200)
async def close(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[s.CloseIn],
) -> Row:
    """End the talk; without codes there is time to write up."""
    caller.need("desk.use")
    return await desk.close(spine, caller, conversation_id, data)


@post("/api/v1/conversations/{conversation_id:uuid}/finish", tags=["desk"], status_code=200)
async def finish(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[s.FinishIn],
) -> Row:
    """End the wrap-up."""
    caller.need("desk.use")
    return await desk.finish(spine, caller, conversation_id, codes=data.codes, note=data.note)


@post("/api/v1/conversations/{conversation_id:uuid}/handback", tags=["desk"], status_code=200)
async def hand_back(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[s.HandBackIn],
) -> Row:
    """Back to the bot."""
    caller.need("desk.use")
    return await desk.hand_back(spine, caller, conversation_id, data.instruction)


@post("/api/v1/conversations/{conversation_id:uuid}/claim", tags=["desk"], status_code=200)
async def claim(caller: NamedDependency[Caller], spine: NamedDependency[Spine], conversation_id: FromPath[UUID]) -> Row:
    """Take a waiting conversation out of turn."""
    return await desk.claim(spine, caller, conversation_id)


@get("/api/v1/offers", tags=["desk"])
async def offers(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> s.OffersOut:
    """What is offered to me now."""
    caller.need("desk.use")
    async with spine.db.reading(caller.tenant) as conn:
        return s.OffersOut(await routing.offers_of(conn, caller.user_id))


@post("/api/v1/offers/{offer_id:uuid}/accept", tags=["desk"], status_code=200)
async def accept(caller: NamedDependency[Caller], spine: NamedDependency[Spine], offer_id: FromPath[UUID]) -> Row:
    """Take what was offered to me."""
    caller.need("desk.use")
    return await desk.accept(spine, caller, offer_id)


@post("/api/v1/offers/{offer_id:uuid}/decline", tags=["desk"], status_code=200)
async def decline(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    offer_id: FromPath[UUID],
    data: JSONBody[s.DeclineIn],
) -> s.Done:
    """Let it go to the next agent."""
    caller.need("desk.use")
    await desk.decline(spine, caller, offer_id, data.reason)
    return s.Done()


@post("/api/v1/attachments", tags=["desk"], status_code=200, request_max_body_size=UPLOAD_LIMIT)
async def upload(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    data: MultipartBody[dict[str, UploadFile]],
) -> Attachment:
    """Bring a file; then send a message that names it."""
    caller.need("desk.use")
    file = data.get("file")
    if not isinstance(file, UploadFile):
        raise Invalid("missing", "Send one file in the form field `file`.", field="file")
    kept = await channels.keep_file(
        spine.work, caller.tenant, file.filename, await file.read(), str(caller.actor), channels.MAX_BYTES
    )
    return spine.links.attachment(caller.tenant, kept)


@post("/api/v1/templates/{template_id:uuid}/render", tags=["knowledge"], status_code=200)
async def render(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    template_id: FromPath[UUID],
    data: JSONBody[s.RenderIn],
) -> s.RenderOut:
    """A template with this conversation's words filled in; what is not known is listed."""
    caller.need("knowledge.read")
    conv = await _get(spine, caller, data.conversation_id)
    async with spine.work.tx(caller.tenant) as tx:
        out = await panel.panel(tx.conn, conv.customer_id)
        known = await variables(spine, tx.conn, caller, conv, out, data.locale)
        text, missing = await knowledge.render(
            tx, template_id, known, data.locale, await api_templates.reader(tx.conn, caller)
        )
    return s.RenderOut(text, missing)


handlers = [
    bootstrap,
    presence,
    come_back,
    rows,
    conversation,
    messages,
    send,
    retry,
    read,
    transfer,
    take_back,
    close,
    finish,
    hand_back,
    claim,
    offers,
    accept,
    decline,
    upload,
    render,
    *api_reasons.handlers,
    *api_templates.handlers,
]
