"""The relay: what the outbox holds goes to the event stream, so that the watchers get it.

One process at a time relays (lease `relay`). Rows go out in the order of their positions, many on their way at once but
never two of one key: facts of a key arrive in the order in which they were committed. A row waits until the
stream has acknowledged it; one that was sent and still waits is sent again, and the stream drops what it has seen within
two minutes, the watchers (`kernel.seen`) what is older. A process that lost its lease unawares (it was stopped for a
while) does the same harm: none.

The stream is a copy. When it was lost, the rows that had gone into the one before are sent again: `_made_good` sees
that by the time the stream was made, `rebuild` does it on request. It also sees when only its end was lost (a power
failure: the broker acknowledges up to a second before its disk has it), by the sequence that was acknowledged last,
which is kept with the marks. An event larger than the broker takes is parked.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
import nats.errors
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import PubAck
from prometheus_client import Counter

from qingfeng.kernel import log, trace
from qingfeng.kernel.bus import EVENTS, STREAM, WAKE, Bus, ensure_stream
from qingfeng.kernel.clock import heard
from qingfeng.kernel.db import Database, is_lost
from qingfeng.kernel.leases import Lease
from qingfeng.kernel.parked import RELAY

logger = log.get(__name__)

BATCH = 256
LEASE_SECONDS = 5.0
POLL_SECONDS = 1.0
AGAIN_SECONDS = 0.25
GATHER_SECONDS = 0.1
"""Between being woken and looking: under load each look then finds a batch instead of one row. Longer than
`live.WAKE_SECONDS`, so that no commit goes unseen for want of a wake of its own."""

ACK_SECONDS = 5.0
REBUILD_BATCH = 5000
HEADER_BYTES = 1024
CLOCKS_APART = timedelta(seconds=60)
"""How far the broker's clock may be from ours."""

RELAYED = Counter("qingfeng_relayed", "Events the stream has acknowledged")


class _Row(NamedTuple):
    position: int
    id: UUID
    tenant_id: UUID
    type: str
    key: str
    body: bytes


class _Caused(msgspec.Struct):
    """The one field of an envelope that a trace needs."""

    correlation: str = ""


