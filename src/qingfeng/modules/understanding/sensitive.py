"""Sensitive words: a tenant's lists, found in texts at millions of characters a second. Pure.

A term is matched as it is; as a whole word; through what people put between its characters (variants: 微*信, 微 信);
by its sound (pinyin: 薇信, weixin). Width, capitals, Traditional and invisible characters never matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import compress, count
from threading import Lock
from typing import Literal

import msgspec
from ahocorasick_rs import AhoCorasick

from qingfeng.kernel import text
from qingfeng.kernel.errors import Invalid

Severity = Literal["note", "warn", "block"]
How = Literal["plain", "variant", "pinyin"]
_AS_IT_IS: How = "plain"
_BETWEEN: How = "variant"
_BY_SOUND: How = "pinyin"
_LETTERS = re.compile("[a-z]{4}")
MOST_TERMS = 100_000
LONGEST_TERM = 64
_RANK: dict[Severity, int] = {"note": 0, "warn": 1, "block": 2}
_PLAINEST: dict[How, int] = {_AS_IT_IS: 0, _BETWEEN: 1, _BY_SOUND: 2}
_SYLLABLES, _FREE, _PRIVATE = 0x100, 0x800, 0xF0000
"""Syllables are told by characters from U+0100, two bytes each and so the sooner looked for; what stands there, up to
U+0800, is told by a private one."""


class Term(msgspec.Struct, frozen=True):
    """`whole`: only where a word begins and ends. `variants`: also with blanks and signs between. `pinyin`: also written
    by its sound, in other characters or in letters."""

    text: str
    severity: Severity = "warn"
    whole: bool = False
    variants: bool = False
    pinyin: bool = False


class Hit(msgspec.Struct, frozen=True):
    """`start`, `end`: places in the text as it was written. `how` it was found."""

    term: str
    severity: Severity
    start: int
    end: int
    how: How


class _Sought(msgspec.Struct, frozen=True):
    """A term by its place in the list. `key`: its plain form; `bare`: without blanks and signs, of which `before` stand
    at its beginning and `after` at its end."""

    at: int
    term: Term
    key: str
    bare: str
    before: int
    after: int


_Found = tuple[_Sought, int, int, How]


class _Plain(dict[int, str]):
    """For `str.translate`: every character in its plain form, small and Simplified; nothing for what is invisible."""

    def __missing__(self, code: int) -> str:
        kept = text.simplify(text.fold(f"x{chr(code)}x")[1:-1])
        if len(kept) != 1:
            _ODD.add(chr(code))
        self[code] = kept
        return kept


class _Bare(dict[int, str]):
    """For `str.translate`: letters, digits and characters in their plain form, nothing for all else."""

    def __missing__(self, code: int) -> str:
        self[code] = kept = "".join(filter(str.isalnum, _PLAIN[code]))
        return kept


class _Heard(dict[int, str]):
    """For `str.translate`: as `_Bare`, and a character as the one that stands for its first reading, without tone."""

    def __missing__(self, code: int) -> str:
        self[code] = kept = "".join(map(_sound, _BARE[code]))
        return kept


_ODD: set[str] = set()
"""Characters that are known to be none or several in their plain form."""
_PLAIN, _BARE, _HEARD = _Plain(), _Bare(), _Heard()
_NUMBERS: dict[str, int] = {}
_NUMBERING = Lock()


def _sound(char: str) -> str:
    syllable = _syllable(char)
    if syllable is None:
        return chr(_PRIVATE + ord(char)) if _SYLLABLES <= ord(char) < _FREE else char
    with _NUMBERING:
        number = _SYLLABLES + _NUMBERS.setdefault(syllable, len(_NUMBERS))
    return chr(number if number < _FREE else _PRIVATE + number)


@lru_cache(maxsize=32_768)
def _syllable(char: str) -> str | None:
    from pypinyin.pinyin_dict import pinyin_dict

    readings = pinyin_dict.get(ord(char))
    if readings is None or char.isascii():
        return None
    first = unicodedata.normalize("NFD", readings.split(",")[0])
    return "".join(c for c in first if not unicodedata.combining(c))


class Words:
    """Lists made ready to be looked for. Costs a second for a hundred thousand terms; safe to share between threads."""

    def __init__(self, terms: Sequence[Term]) -> None:
        """Raises Invalid: too_many_terms, empty_term, term_too_long, with the place of the term."""
        if len(terms) > MOST_TERMS:
            raise Invalid("too_many_terms", f"At most {MOST_TERMS:,} terms.", field="terms", most=MOST_TERMS)
        exact, bare, heard, letters = (dict[str, list[_Sought]]() for _ in range(4))
        for at, term in enumerate(terms):
            one = _sought(term, at)
            if term.pinyin and any(map(_syllable, one.key)):
                heard.setdefault(one.key.translate(_HEARD), []).append(one)
                letters.setdefault("".join(_syllable(c) or c for c in one.key), []).append(one)
            elif term.variants and one.bare:
                bare.setdefault(one.bare, []).append(one)
            else:
                exact.setdefault(one.key, []).append(one)
        self._exact = _Finder(exact)
        self._bare = _Finder(bare)
        self._heard = _Finder(heard)
        self._letters = _Finder({key: of for key, of in letters.items() if len(key) >= 4})

    def find(self, message: str) -> list[Hit]:
        """Every term that occurs, once at each place, by place; the plainest way it was found."""
        found: list[_Found] = []
        near, written = [], False
        if self._heard:  # what is as it is, through signs or by sound, is all in what is heard without signs
            heard = message.translate(_HEARD)
            near = self._heard.found(heard)
            written = bool(self._letters) and _LETTERS.search(heard) is not None
        if self._bare:
            near += self._bare.found(message.translate(_BARE))
        if not (near or written or self._exact):
            return []
        line = message.translate(_PLAIN)
        found += [(one, start, end, _AS_IT_IS) for one, start, end in self._exact.found(line)]
        if near:
            found += _looked_at(line, near)
        if written:
            by_letters = self._letters.found(line)
            found += [(one, a, b, _BY_SOUND) for one, a, b in by_letters if _stands_alone(line, a, b)]
        return _hits(message, line, found) if found else []


def _looked_at(line: str, near: list[tuple[_Sought, int, int]]) -> list[_Found]:
    """How each is there, if it is. `near`: places without blanks and signs."""
    places = range(len(line)) if line.isalnum() else list(compress(count(), map(str.isalnum, line)))
    found: list[_Found] = []
    for one, first, last in near:
        start, end = places[first], places[last - 1] + 1
        a, b = start - one.before, end + one.after
        piece = line[a:b] if a >= 0 else ""
        if piece == one.key:
            found.append((one, a, b, _AS_IT_IS))
        elif one.term.variants and _bare(line[start:end]) == one.bare:
            found.append((one, start, end, _BETWEEN))
        elif one.term.pinyin and len(piece) == len(one.key) and _signs(piece) == _signs(one.key):
            found.append((one, a, b, _BY_SOUND))
    return found


def _bare(piece: str) -> str:
    return piece if piece.isalnum() else "".join(filter(str.isalnum, piece))


def _signs(piece: str) -> list[str]:
    """What stands between, with its places."""
    return [] if piece.isalnum() else ["" if char.isalnum() else char for char in piece]


def _hits(message: str, line: str, found: list[_Found]) -> list[Hit]:
    """In places of the message; the plainest way a term was found at a place is kept, of the list's first."""
    places: Sequence[int] = range(len(line))
    if not _ODD.isdisjoint(message):
        places = [at for at, char in enumerate(message) for _ in _PLAIN[ord(char)]]
    if len(found) > 1:
        found.sort(key=lambda one: (_PLAINEST[one[3]], one[0].at))
    seen: dict[tuple[str, int, int], Hit] = {}
    for one, start, end, how in found:
        term = one.term
        key = (term.text, start, end)
        if key not in seen and (not term.whole or _is_whole(line, start, end)):
            seen[key] = Hit(term.text, term.severity, places[start], places[end - 1] + 1, how)
    if len(seen) == 1:
        return list(seen.values())
    return sorted(seen.values(), key=lambda hit: (hit.start, hit.end, hit.term))


