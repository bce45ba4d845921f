"""The load of the message benches (a process of its own): customers' and agents' clients, and those of the floor."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any
from urllib.parse import quote

import msgspec

from bench.support import meter, wire
from bench.support.loader import serve
from bench.support.openloop import Run, Send, circle, drive

TEXT = "请问我的订单什么时候能到？昨天说今天发货，现在还没有看到物流信息。"
encode = msgspec.json.encode


class Said(msgspec.Struct):
    client_id: str | None = None


class Frame(msgspec.Struct):
    """Of a frame only what tells that a message is on a screen."""

    t: str
    message: Said | None = None
    frames: list[Frame] = []


decode = msgspec.json.Decoder(Frame).decode


class Content(msgspec.Struct):
    client_id: str = ""


class Happened(msgspec.Struct):
    content: Content


class Timeline(msgspec.Struct):
    events: list[Happened] = []


class Joined(msgspec.Struct):
    timeline: Timeline


class Joins(msgspec.Struct):
    join: dict[str, Joined] = {}


class Sync(msgspec.Struct):
    """Of Matrix's long poll only what tells that a message is there."""

    next_batch: str
    rooms: Joins = msgspec.field(default_factory=Joins)


WIDE = 10
"""One desk in so many is a supervisor's, which shows everybody's conversations."""


class House:
    """Customers and agents of one box with their sockets open."""

    def __init__(self, talks: list[dict[str, Any]], agents: list[dict[str, str]], address: str) -> None:
        self.run = Run()
        self._talks, self._agents = talks, agents
        self._address = address
        self._widgets: list[wire.Socket] = []
        self._desks: list[wire.Socket] = []

    async def open(self) -> None:
        for i, agent in enumerate(self._agents):
            cookie = {"Cookie": f"qf_session={agent['cookie']}"}
            desk = await wire.socket(self._address, "/api/v1/live", self._on_desk, cookie)
            mine = [talk["id"] for talk in self._talks if talk["owner"] == i]
            desk.send(encode({"t": "watch", "conversation_ids": mine}))
            if i % WIDE == 0:
                desk.send(encode({"t": "lists", "wide": True}))
            self._desks.append(desk)
        for talk in self._talks:
            widget = await wire.socket(self._address, "/webchat/v1/ws", self._on_widget)
            widget.send(encode({"t": "hello", "token": talk["token"], "conversation_id": None, "after": 0}))
            self._widgets.append(widget)

    def _on_desk(self, text: bytes) -> None:
        frame = decode(text)
        for one in frame.frames if frame.t == "batch" else (frame,):
            if one.t == "message" and one.message is not None:
                self._reached("customer", one.message.client_id)
            elif one.t == "refused":
                self.run.failed += 1

    def _on_widget(self, text: bytes) -> None:
        frame = decode(text)
        if frame.t == "message" and frame.message is not None:
            self._reached("agent", frame.message.client_id)
        elif frame.t == "nack":
            self.run.failed += 1

    def _reached(self, by: str, name: str | None) -> None:
        """Both sides are shown every message; it counts where the other one wrote it."""
        if name is not None and self.run.kind.get(name) == by:
            self.run.arrived(name)

    @property
    def kinds(self) -> dict[str, Send]:
        return {"customer": self.ask, "agent": self.reply}

    def ask(self, name: str, n: int) -> None:
        frame = {"t": "send", "client_id": name, "kind": "text", "text": TEXT}
        self._widgets[self._pick(n)].send(encode(frame))

    def reply(self, name: str, n: int) -> None:
        talk = self._talks[self._pick(n)]
        message = {"client_id": name, "kind": "text", "text": TEXT}
        self._desks[talk["owner"]].send(encode({"t": "send", "conversation_id": talk["id"], "message": message}))

    def _pick(self, n: int) -> int:
        return random.Random(n).randrange(len(self._talks))


