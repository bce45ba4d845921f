"""What a customer's open socket is told: the messages they may see, and the state of their conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Envelope, Event
from qingfeng.contracts.conversations import (
    AgentRead,
    ConversationChanged,
    CustomerRead,
    CustomersMerged,
    DeliveryAdvanced,
    MessageAppended,
    MessageRecalled,
)
from qingfeng.contracts.registry import event_of
from qingfeng.contracts.routing import SurgeChanged
from qingfeng.flow import looks, surveys
from qingfeng.flow.customer_door import Door
from qingfeng.flow.spine import Spine
from qingfeng.kernel import log
from qingfeng.kernel.db import Lost
from qingfeng.modules.conversations import public as conversations

logger = log.get(__name__)
Sink = Callable[[dict[str, Any]], None]
WAIT_REFRESH_SECONDS = 15
_SILENT = (MessageAppended, MessageRecalled, ConversationChanged, CustomerRead, AgentRead, DeliveryAdvanced)


class Feed:
    """One listening socket. `customer` follows merges."""

    __slots__ = ("customer", "sink", "tenant")

    def __init__(self, tenant: UUID, customer: UUID, sink: Sink) -> None:
        self.tenant = tenant
        self.customer = customer
        self.sink = sink


class CustomerFeeds:
    """All customers' sockets of this process, found by customer."""

    def __init__(self, spine: Spine, door: Door) -> None:
        self._spine = spine
        self._door = door
        self._feeds: dict[UUID, set[Feed]] = {}
        self._waiting: dict[UUID, UUID] = {}
        self._telling: dict[UUID, bool] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        spine.live.listen(self._committed)
        spine.live.listen_fleeting(self._fleeting)

    def start(self) -> None:
        self._spawn(self._refresh_waits())

    def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()

    def open(self, tenant: UUID, customer: UUID, sink: Sink) -> Feed:
        feed = Feed(tenant, customer, sink)
        self._feeds.setdefault(customer, set()).add(feed)
        return feed

    def close(self, feed: Feed) -> None:
        held = self._feeds.get(feed.customer)
        if held is not None:
            held.discard(feed)
            if not held:
                del self._feeds[feed.customer]

    def __len__(self) -> int:
        return sum(len(f) for f in self._feeds.values())

    def _committed(self, tenant: UUID, envelopes: list[Envelope]) -> None:
        if not self._feeds:
            return
        for envelope in envelopes:
            event = event_of(envelope)
            if isinstance(event, CustomersMerged):
                self._rebind(event)
            elif isinstance(event, SurgeChanged):
                if event.repinned:
                    self._configured_anew(tenant)
                if event.reoffered:
                    self._wait_anew(tenant)
            elif event is not None:
                self._show(tenant, event)

    def _show(self, tenant: UUID, event: Event) -> None:
        row = getattr(event, "row", None)
        if row is None:
            return
        feeds = self._feeds.get(row.customer.id)
        if not feeds:
            self._waiting.pop(row.id, None)
            return
        if isinstance(event, MessageAppended) and event.public:
            message = msgspec.structs.replace(event.message, prev=event.prev_public)
            message = self._spine.links.message(tenant, message)
            self._tell(feeds, {"t": "message", "message": message})
        elif isinstance(event, MessageRecalled):
            message = msgspec.structs.replace(conversations.hidden(event.message), prev=event.prev_public)
            self._tell(feeds, {"t": "renew", "message": message})
        elif isinstance(event, AgentRead):
            self._tell(feeds, {"t": "read", "conversation_id": row.id, "seq": event.seq})
        if not isinstance(event, _SILENT) or (isinstance(event, ConversationChanged) and event.what == surveys.STEP):
            self._change(tenant, row.id)
            if row.phase in ("queued", "offered"):
                self._waiting[row.id] = tenant
            else:
                self._waiting.pop(row.id, None)

    def _rebind(self, event: CustomersMerged) -> None:
        for feed in self._feeds.pop(event.from_id, set()):
            feed.customer = event.into_id
            self._feeds.setdefault(event.into_id, set()).add(feed)
            feed.sink({"t": "resync"})

    def _configured_anew(self, tenant: UUID) -> None:
        """Open chats ask how they look and what they offer now, each after a moment of its own."""
        self._tell({feed for held in self._feeds.values() for feed in held if feed.tenant == tenant}, {"t": "config"})

    def _wait_anew(self, tenant: UUID) -> None:
        """Those who wait are told what they may do instead now."""
        for conversation, of in list(self._waiting.items()):
            if of == tenant:
                self._change(of, conversation)

    def _fleeting(self, tenant: UUID, frame: dict[str, Any]) -> None:
        if frame.get("t") == looks.CHANGED:
            self._configured_anew(tenant)
            return
        if frame.get("t") == "writing":
            grows = {name: frame[name] for name in ("t", "conversation_id", "name", "text", "after")}
            self._tell(self._feeds.get(UUID(frame["customer_id"]), set()), grows)
            return
        if frame.get("t") != "typing" or frame["who"]["kind"] == "customer":
            return
        feeds = self._feeds.get(UUID(frame["customer_id"]))
        if feeds:
            self._tell(
                feeds, {"t": "typing", "who": {"kind": "agent", "name": frame["who"]["name"]}, "on": frame["on"]}
            )

    def _tell(self, feeds: set[Feed], frame: dict[str, Any]) -> None:
        for feed in list(feeds):
            feed.sink(frame)

    def _change(self, tenant: UUID, conversation: UUID) -> None:
        """Its state is read and told, by one reader at a time: of two, the one that saw less could come last."""
        if conversation in self._telling:
            self._telling[conversation] = True
        else:
            self._telling[conversation] = False
            self._spawn(self._read(tenant, conversation))

    async def _read(self, tenant: UUID, conversation: UUID) -> None:
        """Until nothing has changed meanwhile."""
        try:
            await self._status(tenant, conversation)
            while self._telling[conversation]:
                self._telling[conversation] = False
                await self._status(tenant, conversation)
        finally:
            del self._telling[conversation]

    async def _status(self, tenant: UUID, conversation: UUID) -> None:
        try:
            async with self._spine.db.reading(tenant) as conn:
                conv = await conversations.get(conn, conversation)
                if conv is None:
                    return
                view = await self._door.view_of(conn, conv)
        except Lost:
            return
        feeds = self._feeds.get(conv.customer_id)
        if feeds:
            self._tell(feeds, {"t": "status", "conversation": view})

    async def _refresh_waits(self) -> None:
        """Places and waits move although nothing happens to the conversation itself."""
        while True:
            await self._spine.db.clock.sleep(WAIT_REFRESH_SECONDS)
            for conversation, tenant in list(self._waiting.items()):
                self._change(tenant, conversation)

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
