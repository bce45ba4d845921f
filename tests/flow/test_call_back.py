"""Call-backs instead of waiting: offered to who is to wait long, due in their turn or window, tried again, and never lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from qingfeng.contracts.messages import ConvView
from qingfeng.flow import call_back, desk
from qingfeng.flow.routing_step import LEASE, route_once
from qingfeng.kernel.errors import Conflict, Invalid, Refused
from qingfeng.kernel.leases import Lease
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import privacy as erasing
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing import surge_house
from qingfeng.modules.routing.public import Policy, QueueDraft
from qingfeng.ports.channel import CallBackChoice, Inbound
from tests.ports.house import PASSWORD, House, open_house

MINUTE = timedelta(minutes=1)
PLACE = CallBackChoice(way="phone", phone="138 0013 8000")


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


async def rules(house: House, **policy: Any) -> None:
    async with house.work.tx(house.tenant) as tx:
        await routing.put_queue(tx, QueueDraft(code="main", name_zh="客服", name_en="Service", policy=Policy(**policy)))


class Visitor:
    """Waits for a person in a web chat, too long."""

    def __init__(self, house: House, channel: Any) -> None:
        self.house, self.channel = house, channel
        self.sender = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now()).sender
        self.id = UUID(int=0)

    async def ask(self, *, long: bool = True) -> Visitor:
        self.id = (await self.house.door.human(self.channel, self.sender)).id
        if long:
            self.house.clock.advance(6 * 60)
        return self

    async def view(self) -> ConvView:
        found = await self.house.door.view(self.channel, self.sender)
        assert found is not None
        return found

    async def book(self, choice: CallBackChoice = PLACE) -> ConvView:
        return await self.house.door.call_back(self.channel, self.sender, choice)

    async def windows(self) -> list[datetime]:
        form = await self.house.door.callback_form(self.channel, self.sender)
        return [one.starts_at for one in form.windows]

    async def now(self) -> Conversation:
        async with self.house.db.reading(self.house.tenant) as conn:
            found = await conversations.get(conn, self.id)
        assert found is not None
        return found


async def waiter(house: House, *, long: bool = True) -> Visitor:
    return await Visitor(house, await house.channel("webchat")).ask(long=long)


async def ready(house: House) -> None:
    async with house.work.tx(house.tenant) as tx:
        await people.set_presence(tx, house.agent.user_id, "ready", None, house.agent.actor)
    await people.seen(house.db, house.tenant, {house.agent.user_id: None})


async def route(house: House, kept: routing.Kept | None = None) -> int:
    """A router that has just been started, unless it is given what it knows."""
    lease = Lease(house.db, LEASE, uuid4().hex, seconds=60)
    await house.db.system.execute("DELETE FROM kernel.leases WHERE name = $1", LEASE)
    token = await lease.acquire()
    assert token is not None
    return await route_once(house.work, house.tenant, token, kept)


async def answer(house: House, one: Visitor) -> Conversation:
    """The agent accepts what they are offered."""
    async with house.db.reading(house.tenant) as conn:
        [offer] = [o for o in await routing.offers_of_conversation(conn, one.id) if o.state == "open"]
    await desk.accept(house.spine, house.agent, offer.id)
    return await one.now()


async def tally(house: House) -> tuple[int, int, int, int, int]:
    now = house.clock.now()
    async with house.db.reading(house.tenant) as conn:
        t = await conversations.callbacks.tally(conn, now - timedelta(days=1), now)
    return t.asked, t.kept, t.broken, t.open, t.withdrawn


async def codes(house: House, one: Visitor) -> list[str]:
    return [m.system.code for m in await house.thread(one.id) if m.system]


# ------------------------------------------------------------------ the offer
async def test_it_is_offered_by_the_queues_rule_and_by_the_surges_and_else_to_nobody(house: House) -> None:
    one = await waiter(house)
    assert not (await one.view()).can_be_called, "no rule says so"
    with pytest.raises(Conflict, match="No call-back is offered"):
        await one.book()
    assert await one.windows() == []
    await rules(house, callback_minutes=5)
    assert (await one.view()).can_be_called
    await rules(house, callback_minutes=7)
    assert not (await one.view()).can_be_called, "one waits six minutes"
    async with house.work.tx(house.tenant) as tx:
        policy = replace((await surge_house.rules(tx.conn)).policy, callback_minutes=3)
        await surge_house.set_policy(tx, house.agent.actor, policy)
        await surge_house.hold(tx, house.agent.actor, "on", 60)
    assert (await one.view()).can_be_called, "the smaller of the two holds in a surge"
    async with house.work.tx(house.tenant) as tx:
        await surge_house.hold(tx, house.agent.actor, "off", 60)
    assert not (await one.view()).can_be_called


@pytest.mark.parametrize("lane", ["green", "fast", "left_message"])
async def test_who_need_not_wait_is_offered_none(house: House, lane: str) -> None:
    await rules(house, callback_minutes=5)
    one = await waiter(house)
    conv = await one.now()
    setattr(conv, lane, True)
    async with house.db.reading(house.tenant) as conn:
        assert not await call_back.offered(conn, conv, 1, 3600, house.clock.now())


async def test_a_number_is_checked_and_one_that_is_known_need_not_be_given_again(house: House) -> None:
    await rules(house, callback_minutes=5)
    one = await waiter(house)
    with pytest.raises(Invalid, match="which number"):
        await one.book(CallBackChoice(way="phone"))
    for wrong in ("12345", "电话", "138\x0000138000"):
        with pytest.raises(Invalid) as refused:
            await one.book(CallBackChoice(way="phone", phone=wrong))
        assert refused.value.field == "phone"
    assert (await one.now()).callback is None
    await one.book()
    await house.door.wait_again(one.channel, one.sender)
    assert (await house.door.callback_form(one.channel, one.sender)).phone == "138****8000"
    await one.book(CallBackChoice(way="phone"))
    assert await call_back.number(house.spine, house.agent, one.id) == "+8613800138000"
    assert "138" not in repr((await one.now()).row()), "the number is in no fact and on no card"


# ------------------------------------------------------------------ kept place
async def test_who_keeps_the_place_is_offered_in_turn_and_is_no_wait_any_more(house: House) -> None:
    await rules(house, callback_minutes=5)
    first, second = await waiter(house), await waiter(house)
    queued = (await first.now()).queued_at
    view = await first.book()
    assert (view.phase, view.wait, view.can_be_called) == ("queued", None, False)
    conv = await first.now()
    assert conv.callback is not None
    assert (conv.queued_at, conv.held_until, conv.due_at) == (queued, None, conv.callback.ends_at)
    async with house.db.reading(house.tenant) as conn:
        assert conv.queue_id is not None
        assert await conversations.demand(conn, [conv.queue_id]) == 1, "one waits still"
        assert await routing.position(conn, await second.now()) == 2, "the place is kept"
        outcomes = await conn.fetch("SELECT outcome FROM routing.waits")
        [card] = await routing.queue_cards(conn, house.clock.now())
        since = (await second.now()).queued_at
        assert (card.waiting, card.longest_wait_since) == (1, since), "of two who stand there one waits"
    assert [row["outcome"] for row in outcomes] == ["called_back"]
    await ready(house)
    await route(house)
    had = await answer(house, first)
    assert (had.phase, had.agent_id) == ("with_agent", house.agent.user_id)
    assert had.callback is not None
    assert had.callback.taken_at == house.clock.now()
    assert await tally(house) == (1, 1, 0, 0, 0)
    async with house.db.reading(house.tenant) as conn:
        assert await conn.fetchval("SELECT count(*) FROM routing.waits") == 1, "one wait is counted once"


async def test_the_same_choice_again_is_harmless_and_another_is_refused(house: House) -> None:
    await rules(house, callback_minutes=5)
    one = await waiter(house)
    await asyncio.gather(one.book(), one.book())
    assert (await codes(house, one)).count("callback_kept") == 1
    with pytest.raises(Conflict) as refused:
        await one.book(CallBackChoice(way="chat"))
    assert refused.value.code == "callback_stands"
    assert (await tally(house))[0] == 1


async def test_taken_back_one_waits_at_the_old_place(house: House) -> None:
    await rules(house, callback_minutes=5)
    one, other = await waiter(house), await waiter(house)
    [soonest, *_] = await one.windows()
    await one.book(CallBackChoice(way="chat", starts_at=soonest))
    async with house.db.reading(house.tenant) as conn:
        assert await routing.position(conn, await other.now()) == 1, "a window is out of the line"
    for _ in range(2):
        view = await house.door.wait_again(one.channel, one.sender)
    assert (view.callback, view.can_be_called) == (None, True)
    async with house.db.reading(house.tenant) as conn:
        assert await routing.position(conn, await one.now()) == 1
        assert await routing.position(conn, await other.now()) == 2
    assert await tally(house) == (1, 0, 0, 0, 1)
    assert (await codes(house, one)).count("callback_withdrawn") == 1
    house.clock.advance(3600)
    await house.pump()  # the timer of the window is gone
    assert (await one.now()).callback is None


# ------------------------------------------------------------------ windows
async def test_a_window_is_held_until_it_begins_whatever_restarts_and_is_due_by_its_end(house: House) -> None:
    await rules(house, callback_minutes=5)
    await ready(house)
    one = await waiter(house)
    [soonest, *_] = await one.windows()
    await one.book(CallBackChoice(way="phone", starts_at=soonest, phone="13800138000"))
    kept = routing.Kept()
    assert await route(house, kept) == 0, "nobody is offered it"
    async with house.db.reading(house.tenant) as conn:
        assert not await conversations.lines(conn)
    house.clock.advance((soonest - house.clock.now()).total_seconds() - 1)
    await house.pump()
    assert await route(house) == 0
    house.clock.advance(1)
    await house.pump()  # by whatever worker: the timer stands in the database
    assert (await one.now()).held_until is None
    async with house.db.reading(house.tenant) as conn:
        await kept.catch_up(conn, house.clock.now())
    contact = kept.contacts[one.id]
    assert (contact.queued_at, contact.target_seconds, contact.cls) == (soonest, 900, "normal")
    await ready(house)
    assert await route(house) == 1, "a router that has just begun finds it"
    assert (await answer(house, one)).callback is not None
    assert await tally(house) == (1, 1, 0, 0, 0)


async def test_places_of_a_window_are_bounded_whoever_comes_at_once(house: House) -> None:
    await rules(house, callback_minutes=5, callback_places=1)
    one, other = await waiter(house), await waiter(house)
    [soonest, following, *_] = await one.windows()
    choice = CallBackChoice(way="chat", starts_at=soonest)
    results = await asyncio.gather(one.book(choice), other.book(choice), return_exceptions=True)
    [refused] = [r for r in results if isinstance(r, Refused)]
    assert refused.code == "window_full"
    free = other if (await one.now()).callback else one
    assert (await free.windows())[0] == following
    for wrong in (soonest + MINUTE, soonest - timedelta(days=1)):
        with pytest.raises(Conflict):
            await free.book(CallBackChoice(way="chat", starts_at=wrong))


async def test_windows_lie_within_the_hours_and_a_promise_outlives_them(house: House) -> None:
    """Choosing late in the evening: nobody can keep the place, the windows are tomorrow's."""
    await rules(house, callback_minutes=5)
    one = await waiter(house)
    now = house.clock.now()
    shut = (now + timedelta(hours=8, minutes=20)).strftime("%H:%M")
    week = {day: [["00:00", shut]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    async with house.work.tx(house.tenant) as tx:
        await channels.put_hours(tx, "default", channels.Hours(tz="Asia/Shanghai", weekly=week))  # type: ignore[arg-type]
    form = await house.door.callback_form(one.channel, one.sender)
    assert form.kept_until is None
    with pytest.raises(Conflict):
        await one.book(PLACE)
    closes = now + timedelta(minutes=21)
    assert all(w.ends_at <= closes or w.starts_at > closes + timedelta(hours=1) for w in form.windows)
    late = [w for w in form.windows if w.starts_at > closes]
    await one.book(CallBackChoice(way="chat", starts_at=late[0].starts_at))
    house.clock.advance((late[0].starts_at - now).total_seconds())
    await house.pump()
    await ready(house)
    assert await route(house) == 1


async def test_a_call_back_is_not_offered_while_its_queue_is_closed(house: House) -> None:
    await rules(house, callback_minutes=5)
    one = await waiter(house)
    await one.book()
    shut: dict[str, Any] = {"mon": []}
    async with house.work.tx(house.tenant) as tx:
        await channels.put_hours(tx, "default", channels.Hours(tz="Asia/Shanghai", weekly=shut))
    await ready(house)
    assert await route(house) == 0, "nobody is called in the night"
    async with house.work.tx(house.tenant) as tx:
        whole = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
        await channels.put_hours(tx, "default", channels.Hours(tz="Asia/Shanghai", weekly=whole))  # type: ignore[arg-type]
    assert await route(house) == 1


# ------------------------------------------------------------------ meanwhile, and what comes of it
async def test_who_writes_meanwhile_is_read_and_keeps_the_promise(house: House) -> None:
    await rules(house, callback_minutes=5)
    one = await waiter(house)
    [soonest, *_] = await one.windows()
    before = await one.book(CallBackChoice(way="phone", starts_at=soonest, phone="13800138000"))
    words = Inbound(external_id=uuid4().hex, sender=one.sender, kind="text", text="补充一下，是二楼的空调")
    await house.door.receive(one.channel, words)
    after = await one.now()
    assert (after.callback, after.held_until) == (before.callback, soonest)
    assert (await house.thread(one.id))[-1].text == "补充一下，是二楼的空调"


async def test_not_reached_it_is_tried_again_and_then_the_customer_is_told(house: House) -> None:
    await rules(house, callback_minutes=5, callback_retry_minutes=20, callback_tries=2)
    one = await waiter(house)
    await one.book()
    await ready(house)
    await route(house)
    await answer(house, one)
    row = await call_back.outcome(house.spine, house.agent, one.id, "not_reached")
    assert row.callback is not None
    assert (row.phase, row.agent, row.callback.tries) == ("queued", None, 1)
    assert row.held_until is not None
    assert timedelta(minutes=20) <= row.held_until - house.clock.now() < timedelta(minutes=25)
    assert await route(house) == 0
    house.clock.advance(25 * 60)
    await house.pump()
    await ready(house)
    await route(house)
    await answer(house, one)
    row = await call_back.outcome(house.spine, house.agent, one.id, "not_reached")
    assert row.phase == "closed"
    assert (await codes(house, one)).count("callback_unreached") == 1
    assert await tally(house) == (1, 1, 0, 0, 0), "the promise was kept, though nobody answered"
    with pytest.raises(Conflict):
        await call_back.outcome(house.spine, house.agent, one.id, "reached")


async def test_reached_it_is_a_conversation_as_any(house: House) -> None:
    await rules(house, callback_minutes=5)
    one = await waiter(house)
    await one.book()
    await house.take(one.id)  # a supervisor takes it out of turn
    row = await call_back.outcome(house.spine, house.agent, one.id, "reached")
    assert (row.phase, row.callback) == ("with_agent", None)
    with pytest.raises(Conflict) as refused:
        await call_back.outcome(house.spine, house.agent, one.id, "not_reached")
    assert refused.value.code == "no_callback"


async def test_a_broken_promise_is_counted_when_it_is_over_not_when_it_is_made_good(house: House) -> None:
    await rules(house, callback_minutes=5)
    one = await waiter(house)
    view = await one.book()
    assert view.callback is not None
    assert await tally(house) == (1, 0, 0, 1, 0)
    house.clock.advance((view.callback.ends_at - house.clock.now()).total_seconds() + 1)
    assert await tally(house) == (1, 0, 1, 0, 0)
    await house.take(one.id)
    assert await tally(house) == (1, 0, 1, 0, 0)


async def test_who_ends_it_has_taken_it_back_and_has_not_abandoned_a_wait(house: House) -> None:
    await rules(house, callback_minutes=5)
    one = await waiter(house)
    await one.book()
    await house.door.end(one.channel, one.sender)
    assert await tally(house) == (1, 0, 0, 0, 1)
    async with house.db.reading(house.tenant) as conn:
        outcomes = await conn.fetch("SELECT outcome FROM routing.waits")
    assert [row["outcome"] for row in outcomes] == ["called_back"]


async def test_an_offer_of_the_very_moment_goes_back(house: House) -> None:
    await rules(house, callback_minutes=5)
    one = await waiter(house)
    await ready(house)
    await route(house)
    assert (await one.now()).phase == "offered"
    [soonest, *_] = await one.windows()
    await one.book(CallBackChoice(way="chat", starts_at=soonest))
    assert (await one.now()).phase == "queued"
    async with house.db.reading(house.tenant) as conn:
        assert [o.state for o in await routing.offers_of_conversation(conn, one.id)] == ["withdrawn"]


async def test_erased_the_number_is_gone(house: House) -> None:
    await rules(house, callback_minutes=5)
    one = await waiter(house)
    await one.book()
    await house.door.end(one.channel, one.sender)
    async with house.work.tx(house.tenant) as tx:
        copy = await erasing.copy(tx.conn, one.id)
        assert copy["callbacks"][0]["phone"] == "+8613800138000"
        await erasing.erase(tx, one.id, "已删除")
        assert (await erasing.copy(tx.conn, one.id))["callbacks"][0]["phone"] is None


# ------------------------------------------------------------------ over HTTP
async def test_the_public_door_and_the_desks(house: House) -> None:
    await rules(house, callback_minutes=5)
    channel = await house.channel("webchat")
    async with house.client() as shop:
        made = await shop.post("/webchat/v1/session", json={"channel": await key_of(house, channel.id)})
        shop.headers["Authorization"] = f"Bearer {made.json()['token']}"
        assert (await shop.get("/webchat/v1/callback")).json() == {"kept_until": None, "windows": [], "phone": None}
        conversation = (await shop.post("/webchat/v1/human", json={})).json()["conversation"]["id"]
        house.clock.advance(6 * 60)
        for body in ({"way": "fax"}, {"way": "chat", "starts_at": "2026-07-01T09:00:00"}, {"way": "chat", "x": 1}):
            assert (await shop.post("/webchat/v1/callback", json=body)).status_code in (400, 422)
        start = (await shop.get("/webchat/v1/callback")).json()["windows"][0]["starts_at"]
        booked = await shop.post(
            "/webchat/v1/callback", json={"way": "phone", "starts_at": start, "phone": "13800138000"}
        )
        assert booked.status_code == 200, booked.text
        assert booked.json()["conversation"]["callback"]["starts_at"] == start
        assert "13800138000" not in booked.text
    token = await signed_in(house)
    async with house.client() as desk_:
        desk_.cookies = token
        one = await desk_.get(f"/api/v1/conversations/{conversation}/callback")
        assert (one.json()["phone"], one.json()["tries_of"]) == ("138****8000", 2)
        every = (await desk_.get("/api/v1/callbacks")).json()
        assert (every["counted"]["asked"], every["counted"]["open"], len(every["items"])) == (1, 1, 1)


async def key_of(house: House, channel: UUID) -> str:
    async with house.db.reading(house.tenant) as conn:
        key: str = await conn.fetchval("SELECT key FROM channels.channels WHERE id = $1", channel)
    return key


async def signed_in(house: House) -> Any:
    async with house.client() as browser:
        answer = await browser.post(
            "/api/v1/session", json={"email": f"lin-{house.tenant.hex}@example.com", "password": PASSWORD}
        )
        assert answer.status_code == 200, answer.text
        return browser.cookies


async def test_another_house_sees_nothing_of_it(house: House, database_url: str) -> None:
    await rules(house, callback_minutes=5)
    one = await waiter(house)
    await one.book()
    async with open_house(database_url) as other:
        async with other.db.reading(other.tenant) as conn:
            assert await conn.fetchval("SELECT count(*) FROM conversations.callbacks") == 0
        with pytest.raises(Refused):
            await call_back.number(other.spine, other.agent, one.id)
        assert await tally(other) == (0, 0, 0, 0, 0)