class Relay:
    """`await run()` in a worker; any number of workers may, one of them relays. `holder` names this process alone."""

    def __init__(self, db: Database, bus: Bus, holder: str) -> None:
        self._db = db
        self._bus = bus
        self._lease = Lease(db, "relay", holder, seconds=LEASE_SECONDS)
        self._owner = False
        self._renew_at = 0.0
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._listening = False
        self._ready = False
        self._js: JetStreamContext | None = None
        self._stream_of: datetime | None = None
        self._sequence = 0
        self._flying: list[asyncio.Task[PubAck]] = []

    async def run(self) -> None:
        """Until `stop` or cancelled. Waits for a broker or database that is away."""
        if not self._listening:
            self._listening = True
            self._bus.on_change(back=self._wake.set, away=self._broker_away)
            await self._bus.subscribe(f"{WAKE}.relay", self._heard)
        try:
            while not self._stopping.is_set():
                self._wake.clear()
                pause = await self._safely()
                if pause:
                    await self._wait(pause)
        finally:
            with contextlib.suppress(Exception):
                await self._give_up()

    async def stop(self) -> None:
        self._stopping.set()
        self._wake.set()

    async def rebuild(self, since: datetime) -> int:
        """Send again whatever was committed since then and is still kept; returns how many events that are."""
        n = await self._again("at >= $2", since)
        self._wake.set()
        return n

    def wake(self) -> None:
        """There is something to relay."""
        self._wake.set()

    async def _heard(self, _: Msg) -> None:
        self._wake.set()

    def _broker_away(self) -> None:
        self._ready = False
        for task in self._flying:
            task.cancel()  # no acknowledgement will come on a line that is gone

    async def _wait(self, seconds: float) -> None:
        """A wake from the bus counts only for the owner: the others would ask for the lease at every commit."""
        event = self._wake if self._owner else self._stopping
        if await heard(event, seconds):
            await self._db.clock.sleep(GATHER_SECONDS)

    async def _safely(self) -> float:
        """One round; returns the seconds to wait before the next."""
        try:
            return await self._round()
        except (nats.errors.Error, TimeoutError) as error:
            self._ready = False
            logger.warning("relay waits", error=str(error) or type(error).__name__)
        except Exception as error:
            if is_lost(error):
                self._owner = False  # by the time it is back the lease may be another's
                self._renew_at = 0.0
                logger.warning("relay waits for the database", error=type(error).__name__)
            else:
                logger.exception("relay failed")
        return AGAIN_SECONDS

    async def _round(self) -> float:
        if not self._bus.up:
            await self._give_up()  # another process's line to the broker may be whole
            return AGAIN_SECONDS
        if not await self._own():
            return POLL_SECONDS
        if not self._ready:
            await self._made_good()
        rows = await self._read()
        fit = await self._that_fit(rows)
        if await self._send(fit) < len(fit):
            return AGAIN_SECONDS
        return 0 if len(rows) == BATCH else POLL_SECONDS

    async def _own(self) -> bool:
        now = self._db.clock.monotonic()
        if not self._owner or now >= self._renew_at:
            owner = await self._lease.acquire() is not None
            if owner != self._owner:
                logger.info("relay lease", held=owner)
                self._ready = False
            self._owner, self._renew_at = owner, now + LEASE_SECONDS / 3
        return self._owner

    async def _give_up(self) -> None:
        if self._owner:
            self._owner = False
            await self._lease.release()

    async def _made_good(self) -> None:
        """The stream is there, and what it has lost is sent again: all of it when it is a new one, else its end."""
        if self._js is None:
            self._js = self._bus.jetstream()
        await ensure_stream(self._js)
        info = await self._js.stream_info(STREAM)
        assert info.created is not None
        made, seq = await self._db.system.fetchrow("SELECT made, seq FROM kernel.relayed") or (None, 0)
        last = info.state.last_seq
        if made != info.created:
            n = await self._again("at < $2", info.created + CLOCKS_APART)
            if n:
                logger.warning("event stream was made anew, sending again", events=n)
        elif seq > last:
            n = await self._again("at >= $2", await self._relayed_before(seq - last) - CLOCKS_APART)
            logger.warning("the end of the event stream was lost, sending again", lost=seq - last, events=n)
        self._stream_of, self._sequence = info.created, last
        await self._db.system.execute("UPDATE kernel.relayed SET made = $1, seq = $2", self._stream_of, last)
        self._ready = True

    async def _relayed_before(self, events: int) -> datetime:
        """The moment of the earliest of so many events that were relayed last."""
        found: datetime | None = await self._db.system.fetchval(
            "SELECT min(at) FROM (SELECT at FROM kernel.outbox o WHERE NOT EXISTS"
            " (SELECT FROM kernel.outbox_waiting w WHERE w.position = o.position) ORDER BY position DESC LIMIT $1) latest",
            events,
        )
        return found or self._db.clock.now()

    async def _again(self, where: str, moment: datetime) -> int:
        """Events that were relayed wait once more; gives how many."""
        total, after, found = 0, 0, REBUILD_BATCH
        while found == REBUILD_BATCH:
            row = await self._db.system.fetchrow(
                "WITH found AS (SELECT position, tenant_id, at FROM kernel.outbox"
                f" WHERE position > $1 AND {where} ORDER BY position LIMIT $3),"
                " put AS (INSERT INTO kernel.outbox_waiting SELECT * FROM found ON CONFLICT DO NOTHING RETURNING 1)"
                " SELECT count(*), coalesce(max(position), 0), (SELECT count(*) FROM put) FROM found",
                after,
                moment,
                REBUILD_BATCH,
            )
            found, after, put = row or (0, 0, 0)
            total += put
        return total

    async def _read(self) -> list[_Row]:
        rows = await self._db.system.fetch(
            "SELECT o.position, o.id, o.tenant_id, o.type, o.key, o.body FROM kernel.outbox_waiting w"
            " JOIN kernel.outbox o USING (position) ORDER BY w.position LIMIT $1",
            BATCH,
        )
        return [_Row(*row) for row in rows]

    async def _that_fit(self, rows: list[_Row]) -> list[_Row]:
        largest = self._bus.client.max_payload - HEADER_BYTES
        for row in rows:
            if len(row.body) > largest:
                await self._park(row, f"{len(row.body)} bytes; the broker takes {largest}")
        return [row for row in rows if len(row.body) <= largest]

    async def _park(self, row: _Row, error: str) -> None:
        logger.error("event too large for the stream", type=row.type, event_id=str(row.id), error=error)
        await self._db.system.execute(
            "WITH done AS (DELETE FROM kernel.outbox_waiting WHERE position = $9)"
            " INSERT INTO kernel.parked (tenant_id, id, source, event_id, event_type, body, attempts, error, at)"
            " VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8) ON CONFLICT (tenant_id, source, event_id)"
            " DO UPDATE SET error = excluded.error, at = excluded.at, replayed_at = NULL",
            row.tenant_id,
            self._db.ids.new(),
            RELAY,
            str(row.id),
            row.type,
            row.body,
            error,
            self._db.clock.now(),
            row.position,
        )

    async def _send(self, rows: list[_Row]) -> int:
        """Publish in waves, the next event of every key in each; marks and counts those that were acknowledged."""
        lines: dict[tuple[UUID, str], deque[_Row]] = {}
        for row in rows:
            lines.setdefault((row.tenant_id, row.key), deque()).append(row)
        sent: list[int] = []
        try:
            while lines:
                wave = [line.popleft() for line in lines.values()]
                acknowledged = await self._publish(wave)
                sent += acknowledged
                held = set(acknowledged)
                lines = {
                    key: line
                    for (key, line), row in zip(lines.items(), wave, strict=True)
                    if line and row.position in held  # of a key that stalled nothing later goes out
                }
        finally:
            if sent:
                await self._mark(sent)
        return len(sent)

    async def _publish(self, wave: list[_Row]) -> list[int]:
        """Send all, then wait for all; returns the positions that were acknowledged."""
        try:
            # Not the client's `publish_async`: a refusal never reaches its future.
            for row in wave:
                sending = self._traced(row) if trace.recording() else self._one(row)
                self._flying.append(asyncio.ensure_future(sending))
            await asyncio.wait(self._flying)
            return self._taken(wave)
        finally:
            for task in self._flying:
                task.cancel()
            self._flying = []

    async def _one(self, row: _Row) -> PubAck:
        assert self._js is not None
        subject, headers = f"{EVENTS}.{row.tenant_id}.{row.type}", {"Nats-Msg-Id": str(row.id)}
        return await self._js.publish(subject, row.body, headers=headers, timeout=ACK_SECONDS)

    async def _traced(self, row: _Row) -> PubAck:
        cause = msgspec.json.decode(row.body, type=_Caused).correlation
        with trace.following(cause, "relay", type=row.type, key=row.key):
            return await self._one(row)

    def _taken(self, wave: list[_Row]) -> list[int]:
        good: list[int] = []
        refused: list[tuple[_Row, BaseException]] = []
        for row, task in zip(wave, self._flying, strict=True):
            error = asyncio.CancelledError() if task.cancelled() else task.exception()
            if error is None:
                good.append(row.position)
                self._see_sequence(task.result())
            else:
                refused.append((row, error))
        if refused:
            self._ready = False
            row, error = refused[0]
            reason = str(error) or type(error).__name__
            logger.warning("events not taken by the stream", events=len(refused), type=row.type, error=reason)
        return good

    def _see_sequence(self, ack: PubAck) -> None:
        if not ack.duplicate:
            if ack.seq <= self._sequence:
                self._ready = False  # the stream counts anew: it was lost while the broker stayed
            self._sequence = ack.seq

    async def _mark(self, positions: list[int]) -> None:
        # A mark that a crash undoes is no loss, so it need not wait for the disk.
        await self._db.system.execute(
            "WITH far AS (UPDATE kernel.relayed SET seq = greatest(seq, $2) WHERE made = $3)"
            " DELETE FROM kernel.outbox_waiting WHERE position = ANY($1)"
            " AND (SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL",
            positions,
            self._sequence,
            self._stream_of,
        )
        RELAYED.inc(len(positions))
