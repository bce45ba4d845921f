"""The demo's flows against the demo's own shop: each to its end, in both languages, and by the shop's rules."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from qingfeng.adapters.business.openapi import described
from qingfeng.app.demo.business_data import STATES, ShopOrder
from qingfeng.app.demo.business_shop import A_DAY, Shop
from qingfeng.app.demo.business_web import document
from qingfeng.app.demo.load_flows import shipped
from qingfeng.contracts.flows import Result, Wanted
from qingfeng.modules.flows import public as flows
from tests.modules.flows.shop import NOW, Talk

TODAY = NOW.date()
FLOWS = {flow.name: flow for flow in shipped()}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "books.json", lambda: TODAY)


def order(shop: Shop, status: str, *, signed: int = 3, installs: bool = False) -> ShopOrder:
    """One of the demo's orders, made to stand so: `signed` days ago, and not installed yet."""
    found = next(o for o in shop.books.orders.values() if o.parcel is not None)
    found.status, found.installs, found.installed = status, installs, False
    found.returned = found.invoice = None
    assert found.parcel is not None
    found.parcel.signed_at = (TODAY - timedelta(days=signed)).isoformat() if status == "delivered" else None
    return found


def talk(shop: Shop, name: str, locale: str = "zh-CN") -> Talk:
    run = len(shop.books.keys)

    def there(wanted: Wanted) -> Result:
        key = f"{run}:{wanted.number}" if wanted.changes else ""
        status, data = shop.answer(wanted.operation, wanted.give, key)
        return Result(number=wanted.number, status=status, data=data)

    return Talk(FLOWS[name], there, locale)


def said(one: Talk, *lines: str) -> str:
    outcome = [one.say(line) for line in lines][-1]
    return outcome.say[-1]


def test_the_shipped_flows_have_no_fault() -> None:
    operations = {one.name: one for one in described(msgspec.json.encode(document())).operations}
    assert len(FLOWS) == 8
    assert {name: flows.judge(flow, operations) for name, flow in FLOWS.items()} == {name: [] for name in FLOWS}
    assert all(one.repeatable for one in operations.values())


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("我的快递到哪了", "parcel_status"),
        ("帮我查下物流", "parcel_status"),
        ("还没收到货啊", "parcel_status"),
        ("查一下订单", "order_status"),
        ("我的订单什么时候发货", "order_status"),
        ("我要退货", "return_goods"),
        ("买的净化器不想要了，想退货", "return_goods"),
        ("帮我开一下发票", "invoice"),
        ("预约安装", "installation"),
        ("师傅什么时候来安装空调", "installation"),
        ("我要报修", "repair"),
        ("我有没有优惠券", "coupons"),
        ("收货地址写错了", "change_address"),
        ("Where is my parcel?", "parcel_status"),
        ("I want to return it", "return_goods"),
        ("I need an invoice", "invoice"),
        ("退款一般多久到账", None),
        ("你们退货政策是怎样的", None),
        ("安装要收费吗", None),
        ("空调怎么清洗", None),
        ("转人工", None),
        ("你好", None),
    ],
)
def test_what_begins_them(words: str, name: str | None) -> None:
    assert flows.match(FLOWS.values(), words) == name


def test_return(shop: Shop) -> None:
    one = order(shop, "delivered")
    who = f"我要退货 {one.number} 尾号{one.phone[-4:]}"
    assert "拆封使用过的" in said(talk(shop, "return_goods"), who, "不喜欢", "是的")
    assert "没有提交" in said(talk(shop, "return_goods"), who, "不喜欢", "没有", "不要")
    assert "已提交" in said(talk(shop, "return_goods"), who, "不喜欢", "没有", "确认")
    assert "已经有退货单" in said(talk(shop, "return_goods"), who)
    assert [p["kind"] for p in shop.books.papers.values()] == ["return", "pickup"]


