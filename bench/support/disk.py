"""How long the disk itself takes meanwhile: a stall of the machine's is not to be taken for the server's."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from types import TracebackType

EVERY_SECONDS = 0.1


class Disk:
    """While entered, writes and syncs a page beside the data ten times a second; then `worst_ms` is the longest."""

    def __init__(self, folder: Path) -> None:
        self.worst_ms = 0.0
        self._file = folder / "disk-probe"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._probe, daemon=True)

    def __enter__(self) -> Disk:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _probe(self) -> None:
        descriptor = os.open(self._file, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            while not self._over.wait(EVERY_SECONDS):
                begin = time.perf_counter()
                os.pwrite(descriptor, b"\0" * 4096, 0)
                os.fsync(descriptor)
                self.worst_ms = max(self.worst_ms, round((time.perf_counter() - begin) * 1e3, 1))
        finally:
            os.close(descriptor)
