"""Finds the entry that answers a question: by its characters (BM25) and by its meaning (cosine), fused by rank. Pure.

An entry has one phrasing or several (its title, similar questions); the best of them counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
import rjieba

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding import grams
from qingfeng.modules.understanding.model import MAX_TEXT, Matrix
from qingfeng.ports.embed import Encoder

MOST_PHRASINGS = 100_000
SATURATION, LENGTH = 1.2, 0.75
"""Of BM25: how soon a repeated piece says no more, and how much long phrasings are held back."""
CONSTANT = 5
"""Of the fusion: a place in one order is worth 1 / (this + the place)."""
BY_PIECES, BY_MEANING = 1.0, 2.0
"""What the two orders count."""
LEAST_COSINE = -2.0
"""None is below."""
_CHARACTERS = r"\u3400-\u4dbf\u4e00-\u9fff"
_RUN = re.compile(rf"[{_CHARACTERS}]+|[^\W_{_CHARACTERS}]+(?:['’][^\W_{_CHARACTERS}]+)?")
_HAN = re.compile(rf"[{_CHARACTERS}]")
Cut = Callable[[str], list[str]]


class Phrasing(msgspec.Struct, frozen=True):
    """One way to ask what the entry answers."""

    id: str
    text: str


class Match(msgspec.Struct, frozen=True):
    """`phrasing`: the one of the entry that is nearest, by its place in what was given. `score`: only to compare
    matches of one question."""

    id: str
    phrasing: int
    score: float


def characters(line: str) -> list[str]:
    """Of a normal text: characters and pairs of them; words that are written in letters."""
    found: list[str] = []
    for run in _RUN.findall(line):
        found += [*run, *(a + b for a, b in pairwise(run))] if _HAN.match(run) else [run]
    return found


def by_words(line: str) -> list[str]:
    """Of a normal text: words, as the segmenter cuts. What retrieval is compared with."""
    return [word for run in _RUN.findall(line) for word in (rjieba.cut(run) if _HAN.match(run) else [run])]


class Bm25:
    """Scores of one text against every line, by the pieces they share."""

    def __init__(self, lines: Sequence[str], cut: Cut) -> None:
        """`lines`: normal texts."""
        from scipy.sparse import csr_matrix

        self._cut = cut
        self._places: dict[str, int] = {}
        counted = [Counter(cut(line)) for line in lines]
        lengths = np.asarray([sum(one.values()) for one in counted], dtype=np.float32)
        where = np.asarray([self._places.setdefault(p, len(self._places)) for one in counted for p in one], dtype=np.int32)  # fmt: skip
        times = np.asarray([n for one in counted for n in one.values()], dtype=np.float32)
        rows = np.repeat(np.arange(len(lines), dtype=np.int32), [len(one) for one in counted])
        among = np.bincount(where, minlength=len(self._places))
        says = np.log1p((len(lines) - among + 0.5) / (among + 0.5)).astype(np.float32)
        held = SATURATION * (1 - LENGTH + LENGTH * lengths / max(float(lengths.mean()), 1.0))
        weights = says[where] * times * (SATURATION + 1) / (times + held[rows]) if len(where) else times
        self._n = len(lines)
        self._by_piece: Any = csr_matrix((weights, (where, rows)), shape=(len(self._places), len(lines)), dtype=np.float32)  # fmt: skip

    def scores(self, line: str) -> Matrix:
        """One for each line (n,); 0 where they share nothing."""
        out = np.zeros(self._n, dtype=np.float32)
        starts, lines, weights = self._by_piece.indptr, self._by_piece.indices, self._by_piece.data
        for piece in set(self._cut(line)):
            place = self._places.get(piece)
            if place is not None:
                a, b = starts[place], starts[place + 1]
                out[lines[a:b]] += weights[a:b]
        return out


class Shelf:
    """Entries made ready to be searched. Never changed afterwards; safe to share between threads."""

    def __init__(self, given: Sequence[Phrasing], encoder: Encoder | None, cut: Cut = characters) -> None:
        """Raises Invalid: no_phrasings, too_many_phrasings; what the encoder raises, which is asked for all at once."""
        if not given:
            raise Invalid("no_phrasings", "There is no phrasing of any entry.", field="entries")
        if len(given) > MOST_PHRASINGS:
            raise Invalid("too_many_phrasings", f"At most {MOST_PHRASINGS:,} phrasings.", field="entries", most=MOST_PHRASINGS)  # fmt: skip
        places: dict[str, int] = {}
        of = np.asarray([places.setdefault(one.id, len(places)) for one in given])
        self._order = np.argsort(of, kind="stable")
        self._starts = np.searchsorted(of[self._order], np.arange(len(places)))
        self.ids = list(places)
        lines = [grams.normal(given[at].text, MAX_TEXT) for at in self._order]
        self._words = Bm25(lines, cut)
        self._encoder = encoder
        self._vectors = None if encoder is None else encoder.encode(lines)

    def find(self, questions: Sequence[str], most: int = 5) -> list[list[Match]]:
        """For each question the entries that have anything in common with it, the best first. With an encoder every
        entry has, but for a question that says nothing."""
        lines = [grams.normal(one, MAX_TEXT) for one in questions]
        if self._encoder is None or self._vectors is None:
            return [self._found(self._words.scores(line), None, most) for line in lines]
        meanings = self._encoder.encode(lines)
        return [
            self._found(self._words.scores(line), self._vectors @ meaning, most) if line else []
            for line, meaning in zip(lines, meanings, strict=True)
        ]

    def _found(self, by_pieces: Matrix, by_meaning: Matrix | None, most: int) -> list[Match]:
        """Of one question, by what each phrasing scores."""
        near, fused = by_pieces, _worth(self._best(by_pieces), BY_PIECES, 0.0)
        if by_meaning is not None:
            near, fused = by_meaning, fused + _worth(self._best(by_meaning), BY_MEANING, LEAST_COSINE)
        top = np.argsort(-fused, kind="stable")[:most]
        return [Match(self.ids[at], self._nearest(near, int(at)), float(fused[at])) for at in top if fused[at] > 0]

    def _best(self, scores: Matrix) -> Matrix:
        """Of each entry, the score of its best phrasing."""
        best: Matrix = np.maximum.reduceat(scores, self._starts)
        return best

    def _nearest(self, scores: Matrix, entry: int) -> int:
        ends = self._starts[entry + 1] if entry + 1 < len(self._starts) else len(scores)
        start = self._starts[entry]
        return int(self._order[start + int(np.argmax(scores[start:ends]))])


def _worth(scores: Matrix, weight: float, least: float) -> Matrix:
    """What each entry's place is worth; nothing for those that are not above the least. Equal scores share a place."""
    places = len(scores) - np.searchsorted(np.sort(scores), scores, side="right") + 1
    worth: Matrix = np.where(scores > least, weight / (CONSTANT + places), 0.0).astype(np.float32)
    return worth
