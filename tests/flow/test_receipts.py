"""What is told of deliveries afterwards: receipts, retries by agents, replay and changes by administrators."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from qingfeng.contracts.base import Actor
from qingfeng.flow import outbound
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import admin
from qingfeng.modules.channels import schemas as admin_schemas
from qingfeng.modules.channels.public import deliveries
from qingfeng.modules.conversations import public as conversations
from tests.adapters.open.receiver import Receiver, listening
from tests.flow.lines import Lines, open_lines

TRIES = 7


def caller(lines: Lines, role: str = "supervisor", user: UUID | None = None) -> Caller:
    return Caller(lines.tenant, user or UUID(int=9), "林悦", "lin@example.com", role, "csrf")  # type: ignore[arg-type]


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
    for _ in range(TRIES - 1):
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
