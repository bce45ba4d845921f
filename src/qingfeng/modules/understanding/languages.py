"""The language of a text: Simplified or Traditional Chinese, English, or another one. Pure."""

from __future__ import annotations

import re
from typing import Literal

from qingfeng.kernel.traditional import TO_SIMPLIFIED

Language = Literal["zh-Hans", "zh-Hant", "en", "other"]
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA_OR_HANGUL = re.compile(r"[\u3041-\u30fa\u30fc-\u30ff\uac00-\ud7af\u1100-\u11ff]")
_LATIN = re.compile(r"[^\W\d_\u0370-\U0003134f]+")
_LETTER = re.compile(r"[^\W\d_]")
_TRADITIONAL = frozenset(chr(a) for a, b in TO_SIMPLIFIED.items() if a != b)
_SIMPLIFIED = frozenset(map(chr, TO_SIMPLIFIED.values())) - _TRADITIONAL
_ENGLISH = frozenset(["the", "a", "an", "is", "are", "was", "were", "do", "does", "did", "i", "you", "my", "your", "it", "this", "that", "to", "of", "in", "on", "for", "with", "and", "or", "not", "can", "could", "would", "please", "have", "has", "be", "what", "when", "where", "how", "why", "no", "yes", "me", "we", "they", "from", "at"])  # fmt: skip
_OTHERS = frozenset(["le", "la", "les", "des", "du", "une", "est", "je", "vous", "mon", "ma", "et", "pas", "où", "que", "der", "das", "und", "ist", "ich", "nicht", "ein", "eine", "mein", "el", "los", "las", "es", "mi", "por", "favor", "con", "para", "una", "il", "che", "non", "sono", "di", "o", "os", "um", "uma", "não", "meu", "el", "hola", "bonjour", "merci", "danke", "gracias", "ciao", "bitte", "wo", "wie", "qui", "donde", "dónde", "está", "è", "saya", "tidak", "ini", "yang", "di", "mana"])  # fmt: skip
LOOKED_AT = 2_000


def language(text: str) -> Language:
    """Chinese when there are Chinese characters, and neither kana nor Hangul among them; Traditional when more of its
    characters are written only so than only the other way. English when its words are in letters and no more of them
    are of another language; `other` when nothing says."""
    line = text[:LOOKED_AT]
    if _KANA_OR_HANGUL.search(line):
        return "other"
    if _HAN.search(line):
        traditional, simplified = sum(c in _TRADITIONAL for c in line), sum(c in _SIMPLIFIED for c in line)
        return "zh-Hant" if traditional > simplified else "zh-Hans"
    words = [word.lower() for word in _LATIN.findall(line)]
    letters = sum(map(len, words))
    if not words or letters * 2 < len(_LETTER.findall(line)):
        return "other"
    english, others = sum(word in _ENGLISH for word in words), sum(word in _OTHERS for word in words)
    accented = sum(not word.isascii() for word in words)
    return "other" if others + accented > english else "en"
