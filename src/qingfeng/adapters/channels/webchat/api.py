"""The widget's HTTP routes. A bearer token names the visitor; no cookie is used, so any page may embed us."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Protocol
from uuid import UUID

import msgspec
from litestar import Request, Router, delete, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, JSONBody, MultipartBody, QueryParameter

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.adapters.channels.webchat.visitor import TOKEN_SECONDS, Visitor, Visitors
from qingfeng.contracts.messages import Attachment
from qingfeng.kernel.clock import Clock
from qingfeng.kernel.errors import Forbidden, Invalid, NotFound
from qingfeng.kernel.http import Limiter, charge
from qingfeng.ports.channel import (
    CallBackChoice,
    CallBackForm,
    ChannelRef,
    Contact,
    CustomerDoor,
    Inbound,
    Receipt,
    SurveyAnswer,
    SurveyForm,
)

UPLOAD_LIMIT = 21 * 1024 * 1024
Req = Request[Any, Any, Any]


class ChannelSource(Protocol):
    """Where channels are found: by the public key in the script tag, or by tenant and id."""

    async def by_key(self, key: str) -> ChannelRef | None: ...
    async def by_id(self, tenant: UUID, id_: UUID) -> ChannelRef | None: ...


class ShopDoor(CustomerDoor, Protocol):
    """The door, and what a widget needs to draw itself."""

    async def config(self, channel: ChannelRef) -> dict[str, Any]: ...


class Webchat:
    """What the routes and the socket work with; limits are per process."""

    def __init__(
        self,
        door: ShopDoor,
        visitors: Visitors,
        clock: Clock,
        channels: ChannelSource,
        rate: float = 1.0,
    ) -> None:
        self.door = door
        self.visitors = visitors
        self.clock = clock
        self._channels = channels
        self.sessions = Limiter(clock, 2 * rate, int(40 * rate))
        self.sends = Limiter(clock, 3 * rate, int(20 * rate))
        self.uploads = Limiter(clock, 0.5 * rate, int(10 * rate))

    async def channel_by_key(self, key: str, origin: str, host: str = "") -> ChannelRef:
        """The chat a page asks for. `origin`: the page's; pages of our own `host` may always hold it."""
        channel = await self._channels.by_key(key)
        if channel is None or channel.kind != "webchat" or not channel.enabled:
            raise NotFound(
                "unknown_channel", "There is no such chat; check data-channel in the script tag.", field="channel"
            )
        allowed = channel.config.get("allowed_origins") or []
        if allowed and origin and origin not in allowed and origin.partition("://")[2] != host:
            raise Forbidden("origin_not_allowed", f"This chat may not be embedded in {origin}.", field="channel")
        return channel

    async def visitor(self, request: Req) -> tuple[Visitor, ChannelRef]:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        visitor = self.visitors.need(token if scheme.lower() == "bearer" else None)
        return visitor, await self.channel_of(visitor)

    async def channel_of(self, visitor: Visitor) -> ChannelRef:
        channel = await self._channels.by_id(visitor.tenant, visitor.channel)
        if channel is None or not channel.enabled:
            raise NotFound("unknown_channel", "This chat is no longer there.", field="channel")
        return channel

    async def send(self, channel: ChannelRef, visitor: Visitor, data: s.MessageIn) -> Receipt:
        return await self.door.receive(
            channel,
            Inbound(
                external_id=f"{visitor.id}:{data.client_id}",
                client_id=data.client_id,
                sender=visitor.sender,
                kind=data.kind,
                text=data.text,
                attachment_id=data.attachment_id,
                context=_context(data.page, data.help),
            ),
        )


def _context(page: s.Page | None, trail: s.HelpTrail | None) -> dict[str, Any]:
    """Where a message comes from, as it is kept."""
    found: dict[str, Any] = {} if page is None else {"page": _storable(page)}
    if trail is not None:
        kept = [[one.replace("\x00", "") for one in words] for words in (trail.read, trail.searched)]
        found["help"] = {"visit": str(trail.visit), "read": kept[0], "searched": kept[1]}
    return found


