"""The widget's socket, a bare ASGI application: ten thousand idle visitors must cost little."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.adapters.channels.webchat.api import Webchat
from qingfeng.adapters.channels.webchat.visitor import Visitor
from qingfeng.contracts.messages import ConvView, Message
from qingfeng.kernel import log
from qingfeng.kernel.db import Lost
from qingfeng.kernel.errors import Conflict, Malformed, Refused, Unavailable
from qingfeng.kernel.http import Limiter, problem
from qingfeng.kernel.socket import Outlet, Receive, Scope, Send, client_of, read_frame
from qingfeng.ports.channel import ChannelRef
from qingfeng.ports.feed import Feeds

logger = log.get(__name__)
HELLO_SECONDS = 5.0
GOT_SECONDS = 1.0


class WebchatSocket:
    """`/webchat/v1/ws`. One instance serves all sockets of a process."""

    def __init__(self, chat: Webchat, feeds: Feeds) -> None:
        self._chat = chat
        self._feeds = feeds
        self._frames = Limiter(chat.clock, 20, 60)
        self._open: set[_Session] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        await send({"type": "websocket.accept"})
        outlet = Outlet(send)
        try:
            hello = await asyncio.wait_for(read_frame(receive), HELLO_SECONDS)
            if hello is None:
                return
            session = await self._greet(hello, outlet)
        except (ValueError, TimeoutError):
            outlet.close(1008, "hello expected")
            return
        except Lost:
            outlet.close(1013, "try again")
            return
        if session is None:
            return
        self._open.add(session)
        try:
            while (frame := await read_frame(receive)) is not None and not outlet.closed:
                if not self._frames.allow(client_of(scope) + session.key):
                    outlet.push({"t": "bye", "code": "rate_limited"})
                    outlet.close(1008, "too many frames")
                    return
                await session.handle(frame)
        except ValueError:
            outlet.close(1003, "JSON frames only")
        finally:
            session.close()
            self._open.discard(session)

    def __len__(self) -> int:
        return len(self._open)

    def going_away(self) -> None:
        """The process stops: tell everybody to come back elsewhere."""
        for session in list(self._open):
            session.outlet.push({"t": "bye", "code": "going_away"})
            session.outlet.close(1001, "going away")

    async def _greet(self, frame: dict[str, Any], outlet: Outlet) -> _Session | None:
        if frame["t"] != "hello":
            raise ValueError("hello expected")
        try:
            hello = msgspec.convert(frame, s.HelloFrame)
        except msgspec.ValidationError as error:
            raise ValueError("malformed hello") from error
        visitor = self._chat.visitors.open(hello.token)
        if visitor is None:
            outlet.push({"t": "bye", "code": "expired"})
            outlet.close(1008, "token expired")
            return None
        channel = await self._chat.channel_of(visitor)
        session = _Session(self._chat, self._feeds, channel, visitor, outlet)
        await session.begin(hello)
        return session


class _Session:
    """One visitor's socket after hello."""

    __slots__ = (
        "_channel",
        "_chat",
        "_feed",
        "_feeds",
        "_got",
        "_held",
        "_refused",
        "_timer",
        "_visitor",
        "key",
        "outlet",
    )

    def __init__(self, chat: Webchat, feeds: Feeds, channel: ChannelRef, visitor: Visitor, outlet: Outlet) -> None:
        self._chat = chat
        self._feeds = feeds
        self._channel = channel
        self._visitor = visitor
        self.outlet = outlet
        self.key = visitor.id.hex
        self._feed: Any = None
        self._held: list[Any] | None = []
        self._got: tuple[UUID, int] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._refused: str | None = None

    async def begin(self, hello: s.HelloFrame) -> None:
        """Listen first, then read: what comes in between is held back and shown after the welcome."""
        door, sender = self._chat.door, self._visitor.sender
        customer = await door.customer(self._channel, sender)
        self._feed = self._feeds.open(self._channel.tenant, customer or self._visitor.id, self._sink)
        view = await door.view(self._channel, sender)
        messages: list[Message] = []
        same = view is not None and view.id == hello.conversation_id
        if view is not None:
            messages = await self._since(view, hello.after if same else None)
        self.outlet.push({"t": "welcome", "conversation": view, "messages": messages, "reset": not same})
        held, self._held = self._held or [], None
        for frame in held:
            self._sink(frame)
        if messages:
            self._mark_got(messages[-1])

    async def _since(self, view: ConvView, after: int | None) -> list[Message]:
        door, sender = self._chat.door, self._visitor.sender
        if after is None:
            page, _ = await door.messages(self._channel, sender, view.id)
            return page
        found: list[Message] = []
        last, more = after, True
        while more and len(found) < 1000:
            if last == 0:
                page, more = await door.messages(self._channel, sender, view.id, limit=200)
                return page
            page, more = await door.messages(self._channel, sender, view.id, after=last, limit=200)
            found += page
            last = page[-1].seq if page else last
        return found

    def _sink(self, frame: Any) -> None:
        if self._held is not None:
            self._held.append(frame)
            return
        self.outlet.push(frame)
        if frame["t"] == "message":
            self._mark_got(frame["message"])

    def _mark_got(self, message: Message) -> None:
        """Tell the ledger a moment later that the device has it, unless the visitor has read it by then."""
        if message.author.kind not in ("agent", "bot"):
            return
        self._got = (message.conversation_id, message.seq)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GOT_SECONDS, self._report_got)

    def _report_got(self) -> None:
        self._timer = None
        if self._got is not None:
            conversation, seq = self._got
            self._got = None
            asyncio.get_running_loop().create_task(self._delivered(conversation, seq))

    async def _delivered(self, conversation: UUID, seq: int) -> None:
        try:
            await self._chat.door.delivered(self._channel, conversation, seq)
        except (Refused, *Lost):
            pass  # only a mark; the next one covers it

    def close(self) -> None:
        if self._feed is not None:
            self._feeds.close(self._feed)
        if self._timer is not None:
            self._timer.cancel()
        self.outlet.closed = True

    async def handle(self, frame: dict[str, Any]) -> None:
        kind = frame["t"]
        if kind == "send":
            await self._send(frame)
        elif kind == "ping":
            self.outlet.push('{"t":"pong"}')
        elif kind == "typing":
            await self._quietly(self._chat.door.typing(self._channel, self._visitor.sender, bool(frame.get("on"))))
        elif kind == "read":
            try:
                read = msgspec.convert(frame, s.ReadFrame)
            except msgspec.ValidationError:
                return
            if self._got is not None and self._got[1] <= read.seq:
                self._got = None
            await self._quietly(
                self._chat.door.read(self._channel, self._visitor.sender, read.conversation_id, read.seq)
            )

    async def _quietly(self, work: Any) -> None:
        try:
            await work
        except (Refused, *Lost) as error:
            logger.debug("frame refused", error=str(error))

    async def _send(self, frame: dict[str, Any]) -> None:
        """Append and acknowledge. What was written later must not overtake what has to be sent again."""
        client_id = frame.get("client_id")
        if self._refused is not None and client_id != self._refused:
            waiting = Conflict("earlier_first", "An earlier message must be sent again first.")
            self._nack(client_id, waiting, retry=True)
            return
        try:
            data = msgspec.convert(frame, s.MessageIn)
            receipt = await self._chat.send(self._channel, self._visitor, data)
        except msgspec.ValidationError as error:
            self._nack(client_id, Malformed("malformed", str(error)), retry=False)
            return
        except Refused as error:
            retry = error.status in (429, 503)
            self._refused = str(client_id) if retry else None
            self._nack(client_id, error, retry=retry)
            return
        except Lost:
            away = Unavailable("unavailable", "The database is not answering; it is sent again by itself.")
            self._nack(client_id, away, retry=True)
            self.outlet.close(1013, "try again")
            return
        self._refused = None
        self.outlet.push({"t": "ack", "client_id": data.client_id, **msgspec.structs.asdict(receipt)})

    def _nack(self, client_id: object, error: Refused, *, retry: bool) -> None:
        self.outlet.push({"t": "nack", "client_id": client_id, "error": problem(error).error, "retry": retry})
