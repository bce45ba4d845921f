"""Every figure a bot says has a source, or it is told; what is copied from an article, a system or the customer is not."""

from __future__ import annotations

from datetime import date

import pytest

from qingfeng.modules.rehearsal.checking import Sources, figures

ARTICLE = """退款多久到账
退货的在仓库签收后 **48 小时内**验完并发起。
- 微信零钱、支付宝余额：24 小时内；
- 储蓄卡、信用卡、云闪付：1–5 个工作日；
1. 大件按体积和距离 80–150 元一件
"""


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("收到货后 1–3 个工作日退款 ¥2,209.00。", ["1-3 工作日", "2209 元"]),
        ("订单 ZX2687433712 预计 11月25日 送达", ["zx2687433712", "day 11-25"]),
        ("1. 打开 App\n2. 点申请售后", []),
        ("请再核对一下，例如 ZX2628109397。", []),
        ("两个字母加 10 位数字", []),
        ("Returned within 7 days, 3 working days at most", ["7 day", "3 working day"]),
        ("拨 12345678 或 120", ["12345678"]),
        ("满 2000 元减 100 元", ["2000 元", "100 元"]),
    ],
)
def test_figures_are_found_with_their_units(said: str, found: list[str]) -> None:
    assert figures(said) == found


def test_what_an_article_says_may_be_said_and_nothing_near_it() -> None:
    sources = Sources([ARTICLE])
    assert sources.lacks("仓库签收后 48 小时内退款，银行卡 1–5 个工作日，运费 80–150 元") == []
    assert sources.lacks("1–3 个工作日到账") == ["1-3 工作日"]
    assert sources.lacks("5 个工作日到账") == ["5 工作日"], "the end of a range is another promise"
    assert sources.lacks("24 天内到账") == ["24 天"]
    assert sources.lacks("运费 200 元") == ["200 元"]


def test_numbers_of_a_system_and_of_the_customer_may_be_said_in_any_writing() -> None:
    sources = Sources()
    sources.system(
        {
            "paid": 2209.0,
            "signed_at": "2026-11-20",
            "titles": ["满 2000 减 100 大家电券"],
            "parcel": {"number": "YQ929732849950"},
        }
    )
    sources.customer("订单 zx2687433712，{尾号 4095}")
    said = "ZX2687433712 已于 11月20日 签收，实付 ¥2,209.00，运单 YQ929732849950，券：满 2000 元减 100 元"
    assert sources.lacks(said) == []
    assert sources.lacks("已于 11月21日 签收") == ["day 11-21"]
    assert sources.lacks("实付 ¥2,290.00") == ["2290 元"]


def test_days_the_customer_named_by_today_may_be_said() -> None:
    sources, today = Sources(), date(2026, 11, 24)
    sources.days("大后天上午行不行", today)
    assert sources.lacks("11月27日上午上门") == []
    assert sources.lacks("11月26日上午上门") == ["day 11-26"]
    sources.days("周六吧", today)
    assert sources.lacks("11月28日上午上门") == []


def test_full_width_and_traditional_are_the_same_figures() -> None:
    assert Sources([ARTICLE]).lacks("４８ 小時內") == []
