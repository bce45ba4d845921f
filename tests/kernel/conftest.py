"""The machinery for a test: a migrated database of the module, a NATS of the test's own that it may kill."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from qingfeng.app.embedded.engine import Engine
from qingfeng.app.embedded.nats import start_nats
from qingfeng.kernel import log
from tests.kernel.machine import CLOCK, Machine, make_probe, open_machine


@pytest.fixture(autouse=True, scope="session")
def _plain_log() -> None:
    """Errors only, as the product writes them: drawing tracebacks takes longer than the tests."""
    log.configure("error", "json")


class Broker:
    """A NATS that can be killed and comes back at the same address, with its store or without."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engine: Engine | None = None

    @property
    def url(self) -> str:
        assert self._engine is not None
        return self._engine.url

    async def start(self) -> None:
        before = self._engine.url if self._engine else None
        self._engine = await start_nats(self._folder, CLOCK)
        assert before in (None, self._engine.url)

    async def kill(self) -> None:
        """SIGKILL; returns when it is gone."""
        assert self._engine is not None
        os.kill(self._engine.pid, signal.SIGKILL)
        await self._engine.exited.wait()

    def lose_store(self) -> None:
        """What a lost disk does. The broker must be down."""
        shutil.rmtree(self._folder / "nats" / "store")

    def lose_end(self, *, index: bool) -> None:
        """What a power failure does to a store that was not synced: the second half of the events is gone, and with
        `index` what the broker noted about them as well. The broker must be down."""
        (messages,) = (self._folder / "nats" / "store").glob("jetstream/*/streams/*/msgs")
        last = max(messages.glob("*.blk"), key=lambda block: int(block.stem))
        os.truncate(last, last.stat().st_size // 2)
        if index:
            (messages / "index.db").unlink(missing_ok=True)

    async def stop(self) -> None:
        if self._engine is not None:
            await self._engine.stop()


@pytest.fixture
async def broker(engine_dir: Path) -> AsyncIterator[Broker]:
    made = Broker(engine_dir)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


@pytest.fixture
async def machine(database_url: str) -> AsyncIterator[Machine]:
    """The house on a real clock. What earlier tests of the module left is out of the way."""
    await make_probe(database_url)
    async with open_machine(database_url) as made:
        await made.db.system.execute("DELETE FROM kernel.outbox_waiting")
        await made.db.system.execute("DELETE FROM kernel.outbox")
        await made.db.system.execute("DELETE FROM kernel.timers")
        await made.owner("DELETE FROM probe.effects")
        yield made
