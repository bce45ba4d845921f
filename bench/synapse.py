"""The same traffic beside a general chat server: matrix-synapse on the same PostgreSQL server, in the same run.

Ten rooms with one sender and one reader there, ten conversations of one agent here; agents' answers to customers in
both cases come over HTTP and reach the other side by what it keeps open (a long poll there, a socket here). Synapse is
installed on demand from the package registry into an environment of its own; without it the bench says so and ends.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
import msgspec

from bench.support import box as boxes
from bench.support import cast, meter
from bench.support.box import Box
from bench.support.disk import Disk
from bench.support.loader import Loader
from bench.support.peers import environment
from bench.support.table import last, ratio, show
from qingfeng.app.embedded.ports import free_port

REQUIREMENT = "matrix-synapse[postgres]==1.163.*"
ROOMS = 10
RATE = 10.0
WIDTH = 8
TARGET = 0.1
Cpu = Callable[[], dict[str, float]]


def _config(folder: Path, port: int, box: Box, secret: str) -> Path:
    """Synapse with its limits on traffic lifted, as ours are."""
    where = urlsplit(box.note.database_url)
    free = {"per_second": 100_000, "burst_count": 100_000}
    config = {
        "server_name": "bench.localhost",
        "pid_file": str(folder / "synapse.pid"),
        "listeners": [
            {
                "port": port,
                "type": "http",
                "tls": False,
                "bind_addresses": ["127.0.0.1"],
                "resources": [{"names": ["client"], "compress": False}],
            }
        ],
        "database": {
            "name": "psycopg2",
            "args": {
                "user": where.username,
                "password": where.password,
                "dbname": "synapse",
                "host": parse_qs(where.query)["host"][0],
                "cp_min": 5,
                "cp_max": 10,
            },
        },
        "log_config": str(folder / "log.yaml"),
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "registration_shared_secret": secret,
        "macaroon_secret_key": secret,
        "form_secret": secret,
        "report_stats": False,
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "presence": {"enabled": False},
        "url_preview_enabled": False,
        "rc_message": free,
        "rc_registration": free,
        "rc_login": {"address": free, "account": free, "failed_attempts": free},
        "rc_joins": {"local": free, "remote": free},
        "rc_room_creation": free,
        "rc_invites": {"per_room": free, "per_user": free, "per_issuer": free},
    }
    (folder / "log.yaml").write_text(
        json.dumps(
            {
                "version": 1,
                "handlers": {"out": {"class": "logging.StreamHandler"}},
                "root": {"level": "WARNING", "handlers": ["out"]},
            }
        )
    )
    path = folder / "homeserver.yaml"
    path.write_text(json.dumps(config))
    return path


async def _database(url: str) -> None:
    conn = await asyncpg.connect(url)
    try:
        await conn.execute("CREATE DATABASE synapse TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
    finally:
        await conn.close()


class Client:
    """A person on Synapse."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url, self.token = url, token

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The decoded answer. Raises urllib.error.HTTPError."""
        data = None if body is None else msgspec.json.encode(body)
        request = urllib.request.Request(self.url + path, data=data, method=method)
        request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return msgspec.json.decode(answer.read())

    def register(self, name: str, secret: str) -> None:
        """Make an account by the shared secret and sign in."""
        nonce = self.call("GET", "/_synapse/admin/v1/register")["nonce"]
        said = "\0".join((nonce, name, "password-of-bench", "notadmin"))
        mac = hmac.new(secret.encode(), said.encode(), hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": "password-of-bench", "admin": False, "mac": mac}
        self.token = self.call("POST", "/_synapse/admin/v1/register", body)["access_token"]


@contextmanager
def synapse(python: Path, box: Box) -> Iterator[tuple[int, dict[str, Any]]]:
    """A running server with its rooms made: its pid, and what the load needs to know."""
    folder = box.folder / "synapse"
    folder.mkdir()
    asyncio.run(_database(box.note.database_url))
    port, secret = free_port(), os.urandom(24).hex()
    config = _config(folder, port, box, secret)
    command = [str(python), "-m", "synapse.app.homeserver", "--config-path", str(config)]
    subprocess.run([*command, "--generate-keys"], capture_output=True, check=True, cwd=folder)
    log = folder / "synapse.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=folder)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process, log)
        yield process.pid, _rooms(url, secret, f"127.0.0.1:{port}")
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            Client(url).call("GET", "/_matrix/client/versions")
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise RuntimeError(f"Synapse did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _rooms(url: str, secret: str, address: str) -> dict[str, Any]:
    sender, reader = Client(url), Client(url)
    sender.register("sender", secret)
    reader.register("reader", secret)
    rooms = []
    for _ in range(ROOMS):
        room = sender.call("POST", "/_matrix/client/v3/createRoom", {"preset": "public_chat"})["room_id"]
        reader.call("POST", f"/_matrix/client/v3/join/{room}", {})
        rooms.append(room)
    return {"address": address, "sender": sender.token, "reader": reader.token, "rooms": rooms}


async def _people(box: Box) -> dict[str, Any]:
    async with boxes.inside(box) as made:
        agents = await cast.agents(made, 1)
        return {"agents": agents, "talks": await cast.talks(made, ROOMS, agents)}


def measure(box: Box, loader: Loader, side: str, cpu: Cpu, seconds: float) -> dict[str, Any]:
    """One side: latency and CPU at a common rate, then as many messages as go through with some under way."""
    only = {"kinds": ["agent"]} if side == "ours" else {}
    start = cpu()
    with Disk(box.folder) as disk:
        at_rate = loader.ask({"do": "rate", "side": side, "rate": RATE, "seconds": seconds, "warm": 3.0, **only})
    middle = cpu()
    most = loader.ask({"do": "closed", "side": side, "width": WIDTH, "seconds": seconds / 2, **only})
    end = cpu()
    times = [t for one in at_rate["took"].values() for t in one]
    return {
        "rate": RATE,
        "missing": at_rate["missing"],
        "latency": meter.latency(times),
        "cpu_ms_at_rate": meter.per(meter.spent(start, middle), at_rate["sent"]),
        "per_second": round(most["arrived"] / most["seconds"], 1),
        "cpu_ms_at_most": meter.per(meter.spent(middle, end), max(1, most["arrived"])),
        "failed": most["failed"],
        "disk_worst_ms": disk.worst_ms,
    }


def main() -> None:
    seconds = 6.0 if "--quick" in sys.argv else 20.0
    machine = meter.machine()
    print(f"On {machine}", flush=True)
    python = environment("synapse", REQUIREMENT)
    if python is None:
        last("synapse", {"machine": machine, "skipped": "matrix-synapse cannot be installed here"})
        return
    with boxes.running() as box, Loader("bench.load_messages") as loader:
        people = asyncio.run(_people(box))
        loader.ask({"do": "begin", "side": "ours", "address": urlsplit(box.url).netloc, **people})
        ours = measure(box, loader, "ours", box.cpu, seconds)
        with synapse(python, box) as (pid, where):
            loader.ask({"do": "begin", "side": "synapse", **where})

            def cpu() -> dict[str, float]:
                return {"synapse": meter.cpu(pid), "postgres": box.cpu()["postgres"]}

            theirs = measure(box, loader, "synapse", cpu, seconds)
    _print(ours, theirs)
    ratios = {
        "cpu_at_rate": ratio(ours["cpu_ms_at_rate"]["all"], theirs["cpu_ms_at_rate"]["all"]),
        "cpu_at_most": ratio(ours["cpu_ms_at_most"]["all"], theirs["cpu_ms_at_most"]["all"]),
        "p50": ratio(ours["latency"]["p50"], theirs["latency"]["p50"]),
        "p95": ratio(ours["latency"]["p95"], theirs["latency"]["p95"]),
        "per_second": ratio(ours["per_second"], theirs["per_second"]),
        "target_cpu": TARGET,
    }
    print(f"Ratios ours/synapse: {ratios}\n")
    last("synapse", {"machine": machine, "ours": ours, "synapse": theirs, "ratios": ratios})


def _print(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    print(f"{ROOMS} rooms; latency and CPU at {RATE:g} messages/s, then {WIDTH} messages always under way:")
    show(
        ("", "p50 ms", "p95 ms", "p99 ms", "CPU ms each", "most/s", "CPU ms each", "missing", "disk worst ms"),
        [
            [
                name,
                *one["latency"].values(),
                one["cpu_ms_at_rate"]["all"],
                one["per_second"],
                one["cpu_ms_at_most"]["all"],
                one["missing"],
                one["disk_worst_ms"],
            ]
            for name, one in (("ours", ours), ("synapse", theirs))
        ],
    )


if __name__ == "__main__":
    main()
