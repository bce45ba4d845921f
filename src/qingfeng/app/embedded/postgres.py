"""PostgreSQL on this box: unix socket only, scram passwords, durable commits, survives `kill -9`.

A launcher of our own instead of the wheel's: that one, run as root, makes an account, trusts everybody and
opens the folders above its data. Ours leaves the machine as it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import stat
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import asyncpg

from qingfeng.app.embedded.accounts import Account, check_reachable, engine_account, plain_environment
from qingfeng.app.embedded.engine import Engine
from qingfeng.app.embedded.keys import key
from qingfeng.app.embedded.problem import Problem
from qingfeng.app.embedded.processes import (
    Process,
    command_of,
    end_leftover,
    log_size,
    log_tail,
    start_process,
)
from qingfeng.app.embedded.programs import Postgres, find_postgres
from qingfeng.kernel.clock import Clock

ADMIN = "postgres"
OWNER = "qingfeng"
"""Role and database of the product: no superuser, so that row-level security binds it; it may make roles."""
SOCKET_LIMIT = 85
"""Bytes of the socket's folder: a whole socket path may have 103 (macOS), and a Chinese character has three."""
START_SECONDS = 60.0
STALE_SECONDS = 15.0
"""How long a restart waits for what a killed server left behind: its last backends and its pid file."""
STOP_SECONDS = 20.0
STALE_SIGNS = ("lock file", "is still in use")

SETTINGS: Mapping[str, str] = {
    # this box only
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "password_encryption": "scram-sha-256",
    # never lose what was acknowledged
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # memory and disk of a small machine
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "min_wal_size": "128MB",
    "checkpoint_timeout": "10min",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "1",
    "jit": "off",
    # small busy tables (timers, outbox) want frequent, small clean-ups
    "autovacuum_naptime": "15s",
    "autovacuum_vacuum_scale_factor": "0.05",
    # what the log tells
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "1s",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "idle_in_transaction_session_timeout": "2min",
}


@dataclass(frozen=True)
class Options:
    """How this server differs from the usual one."""

    settings: Mapping[str, str] = field(default_factory=dict)
    """Server settings that replace those in SETTINGS."""
    programs: Path | None = None
    """Folder of PostgreSQL's programs; None: the wheel's, else the system's."""


@dataclass(frozen=True)
class Place:
    """The folders of one server."""

    home: Path
    data: Path
    socket: Path
    log: Path
    keys: Path


async def start_postgres(data_dir: Path, clock: Clock, options: Options | None = None) -> Engine:
    """Start the server whose data is below `data_dir`, making it on the first call; ready when this returns.

    The engine's `url` is that of the product's own role and database. Raises Problem with what to do.
    """
    options = options or Options()
    account = engine_account()
    programs = find_postgres(account, options.programs)
    place = _prepare(data_dir, account)
    if not (place.data / "PG_VERSION").exists():
        _initialise(place, account, programs)
    _check_version(place, programs)
    await _end_leftover(place, clock)
    process = await _start(place, account, programs, options, clock)
    try:
        await _ensure_database(place)
    except BaseException:
        process.kill()
        raise
    # At once is SIGQUIT: by SIGKILL its own children would outlive it for a while
    return Engine(_url(place), process, ask=signal.SIGINT, limit=STOP_SECONDS, urge=signal.SIGQUIT)


def _prepare(data_dir: Path, account: Account) -> Place:
    home = data_dir / "postgres"
    account.own_folder(home)
    check_reachable(account, home)
    socket = home / "run"
    if len(bytes(socket)) > SOCKET_LIMIT or "," in str(socket):  # clients read a comma as the next address
        socket = Path(tempfile.gettempdir(), f"qingfeng-{hashlib.sha256(bytes(home)).hexdigest()[:12]}")
        _claim(socket, account)
    account.own_folder(socket)
    return Place(home, home / "data", socket, data_dir / "log" / "postgres.log", data_dir / "keys")


def _claim(folder: Path, account: Account) -> None:
    """A name in the shared temporary folder is ours only if we, or the account, made it."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), account.uid):
        raise Problem(
            f"{folder} belongs to somebody else, and PostgreSQL's socket has to go there because the\n"
            "  path of the data folder is too long. Set QF_DATA_DIR to a shorter path.",
            f"数据目录路径过长，PostgreSQL 套接字只能放在 {folder}，但它属于其他用户。\n"
            "  请把 QF_DATA_DIR 设为较短的路径。",
        )


def _initialise(place: Place, account: Account, programs: Postgres) -> None:
    """Make the cluster beside its place, then move it there: a broken-off start leaves nothing half made."""
    fresh = place.home / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    password = place.home / "password"
    password.touch(0o600)
    try:
        password.write_text(key(place.keys / "postgres-admin"))
        account.give(password, 0o600)
        command: list[str | Path] = [
            programs.folder / "initdb",
            *("-D", fresh, "-U", ADMIN, "-E", "UTF8", f"--pwfile={password}"),
            *("--auth-local=scram-sha-256", "--auth-host=scram-sha-256"),
            *_locale(programs.major),
        ]
        done = account.run(command, cwd=place.home)
    finally:
        password.unlink()
    if done.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        raise _failed("initdb", done.stdout)
    fresh.rename(place.data)


def _locale(major: int) -> tuple[str, ...]:
    """Bytewise order, Unicode's letters: plain C has none in Chinese, and pg_trgm yields nothing."""
    utf8 = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"  # macOS has no C.UTF-8
    kinds = ("--lc-collate=C", f"--lc-ctype={utf8}")
    if major >= 17:
        return ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", *kinds)
    return (f"--locale={utf8}", *kinds)


