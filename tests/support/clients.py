"""A customer and an agent who speak the public protocols, and keep what they were told."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException

AWAY = (OSError, WebSocketException, httpx.HTTPError, InvalidStatus, TimeoutError)


def ws(url: str) -> str:
    return url.replace("http", "ws", 1)


@dataclass
class Customer:
    """A visitor with one socket, an outbox that is sent again until acknowledged, and a thread without gaps."""

    url: str
    channel: str = "demo-shop"
    locale: str = "zh-CN"
    token: str | None = None
    conversation: dict[str, Any] | None = None
    thread: dict[int, dict[str, Any]] = field(default_factory=dict)
    acked: dict[str, dict[str, Any]] = field(default_factory=dict)
    outbox: dict[str, dict[str, Any]] = field(default_factory=dict)
    spare: list[str] = field(default_factory=list)
    twice: int = 0
    repeated: int = 0
    typing: list[dict[str, Any]] = field(default_factory=list)
    goodbyes: list[str] = field(default_factory=list)
    _socket: ClientConnection | None = None
    _task: asyncio.Task[None] | None = None
    _again: asyncio.Task[None] | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._live())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def session(self) -> dict[str, Any]:
        async with httpx.AsyncClient(base_url=self.url, timeout=20) as http:
            body = {"channel": self.channel, "token": self.token, "locale": self.locale}
            answer = await http.post("/webchat/v1/session", json=body)
            answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        self.token = found["token"]
        return found

    async def call(self, verb: str, body: dict[str, Any]) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.url, timeout=20) as http:
            return await http.post(f"/webchat/v1/{verb}", json=body, headers={"Authorization": f"Bearer {self.token}"})

    async def say(self, text: str) -> str:
        """Put a message in the outbox; it goes out now or as soon as there is a line."""
        client_id = uuid4().hex
        self.outbox[client_id] = {"t": "send", "client_id": client_id, "kind": "text", "text": text}
        await self._flush()
        return client_id

    async def types(self, on: bool = True) -> None:
        assert self._socket is not None
        await self._socket.send(json.dumps({"t": "typing", "on": on}))

    async def until(self, true: Any, seconds: float = 60.0) -> None:
        """Wait until `true()` holds; looked at whenever a frame has come."""
        async with asyncio.timeout(seconds):
            while not true():
                self._changed.clear()
                await self._changed.wait()

    def said_by(self, kind: str) -> list[str]:
        return [m["text"] for _, m in sorted(self.thread.items()) if m["author"]["kind"] == kind]

    async def _flush(self) -> None:
        for frame in list(self.outbox.values()):
            if self._socket is not None:
                with contextlib.suppress(*AWAY):
                    await self._socket.send(json.dumps(frame))

    async def _live(self) -> None:
        while True:
            try:
                if self.token is None:
                    await self.session()
                async with connect(f"{ws(self.url)}/webchat/v1/ws", open_timeout=5) as socket:
                    await self._talk(socket)
            except AWAY:
                pass
            finally:
                self._socket = None
            if self.spare:
                self.spare.append(self.url)
                self.url = self.spare.pop(0)
            await asyncio.sleep(0.2)

    async def _talk(self, socket: ClientConnection) -> None:
        last = max(self.thread, default=0)
        id_ = self.conversation["id"] if self.conversation else None
        await socket.send(json.dumps({"t": "hello", "token": self.token, "conversation_id": id_, "after": last}))
        self._socket = socket
        async for text in socket:
            frame = json.loads(text)
            if frame["t"] == "welcome":
                await self._flush()
            self._take(frame)
            self._changed.set()

    def _take(self, frame: dict[str, Any]) -> None:
        kind = frame["t"]
        if kind == "welcome":
            if frame["reset"]:
                self.thread.clear()
            self.conversation = frame["conversation"]
            for message in frame["messages"]:
                self._keep(message)
        elif kind == "message":
            if self.conversation is None or frame["message"]["conversation_id"] != self.conversation["id"]:
                self.thread.clear()
                self.conversation = {"id": frame["message"]["conversation_id"], "phase": "bot"}
            known = self.thread.get(frame["message"]["seq"])
            self.repeated += known is not None and known["id"] == frame["message"]["id"]
            self._keep(frame["message"])
        elif kind == "typing":
            self.typing.append(frame)
        elif kind == "status":
            self.conversation = frame["conversation"]
        elif kind == "ack":
            self.acked[frame["client_id"]] = frame
            self.outbox.pop(frame["client_id"], None)
        elif kind == "bye":
            self.goodbyes.append(frame["code"])
        elif kind == "nack":
            assert frame["retry"], frame
            if next(iter(self.outbox), None) == frame["client_id"]:
                self._again = asyncio.create_task(self._later())

    async def _later(self) -> None:
        await asyncio.sleep(0.3)
        await self._flush()

    def _keep(self, message: dict[str, Any]) -> None:
        known = self.thread.get(message["seq"])
        if known is not None and known["id"] != message["id"]:
            self.twice += 1
        self.thread[message["seq"]] = message


@dataclass
class Agent:
    """A person at a desk: signed in, with a live socket that takes every offer at once if asked to."""

    url: str
    email: str
    accept: bool = True
    spare: list[str] = field(default_factory=list)
    password: str = "qingfeng"
    frames: list[dict[str, Any]] = field(default_factory=list)
    mine: set[str] = field(default_factory=set)
    _http: httpx.AsyncClient | None = None
    _task: asyncio.Task[None] | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _socket: ClientConnection | None = None

    @property
    def http(self) -> httpx.AsyncClient:
        assert self._http is not None
        return self._http

    async def __aenter__(self) -> Self:
        self._http = httpx.AsyncClient(base_url=self.url, timeout=20)
        answer = await self._http.post("/api/v1/session", json={"email": self.email, "password": self.password})
        answer.raise_for_status()
        self._http.headers["X-QF-CSRF"] = answer.json()["csrf"]
        self._task = asyncio.create_task(self._live())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.http.aclose()

    async def presence(self, state: str, reason: str | None = None) -> httpx.Response:
        return await self.http.put("/api/v1/presence", json={"state": state, "reason": reason})

    async def reply(self, conversation: str, text: str, kind: str = "text") -> httpx.Response:
        body = {"client_id": uuid4().hex, "kind": kind, "text": text}
        return await self.http.post(f"/api/v1/conversations/{conversation}/messages", json=body)

    async def watch(self, *conversations: str) -> None:
        assert self._socket is not None
        await self._socket.send(json.dumps({"t": "watch", "conversation_ids": list(conversations)}))

    async def types(self, conversation: str, on: bool = True) -> None:
        assert self._socket is not None
        await self._socket.send(json.dumps({"t": "typing", "conversation_id": conversation, "on": on}))

    async def until(self, true: Any, seconds: float = 60.0) -> None:
        async with asyncio.timeout(seconds):
            while not true():
                self._changed.clear()
                await self._changed.wait()

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        return [f for f in self.frames if f["t"] == kind]

    async def _live(self) -> None:
        while True:
            try:
                cookie = "; ".join(f"{k}={v}" for k, v in self.http.cookies.items())
                address = f"{ws(self.url)}/api/v1/live"
                async with connect(address, additional_headers={"Cookie": cookie}, open_timeout=5) as socket:
                    self._socket = socket
                    async for text in socket:
                        await self._take(json.loads(text))
            except AWAY:
                pass
            finally:
                self._socket = None
            if self.spare:
                self.spare.append(self.url)
                self.url = self.spare.pop(0)
                self.http.base_url = httpx.URL(self.url)
            await asyncio.sleep(0.2)

    async def _take(self, frame: dict[str, Any]) -> None:
        for one in frame["frames"] if frame["t"] == "batch" else [frame]:
            self.frames.append(one)
            if one["t"] == "offer":
                await self._offered(one["offer"])
            elif one["t"] == "welcome":
                for offer in one["offers"]:
                    await self._offered(offer)
        self._changed.set()

    async def _offered(self, offer: dict[str, Any]) -> None:
        if self.accept:
            with contextlib.suppress(*AWAY):
                answer = await self.http.post(f"/api/v1/offers/{offer['id']}/accept")
                if answer.status_code == 200:
                    self.mine.add(offer["conversation"]["id"])
