"""Watchers: each reads the events through a durable consumer of its own, and fails alone.

A watcher's handler runs in a unit of work of the event's tenant, together with the row of `kernel.seen` that says so:
however often the stream delivers an event, its effect comes once. The first delivery of several events is handled in
one transaction; if that fails, each is handled by itself. A handler that fails is asked again after 0.5 s, 2 s, 8 s,
30 s, 2 min; then the event is parked (`kernel.parked`) and the others have not waited for it. Order is not promised:
an event that is tried again comes after later ones, so a handler must come to the same result in any order.

An absent database is no failure: what is in hand waits for it. A broker that is away is waited for; one that came back
without its store gets the stream and the consumers again, and the relay fills the stream from the outbox.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

import msgspec
import nats.errors
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from prometheus_client import Counter, Gauge

from qingfeng.kernel import log, trace
from qingfeng.kernel.bus import EVENTS, STREAM, Bus, ensure_stream
from qingfeng.kernel.clock import heard
from qingfeng.kernel.db import is_lost
from qingfeng.kernel.events import Envelope, Event
from qingfeng.kernel.parked import WATCHER, Failed, error_of, park, text_of
from qingfeng.kernel.uow import Work
from qingfeng.kernel.watcher import RETRY, Retry, UnknownEvent, Watcher, Watchers

__all__ = ["RETRY", "Retry", "UnknownEvent", "Watcher", "WatcherRunner", "Watchers"]

logger = log.get(__name__)

ACK_WAIT_SECONDS = 10.0
FETCH_SECONDS = 2.0
ALONE_AT_ONCE = 4
IN_HAND = 256
GATHER_SECONDS = 0.1
"""After a batch that was not full: the next one then holds several events instead of one, and costs no more."""
AGAIN_SECONDS = 0.5
STOP_SECONDS = 5.0
NEVER_FINISHED = 4
"""An event delivered so many times as often as it may be tried has ended its process each time: it is parked unasked."""

HANDLED = Counter("qingfeng_watcher_handled", "Events a watcher has done", ["watcher"])
FAILED = Counter("qingfeng_watcher_failed", "Attempts of a watcher that failed", ["watcher"])
PARKED = Counter("qingfeng_watcher_parked", "Events a watcher has parked", ["watcher"])
WAITING = Gauge("qingfeng_watcher_waiting", "Events in the stream that a watcher has not been given yet", ["watcher"])
LAG = Gauge("qingfeng_watcher_lag_seconds", "Age of the event a watcher did last", ["watcher"])


class WatcherRunner:
    """Runs watchers side by side, each at its own pace. Several processes may run the same ones: they share the work."""

    def __init__(self, bus: Bus, work: Work, watchers: Watchers) -> None:
        self.watchers = watchers
        self._followers = [_Follower(bus, work, watcher) for watcher in watchers]

    async def run(self) -> None:
        """Until `stop` or cancelled; what is in hand then goes back to the stream at once."""
        tasks = [asyncio.create_task(f.run(), name=f"watcher {f.watcher.name}") for f in self._followers]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Take no more events; `run` ends when those in hand are done."""
        for follower in self._followers:
            follower.stopping.set()


@dataclass(slots=True, eq=False)
class _Item:
    """A delivered message, opened as far as that was possible."""

    message: Msg
    envelope: Envelope
    event: Event | None = None
    error: Exception | None = None
    delivered: int = field(init=False)

    def __post_init__(self) -> None:
        self.delivered = self.message.metadata.num_delivered


