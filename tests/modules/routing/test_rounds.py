"""Rounds of the router on a real database: who is offered what, and what is kept of it."""

from __future__ import annotations

import asyncio

import pytest

from qingfeng.contracts.messages import Handover, RowAgent
from qingfeng.contracts.routing import Why
from qingfeng.flow import routing_step
from qingfeng.flow.routing_step import route_once
from qingfeng.kernel.clock import rng
from qingfeng.kernel.errors import Conflict
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import Hours
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import engine, record, store
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing.kept import ALL_SECONDS, LOOK_SECONDS
from qingfeng.modules.routing.public import Overflow, Policy
from tests.modules.routing.house import House


async def test_nothing_to_do(house: House) -> None:
    await house.queue()
    await house.agent("安娜")
    assert await house.route() == 0


async def test_never_over_capacity_and_freed_room_is_filled_at_once(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜", capacity=2)
    convs = [await house.conversation(queue) for _ in range(4)]
    assert await house.route() == 2
    assert [await house.offered_to(c) for c in convs] == [anna.id, anna.id, None, None]
    assert await house.route() == 0
    await house.accept(await house.offer(convs[0]), anna)
    await house.accept(await house.offer(convs[1]), anna)
    assert await house.route() == 0
    await house.close(convs[0])
    assert await house.route() == 1
    assert await house.offered_to(convs[2]) == anna.id


async def test_wrap_up_takes_room_too(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜", capacity=1)
    mine = await house.owned(anna, queue)
    async with house.work.tx(house.tenant) as tx:
        conv = await conversations.lock(tx, mine)
        await conversations.wrap_up(tx, conv, reason="solved", seconds=60, survey=False)
    await house.conversation(queue)
    assert await house.route() == 0
    await house.close(mine)
    assert await house.route() == 1


async def test_one_capacity_across_channels_one_call_or_several_chats(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜", capacity=3)
    chat = await house.conversation(queue)
    call = await house.conversation(queue, channel="voice")
    await house.route()
    assert [await house.offered_to(c) for c in (chat, call)] == [anna.id, None]
    await house.accept(await house.offer(chat), anna)
    assert await house.route() == 0  # a call wants all of her
    await house.close(chat)
    assert await house.route() == 1
    another = await house.conversation(queue)
    assert await house.route() == 0  # an offered call fills her
    await house.accept(await house.offer(call), anna)
    assert await house.route() == 0  # and so does one in hand
    await house.close(call)
    await house.route()
    assert await house.offered_to(another) == anna.id


async def test_the_agent_of_last_time(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜")
    house.later(1)
    bert = await house.agent("柏特")
    customer = await house.customer()
    await house.close(await house.owned(bert, queue, customer=customer))
    house.later(2 * 86_400)
    await house.seen(anna.id, bert.id)  # type: ignore[arg-type]
    stranger, known = await house.conversation(queue), await house.conversation(queue, customer=customer)
    await house.route()
    assert await house.offered_to(stranger) == anna.id  # idle for longer
    assert await house.offered_to(known) == bert.id
    assert Why("last_agent", {"days": 2}) in (await house.offer(known)).why


async def test_never_to_an_absent_agent_of_last_time(house: House) -> None:
    """The returning customer of chatwoot#4158 waits for ever with an agent who is not there; ours does not."""
    queue = await house.queue()
    anna, bert = await house.agent("安娜"), await house.agent("柏特")
    customer = await house.customer()
    await house.close(await house.owned(bert, queue, customer=customer))
    async with house.work.tx(house.tenant) as tx:
        await people.set_presence(tx, bert.id, "offline", None, bert)  # type: ignore[arg-type]
    conv = await house.conversation(queue, customer=customer)
    await house.route()
    assert await house.offered_to(conv) == anna.id


async def test_a_closed_desk_gets_no_offers_and_its_state_stays(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜")
    conv = await house.conversation(queue)
    house.later(people.CONNECTED_SECONDS)
    assert await house.route() == 0
    assert (await house.state(anna)).presence.state == "ready"
    await house.seen(anna.id)  # type: ignore[arg-type]
    house.later(LOOK_SECONDS)  # no fact tells of a desk that is there again
    assert await house.route() == 1
    assert await house.offered_to(conv) == anna.id


async def test_who_leaves_after_the_last_conversation_gets_nothing_new(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜")
    await house.conversation(queue)
    async with house.work.tx(house.tenant) as tx:
        await people.queue_presence(tx, anna.id, "break", "meal", anna)  # type: ignore[arg-type]
    assert await house.route() == 0


async def test_a_transferred_conversation_does_not_come_straight_back(house: House) -> None:
    queue = await house.queue(policy=Policy(cooldown_seconds=60))
    anna = await house.agent("安娜")
    bert = await house.agent("柏特")
    conv = await house.owned(anna, queue)
    async with house.work.tx(house.tenant) as tx:
        locked = await conversations.lock(tx, conv)
        handover = Handover(summary="", need="", reason="transfer", note="请专家", by="安娜", at=tx.now)
        await conversations.queue(tx, locked, conversations.Lane(queue_id=queue, target_seconds=60, priority=0, fast=False, green=False), reason="transfer", handover=handover)  # fmt: skip
        await people.freed(tx, anna.id, left=0)  # type: ignore[arg-type]
    await house.route()
    assert await house.offered_to(conv) == bert.id
    assert [a.agent for a in (await _decision(house)).offers[0].alternatives] == []


async def _decision(house: House) -> routing.Decision:
    """The latest decision that was kept."""
    async with house.db.reading(house.tenant) as conn:
        row = await conn.fetchrow("SELECT * FROM routing.decisions ORDER BY id DESC LIMIT 1")
    assert row is not None
    return record.decision_of(store.recorded_of(row))


async def test_green_and_fast_first_then_who_waits_longest(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜", capacity=1, ready=False)
    order = []
    for fast, green in ((False, False), (False, False), (True, False), (False, True)):
        order.append(await house.conversation(queue, fast=fast, green=green))
        house.later(1)
    async with house.work.tx(house.tenant) as tx:
        await people.set_presence(tx, anna.id, "ready", None, anna)  # type: ignore[arg-type]
    served = []
    for _ in order:
        await house.seen(anna.id)  # type: ignore[arg-type]
        await house.route()
        (conv,) = [c for c in order if await house.offered_to(c)]
        await house.accept(await house.offer(conv), anna)
        await house.close(conv)
        served.append(order.index(conv))
    assert served == [3, 2, 0, 1]


async def test_overflow_by_time_keeps_the_place_and_is_told_to_the_desks(house: House) -> None:
    second = await house.queue("second")
    await house.agent("安娜", {"vip": 1}, ready=False)
    policy = Policy(skills={"vip": 1}, overflow=Overflow(120, "second"))
    first = await house.queue("first", policy)
    bert = await house.agent("柏特")
    conv = await house.conversation(first, fast=True)
    since = (await house.get(conv)).queued_at
    house.later(119)
    await house.seen(bert.id)  # type: ignore[arg-type]
    assert await house.route() == 0
    house.later(1)
    assert await house.route() == 1
    now = await house.get(conv)
    assert (now.queue_id, now.queued_at, now.fast, now.phase) == (second, since, True, "queued")
    assert ("overflowed", {"from": "first队列", "to": "second队列"}) in await house.lines(conv)
    await house.seen(bert.id)  # type: ignore[arg-type]
    assert await house.route() == 1
    assert await house.offered_to(conv) == bert.id
    async with house.db.reading(house.tenant) as conn:
        story = await routing.explain(conn, conv)
    assert [(e.what, e.agent_id, e.to_queue) for e in story] == [("overflow", None, second), ("offer", bert.id, None)]
    assert story[0].why == [Why("waited", {"seconds": 120})]


async def test_unservable_is_said_once(house: House) -> None:
    expert = await house.agent("专家", {"vip": 3}, ready=False)
    queue = await house.queue(policy=Policy(skills={"vip": 3}))
    other = await house.queue("other")
    await house.agent("安娜")
    conv = await house.conversation(queue)
    assert await house.route() == 0  # the expert may come back
    async with house.work.tx(house.tenant) as tx:  # the skill leaves the house
        await people.put_agent(tx, expert.id, name="专家", team=None, capacity=5, levels={})  # type: ignore[arg-type]
    house.later(ALL_SECONDS)  # no fact told of it
    assert await house.route() == 1
    assert await house.route() == 0
    elsewhere = await house.conversation(other)
    assert await house.route() == 1  # others are served meanwhile
    assert await house.offered_to(elsewhere) is not None
    told = [x for x in await house.lines(conv) if x[0] == "unservable"]
    assert told == [("unservable", {"reason": "no_skill", "skill": "vip", "level": 3})]
    async with house.db.reading(house.tenant) as conn:
        found = await conversations.get(conn, conv)
        assert found is not None
        page, _ = await conversations.messages(conn, found, public=True)
    assert not [m for m in page if m.system and m.system.code == "unservable"]  # customers are not told


async def test_left_messages_wait_for_opening(house: House) -> None:
    hours = Hours(tz="Asia/Shanghai", weekly={"wed": [("11:00", "20:00")]})  # now: Wednesday, 10:00 there
    async with house.work.tx(house.tenant) as tx:
        await channels.put_hours(tx, "default", hours)
    queue = await house.queue()
    anna = await house.agent("安娜", capacity=1)
    left = await house.conversation(queue, left=True)
    assert await house.route() == 0
    there = await house.conversation(queue)
    assert await house.route() == 1  # somebody is ready: who is there now is served even before opening
    assert await house.offered_to(there) == anna.id
    await house.accept(await house.offer(there), anna)
    await house.close(there)
    assert await house.route() == 0
    house.later(3600)
    await house.seen(anna.id)  # type: ignore[arg-type]
    assert await house.route() == 1
    assert await house.offered_to(left) == anna.id


# ------------------------------------------------------------------ what is kept
async def test_a_decision_is_kept_explained_and_replayed(house: House) -> None:
    anna = await house.agent("安娜", {"refund": 3})
    house.later(1)
    bert = await house.agent("柏特", {"refund": 2})
    queue = await house.queue(policy=Policy(skills={"refund": 2}))
    conv = await house.conversation(queue)
    await house.route()
    await house.decline(await house.offer(conv), anna)
    house.later(2)
    await house.route()
    await house.accept(await house.offer(conv), bert)
    async with house.db.reading(house.tenant) as conn:
        story = await routing.explain(conn, conv)
        rows = await conn.fetch("SELECT * FROM routing.decisions ORDER BY at")
    assert [(e.what, e.agent_id, e.outcome, e.outcome_reason) for e in story] == [
        ("offer", anna.id, "declined", "busy"),
        ("offer", bert.id, "accepted", None),
    ]
    assert [a.agent for a in story[0].alternatives] == [bert.id]
    assert story[0].policy_version == f"engine {engine.VERSION}; main 1"
    assert len(rows) == 2
    for row in rows:
        kept = store.recorded_of(row)
        assert record.intact(kept)
        assert routing.replay(kept) == record.decision_of(kept)


async def test_rules_changed_later_do_not_change_the_past(house: House) -> None:
    queue = await house.queue()
    await house.agent("安娜")
    await house.conversation(queue)
    await house.route()
    await house.queue(policy=Policy(offer_seconds=90))
    async with house.db.reading(house.tenant) as conn:
        row = await conn.fetchrow("SELECT * FROM routing.decisions")
    assert row is not None
    kept = store.recorded_of(row)
    assert routing.replay(kept).offers[0].seconds == 30
    assert kept.policy_version == f"engine {engine.VERSION}; main 1"


async def test_rounds_that_did_nothing_are_not_kept(house: House) -> None:
    queue = await house.queue()
    await house.conversation(queue)
    await house.agent("安娜", ready=False)
    for _ in range(3):
        assert await house.route() == 0
    async with house.db.reading(house.tenant) as conn:
        assert await conn.fetchval("SELECT count(*) FROM routing.decisions") == 0


# ------------------------------------------------------------------ what changed since the snapshot
async def test_an_old_token_writes_nothing(house: House) -> None:
    queue = await house.queue()
    await house.agent("安娜")
    conv = await house.conversation(queue)
    old = await house.lease("old", seconds=1)
    house.later(2)
    new = await house.lease("new", seconds=3600)
    assert new > old
    with pytest.raises(Conflict) as refused:
        await route_once(house.work, house.tenant, old)
    assert refused.value.code == "not_the_owner"
    assert (await house.get(conv)).phase == "queued"
    assert await house.offers(conv) == []
    assert await route_once(house.work, house.tenant, new) == 1


async def _carried(house: House, meanwhile: object) -> int:
    """Decide, let something happen, and only then carry the decision out."""
    now = house.clock.now()
    async with house.db.reading(house.tenant) as conn:
        await house.kept.catch_up(conn, now)
    decision, snapshot = house.kept.decide(now, rng(1))
    assert decision.offers
    await meanwhile  # type: ignore[misc]
    token = await house.lease()
    deciding = routing_step.Deciding(snapshot, decision, 1)
    return await routing_step._Carrier(house.work, house.tenant, token, house.kept, deciding).run()


async def test_what_changed_since_the_snapshot_is_left_alone(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜", capacity=1)
    bert = await house.agent("柏特", ready=False)

    async def break_() -> None:
        async with house.work.tx(house.tenant) as tx:
            await people.set_presence(tx, anna.id, "break", "meal", anna)  # type: ignore[arg-type]

    async def ready() -> None:
        async with house.work.tx(house.tenant) as tx:
            await people.set_presence(tx, anna.id, "ready", None, anna)  # type: ignore[arg-type]

    conv = await house.conversation(queue)
    assert await _carried(house, break_()) == 0
    await ready()

    async def claim() -> None:
        async with house.work.tx(house.tenant) as tx:
            locked = await conversations.lock(tx, conv)
            await conversations.assign(tx, locked, agent=RowAgent(bert.id, "柏特"), how="claimed")  # type: ignore[arg-type]

    assert await _carried(house, claim()) == 0
    await house.close(conv)

    another = await house.conversation(queue)

    async def fill() -> None:
        await house.owned(anna, queue)

    assert await _carried(house, fill()) == 0
    assert await house.offers(another) == []
    async with house.db.reading(house.tenant) as conn:
        assert await conn.fetchval("SELECT count(*) FROM routing.decisions") == 0


async def test_two_rounds_at_once_offer_once(house: House) -> None:
    """Even if two routers believed in the same token, the locks and checks hold."""
    queue = await house.queue()
    agents = [await house.agent(f"客服{n}", capacity=2) for n in range(3)]
    convs = [await house.conversation(queue) for _ in range(8)]
    token = await house.lease()
    done = await asyncio.gather(*(route_once(house.work, house.tenant, token) for _ in range(5)))
    assert 0 < sum(done) <= 6  # two that crossed each other leave a part for the next round
    assert sum(done) + await house.route() == 6
    given = [await house.offered_to(c) for c in convs]
    assert sorted(str(g) for g in given if g) == sorted(str(a.id) for a in agents for _ in range(2))


async def test_rings_open_while_somebody_waits(house: House) -> None:
    junior = await house.agent("新人", {"refund": 1})
    await house.agent("老手", {"refund": 4}, ready=False)
    queue = await house.queue(policy=Policy(skills={"refund": 4}, relax=[routing.Ring(60, level_drop=3)]))
    conv = await house.conversation(queue)
    assert await house.route() == 0
    house.later(59)
    await house.seen(junior.id)  # type: ignore[arg-type]
    assert await house.route() == 0
    house.later(1)
    assert await house.route() == 1
    assert Why("relaxed", {"ring": 1}) in (await house.offer(conv)).why
