"""A whole house around the channels: real database, the spine, the HTTP application, an agent; a clock turned by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any
from uuid import UUID

import httpx
from litestar import Litestar
from litestar.di import Provide

from qingfeng.adapters.channels.open import OpenChannel
from qingfeng.adapters.channels.open import api as open_api
from qingfeng.adapters.channels.webchat import api as webchat_api
from qingfeng.adapters.channels.webchat.visitor import Visitors
from qingfeng.adapters.identity import OpenIdConnect
from qingfeng.app.wiring import Channels
from qingfeng.contracts.base import Envelope
from qingfeng.contracts.messages import Delivery, Message
from qingfeng.contracts.registry import event_of
from qingfeng.flow import (
    api_audit,
    api_callbacks,
    api_privacy,
    call_back,
    deferral,
    desk,
    desk_snooze,
    leaving,
    outbound,
    schemas,
    surveys,
    turn,
)
from qingfeng.flow.customer_door import Door
from qingfeng.flow.feed import CustomerFeeds
from qingfeng.flow.spine import Spine
from qingfeng.flow.table import steps
from qingfeng.kernel.auth import Signer
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.clock import ManualClock, TimeOrderedIds, rng
from qingfeng.kernel.db import Database
from qingfeng.kernel.http import HANDLERS, Limiter, tell_rate
from qingfeng.kernel.idempotency import IdempotencyKeys, keep_answer
from qingfeng.kernel.live import LiveHub
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import api as access_api
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import api as channels_api
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import FileLinks
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.people import api as people_api
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing.public import Policy, QueueDraft
from qingfeng.ports.channel import ChannelRef
from tests.support.world import hashed

NOBODY = "nats://127.0.0.1:1"  # a broker that is never there: the spine does without
PUBLIC_URL = "https://house.example"
PASSWORD = "correct horse battery staple"
WIDE = 1000.0  # limits are so wide that only the tests about them meet them


@dataclass
class House:
    """One process and one tenant. `app` serves everything over HTTP."""

    clock: ManualClock
    db: Database
    spine: Spine
    door: Door
    feeds: CustomerFeeds
    sender: OpenChannel
    tenant: UUID
    agent: Caller
    app: Serving
    chat: webchat_api.Webchat
    sso: access.SingleSignOn
    facts: list[Envelope] = field(default_factory=list)

    @property
    def work(self) -> Work:
        return self.spine.work

    def client(self, token: str | None = None) -> httpx.AsyncClient:
        """Speaks HTTP to the application; an error of ours is an answer of 500, not an exception."""
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)  # type: ignore[arg-type]
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=headers)

    async def channel(self, kind: str, **config: Any) -> ChannelRef:
        async with self.work.tx(self.tenant) as tx:
            id_ = await channels.put_channel(
                tx,
                channels.ChannelDraft(
                    kind=kind, name=kind, key=f"{kind}-{tx.new_id().hex}", config=config, secret="s" * 32
                ),
            )
            found = await channels.channel(tx.conn, id_)
        assert found is not None
        return found

    async def token(self, channel: ChannelRef) -> str:
        async with self.work.tx(self.tenant) as tx:
            _, text = await access.issue_token(
                tx, scope=f"open:{channel.id}", name="test", by=self.agent.actor, prefix="qfo_"
            )
        return text

    async def pump(self) -> None:
        """Let everything that is due happen, but for the router, which these tests do without."""
        handlers = {
            "turn": partial(turn.turn, self.spine),
            "idle_close": partial(turn.idle_close, self.spine),
            surveys.STEP: partial(surveys.ask_later, self.spine),
            "wrap_up_end": partial(desk.wrap_up_end, self.spine),
            "release": partial(leaving.release, self.spine),
            deferral.HELD: partial(call_back.held_end, self.spine),
            "wake": partial(desk_snooze.wake_up, self.spine),
            "remind": partial(desk_snooze.remind, self.work),
            "deliver": partial(outbound.deliver, self.spine, {"open": self.sender}, rng(1)),
        }
        for _ in range(1000):
            rows = await self.db.system.fetch(
                "SELECT tenant_id, kind, key, due_at, payload, generation, attempts FROM kernel.timers"
                " WHERE kind = ANY($1) AND due_at <= $2 AND tenant_id = $3 ORDER BY due_at",
                list(handlers),
                self.clock.now(),
                self.tenant,
            )
            if not rows:
                return
            for row in rows:
                await handlers[row["kind"]](Job(*row))
        raise AssertionError("a step keeps setting itself again")

    # ------------------------------------------------------------------ people at desks

    async def take(self, conversation: UUID) -> None:
        await desk.claim(self.spine, self.agent, conversation)

    async def say(self, conversation: UUID, text: str, kind: Any = "text") -> Message:
        return await desk.reply(
            self.spine,
            self.agent,
            conversation,
            schemas.MessageIn(client_id=self.db.ids.new().hex, kind=kind, text=text),
        )

    async def close(self, conversation: UUID) -> None:
        await desk.close(self.spine, self.agent, conversation, schemas.CloseIn(reason="solved", codes=["question"]))

    async def thread(self, conversation: UUID) -> list[Message]:
        async with self.db.reading(self.tenant) as conn:
            conv = await conversations.get(conn, conversation)
            assert conv is not None
            page, _ = await conversations.messages(conn, conv, public=False, limit=1000)
            return await outbound.with_deliveries(conn, page)

    def advances(self, message: UUID) -> list[Delivery]:
        """What screens were told of a message's delivery: its own steps, and the marks of its conversation."""
        seq: int | None = None
        conversation: UUID | None = None
        found: list[Delivery] = []
        for envelope in self.facts:
            event: Any = event_of(envelope)
            if envelope.type == "MessageAppended" and event.message.id == message:
                seq, conversation = event.message.seq, event.row.id
            elif envelope.type == "DeliveryAdvanced" and event.message_id == message:
                found.append(event.delivery)
            elif seq is not None and getattr(event, "row", None) is not None and event.row.id == conversation:
                if event.row.customer_read_seq >= seq:
                    found.append("read")
                elif event.row.delivered_seq >= seq:
                    found.append("delivered")
        return found


