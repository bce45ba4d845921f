"""The demo traffic against a whole box: everything moves, the switch stops it, and no other tenant is touched."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image

from qingfeng.app.demo import content, scripts, switch
from qingfeng.app.demo.agents_sim import emails
from qingfeng.app.demo.control import NotDemo
from qingfeng.app.demo.desk import StrangeTenant
from qingfeng.app.demo.life import Pace
from qingfeng.app.demo.pictures import snapshot
from qingfeng.app.demo.switch import Switch
from qingfeng.app.demo.traffic import Traffic
from qingfeng.flow.table import steps
from qingfeng.flow.wording import STATUS
from qingfeng.kernel.auth import hash_password
from qingfeng.kernel.clock import ManualClock, SystemClock, TimeOrderedIds, rng
from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access
from tests.support.box import Box, reachable_folder, running
from tests.support.world import Heard, World, make_tenant

SPEED = 8.0
STRANGER = UUID(int=1)
MOVES = (
    "ConversationOpened",
    "ConversationQueued",
    "OfferMade",
    "OfferEnded",
    "ConversationAssigned",
    "ConversationWrappedUp",
    "ConversationClosed",
    "SurveyAnswered",
    "AgentRead",
    "CustomerRead",
    "PresenceChanged",
)


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    """A box with the demo, whose own traffic is not started."""
    with reachable_folder() as folder, running(folder) as made:
        yield made


@asynccontextmanager
async def database(box: Box) -> AsyncIterator[Database]:
    clock = SystemClock()
    db = await Database.open(box.database_url, clock, TimeOrderedIds(clock), size=4)
    try:
        yield db
    finally:
        await db.close()


@asynccontextmanager
async def signed_in(box: Box, email: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=box.url, timeout=10) as http:
        answer = await http.post("/api/v1/session", json={"email": email, "password": content.PASSWORD})
        answer.raise_for_status()
        http.headers["X-QF-CSRF"] = answer.json()["csrf"]
        yield http


@asynccontextmanager
async def coming(box: Box, *, speed: float = SPEED, seed: int = 7) -> AsyncIterator[tuple[Traffic, asyncio.Task[None]]]:
    stop = asyncio.Event()
    traffic = Traffic(box.url, SystemClock(), rng(seed), speed=speed)
    task = asyncio.create_task(traffic.run(stop))
    try:
        yield traffic, task
    finally:
        stop.set()
        await asyncio.gather(task, return_exceptions=True)


AFTERWARDS = ["MessageUnderstood"]
"""What follows from messages in its own time, however long that takes on a busy machine."""


async def happened(db: Database, tenant: UUID = content.TENANT) -> Counter[str]:
    rows = await db.system.fetch(
        "SELECT type, count(*) AS n FROM kernel.outbox WHERE tenant_id = $1 AND type <> ALL($2) GROUP BY 1",
        *(tenant, AFTERWARDS),
    )
    return Counter({r["type"]: r["n"] for r in rows})


WATCHED = {"routing.surge"}
"""What the worker writes down of every tenant whom nobody visits."""


async def row_counts(db: Database, tenant: UUID) -> dict[str, int]:
    """How many rows a tenant has in each of the product's tables."""
    async with db.reading(tenant) as conn:
        tables = await conn.fetch(
            "SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.columns"
            " WHERE column_name = 'tenant_id' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
            " AND has_table_privilege(format('%I.%I', table_schema, table_name), 'SELECT') ORDER BY 1"
        )
        names = [r["name"] for r in tables if r["name"] not in WATCHED]
        return {name: await conn.fetchval(f"SELECT count(*) FROM {name}") for name in names}


async def neighbour(db: Database) -> World:
    """A second tenant with an agent and a customer."""
    heard = Heard()
    world = await make_tenant(db, Work(db, steps, heard), heard, "neighbour")
    await world.agent()
    async with world.work.tx(world.tenant) as tx:
        await world.customer(tx)
        hashed = hash_password(content.PASSWORD)
        email = f"admin-{world.tenant.hex[-8:]}@example.com"
        await access.put_user(tx, email=email, name="管理员", role="admin", password_hash=hashed)
    return world


