"""A played dialogue is judged by its goal: told, done, handed over rightly and in time, and never wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

from qingfeng.modules.rehearsal.model import Answered, Dialogue, Exchange, Goal, Person, Played, RehearsedCall, Verdict
from qingfeng.modules.rehearsal.scoring import figures, judge

TODAY = date(2026, 11, 24)
WEN = Person(name="张文静", order="ZX2623123190", tail="0512")


def judged(goal: Goal, *answers: Answered, ended: str = "content") -> Verdict:
    dialogue = Dialogue(id="one", topic="return", who="wen", say=["我要退货"], goal=goal)
    exchanges = [Exchange(said=["我要退货"], answer=one) for one in answers]
    return judge(dialogue, WEN, Played(id="one", exchanges=exchanges, ended=ended), ["满 7 天为止"], TODAY)  # type: ignore[arg-type]


def said(text: str, **more: Any) -> Answered:
    return Answered(text=text, **more)


def made(**give: Any) -> RehearsedCall:
    return RehearsedCall(operation="make_return", give=give, changes=True, status=201, data={"number": "TH1"})


def test_told_is_told_by_all_patterns() -> None:
    goal = Goal(told=["7 天", "取件"])
    assert judged(goal, said("满 7 天为止"), said("上门取件")).alone
    lost = judged(goal, said("满 7 天为止", sure=True))
    assert not lost.reached
    assert lost.reasons == ["not_told"]
    assert lost.missing == ["取件"]
    assert not lost.beside, "half of it was told"
    assert judged(goal, said("别的", sure=True)).beside


def test_done_is_done_once_and_with_these_parameters() -> None:
    goal = Goal(act="make_return", given={"number": "ZX2623123190", "day": "+1"})
    right = made(number="ZX2623123190", day="2026-11-25")
    assert judged(goal, said("好了", calls=[right])).alone
    assert judged(goal, said("好了", calls=[made(number="ZX2623123190", day="2026-11-26")])).missing == [
        "day=2026-11-26"
    ]
    assert judged(goal, said("好了", calls=[right, right])).reasons == ["wrong_done"]
    assert judged(goal, said("好了")).reasons == ["not_done"]
    assert judged(Goal(told=["好"]), said("好了", calls=[right])).reasons == ["wrong_done"], "nobody asked for it"


def test_a_hand_over_is_right_late_missing_needless_or_elsewhere() -> None:
    goal, person = Goal(hand=["repair"]), said("转", then="human", queue="repair")
    assert judged(goal, person).handed == "right"
    assert judged(goal, said("什么现象？"), person).handed == "late"
    assert judged(goal, said("什么现象？")).handed == "missing"
    assert judged(goal, said("转", then="human", queue="order")).handed == "wrong_queue"
    assert judged(Goal(hand=["any"]), said("转", then="human", queue="order")).handed == "right"
    needless = judged(Goal(told=["7 天"]), said("满 7 天为止"), person)
    assert needless.handed == "needless"
    assert not needless.reached
    either = Goal(told_or_hand=["7 天"], hand=["repair"])
    assert judged(either, said("满 7 天为止")).alone
    assert judged(either, person).reached
    assert not judged(either, person).alone


def test_what_nobody_knows_must_not_be_answered_surely() -> None:
    goal = Goal(unknown=True)
    assert judged(goal, said("这个我手上没有准话")).alone
    pretended = judged(goal, said("股票代码是", sure=True, titles=["付款"]))
    assert pretended.reasons == ["pretended"]
    assert pretended.wrong[0].why == "pretended"
    twice = judged(goal, said("没有准话"), said("转", then="human"))
    assert twice.handed == "", "who asks twice may be given a person"


def test_a_figure_without_a_source_and_a_forbidden_word_are_wrong() -> None:
    found = judged(Goal(told=["天"], never=["随便退"]), said("30 天随便退"))
    assert {(one.what, one.why) for one in found.wrong} == {("30 天", "ungrounded"), ("随便退", "forbidden")}
    assert found.reasons == ["forbidden", "ungrounded"]
    assert judged(Goal(told=["天"]), said("满 7 天为止")).wrong == []


def test_figures_count_goals_and_people_apart() -> None:
    person = said("转", then="human", queue="repair")
    of = figures(
        [
            judged(Goal(told=["7 天"]), said("满 7 天为止")),
            judged(Goal(told=["8 天"]), said("满 7 天为止")),
            judged(Goal(hand=["repair"]), person),
            judged(Goal(hand=["repair"]), said("嗯？"), person),
            judged(Goal(hand=["repair"]), said("嗯？")),
        ]
    )
    assert (of.dialogues, of.goals, of.alone, of.needs, of.right, of.late, of.missing) == (5, 2, 1, 3, 1, 1, 1)
    assert of.alone_share == 0.5
    assert of.late_share == 2 / 3
    assert figures([]).alone_share == 0.0
