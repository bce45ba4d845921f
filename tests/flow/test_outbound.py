"""Step `deliver` against a real receiver and a real database: order, retries, receipts, replay, and death in between."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from uuid import UUID

import pytest

from qingfeng.contracts.messages import Author, SystemNote
from qingfeng.flow import outbound
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.clock import rng
from qingfeng.kernel.timers import Job, TimerRunner
from qingfeng.ports.channel import ChannelRef, Outbound, Sent
from tests.adapters.open.receiver import Receiver
from tests.flow.lines import NOBODY, Lines, open_lines

BACK_OFF = [5, 30, 120, 600, 3600, 21600]  # the promise of the guide, written down a second time


async def test_what_the_house_says_arrives_signed_in_order(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation("u-1")
    first = await lines.say(conv, "您好，请问有什么可以帮您？")
    await lines.say(conv, "内部备注：老客户", kind="note", public=False, author=Author("agent", UUID(int=3), "林悦"))
    await lines.say(conv, "", kind="system", system=SystemNote("agent_joined", {"name": "林悦"}))
    last = await lines.say(conv, "我是林悦 😀", author=Author("agent", UUID(int=3), "林悦"))
    await lines.pump()

    assert all(c.signed for c in receiver.calls)
    bodies = [c.json for c in receiver.calls]
    assert [b["type"] for b in bodies] == ["message.created"] * 3
    assert [b["message"]["seq"] for b in bodies] == [2, 4, 5]
    assert [b["message"]["prev"] for b in bodies] == [1, 2, 4]  # the customer sees no notes and no gap for them
    assert bodies[1]["message"]["system"] == {"code": "agent_joined", "params": {"name": "林悦"}}
    for body, call in zip(bodies, receiver.calls, strict=True):
        assert body["id"] == call.id
        assert (body["channel_id"], body["conversation_id"], body["sender_id"]) == (
            str(lines.channel),
            str(conv),
            "u-1",
        )
    assert "备注" not in b"".join(c.body for c in receiver.calls).decode()
    assert await lines.statuses(conv) == ["sent"] * 3
    assert lines.told(first.id) == lines.told(last.id) == ["sent"]
    assert await lines.next_due() is None
    # Doing it again sends nothing.
    await lines.deliver(Job(lines.tenant, "deliver", str(conv), lines.clock.now(), {}, 1, 1))
    assert len(receiver.calls) == 3


async def test_back_off_then_failed_then_the_line_moves_on(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation()
    receiver.always = 503
    first = await lines.say(conv, "一")
    second = await lines.say(conv, "二")
    await lines.pump()
    waits = []
    for _ in BACK_OFF:
        assert set(receiver.texts()) == {"一"}, "the second is held by the first"
        waits.append(await lines.wait_for_next())
        await lines.pump()
    for wait, promised in zip(waits, BACK_OFF, strict=True):
        assert promised <= wait <= promised * 1.25
    assert len(set(waits)) == len(waits)
    assert receiver.texts() == ["一"] * 7 + ["二"]  # seven tries, then the next one's turn
    assert len({c.id for c in receiver.calls if c.json["message"]["text"] == "一"}) == 1
    assert await lines.statuses(conv) == ["failed", "accepted"]
    assert lines.told(first.id) == ["failed"]
    entry = (await lines.entries(conv))[0]
    assert (entry["attempts"], entry["last_status"]) == (7, 503)
    assert entry["last_error"].startswith("HTTP 503")
    receiver.always = 200
    await lines.wait_for_next()
    await lines.pump()
    assert await lines.statuses(conv) == ["failed", "sent"]
    assert lines.told(second.id) == ["sent"]


async def test_jitter_comes_from_the_chance_handed_in(lines: Lines, receiver: Receiver) -> None:
    class Always:
        def __init__(self, value: float) -> None:
            self.value = value

        def random(self) -> float:
            return self.value

    receiver.always = 500
    for chance, seconds in ((0.0, 5.0), (0.5, 5.625), (0.999, 6.24875)):
        conv = await lines.conversation(f"u-{chance}")
        await lines.say(conv, "一")
        (job,) = await lines.due()
        await outbound.deliver(lines.spine, {"open": lines.sender}, Always(chance), job)
        entry = (await lines.entries(conv))[0]
        assert (entry["next_at"] - lines.clock.now()).total_seconds() == pytest.approx(seconds)


async def test_a_failing_conversation_holds_no_other(lines: Lines, receiver: Receiver) -> None:
    bad, good = await lines.conversation("bad"), await lines.conversation("good")
    receiver.plan = [500]
    await lines.say(bad, "坏一")
    await lines.pump()
    await lines.say(bad, "坏二")
    await lines.say(good, "好一")
    await lines.pump()
    assert receiver.texts() == ["坏一", "好一"]
    assert await lines.statuses(bad) == ["accepted", "accepted"]
    await lines.wait_for_next()
    await lines.pump()
    assert receiver.texts() == ["坏一", "好一", "坏一", "坏二"]


async def test_a_new_message_does_not_hurry_the_waiting_one(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation()
    receiver.plan = [500]
    await lines.say(conv, "一")
    await lines.pump()
    lines.clock.advance(1)
    await lines.say(conv, "二")
    assert await lines.pump() == 1
    assert receiver.texts() == ["一"]
    due = await lines.next_due()
    assert due is not None
    assert 4 <= (due - lines.clock.now()).total_seconds() <= 5.3


async def test_concurrent_appends_arrive_once_and_in_order(lines: Lines, receiver: Receiver) -> None:
    """Twenty writers, four deliverers at once, a receiver that fails now and then."""
    conv = await lines.conversation()
    receiver.plan = [200, 500, 200, 200, "drop", *([200] * 11), 503]
    stop = asyncio.Event()

    async def deliverer() -> None:
        while not stop.is_set():
            for job in await lines.due():
                await lines.deliver(job)
            await asyncio.sleep(0.01)

    async def writer(number: int) -> None:
        await asyncio.sleep(number % 5 / 100)
        await lines.say(conv, f"消息 {number}")

    deliverers = [asyncio.create_task(deliverer()) for _ in range(4)]
    await asyncio.gather(*(writer(n) for n in range(20)))
    for _ in range(400):
        if await lines.statuses(conv) == ["sent"] * 20:
            break
        await asyncio.sleep(0.02)
        lines.clock.advance(0.5)
    stop.set()
    await asyncio.gather(*deliverers)
    assert await lines.statuses(conv) == ["sent"] * 20
    seqs = [c.json["message"]["seq"] for c in receiver.calls]
    assert list(dict.fromkeys(seqs)) == sorted(set(seqs)) == list(range(2, 22))
    assert sorted(seqs) == seqs, "a retry repeats the same message, and nothing overtakes it"
    assert len(seqs) == 20 + 3, "nothing was sent twice but what failed"


async def test_two_deliverers_never_send_the_same(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation()
    receiver.plan = [0.2]
    await lines.say(conv, "一")
    (job,) = await lines.due()
    await asyncio.gather(lines.deliver(job), lines.deliver(job), lines.deliver(job))
    assert receiver.texts() == ["一"]
    assert await lines.statuses(conv) == ["sent"]


async def test_two_workers_with_real_timers(receiver: Receiver, database_url: str) -> None:
    """The machine's clock, two runners of timers side by side, eight conversations, a receiver that is sometimes slow."""
    async with open_lines(database_url, receiver, real=True) as lines:
        runners = [
            TimerRunner(lines.db, lines.work, Bus(NOBODY, "test", lines.clock), {"deliver": lines.deliver}, width=4)
            for _ in range(2)
        ]
        for runner in runners:
            lines.spine.live.on_steps(runner.wake)
        tasks = [asyncio.create_task(r.run()) for r in runners]
        convs = [await lines.conversation(f"u-{n}") for n in range(8)]
        receiver.plan = [*([0.05] * 16), *([200] * 64)]
        await asyncio.gather(*(_talk(lines, conv, 10) for conv in convs))
        async with asyncio.timeout(60):
            while [s for c in convs for s in await lines.statuses(c)] != ["sent"] * 80:
                await asyncio.sleep(0.05)
        for runner in runners:
            await runner.stop()
        await asyncio.gather(*tasks)
    assert len({c.id for c in receiver.calls}) == len(receiver.calls) == 80
    for number in range(8):
        mine = [c.json["message"] for c in receiver.calls if c.json["sender_id"] == f"u-{number}"]
        assert [m["text"] for m in mine] == [str(n) for n in range(10)]


