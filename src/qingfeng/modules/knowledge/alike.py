"""Words that mean the same, made ready to be looked for in a question: those that ship, and a house's own beside them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qingfeng.kernel import text
from qingfeng.modules.knowledge.words import SAME

MEANING = "~"
"""Marks a token that stands for a line of words that mean the same."""
Lines = tuple[tuple[str, ...], ...]


class Alike:
    """Never changed afterwards. A house's line that shares a word with one that ships makes it longer."""

    def __init__(self, own: Lines = ()) -> None:
        """`own`: the house's lines; of each, the first word is the usual one."""
        self.words: dict[str, tuple[str, ...]] = {}
        self._of: dict[str, str] = {}
        for line in SAME:
            self._take(line)
        self._plain: dict[str, str] = {}
        for given in own:
            line = tuple(dict.fromkeys(normal(word) for word in given))
            self._take(line)
            self._plain |= dict.fromkeys(line[1:], line[0])
        self._in_text = _either(self._of, whole=frozenset(normal(word) for line in own for word in line))
        self._unusual = _either(self._plain, whole=frozenset(self._plain)) if self._plain else None

    def _take(self, line: tuple[str, ...]) -> None:
        token = next((self._of[word] for word in line if word in self._of), MEANING + line[0])
        self.words[token] = tuple(dict.fromkeys([*self.words.get(token, ()), *line]))
        self._of |= dict.fromkeys(line, token)

    def tokens(self, plain: str) -> list[str]:
        """Of a plain text: one token for every meaning whose words occur."""
        return [self._of[found[0]] for found in self._in_text.finditer(plain)]

    def said(self, token: str, plain: str) -> str:
        """The word of a meaning that a plain text has; empty when it has none."""
        return next((found[0] for found in self._in_text.finditer(plain) if self._of[found[0]] == token), "")

    def usual(self, line: str) -> str:
        """A text with the house's words replaced by the usual one of their line: what its meaning is read from."""
        if self._unusual is None:
            return line
        return self._unusual.sub(lambda found: self._plain[found[0]], normal(line))


def normal(word: str) -> str:
    """As words are compared."""
    return " ".join(text.simplify(text.fold(word)).split())


def _either(words: Sequence[str] | dict[str, str], whole: frozenset[str]) -> re.Pattern[str]:
    """The longest that fits. `whole`: those that, in letters and digits, are not found within a longer word."""
    return re.compile("|".join(_one(word, word in whole) for word in sorted(words, key=len, reverse=True)))


def _one(word: str, whole: bool) -> str:
    if not whole or not word.isascii():
        return re.escape(word)
    return f"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])"


@lru_cache(maxsize=256)
def of_house(own: Lines) -> Alike:
    return Alike(own)


SHIPPED = Alike()