def worst(hits: Iterable[Hit]) -> Severity | None:
    """The gravest of what was found."""
    return max((hit.severity for hit in hits), key=_RANK.__getitem__, default=None)


class _Finder:
    def __init__(self, terms: dict[str, list[_Sought]]) -> None:
        self._terms = list(terms.values())
        self._automaton = AhoCorasick(list(terms)) if terms else None

    def __bool__(self) -> bool:
        return self._automaton is not None

    def found(self, line: str) -> list[tuple[_Sought, int, int]]:
        if self._automaton is None:
            return []
        matches = self._automaton.find_matches_as_indexes(line, overlapping=True)
        return [(one, start, end) for number, start, end in matches for one in self._terms[number]] if matches else []


def _sought(term: Term, at: int) -> _Sought:
    key = term.text.translate(_PLAIN).strip()
    if not key:
        raise Invalid("empty_term", "A term has no visible character.", field=f"terms[{at}].text")
    if len(key) > LONGEST_TERM:
        raise Invalid("term_too_long", f"At most {LONGEST_TERM} characters.", field=f"terms[{at}].text", most=LONGEST_TERM)  # fmt: skip
    kept = [place for place, char in enumerate(key) if char.isalnum()] or [0, len(key) - 1]
    return _Sought(at, term, key, _bare(key), kept[0], len(key) - 1 - kept[-1])


def _stands_alone(line: str, start: int, end: int) -> bool:
    return not (
        (start > 0 and _is_latin(line[start - 1]) and _is_latin(line[start]))
        or (end < len(line) and _is_latin(line[end]) and _is_latin(line[end - 1]))
    )


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _is_whole(line: str, start: int, end: int) -> bool:
    """No letters go on before or after; among characters, a word begins and ends there as the segmenter cuts."""
    if not _stands_alone(line, start, end):
        return False
    a, b = max(0, start - 12), min(len(line), end + 12)
    cuts, at = {a}, a
    for word in text.cut(line[a:b]):
        at += len(word)
        cuts.add(at)
    return start in cuts and end in cuts
