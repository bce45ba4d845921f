"""A turn of the model: what it may use, how it ends, what it costs, and every way in which the rules answer instead."""

from __future__ import annotations

import time
from decimal import Decimal
from uuid import UUID

import pytest

from qingfeng.kernel.clock import ManualClock
from qingfeng.modules.reasoning.breaker import REST_SECONDS, Breaker
from qingfeng.modules.reasoning.model import ModelChoices, ModelDay, cost, spent
from qingfeng.ports.conformance.llm import Line, said
from tests.modules.reasoning.turns import MINE, RETURNS, WARRANTY, Box, Stage, answered, call, text_of, uses


async def test_it_answers_from_what_was_found_and_names_it() -> None:
    came = await answered("您好，整机免费包修三年。[1] 压缩机包修10年。[1]")
    assert came.thought is not None
    assert (came.thought.does, came.thought.text) == ("answer", "您好，整机免费包修三年。压缩机包修10年。")
    assert [(one.id, one.title) for one in came.thought.sources] == [(UUID(int=1), "空调保修期多长")]
    trace = came.trace
    assert (trace.outcome, trace.model, trace.tokens_in, trace.tokens_out) == ("answer", "scripted-1", 40, 7)
    assert trace.cost == Decimal("0.000136")
    assert [(one.source, one.text) for one in trace.detail.kept][1] == (1, "压缩机包修10年。")


async def test_it_searches_and_reads_and_then_answers() -> None:
    stage = Stage(
        [
            uses(call("search_articles", query="退款")),
            uses(call("read_article", source=1)),
            said("退款在1到3个工作日内原路退回。[1]"),
        ]
    )
    came = await stage.turn("退款多久到账")
    assert text_of(came) == "退款在1到3个工作日内原路退回。"
    assert stage.box.searched == ["退款"]
    assert [one.tool for one in came.trace.detail.used] == ["search_articles", "read_article"]
    assert (len(came.trace.detail.calls), came.trace.tokens_in) == (3, 120)
    told = stage.asked[1].turns[-1]
    assert (told.role, told.answers) == ("tool", "c1")
    assert "退款在1-3个工作日内原路退回" in told.text


async def test_what_is_shown_grows_sentence_by_sentence_and_only_with_what_was_checked() -> None:
    stage = Stage([said("您好，整机免费包修三年。[1]另外送您一台冰箱。[1]压缩机包修10年。[1]")], found=[WARRANTY])
    came = await stage.turn("保修多久")
    first = "您好，整机免费包修三年。"
    assert stage.shown == [first, first + "压缩机包修10年。"]
    assert (stage.shown[-1], came.trace.first_ms is not None) == (text_of(came), True)


async def test_what_was_shown_before_a_tool_is_taken_back() -> None:
    stage = Stage(
        [uses(call("search_articles", query="退款"), text="整机免费包修3年。[1]我再查一下。"), said("不知道。")],
        found=[WARRANTY],
    )
    came = await stage.turn("保修多久")
    assert stage.shown == ["整机免费包修3年。", ""]
    assert (came.thought, came.trace.fallback) == (None, "nothing_left")


async def test_it_asks_back_where_it_has_to() -> None:
    came = await answered("请问您的空调是哪一年买的？", found=[])
    assert came.thought is not None
    assert (came.thought.does, came.thought.text) == ("ask", "请问您的空调是哪一年买的？")


@pytest.mark.parametrize(
    ("tool", "arguments", "does"),
    [
        ("ask_human", {"reason": "客户要改发票"}, "ask_human"),
        ("close", {"reason": "没有别的事"}, "close"),
        ("begin_flow", {"code": "return_goods"}, "task"),
    ],
)
async def test_a_tool_may_end_the_turn(tool: str, arguments: dict[str, str], does: str) -> None:
    came = await Stage([uses(call(tool, **arguments))]).turn("我要退货")
    assert came.thought is not None
    assert (came.thought.does, came.thought.text, came.trace.outcome) == (does, "", does)
    assert came.begins == ("return_goods" if does == "task" else "")
    assert came.thought.why == arguments.get("reason", "")


async def test_it_reads_of_the_customers_own_order() -> None:
    look = call("look_up", operation="business.find_order", arguments={"number": MINE})
    stage = Stage([uses(look), said(f"您的订单{MINE}运输途中，实付3499元。[1]")])
    came = await stage.turn("我的货到哪了")
    assert stage.box.looked == [("find_order", {"number": MINE, "tail": "0512"})]
    assert text_of(came) == f"您的订单{MINE}运输途中，实付3499元。"
    assert came.thought is not None
    assert came.thought.sources == []


