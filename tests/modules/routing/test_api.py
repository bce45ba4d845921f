"""Why a conversation went where it went, over HTTP."""

from __future__ import annotations

from uuid import uuid4

from tests.modules.routing.house import House, client_of


async def test_the_decisions_about_a_conversation(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜")
    conv = await house.conversation(queue)
    await house.route()
    await house.decline(await house.offer(conv), anna)
    async with client_of(house, "agent") as client:
        answer = await client.get(f"/api/v1/conversations/{conv}/decisions")
        assert answer.status_code == 200
        (item,) = answer.json()["items"]
        assert (item["what"], item["agent_id"], item["outcome"]) == ("offer", str(anna.id), "declined")
        assert {"code": "longest_idle", "params": {"seconds": 0}} in item["why"]
        assert len(item["digest"]) == 64
        gone = await client.get(f"/api/v1/conversations/{uuid4()}/decisions")
        assert (gone.status_code, gone.json()["error"]["code"]) == (404, "not_found")
    async with client_of(house, "knowledge") as client:
        refused = await client.get(f"/api/v1/conversations/{conv}/decisions")
        assert refused.status_code == 403
