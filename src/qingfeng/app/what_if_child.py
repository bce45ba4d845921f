"""A process of its own that simulates one order: `python -m qingfeng.app.what_if_child`.

An order stands on standard input, a JSON document. On standard output comes a line for each replication done, and at last
the answer, or why there can be none. It is nice to everything else on the machine, bounded in processor time and memory,
and it ends with whoever started it: the next line then has no reader.
"""

from __future__ import annotations

import os
import resource
import sys
from contextlib import suppress

import msgspec

from qingfeng.kernel.clock import SystemClock
from qingfeng.ports.whatif import CannotBe, Order, WhatIfAnswer

NICE = 15
CPU_SECONDS = 300
MEMORY = 2 * 1024**3


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line: how many replications are done, or the end of it."""

    done: int = 0
    answer: WhatIfAnswer | None = None
    code: str = ""
    message: str = ""
    field: str = ""


def bound(cpu_seconds: int = CPU_SECONDS, memory: int = MEMORY) -> None:
    """Take the place that is due to a job nobody waits for."""
    os.nice(NICE)
    for what, most in ((resource.RLIMIT_CPU, cpu_seconds), (resource.RLIMIT_AS, memory)):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # a house that allows less than we would take
            resource.setrlimit(what, (most, hard))


def tell(line: Line) -> None:
    sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    sys.stdout.flush()


def main(seconds: float) -> None:
    from qingfeng.twin.what_if import conduct  # NumPy is loaded once the process is bounded

    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    clock = SystemClock()
    until = clock.monotonic() + seconds

    def go(done: int) -> bool:
        tell(Line(done=done))
        return clock.monotonic() < until

    try:
        tell(Line(answer=conduct(order, go)))
    except CannotBe as error:
        tell(Line(code=error.code, message=str(error), field=error.field))


if __name__ == "__main__":
    bound()
    with suppress(BrokenPipeError):
        main(float(sys.argv[1]))
