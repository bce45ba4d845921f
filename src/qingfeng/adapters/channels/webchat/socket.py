"""The widget's socket, a bare ASGI application: ten thousand idle visitors must cost little."""

from __future__ import annotations

import asyncio
import contextlib
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.adapters.channels.webchat.api import Webchat
from qingfeng.adapters.channels.webchat.visitor import Visitor
from qingfeng.contracts.messages import ConvView, Message
from qingfeng.kernel import log, metrics, trace
from qingfeng.kernel.db import Lost, Retryable
from qingfeng.kernel.errors import Conflict, Malformed, Refused, Unavailable
from qingfeng.kernel.http import Limiter, problem
from qingfeng.kernel.socket import Outlet, Receive, Scope, Send, client_of, read_frame
from qingfeng.ports.channel import ChannelRef
from qingfeng.ports.feed import Feeds

logger = log.get(__name__)
_ACK = metrics.ACK.labels("customer")
HELLO_SECONDS = 5.0
GOT_SECONDS = 3.0
PAUSE_SECONDS = 0.1
"""Between two looks at what is due."""
AT_ONCE = 4
"""Conversations in one transaction: their customers' next messages wait for it."""
LOOKED_AT = 16 * AT_ONCE
"""Of all marks, to find some of one tenant."""


class WebchatSocket:
    """`/webchat/v1/ws`. One instance serves all sockets of a process."""

    def __init__(self, chat: Webchat, feeds: Feeds) -> None:
        self._chat = chat
        self._feeds = feeds
        self._frames = Limiter(chat.clock, 20, 60)
        self._marks = _Marks(chat)
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
        session = _Session(self._chat, self._feeds, self._marks, channel, visitor, outlet)
        await session.begin(hello)
        return session


class _Marks:
    """What visitors' devices have received, told to the ledger a moment later and a few at a time: while a conversation
    is marked, whoever writes to it waits."""

    def __init__(self, chat: Webchat) -> None:
        self._chat = chat
        self._marks: dict[tuple[UUID, UUID], tuple[int, float]] = {}
        self._telling: asyncio.Task[None] | None = None

    def got(self, tenant: UUID, conversation: UUID, seq: int) -> None:
        before, due = self._marks.get((tenant, conversation), (0, self._chat.clock.monotonic() + GOT_SECONDS))
        self._marks[tenant, conversation] = max(seq, before), due
        if self._telling is None:
            self._telling = asyncio.get_running_loop().create_task(self._tell())

    def read(self, tenant: UUID, conversation: UUID, seq: int) -> None:
        """The visitor has read it by now: that says more."""
        if self._marks.get((tenant, conversation), (seq + 1, 0.0))[0] <= seq:
            del self._marks[tenant, conversation]

    async def _tell(self) -> None:
        """As long as there is something to tell; those that are due first come first."""
        try:
            while self._marks:
                _, due = next(iter(self._marks.values()))
                ahead = due - self._chat.clock.monotonic()
                if ahead > 0:
                    await self._chat.clock.sleep(max(ahead, PAUSE_SECONDS))
                    continue
                tenant, marks = self._next()
                with contextlib.suppress(Refused, *Lost, *Retryable):  # only marks: the next ones cover them
                    await self._chat.door.delivered(tenant, marks)
        finally:
            self._telling = None

    def _next(self) -> tuple[UUID, dict[UUID, int]]:
        """A few of one tenant that are due."""
        now = self._chat.clock.monotonic()
        tenant = next(iter(self._marks))[0]
        first = islice(self._marks.items(), LOOKED_AT)
        few = [key for key, (_, due) in first if key[0] == tenant and due <= now][:AT_ONCE]
        return tenant, {conversation: self._marks.pop((tenant, conversation))[0] for _, conversation in few}


class _Session:
    """One visitor's socket after hello."""

    __slots__ = (
        "_channel",
        "_chat",
        "_feed",
        "_feeds",
        "_held",
        "_marks",
        "_refused",
        "_sending",
        "_visitor",
        "key",
        "outlet",
    )

    def __init__(
        self, chat: Webchat, feeds: Feeds, marks: _Marks, channel: ChannelRef, visitor: Visitor, outlet: Outlet
    ) -> None:
        self._chat = chat
        self._feeds = feeds
        self._marks = marks
        self._channel = channel
        self._visitor = visitor
        self.outlet = outlet
        self.key = visitor.id.hex
        self._feed: Any = None
        self._held: list[Any] | None = []
        self._refused: str | None = None
        self._sending: str | None = None

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
        if view is not None and same and hello.after:
            for message in await door.recalled(self._channel, sender, view.id, hello.after):
                self.outlet.push({"t": "renew", "message": message})
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
        message: Message | None = frame["message"] if frame["t"] == "message" else None
        if message is not None and message.client_id is not None and message.client_id == self._sending:
            # The acknowledgement comes a turn of the loop later: one write for both.
            self.outlet.push(frame, soon=False)
        else:
            self.outlet.push(frame)
            self.outlet.flush()
        if message is not None:
            self._mark_got(message)

    def _mark_got(self, message: Message) -> None:
        """Tell the ledger a moment later that the device has it, unless the visitor has read it by then."""
        if message.author.kind not in ("agent", "bot"):
            return
        self._marks.got(self._channel.tenant, message.conversation_id, message.seq)

    def close(self) -> None:
        if self._feed is not None:
            self._feeds.close(self._feed)
        self.outlet.closed = True

    async def handle(self, frame: dict[str, Any]) -> None:
        kind = frame["t"]
        if kind == "send":
            try:
                with _ACK.time(), trace.first("customer send"):
                    await self._send(frame)
            finally:
                self._sending = None
                self.outlet.flush()
        elif kind == "ping":
            self.outlet.push('{"t":"pong"}')
        elif kind == "typing":
            await self._quietly(self._chat.door.typing(self._channel, self._visitor.sender, bool(frame.get("on"))))
        elif kind == "read":
            try:
                read = msgspec.convert(frame, s.ReadFrame)
            except msgspec.ValidationError:
                return
            self._marks.read(self._channel.tenant, read.conversation_id, read.seq)
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
            self._chat.sends.check(str(self._visitor.id))
            self._sending = data.client_id
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
