"""`qingfeng demo load|traffic|stop|start`."""

from __future__ import annotations

import argparse
import asyncio

import uvloop

from qingfeng.app import wiring
from qingfeng.app.demo.load import load
from qingfeng.app.settings import Settings
from qingfeng.kernel import log


async def _load(settings: Settings) -> bool:
    async with wiring.house(settings, "demo") as made:
        return await load(made)


def main(settings: Settings, parsed: argparse.Namespace) -> int:
    """Run one of the demo's verbs; gives the exit code."""
    log.configure(settings.log_level, settings.log_format)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_load(settings))
    return 0
