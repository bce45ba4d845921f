"""The broker hangs while people write: the answer to a customer never waits for it, and afterwards all is relayed.

QF_BROKER_AWAY sets for how many seconds (10 by default). `-s` shows the figures.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator

import asyncpg
import pytest

from tests.support.box import Box, reachable_folder, running
from tests.support.clients import Agent, Customer
from tests.support.slack import SLACK

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

AWAY = float(os.environ.get("QF_BROKER_AWAY", "10"))
CUSTOMERS = 6
BEFORE = 5.0
PAUSE = 0.2


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with reachable_folder() as folder, running(folder) as started:
        yield started


async def _write(customer: Customer, stop: asyncio.Event, took: list[float]) -> None:
    """Write on and on; how long each acknowledgement took."""
    n = 0
    while not stop.is_set():
        n += 1
        began = time.monotonic()
        said = await customer.say(f"第 {n} 句，空调还是不凉")
        await customer.until(lambda said=said: said in customer.acked, 30)
        took.append(time.monotonic() - began)
        await asyncio.sleep(PAUSE)


async def _while_writing(customers: list[Customer], seconds: float) -> list[float]:
    """All of them write for so long; gives how long the acknowledgements took, shortest first."""
    stop, took = asyncio.Event(), list[float]()
    writing = [asyncio.create_task(_write(customer, stop, took)) for customer in customers]
    await asyncio.sleep(seconds)
    stop.set()
    await asyncio.gather(*writing)
    return sorted(took)


def _p95(took: list[float]) -> float:
    return took[int(len(took) * 0.95)]


async def _not_relayed(box: Box) -> int:
    conn = await asyncpg.connect(box.database_url, server_settings={"role": "qf_system"})
    try:
        return int(await conn.fetchval("SELECT count(*) FROM kernel.outbox_waiting"))
    finally:
        await conn.close()


async def test_while_the_broker_hangs_chat_goes_on_and_afterwards_everything_is_relayed(box: Box) -> None:
    customers = [Customer(box.url) for _ in range(CUSTOMERS)]
    async with Agent(box.url, "zhou.min@example.com") as agent:
        await agent.presence("ready")
        for customer in customers:
            await customer.__aenter__()
        try:
            await customers[0].say("转人工")
            await customers[0].until(lambda: (customers[0].conversation or {}).get("phase") == "with_agent", 60)
            before = await _while_writing(customers, BEFORE)
            pid = box.pid("nats")
            os.kill(pid, signal.SIGSTOP)  # it is there and says nothing
            try:
                away = await _while_writing(customers, AWAY)
                seen = len(agent.of_type("row"))
                waiting = await _not_relayed(box)
            finally:
                os.kill(pid, signal.SIGCONT)
            began = time.monotonic()
            while await _not_relayed(box):
                assert time.monotonic() - began < 60, "the relay did not catch up"
                await asyncio.sleep(0.1)
            caught_up = time.monotonic() - began
            sys.stderr.write(
                f"\nacknowledged, p95: {_p95(before) * 1000:.0f} ms before ({len(before)}),"
                f" {_p95(away) * 1000:.0f} ms in {AWAY:.0f} s without the broker ({len(away)},"
                f" slowest {away[-1] * 1000:.0f} ms); {waiting} events waited and were relayed in {caught_up:.1f} s\n"
            )
            assert waiting > 0, "the broker was not away at all"
            assert seen > 0, "the desk saw nothing"
            assert _p95(away) < max(1.0, 5 * _p95(before)), "the acknowledgement waits for the broker"
            assert away[-1] < 5 * SLACK
            assert all(not customer.outbox and customer.twice == 0 for customer in customers)
        finally:
            for customer in customers:
                await customer.__aexit__()
