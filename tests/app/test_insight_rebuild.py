"""`qingfeng insight rebuild`: figures that were lost are there again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from qingfeng.app import cli, operate
from qingfeng.contracts.messages import RowCustomer
from qingfeng.modules.conversations import public as conversations
from tests.support.web import settings
from tests.support.world import open_world


async def test_lost_figures_are_counted_anew(database_url: str, nats_url: str, tmp_path: Path) -> None:
    chosen = settings(database_url, nats_url, tmp_path)
    async with open_world(database_url) as world:
        async with world.work.tx(world.tenant) as tx:
            customer = await world.customer(tx)
            await conversations.open_(
                tx,
                RowCustomer(customer.id, customer.name, "regular"),
                channel_id=world.channel,
                channel_kind="webchat",
                locale="zh-CN",
            )
        for _ in range(2):
            assert await operate.insight_rebuild(chosen) >= 1
            async with world.db.reading(world.tenant) as conn:
                figures: list[Any] = await conn.fetch("SELECT grain, n FROM insight.rollups WHERE measure = 'opened'")
            assert sorted((f["grain"], f["n"]) for f in figures) == [("d", 1), ("da", 1), ("dc", 1), ("dq", 1), ("q", 1), ("qa", 1)]  # fmt: skip


def test_the_command_is_there() -> None:
    parsed: argparse.Namespace = cli._parser().parse_args(["insight", "rebuild"])
    assert parsed.command is cli._insight_rebuild
