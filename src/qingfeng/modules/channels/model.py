"""What may be uploaded. Pure."""

from __future__ import annotations

import io
from codecs import BOM_UTF8

import msgspec
import puremagic
from PIL import Image

from qingfeng.kernel.errors import Invalid, TooLarge, UnsupportedType

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
LOGO_OWNER = "look"
"""Who is written down as having brought a logo: it is the house's own and outlives what customers send."""
ARTICLE_OWNER = "article"
"""Who is written down as having brought what articles show: the house's own as well."""

IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
ENDINGS = {  # the first is given to a picture that is called something else
    "image/jpeg": (".jpg", ".jpeg", ".jfif", ".jpe"),
    "image/png": (".png", ".apng"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
}
DOCUMENTS = {
    ".pdf": "application/pdf",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".mp4": "video/mp4",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".zip": "application/zip",
}
ACCEPTED = sorted({*IMAGES.values(), *DOCUMENTS})


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was found to be, whatever it was called."""

    name: str
    content_type: str
    size: int
    width: int | None
    height: int | None


def inspect(name: str, data: bytes, limit: int = MAX_BYTES) -> Upload:
    """Look at the content, never only at the name. Raises Invalid, TooLarge or UnsupportedType."""
    if not data:
        raise Invalid("empty_file", "The file is empty.", field="file")
    if len(data) > limit:
        raise TooLarge("file_too_large", f"Files may have up to {limit // 1048576} MB.", field="file", max=limit)
    name = clean_name(name)
    picture = _picture(data)
    if picture is not None:
        kind, width, height = picture
        return Upload(name=_picture_name(name, kind), content_type=kind, size=len(data), width=width, height=height)
    ending = _ending(name)
    declared = DOCUMENTS.get(ending)
    if declared is None or not _is_really(ending, data):
        raise UnsupportedType(
            "unsupported_type",
            f"This kind of file is not accepted, or is not what its name says. Accepted: {', '.join(ACCEPTED)}.",
            field="file",
        )
    return Upload(name=name, content_type=declared, size=len(data), width=None, height=None)


def _ending(name: str) -> str:
    return f".{name.rpartition('.')[2].lower()}" if "." in name else ""


def _picture_name(name: str, kind: str) -> str:
    """A picture may hold a page or a script behind its pixels: it keeps no name under which that would run once saved."""
    return name if _ending(name) in ENDINGS[kind] else clean_name(f"{name}{ENDINGS[kind][0]}")


def _picture(data: bytes) -> tuple[str, int, int] | None:
    try:
        with Image.open(io.BytesIO(data), formats=list(IMAGES)) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise TooLarge("image_too_large", "The picture has too many pixels.", field="file", max=MAX_PIXELS)
            image.verify()
            return IMAGES[str(image.format)], width, height
    except TooLarge:
        raise
    except Image.DecompressionBombError:
        raise TooLarge("image_too_large", "The picture has too many pixels.", field="file", max=MAX_PIXELS) from None
    except (OSError, SyntaxError, ValueError, KeyError):
        return None


def _is_really(ending: str, data: bytes) -> bool:
    if ending in (".txt", ".csv"):
        return b"\x00" not in data and data.removeprefix(BOM_UTF8).lstrip()[:1] != b"<"
    if ending == ".mp3":  # a tag, or at once a frame
        return data[:3] == b"ID3" or (len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2)
    try:
        found = {guess.extension for guess in puremagic.magic_string(data, f"x{ending}")}
    except (puremagic.PureError, ValueError):
        return False
    if ending in (".docx", ".xlsx", ".pptx", ".zip"):
        return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")
    if ending in (".mp4", ".m4a"):
        return data[4:8] == b"ftyp"
    return ending in found


def clean_name(name: str) -> str:
    """A file name without path, control characters or direction tricks; at most 120 characters."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(
        c for c in name if c.isprintable() and c not in '<>:"|?*\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'
    )
    name = name.strip(". ") or "file"
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: 119 - len(ending)]}{dot}{ending}"
    return name[:120].rstrip(". ")