@pytest.mark.parametrize(
    ("signed", "reason", "answer"),
    [(7, "不喜欢", "拆封"), (8, "不喜欢", "超过"), (15, "坏了", "确认提交"), (16, "坏了", "超过")],
)
def test_the_days_of_a_return(shop: Shop, signed: int, reason: str, answer: str) -> None:
    one = order(shop, "delivered", signed=signed)
    assert answer in said(talk(shop, "return_goods"), f"退货 {one.number} 尾号{one.phone[-4:]}", reason)


def test_return_in_english(shop: Shop) -> None:
    one = order(shop, "delivered")
    english = talk(shop, "return_goods", "en")
    begin = f"I want to return it, order {one.number}, last four {one.phone[-4:]}"
    assert "has been submitted" in said(english, begin, "it is broken", "yes")


def test_order_parcel_and_coupons(shop: Shop) -> None:
    one = order(shop, "shipped")
    who = f"{one.number} 尾号{one.phone[-4:]}"
    assert one.parcel is not None
    assert one.parcel.number in said(talk(shop, "order_status"), f"查订单 {who}")
    assert one.parcel.number in said(
        talk(shop, "parcel_status"), f"快递到哪了 {one.parcel.number} 尾号{one.phone[-4:]}"
    )
    assert "券" in said(talk(shop, "coupons"), f"查优惠券 {who}")
    assert "没有查到" in talk(shop, "order_status").say(f"查订单 {one.number} 尾号0000").say[0]


def test_invoice(shop: Shop) -> None:
    one = order(shop, "delivered")
    who = f"开发票 {one.number} 尾号{one.phone[-4:]}"
    lines = (who, "公司", "杭州栖溪科技有限公司", "91330110MA2XXXXXX1", "确认")
    assert "已开具" in said(talk(shop, "invoice"), *lines)
    assert "已开过发票" in said(talk(shop, "invoice"), who)


def test_visits(shop: Shop) -> None:
    one = order(shop, "delivered", installs=True)
    who = f"{one.number} 尾号{one.phone[-4:]}"
    visit = talk(shop, "installation")
    assert "约好了" in said(visit, f"预约安装 {who}", "后天", "上午", "好的")
    for n in range(A_DAY):
        shop.books.papers[f"x{n}"] = {"kind": "repair", "day": "2026-07-03", "of": str(n)}
    repair = talk(shop, "repair")
    repair.say(f"报修 {who}")
    assert "约满" in "".join([repair.say(w).say for w in ("不制冷", "后天", "下午", "确认")][-1])
    assert "已提交" in said(repair, "大后天", "确认")
    assert "30 天" in "".join(talk_to_bad_day(shop, who))


def talk_to_bad_day(shop: Shop, who: str) -> list[str]:
    late = talk(shop, "repair")
    return [late.say(w).say for w in (f"报修 {who}", "不制冷", "2027-01-01", "上午")][-1]


def test_address(shop: Shop) -> None:
    one = order(shop, "paid")
    change = talk(shop, "change_address")
    new = "杭州市西湖区文三路 5 号 2 幢 301 室"
    assert "改好了" in said(change, f"改一下收货地址 {one.number} 尾号{one.phone[-4:]}", new, "确认")
    assert shop.books.orders[one.number].address == new


def test_the_books_outlive_the_process_and_a_key_is_answered_once(tmp_path: Path) -> None:
    file = tmp_path / "books.json"
    shop = Shop(file, lambda: TODAY)
    one = order(shop, "delivered")
    given = {"number": one.number, "tail": one.phone[-4:], "reason": "broken"}
    first = shop.answer("make_return", given, "key-1")
    again = Shop(file, lambda: date(2027, 1, 1))
    assert again.answer("make_return", given, "key-1") == first
    assert again.answer("make_return", {**given, "reason": "other"}, "key-1") == (422, {"code": "key_reused"})
    assert again.answer("make_return", given, "key-2")[1]["code"] == "returned_before"
    assert len(again.books.papers) == 1
    assert {o.status for o in again.books.orders.values()} <= set(STATES)
