"""A process of its own that simulates one order: `python -m qingfeng.app.what_if_child`.

An order stands on standard input, a JSON document. On standard output comes a line for each replication done, and at last
the answer, or why there can be none. It is nice to everything else on the machine, bounded in processor time and memory,
and it ends with whoever started it: the next line then has no reader.
"""

from __future__ import annotations

import sys
from contextlib import suppress

import msgspec

from qingfeng.app.aside import bound
from qingfeng.kernel.clock import SystemClock
from qingfeng.ports.whatif import CannotBe, Order, WhatIfAnswer

CPU_SECONDS = 300
MEMORY = 2 * 1024**3


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line: how many replications are done, or the end of it."""

    done: int = 0
    answer: WhatIfAnswer | None = None
    code: str = ""
    message: str = ""
    field: str = ""


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
    bound(CPU_SECONDS, MEMORY)
    with suppress(BrokenPipeError):
        main(float(sys.argv[1]))
