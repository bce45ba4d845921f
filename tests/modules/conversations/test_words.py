"""The line in which something was found, and what in it was."""

from __future__ import annotations

import pytest

from qingfeng.modules.conversations.words import Part, excerpt, marks


def shown(written: str, words: str, length: int = 90) -> str:
    return "".join(f"[{p.text}]" if p.hit else p.text for p in excerpt(written, words, length))


@pytest.mark.parametrize(
    ("written", "words", "expected"),
    [
        ("家里的空调不制冷了，急", "空调不制冷", "家里的[空调不制冷]了，急"),
        ("空調不製冷", "空调", "[空調]不製冷"),
        ("空调，不制冷", "空调不制冷", "[空调]，[不制冷]"),
        ("型号 ＫＦＲ－３５ＧＷ 的", "kfr-35gw", "型号 [ＫＦＲ]－[３５ＧＷ] 的"),
        ("there is a return, Return it", "return", "there is a [return], [Return] it"),
        ("故障码E4", "4", "故障码E[4]"),
        ("退换都行，我要退", "退", "[退]换都行，我要[退]"),
        ("第一行\n第二行", "第二", "第一行 [第二]行"),
        ("😀😀 发票呢", "发票", "😀😀 [发票]呢"),
        ("什么也没有", "发票", "什么也没有"),
        ("", "发票", ""),
    ],
)
def test_what_was_asked_for_is_marked(written: str, words: str, expected: str) -> None:
    assert shown(written, words) == expected


def test_a_word_is_marked_where_it_begins_not_inside_another() -> None:
    assert shown("unreturned return", "return") == "unreturned [return]"


def test_a_long_text_is_cut_around_what_was_found() -> None:
    written = "前" * 300 + "我的发票还没有开" + "后" * 300
    parts = excerpt(written, "发票", 40)
    assert parts[0] == Part("…", False)
    assert parts[-1] == Part("…", False)
    assert Part("发票", True) in parts
    assert sum(len(p.text) for p in parts) == 42
    assert len("".join(p.text for p in excerpt("发票" + "后" * 300, "发票", 40))) == 41
    assert shown("前" * 300 + "发票", "发票", 40).endswith("[发票]")


def test_markdown_is_shown_as_it_is_read() -> None:
    written = "**发票**已开好：\n- [查看发票](https://shop.example/fapiao)\n# 说明\n用 `发票号` 查"

    def read(words: str) -> str:
        return "".join(f"[{p.text}]" if p.hit else p.text for p in excerpt(written, words, markdown=True))

    assert read("发票") == "[发票]已开好： 查看[发票] 说明 用 [发票]号 查"
    assert read("发票已开") == "[发票已开]好： 查看[发票] 说明 用 [发票]号 查"
    assert "[fapiao]" in read("fapiao"), "what stands only in an address is shown there"
    assert shown("**不是**", "不是") == "**[不是]**", "plain text keeps its signs"


def test_ranges_do_not_touch() -> None:
    assert marks("空调空调 空调", "空调") == [(0, 4), (5, 7)]
