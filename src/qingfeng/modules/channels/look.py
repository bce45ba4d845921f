"""How a web chat looks and where it may stand: what may be chosen. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, get_args
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.text import one_line
from qingfeng.modules.channels.contrast import ENOUGH, best, is_colour, nearby

Language = Literal["zh-CN", "en"]
MAX_NAME, MAX_LAUNCHER = 40, 20
MAX_QUESTIONS, MAX_QUESTION = 6, 60
MAX_SITES = 50


class Both(msgspec.Struct, frozen=True):
    zh: str = ""
    en: str = ""


class BothLists(msgspec.Struct, frozen=True):
    zh: list[str] = []
    en: list[str] = []


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """All that is chosen of one web chat. `offset_x` and `offset_y`: pixels between the button and the window's edges.
    `launcher`: words beside the button's sign, may be empty. `sites`: the pages that may hold the chat, as
    `https://www.example.com`; empty: any page. `languages`: the first is used where the visitor's own is not offered.
    """

    name: str
    logo: UUID | None = None
    color: str = "#0B7F79"
    corner: Literal["right", "left"] = "right"
    offset_x: int = 24
    offset_y: int = 24
    launcher: Both = Both()
    theme: Literal["auto", "light", "dark"] = "auto"
    languages: list[Language] = msgspec.field(default_factory=lambda: list(get_args(Language)))
    questions: BothLists = msgspec.field(default_factory=BothLists)
    sites: list[str] = []
    hide_on_phone: bool = False


class LookVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version that was in force from `at` on. `changed`: the fields in which it differs from the one before."""

    version: int
    look: Look
    by_name: str
    at: datetime
    restored: int | None
    changed: list[str] = []


def changed_fields(old: Look, new: Look) -> list[str]:
    return [name for name in Look.__struct_fields__ if getattr(old, name) != getattr(new, name)]


def checked(look: Look) -> Look:
    """The look as it is kept: trimmed, without empty or doubled lines. Raises Invalid with the field."""
    _check_colour(look.color)
    _within("offset_x", look.offset_x, 200)
    _within("offset_y", look.offset_y, 400)
    if not look.languages or len(set(look.languages)) != len(look.languages):
        raise Invalid("empty", "Offer at least one language, each once.", field="languages")
    name = one_line("name", look.name, MAX_NAME)
    return replace(
        look,
        name=name,
        color=look.color.upper(),
        launcher=_each(look.launcher, lambda part, text: one_line(f"launcher.{part}", text, MAX_LAUNCHER, empty=True)),
        questions=BothLists(
            _questions("questions.zh", look.questions.zh), _questions("questions.en", look.questions.en)
        ),
        sites=_sites(look.sites),
    )


def _check_colour(colour: str) -> None:
    if not is_colour(colour):
        raise Invalid("bad_colour", "A colour is written as #0B7F79.", field="color")
    if best(colour) < ENOUGH:
        raise Invalid(
            "low_contrast",
            f"Neither white nor black words can be read on {colour} (WCAG AA asks for 4.5:1); {nearby(colour)} is near.",
            field="color",
            ratio=round(best(colour), 2),
            suggestion=nearby(colour).upper(),
        )


def _within(field: str, value: int, most: int) -> None:
    if not 0 <= value <= most:
        raise Invalid("out_of_range", f"A number of pixels from 0 to {most}.", field=field, min=0, max=most)


def _each(both: Both, clean: Callable[[str, str], str]) -> Both:
    return Both(clean("zh", both.zh), clean("en", both.en))


def _questions(field: str, given: list[str]) -> list[str]:
    kept = [one_line(f"{field}.{at}", one, MAX_QUESTION, empty=True) for at, one in enumerate(given)]
    kept = list(dict.fromkeys(one for one in kept if one))
    if len(kept) > MAX_QUESTIONS:
        raise Invalid("too_many", f"At most {MAX_QUESTIONS} questions.", field=field, max=MAX_QUESTIONS)
    return kept


def _sites(given: list[str]) -> list[str]:
    kept = [_site(f"sites.{at}", one.strip()) for at, one in enumerate(given) if one.strip()]
    kept = list(dict.fromkeys(kept))
    if len(kept) > MAX_SITES:
        raise Invalid("too_many", f"At most {MAX_SITES} sites.", field="sites", max=MAX_SITES)
    return kept


def _site(field: str, text: str) -> str:
    """The origin of an address, as browsers send it: what stands behind the host is left away."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname or "", parts.port
        host = host.encode("idna").decode() if host else ""
    except (ValueError, UnicodeError):
        host, port, parts = "", None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or "*" in host or " " in host or parts.username:
        raise Invalid("bad_site", "A site is written as https://www.example.com.", field=field)
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")
