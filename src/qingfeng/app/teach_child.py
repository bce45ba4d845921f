"""A process of its own that trains an intent model: `python -m qingfeng.app.teach_child`.

An order stands on standard input, a JSON document. On standard output comes a line for each step, and at last the model
with what it says of the test set, or why there can be none. It is nice to everything else on the machine, bounded in
processor time and memory, and it ends with whoever started it: the next line then has no reader.
"""

from __future__ import annotations

import sys
from contextlib import suppress

import msgspec

from qingfeng.adapters.embed import found
from qingfeng.app.aside import bound
from qingfeng.kernel.clock import rng
from qingfeng.kernel.errors import Unavailable
from qingfeng.modules.understanding.public import CannotTeach, Order, Taught, teach

CPU_SECONDS = 900
MEMORY = 6 * 1024**3
"""Of addresses, most of which are the encoder's weights and libraries."""


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line: how far it is, or the end of it."""

    step: str = ""
    done: int = 0
    total: int = 0
    taught: Taught | None = None
    code: str = ""
    message: str = ""


def tell(line: Line) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)

    def told(step: str, done: int, of: int) -> None:
        tell(Line(step=step, done=done, total=of))

    try:
        taught = teach(order, found(), rng(order.seed), told)
    except (CannotTeach, Unavailable) as error:
        tell(Line(code=error.code, message=str(error)))
    else:
        tell(Line(taught=taught))


if __name__ == "__main__":
    bound(CPU_SECONDS, MEMORY)
    with suppress(BrokenPipeError):
        main()
