"""`qingfeng up` as a process of its own, and what it notes of itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qingfeng.app.embedded.ports import free_port
from qingfeng.app.embedded.processes import command_of


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "qingfeng.app.cli", *arguments]


@contextmanager
def up(
    folder: Path, given: Mapping[str, str] | None = None, *, arguments: Sequence[str] = ("--no-demo",), **how: Any
) -> Iterator[subprocess.Popen[str]]:
    """A running `qingfeng up` on this data folder; asked to stop at the end. `how`: more for `subprocess.Popen`."""
    process = subprocess.Popen(
        command("up", "--port", str(free_port()), *arguments),
        **{"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, **how},
        env={**environ(folder), **(given or {})},
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)
        if process.stdout is not None:
            process.stdout.close()


def environ(folder: Path) -> dict[str, str]:
    return {**os.environ, "QF_DATA_DIR": str(folder), "LC_ALL": "C"}


def noted(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / "run.json").read_text()))
    except FileNotFoundError:
        return {"ready": False, "pids": {}}


def ready(folder: Path, process: subprocess.Popen[str]) -> dict[str, Any]:
    deadline = time.monotonic() + 120
    while not (note := noted(folder))["ready"] or note["pids"]["up"] != process.pid:
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, "it never became ready"
        time.sleep(0.05)
    return note


def gone(pids: dict[str, int], seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while any(command_of(pid) for pid in pids.values()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(command_of(pid) for pid in pids.values())


def new_pid(folder: Path, role: str, old: int) -> int:
    deadline = time.monotonic() + 90
    while (pid := noted(folder)["pids"].get(role, old)) == old:
        assert time.monotonic() < deadline, f"{role} did not come back"
        time.sleep(0.05)
    return int(pid)
