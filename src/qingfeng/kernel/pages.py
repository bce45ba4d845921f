"""Pages of lists: `{items, next}`, where `next` is the cursor of the page after and stands for a place in the list's order.

A place, not a number of rows: what comes and goes before it moves nothing.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Annotated, Any, Protocol, TypeVar
from uuid import UUID

import msgspec

from qingfeng.kernel.errors import Invalid


class Identified(Protocol):
    @property
    def id(self) -> UUID: ...


Item = TypeVar("Item", bound=Identified)
Place = TypeVar("Place")
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_YEARS = range(1900, 2200)
"""Of moments in cursors; beyond lie some that the database cannot hold."""


def page_after(cursor: str) -> UUID | None:
    """The id that a page's cursor stands for; None for the first page. Raises Invalid."""
    try:
        return UUID(cursor) if cursor else None
    except ValueError:
        raise bad_cursor() from None


def cursor_of(*place: Any) -> str:
    """The cursor that stands for a place in an order."""
    return urlsafe_b64encode(msgspec.json.encode(place)).rstrip(b"=").decode()


def place_of(cursor: str, kind: type[Place]) -> Place | None:
    """The place (a tuple of `kind`) that a cursor of `cursor_of` stands for; None for the first page. Raises Invalid."""
    if not cursor:
        return None
    try:
        place = msgspec.json.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=kind)
    except ValueError:  # not ASCII, not base64, not JSON, not of this kind
        raise bad_cursor() from None
    for part in place if isinstance(place, tuple) else ():
        far = isinstance(part, datetime) and part.year not in _YEARS
        if far or (isinstance(part, str) and "\0" in part):
            raise bad_cursor()
    return place


def bad_cursor() -> Invalid:
    return Invalid("bad_cursor", "Pass the `next` of the page before, unchanged.", field="cursor")


def paged(found: list[Item], limit: int) -> tuple[list[Item], str | None]:
    """A page of `limit`, and the cursor of the one after, from what was found with one more than that."""
    return found[:limit], str(found[limit - 1].id) if len(found) > limit else None
