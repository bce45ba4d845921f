"""`qingfeng eval intent`, measured: learn from one file, read another, one text at a time and by the clock."""

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
from qingfeng.kernel.clock import rng
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding.public import (
    OUT_OF_SCOPE,
    Example,
    Judged,
    Read,
    Scope,
    clashes,
    dump,
    judge,
    percentile,
    read,
    scope,
    train,
)

TIMED = 300
"""Texts that are read one by one, for the latency."""
TOLD = 5


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds and milliseconds on this machine, one core. `bytes`: of the model as it is kept."""

    encoder: str | None
    examples: int
    intents: int
    train_seconds: float
    bytes: int
    judged: Judged
    scope: Scope
    p50_ms: float
    p95_ms: float


def measured(parsed: argparse.Namespace, progress: Callable[[str], None]) -> Figures:
    """Raises Problem for files that cannot be used."""
    given = examples(parsed.train)
    tests = examples(parsed.test)
    outside = [row.cells[0] for row in eval_files.rows(parsed.oos, ["text"])] if parsed.oos else []
    outside += [one.text for one in tests if one.intent == OUT_OF_SCOPE]
    tests = [one for one in tests if one.intent != OUT_OF_SCOPE]
    if not tests:
        raise Problem(f"{parsed.test} has no text of an intent.", f"{parsed.test} 没有属于任何意图的文本。")
    _told_clashes(parsed.train, given, progress)
    chance = rng(parsed.seed)
    if parsed.shots:
        given = few(given, parsed.shots, chance)
    if parsed.validation:
        given += [Example(row.cells[0], OUT_OF_SCOPE) for row in eval_files.rows(parsed.validation, ["text"])]
    encoder = None if parsed.plain else encoder_found()
    if encoder is not None:
        encoder.encode(["你好"])  # it is loaded once a process: not a part of training
    steps = {"encode": ("Texts into vectors", "文本向量化"), "measure": ("Confidence", "校准置信度"), "train": ("Learning", "训练")}  # fmt: skip

    def told(step: str, done: int, of: int) -> None:
        progress(f"{words(*steps[step])} {done}/{of}")

    begun = perf_counter()
    try:
        model = train(given, encoder, chance, told)
    except Invalid as error:
        raise Problem(f"{parsed.train}: {error.message}", f"{parsed.train}：{error.message}") from None
    seconds = perf_counter() - begun
    reads = read(model, [one.text for one in tests], encoder)
    others = read(model, outside, encoder) if outside else []
    lasted = []
    for one in tests[:: max(1, len(tests) // TIMED)][:TIMED]:
        begun = perf_counter()
        read(model, [one.text], encoder)
        lasted.append((perf_counter() - begun) * 1000)
    wanted = [one.intent for one in tests]
    told_ = [one.top[0].intent for one in reads]
    right = [a == b for a, b in zip(wanted, told_, strict=True)]
    return Figures(
        encoder=None if encoder is None else encoder.is_.id,
        examples=model.header.examples,
        intents=len(model.header.labels),
        train_seconds=seconds,
        bytes=len(dump(model)),
        judged=judge(wanted, told_, [one.confidence for one in reads]),
        scope=scope(right, _kept(reads), _kept(others)),
        p50_ms=percentile(lasted, 0.5),
        p95_ms=percentile(lasted, 0.95),
    )


def examples(file: Path) -> list[Example]:
    return [Example(*row.cells) for row in eval_files.rows(file, ["text", "intent"])]


def few(given: Sequence[Example], shots: int, chance: object) -> list[Example]:
    """So many of each intent, by chance; in the order of the file."""
    order = list(range(len(given)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    taken: dict[str, int] = {}
    kept = []
    for at in order:
        intent = given[at].intent
        taken[intent] = taken.get(intent, 0) + 1
        if taken[intent] <= shots or intent == OUT_OF_SCOPE:
            kept.append(at)
    return [given[at] for at in sorted(kept)]


def _kept(reads: Sequence[Read]) -> list[bool]:
    return [one.in_scope for one in reads]


def _told_clashes(file: Path, given: Sequence[Example], progress: Callable[[str], None]) -> None:
    found = clashes(given)
    for text, a, b in found[:TOLD]:
        progress(words(f"{file}: the same text is an example of {a} and of {b}: {text[:60]}", f"{file}：同一文本既属于 {a} 又属于 {b}：{text[:60]}"))  # fmt: skip
    if len(found) > TOLD:
        progress(words(f"… and {len(found) - TOLD} more such texts", f"……另有 {len(found) - TOLD} 条"))


def shown(found: Figures) -> None:
    """The tables for people."""
    say(words(f"{found.examples} examples of {found.intents} intents; learned in {found.train_seconds:.1f} s; {found.bytes / 1e6:.1f} MB", f"{found.intents} 个意图共 {found.examples} 条样本；训练 {found.train_seconds:.1f} 秒；模型 {found.bytes / 1e6:.1f} MB"))  # fmt: skip
    if found.encoder is None:
        say(words("without the sentence encoder", "未使用句向量编码器"))
    say("")
    judged, around = found.judged, found.scope
    head = (
        ("texts", "accuracy", "macro F1", "ECE", "out of scope", "told as such", "false alarms", "right and kept", "p50 ms", "p95 ms"),
        ("文本", "准确率", "宏 F1", "校准误差", "意图外文本", "识别率", "误报率", "正确且接受", "p50 毫秒", "p95 毫秒"),
    )  # fmt: skip
    recall = "–" if around.recall is None else f"{around.recall:.1%}"
    error = "–" if judged.ece is None else f"{judged.ece:.3f}"
    cells = [f"{judged.n}", f"{judged.accuracy:.2%}", f"{judged.macro_f1:.3f}", error, f"{around.outside}", recall]
    cells += [f"{around.false_alarms:.1%}", f"{around.accuracy:.2%}", f"{found.p50_ms:.1f}", f"{found.p95_ms:.1f}"]
    show(head[speaks_chinese()], [cells])
    worst(judged)


def worst(judged: Judged) -> None:
    """Which labels fare worst."""
    head = (("worst", "texts", "found", "taken for", "times"), ("最差", "文本", "识别率", "误判为", "次数"))
    lines = [[one.label, f"{one.n}", f"{one.recall:.1%}", one.taken_for or "–", f"{one.times}"] for one in judged.worst]
    show(head[speaks_chinese()], lines)
