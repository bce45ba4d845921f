"""`qingfeng eval retrieval`, measured: how often a question finds the entry that answers it, beside BM25 over words."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

import msgspec

from qingfeng.adapters.embed import found as encoder_found
from qingfeng.app import eval_files
from qingfeng.app.cli_table import say, show
from qingfeng.app.embedded.problem import Problem, speaks_chinese, words
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding.public import Phrasing, Shelf, cut_by_words, percentile

TIMED = 300
"""Questions that are asked one by one, for the latency."""
DEEPEST = 100
"""Places that count for the mean reciprocal rank."""
TOLD = 5


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """`r1`, `r3`, `r5`: the share of questions whose entry is among the first so many. `mrr`: the mean of 1 / its place,
    0 when it is not among the first hundred. Milliseconds of one question asked alone."""

    r1: float
    r3: float
    r5: float
    mrr: float
    p50_ms: float
    p95_ms: float


class Missed(msgspec.Struct, frozen=True):
    """A question whose entry was not the first, and which was, by which of its phrasings."""

    text: str
    wanted: str
    told: str
    phrasing: str


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """`ready_seconds`: to make the entries ready to be searched. `bm25_words`: BM25 over the segmenter's words alone."""

    encoder: str | None
    entries: int
    phrasings: int
    queries: int
    ready_seconds: float
    fused: Ranked
    bm25_words: Ranked
    missed: list[Missed]


def measured(parsed: argparse.Namespace, progress: Callable[[str], None]) -> Figures:
    """Raises Problem for files that cannot be used."""
    given = [Phrasing(*row.cells) for row in eval_files.rows(parsed.entries, ["id", "text"])]
    asked = eval_files.rows(parsed.queries, ["text", "id"])
    _known(parsed.queries, asked, {one.id for one in given})
    _told_twice(parsed.entries, given, progress)
    encoder = None if parsed.plain else encoder_found()
    if encoder is not None:
        encoder.encode(["你好"])  # it is loaded once a process: not a part of making ready
    begun = perf_counter()
    try:
        shelf = Shelf(given, encoder)
        seconds = perf_counter() - begun
        beside = Shelf(given, None, cut_by_words)
    except Invalid as error:
        raise Problem(f"{parsed.entries}: {error.message}", f"{parsed.entries}：{error.message}") from None
    progress(words(f"{len(given)} phrasings ready in {seconds:.1f} s", f"{len(given)} 条问法，{seconds:.1f} 秒就绪"))
    fused, missed = _ranked(shelf, given, asked)
    return Figures(
        encoder=None if encoder is None else encoder.is_.id,
        entries=len(shelf.ids),
        phrasings=len(given),
        queries=len(asked),
        ready_seconds=seconds,
        fused=fused,
        bm25_words=_ranked(beside, given, asked)[0],
        missed=missed,
    )


def _ranked(shelf: Shelf, given: Sequence[Phrasing], asked: Sequence[eval_files.Row]) -> tuple[Ranked, list[Missed]]:
    places: list[int] = []
    missed: list[Missed] = []
    for row, found in zip(asked, shelf.find([row.cells[0] for row in asked], DEEPEST), strict=True):
        text, wanted = row.cells
        place = next((n for n, match in enumerate(found, 1) if match.id == wanted), 0)
        places.append(place)
        if place != 1 and len(missed) < TOLD:
            first = (found[0].id, given[found[0].phrasing].text) if found else ("", "")
            missed.append(Missed(text, wanted, *first))
    lasted = []
    for row in asked[:: max(1, len(asked) // TIMED)][:TIMED]:
        begun = perf_counter()
        shelf.find([row.cells[0]])
        lasted.append((perf_counter() - begun) * 1000)
    among = [sum(0 < place <= most for place in places) / len(places) for most in (1, 3, 5)]
    mrr = sum(1 / place for place in places if place) / len(places)
    return Ranked(r1=among[0], r3=among[1], r5=among[2], mrr=mrr, p50_ms=percentile(lasted, 0.5), p95_ms=percentile(lasted, 0.95)), missed  # fmt: skip


def _known(file: Path, asked: Sequence[eval_files.Row], ids: set[str]) -> None:
    """Raises Problem for the questions whose entry is not there."""
    lost = [row for row in asked if row.cells[1] not in ids]
    if not lost:
        return
    en = [f"line {row.line}, id: no entry {row.cells[1]!r}; correct it or take the line out" for row in lost[:TOLD]]
    zh = [f"第 {row.line} 行 id：没有条目 {row.cells[1]!r}，请更正或删除该行" for row in lost[:TOLD]]
    if len(lost) > TOLD:
        en.append(f"… and {len(lost) - TOLD} more")
        zh.append(f"……另有 {len(lost) - TOLD} 处")
    raise Problem(f"{file} cannot be used:\n  " + "\n  ".join(en), f"{file} 无法使用：\n  " + "\n  ".join(zh))


def _told_twice(file: Path, given: Sequence[Phrasing], progress: Callable[[str], None]) -> None:
    """Says which texts are phrasings of two entries: only one of them can be found."""
    of: dict[str, str] = {}
    found = [(one.text, of[one.text], one.id) for one in given if of.setdefault(one.text, one.id) != one.id]
    for text, a, b in found[:TOLD]:
        progress(words(f"{file}: the same text is a phrasing of {a} and of {b}: {text[:60]}", f"{file}：同一文本既是 {a} 又是 {b} 的问法：{text[:60]}"))  # fmt: skip
    if len(found) > TOLD:
        progress(words(f"… and {len(found) - TOLD} more such texts", f"……另有 {len(found) - TOLD} 条"))


def shown(found: Figures) -> None:
    """The tables for people."""
    say(words(f"{found.queries} questions to {found.entries} entries in {found.phrasings} phrasings", f"{found.queries} 个问题，{found.entries} 个条目共 {found.phrasings} 条问法"))  # fmt: skip
    if found.encoder is None:
        say(words("without the sentence encoder", "未使用句向量编码器"))
    say("")
    head = (("", "R@1", "R@3", "R@5", "MRR", "p50 ms", "p95 ms"), ("", "R@1", "R@3", "R@5", "MRR", "p50 毫秒", "p95 毫秒"))  # fmt: skip
    ours = words("characters", "字") if found.encoder is None else words("characters and meaning", "字与语义")
    rows = [
        [name, f"{one.r1:.1%}", f"{one.r3:.1%}", f"{one.r5:.1%}", f"{one.mrr:.3f}", f"{one.p50_ms:.1f}", f"{one.p95_ms:.1f}"]
        for name, one in ((ours, found.fused), (words("BM25 over words", "按词 BM25"), found.bm25_words))
    ]  # fmt: skip
    show(head[speaks_chinese()], rows)
    if not found.missed:
        return
    say("")
    titles = (("question", "entry", "found instead", "by its phrasing"), ("问题", "条目", "找到的却是", "对应问法"))
    show(
        titles[speaks_chinese()], [[m.text[:30], m.wanted, m.told or "–", m.phrasing[:30] or "–"] for m in found.missed]
    )
