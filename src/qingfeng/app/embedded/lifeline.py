"""A pipe that tells children when their supervisor is gone, even after `kill -9`: its other end closes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping

VARIABLE = "QF_LIFELINE"
GRACE_SECONDS = 10.0


class Lifeline:
    """The supervisor's side: hold it as long as children shall live."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()

    @property
    def descriptor(self) -> int:
        """The end that children inherit."""
        return self._read

    def close(self) -> None:
        """Let go: children that still run end themselves."""
        os.close(self._write)
        os.close(self._read)


def follow(environ: Mapping[str, str]) -> None:
    """In a child: end this process when the supervisor has gone. Does nothing in a process started by hand."""
    text = environ.get(VARIABLE, "")
    if text.isdigit():
        threading.Thread(target=_watch, args=(int(text),), name="lifeline", daemon=True).start()


def _watch(descriptor: int) -> None:
    try:
        os.read(descriptor, 1)  # nothing is ever written: it returns when the other end closes
    except OSError:
        return
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(GRACE_SECONDS)
    os._exit(1)
