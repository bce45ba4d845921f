"""A whole box of one's own (`qingfeng up` with the demo's people and no traffic), for benches that need every process."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.support import meter
from qingfeng.app import wiring
from qingfeng.app.embedded.ports import free_port
from qingfeng.app.embedded.run_note import RunNote, read_note
from qingfeng.app.settings import Settings
from qingfeng.app.wiring import House
from qingfeng.kernel import log

READY_SECONDS = 180.0
ROLES = ("serve", "worker", "router", "postgres", "nats")
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Box:
    """A running box and its data folder."""

    folder: Path
    note: RunNote

    @property
    def url(self) -> str:
        return self.note.url.replace("localhost", "127.0.0.1")

    def cpu(self) -> dict[str, float]:
        """CPU seconds used so far by role; the children of each process count with it."""
        return {role: meter.cpu(self.note.pids[role]) for role in ROLES}

    def rss(self, role: str) -> int:
        """Bytes that the process of this role holds resident."""
        return meter.rss(self.note.pids[role])


@contextmanager
def running(*, rate_factor: int = 100_000, learn: bool = False) -> Iterator[Box]:
    """Start a box in a fresh folder; stopped and removed at the end. Raises RuntimeError with its log."""
    raise_file_limit()
    folder = Path(tempfile.mkdtemp(prefix="qf-bench-"))
    folder.chmod(0o711)  # the engines' unprivileged account has to pass through
    command = [sys.executable, "-m", "qingfeng.app.cli", "up", "--no-traffic", "--port", str(free_port())]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("QF_")}
    environ = {
        **kept,
        "QF_DATA_DIR": str(folder),
        "LC_ALL": "C",
        "QF_RATE_FACTOR": str(rate_factor),
        "QF_DEMO_DAYS": "0",
        "QF_DEMO_LEARN": "yes"
        if learn
        else "no",  # what is read in its own time would be charged to whoever is measured next
    }
    said = folder / "up.log"
    with said.open("wb") as out:
        process = subprocess.Popen(command, env=environ, stdout=out, stderr=out)
    try:
        yield Box(folder, _ready(process, folder, said))
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _ready(process: subprocess.Popen[bytes], folder: Path, said: Path) -> RunNote:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        note = read_note(folder)
        if note is not None and note.ready:
            return note
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the box did not become ready:\n{said.read_text(errors='replace')}")
        time.sleep(0.1)


@asynccontextmanager
async def inside(box: Box) -> AsyncIterator[House]:
    """The product's own parts on this box's engines, to prepare things that its doors would make slowly."""
    settings = Settings.from_env(
        {
            "QF_DATABASE_URL": box.note.database_url,
            "QF_NATS_URL": box.note.nats_url,
            "QF_DATA_DIR": str(box.folder),
        }
    )
    log.configure("error", "console")
    async with wiring.house(settings, "bench") as made:
        yield made


def raise_file_limit(wanted: int = 60_000) -> int:
    """Allow this process and its children many sockets; gives how many files may be open now."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    for high in (max(hard, wanted), hard):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, high), high))
            break
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def cache_folder() -> Path:
    """Where a bench keeps what it installs: below the checkout's own data folder."""
    from qingfeng.app.settings import default_data_dir

    given = os.environ.get("QF_DATA_DIR")
    folder = (Path(given) if given else default_data_dir()) / "cache" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
