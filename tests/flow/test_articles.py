"""Articles over HTTP: written, found by those who may, kept in versions, taken in from files, tried on the bot."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from qingfeng.modules.knowledge import public as knowledge
from tests.flow.signed_in import Stage, made_stage
from tests.support.papers import docx, p, pdf

stage = made_stage
AT = "/api/v1/knowledge/articles"
AT_DOCUMENTS = "/api/v1/knowledge/documents"
GOOD = {
    "title": "滤网多久清洗一次",
    "category": "保养",
    "body": "每**两周**清洗一次。",
    "questions": ["空调滤网怎么洗"],
}


async def made(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await client.post(AT, json={**GOOD, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def draft(article: dict[str, Any], **change: Any) -> dict[str, Any]:
    names = [*GOOD, "tags", "related", "audience", "locale", "published", "valid_from", "valid_until", "slug"]
    return {"version": article["version"], "draft": {**{name: article[name] for name in names}, **change}}


async def found(stage: Stage, audience: str, question: str, days: int = 0) -> set[str]:
    """The slugs that a search gives so many days from now."""
    db = stage.ours.db
    now = db.clock.now() + timedelta(days=days)
    async with db.reading(stage.ours.tenant) as conn:
        hits = await knowledge.search(conn, question, now=now, locale="zh-CN", audience=audience)  # type: ignore[arg-type]
    return {hit.slug for hit in hits}


async def test_the_bot_and_the_desk_find_only_what_they_may_and_when_it_holds(stage: Stage) -> None:
    now = stage.ours.db.clock.now()
    words = "量子净水机怎么校准"
    async with stage.as_("knowledge") as client:
        await made(client, slug="for-all", title=words)
        await made(client, slug="for-agents", title=words, audience="agent")
        await made(client, slug="hidden", title=words, published=False)
        until = (now + timedelta(days=2)).isoformat()
        later = await made(
            client, slug="later", title=words, valid_from=(now + timedelta(days=1)).isoformat(), valid_until=until
        )
        assert later["state"] == "scheduled"
        listed = (await client.get(AT, params={"q": words})).json()
        assert {one["slug"]: one["state"] for one in listed["items"]} == {
            "for-all": "published", "for-agents": "published", "hidden": "draft", "later": "scheduled",
        }  # fmt: skip
        assert listed["counts"] == {"published": 2, "draft": 1, "scheduled": 1}
        only = (await client.get(AT, params={"q": words, "shown": "draft"})).json()["items"]
        assert [one["slug"] for one in only] == ["hidden"]
        wrong = await client.get(AT, params={"shown": "lost"})
        assert (wrong.status_code, wrong.json()["error"]["field"]) == (400, "shown")
        for_agents = (await client.get(AT, params={"q": words, "audience": "agent"})).json()["items"]
        assert [one["slug"] for one in for_agents] == ["for-agents"]
    assert await found(stage, "customer", words) == {"for-all"}
    assert await found(stage, "agent", words) == {"for-all", "for-agents"}
    assert await found(stage, "customer", words, days=1) == {"for-all", "later"}
    assert await found(stage, "customer", words, days=3) == {"for-all"}, "what was for a while is over"
    async with stage.as_("agent") as client:
        assert (await client.get(f"/api/v1/knowledge/{later['id']}")).status_code == 404
        assert (await client.get(AT)).status_code == 403


async def test_versions_are_kept_compared_and_taken_back(stage: Stage) -> None:
    async with stage.as_("knowledge") as client:
        first = await made(client, slug="versions")
        path = f"{AT}/{first['id']}"
        second = (await client.put(path, json={**draft(first, body="每**月**一次。"), "note": "厂家更正"})).json()
        assert second["version"] == 2
        assert (await client.put(path, json=draft(second))).json()["version"] == 2, "the same again is no version"
        late = await client.put(path, json=draft(first, body="晚了"))
        assert (late.status_code, late.json()["error"]["code"]) == (409, "article_changed")
        assert late.json()["error"]["params"]["by"] == "knowledge"
        hidden = (await client.put(f"{path}/published", json={"published": False, "version": 2})).json()
        assert (hidden["state"], hidden["version"]) == ("draft", 3)
        back = (await client.post(f"{path}/restore", json={"to": 1, "version": 3})).json()
        assert (back["body"], back["published"], back["version"]) == (GOOD["body"], False, 4)
        kept = (await client.get(f"{path}/versions")).json()["items"]
        assert [(one["version"], one["changed"], one["note"], one["restored"]) for one in kept] == [
            (4, ["body"], "", 1),
            (3, ["published"], "", None),
            (2, ["body"], "厂家更正", None),
            (1, [], "", None),
        ]
        assert (await client.post(f"{path}/restore", json={"to": 9, "version": 4})).status_code == 404
    assert await stage.audited("article.changed", first["id"]) == 1
    assert await stage.audited("article.hidden", first["id"]) == 1
    assert await stage.audited("article.restored", first["id"]) == 1


async def test_what_was_there_before_anybody_edited_it_is_a_version_too(stage: Stage) -> None:
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        old = await knowledge.put_article(
            tx, knowledge.ArticleDraft(slug="loaded", title="旧文章", category="保养", body="原文")
        )
    async with stage.as_("admin") as client:
        path = f"{AT}/{old.id}"
        assert [one["version"] for one in (await client.get(f"{path}/versions")).json()["items"]] == [1]
        article = (await client.get(path)).json()
        await client.put(path, json=draft(article, body="新文"))
        kept = (await client.get(f"{path}/versions")).json()["items"]
        assert [(one["version"], one["by_name"], one["draft"]["body"]) for one in kept] == [
            (2, "admin", "新文"),
            (1, "", "原文"),
        ]


async def test_a_translation_shares_the_slug(stage: Stage) -> None:
    async with stage.as_("knowledge") as client:
        zh = await made(client, slug="two-tongues")
        en = await made(client, slug="two-tongues", locale="en", title="Cleaning the filter")
        assert en["languages"] == {"zh-CN": zh["id"], "en": en["id"]}
        again = await client.post(AT, json={**GOOD, "slug": "two-tongues"})
        assert (again.status_code, again.json()["error"]["code"]) == (409, "slug_taken")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"body": "长" * 20_001}, "body"),
        ({"slug": "坏 slug"}, "slug"),
        ({"valid_from": "2026-02-01T00:00:00Z", "valid_until": "2026-01-01T00:00:00Z"}, "valid_until"),
    ],
)
async def test_what_cannot_be_kept_is_refused_by_field(stage: Stage, change: dict[str, Any], field: str) -> None:
    async with stage.as_("knowledge") as client:
        answer = await client.post(AT, json={**GOOD, **change})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)


async def test_a_file_is_shown_before_it_is_taken_and_taken_whole(stage: Stage) -> None:
    body = {"format": "csv", "chosen": {"category": "导入", "published": True}}
    table = "title,body,questions\n导入的甲,正文甲,甲怎么用\n导入的乙,正文乙,\n"
    async with stage.as_("knowledge") as client:
        shown = (await client.post("/api/v1/knowledge/import", json={**body, "text": table})).json()
        assert [one["action"] for one in shown["items"]] == ["make", "make"]
        assert (await client.get(AT, params={"q": "导入的甲"})).json()["items"] == [], "a preview takes nothing"
        bad = table + "没有正文,,\n导入的甲,又一次,\n"
        refused = await client.post("/api/v1/knowledge/import", json={**body, "text": bad, "apply": True})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "import_refused")
        lines = (await client.post("/api/v1/knowledge/import", json={**body, "text": bad})).json()["items"]
        assert [(one["row"], [p["code"] for p in one["problems"]]) for one in lines if one["problems"]] == [
            (4, ["required"]),
            (5, ["twice"]),
        ]
        done = (await client.post("/api/v1/knowledge/import", json={**body, "text": table, "apply": True})).json()
        assert done["applied"]
        changed = table.replace("正文甲", "新正文甲")
        again = (await client.post("/api/v1/knowledge/import", json={**body, "text": changed, "apply": True})).json()
        assert [(one["action"], one["changed"]) for one in again["items"]] == [("change", ["body"]), ("same", [])]
    assert "导入的甲" not in await found(stage, "customer", "甲怎么用")
    assert len(await found(stage, "customer", "甲怎么用")) >= 1


async def test_the_bot_is_asked_as_a_customer_would_and_nothing_is_kept(stage: Stage) -> None:
    async with stage.as_("knowledge") as client:
        article = await made(client, slug="ask-me", title="壁挂炉怎么调节水压", body="转动**补水阀**到 1.5 bar。")
        told = (await client.post("/api/v1/knowledge/ask", json={"question": "壁挂炉怎么调节水压"})).json()
        assert told["found"][0]["id"] == article["id"]
        assert told["does"] == "reply"
        assert told["sources"] == [article["id"]]
        assert "补水阀" in told["text"]
        assert told["confidence"] >= told["sure"]
        human = (await client.post("/api/v1/knowledge/ask", json={"question": "转人工"})).json()
        assert (human["does"], human["reason"]) == ("ask_human", "requested")
        desk = (
            await client.post("/api/v1/knowledge/ask", json={"question": "壁挂炉怎么调节水压", "audience": "agent"})
        ).json()
        assert (desk["does"], desk["confidence"]) == (None, None)
    async with stage.as_("agent") as client:
        assert (await client.post("/api/v1/knowledge/ask", json={"question": "x"})).status_code == 403


async def test_another_house_sees_and_changes_nothing(stage: Stage) -> None:
    async with stage.as_("knowledge") as client:
        article = await made(client, slug="ours-alone", title="内部机密流程")
    async with stage.as_("rival") as client:
        assert (await client.get(AT, params={"q": "内部机密流程"})).json()["items"] == []
        for path in (f"{AT}/{article['id']}", f"{AT}/{article['id']}/versions"):
            assert (await client.get(path)).status_code == 404
        assert (await client.put(f"{AT}/{article['id']}", json=draft(article, body="偷改"))).status_code == 404
        hide = {"published": False, "version": 1}
        assert (await client.put(f"{AT}/{article['id']}/published", json=hide)).status_code == 404
        told = (await client.post("/api/v1/knowledge/ask", json={"question": "内部机密流程"})).json()
        assert told["found"] == []


async def test_documents_are_sent_as_files_seen_first_and_then_taken(stage: Stage) -> None:
    handbook = docx(
        p("门店手册"), p("怎么预约上门", "a1"), p("打电话即可。"), p("改约要收费吗", "a1"), p("提前一天不收。")
    )
    files = [("file", ("手册.docx", handbook)), ("file", ("扫描.pdf", pdf([])))]
    asked = {"category": "上门", "leave": "0.0"}
    async with stage.as_("knowledge") as client:
        seen = await client.post(AT_DOCUMENTS, files=files, params=asked)
        assert seen.status_code == 200, seen.text
        told = seen.json()
        assert [(one["name"], one["articles"], one["problem"] and one["problem"]["code"]) for one in told["files"]] == [
            ("手册.docx", 3, None),
            ("扫描.pdf", 0, "scanned"),
        ]
        assert [(one["title"], one["taken"]) for one in told["items"]] == [
            ("手册", False), ("怎么预约上门", True), ("改约要收费吗", True),
        ]  # fmt: skip
        refused = await client.post(AT_DOCUMENTS, files=files, params={**asked, "write": "true"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "import_refused")
        done = await client.post(AT_DOCUMENTS, files=files[:1], params={**asked, "write": "true"})
        assert done.json()["written"], done.text
        listed = (await client.get(AT, params={"category": "上门"})).json()["items"]
        assert {one["title"]: one["state"] for one in listed} == {"怎么预约上门": "draft", "改约要收费吗": "draft"}
        none = await client.post(AT_DOCUMENTS, data={"x": "y"})
        assert none.status_code in (400, 422)
        odd = await client.post(AT_DOCUMENTS, files=files, params={"zone": "Nowhere\0", "split": "auto"})
        assert odd.status_code == 200
        large = await client.post(AT_DOCUMENTS, files=[("file", ("大.pdf", bytes(65 * 1024 * 1024)))])
        assert large.status_code == 413
    async with stage.as_("agent") as client:
        assert (await client.post(AT_DOCUMENTS, files=files[:1])).status_code == 403
