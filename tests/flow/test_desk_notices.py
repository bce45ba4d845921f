"""What one person is told: named in a note, given a conversation, reminded. Theirs alone, and read when they say so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from qingfeng.contracts.registry import event_of
from qingfeng.flow import desk_snooze
from qingfeng.kernel.timers import Job
from tests.flow.signed_in import Stage, made_stage

stage = made_stage


def later(**parts: int) -> str:
    return (datetime.now(UTC) + timedelta(**parts)).isoformat()


async def notices(client: httpx.AsyncClient, **params: Any) -> dict[str, Any]:
    answer = await client.get("/api/v1/notices", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def note(client: httpx.AsyncClient, stage: Stage, text: str, *mentions: str) -> None:
    body = {"client_id": uuid4().hex, "kind": "note", "text": text, "mentions": mentions}
    answer = await client.post(f"/api/v1/conversations/{stage.conversation}/messages", json=body)
    assert answer.status_code == 200, answer.text


async def me(client: httpx.AsyncClient) -> str:
    found: str = (await client.get("/api/v1/session")).json()["user"]["id"]
    return found


async def test_whoever_is_named_in_a_note_is_told_and_nobody_else(stage: Stage) -> None:
    async with stage.as_("agent") as agent, stage.as_("boss") as boss, stage.as_("stranger") as stranger:
        named = await me(boss)
        await note(agent, stage, "@boss 这单能退吗", named, named, await me(agent), await me(stranger))
        told = await notices(boss)
        assert told["unread"] == 1
        (item,) = told["items"]
        assert (item["kind"], item["by_name"], item["text"]) == ("mention", "agent", "@boss 这单能退吗")
        assert (item["conversation_id"], item["customer_name"]) == (str(stage.conversation), "欧阳静怡")
        assert (await notices(agent))["items"] == [], "nobody is told of what they wrote themselves"
        assert (await notices(stranger))["items"] == []
        assert (await agent.post("/api/v1/notices/read", json={"ids": [item["id"]]})).status_code == 200
        assert (await notices(boss))["unread"] == 1, "nobody reads for somebody else"
        assert (await boss.post("/api/v1/notices/read", json={"ids": [item["id"]]})).status_code == 200
        told = await notices(boss)
        assert (told["unread"], told["items"][0]["read"]) == (0, True)


async def test_notices_are_paged_and_all_read_at_once(stage: Stage) -> None:
    async with stage.as_("agent") as agent, stage.as_("boss") as boss:
        named = await me(boss)
        for n in range(5):
            await note(agent, stage, f"第 {n} 次", named)
        first = await notices(boss, limit=3)
        assert [item["text"] for item in first["items"]] == ["第 4 次", "第 3 次", "第 2 次"]
        rest = await notices(boss, limit=3, cursor=first["next"])
        assert [item["text"] for item in rest["items"]][:2] == ["第 1 次", "第 0 次"]
        assert (await boss.post("/api/v1/notices/read", json={"ids": None})).status_code == 200
        assert (await notices(boss))["unread"] == 0


async def test_whoever_is_given_a_conversation_is_told_why(stage: Stage) -> None:
    async with stage.as_("agent") as agent, stage.as_("boss") as boss:
        conversation = await stage.told("要改约上门时间")
        assert (await agent.put("/api/v1/presence", json={"state": "ready"})).status_code == 200
        given = {"agent_id": await me(agent), "note": "老客户，请你来"}
        answer = await boss.post(f"/api/v1/conversations/{conversation}/transfer", json=given)
        assert answer.status_code == 200, answer.text
        (item,) = (await notices(agent))["items"]
        assert (item["kind"], item["by_name"], item["text"]) == ("assigned", "boss", "老客户，请你来")
        until = later(hours=1)
        path = f"/api/v1/conversations/{conversation}"
        assert (await boss.post(f"{path}/snooze", json={"until": until})).status_code == 409
        put = await agent.post(f"{path}/snooze", json={"until": until})
        assert (put.status_code, put.json()["phase"]) == (200, "snoozed")
        shown = (await agent.get("/api/v1/conversations", params={"view": "snoozed"})).json()
        assert [row["id"] for row in shown["items"]] == [str(conversation)]
        assert shown["counts"]["snoozed"] == 1
        assert (await boss.post(f"{path}/wake")).status_code == 409
        assert (await agent.post(f"{path}/wake")).json()["phase"] == "with_agent"
        assert (await agent.post(f"{path}/snooze", json={"until": "2026-07-01T09:00:00"})).status_code in (400, 422)
    assert await stage.audited("conversation.snoozed", conversation) == 1


async def test_a_reminder_is_kept_told_at_its_moment_and_forgotten(stage: Stage) -> None:
    path = f"/api/v1/conversations/{stage.conversation}/reminders"
    async with stage.as_("agent") as agent, stage.as_("boss") as boss:
        kept = await agent.post(path, json={"at": later(days=1), "text": "问问 师傅"})
        assert kept.status_code == 201, kept.text
        assert [r["text"] for r in (await agent.get("/api/v1/reminders")).json()["items"]] == ["问问 师傅"]
        assert (await boss.get("/api/v1/reminders")).json()["items"] == []
        forget = f"/api/v1/reminders/{kept.json()['id']}"
        assert (await boss.delete(forget)).status_code == 404
        assert (await agent.delete(forget)).status_code == 204
        past = await agent.post(path, json={"at": later(days=-1)})
        assert (past.status_code, past.json()["error"]["code"]) == (422, "in_the_past")
        soon = (await agent.post(path, json={"at": later(hours=1), "text": "现在"})).json()
        await due(stage, UUID(soon["id"]))
        first = (await notices(agent))["items"][0]
        assert (first["kind"], first["text"]) == ("reminder", "现在")
        assert (await agent.get("/api/v1/reminders")).json()["items"] == []


async def due(stage: Stage, reminder: UUID) -> None:
    """Its moment comes."""
    ours = stage.ours
    async with ours.work.tx(ours.tenant) as tx:
        await tx.execute("UPDATE conversations.reminders SET due_at = $2 WHERE id = $1", reminder, tx.now)
    row = await ours.db.system.fetchrow(
        "SELECT tenant_id, kind, key, due_at, payload, generation, attempts FROM kernel.timers WHERE key = $1",
        str(reminder),
    )
    assert row is not None
    await desk_snooze.remind(ours.work, Job(*row))
    made = [event_of(e) for e in ours.heard.envelopes if e.type == "NoticeMade"]
    assert [event.notice.kind for event in made] == ["reminder"]  # type: ignore[union-attr]


async def test_who_has_no_desk_has_no_reminders_but_is_told_of_the_articles_they_write(stage: Stage) -> None:
    async with stage.as_("knowledge") as client:
        assert (await client.get("/api/v1/reminders")).status_code == 403
        assert (await client.get("/api/v1/notices")).json()["items"] == []
