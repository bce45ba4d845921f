"""A worker process of its own, to be killed: watchers that leave effects. Arguments: database, broker, names."""

from __future__ import annotations

import asyncio
import sys

from qingfeng.kernel import log
from qingfeng.kernel.watch import WatcherRunner, Watchers
from tests.kernel.machine import effect_watcher, open_bus, open_machine


async def main(database: str, broker: str, names: list[str]) -> None:
    async with open_machine(database) as machine, open_bus(broker, "child") as bus:
        await WatcherRunner(bus, machine.work, Watchers(effect_watcher(name) for name in names)).run()


if __name__ == "__main__":
    log.configure("error", "json")
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
