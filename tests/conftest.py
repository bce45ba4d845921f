"""What every test may ask for: real engines, a fresh migrated database, a broker."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

from qingfeng.app.embedded.engine import Engine
from qingfeng.app.embedded.nats import start_nats
from qingfeng.app.embedded.postgres import Options, start_postgres
from qingfeng.app.embedded.processes import command_of
from qingfeng.kernel.clock import SystemClock
from qingfeng.kernel.migrate import migrate
from tests.support.folders import made_folder

pytest_plugins = [
    "tests.support.again",
    "tests.support.box",
    "tests.support.depth",
    "tests.support.spread",
    "tests.support.tell",
]
TEMPLATE = "template_qingfeng"
# Tests that lose a power supply start engines of their own; for the others speed counts.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}


@dataclass(frozen=True)
class Engines:
    """The two engines of a test session."""

    postgres: Engine
    nats: Engine


@contextmanager
def _reachable_folder() -> Iterator[Path]:
    """A short folder that an engine's unprivileged account can reach (pytest's own temporary ones are closed)."""
    folder = made_folder("qf-")
    try:
        yield folder
    finally:
        _end_forgotten(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _end_forgotten(folder: Path) -> None:
    """A test that failed half-way must not leave engines behind: theirs is whoever names the folder."""
    for entry in Path("/proc").glob("[0-9]*") if Path("/proc").exists() else ():
        if str(folder) in command_of(int(entry.name)):
            with suppress(ProcessLookupError):
                os.kill(int(entry.name), signal.SIGKILL)


@pytest.fixture(scope="session")
def session_engine_dir() -> Iterator[Path]:
    """The data folder of the session's engines."""
    with _reachable_folder() as folder:
        yield folder


@pytest.fixture
def empty_engine_dir() -> Iterator[Path]:
    """A data folder in which nothing was ever started."""
    with _reachable_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
async def made_cluster() -> AsyncIterator[Path]:
    """A data folder with a database cluster, stopped: making one takes longer than copying one."""
    with _reachable_folder() as folder:
        engine = await start_postgres(folder, SystemClock())
        await engine.stop()
        yield folder


@pytest.fixture
def engine_dir(made_cluster: Path) -> Iterator[Path]:
    """A data folder for a test that starts engines of its own; its database cluster is made already."""
    with _reachable_folder() as folder:
        subprocess.run(["cp", "-a", f"{made_cluster}/.", str(folder)], check=True)
        yield folder


@pytest.fixture(scope="session")
async def engines(session_engine_dir: Path) -> AsyncIterator[Engines]:
    """One real PostgreSQL and one real NATS, started by our own launcher (one pair for each worker of pytest).

    TEST_POSTGRES_BIN names the folder of another PostgreSQL's programs to test against.
    """
    clock = SystemClock()
    chosen = Path(os.environ["TEST_POSTGRES_BIN"]) if "TEST_POSTGRES_BIN" in os.environ else None
    postgres = await start_postgres(session_engine_dir, clock, Options(HASTY, chosen))
    try:
        nats = await start_nats(session_engine_dir, clock)
        try:
            yield Engines(postgres, nats)
        finally:
            await nats.stop()
    finally:
        await postgres.stop()


@pytest.fixture(scope="session")
async def template_database(engines: Engines) -> str:
    """The name of a database with all migrations, to be cloned."""
    await _execute(engines.postgres.url, f"CREATE DATABASE {TEMPLATE}")
    await migrate(_named(engines.postgres.url, TEMPLATE))
    return TEMPLATE


@pytest.fixture(scope="module")
async def database_url(engines: Engines, template_database: str) -> AsyncIterator[str]:
    """The address of a fresh, migrated database for this test module."""
    name = f"test_{uuid4().hex[:12]}"
    await _execute(engines.postgres.url, f"CREATE DATABASE {name} TEMPLATE {template_database}")
    yield _named(engines.postgres.url, name)
    await drop(engines.postgres.url, name)


async def drop(url: str, database: str) -> None:
    """End whoever is still connected. A clean-up of the server's own, whom we may not end, is over soon."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await _execute(url, f"DROP DATABASE {database} WITH (FORCE)")
            except asyncpg.InsufficientPrivilegeError:
                await asyncio.sleep(0.1)


@pytest.fixture(scope="session")
def nats_url(engines: Engines) -> str:
    """The address of the session's NATS. Streams and subjects are shared: name them after your test."""
    return engines.nats.url


def _named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


async def _execute(url: str, statement: str) -> None:
    conn = await asyncpg.connect(url)
    try:
        await conn.execute(statement)
    finally:
        await conn.close()


@pytest.fixture(autouse=True, scope="session")
def _no_outside_settings() -> None:
    """A developer's own QF_* variables must not change what a test sees."""
    for name in [name for name in os.environ if name.startswith("QF_")]:
        del os.environ[name]
    os.environ["QF_DEMO_DAYS"] = "0"  # a past takes longer to write than most tests to run
    os.environ["QF_DEMO_LEARN"] = "no"  # each box would, beside the tests that need the processor
