"""Takes one bot's turn in a process of its own, to be killed in the middle of it: database, tenant, conversation."""

from __future__ import annotations

import asyncio
import sys
from uuid import UUID

from qingfeng.adapters.business import HttpBusiness
from qingfeng.flow.spine import Spine
from qingfeng.flow.table import steps
from qingfeng.flow.turn import turn
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.clock import ManualClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.live import LiveHub
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Work
from qingfeng.modules.channels.public import FileLinks
from qingfeng.modules.flows.public import Connector
from tests.ports.house import NOBODY


async def main(database_url: str, tenant: str, conversation: str) -> None:
    clock = ManualClock()
    db = await Database.open(database_url, clock, TimeOrderedIds(clock), size=4)
    live = LiveHub(Bus(NOBODY, "killed", clock), db, "killed")
    spine = Spine(Work(db, steps, live), live, FileLinks(b"k" * 32, clock))
    spine.connector = Connector(HttpBusiness(clock), b"k" * 32)
    await turn(spine, Job(UUID(tenant), "turn", conversation, clock.now(), {}, 0, 0))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
