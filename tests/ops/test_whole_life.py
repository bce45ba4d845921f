"""A conversation from the first word to the survey in a real box: what the operator sees of it, and what he never does."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from qingfeng.app.embedded.ports import free_port
from tests.ops.collector import Collector, Span, collecting
from tests.support.box import Box, reachable_folder, running
from tests.support.clients import Agent, Customer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
TOKEN = "read-the-figures-of-this-box"
PHONE, EMAIL, CARD = "13912345678", "zhang.wenjing@example.org", "SN-7788-4421"
SAID = f"我的电话 {PHONE}，邮箱 {EMAIL}，机身号 {CARD}，空调漏水了"
ANSWER = "已经为您登记上门检修"
ROLES = ("serve", "worker", "router")


@dataclass
class Life:
    """What was left of it when the box was stopped."""

    collector: Collector
    figures: dict[str, str]
    logs: str
    conversation: str
    secrets: tuple[str, ...]
    schedules: dict[str, int]


async def _figures(box: Box, ports: dict[str, int]) -> dict[str, str]:
    found = {}
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10) as client:
        for role in ROLES:
            where = box.url if role == "serve" else f"http://127.0.0.1:{ports[role]}"
            found[role] = (await client.get(f"{where}/metrics")).raise_for_status().text
    return found


async def _live(box: Box) -> tuple[str, tuple[str, ...]]:
    """Say something personal, ask for a person, be answered, and be refused something on the way."""
    async with Agent(box.url, "zhou.min@example.com") as agent, Customer(box.url) as customer:
        await agent.presence("ready")
        await customer.say(SAID)
        await customer.until(lambda: customer.said_by("bot"))
        await customer.say("转人工")
        await customer.until(lambda: customer.conversation and customer.conversation["phase"] == "with_agent", 60)
        assert customer.conversation is not None
        assert customer.token is not None
        id_ = str(customer.conversation["id"])
        await agent.until(lambda: id_ in agent.mine)
        await agent.watch(id_)
        assert (await agent.reply(id_, ANSWER)).status_code == 200
        await customer.until(lambda: ANSWER in customer.said_by("agent"))
        assert (await agent.reply(id_, "x" * 100_000)).status_code in (400, 413, 422)
        async with httpx.AsyncClient(base_url=box.url) as client:
            wrong = await client.post("/api/v1/session", json={"email": EMAIL, "password": "not-the-password-1"})
            assert wrong.status_code == 401
        cookie = next(iter(agent.http.cookies.values()))
        await agent.presence("offline")
    return id_, (customer.token, cookie, agent.http.headers["X-QF-CSRF"])


@pytest.fixture(scope="module")
async def life() -> AsyncIterator[Life]:
    ports = {"worker": free_port(), "router": free_port()}
    with collecting() as collector, reachable_folder() as folder:
        settings = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "100",
            "QF_METRICS_TOKEN": TOKEN,
            "QF_WORKER_METRICS_PORT": str(ports["worker"]),
            "QF_ROUTER_METRICS_PORT": str(ports["router"]),
            "QF_LOG_FORMAT": "json",
            "QF_LOG_LEVEL": "debug",
        }
        with running(folder, settings=settings) as box:
            conversation, secrets = await _live(box)
            for _ in range(100):  # until the last spans have come
                if _to_desk(collector, conversation) and _watched(collector, conversation):
                    break
                await asyncio.sleep(0.1)
            figures = await _figures(box, ports)
            schedules = {
                role: os.sched_getscheduler(box.note["pids"][role])
                for role in ROLES
                if hasattr(os, "sched_getscheduler")
            }
            secrets = (*secrets, box.note["database_url"], box.note["nats_url"], TOKEN)
        yield Life(collector, figures, _logs(folder), conversation, secrets, schedules)


def _logs(folder: Path) -> str:
    names = [folder / "up.log", *(folder / "log" / f"{role}.log" for role in (*ROLES, "demo"))]
    return "\n".join(name.read_text(errors="replace") for name in names if name.exists())


def _to_desk(collector: Collector, conversation: str) -> list[Span]:
    """The way from the customer's wish for a person to the offer on the agent's screen."""
    for span in collector.spans():
        if span.name == "desk show" and span.attributes.get("type") == "OfferMade":
            way = collector.way_to(span)
            if any(one.attributes.get("key") == conversation for one in way):
                return way
    return []


def _watched(collector: Collector, conversation: str) -> set[str]:
    """The watchers that were told of what this trace did."""
    way = _to_desk(collector, conversation)
    return {s.name for s in collector.spans() if way and s.trace == way[0].trace and s.name.startswith("watcher")}


def test_one_trace_leads_from_the_customers_send_to_the_agents_socket(life: Life) -> None:
    way = _to_desk(life.collector, life.conversation)
    assert [(s.service.removeprefix("qingfeng-"), s.name) for s in way] == [
        ("serve", "customer send"),
        ("serve", "tx"),
        ("worker", "step turn"),
        ("worker", "tx"),
        ("router", "routing round"),
        ("router", "tx"),
        ("serve", "desk show"),
    ]
    assert len({s.trace for s in way}) == 1
    trace = way[0].trace
    relayed = {s.attributes["type"] for s in life.collector.spans() if s.name == "relay" and s.trace == trace}
    assert {"MessageAppended", "ConversationQueued", "OfferMade"} <= relayed
    assert _watched(life.collector, life.conversation) == {"watcher insight", "watcher understanding"}


def test_every_process_tells_what_it_did(life: Life) -> None:
    told = {
        role: {(s.name, *s.labels.values()): s.value for f in text_string_to_metric_families(text) for s in f.samples}
        for role, text in life.figures.items()
    }
    assert told["serve"]["qingfeng_messages_total", "customer"] == 2
    assert told["serve"]["qingfeng_messages_total", "agent"] == 1
    assert told["worker"]["qingfeng_messages_total", "bot"] >= 1
    # A customer's device that waits too long for its answer asks again, and is answered again.
    assert told["serve"]["qingfeng_ack_seconds_count", "customer"] >= 2
    assert told["router"]["qingfeng_offers_total", "made"] >= 1
    assert told["serve"]["qingfeng_offers_total", "accepted"] >= 1
    assert told["router"]["qingfeng_routing_round_seconds_count",] >= 1
    assert told["worker"]["qingfeng_relayed_total",] > 5
    assert told["worker"]["qingfeng_timer_seconds_count", "turn"] >= 2
    assert all(told[role]["qingfeng_broker_up",] == 1 for role in ROLES)


def test_no_log_or_trace_holds_what_people_said_or_bear(life: Life) -> None:
    assert len(life.logs) > 500
    for secret in (PHONE, EMAIL, CARD, "漏水", ANSWER, "not-the-password-1", *life.secrets):
        assert secret not in life.logs, f"a log holds {secret}"
        for text in life.figures.values():
            assert secret not in text
        for body in life.collector.bodies:
            assert secret.encode() not in body, f"a trace holds {secret}"


def test_lines_say_for_whom_and_why(life: Life) -> None:
    lines = [json.loads(line) for line in life.logs.splitlines() if line.startswith("{")]
    assert lines
    assert all({"event", "level", "timestamp", "module"} <= line.keys() for line in lines)


@pytest.mark.skipif(not hasattr(os, "SCHED_BATCH"), reason="this system has no such schedule")
def test_the_worker_alone_pushes_nobody_off_the_processor(life: Life) -> None:
    assert life.schedules == {"serve": os.SCHED_OTHER, "worker": os.SCHED_BATCH, "router": os.SCHED_OTHER}
