"""Drivers of the channels' exam: the open channel over HTTP and webhooks, web chat over HTTP and its socket."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import httpx
import msgspec

from qingfeng.adapters.channels.webchat.socket import WebchatSocket
from qingfeng.contracts.messages import Attachment, ConvView, Delivery, Message
from qingfeng.ports.channel import ChannelRef
from qingfeng.ports.conformance.driver import Ack, Refusal
from tests.adapters.open.receiver import Call, Receiver
from tests.ports.house import House


def answered(response: httpx.Response) -> Any:
    """The JSON of an answer; a refusal is raised."""
    if response.is_success:
        return response.json()
    try:
        error = response.json()["error"]
    except (ValueError, KeyError):
        raise AssertionError(f"{response.status_code} without our shape: {response.text[:200]}") from None
    raise Refusal(response.status_code, error["code"], error["field"])


class AtDesk:
    """The half of a driver that is the same for every channel."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def settle(self) -> None:
        await self.house.pump()

    async def take(self, conversation: UUID) -> None:
        await self.house.take(conversation)

    async def reply(self, conversation: UUID, text: str) -> Message:
        return await self.house.say(conversation, text)

    async def note(self, conversation: UUID, text: str) -> Message:
        return await self.house.say(conversation, text, "note")

    async def close(self, conversation: UUID) -> None:
        await self.house.close(conversation)

    async def thread(self, conversation: UUID) -> list[Message]:
        return await self.house.thread(conversation)

    async def advances(self, message: UUID) -> list[Delivery]:
        return self.house.advances(message)


class OpenDriver(AtDesk):
    """The tenant's own system: it brings messages with a token and takes webhooks, which it drops when it knows them."""

    def __init__(self, house: House, channel: ChannelRef, token: str, receiver: Receiver) -> None:
        super().__init__(house)
        self.channel = channel
        self.token = token
        self.receiver = receiver
        self.cut_off: set[str] = set()
        receiver.decide = self._decide

    def _decide(self, call: Call) -> int:
        return 503 if call.json.get("sender_id") in self.cut_off else 200

    async def _post(self, path: str, **body: Any) -> Any:
        async with self.house.client(self.token) as client:
            return answered(await client.post(f"/open/v1/{path}", json=body))

    async def _get(self, path: str, **query: Any) -> Any:
        async with self.house.client(self.token) as client:
            return answered(await client.get(f"/open/v1/{path}", params=query))

    async def send(
        self, who: str, text: str, *, key: str | None = None, kind: str = "text", attachment: UUID | None = None
    ) -> Ack:
        external = key or str(self.house.db.ids.new())
        more = {"attachment_id": str(attachment)} if attachment else {}
        out = await self._post(
            "messages", external_id=external, sender={"id": who, "name": who}, kind=kind, text=text, **more
        )
        return Ack(UUID(out["conversation_id"]), UUID(out["message_id"]), out["seq"], out["duplicate"])

    async def send_raw(self, who: str, body: bytes) -> int:
        async with self.house.client(self.token) as client:
            headers = {"Content-Type": "application/json"}
            return (await client.post("/open/v1/messages", content=body, headers=headers)).status_code

    async def upload(self, who: str, name: str, data: bytes) -> Attachment:
        async with self.house.client(self.token) as client:
            response = await client.post("/open/v1/attachments", data={"sender": who}, files={"file": (name, data)})
        return msgspec.convert(answered(response), Attachment)

    async def page(self, who: str, conversation: UUID, after: int, limit: int) -> tuple[list[Message], bool]:
        out = await self._get(f"conversations/{conversation}/messages", sender=who, after=after, limit=limit)
        return msgspec.convert(out["items"], list[Message]), out["next"] is not None

    async def view(self, who: str) -> ConvView | None:
        return msgspec.convert((await self._get("status", sender=who))["conversation"], ConvView | None)

    async def human(self, who: str) -> None:
        await self._post("events", type="human", sender={"id": who})

    async def end(self, who: str) -> None:
        await self._post("events", type="end", sender={"id": who})

    async def read(self, who: str, conversation: UUID, seq: int) -> None:
        await self._post("events", type="read", sender={"id": who}, conversation_id=str(conversation), seq=seq)

    async def survey(self, who: str, conversation: UUID, score: int) -> None:
        await self._post(
            "survey", sender={"id": who}, conversation_id=str(conversation), score=score, reasons=[], comment=""
        )

    async def arrived(self, who: str) -> list[Message]:
        seen: dict[str, Message] = {}
        for call in self.receiver.calls:
            assert call.signed
            body = call.json
            if body["type"] == "message.created" and body["sender_id"] == who and call.answer == 200:
                seen.setdefault(call.id, msgspec.convert(body["message"], Message))
        return list(seen.values())

    async def cut(self, who: str) -> None:
        self.cut_off.add(who)

    async def mend(self, who: str) -> None:
        self.cut_off.discard(who)
        self.house.clock.advance(60)
        await self.house.pump()


