"""Processes that we start and must not lose: their exit is an event, their stop has a time limit."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qingfeng.kernel.clock import Clock

LOG_LIMIT = 20_000_000
"""Bytes after which a log is set aside (one older log is kept) at the next start."""


class Process:
    """One running program of ours, tied to the event loop that started it."""

    def __init__(self, name: str, popen: subprocess.Popen[bytes]) -> None:
        self.name = name
        self.exited = asyncio.Event()
        self._popen = popen
        self._loop = asyncio.get_running_loop()
        # A thread of its own: works the same under every loop and platform, and reaps at once, so that the
        # number in a pid file never points at a zombie of ours.
        threading.Thread(target=self._wait, name=f"wait for {name}", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def code(self) -> int | None:
        """Exit code once it has ended; negative: the signal that ended it."""
        return self._popen.returncode

    def _wait(self) -> None:
        self._popen.wait()
        with contextlib.suppress(RuntimeError):  # the loop is closed already
            self._loop.call_soon_threadsafe(self.exited.set)

    def kill(self) -> None:
        """SIGKILL, without waiting."""
        self._popen.kill()

    def send(self, number: signal.Signals) -> None:
        """Another signal, without waiting. Harmless when it is gone already."""
        self._popen.send_signal(number)

    async def stop(self, *, ask: signal.Signals = signal.SIGTERM, limit: float) -> None:
        """Ask it to end, wait `limit` seconds, then kill. Returns when it is gone."""
        if not self.exited.is_set():
            self._popen.send_signal(ask)
        try:
            await asyncio.wait_for(self.exited.wait(), limit)
        except TimeoutError:
            self._popen.kill()
            await self.exited.wait()


def start_process(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str],
    how: Mapping[str, Any] | None = None,
) -> Process:
    """Start a program in a session of its own, its output appended to `log`.

    `how` holds further arguments for `subprocess.Popen` (account, inherited descriptors). Raises OSError.
    """
    with _open_log(log) as output:
        popen = subprocess.Popen(
            [str(part) for part in command],
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in the terminal reaches only us; we stop things in order
            **(how or {}),
        )
    return Process(name, popen)


def _open_log(log: Path) -> Any:
    log.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_name(f"{log.name}.1"))
    return log.open("ab")


def log_tail(log: Path, lines: int = 12, *, after: int = 0) -> str:
    """The last lines of a log, only from what was written beyond `after` bytes."""
    try:
        with log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(after if after <= size else 0, size - 64_000))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.strip().splitlines()[-lines:])


def log_size(log: Path) -> int:
    """Bytes in a log, 0 when there is none."""
    try:
        return log.stat().st_size
    except FileNotFoundError:
        return 0


def command_of(pid: int) -> str:
    """The command line of a live process; empty for none and for one that has ended but was not reaped."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
        except OSError:
            return ""
    done = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()


async def end_leftover(pid: int, sign: str, clock: Clock, *, ask: signal.Signals, limit: float) -> bool:
    """End a process that an earlier run left behind, if `sign` stands in its command line.

    Waits up to `limit` seconds for it, then kills. Gives False when there was no such process.
    """
    if sign not in command_of(pid):
        return False
    deadline = clock.monotonic() + limit
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, ask)
        while sign in command_of(pid):
            await clock.sleep(0.05)
            if clock.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
    return True
