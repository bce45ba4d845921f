"""Offers on a real database: made, accepted, declined, missed, withdrawn; one owner whatever happens at once."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest

from qingfeng.contracts.base import Actor
from qingfeng.contracts.routing import OfferEnded, OfferMade, Why
from qingfeng.kernel.errors import Conflict, Forbidden, NotFound, Refused
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing.public import Policy
from tests.modules.routing.house import House


async def test_an_offer_is_made_shown_and_accepted(house: House) -> None:
    anna = await house.agent("安娜", {"refund": 3})
    queue = await house.queue(policy=Policy(skills={"refund": 2}, offer_seconds=20))
    conv = await house.conversation(queue)
    house.later(7)
    assert await house.route() == 1

    offer = await house.offer(conv)
    assert (offer.agent_id, offer.seconds, offer.state) == (anna.id, 20, "open")
    assert (offer.expires_at - offer.offered_at).total_seconds() == 20
    assert Why("skill_match", {"skill": "refund", "level": 3}) in offer.why
    assert Why("waited", {"seconds": 7}) in offer.why
    assert (await house.get(conv)).phase == "offered"
    async with house.db.reading(house.tenant) as conn:
        assert anna.id is not None
        (shown,) = await routing.offers_of(conn, anna.id)
    assert (shown.id, shown.conversation.phase, shown.why) == (offer.id, "offered", offer.why)
    (made,) = house.heard.named("OfferMade")
    assert isinstance(made, OfferMade)
    assert made.offer == shown or made.offer.id == shown.id

    assert await house.route() == 0  # nothing more to do while it stands
    house.later(3)
    taken = await house.accept(offer, anna)
    assert (taken.phase, taken.agent_id, taken.agent_name) == ("with_agent", anna.id, "安娜")
    (ended,) = house.heard.named("OfferEnded")
    assert isinstance(ended, OfferEnded)
    assert (ended.how, ended.agent_id) == ("accepted", anna.id)
    assert ("offered", {"name": "安娜"}) in await house.lines(conv)
    assert await timers(house, "offer_expiry") == 0
    assert (await house.state(anna)).idle_since is None
    again = await house.accept(offer, anna)  # a second click
    assert again.agent_id == anna.id
    assert len(house.heard.named("OfferEnded")) == 1


async def timers(house: House, kind: str) -> int:
    n: int = await house.db.system.fetchval(
        "SELECT count(*) FROM kernel.timers WHERE tenant_id = $1 AND kind = $2", house.tenant, kind
    )
    return n


async def test_only_the_agent_it_was_offered_to_may_take_it(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜")
    bert = await house.agent("柏特", ready=False)
    conv = await house.conversation(queue)
    await house.route()
    offer = await house.offer(conv)
    for act in (house.accept, house.decline):
        with pytest.raises(Forbidden, match="somebody else") as refused:
            await act(offer, bert)
        assert refused.value.code == "not_your_offer"
    with pytest.raises(NotFound):
        async with house.work.tx(house.tenant) as tx:
            await routing.accept(tx, uuid4(), anna)
    assert (await house.get(conv)).phase == "offered"


async def test_after_its_time_an_offer_cannot_be_accepted_even_if_the_timer_is_late(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜")
    conv = await house.conversation(queue)
    await house.route()
    offer = await house.offer(conv)
    house.later(30)
    with pytest.raises(Conflict) as refused:
        await house.accept(offer, anna)
    assert (refused.value.code, refused.value.params) == ("offer_ended", {"how": "timed_out"})
    assert await house.expire(offer)
    with pytest.raises(Conflict):
        await house.accept(offer, anna)
    assert not await house.expire(offer)  # the timer twice
    assert (await house.get(conv)).phase == "queued"


async def test_a_timer_that_comes_early_ends_nothing(house: House) -> None:
    queue = await house.queue()
    await house.agent("安娜")
    conv = await house.conversation(queue)
    await house.route()
    offer = await house.offer(conv)
    async with house.work.tx(house.tenant) as tx:
        assert not await routing.time_out(tx, offer.id)
    assert (await house.offer(conv)).id == offer.id


async def test_fifty_at_once_and_one_owner(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜")
    others = [await house.agent(f"客服{n}", ready=False) for n in range(4)]
    conv = await house.conversation(queue)
    await house.route()
    offer = await house.offer(conv)
    people_ = [anna, *others] * 10
    results = await asyncio.gather(*(house.accept(offer, who) for who in people_), return_exceptions=True)
    won = [r for r in results if isinstance(r, Conversation)]
    assert len(won) == 10  # ten clicks of the one agent it was offered to: all are told the same
    assert {c.agent_id for c in won} == {anna.id}
    assert all(isinstance(r, Forbidden) for r in results if not isinstance(r, Conversation))
    assert len(house.heard.named("ConversationAssigned")) == 1
    assert len(house.heard.named("OfferEnded")) == 1
    assert [o.state for o in await house.offers(conv)] == ["accepted"]


async def test_two_offers_of_one_conversation_in_a_row_have_one_owner(house: House) -> None:
    """The first agent accepts at the very moment the second one, to whom it went on, accepts."""
    queue = await house.queue()
    anna = await house.agent("安娜")
    for _ in range(10):
        conv = await house.conversation(queue)
        await house.route()
        first = await house.offer(conv)
        await house.expire(first)
        bert = await house.agent("柏特")
        await house.route()
        second = await house.offer(conv)
        assert second.agent_id == bert.id
        results = await asyncio.gather(
            *(house.accept(o, a) for o, a in [(first, anna), (second, bert)] * 5), return_exceptions=True
        )
        assert {r.agent_id for r in results if isinstance(r, Conversation)} == {bert.id}
        assert all(isinstance(r, Conversation | Conflict) for r in results)
        async with house.work.tx(house.tenant) as tx:  # the next turn begins clean
            await people.set_presence(tx, bert.id, "offline", None, bert)  # type: ignore[arg-type]
            await people.set_presence(tx, anna.id, "ready", None, anna)  # type: ignore[arg-type]
        await house.seen(anna.id)  # type: ignore[arg-type]


async def test_accept_against_time_out(house: House) -> None:
    """Both at the last moment: either it is owned and the offer accepted, or it waits and the offer timed out."""
    queue = await house.queue()
    anna = await house.agent("安娜", capacity=60)
    outcomes = set()
    for n in range(20):
        conv = await house.conversation(queue)
        await house.route()
        offer = await house.offer(conv)
        # Half of the time the clock stands just before the end, half of the time at it.
        house.clock.advance((offer.expires_at - house.clock.now()).total_seconds() - (0.001 if n % 2 else 0))

        async def time_out(id_: UUID) -> bool:
            async with house.work.tx(house.tenant) as tx:
                return await routing.time_out(tx, id_)

        first, second = await asyncio.gather(house.accept(offer, anna), time_out(offer.id), return_exceptions=True)
        conv_now, (kept,) = await house.get(conv), await house.offers(conv)
        outcomes.add((conv_now.phase, kept.state))
        assert isinstance(first, Conversation) == (kept.state == "accepted")
        assert (second is True) == (kept.state == "timed_out")
        await _ready_again(house, anna)
        if conv_now.phase == "queued":
            await house.close(conv)
    assert outcomes == {("with_agent", "accepted"), ("queued", "timed_out")}


async def _ready_again(house: House, agent: Actor) -> None:
    async with house.work.tx(house.tenant) as tx:
        assert agent.id is not None
        await people.set_presence(tx, agent.id, "ready", None, agent)
    await house.seen(agent.id)


async def test_accept_against_withdrawal_and_decline(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜", capacity=60)

    async def withdraw(id_: UUID) -> None:
        async with house.work.tx(house.tenant) as tx:
            conv = await conversations.lock(tx, id_)
            if await routing.withdraw(tx, conv, "customer_left"):
                await conversations.close(tx, conv, reason="customer", codes=[])

    for _ in range(15):
        conv = await house.conversation(queue)
        await house.route()
        offer = await house.offer(conv)
        results = await asyncio.gather(
            house.accept(offer, anna), withdraw(conv), house.decline(offer, anna), return_exceptions=True
        )
        assert all(r is None or isinstance(r, Conversation | Refused) for r in results), results
        (kept,) = await house.offers(conv)
        now = await house.get(conv)
        assert (kept.state, now.phase) in {
            ("accepted", "with_agent"),
            ("withdrawn", "closed"),
            ("declined", "queued"),
        }
        if now.phase == "queued":
            await house.close(conv)


async def test_a_declined_conversation_goes_to_the_next_agent_at_its_old_place(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜")
    conv = await house.conversation(queue)
    since = (await house.get(conv)).queued_at
    house.later(5)
    await house.route()
    bert = await house.agent("柏特")
    offer = await house.offer(conv)
    assert offer.agent_id == anna.id
    await house.decline(offer, anna)
    assert (await house.get(conv)).phase == "queued"
    assert (await house.get(conv)).queued_at == since
    assert (await house.offers(conv))[0].end_reason == "busy"
    await house.decline(offer, anna)  # twice is harmless
    await house.route()
    assert await house.offered_to(conv) == bert.id
    assert (await house.state(anna)).presence.misses == 0  # to decline is not to miss


async def test_within_the_cool_down_it_waits_then_the_same_agent_is_asked_again(house: House) -> None:
    queue = await house.queue(policy=Policy(cooldown_seconds=40))
    anna = await house.agent("安娜")
    conv = await house.conversation(queue)
    await house.route()
    await house.decline(await house.offer(conv), anna)
    house.later(39)
    assert await house.route() == 0
    house.later(2)
    assert await house.route() == 1
    assert await house.offered_to(conv) == anna.id


async def test_three_misses_are_a_break_and_a_customer_is_never_stuck(house: House) -> None:
    queue = await house.queue(policy=Policy(max_misses=3, cooldown_seconds=0))
    anna = await house.agent("安娜")
    conv = await house.conversation(queue)
    for miss in (1, 2, 3):
        await house.seen(anna.id)  # type: ignore[arg-type]
        assert await house.route() == 1
        assert await house.expire(await house.offer(conv))
        state = (await house.state(anna)).presence
        assert state.misses == miss
        assert state.state == ("break" if miss == 3 else "ready")
    assert state.reason == "missed_offers"
    await house.seen(anna.id)  # type: ignore[arg-type]
    assert await house.route() == 0
    assert (await house.get(conv)).phase == "queued"
    assert [code for code, _ in await house.lines(conv)].count("missed") == 3
    bert = await house.agent("柏特")
    await house.route()
    assert await house.offered_to(conv) == bert.id


async def test_an_answer_wipes_out_earlier_misses(house: House) -> None:
    queue = await house.queue(policy=Policy(max_misses=3, cooldown_seconds=0))
    anna = await house.agent("安娜")
    conv = await house.conversation(queue)
    await house.route()
    await house.expire(await house.offer(conv))
    await house.seen(anna.id)  # type: ignore[arg-type]
    await house.route()
    await house.accept(await house.offer(conv), anna)
    assert (await house.state(anna)).presence.misses == 0


async def test_withdrawing_leaves_the_phase_to_the_caller(house: House) -> None:
    queue = await house.queue()
    await house.agent("安娜")
    conv = await house.conversation(queue)
    await house.route()
    async with house.work.tx(house.tenant) as tx:
        locked = await conversations.lock(tx, conv)
        assert await routing.withdraw(tx, locked, "claimed")
        assert not await routing.withdraw(tx, locked, "claimed")
        assert locked.phase == "offered"
        await conversations.close(tx, locked, reason="customer", codes=[])
    (kept,) = await house.offers(conv)
    assert (kept.state, kept.end_reason) == ("withdrawn", "claimed")


async def test_an_agent_who_goes_away_gives_the_offer_back_without_a_miss(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜")
    conv = await house.conversation(queue)
    await house.route()
    async with house.work.tx(house.tenant) as tx:
        await people.set_presence(tx, anna.id, "break", "meal", anna)  # type: ignore[arg-type]
    bert = await house.agent("柏特")
    assert await house.route() == 1  # taken back
    assert await house.route() == 1  # and offered on
    assert await house.offered_to(conv) == bert.id
    assert [o.state for o in await house.offers(conv)] == ["withdrawn", "open"]
    assert (await house.state(anna)).presence.misses == 0


async def test_an_offer_whose_timer_was_lost_is_ended_by_the_router(house: House) -> None:
    queue = await house.queue(policy=Policy(cooldown_seconds=0))
    anna = await house.agent("安娜")
    conv = await house.conversation(queue)
    await house.route()
    await house.db.system.execute("DELETE FROM kernel.timers WHERE tenant_id = $1", house.tenant)
    house.later(34)
    await house.seen(anna.id)  # type: ignore[arg-type]
    assert await house.route() == 0
    house.later(2)
    await house.seen(anna.id)  # type: ignore[arg-type]
    assert await house.route() == 1
    assert [o.state for o in await house.offers(conv)] == ["timed_out"]
    assert await house.route() == 1


async def test_the_open_offer_of_who_is_away_goes_on_and_what_they_have_stays_theirs(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜")
    kept = await house.owned(anna, queue)
    conv = await house.conversation(queue)
    await house.route()
    assert await house.offered_to(conv) == anna.id
    assert anna.id is not None
    house.later(people.GONE_SECONDS)
    bert = await house.agent("柏特")
    async with house.work.tx(house.tenant) as tx:
        assert await people.mark_away(tx, anna.id, 10)
    await house.route()
    await house.route()
    assert await house.offered_to(conv) == bert.id
    assert [o.state for o in await house.offers(conv)].count("timed_out") == 0  # no miss of hers
    assert ((await house.get(kept)).phase, (await house.get(kept)).agent_id) == ("with_agent", anna.id)
    assert (await house.state(anna)).presence.misses == 0