def _storable(page: s.Page) -> dict[str, str]:
    """Whatever a page calls itself must not keep its visitor's message away: PostgreSQL keeps no NUL."""
    found: dict[str, str] = msgspec.to_builtins(page)
    return {name: text.replace("\x00", "") for name, text in found.items()}


@post("/session", status_code=200)
async def session(chat: NamedDependency[Webchat], request: Req, data: JSONBody[s.SessionIn]) -> s.SessionOut:
    """Begin or resume: the visitor's token, how the widget looks, and the current conversation."""
    charge(request, chat.sessions, request.client.host if request.client else "")
    channel = await chat.channel_by_key(
        data.channel, request.headers.get("origin", ""), request.headers.get("host", "")
    )
    now = chat.clock.now()
    visitor = chat.visitors.admit(channel, data.token, data.identity, data.locale, now)
    view = await chat.door.view(channel, visitor.sender)
    messages, _ = await chat.door.messages(channel, visitor.sender, view.id) if view else ([], False)
    return s.SessionOut(
        token=chat.visitors.token(visitor),
        expires_at=now + timedelta(seconds=TOKEN_SECONDS),
        visitor=s.VisitorOut(visitor.id, visitor.name, visitor.external is not None),
        config=await chat.door.config(channel),
        conversation=view,
        messages=messages,
    )


