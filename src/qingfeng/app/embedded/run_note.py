"""What runs on a data folder: one supervisor at a time, and a note (`run.json`) of its processes and addresses."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from qingfeng.app.embedded.problem import Problem


class RunNote(msgspec.Struct):
    """The contents of `run.json`. It holds passwords (in addresses) and is readable by its owner only."""

    url: str
    host: str
    port: int
    database_url: str = ""
    nats_url: str = ""
    ready: bool = False
    """True once the web server has answered."""
    pids: dict[str, int] = {}
    """Process ids by role: up, postgres, nats, serve, worker, router, traffic."""


def note_file(data_dir: Path) -> Path:
    """Where the note is."""
    return data_dir / "run.json"


def write_note(data_dir: Path, note: RunNote) -> None:
    """Replace the note at once: a reader sees the old or the new one, never half."""
    temporary = data_dir / ".run.json.new"
    temporary.touch(0o600)
    temporary.write_bytes(msgspec.json.format(msgspec.json.encode(note)))
    temporary.replace(note_file(data_dir))


def read_note(data_dir: Path) -> RunNote | None:
    """The note of the last supervisor, running or not; None when there is none that can be read."""
    try:
        return msgspec.json.decode(note_file(data_dir).read_bytes(), type=RunNote)
    except (OSError, msgspec.MsgspecError):
        return None


@contextlib.contextmanager
def sole_supervisor(data_dir: Path) -> Iterator[None]:
    """Hold the data folder. Raises Problem when another supervisor does. The kernel lets go when we die."""
    descriptor = os.open(data_dir / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _already_running(data_dir) from None
        yield
    finally:
        os.close(descriptor)


def runs(data_dir: Path) -> bool:
    """True while a supervisor holds the data folder."""
    try:
        with sole_supervisor(data_dir):
            return False
    except FileNotFoundError:
        return False
    except Problem:
        return True


def _already_running(data_dir: Path) -> Problem:
    note = read_note(data_dir)
    where = note.url if note else str(data_dir)
    pid = note.pids.get("up", 0) if note else 0
    return Problem(
        f"Qingfeng already runs from this checkout: {where}\n"
        f"  Its supervisor is process {pid}; stop it there with Ctrl-C, or with: kill {pid}\n"
        f"  For a second one beside it set QF_DATA_DIR (this one uses {data_dir}) and choose another port.",
        f"清风已在运行：{where}\n"
        f"  主进程号 {pid}，可在原终端按 Ctrl-C 停止，或执行 kill {pid}。\n"
        f"  如需再运行一套，请另设 QF_DATA_DIR（当前为 {data_dir}）并换一个端口。",
    )


def with_running_box(environ: Mapping[str, str], data_dir: Path) -> dict[str, str]:
    """The environment, completed with the addresses of the box that runs on this data folder."""
    note = read_note(data_dir) if runs(data_dir) else None
    known = {}
    if note is not None:
        known = {
            "QF_DATABASE_URL": note.database_url,
            "QF_NATS_URL": note.nats_url,
            "QF_HOST": note.host,
            "QF_PORT": str(note.port),
            "QF_PUBLIC_URL": note.url,
        }
    return {**{name: value for name, value in known.items() if value}, **environ}
