"""The router process: one of its kind decides who gets whom; the others stand by."""

from __future__ import annotations

import asyncio

import uvloop

from qingfeng.app.metrics_door import beside
from qingfeng.app.settings import Settings
from qingfeng.app.wiring import House
from qingfeng.app.worker import keep, until_told
from qingfeng.flow.routing_step import RouterLoop
from qingfeng.kernel import log


async def route(made: House, stop: asyncio.Event) -> None:
    loop = RouterLoop(made.db, made.work, made.bus, made.live, made.name)
    task = asyncio.create_task(keep(made, loop.run))
    async with beside(made, made.settings.router_metrics_port):
        await stop.wait()
    await loop.stop()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def run(settings: Settings) -> None:
    """Route until told to stop."""
    log.configure(settings.log_level, settings.log_format)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(until_told(settings, "router", route))
