"""A tenant with a channel, people and a customer in a real, freshly migrated database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from qingfeng.contracts.base import Envelope
from qingfeng.flow.table import steps
from qingfeng.kernel.auth import hash_password
from qingfeng.kernel.clock import SystemClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Step, Tx, Work
from qingfeng.modules.access import public as access
from qingfeng.modules.channels import public as channels
from qingfeng.modules.customers import public as customers
from qingfeng.modules.people import public as people

PASSWORD = "quite-a-secret"
hashed = cache(hash_password)
"""Making one takes as long as a wrong try at the door, by intent."""


@dataclass
class Heard:
    """Stands where the live hub stands and remembers what was committed."""

    envelopes: list[Envelope] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def committed(self, tenant: UUID, envelopes: Sequence[Envelope], steps: Sequence[Step]) -> None:
        self.envelopes += envelopes
        self.steps += steps

    def types(self) -> list[str]:
        return [e.type for e in self.envelopes]


@dataclass
class World:
    db: Database
    work: Work
    heard: Heard
    tenant: UUID
    channel: UUID

    async def customer(self, tx: Tx, name: str = "张文静") -> customers.Customer:
        visitor = str(tx.new_id())
        found, _ = await customers.identify(tx, customers.Claims(kind="visitor", id=visitor, name=name))
        return found

    async def employ(self, email: str, role: str, name: str | None = None) -> UUID:
        """Somebody with an account who may sit at a desk; their password is PASSWORD."""
        async with self.work.tx(self.tenant) as tx:
            digest, called = hashed(PASSWORD), name or role
            user = await access.put_user(tx, email=email, name=called, role=role, password_hash=digest)
            await people.put_agent(tx, user, name=called, team=None, capacity=5, levels={})
        return user

    async def agent(self, name: str = "林悦", *, capacity: int = 5, skills: dict[str, int] | None = None) -> UUID:
        async with self.work.tx(self.tenant) as tx:
            email = f"{tx.new_id().hex[-12:]}@example.com"
            user = await access.put_user(tx, email=email, name=name, role="agent", password_hash=None)
            for skill in skills or {}:
                await people.put_skill(tx, people.Skill(skill, skill, skill))
            await people.put_agent(tx, user, name=name, team=None, capacity=capacity, levels=skills or {})
        return user


@asynccontextmanager
async def open_world(database_url: str, slug: str = "one") -> AsyncIterator[World]:
    clock = SystemClock()
    db = await Database.open(database_url, clock, TimeOrderedIds(clock), size=20)
    heard = Heard()
    work = Work(db, steps, heard)
    try:
        yield await make_tenant(db, work, heard, slug)
    finally:
        await db.close()


async def make_tenant(db: Database, work: Work, heard: Heard, slug: str) -> World:
    """Another tenant in the same database."""
    tenant = db.ids.new()
    await access.put_tenant(
        db,
        access.Tenant(id=tenant, slug=f"{slug}-{tenant.hex[-8:]}", name=slug, locale="zh-CN", demo=False, settings={}),
    )
    async with work.tx(tenant) as tx:
        channel = await channels.put_channel(
            tx, channels.ChannelDraft(kind="webchat", name="官网", key=f"key-{tenant.hex}", config={}, secret="s" * 32)
        )
    return World(db, work, heard, tenant, channel)
