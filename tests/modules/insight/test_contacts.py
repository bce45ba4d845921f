"""The facts of contacts: each by its rule, the same from events in any order as from the ledger."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from qingfeng.app.embedded.nats import start_nats
from qingfeng.contracts.base import Event
from qingfeng.contracts.messages import Author
from qingfeng.kernel.bus import Bus
from qingfeng.kernel.clock import SystemClock
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.relay import Relay
from qingfeng.kernel.watch import WatcherRunner, Watchers
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.insight import public as insight
from qingfeng.modules.insight.model import Tally, add, contact
from qingfeng.modules.insight.public import Contact
from qingfeng.modules.insight.subscribers import watcher
from tests.kernel.machine import open_bus, running, until
from tests.modules.insight.life import Life, wander
from tests.support.depth import examples

NewLife = Callable[[], Life]


def shuffled(events: list[tuple[Event, datetime]], chance: random.Random) -> list[tuple[Event, datetime]]:
    """Any order, any of them up to three times."""
    many = [event for event in events for _ in range(chance.choice([1, 1, 2, 3]))]
    chance.shuffle(many)
    return many


def summed_up(life: Life, events: list[tuple[Event, datetime]]) -> Contact:
    tally = Tally()
    for event, at in events:
        tally = add(tally, event, at)
    return contact(life.id, tally)


async def agree(life: Life) -> Contact:
    """What the events told, noted in their order, is what the ledger says; in other orders too. Gives the facts."""
    await life.forget()
    await life.note(life.told())
    kept = await life.contact()
    assert kept is not None
    assert kept == await life.recount()
    chance = random.Random(life.id.int)
    for _ in range(10):
        assert summed_up(life, shuffled(life.told(), chance)) == kept
    await life.forget()
    await life.note(shuffled(life.told(), chance))
    assert await life.contact() == kept
    return kept


async def test_the_bot_alone(new_life: NewLife) -> None:
    life = new_life()
    await life.open()
    for who in ("customer", "bot", "customer", "bot"):
        await life.says(who)
    open_ = await agree(life)
    assert (open_.closed_at, open_.close_reason, open_.bot_handled, open_.queued_at) == (None, None, False, None)
    await life.close("idle", [])
    await life.answer(5)
    facts = await agree(life)
    assert facts.bot_handled
    assert not facts.abandoned
    assert (facts.messages_customer, facts.messages_bot, facts.messages_agent) == (2, 2, 0)
    assert (facts.close_reason, facts.survey_score, facts.agent_id, facts.queue_id) == ("idle", 5, None, None)
    assert facts.opened_at is not None
    assert facts.closed_at is not None
    assert (facts.closed_at - facts.opened_at).total_seconds() == 5


async def test_offered_missed_accepted_answered(new_life: NewLife) -> None:
    life = new_life()
    first, second, _ = life.agents
    await life.open()  # 0 s
    await life.says("customer")  # 1 s
    await life.says("bot")  # 2 s
    await life.hand_over(life.queues[1], "low_confidence")  # 3 s
    await life.offer(first)  # 4 s
    await life.miss()  # 34 s and a little
    await life.offer(second)  # 35 s
    await life.decline()  # 36 s
    await life.offer(second)  # 37 s
    await life.accept()  # 38 s
    await life.says("agent", "note")  # 39 s: no answer yet
    await life.says("agent")  # 40 s
    await life.says("agent")
    await life.wrap_up()
    await life.close(codes=["question", "delivery"])
    facts = await agree(life)

    def after(moment: datetime | None) -> int:
        assert facts.opened_at is not None
        assert moment is not None
        return int((moment - facts.opened_at).total_seconds())

    assert (after(facts.queued_at), after(facts.first_offered_at)) == (3, 4)
    assert (after(facts.assigned_at), after(facts.first_agent_response_at)) == (38, 40)
    assert (facts.offers, facts.misses, facts.transfers) == (3, 1, 0)
    assert (facts.agent_id, facts.queue_id) == (second.id, life.queues[1])
    assert (facts.handed_over_reason, facts.close_reason) == ("low_confidence", "solved")
    assert facts.codes == ["question", "delivery"]
    assert (facts.messages_customer, facts.messages_bot, facts.messages_agent) == (1, 1, 2)
    # queued, three times offered, missed, agent_joined, closed
    assert facts.messages_system == 7
    assert (facts.bot_handled, facts.abandoned) == (False, False)


@pytest.mark.parametrize("offered", [False, True])
async def test_abandoned(new_life: NewLife, offered: bool) -> None:
    life = new_life()
    await life.open()
    await life.says("customer")
    await life.hand_over(life.queues[0])
    if offered:
        await life.offer(life.agents[0])
    await life.leave()
    facts = await agree(life)
    assert facts.abandoned
    assert (facts.assigned_at, facts.bot_handled, facts.close_reason) == (None, False, "customer_left")
    assert (facts.offers, facts.misses) == (int(offered), 0)


async def test_who_leaves_an_agent_or_the_bot_has_not_abandoned(new_life: NewLife) -> None:
    with_bot, with_agent = new_life(), new_life()
    await with_bot.open()
    await with_bot.says("bot")
    await with_bot.leave()
    await with_agent.open()
    await with_agent.hand_over(with_agent.queues[0])
    await with_agent.claim(with_agent.agents[0])
    await with_agent.leave()
    assert [(await agree(life)).abandoned for life in (with_bot, with_agent)] == [False, False]


async def test_closed_by_the_house_while_waiting_is_not_abandoned(new_life: NewLife) -> None:
    life = new_life()
    await life.open()
    await life.hand_over(life.queues[0])
    await life.close("no_reply", [])
    facts = await agree(life)
    assert (facts.abandoned, facts.bot_handled, facts.closed_at is not None) == (False, False, True)


async def test_the_first_wait_counts_and_a_return_is_no_new_assignment(new_life: NewLife) -> None:
    life = new_life()
    first, second, third = life.agents
    await life.open()
    await life.hand_over(life.queues[0])  # 1 s
    await life.claim(first)  # 2 s
    await life.says("agent")  # 3 s
    await life.transfer(queue=life.queues[1])  # 4 s
    await life.claim(second)  # 5 s
    await life.transfer(agent=third)  # 6 s
    await life.wrap_up()  # 7 s
    await life.write_again()  # 8 s
    await life.close()
    facts = await agree(life)
    assert facts.opened_at is not None
    moments = [facts.queued_at, facts.assigned_at, facts.first_agent_response_at]
    assert [(m - facts.opened_at).total_seconds() for m in moments if m] == [1, 2, 3]
    assert (facts.transfers, facts.handed_over_reason) == (2, "transfer")
    assert (facts.agent_id, facts.queue_id) == (third.id, life.queues[1])


async def test_handed_back_to_the_bot_it_has_no_queue_but_people_had_it(new_life: NewLife) -> None:
    life = new_life()
    await life.open()
    await life.hand_over(life.queues[0], "anger")
    await life.claim(life.agents[0])
    await life.hand_back()
    await life.says("bot")
    await life.close("idle", [])
    facts = await agree(life)
    assert (facts.queue_id, facts.bot_handled, facts.handed_over_reason) == (None, False, "anger")


async def test_a_contact_follows_its_customer_and_channel(new_life: NewLife) -> None:
    life = new_life()
    await life.open()
    await life.says("customer")
    await life.on_another_channel()
    known = await life.house.customer()
    await life.become(known)
    facts = await agree(life)
    assert (facts.customer_id, facts.channel) == (known, "open")


async def test_any_life_in_any_order_is_what_the_ledger_says(new_life: NewLife) -> None:
    chance = random.Random(7)
    steps: Counter[str] = Counter()
    for _ in range(examples(24, 200)):
        life = new_life()
        await life.open()
        for _ in range(40):
            told = len(life.told())
            step = await wander(life, chance)
            if not step:
                break
            steps[step] += 1
            await life.note(life.told()[told:])
            if chance.random() < 0.2:
                # Half-way the facts agree too, but for the opening, which is told last of all.
                facts = await life.contact()
                assert facts is not None
                assert facts == await life.recount()
        await life.note(life.told()[:1])
        await agree(life)
    assert set(steps) == {
        "customer says", "fused", "transfer to agent", "transfer to queue", "claim", "leave", "bot says", "hand over",
        "close", "offer", "overflow", "accept", "miss", "decline", "agent says", "note", "hand back", "wrap up",
        "write again", "answer", "snooze", "wake",
    }  # fmt: skip


async def test_a_long_thread_is_counted_to_its_end(new_life: NewLife) -> None:
    life = new_life()
    await life.open()
    async with life.step() as (tx, conv):
        for n in range(1203):
            who = ("customer", "bot")[n % 2]
            draft = conversations.Draft(author=Author(who, None, who), kind="text", text="您好")  # type: ignore[arg-type]
            await conversations.append(tx, conv, draft)
    await life.note(life.told())
    facts = await life.recount()
    assert (facts.messages_customer, facts.messages_bot) == (602, 601)
    assert await life.contact() == facts


async def test_many_at_once_on_one_contact(new_life: NewLife) -> None:
    life, chance = new_life(), random.Random(3)
    await life.open()
    for _ in range(25):
        await wander(life, chance)
    events = shuffled(life.told(), chance)
    await asyncio.gather(*(life.note([event]) for event in events))
    assert await life.contact() == await life.recount()


async def test_facts_are_the_tenants_own(new_life: NewLife) -> None:
    life = new_life()
    await life.open()
    await life.note(life.told())
    async with life.house.db.reading(uuid4()) as conn:
        assert await insight.contact(conn, life.id) is None
        with pytest.raises(NotFound):
            await insight.recount(conn, life.id)


@pytest.fixture
async def own_bus(engine_dir: Path) -> AsyncIterator[Bus]:
    engine = await start_nats(engine_dir, SystemClock())
    try:
        async with open_bus(engine.url, "insight") as bus:
            yield bus
    finally:
        await engine.stop()


async def test_the_watcher_keeps_them_up_to_date(new_life: NewLife, own_bus: Bus, database_url: str) -> None:
    """Through the stream, while conversations go on; then everything once more."""
    lives = [new_life() for _ in range(6)]
    chance = random.Random(11)
    house = lives[0].house
    relay = Relay(house.db, own_bus, "insight")
    runner = WatcherRunner(own_bus, house.work, Watchers([watcher()]))
    async with running(relay.run, runner.run):
        for life in lives:
            await life.open()
        for _ in range(20):
            for life in lives:
                await wander(life, chance)
            await asyncio.sleep(0)
        wanted: dict[UUID, Contact] = {life.id: await life.recount() for life in lives}

        async def all_there() -> bool:
            return {life.id: await life.contact() for life in lives} == wanted

        await until(all_there, seconds=40)
        await relay.rebuild(datetime.fromtimestamp(0, tz=house.clock.now().tzinfo))
        await own_bus.jetstream().delete_consumer("QF_EVENTS", "qf-insight")
        await asyncio.sleep(3)
        assert await all_there()
