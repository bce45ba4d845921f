"""What readers of documents share: blocks collected in order, and what is left out counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qingfeng.kernel.invisible import without_invisible
from qingfeng.ports.documents import Block, BlockKind, Document, Kind, Left, LeftOut, Shown, Unreadable

MOST_TEXT = 3_000_000
"""Characters of one file."""
MOST_BLOCKS = 60_000
MOST_PICTURES = 60
MOST_PICTURE = 5 * 1024 * 1024
MOST_PICTURES_BYTES = 24 * 1024 * 1024
"""Of one file, together."""
_SHOWN = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")
NAMED = 5
_BLANK = re.compile(r"[ \t\u00a0\u3000]+")


class Gather:
    """Takes blocks in the order of the file. Raises Unreadable when it is too much."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.title = ""
        self.pictures: list[Shown] = []
        self._left: dict[LeftOut, tuple[int, list[str]]] = {}
        self._size = 0

    def leave(self, what: LeftOut, count: int = 1, where: str = "") -> None:
        """Say that so much of something is not taken."""
        if count <= 0:
            return
        before, named = self._left.get(what, (0, []))
        where = where[:80]
        if where and where not in named and len(named) < NAMED:
            named = [*named, where]
        self._left[what] = (before + count, named)

    def put(self, kind: BlockKind, text: str, at: int, *, level: int = 0, number: int = 0) -> None:
        """A block, without blanks at its edges and without characters nobody sees; an empty one is none."""
        text, unseen = without_invisible(text)
        self.leave("invisible", unseen)
        lines = [_BLANK.sub(" ", line).strip() for line in text.split("\n")]
        text = "\n".join(line for line in lines if line)
        if not text:
            return
        self._size += len(text)
        if self._size > MOST_TEXT or len(self.blocks) >= MOST_BLOCKS:
            raise Unreadable(
                "document_too_long",
                f"There are more than {MOST_TEXT} characters in it; divide the file.",
                max=MOST_TEXT,
            )
        if kind == "heading":
            text = " ".join(text.split())
        self.blocks.append(Block(kind, text, at, level, number))

    def picture(self, name: str, data: bytes, words: str, at: int) -> None:
        """A picture where it stands; what is none that is shown, too large, or one too many is told of."""
        webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
        size = sum(len(one.data) for one in self.pictures)
        room = (
            len(self.pictures) < MOST_PICTURES and len(data) <= MOST_PICTURE and size + len(data) <= MOST_PICTURES_BYTES
        )
        if not (data.startswith(_SHOWN) or webp) or not room or len(self.blocks) >= MOST_BLOCKS:
            self.leave("pictures", 1, words or name)
            return
        words, _ = without_invisible(" ".join(words.split())[:200])
        self.pictures.append(Shown(name[:120], data))
        self.blocks.append(Block("picture", words, at, number=len(self.pictures)))

    def table(self, rows: Sequence[Sequence[str]], at: int) -> None:
        """A table as a list: a line for each row, each cell with what stands above its column."""
        rows = [cells for row in rows if any(cells := [" ".join(cell.split()) for cell in row])]
        if not rows:
            return
        head, *rest = rows
        if not rest or len(head) < 2:
            for row in rows:
                self.put("item", "；".join(cell for cell in row if cell), at)
            return
        self.put("text", f"**{' / '.join(cell for cell in head if cell).replace('**', '')}**", at)
        for row in rest:
            self.put("item", _row(head, row), at)

    def document(self, kind: Kind) -> Document:
        """All of it. Raises Unreadable when there is no word in it."""
        if all(block.kind == "picture" for block in self.blocks):
            raise self.nothing()
        title, _ = without_invisible(self.title)
        return Document(
            kind=kind, title=" ".join(title.split())[:120], blocks=self.blocks, left=self.left(), pictures=self.pictures
        )

    def left(self) -> list[Left]:
        return [Left(what, count, ", ".join(named)) for what, (count, named) in self._left.items()]

    def nothing(self) -> Unreadable:
        if "invisible" in self._left:
            return Unreadable(
                "only_invisible",
                "There are only characters in it that nobody sees; copy the text anew from where it came from.",
                count=self._left["invisible"][0],
            )
        return Unreadable("no_text", "There is no text in it; if it is a picture of text, have it recognised first.")


def _row(head: Sequence[str], row: Sequence[str]) -> str:
    if len(head) == 2:
        return "：".join(cell for cell in row[:2] if cell)
    first, *cells = row
    named = [f"{head[at]}：{cell}" if at < len(head) and head[at] else cell for at, cell in enumerate(cells, 1) if cell]
    return "；".join(([f"**{first.replace('**', '')}**"] if first else []) + named)


def pages(numbers: Iterable[int]) -> str:
    """Numbers as people write them: 1–3, 7."""
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in parts)


def link(text: str, target: str) -> str:
    """A link that a browser may follow, in Markdown; else its text alone."""
    text = text.strip()
    target = target.strip()
    if not text or not re.fullmatch(r"https?://[^\s()<>\"]{1,1000}", target):
        return text
    return target if text == target else f"[{text.replace('[', '').replace(']', '')}]({target})"
