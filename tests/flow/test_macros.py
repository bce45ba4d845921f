"""Macros: whose they are, what they may be, and that all their steps are done or none."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from qingfeng.contracts.messages import RowAgent
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.routing import public as routing
from tests.flow.signed_in import Stage, made_stage

stage = made_stage


async def make(client: httpx.AsyncClient, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/macros", json={"name": "退款三步", "steps": list(steps), **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def held(stage: Stage, words: str) -> UUID:
    """A conversation that the agent has."""
    id_ = await stage.told(words)
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        agent = await conn.fetchval("SELECT id FROM access.users WHERE email = 'agent@example.com'")
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        conv = await conversations.lock(tx, id_)
        await conversations.assign(tx, conv, agent=RowAgent(agent, "agent"), how="claimed")
    return id_


async def queue(stage: Stage) -> UUID:
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        draft = routing.QueueDraft(code="after", name_zh="售后", name_en="After-sales", policy=routing.Policy())
        return await routing.put_queue(tx, draft)


async def run(client: httpx.AsyncClient, macro: dict[str, Any], conversation: UUID, **more: Any) -> httpx.Response:
    body = {"conversation_id": str(conversation), "client_id": uuid4().hex, **more}
    return await client.post(f"/api/v1/macros/{macro['id']}/run", json=body)


async def thread(client: httpx.AsyncClient, conversation: UUID) -> list[tuple[str, str]]:
    answer = await client.get(f"/api/v1/conversations/{conversation}/messages")
    return [(m["kind"], m["text"]) for m in answer.json()["items"] if m["kind"] != "system"]


async def test_all_steps_are_one_action(stage: Stage) -> None:
    after = await queue(stage)
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        draft = knowledge.TemplateDraft(code="hello", category="问候", title="问候", body="您好，我是{{agent.name}}。")
        template = await knowledge.put_template(tx, draft)
    async with stage.as_("agent") as client:
        id_ = await held(stage, "想退款")
        macro = await make(
            client,
            {"do": "say", "template_id": str(template.id)},
            {"do": "note", "text": "{{agent.name}} 已核对"},
            {"do": "tag", "add": ["退款"]},
            {"do": "priority", "priority": 5},
            {"do": "transfer", "queue_id": str(after), "note": "请{{agent.name}}的同事处理退款"},
            shortcut="/tk",
        )
        assert (await client.get("/api/v1/macros")).json()["titles"] == {str(template.id): "问候"}
        assert macro["shortcut"] == "tk"
        preview = await client.post(
            f"/api/v1/macros/{macro['id']}/preview", json={"conversation_id": str(id_), "client_id": "preview-1"}
        )
        shown = preview.json()
        assert shown["refused"] is None
        assert [step["text"] for step in shown["steps"]] == [
            "您好，我是agent。",
            "agent 已核对",
            "",
            "",
            "请agent的同事处理退款",
        ]
        assert await thread(client, id_) == [("text", "想退款")], "looking changes nothing"
        done = await run(client, macro, id_, client_id="once-only-1", version=macro["version"])
        assert done.status_code == 200, done.text
        row = done.json()["row"]
        assert (row["phase"], row["queue_id"], row["priority"], row["tags"]) == ("queued", str(after), 5, ["退款"])
        said = [
            ("text", "想退款"),
            ("text", "您好，我是agent。"),
            ("note", "agent 已核对"),
            ("note", "请agent的同事处理退款"),
        ]
        assert await thread(client, id_) == said
        again = await run(client, macro, id_, client_id="once-only-1", version=macro["version"])
        assert again.status_code == 200, "the same order again does nothing more"
        assert await thread(client, id_) == said
        assert (await client.get("/api/v1/macros")).json()["items"][0]["used"] == 1
        await client.delete(f"/api/v1/macros/{macro['id']}")
    assert await stage.audited("macro.ran", id_) == 1
    assert await stage.audited("conversation.transferred", id_) == 0, "audited as one"


async def test_refused_in_one_step_nothing_is_done(stage: Stage) -> None:
    async with stage.as_("agent") as client:
        id_ = await held(stage, "师傅几点到")
        macro = await make(
            client,
            {"do": "tag", "add": ["上门"]},
            {"do": "note", "text": "客户问上门时间"},
            {"do": "say", "text": "您的订单{{order.no}}正在派送"},
        )
        shown = await client.post(
            f"/api/v1/macros/{macro['id']}/preview", json={"conversation_id": str(id_), "client_id": "preview-2"}
        )
        refused = shown.json()["refused"]
        assert (refused["code"], refused["field"]) == ("missing_variables", "steps.2")
        assert shown.json()["steps"][2]["missing"] == ["order.no"]
        answer = await run(client, macro, id_)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "missing_variables")
        assert await thread(client, id_) == [("text", "师傅几点到")]
        row = (await client.get(f"/api/v1/conversations/{id_}")).json()
        assert row["tags"] == []
        await client.delete(f"/api/v1/macros/{macro['id']}")
    assert await stage.audited("macro.ran", id_) == 0


@pytest.mark.parametrize(
    ("ending", "phase"),
    [
        ({"do": "close", "reason": "solved", "codes": ["question"]}, "closed"),
        ({"do": "close", "reason": "solved"}, "wrap_up"),
        ({"do": "snooze", "minutes": 60}, "snoozed"),
        ({"do": "snooze", "morning": "monday"}, "snoozed"),
    ],
)
async def test_it_may_end_the_talk_or_put_it_aside(stage: Stage, ending: dict[str, Any], phase: str) -> None:
    async with stage.as_("agent") as client:
        id_ = await held(stage, "好的谢谢")
        macro = await make(client, {"do": "say", "text": "不客气，祝您生活愉快！"}, ending)
        answer = await run(client, macro, id_)
        assert answer.status_code == 200, answer.text
        assert answer.json()["row"]["phase"] == phase
        assert ("text", "不客气，祝您生活愉快！") in await thread(client, id_)
        await client.delete(f"/api/v1/macros/{macro['id']}")


async def test_words_to_insert_come_back_with_what_is_missing(stage: Stage) -> None:
    async with stage.as_("agent") as client, stage.as_("boss") as boss:
        id_ = await held(stage, "发票呢")
        macro = await make(boss, {"do": "tag", "add": ["发票"]}, {"do": "insert", "text": "{{order.no}}"}, shared=True)
        done = (await run(client, macro, id_)).json()
        assert (done["insert"], done["missing"], done["row"]["tags"]) == ("{{order.no}}", ["order.no"], ["发票"])
        answer = await run(boss, macro, id_)
        assert answer.json()["error"]["code"] == "not_owner", "only the owner has a reply to insert into"
        await boss.delete(f"/api/v1/macros/{macro['id']}")


async def test_only_supervisors_share_and_change_what_is_shared(stage: Stage) -> None:
    step = {"do": "note", "text": "看过了"}
    async with stage.as_("agent") as agent, stage.as_("boss") as boss, stage.as_("stranger") as stranger:
        own, common = await make(agent, step, name="我的"), await make(boss, step, name="大家的", shared=True)
        refused = await agent.post("/api/v1/macros", json={"name": "x", "steps": [step], "shared": True})
        assert refused.status_code == 403
        listed = (await agent.get("/api/v1/macros")).json()["items"]
        assert {(m["name"], m["editable"]) for m in listed} == {("我的", True), ("大家的", False)}
        assert [m["name"] for m in (await boss.get("/api/v1/macros")).json()["items"]] == ["大家的"]
        path, body = f"/api/v1/macros/{common['id']}", {"name": "改", "steps": [step], "shared": True}
        assert (await agent.put(path, json=body)).status_code == 403
        assert (await agent.delete(path)).status_code == 403
        assert (await boss.put(f"/api/v1/macros/{own['id']}", json=body)).status_code == 404
        for method, at in (("PUT", path), ("DELETE", path), ("POST", f"{path}/run"), ("POST", f"{path}/preview")):
            order = {"conversation_id": str(stage.conversation), "client_id": "stranger-1"}
            answer = await stranger.request(method, at, json=order if at != path else body)
            assert answer.status_code == 404, (method, at, answer.text)
        changed = await boss.put(path, json={**body, "version": common["version"]})
        assert (changed.json()["name"], changed.json()["version"]) == ("改", 2)
        late = await boss.put(path, json={**body, "version": common["version"]})
        assert (late.status_code, late.json()["error"]["code"]) == (409, "changed")
        seen = await run(agent, common, await held(stage, "在吗"), version=1)
        assert seen.json()["error"]["code"] == "changed", "run as it was looked at, or not"
        assert (await boss.delete(path)).status_code == 204
        assert (await agent.delete(f"/api/v1/macros/{own['id']}")).status_code == 204
    for action in ("macro.shared", "macro.changed", "macro.dropped"):
        assert await stage.audited(action, UUID(common["id"])) == 1


@pytest.mark.parametrize(
    ("steps", "code", "field"),
    [
        ([], "no_steps", "steps"),
        ([{"do": "note", "text": " "}], "empty", "steps.0.text"),
        ([{"do": "say"}], "empty", "steps.0.text"),
        ([{"do": "say", "text": "您好 {{ 张"}], "bad_variable", "steps.0"),
        ([{"do": "say", "template_id": str(uuid4())}], "unknown_template", "steps.0"),
        ([{"do": "tag"}], "empty", "steps.0.add"),
        ([{"do": "tag", "add": ["长" * 31]}], "too_long", "steps.0.add"),
        ([{"do": "snooze"}], "no_moment", "steps.0.minutes"),
        ([{"do": "close", "reason": "nothing"}], "unknown_reason", "steps.0"),
        ([{"do": "transfer", "queue_id": str(uuid4()), "note": "x"}], "not_found", "steps.0"),
        ([{"do": "transfer", "queue_id": str(uuid4()), "note": ""}], "empty", "steps.0.note"),
        ([{"do": "snooze", "minutes": 5}, {"do": "note", "text": "x"}], "not_last", "steps.0"),
        ([{"do": "priority", "priority": 1}, {"do": "priority", "priority": 2}], "only_once", "steps.1"),
        ([{"do": "insert", "text": "x"}, {"do": "snooze", "minutes": 5}], "nothing_to_insert_into", "steps.0"),
        ([{"do": "note", "text": "x"}] * 11, "too_many", "steps"),
    ],
)
async def test_a_macro_that_cannot_be_is_refused(stage: Stage, steps: list[Any], code: str, field: str) -> None:
    async with stage.as_("agent") as client:
        answer = await client.post("/api/v1/macros", json={"name": "不行", "steps": steps})
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["field"]) == (422, code, field)
        assert (await client.get("/api/v1/macros")).json()["items"] == []
