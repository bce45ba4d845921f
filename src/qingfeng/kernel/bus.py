"""The nervous system: NATS. Core subjects for what must be quick, JetStream for what must be delivered.

The bus may be away: `Bus.up` says so, publishing is then a no-op for live subjects, and whoever needs the facts
reads them from the outbox until it is back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext

from qingfeng.kernel import log
from qingfeng.kernel.clock import Clock

LIVE = "qf.live"  # qf.live.<tenant>.<full|slight>: envelopes just committed
FLEETING = "qf.fleeting"  # qf.fleeting.<tenant>: typing, viewers; never kept
COMPANY = "qf.company"  # which processes show screens
WAKE = "qf.wake"  # qf.wake.<what>: look now instead of at the next poll
EVENTS = "qf.evt"  # qf.evt.<tenant>.<type>: JetStream
STREAM = "QF_EVENTS"

logger = log.get(__name__)
Handler = Callable[[Msg], Awaitable[None]]


class Bus:
    def __init__(self, url: str, name: str, clock: Clock) -> None:
        self._url = url
        self._clock = clock
        self._name = name
        self._client = Client()
        self._subscriptions: list[tuple[str, Handler]] = []
        self._back: list[Callable[[], None]] = []
        self._away: list[Callable[[], None]] = []
        self._connecting: asyncio.Task[None] | None = None
        self._begun = False

    @property
    def up(self) -> bool:
        return self._client.is_connected

    @property
    def client(self) -> Client:
        return self._client

    def on_change(self, *, back: Callable[[], None], away: Callable[[], None]) -> None:
        self._back.append(back)
        self._away.append(away)

    async def start(self) -> None:
        """Connect now if the broker is there, else keep trying in the background; the caller need not wait."""
        self._connecting = asyncio.create_task(self._connect(), name="bus connect")
        await asyncio.wait([self._connecting], timeout=2)

    async def _connect(self) -> None:
        async def away() -> None:
            logger.warning("broker away")
            for call in self._away:
                call()

        async def back() -> None:
            logger.info("broker back")
            for call in self._back:
                call()

        async def failed(error: Exception) -> None:
            logger.debug("broker error", error=str(error))

        parts = urlsplit(self._url)
        while not self._client.is_connected:
            try:
                await self._client.connect(
                    servers=[f"{parts.scheme}://{parts.hostname}:{parts.port}"],
                    user=parts.username,
                    password=parts.password,
                    name=self._name,
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=0.25,  # type: ignore[arg-type]  # seconds; a fraction works
                    disconnected_cb=away,
                    reconnected_cb=back,
                    error_cb=failed,
                    allow_reconnect=True,
                    pending_size=8 * 1024 * 1024,
                    no_echo=True,  # whoever publishes has told its own listeners already
                    # A broker that vanished without closing the line is noticed within half a minute.
                    ping_interval=10,
                    max_outstanding_pings=2,
                )
            except (OSError, nats.errors.Error, TimeoutError):
                self._client = Client()
                await self._clock.sleep(0.25)
        self._begun = True
        for subject, handler in list(self._subscriptions):
            await self._client.subscribe(subject, cb=handler)
        for call in self._back:
            call()

    async def subscribe(self, subject: str, handler: Handler) -> None:
        """Register a core subscription; it survives reconnects, and a broker that is not there yet."""
        self._subscriptions.append((subject, handler))
        if self._begun:  # also while the broker is away: the client subscribes again when it is back
            await self._client.subscribe(subject, cb=handler)

    async def tell(self, subject: str, data: bytes, headers: dict[str, str] | None = None) -> bool:
        """Publish on a core subject; False when the broker is away (nothing is buffered: it would arrive stale)."""
        if not self._client.is_connected:
            return False
        try:
            await self._client.publish(subject, data, headers=headers)
        except (nats.errors.Error, OSError):
            return False
        return True

    def jetstream(self) -> JetStreamContext:
        return self._client.jetstream(timeout=5)

    async def stop(self) -> None:
        if self._connecting:
            self._connecting.cancel()
        if self._client.is_connected:
            try:
                await asyncio.wait_for(self._client.drain(), 3)
            except (nats.errors.Error, TimeoutError, OSError):
                await self._client.close()
        elif not self._client.is_closed:
            await self._client.close()


async def ensure_stream(js: JetStreamContext, *, max_age_days: int = 7) -> None:
    """The event stream, made if absent. De-duplicates by message id within two minutes; the outbox does the rest."""
    config = nats.js.api.StreamConfig(
        name=STREAM,
        subjects=[f"{EVENTS}.>"],
        max_age=max_age_days * 86400,
        duplicate_window=120,
        storage=nats.js.api.StorageType.FILE,
        discard=nats.js.api.DiscardPolicy.OLD,
        max_bytes=2 * 1024**3,
    )
    try:
        await js.add_stream(config)
    except nats.js.errors.BadRequestError:
        await js.update_stream(config)
