"""`qingfeng eval pii | sensitive`, measured: what the rules find in labelled texts, and how fast."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter

import msgspec

from qingfeng.app import eval_files
from qingfeng.app.cli_table import say, show
from qingfeng.app.embedded.problem import Problem, speaks_chinese, words
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding.public import Term, Words, find_personal, percentile, shipped_words

NONE = "none"
ALIASES: Mapping[str, tuple[str, ...]] = {
    "id_card": ("id", "idcard", "id_card", "id card", "身份证", "身份证号"),
    "phone": ("phone", "mobile", "tel", "telephone", "手机", "手机号", "电话"),
    "bank_card": ("card", "bankcard", "bank_card", "bank card", "银行卡", "银行卡号"),
    "plate": ("plate", "license_plate", "车牌", "车牌号"),
    "address": ("address", "地址"),
    "email": ("email", "mail", "邮箱"),
    NONE: ("", "none", "no", "0", "neg", "negative", "order", "order_number", "无", "订单", "订单号"),
}
_KNOWN = {alias: kind for kind, aliases in ALIASES.items() for alias in aliases}


class Part(msgspec.Struct, frozen=True):
    """`n`: texts that have it. `found`: those of them in which it was found. `missed`: some of the others."""

    label: str
    n: int
    found: int
    missed: list[str]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """`parts`: by label. `clean`: texts that have none; `alarms`: those of them in which something was found."""

    texts: int
    parts: list[Part]
    clean: int
    alarms: int
    alarmed: list[str]
    characters: int
    characters_a_second: float
    p50_ms: float
    p95_ms: float


def personal(parsed: argparse.Namespace, progress: Callable[[str], None]) -> Figures:
    """Columns text and label (kinds, several with | between; empty or none: nothing), if there is one also value: then
    just that is looked for. Raises Problem."""
    rows = eval_files.rows(parsed.test, ["text"], ["label", "value"])
    wanted = [_kinds(parsed.test, row) for row in rows]
    values = ["".join(row.cells[2].split()).replace("-", "").upper() for row in rows]

    def told(text: str, value: str) -> set[str]:
        return {one.kind for one in find_personal(text) if not value or _same(value, text[one.start : one.end])}

    return _figures([row.cells[0] for row in rows], wanted, values, told)


def _same(value: str, found: str) -> bool:
    plain = "".join(found.split()).replace("-", "").upper()
    return value in plain or (plain in value and len(plain) * 2 > len(value))


def _kinds(file: Path, row: eval_files.Row) -> set[str]:
    found = set()
    for name in row.cells[1].replace("，", "|").replace(",", "|").split("|"):
        kind = _KNOWN.get(name.strip().lower())
        if kind is None:
            known = ", ".join(ALIASES)
            raise Problem(f"{file}, line {row.line}, label: {name.strip()!r} is none of {known}; rename it.", f"{file} 第 {row.line} 行 label：{name.strip()!r} 不在 {known} 之内，请改名。")  # fmt: skip
        found.add(kind)
    return found - {NONE}


def sensitive(parsed: argparse.Namespace, progress: Callable[[str], None]) -> Figures:
    """Columns text and label (terms that must be found, several with | between). `--terms`: text, severity, whole,
    variants, pinyin; the shipped list without. Raises Problem."""
    terms = shipped_words() if parsed.terms is None else _terms(parsed.terms)
    begun = perf_counter()
    try:
        lists = Words(terms)
    except Invalid as error:
        raise Problem(f"{parsed.terms}, {error.field}: {error.message}", f"{parsed.terms} {error.field}：{error.message}") from None  # fmt: skip
    progress(words(f"{len(terms)} terms, ready in {perf_counter() - begun:.1f} s", f"{len(terms)} 个词，{perf_counter() - begun:.1f} 秒就绪"))  # fmt: skip
    rows = eval_files.rows(parsed.test, ["text"], ["label"])
    wanted = [{one.strip() for one in row.cells[1].split("|")} - {"", NONE} for row in rows]
    texts = [row.cells[0] for row in rows]
    return _figures(texts, wanted, [""] * len(rows), lambda text, _: {hit.term for hit in lists.find(text)})


def _terms(file: Path) -> list[Term]:
    found = []
    for row in eval_files.rows(file, ["text"], ["severity", "whole", "variants", "pinyin"]):
        text, severity, *flags = row.cells
        if severity not in ("", "note", "warn", "block"):
            raise Problem(f"{file}, line {row.line}, severity: must be note, warn or block.", f"{file} 第 {row.line} 行 severity：应为 note、warn 或 block。")  # fmt: skip
        if wrong := [flag for flag in flags if flag.lower() not in ("", "0", "1", "true", "false")]:
            raise Problem(f"{file}, line {row.line}: {wrong[0]!r} must be 1 or 0.", f"{file} 第 {row.line} 行：{wrong[0]!r} 应为 1 或 0。")  # fmt: skip
        found.append(msgspec.convert({"text": text, "severity": severity or "warn", **dict(zip(("whole", "variants", "pinyin"), (flag.lower() in ("1", "true") for flag in flags), strict=True))}, Term))  # fmt: skip
    return found


def _figures(
    texts: Sequence[str], wanted: Sequence[set[str]], values: Sequence[str], told: Callable[[str, str], set[str]]
) -> Figures:
    found, lasted = [], []
    told(texts[0], "")
    for text, value in zip(texts, values, strict=True):
        begun = perf_counter()
        found.append(told(text, value))
        lasted.append(perf_counter() - begun)
    parts = []
    for label in sorted(set().union(*wanted)):
        having = [at for at, labels in enumerate(wanted) if label in labels]
        missed = [texts[at] for at in having if label not in found[at]]
        parts.append(Part(label, len(having), len(having) - len(missed), missed[:5]))
    clean = [at for at, labels in enumerate(wanted) if not labels]
    alarmed = [texts[at] for at in clean if found[at]]
    characters = sum(map(len, texts))
    return Figures(
        texts=len(texts),
        parts=sorted(parts, key=lambda part: (part.found / part.n, part.label)),
        clean=len(clean),
        alarms=len(alarmed),
        alarmed=alarmed[:5],
        characters=characters,
        characters_a_second=characters / max(sum(lasted), 1e-9),
        p50_ms=percentile(lasted, 0.5) * 1000,
        p95_ms=percentile(lasted, 0.95) * 1000,
    )


MOST_SHOWN = 20


def shown(found: Figures) -> None:
    """The tables for people."""
    head = (("", "texts", "found", "recall", "missed"), ("", "文本", "找到", "召回率", "漏掉"))
    rows = [[p.label, f"{p.n}", f"{p.found}", f"{p.found / p.n:.2%}", p.missed[0][:40] if p.missed else "–"] for p in found.parts[:MOST_SHOWN]]  # fmt: skip
    show(head[speaks_chinese()], rows or [["–"] * 5])
    share = f"{found.alarms / found.clean:.2%}" if found.clean else "–"
    say(words(f"false alarms: {found.alarms} of {found.clean} clean texts ({share})", f"误报：{found.clean} 条干净文本中 {found.alarms} 条（{share}）"))  # fmt: skip
    for text in found.alarmed:
        say(f"  {text[:80]}")
    say(words(f"{found.characters_a_second / 1e6:.2f} M characters/s; p50 {found.p50_ms:.2f} ms, p95 {found.p95_ms:.2f} ms a text", f"每秒 {found.characters_a_second / 1e6:.2f} 百万字；单条 p50 {found.p50_ms:.2f} 毫秒，p95 {found.p95_ms:.2f} 毫秒"))  # fmt: skip
