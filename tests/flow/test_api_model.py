"""The language model over HTTP: who may choose, what is refused, what is tried, and what of it is read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import msgspec
import pytest

from qingfeng.kernel.clock import SystemClock
from qingfeng.modules.flows.model import SystemDraft
from qingfeng.modules.flows.store_calls import put_system
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import ArticleDraft
from qingfeng.modules.reasoning.public import ModelChoices, Reasoner
from qingfeng.ports.business import Operation, Parameter
from qingfeng.ports.conformance.llm import Line, Script, said
from tests.flow.signed_in import Stage, made_stage
from tests.support.scripted_model import ScriptedModel

stage = made_stage
AT = "/api/v1/language-model"
USUAL: dict[str, Any] = msgspec.to_builtins(ModelChoices())
ORDER = {"system": "shop", "operation": "find_order", "give": {"number": "own_order", "tail": "own_phone_tail"}}


@pytest.fixture
async def script(stage: Stage) -> AsyncIterator[Script]:
    """A model that the house under test may ask, an article, and a system with one reading and one changing operation."""
    made = Script([said("压缩机包修10年。[1]另外送您一台冰箱。[1]")])
    stage.spine.reasoner = Reasoner(ScriptedModel(made), SystemClock())
    parameters = [Parameter(name="number", place="path", required=True), Parameter(name="tail", place="query")]
    operations = [
        Operation(name="find_order", method="GET", path="/orders/{number}", summary="查订单", parameters=parameters),
        Operation(name="drop_order", method="DELETE", path="/orders/{number}", parameters=parameters, changes=True),
    ]
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        body = "整机免费包修3年，压缩机包修10年。"
        await knowledge.put_article(tx, ArticleDraft(slug="w", title="空调保修期多长", category="保修", body=body))
        draft = SystemDraft(code="shop", title="商城", base_url="https://a.example", document_url="https://a.example/o")
        await put_system(tx, draft, None, operations, loopback=False)
    yield made
    stage.spine.reasoner = None


async def test_without_a_model_there_is_one_plain_answer(stage: Stage) -> None:
    stage.spine.reasoner = None
    async with stage.as_("admin") as admin:
        told = (await admin.get(AT)).json()
        assert (told["configured"], told["model"], told["choices"]["on"]) == (False, "", False)
        for method, path, body in (
            ("PUT", AT, {"choices": USUAL, "version": 0}),
            ("POST", f"{AT}/try", {"question": "保修多久"}),
        ):
            answer = await admin.request(method, path, json=body)
            assert (answer.status_code, answer.json()["error"]["code"]) == (409, "no_model")


async def test_a_house_chooses_and_the_trail_tells_what(stage: Stage, script: Script) -> None:
    async with stage.as_("admin") as admin:
        told = (await admin.get(AT)).json()
        assert [one["operation"] for one in told["operations"]] == ["find_order"], "what changes is not to choose from"
        wanted = {**USUAL, "on": True, "look_ups": [ORDER], "wording": " 称呼客户用“您”。 "}
        put = await admin.put(AT, json={"choices": wanted, "version": told["version"]})
        assert put.status_code == 200, put.text
        assert put.json()["choices"] == {**wanted, "wording": "称呼客户用“您”。"}
        again = await admin.put(AT, json={"choices": wanted, "version": told["version"]})
        assert (again.status_code, again.json()["error"]["code"]) == (409, "conflict")
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        detail = await conn.fetchval("SELECT detail FROM access.audit WHERE action = 'language_model.changed'")
    assert set(detail["after"]) == {"on", "look_ups", "wording"}


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"on": True, "tools": []}, "tools", "no_tools"),
        ({"look_ups": [{**ORDER, "operation": "drop_order"}]}, "look_ups", "operation_changes"),
        ({"look_ups": [{**ORDER, "operation": "find_all"}]}, "look_ups", "no_operation"),
        ({"look_ups": [{**ORDER, "give": {"number": "said"}}]}, "look_ups", "not_their_own"),
        ({"look_ups": [{**ORDER, "give": {"tail": "own_phone_tail"}}]}, "look_ups", "operation_parameters"),
        ({"look_ups": [{**ORDER, "give": {"number": "own_order", "x": "said"}}]}, "look_ups", "operation_parameters"),
        ({"look_ups": [ORDER, ORDER]}, "look_ups", "operation_twice"),
        ({"seconds": 0.5}, None, None),
        ({"seconds": 1e9}, None, None),
        ({"turn_tokens": -1}, None, None),
        ({"currency": "yuan"}, None, None),
        ({"tools": ["rm"]}, None, None),
        ({"wording": "x" * 2001}, None, None),
        ({"unknown": 1}, None, None),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    stage: Stage, script: Script, changed: dict[str, Any], field: str | None, code: str | None
) -> None:
    async with stage.as_("admin") as admin:
        version = (await admin.get(AT)).json()["version"]
        answer = await admin.put(AT, json={"choices": {**USUAL, **changed}, "version": version})
        assert answer.status_code in (400, 422), answer.text
        if code is not None:
            error = answer.json()["error"]
            assert (error["field"], error["code"]) == (field, code)
        assert (await admin.get(AT)).json()["version"] == version


async def test_it_is_tried_and_the_trace_is_read_by_who_may(stage: Stage, script: Script) -> None:
    async with stage.as_("admin") as admin, stage.as_("boss") as boss, stage.as_("agent") as agent:
        tried = (await admin.post(f"{AT}/try", json={"question": "我家空调压缩机，电话13812345678，还保修吗"})).json()
        assert (tried["does"], tried["text"]) == ("answer", "压缩机包修10年。")
        assert [one["title"] for one in tried["sources"]] == ["空调保修期多长"]
        turn = tried["trace"]["turn"]
        assert (turn["removed"], turn["conversation_id"], turn["by_name"] != "") == (1, None, True)
        assert "13812345678" not in str(tried)
        assert (await admin.post(f"{AT}/try", json={"question": "转人工"})).json()["does"] == "rules"
        read = (await boss.get(f"{AT}/traces/{turn['id']}")).json()
        assert read == tried["trace"]
        listed = (await boss.get(f"{AT}/traces", params={"outcome": "answer"})).json()
        assert turn in listed["items"]
        assert (await boss.get(f"{AT}/traces", params={"outcome": "task"})).json()["items"] == []
        assert (await boss.get(f"{AT}/traces", params={"conversation_id": str(UUID(int=1))})).json()["items"] == []
        [day] = (await boss.get(f"{AT}/days")).json()["items"]
        assert day["answered"] >= 1
        assert [(await boss.get(AT)).status_code, (await agent.get(f"{AT}/traces")).status_code] == [403, 403]
        assert (await boss.post(f"{AT}/try", json={"question": "保修"})).status_code == 403
    async with stage.as_("stranger") as other:
        assert (await other.get(f"{AT}/traces/{turn['id']}")).status_code in (403, 404)


async def test_a_try_of_a_model_that_is_away_says_why(stage: Stage, script: Script) -> None:
    script.lines = [Line(fails="refused")]
    async with stage.as_("admin") as admin:
        for _ in range(3):
            tried = (await admin.post(f"{AT}/try", json={"question": "空调压缩机保修多久"})).json()
            assert (tried["does"], tried["trace"]["turn"]["fallback"]) == ("fell_back", "refused")
        answer = await admin.post(f"{AT}/try", json={"question": "空调压缩机保修多久"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "model_resting")
        assert (await admin.get(AT)).json()["resting"] is True
