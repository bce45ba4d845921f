"""Articles that two people change: proposed beside what is published, approved under both names, or sent back; reminders."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from qingfeng.flow.article_watch import ArticleWatch
from tests.flow.signed_in import Stage, made_stage
from tests.flow.test_articles import AT, draft, made

stage = made_stage
RULES = "/api/v1/knowledge/rules"


async def ruled(stage: Stage, **wanted: Any) -> None:
    async with stage.as_("admin") as client:
        held = (await client.get(RULES)).json()
        answer = await client.put(RULES, json={**held, **wanted})
        assert answer.status_code == 200, answer.text


@pytest.fixture
async def strict(stage: Stage) -> AsyncIterator[Stage]:
    """A house where articles need approval."""
    await ruled(stage, approval=True, own=False)
    yield stage
    await ruled(stage, approval=False, own=False)


async def proposed(client: httpx.AsyncClient, article: dict[str, Any], body: str, **more: Any) -> dict[str, Any]:
    answer = await client.put(f"{AT}/{article['id']}", json={**draft(article, body=body), **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def notices(client: httpx.AsyncClient) -> list[tuple[str, str, str, str]]:
    items = (await client.get("/api/v1/notices")).json()["items"]
    return [(one["kind"], one["customer_name"], one["by_name"], one["text"]) for one in items]


async def test_a_change_waits_beside_what_is_published_and_is_approved_under_both_names(stage: Stage) -> None:
    async with stage.as_("knowledge") as client:
        article = await made(client, slug="two-eyes", title="滤网多久清洗")
    await ruled(stage, approval=True)
    try:
        async with stage.as_("knowledge") as client:
            waiting = await proposed(client, article, "每**三周**清洗一次。", note="厂家新说法")
            assert (waiting["version"], waiting["body"]) == (1, article["body"]), (
                "what is published goes on being found"
            )
            told = waiting["proposal"]
            assert (told["state"], told["draft"]["body"], told["note"]) == (
                "waiting",
                "每**三周**清洗一次。",
                "厂家新说法",
            )
            listed = (await client.get(AT, params={"task": "review"})).json()
            assert [one["slug"] for one in listed["items"]] == ["two-eyes"]
            assert listed["tasks"]["review"] == 1
            assert code(await client.post(f"{AT}/{article['id']}/proposal/approve", json={"version": 1})) == (
                403,
                "forbidden",
            )
        async with stage.as_("agent") as client:
            seen = (await client.get(f"/api/v1/knowledge/{article['id']}")).json()
            assert seen["body"] == article["body"]
        async with stage.as_("boss") as client:
            assert (await client.get(f"{AT}/{article['id']}")).json()["proposal"]["by_name"] == told["by_name"]
            assert code(await client.put(f"{AT}/{article['id']}", json=draft(article, body="x"))) == (403, "forbidden")
            path = f"{AT}/{article['id']}/proposal/approve"
            assert code(await client.post(path, json={"version": 2})) == (409, "proposal_changed")
            assert (await client.post(path, json={"version": 1})).status_code == 200
            assert code(await client.post(path, json={"version": 1})) == (404, "no_proposal")
            first = (await client.get(f"{AT}/{article['id']}/versions")).json()["items"][0]
            boss = (await client.get("/api/v1/session")).json()["user"]["name"]
        assert (first["by_name"], first["approved_by"], first["note"]) == (told["by_name"], boss, "厂家新说法")
        async with stage.as_("knowledge") as client:
            assert (await client.get(f"{AT}/{article['id']}")).json()["body"] == "每**三周**清洗一次。"
            assert (await notices(client))[0] == ("article_approved", "滤网多久清洗", boss, "")
            assert (await client.get(AT, params={"task": "review"})).json()["items"] == []
    finally:
        await ruled(stage, approval=False)


async def test_a_change_is_sent_back_with_a_reason_and_may_be_proposed_again(strict: Stage) -> None:
    async with strict.as_("knowledge") as client:
        article = await made(client, slug="back", published=False)
        path = f"{AT}/{article['id']}"
        shown = (await client.put(f"{path}/published", json={"published": True, "version": 1})).json()
        assert (shown["state"], shown["proposal"]["draft"]["published"]) == ("draft", True)
    async with strict.as_("boss") as client:
        assert code(await client.post(f"{path}/proposal/return", json={"version": 1, "note": " "})) == (
            422,
            "reason_needed",
        )
        sent = await client.post(f"{path}/proposal/return", json={"version": 1, "note": "缺少机型"})
        assert sent.status_code == 200
    async with strict.as_("knowledge") as client:
        found = (await client.get(path)).json()
        assert (found["state"], found["proposal"]["state"], found["proposal"]["answer"]) == (
            "draft",
            "returned",
            "缺少机型",
        )
        assert (await notices(client))[0][::3] == ("article_returned", "缺少机型")
        again = await proposed(client, {**article, "published": True}, "适用 A1 机型。")
        assert again["proposal"]["state"] == "waiting"
        more = await proposed(client, {**article, "published": True}, "适用 A1、A2 机型。", proposal=1)
        assert (more["proposal"]["version"], more["proposal"]["draft"]["body"]) == (2, "适用 A1、A2 机型。")
        stale = await client.put(path, json={**draft({**article, "published": True}, body="旧窗口"), "proposal": 1})
        assert code(stale) == (409, "proposal_waiting")
        taken = await client.post(f"{path}/proposal/withdraw", json={"version": 2})
        assert taken.json()["proposal"]["state"] == "withdrawn"


async def test_nobody_approves_their_own_unless_the_house_allows_it_and_two_writers_meet_a_conflict(
    strict: Stage,
) -> None:
    async with strict.as_("admin") as client:
        article = await made(client, slug="own")
        path = f"{AT}/{article['id']}"
        assert (article["state"], article["proposal"]["state"]) == ("draft", "waiting"), "a new one waits as well"
        assert code(await client.post(f"{path}/proposal/approve", json={"version": 1})) == (403, "own_proposal")
    async with strict.as_("knowledge") as client:
        other = await client.put(path, json=draft({**article, "published": True}, body="另一个人"))
        assert code(other) == (409, "proposal_waiting")
        assert other.json()["error"]["params"]["by"] == article["proposal"]["by_name"]
        assert code(await client.post(f"{path}/proposal/withdraw", json={"version": 1})) == (403, "not_your_proposal")
        direct = await client.put(path, json=draft(article, body="草稿可以直接改"))
        assert direct.json()["version"] == 2, "what nobody reads is changed at once"
    await ruled(strict, own=True)
    async with strict.as_("admin") as client:
        assert code(await client.post(f"{path}/proposal/approve", json={"version": 1})) == (409, "proposal_overtaken")
        assert (await client.post(f"{path}/proposal/withdraw", json={"version": 1})).status_code == 200
        shown = (await client.put(f"{path}/published", json={"published": True, "version": 2})).json()
        assert shown["proposal"]["state"] == "waiting"
        assert (await client.post(f"{path}/proposal/approve", json={"version": 1})).status_code == 200
        live = (await client.get(path)).json()
        assert (live["state"], live["version"]) == ("published", 3)
        hidden = (await client.put(f"{path}/published", json={"published": False, "version": 3})).json()
        assert hidden["state"] == "draft", "what is wrong is hidden at once"


async def test_another_house_sees_nothing_and_rules_are_its_own(strict: Stage) -> None:
    async with strict.as_("knowledge") as client:
        article = await made(client, slug="ours-only")
        assert code(await client.get(RULES)) == (403, "forbidden")
    async with strict.as_("stranger") as client:
        assert (await client.post(f"{AT}/{article['id']}/looked", json={"version": 1})).status_code in (403, 404)
    async with strict.as_("admin") as client:
        assert code(await client.put(RULES, json={"version": 0})) == (409, "rules_changed")
        assert (await client.put(RULES, json={"ends_days": 0, "version": 1})).status_code == 400


async def test_who_wrote_an_article_is_reminded_once_and_still_right_moves_it_on(stage: Stage) -> None:
    world = stage.ours
    soon = (world.db.clock.now() + timedelta(days=10)).isoformat()
    async with stage.as_("knowledge") as client:
        ends = await made(client, slug="ends", title="国庆活动", valid_until=soon)
        old = await made(client, slug="old", title="老文章")
        await made(client, slug="young", title="新文章")
        async with world.work.tx(world.tenant) as tx:
            await tx.execute(
                "UPDATE knowledge.articles SET updated_at = now() - interval '13 months' WHERE slug = 'old'"
            )
        listed = (await client.get(AT, params={"task": "due"})).json()
        assert {one["slug"]: one["due"] for one in listed["items"]} == {"ends": "ends", "old": "old"}
        assert listed["tasks"]["due"] == 2
        watch = ArticleWatch(world.work, "one")
        before = len(await notices(client))
        for _ in range(2):
            await watch.once()
        told = await notices(client)
        assert sorted((kind, name, why) for kind, name, _, why in told[: len(told) - before]) == [
            ("article_due", "国庆活动", "ends"),
            ("article_due", "老文章", "old"),
        ], "once"
        wrong = await client.post(f"{AT}/{old['id']}/looked", json={"version": 9})
        assert code(wrong) == (409, "article_changed")
        for one in (ends, old):
            looked = await client.post(f"{AT}/{one['id']}/looked", json={"version": 1})
            assert looked.json()["look"]["due"] is None
            assert looked.json()["look"]["by_name"]
        assert (await client.get(AT)).json()["tasks"]["due"] == 0