class _Follower:
    """One watcher at its consumer."""

    def __init__(self, bus: Bus, work: Work, watcher: Watcher) -> None:
        self.watcher = watcher
        self.stopping = asyncio.Event()
        self._bus = bus
        self._work = work
        self._clock = work.db.clock
        self._hand: set[_Item] = set()
        self._alone: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(ALONE_AT_ONCE)

    # -------------------------------------------------------------- the consumer
    async def run(self) -> None:
        keeper = asyncio.create_task(self._keep_in_hand())
        try:
            while not self.stopping.is_set():
                try:
                    await self._session()
                except (nats.errors.Error, TimeoutError, OSError) as error:
                    logger.warning("watcher waits", watcher=self.watcher.name, error=str(error) or type(error).__name__)
                except Exception:
                    logger.exception("watcher stumbled", watcher=self.watcher.name)
                await heard(self.stopping, AGAIN_SECONDS)
            if self._alone:
                await asyncio.wait(self._alone, timeout=STOP_SECONDS)
        finally:
            keeper.cancel()
            for task in self._alone:
                task.cancel()
            await asyncio.gather(*self._alone, return_exceptions=True)
            await self._hand_back()

    async def _session(self) -> None:
        """Follow the consumer until it is gone or we are told to stop."""
        while not self._bus.up:
            if await heard(self.stopping, AGAIN_SECONDS):
                return
        async with self._subscribed() as subscription:
            while not self.stopping.is_set():
                messages = await self._fetch(subscription)
                if messages:
                    WAITING.labels(self.watcher.name).set(messages[-1].metadata.num_pending)
                    await self._handle(messages)
                if len(messages) < self.watcher.batch:
                    await heard(self.stopping, GATHER_SECONDS)
                while len(self._hand) > IN_HAND and not self.stopping.is_set():
                    await asyncio.wait(self._alone, timeout=1, return_when=asyncio.FIRST_COMPLETED)

    @contextlib.asynccontextmanager
    async def _subscribed(self) -> AsyncIterator[JetStreamContext.PullSubscription]:
        js = self._bus.jetstream()
        await ensure_stream(js)
        durable = f"qf-{self.watcher.name}"
        config = ConsumerConfig(
            durable_name=durable,
            ack_policy=AckPolicy.EXPLICIT,
            deliver_policy=DeliverPolicy.ALL,
            ack_wait=ACK_WAIT_SECONDS,
            max_deliver=-1,  # parking is ours: the server would only fall silent
            max_ack_pending=65_536,  # events that wait to be tried again count, and must hold up no others
            filter_subjects=[f"{EVENTS}.*.{name}" for name in self.watcher.types],
        )
        await js.add_consumer(STREAM, config)
        subscription = await js.pull_subscribe_bind(durable, STREAM)
        try:
            yield subscription
        finally:
            with contextlib.suppress(nats.errors.Error):
                await subscription.unsubscribe()

    async def _fetch(self, subscription: JetStreamContext.PullSubscription) -> list[Msg]:
        """Up to a batch as soon as there is anything; an empty list after a while or when we are to stop."""
        asking = asyncio.create_task(subscription.fetch(self.watcher.batch, timeout=FETCH_SECONDS))
        stopping = asyncio.create_task(self.stopping.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return await asking if asking.done() else []
        except TimeoutError:
            WAITING.labels(self.watcher.name).set(0)
            return []
        finally:
            asking.cancel()
            stopping.cancel()

    async def _keep_in_hand(self) -> None:
        """Tell the stream that what takes long is still worked on, so that nobody else is given it."""
        while True:
            await self._clock.sleep(ACK_WAIT_SECONDS / 3)
            if self._bus.up:
                for item in list(self._hand):
                    with contextlib.suppress(nats.errors.Error):
                        await item.message.in_progress()

    async def _hand_back(self) -> None:
        for item in list(self._hand):
            await self._answer(item, item.message.nak)

    async def _answer(self, item: _Item, how: Callable[[], Awaitable[None]]) -> None:
        # An answer that is lost costs a redelivery, which is harmless.
        self._hand.discard(item)
        with contextlib.suppress(nats.errors.Error, OSError):
            await how()

    # -------------------------------------------------------------- the events
    async def _handle(self, messages: list[Msg]) -> None:
        """First deliveries by tenant in one transaction each; what failed before, by itself and beside the others."""
        together: dict[UUID, list[_Item]] = {}
        for message in messages:
            item = await self._opened(message)
            if item is None:
                continue
            self._hand.add(item)
            if item.error is None and item.delivered == 1:
                together.setdefault(item.envelope.tenant, []).append(item)
            else:
                self._by_itself(item)
        for tenant, items in together.items():
            error = await error_of(self._attempt(tenant, items))
            if error is not None:
                if len(items) == 1 and not is_lost(error):
                    items[0].error = error  # it was by itself already
                for item in items:
                    self._by_itself(item)

    async def _opened(self, message: Msg) -> _Item | None:
        try:
            item = _Item(message, msgspec.json.decode(message.data, type=Envelope))
        except msgspec.MsgspecError:
            logger.exception("not an event", watcher=self.watcher.name, subject=message.subject)
            await message.term()
            return None
        try:
            item.event = self.watcher.open(item.envelope)
        except UnknownEvent as error:
            item.error = error
        return item

    async def _attempt(self, tenant: UUID, items: list[_Item]) -> None:
        opened = [(item.envelope, item.event) for item in items if item.event is not None]
        name = self.watcher.name
        # Several causes in one transaction: it hangs below the first, and the others are told that it was done.
        causes: dict[str, str] = {}
        for item in items:
            causes.setdefault(trace.shown(item.envelope.correlation), item.envelope.correlation)
        cause, *others = causes.values()
        with trace.following(cause, f"watcher {name}", tenant=str(tenant)):
            async with self._work.tx(tenant) as tx:
                done = await self.watcher.together(tx, opened)
        for other in others if trace.recording() else ():
            with trace.following(other, f"watcher {name}", tenant=str(tenant), together_with=trace.shown(cause)):
                pass
        HANDLED.labels(name).inc(done)
        LAG.labels(name).set((self._clock.now() - items[-1].envelope.at).total_seconds())
        for item in items:
            await self._answer(item, item.message.ack)

    def _by_itself(self, item: _Item) -> None:
        task = asyncio.create_task(self._one(item))
        self._alone.add(task)
        task.add_done_callback(self._alone.discard)

    async def _one(self, item: _Item) -> None:
        """One event to its end: done, to be asked again later, or parked. Waits here for a database that is away."""
        async with self._room:
            while not await self._ended(item):
                await self._clock.sleep(AGAIN_SECONDS)

    async def _ended(self, item: _Item) -> bool:
        error = item.error or await error_of(self._tried(item))
        if error is not None and not is_lost(error):
            item.error = error
            error = await error_of(self._failed(item, error))
        if error is None or is_lost(error):
            return error is None
        logger.error("event not parked", watcher=self.watcher.name, event_id=str(item.envelope.id), exc_info=error)
        await self._answer(item, item.message.nak)
        return True

    async def _tried(self, item: _Item) -> None:
        if item.delivered > self.watcher.retry.attempts * NEVER_FINISHED:
            raise RuntimeError(f"given out {item.delivered} times and never finished")
        await self._attempt(item.envelope.tenant, [item])

    async def _failed(self, item: _Item, error: Exception) -> None:
        retry = self.watcher.retry
        again = item.delivered < retry.attempts
        logger.log(
            logging.WARNING if again else logging.ERROR,
            "watcher failed",
            watcher=self.watcher.name,
            type=item.envelope.type,
            event_id=str(item.envelope.id),
            attempt=item.delivered,
            exc_info=error,
        )
        if again:
            delay = retry.delays[item.delivered - 1]
            await self._answer(item, lambda: item.message.nak(delay=delay))
        else:
            await self._park(item, error)
        FAILED.labels(self.watcher.name).inc()

    async def _park(self, item: _Item, error: Exception) -> None:
        envelope = item.envelope
        failed = Failed(
            source=f"{WATCHER}{self.watcher.name}",
            event_id=str(envelope.id),
            event_type=envelope.type,
            body=item.message.data,
            attempts=item.delivered,
            error=text_of(error),
        )
        async with self._work.tx(envelope.tenant) as tx:
            await park(tx, failed)
        await self._answer(item, item.message.term)
        PARKED.labels(self.watcher.name).inc()
