"""Answers of the bot from the draw to a verdict and to the figures, over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from qingfeng.contracts.bot import AnswerReviewed, BotSnapshot, BotState, Candidate, Decision, Reply
from qingfeng.contracts.messages import Author, Message, Source
from qingfeng.flow.review_watch import ReviewWatch
from qingfeng.modules.bot import public as bot
from qingfeng.modules.bot.reviews import chosen
from qingfeng.modules.insight import public as insight
from qingfeng.modules.insight.boards import Ask
from tests.flow.signed_in import Stage, made_stage

stage = made_stage
AT = "/api/v1/bot/reviews"
ARTICLE = UUID(int=77)
PASSAGE = "签收之日起 7 天内可以无理由退货，运费由顾客承担。"


def message(conversation: UUID, who: Any, text: str, seq: int) -> Message:
    return Message(id=uuid4(), conversation_id=conversation, seq=seq, prev=seq - 1, at=datetime.now(UTC), author=Author(who, None, who), kind="text", text=text)  # fmt: skip


async def decided(stage: Stage, talk: UUID, seq: int, said: str, reason: str, before: Sequence[Message] = ()) -> None:
    """The bot's turn about something said, as the flow keeps it."""
    found = Candidate(id=ARTICLE, title="退货运费", body=PASSAGE, questions=[], related=[], score=0.9)
    snapshot = BotSnapshot(
        conversation_id=talk, seq=seq, locale="zh-CN", customer_name="欧阳静怡", brand="知夏", candidates=[found],
        messages=[*before, message(talk, "customer", said, seq)], state=BotState(), open=True, policy_version="test",
    )  # fmt: skip
    sources = [Source(ARTICLE, "退货运费")] if reason == "answer" else []
    decision: Decision = Reply(text=f"您好，{PASSAGE}", sources=sources, suggestions=[], confidence=0.9, reason=reason, state=BotState())  # fmt: skip
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        assert await bot.record(tx, snapshot, decision, 1)


async def yesterday(stage: Stage) -> None:
    """What was decided, was decided a day ago, of which nothing was drawn."""
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        await tx.execute("DELETE FROM bot.review_days")
        await tx.execute("UPDATE bot.decisions SET at = at - interval '1 day'")


async def drawn(stage: Stage) -> None:
    await ReviewWatch(stage.ours.work, "test").once()


async def waiting(client: httpx.AsyncClient, state: str = "waiting") -> list[dict[str, Any]]:
    answer = await client.get(AT, params={"shown": state})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def told(stage: Stage) -> None:
    """The watcher of the figures reads what was told."""
    house = stage.ours
    assert await insight.rebuild(house.work, house.tenant, [AnswerReviewed]) > 0


async def figures(stage: Stage) -> dict[str, float | None]:
    house = stage.ours
    day = (datetime.now(UTC) + timedelta(hours=8)).date()
    ask = Ask(from_=day - timedelta(days=2), to=day, kpis=("bot_reviewed", "bot_wrong"))
    async with house.db.reading(house.tenant) as conn:
        made = await insight.board(conn, house.tenant, ask, house.db.clock.now())
    assert made.samples["bot_wrong"].n == made.total["bot_reviewed"]
    return made.total


@pytest.fixture
async def three(stage: Stage) -> list[UUID]:
    """Two answers and one that the customer calls useless; a fourth turn is no answer."""
    talks = [await stage.told("退货运费谁出？我电话13900001111") for _ in range(3)]
    for talk in talks:
        await decided(stage, talk, 1, "退货运费谁出？我电话13900001111", "answer")
    answered = [message(talks[2], "bot", PASSAGE, 2)]
    await decided(stage, talks[2], 3, "没用", "unsure", answered)
    await yesterday(stage)
    return talks


