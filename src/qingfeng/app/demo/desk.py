"""A simulated person at a desk: the console's public protocol, as the console speaks it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, TypeVar
from uuid import UUID

import msgspec

from qingfeng.app.demo import content
from qingfeng.app.demo.life import Chance, name
from qingfeng.app.demo.show import Show
from qingfeng.app.demo.web import Away, Refusal, Web, decoded
from qingfeng.app.demo.wire import Frame, Wire
from qingfeng_client import Call
from qingfeng_client.generated import desk as calls
from qingfeng_client.generated import models as m
from qingfeng_client.generated.models import Message, Offer, Presence, Row

API = "/api/v1"
COOKIE = "qf_session"
Answer = TypeVar("Answer")
State = Literal["offline", "ready", "break"]
AGENT = "Qingfeng demo traffic"
TOUCH_SECONDS = 45.0


class StrangeTenant(Exception):
    """The account belongs to another tenant than the demo: nobody simulated may act there."""


class Account:
    """A signed-in person: a cookie and what goes with it. It signs in by itself, and again when the session is over."""

    def __init__(self, web: Web, chance: Chance, email: str) -> None:
        self.email = email
        self.user = ""
        self.name = ""
        self._web = web
        self._chance = chance
        self._cookie = ""
        self._csrf = ""
        self._signing_in = asyncio.Lock()

    async def sign_in(self) -> None:
        """Raises Refusal (wrong password), StrangeTenant, Away."""
        body = {"email": self.email, "password": content.PASSWORD}
        answer = await self._web.send("POST", f"{API}/session", body, headers={"user-agent": AGENT})
        session = decoded(answer)
        cookie = answer.cookies.get(COOKIE) or ""
        if session["tenant"]["id"] != str(content.TENANT):
            headers = {"cookie": f"{COOKIE}={cookie}", "x-qf-csrf": session["csrf"]}
            await self._web.call("DELETE", f"{API}/session", headers=headers)
            raise StrangeTenant(f"{self.email} belongs to tenant {session['tenant']['id']}")
        self._cookie, self._csrf = cookie, session["csrf"]
        self.user, self.name = session["user"]["id"], session["user"]["name"]

    async def sign_out(self) -> None:
        if self._cookie:
            with contextlib.suppress(Refusal):
                await self._web.call("DELETE", f"{API}/session", headers=self.headers())
            self._cookie = ""

    def headers(self) -> Mapping[str, str]:
        return {"cookie": f"{COOKIE}={self._cookie}", "x-qf-csrf": self._csrf, "user-agent": AGENT}

    async def ask(self, call: Call[Answer]) -> Answer:
        """One call as this person, done once however often it is sent. Raises Refusal, Away, StrangeTenant."""
        cookie = self._cookie
        if call.keyed:
            call = call.with_key(name(self._chance))
        if cookie:
            try:
                return await self._web.ask(call, self.headers())
            except Refusal as refusal:
                if refusal.status != 401:
                    raise
        async with self._signing_in:
            if self._cookie == cookie:  # nobody else has signed in again meanwhile
                await self.sign_in()
        return await self._web.ask(call, self.headers())


class Desk(Account):
    """A desk with its live socket. `rows`: my conversations as they stand; `threads`: what was said in those I watch."""

    def __init__(self, show: Show, chance: Chance, email: str) -> None:
        super().__init__(show.web, chance, email)
        self._show = show
        self._changed = asyncio.Event()
        self._works: set[asyncio.Task[None]] = set()
        self._wire = Wire(f"{show.web.base}{API}/live", self, show.clock, chance)
        self.rows: dict[UUID, Row] = {}
        self.offers: dict[UUID, Offer] = {}
        self.threads: dict[UUID, dict[int, Message]] = {}
        self.presence: Presence | None = None
        self.colleagues: dict[UUID, dict[str, Any]] = {}
        self.queues: dict[UUID, dict[str, Any]] = {}
        self.reasons: dict[str, list[dict[str, Any]]] = {}

    async def open(self) -> asyncio.Task[None]:
        """Sign in, learn the floor, hold the socket; gives the socket's task."""
        await self.sign_in()
        found = msgspec.to_builtins(await self.ask(calls.bootstrap()))
        self.queues = {UUID(q["id"]): q for q in found["queues"]}
        self.reasons = found["reasons"]
        for card in found["agents"]:
            self._card(card)
        return asyncio.create_task(self._wire.run())

    async def stay(self) -> None:
        """Whoever sits there touches keyboard or mouse now and then. Until cancelled."""
        while True:
            await self._wire.send({"t": "active"})
            await self._show.clock.sleep(TOUCH_SECONDS)

    # ------------------------------------------------------------------ what it sees
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

    def hello(self) -> Frame | None:
        return {"t": "watch", "conversation_ids": [str(id_) for id_ in self.threads]} if self.threads else None

    async def take(self, frame: Frame) -> None:
        kind = frame["t"]
        if kind == "row":
            self._row(frame["row"])
        elif kind == "message":
            self._message(msgspec.convert(frame["message"], Message))
        elif kind == "offer":
            offer = msgspec.convert(frame["offer"], Offer)
            self.offers[offer.id] = offer
        elif kind == "offer_ended":
            self.offers.pop(UUID(frame["offer_id"]), None)
        elif kind == "agent":
            self._card(frame["agent"])
        elif kind == "welcome":
            self.offers = {o.id: o for o in msgspec.convert(frame["offers"], list[Offer])}
            self._show_again()
        elif kind == "resync":
            self._show_again()
        elif kind == "bye" and frame["code"] == "unauthenticated":
            self._later(self.sign_in())
        self._changed.set()

    def _row(self, data: dict[str, Any]) -> None:
        """Only my own are kept; an older version than the one known is ignored."""
        id_ = UUID(data["id"])
        known = self.rows.get(id_)
        if known is not None and data["version"] < known.version:
            return
        if data["agent"] is not None and data["agent"]["id"] == self.user and data["phase"] != "closed":
            self.rows[id_] = msgspec.convert(data, Row)
        else:
            self.rows.pop(id_, None)

    def _message(self, message: Message) -> None:
        thread = self.threads.get(message.conversation_id)
        if thread is not None:
            if thread and message.prev not in thread and message.prev != 0:
                self._later(self.fetch(message.conversation_id))
            thread[message.seq] = message

    def _card(self, card: dict[str, Any]) -> None:
        self.colleagues[UUID(card["id"])] = card
        if card["id"] == self.user:
            self.presence = msgspec.convert(card["presence"], Presence)

    def _show_again(self) -> None:
        """After every (re)connect: my list, and what came in the threads I watch."""
        self._later(self.refresh())

    def _later(self, work: Awaitable[None]) -> None:
        task = asyncio.create_task(self._quietly(work))
        self._works.add(task)
        task.add_done_callback(self._works.discard)

    async def _quietly(self, work: Awaitable[None]) -> None:
        """What fails here is fetched again with the next frame that shows a gap, or the next connection."""
        with contextlib.suppress(Refusal, Away, StrangeTenant):
            await work
        self._changed.set()

    async def refresh(self) -> None:
        """Fetch my list and what is new in the threads I watch."""
        found = await self.ask(calls.rows(view="mine", limit=50))
        rows = {row.id: row for row in found.items}
        for gone in self.rows.keys() - rows.keys():
            del self.rows[gone]
        for row in rows.values():
            self._row(msgspec.to_builtins(row))
        for id_ in list(self.threads):
            await self.fetch(id_)

    async def fetch(self, id_: UUID) -> None:
        """The thread's messages after the last known one."""
        thread = self.threads.get(id_)
        if thread is not None:
            after = max(thread, default=0)
            found = await self.ask(calls.messages(id_, after=after, limit=200))
            for message in found.items:
                thread[message.seq] = message

    # ------------------------------------------------------------------ what it does
    async def watch(self, id_: UUID) -> None:
        """Follow a conversation's messages from now on, and know those before."""
        self.threads[id_] = {}
        await self._say_watched()
        found = await self.ask(calls.messages(id_, limit=100))
        thread = self.threads.setdefault(id_, {})
        for message in found.items:
            thread[message.seq] = message

    async def unwatch(self, id_: UUID) -> None:
        self.threads.pop(id_, None)
        await self._say_watched()

    async def _say_watched(self) -> None:
        await self._wire.send({"t": "watch", "conversation_ids": [str(id_) for id_ in self.threads]})

    async def typing(self, id_: UUID, on: bool) -> None:
        await self._wire.send({"t": "typing", "conversation_id": str(id_), "on": on})

    async def send(self, id_: UUID, text: str, kind: Literal["text", "note"] = "text") -> None:
        await self.ask(calls.send(id_, m.DeskMessageIn(client_id=name(self._chance), kind=kind, text=text)))

    async def be(self, state: State, reason: str | None = None, when: Literal["now", "after"] = "now") -> None:
        """Change my presence."""
        self.presence = await self.ask(calls.presence(m.PresenceIn(state=state, reason=reason, when=when)))
        self._changed.set()
