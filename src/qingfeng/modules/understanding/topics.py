"""What many messages are about, without anything learned before: topics, found by meaning and named by words. Pure.

The vectors are turned to their principal directions, drawn together into small groups (k-means on the sphere), and these
joined while they are near one another in the mean (average linkage). The same messages in the same order give the same
topics; chance has no part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log
from typing import Any

import msgspec
import numpy as np

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding import likeness, retrieval
from qingfeng.modules.understanding.model import Matrix
from qingfeng.modules.understanding.retrieval import plain

MOST_MESSAGES = 50_000
DIRECTIONS, LEAST_DIRECTIONS = 48, 8
FOR_EACH = 12
"""Messages for each direction: in more than they can fill, all of them lie far from one another."""
EACH = 15
"""Messages in a small group, in the mean."""
LEAST_GROUPS, MOST_GROUPS = 30, 1_500
ROUNDS = 12
APART = 0.45
"""Mean distance (1 - cosine, of the turned vectors) from which on groups are not joined."""
LEAST_SIZE = 3
"""Messages that make a topic."""
ALIKE = 0.8
"""Cosine of its centre to that of a known intent from which on a topic is called like it."""
RECENT = 0.25
"""The last part of the time, which the trend compares with what was before."""
WORDS, NAMED, EXAMPLES = 6, 3, 3
AMONG = 0.05
"""Share of a topic's messages in which a word must occur to speak for it."""


class Message(msgspec.Struct, frozen=True):
    """`at`: seconds, from any beginning; None when it is not known."""

    text: str
    at: float | None = None


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """`name`: its most distinctive words. `share`: of all messages given. `words`: the most distinctive first.
    `examples`: texts nearest its centre, each once. `trend`: how often it comes in the last quarter of the time, beside
    before, both as shares of all that came then; 1 is steady; None without times. `like`: the known intent that is near.
    `members`: places of its messages."""

    name: str
    size: int
    share: float
    words: tuple[str, ...]
    examples: tuple[str, ...]
    trend: float | None
    like: str | None
    members: tuple[int, ...]


def find(messages: Sequence[Message], vectors: Matrix, known: Mapping[str, Matrix]) -> list[Topic]:
    """The topics of messages, the largest first. `vectors`: of each message, of length 1, by one encoder. `known`: the
    vectors of some examples of each intent that is known. Messages without a letter belong to none. Raises Invalid:
    too_many_messages, vectors_do_not_fit."""
    if len(messages) > MOST_MESSAGES:
        raise Invalid("too_many_messages", f"At most {MOST_MESSAGES:,} messages.", most=MOST_MESSAGES)
    if len(vectors) != len(messages):
        raise Invalid("vectors_do_not_fit", "There must be one vector for each message.")
    lines = [plain(one.text) for one in messages]
    speaking = np.asarray([at for at, line in enumerate(lines) if likeness.letters(line)], dtype=np.int64)
    if len(speaking) < LEAST_SIZE:
        return []
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        of = _grouped(np.asarray(vectors[speaking], dtype=np.float32))
    groups = [speaking[of == place] for place in range(int(of.max()) + 1)]
    groups = sorted((g for g in groups if len(g) >= LEAST_SIZE), key=lambda g: (-len(g), int(g[0])))
    cut = [frozenset(_words(line)) for line in lines]
    among = Counter(word for words in cut for word in words)
    centres = {name: _centre(rows) for name, rows in known.items() if len(rows)}
    since = _recent(messages)
    return [_topic(group, messages, vectors, (cut, among), centres, since) for group in groups]


def _topic(
    group: Any,
    messages: Sequence[Message],
    vectors: Matrix,
    words: tuple[list[frozenset[str]], Counter[str]],
    centres: Mapping[str, Matrix],
    since: float | None,
) -> Topic:
    centre = _centre(vectors[group])
    order = group[np.argsort(-(vectors[group] @ centre), kind="stable")]
    telling = _distinctive(group, *words)
    examples = tuple(dict.fromkeys(messages[at].text for at in order.tolist()))[:EXAMPLES]
    nearest = max(centres, key=lambda name: float(centres[name] @ centre), default=None)
    return Topic(
        name=" · ".join(telling[:NAMED]) or examples[0][:20],
        size=len(group),
        share=len(group) / len(messages),
        words=tuple(telling),
        examples=examples,
        trend=None if since is None else _trend(group, messages, since),
        like=nearest if nearest is not None and float(centres[nearest] @ centre) >= ALIKE else None,
        members=tuple(group.tolist()),
    )


