"""`qingfeng eval topics`, measured: what many messages are about, how fast it was told, and how far it agrees with labels."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import msgspec
import numpy as np

from qingfeng.adapters.embed import found as encoder_found
from qingfeng.app import eval_files
from qingfeng.app.cli_table import say, show
from qingfeng.app.embedded.problem import Problem, speaks_chinese, words
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding.public import Topic, TopicMessage, find_topics, normal_text

SHOWN = 20


class Found(msgspec.Struct, frozen=True):
    """A topic as it is printed: all of it but its members."""

    name: str
    size: int
    share: float
    words: tuple[str, ...]
    examples: tuple[str, ...]
    trend: float | None


class Agreement(msgspec.Struct, frozen=True):
    """With labels that nobody showed to the finder. `purity`: the share of messages whose topic's commonest label is
    theirs. `information`: normalised mutual information, 1 when topics and labels are the same; messages of no topic
    count as a topic each."""

    labels: int
    purity: float
    information: float


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """`vector_seconds`: to turn texts into vectors, which a running box does as each message comes. `seconds`: to find
    the topics from vectors, on one core. `covered`: the share of messages that belong to a topic."""

    encoder: str
    messages: int
    vector_seconds: float
    seconds: float
    covered: float
    topics: list[Found]
    agreement: Agreement | None


def measured(parsed: argparse.Namespace, progress: Callable[[str], None]) -> Figures:
    """Raises Problem: a file that cannot be used, no encoder."""
    rows = eval_files.rows(parsed.messages, ["text"], ["at", "label"])
    encoder = encoder_found()
    if encoder is None:
        raise Problem("Topics need the sentence encoder, which is not installed.", "话题发现需要句向量编码器，本机未安装。")  # fmt: skip
    messages = [TopicMessage(row.cells[0], _time(parsed.messages, row)) for row in rows]
    lines = [normal_text(one.text) for one in messages]
    encoder.encode(["你好"])  # it is loaded once a process
    begun = perf_counter()
    order = sorted(range(len(lines)), key=lambda at: len(lines[at]))
    vectors = np.empty((len(lines), encoder.is_.dimension), dtype=np.float32)
    vectors[order] = encoder.encode([lines[at] for at in order])
    encoded = perf_counter() - begun
    progress(words(f"Texts into vectors: {encoded:.1f} s", f"文本向量化：{encoded:.1f} 秒"))
    begun = perf_counter()
    try:
        found = find_topics(messages, vectors, {})
    except Invalid as error:
        raise Problem(f"{parsed.messages}: {error.message}", f"{parsed.messages}：{error.message}") from None
    seconds = perf_counter() - begun
    return Figures(
        encoder=encoder.is_.id,
        messages=len(rows),
        vector_seconds=encoded,
        seconds=seconds,
        covered=sum(one.size for one in found) / len(rows),
        topics=[Found(one.name, one.size, one.share, one.words, one.examples, one.trend) for one in found],
        agreement=_agreement([row.cells[2] for row in rows], found),
    )


def _time(file: Path, row: eval_files.Row) -> float | None:
    said = row.cells[1]
    if not said:
        return None
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise Problem(f"{file}, line {row.line}, at: {said!r} is no time; write it as 2026-11-23T16:05:00.", f"{file} 第 {row.line} 行 at：{said!r} 不是时间，请写成 2026-11-23T16:05:00。") from None  # fmt: skip
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _agreement(labels: Sequence[str], topics: Sequence[Topic]) -> Agreement | None:
    if not all(labels):
        return None
    from sklearn.metrics import normalized_mutual_info_score

    of = np.arange(len(labels)) + len(topics)
    right = len(labels) - sum(one.size for one in topics)
    for place, one in enumerate(topics):
        members = list(one.members)
        of[members] = place
        mine = [labels[at] for at in members]
        right += max(mine.count(label) for label in set(mine))
    return Agreement(len(set(labels)), right / len(labels), float(normalized_mutual_info_score(list(labels), of)))


def shown(found: Figures) -> None:
    """The tables for people."""
    say(words(f"{found.messages} messages, {len(found.topics)} topics, {found.covered:.1%} of messages in one; vectors {found.vector_seconds:.1f} s, topics {found.seconds:.2f} s", f"{found.messages} 条消息，{len(found.topics)} 个话题，覆盖 {found.covered:.1%}；向量化 {found.vector_seconds:.1f} 秒，话题发现 {found.seconds:.2f} 秒"))  # fmt: skip
    if found.agreement is not None:
        a = found.agreement
        say(words(f"beside {a.labels} labels: purity {a.purity:.1%}, normalised mutual information {a.information:.3f}", f"与 {a.labels} 个标签相比：纯度 {a.purity:.1%}，归一化互信息 {a.information:.3f}"))  # fmt: skip
    say("")
    head = (("topic", "messages", "share", "trend", "example"), ("话题", "消息数", "占比", "趋势", "例句"))
    rows = [
        [one.name, f"{one.size}", f"{one.share:.1%}", "–" if one.trend is None else f"{one.trend:.2f}", one.examples[0][:40]]
        for one in found.topics[:SHOWN]
    ]  # fmt: skip
    show(head[speaks_chinese()], rows)
