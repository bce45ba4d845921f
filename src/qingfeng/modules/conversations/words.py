"""The words of a message: what it is found by, and the line in which it was found, cut to fit. Pure."""

from __future__ import annotations

import re

import msgspec

from qingfeng.kernel import prose, text

LENGTH = 90
"""Characters of an excerpt."""
BEFORE = 18
"""Characters kept before what was found, so that it is read in its sentence."""
_WORD = re.compile(r"[^\W\d_]|\d")
_MARKS = re.compile(r"\*\*|__|`|^\s*(?:[-*•]|#{1,6}|>)\s+|!?\[([^\]]*)\]\([^)]*\)", re.M)
"""Markdown's marks: they shape what is read and say nothing in a line."""


class Part(msgspec.Struct, frozen=True):
    """A piece of an excerpt; `hit`: it is what was asked for. Pieces, not offsets: those count differently elsewhere."""

    text: str
    hit: bool


def unmarked(written: str) -> str:
    """Light Markdown as it is read: without its marks, links and pictures by their words."""
    return _MARKS.sub(lambda m: m[1] or "", prose.words(written))


def words_of(written: str, file: str | None) -> str:
    """What a message is found by, for `$1::text::tsvector`: its text and the name of its file."""
    written = prose.words(written)
    return text.tsv(text.tokens(f"{written}\n{file}" if file else written))


def marks(written: str, words: str) -> list[tuple[int, int]]:
    """Where `words` occur in a text, as half-open ranges in order, none touching the next.

    Compared as the index compares: width, case and script (Simplified, Traditional) make no difference.
    """
    folded, places = _folded(written)
    covered: set[int] = set()
    for term in text.terms(words):
        found = [m.start() for m in re.finditer(re.escape(term), folded)]
        whole = [at for at in found if text.is_single(term[:1]) or not (at and _WORD.match(folded[at - 1]))]
        for at in whole or found:
            covered.update(places[at : at + len(term)])
    ranges: list[tuple[int, int]] = []
    for place in sorted(covered):
        if ranges and ranges[-1][1] == place:
            ranges[-1] = (ranges[-1][0], place + 1)
        else:
            ranges.append((place, place + 1))
    return ranges


def _folded(written: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in the written one that it comes from."""
    out, places = [], []
    for place, char in enumerate(written):
        for folded in text.simplify(text.fold(char)) or (" " if char.isspace() else ""):
            out.append(folded)
            places.append(place)
    return "".join(out), places


def excerpt(written: str, words: str, length: int = LENGTH, *, markdown: bool = False) -> list[Part]:
    """At most `length` characters of a text around the first place where `words` occur, on one line.

    Markdown is shown as it is read, unless what was asked for stands only in what nobody reads, such as an address.
    """
    read = unmarked(written) if markdown else written
    line = re.sub(r"\s", " ", read)
    ranges = marks(line, words)
    if read != written and not ranges:
        return excerpt(written, words, length)
    first = ranges[0][0] if ranges else 0
    start = 0 if len(line) <= length or first <= BEFORE else min(first - BEFORE, len(line) - length)
    end = min(len(line), start + length)
    parts = [Part("…", False)] if start else []
    at = start
    for low, high in ranges:
        low, high = max(low, at), min(high, end)
        if low >= high:
            continue
        if low > at:
            parts.append(Part(line[at:low], False))
        parts.append(Part(line[low:high], True))
        at = high
    if at < end:
        parts.append(Part(line[at:end], False))
    if end < len(line):
        parts.append(Part("…", False))
    return parts
