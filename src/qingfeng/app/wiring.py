"""The composition root: everything is made here, once, and handed down."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, partial
from uuid import UUID

from qingfeng import __version__
from qingfeng.adapters.business import HttpBusiness
from qingfeng.adapters.channels.open import OpenChannel
from qingfeng.adapters.channels.webchat.api import Webchat
from qingfeng.adapters.channels.webchat.visitor import Visitors
from qingfeng.adapters.embed import found as encoder_found
from qingfeng.adapters.identity import OpenIdConnect
from qingfeng.adapters.llm import CompatibleModel
from qingfeng.app.documents import DocumentsAside
from qingfeng.app.figures import Counting, watch_lines
from qingfeng.app.rehearse import RehearseAside
from qingfeng.app.settings import Settings
from qingfeng.app.teach import TeachAside
from qingfeng.app.what_if import Aside
from qingfeng.contracts.conversations import AgentRead, CustomerRead, DeliveryAdvanced, MessageAppended
from qingfeng.contracts.understanding import IntentCorrected, MessageUnderstood
from qingfeng.flow import looks
from qingfeng.flow.customer_door import Door
from qingfeng.flow.feed import CustomerFeeds
from qingfeng.flow.spine import Spine
from qingfeng.flow.table import steps
from qingfeng.flow.translate import translator
from qingfeng.kernel import trace
from qingfeng.kernel.auth import Signer
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.clock import SystemClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.idempotency import KEPT
from qingfeng.kernel.live import LiveHub
from qingfeng.kernel.sweep import older_than
from qingfeng.kernel.uow import Work
from qingfeng.kernel.watcher import Watchers
from qingfeng.modules.access.public import Factors, Sessions, SingleSignOn
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import FileLinks
from qingfeng.modules.flows.public import Connector
from qingfeng.modules.insight import subscribers as insight
from qingfeng.modules.knowledge.public import Meanings
from qingfeng.modules.reasoning.public import Reasoner
from qingfeng.modules.understanding import subscribers as understanding
from qingfeng.modules.understanding.public import Reader, sure_intent
from qingfeng.ports.channel import ChannelRef

CHANNEL_SECONDS = 5.0
SLIGHT = frozenset(
    kind.__name__
    for kind in (AgentRead, CustomerRead, DeliveryAdvanced, IntentCorrected, MessageAppended, MessageUnderstood)
)
"""Facts that move nothing but screens: most of all facts are of these types."""
ENCODER = lru_cache(maxsize=1)(encoder_found)
"""This machine's sentence encoder: one of a process, for all who ask."""
READER = Reader(ENCODER, SystemClock())
"""This process's intent models; each, and the encoder, is loaded when it is first needed."""
MEANINGS = Meanings(ENCODER)
"""What articles mean, of the houses this process searches."""
WATCHERS = Watchers([insight.watcher(), understanding.watcher(READER)])
"""Everybody who follows the facts through a durable consumer of their own."""
_MONTH, _QUARTER, _YEAR = timedelta(days=30), timedelta(days=90), timedelta(days=365)
SWEEPINGS = (
    older_than("bot.decisions", _MONTH),
    older_than("bot.reviews", _YEAR),
    older_than("flows.calls", _QUARTER),
    older_than("reasoning.traces", _QUARTER),
    older_than("routing.decisions", _MONTH),
    older_than("routing.waits", _QUARTER),
    older_than("routing.matches", _QUARTER, key="tenant_id, offer_id"),
    older_than("channels.deliveries", _MONTH, column="created_at"),
    older_than("channels.attempts", _MONTH),
    older_than("conversations.notices", _QUARTER),
    older_than("conversations.exports", _QUARTER, column="asked_at"),
    older_than("insight.raised", _QUARTER, column="raised_at"),
    older_than("insight.what_ifs", timedelta(0), column="expires_at"),
    older_than("access.sessions", timedelta(days=1), column="expires_at"),
    older_than("access.links", timedelta(days=1), column="expires_at", key="tenant_id, user_id"),
    older_than("kernel.idempotency", KEPT, key="tenant_id, caller, key"),
    older_than("understanding.decisions", _YEAR, key="tenant_id, conversation_id, seq"),
    older_than("understanding.heard", timedelta(days=15), key="tenant_id, conversation_id, seq"),
    older_than("understanding.themes", timedelta(days=90), column="seen_at"),
    older_than("knowledge.gap_questions", _YEAR, key="tenant_id, conversation_id, seq"),
    older_than("understanding.examples", timedelta(days=1), column="dropped_at"),
    older_than("access.sso_attempts", timedelta(days=1), column="expires_at"),
    older_than("selfcare.visits", _QUARTER),
    older_than("selfcare.reads", _QUARTER, key="tenant_id, visit_id, slug"),
    older_than("selfcare.searches", _QUARTER, key="tenant_id, locale, words"),
    older_than("selfcare.tries", timedelta(days=1), key="tenant_id, number"),
)
"""What the modules keep for a while only."""


