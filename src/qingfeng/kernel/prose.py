"""Light Markdown as it is read: its words without its signs, its pictures, and its blocks with the steps of a guide. Pure.

A picture is `![words](file:ID "caption")`: a stored file by its id, the words that stand for it, and a line below it.
What stands indented under a numbered line, and a picture right under it, belongs to that step. The chat and the console
read the same way (widget/src/core/prose.ts, console/src/design/prose.ts); tests/support/prose.json holds all three to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal
from uuid import UUID

import msgspec

MOST_STEPS = 50
"""A longer list is read as a list, not walked through."""
_PICTURE = re.compile(
    r'!\[([^\[\]\n]{0,300})\]\(file:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[ ]{1,3}"([^"\n]{0,300})")?\)'
)
_ITEM = re.compile(r"( {0,6}|\t)(?:[-*•][ \t]|(\d{1,3})(?:[.)][ \t]|、))[ \t]*(\S.*)")
_BARE = re.compile(r"( {0,6}|\t)(?:[-*•]|\d{1,3}[.)、])[ \t]*")
_HEAD = re.compile(r"#{1,6}[ \t]+(.*)")
_MARKS = re.compile(
    r"\*\*|`|^[ \t]*(?:#{1,6}[ \t]+|[-*•][ \t]+|\d{1,3}(?:[.)][ \t]+|、[ \t]*))|!?\[([^\[\]\n]{0,400})\]\([^()\n]{0,2000}\)",
    re.MULTILINE,
)


class Picture(msgspec.Struct, frozen=True):
    """`words`: what stands for it where it cannot be seen."""

    id: UUID
    words: str
    caption: str = ""

    @property
    def said(self) -> str:
        """Its words and its caption, once where they are the same."""
        return " ".join(dict.fromkeys(one for one in (self.words.strip(), self.caption.strip()) if one))


class Item(msgspec.Struct, frozen=True):
    """`under`: lines and pictures that belong to it."""

    text: str
    under: list[str | Picture]


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """`lines`: of a paragraph or a heading; `items`: of a list, which counts from `start`."""

    kind: Literal["p", "h", "ul", "ol", "picture"]
    lines: list[str] = []
    items: list[Item] = []
    start: int = 1
    picture: Picture | None = None

    @property
    def guide(self) -> bool:
        """Whether it is walked through step by step."""
        return self.kind == "ol" and 2 <= len(self.items) <= MOST_STEPS and any(one.under for one in self.items)


def pictures(body: str) -> list[Picture]:
    """In their order; one that stands there twice is there once."""
    found = {UUID(one[2]): Picture(UUID(one[2]), one[1], one[3] or "") for one in reversed([*_PICTURE.finditer(body)])}
    return list(reversed(found.values()))


def words(body: str) -> str:
    """Without the signs of pictures, in whose place stand their words and captions; other marks stay."""
    return _PICTURE.sub(lambda one: Picture(UUID(one[2]), one[1], one[3] or "").said, body)


def unmarked(body: str) -> str:
    """Without any signs; links and pictures by their words."""
    return _MARKS.sub(lambda one: one[1] or "", words(body))


def told(body: str, said: str) -> str:
    """As it is read where pictures cannot be seen. `said`: how one is told of, with `{words}`."""

    def tell(one: re.Match[str]) -> str:
        plain = Picture(UUID(one[2]), one[1], one[3] or "").said
        return said.format(words=plain) if plain else ""

    return _PICTURE.sub(tell, body)


def renamed(body: str, new: dict[UUID, UUID]) -> str:
    """With other files for its pictures; one that has no other is replaced by its words."""

    def name(one: re.Match[str]) -> str:
        id_ = new.get(UUID(one[2]))
        return one[0].replace(one[2], str(id_), 1) if id_ else Picture(UUID(one[2]), one[1], one[3] or "").said

    return _PICTURE.sub(name, body)


def written(id_: UUID, said: str, caption: str = "") -> str:
    """A picture as it stands in a body."""
    plain = " ".join(re.sub(r"[\[\]\"]", " ", said).split())[:200]
    below = " ".join(caption.replace('"', " ").split())[:200]
    return f'![{plain}](file:{id_} "{below}")' if below else f"![{plain}](file:{id_})"


def _parts(body: str) -> Iterator[tuple[str, Picture | None]]:
    """Line by line, a picture as a line of its own; with what it is indented by."""
    for line in body.splitlines():
        found = list(_PICTURE.finditer(line))
        if not found:
            yield line, None
            continue
        indent = line[: len(line) - len(line.lstrip())]
        before = line[: found[0].start()]
        if _BARE.fullmatch(before):  # a step that is a picture and nothing else: its words are the step
            before += found[0][1].strip() or "…"
        if _ITEM.fullmatch(before):
            indent += "   "
            yield before.rstrip(), None
        elif before.strip():
            yield before.rstrip(), None
        for at, one in enumerate(found):
            yield indent, Picture(UUID(one[2]), one[1], one[3] or "")
            end = found[at + 1].start() if at + 1 < len(found) else len(line)
            if between := line[one.end() : end].strip():
                yield indent + between, None


def blocks(body: str) -> list[Block]:
    """A whole text."""
    out: list[Block] = []
    open_: Block | None = None
    gap = False
    for line, picture in _parts(body):
        blank = picture is None and not line.strip()
        if blank:
            gap = True
            continue
        indented = line.startswith(("  ", "\t"))
        item = _ITEM.fullmatch(line) if picture is None else None
        listed = open_ if open_ is not None and open_.kind in ("ul", "ol") else None
        if listed is not None and (picture or indented) and _belongs(listed, item, picture, indented, gap):
            listed.items[-1].under.append(picture or (f"• {item[3]}" if item else line.strip()))
        elif item:
            kind: Literal["ul", "ol"] = "ol" if item[2] else "ul"
            if listed is None or listed.kind != kind or (gap and not _follows(listed, item)):
                open_ = Block(kind=kind, start=int(item[2] or 1))
                out.append(open_)
            assert open_ is not None
            open_.items.append(Item(item[3], []))
        elif picture:
            open_ = None
            out.append(Block(kind="picture", picture=picture))
        elif head := _HEAD.fullmatch(line):
            open_ = None
            out.append(Block(kind="h", lines=[head[1]]))
        elif open_ is not None and open_.kind == "p" and not gap:
            open_.lines.append(line)
        else:
            open_ = Block(kind="p", lines=[line])
            out.append(open_)
        gap = False
    return out


def _belongs(listed: Block, item: re.Match[str] | None, picture: Picture | None, indented: bool, gap: bool) -> bool:
    """Whether a line stands under the last item of a list."""
    if picture is not None:
        return indented or not gap
    return indented and (item is None or (listed.kind == "ol" and not item[2]))


def _follows(listed: Block, item: re.Match[str]) -> bool:
    """Whether a numbered line goes on with a list after an empty line."""
    return listed.kind == "ol" and bool(item[2]) and int(item[2]) in (1, listed.start + len(listed.items))
