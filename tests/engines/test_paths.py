"""Engines run wherever a person puts the data."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import nats
import pytest

from qingfeng.app.embedded.nats import start_nats
from qingfeng.app.embedded.postgres import start_postgres
from qingfeng.kernel.clock import SystemClock

CLOCK = SystemClock()


@pytest.mark.parametrize("name", ['清风 的数据, "一"', "客服中心" * 9], ids=["odd", "long"])
async def test_a_path_with_blanks_quotes_and_chinese_characters(empty_engine_dir: Path, name: str) -> None:
    folder = empty_engine_dir / name
    folder.mkdir(mode=0o711)
    postgres = await start_postgres(folder, CLOCK)
    try:
        conn = await asyncpg.connect(postgres.url)
        assert await conn.fetchval("SELECT 1") == 1
        await conn.close()
    finally:
        await postgres.stop()
    broker = await start_nats(folder, CLOCK)
    try:
        client = await nats.connect(broker.url)
        assert (await client.jetstream().account_info()).streams == 0
        await client.close()
    finally:
        await broker.stop()
