"""The load of the socket bench (a process of its own): many sockets that only listen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from typing import Any

import msgspec

from bench.support import wire
from bench.support.loader import serve

encode = msgspec.json.encode
AT_ONCE = 50
FANOUT_SECONDS = 30.0


class Crowd:
    """Everybody who is connected, and who of the desks has seen the row that is waited for."""

    def __init__(self) -> None:
        self.desks: list[wire.Socket] = []
        self.widgets: list[wire.Socket] = []
        self._wanted = b"\0"
        self._seen: dict[int, float] = {}

    async def agents(self, address: str, people: list[dict[str, str]]) -> None:
        async def one(n: int, agent: dict[str, str]) -> None:
            cookie = {"Cookie": f"qf_session={agent['cookie']}"}
            welcome = asyncio.Event()

            def heard(text: bytes) -> None:
                welcome.set()
                if self._wanted in text and n not in self._seen:
                    self._seen[n] = time.monotonic()

            desk = await wire.socket(address, "/api/v1/live", heard, cookie)
            await asyncio.wait_for(welcome.wait(), 60)
            desk.send(encode({"t": "lists", "wide": True}))  # the worst case: everybody looks at everything
            self.desks.append(desk)

        have = len(self.desks)
        await some_at_once(one(have + i, agent) for i, agent in enumerate(people))

    async def customers(self, address: str, people: list[dict[str, str]]) -> None:
        async def one(customer: dict[str, str]) -> None:
            welcome = asyncio.Event()
            widget = await wire.socket(address, "/webchat/v1/ws", lambda _: welcome.set())
            widget.send(encode({"t": "hello", "token": customer["token"], "conversation_id": None, "after": 0}))
            await asyncio.wait_for(welcome.wait(), 60)
            self.widgets.append(widget)

        await some_at_once(one(customer) for customer in people)

    async def fan_out(self, address: str, token: str, client_id: str) -> tuple[float, float, int]:
        """A customer writes: seconds until the first and until the last desk shows that conversation's row; how many."""
        http = wire.Http(address, 1)
        # The row's preview carries the text, so that a desk which knows the conversation already is told apart.
        text = f"fanout-{client_id}"
        self._seen, self._wanted = {}, text.encode()
        body = encode({"client_id": client_id, "kind": "text", "text": text})
        begin = time.monotonic()
        status, answer = await http.call("POST", "/webchat/v1/messages", body, {"Authorization": f"Bearer {token}"})
        if status != 200:
            raise RuntimeError(answer.decode())
        while len(self._seen) < len(self.desks) and time.monotonic() < begin + FANOUT_SECONDS:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        times = sorted(self._seen.values()) or [begin]
        return times[0] - begin, times[-1] - begin, len(self._seen)


async def some_at_once(work: Iterable[Any]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def through(one: Any) -> None:
        async with gate:
            await one

    await asyncio.gather(*(through(one) for one in work))


CROWD: list[Crowd] = []


def crowd() -> Crowd:
    if not CROWD:
        CROWD.append(Crowd())
    return CROWD[0]


async def agents(order: dict[str, Any]) -> dict[str, Any]:
    begin = time.monotonic()
    await crowd().agents(order["address"], order["people"])
    return {"open": len(crowd().desks), "seconds": time.monotonic() - begin}


async def customers(order: dict[str, Any]) -> dict[str, Any]:
    begin = time.monotonic()
    await crowd().customers(order["address"], order["people"])
    return {"open": len(crowd().widgets), "seconds": time.monotonic() - begin}


async def fan_out(order: dict[str, Any]) -> dict[str, Any]:
    first, last, seen = await crowd().fan_out(order["address"], order["token"], order["client_id"])
    return {"first": first, "last": last, "seen": seen}


async def alive(_: dict[str, Any]) -> dict[str, Any]:
    """How many sockets the server has not closed."""
    return {
        "agents": sum(not one.closed for one in crowd().desks),
        "customers": sum(not one.closed for one in crowd().widgets),
    }


if __name__ == "__main__":
    serve({"agents": agents, "customers": customers, "fan_out": fan_out, "alive": alive})
