"""Text for searching, Chinese first: folding, tokens, PostgreSQL's tsvector and tsquery, pinyin, clipping.

Both sides of a search pass through here, so what matters is that they are treated alike, not that a word is cut where
a linguist would. Han text is indexed as words, pairs and single characters (pairs find what the segmenter cut
elsewhere); everything else as words, model codes and numbers, whole and in parts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise

from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.traditional import TO_SIMPLIFIED

MAX_TOKEN = 64
"""Characters of a token; longer ones are cut (a lexeme may have 2,046 bytes)."""

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_RUN = re.compile(rf"(?P<han>[{_HAN}]+)|(?:(?![{_HAN}_])\w)+(?:[-_./@'](?:(?![{_HAN}_])\w)+)*")
_IS_HAN = re.compile(rf"[{_HAN}]")
_CHUNK = re.compile(r"\d+|\D+")
_SEPARATOR = re.compile(r"[-_./@']")
_BLANKS = re.compile(r"[^\S\n]+")
_LATIN = re.compile(r"[A-Za-z]{2,}")

# Surnames whose reading is not the usual one of the character.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "任": "ren", "朴": "piao", "盖": "ge",
    "覃": "qin", "乐": "yue", "尉迟": "yu chi", "缪": "miao", "召": "shao", "洗": "xian", "冼": "xian", "秘": "bi",
    "折": "she", "员": "yun", "黑": "he", "重": "chong", "种": "chong", "燕": "yan", "万俟": "mo qi", "长孙": "zhang sun",
}  # fmt: skip


def warm() -> None:
    """Read the dictionaries now, not with the first Chinese text. They take a fifth of a process's start."""
    _cut()
    _reader()


@cache
def _cut() -> Callable[[str], list[str]]:
    import rjieba

    cut: Callable[[str], list[str]] = rjieba.cut_for_search
    return cut


def cut(line: str) -> list[str]:
    """A text's words one after the other, nothing left out, as the segmenter parts them."""
    return _parted()(line)


@cache
def _parted() -> Callable[[str], list[str]]:
    import rjieba

    parted: Callable[[str], list[str]] = rjieba.cut
    return parted


@cache
def _reader() -> Callable[[str], list[str]]:
    """Tells the syllables of a text, without tones."""
    from pypinyin import lazy_pinyin

    return lazy_pinyin


def fold(text: str) -> str:
    """One form for what reads alike: NFKC (full width to half width), lower case, no control or zero-width characters.

    Line breaks stay, other blanks become one space; nothing at the ends.
    """
    text = unicodedata.normalize("NFKC", text).lower()
    if not text.isascii() or not text.isprintable():
        text = text.translate(_VISIBLE)
    return _BLANKS.sub(" ", text).strip()


class _Visible(dict[int, int | str]):
    """For `str.translate`: every character as it is kept, looked up once for each that ever occurs."""

    def __missing__(self, code: int) -> int | str:
        char = chr(code)
        invisible = unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"} or "\ufe00" <= char <= "\ufe0f"
        kept: int | str = code if char in "\n\t" or not invisible else " " if char in "\r\v\f" else ""
        self[code] = kept
        return kept


_VISIBLE = _Visible()


def simplify(text: str) -> str:
    """Traditional characters as Simplified ones, one to one."""
    return text.translate(TO_SIMPLIFIED)


def tokens(text: str) -> list[str]:
    """What to index a text by, in order, with repetitions. Empty when there is no letter, digit or character."""
    found: list[str] = []
    for run in _RUN.finditer(simplify(fold(text))):
        found += _han(run[0]) if run["han"] else _word(run[0])
    return found


def terms(text: str) -> list[str]:
    """What all must occur in a text that contains this one: pairs of characters, words, the parts of a code."""
    found: list[str] = []
    for run in _RUN.finditer(simplify(fold(text))):
        if run["han"]:
            found += [a + b for a, b in pairwise(run[0])] or [run[0]]
        else:
            found += [part[:MAX_TOKEN] for part in _SEPARATOR.split(run[0])]
    return list(dict.fromkeys(found))


def _han(run: str) -> list[str]:
    if len(run) == 1:
        return [run]
    words = [w[:MAX_TOKEN] for w in _cut()(run) if len(w) > 1]
    known = set(words)
    pairs = [pair for pair in (a + b for a, b in pairwise(run)) if pair not in known]
    return [*words, *pairs, *run]


