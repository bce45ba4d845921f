"""One call of the API, described but not sent: what the generated functions give, and clients send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")
Item = TypeVar("Item")


@dataclass(frozen=True)
class File:
    """A file to bring. `fields`: what the form holds beside it, such as the open channel's `sender`."""

    name: str
    data: bytes
    kind: str = "application/octet-stream"
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call(Generic[Answer]):
    """`answer`: what the body of a success becomes. `keyed`: takes an Idempotency-Key. None in `query` is not said."""

    method: str
    path: str
    answer: Any
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    file: File | None = None
    keyed: bool = False
    key: str | None = None

    def with_key(self, key: str) -> Call[Answer]:
        """The same under a key of one's own: sent twice with it, also by another process, it is done once."""
        return replace(self, key=key)


@dataclass(frozen=True)
class Listing(Call[Answer], Generic[Answer, Item]):
    """A page of a list: `items` and `next`. Clients go through all of them with `pages` and `items`."""

    def after(self, cursor: str) -> Listing[Answer, Item]:
        """The page that follows the one whose `next` this is."""
        return replace(self, query={**self.query, "cursor": cursor})
