"""Short lines on the terminal, in its language."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from qingfeng.app.embedded.problem import words
from qingfeng.kernel.clock import Clock


class Screen:
    """Progress for a person: one line each, a step's line completed with the time it took."""

    def __init__(self, clock: Clock, out: TextIO | None = None) -> None:
        self._clock = clock
        self._out = out or sys.stdout
        self._open = False
        """True while a step's line waits for its end."""

    def line(self, en: str, zh: str) -> None:
        """One line, visible at once; a step's unfinished line is left standing above it."""
        self._write("\n" if self._open else "", f"  {words(en, zh)}\n")
        self._open = False

    @contextmanager
    def step(self, en: str, zh: str) -> Iterator[None]:
        """Announce a step, and how long it took once it is done."""
        label = f"  {words(en, zh)} ... "
        self._write(label)
        self._open = True
        began = self._clock.monotonic()
        end = words("failed", "失败")
        try:
            yield
            end = f"{self._clock.monotonic() - began:.1f} s"
        finally:
            self._write("" if self._open else label, f"{end}\n")
            self._open = False

    def _write(self, *texts: str) -> None:
        with contextlib.suppress(OSError):  # the terminal has closed: everything still has to stop in order
            self._out.write("".join(texts))
            self._out.flush()