def _word(run: str) -> list[str]:
    """`kfr-35gw`: kfr-35gw kfr35gw kfr 35gw 35 gw; `e4`: e4 e 4; `returns`: returns return."""
    parts = _SEPARATOR.split(run)
    found = [run]
    if len(parts) > 1:
        found += ["".join(parts), *parts]
    for part in parts:
        chunks = _CHUNK.findall(part)
        found += chunks if len(chunks) > 1 else _singular(part)
    return [token[:MAX_TOKEN] for token in dict.fromkeys(found)]


def _singular(word: str) -> list[str]:
    if len(word) < 4 or not word.isascii() or word[-1] != "s" or word.endswith(("ss", "us", "is")):
        return []
    return [word[:-3] + "y" if word.endswith("ies") else word[:-1]]


def tsv(found: Iterable[str]) -> str:
    """The text form of a tsvector, for `$1::text::tsvector`."""
    unique = sorted(set(found))
    plain = "' '".join(unique)
    if "\\" in plain or plain.count("'") != 2 * max(0, len(unique) - 1):  # a few have something to escape
        return " ".join(map(_quoted, unique))
    return f"'{plain}'" if unique else ""


def query(found: Iterable[str], *, every: bool = False, prefix: bool = False) -> str:
    """The text form of a tsquery, for `$1::text::tsquery`; empty (it finds nothing) when there are no tokens.

    Of `tokens`: any of them, without single characters when there is more to go by. Of `terms`, with `every`: all of
    them. `prefix`: words and numbers also match what begins with them.
    """
    unique = list(dict.fromkeys(found))
    if not every:
        unique = [t for t in unique if not is_single(t)] or unique
    parts = [_quoted(t) + (":*" if prefix and not _IS_HAN.match(t) else "") for t in unique]
    return (" & " if every else " | ").join(parts)


def is_single(token: str) -> bool:
    """Whether a token is one Han character."""
    return len(token) == 1 and bool(_IS_HAN.match(token))


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def pinyin(text: str, *, surname: bool = False) -> str:
    """A key that sorts like a Chinese list of names: syllables with blanks between. `surname`: the text is a name."""
    text = simplify(fold(text))
    if surname:
        for length in (2, 1):
            reading = _SURNAMES.get(text[:length])
            if reading and len(text) > length:
                return " ".join([reading, *_reader()(text[length:])])
    return _BLANKS.sub(" ", " ".join(_reader()(text))).strip()


def initials(text: str) -> str:
    """First letters: `退款进度` is `tkjd`; words, numbers and codes stay as they are; the rest is left out."""
    found: list[str] = []
    for run in _RUN.finditer(simplify(fold(text))):
        if run["han"]:
            found += [syllable[:1] for syllable in _reader()(run[0])]
        else:
            found.append(_SEPARATOR.sub("", run[0]))
    return "".join(found)


def clip(text: str, n: int) -> str:
    """At most `n` characters, an ellipsis for what is left out; nothing is cut inside a composed character."""
    if len(text) <= n:
        return text
    if n < 1:
        return ""
    end = n - 1
    while end > 0 and _joins(text[end - 1], text[end]):
        end -= 1
    return text[:end].rstrip(" \t\n，,、；;：:") + "…"


def _joins(before: str, after: str) -> bool:
    return (
        before == "\u200d"
        or after == "\u200d"
        or bool(unicodedata.combining(after))
        or "\ufe00" <= after <= "\ufe0f"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
    )


def language(text: str, default: str) -> str:
    """`zh` or `en`, whichever a text is written in; by the locale `default` when it does not say (digits, emoji)."""
    if _IS_HAN.search(text):
        return "zh"
    latin = _LATIN.findall(text)
    # A code or a brand alone ("E4", "OPPO") is no sentence.
    if len(latin) >= 2 or (latin and not default.startswith("zh") and default):
        return "en"
    return "zh" if default.startswith("zh") else "en"


def one_line(field: str, text: str, most: int, *, empty: bool = False) -> str:
    """What somebody typed into a line of a form, its blanks made one. Raises Invalid with the field."""
    line = " ".join(text.split())
    if not line and not empty:
        raise Invalid("empty", "This may not be empty.", field=field)
    if len(line) > most:
        raise Invalid("too_long", f"At most {most} characters.", field=field, max=most)
    if not line.isprintable():
        raise Invalid("bad_character", "This holds characters that cannot be shown.", field=field)
    return line