def _check_version(place: Place, programs: Postgres) -> None:
    written = (place.data / "PG_VERSION").read_text().strip()
    if written != str(programs.major):
        raise Problem(
            f"The data in {place.data} was written by PostgreSQL {written}, this is {programs.major}.\n"
            f"  Dump it with version {written} and load it into a fresh folder, or set QF_POSTGRES_BIN to\n"
            f"  the folder of version {written}'s programs.",
            f"{place.data} 中的数据由 PostgreSQL {written} 写入，当前程序是 {programs.major}。\n"
            f"  请用 {written} 版导出后导入新的数据目录，或用 QF_POSTGRES_BIN 指定其程序所在目录。",
        )


async def _end_leftover(place: Place, clock: Clock) -> None:
    """Stop a server that a killed supervisor left behind; drop a pid file that now names a stranger."""
    note = place.data / "postmaster.pid"
    try:
        pid = int(note.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return
    if await end_leftover(pid, str(place.data), clock, ask=signal.SIGINT, limit=STOP_SECONDS):
        return
    if command_of(pid):  # PostgreSQL would take any live process with that number for itself (after a reboot)
        note.unlink(missing_ok=True)


async def _start(place: Place, account: Account, programs: Postgres, options: Options, clock: Clock) -> Process:
    """Start the server and wait until it answers; retry while a killed predecessor still holds its traces."""
    settings = {**SETTINGS, "unix_socket_directories": _quoted(place.socket), **options.settings}
    command = account.command([programs.folder / "postgres", "-D", place.data])
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    began = clock.monotonic()
    while True:
        written = log_size(place.log)
        how = {"cwd": place.home, **account.popen}
        process = start_process("postgres", command, log=place.log, env=plain_environment(), how=how)
        try:
            await _ready(place, process, clock)
        except BaseException:
            process.kill()
            raise
        if not process.exited.is_set():
            return process
        said = log_tail(place.log, after=written)
        stale = any(sign in said for sign in STALE_SIGNS)
        if not stale or clock.monotonic() - began > STALE_SECONDS:
            raise _failed("postgres", said)
        await clock.sleep(0.2)


def _quoted(folder: Path) -> str:
    """One folder of a list that PostgreSQL separates by commas."""
    return '"' + str(folder).replace('"', '""') + '"'


async def _ready(place: Place, process: Process, clock: Clock) -> None:
    """Wait until the server lets its administrator in, or has ended."""
    deadline = clock.monotonic() + START_SECONDS
    while not process.exited.is_set():
        try:
            conn = await _connect(place, "postgres")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            if clock.monotonic() > deadline:
                raise _failed("postgres", log_tail(place.log)) from None
            await clock.sleep(0.03)
        else:
            await conn.close()
            return


async def _connect(place: Place, database: str) -> asyncpg.Connection[asyncpg.Record]:
    password = key(place.keys / "postgres-admin")
    return await asyncpg.connect(
        host=str(place.socket), user=ADMIN, password=password, database=database, ssl=False, timeout=10
    )


async def _ensure_database(place: Place) -> None:
    """The product's role and database; both stay as they are when they exist."""
    password = key(place.keys / "postgres")
    conn = await _connect(place, "postgres")
    try:
        verb = "ALTER" if await conn.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", OWNER) else "CREATE"
        # our own alphabet (URL-safe base64) holds no quote
        await conn.execute(
            f"{verb} ROLE {OWNER} LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB CREATEROLE PASSWORD '{password}'"
        )
        if not await conn.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", OWNER):
            await conn.execute(f"CREATE DATABASE {OWNER} OWNER {OWNER}")
    finally:
        await conn.close()


def _url(place: Place) -> str:
    socket = quote(str(place.socket), safe="/")
    return f"postgresql://{OWNER}:{key(place.keys / 'postgres')}@/{OWNER}?host={socket}"


def _failed(program: str, said: str) -> Problem:
    tail = "\n    ".join(said.strip().splitlines()[-12:]) or "(nothing)"
    if "No space left on device" in said:
        return Problem(
            f"The disk is full: {program} could not write. Free some space, then start again.",
            f"磁盘已满，{program} 无法写入。请清理磁盘后重新启动。",
        )
    return Problem(
        f"PostgreSQL did not start. The last lines of {program}:\n    {tail}",
        f"PostgreSQL 启动失败，{program} 的最后几行输出：\n    {tail}",
    )
