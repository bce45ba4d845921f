"""However a box is told to end, it ends soon and leaves nothing behind."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import signal
import subprocess
import termios
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.app.start import gone, noted, ready, up
from tests.support.clients import Agent, Customer
from tests.support.slack import SLACK

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]  # whole boxes, also on a busy machine


async def _ended(process: subprocess.Popen[str], seconds: float = 30.0) -> float:
    """How long it took to end."""
    began = time.monotonic()
    while process.poll() is None:
        assert time.monotonic() - began < seconds, "it does not end"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


@asynccontextmanager
async def _company(url: str) -> AsyncIterator[tuple[Agent, Customer]]:
    """An agent and a customer with open sockets, an idle line, and a request that never becomes whole."""
    host, port = url.removeprefix("http://").split(":")
    async with AsyncExitStack() as stack:
        agent = await stack.enter_async_context(Agent(url, "zhou.min@example.com"))
        customer = await stack.enter_async_context(Customer(url))
        said = await customer.say("你好")
        await customer.until(lambda: said in customer.acked)
        await agent.until(lambda: agent.of_type("welcome"))
        for text in ("", "POST /webchat/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"):
            _, writer = await asyncio.open_connection(host, int(port))
            stack.callback(writer.close)
            writer.write(text.encode())
            await writer.drain()
        yield agent, customer


async def test_one_ctrl_c_ends_everything_soon_in_the_midst_of_work(engine_dir: Path) -> None:
    given = {"QF_RATE_FACTOR": "1000"}
    with up(engine_dir, given, arguments=()) as process:  # with the demo's traffic
        note = ready(engine_dir, process)
        pids = noted(engine_dir)["pids"]
        async with _company(note["url"].replace("localhost", "127.0.0.1")) as (agent, customer):
            process.send_signal(signal.SIGINT)
            took = await _ended(process)
            assert {f["code"] for f in agent.of_type("bye")} == {"going_away"}
            assert customer.goodbyes == ["going_away"]
        assert process.returncode == 0
    assert gone(pids, 0)
    # 2.4 s on two quiet cores, of which 2 s belong to the request that never becomes whole
    assert took < 5 * SLACK, f"it took {took:.1f} s"


async def test_a_second_ctrl_c_does_not_wait_for_anybody(engine_dir: Path) -> None:
    with up(engine_dir) as process:
        pids = ready(engine_dir, process)["pids"]
        for role in ("worker", "postgres"):
            os.kill(pids[role], signal.SIGSTOP)  # hangs, and hears nothing
        process.send_signal(signal.SIGINT)
        await asyncio.sleep(0.5)
        assert process.poll() is None, "it should have waited for the worker"
        os.kill(pids["postgres"], signal.SIGCONT)
        process.send_signal(signal.SIGINT)
        assert await _ended(process) < 3 * SLACK
        assert gone(pids, 10)
    with up(engine_dir) as process:  # what was cut off recovers
        ready(engine_dir, process)


async def test_a_terminal_that_closes_leaves_nothing_behind(engine_dir: Path) -> None:
    ours, theirs = pty.openpty()

    def take_terminal() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    how = {"stdin": theirs, "stdout": theirs, "stderr": theirs, "start_new_session": True}
    with up(engine_dir, preexec_fn=take_terminal, **how) as process:
        os.close(theirs)
        pids = ready(engine_dir, process)["pids"]
        os.close(ours)  # the window is gone: SIGHUP, and nobody to print to
        await _ended(process)
        assert process.returncode == 0
    assert gone(pids, 0)
    assert not (engine_dir / "run.json").exists()
