"""A whole box as a user starts it (`qingfeng up`), for tests that need every process."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qingfeng.app.embedded.ports import free_port

READY_SECONDS = 200.0


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
    folder = Path(tempfile.mkdtemp(prefix="qf-box-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(
    folder: Path, *arguments: str, settings: dict[str, str] | None = None, traffic: bool = False
) -> Iterator[Box]:
    """`qingfeng up` on this data folder, with the demo, without its traffic unless asked for; stopped at the end."""
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
