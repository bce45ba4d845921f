"""What the model writes, cut into sentences while it is written, each checked before anybody sees it. Pure.

A sentence ends at its mark and the numbers of its sources after it. What a model thinks aloud (<think>) is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from qingfeng.modules.reasoning import checking
from qingfeng.modules.reasoning.checking import Checked, Source

MOST_SENTENCES = 12
MOST_CHARACTERS = 6000
"""So much of one answer is read; a model that goes on is not listened to."""
_END = re.compile(
    r"(?:[。！？]+|\?+(?![A-Za-z0-9=&%/_])|!+(?!\s*\[(?!\s*(?:来源|source)?\s*:?\s*#?\d{1,3}\s*\]))|(?<=[^\d\s.])\.(?=\s)|\n)[”’」』\"')）]*(?:\s*[\[【［（(]\s*(?:来源|source|资料)?\s*:?\s*#?\d{1,3}\s*[\]】］)）])*[。.]?",
    re.IGNORECASE,
)
_MAYBE_CITED = re.compile(r"^\s*(?:[\[【［（(][^\]】］)）]{0,12})?$")
_THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)


class Enough(Exception):
    """The model has said more than is read."""


Show = Callable[[str], None]


class Sieve:
    """`show` is told the whole of what may be seen so far, whenever that grows; nothing while only courtesies stand there."""

    def __init__(self, sources: Sequence[Source], customer: str, show: Show) -> None:
        self._sources = sources
        self._customer = customer
        self._show = show
        self._raw = ""
        self._at = 0
        self._read = 0
        self.kept: list[Checked] = []
        self.removed: list[Checked] = []
        self._lines: list[str] = []
        self._seen: set[str] = set()

    def hear(self, piece: str) -> None:
        """More of it. Raises Enough."""
        self._read += len(piece)
        if self._read > MOST_CHARACTERS or len(self.kept) >= MOST_SENTENCES:
            raise Enough
        self._raw += piece
        if self._raw.lstrip().startswith("<think>"):
            thought = _THOUGHT.match(self._raw)
            if thought is None:
                return
            self._raw, self._at = self._raw[thought.end() :], 0
        elif "<think>".startswith(self._raw.lstrip()[:7]):
            return
        self._sentences()

    def end(self, *, whole: bool = True) -> None:
        """Nothing follows: what is left is a sentence as well, unless it was broken off (`whole` False): half a sentence may
        say the opposite of the whole."""
        if not self._raw.lstrip().startswith("<think>"):
            self._sentences(last=True)
        rest, self._raw, self._at = self._raw[self._at :], "", 0
        if whole and not rest.lstrip().startswith("<think>"):
            self._judge(rest)

    def _sentences(self, *, last: bool = False) -> None:
        while (found := _END.search(self._raw, self._at)) is not None:
            after = self._raw[found.end() :]
            if not last and _MAYBE_CITED.match(after) and "\n" not in found[0]:
                return  # its source may still be named
            self._judge(self._raw[self._at : found.end()])
            self._at = found.end()

    def _judge(self, sentence: str) -> None:
        if not sentence.strip() or len(self.kept) >= MOST_SENTENCES:
            return
        found = checking.check(sentence.strip(), self._sources, self._customer)
        if found.fault is not None:
            if found.fault != "empty":
                self.removed.append(found)
            return
        if found.text in self._seen:
            return
        self._seen.add(found.text)
        self.kept.append(found)
        self._lines.append(found.text + ("\n" if sentence.endswith("\n") else ""))
        if found.source:
            self._show(self.text)

    @property
    def text(self) -> str:
        """All that may be said, as it is said."""
        parts: list[str] = []
        for line in self._lines:
            if parts and not parts[-1].endswith("\n") and line[0].isascii() and parts[-1][-1].isascii():
                parts.append(" ")
            parts.append(line)
        return "".join(parts).strip()

    @property
    def stands(self) -> bool:
        """Whether anything of it stands in a source."""
        return any(one.source for one in self.kept)

    @property
    def asks(self) -> bool:
        return any(one.asks for one in self.kept)
