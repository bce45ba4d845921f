"""`qingfeng up`: the whole product on one box, from an empty folder to a page that answers."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from qingfeng.app.embedded.children import BUSINESS, CHILDREN, DEMO, SERVE, TRAFFIC, Child
from qingfeng.app.embedded.engine import Engine
from qingfeng.app.embedded.greeting import demo_digest, demo_lines
from qingfeng.app.embedded.keys import key
from qingfeng.app.embedded.lifeline import VARIABLE, Lifeline
from qingfeng.app.embedded.nats import start_nats
from qingfeng.app.embedded.ports import LOOPBACK, check_port, remembered_port
from qingfeng.app.embedded.postgres import Options, start_postgres
from qingfeng.app.embedded.problem import Problem
from qingfeng.app.embedded.processes import end_leftover, log_tail, start_process
from qingfeng.app.embedded.run_note import RunNote, note_file, read_note, sole_supervisor, write_note
from qingfeng.app.embedded.screen import Screen
from qingfeng.app.embedded.supervise import Role, Supervisor
from qingfeng.app.first_start import setup_link, told
from qingfeng.app.settings import Reader, Settings, secret_key_file
from qingfeng.kernel.clock import Clock
from qingfeng.kernel.migrate import migrate

ENGINES = ("nats", "postgres")
READY_SECONDS = 180.0
LEFTOVER_SECONDS = 15.0
GIGABYTE = 1_000_000_000
PROGRAM = "qingfeng.app.cli"


@dataclass(frozen=True)
class Choices:
    """What the command line may choose."""

    host: str | None = None
    port: int | None = None
    demo: bool = True
    traffic: bool = True


class Box:
    """Everything that `up` starts, in the order in which it starts it."""

    def __init__(self, environ: Mapping[str, str], choices: Choices, clock: Clock) -> None:
        read = Reader(environ)
        self._environ = environ
        self._choices = choices
        self._clock = clock
        self._screen = Screen(clock)
        self._data_dir = read.data_dir()
        host = choices.host or read.text("QF_HOST", LOOPBACK)
        port = choices.port or read.number("QF_PORT", 8080, 1, 65535)
        given = read.text("QF_POSTGRES_BIN", "")
        self._postgres = Options(programs=Path(given) if given else None)
        self._note = RunNote(
            url=read.public_url(host, port),
            host=host,
            port=port,
            database_url=read.text("QF_DATABASE_URL", ""),
            nats_url=read.text("QF_NATS_URL", ""),
        )
        read.check()
        self._business_port = 0
        self._lifeline = Lifeline()
        self._supervisor = Supervisor(clock, told=self._screen.line, changed=self._write_pids)

    async def run(self) -> int:
        """Start everything, keep it running until a signal asks to stop; gives the exit code."""
        self._make_data_dir()
        with sole_supervisor(self._data_dir):
            await self._end_leftovers()
            check_port(self._note.host, self._note.port)
            self._stop_on_signals()
            try:
                await self._bring_up()
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self._screen.line("Stopping", "正在停止")
            finally:
                await self._take_down()
        return 0

    def _make_data_dir(self) -> None:
        top = self._data_dir
        try:
            top.mkdir(parents=True, exist_ok=True)
            (top / "keys").mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise Problem(
                f"The data folder {top} cannot be made: {error.strerror}.\n"
                "  Set QF_DATA_DIR to a folder that this user may write.",
                f"无法创建数据目录 {top}：{error.strerror}。\n  请把 QF_DATA_DIR 设为当前用户可写的目录。",
            ) from None
        if shutil.disk_usage(top).free < GIGABYTE:
            raise Problem(
                f"Less than 1 GB is free on the disk that holds {top}: too little for a database.\n"
                "  Free some space, or set QF_DATA_DIR to a folder on another disk.",
                f"{top} 所在磁盘的可用空间不足 1 GB，数据库无法安全运行。\n"
                "  请清理磁盘，或用 QF_DATA_DIR 指定其他磁盘上的目录。",
            )

    async def _end_leftovers(self) -> None:
        """Children of a supervisor that was killed end by themselves; wait until they have let go of the port.

        Engines are seen to by their own start, by their pid files.
        """
        old = read_note(self._data_dir)
        for role, pid in (old.pids if old else {}).items():
            if role not in (*ENGINES, "up"):
                await end_leftover(pid, PROGRAM, self._clock, ask=signal.SIGTERM, limit=LEFTOVER_SECONDS)
        note_file(self._data_dir).unlink(missing_ok=True)

    def _stop_on_signals(self) -> None:
        """The first signal cancels the run and stops everything in order; another one ends everything at once.

        A terminal that closes may say so twice: that hurries nobody.
        """
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        asked = False

        def stop(impatient: bool) -> None:
            nonlocal asked
            if not asked and task is not None:
                asked = True
                task.cancel()
            elif impatient:
                self._screen.line("Ending everything at once", "立即结束")
                self._supervisor.kill()

        loop.add_signal_handler(signal.SIGINT, stop, True)
        loop.add_signal_handler(signal.SIGTERM, stop, True)
        loop.add_signal_handler(signal.SIGHUP, stop, False)

    async def _bring_up(self) -> None:
        key(secret_key_file(self._data_dir))
        if not self._note.database_url:
            with self._screen.step("Database (PostgreSQL)", "启动数据库 PostgreSQL"):
                await self._supervisor.start(Role("postgres", self._start_postgres))
        if not self._note.nats_url:
            with self._screen.step("Message broker (NATS)", "启动消息服务 NATS"):
                await self._supervisor.start(Role("nats", self._start_nats))
        Settings.from_env(self._child_environ())  # a wrong variable is told here, once, not by every child
        with self._screen.step("Database schema", "更新数据库结构"):
            await migrate(self._note.database_url)
        if self._choices.demo:
            self._business_port = remembered_port(self._data_dir / "keys" / "demo-business.port")
            await self._load_demo()
            await self._supervisor.start(Role(BUSINESS.role, partial(self._start_child, BUSINESS)))
        for child in CHILDREN:
            await self._supervisor.start(Role(child.role, partial(self._start_child, child)))
        with self._screen.step("Web server", "启动网页服务"):
            await self._wait_ready(SERVE, self._note.port)
            if self._choices.demo:
                await self._wait_ready(BUSINESS, self._business_port)
        if self._choices.demo and self._choices.traffic:
            await self._supervisor.start(Role(TRAFFIC.role, partial(self._start_child, TRAFFIC)))
        begin = None if self._choices.demo else await self._setup_link()
        self._note.ready = True
        self._write_pids(self._supervisor.pids)
        self._greet(begin)

    async def _load_demo(self) -> None:
        """Load the demo, unless this very content is in our own database already (a start then takes a second)."""
        stamp = self._data_dir / "postgres" / "demo.stamp"  # beside the data: whoever removes one removes both
        mark = f"{demo_digest()} {self._business_port}"
        ours = "postgres" in self._supervisor.pids
        if ours and stamp.exists() and stamp.read_text() == mark:
            return
        with self._screen.step("Demo data", "载入演示数据"):
            await self._once(DEMO)
        if ours:
            stamp.write_text(mark)

    async def _take_down(self) -> None:
        children = [child.role for child in (TRAFFIC, *CHILDREN, BUSINESS)]
        await self._supervisor.stop(children, *([name] for name in ENGINES))
        self._lifeline.close()
        note_file(self._data_dir).unlink(missing_ok=True)

    async def _start_postgres(self) -> Engine:
        engine = await start_postgres(self._data_dir, self._clock, self._postgres)
        self._note.database_url = engine.url
        return engine

    async def _start_nats(self) -> Engine:
        engine = await start_nats(self._data_dir, self._clock)
        moved = self._note.nats_url not in ("", engine.url)
        self._note.nats_url = engine.url
        if moved:  # somebody took its port while it was away: the children have to learn the new address
            await self._supervisor.bounce([child.role for child in (*CHILDREN, TRAFFIC)])
        return engine

    async def _start_child(self, child: Child) -> Engine:
        log = self._log(child.role)
        command = [sys.executable, "-m", PROGRAM, *child.arguments]
        how = {"pass_fds": (self._lifeline.descriptor,)}
        process = start_process(child.role, command, log=log, env=self._child_environ(), how=how)
        return Engine(self._note.url, process, ask=signal.SIGTERM, limit=child.stop_seconds)

    async def _once(self, child: Child) -> None:
        """Run a child to its end. Raises Problem with the end of its log when it failed."""
        running = await self._start_child(child)
        try:
            await running.exited.wait()
        except asyncio.CancelledError:
            await running.stop()
            raise
        if running.code != 0:
            raise self._child_failed(child.role)

    def _child_environ(self) -> dict[str, str]:
        return {
            **self._environ,
            "QF_DATABASE_URL": self._note.database_url,
            "QF_NATS_URL": self._note.nats_url,
            "QF_DATA_DIR": str(self._data_dir),
            "QF_HOST": self._note.host,
            "QF_PORT": str(self._note.port),
            "QF_PUBLIC_URL": self._note.url,
            "QF_DEMO_BUSINESS_PORT": str(self._business_port),
            VARIABLE: str(self._lifeline.descriptor),
        }

    async def _wait_ready(self, child: Child, port: int) -> None:
        """Wait until one that serves HTTP says that everything it needs is there."""
        host = LOOPBACK if child is BUSINESS or self._note.host in ("0.0.0.0", "::") else self._note.host
        deadline = self._clock.monotonic() + READY_SECONDS
        while not await _is_ready(host, port):
            if self._supervisor.deaths[child.role] >= 3 or self._clock.monotonic() > deadline:
                raise self._child_failed(child.role)
            await self._clock.sleep(0.05)

    def _child_failed(self, role: str) -> Problem:
        log = self._log(role)
        tail = log_tail(log).replace("\n", "\n    ")
        return Problem(
            f"`{role}` did not come up. The last lines of {log}:\n    {tail}",
            f"`{role}` 未能启动，{log} 的最后几行：\n    {tail}",
        )

    def _log(self, role: str) -> Path:
        return self._data_dir / "log" / f"{role}.log"

    def _write_pids(self, pids: Mapping[str, int]) -> None:
        self._note.pids = {"up": os.getpid(), **pids}
        write_note(self._data_dir, self._note)

    async def _setup_link(self) -> tuple[str, datetime] | None:
        """Without any house somebody has to begin one: whoever sees this terminal may."""
        return await setup_link(self._note.database_url, self._note.url, self._clock, only_if_empty=True)

    def _greet(self, begin: tuple[str, datetime] | None) -> None:
        self._screen.line(f"Qingfeng runs: {self._note.url}", f"清风已启动：{self._note.url}")
        if self._choices.demo:
            for en, zh in demo_lines(self._note.url):
                self._screen.line(en, zh)
        for line in told(*begin) if begin else ():
            self._screen.line(line, line)
        self._screen.line(f"Data and logs: {self._data_dir}", f"数据与日志：{self._data_dir}")
        self._screen.line("Ctrl-C stops everything", "按 Ctrl-C 停止")


async def _is_ready(host: str, port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    try:
        writer.write(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        status = await asyncio.wait_for(reader.readline(), 5)
    except (OSError, TimeoutError):
        return False
    finally:
        writer.close()
    return status.split(b" ")[1:2] == [b"200"]
