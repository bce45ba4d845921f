"""A process of its own that reads one document: `python -m qingfeng.app.document_child`.

An order stands on standard input, a JSON document; on standard output comes one line, what the file says or why it
cannot be read. It is nice to everything else on the machine, and bounded in processor time and memory: a file that is
made to fill the machine fills only this process.
"""

from __future__ import annotations

import sys
from contextlib import suppress

import msgspec

from qingfeng.adapters.documents import read
from qingfeng.app.aside import bound
from qingfeng.ports.documents import Document, Unreadable

CPU_SECONDS = 40
MEMORY = 768 * 1024**2


class Order(msgspec.Struct, frozen=True):
    name: str
    data: bytes


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`code`: why there is no document."""

    document: Document | None = None
    code: str = ""
    message: str = ""
    params: dict[str, str | int] = {}


def answered(order: Order) -> Answer:
    try:
        return Answer(document=read(order.name, order.data))
    except Unreadable as error:
        return Answer(code=error.code, message=error.message, params=error.params)
    except (MemoryError, RecursionError):
        return Answer(code="archive_bomb", message="It would be far larger unpacked than a document is.")


def main() -> None:
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    sys.stdout.buffer.write(msgspec.json.encode(answered(order)) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    bound(CPU_SECONDS, MEMORY)
    with suppress(BrokenPipeError):
        main()