# ------------------------------------------------------------------ the whole
@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_everything_moves_and_the_switch_makes_it_quiet(box: Box) -> None:
    async with database(box) as db, signed_in(box, content.ADMIN) as admin:
        other = await neighbour(db)
        before, begun = await row_counts(db, other.tenant), await happened(db)
        await admin.put("/api/v1/demo/traffic", json={"on": True, "per_minute": 8})
        async with coming(box) as (traffic, task):
            deadline = time.monotonic() + 200
            while set(MOVES) - (seen := await happened(db) - begun).keys() or traffic.seen["closed"] < 12:
                assert not task.done(), task.exception()
                assert time.monotonic() < deadline, (traffic.seen, seen)
                await asyncio.sleep(1)
            assert {"bot", "agent", "customer", "system"} <= await _authors(db)
            assert traffic.seen["failed"] == 0
            assert not await _at_kept_desks(admin), "desks that are kept for people were taken"

            await admin.put("/api/v1/demo/traffic", json={"on": False, "per_minute": 8})
            deadline = time.monotonic() + 60
            while (there := await _ready(admin)) or traffic.busy:
                assert time.monotonic() < deadline, (traffic.busy, there)
                await asyncio.sleep(0.5)
            await asyncio.sleep(2)
            quiet = await happened(db)
            open_still = (await admin.get("/api/v1/conversations?view=all")).json()["items"]
            assert [(r["phase"], r["subject"], r["preview"]) for r in open_still] == []
            await asyncio.sleep(5)
            assert await happened(db) == quiet
        assert await row_counts(db, other.tenant) == before
        assert traffic.seen["gave_up"] == 0


async def _authors(db: Database) -> set[str]:
    async with db.reading(content.TENANT) as conn:
        return {r[0] for r in await conn.fetch("SELECT DISTINCT author_kind FROM conversations.messages")}


async def _ready(http: httpx.AsyncClient) -> set[str]:
    agents = (await http.get("/api/v1/bootstrap")).json()["agents"]
    return {a["name"] for a in agents if a["presence"]["state"] != "offline"}


async def _at_kept_desks(http: httpx.AsyncClient) -> set[str]:
    return await _ready(http) & {one.name for one in content.SIGN_INS}


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_it_survives_the_loss_of_every_process(box: Box) -> None:
    async with database(box) as db, signed_in(box, content.ADMIN) as admin:
        await admin.put("/api/v1/demo/traffic", json={"on": True, "per_minute": 10})
        async with coming(box, seed=11) as (traffic, task):
            await _until(lambda: traffic.seen["accepted"] >= 2)
            for role in ("worker", "router", "serve", "nats"):
                box.kill(role)
                await asyncio.sleep(4)
            closed = traffic.seen["closed"]
            await _until(lambda: traffic.seen["closed"] >= closed + 4)
            assert not task.done()
            assert traffic.seen["failed"] == 0
        assert (await happened(db))["ConversationClosed"] > 0
        await admin.put("/api/v1/demo/traffic", json={"on": False, "per_minute": 10})


async def _until(true: Any, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.5)


# ------------------------------------------------------------------ only the demo
@pytest.mark.slow
async def test_a_stranger_with_the_same_sign_in_stops_it(box: Box) -> None:
    """The demo's administrator exists in another tenant too, with the same password: nobody simulated acts there."""
    async with database(box) as db:
        await access.put_tenant(
            db, access.Tenant(id=STRANGER, slug="stranger", name="别家", locale="zh-CN", demo=True, settings={})
        )
        work = Work(db, steps, Heard())
        async with work.tx(STRANGER) as tx:
            hashed = hash_password(content.PASSWORD)
            user = await access.put_user(tx, email=content.ADMIN, name="别人", role="admin", password_hash=hashed)
        before = await row_counts(db, STRANGER)
        try:
            async with coming(box) as (traffic, task):
                with pytest.raises(StrangeTenant):
                    await asyncio.wait_for(task, 60)
                assert not traffic.seen
            assert await row_counts(db, STRANGER) == before
        finally:
            async with work.tx(STRANGER) as tx:
                await tx.execute("UPDATE access.users SET disabled = true WHERE id = $1", user)