async def test_a_system_that_is_away_is_said_to_the_model_alone() -> None:
    look = call("look_up", operation="business.find_order", arguments={"number": MINE})
    stage = Stage([uses(look), uses(call("ask_human", reason="系统查不到"))], box=Box(error="down"))
    came = await stage.turn("我的货到哪了")
    assert came.thought is not None
    assert came.thought.does == "ask_human"
    assert "down" in stage.asked[1].turns[-1].text


@pytest.mark.parametrize(
    ("line", "fallback"),
    [
        (Line(fails="slow"), "slow"),
        (Line(fails="busy"), "busy"),
        (Line(fails="refused"), "refused"),
        (Line(fails="failed"), "failed"),
        (Line(pieces=["整机免费包修3年。[1]", "压"], fails="breaks"), "failed"),
        (said("今天天气不错。"), "nothing_left"),
        (said(""), "nothing_left"),
        (uses(call("search_articles", query="退")), "loop"),
    ],
)
async def test_the_rules_answer_in_time(line: Line, fallback: str) -> None:
    stage = Stage([line], choices=ModelChoices(on=True, seconds=0.5, steps=9), found=[WARRANTY])
    began = time.monotonic()
    came = await stage.turn("保修多久")
    assert time.monotonic() - began < 2
    assert (came.thought, came.trace.outcome, came.trace.fallback) == (None, "fell_back", fallback)
    assert stage.shown[-1:] in ([], [""]), "nothing unsaid stays on the screen"
    assert came.trace.tokens_in > 0, "what was asked is paid for"


async def test_steps_are_counted_and_the_last_has_no_tools() -> None:
    lines = [uses(call("search_articles", query=f"退款{at}")) for at in range(9)]
    stage = Stage(lines, choices=ModelChoices(on=True, steps=3))
    came = await stage.turn("退款多久")
    assert (came.trace.fallback, len(stage.asked), stage.asked[-1].tools) == ("steps", 3, [])


async def test_tokens_of_a_turn_are_bounded() -> None:
    stage = Stage(
        [uses(call("search_articles", query="退款")), said("好")], choices=ModelChoices(on=True, turn_tokens=500)
    )
    came = await stage.turn("退款多久")
    assert (came.trace.fallback, len(stage.asked)) == ("turn_limit", 1)


async def test_only_what_the_house_allows_is_offered() -> None:
    stage = Stage([said("好")], choices=ModelChoices(on=True, tools=["search_articles", "look_up", "begin_flow"]))
    await stage.turn("退款多久")
    assert [one.name for one in stage.asked[0].tools] == ["search_articles", "begin_flow", "look_up"]


async def test_tokens_are_guessed_where_the_server_counts_none() -> None:
    stage = Stage([Line(pieces=["整机免费包修3年。[1]"], tokens=(0, 0))], found=[WARRANTY])
    came = await stage.turn("保修多久")
    assert came.trace.guessed
    assert 200 < came.trace.tokens_in < 3000
    assert 5 < came.trace.tokens_out < 30


async def test_what_it_thinks_aloud_is_not_said() -> None:
    came = await answered("<think>客户问保修，资料说3年。整机免费包修3年。[1]</think>\n压缩机包修10年。[1]")
    assert text_of(came) == "压缩机包修10年。"


async def test_half_a_sentence_is_not_said() -> None:
    line = Line(pieces=["退款在1-3个工作日内原路退回。[1]", "拆封后影响二次销售的不"], cut=True)
    came = await Stage([line], found=[RETURNS]).turn("能退吗")
    assert text_of(came) == "退款在1-3个工作日内原路退回。"


def test_the_model_is_left_alone_after_failures_and_tried_by_one() -> None:
    clock = ManualClock()
    breaker = Breaker(clock)
    for _ in range(3):
        assert breaker.enter()
        breaker.failed()
    assert (breaker.enter(), breaker.resting) == (False, True)
    clock.advance(REST_SECONDS + 1)
    assert [breaker.enter(), breaker.enter()] == [True, False]
    breaker.failed()
    clock.advance(REST_SECONDS + 1)
    assert not breaker.enter(), "the second rest is longer"
    clock.advance(REST_SECONDS)
    assert breaker.enter()
    breaker.worked()
    assert all(breaker.enter() for _ in range(5))


def test_the_day_has_an_end() -> None:
    choices = ModelChoices(day_tokens=1000, day_cost=0.5, price_in=1.0, price_out=2.0)
    day = ModelDay(day=ManualClock().now().date(), tokens_in=600, tokens_out=399)
    assert not spent(choices, day)
    assert spent(choices, ModelDay(day=day.day, tokens_in=600, tokens_out=400))
    assert spent(choices, ModelDay(day=day.day, cost=Decimal("0.5")))
    assert not spent(ModelChoices(day_tokens=0), ModelDay(day=day.day, tokens_in=10**12))
    assert cost(choices, 1_000_000, 500_000) == Decimal(2)
