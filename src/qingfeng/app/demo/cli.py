"""`qingfeng demo load|traffic|business|stop|start`."""

from __future__ import annotations

import argparse
import asyncio

import msgspec
import uvloop

from qingfeng.app import wiring
from qingfeng.app.demo import business_web, content, switch, traffic
from qingfeng.app.demo.load import load
from qingfeng.app.embedded.problem import Problem
from qingfeng.app.embedded.screen import Screen
from qingfeng.app.settings import Settings
from qingfeng.kernel import log
from qingfeng.kernel.clock import SystemClock
from qingfeng.modules.access import public as access


async def _load(settings: Settings) -> None:
    async with wiring.house(settings, "demo") as made:
        await load(made)


async def _turn(settings: Settings, on: bool) -> None:
    async with wiring.house(settings, "demo") as made:
        tenant = await access.tenant_by_slug(made.db, content.SLUG)
        if tenant is None or not tenant.demo:
            raise Problem(
                "There is no demo here; `qingfeng demo load` makes it.",
                "这里没有演示数据；请先执行 `qingfeng demo load`。",
            )
        async with made.work.tx(tenant.id) as tx:
            await switch.write(tx, msgspec.structs.replace(switch.read(tenant), on=on))


def main(settings: Settings, parsed: argparse.Namespace) -> int:
    """Run one of the demo's verbs; gives the exit code. Raises Problem."""
    spoken = parsed.action in ("start", "stop")  # by a person at a terminal, who is told in words what matters
    log.configure("error" if spoken else settings.log_level, settings.log_format)
    if parsed.action == "traffic":
        traffic.run(settings, parsed.seed, parsed.speed)
        return 0
    if parsed.action == "business":
        if not settings.demo_business_port:
            raise Problem(
                "Set QF_DEMO_BUSINESS_PORT to the port it shall listen on.",
                "请用 QF_DEMO_BUSINESS_PORT 指定它的端口。",
            )
        business_web.run(settings)
        return 0
    do = _load(settings) if parsed.action == "load" else _turn(settings, parsed.action == "start")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(do)
    if spoken:
        on = parsed.action == "start"
        said = ("Demo customers come.", "模拟客户已开启。") if on else ("No more demo customers.", "模拟客户已停止。")
        Screen(SystemClock()).line(*said)
    return 0
