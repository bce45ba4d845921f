"""Flows for tests, and a talk with one: the customer's words, and a business system that answers as it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from qingfeng.contracts.flows import Flow, Outcome, Result, Said, Wanted
from qingfeng.modules.flows import engine, written

NOW = datetime(2026, 7, 1, 10, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday
RETURN = """
name: return_goods
title: {zh: 退货退款, en: Return and refund}
triggers: {phrases: [退货, 退款], excluding: [退货 政策]}
slots:
- name: order_no
  kind: order
  label: {zh: 订单号, en: Order number}
  prompt: {zh: "请把订单号发我。", en: "Which order?"}
  also: [订单, 单号]
- name: tail
  kind: number
  digits: 4
  label: {zh: 手机尾号, en: Last four digits}
  prompt: {zh: "请告诉我下单手机号的后四位。", en: "The last four digits of the phone, please."}
  sources: [said, earlier, customer.phone]
- name: reason
  kind: choice
  label: {zh: 退货原因, en: Reason}
  prompt: {zh: "因为什么退货呢？", en: "Why do you return it?"}
  also: [原因]
  choices:
  - {value: broken, label: {zh: 质量问题, en: It is broken}, also: [坏了]}
  - {value: dislike, label: {zh: 不喜欢, en: Changed my mind}}
steps:
- {id: ask_order, do: ask, slot: order_no}
- {id: ask_tail, do: ask, slot: tail}
- {id: find, do: call, operation: find_order, give: {number: order_no, tail: tail}, save: order, refused: not_found}
- id: policy
  do: choose
  cases:
  - {when: "order.status == 'delivered' and days_since(order.signed_at) <= 7", next: ask_reason}
  - {when: "order.status == 'delivered'", next: too_late}
  otherwise: person
- {id: ask_reason, do: ask, slot: reason}
- id: sure
  do: confirm
  text: {zh: "订单 {order_no}，退款 {order.paid|money}，原因：{reason}。确认提交吗？", en: "Return {order_no} for {order.paid|money} ({reason})?"}
- id: make
  do: call
  operation: make_return
  changes: true
  give: {order: order_no, reason: reason}
  save: made
  refused: person
  undo: {operation: drop_return, give: {number: made.number}}
- {id: pickup, do: call, operation: book_pickup, changes: true, give: {return: made.number}, save: pickup, failed: sorry}
- id: end
  do: close
  text: {zh: "退货单 {made.number} 已提交，{pickup.day|date} 上门取件。", en: "Return {made.number}; pick-up on {pickup.day|date}."}
  suggestions: [{zh: 退款多久到账, en: When is the refund paid}]
- {id: not_found, do: say, text: {zh: "没查到这个订单，请核对一下。", en: "I cannot find it; please check."}, forget: [order_no, tail], next: ask_order}
- {id: too_late, do: close, text: {zh: "签收超过 7 天，不能无理由退货了。", en: "More than seven days have passed."}}
- {id: sorry, do: hand_over, text: {zh: "取件没约上，我请同事处理。", en: "No pick-up could be booked; a colleague will help."}, queue: aftersale}
- {id: person, do: hand_over}
"""
ORDER = {"status": "delivered", "signed_at": "2026-06-28", "paid": 3499.0}


def return_goods() -> Flow:
    return written.read(RETURN)


def shop(wanted: Wanted) -> Result:
    """All is well."""
    answers: dict[str, dict[str, Any]] = {
        "find_order": ORDER,
        "make_return": {"number": "RT1"},
        "book_pickup": {"day": "2026-07-03"},
    }
    return Result(number=wanted.number, status=200, data=answers.get(wanted.operation, {}))


class Talk:
    """One run; `calls` are all that were made, in order."""

    def __init__(
        self, flow: Flow, there: Callable[[Wanted], Result] = shop, locale: str = "zh-CN", **known: Any
    ) -> None:
        self.flow, self.there = flow, there
        self.state = engine.fresh(flow, 1, run=1, locale=locale, **known)
        self.calls: list[Wanted] = []
        self.seq = 0

    def say(self, words: str, answerable: float = 0.0) -> Outcome:
        self.seq += 1
        outcome = engine.advance(self.flow, self.state, Said(text=words, seq=self.seq, answerable=answerable), NOW)
        while outcome.then == "call":
            assert outcome.state.wanted is not None
            self.calls.append(outcome.state.wanted)
            before = outcome.say
            outcome = engine.advance(self.flow, outcome.state, self.there(outcome.state.wanted), NOW)
            outcome.say[:0] = before
        self.state = outcome.state
        return outcome

    @property
    def made(self) -> list[str]:
        return [one.operation for one in self.calls]
