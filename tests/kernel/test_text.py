"""Text for searching: folding, tokens, tsvector and tsquery, pinyin, clipping."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingfeng.kernel import text

ANY = st.text(st.characters(exclude_categories=()), max_size=300)
"""Any text, lone surrogates and control characters included."""


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("ＫＦＲ－３５ＧＷ", "kfr-35gw"),
        ("显示Ｅ４！", "显示e4!"),
        ("a\u200bb\u200dc\ufeff", "abc"),
        ("a\x00b\x07\x1b", "ab"),
        ("  上  下\u3000左\n右 ", "上 下 左\n右"),
        ("①㎡", "1m2"),
        ("❤\ufe0f", "❤"),
        ("\ud800好", "好"),
        ("", ""),
    ],
)
def test_fold(raw: str, folded: str) -> None:
    assert text.fold(raw) == folded


def test_traditional_is_indexed_as_simplified() -> None:
    assert text.simplify("冷氣機不製冷，請問怎麼辦？") == "冷气机不制冷，请问怎么办？"
    assert text.tokens("電視機壞了") == text.tokens("电视机坏了")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("空调不制冷", {"空调", "制冷", "不制", "调不", "空", "冷"}),
        ("KFR-35GW", {"kfr-35gw", "kfr35gw", "kfr", "35gw", "35", "gw"}),
        ("显示E4故障", {"e4", "e", "4", "显示", "故障"}),
        ("1.5匹", {"1.5", "1", "5", "匹"}),
        ("Returns, batteries and buses", {"returns", "return", "batteries", "battery", "and", "buses"}),
        ("zhang@example.com", {"zhang@example.com", "zhang", "example", "com"}),
        ("张", {"张"}),
    ],
)
def test_tokens_hold_the_whole_and_its_parts(raw: str, expected: set[str]) -> None:
    assert expected <= set(text.tokens(raw))


@pytest.mark.parametrize("nothing", ["", "  ", "？！，。", "👍🏽❤️", "___", "\u200b\x00"])
def test_no_letters_no_tokens(nothing: str) -> None:
    assert text.tokens(nothing) == []
    assert text.tsv(text.tokens(nothing)) == ""
    assert text.query(text.tokens(nothing)) == ""


def test_a_query_drops_single_characters_when_there_is_more() -> None:
    assert text.query(text.tokens("退款")) == "'退款'"
    assert text.query(text.tokens("退")) == "'退'"
    assert text.query(text.terms("张 KFR-35"), every=True, prefix=True) == "'张' & 'kfr':* & '35':*"


@pytest.fixture(scope="module")
async def conn(database_url: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    conn = await asyncpg.connect(database_url)
    yield conn
    await conn.close()


async def finds(conn: asyncpg.Connection[asyncpg.Record], written: str, query: str) -> bool:
    vector = text.tsv(text.tokens(written))
    found: bool = await conn.fetchval("SELECT $1::text::tsvector @@ $2::text::tsquery", vector, query)
    return found


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("张文静", "文静"),
        ("张文静", "张"),
        ("訂單已發貨", "订单"),
        ("挂机 KFR-35GW/N8 一级能效", "kfr35gw"),
        ("挂机 KFR-35GW/N8 一级能效", "KFR-35"),
        ("it's o'clock\\ok", "o'clock"),
        ("订单 ZX2604718830", "zx2604718830"),
    ],
)
async def test_what_is_part_of_a_text_is_found_in_the_database(
    conn: asyncpg.Connection[asyncpg.Record], written: str, asked: str
) -> None:
    assert await finds(conn, written, text.query(text.tokens(asked)))
    assert await finds(conn, written, text.query(text.terms(asked), every=True, prefix=True))


async def test_every_needs_all_any_needs_one(conn: asyncpg.Connection[asyncpg.Record]) -> None:
    terms = text.terms("空调 漏水")
    assert not await finds(conn, "空调安装", text.query(terms, every=True))
    assert await finds(conn, "空调安装", text.query(terms))
    assert not await finds(conn, "冰箱", text.query(terms))


async def test_odd_texts_are_valid_for_the_database(conn: asyncpg.Connection[asyncpg.Record]) -> None:
    for odd in ("'", "''\\'", ":*&|!()<->", "a'b", "\\", "x" * 5000, "é'ñ", "あい'う", "\U0001f600a"):
        await finds(conn, odd, text.query(text.tokens(odd)))
        await finds(conn, odd, text.query(text.terms(odd), every=True, prefix=True))


def test_pinyin_sorts_names_as_a_chinese_list_does() -> None:
    names = ["张三", "阿来", "曾国藩", "单雄信", "李四", "重耳", "Bob"]
    assert sorted(names, key=lambda n: text.pinyin(n, surname=True)) == [
        "阿来",
        "Bob",
        "重耳",
        "李四",
        "单雄信",
        "曾国藩",
        "张三",
    ]
    assert text.pinyin("尉迟恭", surname=True) == "yu chi gong"
    assert text.pinyin("單價") == "dan jia"


def test_initials() -> None:
    assert text.initials("退款进度") == "tkjd"
    assert text.initials("显示 E4 故障！") == "xse4gz"
    assert text.initials("👍") == ""


@pytest.mark.parametrize(
    ("raw", "n", "clipped"),
    [
        ("退款", 2, "退款"),
        ("退款到账", 3, "退款…"),
        ("你好，世界", 4, "你好…"),
        ("abc", 0, ""),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("好👍🏽👍🏽", 3, "好…"),
    ],
)
def test_clip(raw: str, n: int, clipped: str) -> None:
    assert text.clip(raw, n) == clipped


@pytest.mark.parametrize(
    ("raw", "default", "found"),
    [
        ("空调不制冷", "en", "zh"),
        ("my AC is broken", "zh-CN", "en"),
        ("E4", "zh-CN", "zh"),
        ("refund", "en", "en"),
        ("OPPO", "zh-CN", "zh"),
        ("👍", "en", "en"),
        ("", "zh-CN", "zh"),
    ],
)
def test_language(raw: str, default: str, found: str) -> None:
    assert text.language(raw, default) == found


@given(ANY)
def test_any_text_goes_through(raw: str) -> None:
    folded = text.fold(raw)
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c not in "\n\t" for c in folded)
    assert all(token and len(token) <= text.MAX_TOKEN for token in text.tokens(raw))
    text.tsv(text.tokens(raw)).encode()
    text.query(text.terms(raw), every=True, prefix=True).encode()
    text.pinyin(raw, surname=True)
    text.initials(raw)
    assert text.language(raw, "zh-CN") in {"zh", "en"}


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_han_inside_a_text_is_among_its_tokens(before: str, word: str, after: str) -> None:
    """Pairs do not depend on where the segmenter cuts."""
    inside = text.terms("热水器" + word)
    assert set(text.terms("热水器")) <= set(inside)
    assert {"热水", "水器"} <= set(text.tokens(f"{before} 热水器 {after}"))


@given(ANY, st.integers(min_value=0, max_value=50))
def test_a_clipped_text_is_never_longer(raw: str, n: int) -> None:
    assert len(text.clip(raw, n)) <= n or len(raw) <= n
