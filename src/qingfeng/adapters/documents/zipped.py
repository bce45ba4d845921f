"""Office files as archives: bounded before anything is unpacked, and XML without definitions of its own."""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.etree import ElementTree
from xml.parsers import expat

from qingfeng.ports.documents import Unreadable

MOST_PARTS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_PART = 40 * 1024 * 1024
"""Bytes of XML that are read as one."""
MOST_RATIO = 200
"""An honest office file packs its XML to a tenth or a thirtieth."""
SMALL = 1024 * 1024


class Archive:
    """Raises Unreadable when it is broken, locked, or larger inside than an honest file is."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            parts = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OverflowError, OSError, NotImplementedError) as error:
            raise _broken() from error
        total = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or total > MOST_UNPACKED or any(map(_swollen, parts)):
            raise Unreadable(
                "archive_bomb",
                "It would be far larger unpacked than a document is; save it anew from the program it was written in.",
                size=total // 1024 // 1024,
            )
        if any(part.flag_bits & 1 for part in parts):
            raise encrypted()
        self.names = {part.filename for part in parts}

    def part(self, name: str) -> bytes:
        """What a part holds; nothing when it is not there. Raises Unreadable."""
        if name not in self.names:
            return b""
        try:
            with self._zip.open(name) as file:
                data = file.read(MOST_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
            raise _broken() from error
        if len(data) > MOST_PART:
            raise Unreadable("document_too_long", "There is too much in it; divide the file.", max=MOST_PART)
        return data

    def xml(self, name: str) -> ElementTree.Element | None:
        """A part as XML; None when it is not there. Raises Unreadable."""
        data = self.part(name)
        return parsed(data) if data else None


def _swollen(part: zipfile.ZipInfo) -> bool:
    return part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1)


def parsed(data: bytes) -> ElementTree.Element:
    """Raises Unreadable when it is no XML, or XML that defines entities."""
    guard = expat.ParserCreate()
    guard.StartDoctypeDeclHandler = _refuse
    guard.EntityDeclHandler = _refuse
    try:
        guard.Parse(data, True)
        return ElementTree.fromstring(data)
    except (expat.ExpatError, ElementTree.ParseError, ValueError, RecursionError) as error:
        raise _broken() from error


def _refuse(*_: object) -> None:
    raise Unreadable("archive_bomb", "It defines entities, which no office program writes; save it anew.", size=0)


def _broken() -> Unreadable:
    return Unreadable("broken_file", "It is damaged; open it in the program it was written in and save it anew.")


def encrypted() -> Unreadable:
    return Unreadable("encrypted", "It is protected by a password; save it without one and try again.")
