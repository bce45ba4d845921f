"""Announced waits come from real ones: never 0, never without data, rather early than late."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from qingfeng.contracts.messages import Wait
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.routing import public as routing
from tests.modules.routing.house import House, client_of


async def test_no_number_without_data(house: House) -> None:
    queue = await house.queue()
    assert await _estimate(house, queue, 3) == Wait(3, None, None)
    await _observe(house, queue, [(60, 0)] * 4)
    assert await _estimate(house, queue, 1) == Wait(1, None, None)
    await _observe(house, queue, [(60, 0)])
    assert await _estimate(house, queue, 1) == Wait(1, 1, 2)
    assert await _estimate(house, await house.queue("other"), 1) == Wait(1, None, None)


async def test_never_zero_although_nobody_had_to_wait(house: House) -> None:
    queue = await house.queue()
    await _observe(house, queue, [(0, 0)] * 20)
    for place in (0, 1, 2, 500):
        assert await _estimate(house, queue, place) == Wait(place, 1, 2)


async def test_further_back_is_longer_and_the_length_of_the_line_counts(house: House) -> None:
    queue = await house.queue()
    await _observe(house, queue, [(240, 3), (60, 0), (180, 2), (120, 1), (300, 4)])  # a minute for each place
    said = [await _estimate(house, queue, n) for n in (1, 2, 4, 6, 12, 100)]
    assert [(one.low_minutes, one.high_minutes) for one in said] == [
        (1, 3),
        (1, 5),
        (3, 10),
        (5, 15),
        (10, 30),
        (90, 240),
    ]


async def test_a_line_in_which_nobody_is_answered_any_more_is_told_of(house: House) -> None:
    queue = await house.queue()
    await _observe(house, queue, [(60, 0)] * 5)
    assert await _estimate(house, queue, 1) == Wait(1, 1, 2)
    await house.conversation(queue)
    await house.conversation(queue, left=True)
    house.later(1800)
    later = await _estimate(house, queue, 1)
    assert (later.low_minutes or 0) >= 3


async def test_supervisors_see_what_is_said_and_how_right_it_was(house: House) -> None:
    queue = await house.queue()
    async with client_of(house, "supervisor") as http_:
        path = f"/api/v1/queues/{queue}/wait"
        blank = (await http_.get(path)).json()
        assert (blank["place"], blank["median"], blank["high_minutes"]) == (1, None, None)
        assert blank["coverage"] == {"told": 0, "silent": 0, "median": None, "far": None, "announced": None}
        for _ in range(12):
            await _observe(house, queue, [(30, 0)])
            house.later(60)
        told = (await http_.get(path)).json()
        assert (told["low_minutes"], told["high_minutes"], told["coverage"]["told"]) == (1, 2, 7)
        assert told["coverage"]["far"] == 1.0
        assert told["median"] <= told["far"] <= 120
        assert (await http_.get(f"/api/v1/queues/{uuid4()}/wait")).status_code == 404
    async with client_of(house, "agent") as http_:
        assert (await http_.get(path)).status_code == 403


async def test_who_gave_up_says_nothing_about_how_long_it_takes(house: House) -> None:
    queue = await house.queue()
    await _observe(house, queue, [(3000, 0)] * 20, outcome="abandoned")
    assert await _estimate(house, queue, 1) == Wait(1, None, None)


async def test_the_last_two_hours_else_the_same_hour_of_other_days(house: House) -> None:
    queue = await house.queue()
    await _observe(house, queue, [(60, 0)] * 5)
    house.later(3 * 3600)
    assert await _estimate(house, queue, 1) == Wait(1, None, None)  # another hour of the day
    house.later(21 * 3600)
    assert await _estimate(house, queue, 1) == Wait(1, 1, 2)  # yesterday at this hour
    await _observe(house, queue, [(600, 0)] * 5)
    assert await _estimate(house, queue, 1) == Wait(1, 1, 5)  # today counts more: two minutes for each
    house.later(30 * 86_400)
    assert await _estimate(house, queue, 1) == Wait(1, None, None)


async def _observe(house: House, queue: UUID, waits: list[tuple[int, int]], outcome: str = "accepted") -> None:
    async with house.work.tx(house.tenant) as tx:
        for seconds, ahead in waits:
            await tx.execute(
                "INSERT INTO routing.waits (tenant_id, id, queue_id, conversation_id, at, seconds, ahead, outcome)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                tx.tenant, tx.new_id(), queue, uuid4(), tx.now - timedelta(seconds=1), seconds, ahead, outcome,
            )  # fmt: skip


async def _estimate(house: House, queue: UUID, place: int) -> Wait:
    async with house.db.reading(house.tenant) as conn:
        return await routing.estimate(conn, queue, place, house.clock.now())


async def test_real_waits_are_recorded_with_who_was_ahead(house: House) -> None:
    queue = await house.queue()
    anna = await house.agent("安娜", capacity=1)
    convs = []
    for _ in range(3):
        convs.append(await house.conversation(queue))
        house.later(10)
    async with house.db.reading(house.tenant) as conn:
        places = [await routing.position(conn, await house.get(c)) for c in convs]
    assert places == [1, 2, 3]
    for conv in convs:
        await house.seen(anna.id)  # type: ignore[arg-type]
        await house.route()
        house.later(5)
        await house.accept(await house.offer(conv), anna)
        await house.close(conv)
    gone = await house.conversation(queue)
    house.later(40)
    async with house.work.tx(house.tenant) as tx:
        await routing.record_wait(tx, await conversations.lock(tx, gone), "abandoned")
    async with house.db.reading(house.tenant) as conn:
        rows = await conn.fetch("SELECT seconds, ahead, outcome FROM routing.waits ORDER BY at")
    assert [tuple(r) for r in rows] == [
        (35, 0, "accepted"),
        (30, 1, "accepted"),
        (25, 2, "accepted"),
        (40, 0, "abandoned"),
    ]


async def test_the_place_counts_only_who_goes_first(house: House) -> None:
    queue, other = await house.queue(), await house.queue("other")
    normal = await house.conversation(queue)
    house.later(1)
    await house.conversation(other)
    fast = await house.conversation(queue, fast=True)
    house.later(1)
    last = await house.conversation(queue)
    async with house.db.reading(house.tenant) as conn:
        places = [await routing.position(conn, await house.get(c)) for c in (normal, fast, last)]
    assert places == [1, 1, 3]


async def test_a_message_left_while_closed_is_no_wait(house: House) -> None:
    queue = await house.queue()
    conv = await house.conversation(queue, left=True)
    house.later(36_000)
    async with house.work.tx(house.tenant) as tx:
        await routing.record_wait(tx, await conversations.lock(tx, conv), "claimed")
    async with house.db.reading(house.tenant) as conn:
        assert await conn.fetchval("SELECT count(*) FROM routing.waits") == 0
