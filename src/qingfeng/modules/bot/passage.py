"""An article made short enough to read in a chat. Pure."""

from __future__ import annotations

import re

from qingfeng.kernel import prose, text

LIMIT = {"zh": 420, "en": 900}
"""Characters after which a paragraph is left out, and the source named instead."""

_BLOCK = re.compile(r"\n[^\S\n]*\n(?![^\S\n]{2,}\S)\s*")
"""What is indented belongs to the step above it."""


def passage(body: str, question: str, language: str) -> tuple[str, bool]:
    """(text, whole): the article's paragraphs up to the limit. When it is longer: the first one and those that have
    most of the question, in their order. `whole` says that nothing was left out."""
    blocks = [b.strip() for b in _BLOCK.split(body.strip()) if b.strip()]
    limit = LIMIT[language]
    if sum(map(_length, blocks)) <= limit or not blocks:
        return "\n\n".join(blocks), True
    wanted = {t for t in text.tokens(question) if len(t) > 1}
    worth = [sum(len(t) for t in wanted & set(text.tokens(prose.words(block)))) for block in blocks]
    chosen: set[int] = set()
    left = limit
    # The first paragraph sets the scene; then by worth, earlier ones first.
    for at in sorted(range(len(blocks)), key=lambda i: (i > 0, -worth[i], i)):
        if _length(blocks[at]) <= left or not chosen:
            chosen.add(at)
            left -= _length(blocks[at])
    return "\n\n".join(_shortened(blocks[at], limit) for at in sorted(chosen)), False


def _shortened(block: str, limit: int) -> str:
    """A block within the limit: whole lines of it, or the beginning of its one long line."""
    if _length(block) <= limit:
        return block
    lines: list[str] = []
    for line in block.splitlines():
        if sum(map(_length, lines)) + _length(line) > limit:
            break
        lines.append(line)
    return "\n".join(lines) if lines else text.clip(block, limit)


def _length(words: str) -> int:
    """Characters that are read: a picture counts by its words."""
    return len(prose.words(words))
