"""A tenant with an open channel whose receiver really listens, and a hand that fires the timers when told to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from qingfeng.adapters.channels.open import OpenChannel
from qingfeng.contracts.base import Envelope
from qingfeng.contracts.messages import Author, Message
from qingfeng.contracts.registry import event_of
from qingfeng.flow import outbound
from qingfeng.flow.spine import Spine
from qingfeng.flow.table import steps
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.clock import ManualClock, SystemClock, TimeOrderedIds, rng
from qingfeng.kernel.db import Database
from qingfeng.kernel.live import LiveHub
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import FileLinks
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Draft
from qingfeng.modules.customers import public as customers
from qingfeng.ports.channel import ChannelRef
from tests.adapters.open.receiver import Receiver

NOBODY = "nats://127.0.0.1:1"  # a broker that is never there: the spine does without
BOT = Author("bot", None, "清风 AI")


@dataclass
class Lines:
    clock: ManualClock
    db: Database
    spine: Spine
    sender: OpenChannel
    tenant: UUID
    channel: UUID
    facts: list[Envelope] = field(default_factory=list)

    @property
    def work(self) -> Work:
        return self.spine.work

    async def ref(self, channel: UUID | None = None) -> ChannelRef:
        async with self.db.reading(self.tenant) as conn:
            found = await channels.channel(conn, channel or self.channel)
        assert found is not None
        return found

    async def configure(self, **config: Any) -> None:
        old = await self.ref()
        async with self.work.tx(self.tenant) as tx:
            await channels.change_channel(
                tx, self.channel, name=old.name, config={**old.config, **config}, enabled=True
            )

    async def another_channel(self, kind: str, url: str | None = None) -> UUID:
        async with self.work.tx(self.tenant) as tx:
            config = {"url": url, "events": ["message.created"]} if url else {}
            return await channels.put_channel(
                tx,
                channels.ChannelDraft(
                    kind=kind, name=kind, key=f"{kind}-{tx.new_id().hex}", config=config, secret="s" * 32
                ),
            )

    async def conversation(self, sender: str = "u-1") -> UUID:
        """A customer of the open channel has written; the bot has it."""
        async with self.work.tx(self.tenant) as tx:
            own = f"{self.channel}:{sender}"
            claims = customers.Claims(kind="external", id=own, name="张文静", verified=True)
            customer, _ = await customers.identify(tx, claims)
            conv = await conversations.open_(
                tx,
                conversations.RowCustomer(customer.id, customer.name, customer.tier),
                channel_id=self.channel,
                channel_kind="open",
                locale="zh-CN",
            )
            author = Author("customer", customer.id, customer.name)
            await conversations.append(tx, conv, Draft(author=author, kind="text", text="在吗", sender=own))
            return conv.id

    async def say(self, conversation: UUID, text: str, **draft: Any) -> Message:
        """The house says something (`kind="note"`, `public=False` for a note)."""
        async with self.work.tx(self.tenant) as tx:
            conv = await conversations.lock(tx, conversation)
            given: dict[str, Any] = {"author": BOT, "kind": "text", "text": text, **draft}
            return await conversations.append(tx, conv, Draft(**given))

    async def due(self) -> list[Job]:
        rows = await self.db.system.fetch(
            "SELECT tenant_id, kind, key, due_at, payload, generation, attempts FROM kernel.timers"
            " WHERE kind = 'deliver' AND due_at <= $1 AND tenant_id = $2 ORDER BY due_at",
            self.clock.now(),
            self.tenant,
        )
        return [Job(*row) for row in rows]

    async def next_due(self) -> datetime | None:
        found: datetime | None = await self.db.system.fetchval(
            "SELECT min(due_at) FROM kernel.timers WHERE kind = 'deliver' AND tenant_id = $1", self.tenant
        )
        return found

    async def deliver(self, job: Job) -> None:
        await outbound.deliver(self.spine, {"open": self.sender}, rng(1), job)

    async def pump(self) -> int:
        """Fire what is due until nothing is; returns how many were fired."""
        fired = 0
        while jobs := await self.due():
            for job in jobs:
                await self.deliver(job)
                fired += 1
            assert fired < 1000, "a step keeps setting itself again"
        return fired

    async def wait_for_next(self) -> float:
        """Turn the clock to the next due step; returns the seconds."""
        due = await self.next_due()
        assert due is not None
        seconds = (due - self.clock.now()).total_seconds()
        self.clock.advance(seconds)
        return seconds

    async def entries(self, conversation: UUID) -> list[dict[str, Any]]:
        """The deliveries of a conversation in the order of the line."""
        async with self.db.reading(self.tenant) as conn:
            rows = await conn.fetch(
                "SELECT * FROM channels.deliveries WHERE conversation_id = $1 ORDER BY seq, position",
                conversation,
            )
        return [dict(r) for r in rows]

    async def statuses(self, conversation: UUID) -> list[str]:
        return [e["status"] for e in await self.entries(conversation) if e["event"] == "message.created"]

    def told(self, message: UUID) -> list[str]:
        """How screens have seen a message advance."""
        found = []
        for envelope in self.facts:
            if envelope.type == "DeliveryAdvanced":
                event: Any = event_of(envelope)
                if event.message_id == message:
                    found.append(event.delivery)
        return found


@asynccontextmanager
async def open_lines(
    database_url: str, receiver: Receiver, *, real: bool = False, **sending: Any
) -> AsyncIterator[Lines]:
    """`real`: the machine's clock instead of one turned by hand."""
    clock: Any = SystemClock() if real else ManualClock()
    ids = TimeOrderedIds(clock)
    db = await Database.open(database_url, clock, ids, size=20)
    live = LiveHub(Bus(NOBODY, "test", clock), db, "test")
    spine = Spine(Work(db, steps, live), live, FileLinks(b"k" * 32, clock))
    sender = OpenChannel(clock, **{"allow_private": True, **sending})
    tenant = ids.new()
    await access.put_tenant(
        db,
        access.Tenant(id=tenant, slug=f"t-{tenant.hex}", name="清风", locale="zh-CN", demo=False, settings={}),
    )
    async with spine.work.tx(tenant) as tx:
        channel = await channels.put_channel(
            tx,
            channels.ChannelDraft(
                kind="open",
                name="App",
                key=f"open-{tenant.hex}",
                config={"url": receiver.url, "events": ["message.created"]},
                secret=receiver.secret,
            ),
        )
    lines = Lines(clock, db, spine, sender, tenant, channel)
    live.listen(lambda _tenant, envelopes: lines.facts.extend(envelopes))
    try:
        yield lines
    finally:
        await sender.close()
        await db.close()
