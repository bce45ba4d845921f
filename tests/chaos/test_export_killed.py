"""A worker is killed in the middle of an export: another goes on, and every conversation is in the file once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from qingfeng.app import wiring
from qingfeng.flow import conversation_files as files
from qingfeng.kernel.clock import SystemClock
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations.public import Export, ExportDraft, ExportFilter, exports
from tests.support.archive import fill
from tests.support.web import settings
from tests.support.world import open_world

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

CONVERSATIONS, MESSAGES = 6_000, 12


@contextmanager
def worker(environ: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "qingfeng.app.cli", "worker"], env=environ, stdout=out, stderr=out
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


async def test_a_killed_worker_loses_and_repeats_nothing(database_url: str, nats_url: str, tmp_path: Path) -> None:
    own = {"QF_DATA_DIR": str(tmp_path), "QF_SECRET_KEY": "k" * 48}
    environ = {
        **os.environ,
        **own,
        "QF_DATABASE_URL": database_url,
        "QF_NATS_URL": nats_url,
        "QF_WORKER_METRICS_PORT": "0",
    }
    chosen = settings(database_url, nats_url, tmp_path)
    async with open_world(database_url) as world, wiring.house(chosen, "test") as made:
        await fill(world.work, world.tenant, CONVERSATIONS, MESSAGES)
        caller = Caller(world.tenant, UUID(int=7), "韩朔", "", "admin", "")

        async def until(what: Callable[[Export], bool]) -> Export:
            deadline = time.monotonic() + 60
            while True:
                async with world.db.reading(world.tenant) as conn:
                    found = await exports.export(conn, asked.id)
                if what(found):
                    return found
                assert time.monotonic() < deadline, found
                await SystemClock().sleep(0.01)

        draft = ExportDraft(format="jsonl", locale="zh-CN", filter=ExportFilter(), masked=False)
        asked = await files.ask(made.spine, caller, draft)
        with worker(environ, tmp_path / "1.log") as first:
            await until(lambda one: one.parts >= 2)
            first.kill()
            first.wait(10)
        half = await until(lambda one: True)
        assert half.state == "running", "killed too late to tell anything"
        assert 0 < half.done < CONVERSATIONS
        with worker(environ, tmp_path / "2.log"):
            whole = await until(lambda one: one.state == "done")
        assert (whole.done, whole.messages) == (CONVERSATIONS, CONVERSATIONS * MESSAGES)
        data = b"".join([piece async for piece in files.file(made.spine, world.tenant, whole)])
    lines = [json.loads(line) for line in data.splitlines()]
    assert len({line["id"] for line in lines}) == len(lines) == CONVERSATIONS
    assert [line["opened_at"] for line in lines] == sorted(line["opened_at"] for line in lines)
    assert all([m["seq"] for m in line["messages"]] == list(range(1, MESSAGES + 1)) for line in lines)
