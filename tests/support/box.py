"""A whole box as a user starts it (`qingfeng up`), for tests that need every process.

The first start of a demo takes ten seconds and is what `tests/app` is about; all other boxes of a test run begin as
copies of one that was started and stopped once.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qingfeng.app.embedded.ports import free_port
from tests.support.folders import made_folder

READY_SECONDS = 200.0
MADE = "QINGFENG_MADE_BOX"
"""Names the folder that all processes of a test run share: `box`, which was started once, and a lock."""


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[MADE] = str(made_folder("qf-made-"))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(MADE), ignore_errors=True)


@dataclass
class Box:
    """A running box. `note` is what it writes of itself: addresses and pids by role."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def note(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.folder / "run.json").read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {"ready": False, "pids": {}}
        return found

    @property
    def url(self) -> str:
        return str(self.note["url"]).replace("localhost", "127.0.0.1")

    @property
    def database_url(self) -> str:
        return str(self.note["database_url"])

    def pid(self, role: str) -> int:
        return int(self.note["pids"][role])

    def kill(self, role: str) -> int:
        """SIGKILL one process, as a power cut would end it; returns the pid it had."""
        pid = self.pid(role)
        os.kill(pid, signal.SIGKILL)
        return pid

    def log(self, role: str) -> str:
        return (self.folder / "log" / f"{role}.log").read_text(errors="replace")


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A short folder that an engine's unprivileged account can enter; gone afterwards."""
    folder = made_folder("qf-box-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(
    folder: Path, *arguments: str, settings: dict[str, str] | None = None, traffic: bool = False
) -> Iterator[Box]:
    """`qingfeng up` on this data folder, with the demo, without its traffic unless asked for; stopped at the end."""
    with ExitStack() as kept:
        if MADE in os.environ and "--no-demo" not in arguments and not any(folder.iterdir()):
            _copy_made(folder)
            kept.enter_context(_port_of_its_own(folder))
        yield kept.enter_context(_started(folder, *arguments, settings=settings, traffic=traffic))


@contextmanager
def _port_of_its_own(folder: Path) -> Iterator[None]:
    """Every copy remembers the same port of the demo's business system: only one box at a time may have it."""
    with (Path(os.environ[MADE]) / "port").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            (folder / "keys" / "demo-business.port").unlink()
        yield


def _copy_made(folder: Path) -> None:
    """A data folder as after a first start; what belongs to a running box is left out."""
    root = Path(os.environ[MADE])
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "made").exists():
            (root / "box").mkdir(mode=0o711)
            with _started(root / "box"):
                pass
            for name in ("nats.port", "up.log", "log"):
                gone = root / "box" / name
                shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
            (root / "made").touch()
    subprocess.run(["cp", "-a", f"{root / 'box'}/.", str(folder)], check=True)


@contextmanager
def _started(
    folder: Path, *arguments: str, settings: dict[str, str] | None = None, traffic: bool = False
) -> Iterator[Box]:
    command = [sys.executable, "-m", "qingfeng.app.cli", "up", "--port", str(free_port()), *arguments]
    if not traffic:
        command.append("--no-traffic")
    environ = {**os.environ, "QF_DATA_DIR": str(folder), "LC_ALL": "C", "QF_RATE_FACTOR": "10000", **(settings or {})}
    with (folder / "up.log").open("wb") as out:
        process = subprocess.Popen(command, env=environ, stdout=out, stderr=out)
    box = Box(folder, process)
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not box.note["ready"]:
            assert process.poll() is None, (folder / "up.log").read_text()
            assert time.monotonic() < deadline, "the box did not become ready"
            time.sleep(0.1)
        yield box
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