@pytest.mark.slow
async def test_without_the_flag_nobody_comes(box: Box) -> None:
    async with database(box) as db:
        await _flag(db, False)
        try:
            async with coming(box) as (traffic, task):
                with pytest.raises(NotDemo):
                    await asyncio.wait_for(task, 60)
                assert not traffic.seen
        finally:
            await _flag(db, True)


async def _flag(db: Database, demo: bool) -> None:
    await db.system.execute("UPDATE access.tenants SET demo = $2 WHERE id = $1", content.TENANT, demo)


@pytest.mark.slow
async def test_the_routes_refuse_other_tenants_and_other_roles(box: Box) -> None:
    async with database(box) as db:
        world = await neighbour(db)
    admin = f"admin-{world.tenant.hex[-8:]}@example.com"
    for email, code in ((admin, "not_demo"), ("wu.guodong@example.com", "forbidden")):
        async with signed_in(box, email) as http:
            answers = [
                await http.get("/api/v1/demo/traffic"),
                await http.put("/api/v1/demo/traffic", json={"on": False, "per_minute": 6}),
                await http.post("/api/v1/demo/identity", json={"customer": "zhang.wenjing"}),
            ]
        assert [(a.status_code, a.json()["error"]["code"]) for a in answers] == [(403, code)] * 3
    async with httpx.AsyncClient(base_url=box.url) as http:
        assert (await http.get("/api/v1/demo/traffic")).status_code == 401


