"""Work of minutes, in a process of its own: it is given an order on standard input and answers line by line."""

from __future__ import annotations

import asyncio
import os
import resource
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import msgspec

NICE = 15


@asynccontextmanager
async def child(module: str, *args: str, order: Any, seconds: float, limit: int) -> AsyncIterator[asyncio.StreamReader]:
    """What `python -m module args` answers to an order (anything msgspec encodes). `limit`: bytes of a line. It is ended
    with the block. Raises TimeoutError after `seconds`."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *args),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=limit,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(seconds):
            with suppress(BrokenPipeError, ConnectionResetError):  # it says itself why it ended, or says nothing
                process.stdin.write(msgspec.json.encode(order))
                await process.stdin.drain()
                process.stdin.close()
            yield process.stdout
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        await process.wait()


def bound(cpu_seconds: int, memory: int) -> None:
    """Said by the child: take the place that is due to a job nobody waits for."""
    os.nice(NICE)
    for what, most in ((resource.RLIMIT_CPU, cpu_seconds), (resource.RLIMIT_AS, memory)):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # a house that allows less than we would take
            resource.setrlimit(what, (most, hard))
