"""Finds the entry that answers a question: by its pieces (BM25), its meaning (cosine) and how alike it is written. Pure.

What a phrasing scores is what it has of the best by pieces, its cosine and, for the first few, its likeness, each by its
weight. An entry has one phrasing or several (its title, similar questions): half its score is its best phrasing's, half
the mean of its best three. So one odd phrasing does not make an entry, and several that are near do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import msgspec
import numpy as np

from qingfeng.kernel import text
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding import grams, likeness
from qingfeng.modules.understanding.model import MAX_TEXT, Matrix
from qingfeng.ports.embed import Encoder

MOST_PHRASINGS = 100_000
SATURATION, LENGTH = 1.2, 0.75
"""Of BM25: how soon a repeated piece says no more, and how much long phrasings are held back."""
MEANING = np.float32(4.0)
"""What a cosine of 1 counts, where the best by pieces counts 1."""
ALIKE = np.float32(0.4)
"""What being written the same counts."""
LOOKED_AT = 30
"""Phrasings whose likeness is asked."""
SEVERAL = 3
"""Phrasings of an entry that count."""
LEAST = np.float32(-1e9)
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


def pieces(line: str) -> list[str]:
    """Of a normal text: characters, pairs of them and words; of words in letters also every three letters, so that
    another ending or a slip leaves something in common."""
    found: list[str] = []
    for run in _RUN.findall(line):
        if _HAN.match(run):
            found += [*run, *(a + b for a, b in pairwise(run)), *(f"w{word}" for word in text.cut(run))]
        else:
            edged = f"<{run}>"
            found += [run, f"w{run}", *(f"#{edged[at : at + 3]}" for at in range(len(edged) - 2))]
    return found


def by_words(line: str) -> list[str]:
    """Of a normal text: words, as the segmenter cuts. What retrieval is compared with."""
    return [word for run in _RUN.findall(line) for word in (text.cut(run) if _HAN.match(run) else [run])]


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

    def __init__(self, given: Sequence[Phrasing], encoder: Encoder | None, cut: Cut = pieces) -> None:
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
        lines = [plain(given[at].text) for at in self._order]
        self._of = of[self._order]
        self._words = Bm25(lines, cut)
        self._letters = [likeness.letters(line) for line in lines]
        self._encoder = encoder
        self._vectors = None if encoder is None else encoder.encode([_normal(given[at].text) for at in self._order])

    def find(self, questions: Sequence[str], most: int = 5) -> list[list[Match]]:
        """For each question the entries that have anything in common with it, the best first. With an encoder every
        entry has, but for a question that says nothing."""
        if self._encoder is None or self._vectors is None:
            return [self._found(plain(one), None, most) for one in questions]
        meanings = self._encoder.encode([_normal(one) for one in questions])
        return [
            self._found(line, self._vectors @ meaning, most) if line else []
            for line, meaning in zip(map(plain, questions), meanings, strict=True)
        ]

    def _found(self, line: str, cosines: Matrix | None, most: int) -> list[Match]:
        """Of one question, by its plain form and the cosine of each phrasing."""
        scores = self._words.scores(line)
        shared = scores > 0
        scores /= max(float(scores.max()), 1e-6)
        if cosines is not None:
            scores += cosines * MEANING
        else:
            scores[~shared] = LEAST
        looked_at = np.argsort(-scores, kind="stable")[:LOOKED_AT]
        like = likeness.Likeness(likeness.letters(line))
        scores[looked_at] += np.asarray([like.to(self._letters[at]) for at in looked_at], dtype=np.float32) * ALIKE
        order = np.lexsort((-scores, self._of))  # by entry, each with its best phrasing first
        fused = self._fused(scores[order])
        top = np.argsort(-fused, kind="stable")[:most]
        firsts = self._order[order[self._starts]]
        return [Match(self.ids[at], int(firsts[at]), float(fused[at])) for at in top if fused[at] > LEAST / 2]

    def _fused(self, scores: Matrix) -> Matrix:
        """Of each entry, from the scores of its phrasings, the best first. Phrasings that share nothing do not count."""
        best = scores[self._starts]
        total, n = best.copy(), np.ones(len(best), dtype=np.float32)
        ends = np.append(self._starts[1:], len(scores))
        for place in range(1, SEVERAL):
            at = self._starts + place
            has = at < ends
            has[has] = scores[at[has]] > LEAST / 2
            total[has] += scores[at[has]]
            n[has] += 1
        fused: Matrix = ((best + total / n) / 2).astype(np.float32)
        return fused


def plain(line: str) -> str:
    """What pieces are cut from: numbers say which."""
    return text.simplify(text.fold(line[:MAX_TEXT]))


def _normal(line: str) -> str:
    """What is given to the encoder."""
    return grams.normal(line, MAX_TEXT)
