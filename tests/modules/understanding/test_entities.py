"""What a message names: found, read and put where it was written."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qingfeng.modules.understanding import numerals
from qingfeng.modules.understanding.public import Entity, Products, read_entities

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)  # a Monday
PRODUCTS = Products(["清风扫地机器人 X2", "云朵净化器", "云朵净化器 Pro", "KFR-35GW", "伞"])


def _of(kind: str, text: str) -> list[str]:
    return [one.value for one in read_entities(text, NOW, PRODUCTS) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("退我128元", "128"),
        ("才￥９９．９０", "99.9"),
        ("¥1,299.00 的那台", "1299"),
        ("一百二十八块五", "128.5"),
        ("三百五十块", "350"),
        ("差了三百五块钱", "350"),
        ("两万三千块", "23000"),
        ("1.5万元", "15000"),
        ("押金3千块", "3000"),
        ("3块5一斤", "3.5"),
        ("两块半", "2.5"),
        ("三块八毛五分", "3.85"),
        ("不好，一万二千块呢", "12000"),
        ("五毛钱的红包", "0.5"),
        ("扣了我二十元", "20"),
        ("花了一千零五块", "1005"),
        ("$20.50 plus tax", "USD 20.5"),
        ("20美元", "USD 20"),
        ("3万5块", "35000"),
        ("我要退貨，共三百圓", "300"),
    ],
)
def test_amounts(text: str, wanted: str) -> None:
    assert _of("amount", text) == [wanted]


@pytest.mark.parametrize("text", ["几百块", "3块屏幕", "第3元素", "一块儿去", "型号128", "百百元", "买一块头巾"])
def test_what_is_no_amount(text: str) -> None:
    assert _of("amount", text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("今天送到吗", "2026-11-23"),
        ("明天下午", "2026-11-24T12:00/2026-11-24T18:00"),
        ("明天下午三点", "2026-11-24T15:00"),
        ("明天下午三点到五点", "2026-11-24T15:00/2026-11-24T17:00"),
        ("后天早上9:30", "2026-11-25T09:30"),
        ("后天上午十点半以后", "2026-11-25T10:30"),
        ("大后天", "2026-11-26"),
        ("下周三", "2026-12-02"),
        ("下周三上午10点半", "2026-12-02T10:30"),
        ("周三", "2026-11-25"),
        ("周一", "2026-11-23"),
        ("上周五", "2026-11-20"),
        ("下下周一", "2026-12-07"),
        ("禮拜天", "2026-11-29"),
        ("这周末", "2026-11-28/2026-11-29"),
        ("下周", "2026-11-30/2026-12-06"),
        ("这个月底", "2026-11-30"),
        ("月底前", "2026-11-30"),
        ("下个月15号", "2026-12-15"),
        ("下个月初", "2026-12-01/2026-12-10"),
        ("今年年底", "2026-12-31"),
        ("明年底", "2027-12-31"),
        ("去年年底", "2025-12-31"),
        ("今年底", "2026-12-31"),
        ("12月1号", "2026-12-01"),
        ("十二月二十五号", "2026-12-25"),
        ("3月15日", "2027-03-15"),
        ("10月1日", "2026-10-01"),
        ("2026年12月1日14点", "2026-12-01T14:00"),
        ("2026-12-01 14:05", "2026-12-01T14:05"),
        ("２０２６／１２／０１", "2026-12-01"),
        ("28号晚上8点半", "2026-11-28T20:30"),
        ("15号", "2026-12-15"),
        ("三天后", "2026-11-26"),
        ("两周前", "2026-11-09"),
        ("7天内", "2026-11-23/2026-11-30"),
        ("一个月后", "2026-12-23"),
        ("两个小时前", "2026-11-23T08:00"),
        ("半小时后", "2026-11-23T10:30"),
        ("今晚8点", "2026-11-23T20:00"),
        ("晚上十二点", "2026-11-24T00:00"),
        ("中午一点", "2026-11-23T13:00"),
        ("明早七点一刻", "2026-11-24T07:15"),
        ("双十一买的", "2026-11-11"),
        ("tomorrow morning", "2026-11-24T08:00/2026-11-24T12:00"),
        ("next Monday at 3pm", "2026-11-30T15:00"),
        ("in 3 days", "2026-11-26"),
        ("2 weeks ago", "2026-11-09"),
        ("last Friday", "2026-11-20"),
    ],
)
def test_days_and_times(text: str, wanted: str) -> None:
    assert _of("time", text) == ([wanted] if wanted else [])


@pytest.mark.parametrize(
    "text", ["有两点意见", "一点也不好", "下午好", "2月30日", "3号楼", "13:75", "比分3:2赢了一点", "明天气", "13月1日"]
)
def test_what_is_no_time(text: str) -> None:
    assert [one for one in _of("time", text) if one != "2026-11-24"] == []


def test_a_day_at_the_end_of_a_year_and_of_a_leap_february() -> None:
    def told(text: str, *now: int) -> list[str]:
        return [one.value for one in read_entities(text, datetime(now[0], now[1], now[2], tzinfo=SHANGHAI))]

    assert told("明天", 2026, 12, 31) == ["2027-01-01"]
    assert told("下个月底", 2028, 1, 31) == ["2028-02-29"]
    assert told("一个月后", 2027, 1, 31) == ["2027-02-28"]
    assert told("1月2号", 2026, 12, 30) == ["2027-01-02"]
    assert told("31号", 2027, 2, 3) == ["2027-03-31"]


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("订单号20261120880012345怎么还没发", "order", "20261120880012345"),
        ("order number is 88231076", "order", "88231076"),
        ("單子８８２３１０７６退款", "order", "88231076"),
        ("我的订单 1234 5678 9012", "order", "123456789012"),
        ("SF1234567890123到哪了", "parcel", "SF1234567890123"),
        ("sf 1234567890123", "parcel", "SF1234567890123"),
        ("圆通YT8812345678901", "parcel", "YT8812345678901"),
        ("中通78123456789012", "parcel", "78123456789012"),
        ("JDVA12345678901-1-1-", "parcel", "JDVA12345678901-1-1-"),
        ("快递单号是4312345678901", "parcel", "4312345678901"),
        ("极兔JT5123456789012", "parcel", "JT5123456789012"),
        ("国际件 EA123456789CN", "parcel", "EA123456789CN"),
        ("UPS 1Z999AA10123456784", "parcel", "1Z999AA10123456784"),
        ("序列号：SN20A-8839201B", "serial", "SN20A-8839201B"),
        ("IMEI 356938035643809", "serial", "356938035643809"),
        ("S/N: AB12CD345678", "serial", "AB12CD345678"),
        ("电话１３８００１３８０００", "phone", "13800138000"),
        ("幺三八零零一三八零零零打给我", "phone", "13800138000"),
        ("发到 zhang.san@example.com", "email", "zhang.san@example.com"),
        ("寄到浙江省杭州市西湖区文三路15号3幢201室", "address", "浙江省杭州市西湖区文三路15号3幢201室"),
        ("kfr-35gw 不制冷", "product", "KFR-35GW"),
        ("雲朵淨化器pro坏了", "product", "云朵净化器 Pro"),
        ("清风扫地机器人x2", "product", "清风扫地机器人 X2"),
    ],
)
def test_codes_addresses_and_products(text: str, kind: str, wanted: str) -> None:
    assert _of(kind, text) == [wanted]


def test_a_card_is_taken_for_nothing_else_and_an_order_for_no_phone() -> None:
    assert read_entities("身份证110101199003074477，银行卡6222021234567890128", NOW) == []
    assert _of("phone", "订单13800138000123") == []
    assert _of("product", "kfr-35gwx") == []


def test_several_in_one_message_with_their_places() -> None:
    text = "订单88231076的云朵淨化器，明天下午三點寄回，退我一百二十八块五，電話13800138000"
    found = read_entities(text, NOW, PRODUCTS)
    assert [(one.kind, one.text) for one in found] == [
        ("order", "88231076"),
        ("product", "云朵淨化器"),
        ("time", "明天下午三點"),
        ("amount", "一百二十八块五"),
        ("phone", "13800138000"),
    ]
    _sound(text, found)


def _sound(text: str, found: list[Entity]) -> None:
    end = 0
    for one in found:
        assert end <= one.start < one.end
        assert text[one.start : one.end] == one.text
        assert one.value
        end = one.end
        if one.kind == "time":
            for part in one.value.split("/"):
                datetime.fromisoformat(part)


_PIECES = st.sampled_from(
    ["明天", "下周三", "三点", "半", "到", "15", "号", "块", "万", "两", "一百", "￥", "订单", "SF", "1234567890123", "13800138000", "月", "底", "上", "点", ":", "30", " ", "，", "路", "北京市", "朝阳区", "元", "前", "天", "後", "年", "２", "@a.cn", "in 3 days", "pm", "小时", "半", "\u200b", "云朵净化器", "㎏"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.lists(_PIECES, max_size=14).map("".join), st.text(max_size=80)))
@example("9999年12月31日三天后")
@example("999个月后")
def test_whatever_is_written_nothing_overlaps_and_every_place_is_right(text: str) -> None:
    _sound(text, read_entities(text, NOW, PRODUCTS))
    _sound(text, read_entities(text, datetime.max.replace(tzinfo=SHANGHAI)))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 99_999_999))
def test_what_is_said_in_characters_is_read_back(number: int) -> None:
    assert numerals.value(_said(number)) == Decimal(number)


def _said(number: int) -> str:
    """As it is read out in full: 10005 is 一万零五."""
    if number >= 10_000:
        rest = number % 10_000
        return _said(number // 10_000) + "万" + ("" if not rest else ("零" if rest < 1000 else "") + _said(rest))
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    unit, word = next((u, w) for u, w in ((1000, "千"), (100, "百"), (10, "十")) if number >= u)
    rest = number % unit
    return digits[number // unit] + word + ("" if not rest else ("零" if rest * 10 < unit else "") + _said(rest))
