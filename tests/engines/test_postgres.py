"""Our launcher of PostgreSQL: made once, started fast, safe under `kill -9`, polite to the machine."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import stat
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from qingfeng.app.embedded.accounts import engine_account
from qingfeng.app.embedded.postgres import Options, start_postgres
from qingfeng.app.embedded.problem import Problem
from qingfeng.app.embedded.processes import command_of
from qingfeng.kernel.clock import SystemClock
from tests.support.slack import SLACK

CLOCK = SystemClock()
# InternalClientError: an idle backend says goodbye, and the next statement meets a half-read message
LOST = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")


async def _count(url: str) -> int:
    conn = await asyncpg.connect(url)
    try:
        return int(await conn.fetchval("SELECT count(*) FROM kept"))
    finally:
        await conn.close()


async def _insert_until_dead(url: str, acknowledged: list[int]) -> None:
    conn = await asyncpg.connect(url)
    await conn.execute("CREATE TABLE IF NOT EXISTS kept (n int PRIMARY KEY)")
    try:
        while True:
            await conn.execute("INSERT INTO kept VALUES ($1)", len(acknowledged))
            acknowledged.append(len(acknowledged))
    except LOST:
        conn.terminate()


async def test_killed_in_mid_write_keeps_every_acknowledged_row(engine_dir: Path) -> None:
    acknowledged: list[int] = []
    for _ in range(2):
        engine = await start_postgres(engine_dir, CLOCK)
        writing = asyncio.create_task(_insert_until_dead(engine.url, acknowledged))
        before = len(acknowledged)
        while len(acknowledged) < before + 200:
            await asyncio.sleep(0.01)
        os.kill(engine.pid, signal.SIGKILL)
        await engine.exited.wait()
        await writing
    engine = await start_postgres(engine_dir, CLOCK)
    try:
        # the row whose acknowledgement was under way may be there as well, once for each kill
        assert len(acknowledged) <= await _count(engine.url) <= len(acknowledged) + 2
    finally:
        await engine.stop()


async def test_second_start_is_fast_and_same_address(engine_dir: Path) -> None:
    first = await start_postgres(engine_dir, CLOCK)
    await first.stop()
    began = time.monotonic()
    second = await start_postgres(engine_dir, CLOCK)
    took = time.monotonic() - began
    try:
        assert second.url == first.url
        assert took < 2.0 * SLACK, f"a warm start took {took:.1f} s"
    finally:
        await second.stop()
    assert command_of(second.pid) == ""


async def test_runs_unprivileged_and_leaves_other_folders_as_they_are(empty_engine_dir: Path) -> None:
    before = stat.S_IMODE(empty_engine_dir.stat().st_mode)
    engine = await start_postgres(empty_engine_dir, CLOCK)
    try:
        if Path("/proc/self/status").exists():
            status = Path(f"/proc/{engine.pid}/status").read_text()
            uid = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1]
            assert uid != "0"
    finally:
        await engine.stop()
    assert stat.S_IMODE(empty_engine_dir.stat().st_mode) == before
    for secret in ("postgres", "postgres-admin"):
        assert stat.S_IMODE((empty_engine_dir / "keys" / secret).stat().st_mode) == 0o600
    assert stat.S_IMODE((empty_engine_dir / "postgres" / "data").stat().st_mode) == 0o700


async def test_a_leftover_server_is_stopped_first(engine_dir: Path) -> None:
    forgotten = await start_postgres(engine_dir, CLOCK)  # as after `kill -9` of the supervisor
    engine = await start_postgres(engine_dir, CLOCK)
    try:
        assert forgotten.exited.is_set()
        assert engine.pid != forgotten.pid
    finally:
        await engine.stop()


async def test_a_pid_file_that_names_a_stranger_is_no_obstacle(engine_dir: Path) -> None:
    engine = await start_postgres(engine_dir, CLOCK)
    note = engine_dir / "postgres" / "data" / "postmaster.pid"
    kept = note.read_text()
    await engine.stop()
    # after a reboot the number may belong to anybody, here to a process of the server's own account
    stranger = await asyncio.create_subprocess_exec("sleep", "60", **engine_account().popen)
    try:
        note.write_text(f"{stranger.pid}\n" + kept.split("\n", 1)[1])
        engine_account().give(note, 0o600)
        engine = await start_postgres(engine_dir, CLOCK)
        await engine.stop()
        assert stranger.returncode is None
    finally:
        stranger.kill()
        await stranger.wait()


async def test_an_interrupted_making_is_made_again(empty_engine_dir: Path) -> None:
    half = engine_account().own_folder(empty_engine_dir / "postgres") / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    engine = await start_postgres(empty_engine_dir, CLOCK)
    await engine.stop()
    assert not half.exists()


async def test_data_of_another_version_is_told_plainly(engine_dir: Path) -> None:
    engine = await start_postgres(engine_dir, CLOCK)
    await engine.stop()
    (engine_dir / "postgres" / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(Problem, match=r"written by PostgreSQL 12.*\n.*fresh folder"):
        await start_postgres(engine_dir, CLOCK)


async def test_a_bad_setting_shows_what_the_server_said(engine_dir: Path) -> None:
    with pytest.raises(Problem, match="work_mem"):
        await start_postgres(engine_dir, CLOCK, Options(settings={"work_mem": "much"}))


async def test_a_long_path_gets_a_short_socket(engine_dir: Path) -> None:
    deep = engine_dir / ("a" * 60) / ("b" * 60)
    for folder in (deep.parent, deep):
        folder.mkdir()
        folder.chmod(0o711)  # whatever the umask: the engine's account has to pass
    engine = await start_postgres(deep, CLOCK)
    try:
        conn = await asyncpg.connect(engine.url)
        await conn.close()
    finally:
        await engine.stop()
        socket = engine.url.partition("host=")[2]
        shutil.rmtree(socket, ignore_errors=True)
    assert len(socket) < 100


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")
async def test_a_closed_folder_above_is_told_plainly(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(Problem, match="QF_DATA_DIR"):
        await start_postgres(closed / "data", CLOCK)


@pytest.fixture
async def debian_url(empty_engine_dir: Path) -> AsyncIterator[str]:
    engine = await start_postgres(empty_engine_dir, CLOCK, Options(programs=DEBIAN_15))
    yield engine.url
    await engine.stop()


@pytest.mark.skipif(not DEBIAN_15.exists(), reason="Debian's PostgreSQL 15 is not installed")
async def test_debians_postgresql_15_serves_as_well(debian_url: str) -> None:
    conn = await asyncpg.connect(debian_url)
    try:
        assert (await conn.fetchval("SHOW server_version")).startswith("15")
        await conn.execute("CREATE EXTENSION pg_trgm")
        assert len(await conn.fetchval("SELECT show_trgm('客服')")) == 3
    finally:
        await conn.close()
