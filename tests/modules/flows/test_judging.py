"""Every fault a flow can have is found, at its step, with why and what to do; and a good flow has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from qingfeng.contracts.flows import Flow
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.flows import faults, judging, triggers, written
from qingfeng.ports.business import Operation, Parameter
from tests.modules.flows.shop import RETURN, return_goods


def _of(*faulty: tuple[str, str]) -> Flow:
    text = RETURN
    for old, new in faulty:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return written.read(text)


def found(flow: Flow, operations: dict[str, Operation] | None = None) -> set[tuple[str, str, str]]:
    return {(one.step, one.code, one.name) for one in judging.judge(flow, operations)}


CASES: list[tuple[tuple[str, str], tuple[str, str, str]]] = [
    (("phrases: [退货, 退款]", "phrases: []"), ("", "no_trigger", "")),
    (("phrases: [退货, 退款]", "phrases: [退]"), ("", "short_trigger", "退")),
    (("id: pickup,", "id: make,"), ("make", "twice", "make")),
    (("save: pickup", "save: tail"), ("", "name_taken", "tail")),
    (("kind: order\n", "kind: choice\n"), ("", "no_choices", "order_no")),
    (("slot: order_no}", "slot: nothing}"), ("ask_order", "unknown_slot", "nothing")),
    (('en: "Which order?"', "en: ''"), ("ask_order", "no_words", "order_no.prompt")),
    (("{order.paid|money}，", "{oder.paid|money}，"), ("sure", "unknown_name", "oder.paid")),
    (("{order.paid|money}，", "{order.paid|dollars}，"), ("sure", "unknown_filter", "dollars")),
    (("{order.paid|money}，", "{order paid}，"), ("sure", "bad_placeholder", "text")),
    (("- {id: person, do: hand_over}", "- {id: person, do: say, text: {zh: 好, en: ok}}"), ("person", "dead_end", "")),
    (("otherwise: person", "otherwise: ''"), ("policy", "dead_end", "")),
    (("otherwise: person", "otherwise: persn"), ("policy", "unknown_step", "persn")),
    (("failed: sorry", "failed: person"), ("sorry", "unreachable", "")),
    (("forget: [order_no, tail], next: ask_order", "next: find"), ("find", "spins", "")),
    (
        ("days_since(order.signed_at) <= 7", "days_since(order.signed_at <= 7"),
        ("policy", "bad_expression", "order.status == 'delivered' and days_since(order.signed_at <= 7"),
    ),
    (("days_since(order.signed_at) <= 7", "days_since(ordr.signed_at) <= 7"), ("policy", "unknown_name", "ordr")),
    (("do: confirm", "do: say"), ("make", "unconfirmed", "")),
]


@pytest.mark.parametrize(("change", "fault"), CASES)
def test_a_fault_is_found_at_its_step(change: tuple[str, str], fault: tuple[str, str, str]) -> None:
    told = judging.judge(_of(change))
    assert fault in {(one.step, one.code, one.name) for one in told}
    assert all(one.why and one.do and one.code in faults.CODES for one in told)


def test_a_good_flow_has_none() -> None:
    assert judging.judge(return_goods()) == []


def test_a_loop_without_an_exit() -> None:
    text = RETURN.replace("otherwise: person", "otherwise: round")
    text += "- {id: round, do: ask, slot: reason, next: round2}\n- {id: round2, do: say, text: {zh: 好, en: ok}, forget: [reason], next: round}\n"
    assert {("round", "no_exit", ""), ("round2", "no_exit", "")} <= found(written.read(text))


def test_an_answer_after_the_yes_needs_another_yes() -> None:
    flow = _of(("- {id: pickup,", "- {id: late, do: ask, slot: reason}\n- {id: pickup,"))
    assert ("pickup", "unconfirmed", "") in found(flow)
    forgotten = _of(
        ("- {id: pickup,", "- {id: late, do: say, text: {zh: 好, en: ok}, forget: [reason]}\n- {id: pickup,")
    )
    assert ("pickup", "unconfirmed", "") in found(forgotten)


def test_one_yes_for_a_round_is_not_enough() -> None:
    flow = _of(("- {id: pickup,", "- {id: pickup, refused: make,"))
    assert found(flow) >= {("make", "repeats", ""), ("pickup", "repeats", "")}


def test_taking_back_what_has_no_consequences() -> None:
    flow = _of(("save: order, refused", "save: order, undo: {operation: x}, refused"))
    assert ("find", "undo_of_nothing", "") in found(flow)


def test_slots_nobody_asks_for() -> None:
    flow = _of(("- {id: ask_reason, do: ask, slot: reason}", "- {id: ask_reason, do: ask, slot: tail}"))
    assert ("", "never_asked", "reason") in found(flow)


def _operations(change: Callable[[dict[str, Operation]], Any] = lambda _: None) -> dict[str, Operation]:
    def one(name: str, *fields: str, changes: bool = True) -> Operation:
        listed = [Parameter(name=f, place="body", required=True) for f in fields]
        return Operation(name=name, method="POST", path="/", parameters=listed, changes=changes)

    made = [
        one("find_order", "number", "tail", changes=False),
        one("make_return", "order", "reason"),
        one("drop_return", "number"),
        one("book_pickup", "return"),
    ]
    by_name = {operation.name: operation for operation in made}
    change(by_name)
    return by_name


def test_calls_are_compared_with_what_the_system_can_do() -> None:
    assert found(return_goods(), _operations()) == set()
    assert found(return_goods(), _operations(lambda o: o.pop("drop_return"))) == {
        ("make", "unknown_operation", "drop_return")
    }
    other = _operations(
        lambda o: o.update(
            book_pickup=Operation(
                name="book_pickup",
                method="POST",
                path="/",
                parameters=[Parameter(name="day", place="body", required=True)],
                changes=True,
            )
        )
    )
    assert found(return_goods(), other) == {
        ("pickup", "unknown_parameter", "return"),
        ("pickup", "missing_parameter", "day"),
    }
    hidden = _of(("operation: book_pickup, changes: true", "operation: book_pickup"))
    assert found(hidden, _operations()) == {("pickup", "hidden_change", "book_pickup")}


# ---------------------------------------------------------------- as written


def test_written_and_read_again_it_is_the_same() -> None:
    flow = return_goods()
    assert written.read(written.write(flow)) == flow
    assert "no: person" in written.write(_of(("id: sure\n  do: confirm", "id: sure\n  do: confirm\n  no: person")))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: [", "bad_yaml"),
        ("name: x\n\ttitle: y", "bad_yaml"),
        ("", "bad_flow"),
        ("- 1", "bad_flow"),
        ("name: Bad Name", "bad_flow"),
        ("a: &a [1]\nb: *a", "yaml_alias"),
        ("!!python/object/apply:os.system ['true']", "bad_yaml"),
        ("x" * 200_001, "too_long"),
        ("[" * 5_000, "bad_yaml"),
        (RETURN + "unknown: 1\n", "bad_flow"),
    ],
)
def test_what_is_no_flow_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        written.read(text)
    assert (refused.value.code, refused.value.field) == (code, "yaml")


def test_triggers() -> None:
    flow = return_goods()
    own = ("phrases: [退货, 退款]", "phrases: [换货, 退货 换], intents: [swap]")
    other = _of(("name: return_goods", "name: exchange"), own)
    assert triggers.match([flow, other], "我想退貨") == "return_goods", "traditional characters as well"
    assert triggers.match([flow, other], "退货还是换，都行") == "exchange", "who says more of it"
    assert triggers.match([flow, other], "你们的退货政策是什么") is None
    assert triggers.match([flow, other], "您好") is None
    assert triggers.match([flow, other], "尺码不合适", ["swap"]) == "exchange"
