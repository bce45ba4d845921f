"""`qingfeng eval emotion | sentiment`, measured: what the shipped model says of labelled texts, beside words alone."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter

import msgspec

from qingfeng.adapters.embed import found as encoder_found
from qingfeng.app import eval_files
from qingfeng.app.cli_table import say, show
from qingfeng.app.embedded.problem import Problem, speaks_chinese, words
from qingfeng.app.eval_intent import worst
from qingfeng.modules.understanding.public import (
    EMOTIONS,
    SENTIMENTS,
    Judged,
    Mood,
    emotion_by_words,
    judge,
    normal_text,
    percentile,
    read_mood,
    sentiment_by_words,
)
from qingfeng.ports.embed import Encoder

TIMED = 300
"""Texts that are read one by one, for the latency."""
TOLD = 10
MANY = 64
ALIASES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sentiment": {
        "positive": ("positive", "pos", "1", "good", "praise", "正面", "积极", "正向", "好评", "褒义"),
        "neutral": ("neutral", "neu", "中性", "中立", "中评"),
        "negative": ("negative", "neg", "0", "-1", "bad", "complaint", "负面", "消极", "负向", "差评", "贬义"),
    },
    "emotion": {
        "neutral": ("neutral", "none", "中性", "中立", "平静", "无", "无情绪"),
        "angry": ("angry", "anger", "愤怒", "生气", "气愤", "怒", "厌恶"),
        "anxious": ("anxious", "anxiety", "fear", "afraid", "恐惧", "害怕", "焦虑", "焦急", "担心", "担忧", "惊恐"),
        "sad": ("sad", "sadness", "悲伤", "伤心", "难过", "低落", "失望"),
        "happy": ("happy", "happiness", "joy", "高兴", "开心", "快乐", "喜悦", "积极", "喜欢"),
        "surprised": ("surprised", "surprise", "惊讶", "惊奇", "吃惊", "惊喜", "意外"),
    },
}


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """`confusion`: label, then what it was told, then how often. `words`: the same texts by the word lists alone.
    `two`: whether only praise and complaint occur, so that the better of the two is told. Milliseconds on one core."""

    encoder: str | None
    two: bool
    judged: Judged
    confusion: dict[str, dict[str, int]]
    words: Judged
    p50_ms: float
    p95_ms: float


def measured(what: str, parsed: argparse.Namespace, progress: Callable[[str], None]) -> Figures:
    """`what`: emotion or sentiment. Raises Problem for files that cannot be used."""
    rows = eval_files.rows(parsed.test, ["text", "label"])
    wanted = _labels(what, parsed.test, rows)
    texts = [row.cells[0] for row in rows]
    encoder = None if parsed.plain else encoder_found()
    two = what == "sentiment" and "neutral" not in wanted
    moods = _read(texts, encoder, progress)
    told, sure = zip(*(_said(what, mood, two) for mood in moods), strict=True)
    lasted = []
    for text in texts[:: max(1, len(texts) // TIMED)][:TIMED]:
        begun = perf_counter()
        _read([text], encoder, lambda _: None)
        lasted.append((perf_counter() - begun) * 1000)
    return Figures(
        encoder=None if encoder is None else encoder.is_.id,
        two=two,
        judged=judge(wanted, told, sure),
        confusion={one: dict(Counter(b for a, b in zip(wanted, told, strict=True) if a == one)) for one in dict.fromkeys(wanted)},
        words=judge(wanted, [_by_words(what, text, two) for text in texts]),
        p50_ms=percentile(lasted, 0.5),
        p95_ms=percentile(lasted, 0.95),
    )  # fmt: skip


def _labels(what: str, file: Path, rows: Sequence[eval_files.Row]) -> list[str]:
    known = {alias: label for label, aliases in ALIASES[what].items() for alias in aliases}
    wrong = [row for row in rows if row.cells[1].lower() not in known]
    if wrong:
        lines = "\n  ".join(f"line {row.line}, label: {row.cells[1][:40]!r}" for row in wrong[:TOLD])
        zh = "\n  ".join(f"第 {row.line} 行 label：{row.cells[1][:40]!r}" for row in wrong[:TOLD])
        names, more = ", ".join(ALIASES[what]), len(wrong) - TOLD
        rest = (f"\n  … and {more} more", f"\n  ……另有 {more} 处") if more > 0 else ("", "")
        raise Problem(
            f"{file} has labels that are not known; use {names}, or their Chinese names:\n  {lines}{rest[0]}",
            f"{file} 中有无法识别的标签，请使用 {names} 或其中文名：\n  {zh}{rest[1]}",
        )
    return [known[row.cells[1].lower()] for row in rows]


def _read(texts: Sequence[str], encoder: Encoder | None, progress: Callable[[str], None]) -> list[Mood]:
    moods: list[Mood] = []
    for at in range(0, len(texts), MANY):
        part = texts[at : at + MANY]
        vectors = encoder.encode([normal_text(text) for text in part]) if encoder is not None else [None] * len(part)
        moods += [read_mood(text, vector) for text, vector in zip(part, vectors, strict=True)]
        if at and at % (MANY * 16) == 0:
            progress(words(f"Reading {at}/{len(texts)}", f"读取 {at}/{len(texts)}"))
    return moods


def _said(what: str, mood: Mood, two: bool) -> tuple[str, float]:
    if what == "emotion":
        return mood.emotion, mood.emotion_confidence
    if not two:
        return mood.sentiment, mood.sentiment_confidence
    return ("positive", mood.praise) if mood.praise > 0.5 else ("negative", 1 - mood.praise)


def _by_words(what: str, text: str, two: bool) -> str:
    line = normal_text(text)
    if what == "emotion":
        return emotion_by_words(line)
    label, _ = sentiment_by_words(line)
    return "negative" if two and label == "neutral" else label


def shown(what: str, found: Figures) -> None:
    """The tables for people."""
    if found.encoder is None:
        say(words("without the sentence encoder", "未使用句向量编码器"))
    head = (("", "texts", "accuracy", "macro F1", "ECE", "p50 ms", "p95 ms"), ("", "文本", "准确率", "宏 F1", "校准误差", "p50 毫秒", "p95 毫秒"))  # fmt: skip
    lines = []
    for name, one in ((words("model", "模型"), found.judged), (words("word list", "词表"), found.words)):
        error = "–" if one.ece is None else f"{one.ece:.3f}"
        lasted = [f"{found.p50_ms:.1f}", f"{found.p95_ms:.1f}"] if one is found.judged else ["–", "–"]
        lines.append([name, f"{one.n}", f"{one.accuracy:.2%}", f"{one.macro_f1:.3f}", error, *lasted])
    show(head[speaks_chinese()], lines)
    labels = [one for one in (EMOTIONS if what == "emotion" else SENTIMENTS) if one in found.confusion or any(one in row for row in found.confusion.values())]  # fmt: skip
    rows = [[a, *(f"{found.confusion[a].get(b, 0)}" for b in labels)] for a in labels if a in found.confusion]
    show([words("is / told", "实际 / 判为"), *labels], rows)
    worst(found.judged)
