"""Views people keep: whose they are, who sees and changes them, what they count, and what they let through."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.flow.signed_in import Stage, made_stage

stage = made_stage


async def keep(client: httpx.AsyncClient, name: str, shared: bool = False, **filters: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/views", json={"name": name, "shared": shared, "filters": filters})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def names(client: httpx.AsyncClient) -> list[str]:
    return [view["name"] for view in (await client.get("/api/v1/views")).json()["items"]]


async def test_a_view_is_kept_counted_changed_and_dropped(stage: Stage) -> None:
    async with stage.as_("agent") as client:
        tagged = await client.patch(f"/api/v1/conversations/{stage.conversation}/tags", json={"add": ["漏水"]})
        assert tagged.json()["tags"] == ["漏水"]
        made = await keep(client, " 漏水  的 ", view="all", tag="漏水", unanswered=True)
        assert (made["name"], made["count"], made["mine"]) == ("漏水 的", 1, True)
        path = f"/api/v1/views/{made['id']}"
        changed = (await client.patch(path, json={"filters": {"view": "all", "tag": "没人用的"}})).json()
        assert (changed["name"], changed["count"]) == ("漏水 的", 0)
        filters = changed["filters"]
        assert (filters["view"], filters["tag"], filters["unanswered"]) == ("all", "没人用的", False)
        ended = await keep(client, "结束的", view="closed")
        assert ended["count"] is None, "what has ended is not counted"
        assert await names(client) == ["漏水 的", "结束的"]
        assert (await client.delete(path)).status_code == 204
        assert await names(client) == ["结束的"]
        assert (await client.delete(f"/api/v1/views/{ended['id']}")).status_code == 204


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"tag": "过滤"}, True),
        ({"tag": "别的"}, False),
        ({"channel": "webchat", "tier": "regular", "emotion": "calm", "unanswered": "true"}, True),
        ({"channel": "open"}, False),
        ({"tier": "gold"}, False),
        ({"emotion": "angry"}, False),
        ({"agent": str(uuid4())}, False),
        ({"queue": str(uuid4())}, False),
        ({"view": "closed", "tag": "过滤"}, False),
    ],
)
async def test_the_list_shows_what_the_filters_let_through(stage: Stage, asked: dict[str, str], found: bool) -> None:
    async with stage.as_("agent") as client:
        await client.patch(f"/api/v1/conversations/{stage.conversation}/tags", json={"add": ["过滤"]})
        answer = await client.get("/api/v1/conversations", params={"view": "all", **asked})
        assert answer.status_code == 200, answer.text
        assert (str(stage.conversation) in [row["id"] for row in answer.json()["items"]]) is found
        await client.patch(f"/api/v1/conversations/{stage.conversation}/tags", json={"remove": ["过滤"]})


async def test_only_supervisors_share_and_everybody_of_the_tenant_sees(stage: Stage) -> None:
    async with stage.as_("agent") as agent, stage.as_("boss") as boss, stage.as_("stranger") as stranger:
        body = {"name": "大家的", "shared": True, "filters": {"view": "waiting"}}
        assert (await agent.post("/api/v1/views", json=body)).status_code == 403
        own = await keep(agent, "我自己的")
        common = await keep(boss, "大家的", shared=True, view="waiting")
        assert await names(agent) == ["我自己的", "大家的"]
        assert await names(boss) == ["大家的"], "somebody's own view is nobody else's"
        assert await names(stranger) == []
        path = f"/api/v1/views/{common['id']}"
        assert (await agent.patch(path, json={"name": "改名"})).status_code == 403
        assert (await agent.delete(path)).status_code == 403
        assert (await stranger.delete(path)).status_code == 404
        assert (await boss.delete(f"/api/v1/views/{own['id']}")).status_code == 404
        assert (await agent.patch(f"/api/v1/views/{own['id']}", json={"shared": True})).status_code == 403
        assert (await boss.delete(path)).status_code == 204
        assert (await agent.delete(f"/api/v1/views/{own['id']}")).status_code == 204
    assert await stage.audited("view.shared", UUID(common["id"])) == 1
    assert await stage.audited("view.dropped", UUID(common["id"])) == 1


async def test_a_view_that_cannot_be_kept_is_refused_with_a_reason(stage: Stage) -> None:
    async with stage.as_("agent") as client:
        for name, code in ((" ", "empty"), ("长" * 31, "too_long")):
            answer = await client.post("/api/v1/views", json={"name": name, "filters": {}})
            assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
        kept = [await keep(client, f"第 {n} 个") for n in range(30)]
        answer = await client.post("/api/v1/views", json={"name": "再多一个", "filters": {}})
        assert answer.json()["error"]["code"] == "too_many"
        for view in kept:
            await client.delete(f"/api/v1/views/{view['id']}")
