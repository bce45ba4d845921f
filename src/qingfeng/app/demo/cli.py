"""`qingfeng demo load|traffic|stop|start`."""

from __future__ import annotations

import asyncio

import uvloop

from qingfeng.app import wiring
from qingfeng.app.demo.load import load
from qingfeng.app.settings import Settings
from qingfeng.kernel import log


async def _load(settings: Settings) -> bool:
    async with wiring.house(settings, "demo") as made:
        return await load(made)


def run_load(settings: Settings) -> bool:
    """Make the demo tenant, or bring it up to date. True when it was made now."""
    log.configure(settings.log_level, settings.log_format)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_load(settings))