@dataclass(slots=True)
class House:
    """What every process is made of."""

    settings: Settings
    name: str
    clock: SystemClock
    db: Database
    bus: Bus
    live: LiveHub
    work: Work
    links: FileLinks
    spine: Spine
    sessions: Sessions
    factors: Factors
    sso: SingleSignOn
    door: Door
    channels: Channels
    open_channel: OpenChannel
    what_if: Aside
    teacher: TeachAside
    rehearser: RehearseAside
    documents: DocumentsAside


class Channels:
    """Channels by key or id, read anew every few seconds."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._kept: dict[str, tuple[float, ChannelRef | None]] = {}

    async def by_key(self, key: str) -> ChannelRef | None:
        kept = self._fresh(key)
        if kept is None:
            kept = (self._db.clock.monotonic(), await channels.channel_by_key(self._db, key))
            self._keep(key, kept)
        return kept[1]

    async def by_id(self, tenant: UUID, id_: UUID) -> ChannelRef | None:
        name = f"{tenant}/{id_}"
        kept = self._fresh(name)
        if kept is None:
            async with self._db.reading(tenant) as conn:
                kept = (self._db.clock.monotonic(), await channels.channel(conn, id_))
            self._keep(name, kept)
        return kept[1]

    def heard(self, tenant: UUID, frame: dict[str, object]) -> None:
        """A channel was changed, here or in another process: it is read anew."""
        if frame.get("t") == looks.CHANGED:
            gone = [name for name, (_, ref) in self._kept.items() if ref and str(ref.id) == frame["channel"]]
            for name in gone:
                del self._kept[name]

    def _fresh(self, name: str) -> tuple[float, ChannelRef | None] | None:
        kept = self._kept.get(name)
        return kept if kept is not None and self._db.clock.monotonic() - kept[0] < CHANNEL_SECONDS else None

    def _keep(self, name: str, kept: tuple[float, ChannelRef | None]) -> None:
        if len(self._kept) > 10_000:
            self._kept.clear()
        self._kept[name] = kept


@asynccontextmanager
async def house(settings: Settings, role: str) -> AsyncIterator[House]:
    """Open the engines, make everything, and close it again in order."""
    if settings.otlp_endpoint:
        trace.begin(role, settings.otlp_endpoint, __version__)
    clock = SystemClock()
    ids = TimeOrderedIds(clock)
    name = f"{role}@{socket.gethostname()}:{os.getpid()}"
    db = await Database.open(settings.database_url, clock, ids, size=settings.database_pool)
    bus = Bus(settings.nats_url, name, clock)
    live = LiveHub(bus, db, name, SLIGHT)
    work = Work(db, steps, Counting(live))
    watch_lines(db, bus)
    links = FileLinks(settings.secret_key, clock)
    spine = Spine(work, live, links)
    model = CompatibleModel(settings.llm_url, settings.llm_model, settings.llm_key) if settings.llm_url else None
    if model is not None:
        spine.translator = translator(model, clock, settings.rate_factor)
        spine.reasoner = Reasoner(model, clock)
    business = HttpBusiness(clock, allow_private=settings.allow_private_webhooks)
    spine.connector = Connector(business, settings.secret_key)
    spine.intent_of = partial(sure_intent, db, READER)
    spine.meanings = MEANINGS
    known = Channels(db)
    live.listen_fleeting(known.heard)
    open_channel = OpenChannel(clock, allow_private=settings.allow_private_webhooks)
    identity = OpenIdConnect(clock, allow_private=settings.allow_private_webhooks)
    try:
        await bus.start()
        yield House(
            settings=settings,
            name=name,
            clock=clock,
            db=db,
            bus=bus,
            live=live,
            work=work,
            links=links,
            spine=spine,
            sessions=Sessions(db, live),
            factors=Factors(settings.secret_key),
            sso=SingleSignOn(settings.secret_key, settings.public_url, identity),
            door=Door(spine),
            channels=known,
            open_channel=open_channel,
            what_if=Aside(),
            teacher=TeachAside(),
            rehearser=RehearseAside(),
            documents=DocumentsAside(),
        )
    finally:
        if model is not None:
            await model.close()
        await business.close()
        await open_channel.close()
        await identity.close()
        await live.stop()
        await bus.stop()
        await db.close()
        await asyncio.to_thread(trace.end)


def webchat(made: House) -> Webchat:
    """The widget's side, for a web process."""
    visitors = Visitors(Signer(made.settings.secret_key, "visitor"), made.db.ids)
    return Webchat(made.door, visitors, made.clock, made.channels, made.settings.rate_factor)


def feeds(made: House) -> CustomerFeeds:
    return CustomerFeeds(made.spine, made.door)
