"""A simulated customer's device: the web chat's public protocol, as a widget speaks it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.app.demo.content import WEBCHAT_KEY
from qingfeng.app.demo.life import Chance, name
from qingfeng.app.demo.show import Show
from qingfeng.app.demo.web import Away, Refusal
from qingfeng.app.demo.wire import Frame, Wire
from qingfeng.contracts.messages import ConvView, Message
from qingfeng.ports.channel import SurveyForm

ACK_SECONDS = 5.0
API = "/webchat/v1"


class Visitor:
    """One browser with the shop's page open. What it knows of its conversation follows the server's frames."""

    def __init__(self, show: Show, chance: Chance, locale: str) -> None:
        self._show = show
        self._chance = chance
        self._locale = locale
        self._token = ""
        self._acks: dict[str, Frame] = {}
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._wire = Wire(f"{show.web.base}{API}/ws", self, show.clock, chance)
        self.view: ConvView | None = None
        self.talk: UUID | None = None
        """The conversation whose messages are in `thread`: one who comes back begins another."""
        self.thread: dict[int, Message] = {}

    async def open(self, identity: str | None) -> None:
        """Load the page. `identity`: what the shop vouches for when the customer is logged in there."""
        body = {"channel": WEBCHAT_KEY, "identity": identity, "locale": self._locale}
        found = await self._show.web.call("POST", f"{API}/session", body)
        self._token = found["token"]
        self._task = asyncio.create_task(self._wire.run())

    async def close(self) -> None:
        """Close the page."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    # ------------------------------------------------------------------ what it sees
    @property
    def is_open(self) -> bool:
        return bool(self._token)

    @property
    def phase(self) -> str:
        """`none` before the first message, and until the server has told of the conversation it began."""
        if self.view is None or self.view.id != self.talk:
            return "none"
        return "closed" if self.view.closed else self.view.phase

    def heard(self, *kinds: str, after: int = 0) -> list[Message]:
        """What others said, oldest first."""
        return [m for seq, m in sorted(self.thread.items()) if seq > after and m.author.kind in kinds]

    @property
    def last_seq(self) -> int:
        return max(self.thread, default=0)

    async def until(self, true: Callable[[], bool], seconds: float) -> bool:
        """Wait for something to become true, at most so many of people's seconds."""
        end = self._show.pace.monotonic() + seconds
        while not true():
            left = end - self._show.pace.monotonic()
            if left <= 0:
                return False
            self._changed.clear()
            await self._show.pace.wait(self._changed, left)
        return True

    def headers(self) -> Mapping[str, str]:
        return {}

    def hello(self) -> Frame:
        id_ = str(self.talk) if self.talk else None
        return {"t": "hello", "token": self._token, "conversation_id": id_, "after": self.last_seq}

    async def take(self, frame: Frame) -> None:
        kind = frame["t"]
        if kind == "welcome":
            if frame["reset"]:
                self.thread.clear()
            self.view = msgspec.convert(frame["conversation"], ConvView | None)
            self.talk = self.view.id if self.view else None
            for message in msgspec.convert(frame["messages"], list[Message]):
                self.thread[message.seq] = message
        elif kind == "message":
            message = msgspec.convert(frame["message"], Message)
            self._turn_to(message.conversation_id)
            if self.thread and message.prev not in (0, self.last_seq) and message.seq > self.last_seq:
                await self._catch_up(message.conversation_id)
            self.thread[message.seq] = message
        elif kind == "status":
            self.view = msgspec.convert(frame["conversation"], ConvView)
        elif kind in ("ack", "nack"):
            self._acks[frame["client_id"]] = frame
        elif kind == "resync" and self.talk is not None:
            await self._catch_up(self.talk)
        self._changed.set()

    def _turn_to(self, conversation: UUID) -> None:
        if conversation != self.talk:
            self.talk = conversation
            self.thread.clear()

    async def _catch_up(self, conversation: UUID) -> None:
        """Something was missed: fetch what came after the last known."""
        path = f"{API}/messages?conversation_id={conversation}&after={self.last_seq}&limit=200"
        with contextlib.suppress(Away, Refusal):
            found = await self._show.web.call("GET", path, headers=self._bearer)
            for message in msgspec.convert(found["messages"], list[Message]):
                self.thread[message.seq] = message
            self.view = msgspec.convert(found["conversation"], ConvView | None) or self.view

    # ------------------------------------------------------------------ what it does
    @property
    def _bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._token}"}

    async def call(self, verb: str, body: dict[str, Any]) -> Any:
        """One of the customer's verbs over HTTP. Raises Refusal, Away."""
        answer = await self._show.web.call("POST", f"{API}/{verb}", body, headers=self._bearer)
        if isinstance(answer, dict) and answer.get("conversation"):
            self.view = msgspec.convert(answer["conversation"], ConvView)
        return answer

    async def survey_form(self, conversation: UUID) -> SurveyForm:
        """What they are asked now that it is over. Raises Refusal, Away."""
        path = f"{API}/survey?conversation_id={conversation}"
        return msgspec.convert(await self._show.web.call("GET", path, headers=self._bearer), SurveyForm)

    async def send(self, **message: Any) -> UUID:
        """A message, kept up until the server has it; gives the conversation. Raises Refusal, Away."""
        client_id = name(self._chance)
        body = {"client_id": client_id, **message}
        if await self._wire.send({"t": "send", **body}):
            await self._acknowledged(client_id)
        frame = self._acks.pop(client_id, None)
        if frame is None or frame["t"] == "nack":
            frame = await self.call("messages", body)
        conversation = UUID(frame["conversation_id"])
        self._turn_to(conversation)
        return conversation

    async def _acknowledged(self, client_id: str) -> None:
        clock = self._show.clock
        end = clock.monotonic() + ACK_SECONDS
        while client_id not in self._acks and (left := end - clock.monotonic()) > 0:
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), left)

    async def picture(self, data: bytes, text: str) -> UUID:
        kept = await self._show.web.upload(f"{API}/attachments", "photo.png", data, self._bearer)
        return await self.send(kind="image", text=text, attachment_id=kept["id"])

    async def typing(self, on: bool) -> None:
        await self._wire.send({"t": "typing", "on": on})

    async def read(self) -> None:
        """Everything that is there has been seen."""
        if self.talk is not None and self.thread:
            await self._wire.send({"t": "read", "conversation_id": str(self.talk), "seq": self.last_seq})
