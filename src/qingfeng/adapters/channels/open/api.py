"""The incoming half: /open/v1. A bearer token names the channel; every sender in it is the tenant's own customer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody, MultipartBody, QueryParameter

from qingfeng.adapters.channels.open import schemas as s
from qingfeng.adapters.channels.open.checks import check_context, check_sender_id, check_text, sender_of
from qingfeng.contracts.messages import Attachment
from qingfeng.kernel.clock import Clock
from qingfeng.kernel.db import Retryable
from qingfeng.kernel.errors import Invalid, Unauthenticated, Unavailable
from qingfeng.kernel.http import PAGED, Limiter, Paging, Problem, answer, charge, parse_id
from qingfeng.kernel.pages import cursor_of, place_of
from qingfeng.ports.channel import ChannelRef, CustomerDoor, Inbound, SurveyAnswer, SurveyForm

BODY_LIMIT = 64 * 1024
UPLOAD_LIMIT = 21 * 1024 * 1024
PER_SECOND = 50.0
BURST = 200.0
UPLOAD_COST = 10.0
Req = Request[Any, Any, Any]
Resolve = Callable[[str], Awaitable[ChannelRef]]
"""A token's channel; raises Unauthenticated, or Forbidden for one that is switched off."""

SenderQuery = Annotated[str, QueryParameter(name="sender", min_length=1, max_length=200)]


class Gate:
    """What the routes work with: the door, whose tokens are good, and how often each may be used (in this process)."""

    def __init__(self, door: CustomerDoor, resolve: Resolve, clock: Clock, rate: float) -> None:
        self.door = door
        self._resolve = resolve
        self._limit = Limiter(clock, PER_SECOND * rate, int(BURST * rate))

    def __deepcopy__(self, memo: object) -> Gate:
        return self  # Litestar copies what a router holds; this holds the house's one database

    async def channel(self, request: Request[Any, Any, Any]) -> ChannelRef:
        """The channel of the request's token. Raises Unauthenticated or RateLimited."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token or len(token) > 200:
            raise Unauthenticated("unauthenticated", "Send the header Authorization: Bearer qfo_….")
        channel = await self._resolve(token)
        charge(request, self._limit, token)
        return channel

    def charge(self, request: Req, cost: float) -> None:
        """A request that costs more than others takes more of the token's allowance."""
        charge(request, self._limit, request.headers.get("authorization", "").partition(" ")[2].strip(), cost)


@post("/messages", status_code=200)
async def post_message(
    gate: NamedDependency[Gate], channel: NamedDependency[ChannelRef], data: JSONBody[s.MessageIn]
) -> s.MessageOut:
    """A customer's message. Safe when this has answered; the same external_id again answers the same receipt."""
    check_text(data)
    check_context(data.context)
    if data.kind == "text" and data.attachment_id is not None:
        raise Invalid("kind_mismatch", "A message with a file has kind image or file.", field="kind")
    receipt = await gate.door.receive(
        channel,
        Inbound(
            external_id=data.external_id,
            sender=sender_of(channel, data.sender, data.locale),
            kind=data.kind,
            text=data.text,
            attachment_id=data.attachment_id,
            sent_at=data.sent_at,
            context=data.context,
        ),
    )
    return s.MessageOut(receipt.conversation_id, receipt.id, receipt.seq, receipt.duplicate)


@post("/attachments", status_code=200, request_max_body_size=UPLOAD_LIMIT)
async def post_attachment(
    request: Req,
    gate: NamedDependency[Gate],
    channel: NamedDependency[ChannelRef],
    data: MultipartBody[dict[str, Any]],
) -> Attachment:
    """Bring a file of a customer (form fields `file` and `sender`), checked by its content; then send its message."""
    gate.charge(request, UPLOAD_COST)
    form: Any = data
    file, sender = (form.get("file"), form.get("sender")) if isinstance(form, dict) else (None, None)
    if not isinstance(file, UploadFile):
        raise Invalid("missing", "Send one file in the form field `file`.", field="file")
    if not isinstance(sender, str):
        raise Invalid("missing", "Name the customer's id in the form field `sender`.", field="sender")
    found = check_sender_id(channel, sender)
    return await gate.door.upload(channel, found, file.filename, await file.read())


