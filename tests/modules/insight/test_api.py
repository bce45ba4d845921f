"""Figures over HTTP: who sees what, and how a bad question is answered."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from litestar.di import Provide

from qingfeng.contracts.base import Actor
from qingfeng.kernel import http
from qingfeng.modules.access.public import Caller
from qingfeng.modules.insight.api import handlers
from qingfeng.modules.insight.kpi import KPIS
from qingfeng.modules.insight.reference import page
from qingfeng.modules.people import public as people
from tests.modules.insight.life import Life
from tests.modules.insight.test_figures import tell
from tests.modules.routing.house import House

DAY = {"from": "2026-07-01", "to": "2026-07-01"}
NewLife = Callable[[], Life]


def client(house: House, role: str = "supervisor", who: Actor | None = None) -> AsyncClient:
    user = who.id if who is not None and who.id is not None else house.db.ids.new()
    caller = Caller(house.tenant, user, "林悦", "lin@example.com", role, "csrf")  # type: ignore[arg-type]

    def give(value: Any) -> Provide:
        return Provide(lambda: value, sync_to_thread=False)

    app = Litestar(
        handlers,
        dependencies={
            "db": give(house.db),
            "work": give(house.work),
            "caller": give(caller),
            "sign_in_limit": give(http.Limiter(house.db.clock, 1000, 1000)),
            "wall_limit": give(http.Limiter(house.db.clock, 1000, 1000)),
            "what_if": give(None),
        },
        exception_handlers=http.HANDLERS,
    )
    return AsyncClient(transport=ASGITransport(app), base_url="http://desk")  # type: ignore[arg-type]


@pytest.fixture
async def day(new_life: NewLife) -> Life:
    """Two agents handle a contact each, one more is left waiting."""
    lives = [new_life() for _ in range(3)]
    for life, agent in zip(lives, [*lives[0].agents[:2], None], strict=True):
        await life.open()
        await life.hand_over(life.queues[0])
        if agent is not None:
            await life.claim(agent)
            await life.says("agent")
            await life.wrap_up()
            await life.close()
            await life.answer(5 if agent is life.agents[0] else 2)
    await tell(lives[0].house, lives[0], random.Random(2))
    return lives[0]


async def test_a_board_with_its_drill_and_export(day: Life) -> None:
    async with client(day.house) as http_:
        made = (await http_.get("/api/v1/insight/board", params={**DAY, "by": "queue"})).json()
        assert made["total"]["offered"] == 3
        assert made["total"]["satisfaction"] == 3.5
        assert [(row["key"], row["name"]) for row in made["rows"]] == [(str(day.queues[0]), made["rows"][0]["name"])]
        assert made["rows"][0]["name"]
        one = (await http_.get("/api/v1/insight/drill", params={**DAY, "measure": "offered", "limit": 2})).json()
        two = (await http_.get("/api/v1/insight/drill", params={**DAY, "measure": "offered", "cursor": one["next"]})).json()  # fmt: skip
        assert len({i["conversation_id"] for i in one["items"] + two["items"]}) == 3
        assert two["next"] is None
        assert (one["items"][0]["customer"], "subject" in one["items"][0]) == ("顾客", True)
        by_hour = (await http_.get("/api/v1/insight/board", params={**DAY, "by": "hour", "kpis": "offered"})).json()
        assert {row["key"]: row["values"] for row in by_hour["rows"]} == {"2026-07-01T02:00:00Z": {"offered": 3.0}}
        file = await http_.get("/api/v1/insight/export", params={**DAY, "by": "agent", "locale": "en"})
        assert file.headers["content-type"].startswith("text/csv")
        lines = file.content.decode("utf-8-sig").splitlines()
        assert lines[0].startswith("key,name,Contacts handled,")
        assert {line.split(",")[1] for line in lines[1:]} == {"林悦", "周航", "陈果"}
        book = await http_.get("/api/v1/insight/export", params={**DAY, "by": "agent", "format": "xlsx"})
        assert book.headers["content-disposition"].endswith('agent-2026-07-01-2026-07-01.xlsx"')
        with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
            assert "林悦" in parts.read("xl/worksheets/sheet1.xml").decode()


async def test_a_team_and_what_stands_behind_it(day: Life) -> None:
    me, other = day.agents[:2]
    async with day.house.work.tx(day.house.tenant) as tx:
        team = await people.put_team(tx, "night", "夜班", "Night")
        for agent, its in ((me, team), (other, None)):
            assert agent.id is not None
            await people.put_agent(tx, agent.id, name=agent.name, team=its, capacity=50, levels={})
    async with client(day.house) as http_:
        made = (await http_.get("/api/v1/insight/board", params={**DAY, "by": "team"})).json()
        assert {row["key"]: row["values"]["satisfaction"] for row in made["rows"]} == {str(team): 5, "": 2}
        for key, who in ((str(team), me), ("none", other)):
            asked = {**DAY, "by": "team", "measure": "survey", "key": key}
            behind = (await http_.get("/api/v1/insight/drill", params=asked)).json()["items"]
            assert [item["agent_id"] for item in behind] == [str(who.id)]
        made = (await http_.get("/api/v1/insight/board", params={**DAY, "team": str(team)})).json()
        assert (made["total"]["handled"], made["total"]["satisfaction"]) == (1, 5)
        nobody = {**DAY, "team": str(team), "agent": str(other.id), "measure": "survey"}
        assert (await http_.get("/api/v1/insight/drill", params=nobody)).json()["items"] == []


async def test_agents_see_their_own_figures_only(day: Life) -> None:
    me, other = day.agents[:2]
    async with client(day.house, "agent", me) as http_:
        for asked in ({}, {"agent": str(other.id)}):
            made = (await http_.get("/api/v1/insight/board", params={**DAY, "by": "agent", **asked})).json()
            assert [row["key"] for row in made["rows"]] == [str(me.id)]
            assert made["total"]["satisfaction"] == 5
            behind = (await http_.get("/api/v1/insight/drill", params={**DAY, "measure": "survey", **asked})).json()
            assert [item["agent_id"] for item in behind["items"]] == [str(me.id)]
        assert made["total"]["ready_time"] > 0
        assert (await http_.get("/api/v1/insight/live")).status_code == 403
        refused = await http_.get("/api/v1/insight/board", params={**DAY, "by": "queue"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "by_with_agent")
    async with client(day.house, "knowledge") as http_:
        for path in ("board", "export", "kpis", "live"):
            assert (await http_.get(f"/api/v1/insight/{path}", params=DAY)).status_code == 403, path


async def test_the_floor_now(day: Life) -> None:
    async with client(day.house, "admin") as http_:
        live = (await http_.get("/api/v1/insight/live")).json()
    assert {q["id"]: q["waiting"] for q in live["queues"]}[str(day.queues[0])] == 1
    assert (live["agents"]["ready"], live["agents"]["in_hand"]) == (3, 0)
    assert live["today"]["handled"] == 2


@pytest.mark.parametrize(
    ("path", "params", "status", "field"),
    [
        ("board", {"from": "2026-07-02", "to": "2026-07-01"}, 422, "to"),
        ("board", {"from": "yesterday", "to": "2026-07-01"}, 400, None),
        ("board", {"to": "2026-07-01"}, 400, None),
        ("board", {**DAY, "by": "weather"}, 400, None),
        ("board", {**DAY, "kpis": "offered,luck"}, 422, "kpis"),
        ("board", {"from": "1999-01-01", "to": "2026-07-01"}, 422, "from"),
        ("drill", {**DAY, "measure": "luck"}, 422, "measure"),
        ("drill", {**DAY, "measure": "ready"}, 422, "measure"),
        ("board", {**DAY, "by": "queue", "kpis": "occupancy"}, 422, "kpis"),
        ("drill", {**DAY, "measure": "offered", "cursor": "a_b_c"}, 422, "cursor"),
        ("drill", {**DAY, "measure": "offered", "limit": "0"}, 400, None),
        ("drill", {**DAY, "measure": "offered", "key": "2026-07-02T00:00:00Z"}, 422, "key"),
        ("drill", {**DAY, "measure": "offered", "by": "queue", "key": "sales"}, 422, "key"),
        ("drill", {**DAY, "measure": "offered", "by": "team", "key": "\x00"}, 422, "key"),
    ],
)
async def test_a_bad_question_is_told_so(new_life: NewLife, path: str, params: dict[str, str], status: int, field: str | None) -> None:  # fmt: skip
    async with client(new_life().house) as http_:
        answer = await http_.get(f"/api/v1/insight/{path}", params=params)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["message"]
    if field is not None:
        assert answer.json()["error"]["field"] == field


async def test_definitions_are_the_same_on_screens_and_in_the_reference(new_life: NewLife) -> None:
    async with client(new_life().house, "agent") as http_:
        answer = (await http_.get("/api/v1/insight/kpis")).json()
    items = answer["items"]
    assert (answer["zone"], answer["today"]) == ("Asia/Shanghai", "2026-07-01")
    assert [item["code"] for item in items] == list(KPIS)
    kept = Path("docs/reference/kpis.md").read_text(encoding="utf-8")
    assert kept == page(), "python -m qingfeng.modules.insight.reference > docs/reference/kpis.md"
    for item in items:
        assert item["formula"] in kept
        for text in ("zh", "en", "zh_definition", "en_definition"):
            assert item[text], (item["code"], text)
            assert item[text] in kept
