"""Empty databases on the session's server, for tests that fill or restore them; gone afterwards."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

from qingfeng.app.backup import Place, place_of
from tests.conftest import Engines, drop


@dataclass
class Houses:
    """Databases on the session's server. `data`: a data folder beside them, with the server's keys: restoring by force
    clears the store of the broker that belongs to it, and the session's broker runs."""

    engines: Engines
    data: Path

    def place(self, name: str) -> Place:
        url = urlunsplit(urlsplit(self.engines.postgres.url)._replace(path=f"/{name}"))
        return place_of({}, url, self.data)

    async def empty(self) -> Place:
        name = f"restored_{uuid4().hex[:10]}"
        conn = await asyncpg.connect(self.engines.postgres.url)
        try:
            await conn.execute(f"CREATE DATABASE {name}")
        finally:
            await conn.close()
        return self.place(name)


@pytest.fixture(name="houses")
async def made_houses(engines: Engines, session_engine_dir: Path, tmp_path: Path) -> AsyncIterator[Houses]:
    shutil.copytree(session_engine_dir / "keys", tmp_path / "keys")
    yield Houses(engines, tmp_path)
    conn = await asyncpg.connect(engines.postgres.url)
    try:
        for row in await conn.fetch("SELECT datname FROM pg_database WHERE datname LIKE 'restored\\_%'"):
            await drop(engines.postgres.url, row["datname"])
    finally:
        await conn.close()
