"""What a house has set up, written to a file and read into another: shown first, done whole or not, again without effect."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from qingfeng.modules.channels import public as channels
from qingfeng.modules.people import public as people
from tests.flow.signed_in import Stage, made_stage

stage = made_stage
PATH = "/api/v1/settings-archive"
HOURS = {"tz": "Asia/Shanghai", "weekly": {"mon": [["09:00", "18:00"]]}, "exceptions": {"2026-10-01": []}, "notes": {"2026-10-01": "国庆"}, "follows": "cn", "on_holiday": [], "makeup_as": "mon"}  # fmt: skip
ARTICLE = {"slug": "returns", "title": "退货怎么办", "category": "售后", "body": "七天无理由。", "questions": ["能退吗"], "locale": "zh-CN"}  # fmt: skip


async def ask(client: httpx.AsyncClient, method: str, path: str, **more: Any) -> Any:
    answer = await client.request(method, path, **more)
    assert answer.status_code < 300, (path, answer.text)
    return answer.json()


async def furnished(stage: Stage) -> dict[str, Any]:
    """The first house has one of everything; gives its file."""
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        await people.put_skill(tx, people.Skill("english", "英语", "English"))
        clever = await tx.value("SELECT id FROM access.users WHERE email = 'agent@example.com'")
        await people.put_agent(tx, clever, name="agent", team=None, capacity=5, levels={"english": 4})
    async with stage.as_("admin") as admin:
        if any(
            item["count"] for item in (await ask(admin, "GET", f"{PATH}/kinds"))["items"] if item["kind"] == "teams"
        ):
            return dict(await ask(admin, "GET", PATH))
        team = await ask(admin, "POST", "/api/v1/teams", json={"code": "night", "zh": "夜班", "en": "Night"})
        async with stage.ours.work.tx(stage.ours.tenant) as tx:
            await people.put_agent(tx, clever, name="agent", team=UUID(team["id"]), capacity=5, levels={"english": 4})
        role = {"name_zh": "组长", "name_en": "Lead", "about": "", "permissions": ["insight.read"]}
        await ask(admin, "POST", "/api/v1/roles", json=role)
        names = {"code": "summer", "name_zh": "夏令时间", "name_en": "Summer"}
        hours = await ask(admin, "POST", "/api/v1/hours", json={**HOURS, **names})
        queue = {"kind": "normal", "hours_id": hours["id"], "active": True, "position": 1}
        policy = {"skills": {"english": 3}, "teams": [team["id"]]}
        vip = {**queue, "code": "vip", "name_zh": "贵宾", "name_en": "VIP", "policy": policy}
        made = await ask(admin, "POST", "/api/v1/queues", json=vip)
        flows = {**queue, "code": "all", "name_zh": "综合", "name_en": "All", "hours_id": None}
        await ask(admin, "POST", "/api/v1/queues", json={**flows, "policy": {"overflow": {"after_seconds": 90, "to_queue": "vip"}}})  # fmt: skip
        await ask(admin, "POST", "/api/v1/kept-tags", json={"name": "漏水", "tone": "risk"})
        words = {"title": "问候", "title_en": "", "category": "开场", "category_en": "", "body": "您好", "body_en": None, "shortcut": "wh"}  # fmt: skip
        template = await ask(admin, "POST", "/api/v1/template-library", json={**words, "code": "hello"})
        own = {**words, "title": "自己的", "shortcut": "zj", "scope": "own"}
        await ask(admin, "POST", "/api/v1/template-library", json=own)
        steps = [
            {"do": "say", "template_id": template["id"]},
            {"do": "transfer", "queue_id": made["id"], "note": "请接"},
        ]
        await ask(admin, "POST", "/api/v1/macros", json={"name": "转贵宾", "steps": steps, "shared": True})
        await ask(admin, "POST", "/api/v1/knowledge/articles", json={**ARTICLE, "audience": "customer", "tags": [], "related": [], "published": True})  # fmt: skip
        chat = (await ask(admin, "GET", "/api/v1/channels/webchat"))["items"][0]
        look = {**chat["look"], "color": "#0A6E69", "name": "清风家电", "sites": ["https://shop.example.com"]}
        await ask(admin, "PUT", f"/api/v1/channels/webchat/{chat['id']}/look", json={"version": 0, "look": look})
        said = {"greeting": {"zh": ["您好，这里是{{brand.name}}"], "en": []}}
        for place in ("house", chat["id"]):
            await ask(admin, "PUT", f"/api/v1/texts/{place}", json={"version": 0, "texts": said})
        asked = next(one for one in (await ask(admin, "GET", "/api/v1/surveys"))["items"] if one["place"] == "house")
        survey = {"version": 0, "survey": {**asked["survey"], "quiet_days": 7}}
        await ask(admin, "PUT", f"/api/v1/surveys/{made['id']}", json=survey)
        await ask(admin, "POST", "/api/v1/channels/open", json={"name": "小程序", "url": "https://8.8.8.8/hook", "turn_seconds": 60})  # fmt: skip
        return dict(await ask(admin, "GET", PATH))


async def shown(client: httpx.AsyncClient, file: Any, **more: Any) -> Any:
    text = file if isinstance(file, str) else json.dumps(file, ensure_ascii=False)
    return await ask(client, "POST", f"{PATH}/import", json={"text": text, **more})


async def test_a_house_is_written_to_a_file_without_secrets_and_read_into_another(stage: Stage) -> None:
    file = await furnished(stage)
    text = json.dumps(file, ensure_ascii=False)
    assert {len(things) > 0 for things in file["kinds"].values()} == {True}, file["kinds"].keys()
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        for ref, key in await channels.channels(conn):
            assert ref.secret not in text
            assert key not in text
            assert str(ref.id) not in text
    assert "8.8.8.8" not in text, "addresses of other systems stay"
    assert "自己的" not in text, "and so does what is somebody's own"
    assert str(stage.ours.tenant) not in text
    async with stage.as_("rival") as rival:
        plan = await shown(rival, file)
        assert (plan["good"], plan["written"]) == (True, False), plan
        by = {(item["kind"], item["name"]): item for item in plan["items"]}
        assert by["queues", "贵宾"]["what"] == "new"
        assert by["queues", "贵宾"]["notes"] == ["skill_nobody_has"]
        assert by["web_chats", "官网"]["changed"] == ["look"], "there is a chat of this name: it gets the look"
        assert {name for kind, name in by if kind in ("texts", "surveys")} == {"house", "webchat 官网 1", "queue vip"}
        assert by["house", "ours"]["changed"][0] == "name"
        assert by["open_channels", "小程序"]["notes"] == ["address_and_secret"]
        queues = await ask(rival, "GET", "/api/v1/queues")
        assert queues["items"] == [], "a preview leaves nothing"
        done = await shown(rival, file, digest=plan["digest"])
        assert done["written"]
        assert done["counts"] == plan["counts"]
        again = await shown(rival, file)
        assert (again["items"], again["good"]) == ([], True), "the same again changes nothing"
        assert {**(await ask(rival, "GET", PATH)), "made_at": 0, "house": ""} == {**file, "made_at": 0, "house": ""}
        queues = await ask(rival, "GET", "/api/v1/queues")
        vip = next(q for q in queues["items"] if q["code"] == "vip")
        assert vip["policy"]["teams"] == [queues["teams"][0]["id"]]
        assert vip["hours_id"] == queues["hours"][0]["id"]
        macro = (await ask(rival, "GET", "/api/v1/macros"))["items"][0]
        assert macro["steps"][1]["queue_id"] == vip["id"], "steps mean the things of this house"
        opened = (await ask(rival, "GET", "/api/v1/channels/open"))["items"][0]
        assert (opened["url"], opened["turn_seconds"], opened["tokens"]) == (None, 60, [])


async def test_what_the_file_does_not_know_stays_and_what_differs_is_named(stage: Stage) -> None:
    file = await furnished(stage)
    kinds = file["kinds"]
    tags = [{"name": "漏水", "tone": "watch", "retired": False}, {"name": "新标签"}]
    close = next(one for one in kinds["reasons"] if one["of"] == "close")
    more = {**close, "items": [{"code": "gone", "zh": "客户离开", "en": "Left", "bad": False}]}
    changed = {**file, "kinds": {"tags": tags, "reasons": [more]}}
    async with stage.as_("admin") as admin:
        await ask(admin, "POST", "/api/v1/kept-tags", json={"name": "只有这里有"})
        plan = await shown(admin, changed)
        told = {item["name"]: (item["what"], item["changed"]) for item in plan["items"]}
        assert told == {"漏水": ("changed", ["tone"]), "新标签": ("new", []), "close": ("changed", ["items"])}
        assert plan["left"] == {"tags": 1, "reasons": 3}
        await shown(admin, changed, digest=plan["digest"])
        codes = [r["code"] for r in (await ask(admin, "GET", "/api/v1/reasons"))["close"]["items"]]
        assert codes == ["gone", *(r["code"] for r in close["items"])], "reasons are added to, none is taken away"
        late = await admin.post(f"{PATH}/import", json={"text": json.dumps(changed), "digest": plan["digest"]})
        assert (late.status_code, late.json()["error"]["code"]) == (409, "settings_changed")


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("teams", {"code": "Not A Code", "zh": "x", "en": "x"}, "code", "bad_code"),
    ("teams", {"code": "x", "zh": "x"}, "", "bad_shape"),
    ("tags", {"name": "a\x00b"}, "", "bad_character"),
    (
        "hours",
        {"code": "h", "name_zh": "x", "name_en": "x", "hours": {"tz": "Mars", "weekly": {}}},
        "tz",
        "unknown_zone",
    ),
    ("templates", {"code": "t", "category": "c", "title": "t", "body": "b", "team": "no"}, "team", "unknown_team"),
    ("macros", {"name": "m", "steps": [{"do": "say", "template": "no"}]}, "steps.0.template", "unknown_template"),
    ("macros", {"name": "m", "steps": [{"do": "fly"}]}, "steps", "bad_shape"),
    ("roles", {"name_zh": "x", "name_en": "x", "permissions": ["fly"]}, "permissions", "unknown_right"),
    ("articles", {"slug": "a", "title": "t", "category": "c", "body": "b", "locale": "fr"}, "locale", "unknown_locale"),
]


@pytest.mark.parametrize(("kind", "thing", "field", "error"), WRONG, ids=[f"{w[0]}-{w[3]}" for w in WRONG])
async def test_what_is_wrong_is_told_in_its_place_and_nothing_is_done(
    stage: Stage, kind: str, thing: dict[str, Any], field: str, error: str
) -> None:
    file = {**await furnished(stage), "kinds": {"tags": [{"name": f"mit-{error}"}], kind: [thing]}}
    if kind == "tags":
        file["kinds"] = {"tags": [{"name": f"mit-{error}"}, thing]}
    async with stage.as_("admin") as admin:
        plan = await shown(admin, file)
        wrong = [item for item in plan["items"] if item["what"] == "wrong"]
        assert [(item["kind"], item["field"] or "", item["error"]) for item in wrong] == [(kind, field, error)]
        assert not plan["good"]
        assert plan["counts"]["new"] == 1
        refused = await admin.post(f"{PATH}/import", json={"text": json.dumps(file), "digest": plan["digest"]})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "archive_has_faults")
        tags = await ask(admin, "GET", "/api/v1/kept-tags")
        assert f"mit-{error}" not in [tag["name"] for tag in tags["items"]], "nothing is half done"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "not_an_archive"),
        ("[]", "not_an_archive"),
        ('{"format": "other"}', "not_an_archive"),
        ('{"made_at":"2026-01-01T00:00:00Z","house":"x","kinds":{"users":[]}}', "unknown_kind"),
        ('{"version":3,"made_at":"2026-01-01T00:00:00Z","house":"x","kinds":{}}', "newer_archive"),
        ('{"made_at":"2026-01-01T00:00:00Z","house":"x","kinds":{"tags":[' + "{}," * 5000 + "{}]}}", "too_many"),
        ("[" * 20_000, "not_an_archive"),
    ],
)
async def test_what_is_no_such_file_is_refused(stage: Stage, text: str, error: str) -> None:
    async with stage.as_("admin") as admin:
        answer = await admin.post(f"{PATH}/import", json={"text": text})
        assert (answer.status_code, answer.json()["error"]["code"], answer.json()["error"]["field"]) == (
            422,
            error,
            "text",
        )


async def test_each_kind_asks_for_its_right(stage: Stage) -> None:
    file = await furnished(stage)
    async with stage.as_("knowledge") as editor, stage.as_("agent") as agent:
        kinds = {item["kind"] for item in (await ask(editor, "GET", f"{PATH}/kinds"))["items"]}
        assert kinds == {"templates", "articles"}
        assert set((await ask(editor, "GET", PATH))["kinds"]) == kinds
        for client, asked in ((editor, {"kinds": ["teams"]}), (agent, {})):
            assert (await client.get(PATH, params=asked)).status_code == 403
        body = {"text": json.dumps(file)}
        assert (await editor.post(f"{PATH}/import", json=body)).status_code == 403
        assert (await agent.post(f"{PATH}/import", json=body)).status_code == 403
        plan = await shown(editor, file, kinds=["articles"])
        assert plan["good"]


async def test_writing_and_reading_are_audited(stage: Stage) -> None:
    await furnished(stage)
    async with stage.as_("admin") as admin:
        await ask(admin, "GET", PATH, params={"kinds": ["tags"]})
        trail = await ask(admin, "GET", "/api/v1/audit", params={"action": "settings.exported"})
        assert trail["items"][0]["detail"].keys() == {"tags"}


async def test_a_greeting_in_a_file_of_older_days_becomes_a_text(stage: Stage) -> None:
    file = await furnished(stage)
    [chat] = file["kinds"]["web_chats"]
    old = {**chat, "name": "旧官网", "look": {**chat["look"], "greeting": {"zh": "老欢迎语", "en": "Old hello"}}}
    async with stage.as_("admin") as admin:
        plan = await shown(admin, {**file, "version": 1, "kinds": {"web_chats": [old]}})
        assert [(item["kind"], item["name"], item["what"]) for item in plan["items"]] == [
            ("web_chats", "旧官网", "new"),
            ("texts", "webchat 旧官网 1", "new"),
        ]


async def test_what_is_wrong_in_the_house_is_named(stage: Stage) -> None:
    file = await furnished(stage)
    [house] = file["kinds"]["house"]
    for change, error, field in (
        ({"name": " "}, "empty", "name"),
        ({"default_queue": "nowhere"}, "unknown_queue", "default_queue"),
        ({"wrap_up_seconds": -1}, "out_of_range", "wrap_up_seconds"),
        ({"brand_color": "teal"}, "bad_colour", "brand_color"),
    ):
        async with stage.as_("admin") as admin:
            plan = await shown(admin, {**file, "kinds": {"house": [{**house, **change}]}})
        [item] = plan["items"]
        assert (item["what"], item["error"], item["field"]) == ("wrong", error, field)
    async with stage.as_("admin") as admin:
        lost = {"place": "webchat 没有 1", "texts": {}}
        plan = await shown(admin, {**file, "kinds": {"texts": [lost]}})
        assert plan["items"][0]["error"] == "unknown_place"
