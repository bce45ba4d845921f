"""Live fan-out: what was just committed reaches every process that has a screen open, without waiting for a relay.

The way is: this process's own listeners at once, the other processes by core NATS, which forgets what it cannot
deliver: to a process that is just reconnecting, or from one that is. So each process also looks at the outbox every
second, by id, and fetches what it has not been told: a screen may be a second late but never wrong, with the broker
or without. Listeners see an envelope once: those already shown are remembered. After an absence of the broker a new
fact may overtake one that was missed; versions and seqs tell a screen which is newer.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from nats.aio.msg import Msg

from qingfeng.kernel import log
from qingfeng.kernel.bus import FLEETING, LIVE, WAKE, Bus
from qingfeng.kernel.company import Company
from qingfeng.kernel.db import Database, is_lost
from qingfeng.kernel.events import Envelope
from qingfeng.kernel.uow import Step

logger = log.get(__name__)
Listener = Callable[[UUID, list[Envelope]], None]
Fleeting = Callable[[UUID, dict[str, Any]], None]

REMEMBERED = 20_000
POLL_SECONDS = 1.0
LOOK_BACK_POLLS = 5
"""Positions are given out before commits become visible: so many polls back may rows still turn up."""

PAGE = 2000
_FULL = "full"
_TENANT = LIVE.count(".") + 1
"""Where the tenant stands in a subject."""
SOON = 0.05
WAKE_SECONDS = 0.05
"""Between two wakes of the relay. It looks 100 ms after one, and so finds what was committed in between as well."""


class LiveHub:
    """One per process. `listen` for facts of all tenants, `fleeting` for what is not worth keeping. `slight`: types of
    facts that move nothing but screens; most facts are of them."""

    def __init__(self, bus: Bus, db: Database, origin: str, slight: frozenset[str] = frozenset()) -> None:
        self._bus = bus
        self._slight = slight
        self._unheard: list[str] = []
        self._db = db
        self._origin = origin
        self._company = Company(bus, db.clock, origin)
        self._listeners: list[Listener] = []
        self._fleeting: list[Fleeting] = []
        self._said: list[Fleeting] = []
        self._shown: OrderedDict[UUID, None] = OrderedDict()
        self._positions: deque[int] = deque(maxlen=LOOK_BACK_POLLS)
        self._tasks: set[asyncio.Task[None]] = set()
        self._poller: asyncio.Task[None] | None = None
        self._decode = msgspec.json.Decoder(list[Envelope])
        self._wakers: list[Callable[[], None]] = []
        self._relayers: list[Callable[[], None]] = []
        self._wake_relay_at = 0.0

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def listen_fleeting(self, listener: Fleeting) -> None:
        self._fleeting.append(listener)

    def listen_said(self, listener: Fleeting) -> None:
        """Only what this process itself says: for what must be done once, not in every process."""
        self._said.append(listener)

    def on_steps(self, wake: Callable[[], None]) -> None:
        """Called when this process committed a step that is due now."""
        self._wakers.append(wake)

    def on_events(self, wake: Callable[[], None]) -> None:
        """Called when this process committed facts: the broker tells the others only."""
        self._relayers.append(wake)

    async def start(self, *, screens: bool = True) -> None:
        """Begin to hear other processes. A process that only writes need not call it; one without `screens` hears
        nothing slight or fleeting, and pays nothing for it."""
        if screens:
            await self._bus.subscribe(f"{LIVE}.>", self._heard)
            await self._bus.subscribe(f"{FLEETING}.>", self._heard_fleeting)
            await self._company.start()
        else:
            self._unheard = sorted(self._slight)
            await self._bus.subscribe(f"{LIVE}.*.{_FULL}", self._heard)
        await self._begin()
        self._poller = asyncio.create_task(self._poll(), name="live poll")

    async def stop(self) -> None:
        if self._poller:
            self._poller.cancel()
        await self._company.stop()
        for task in list(self._tasks):
            task.cancel()

    def committed(self, tenant: UUID, envelopes: Sequence[Envelope], steps: Sequence[Step]) -> None:
        """Called by the unit of work right after a commit."""
        if envelopes:
            self._show(tenant, list(envelopes))
            for wake in self._relayers:
                wake()
            self._tell_others(tenant, list(envelopes))
        if steps:
            horizon = self._db.clock.now().timestamp() + SOON
            if any(step.due.timestamp() <= horizon for step in steps):
                for wake in self._wakers:
                    wake()
                self._spawn(self._wake())

    def say(self, tenant: UUID, frame: dict[str, Any]) -> None:
        """Tell every process something fleeting (typing, viewers): lost when the broker is away."""
        for listener in [*self._fleeting, *self._said]:
            listener(tenant, frame)
        data = msgspec.json.encode({"o": self._origin, "f": frame})
        self._spawn(self._tell(f"{FLEETING}.{tenant}", data))

    def _tell_others(self, tenant: UUID, envelopes: list[Envelope]) -> None:
        """What is slight concerns other processes' screens: where no other has any, nobody is told."""
        slight = all(envelope.type in self._slight for envelope in envelopes)
        if not (slight and self._company.alone):
            self._spawn(self._publish(f"{LIVE}.{tenant}.{'slight' if slight else _FULL}", envelopes))
        now = self._db.clock.monotonic()
        if now >= self._wake_relay_at:
            self._wake_relay_at = now + WAKE_SECONDS
            self._spawn(self._tell(f"{WAKE}.relay", b""))

    async def _publish(self, subject: str, envelopes: list[Envelope]) -> None:
        await self._bus.tell(subject, msgspec.json.encode(envelopes), {"qf-origin": self._origin})

    async def _wake(self) -> None:
        await self._bus.tell(f"{WAKE}.timers", b"")

    async def _tell(self, subject: str, data: bytes) -> None:
        await self._bus.tell(subject, data)

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _heard(self, message: Msg) -> None:
        if (message.headers or {}).get("qf-origin") == self._origin:
            return
        self._show(UUID(message.subject.split(".")[_TENANT]), self._decode.decode(message.data))

    async def _heard_fleeting(self, message: Msg) -> None:
        said = msgspec.json.decode(message.data)
        if said["o"] != self._origin:
            for listener in self._fleeting:
                listener(UUID(message.subject.rpartition(".")[2]), said["f"])

    def _show(self, tenant: UUID, envelopes: list[Envelope]) -> None:
        fresh = [e for e in envelopes if e.id not in self._shown]
        if not fresh:
            return
        for envelope in fresh:
            self._shown[envelope.id] = None
        while len(self._shown) > REMEMBERED:
            self._shown.popitem(last=False)
        for listener in self._listeners:
            try:
                listener(tenant, fresh)
            except Exception:
                logger.exception("live listener failed")

    async def _begin(self) -> None:
        """From now on: what was committed before, a screen has fetched itself."""
        try:
            self._positions.append(await self._end())
        except Exception as error:
            if not is_lost(error):
                raise

    async def _end(self) -> int:
        position: int = await self._db.system.fetchval("SELECT coalesce(max(position), 0) FROM kernel.outbox")
        return position

    async def _poll(self) -> None:
        while True:
            await self._db.clock.sleep(POLL_SECONDS)
            try:
                if self._positions:
                    await self._catch_up()
                else:
                    await self._begin()
            except Exception as error:
                if not is_lost(error):  # with the database away nothing new can have been committed
                    logger.exception("live poll failed")

    async def _catch_up(self) -> None:
        """Show what is in the outbox and was not shown, in the order of the commits of each key."""
        position, last, scanned = self._positions[0], self._positions[-1], 0
        if self._unheard:  # long stretches of what is not looked at are not to be walked over again
            last = max(last, await self._end())
        while True:
            rows = await self._db.system.fetch(
                "SELECT position, id FROM kernel.outbox WHERE position > $1 AND type <> ALL($3) ORDER BY position LIMIT $2",
                position,
                PAGE,
                self._unheard,
            )
            missed = [row["position"] for row in rows if row["id"] not in self._shown]
            if missed:
                await self._fetch(missed)
            if rows:
                position = rows[-1]["position"]
                last = max(last, position)
            scanned += len(rows)
            if len(rows) < PAGE:
                break
        if scanned > REMEMBERED // 2:  # so far back nothing is remembered: it would be shown again
            self._positions.clear()
        self._positions.append(last)

    async def _fetch(self, positions: list[int]) -> None:
        rows = await self._db.system.fetch(
            "SELECT tenant_id, body FROM kernel.outbox WHERE position = ANY($1) ORDER BY position", positions
        )
        for row in rows:
            self._show(row["tenant_id"], [msgspec.json.decode(row["body"], type=Envelope)])
