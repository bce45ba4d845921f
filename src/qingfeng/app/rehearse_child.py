"""A process of its own that plays a rehearsal: `python -m qingfeng.app.rehearse_child`.

An order stands on standard input, a JSON document. On standard output comes a line with how many dialogues are played, and at
last what came of them, or why there is nothing. It reads the house's database and writes nothing there; it is nice to
everything else on the machine, bounded in processor time and memory, and ends with whoever started it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress

import msgspec

from qingfeng.app import wiring
from qingfeng.app.aside import bound
from qingfeng.app.rehearse import Line
from qingfeng.app.settings import Settings
from qingfeng.flow.rehearse import stage
from qingfeng.kernel import log
from qingfeng.modules.flows import public as flows
from qingfeng.modules.rehearsal import public as rehearsal
from qingfeng.modules.rehearsal.public import Order

CPU_SECONDS = 600
MEMORY = 6 * 1024**3
"""Of addresses, most of which are the encoder's weights and libraries."""


def tell(line: Line) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stdout.buffer.flush()


async def main(settings: Settings, order: Order) -> None:
    async with wiring.house(settings, "rehearsal") as made:
        instead = []
        if order.flow_id is not None and order.flow_version is not None:
            async with made.db.reading(order.tenant) as conn:
                flow = await flows.version_of(conn, order.flow_id, order.flow_version)
            if flow is None:
                tell(Line(code="version_gone"))
                return
            instead = [(order.flow_version, flow)]
        there = await stage(made.spine, order.tenant, instead=instead, seed=order.seed)
        async with made.db.reading(order.tenant) as conn:
            policy = await rehearsal.policy(conn)
        today = made.clock.now().astimezone(there.tenant.zone).date()

        async def told(done: int, of: int) -> bool:
            tell(Line(done=done))
            return True

        found = await rehearsal.play_all(order.script, rehearsal.OwnBot(there), policy, today, told)
        tell(Line(results=[rehearsal.result(played, verdict) for played, verdict in found or []]))


if __name__ == "__main__":
    given = Settings.from_env(os.environ)
    log.configure("error", "json")
    bound(CPU_SECONDS, MEMORY)
    with suppress(BrokenPipeError):
        asyncio.run(main(given, msgspec.json.decode(sys.stdin.buffer.read(), type=Order)))
