"""Agents' time, and contacts after which the customer came again: told in any order, also when the day is long over."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from qingfeng.contracts.registry import event_of
from qingfeng.modules.insight import behind, boards, work
from qingfeng.modules.insight import public as insight
from qingfeng.modules.insight.boards import Ask, Board
from tests.modules.insight.ledger import Figures, presences, read, spent, together
from tests.modules.insight.life import TOLD, Life
from tests.modules.insight.test_figures import SHANGHAI, live_on, same, tell
from tests.modules.routing.house import House

NewLife = Callable[[], Life]


async def board(house: House, first: date, last: date, **ask: Any) -> Board:
    async with house.db.reading(house.tenant) as conn:
        return await insight.board(conn, house.tenant, Ask(from_=first, to=last, **ask), house.clock.now())


def day_of(house: House) -> date:
    return house.clock.now().astimezone(SHANGHAI).date()


async def test_a_day_that_is_over_takes_what_is_told_late(new_life: NewLife) -> None:
    chance = random.Random(77)
    first = day_of(new_life().house)
    house = await live_on(new_life, chance, 50)
    last = day_of(house)
    events = [(event_of(e), e.at) for e in new_life().kept.envelopes if e.type in TOLD]
    chance.shuffle(events)
    half = len(events) // 2
    house.later(4 * 86400)
    for part, rest in ((events[:half], False), (events[half:] + events[:40], True)):
        for i in range(0, len(part), 24):
            async with house.work.tx(house.tenant) as tx:
                await insight.note(tx, [(event, at) for event, at in part[i : i + 24] if event is not None])
        if not rest:
            async with house.work.tx(house.tenant) as tx:
                await work.roll(tx)
    cases, states = await read(house), await presences(house)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    times = [spent(cases.values(), states, boards.span(day, day, SHANGHAI)) for day in days]
    counted = [one for case in cases.values() for one in case.counted]
    whole = together(one for its in times for one in its.values())
    assert whole["busy"] > 0
    same((await board(house, first, last)).total, Figures(counted, whole).all())
    by_agent = await board(house, first, last, by="agent", kpis=("ready_time", "busy_time", "concurrency"))
    for row in by_agent.rows:
        its = together(one for day in times for agent, one in day.items() if str(agent) == row.key)
        same(row.values, Figures([], its).all())
    kept = await board(house, first, last)
    await insight.rebuild(house.work, house.tenant, ())
    assert await board(house, first, last) == kept


async def test_what_is_in_hand_stands_behind_busy_time(new_life: NewLife) -> None:
    life = new_life()
    house = life.house
    await life.open()
    await life.hand_over(life.queues[0])
    await life.claim(life.agents[0])
    house.later(60)
    await life.wrap_up()
    house.later(20)
    await tell(house, life, random.Random(3))
    today = day_of(house)
    for measure, seconds in (("busy", [61, 20]), ("wrapping", [20])):
        async with house.db.reading(house.tenant) as conn:
            page = behind.Page(measure=measure)
            ask = Ask(from_=today, to=today)
            found = await behind.drill(conn, house.tenant, ask, page, house.clock.now())
        assert [(item.conversation_id, item.value) for item in found.items] == [(life.id, s * 1000) for s in seconds]
        assert found.items[0].agent_id == life.agents[0].id
    made = await board(house, today, today)
    assert (made.total["busy_time"], made.total["wrap_up_total"], made.total["concurrency"]) == (81, 20, 1)


async def test_a_customer_who_comes_again_was_not_helped_at_once(new_life: NewLife) -> None:
    lives = [new_life() for _ in range(4)]
    house = lives[0].house
    same_one, another = await house.customer(), await house.customer()
    first = day_of(house)
    # After the first they come again within three days, after the second four days later; the third is somebody else.
    for life, who, pause in zip(lives, (same_one, same_one, another, same_one), (71, 4 * 24, 1, 0), strict=True):
        await life.open(who)
        await life.claim(life.agents[0])
        await life.close()
        house.later(pause * 3600)
    await tell(house, lives[0], random.Random(8))
    last = day_of(house)
    made = await board(house, first, last, by="agent")
    assert (made.total["handled"], made.total["first_contact"]) == (4, 0.75)
    # It turns out that the third was the same customer: now the contact an hour later came after it.
    await lives[2].become(same_one)
    await lives[2].note(lives[2].told()[-1:])
    assert (await board(house, first, last)).total["first_contact"] == 0.5
    async with house.db.reading(house.tenant) as conn:
        found = await insight.drill(conn, house.tenant, Ask(from_=first, to=last), insight.Page(measure="returned"), house.clock.now())  # fmt: skip
    assert {item.conversation_id for item in found.items} == {lives[0].id, lives[2].id}