# ------------------------------------------------------------------ groups
def _grouped(vectors: Matrix) -> Any:
    """A number for each row, from 0."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    turned = _turned(vectors)
    wanted = min(MOST_GROUPS, max(len(turned) // EACH, min(LEAST_GROUPS, len(turned))))
    of, centres = _drawn_together(turned, wanted)
    if len(centres) < 2:
        return of
    apart = 1 - centres @ centres.T
    apart = np.clip((apart + apart.T) / 2, 0, None)
    np.fill_diagonal(apart, 0)
    joined = fcluster(linkage(squareform(apart, checks=False), "average"), APART, "distance")
    return np.unique(joined[of], return_inverse=True)[1]


def _turned(vectors: Matrix) -> Matrix:
    """Each in its main directions, of length 1 again."""
    even = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(even.T @ even)
    wanted = min(DIRECTIONS, max(LEAST_DIRECTIONS, len(vectors) // FOR_EACH))
    return _even(even @ directions[:, ::-1][:, :wanted])


def _drawn_together(rows: Matrix, wanted: int) -> tuple[Any, Matrix]:
    """The group of each row, and the centres; groups that nothing is in are left out. It begins with rows spread evenly
    over the first direction."""
    begin = np.argsort(rows[:, 0], kind="stable")[np.linspace(0, len(rows) - 1, wanted).astype(np.int64)]
    centres = rows[begin]
    of = np.zeros(len(rows), dtype=np.int64)
    for _ in range(ROUNDS):
        of = np.unique((rows @ centres.T).argmax(axis=1), return_inverse=True)[1]
        order = np.argsort(of, kind="stable")
        centres = _even(np.add.reduceat(rows[order], np.searchsorted(of[order], np.arange(of.max() + 1)), axis=0))
    return of, centres


def _centre(rows: Matrix) -> Matrix:
    centre: Matrix = _even(rows.mean(axis=0, keepdims=True))[0]
    return centre


def _even(rows: Matrix) -> Matrix:
    even: Matrix = (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return even


# ------------------------------------------------------------------ names
def _words(line: str) -> list[str]:
    """Those that can name something: two characters or letters at least, and no mere number."""
    return [word for word in retrieval.by_words(line) if len(word) > 1 and not word.isdigit()]


def _distinctive(group: Any, cut: list[frozenset[str]], among: Counter[str]) -> list[str]:
    """By how much oftener a word is used here than everywhere, weighed by how often it is used here. A word that is a
    part of one before it says nothing new."""
    here = Counter(word for at in group.tolist() for word in cut[at])
    least = max(1.0, AMONG * len(group))
    worth = {
        word: n / len(group) * log((n / len(group)) / (among[word] / len(cut)))
        for word, n in here.items()
        if n >= least
    }
    found: list[str] = []
    for word in sorted(worth, key=lambda word: (-worth[word], word)):
        if worth[word] <= 0 or len(found) == WORDS:
            break
        if not any(word in one or one in word for one in found):
            found.append(word)
    return found


# ------------------------------------------------------------------ trend
def _recent(messages: Sequence[Message]) -> float | None:
    """When the last part of the time begins; None without times, or when all came at once."""
    times = [one.at for one in messages if one.at is not None]
    if not times or max(times) == min(times):
        return None
    return max(times) - (max(times) - min(times)) * RECENT


def _trend(group: Any, messages: Sequence[Message], since: float) -> float:
    """Smoothed by one message: a topic that never came before is not infinitely more."""
    late = sum(one.at >= since for one in messages if one.at is not None)
    early = sum(one.at < since for one in messages if one.at is not None)
    times = [at for at in (messages[place].at for place in group.tolist()) if at is not None]
    mine = sum(at >= since for at in times)
    before = len(times) - mine
    return float(((mine + 1) / (late + 1)) / ((before + 1) / (early + 1)))
