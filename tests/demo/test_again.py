"""A box that is killed while it loads its demo begins again cleanly at the next start."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg

from qingfeng.app import wiring
from qingfeng.app.demo import again
from qingfeng.app.demo.content import SLUG, TENANT
from qingfeng.app.demo.load import load
from qingfeng.modules.access import public as access
from qingfeng.modules.channels import public as channels
from tests.support.web import settings
from tests.support.world import open_world

TABLES = ("conversations.messages", "conversations.surveys", "customers.customers", "customers.orders", "insight.contacts", "insight.marks", "kernel.outbox", "people.presence")  # fmt: skip
PATIENCE = 60.0


async def counted(made: wiring.House) -> dict[str, int]:
    async with made.db.reading(TENANT) as conn:
        return {table: await conn.fetchval(f"SELECT count(*) FROM {table}") for table in TABLES}


async def killed_when(environ: dict[str, str], conn: Any, asked: str, enough: Callable[[int], bool]) -> int:
    """Load in a process of its own until the database says that it is in the middle; then it is killed at once."""
    command = (sys.executable, "-m", "qingfeng.app.cli", "demo", "load")
    process = await asyncio.create_subprocess_exec(*command, env={**os.environ, **environ})
    try:
        async with asyncio.timeout(PATIENCE):
            while not enough(there := await conn.fetchval(asked)):
                assert process.returncode is None, "it was over before it could be killed"
                await asyncio.sleep(0.01)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()
    return int(there)


async def test_a_loading_that_was_killed_begins_again_and_another_house_is_left_alone(
    database_url: str, nats_url: str, tmp_path: Path
) -> None:
    environ = {"QF_DATA_DIR": str(tmp_path), "QF_DATABASE_URL": database_url, "QF_NATS_URL": nats_url, "QF_SECRET_KEY": "k" * 40, "QF_DEMO_DAYS": "1"}  # fmt: skip
    chosen = settings(database_url, nats_url, tmp_path, QF_DEMO_DAYS="1")
    owner = await asyncpg.connect(database_url)
    async with open_world(database_url, "other") as other, wiring.house(chosen, "test") as made:
        async with other.work.tx(other.tenant) as tx:
            stranger = await other.customer(tx)
        # As a superuser: the middle is looked for without the tenant's own walls.
        await killed_when(environ, owner, "SELECT count(*) FROM customers.customers", lambda n: n > 3)
        half = await counted(made)
        known = await access.tenant_by_slug(made.db, SLUG)
        assert again.is_unfinished(known), half
        await killed_when(environ, owner, "SELECT count(*) FROM conversations.messages", lambda n: n > 200)
        async with made.work.tx(TENANT) as tx:  # what somebody has set up meanwhile is not lost by it
            await channels.put_hours(tx, "night", channels.Hours(tz="Asia/Shanghai", weekly={}))
        assert await load(made), "the past is written again"
        whole = await counted(made)
        async with made.db.reading(TENANT) as conn:
            assert await conn.fetchval("SELECT count(*) FROM people.agents") == whole["people.presence"]
            assert await channels.hours(conn, "night") is not None
            twice = "SELECT count(*) FROM (SELECT customer_id, opened_at FROM conversations.conversations GROUP BY 1, 2 HAVING count(*) > 1) d"  # fmt: skip
            assert await conn.fetchval(twice) == 0, "nothing happened twice"
        assert not await load(made)
        assert await counted(made) == whole, "and then it is whole"
        await again.take_away(made)
        assert set((await counted(made)).values()) == {0}
        async with other.db.reading(other.tenant) as conn:
            assert await conn.fetchval("SELECT id FROM customers.customers") == stranger.id
    await owner.close()
