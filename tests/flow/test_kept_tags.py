"""The list of tags over HTTP: conversations, saved views and macros follow what is renamed or joined."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.flow.signed_in import Stage, made_stage

stage = made_stage


async def kept(client: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    answer = await client.get("/api/v1/kept-tags")
    assert answer.status_code == 200, answer.text
    return {tag["name"]: tag for tag in answer.json()["items"]}


async def tagged(client: httpx.AsyncClient, conversation: UUID) -> list[str]:
    found: list[str] = (await client.get(f"/api/v1/conversations/{conversation}")).json()["tags"]
    return found


async def test_whatever_speaks_of_a_tag_follows_its_new_name(stage: Stage) -> None:
    closed = await stage.told("发票开错了")
    async with stage.as_("admin") as admin, stage.as_("boss") as boss:
        for conversation in (stage.conversation, closed):
            put = await boss.put(f"/api/v1/conversations/{conversation}/tags", json={"tags": ["开票", "催办"]})
            assert put.status_code == 200, put.text
        ended = await boss.post(f"/api/v1/conversations/{closed}/close", json={"reason": "solved", "survey": False})
        assert ended.json()["phase"] == "closed", ended.text
        view = {"name": "开票的", "shared": True, "filters": {"view": "all", "tag": "开票"}}
        assert (await boss.post("/api/v1/views", json=view)).status_code == 201
        macro = {"name": "记一笔", "shared": True, "steps": [{"do": "tag", "add": ["开票"], "remove": ["催办"]}]}
        assert (await boss.post("/api/v1/macros", json=macro)).status_code == 201

        tag = (await kept(admin))["开票"]
        assert (tag["recent"], tag["tone"], tag["retired"]) == (2, "", False)
        renamed = await admin.put(f"/api/v1/kept-tags/{tag['id']}", json={"name": " 发票 ", "tone": "watch"})
        assert renamed.status_code == 200, renamed.text

        assert [await tagged(boss, one) for one in (stage.conversation, closed)] == [["发票", "催办"]] * 2
        views = (await boss.get("/api/v1/views")).json()["items"]
        assert [one["filters"]["tag"] for one in views] == ["发票"]
        steps = [one["steps"] for one in (await boss.get("/api/v1/macros")).json()["items"]]
        assert steps == [[{"do": "tag", "add": ["发票"], "remove": ["催办"]}]]
        assert (await boss.get("/api/v1/tags")).json()["tones"] == {"发票": "watch"}
        assert await stage.audited("tag.changed", UUID(tag["id"])) == 1

        rest = (await kept(admin))["催办"]
        joined = await admin.post(f"/api/v1/kept-tags/{rest['id']}/join", json={"into_id": tag["id"]})
        assert [one["name"] for one in joined.json()["items"]] == ["发票"], joined.text
        assert [await tagged(boss, one) for one in (stage.conversation, closed)] == [["发票"]] * 2
        assert await stage.audited("tag.joined", UUID(rest["id"])) == 1


async def test_a_retired_tag_stays_where_it_is_and_is_given_no_more(stage: Stage) -> None:
    fresh = await stage.told("什么时候到货")
    async with stage.as_("admin") as admin, stage.as_("agent") as agent:
        path = f"/api/v1/conversations/{stage.conversation}/tags"
        assert (await agent.put(path, json={"tags": ["旧活动"]})).status_code == 200
        tag = (await kept(admin))["旧活动"]
        await admin.put(f"/api/v1/kept-tags/{tag['id']}", json={"name": "旧活动", "retired": True})
        assert "旧活动" not in (await agent.get("/api/v1/tags")).json()["items"]
        refused = await agent.put(f"/api/v1/conversations/{fresh}/tags", json={"tags": ["旧活动"]})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "retired_tag")
        more = await agent.put(path, json={"tags": ["旧活动", "新活动"]})
        assert more.json()["tags"] == ["旧活动", "新活动"], "what it has, it keeps"


async def test_tags_that_cannot_be_kept_are_refused_with_the_field(stage: Stage) -> None:
    async with stage.as_("admin") as admin, stage.as_("agent") as agent:
        await agent.put(f"/api/v1/conversations/{stage.conversation}/tags", json={"tags": ["有人用"]})
        made = await admin.post("/api/v1/kept-tags", json={"name": "没人用", "tone": "good"})
        assert made.status_code == 201, made.text
        used, unused = (await kept(admin))["有人用"], (await kept(admin))["没人用"]
        assert (unused["tone"], unused["recent"], unused["used_at"]) == ("good", 0, None)

        async def refused(method: str, path: str, body: dict[str, Any] | None, *expected: object) -> None:
            answer = await admin.request(method, f"/api/v1/kept-tags{path}", json=body)
            error = answer.json()["error"]
            assert (answer.status_code, error["code"], error["field"]) == expected

        await refused("POST", "", {"name": "有人用"}, 409, "name_taken", "name")
        await refused("POST", "", {"name": "  "}, 422, "empty", "name")
        await refused("PUT", f"/{unused['id']}", {"name": "长" * 31}, 422, "too_long", "name")
        await refused("PUT", f"/{unused['id']}", {"name": "有人用"}, 409, "name_taken", "name")
        await refused("POST", f"/{unused['id']}/join", {"into_id": unused["id"]}, 409, "same_tag", "into_id")
        await refused(
            "POST", f"/{unused['id']}/join", {"into_id": str(stage.conversation)}, 404, "not_found", "into_id"
        )
        await refused("DELETE", f"/{used['id']}", None, 409, "in_use", "tag_id")
        assert (await admin.delete(f"/api/v1/kept-tags/{unused['id']}")).status_code == 200
        assert "没人用" not in await kept(admin)


@pytest.mark.parametrize("name", ["agent", "boss", "knowledge", "stranger"])
async def test_only_administrators_look_after_tags(stage: Stage, name: str) -> None:
    async with stage.as_(name) as client:
        assert (await client.get("/api/v1/kept-tags")).status_code == 403
        assert (await client.post("/api/v1/kept-tags", json={"name": "x"})).status_code == 403
