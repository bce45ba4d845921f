"""Words that carry a mood, found in a text: which, where, and whether they are denied or strengthened. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import ahocorasick_rs
import msgspec

from qingfeng.kernel import text

_LATIN = re.compile(r"[a-z0-9]")
_LOOKED_BACK = 7
"""Characters before a word that may deny or strengthen it."""
_DENIED = re.compile(
    r"(?:不|没|没有|无|未|别|并非|毫无|不是|不太|不够|不怎么|不算|谈不上|称不上|算不上|哪里|哪儿|甭|莫|难以|缺乏|缺少|很少"
    r"|不能|不再|never |not |no |n't |isn't |don't )(?:想象中?的?|任何|一点儿?|半点|丝毫|[很太是那么有的多得特别怎觉感到说上什让我非常 ]{0,4})$"
)
_STRONG = re.compile(r"(?:很|非常|特别|超级?|极其?|太|巨|贼|老|最|十分|相当|真心?|好|死|so |very |really |too )$")
_CLAUSE = re.compile(r"[,，。.!！?？;；、~～\n…]+|(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


class Heard(msgspec.Struct, frozen=True):
    """`classes`: what the word is listed under. `after`: where it ends."""

    word: str
    classes: tuple[str, ...]
    start: int
    after: int
    denied: bool
    strong: bool


class Words:
    """A list of words by class; of two that begin at one place the longer is heard."""

    def __init__(self, listed: Mapping[str, tuple[str, ...]]) -> None:
        self._classes = list(listed.values())
        self._words = list(listed)
        self._found = ahocorasick_rs.AhoCorasick(self._words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def __len__(self) -> int:
        return len(self._words)

    def hear(self, line: str) -> Iterator[Heard]:
        """In a normal text (`grams.normal`), from left to right. Words in letters are heard only whole."""
        for number, start, after in self._found.find_matches_as_indexes(line):
            word = self._words[number]
            if _LATIN.match(word) and _within(line, start, after):
                continue
            before = line[max(0, start - _LOOKED_BACK) : start]
            denied = _DENIED.search(before) is not None
            strong = not denied and _STRONG.search(before) is not None
            yield Heard(word, self._classes[number], start, after, denied, strong)


def _within(line: str, start: int, after: int) -> bool:
    return bool((start and _LATIN.match(line[start - 1])) or (after < len(line) and _LATIN.match(line[after])))


def clauses(line: str) -> list[str]:
    return [part for part in _CLAUSE.split(line) if part.strip()]


@cache
def shipped(name: str) -> Words:
    """`polarity` or `emotion`: the list of our own in `data`."""
    listed: dict[str, tuple[str, ...]] = {}
    file = files("qingfeng.modules.understanding") / "data" / f"{name}_words.txt"
    for row in file.read_text(encoding="utf-8").splitlines():
        if row.startswith("#"):
            continue
        key, _, words = row.partition("\t")
        for word in words.split():
            plain = text.simplify(text.fold(word))
            if plain and key not in listed.get(plain, ()):
                listed[plain] = (*listed.get(plain, ()), key)
    return Words(listed)
