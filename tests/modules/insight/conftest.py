"""A house with agents and queues in which conversations live."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from qingfeng.flow.table import steps
from qingfeng.kernel.clock import ManualClock, SystemClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Work
from tests.modules.insight.life import Kept, Life
from tests.modules.routing.house import House


@pytest.fixture
async def new_life(database_url: str) -> AsyncIterator[Callable[[], Life]]:
    clock = ManualClock()
    # Ids by the real clock: tests share a database, and the manual clock starts anew with each.
    db = await Database.open(database_url, clock, TimeOrderedIds(SystemClock()), size=20)
    kept = Kept()
    try:
        house = await House(db, Work(db, steps, kept), kept, clock).open()
        agents = [await house.agent(name, capacity=50) for name in ("林悦", "周航", "陈果")]
        queues = [await house.queue(code) for code in ("sales", "service")]
        yield lambda: Life(house, kept, agents, queues)
    finally:
        await db.close()