async def test_from_the_draw_to_the_figures_and_back(stage: Stage, three: list[UUID]) -> None:
    async with stage.as_("agent") as client:
        assert (await client.get(AT)).status_code == 403
    async with stage.as_("boss") as client:
        assert (await client.get("/api/v1/bot/review-rules")).json() == {"per_day": 20, "waiting": 0}
        low = await client.put("/api/v1/bot/review-rules", json={"per_day": 201})
        assert low.status_code in (400, 422)
        assert (await client.put("/api/v1/bot/review-rules", json={"per_day": 2})).json()["per_day"] == 2
        assert await stage.audited("bot.review_rules", "") == 1  # type: ignore[arg-type]
        await drawn(stage)
        await drawn(stage)  # a day is drawn once
        found = await waiting(client)
        assert 2 <= len(found) <= 3
        assert sum(one["sampled"] for one in found) == 2
        (useless,) = [one for one in found if one["disliked"]]
        assert (useless["conversation_id"], useless["seq"]) == (str(three[2]), 1)
        assert all("13900001111" not in one["question"] for one in found)
        assert found[0]["sources"] == [{"id": str(ARTICLE), "title": "退货运费", "passage": PASSAGE}]
        assert {one["means"] for one in found} == {"article"}

        first = next(one for one in found if one["sampled"])
        put = f"{AT}/{first['id']}"
        for body, code in (
            ({"version": 0, "verdict": "wrong"}, "why_wrong"),
            ({"version": 0, "verdict": "right", "why": "tone"}, "why_right"),
            ({"version": 0, "verdict": "wrong", "why": "tone", "note": "\x00"}, "bad_text"),
        ):
            answer = await client.put(put, json=body)
            assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
        said = await client.put(put, json={"version": 0, "verdict": "wrong", "why": "outdated", "note": "改成 15 天了"})
        assert (said.json()["verdict"], said.json()["by_name"], said.json()["version"]) == ("wrong", "boss", 1)
        late = await client.put(put, json={"version": 0, "verdict": "right"})
        assert (late.status_code, late.json()["error"]["code"]) == (409, "review_changed")
        assert await stage.audited("bot.reviewed", UUID(first["conversation_id"])) == 1
        assert [one["id"] for one in await waiting(client, "judged")] == [first["id"]]
        await told(stage)
        assert await figures(stage) == {"bot_reviewed": 1, "bot_wrong": None}  # of one no share is told
        back = await client.put(put, json={"version": 1, "verdict": None})
        assert (back.json()["verdict"], back.json()["note"], back.json()["by_name"]) == (None, "", "")
        await told(stage)
        assert await figures(stage) == {"bot_reviewed": 0, "bot_wrong": None}
        pages = (await client.get(AT, params={"limit": 1})).json()
        more = (await client.get(AT, params={"limit": 1, "cursor": pages["next"]})).json()
        assert pages["items"][0]["id"] != more["items"][0]["id"]
    async with stage.as_("stranger") as client:
        assert (await client.put(put, json={"version": 2, "verdict": "right"})).status_code in (403, 404)


async def test_what_is_forgotten_of_a_conversation_is_forgotten_of_its_reviews(stage: Stage, three: list[UUID]) -> None:
    await drawn(stage)
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        before: int = await tx.value("SELECT count(*) FROM bot.reviews WHERE conversation_id = ANY($1)", three)
        await bot.forget(tx, three)
        assert before > 0
        assert await tx.value("SELECT count(*) FROM bot.reviews WHERE conversation_id = ANY($1)", three) == 0


def test_everybody_has_the_same_chance_and_a_seed_draws_the_same_again() -> None:
    answers = [UUID(int=n) for n in range(40)]
    assert chosen(answers, 10, 7) == chosen(answers, 10, 7)
    assert sorted(chosen(answers, 100, 7)) == answers
    times = [0] * 40
    for seed in range(800):
        for one in chosen(answers, 10, seed):
            times[one.int] += 1
    assert min(times) > 140
    assert max(times) < 260  # 200 each; five standard deviations are 61
