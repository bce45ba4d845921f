"""The port for documents: what a file of somebody's office says, as headings, paragraphs and list items.

`DocumentReader.read` never runs what a file holds and never fetches what it names. What cannot be kept as text is not
dropped in silence: each kind of it is told of in `Document.left`.
"""

from __future__ import annotations

from typing import Literal, Protocol, runtime_checkable
from uuid import UUID

import msgspec

from qingfeng.kernel.uow import Tx

Kind = Literal["docx", "pdf", "html", "markdown", "csv"]
BlockKind = Literal["heading", "text", "item", "picture"]
LeftOut = Literal[
    "pictures",
    "scripts",
    "links",
    "linked_files",
    "macros",
    "headers",
    "comments",
    "deleted",
    "embedded",
    "forms",
    "hidden",
    "invisible",
    "frames",
    "menus",
    "styles",
    "pages",
    "glyphs",
    "extension",
    "empty_headings",
]


class Block(msgspec.Struct, frozen=True, omit_defaults=True):
    """A paragraph in light Markdown. `level`: of a heading 1..6, of an item how deep it lies. `number`: of an item that
    is counted; of a picture its place in `Document.pictures`, from 1. `at`: the page of a PDF, the paragraph of a DOCX, the
    line of any other, from 1."""

    kind: BlockKind
    text: str
    at: int
    level: int = 0
    number: int = 0


class Shown(msgspec.Struct, frozen=True):
    """A picture as it lay in the file: PNG, JPEG, GIF or WebP by its first bytes, not looked at further."""

    name: str
    data: bytes


class Left(msgspec.Struct, frozen=True):
    """What a file holds that is not taken: how often, and where or which, as far as it helps to look it up."""

    what: LeftOut
    count: int
    where: str = ""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """`text`: of a table the whole text, which its reader understands by its columns."""

    kind: Kind
    title: str = ""
    blocks: list[Block] = []
    left: list[Left] = []
    text: str = ""
    pictures: list[Shown] = []


class Unreadable(Exception):
    """A file that cannot be read: a code for programs, a sentence with what to do, and figures."""

    def __init__(self, code: str, message: str, **params: str | int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.params = params


@runtime_checkable
class DocumentReader(Protocol):
    async def read(self, name: str, data: bytes) -> Document:
        """Raises Unreadable."""
        ...


@runtime_checkable
class PictureKeeper(Protocol):
    """Where the pictures of documents are kept, once they were checked by their content."""

    async def id_of(self, tenant: UUID, picture: Shown) -> UUID | None:
        """Under which id it would be kept, the same for the same bytes; None for what is not to be kept."""
        ...

    async def keep(self, tx: Tx, id_: UUID, picture: Shown) -> None:
        """There already, it stays as it is."""
        ...
