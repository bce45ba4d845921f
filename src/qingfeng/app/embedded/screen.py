"""Short lines on the terminal, in its language."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from qingfeng.app.embedded.problem import words
from qingfeng.kernel.clock import Clock


def line(en: str, zh: str) -> None:
    """One line, visible at once."""
    sys.stdout.write(f"  {words(en, zh)}\n")
    sys.stdout.flush()


@contextmanager
def step(clock: Clock, en: str, zh: str) -> Iterator[None]:
    """Announce a step, and how long it took once it is done."""
    sys.stdout.write(f"  {words(en, zh)} ... ")
    sys.stdout.flush()
    began = clock.monotonic()
    try:
        yield
    except BaseException:
        sys.stdout.write(f"{words('failed', '失败')}\n")
        raise
    sys.stdout.write(f"{clock.monotonic() - began:.1f} s\n")
    sys.stdout.flush()
