"""Two of every process on engines of one's own, started once for the tests of this folder that need them."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from qingfeng.app.embedded.nats import start_nats
from qingfeng.app.embedded.ports import free_port
from qingfeng.app.embedded.postgres import start_postgres
from qingfeng.kernel.clock import SystemClock
from tests.app.start import command
from tests.support.box import reachable_folder

DEMO = "c1657a4e-a244-54a7-a517-1770b5b69e7c"


@dataclass
class Cluster:
    """Six processes by name (`serve-1` …), and where the two web servers are."""

    environ: dict[str, str]
    folder: Path
    processes: dict[str, subprocess.Popen[bytes]]
    urls: tuple[str, str]

    def kill(self, name: str) -> None:
        self.processes[name].kill()
        self.processes[name].wait(10)

    async def told(self, conversation: str | None) -> str:
        """How things stand, for whoever waits in vain: the conversation, who is there, what is due, the last of the logs."""
        where, agents, others, offers, room, due, leases = [
            [dict(row) for row in await self.query(sql, *given)]
            for sql, given in (
                (
                    "SELECT phase, agent_id, queue_id, version FROM conversations.conversations WHERE id::text = $1",
                    [conversation],
                ),
                (
                    "SELECT p.*, c.seen_at FROM people.presence AS p LEFT JOIN people.connections AS c USING (tenant_id, agent_id)"
                    " WHERE p.state <> 'offline'",
                    [],
                ),
                (
                    "SELECT id, phase, agent_id, queue_id, queued_at, version FROM conversations.conversations"
                    " WHERE phase IN ('queued', 'with_agent')",
                    [],
                ),
                ("SELECT * FROM routing.offers ORDER BY offered_at DESC LIMIT 5", []),
                (
                    "SELECT id, name, capacity FROM people.agents WHERE id IN (SELECT agent_id FROM people.presence WHERE state <> 'offline')",
                    [],
                ),
                ("SELECT * FROM kernel.timers WHERE kind <> 'idle_close'", []),
                ("SELECT name, holder, expires_at FROM kernel.leases", []),
            )
        ]
        logs = [f"{name}: {(self.folder / f'{name}.log').read_text()[-1500:]}" for name in self.processes]
        return "\n".join(
            [
                str(where),
                str(agents),
                str(room),
                *map(str, others),
                *map(str, offers),
                *map(str, due),
                *map(str, leases),
                *logs,
            ]
        )

    def name_of(self, holder: str) -> str:
        """Which process a lease names: its holder ends with the pid."""
        pid = int(holder.rpartition(":")[2])
        return next(name for name, process in self.processes.items() if process.pid == pid)

    async def query(self, sql: str, *arguments: Any) -> list[Any]:
        """What the record says, as the product itself reads it: one tenant's rows, and the machinery's."""
        role = "qf_system" if "kernel." in sql else "qf_app"
        conn = await asyncpg.connect(self.environ["QF_DATABASE_URL"], server_settings={"role": role})
        try:
            await conn.execute(f"SET qf.tenant = '{DEMO}'")
            return list(await conn.fetch(sql, *arguments))
        finally:
            await conn.close()

    async def holder(self, lease: str, *, after: str = "") -> str:
        """Who has a lease now; waits for somebody to take it, or to take it after another."""
        deadline = time.monotonic() + 30
        sql = "SELECT holder FROM kernel.leases WHERE name = $1 AND expires_at > now()"
        while True:
            names = [self.name_of(row["holder"]) for row in await self.query(sql, lease)]
            assert len(names) <= 1
            if names and names[0] != after:
                return names[0]
            assert time.monotonic() < deadline, f"nobody took {lease}"
            await asyncio.sleep(0.1)


@contextmanager
def _processes(folder: Path, environ: dict[str, str]) -> Iterator[Cluster]:
    for verb in (["migrate"], ["demo", "load"]):
        subprocess.run(command(*verb), env=environ, check=True, capture_output=True, timeout=60)
    ports = (free_port(), free_port())
    started = {}
    for role in ("serve", "worker", "router"):
        for n, port in enumerate(ports, 1):
            with (folder / f"{role}-{n}.log").open("wb") as log:
                own = {**environ, "QF_PORT": str(port)}
                started[f"{role}-{n}"] = subprocess.Popen(command(role), env=own, stdout=log, stderr=log)
    try:
        yield Cluster(environ, folder, started, (f"http://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}"))
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            process.wait(20)


@pytest.fixture(scope="package")
async def cluster() -> AsyncIterator[Cluster]:
    clock = SystemClock()
    with reachable_folder() as folder:
        postgres = await start_postgres(folder, clock)
        broker = await start_nats(folder, clock)
        environ = {
            **os.environ,
            "LC_ALL": "C",
            "QF_DATABASE_URL": postgres.url,
            "QF_NATS_URL": broker.url,
            "QF_DATA_DIR": str(folder / "kept"),
            "QF_SECRET_KEY": "s" * 40,
            "QF_RATE_FACTOR": "10000",
        }
        try:
            with _processes(folder, environ) as made:
                for url in made.urls:
                    await answers(url)
                yield made
        finally:
            await broker.stop()
            await postgres.stop()


async def answers(url: str) -> None:
    deadline = time.monotonic() + 120
    async with httpx.AsyncClient(base_url=url, timeout=2) as http:
        while True:
            try:
                if (await http.get("/health/ready")).json().get("broker") == "up":
                    return
            except httpx.HTTPError:
                pass
            assert time.monotonic() < deadline, f"{url} does not answer"
            await asyncio.sleep(0.1)
