"""Pictures without what they tell beside the picture: place, time, device, thumbnails, words. Pure, and without loss.

The pixels are not touched; which way is up stays known. A file whose structure cannot be followed is left as it is:
whether it is a picture at all has been decided before.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

_RIFF_HEAD = 12
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_TELLS = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_WEBP_TELLS = {b"EXIF", b"XMP "}
_ORIENTATION = 0x0112
_TURNED = range(5, 9)
"""Orientations that lie on their side: width and height change places."""


class _Unfollowable(ValueError):
    pass


def bare(content_type: str, data: bytes) -> tuple[bytes, bool]:
    """The picture without its metadata, and whether it lies on its side (its stored width is its height as seen)."""
    strip = _STRIP.get(content_type)
    if strip is None:
        return data, False
    try:
        return strip(data)
    except (_Unfollowable, struct.error, IndexError):
        return data, False


def _jpeg(data: bytes) -> tuple[bytes, bool]:
    """Keeps what decoding needs: JFIF, ICC profile, Adobe's colour transform, tables and scans."""
    kept = [data[:2]]
    at, orientation = 2, 1
    while True:
        at = _skip_fill(data, at)
        code = data[at + 1]
        if code == 0xD9:  # the end; a phone may have put more pictures, with places of their own, behind it
            kept.append(data[at : at + 2])
            break
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise _Unfollowable
        if code == 0xE1 and data[at + 4 : at + 10] == b"Exif\0\0":
            orientation = _orientation(data[at + 10 : end]) or orientation
        elif not _tells(code, data[at + 4 : end]):
            kept.append(data[at:end])
        at = end
        if code == 0xDA:
            end = _scan_end(data, at)
            kept.append(data[at:end])
            at = end
    if orientation != 1:
        kept.insert(1, _only_orientation(orientation))
    return b"".join(kept), orientation in _TURNED


def _skip_fill(data: bytes, at: int) -> int:
    if data[at] != 0xFF:
        raise _Unfollowable
    while data[at + 1] == 0xFF:
        at += 1
    return at


def _tells(code: int, content: bytes) -> bool:
    """APP1 (EXIF, XMP), APP2 but for the colour profile, APP3 to APP13, APP15 and comments."""
    if code == 0xE2:
        return not content.startswith(b"ICC_PROFILE\0")
    return code in {0xE1, 0xEF, 0xFE} or 0xE3 <= code <= 0xED


def _scan_end(data: bytes, at: int) -> int:
    """Where the entropy-coded data of a scan ends: at a marker that is neither a stuffed byte nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise _Unfollowable
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _orientation(tiff: bytes) -> int | None:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return None
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, first)
        for n in range(min(entries, 512)):
            tag, kind, count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * n)
            if (tag, kind, count) == (_ORIENTATION, 3, 1):
                return value if 1 <= value <= 8 else None
    except struct.error:
        return None
    return None


def _only_orientation(value: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
    content = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


def _png(data: bytes) -> tuple[bytes, bool]:
    kept, at = [_PNG_HEAD], len(_PNG_HEAD)
    while True:
        (length,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise _Unfollowable
        if kind not in _PNG_TELLS:
            kept.append(data[at:end])
        if kind == b"IEND":
            return b"".join(kept), False
        at = end


def _webp(data: bytes) -> tuple[bytes, bool]:
    (size,) = struct.unpack_from("<I", data, 4)
    kept, at, last = [], _RIFF_HEAD, min(len(data), size + 8)
    while at + 8 <= last:
        kind = data[at : at + 4]
        (length,) = struct.unpack_from("<I", data, at + 4)
        end = at + 8 + length + (length & 1)
        if end > len(data):
            raise _Unfollowable
        part = data[at:end]
        if kind == b"VP8X":
            part = part[:8] + bytes([part[8] & ~0x0C]) + part[9:]  # says no more that EXIF and XMP follow
        if kind not in _WEBP_TELLS:
            kept.append(part)
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body, False


_STRIP: dict[str, Callable[[bytes], tuple[bytes, bool]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
}
