"""What a process tells of itself: who may read it, that it names nobody, and that what we ship asks for what exists."""

from __future__ import annotations

import json
import re
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import yaml
from prometheus_client import REGISTRY, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from qingfeng.app import router, serve, wiring, worker
from qingfeng.app.embedded.ports import free_port
from qingfeng.app.figures import Counting, Sampler
from qingfeng.app.metrics_door import beside
from qingfeng.app.settings import SettingsError
from tests.flow.signed_in import Stage, made_stage
from tests.support.web import at, open_web, settings

__all__ = ["made_stage"]
TOP = Path(__file__).parents[2]
TOKEN = "t" * 24
PROCESSES = (serve, worker, router)
"""Importing them defines every metric there is."""


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_a_token_opens_the_figures_and_nothing_else_does(
    database_url: str, nats_url: str, tmp_path: Path
) -> None:
    async with open_web(settings(database_url, nats_url, tmp_path, QF_METRICS_TOKEN=TOKEN)) as web, at(web) as client:
        for header in (None, TOKEN, f"Bearer {TOKEN}x", "Bearer "):
            answer = await client.get("/metrics", headers={"Authorization": header} if header else {})
            assert answer.status_code == 404
        answer = await client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        families = {f.name for f in text_string_to_metric_families(answer.text)}
        assert {"qingfeng_sockets", "qingfeng_http_seconds", "process_cpu_seconds"} <= families
        assert (await client.post("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})).status_code == 404


async def test_this_machine_may_read_where_that_is_asked_for_and_a_proxy_on_it_may_not(
    database_url: str, nats_url: str, tmp_path: Path
) -> None:
    async with open_web(settings(database_url, nats_url, tmp_path)) as web, at(web) as closed:
        assert (await closed.get("/metrics")).status_code == 404
    chosen = settings(database_url, nats_url, tmp_path, QF_METRICS_LOOPBACK="yes")
    async with open_web(chosen) as web, at(web) as here, at(web, "::1") as six, at(web, "10.0.0.7") as there:
        assert (await here.get("/metrics")).status_code == 200
        assert (await six.get("/metrics")).status_code == 200
        assert (await there.get("/metrics")).status_code == 404
        for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"):
            assert (await here.get("/metrics", headers={name: "127.0.0.1"})).status_code == 404


def test_a_short_token_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        settings("postgresql://u:p@h/d", "nats://h", tmp_path, QF_METRICS_TOKEN="short")
    assert caught.value.names == ["QF_METRICS_TOKEN"]


async def test_routes_are_counted_by_template_and_made_up_addresses_add_no_series(
    database_url: str, nats_url: str, tmp_path: Path
) -> None:
    async with open_web(settings(database_url, nats_url, tmp_path)) as web, at(web) as client:
        known = {"method": "GET", "route": "/api/v1/conversations/{conversation_id}", "status": "401"}
        before = value("qingfeng_http_seconds_count", **known)
        await client.get("/api/v1/nothing/first")
        await client.get(f"/api/v1/conversations/{uuid4()}")
        series = generate_latest().count(b"qingfeng_http_seconds_count")
        for n in range(20):
            await client.get(f"/api/v1/nothing/{n}")
            await client.get(f"/api/v1/conversations/{uuid4()}")
            await client.request(f"X{n}", "/api/v1/nothing")
        assert value("qingfeng_http_seconds_count", **known) == before + 21
        assert generate_latest().count(b"qingfeng_http_seconds_count") <= series + 1  # the method `other`


async def test_what_is_said_and_offered_is_counted_and_names_nobody(stage: Stage) -> None:
    world = stage.ours
    await stage.told("空调不制冷")
    said = [e for e in world.heard.envelopes if e.type == "MessageAppended"][-1:]
    before = value("qingfeng_messages_total", author="customer")
    Counting(world.heard).committed(world.tenant, said, [])
    assert value("qingfeng_messages_total", author="customer") == before + 1
    await Sampler(world.db).once()
    assert value("qingfeng_outbox_waiting") > 0
    assert value("qingfeng_outbox_lag_seconds") > 0
    assert value("qingfeng_timers_due", kind="turn") > 0
    async with stage.as_("agent") as client:
        assert (await client.get("/api/v1/bootstrap")).status_code == 200
    for family in REGISTRY.collect():
        if family.name.startswith("qingfeng"):
            for sample in family.samples:
                for name, text in sample.labels.items():
                    assert name in LABELS, f"{family.name} has a label {name}"
                    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}|@|[一-鿿]", text), f"{family.name}: {text}"


LABELS = {
    *("author", "outcome", "side", "kind", "method", "route", "status", "use", "role", "state", "source", "watcher"),
    *("name", "le"),
}


async def test_worker_and_router_tell_on_a_port_of_their_own(database_url: str, nats_url: str, tmp_path: Path) -> None:
    port = free_port()
    chosen = settings(database_url, nats_url, tmp_path, QF_METRICS_TOKEN=TOKEN)
    patient = httpx.AsyncHTTPTransport(retries=20)
    async with (
        wiring.house(chosen, "test") as made,
        beside(made, port),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", transport=patient) as client,
    ):
        assert (await client.get("/health/ready")).json() == {"status": "ok"}
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/metrics")).status_code == 404
        answer = await client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert "qingfeng_db_connections" in answer.text
        assert value("qingfeng_db_connections", role="app", state="most") == chosen.database_pool
    async with wiring.house(chosen, "test") as made, beside(made, port), beside(made, port):
        pass  # a taken port is told in the log and ends nothing


def _known() -> set[str]:
    endings = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
    return {f.name + end for f in REGISTRY.collect() for end in endings.get(f.type, ("",))}


def _queries() -> list[tuple[str, str]]:
    board = json.loads((TOP / "deploy/grafana/qingfeng.json").read_text("utf-8"))
    asked = [(p["title"], t["expr"]) for p in board["panels"] for t in p.get("targets", [])]
    rules = yaml.safe_load((TOP / "deploy/prometheus/qingfeng-alerts.yml").read_text("utf-8"))
    return asked + [(r["alert"], r["expr"]) for group in rules["groups"] for r in group["rules"]]


@pytest.mark.parametrize(("title", "query"), _queries())
def test_what_we_ship_asks_for_metrics_that_exist(title: str, query: str) -> None:
    named = set(re.findall(r"\b(?:qingfeng|process)_\w+", query)) - {"qingfeng_"}
    assert named or query.startswith("up{"), title
    assert named <= _known(), f"{title}: no such metric {named - _known()}"
    assert query.count("(") == query.count(")")


def test_every_metric_is_on_the_board_and_every_alert_is_explained() -> None:
    shown = " ".join(query for _, query in _queries())
    ours = {f.name for f in REGISTRY.collect() if f.name.startswith("qingfeng")}
    assert not [name for name in ours if name not in shown]
    guide = (TOP / "docs/guides/observability.md").read_text("utf-8")
    for title, query in _queries():
        if title.startswith("Qingfeng"):
            assert f"`{title}`" in guide, f"{title} ({query}) is not explained"
