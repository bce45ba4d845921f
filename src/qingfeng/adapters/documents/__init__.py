"""Readers of documents behind `ports.documents`: what a file is shows in its bytes, not in its name.

They run in a process of their own (`app/document_child.py`) that is bounded in memory and time.
"""

from __future__ import annotations

from pathlib import PurePath

from msgspec.structs import replace

from qingfeng.adapters.documents.page import Page, decoded
from qingfeng.adapters.documents.zipped import Archive, encrypted
from qingfeng.kernel.invisible import without_invisible
from qingfeng.ports.documents import Document, Kind, Left, Unreadable

NAMES: dict[Kind, tuple[str, ...]] = {
    "docx": ("docx", "docm"),
    "pdf": ("pdf",),
    "html": ("html", "htm", "xhtml"),
    "markdown": ("md", "markdown", "txt"),
    "csv": ("csv", "tsv"),
}
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*", b"BM")


def read(name: str, data: bytes) -> Document:
    """What a file says. Raises Unreadable with what to do."""
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    kind = _kind(suffix, data)
    found = _read(kind, data)
    if suffix in NAMES[kind] or (suffix and kind in ("html", "markdown") and suffix == "txt"):
        return found
    return replace(found, left=[Left("extension", 1, f".{suffix[:10]} → {kind}"), *found.left])


def _kind(suffix: str, data: bytes) -> Kind:
    if not data.strip(b"\0 \r\n\t"):
        raise Unreadable("empty_file", "There is nothing in it; look whether it was saved.")
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if data.startswith(b"PK"):
        return _office(data)
    if data.startswith(_OLD):
        raise _old(data)
    if data.startswith(_PICTURES) or data.startswith(b"{\\rtf"):
        raise _unknown()
    named = next((kind for kind, names in NAMES.items() if suffix in names), None)
    if named in ("pdf", "docx"):
        raise Unreadable("broken_file", "It is damaged; open it in the program it was written in and save it anew.")
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in head and not wide:
        raise _unknown()
    if named in ("csv", "markdown"):
        return named
    text = decoded(head).lstrip().lower()
    if named == "html" or text.startswith(("<!doctype html", "<html", "<?xml")):
        return "html"
    raise _unknown()


def _office(data: bytes) -> Kind:
    names = Archive(data).names
    if "word/document.xml" in names:
        return "docx"
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        raise Unreadable(
            "not_a_document", "It is a workbook or slides; save a table as CSV, slides as PDF, and try again."
        )
    raise _unknown()


def _old(data: bytes) -> Unreadable:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return encrypted()
    return Unreadable("old_office", "It is in the format of Word before 2007; save it as DOCX and try again.")


def _unknown() -> Unreadable:
    return Unreadable("not_a_document", "It is neither DOCX, PDF, HTML, Markdown nor CSV; save it as one of them.")


def _read(kind: Kind, data: bytes) -> Document:
    if kind == "docx":
        from qingfeng.adapters.documents.docx import Docx

        return Docx(Archive(data)).document()
    if kind == "pdf":
        from qingfeng.adapters.documents.pdf import document

        return document(data)
    text = decoded(data)
    if kind == "html":
        return Page().document(text)
    if kind == "markdown":
        from qingfeng.adapters.documents.marked import Marked

        return Marked().document(text)
    text, unseen = without_invisible(text)
    if not text.strip():
        raise Unreadable("only_invisible", "There are only characters in it that nobody sees; copy the text anew.")
    return Document(kind="csv", text=text, left=[Left("invisible", unseen)] if unseen else [])
