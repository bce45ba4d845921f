"""NATS on this box: loopback only, a password of its own, JetStream synced every second."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path
from urllib.parse import urlsplit

import nats
import nats.errors

from qingfeng.app.embedded.accounts import Account, check_reachable, engine_account, plain_environment
from qingfeng.app.embedded.engine import Engine
from qingfeng.app.embedded.keys import key
from qingfeng.app.embedded.ports import LOOPBACK, remembered_port
from qingfeng.app.embedded.problem import Problem
from qingfeng.app.embedded.processes import Process, end_leftover, log_size, log_tail, start_process
from qingfeng.app.embedded.programs import find_nats
from qingfeng.kernel.clock import Clock

USER = "qingfeng"
START_SECONDS = 30.0
STOP_SECONDS = 15.0


async def start_nats(data_dir: Path, clock: Clock) -> Engine:
    """Start the server whose streams are below `data_dir`; ready when this returns.

    The port is the same at every start while nobody else takes it. Raises Problem with what to do.
    """
    account = engine_account()
    program = find_nats(account)
    home = account.own_folder(data_dir / "nats")
    check_reachable(account, home)
    account.own_folder(home / "store")
    config = home / "nats.conf"
    await _end_leftover(home, config, clock)
    port = remembered_port(data_dir / "nats.port")
    password = key(data_dir / "keys" / "nats")
    config.touch(0o600)
    config.write_text(_config(home, port, password), encoding="utf-8")
    account.give(config, 0o600)
    url = f"nats://{USER}:{password}@{LOOPBACK}:{port}"
    process = await _start(program, config, account, url, clock, data_dir / "log" / "nats.log")
    return Engine(url, process, ask=signal.SIGTERM, limit=STOP_SECONDS)


def _config(home: Path, port: int, password: str) -> str:
    """The server's configuration; NATS reads JSON as well as its own notation."""
    return json.dumps(
        {
            "server_name": "qingfeng",
            "listen": f"{LOOPBACK}:{port}",
            "authorization": {"user": USER, "password": password},
            "pid_file": str(home / "nats.pid"),
            "jetstream": {
                "store_dir": str(home / "store"),
                # What a power failure takes of the last second, the relay sends again (kernel.relay). "always" costs a
                # sync for each event on the disk that the database's commits wait for.
                "sync_interval": "1s",
                "max_memory_store": 64 << 20,
                "max_file_store": 8 << 30,
            },
            "max_payload": 4 << 20,
            "write_deadline": "5s",
        },
        indent=2,
        ensure_ascii=False,  # its notation knows no \u
    )


async def _end_leftover(home: Path, config: Path, clock: Clock) -> None:
    """Stop a server that a killed supervisor left behind."""
    try:
        pid = int((home / "nats.pid").read_text())
    except (OSError, ValueError):
        return
    await end_leftover(pid, str(config), clock, ask=signal.SIGTERM, limit=STOP_SECONDS)


async def _start(program: Path, config: Path, account: Account, url: str, clock: Clock, log: Path) -> Process:
    written = log_size(log)
    command = account.command([program, "--config", config])
    how = {"cwd": config.parent, **account.popen}
    process = start_process("nats", command, log=log, env=plain_environment(), how=how)
    deadline = clock.monotonic() + START_SECONDS
    try:
        while not await _answers(url):
            if process.exited.is_set() or clock.monotonic() > deadline:
                tail = log_tail(log, after=written).replace("\n", "\n    ")
                raise Problem(
                    f"NATS did not start. Its last lines:\n    {tail}",
                    f"NATS 启动失败，最后几行输出：\n    {tail}",
                )
            await clock.sleep(0.03)
    except BaseException:
        process.kill()
        raise
    return process


async def _answers(url: str) -> bool:
    """True when the server lets us in and its JetStream is up."""
    where = urlsplit(url)
    try:
        _, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.close()  # a cheap knock first: the client library waits two seconds after a refusal
        client = await nats.connect(url, allow_reconnect=False, connect_timeout=2, error_cb=_quiet)
    except (OSError, TimeoutError, nats.errors.Error):
        return False
    try:
        await client.jetstream(timeout=5).account_info()
    except (TimeoutError, nats.errors.Error):
        return False
    else:
        return True
    finally:
        await client.close()


async def _quiet(_: Exception) -> None:
    """Refused connections are expected while the server starts."""
