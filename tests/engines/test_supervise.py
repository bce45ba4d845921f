"""The supervisor: what dies comes back, what it started ends with it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from qingfeng.app.embedded.engine import Engine
from qingfeng.app.embedded.problem import Problem
from qingfeng.app.embedded.processes import command_of, start_process
from qingfeng.app.embedded.supervise import LONGEST_WAIT, Role, Supervisor
from qingfeng.kernel.clock import SystemClock
from tests.support.slack import SLACK

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
PATIENT = "import time; time.sleep(60)"


class Recorder:
    """Keeps what a supervisor says and writes down."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.pids: dict[str, int] = {}

    def told(self, en: str, zh: str) -> None:
        assert zh != en
        self.said.append(en)

    def changed(self, pids: dict[str, int]) -> None:
        self.pids = dict(pids)


class HastyClock(SystemClock):
    """Real time, but waits pass a hundred times as fast; remembers them."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        await super().sleep(seconds / 100)


def _role(name: str, code: str, folder: Path, *, limit: float = 5.0) -> Role:
    async def start() -> Engine:
        process = start_process(name, [sys.executable, "-c", code], log=folder / f"{name}.log", env=os.environ)
        return Engine("", process, ask=signal.SIGTERM, limit=limit)

    return Role(name, start)


async def _until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.01)


async def test_a_killed_child_comes_back(tmp_path: Path) -> None:
    seen = Recorder()
    supervisor = Supervisor(SystemClock(), told=seen.told, changed=seen.changed)
    await supervisor.start(_role("child", PATIENT, tmp_path))
    first = seen.pids["child"]
    os.kill(first, signal.SIGKILL)
    await _until(lambda: seen.pids.get("child", first) != first)
    second = seen.pids["child"]
    assert command_of(second)
    await _until(lambda: seen.said == ["child has ended; starting it again", "child runs again"])
    await supervisor.stop()
    assert seen.pids == {}
    assert command_of(second) == ""


async def test_one_that_keeps_dying_is_tried_ever_more_slowly_and_told_twice(tmp_path: Path) -> None:
    seen, clock = Recorder(), HastyClock()
    supervisor = Supervisor(clock, told=seen.told, changed=seen.changed)
    await supervisor.start(_role("broken", "raise SystemExit(1)", tmp_path))
    await _until(lambda: supervisor.deaths["broken"] >= 8)
    await supervisor.stop()
    assert clock.waits[:6] == [0.2, 0.4, 0.8, 1.6, 3.2, LONGEST_WAIT]
    assert max(clock.waits) == LONGEST_WAIT
    assert [text for text in seen.said if "keeps ending" in text] == [seen.said[-1]]
    assert len(seen.said) == 3


async def test_a_start_that_fails_is_tried_again(tmp_path: Path) -> None:
    good = _role("engine", PATIENT, tmp_path)
    starts = 0

    async def start() -> Engine:
        nonlocal starts
        starts += 1
        if starts == 2:
            raise Problem("the disk is full", "磁盘已满")
        return await good.start()  # type: ignore[return-value]

    seen = Recorder()
    supervisor = Supervisor(HastyClock(), told=seen.told, changed=seen.changed)
    await supervisor.start(Role("engine", start))
    os.kill(seen.pids["engine"], signal.SIGKILL)
    await _until(lambda: starts == 3)
    await supervisor.stop()
    assert "engine: the disk is full" in seen.said


async def test_stops_in_the_order_given_and_kills_who_does_not_listen(tmp_path: Path) -> None:
    seen = Recorder()
    supervisor = Supervisor(SystemClock(), told=seen.told, changed=seen.changed)
    ended: list[str] = []
    for name, code, limit in (("engine", PATIENT, 5.0), ("child", STUBBORN, 0.3)):
        await supervisor.start(_role(name, code, tmp_path, limit=limit))
    await _until(lambda: (tmp_path / "child.log").read_text() == "up\n")
    pids = dict(seen.pids)
    watchers = [
        asyncio.create_task(_note_end(supervisor.running(name).exited, name, ended)) for name in ("engine", "child")
    ]
    began = time.monotonic()
    await supervisor.stop(["child"], ["engine"])
    await asyncio.gather(*watchers)
    assert ended == ["child", "engine"]
    assert 0.3 <= time.monotonic() - began < 3 * SLACK
    assert all(command_of(pid) == "" for pid in pids.values())


async def _note_end(exited: asyncio.Event, name: str, ended: list[str]) -> None:
    await exited.wait()
    ended.append(name)


async def test_stopping_while_a_restart_waits_starts_nothing_more(tmp_path: Path) -> None:
    seen = Recorder()
    supervisor = Supervisor(SystemClock(), told=seen.told, changed=seen.changed)
    await supervisor.start(_role("child", PATIENT, tmp_path))
    os.kill(seen.pids["child"], signal.SIGKILL)
    await _until(lambda: supervisor.deaths["child"] == 1)
    await supervisor.stop()
    await asyncio.sleep(0.4)
    assert supervisor.pids == {}
