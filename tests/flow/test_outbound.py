"""Step `deliver` against a real receiver and a real database: order, retries, receipts, replay, and death in between."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from qingfeng.contracts.base import Actor
from qingfeng.contracts.messages import Attachment, Author, RowAgent, SystemNote
from qingfeng.flow import outbound
from qingfeng.kernel.clock import new_seed, rng
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from qingfeng.kernel.timers import Job
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import admin
from qingfeng.modules.channels import schemas as admin_schemas
from qingfeng.modules.channels.public import deliveries
from qingfeng.modules.conversations import public as conversations
from qingfeng.ports.channel import ChannelRef, Outbound, Sent
from tests.adapters.open.receiver import Receiver, listening
from tests.flow.lines import Lines, open_lines

BACK_OFF = [5, 30, 120, 600, 3600, 21600]  # the promise of the guide, written down a second time


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with listening(Receiver()) as there:
        yield there


@pytest.fixture
async def lines(database_url: str, receiver: Receiver) -> AsyncIterator[Lines]:
    async with open_lines(database_url, receiver) as made:
        yield made


def caller(lines: Lines, role: str = "supervisor", user: UUID | None = None) -> Caller:
    return Caller(lines.tenant, user or UUID(int=9), "林悦", "lin@example.com", role, "csrf")  # type: ignore[arg-type]


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
    receiver.plan = [200, 500, 200, 200, "drop", 200] + [200] * 10 + [503]
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


# ---------------------------------------------------------------------------------------------- channels


async def test_a_message_goes_by_the_channel_it_was_written_for(lines: Lines, receiver: Receiver) -> None:
    """The customer goes over to web chat while a message is waiting: that one still goes by the old way."""
    conv = await lines.conversation()
    receiver.plan = [500]
    await lines.say(conv, "旧渠道")
    await lines.pump()
    web = await lines.another_channel("webchat")
    async with lines.work.tx(lines.tenant) as tx:
        row = await conversations.lock(tx, conv)
        row.channel_id, row.channel_kind = web, "webchat"
        await conversations.change(tx, row, "channel")
    await lines.say(conv, "新渠道")
    await lines.wait_for_next()
    await lines.pump()
    assert receiver.texts() == ["旧渠道", "旧渠道"]
    assert await lines.statuses(conv) == ["sent"]
    assert await lines.next_due() is None


async def test_each_channel_has_a_line_of_its_own(lines: Lines, receiver: Receiver) -> None:
    async with listening(Receiver()) as second:
        conv = await lines.conversation()
        receiver.always = 500
        await lines.say(conv, "一")
        await lines.pump()
        other = await lines.another_channel("open", second.url)
        async with lines.work.tx(lines.tenant) as tx:
            row = await conversations.lock(tx, conv)
            row.channel_id = other
            await conversations.change(tx, row, "channel")
        await lines.say(conv, "二")
        await lines.pump()
        assert receiver.texts() == ["一"]
        assert second.texts() == ["二"]
        receiver.always = 200
        await lines.wait_for_next()
        await lines.pump()
        assert receiver.texts() == ["一", "一"]


async def test_the_sender_is_who_wrote_last(lines: Lines, receiver: Receiver) -> None:
    """Two accounts of one customer in the same app: the answer goes to the one that asked."""
    conv = await lines.conversation("account-1")
    async with lines.work.tx(lines.tenant) as tx:
        row = await conversations.lock(tx, conv)
        author = Author("customer", row.customer_id, row.customer_name)
        draft = conversations.Draft(author=author, kind="text", text="换个号", sender=f"{lines.channel}:account-2")
        await conversations.append(tx, row, draft)
    await lines.say(conv, "收到")
    await lines.pump()
    assert receiver.calls[0].json["sender_id"] == "account-2"


async def test_a_channel_without_an_address_is_not_called(lines: Lines, receiver: Receiver) -> None:
    await lines.configure(url=None, events=[])
    conv = await lines.conversation()
    for number in range(3):
        await lines.say(conv, str(number))
    await lines.pump()
    assert await lines.entries(conv) == []
    # What was said before it got one stays untold, however much it was.
    lines.clock.advance(60)
    await lines.configure(url=receiver.url, events=["message.created"], since=lines.clock.now().isoformat())
    await lines.say(conv, "现在")
    await lines.pump()
    assert receiver.texts() == ["现在"]


async def test_more_than_a_page_of_backlog(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation()
    for number in range(230):
        await lines.say(conv, str(number))
    await lines.pump()
    assert receiver.texts() == [str(n) for n in range(230)]


async def test_a_file_has_a_fresh_link(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation()
    receiver.plan = [500]
    attachment = Attachment(UUID(int=5), "发票.pdf", 100, "application/pdf")
    await lines.say(conv, "", kind="file", attachment=attachment)
    await lines.pump()
    lines.clock.advance(4 * 3600)
    await lines.pump()
    urls = [c.json["message"]["attachment"]["url"] for c in receiver.calls]
    assert len(urls) == len(set(urls)) == 2
    _, _, tenant, file, expires, mac, _ = urls[1].split("/")
    assert lines.spine.links.allows(UUID(tenant), UUID(file), int(expires), mac)


# ---------------------------------------------------------------------------------------------- phases


async def test_phases_are_told_after_what_was_said(lines: Lines, receiver: Receiver) -> None:
    await lines.configure(events=["message.created", "conversation.updated"])
    conv = await lines.conversation()
    await lines.say(conv, "正在为您转人工")
    agent = RowAgent(UUID(int=3), "林悦")

    async def change(do: Any) -> None:
        async with lines.work.tx(lines.tenant) as tx:
            await do(tx, await conversations.lock(tx, conv))
        await lines.pump()

    async def queue(tx: Any, row: Any) -> None:
        await conversations.queue(
            tx, row, queue_id=UUID(int=4), target_seconds=30, priority=0, fast=False, green=False, reason="requested"
        )

    await lines.pump()
    await change(queue)
    await change(
        lambda tx, row: conversations.offer(tx, row, agent=agent, offer_id=UUID(int=6), expires_at=tx.now)
    )  # told as queued: nothing new for the customer
    await change(lambda tx, row: conversations.assign(tx, row, agent=agent, how="accepted"))
    await lines.say(conv, "我是林悦")
    await change(lambda tx, row: conversations.wrap_up(tx, row, reason="solved", seconds=60, survey=True))
    await change(lambda tx, row: conversations.close(tx, row, reason="solved", codes=[]))
    seen = [
        c.json["message"]["text"] if c.json["type"] == "message.created" else c.json["conversation"]["phase"]
        for c in receiver.calls
    ]
    assert seen == ["正在为您转人工", "queued", "with_agent", "我是林悦", "wrap_up", "closed"]
    with_agent = receiver.calls[2].json["conversation"]
    assert (with_agent["agent"], with_agent["closed"], with_agent["survey"]) == ("林悦", False, "none")
    assert receiver.calls[4].json["conversation"]["survey"] == "asked"
    assert receiver.calls[5].json["conversation"]["closed"] is True
    assert all(c.signed for c in receiver.calls)


async def test_typing_is_told_to_who_asked_and_never_kept(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation()
    async with lines.db.reading(lines.tenant) as conn:
        row = await conversations.get(conn, conv)
    assert row is not None
    relay = outbound.TypingRelay(lines.spine, {"open": lines.sender})
    lines.spine.live.listen_fleeting(relay.heard)

    async def type_(kind: str, customer: UUID, on: bool = True) -> None:
        who = {"kind": kind, "id": str(UUID(int=3)), "name": "林悦"}
        frame = {"t": "typing", "conversation_id": str(conv), "customer_id": str(customer), "who": who, "on": on}
        lines.spine.live.say(lines.tenant, frame)
        await asyncio.gather(*relay._tasks)

    await type_("agent", row.customer_id)
    assert receiver.calls == [], "not subscribed"
    await lines.configure(events=["message.created", "typing"])
    lines.clock.advance(10)
    await type_("customer", row.customer_id)
    await type_("agent", UUID(int=0))  # a colleague who looks on, not the owner
    assert receiver.calls == []
    await type_("agent", row.customer_id)
    await type_("agent", row.customer_id)  # too soon
    await type_("agent", row.customer_id, on=False)
    assert [c.json["typing"] for c in receiver.calls] == [{"name": "林悦", "on": True}, {"name": "林悦", "on": False}]
    assert receiver.calls[0].json["sender_id"] == "u-1"
    assert all(c.signed for c in receiver.calls)
    lines.clock.advance(10)
    receiver.always = 500
    await type_("agent", row.customer_id)
    assert len(receiver.calls) == 3
    assert await lines.entries(conv) == []


# ---------------------------------------------------------------------------------------------- receipts


async def test_receipts_only_move_forward(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation()
    message = await lines.say(conv, "一")
    await lines.pump()
    ref = await lines.ref()

    async def status_after(*given: str) -> str:
        for status in given:
            await outbound.receipt(lines.spine, ref, message.id, status, None)  # type: ignore[arg-type]
        return (await lines.statuses(conv))[0]

    assert await status_after("delivered") == "delivered"
    assert await status_after("delivered") == "delivered"
    assert await status_after("read") == "read"
    assert await status_after("delivered", "failed") == "read"
    assert lines.told(message.id) == ["sent", "delivered", "read"]
    async with lines.db.reading(lines.tenant) as conn:
        row = await conversations.get(conn, conv)
    assert row is not None
    assert (row.delivered_seq, row.customer_read_seq) == (message.seq, message.seq)


async def test_marks_of_the_conversation_never_go_back(lines: Lines) -> None:
    conv = await lines.conversation()
    first, second = await lines.say(conv, "一"), await lines.say(conv, "二")
    await lines.pump()
    ref = await lines.ref()
    await outbound.receipt(lines.spine, ref, second.id, "read", None)
    await outbound.receipt(lines.spine, ref, first.id, "delivered", None)
    async with lines.db.reading(lines.tenant) as conn:
        row = await conversations.get(conn, conv)
    assert row is not None
    assert (row.delivered_seq, row.customer_read_seq) == (second.seq, second.seq)


async def test_a_receipt_that_is_faster_than_the_answer(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation()
    message = await lines.say(conv, "一")
    receiver.plan = [0.3]
    (job,) = await lines.due()
    task = asyncio.create_task(lines.deliver(job))
    while not receiver.calls:
        await asyncio.sleep(0.01)
    await outbound.receipt(lines.spine, await lines.ref(), message.id, "delivered", None)
    await task
    assert await lines.statuses(conv) == ["delivered"]
    assert lines.told(message.id) == ["delivered"]


async def test_failed_is_left_by_a_retry_only(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation()
    message = await lines.say(conv, "一")
    await lines.pump()
    ref = await lines.ref()
    await outbound.receipt(lines.spine, ref, message.id, "failed", "用户已卸载")
    await outbound.receipt(lines.spine, ref, message.id, "delivered", None)
    assert await lines.statuses(conv) == ["failed"]
    assert (await lines.entries(conv))[0]["last_error"] == "用户已卸载"

    with pytest.raises(Forbidden):
        await outbound.retry(lines.spine, caller(lines, "agent"), conv, message.id)
    await outbound.retry(lines.spine, caller(lines), conv, message.id)
    assert await lines.statuses(conv) == ["accepted"]
    await lines.pump()
    assert await lines.statuses(conv) == ["sent"]
    assert lines.told(message.id) == ["sent", "failed", "accepted", "sent"]
    assert receiver.calls[0].id == receiver.calls[1].id
    with pytest.raises(Conflict) as again:
        await outbound.retry(lines.spine, caller(lines), conv, message.id)
    assert again.value.code == "not_failed"


async def test_receipts_of_strangers(lines: Lines) -> None:
    conv = await lines.conversation()
    message = await lines.say(conv, "一")
    note = await lines.say(conv, "内部", kind="note", public=False)
    async with lines.db.reading(lines.tenant) as conn:
        row = await conversations.get(conn, conv)
        assert row is not None
        (asked, *_), _ = await conversations.messages(conn, row, public=True)
    other = await lines.ref(await lines.another_channel("open"))
    for channel, id_ in (
        (other, message.id),
        (await lines.ref(), note.id),
        (await lines.ref(), asked.id),
        (await lines.ref(), UUID(int=404)),
    ):
        with pytest.raises(NotFound):
            await outbound.receipt(lines.spine, channel, id_, "read", None)
    with pytest.raises(Invalid):
        await outbound.receipt(lines.spine, await lines.ref(), message.id, "sent", None)


async def test_receipts_of_a_platform_that_fetches(lines: Lines) -> None:
    """Without a webhook there is no delivery until there is something to say about one."""
    await lines.configure(url=None, events=[])
    conv = await lines.conversation()
    first, second = await lines.say(conv, "一"), await lines.say(conv, "二")
    ref = await lines.ref()
    await outbound.receipt(lines.spine, ref, first.id, "read", None)
    await outbound.receipt(lines.spine, ref, second.id, "failed", "无法推送")
    assert await lines.statuses(conv) == ["read", "failed"]
    assert lines.told(second.id) == ["failed"]
    with pytest.raises(Conflict) as refused:
        await outbound.retry(lines.spine, caller(lines), conv, second.id)
    assert refused.value.code == "no_webhook"
    await lines.pump()


async def test_screens_see_what_deliveries_know(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation()
    receiver.plan = [200, 200, 200, 500]
    said = [await lines.say(conv, str(n)) for n in range(4)]
    await lines.pump()
    ref = await lines.ref()
    await outbound.receipt(lines.spine, ref, said[0].id, "read", None)
    await outbound.receipt(lines.spine, ref, said[1].id, "failed", None)
    async with lines.db.reading(lines.tenant) as conn:
        row = await conversations.get(conn, conv)
        assert row is not None
        page, _ = await conversations.messages(conn, row, public=False)
        shown = await outbound.with_deliveries(conn, page)
    assert [m.delivery for m in shown] == [None, "read", "failed", "sent", "accepted"]


# ---------------------------------------------------------------------------------------------- administration


async def test_replay_after_failure(lines: Lines, receiver: Receiver) -> None:
    conv = await lines.conversation()
    receiver.always = 500
    message = await lines.say(conv, "一")
    await lines.pump()
    for _ in BACK_OFF:
        await lines.wait_for_next()
        await lines.pump()
    (entry,) = await lines.entries(conv)
    assert entry["status"] == "failed"
    receiver.always = 200
    async with lines.work.tx(lines.tenant) as tx:
        shown = await admin.replay(tx, Actor("agent", UUID(int=3)), entry["id"])
    assert (shown.status, shown.attempts) == ("accepted", 0)
    await lines.pump()
    assert await lines.statuses(conv) == ["sent"]
    assert lines.told(message.id) == ["failed", "sent"]
    assert len({c.id for c in receiver.calls}) == 1
    async with lines.work.tx(lines.tenant) as tx:
        with pytest.raises(Conflict):
            await admin.replay(tx, Actor("agent", UUID(int=3)), entry["id"])


async def test_switched_off_keeps_and_switched_on_sends(lines: Lines, receiver: Receiver) -> None:
    by = Actor("agent", UUID(int=3))

    async def change(**given: Any) -> None:
        async with lines.work.tx(lines.tenant) as tx:
            await admin.change(tx, by, lines.channel, admin_schemas.OpenChannelChange(**given))

    conv = await lines.conversation()
    await change(enabled=False)
    await lines.say(conv, "一")
    assert await lines.pump() == 1
    assert receiver.calls == []
    await change(enabled=True)
    await lines.pump()
    assert receiver.texts() == ["一"]
    # A new address is tried at once, not when the old one's back-off is over.
    receiver.always = 500
    await lines.say(conv, "二")
    await lines.pump()
    async with listening(Receiver()) as moved:
        await change(url=moved.url)
        await lines.pump()
        assert moved.texts() == ["二"]


async def test_another_secret_is_refused_until_the_receiver_knows_it(lines: Lines, receiver: Receiver) -> None:
    """Rotation loses nothing: what the receiver refuses with 401 is sent again."""
    conv = await lines.conversation()
    async with lines.work.tx(lines.tenant) as tx:
        secret = await admin.rotate(tx, Actor("agent", UUID(int=3)), lines.channel)
    receiver.plan = [401]
    await lines.say(conv, "一")
    await lines.pump()
    assert not receiver.calls[0].signed
    receiver.secret = secret
    await lines.wait_for_next()
    await lines.pump()
    assert receiver.calls[1].signed
    assert await lines.statuses(conv) == ["sent"]


async def test_tenants_do_not_meet(lines: Lines, receiver: Receiver, database_url: str) -> None:
    conv = await lines.conversation()
    message = await lines.say(conv, "一")
    receiver.always = 500
    await lines.pump()
    (entry,) = await lines.entries(conv)
    async with open_lines(database_url, receiver) as other:
        with pytest.raises(NotFound):
            await outbound.receipt(other.spine, await other.ref(), message.id, "read", None)
        with pytest.raises(NotFound):
            await outbound.retry(other.spine, caller(other), conv, message.id)
        async with other.work.tx(other.tenant) as tx:
            with pytest.raises(NotFound):
                await deliveries.again(tx, entry["id"])
            with pytest.raises(NotFound):
                await admin.open_channel(tx.conn, lines.channel)


def test_seeds_differ() -> None:
    assert rng(new_seed()).random() != rng(new_seed()).random()
