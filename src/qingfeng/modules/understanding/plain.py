"""Texts made plain, with the way back: where in the text as it was written something plain was found. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from qingfeng.kernel.traditional import TO_SIMPLIFIED

_DIGITS = str.maketrans("零〇一幺壹二贰三叁四肆五伍六陆七柒八捌九玖", "001112233445566778899")


def digits(line: str) -> str:
    """Chinese digits as figures, one to one: 幺三八 as 138."""
    return line.translate(_DIGITS)


def with_places(line: str) -> tuple[str, Sequence[int]]:
    """The plain form (half width, Simplified, nothing invisible; capitals and blanks stay) and, for each of its
    characters, the place it came from; one place more for the end."""
    if line.isascii():
        return line, range(len(line) + 1)
    kept: list[str] = []
    places: list[int] = []
    for place, char in enumerate(line):
        if char < "\x80":
            kept.append(char)
            places.append(place)
            continue
        for one in unicodedata.normalize("NFKC", char).translate(TO_SIMPLIFIED):
            if unicodedata.category(one) not in ("Cf", "Mn", "Cc"):
                kept.append(one)
                places.append(place)
    places.append(len(line))
    return "".join(kept), places
