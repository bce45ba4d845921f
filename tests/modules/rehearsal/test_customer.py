"""A simulated customer hears what is asked, answers as written, corrects themselves, taps what is offered, and gives up."""

from __future__ import annotations

from datetime import date

import pytest

from qingfeng.modules.rehearsal.customer import Customer, asked_for
from qingfeng.modules.rehearsal.model import Dialogue, Goal, Person, held_out

TODAY = date(2026, 11, 24)
WEN = Person(name="张文静", order="ZX2623123190", tail="0512", parcel="YQ929732849950")


def customer(**given: object) -> Customer:
    plain = {
        "id": "one",
        "topic": "parcel",
        "who": "wen",
        "say": ["我的快递到哪了"],
        "goal": Goal(told=["YQ929732849950"]),
    }
    return Customer(Dialogue(**{**plain, **given}), WEN, TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("请把订单号发给我（两个字母加 10 位数字，在“我的订单”里能看到）。", "order"),
        ("没有查到这笔订单，订单号或手机尾号可能有误。\n\n请把订单号或运单号发给我。", "order"),
        ("为了确认是您本人，请告诉我下单手机号的后四位。", "tail"),
        ("请核对：订单 ZX2687433712，原因：质量问题，明天下午上门取件。确认提交退货吗？", "confirm"),
        ("Repair of a fridge: it is warm; visit on Nov 25, Morning. Shall I submit it?", "confirm"),
        ("您希望哪天上门？比如“明天”“周六”或“7月20日”。", "day"),
        ("上午还是下午方便？", "part"),
        ("开个人抬头还是公司抬头？", "kind"),
        ("请发一下发票抬头（姓名或公司全称）。", "title"),
        ("不客气。还有别的事，随时说。", None),
    ],
)
def test_what_is_asked_is_heard_by_plain_words(said: str, asked: str | None) -> None:
    assert asked_for(said) == asked


def test_answers_are_given_first_try_first_and_the_last_again() -> None:
    one = customer(answers={"order": ["ZX2623123109", "哦打错了，{order}"]})
    assert one.opening() == ["我的快递到哪了"]
    asks = "请把订单号发给我。"
    assert one.hears(asks) == ["ZX2623123109"]
    assert one.hears(asks) == ["哦打错了，ZX2623123190"]
    assert one.hears(asks) == ["哦打错了，ZX2623123190"]
    assert one.hears("请告诉我下单手机号的后四位。") == ["0512"], "what everybody can say needs not be written"


def test_several_messages_in_a_row_are_one_turn() -> None:
    one = customer(say=[["在吗", "我买的空调{date+2}能到吗"]])
    assert one.opening() == ["在吗", "我买的空调11月26日能到吗"]
    assert one.turns == 1


def test_who_has_what_they_came_for_rephrases_nothing_and_goes_on() -> None:
    one = customer(again=["我是问快递"], more=["谢谢", "再见"])
    one.opening()
    assert one.hears("我没找到确切的答案。") == ["我是问快递"]
    assert one.hears("云雀速递 YQ929732849950 正在派送", met=True) == ["谢谢"]
    assert one.hears("不客气。", met=True) == ["再见"]
    assert one.hears("再见。", met=True) is None


def test_an_offered_answer_is_tapped_once_when_it_is_like_their_own_words() -> None:
    one = customer(say=["扫地机地图没了怎么恢复"])
    one.opening()
    offered = ["积分怎么用", "扫地机地图乱了、漏扫、撞家具", "转人工"]
    assert one.hears("您是哪一种？", offered) == [offered[1]]
    assert one.hears("您是哪一种？", offered) is None
    other = customer(say=["扫地机地图没了怎么恢复"], picks="人工")
    other.opening()
    assert other.hears("您是哪一种？", offered) == ["转人工"]


def test_patience_ends() -> None:
    one = customer(gives_up=2, answers={"order": ["不知道"]})
    one.opening()
    assert one.hears("请把订单号发给我。") == ["不知道"]
    assert one.hears("请把订单号发给我。") is None
    assert one.out_of_patience


def test_the_held_out_part_is_two_fifths_and_hangs_on_the_id_alone() -> None:
    share = sum(held_out(f"dialogue-{n}") for n in range(2000)) / 2000
    assert 0.37 < share < 0.43
