"""Texts as grams: pieces of two to four characters, and words with their neighbours. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from math import log, sqrt
from typing import Protocol

from qingfeng.kernel import text

_CHARACTERS = r"\u3400-\u4dbf\u4e00-\u9fff"
_LETTERS = rf"[^\W_{_CHARACTERS}]+"
_WORD = re.compile(rf"[{_CHARACTERS}]+|{_LETTERS}(?:['’]{_LETTERS})?|[^\w\s]")
_HAN = re.compile(rf"[{_CHARACTERS}]")
_DIGITS = re.compile(r"\d{4,}")


class Vector(Protocol):
    """What each gram says: a list or a row of a matrix."""

    def __getitem__(self, at: int, /) -> float: ...


CHARACTERS = "c"
WORDS = "w"


def normal(line: str, most: int) -> str:
    """The form in which texts are compared: full width, capitals, Traditional and invisible characters made plain;
    emoji stay. Long numbers say that they are numbers, not which."""
    return _DIGITS.sub("0000", text.simplify(text.fold(line[:most])))


def split(line: str) -> Counter[str]:
    """How often each gram occurs in a normal text. What begins with `c` is of characters, with `w` of words."""
    found: Counter[str] = Counter()
    for part in line.split():
        edged = f" {part} "
        least = 1 if _HAN.search(part) else 2
        for n in range(least, 5):
            found.update([CHARACTERS + edged[i : i + n] for i in range(len(edged) - n + 1)])
    words: list[str] = []
    for run in _WORD.findall(line):
        words += text.cut(run) if _HAN.match(run) else [run]
    found.update([WORDS + word for word in words])
    found.update([f"{WORDS}{a} {b}" for a, b in pairwise(words)])
    return found


def weigh(found: Mapping[str, int], places: Mapping[str, int], idf: Vector) -> tuple[list[int], list[float]]:
    """Places and weights of the grams that are known: the logarithm of their number times what each says; characters
    and words each of length 1."""
    where: list[int] = []
    how: list[float] = []
    for kind in (CHARACTERS, WORDS):
        at = [(places[gram], n) for gram, n in found.items() if gram[0] == kind and gram in places]
        weights = [(1 + log(n)) * idf[place] for place, n in at]
        length = sqrt(sum(w * w for w in weights)) or 1.0
        where += [place for place, _ in at]
        how += [float(w / length) for w in weights]
    return where, how


def learn(lines: list[Counter[str]], least: int, most: int) -> tuple[list[str], list[float]]:
    """The grams that occur in at least so many texts, the commonest so many of them, with what each says."""
    among: Counter[str] = Counter()
    for line in lines:
        among.update(line.keys())
    kept = sorted((gram for gram, n in among.items() if n >= least), key=lambda gram: (-among[gram], gram))[:most]
    return kept, [log((1 + len(lines)) / (1 + among[gram])) + 1 for gram in kept]
