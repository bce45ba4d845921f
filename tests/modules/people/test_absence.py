"""Who is ready and not there is put on a break, by the house's clock alone, and comes back with one word of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingfeng.contracts.base import Actor
from qingfeng.contracts.people import NextState, Presence
from qingfeng.kernel.clock import ManualClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.uow import Work
from qingfeng.modules.people import public as people
from qingfeng.modules.people.public import ASLEEP, AWAY, CONNECTED_SECONDS, GONE_SECONDS, Sign, absent
from tests.support.world import Heard, World, make_tenant

MINUTES = 10
NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
BOSS = Actor("agent", UUID(int=3), "吴国栋")


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


# ---------------------------------------------------------------------------------------------- the rule


def test_a_desk_that_is_heard_of_and_not_touched() -> None:
    begun = ago(7200)
    for touched, gone in ((599, None), (600, (AWAY, ago(600))), (3000, (AWAY, ago(3000)))):
        sign = Sign(since=begun, seen_at=ago(5), active_at=ago(touched))
        assert absent(sign, NOW, MINUTES) == gone, touched
    assert absent(Sign(since=begun, seen_at=ago(5)), NOW, MINUTES) == (AWAY, begun)
    assert absent(Sign(since=ago(30), seen_at=ago(5), active_at=ago(9000)), NOW, MINUTES) is None  # just became ready


def test_a_lost_line_is_not_a_machine_that_sleeps() -> None:
    """While a desk cannot be heard nobody knows whether it is touched: it is given time to come back."""
    begun = ago(7200)
    for silent, gone in (
        (CONNECTED_SECONDS, None),
        (GONE_SECONDS - 1, None),
        (GONE_SECONDS, (ASLEEP, ago(GONE_SECONDS))),
        (4000, (ASLEEP, ago(4000))),
    ):
        sign = Sign(since=begun, seen_at=ago(silent), active_at=ago(silent + 590))
        assert absent(sign, NOW, MINUTES) == gone, silent
    assert absent(Sign(since=begun), NOW, MINUTES) == (ASLEEP, begun)  # no desk was ever open


@given(*[st.integers(0, 20_000)] * 3, st.integers(0, 240))
def test_nobody_is_gone_before_their_time_and_the_last_sign_is_never_later_than_now(
    since: int, seen: int, touched: int, minutes: int
) -> None:
    sign = Sign(since=ago(since), seen_at=ago(seen), active_at=ago(touched))
    gone = absent(sign, NOW, minutes)
    if minutes == 0:
        assert gone is None
    elif gone is not None:
        quiet = (NOW - gone[1]).total_seconds()
        assert quiet >= (GONE_SECONDS if gone[0] == ASLEEP else minutes * 60)
        assert min(since, seen, touched) <= quiet


# ---------------------------------------------------------------------------------------------- the verbs


class Seat:
    """One agent, and a hand on the clock."""

    def __init__(self, clock: ManualClock, world: World, id_: UUID) -> None:
        self.clock, self.world, self.id = clock, world, id_

    async def enter(self, state: str, reason: str | None = None, *, later: bool = False) -> Presence:
        do = people.queue_presence if later else people.set_presence
        async with self.world.work.tx(self.world.tenant) as tx:
            return await do(tx, self.id, state, reason, Actor("agent", self.id))  # type: ignore[arg-type]

    async def there(self, *, touched: bool = False) -> None:
        """A desk of theirs is heard of; a touch is told only where there was one."""
        at = self.clock.now() if touched else None
        await people.seen(self.world.db, self.world.tenant, {self.id: at})

    async def wait(self, minutes: float, *, touched: bool = False) -> None:
        for _ in range(int(minutes * 2)):
            self.clock.advance(30)
            await self.there(touched=touched)

    async def look(self, minutes: int = MINUTES) -> bool:
        async with self.world.db.reading(self.world.tenant) as conn:
            gone = await people.absentees(conn, self.clock.now(), minutes)
        return self.id in gone and await self.mark(minutes)

    async def mark(self, minutes: int = MINUTES) -> bool:
        async with self.world.work.tx(self.world.tenant) as tx:
            return await people.mark_away(tx, self.id, minutes)

    async def back(self) -> Presence:
        async with self.world.work.tx(self.world.tenant) as tx:
            return await people.come_back(tx, self.id, Actor("agent", self.id))

    async def now(self) -> Presence:
        async with self.world.db.reading(self.world.tenant) as conn:
            (found,) = await people.roster(conn, self.id)
        return found.presence


@pytest.fixture
async def seat(database_url: str) -> AsyncIterator[Seat]:
    clock = ManualClock()
    db = await Database.open(database_url, clock, TimeOrderedIds(clock), size=5)
    heard = Heard()
    try:
        world = await make_tenant(db, Work(db, lambda event, now: [], heard), heard, "one")
        yield Seat(clock, world, await world.agent("林悦"))
    finally:
        await db.close()


async def test_away_after_the_minutes_and_back_with_one_word(seat: Seat) -> None:
    await seat.enter("ready")
    await seat.there(touched=True)
    touched = seat.clock.now()
    await seat.wait(MINUTES - 0.5)
    assert not await seat.look()
    await seat.wait(0.5)
    assert await seat.look()
    gone = await seat.now()
    assert (gone.state, gone.reason, gone.away_since, gone.since) == ("break", AWAY, touched, seat.clock.now())
    assert not await seat.look()  # once
    await seat.wait(30, touched=True)  # coming back to the machine alone changes nothing: they say so themselves
    assert await seat.now() == gone
    back = await seat.back()
    assert (back.state, back.reason, back.away_since, back.since) == ("ready", None, None, seat.clock.now())
    assert await seat.back() == back
    told = [msgspec.json.decode(e.body) for e in seat.world.heard.envelopes if e.type == "PresenceChanged"]
    assert [(t["presence"]["state"], t["presence"]["reason"], t["by"].split(":")[0]) for t in told] == [
        ("ready", None, "agent"),
        ("break", AWAY, "system"),
        ("ready", None, "agent"),
    ]


async def test_a_touch_anywhere_counts_for_all_devices_and_another_device_alone_counts_for_nothing(seat: Seat) -> None:
    await seat.enter("ready")
    for _ in range(4):
        await seat.wait(4)
        await seat.there(touched=True)  # now on the phone, now at the desk: the record knows one person
    assert not await seat.look()
    await seat.wait(MINUTES)
    await seat.there()  # a device that is only opened
    assert await seat.look()
    gone = await seat.now()
    await seat.there()
    assert await seat.now() == gone


async def test_a_sleeping_machine_is_told_from_a_line_that_was_lost(seat: Seat) -> None:
    await seat.enter("ready")
    await seat.wait(3, touched=True)
    seat.clock.advance(GONE_SECONDS - 1)
    assert not await seat.look()
    await seat.there(touched=True)  # the line is back
    heard = seat.clock.now()
    seat.clock.advance(GONE_SECONDS)
    assert await seat.look()
    gone = await seat.now()
    assert (gone.reason, gone.away_since) == (ASLEEP, heard)
    await seat.there()  # the lid is opened
    assert (await seat.now()).state == "break"
    assert (await seat.back()).state == "ready"


async def test_a_touch_that_comes_between_the_look_and_the_mark_wins(seat: Seat) -> None:
    await seat.enter("ready")
    await seat.wait(MINUTES)
    async with seat.world.db.reading(seat.world.tenant) as conn:
        assert await people.absentees(conn, seat.clock.now(), MINUTES) == [seat.id]
    await seat.there(touched=True)
    assert not await seat.mark()
    await seat.wait(MINUTES)
    await seat.enter("break", "lunch")
    assert not await seat.mark()
    assert (await seat.now()).reason == "lunch"


@pytest.mark.parametrize(("state", "reason"), [("offline", None), ("break", "lunch")])
async def test_who_is_not_ready_is_left_alone(seat: Seat, state: str, reason: str | None) -> None:
    before = await seat.enter(state, reason)
    seat.clock.advance(90_000)
    assert not await seat.look()
    assert await seat.back() == before


async def test_what_was_queued_is_still_entered(seat: Seat) -> None:
    await seat.enter("ready")
    await seat.enter("offline", later=True)
    await seat.wait(MINUTES)
    assert await seat.look()
    assert (await seat.now()).next == NextState("offline", None)
    back = await seat.back()
    assert (back.state, back.next) == ("ready", NextState("offline", None))
    await seat.wait(MINUTES)
    assert await seat.look()
    async with seat.world.work.tx(seat.world.tenant) as tx:
        await people.freed(tx, seat.id, left=0)
    assert ((now := await seat.now()).state, now.away_since) == ("offline", None)


async def test_another_state_ends_the_absence_and_to_come_back_changes_nothing_then(seat: Seat) -> None:
    await seat.enter("ready")
    await seat.wait(MINUTES)
    assert await seat.look()
    async with seat.world.work.tx(seat.world.tenant) as tx:
        given = await people.give_state(tx, seat.id, ("break", "lunch"), seat.clock.now() + timedelta(hours=1), BOSS)
    assert given.away_since is None
    assert await seat.back() == given


async def test_who_is_no_agent_cannot_come_back(seat: Seat) -> None:
    stranger = await make_tenant(seat.world.db, seat.world.work, seat.world.heard, "other")
    foreign = await stranger.agent()
    for id_ in (foreign, UUID(int=9)):
        async with seat.world.work.tx(seat.world.tenant) as tx:
            assert not await people.mark_away(tx, id_, MINUTES)
            with pytest.raises(NotFound, match="takes no conversations"):
                await people.come_back(tx, id_, BOSS)
