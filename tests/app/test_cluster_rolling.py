"""Every process restarted one after the other behind a proxy, while people write: no message is refused, lost or doubled."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest

from tests.app.cluster import Cluster, answers
from tests.app.start import command
from tests.support.clients import Customer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@asynccontextmanager
async def proxy(urls: tuple[str, ...]) -> AsyncIterator[str]:
    """Passes connections on to whoever of these takes them, in turn."""
    turn = itertools.cycle(urls)

    async def backend() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in range(200):
            parts = urlsplit(next(turn))
            with contextlib.suppress(OSError):
                return await asyncio.open_connection(parts.hostname, parts.port)
            await asyncio.sleep(0.05)
        raise OSError("nobody takes connections")

    async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        with contextlib.suppress(OSError):
            target.close()

    async def passed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await backend()
        await asyncio.gather(pump(reader, there[1]), pump(there[0], writer))

    server = await asyncio.start_server(passed, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def restart(cluster: Cluster, name: str) -> None:
    """As a deployment does it: ask it to stop, wait for it, start it where it was, wait until it is ready."""
    old = cluster.processes[name]
    old.terminate()
    assert await asyncio.to_thread(old.wait, 20) in (0, -signal.SIGTERM)  # uvicorn ends by the signal it was sent
    url = cluster.urls[int(name[-1]) - 1]
    cluster.processes[name] = _started(cluster, name, url)
    if name.startswith("serve"):
        await answers(url)


def _started(cluster: Cluster, name: str, url: str) -> subprocess.Popen[bytes]:
    own = {**cluster.environ, "QF_PORT": str(urlsplit(url).port)}
    with (cluster.folder / f"{name}.log").open("ab") as log:
        return subprocess.Popen(command(name[:-2]), env=own, stdout=log, stderr=log)


async def test_a_rolling_restart_under_load_fails_no_send(cluster: Cluster) -> None:
    over = asyncio.Event()
    said: dict[int, list[str]] = {}

    async def writes(number: int, customer: Customer) -> None:
        while not over.is_set():
            said.setdefault(number, []).append(await customer.say("你好"))  # what means nothing ends with a person
            await asyncio.sleep(0.1)

    async with proxy(cluster.urls) as url, contextlib.AsyncExitStack() as open_:
        customers = [await open_.enter_async_context(Customer(url)) for _ in range(6)]
        writing = [asyncio.create_task(writes(n, customer)) for n, customer in enumerate(customers)]
        await asyncio.gather(*(customer.until(lambda c=customer: c.acked) for customer in customers))
        for name in list(cluster.processes):
            await restart(cluster, name)
        over.set()
        await asyncio.gather(*writing)
        for number, customer in enumerate(customers):
            await customer.until(lambda c=customer, n=number: set(said[n]) <= set(c.acked), 30)
            assert (customer.twice, len(said[number]) > 10) == (0, True)
            await customer.until(lambda c=customer, n=number: len(c.said_by("customer")) >= len(said[n]), 30)
            assert len(customer.said_by("customer")) == len(said[number]), "something was kept twice"
            assert customer.conversation is not None
            assert customer.conversation["phase"] == "bot", "the agents of the tests after this one are taken"
        assert any(customer.goodbyes for customer in customers), "no server said farewell"