@get("/messages")
async def messages(
    chat: NamedDependency[Webchat],
    request: Req,
    conversation_id: FromQuery[UUID],
    after: Annotated[int, QueryParameter(ge=0, le=2**31 - 1)] = 0,
    before: Annotated[int | None, QueryParameter(ge=0, le=2**31 - 1)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> s.MessagesOut:
    """A page of the conversation: what came after a seq, or before it; oldest first."""
    visitor, channel = await chat.visitor(request)
    page, more = await chat.door.messages(
        channel, visitor.sender, conversation_id, after=after, before=before, limit=limit
    )
    back = await chat.door.recalled(channel, visitor.sender, conversation_id, after) if after else []
    return s.MessagesOut(await chat.door.view(channel, visitor.sender), page, more, back)


@get("/history")
async def history(chat: NamedDependency[Webchat], request: Req, before: FromQuery[UUID | None] = None) -> s.HistoryOut:
    """Earlier, closed conversations, one at a time."""
    visitor, channel = await chat.visitor(request)
    past, more = await chat.door.history(channel, visitor.sender, before)
    return s.HistoryOut(past, more)


@post("/messages", status_code=200)
async def send(chat: NamedDependency[Webchat], request: Req, data: JSONBody[s.MessageIn]) -> s.MessageOut:
    """Send a message; the same client_id again answers the first receipt."""
    visitor, channel = await chat.visitor(request)
    charge(request, chat.sends, str(visitor.id))
    return _receipt(await chat.send(channel, visitor, data))


@post("/attachments", status_code=200, request_max_body_size=UPLOAD_LIMIT)
async def upload(
    chat: NamedDependency[Webchat], request: Req, data: MultipartBody[dict[str, UploadFile]]
) -> Attachment:
    """Bring a file, checked by its content; then send a message that names it."""
    visitor, channel = await chat.visitor(request)
    charge(request, chat.uploads, str(visitor.id))
    file = data.get("file")
    if not isinstance(file, UploadFile):
        raise Invalid("missing", "Send one file in the form field `file`.", field="file")
    return await chat.door.upload(channel, visitor.sender, file.filename, await file.read())


@post("/human", status_code=200)
async def human(chat: NamedDependency[Webchat], request: Req) -> s.ConversationOut:
    """Ask for a person."""
    visitor, channel = await chat.visitor(request)
    charge(request, chat.sends, str(visitor.id))
    return s.ConversationOut(await chat.door.human(channel, visitor.sender))


@post("/leave", status_code=200)
async def leave(chat: NamedDependency[Webchat], request: Req, data: JSONBody[s.LeaveIn]) -> s.MessageOut:
    """Leave a message and how to be reached."""
    visitor, channel = await chat.visitor(request)
    charge(request, chat.sends, str(visitor.id))
    inbound = Inbound(
        external_id=f"{visitor.id}:{data.client_id}",
        client_id=data.client_id,
        sender=visitor.sender,
        kind="text",
        text=data.text,
        context=_context(None, data.help),
    )
    contact = Contact(name=data.contact.name, phone=data.contact.phone, email=data.contact.email)
    return _receipt(await chat.door.leave(channel, inbound, contact))


@get("/callback")
async def callback_form(chat: NamedDependency[Webchat], request: Req) -> CallBackForm:
    """What the visitor may choose instead of waiting: nothing where no call-back is offered."""
    visitor, channel = await chat.visitor(request)
    charge(request, chat.sends, str(visitor.id))
    return await chat.door.callback_form(channel, visitor.sender)


@post("/callback", status_code=200)
async def call_back(chat: NamedDependency[Webchat], request: Req, data: JSONBody[s.CallBackIn]) -> s.ConversationOut:
    """Be called, or written to, instead of waiting; the same choice again is harmless."""
    visitor, channel = await chat.visitor(request)
    charge(request, chat.sends, str(visitor.id))
    if data.starts_at is not None and data.starts_at.tzinfo is None:
        raise Invalid(
            "no_zone", "Name the moment with its offset, such as 2026-07-01T09:00:00+08:00.", field="starts_at"
        )
    choice = CallBackChoice(way=data.way, starts_at=data.starts_at, phone=data.phone)
    return s.ConversationOut(await chat.door.call_back(channel, visitor.sender, choice))


@delete("/callback", status_code=200)
async def wait_again(chat: NamedDependency[Webchat], request: Req) -> s.ConversationOut:
    """Take it back and wait, at the old place."""
    visitor, channel = await chat.visitor(request)
    charge(request, chat.sends, str(visitor.id))
    return s.ConversationOut(await chat.door.wait_again(channel, visitor.sender))


@get("/survey")
async def survey_form(chat: NamedDependency[Webchat], request: Req, conversation_id: FromQuery[UUID]) -> SurveyForm:
    """What the visitor is asked about a conversation."""
    visitor, channel = await chat.visitor(request)
    return await chat.door.survey_form(channel, visitor.sender, conversation_id)


@post("/survey", status_code=200)
async def survey(chat: NamedDependency[Webchat], request: Req, data: JSONBody[s.SurveyIn]) -> s.Done:
    """Answer the survey, once."""
    visitor, channel = await chat.visitor(request)
    answer = SurveyAnswer(score=data.score, reasons=data.reasons, comment=data.comment)
    await chat.door.survey(channel, visitor.sender, data.conversation_id, answer)
    return s.Done()


@post("/end", status_code=200)
async def end(chat: NamedDependency[Webchat], request: Req) -> s.ConversationOut:
    """End the conversation."""
    visitor, channel = await chat.visitor(request)
    return s.ConversationOut(await chat.door.end(channel, visitor.sender))


def routes(chat: Webchat) -> Router:
    """All routes under /webchat/v1."""
    return Router(
        "/webchat/v1",
        route_handlers=[
            session,
            messages,
            history,
            send,
            upload,
            human,
            leave,
            callback_form,
            call_back,
            wait_again,
            survey_form,
            survey,
            end,
        ],
        dependencies={"chat": Provide(lambda: chat, sync_to_thread=False)},
        tags=["web chat"],
        opt={"public": True},
    )


def _receipt(receipt: Receipt) -> s.MessageOut:
    return s.MessageOut(
        conversation_id=receipt.conversation_id,
        id=receipt.id,
        seq=receipt.seq,
        prev=receipt.prev,
        at=receipt.at,
        duplicate=receipt.duplicate,
    )
