"""Every process is killed in turn, under load: what a customer was told is kept is kept, once and in order.

The rounds are many and each takes seconds; QF_CHAOS_ROUNDS sets how many (20 by default in the full run).
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from tests.support.box import Box, reachable_folder, running
from tests.support.clients import Agent, Customer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ROUNDS = int(os.environ.get("QF_CHAOS_ROUNDS", "20"))
ROLES = ("serve", "worker", "router", "nats", "postgres")
CUSTOMERS = 6
AGENTS = ("guo.qiang", "deng.lijuan", "pan.wenbo", "luo.jing", "shen.ruolan", "wu.guodong")


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with reachable_folder() as folder, running(folder) as started:
        yield started


async def _ledger(box: Box) -> Any:
    conn = await asyncpg.connect(box.database_url, server_settings={"role": "qf_app"})
    tenant = "c1657a4e-a244-54a7-a517-1770b5b69e7c"
    await conn.execute(f"SET qf.tenant = '{tenant}'")
    return conn


async def _chatter(customer: Customer, stop: asyncio.Event, rng: random.Random, sent: dict[str, str]) -> None:
    """Write until told to stop, asking first for a person who knows of the matter: every one of AGENTS does."""
    first = "空调不凉，转人工"
    sent[await customer.say(first)] = first
    n = 0
    while not stop.is_set():
        n += 1
        text = f"第 {n} 句，空调还是不凉"
        sent[await customer.say(text)] = text
        await asyncio.sleep(0.3 + rng.random() * 0.6)


async def _kills(box: Box, rng: random.Random) -> list[str]:
    killed = []
    for n in range(ROUNDS):
        role = ROLES[n % len(ROLES)]
        box.kill(role)
        killed.append(role)
        await asyncio.sleep(1.2 + rng.random())
        deadline = time.monotonic() + 90
        while not await _answers(box):
            assert time.monotonic() < deadline, f"the web does not answer after {killed}"
            await asyncio.sleep(0.2)
    return killed


async def _answers(box: Box) -> bool:
    import httpx

    try:
        async with httpx.AsyncClient() as http:
            return (await http.get(f"{box.url}/health/ready", timeout=2)).status_code == 200
    except httpx.HTTPError:
        return False


async def test_twenty_kills_lose_nothing_and_leave_nobody_waiting(box: Box) -> None:
    rng = random.Random(20260701)
    stop = asyncio.Event()
    customers = [Customer(box.url) for _ in range(CUSTOMERS)]
    sent: list[dict[str, str]] = [{} for _ in customers]
    agents = [Agent(box.url, f"{name}@example.com") for name in AGENTS]
    try:
        for agent in agents:
            await agent.__aenter__()
            assert (await agent.presence("ready")).status_code == 200
        for customer in customers:
            await customer.__aenter__()
        talking = [asyncio.create_task(_chatter(c, stop, rng, s)) for c, s in zip(customers, sent, strict=True)]
        killed = await _kills(box, rng)
        assert len(killed) == ROUNDS
        stop.set()
        await asyncio.gather(*talking)
        for customer in customers:
            await customer.until(lambda c=customer: not c.outbox, 120)
        await _check_ledger(box, customers, sent)
        await _everybody_is_served(customers, agents)
    finally:
        people: list[Customer | Agent] = [*customers, *agents]
        for one in people:
            await one.__aexit__()


async def _check_ledger(box: Box, customers: list[Customer], sent: list[dict[str, str]]) -> None:
    conn = await _ledger(box)
    try:
        for customer, texts in zip(customers, sent, strict=True):
            assert set(customer.acked) == set(texts)
            rows = await conn.fetch(
                "SELECT client_id, seq, text, conversation_id FROM conversations.messages"
                " WHERE client_id = ANY($1) ORDER BY seq",
                list(texts),
            )
            stored = [r["client_id"] for r in rows]
            assert len(stored) == len(set(stored)) == len(texts), "a message is missing or there twice"
            assert {r["client_id"]: r["text"] for r in rows} == texts
            for row in rows:
                ack = customer.acked[row["client_id"]]
                assert (ack["seq"], ack["conversation_id"]) == (row["seq"], str(row["conversation_id"]))
            assert stored == list(texts), "the order of sending is the order of the ledger"
            await _gapless(conn, rows[0]["conversation_id"])
    finally:
        await conn.close()


async def _gapless(conn: Any, conversation: Any) -> None:
    seqs = [
        r["seq"]
        for r in await conn.fetch(
            "SELECT seq FROM conversations.messages WHERE conversation_id = $1 ORDER BY seq", conversation
        )
    ]
    assert seqs == list(range(1, len(seqs) + 1))


async def _everybody_is_served(customers: list[Customer], agents: list[Agent]) -> None:
    """Offers that nobody could see while processes were dead may have sent an agent on a break: they come back."""
    deadline = time.monotonic() + 180
    while waiting := [c for c in customers if not c.conversation or c.conversation["phase"] != "with_agent"]:
        phases = [c.conversation["phase"] if c.conversation else None for c in waiting]
        assert time.monotonic() < deadline, f"still waiting: {phases}"
        await asyncio.sleep(1)
        for agent in agents:
            await agent.presence("ready")
        for customer in waiting:
            if customer.token:
                customer.conversation = (await customer.session())["conversation"] or customer.conversation
