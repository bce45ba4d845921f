"""What the bot could not answer, from its turn to an article, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from qingfeng.contracts.bot import AskHuman, BotSnapshot, BotState, Reply
from qingfeng.contracts.messages import Author, Message
from qingfeng.flow import gaps
from qingfeng.kernel.timers import Job
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Draft
from qingfeng.modules.knowledge import jobs
from tests.flow.signed_in import Stage, made_stage

stage = made_stage
AT = "/api/v1/knowledge/gaps"
SAID = "你们店门口能停车吗，我电话13900001111"


def snapshot(stage: Stage, text: str) -> BotSnapshot:
    asked = Message(
        id=stage.conversation, conversation_id=stage.conversation, seq=1, prev=0, at=datetime.now(UTC),
        author=Author("customer", None, ""), kind="text", text=text,
    )  # fmt: skip
    return BotSnapshot(
        conversation_id=stage.conversation, seq=1, locale="zh-CN", customer_name="", brand="知夏", messages=[asked],
        candidates=[], state=BotState(), open=True, policy_version="1",
    )  # fmt: skip


def reply(reason: str) -> Reply:
    return Reply(text="没听懂", sources=[], suggestions=[], confidence=0.1, reason=reason, state=BotState())


async def seen(stage: Stage) -> int:
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        count: int = await conn.fetchval("SELECT count(*) FROM knowledge.gap_questions")
    return count


async def test_only_what_was_not_answered_is_noted(stage: Stage) -> None:
    asked = AskHuman(
        reason="requested", say="", need="", summary="", emotion="neutral", queue=None, urgent=False, confidence=1.0,
        state=BotState(),
    )  # fmt: skip
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        for decision in (reply("answer"), reply("which"), reply("small_talk"), asked):
            await gaps.note(tx, snapshot(stage, SAID), decision)
    assert await seen(stage) == 0


async def test_a_question_without_an_answer_becomes_a_gap_an_article_and_an_answer(stage: Stage) -> None:
    house = stage.ours
    async with house.work.tx(house.tenant) as tx:
        await gaps.note(tx, snapshot(stage, SAID), reply("unsure"))
        conv = await conversations.lock(tx, stage.conversation)
        agent = Author("agent", stage.conversation, "林悦")
        await conversations.append(
            tx, conv, Draft(author=agent, kind="text", text="可以停，停车两小时免费。回电13800002222")
        )
    await jobs.group(house.work, lambda: None, Job(house.tenant, jobs.GROUP, "questions", datetime.now(UTC), {}, 1, 1))  # fmt: skip
    async with stage.as_("agent") as client:
        assert (await client.get(AT)).status_code == 403
    async with stage.as_("knowledge") as client:
        page = (await client.get(AT)).json()
        assert (page["counts"], page["median_seconds"], page["measured"]) == ({"open": 1}, None, 0)
        (found,) = page["items"]
        assert "13900001111" not in found["title"]
        whole = (await client.get(f"{AT}/{found['id']}")).json()
        assert [one["conversation_id"] for one in whole["questions"]] == [str(stage.conversation)]
        assert whole["replies"][0]["text"].startswith("可以停，停车两小时免费")
        assert "13800002222" not in whole["replies"][0]["text"]
        body: dict[str, Any] = {"version": 9, "title": "门店停车", "category": "门店", "body": "两小时免费。"}
        late = await client.post(f"{AT}/{found['id']}/article", json=body)
        assert (late.status_code, late.json()["error"]["code"]) == (409, "gap_changed")
        empty = await client.post(f"{AT}/{found['id']}/article", json={**body, "version": 1, "title": " "})
        assert (empty.status_code, empty.json()["error"]["field"]) == (422, "title")
        done = (await client.post(f"{AT}/{found['id']}/article", json={**body, "version": 1})).json()
        assert (done["gap"]["state"], done["article"]) == ("drafted", "门店停车")
        article = (await client.get(f"/api/v1/knowledge/articles/{done['gap']['article_id']}")).json()
        assert (article["state"], article["questions"]) == ("draft", [found["title"]])
        shown = {"published": True, "version": article["version"]}
        await client.put(f"/api/v1/knowledge/articles/{article['id']}/published", json=shown)
        page = (await client.get(AT, params={"shown": "published"})).json()
        assert [one["id"] for one in page["items"]] == [found["id"]]
        assert page["measured"] == 1
        assert page["median_seconds"] >= 0
        missing = await client.get(f"{AT}/{stage.conversation}")
        assert missing.status_code == 404


async def test_what_was_asked_in_several_short_messages_is_one_question(stage: Stage) -> None:
    one = snapshot(stage, "卧室那台半夜滴水")
    seen_ = msgspec.structs.replace(
        one,
        seq=3,
        messages=[
            msgspec.structs.replace(one.messages[0], text="早就说过的旧事"),
            msgspec.structs.replace(one.messages[0], seq=2, author=Author("bot", None, "小夏"), text="好的"),
            msgspec.structs.replace(one.messages[0], seq=3),
            msgspec.structs.replace(one.messages[0], seq=4, text="我录了视频"),
        ],
    )
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        await gaps.note(tx, seen_, reply("unsure"))
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        rows = await conn.fetch("SELECT seq, text FROM knowledge.gap_questions WHERE seq > 1")
    assert [tuple(row) for row in rows] == [(4, "卧室那台半夜滴水 我录了视频")]
