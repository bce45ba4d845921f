"""A document cut into articles: at its headings, or whole. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePath
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from qingfeng.kernel import prose
from qingfeng.modules.knowledge import imports
from qingfeng.modules.knowledge.imports import Read
from qingfeng.ports.documents import Block, Document, Left

Split = Literal["auto", "one", "two", "file"]
"""At the headings of the highest level that there are two of; at those of the first level; of the first two; not at all."""
NAMED = 5


@dataclass(slots=True)
class Section:
    """What becomes an article."""

    title: str
    at: int
    headed: bool
    blocks: list[Block] = field(default_factory=list)


def cut(
    found: Document, split: Split, name: str, kept: Mapping[int, UUID] = MappingProxyType({})
) -> tuple[list[Read], list[Left]]:
    """The articles of a document (`kept`: the ids of its pictures by their number, from 1), and the headings with nothing below them. Raises Invalid of a table that is none."""
    if found.kind == "csv":
        return imports.read(found.text, "csv"), []
    named = found.title or PurePath(name).stem
    reads: list[Read] = []
    empty: list[str] = []
    for section in _sections(found, _level(found, split), named):
        values, blocks = _said_of_it(section) if found.kind == "markdown" else ({}, section.blocks)
        body = rendered(blocks, kept)
        if body:
            reads.append(Read(section.at, {**values, "title": section.title, "body": body}))
        elif section.headed:
            empty.append(section.title)
    left = [Left("empty_headings", len(empty), ", ".join(empty[:NAMED])[:200])] if empty else []
    return reads, left


def _level(found: Document, split: Split) -> int:
    """Headings up to this level begin an article; 0: none does."""
    levels = Counter(block.level for block in found.blocks if block.kind == "heading")
    if split == "file" or not levels:
        return 0
    if split == "one":
        return min(levels)
    if split == "two":
        return sorted(levels)[:2][-1]
    if found.kind == "markdown" and (told := _told(found.blocks)):
        return told
    return next((level for level in sorted(levels) if levels[level] > 1), 0)


def _told(blocks: list[Block]) -> int:
    """The level of the first heading below which lines say more of the article, as `category: …`."""
    for before, block in pairwise(blocks):
        if before.kind == "heading" and block.kind == "text" and _field(block.text.split("\n")[0]):
            return before.level
    return 0


def _sections(found: Document, level: int, named: str) -> Iterator[Section]:
    blocks = found.blocks
    first = blocks[0] if blocks else None
    if first is not None and first.kind == "heading" and not level:
        yield Section(first.text, first.at, headed=False, blocks=blocks[1:])
        return
    here = Section(named, first.at if first else 1, headed=False)
    for block in blocks:
        if block.kind == "heading" and block.level <= level:
            yield here
            here = Section(block.text, block.at, headed=True)
        else:
            here.blocks.append(block)
    yield here


def _field(line: str) -> tuple[str, str] | None:
    known = imports.META.fullmatch(line)
    name = imports.FIELD.get(known[1].strip().lower()) if known else None
    return (name, known[2]) if known and name and name not in ("title", "body") else None


def _said_of_it(section: Section) -> tuple[dict[str, str], list[Block]]:
    """Lines right below a heading that say more of the article, and what remains."""
    if not section.headed or not section.blocks or section.blocks[0].kind != "text":
        return {}, section.blocks
    first, *rest = section.blocks
    lines = first.text.split("\n")
    values: dict[str, str] = {}
    while lines and (told := _field(lines[0])):
        values[told[0]] = told[1]
        lines.pop(0)
    kept = [Block("text", "\n".join(lines), first.at)] if lines else []
    return values, [*kept, *rest]


def rendered(blocks: list[Block], kept: Mapping[int, UUID] = MappingProxyType({})) -> str:
    """Blocks as light Markdown; a heading within an article is a bold line, a picture below an item belongs to it."""
    if all(block.kind in ("heading", "picture") for block in blocks):
        return ""
    out: list[str] = []
    before = ""
    for block in blocks:
        if block.kind == "picture":
            if (id_ := kept.get(block.number)) is not None:
                under = before in ("item", "under")
                line = prose.written(id_, block.text or f"图片 {block.number}")
                out.append(("" if not out else "\n" if under else "\n\n") + ("   " if under else "") + line)
                before = "under" if under else "picture"
            continue
        if block.kind == "heading":
            line = f"**{block.text}**"
        elif block.kind == "item":
            mark = f"{block.number}." if block.number else "-"
            line = f"{'  ' * block.level}{mark} {block.text.replace(chr(10), ' ')}"
        else:
            line = block.text
        out.append(("" if not out else "\n" if before in ("item", "under") and block.kind == "item" else "\n\n") + line)
        before = block.kind
    return "".join(out)
