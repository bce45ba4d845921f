"""Tags over HTTP: who may give them, what becomes of them, and what is refused with a reason."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from tests.flow.signed_in import Stage, made_stage

stage = made_stage


async def test_tags_are_kept_told_and_offered_again(stage: Stage) -> None:
    async with stage.as_("agent") as client:
        path = f"/api/v1/conversations/{stage.conversation}/tags"
        first = await client.put(path, json={"tags": [" 需要 \0 回访", "漏水", "漏水"]})
        assert first.status_code == 200, first.text
        assert first.json()["tags"] == ["需要 回访", "漏水"]
        again = await client.put(path, json={"tags": ["需要 回访", "漏水"]})
        assert again.json()["version"] == first.json()["version"], "nothing changed, nothing is told"
        fewer = await client.put(path, json={"tags": ["漏水"]})
        assert fewer.json()["version"] == first.json()["version"] + 1
        detail = (await client.get(f"/api/v1/conversations/{stage.conversation}")).json()
        assert detail["tags"] == ["漏水"]
        assert set((await client.get("/api/v1/tags")).json()["items"]) == {"需要 回访", "漏水"}
        found = await client.get("/api/v1/search", params={"q": "漏水", "tag": "漏水"})
        assert [f["row"]["tags"] for f in found.json()["conversations"]] == [["漏水"]]
        assert (await client.get("/api/v1/search", params={"q": "漏水", "tag": "发票"})).json()["conversations"] == []


@pytest.mark.parametrize(
    ("tags", "code"), [([" "], "empty"), (["长" * 31], "too_long"), ([f"第{n}个" for n in range(21)], "too_many")]
)
async def test_tags_that_cannot_be_kept_are_refused(stage: Stage, tags: list[str], code: str) -> None:
    async with stage.as_("agent") as client:
        answer = await client.put(f"/api/v1/conversations/{stage.conversation}/tags", json={"tags": tags})
    assert answer.status_code == 422
    assert (answer.json()["error"]["code"], answer.json()["error"]["field"]) == (code, "tags")


async def test_only_who_has_a_desk_may_tag_and_only_their_own_tenants(stage: Stage) -> None:
    path = f"/api/v1/conversations/{stage.conversation}/tags"
    async with stage.as_("knowledge") as client:
        assert (await client.put(path, json={"tags": []})).status_code == 403
        assert (await client.get("/api/v1/tags")).status_code == 403
    async with stage.as_("stranger") as client:
        assert (await client.put(path, json={"tags": ["别人的"]})).status_code == 404
        assert (await client.get("/api/v1/tags")).json()["items"] == []
        assert (await client.put(f"/api/v1/conversations/{uuid4()}/tags", json={"tags": []})).status_code == 404
    async with httpx.AsyncClient(transport=httpx.ASGITransport(stage.app), base_url="http://test") as nobody:
        assert (await nobody.get("/api/v1/tags")).status_code == 401
