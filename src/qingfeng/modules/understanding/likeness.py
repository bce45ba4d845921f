"""How alike two lines are written: the longest sequence of characters that both have in this order. Pure."""

from __future__ import annotations

import re

LONGEST = 200
"""Characters of a line that are compared."""
_SAYS_NOTHING = re.compile(r"[\W_]+")


def letters(line: str) -> str:
    """Of a normal text what is compared: characters, letters and digits."""
    return _SAYS_NOTHING.sub("", line)[:LONGEST]


class Likeness:
    """Of one line (`letters`) to others. Bit by bit in parallel: Hyyrö, Bit-Parallel LCS-length Computation Revisited,
    2004."""

    def __init__(self, line: str) -> None:
        self._length = len(line)
        self._whole = (1 << len(line)) - 1
        self._places: dict[str, int] = {}
        for at, char in enumerate(line):
            self._places[char] = self._places.get(char, 0) | 1 << at

    def to(self, other: str) -> float:
        """0: no character in common; 1: the same."""
        if not self._length or not other:
            return 0.0
        missing = self._whole
        for char in other:
            having = missing & self._places.get(char, 0)
            missing = (missing + having) | (missing - having)
        common = self._length - (missing & self._whole).bit_count()
        return 2 * common / (self._length + len(other))