@asynccontextmanager
async def open_house(database_url: str, **sending: Any) -> AsyncIterator[House]:
    clock = ManualClock()
    ids = TimeOrderedIds(clock)
    db = await Database.open(database_url, clock, ids, size=20)
    live = LiveHub(Bus(NOBODY, "test", clock), db, "test")
    spine = Spine(Work(db, steps, live), live, FileLinks(b"k" * 32, clock))
    door = Door(spine)
    sender = OpenChannel(clock, **{"allow_private": True, **sending})
    house = await _furnish(clock, db, spine, door, sender)
    live.listen(lambda tenant, envelopes: house.facts.extend(envelopes) if tenant == house.tenant else None)
    try:
        yield house
    finally:
        await sender.close()
        await db.close()


async def _furnish(clock: ManualClock, db: Database, spine: Spine, door: Door, sender: OpenChannel) -> House:
    tenant = db.ids.new()
    await access.put_tenant(
        db,
        access.Tenant(
            id=tenant,
            slug=f"t-{tenant.hex}",
            name="清风",
            locale="zh-CN",
            demo=False,
            settings={"default_queue": "main"},
        ),
    )
    async with spine.work.tx(tenant) as tx:
        email = f"lin-{tenant.hex}@example.com"
        user = await access.put_user(tx, email=email, name="林悦", role="admin", password_hash=hashed(PASSWORD))
        await people.put_agent(tx, user, name="林悦", team=None, capacity=20, levels={})
        await routing.put_queue(tx, QueueDraft(code="main", name_zh="客服", name_en="Service", policy=Policy()))
    agent = Caller(tenant, user, "林悦", email, "admin", "csrf")
    visitors = Visitors(Signer(b"k" * 32, "visitor"), db.ids)

    chat = webchat_api.Webchat(door, visitors, clock, Channels(db), WIDE)
    feeds = CustomerFeeds(spine, door)
    sso = access.SingleSignOn(b"k" * 32, PUBLIC_URL, OpenIdConnect(clock, allow_private=True))
    app = _serving(db, spine, door, sender, chat, sso)
    return House(clock, db, spine, door, feeds, sender, tenant, agent, app, chat, sso)


@dataclass(frozen=True)
class Serving:
    """The routes of one process, as an ASGI application: what they are given is this process's."""

    given: dict[str, Any]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        before = _SERVING.set(self)
        try:
            await _routes()(scope, receive, send)
        finally:
            _SERVING.reset(before)


_SERVING: ContextVar[Serving] = ContextVar("serving")
"""Whose request is answered. Making the routes takes half a second, so all houses of a test process share them."""


class _Ours:
    """Stands for what the routes hold for good: each use is one of the process that answers."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(_SERVING.get().given[self._name], attribute)


class _OurChat(webchat_api.Webchat):
    """The same for the chat, which is asked for by its type."""

    def __init__(self) -> None:
        pass

    def __getattribute__(self, attribute: str) -> Any:
        return getattr(_SERVING.get().given["chat"], attribute)


async def _channel_of_token(*asked: Any) -> Any:
    return await channels.channel_of_token(_SERVING.get().given["db"], *asked)


@cache
def _routes() -> Litestar:
    def give(name: str) -> Provide:
        return Provide(lambda: _SERVING.get().given[name], sync_to_thread=False)

    return Litestar(
        route_handlers=[
            *access_api.handlers,
            *people_api.handlers,
            *channels_api.handlers,
            *api_audit.handlers,
            *api_callbacks.handlers,
            *api_privacy.handlers,
            webchat_api.routes(_OurChat()),
            open_api.routes(_Ours("door"), _channel_of_token, _Ours("clock"), WIDE),
        ],
        dependencies={"caller": Provide(access_api.provide_caller), **{name: give(name) for name in GIVEN}},
        exception_handlers=HANDLERS,
        before_send=[tell_rate, keep_answer],
        logging_config=None,
        openapi_config=None,
    )


GIVEN = (
    "db",
    "sessions",
    "factors",
    "sso",
    "idempotency",
    "work",
    "spine",
    "links",
    "webhooks",
    "sign_in_limit",
    "token_limit",
)
"""What handlers ask for by name."""


def serving(house: House) -> Serving:
    """A process of the house: limits are its own."""
    return _serving(house.db, house.spine, house.door, house.sender, house.chat, house.sso)


def _serving(
    db: Database,
    spine: Spine,
    door: Door,
    sender: OpenChannel,
    chat: webchat_api.Webchat,
    sso: access.SingleSignOn,
) -> Serving:
    return Serving(
        {
            "db": db,
            "sessions": access.Sessions(db),
            "factors": access.Factors(b"k" * 32),
            "sso": sso,
            "idempotency": IdempotencyKeys(db, b"k" * 32),
            "work": spine.work,
            "spine": spine,
            "links": spine.links,
            "webhooks": sender,
            "sign_in_limit": Limiter(db.clock, WIDE, int(WIDE)),
            "token_limit": access.token_limiter(db.clock, 1.0),
            "chat": chat,
            "door": door,
            "clock": db.clock,
        }
    )
