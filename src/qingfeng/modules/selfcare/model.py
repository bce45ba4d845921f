"""How a house wants its self-service page, and the figures of its visits. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.kernel import text
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.text import one_line

MAX_TITLE, MAX_INTRO, MAX_NAME = 40, 200, 40
MAX_HOT = 6
MAX_CATEGORIES = 40
MAX_FLOWS = 6
MAX_WORDS = 60
"""Characters of a search that are kept."""
OVER = timedelta(minutes=30)
"""A visit without a sign for so long is over."""
MOST_TRIES = 5
LOCKED = timedelta(minutes=15)
"""After so many wrong pairs of number and digits a number is not looked up for this long."""
LISTED = 50
"""So many searches and articles are shown of each kind."""

_SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_FLOW = re.compile(r"[a-z][a-z0-9_]{0,39}")


class SelfcareShelf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A category that is shown. `name`: as articles have it; `en`: what it is called in English, empty: the same."""

    name: str
    en: str = ""


class SelfcarePage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a house chooses. Empty words: the shipped ones. `shelves`: in their order; none: all categories there are.
    `hot`: slugs of articles that stand among the hot questions, after what is pinned. `flows`: task flows that tell
    progress. `listed`: search engines may keep its pages."""

    on: bool = False
    title_zh: str = ""
    title_en: str = ""
    intro_zh: str = ""
    intro_en: str = ""
    shelves: list[SelfcareShelf] = []
    hot: list[str] = []
    flows: list[str] = msgspec.field(default_factory=lambda: ["order_status", "parcel_status"])
    listed: bool = False


class KeptSelfcare(msgspec.Struct, frozen=True, kw_only=True):
    """`version` 0, without a name: nobody has chosen yet."""

    page: SelfcarePage
    version: int = 0
    by_name: str = ""
    at: datetime | None = None


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    channel: UUID
    locale: str


class SelfcareCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Of the visits that began in a period and are over. `used`: of those, in which something was searched, read or looked
    up. `alone`: of the used ones, in which nobody was written to."""

    visits: int
    used: int
    alone: int
    searches: int
    nothing: int
    reads: int
    helpful: int
    unhelpful: int
    progress: int


class SelfcareSearch(msgspec.Struct, frozen=True, kw_only=True):
    """A search as it was counted, personal data masked."""

    words: str
    locale: str
    asked: int
    nothing: int
    at: datetime


class ReadCount(msgspec.Struct, frozen=True, kw_only=True):
    slug: str
    reads: int
    helpful: int
    unhelpful: int


def checked(page: SelfcarePage) -> SelfcarePage:
    """The page as it is kept. Raises Invalid with the field."""
    shelves = [
        SelfcareShelf(
            one_line(f"shelves.{at}.name", one.name, MAX_NAME),
            one_line(f"shelves.{at}.en", one.en, MAX_NAME, empty=True),
        )
        for at, one in enumerate(page.shelves)
    ]
    shelves = list({one.name: one for one in shelves}.values())
    if len(shelves) > MAX_CATEGORIES:
        raise Invalid("too_many", f"At most {MAX_CATEGORIES} categories.", field="shelves", max=MAX_CATEGORIES)
    return replace(
        page,
        title_zh=one_line("title_zh", page.title_zh, MAX_TITLE, empty=True),
        title_en=one_line("title_en", page.title_en, MAX_TITLE, empty=True),
        intro_zh=one_line("intro_zh", page.intro_zh, MAX_INTRO, empty=True),
        intro_en=one_line("intro_en", page.intro_en, MAX_INTRO, empty=True),
        shelves=shelves,
        hot=_names("hot", page.hot, _SLUG, MAX_HOT),
        flows=_names("flows", page.flows, _FLOW, MAX_FLOWS),
    )


def _names(field: str, given: list[str], pattern: re.Pattern[str], most: int) -> list[str]:
    kept = list(dict.fromkeys(given))
    if len(kept) > most:
        raise Invalid("too_many", f"At most {most}.", field=field, max=most)
    for at, name in enumerate(kept):
        if len(name) > 80 or not pattern.fullmatch(name):
            raise Invalid("not_well_formed", "This is not the name of one.", field=f"{field}.{at}")
    return kept


def changed_fields(old: SelfcarePage, new: SelfcarePage) -> list[str]:
    return [name for name in SelfcarePage.__struct_fields__ if getattr(old, name) != getattr(new, name)]


def countable(words: str) -> str:
    """A search in the one form it is counted by; empty when there is nothing to count."""
    return text.clip(" ".join(text.simplify(text.fold(words)).split()), MAX_WORDS)
