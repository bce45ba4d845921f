"""Light Markdown: pictures and steps are read in one way by server, console and chat, and quickly whatever it holds."""

from __future__ import annotations

import json
import time
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from qingfeng.kernel import prose

CASES = json.loads((Path(__file__).parents[1] / "support/prose.json").read_text())
ONE = UUID("0190f000-0000-7000-8000-000000000001")
TWO = UUID("0190f000-0000-7000-8000-000000000002")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:12])
def test_a_text_is_read_as_console_and_chat_read_it(case: dict[str, object]) -> None:
    found = prose.blocks(str(case["text"]))
    assert msgspec.to_builtins(found) == case["blocks"]
    assert [one.guide for one in found] == case["guide"]
    assert prose.unmarked(str(case["text"])) == case["unmarked"]


def test_words_stand_for_pictures_and_no_sign_of_them_is_left() -> None:
    body = f'先断电。\n![拆面板](file:{ONE} "从两边掀开")\n![拆面板](file:{ONE})\n![x](file:{TWO} "x")'
    assert prose.words(body) == "先断电。\n拆面板 从两边掀开\n拆面板\nx"
    assert [one.id for one in prose.pictures(body)] == [ONE, TWO]
    assert prose.told(f"看 ![图](file:{ONE})", "【{words}】") == "看 【图】"
    assert prose.renamed(body, {ONE: TWO}).count(str(TWO)) == 2, "what has no other file is its words"
    assert prose.written(ONE, '  一 [二] "三"\n', 'a"b') == f'![一 二 三](file:{ONE} "a b")'
    assert prose.pictures(prose.written(ONE, "一]二", '"')) == [prose.Picture(ONE, "一 二")]


@pytest.mark.parametrize(
    "text",
    ["![x](file:../../etc/passwd)", "![x](file:1)", "![x](javascript:alert(1))", "![x](https://example.com/a.png)",
     f"![x](file:{ONE}?a=1)", f'![x](file:{ONE} "a" onload="b")', f"![x]( file:{ONE})"],
)  # fmt: skip
def test_only_a_files_id_makes_a_picture(text: str) -> None:
    assert prose.pictures(text) == []
    assert [one.kind for one in prose.blocks(text)] == ["p"]


def test_ten_thousand_steps_and_broken_signs_cost_little_and_are_no_guide() -> None:
    began = time.perf_counter()
    for hostile in ("1. 一步\n   说明\n" * 10_000, "![" * 50_000, "![" + "a" * 100_000, "![a](file:" * 10_000):
        found = prose.blocks(hostile)
        prose.unmarked(hostile)
        assert not any(one.guide for one in found)
    assert time.perf_counter() - began < 3
    assert len(prose.blocks("1. 一步\n   说明\n" * 10_000)[0].items) == 10_000