@post("/events", status_code=200)
async def post_event(
    gate: NamedDependency[Gate], channel: NamedDependency[ChannelRef], data: JSONBody[s.EventIn]
) -> s.Done:
    """The customer types, has read, asks for a person, or ends the conversation."""
    sender = sender_of(channel, data.sender)
    if data.type == "typing":
        await gate.door.typing(channel, sender, data.on)
    elif data.type == "human":
        await gate.door.human(channel, sender)
    elif data.type == "end":
        await gate.door.end(channel, sender)
    else:
        if data.seq is None:
            raise Invalid("missing", "Say up to which seq the customer has read.", field="seq")
        conversation = data.conversation_id
        if conversation is None:
            view = await gate.door.view(channel, sender)
            if view is None:
                raise Invalid("nothing_open", "This customer has no conversation.", field="sender")
            conversation = view.id
        await gate.door.read(channel, sender, conversation, data.seq)
    return s.Done()


@post("/survey", status_code=200)
async def post_survey(
    gate: NamedDependency[Gate], channel: NamedDependency[ChannelRef], data: JSONBody[s.SurveyIn]
) -> s.Done:
    """The customer's answer to the survey, once."""
    check_text(data)
    given = SurveyAnswer(score=data.score, reasons=data.reasons, comment=data.comment)
    await gate.door.survey(channel, sender_of(channel, data.sender), data.conversation_id, given)
    return s.Done()


@get("/conversations/{conversation_id:str}/survey")
async def get_survey(
    gate: NamedDependency[Gate],
    channel: NamedDependency[ChannelRef],
    conversation_id: FromPath[str],
    sender_id: SenderQuery,
) -> SurveyForm:
    """What the customer is asked about a conversation: draw this, and send the answer to `/survey`."""
    sender = check_sender_id(channel, sender_id)
    return await gate.door.survey_form(channel, sender, parse_id(conversation_id, "conversation_id"))


@get("/conversations/{conversation_id:str}/messages", dependencies=PAGED)
async def get_messages(
    gate: NamedDependency[Gate],
    channel: NamedDependency[ChannelRef],
    paging: NamedDependency[Paging],
    conversation_id: FromPath[str],
    sender_id: SenderQuery,
    after: Annotated[int, QueryParameter(ge=0, le=s.MAX_SEQ)] = 0,
) -> s.MessagesOut:
    """What was said after a seq, oldest first; without one, from the beginning."""
    id_ = parse_id(conversation_id, "conversation_id")
    sender = check_sender_id(channel, sender_id)
    place = place_of(paging.cursor, tuple[s.Seq])
    after = place[0] if place else after
    # The door reads the latest page when it is not told where to begin; no message has a seq below 1.
    page, more = await gate.door.messages(channel, sender, id_, after=after or -1, limit=paging.limit)
    return s.MessagesOut(page, cursor_of(page[-1].seq) if more else None)


@get("/status")
async def get_status(
    gate: NamedDependency[Gate], channel: NamedDependency[ChannelRef], sender_id: SenderQuery
) -> s.StatusOut:
    """The customer's conversation: the open one, else the last one; null when there was none."""
    return s.StatusOut(await gate.door.view(channel, check_sender_id(channel, sender_id)))


@post("/receipts", status_code=200)
async def post_receipt(
    gate: NamedDependency[Gate], channel: NamedDependency[ChannelRef], data: JSONBody[s.ReceiptIn]
) -> s.Done:
    """What became of a message of ours. It only moves forward; what tells nothing new is accepted in silence."""
    check_text(data)
    await gate.door.receipt(channel, data.message_id, data.status, data.error)
    return s.Done()


def routes(door: CustomerDoor, resolve: Resolve, clock: Clock, rate: float = 1.0) -> Router:
    """All routes under /open/v1. `resolve` finds a token's channel; `rate` widens or narrows what a token may do."""
    gate = Gate(door, resolve, clock, rate)
    return Router(
        "/open/v1",
        route_handlers=[
            post_message,
            post_attachment,
            post_event,
            get_survey,
            post_survey,
            get_messages,
            get_status,
            post_receipt,
        ],
        dependencies={
            "gate": Provide(lambda: gate, sync_to_thread=False),
            "channel": Provide(gate.channel),
        },
        exception_handlers=dict.fromkeys(Retryable, _busy),
        request_max_body_size=BODY_LIMIT,
        tags=["open channel"],
        opt={"public": True},
    )


def _busy(_: Req, __: Exception) -> Response[Problem]:
    return answer(Unavailable("unavailable", "Two requests about one customer met; send this one again.", seconds=1))