class Rooms:
    """The floor's speakers and listeners."""

    def __init__(self, address: str, rooms: int) -> None:
        self.run = Run()
        self._address, self._rooms = address, rooms
        self._speakers: list[wire.Socket] = []

    async def open(self) -> None:
        for room in range(self._rooms):
            await wire.socket(self._address, f"/listen/{room}", self._heard)
            self._speakers.append(await wire.socket(self._address, f"/speak/{room}", lambda _: None))

    def _heard(self, text: bytes) -> None:
        self.run.arrived(msgspec.json.decode(text)["client_id"])

    @property
    def kinds(self) -> dict[str, Send]:
        return {"floor": self.speak}

    def speak(self, name: str, n: int) -> None:
        frame = {"t": "send", "client_id": name, "kind": "text", "text": TEXT}
        self._speakers[random.Random(n).randrange(self._rooms)].send(encode(frame))


class Matrix:
    """One sender and one reader in some rooms of a Matrix server."""

    def __init__(self, where: dict[str, Any]) -> None:
        self.run = Run()
        self._where = where
        self._http = wire.Http(where["address"], 32)
        self._poll = wire.Http(where["address"], 1)
        self._reading: asyncio.Task[None] | None = None

    async def open(self) -> None:
        begun = await self._sync("timeout=0")
        self._reading = asyncio.create_task(self._read(begun.next_batch))

    async def _read(self, since: str) -> None:
        while True:
            try:
                got = await self._sync(f"timeout=20000&since={quote(since)}")
            except (OSError, asyncio.IncompleteReadError):
                return  # the server was stopped
            since = got.next_batch
            for room in got.rooms.join.values():
                for event in room.timeline.events:
                    self.run.arrived(event.content.client_id)

    async def _sync(self, query: str) -> Sync:
        headers = {"Authorization": f"Bearer {self._where['reader']}"}
        status, body = await self._poll.call("GET", f"/_matrix/client/v3/sync?{query}", b"", headers)
        if status != 200:
            raise RuntimeError(body.decode())
        return msgspec.json.decode(body, type=Sync)

    @property
    def kinds(self) -> dict[str, Send]:
        return {"synapse": self.speak}

    async def speak(self, name: str, n: int) -> None:
        room = quote(random.Random(n).choice(self._where["rooms"]))
        body = encode({"msgtype": "m.text", "body": TEXT, "client_id": name})
        headers = {"Authorization": f"Bearer {self._where['sender']}"}
        path = f"/_matrix/client/v3/rooms/{room}/send/m.room.message/{name}"
        status, text = await self._http.call("PUT", path, body, headers)
        if status != 200:
            raise RuntimeError(text.decode())


SIDES: dict[str, House | Rooms | Matrix] = {}


async def begin(order: dict[str, Any]) -> dict[str, Any]:
    side: House | Rooms | Matrix
    if order["side"] == "floor":
        side = Rooms(order["address"], order["rooms"])
    elif order["side"] == "synapse":
        side = Matrix(order)
    else:
        side = House(order["talks"], order["agents"], order["address"])
    await side.open()
    SIDES[order["side"]] = side
    return {}


async def at_rate(order: dict[str, Any]) -> dict[str, Any]:
    """Messages at a rate for `seconds`; durations in seconds of those after the first `warm` seconds."""
    side = SIDES[order["side"]]
    side.run = Run()
    started = time.monotonic()
    kinds = {k: v for k, v in side.kinds.items() if k in order.get("kinds", side.kinds)}
    await drive(
        side.run, kinds, rate=order["rate"], seconds=order["warm"] + order["seconds"], seed=order.get("seed", 1)
    )
    run, since = side.run, started + order["warm"]
    counted = sum(1 for due in run.due.values() if due >= since)
    return {
        "sent": len(run.due),
        "counted": counted,
        "missing": len(run.due) - len(run.took),
        "took": {kind: run.of(kind, since) for kind in kinds},
        "load_late_p99_ms": round(meter.percentile(run.late, 0.99) * 1e3, 2),
    }


async def closed(order: dict[str, Any]) -> dict[str, Any]:
    """`width` messages always under way for `seconds`: how many arrived."""
    side = SIDES[order["side"]]
    side.run = Run()
    kinds = {k: v for k, v in side.kinds.items() if k in order.get("kinds", side.kinds)}
    seconds = await circle(side.run, kinds, width=order["width"], seconds=order["seconds"])
    return {"arrived": len(side.run.took), "failed": side.run.failed, "seconds": seconds}


if __name__ == "__main__":
    serve({"begin": begin, "rate": at_rate, "closed": closed})
