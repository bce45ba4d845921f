"""Lists of reasons over HTTP: kept under a version, retired without losing history, obeyed by desks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from qingfeng.contracts.messages import RowAgent
from qingfeng.flow import chosen
from qingfeng.flow.spine import Reason
from qingfeng.modules.access import public as access
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.routing import public as routing
from tests.flow.signed_in import Stage, made_stage
from tests.flow.tab import open_tabs
from tests.ports.house import open_house

stage = made_stage


async def lists(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/v1/reasons")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def put(client: httpx.AsyncClient, kind: str, items: list[dict[str, Any]]) -> httpx.Response:
    now = (await lists(client))["breaks" if kind == "break" else kind]
    path = "/api/v1/break-reasons" if kind == "break" else f"/api/v1/reasons/{kind}"
    return await client.put(path, json={"version": now["version"], "items": items})


async def in_hand(stage: Stage, words: str, queue: UUID | None = None) -> UUID:
    """A conversation that the agent has, come by this queue."""
    id_ = await stage.told(words)
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        user: UUID = await tx.value("SELECT id FROM access.users WHERE email = 'agent@example.com'")
        conv = await conversations.lock(tx, id_)
        conv.queue_id = queue
        await conversations.assign(tx, conv, agent=RowAgent(user, "agent"), how="claimed")
    return id_


def code(zh: str, en: str, **more: Any) -> dict[str, Any]:
    return {"code": "", "zh": zh, "en": en, **more}


async def test_a_tree_of_codes_is_kept_and_only_its_leaves_are_chosen(stage: Stage) -> None:
    async with stage.as_("admin") as admin, stage.as_("agent") as agent:
        before = (await lists(admin))["wrap_up"]["items"]
        tree = [
            code("退货", "Returns"),
            code("无理由", "No reason needed", parent="returns"),
            code("质量", "Fault", parent="returns"),
        ]
        saved = await put(admin, "wrap_up", [*before, *tree])
        assert saved.status_code == 200, saved.text
        codes = [one["code"] for one in saved.json()["wrap_up"]["items"]]
        assert codes == [*(one["code"] for one in before), "returns", "no_reason_needed", "fault"]
        talk = await in_hand(stage, "要退货")
        path = f"/api/v1/conversations/{talk}/close"
        heading = await agent.post(path, json={"reason": "solved", "codes": ["returns"]})
        assert (heading.status_code, heading.json()["error"]["code"]) == (422, "unknown_code")
        assert (await agent.post(path, json={"reason": "solved", "codes": ["fault"]})).status_code == 200
        now = await lists(admin)
        assert (now["wrap_up"]["uses"]["fault"], now["close"]["uses"]["solved"]) == (1, 1)
        gone = await put(admin, "wrap_up", [one for one in now["wrap_up"]["items"] if one["code"] != "fault"])
        assert (gone.status_code, gone.json()["error"]["code"]) == (422, "in_use")
        items = [{**one, "retired": one["code"] == "returns"} for one in now["wrap_up"]["items"]]
        assert (await put(admin, "wrap_up", items)).status_code == 200
        assert [r["code"] for r in (await agent.get("/api/v1/bootstrap")).json()["reasons"]["wrap_up"]] == codes
        other = await in_hand(stage, "还要退")
        late = await agent.post(f"/api/v1/conversations/{other}/close", json={"reason": "solved", "codes": ["fault"]})
        assert late.json()["error"]["code"] == "unknown_code", "what stands under a retired heading is retired"
        detail = (await agent.get(f"/api/v1/conversations/{talk}")).json()
        assert detail["codes"] == ["fault"], "what was said stays said"


async def test_a_queue_may_ask_for_a_code(stage: Stage) -> None:
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        draft = routing.QueueDraft(
            code="asks", name_zh="问", name_en="Asks", policy=routing.Policy(codes_required=True)
        )
        queue = await routing.put_queue(tx, draft)
    talk = await in_hand(stage, "咨询一下", queue)
    async with stage.as_("agent") as agent:
        path = f"/api/v1/conversations/{talk}"
        ended = await agent.post(f"{path}/close", json={"reason": "solved"})
        assert ended.json()["phase"] == "wrap_up", "there is time to say it"
        refused = await agent.post(f"{path}/finish", json={"codes": []})
        assert (refused.status_code, refused.json()["error"]["code"], refused.json()["error"]["field"]) == (422, "codes_required", "codes")  # fmt: skip
        assert (await agent.post(f"{path}/finish", json={"codes": ["question"]})).json()["phase"] == "closed"


async def test_a_break_is_counted_as_it_was_when_it_began(stage: Stage) -> None:
    async with stage.as_("admin") as admin, stage.as_("agent") as agent:
        breaks = (await lists(admin))["breaks"]["items"]
        meal = next(one for one in breaks if one["code"] == "meal")
        saved = await put(
            admin, "break", [*breaks, {**code("陪练", "Coaching"), "limit_minutes": 20, "shrinkage": False}]
        )
        assert saved.json()["breaks"]["items"][-1]["code"] == "coaching", saved.text
        begun = (await agent.put("/api/v1/presence", json={"state": "break", "reason": "coaching"})).json()
        assert (begun["paid"], begun["shrinkage"]) == (True, False)
        due, since = (datetime.fromisoformat(begun[key]) for key in ("due_at", "since"))
        assert due - since == timedelta(minutes=20)
        eating = (await agent.put("/api/v1/presence", json={"state": "break", "reason": "meal"})).json()
        assert (eating["paid"], eating["shrinkage"]) == (meal["paid"], False)
        ready = (await agent.put("/api/v1/presence", json={"state": "ready"})).json()
        assert (ready["due_at"], ready["paid"]) == (None, True)
        retired = [{**one, "retired": one["code"] == "coaching"} for one in saved.json()["breaks"]["items"]]
        assert (await put(admin, "break", retired)).status_code == 200
        refused = await agent.put("/api/v1/presence", json={"state": "break", "reason": "coaching"})
        assert refused.json()["error"]["code"] == "unknown_reason"
        both = await put(admin, "break", [{**meal, "paid": False, "shrinkage": True}, *retired[:1], *retired[2:]])
        assert both.json()["breaks"]["items"][0]["shrinkage"] is False, "what is not paid is no shrinkage of paid time"


async def test_two_who_change_at_once_do_not_undo_each_other(stage: Stage) -> None:
    async with stage.as_("admin") as admin:
        old = (await lists(admin))["close"]
        first = {"version": old["version"], "items": [*old["items"], code("转线下", "Offline")]}
        assert (await admin.put("/api/v1/reasons/close", json=first)).status_code == 200
        second = await admin.put("/api/v1/reasons/close", json={**first, "items": old["items"]})
        assert (second.status_code, second.json()["error"]["code"]) == (409, "settings_changed")


@pytest.mark.parametrize(
    ("kind", "change", "error"),
    [
        ("close", lambda items: [{**items[0], "zh": " "}, *items[1:]], ("empty", "items.0.zh")),
        ("close", lambda items: [*items, code("长" * 41, "Long")], ("too_long", "items.-1.zh")),
        ("close", lambda items: [*items, code(items[0]["zh"], "Twice")], ("name_taken", "items.-1.zh")),
        ("close", lambda items: [*items, {**code("坏", "Bad"), "code": "Bad Code"}], ("bad_code", "items.-1.code")),
        ("close", lambda items: [{**one, "retired": one["code"] == "solved"} for one in items], ("needed", "items.0.retired")),
        ("decline", lambda items: [{**one, "retired": True} for one in items], ("none_left", "items")),
        ("decline", lambda items: items[1:], ("in_use", "items")),
        ("wrap_up", lambda items: [*items, code("远", "Far", queue="nowhere")], ("unknown_queue", "items.-1.queue")),
        ("wrap_up", lambda items: [*items, {**code("环", "Ring"), "code": "ring", "parent": "ring"}], ("too_deep", "items.-1.parent")),
    ],
)  # fmt: skip
async def test_lists_that_cannot_be_kept_are_refused_with_the_field(
    stage: Stage, kind: str, change: Any, error: tuple[str, str]
) -> None:
    async with stage.as_("admin") as admin:
        items = change((await lists(admin))[kind]["items"])
        answer = await put(admin, kind, items)
    assert answer.status_code == 422, answer.text
    expected = error[1].replace("-1", str(len(items) - 1))
    assert (answer.json()["error"]["code"], answer.json()["error"]["field"]) == (error[0], expected)


@pytest.mark.parametrize("name", ["agent", "boss", "knowledge"])
async def test_only_administrators_choose_reasons(stage: Stage, name: str) -> None:
    async with stage.as_(name) as client:
        assert (await client.get("/api/v1/reasons")).status_code == 403
        body = {"version": "x", "items": []}
        assert (await client.put("/api/v1/reasons/close", json=body)).status_code == 403
        assert (await client.put("/api/v1/break-reasons", json=body)).status_code == 403


async def test_open_desks_are_told_at_once_that_there_is_another_list(database_url: str) -> None:
    """And whoever asks in any process, reads it as it is."""
    async with open_house(database_url) as house, open_tabs(house, access.Sessions(house.db)) as tabs:
        tab = await tabs(f"lin-{house.tenant.hex}@example.com")
        async with house.db.reading(house.tenant) as conn:
            _, before = await house.spine.tenant(house.tenant, conn)
        async with house.work.tx(house.tenant) as tx:
            more = [*before.close_reasons, Reason("moved", "已搬家", "Moved")]
            await chosen.keep(tx, house.agent, "close_reasons", more, {})
        chosen.tell(house.spine, house.tenant)
        await tab.until(lambda frame: frame["t"] == "settings")
        async with house.db.reading(house.tenant) as conn:
            _, after = await house.spine.tenant(house.tenant, conn)
        assert [one.code for one in after.close_reasons][-1] == "moved"
