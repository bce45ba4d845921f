"""Sensitive words: a tenant's lists, found in texts at millions of characters a second. Pure.

A term is matched as it is; as a whole word; through what people put between its characters (variants: 微*信, 微 信);
by its sound (pinyin: 薇信, weixin). Width, capitals, Traditional and invisible characters never matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

import msgspec
import rjieba
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
_PRIVATE = 0xF0000
"""Where the characters begin that stand for syllables."""


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


_Found = tuple[Term, int, int, How]


class _Plain(dict[int, str]):
    """For `str.translate`: every character in its plain form, small and Simplified; nothing for what is invisible."""

    def __missing__(self, code: int) -> str:
        kept = self[code] = text.simplify(text.fold(f"x{chr(code)}x")[1:-1])
        return kept


class _Noise(dict[int, int | None]):
    """For `str.translate`: letters, digits and characters stay, all else goes."""

    def __missing__(self, code: int) -> int | None:
        kept = code if chr(code).isalnum() else None
        self[code] = kept
        return kept


class _Sounds(dict[int, int]):
    """For `str.translate`: a character as the one that stands for its first reading, without tone."""

    def __missing__(self, code: int) -> int:
        syllable = _syllable(chr(code))
        self[code] = kept = code if syllable is None else _number(syllable)
        return kept


_PLAIN, _NOISE, _SOUNDS = _Plain(), _Noise(), _Sounds()
_NUMBERS: dict[str, int] = {}


def _number(syllable: str) -> int:
    return _NUMBERS.setdefault(syllable, _PRIVATE + len(_NUMBERS))


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
        plain, loose, sound, letters = (dict[str, list[Term]]() for _ in range(4))
        for at, term in enumerate(terms):
            key = _checked(term, at)
            plain.setdefault(key, []).append(term)
            if term.variants:
                loose.setdefault(key.translate(_NOISE), []).append(term)
            if term.pinyin and any(_syllable(c) for c in key):
                sound.setdefault(key.translate(_SOUNDS), []).append(term)
                letters.setdefault("".join(_syllable(c) or c for c in key), []).append(term)
        letters = {key: of for key, of in letters.items() if len(key) >= 4}
        self._plain = _Finder(plain)
        self._loose = _Finder({key: of for key, of in loose.items() if key})
        self._sound = _Finder(sound)
        self._letters = _Finder(letters)

    def find(self, message: str) -> list[Hit]:
        """Every term that occurs, once at each place, by place; the plainest way it was found."""
        line = message.translate(_PLAIN)
        found = [(term, start, end, _AS_IT_IS) for term, start, end in self._plain.found(line)]
        if self._loose:
            close = line.translate(_NOISE)
            if len(close) != len(line):
                found += self._between(line, close, sum(one[0].variants for one in found))
        if self._sound:
            found += [(term, start, end, _BY_SOUND) for term, start, end in self._sound.found(line.translate(_SOUNDS))]
        if self._letters and _LETTERS.search(line):
            by_letters = self._letters.found(line)
            found += [(term, a, b, _BY_SOUND) for term, a, b in by_letters if _stands_alone(line, a, b)]
        return _hits(message, line, found) if found else []

    def _between(self, line: str, close: str, plain: int) -> list[_Found]:
        """What is found when all but letters, digits and characters is left out. `plain`: how many are without."""
        matches = list(self._loose.found(close))
        if len(matches) <= plain:
            return []
        places = [at for at, char in enumerate(line) if _NOISE[ord(char)] is not None]
        return [(term, places[start], places[end - 1] + 1, _BETWEEN) for term, start, end in matches]


def _hits(message: str, line: str, found: list[_Found]) -> list[Hit]:
    """In places of the message; the first way a term was found at a place is kept."""
    places = [at for at, char in enumerate(message) for _ in _PLAIN[ord(char)]]
    seen: dict[tuple[str, int, int], Hit] = {}
    for term, start, end, how in found:
        key = (term.text, start, end)
        if key not in seen and (not term.whole or _is_whole(line, start, end)):
            seen[key] = Hit(term.text, term.severity, places[start], places[end - 1] + 1, how)
    return sorted(seen.values(), key=lambda hit: (hit.start, hit.end, hit.term))


def worst(hits: Iterable[Hit]) -> Severity | None:
    """The gravest of what was found."""
    return max((hit.severity for hit in hits), key=_RANK.__getitem__, default=None)


class _Finder:
    def __init__(self, terms: dict[str, list[Term]]) -> None:
        self._terms = list(terms.values())
        self._lengths = [len(key) for key in terms]
        self._automaton = AhoCorasick(list(terms)) if terms else None

    def __bool__(self) -> bool:
        return self._automaton is not None

    def found(self, line: str) -> list[tuple[Term, int, int]]:
        if self._automaton is None:
            return []
        matches = self._automaton.find_matches_as_indexes(line, overlapping=True)
        return [(term, start, end) for number, start, end in matches for term in self._terms[number]]


def _checked(term: Term, at: int) -> str:
    key = term.text.translate(_PLAIN).strip()
    if not key:
        raise Invalid("empty_term", "A term has no visible character.", field=f"terms[{at}].text")
    if len(key) > LONGEST_TERM:
        raise Invalid("term_too_long", f"At most {LONGEST_TERM} characters.", field=f"terms[{at}].text", most=LONGEST_TERM)  # fmt: skip
    return key


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
    for word in rjieba.cut(line[a:b]):
        at += len(word)
        cuts.add(at)
    return start in cuts and end in cuts
