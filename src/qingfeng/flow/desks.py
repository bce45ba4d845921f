"""The open desks of a process, found by whom an event concerns: what it costs grows with those, not with all there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from qingfeng.contracts.messages import Row
from qingfeng.kernel.socket import Outlet, batch, encode
from qingfeng.modules.access.public import Caller


class Desk:
    """One open desk (a browser tab). `wide`: it shows a list of other people's conversations;
    `unseen`: nobody is told what it looks at; `typed`: what was said last of typing, by conversation."""

    __slots__ = ("caller", "cookie", "outlet", "sending", "typed", "unseen", "watching", "wide")

    def __init__(self, caller: Caller, cookie: str | None, outlet: Outlet) -> None:
        self.caller = caller
        self.cookie = cookie
        self.outlet = outlet
        self.sending = 0
        self.watching: frozenset[UUID] = frozenset()
        self.wide = False
        self.unseen = False
        self.typed: dict[UUID, object] = {}

    def types(self, conversation: UUID) -> object:
        """A mark that holds until more is said of typing there, or the words themselves come."""
        self.typed[conversation] = mark = object()
        return mark

    def sends(self, conversation: UUID) -> None:
        """Its words are on their way: that they are being typed is no news any more, and would stand behind them."""
        self.typed.pop(conversation, None)

    def still(self, conversation: UUID, mark: object) -> bool:
        """Whether that mark holds; asked once."""
        return self.typed.get(conversation) is mark and self.typed.pop(conversation, None) is mark


Key = tuple[UUID, UUID]


class Desks:
    """By tenant, by person, and by the conversation they watch. A tenant's id is part of every key: whoever watches a
    conversation of another tenant watches nothing."""

    def __init__(self) -> None:
        self._by_tenant: dict[UUID, set[Desk]] = {}
        self._by_user: dict[Key, set[Desk]] = {}
        self._by_watched: dict[Key, set[Desk]] = {}

    def __len__(self) -> int:
        return sum(len(desks) for desks in self._by_tenant.values())

    def __iter__(self) -> Iterator[Desk]:
        return iter([desk for desks in self._by_tenant.values() for desk in desks])

    def tenants(self) -> list[UUID]:
        """Those with an open desk."""
        return list(self._by_tenant)

    def any_of(self, tenant: UUID) -> bool:
        return tenant in self._by_tenant

    def add(self, desk: Desk) -> None:
        caller = desk.caller
        self._by_tenant.setdefault(caller.tenant, set()).add(desk)
        self._by_user.setdefault((caller.tenant, caller.user_id), set()).add(desk)

    def remove(self, desk: Desk) -> None:
        caller = desk.caller
        self.watch(desk, frozenset())
        _drop(self._by_tenant, caller.tenant, desk)
        _drop(self._by_user, (caller.tenant, caller.user_id), desk)

    def watch(self, desk: Desk, conversations: frozenset[UUID]) -> None:
        """From now on it watches these, and no others."""
        tenant = desk.caller.tenant
        for gone in desk.watching - conversations:
            _drop(self._by_watched, (tenant, gone), desk)
        for new in conversations - desk.watching:
            self._by_watched.setdefault((tenant, new), set()).add(desk)
        desk.watching = conversations

    def of(self, tenant: UUID) -> list[Desk]:
        return list(self._by_tenant.get(tenant, ()))

    def of_user(self, tenant: UUID, user: UUID | None) -> set[Desk]:
        """The desks of one person; of nobody, none."""
        return self._by_user.get((tenant, user), set()) if user is not None else set()

    def watching(self, tenant: UUID, conversation: UUID) -> set[Desk]:
        return self._by_watched.get((tenant, conversation), set())


def _drop(index: dict[Any, set[Desk]], key: Any, desk: Desk) -> None:
    held = index.get(key)
    if held is not None:
        held.discard(desk)
        if not held:
            del index[key]


def tell(desks: Iterable[Desk], frame: Any, answered: Collection[Desk] = ()) -> None:
    """One frame to several desks, encoded once. Those that are about to be `answered` get it with the answer."""
    desks = list(desks)
    if desks:
        text = frame if isinstance(frame, str) else encode(frame).decode()
        for desk in desks:
            desk.outlet.push(text, soon=desk not in answered)


class Rows:
    """Rows on their way to the desks of everybody, gathered so that each goes out once however often it changed.

    `moved`: where it belongs may have changed, which every desk must know; otherwise only what it says, which is for
    those who show it: the desks with a wide list. Owners and watchers have had it at once.
    """

    def __init__(self) -> None:
        self._moved: dict[UUID, dict[UUID, str]] = {}
        self._said: dict[UUID, dict[UUID, str]] = {}

    def put(self, tenant: UUID, row: Row, text: str, *, moved: bool) -> None:
        of_all = self._moved.setdefault(tenant, {})
        of_wide = self._said.setdefault(tenant, {})
        if moved or row.id in of_all:
            of_all[row.id] = text
            of_wide.pop(row.id, None)
        else:
            of_wide[row.id] = text

    def send(self, desks: Desks) -> None:
        moved, self._moved = self._moved, {}
        said, self._said = self._said, {}
        for tenant in moved.keys() | said.keys():
            narrow = list(moved.get(tenant, {}).values())
            wide = [*narrow, *said.get(tenant, {}).values()]
            there = desks.of(tenant)
            if narrow:
                tell((desk for desk in there if not desk.wide), batch(narrow))
            if wide:
                tell((desk for desk in there if desk.wide), batch(wide))
