"""What a watcher is: a name, the events it wants, what it does with one, and how often it is asked again."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.kernel.events import Envelope, Event
from qingfeng.kernel.uow import Tx

EventHandler = Callable[[Tx, Any, Envelope], Awaitable[None]]
Opened = Sequence[tuple[Envelope, Event]]
ManyHandler = Callable[[Tx, Opened], Awaitable[None]]


class Retry(msgspec.Struct, frozen=True):
    """How often and when a failing event is tried again: after each of `delays` (seconds), then it is parked."""

    delays: tuple[float, ...] = (0.5, 2.0, 8.0, 30.0, 120.0)
    handler_seconds: float = 20.0
    """A handler that takes longer has failed."""

    @property
    def attempts(self) -> int:
        return len(self.delays) + 1


RETRY = Retry()
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class UnknownEvent(Exception):
    """An event that this version cannot open; a newer process wrote it. A replay after the upgrade can."""


class Watcher:
    """Who watches and what for. `handler(tx, event, envelope)` writes with `tx` and does nothing that a rollback leaves.

    `name`: letters, digits, - and _; it names the durable consumer, so it is for ever. A new watcher is given all the
    stream still holds (a week). `events`: the types it wants; one that is added later is given from then on.
    `many`: does the same for several events, when that is cheaper than one after the other.
    """

    def __init__(
        self,
        name: str,
        events: Sequence[type[Event]],
        handler: EventHandler,
        *,
        retry: Retry = RETRY,
        batch: int = 64,
        many: ManyHandler | None = None,
    ) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot name a watcher: use letters, digits, - and _")
        self.name = name
        self.retry = retry
        self.batch = batch
        self.types = sorted(kind.__name__ for kind in events)
        self._handler = handler
        self._many = many
        self._decoders = {kind.__name__: msgspec.json.Decoder(kind) for kind in events}

    def open(self, envelope: Envelope) -> Event:
        """The event inside. Raises UnknownEvent."""
        decoder = self._decoders.get(envelope.type)
        if decoder is None:
            raise UnknownEvent(envelope.type)
        try:
            return decoder.decode(envelope.body)
        except msgspec.MsgspecError as error:
            raise UnknownEvent(f"{envelope.type} v{envelope.v}: {error}") from error

    async def once(self, tx: Tx, envelope: Envelope) -> bool:
        """Handle it in this transaction, unless it was handled before (then False)."""
        return await self.together(tx, [(envelope, self.open(envelope))]) == 1

    async def together(self, tx: Tx, opened: Opened) -> int:
        """Handle in order those of a tenant's events that were not handled before; returns how many those are."""
        new = await _claim(tx, self.name, [envelope.id for envelope, _ in opened])
        wanted = []
        for envelope, event in opened:
            if envelope.id in new:
                new.discard(envelope.id)  # it may be here twice
                wanted.append((envelope, event))
        if self._many is not None and len(wanted) > 1:
            async with asyncio.timeout(self.retry.handler_seconds):
                await self._many(tx, wanted)
        else:
            for envelope, event in wanted:
                tx.correlation = envelope.correlation or str(envelope.id)
                async with asyncio.timeout(self.retry.handler_seconds):
                    await self._handler(tx, event, envelope)
        return len(wanted)


async def _claim(tx: Tx, watcher: str, events: list[UUID]) -> set[UUID]:
    # Sorted: two processes that were given the same events must not wait for each other.
    rows = await tx.fetch(
        "INSERT INTO kernel.seen (tenant_id, watcher, event_id, at) SELECT $1, $2, e, $4 FROM unnest($3::uuid[]) AS e"
        " ON CONFLICT DO NOTHING RETURNING event_id",
        tx.tenant,
        watcher,
        sorted(set(events)),
        tx.now,
    )
    return {row["event_id"] for row in rows}


class Watchers:
    """The watchers of the house, by name."""

    def __init__(self, watchers: Iterable[Watcher]) -> None:
        self._by_name = {watcher.name: watcher for watcher in watchers}

    def named(self, name: str) -> Watcher | None:
        return self._by_name.get(name)

    def __iter__(self) -> Iterator[Watcher]:
        return iter(self._by_name.values())
