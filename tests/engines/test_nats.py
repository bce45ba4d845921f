"""Our launcher of NATS: what a stream acknowledged survives `kill -9`, at the same address."""

from __future__ import annotations

import os
import signal
import socket
import stat
import time
from pathlib import Path

import nats
from nats.aio.client import Client
from nats.js import JetStreamContext

from qingfeng.app.embedded.nats import start_nats
from qingfeng.app.embedded.processes import command_of
from qingfeng.kernel.clock import SystemClock
from tests.support.slack import SLACK

CLOCK = SystemClock()


async def _stream(url: str) -> tuple[Client, JetStreamContext]:
    client = await nats.connect(url, allow_reconnect=False)
    return client, client.jetstream()


async def test_killed_and_restarted_keeps_its_stream(engine_dir: Path) -> None:
    first = await start_nats(engine_dir, CLOCK)
    client, stream = await _stream(first.url)
    await stream.add_stream(name="KEPT", subjects=["kept.>"])
    for number in range(100):
        await stream.publish("kept.a", str(number).encode())
    os.kill(first.pid, signal.SIGKILL)
    await first.exited.wait()
    await client.close()

    second = await start_nats(engine_dir, CLOCK)
    try:
        assert second.url == first.url
        client, stream = await _stream(second.url)
        assert (await stream.stream_info("KEPT")).state.messages == 100
        assert (await stream.get_msg("KEPT", 100)).data == b"99"
        await client.close()
    finally:
        await second.stop()
    assert command_of(second.pid) == ""


async def test_starts_fast_and_keeps_its_password_to_itself(engine_dir: Path) -> None:
    began = time.monotonic()
    engine = await start_nats(engine_dir, CLOCK)
    took = time.monotonic() - began
    try:
        assert took < 2.0 * SLACK, f"a start took {took:.1f} s"
        config = engine_dir / "nats" / "nats.conf"
        assert stat.S_IMODE(config.stat().st_mode) == 0o600
        assert "qingfeng:" not in command_of(engine.pid)
    finally:
        await engine.stop()


async def test_moves_when_its_port_was_taken(engine_dir: Path) -> None:
    first = await start_nats(engine_dir, CLOCK)
    await first.stop()
    port = int(first.url.rpartition(":")[2])
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        second = await start_nats(engine_dir, CLOCK)
        await second.stop()
    assert second.url != first.url


async def test_a_leftover_server_is_stopped_first(engine_dir: Path) -> None:
    forgotten = await start_nats(engine_dir, CLOCK)
    engine = await start_nats(engine_dir, CLOCK)
    try:
        assert forgotten.exited.is_set()
        assert engine.url == forgotten.url
    finally:
        await engine.stop()
