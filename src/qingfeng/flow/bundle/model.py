"""The file, what becomes of each thing in it, and what a kind of things is. Pure but for what kinds bring."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

import msgspec

from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access.public import Caller, Permission

FORMAT = "qingfeng.settings"
VERSION = 2
MOST_ITEMS = 5_000
What = Literal["new", "changed", "same", "wrong"]


class Archive(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file. `house`: the name of the one it was written from. `kinds`: things by kind, each in the shape of its kind."""

    format: Literal["qingfeng.settings"] = "qingfeng.settings"
    version: int = VERSION
    made_at: datetime
    house: str
    kinds: dict[str, list[dict[str, Any]]]


class ArchiveItem(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one thing. `place`: which of its kind in the file, counted from 1. `changed`: the fields that are
    others afterwards. `notes`: codes of what is left to do by hand. Of a wrong one: the field, the fault, a sentence."""

    kind: str
    place: int
    key: str
    name: str
    what: What
    changed: list[str] = []
    notes: list[str] = []
    field: str | None = None
    error: str | None = None
    message: str | None = None
    params: dict[str, str | int | float] = {}


@dataclass(slots=True)
class Carry:
    """One file on its way into a house. `notes`: of the thing that is being written. `chats`: web chats that were changed."""

    tx: Tx
    spine: Spine
    caller: Caller
    notes: list[str] = field(default_factory=list)
    chats: set[UUID] = field(default_factory=set)
    _known: dict[str, Any] = field(default_factory=dict)

    async def once(self, load: Callable[[Connection], Awaitable[Known]]) -> Known:
        """What is loaded for the first thing of a kind and then kept for the others."""
        name = load.__qualname__
        if name not in self._known:
            self._known[name] = await load(self.tx.conn)
        found: Known = self._known[name]
        return found


Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class Kind:
    """`needs`: the right to see and to write these. `shape`: of one in the file. `key`: by which it is known in any house,
    `title`: what people call it. `write` makes it or changes the one that is there. `order`: what others name comes first."""

    name: str
    needs: Permission
    shape: type[msgspec.Struct]
    key: Callable[[Any], str]
    title: Callable[[Any], str]
    read: Callable[[Connection], Awaitable[list[Any]]]
    write: Callable[[Carry, Any], Awaitable[None]]
    order: Callable[[list[Any]], list[Any]] = list


def numbered(names: list[str]) -> list[int]:
    """Which of the same name each is, counted from 1."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(seen[name])
    return found
