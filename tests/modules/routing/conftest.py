"""A fresh house for every test, on one database for each test module."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from qingfeng.flow.table import steps
from qingfeng.kernel.clock import ManualClock, SystemClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Work
from tests.modules.routing.house import Heard, House


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """One tenant, on a clock that moves when told to."""
    clock = ManualClock(datetime(2026, 7, 1, 2, 0, tzinfo=UTC))
    # Ids by the real clock: tests share a database, and the manual clock starts anew with each.
    db = await Database.open(database_url, clock, TimeOrderedIds(SystemClock()), size=20)
    await db.system.execute("DELETE FROM kernel.leases")
    heard = Heard()
    try:
        yield await House(db, Work(db, steps, heard), heard, clock).open()
    finally:
        await db.close()
