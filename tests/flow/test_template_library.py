"""The library of templates over HTTP: whose they are, who looks after them, and packs that are imported whole or not."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from qingfeng.modules.people import public as people
from tests.flow.signed_in import Stage, made_stage

stage = made_stage

PATH = "/api/v1/template-library"
GREETING = {"title": "开场问候", "title_en": "Greeting", "category": "问候", "category_en": "Greetings", "body": "{{customer.title}}您好", "body_en": "Hello {{customer.title}}", "shortcut": "/kc"}  # fmt: skip


async def made(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await client.post(PATH, json={**GREETING, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def seen(client: httpx.AsyncClient) -> set[str]:
    return {one["title"] for one in (await client.get(PATH)).json()["items"]}


async def offered(client: httpx.AsyncClient, q: str = "") -> list[str]:
    answer = await client.get("/api/v1/templates", params={"q": q, "limit": 100})
    return [one["title"] for one in answer.json()["items"]]


async def team_of(stage: Stage, code: str, *names: str) -> str:
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        team = await people.put_team(tx, code, code, code)
        for name in names:
            user: UUID = await tx.value("SELECT id FROM access.users WHERE email = $1", f"{name}@example.com")
            await people.put_agent(tx, user, name=name, team=team, capacity=5, levels={})
    return str(team)


async def test_a_template_is_ones_own_or_a_teams_or_everybodys(stage: Stage) -> None:
    mine, other = await team_of(stage, "mine", "agent"), await team_of(stage, "other", "boss")
    async with stage.as_("knowledge") as editor, stage.as_("agent") as agent, stage.as_("boss") as boss:
        await made(editor, title="人人可用")
        await made(editor, title="本组的", scope="team", team_id=mine)
        await made(editor, title="别组的", scope="team", team_id=other)
        own = await made(agent, title="我自己的", scope="own")
        assert (own["scope"], own["editable"], own["shortcut"], own["used"]) == ("own", True, "kc", 0)
        assert await seen(agent) == {"人人可用", "本组的", "我自己的"}
        assert await seen(boss) == {"人人可用", "别组的"}
        assert await seen(editor) == {"人人可用", "本组的", "别组的"}, "who looks after them sees those of all teams"
        assert set(await offered(agent)) == {"人人可用", "本组的", "我自己的"}
        assert await offered(agent, "别组") == []
        assert await offered(boss, "我自己") == []
        assert "人人可用" in await offered(boss, "greeting"), "the English title finds it, too"
        path = f"/api/v1/templates/{own['id']}/render"
        body = {"conversation_id": str(stage.conversation), "locale": "en"}
        assert (await agent.post(path, json=body)).status_code == 200
        assert (await boss.post(path, json=body)).status_code == 404
        assert next(t["used"] for t in (await agent.get(PATH)).json()["items"] if t["id"] == own["id"]) == 1
        for client, status in ((boss, 403), (editor, 403)):
            assert (await client.put(f"{PATH}/{own['id']}", json={**GREETING, "scope": "own"})).status_code == status
            assert (await client.delete(f"{PATH}/{own['id']}")).status_code == status
        assert (await agent.post(PATH, json=GREETING)).status_code == 403, "everybody's are not for everybody to make"


async def test_a_template_is_changed_under_its_version_and_told_of(stage: Stage) -> None:
    async with stage.as_("knowledge") as editor, stage.as_("agent") as agent:
        old = await made(editor, title="旧话术")
        text = {**GREETING, "title": "新话术", "body": "换了", "version": old["version"]}
        new = await editor.put(f"{PATH}/{old['id']}", json=text)
        assert (new.json()["version"], new.json()["code"], new.json()["body"]) == (2, old["code"], "换了"), new.text
        late = await editor.put(f"{PATH}/{old['id']}", json=text)
        assert (late.status_code, late.json()["error"]["code"]) == (409, "template_changed")
        step = {"name": "用它", "steps": [{"do": "say", "template_id": old["id"]}]}
        macro = (await agent.post("/api/v1/macros", json=step)).json()
        kept = await editor.delete(f"{PATH}/{old['id']}")
        assert (kept.status_code, kept.json()["error"]["code"]) == (409, "macros_use_it")
        await agent.delete(f"/api/v1/macros/{macro['id']}")
        assert (await editor.delete(f"{PATH}/{old['id']}")).status_code == 204
        for action in ("template.made", "template.changed", "template.dropped"):
            assert await stage.audited(action, UUID(old["id"])) == 1, action


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"title": " "}, "required", "title"),
        ({"body": "{{坏的}}"}, "bad_variable", "body"),
        ({"body_en": "x" * 2001}, "too_long", "body_en"),
        ({"shortcut": "两 个"}, "bad_shortcut", "shortcut"),
        ({"scope": "team", "team_id": "00000000-0000-0000-0000-000000000001"}, "unknown_team", "team_id"),
    ],
)
async def test_a_template_that_cannot_be_kept_is_refused_with_the_field(
    stage: Stage, change: dict[str, Any], code: str, field: str
) -> None:
    async with stage.as_("knowledge") as editor:
        answer = await editor.post(PATH, json={**GREETING, **change})
    assert (answer.status_code, answer.json()["error"]["code"], answer.json()["error"]["field"]) == (422, code, field)


@pytest.mark.parametrize("format_", ["json", "csv"])
async def test_a_pack_is_read_back_as_it_was_and_shows_what_it_would_change(stage: Stage, format_: str) -> None:
    async with stage.as_("admin") as admin:
        one = await made(admin, title=f"导出{format_}", body='=1+1，"引号"\n第二行', body_en=None)
        pack = (await admin.get(f"{PATH}/export", params={"format": format_})).text

        async def send(text: str, digest: str | None = None) -> httpx.Response:
            return await admin.post(f"{PATH}/import", json={"format": format_, "text": text, "digest": digest})

        plan = (await send(pack)).json()
        assert {line["what"] for line in plan["lines"]} == {"same"}
        assert (plan["good"], plan["written"]) == (True, False)
        changed = pack.replace("第二行", "改过的一行")
        plan = (await send(changed)).json()
        told = [(line["code"], line["changed"]) for line in plan["lines"] if line["what"] != "same"]
        assert told == [(one["code"], ["body"])]
        stale = await send(changed, "somethingelse")
        assert (stale.status_code, stale.json()["error"]["code"]) == (409, "templates_changed")
        assert (await send(changed, plan["digest"])).json()["written"] is True
        kept = next(t for t in (await admin.get(PATH)).json()["items"] if t["id"] == one["id"])
        assert kept["body"] == '=1+1，"引号"\n改过的一行'


async def test_nothing_of_a_pack_with_faults_is_imported(stage: Stage) -> None:
    good = {"code": "pack-good", "category": "测试", "title": "好的", "body": "好"}
    bad = [{**good, "code": "坏 代码"}, {**good, "body": "{{x"}, good, {"code": 7}]
    async with stage.as_("admin") as admin:
        body = {"format": "json", "text": json.dumps([good, *bad])}
        plan = (await admin.post(f"{PATH}/import", json=body)).json()
        assert [(line["line"], line["what"], line["error"]) for line in plan["lines"]] == [
            (1, "new", None),
            (2, "wrong", "bad_slug"),
            (3, "wrong", "bad_variable"),
            (4, "wrong", "code_twice"),
            (5, "wrong", "bad_shape"),
        ]
        refused = await admin.post(f"{PATH}/import", json={**body, "digest": plan["digest"]})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "pack_has_faults")
        assert "好的" not in await seen(admin)
        for format_, text, code in (
            ("json", "{}", "bad_file"),
            ("json", "[]", "empty_file"),
            ("csv", "a,b\n1,2", "no_heading"),
            ("csv", "\rx\r", "no_heading"),
            ("csv", "code,category,title,body\n" + "长" * 140_000, "bad_table"),
        ):
            answer = await admin.post(f"{PATH}/import", json={"format": format_, "text": text})
            assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


@pytest.mark.parametrize("name", ["agent", "boss"])
async def test_packs_are_for_those_who_look_after_everybodys_templates(stage: Stage, name: str) -> None:
    async with stage.as_(name) as client:
        assert (await client.get(f"{PATH}/export")).status_code == 403
        assert (await client.post(f"{PATH}/import", json={"format": "json", "text": "[]"})).status_code == 403


async def test_the_desk_is_told_what_it_draws_and_no_more_than_it_asks_for(stage: Stage) -> None:
    async with stage.as_("knowledge") as editor, stage.as_("agent") as agent:
        await made(editor, title="价保说明", shortcut="jbsm")
        items = (await agent.get("/api/v1/templates", params={"q": "jbsm", "limit": 5})).json()["items"]
        assert items[0]["title"] == "价保说明"
        names = {"id", "code", "category", "category_en", "title", "title_en", "shortcut", "body", "body_en"}
        assert set(items[0]) == names
        assert len((await agent.get("/api/v1/templates", params={"limit": 1})).json()["items"]) == 1
        for bad in ({"limit": "101"}, {"q": "x" * 401}):
            refused = await agent.get("/api/v1/templates", params=bad)
            assert (refused.status_code, refused.json()["error"]["code"]) == (400, "malformed")
