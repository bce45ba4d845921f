"""The sending half of a socket: in order, gathered, at once where it is asked for, and never waiting for a slow peer."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from qingfeng.kernel.socket import Outlet


class Peer:
    """Takes what is sent while it is `ready`."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.ready = asyncio.Event()
        self.ready.set()

    async def send(self, message: dict[str, Any]) -> None:
        await self.ready.wait()
        self.got.append(message.get("text") or message["type"])


async def turns(n: int = 3) -> None:
    for _ in range(n):
        await asyncio.sleep(0)


async def test_what_is_flushed_has_left_and_the_rest_leaves_in_the_next_turn() -> None:
    peer = Peer()
    outlet = Outlet(peer.send)
    others = asyncio.all_tasks()
    outlet.push("你好")
    outlet.push("在吗")
    assert peer.got == []
    outlet.flush()
    assert peer.got == ["你好", "在吗"]
    outlet.push("还在吗")
    await turns(1)
    assert peer.got == ["你好", "在吗", "还在吗"]
    assert asyncio.all_tasks() == others


async def test_a_slow_peer_gets_everything_in_order_later() -> None:
    peer = Peer()
    outlet = Outlet(peer.send)
    peer.ready.clear()
    outlet.push("一")
    outlet.flush()  # whoever speaks does not wait
    outlet.push("二")
    outlet.flush()
    await turns()
    assert peer.got == []
    peer.ready.set()
    await turns()
    peer.ready.clear()
    outlet.push("三")
    await turns()
    peer.ready.set()
    outlet.close()
    await turns()
    assert peer.got == ["一", "二", "三", "websocket.close"]


async def test_frames_that_wait_together_leave_as_one() -> None:
    peer = Peer()
    outlet = Outlet(peer.send, gathers=True)
    for n in range(3):
        outlet.push({"n": n})
    outlet.flush()
    [text] = peer.got
    assert msgspec.json.decode(text) == {"t": "batch", "frames": [{"n": 0}, {"n": 1}, {"n": 2}]}


async def test_a_peer_that_goes_away_is_sent_no_more() -> None:
    asked = 0

    async def send(_: dict[str, Any]) -> None:
        nonlocal asked
        asked += 1
        if asked > 1:
            await asyncio.sleep(0)
            raise OSError("gone")

    outlet = Outlet(send)
    outlet.push("一")
    outlet.push("二")
    outlet.push("三")
    outlet.flush()
    await turns()
    outlet.push("四")
    await turns()
    assert (asked, outlet.closed) == (2, True)


async def test_a_process_that_stops_cancels_what_still_waits() -> None:
    peer = Peer()
    outlet = Outlet(peer.send)
    peer.ready.clear()
    others = asyncio.all_tasks()
    outlet.push("一")
    outlet.flush()
    [waiting] = asyncio.all_tasks() - others
    await turns()
    waiting.cancel()
    await asyncio.wait([waiting])
    peer.ready.set()
    await turns()
    assert waiting.cancelled()
    assert peer.got == []
