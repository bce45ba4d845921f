"""Characters that nobody sees: zero-width ones, marks of direction, control characters. Pure.

They come along when text is copied from web pages and office files; a word that holds one is another word to a search.
"""

from __future__ import annotations

import re
import unicodedata

_JOINER = "\u200d"
_NEVER = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)


def without_invisible(text: str) -> tuple[str, int]:
    """The text without them, and how many there were. What joins the parts of one emoji stays."""
    count = 0

    def gone(found: re.Match[str]) -> str:
        nonlocal count
        if found[0] == _JOINER and _joins(text, found.start()):
            return _JOINER
        count += 1
        return "\n" if found[0] in "\x0b\x0c" else ""

    return _NEVER.sub(gone, text), count


def _joins(text: str, at: int) -> bool:
    before = text[at - 1] if at else ""
    after = text[at + 1] if at + 1 < len(text) else ""
    return bool(before and after) and (_pictorial(before) or before == "\ufe0f") and _pictorial(after)


def _pictorial(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sk")