@pytest.mark.slow
async def test_the_switch_is_kept_and_leaves_other_settings_alone(box: Box) -> None:
    async with database(box) as db, signed_in(box, content.ADMIN) as http:
        before = await access.tenant_by_slug(db, content.SLUG)
        for wrong in ({"on": True, "per_minute": 0}, {"on": True, "per_minute": 61}, {"on": "maybe", "per_minute": 6}):
            assert (await http.put("/api/v1/demo/traffic", json=wrong)).status_code == 400
        put = await http.put("/api/v1/demo/traffic", json={"on": False, "per_minute": 2.5})
        assert (put.status_code, put.json()) == (200, {"on": False, "per_minute": 2.5})
        after = await access.tenant_by_slug(db, content.SLUG)
        assert before is not None
        assert after is not None
        assert switch.read(after) == Switch(on=False, per_minute=2.5)
        ours = {switch.KEY: None}
        assert {**after.settings, **ours} == {**before.settings, **ours}
        for verb, on in (("start", True), ("stop", False)):
            command = [sys.executable, "-m", "qingfeng.app.cli", "demo", verb]
            environ = {"QF_DATA_DIR": str(box.folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C"}
            done = await asyncio.to_thread(subprocess.run, command, env=environ, capture_output=True, check=False)
            assert done.returncode == 0, done.stderr
            assert (await http.get("/api/v1/demo/traffic")).json() == {"on": on, "per_minute": 2.5}


@pytest.mark.slow
async def test_the_shop_vouches_for_its_customers_only(box: Box) -> None:
    async with signed_in(box, content.ADMIN) as http:
        unknown = await http.post("/api/v1/demo/identity", json={"customer": "nobody"})
        assert (unknown.status_code, unknown.json()["error"]["field"]) == (404, "customer")
        signed = (await http.post("/api/v1/demo/identity", json={"customer": "zhang.wenjing"})).json()["identity"]
        body = {"channel": content.WEBCHAT_KEY, "identity": signed}
        session = (await http.post("/webchat/v1/session", json=body)).json()
        assert session["visitor"]["identified"]


@pytest.mark.slow
async def test_the_demo_has_its_advisers_states_and_english_categories(box: Box) -> None:
    async with signed_in(box, "wu.guodong@example.com") as http:
        template = (await http.get("/api/v1/templates", params={"q": "zczt"})).json()["items"][0]
        assert (template["category"], template["category_en"]) == ("查单", "Order status")
        found = (await http.get("/api/v1/customers", params={"q": "周子豪"})).json()["items"]
        assert "专属顾问 沈若兰" in found[0]["tags"]
    async with database(box) as db, db.reading(content.TENANT) as conn:
        rows = await conn.fetch("SELECT status, shipment FROM customers.orders")
    assert {r["status"] for r in rows} <= set(STATUS)
    ways = [r["shipment"] for r in rows if r["shipment"]]
    assert {way["status"] for way in ways} == {"delivered", "in_transit", "out_for_delivery"}
    assert all(bool(way["eta"]) == (way["status"] != "delivered") for way in ways)


# ------------------------------------------------------------------ the parts
def test_nobody_simulated_sits_at_a_kept_desk() -> None:
    kept = {one.email for one in content.SIGN_INS}
    people = {p["email"]: p for p in content.people()}
    assert [people[one.email]["name"] for one in content.SIGN_INS] == [one.name for one in content.SIGN_INS]
    assert len(emails()) == 16
    assert not kept & set(emails())
    assert content.ADMIN in kept


def test_every_word_is_there() -> None:
    phrases = scripts.phrases()
    for said in (*phrases.customer.values(), *phrases.agent.values()):
        assert said["zh"]
        assert said["en"]
    queues = {q["code"] for q in content.queues()["queues"]}
    assert set(phrases.intents) == queues
    assert set(phrases.intents.values()) <= scripts.intents().keys()
    assert {d.outcome.result for d in scripts.dialogues()} <= phrases.reasons.keys()
    reasons = {r["code"] for r in content.queues()["close_reasons"]}
    assert set(phrases.reasons.values()) | {"no_reply"} <= reasons
    away = {r["code"] for r in content.queues()["presence_reasons"] if r["state"] == "away"}
    assert {one.reason for one in phrases.breaks} <= away


def test_a_line_is_said_in_full_or_not_at_all() -> None:
    values = {"customer.title": "张女士", "agent.name": "林悦"}
    assert scripts.fill("{{customer.title}}您好，我是{{agent.name}}。", values) == "张女士您好，我是林悦。"
    assert scripts.fill("预计{{order.eta}}到。", values) is None
    lines = ["预计{{order.eta}}到。", "我是{{agent.name}}。"]
    assert scripts.filled(lines, values, rng(1), set()) == "我是林悦。"
    assert scripts.filled(lines, values, rng(1), {"我是林悦。"}) is None


def test_a_customer_plays_one_part_at_a_time() -> None:
    board = scripts.Board()
    dialogue = next(d for d in scripts.dialogues() if d.language == "en")
    cast = [board.cast(dialogue, rng(n)) for n in range(8)]
    taken = [m.id for m in cast if m is not None]
    assert len(taken) == len(set(taken)) == len([m for m in scripts.members() if m.language == "en"])
    assert cast[-1] is None
    assert cast[0] is not None
    board.gone(cast[0])
    assert board.cast(dialogue, rng(1)) == cast[0]


def test_goodbyes_are_understood() -> None:
    dialogue = next(d for d in scripts.dialogues() if d.id == "order-stuck-hub")
    assert scripts.says_goodbye("好 我等你下午消息", dialogue)
    assert not scripts.says_goodbye("谢谢", dialogue), "this customer has more to say"
    assert scripts.says_goodbye("好的谢谢", None)
    assert not scripts.says_goodbye("我的空调到哪了", None)


def test_pictures_are_real_and_repeat_with_their_seed() -> None:
    data = snapshot(rng(3))
    assert data == snapshot(rng(3))
    assert data != snapshot(rng(4))
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("PNG", (480, 360))
    assert len(data) < 40_000


async def test_people_live_faster_than_the_clock() -> None:
    clock = ManualClock()
    pace = Pace(clock, 10)
    began = pace.monotonic()
    await pace.sleep(60)
    assert pace.monotonic() - began == pytest.approx(60)
    assert (clock.now() - ManualClock().now()).total_seconds() == pytest.approx(6)
    assert not await pace.wait(asyncio.Event(), 0.01)