class WebchatDriver(AtDesk):
    """The widget: HTTP with its token, and a socket that comes back with the last seq it knows."""

    def __init__(self, house: House, channel: ChannelRef, key: str) -> None:
        super().__init__(house)
        self.channel = channel
        self.key = key
        self.gateway = WebchatSocket(house.chat, house.feeds)
        self.visitors: dict[str, Visitor] = {}

    async def _visitor(self, who: str) -> Visitor:
        if who not in self.visitors:
            async with self.house.client() as client:
                out = answered(await client.post("/webchat/v1/session", json={"channel": self.key}))
            # Another may have come in between: two tabs of one visitor are one visitor.
            made = self.visitors.setdefault(who, Visitor(self, out["token"]))
            if made.token == out["token"]:
                await made.connect()
        await self.visitors[who].ready.wait()
        return self.visitors[who]

    async def _post(self, who: str, path: str, **body: Any) -> Any:
        async with self.house.client((await self._visitor(who)).token) as client:
            return answered(await client.post(f"/webchat/v1/{path}", json=body))

    async def send(
        self, who: str, text: str, *, key: str | None = None, kind: str = "text", attachment: UUID | None = None
    ) -> Ack:
        more = {"attachment_id": str(attachment)} if attachment else {}
        client_id = key or str(self.house.db.ids.new())
        out = await self._post(who, "messages", client_id=client_id, kind=kind, text=text, **more)
        return Ack(UUID(out["conversation_id"]), UUID(out["id"]), out["seq"], out["duplicate"])

    async def send_raw(self, who: str, body: bytes) -> int:
        async with self.house.client((await self._visitor(who)).token) as client:
            headers = {"Content-Type": "application/json"}
            return (await client.post("/webchat/v1/messages", content=body, headers=headers)).status_code

    async def upload(self, who: str, name: str, data: bytes) -> Attachment:
        async with self.house.client((await self._visitor(who)).token) as client:
            return msgspec.convert(
                answered(await client.post("/webchat/v1/attachments", files={"file": (name, data)})), Attachment
            )

    async def page(self, who: str, conversation: UUID, after: int, limit: int) -> tuple[list[Message], bool]:
        async with self.house.client((await self._visitor(who)).token) as client:
            query: dict[str, str | int] = {"conversation_id": str(conversation), "after": after, "limit": limit}
            out = answered(await client.get("/webchat/v1/messages", params=query))
        return msgspec.convert(out["messages"], list[Message]), out["more"]

    async def view(self, who: str) -> ConvView | None:
        visitor = await self._visitor(who)
        async with self.house.client() as client:
            body = {"channel": self.key, "token": visitor.token}
            out = answered(await client.post("/webchat/v1/session", json=body))
        return msgspec.convert(out["conversation"], ConvView | None)

    async def human(self, who: str) -> None:
        await self._post(who, "human")

    async def end(self, who: str) -> None:
        await self._post(who, "end")

    async def read(self, who: str, conversation: UUID, seq: int) -> None:
        visitor = await self._visitor(who)
        visitor.say({"t": "read", "conversation_id": str(conversation), "seq": seq})
        await visitor.quiet()

    async def survey(self, who: str, conversation: UUID, score: int) -> None:
        await self._post(who, "survey", conversation_id=str(conversation), score=score, reasons=[], comment="")

    async def arrived(self, who: str) -> list[Message]:
        visitor = await self._visitor(who)
        if visitor.connected:
            await visitor.quiet()
        return list(visitor.known.values())

    async def cut(self, who: str) -> None:
        await (await self._visitor(who)).disconnect()

    async def mend(self, who: str) -> None:
        await (await self._visitor(who)).connect()

    async def stop(self) -> None:
        for visitor in self.visitors.values():
            await visitor.disconnect()


class Visitor:
    """A browser: one socket at a time, and what it has shown."""

    def __init__(self, driver: WebchatDriver, token: str) -> None:
        self.driver = driver
        self.token = token
        self.ready = asyncio.Event()
        self.known: dict[UUID, Message] = {}
        self.connected = False
        self._last: tuple[str | None, int] = (None, 0)
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._pongs = asyncio.Event()
        self._welcomed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def say(self, frame: dict[str, Any]) -> None:
        self._in.put_nowait({"type": "websocket.receive", "text": msgspec.json.encode(frame).decode()})

    async def connect(self) -> None:
        self._in = asyncio.Queue()
        self._in.put_nowait({"type": "websocket.connect"})
        self._welcomed.clear()
        scope = {"type": "websocket", "path": "/webchat/v1/ws", "headers": [], "client": ("127.0.0.1", 1)}
        self._task = asyncio.create_task(self.driver.gateway(scope, self._in.get, self._send))
        conversation, after = self._last
        self.say({"t": "hello", "token": self.token, "conversation_id": conversation, "after": after})
        await asyncio.wait_for(self._welcomed.wait(), 5)
        self.connected = True
        self.ready.set()

    async def disconnect(self) -> None:
        if self._task is not None and self.connected:
            self._in.put_nowait({"type": "websocket.disconnect"})
            await self._task
            self.connected = False

    async def quiet(self) -> None:
        """Everything said before has been handled, and everything told before has been shown."""
        self._pongs.clear()
        self.say({"t": "ping"})
        await asyncio.wait_for(self._pongs.wait(), 5)

    async def _send(self, event: dict[str, Any]) -> None:
        if event["type"] != "websocket.send":
            return
        frame = msgspec.json.decode(event["text"])
        if frame["t"] == "welcome":
            self._show(frame["messages"])
            self._welcomed.set()
        elif frame["t"] == "message":
            self._show([frame["message"]])
        elif frame["t"] == "pong":
            self._pongs.set()

    def _show(self, messages: list[Any]) -> None:
        for body in messages:
            message = msgspec.convert(body, Message)
            self.known.setdefault(message.id, message)
            self._last = (str(message.conversation_id), max(message.seq, self._last[1]))