async def _talk(lines: Lines, conversation: UUID, count: int) -> None:
    for number in range(count):
        await lines.say(conversation, str(number))


async def test_no_transaction_is_open_during_a_call(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation()
    receiver.plan = [0.4]
    await lines.say(conv, "一")
    (job,) = await lines.due()
    task = asyncio.create_task(lines.deliver(job))
    while not receiver.calls:
        await asyncio.sleep(0.01)
    busy = await lines.db.system.fetch(
        "SELECT state, query FROM pg_stat_activity WHERE datname = current_database()"
        " AND state LIKE 'idle in transaction%'"
    )
    assert busy == []
    await lines.say(conv, "二")  # and the conversation can be written to meanwhile
    await task
    assert receiver.texts() == ["一", "二"], "what was said during the call is sent by the same step"


VICTIM = """
import asyncio, sys
from uuid import UUID
from qingfeng.kernel.timers import Job
from tests.adapters.open.receiver import Receiver
from tests.flow.lines import open_lines

async def main(url, port, tenant, channel, conversation):
    there = Receiver(port=int(port))
    async with open_lines(url, there) as lines:
        lines.tenant, lines.channel = UUID(tenant), UUID(channel)
        await lines.deliver(Job(lines.tenant, "deliver", conversation, lines.clock.now(), {}, 1, 1))

asyncio.run(main(*sys.argv[1:]))
"""


async def test_killed_between_sending_and_marking(lines: Lines, receiver: Receiver, database_url: str) -> None:
    """A real process, killed by SIGKILL while the receiver has the message and before it could answer."""
    conv = await lines.conversation()
    await lines.say(conv, "一")
    await lines.say(conv, "二")
    victim = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", VICTIM, database_url, str(receiver.port)),
        *(str(lines.tenant), str(lines.channel), str(conv)),
    )
    receiver.plan = [30.0]
    receiver.on_call = lambda _call: os.kill(victim.pid, signal.SIGKILL) if len(receiver.calls) == 1 else None
    assert await victim.wait() == -signal.SIGKILL
    assert receiver.texts() == ["一"]
    assert await lines.statuses(conv) == ["accepted", "accepted"]
    # The one that is being sent is left alone for a while: its sender might still be alive.
    await lines.pump()
    assert receiver.texts() == ["一"]
    await lines.wait_for_next()
    await lines.pump()
    assert receiver.texts() == ["一", "一", "二"]
    assert receiver.calls[0].id == receiver.calls[1].id, "the receiver knows it by its id"
    assert await lines.statuses(conv) == ["sent", "sent"]


async def test_a_step_ends_within_its_lease(lines: Lines, receiver: Receiver) -> None:
    """Many slow calls are shared out over several steps, so that the timer's lease never runs out."""
    conv = await lines.conversation()

    class Slow:
        kind, pushes = "open", True

        async def send(self, channel: ChannelRef, out: Outbound) -> Sent:
            lines.clock.advance(4)
            return await lines.sender.send(channel, out)

    for number in range(6):
        await lines.say(conv, str(number))
    (job,) = await lines.due()
    started = lines.clock.monotonic()
    await outbound.deliver(lines.spine, {"open": Slow()}, rng(1), job)
    assert lines.clock.monotonic() - started <= 30 - 10
    assert 0 < len(receiver.calls) < 6
    await lines.pump()
    assert receiver.texts() == ["0", "1", "2", "3", "4", "5"]
