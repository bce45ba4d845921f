"""The model's turn in a real house: what the customer is told and sees meanwhile, what is kept, and who has the conversation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from qingfeng.app.demo.business_web import BusinessWeb
from qingfeng.app.demo.load_flows import shipped
from qingfeng.flow import desk, model_turn
from qingfeng.flow.turn import turn
from qingfeng.kernel.timers import Job
from qingfeng.modules.bot import public as bot
from qingfeng.modules.customers import public as customers
from qingfeng.modules.flows import public as flows
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import ArticleDraft
from qingfeng.modules.reasoning import public as reasoning
from qingfeng.modules.reasoning.public import KeptTrace, ModelChoices, ModelLookUp, Reasoner
from qingfeng.ports.conformance.llm import Line, Script, said
from qingfeng.ports.llm import ToolCall
from tests.flow.test_task_flow import ON_THE_WAY, TAIL, Visitor
from tests.modules.reasoning.turns import call, uses
from tests.ports.house import House, open_house
from tests.support.scripted_model import ScriptedModel
from tests.support.shop import connected, open_shop

shop = open_shop
QUESTION = "我家空调买了有一阵子了，压缩机还在保吗"
ANSWER = "压缩机包修10年。"
SAID = said(f"{ANSWER}[1]另外送您一台冰箱。[1]")


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        async with made.work.tx(made.tenant) as tx:
            body = "整机免费包修3年，压缩机包修10年，自签收次日起算。"
            draft = ArticleDraft(slug="warranty", title="空调保修期多长", category="保修", body=body)
            await knowledge.put_article(tx, draft)
        yield made


@asynccontextmanager
async def switched_on(house: House, *lines: Line, **chosen: Any) -> AsyncIterator[Script]:
    """A house with a model that says these lines."""
    script = Script(list(lines))
    house.spine.reasoner = Reasoner(ScriptedModel(script), house.clock)
    choices = ModelChoices(on=True, scope="always", price_in=2.0, price_out=8.0, **chosen)
    async with house.work.tx(house.tenant) as tx:
        before = await reasoning.choices(tx.conn)
        await reasoning.choose(tx, choices, before.version, await model_turn.operations(tx.conn), house.agent.actor)
    yield script


async def visitor(house: House) -> Visitor:
    return Visitor(house, await house.channel("webchat"))


async def traces(house: House) -> list[KeptTrace]:
    async with house.db.reading(house.tenant) as conn:
        return await reasoning.traces(conn, limit=50)


def frames(house: House) -> list[dict[str, Any]]:
    heard: list[dict[str, Any]] = []
    house.spine.live.listen_fleeting(lambda _, frame: heard.append(frame) if frame["t"] == "writing" else None)
    return heard


async def test_a_question_is_answered_by_the_model_and_written_down(house: House) -> None:
    one, shown = await visitor(house), frames(house)
    async with switched_on(house, SAID) as script:
        assert await one.say(QUESTION) == ANSWER
    answer = await one.last("bot")
    assert [source.title for source in answer.sources] == ["空调保修期多长"]
    assert "转人工" in answer.suggestions
    assert [frame["text"] for frame in shown] == [ANSWER]
    assert "压缩机包修10年" in script.asked[0].turns[1].text
    [trace] = await traces(house)
    assert (trace.outcome, trace.conversation_id, trace.model) == ("answer", one.conversation, "scripted-1")
    assert [(r.text, r.fault) for r in trace.detail.removed] == [("另外送您一台冰箱。", "words")]
    async with house.db.reading(house.tenant) as conn:
        day = await reasoning.day(conn, (house.clock.now() + timedelta(hours=8)).date())
        replay = await bot.replay(conn, trace.conversation_id, trace.seq)
    assert (day.turns, day.answered, day.removed, day.cost) == (1, 1, 1, trace.cost)
    assert (replay.same, replay.intact, replay.by_model) == (True, True, True)


async def test_it_is_off_until_somebody_switches_it_on(house: House) -> None:
    one = await visitor(house)
    script = Script([SAID])
    house.spine.reasoner = Reasoner(ScriptedModel(script), house.clock)
    await one.say(QUESTION)
    assert (script.asked, await traces(house)) == ([], [])


@pytest.mark.parametrize(
    "words", ["我要投诉你们", "转人工", "空调冒烟了，有烧焦味", "你们就是骗子，气死我了！！！", "谢谢", "您好"]
)
async def test_people_danger_and_small_talk_are_the_rules(house: House, words: str) -> None:
    one = await visitor(house)
    async with switched_on(house, SAID) as script:
        await one.say(words)
    assert (script.asked, await traces(house)) == ([], [])


async def test_where_the_rules_are_sure_it_is_asked_only_if_the_house_wants_it(house: House) -> None:
    one = await visitor(house)
    async with switched_on(house, SAID) as script:
        async with house.work.tx(house.tenant) as tx:
            kept = await reasoning.choices(tx.conn)
            unsure = msgspec.structs.replace(kept.choices, scope="unsure")
            await reasoning.choose(tx, unsure, kept.version, {}, house.agent.actor)
        assert "整机免费包修3年" in await one.say("空调保修期多长")
        assert script.asked == []
        await one.say("买了有一阵子的压缩机")
        assert len(script.asked) == 1


@pytest.mark.parametrize(
    ("chosen", "asked"),
    [
        ({"hours": "closed"}, 0),
        ({"hours": "open"}, 1),
        ({"queues": ["other"]}, 0),
        ({"queues": ["main", "repair"]}, 1),
        ({"channels": [UUID(int=5)]}, 0),
    ],
)
async def test_where_and_when_is_the_houses_choice(house: House, chosen: dict[str, Any], asked: int) -> None:
    one = await visitor(house)
    async with switched_on(house, SAID, **chosen) as script:
        await one.say(QUESTION)
    assert len(script.asked) == asked


@pytest.mark.parametrize("fails", ["slow", "busy", "refused", "failed", "breaks"])
async def test_a_model_that_is_away_is_replaced_by_the_rules_in_time(house: House, fails: Any) -> None:
    one = await visitor(house)
    async with switched_on(house, Line(pieces=["压缩机", "包"], fails=fails), seconds=1.0):
        async with asyncio.timeout(5):
            said_ = await one.say("空调保修期多长")
    assert "压缩机包修10年" in said_, "the rules show the article"
    [trace] = await traces(house)
    assert (trace.outcome, trace.fallback) == ("fell_back", {"breaks": "failed"}.get(fails, fails))


async def test_after_failures_it_is_left_alone(house: House) -> None:
    one = await visitor(house)
    async with switched_on(house, Line(fails="failed")) as script:
        for _ in range(5):
            await one.say("空调保修期多长")
    assert len(script.asked) == 3
    assert sorted(t.fallback for t in await traces(house)) == ["failed", "failed", "failed", "rest", "rest"]


async def test_the_days_limit_ends_it(house: House) -> None:
    one = await visitor(house)
    async with switched_on(house, SAID, day_tokens=40) as script:
        await one.say(QUESTION)
        await one.say("那整机呢，保修几年")
    assert len(script.asked) == 1
    assert {trace.fallback for trace in await traces(house)} == {"", "day_limit"}


class Gate:
    """A model that waits until it is let go on."""

    name = "gate-1"

    def __init__(self, line: Line) -> None:
        self.asked, self.go = asyncio.Event(), asyncio.Event()
        self._model = ScriptedModel(Script([line]))

    async def close(self) -> None: ...

    async def complete(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    async def speak(self, turns: Any, **given: Any) -> Any:
        self.asked.set()
        await self.go.wait()
        return await self._model.speak(turns, **given)


async def begun(house: House, one: Visitor, gate: Gate) -> asyncio.Task[None]:
    """The turn, up to where the model is asked."""
    async with switched_on(house):
        assert house.spine.reasoner is not None
        house.spine.reasoner.model = gate
    await one.write(QUESTION)
    row = await house.db.system.fetchrow(
        "SELECT tenant_id, kind, key, due_at, payload, generation, attempts FROM kernel.timers WHERE kind = 'turn'"
        " AND tenant_id = $1",
        house.tenant,
    )
    assert row is not None
    task = asyncio.create_task(turn(house.spine, Job(*row)))
    await gate.asked.wait()
    return task


async def test_a_person_who_takes_over_meanwhile_has_it(house: House) -> None:
    one, gate = await visitor(house), Gate(SAID)
    task = await begun(house, one, gate)
    assert one.conversation is not None
    await desk.claim(house.spine, house.agent, one.conversation)
    gate.go.set()
    await task
    assert (await one.now()).phase == "with_agent"
    assert not [m for m in await house.thread(one.conversation) if m.author.kind == "bot"]
    [trace] = await traces(house)
    assert (trace.outcome, trace.tokens_in) == ("overtaken", 40), "it was paid for"


async def test_who_waits_is_told_and_is_answered_once(house: House) -> None:
    one, gate = await visitor(house), Gate(SAID)
    house.spine.patience = 0.05
    task = await begun(house, one, gate)
    while not [m for m in await house.thread(one.conversation) if m.author.kind == "bot"]:  # type: ignore[arg-type]
        await asyncio.sleep(0.01)
    assert (await one.state()).promised == (await one.last("bot")).seq
    gate.go.set()
    await task
    spoken = [m.text for m in await house.thread(one.conversation) if m.author.kind == "bot"]  # type: ignore[arg-type]
    assert spoken == ["正在为您查询，请稍等片刻。", ANSWER]
    assert not (await one.state()).promised


async def test_a_process_that_dies_after_it_promised_leaves_the_turn_to_another(house: House) -> None:
    """What the customer asked is still open, and is answered as if nothing had been said between."""
    one, gate = await visitor(house), Gate(SAID)
    house.spine.patience = 0.05
    task = await begun(house, one, gate)
    while not [m for m in await house.thread(one.conversation) if m.author.kind == "bot"]:  # type: ignore[arg-type]
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait({task})
    async with switched_on(house, SAID) as script:
        await house.pump()
    assert (await one.last("bot")).text == ANSWER
    assert "稍等" not in "".join(t.text for t in script.asked[0].turns)


async def test_a_customer_who_writes_on_is_answered_to_all(house: House) -> None:
    one, gate = await visitor(house), Gate(SAID)
    house.spine.patience = 0.05
    task = await begun(house, one, gate)
    while not [m for m in await house.thread(one.conversation) if m.author.kind == "bot"]:  # type: ignore[arg-type]
        await asyncio.sleep(0.01)
    await one.write("是挂机")
    gate.go.set()
    await task
    async with switched_on(house, SAID) as script:
        await house.pump()
    assert (await one.last("bot")).text == ANSWER
    assert [t.role for t in script.asked[0].turns[2:]] == ["user", "user"]
    assert sorted(t.outcome for t in await traces(house)) == ["answer", "overtaken"]


async def test_it_hands_over_with_what_was_asked(house: House) -> None:
    one = await visitor(house)
    async with switched_on(house, uses(call("ask_human", reason="资料里没有"))):
        await one.say("压缩机能不能换成别的牌子的")
    conv = await one.now()
    assert conv.phase == "queued"
    assert conv.handover is not None
    assert conv.handover.reason == "low_confidence"
    assert (await traces(house))[0].detail.why == "资料里没有"


async def test_a_flow_it_begins_asks_and_confirms_by_itself(house: House, shop: BusinessWeb) -> None:
    async with connected(house, shop):
        one = await visitor(house)
        name = next(f.name for f in shipped() if "return" in f.name)
        async with switched_on(house, uses(call("begin_flow", code=name))) as script:
            first = await one.say("买的东西不太合适，怎么处理比较好")
            assert "订单号" in first
            state = await one.state()
            assert state.tasks
            assert state.tasks.running is not None
            assert (state.tasks.running.flow, shop.asked) == (name, [])
            await one.say("ZX0000")
        assert len(script.asked) == 1, "what the flow waits for is not the model's"
        assert (await traces(house))[0].outcome == "task"
        async with house.db.reading(house.tenant) as conn:
            assert (await bot.replay(conn, one.conversation, 1)).same  # type: ignore[arg-type]


async def test_only_a_proven_customer_is_read_of(house: House, shop: BusinessWeb) -> None:
    async with connected(house, shop, flowing=False):
        look = ModelLookUp(system="shop", operation="find_parcel", give={"number": "said", "tail": "own_phone_tail"})
        async with house.db.reading(house.tenant) as conn:
            [system] = await flows.systems(conn)
        look = msgspec.structs.replace(look, system=system.code)
        wanted = ToolCall(
            "c", "look_up", f'{{"operation": "{system.code}.find_parcel", "arguments": {{"number": "{ON_THE_WAY}"}}}}'
        )
        stranger, one = await visitor(house), await visitor(house)
        lines = (Line(calls=[wanted]), said(f"您的订单{ON_THE_WAY}正由云雀速递派送。[1]"))
        async with switched_on(house, *lines, look_ups=[look]) as script:
            await stranger.say(f"帮忙看看 {ON_THE_WAY} 现在什么情况")
        assert "look_up" not in [tool.name for tool in script.asked[0].tools]
        assert shop.asked == []
        await one.say("您好")
        async with house.work.tx(house.tenant) as tx:
            customer = (await one.now()).customer_id
            await customers.put_identity(tx, customer, customers.Identity("phone", f"+861990000{TAIL}", True))
        async with switched_on(house, *lines, look_ups=[look]) as script:
            await one.say(f"帮忙看看 {ON_THE_WAY} 现在什么情况")
        assert shop.asked == ["find_parcel"]
        assert sorted(used.refused for trace in await traces(house) for used in trace.detail.used) == [
            "",
            "no_such_tool",
        ]


async def test_another_tenants_articles_are_not_found(house: House, database_url: str) -> None:
    async with open_house(database_url) as other:
        async with other.work.tx(other.tenant) as tx:
            draft = ArticleDraft(slug="secret", title="压缩机成本价", category="内部", body="压缩机成本价80元。")
            await knowledge.put_article(tx, draft)
        one = await visitor(house)
        async with switched_on(house, uses(call("search_articles", query="压缩机成本价80元")), SAID) as script:
            await one.say(QUESTION)
        assert "80元" not in script.asked[1].turns[-1].text
        assert await traces(other) == []


async def test_articles_for_agents_are_not_found(house: House) -> None:
    async with house.work.tx(house.tenant) as tx:
        draft = ArticleDraft(
            slug="cost", title="压缩机成本价", category="内部", body="压缩机成本价80元。", audience="agent"
        )
        await knowledge.put_article(tx, draft)
    one = await visitor(house)
    async with switched_on(house, uses(call("search_articles", query="压缩机成本价")), SAID) as script:
        await one.say(QUESTION)
    assert "80元" not in script.asked[1].turns[-1].text


async def test_traces_go_with_their_conversation(house: House) -> None:
    one = await visitor(house)
    async with switched_on(house, SAID):
        await one.say(QUESTION)
    assert one.conversation is not None
    async with house.work.tx(house.tenant) as tx:
        assert await reasoning.forget(tx, [one.conversation]) == 1
    assert await traces(house) == []
    async with house.db.reading(house.tenant) as conn:
        assert (await reasoning.day(conn, (house.clock.now() + timedelta(hours=8)).date())).turns == 1
