"""Who should take care of a message, and in which language it is."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from qingfeng.modules.understanding.public import (
    Triage,
    language_of,
    normal_text,
    read_entities,
    read_mood,
    triage,
)
from qingfeng.ports.embed import Encoder

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=timezone(timedelta(hours=8)))


def _triage(text: str, encoder: Encoder, intent: str | None = "some") -> Triage:
    mood = read_mood(text, encoder.encode([normal_text(text)])[0])
    return triage(text, mood, intent, read_entities(text, NOW), NOW)


@pytest.mark.parametrize(
    "text",
    [
        "请问发票可以开公司抬头吗",
        "订单88231076什么时候发货",
        "改成明天下午三点送",
        "谢谢，问题解决了",
        "这款热水器会不会漏电",
        "没有受伤，只是问问",
        "Where is my order?",
    ],
)
def test_routine(text: str, encoder: Encoder) -> None:
    assert _triage(text, encoder) == Triage("routine", ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("热水器一直冒烟，家里还有孩子", "danger"),
        ("孩子喝了你们的奶住院了", "danger"),
        ("我的卡被盗刷了八千", "money_at_risk"),
        ("再不退款我就打12315投诉你们这帮骗子", "threatens"),
        ("滚！！！骗子公司！！！退钱！！！气死我了！！！", "very_angry"),
        ("你们到底管不管？打了五个电话没一个人回，气死我了", "angry_again"),
        ("The charger is on fire!", "danger"),
    ],
)
def test_urgent_complaints(text: str, reason: str, encoder: Encoder) -> None:
    found = _triage(text, encoder)
    assert found.level == "urgent_complaint"
    assert reason in found.reasons


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("转人工", "asks_for_person"),
        ("这是第三次来问这个退款了", "again"),
        ("很急，明天上午十点前要用", "deadline"),
        ("订单88231076、88231077、88231078都查一下", "several_matters"),
        ("质量太差了，一万二千块的沙发就这样", "large_amount"),
        ("第一步怎么装？第二步怎么装？第三步呢？", "several_matters"),
        ("麻烦帮我看一下" + "，型号和时间都在图里" * 25, "long"),
    ],
)
def test_matters_for_a_specialist(text: str, reason: str, encoder: Encoder) -> None:
    found = _triage(text, encoder)
    assert (found.level, reason in found.reasons) == ("specialist", True), found


def test_what_is_not_understood_and_unhappy_goes_to_somebody_who_knows(encoder: Encoder) -> None:
    text = "这个东西太难用了，失望"
    assert "unknown_and_unhappy" in _triage(text, encoder, None).reasons
    assert "unknown_and_unhappy" not in _triage(text, encoder).reasons


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("我的订单还没有发货", "zh-Hans"),
        ("我的訂單還沒有發貨", "zh-Hant"),
        ("請問發票怎麼開", "zh-Hant"),
        ("你好", "zh-Hans"),
        ("E4是什么意思 hello", "zh-Hans"),
        ("Where is my order?", "en"),
        ("refund", "en"),
        ("注文はまだですか", "other"),
        ("배송 언제 와요", "other"),
        ("Où est ma commande, s'il vous plaît", "other"),
        ("Wo ist meine Bestellung, bitte", "other"),
        ("Где мой заказ", "other"),
        ("12345 😀", "other"),
        ("", "other"),
    ],
)
def test_languages(text: str, wanted: str) -> None:
    assert language_of(text) == wanted
