"""Which channel a message goes by, what is told of phases, and typing."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from qingfeng.contracts.messages import Attachment, Author, RowAgent
from qingfeng.flow import outbound
from qingfeng.modules.conversations import public as conversations
from tests.adapters.open.receiver import Receiver, listening
from tests.flow.lines import Lines


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
    _, _, place, expires, mac, _ = urls[1].split("/")
    assert lines.spine.links.allows(UUID(place[:32]), UUID(place[32:]), int(expires), mac)


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
            tx,
            row,
            conversations.Lane(queue_id=UUID(int=4), target_seconds=30, priority=0, fast=False, green=False),
            reason="requested",
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
    lines.spine.live.listen_said(relay.heard)

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
