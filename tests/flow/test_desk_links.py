"""Linked conversations over HTTP: seen from both sides, kept once, and only within the tenant."""

from __future__ import annotations

from uuid import UUID, uuid4

import httpx

from tests.flow.signed_in import Stage, made_stage

stage = made_stage


async def linked(client: httpx.AsyncClient, conversation: UUID) -> list[str]:
    answer = await client.get(f"/api/v1/conversations/{conversation}/links")
    assert answer.status_code == 200, answer.text
    return [item["row"]["id"] for item in answer.json()["items"]]


async def test_a_link_is_seen_from_both_sides_and_taken_away(stage: Stage) -> None:
    one, other = stage.conversation, await stage.told("楼下天花板也湿了")
    path = f"/api/v1/conversations/{one}/links/{other}"
    async with stage.as_("agent") as client:
        first = await client.put(path)
        assert first.status_code == 200, first.text
        (item,) = first.json()["items"]
        assert (item["row"]["id"], item["by"]) == (str(other), "agent")
        assert len((await client.put(f"/api/v1/conversations/{other}/links/{one}")).json()["items"]) == 1
        assert await linked(client, other) == [str(one)]
        assert (await client.delete(f"/api/v1/conversations/{other}/links/{one}")).json()["items"] == []
        assert await linked(client, one) == []
    assert await stage.audited("conversation.linked", one) == 1, "the same pair a second time is no new link"
    assert await stage.audited("conversation.unlinked", other) == 1


async def test_what_cannot_be_linked_is_refused(stage: Stage) -> None:
    one = stage.conversation
    async with stage.as_("agent") as client:
        with_itself = await client.put(f"/api/v1/conversations/{one}/links/{one}")
        assert (with_itself.status_code, with_itself.json()["error"]["code"]) == (422, "same")
        assert (await client.put(f"/api/v1/conversations/{one}/links/{uuid4()}")).status_code == 404
        others = [await stage.told(f"第 {n} 户") for n in range(21)]
        for other in others[:20]:
            assert (await client.put(f"/api/v1/conversations/{one}/links/{other}")).status_code == 200
        answer = await client.put(f"/api/v1/conversations/{one}/links/{others[20]}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "too_many")
        assert len(await linked(client, one)) == 20
    async with stage.as_("knowledge") as client:
        assert (await client.put(f"/api/v1/conversations/{one}/links/{others[20]}")).status_code == 403
        assert (await client.get(f"/api/v1/conversations/{one}/links")).status_code == 403
    async with stage.as_("stranger") as client:
        assert (await client.get(f"/api/v1/conversations/{one}/links")).status_code == 404
        assert (await client.put(f"/api/v1/conversations/{one}/links/{others[20]}")).status_code == 404
        assert (await client.delete(f"/api/v1/conversations/{one}/links/{others[0]}")).status_code == 404
