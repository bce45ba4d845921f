"""Agents' states change on purpose only, one change after the other, and whoever is away is seen to be away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.contracts.base import Actor
from qingfeng.contracts.people import NextState, Presence
from qingfeng.kernel.clock import ManualClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Invalid, NotFound
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access
from qingfeng.modules.people import public as people
from tests.support.depth import examples
from tests.support.world import Heard, World, make_tenant

BY = Actor("agent", UUID(int=3), "林悦")
LIMIT = 3


@pytest.fixture(scope="module")
async def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(scope="module")
async def world(database_url: str, clock: ManualClock) -> AsyncIterator[World]:
    db = await Database.open(database_url, clock, TimeOrderedIds(clock), size=20)
    heard = Heard()
    try:
        yield await make_tenant(db, Work(db, lambda event, now: [], heard), heard, "one")
    finally:
        await db.close()


async def one(world: World, id_: UUID) -> people.Agent:
    async with world.db.reading(world.tenant) as conn:
        (found,) = await people.roster(conn, id_)
    return found


async def miss(world: World, id_: UUID) -> bool:
    async with world.work.tx(world.tenant) as tx:
        return await people.missed(tx, id_, LIMIT)


async def free(world: World, id_: UUID, left: int = 0) -> None:
    async with world.work.tx(world.tenant) as tx:
        await people.freed(tx, id_, left=left)


async def enter(world: World, id_: UUID, state: str, reason: str | None = None, *, later: bool = False) -> Presence:
    async with world.work.tx(world.tenant) as tx:
        do = people.queue_presence if later else people.set_presence
        return await do(tx, id_, state, reason, BY)  # type: ignore[arg-type]


# ---------------------------------------------------------------------------------------------- states


def test_a_break_has_a_reason_and_nothing_else_has() -> None:
    allowed = {"lunch", "training"}
    people.check_state("break", "lunch", allowed)
    people.check_state("ready", None, allowed)
    people.check_state("offline", None, allowed)
    for state, reason, code in (
        ("break", None, "unknown_reason"),
        ("break", "", "unknown_reason"),
        ("break", people.MISSED, "unknown_reason"),
        ("ready", "lunch", "reason_not_allowed"),
        ("offline", "", "reason_not_allowed"),
    ):
        with pytest.raises(Invalid) as refused:
            people.check_state(state, reason, allowed)  # type: ignore[arg-type]
        assert (refused.value.code, refused.value.field) == (code, "reason")


async def test_a_state_entered_twice_is_entered_once(world: World, clock: ManualClock) -> None:
    agent = await world.agent()
    assert (await one(world, agent)).presence.state == "offline"
    first = await enter(world, agent, "break", "lunch")
    told = len(world.heard.envelopes)
    clock.advance(60)
    assert await enter(world, agent, "break", "lunch") == first
    assert len(world.heard.envelopes) == told
    other = await enter(world, agent, "break", "training")
    assert (other.since - first.since, other.version) == (timedelta(seconds=60), first.version + 1)


async def test_a_queued_state_waits_for_the_last_conversation(world: World, clock: ManualClock) -> None:
    agent = await world.agent()
    ready = await enter(world, agent, "ready")
    queued = await enter(world, agent, "break", "lunch", later=True)
    assert (queued.state, queued.since, queued.next) == ("ready", ready.since, NextState("break", "lunch"))
    await free(world, agent, left=1)
    assert (await one(world, agent)).presence == queued
    clock.advance(5)
    await free(world, agent)
    found = await one(world, agent)
    assert (found.presence.state, found.presence.reason, found.presence.next) == ("break", "lunch", None)
    assert found.presence.since == found.idle_since == clock.now()
    await enter(world, agent, "ready")
    await enter(world, agent, "offline", later=True)
    await enter(world, agent, "ready")  # thought better of it
    await free(world, agent)
    assert (await one(world, agent)).presence.state == "ready"


# ---------------------------------------------------------------------------------------------- misses


async def test_one_miss_too_many_is_a_break_and_ready_starts_afresh(world: World) -> None:
    agent = await world.agent()
    await enter(world, agent, "ready")
    assert [await miss(world, agent) for _ in range(LIMIT)] == [False, False, True]
    found = (await one(world, agent)).presence
    assert (found.state, found.reason) == ("break", people.MISSED)
    assert not await miss(world, agent)  # an offer made before: no second break
    assert (await one(world, agent)).presence.since == found.since
    await enter(world, agent, "ready")
    assert [await miss(world, agent) for _ in range(LIMIT - 1)] == [False, False]
    async with world.work.tx(world.tenant) as tx:
        await people.answered(tx, agent)
    assert (await one(world, agent)).idle_since is None
    assert [await miss(world, agent) for _ in range(LIMIT)] == [False, False, True]


async def test_ready_after_the_last_conversation_starts_afresh_too(world: World) -> None:
    agent = await world.agent()
    await enter(world, agent, "ready")
    for _ in range(LIMIT):
        await miss(world, agent)
    await enter(world, agent, "ready", later=True)
    await free(world, agent)
    assert (await one(world, agent)).presence.misses == 0
    assert not await miss(world, agent)


async def test_who_wanted_to_leave_still_leaves_after_a_break_for_misses(world: World) -> None:
    agent = await world.agent()
    await enter(world, agent, "ready")
    await enter(world, agent, "offline", later=True)
    assert [await miss(world, agent) for _ in range(LIMIT)] == [False, False, True]
    await free(world, agent)
    assert (await one(world, agent)).presence.state == "offline"


async def test_misses_at_once_are_all_counted_and_make_one_break(world: World) -> None:
    agent = await world.agent()
    await enter(world, agent, "ready")
    outcomes = await asyncio.gather(*(miss(world, agent) for _ in range(9)))
    assert sum(outcomes) == 1
    assert (await one(world, agent)).presence.misses == 9


_DEEDS = st.lists(
    st.sampled_from(["ready", "break", "offline", "later", "miss", "answer", "free", "keep"]), min_size=1, max_size=12
)


@settings(max_examples=examples(20), deadline=None)
@given(_DEEDS)
async def test_every_change_is_told_in_order_and_the_last_told_is_what_holds(world: World, deeds: list[str]) -> None:
    agent = await world.agent()
    start = (await one(world, agent)).presence.version
    told_before = len(world.heard.envelopes)
    for deed in deeds:
        if deed in ("ready", "offline"):
            await enter(world, agent, deed)
        elif deed == "break":
            await enter(world, agent, "break", "lunch")
        elif deed == "later":
            await enter(world, agent, "offline", later=True)
        elif deed == "miss":
            await miss(world, agent)
        elif deed == "answer":
            async with world.work.tx(world.tenant) as tx:
                await people.answered(tx, agent)
        else:
            await free(world, agent, left=int(deed == "keep"))
        now = (await one(world, agent)).presence
        assert (now.reason is not None) == (now.state == "break")
        assert now.state != "ready" or now.misses < LIMIT
    told = [msgspec.json.decode(e.body) for e in world.heard.envelopes[told_before:] if e.type == "PresenceChanged"]
    assert [t["presence"]["version"] for t in told] == list(range(start + 1, start + 1 + len(told)))
    if told:
        assert msgspec.convert(told[-1]["presence"], Presence) == (await one(world, agent)).presence


async def test_two_changes_at_the_same_moment_are_two_versions(world: World) -> None:
    agent = await world.agent()
    start = (await one(world, agent)).presence.version
    await asyncio.gather(*(enter(world, agent, "break", f"r{n}") for n in range(10)))
    assert (await one(world, agent)).presence.version == start + 10


async def test_who_is_no_agent(world: World) -> None:
    other = await make_tenant(world.db, world.work, world.heard, "other")
    foreign = await other.agent()
    async with world.work.tx(world.tenant) as tx:
        clerk = await access.put_user(tx, email="clerk@example.com", name="文员", role="knowledge", password_hash=None)
    for id_ in (clerk, foreign, UUID(int=9)):
        for do in (enter(world, id_, "ready"), enter(world, id_, "ready", later=True), miss(world, id_)):
            with pytest.raises(NotFound) as refused:
                await do
            assert refused.value.code == "not_an_agent"
        await free(world, id_)  # they had nothing to be freed from
        async with world.db.reading(world.tenant) as conn:
            assert await people.roster(conn, id_) == []


# ---------------------------------------------------------------------------------------------- seen


async def test_a_desk_not_heard_of_for_a_minute_is_away(world: World, clock: ManualClock) -> None:
    agent, other = await world.agent(), await world.agent()
    before = await enter(world, agent, "ready")
    assert not (await one(world, agent)).connected(clock.now())
    await people.seen(world.db, world.tenant, {agent: None, other: None})
    clock.advance(people.CONNECTED_SECONDS - 1)
    await people.seen(world.db, world.tenant, {other: None})
    await people.seen(world.db, world.tenant, {})
    assert (await one(world, agent)).connected(clock.now())
    clock.advance(1)
    assert not (await one(world, agent)).connected(clock.now())
    assert (await one(world, other)).connected(clock.now())
    assert (await one(world, agent)).presence == before


async def test_two_processes_that_hear_of_the_same_desks_do_not_wait_for_each_other(world: World) -> None:
    agents = [await world.agent() for _ in range(12)]
    async with asyncio.timeout(30):
        for _ in range(15):
            lists = [agents, agents[::-1], agents[6:] + agents[:6], agents[::2] + agents[1::2]]
            await asyncio.gather(*(people.seen(world.db, world.tenant, dict.fromkeys(each)) for each in lists * 2))


# ---------------------------------------------------------------------------------------------- skills and teams


async def test_skills_and_capacity_are_what_was_put_last(world: World) -> None:
    agent = await world.agent("欧阳静怡", capacity=4, skills={"refund": 3, "english": 5})
    found = await one(world, agent)
    assert (found.capacity, found.skills) == (4, {"refund": 3, "english": 5})
    before = await enter(world, agent, "ready")
    async with world.work.tx(world.tenant) as tx:
        team = await people.put_team(tx, "night", "夜班", "Night")
        assert await people.put_team(tx, "night", "大夜班", "Night") == team
        await people.put_agent(tx, agent, name="欧阳静", team=team, capacity=0, levels={"english": 1})
    found = await one(world, agent)
    assert (found.name, found.capacity, found.skills, found.team_id) == ("欧阳静", 0, {"english": 1}, team)
    assert found.presence == before
    async with world.db.reading(world.tenant) as conn:
        assert [(t.id, t.name) for t in await people.teams(conn)] == [(team, "大夜班")]


@pytest.mark.parametrize(
    ("capacity", "levels"), [(-1, {}), (61, {}), (5, {"refund": 0}), (5, {"refund": 6}), (5, {"unheard of": 1})]
)
async def test_the_record_refuses_what_routing_could_not_use(
    world: World, capacity: int, levels: dict[str, int]
) -> None:
    agent = await world.agent(skills={"refund": 2})
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        async with world.work.tx(world.tenant) as tx:
            await people.put_agent(tx, agent, name="谁", team=None, capacity=capacity, levels=levels)
    assert (await one(world, agent)).skills == {"refund": 2}


async def test_put_by_two_at_once_an_agent_has_the_skills_of_one_of_them(world: World) -> None:
    agent = await world.agent(skills={"a": 1, "b": 2, "c": 3})

    async def put(levels: dict[str, int]) -> None:
        async with world.work.tx(world.tenant) as tx:
            await people.put_agent(tx, agent, name="林悦", team=None, capacity=5, levels=levels)

    choices = [{"a": 1, "b": 1}, {"b": 2, "c": 2}, {"c": 3}]
    await asyncio.gather(*(put(levels) for levels in choices * 3))
    assert (await one(world, agent)).skills in choices


async def test_names_are_sorted_as_they_are_spoken(world: World) -> None:
    other = await make_tenant(world.db, world.work, world.heard, "names")
    for name in ("张伟", "曾晓", "安然", "重庆", "李雷"):
        await other.agent(name)
    async with other.db.reading(other.tenant) as conn:
        names = [a.name for a in await people.roster(conn)]
    assert names[0] == "安然"
    assert names.index("曾晓") < names.index("张伟")  # as a family name 曾 is zeng, not ceng
