"""A house that learns: from contacts that ended, on the router's board, judged before it steers, and stopped when it harms."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from qingfeng.contracts.base import Actor
from qingfeng.modules.routing import engine, learning_store, record, store
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing.learning_model import Matched
from tests.modules.routing.house import House, client_of

URL = "/api/v1/routing/learning"


@pytest.fixture
async def admin(house: House) -> AsyncIterator[AsyncClient]:
    async with client_of(house) as client:
        yield client


def ended(house: House, agent: Actor, queue: UUID, resolved: bool, **more: Any) -> routing.Ended:
    assert agent.id is not None
    more.setdefault("conversation", uuid4())
    more.setdefault("at", house.clock.now() - timedelta(days=4))
    return routing.Ended(agent=agent.id, queue=queue, resolved=resolved, **more)


async def learn(house: House, *contacts: routing.Ended, windows: list[routing.Window] | None = None) -> None:
    async with house.work.tx(house.tenant) as tx:
        await routing.learned_until(tx)
        await routing.learn(tx, contacts, windows or [], house.clock.now() - timedelta(days=3))


async def lessons(house: House, good: Actor, bad: Actor, queue: UUID) -> None:
    """A hundred contacts of each."""
    await learn(
        house,
        *(
            ended(house, agent, queue, n % 10 < share, seconds=240.0)
            for agent, share in ((good, 9), (bad, 3))
            for n in range(100)
        ),
    )


async def kept(house: House) -> learning_store.Learning:
    async with house.db.reading(house.tenant) as conn:
        return await learning_store.read(conn)


async def put(house: House, **fields: Any) -> None:
    """Set the row as nobody could by hand."""
    async with house.work.tx(house.tenant) as tx:
        await learning_store.hold(tx)
        for name, value in fields.items():
            await tx.execute(f"UPDATE routing.learning SET {name} = $1, version = version + 1", value)


def code(answer: Response) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error.get("field")


async def two(house: House) -> tuple[Actor, Actor, UUID]:
    """Anna is good and has just had something; Bert is not, and idle longest."""
    bert = await house.agent("柏特")
    house.later(5)
    return await house.agent("安娜"), bert, await house.queue()


# ------------------------------------------------------------------ learning and steering
async def test_a_house_that_steers_offers_to_who_does_best(house: House) -> None:
    anna, bert, queue = await two(house)
    await lessons(house, anna, bert, queue)
    await put(house, mode="steer", hold_out=0.02, steers_since=house.clock.now())
    found = set()
    for _ in range(6):  # windows left to the default are rare
        conv = await house.conversation(queue)
        await house.route()
        offer = await house.offer(conv)
        found.add((offer.agent_id, any(why.code == "learned_match" for why in offer.why)))
        await house.decline(offer, anna if offer.agent_id == anna.id else bert)
        await house.close(conv)
        house.later(900)
        await house.seen(anna.id, bert.id)  # type: ignore[arg-type]
    assert (anna.id, True) in found
    async with house.db.reading(house.tenant) as conn:
        rows = await conn.fetch("SELECT * FROM routing.decisions ORDER BY at")
        matched = await conn.fetch("SELECT * FROM routing.matches ORDER BY at")
    assert len(rows) == len(matched) == 6
    for row in rows:
        one = store.recorded_of(row)
        assert routing.replay(one) == record.decision_of(one)
        assert one.policy_version == f"engine {engine.VERSION}; main 1; learned 200"


async def test_a_house_that_observes_decides_as_before_and_keeps_what_it_would_have_done(house: House) -> None:
    anna, bert, queue = await two(house)
    await lessons(house, anna, bert, queue)
    conv = await house.conversation(queue)
    await house.route()
    assert await house.offered_to(conv) == bert.id
    async with house.db.reading(house.tenant) as conn:
        [row] = await conn.fetch("SELECT * FROM routing.matches")
    assert (row["conversation_id"], row["agent_id"], row["outcome"]) == (conv, bert.id, None)
    assert (row["matched"]["arm"], row["matched"]["propensity"], row["matched"]["aim"]) == ("default", 1.0, 0.0)
    assert row["matched"]["aim_value"] > row["matched"]["plain_value"] + 0.3


async def test_a_house_that_has_learned_nothing_or_is_off_keeps_nothing(house: House) -> None:
    anna, bert, queue = await two(house)
    await house.route()
    first = await house.conversation(queue)
    await house.route()
    await lessons(house, anna, bert, queue)
    await put(house, mode="off")
    house.later(20)
    await house.seen(anna.id, bert.id)  # type: ignore[arg-type]
    second = await house.conversation(queue)
    await house.route()
    assert await house.offered_to(first) == bert.id
    assert await house.offered_to(second) == anna.id  # who has less in hand
    async with house.db.reading(house.tenant) as conn:
        assert not await conn.fetch("SELECT FROM routing.matches")
    before = (await kept(house)).learned
    await learn(house, ended(house, anna, queue, True))
    assert (await kept(house)).learned == before


async def test_an_outcome_finds_the_choice_that_led_to_it_once(house: House) -> None:
    anna, bert, queue = await two(house)
    await lessons(house, anna, bert, queue)
    conv = await house.conversation(queue)
    await house.route()
    other = await house.conversation(queue)
    await learn(
        house, ended(house, anna, queue, True, conversation=conv), ended(house, bert, queue, True, conversation=other)
    )
    assert (await kept(house)).judged is None  # somebody else had it in the end
    await learn(house, ended(house, bert, queue, False, conversation=conv))
    judged = (await kept(house)).judged
    assert judged is not None
    assert (judged.count, judged.default["robust"].mean) == (1, 0.0)
    await learn(house, ended(house, bert, queue, True, conversation=conv))
    assert (await kept(house)).judged == judged


async def test_a_contact_of_a_queue_that_is_gone_teaches_nothing(house: House) -> None:
    anna, _, queue = await two(house)
    await learn(house, ended(house, anna, uuid4(), True), ended(house, anna, queue, True, score=5))
    found = await kept(house)
    assert found.learned == 1
    assert found.known().segments == {"main": 0}


# ------------------------------------------------------------------ judged, and stopped
async def tried(house: House, count: int, gain: float, *, steering: bool) -> list[routing.Ended]:
    """Choices with outcomes: half by the default, half by the match, which gains so much."""
    dice, found, agent, queue = random.Random(3), [], await house.agent("陈果"), await house.queue("tried")
    async with house.work.tx(house.tenant) as tx:
        for _ in range(count):
            plain, conv = dice.random() < 0.5, uuid4()
            matched = Matched(
                segment="tried",
                arm="default" if plain else "learned",
                propensity=0.5,
                aim=0.0 if plain else 1.0,
                plain=plain,
                value=0.6,
                plain_value=0.6,
                aim_value=0.6,
            )
            await learning_store.keep_match(tx, uuid4(), conv, agent.id, matched)  # type: ignore[arg-type]
            solved = dice.random() < 0.6 + (0.0 if plain else gain)
            found.append(ended(house, agent, queue, solved, conversation=conv))
    if steering:
        await put(house, mode="steer", steers_since=house.clock.now() - timedelta(days=30))
    return found


async def test_it_may_steer_once_it_was_judged_fit_and_not_before(house: House, admin: AsyncClient) -> None:
    shown = (await admin.get(URL)).json()
    assert (shown["mode"], shown["explore"], shown["verdict"], shown["learned"]) == ("observe", 0.0, "too_few", 0)
    wish = {"version": 1, "mode": "steer", "explore": 0.05, "hold_out": 0.1}
    refused = await admin.put(URL, json=wish)
    assert code(refused)[:2] == (409, "not_judged_fit")
    await learn(house, *await tried(house, 1200, 0.25, steering=False))
    shown = (await admin.get(URL)).json()
    assert (shown["verdict"], shown["judged"]) == ("fit", 1200)
    assert 0.1 < shown["gain"]["low"] < 0.25 < shown["gain"]["high"] < 0.4
    answer = await admin.put(URL, json=wish)
    assert (answer.status_code, answer.json()["mode"], answer.json()["version"]) == (200, "steer", 2)
    assert code(await admin.put(URL, json=wish))[:2] == (409, "learning_changed")
    async with house.db.reading(house.tenant) as conn:
        [line] = await conn.fetch("SELECT action, detail FROM access.audit WHERE action LIKE 'learning%'")
    assert line["detail"]["after"] == {"mode": "steer", "explore": 0.05, "hold_out": 0.1}


async def test_what_does_harm_stops_by_itself_and_says_so(house: House, admin: AsyncClient) -> None:
    await learn(house, *await tried(house, 1200, -0.5, steering=True))
    shown = (await admin.get(URL)).json()
    assert (shown["mode"], shown["stopped"], shown["verdict"]) == ("observe", "resolution", "not_shown")
    async with house.db.reading(house.tenant) as conn:
        [line] = await conn.fetch("SELECT action, detail FROM access.audit WHERE action LIKE 'learning%'")
    assert (line["action"], line["detail"]) == ("learning.stopped", {"harm": "resolution"})
    refused = await admin.put(URL, json={"version": shown["version"], "mode": "steer", "explore": 0, "hold_out": 0.1})
    assert code(refused)[:2] == (409, "not_judged_fit")


async def test_what_does_no_harm_goes_on_and_windows_are_watched(house: House) -> None:
    since = house.clock.now() - timedelta(days=30)
    contacts = await tried(house, 1200, 0.1, steering=True)
    windows = [routing.Window(since + timedelta(minutes=15 * n), 0.9) for n in range(-4, 200)]
    await learn(house, *contacts, windows=windows)
    found = await kept(house)
    assert (found.mode, found.stopped) == ("steer", None)
    assert found.guard is not None
    assert found.guard.resolution.count == 1200
    assert found.guard.service.count == 200  # those before it steered tell nothing


# ------------------------------------------------------------------ over HTTP
async def test_what_was_learned_is_told_with_intervals(house: House, admin: AsyncClient) -> None:
    anna, bert, queue = await two(house)
    await lessons(house, anna, bert, queue)
    cells = (await admin.get(URL)).json()["cells"]
    best, other = cells
    assert (best["agent_id"], best["agent"], best["queue_id"]) == (str(anna.id), "安娜", str(queue))
    assert (other["agent"], other["name_en"]) == ("柏特", "main")
    assert best["low"] < 0.9 < best["high"] + 0.02
    assert best["low"] <= best["resolved"] <= best["high"]
    assert best["count"] == pytest.approx(100)


@pytest.mark.parametrize(
    ("field", "value", "wanted"),
    [("explore", 0.2, "out_of_range"), ("explore", -1, "out_of_range"), ("hold_out", 0.0, "out_of_range")],
)
async def test_shares_out_of_range_are_refused_by_name(
    admin: AsyncClient, field: str, value: float, wanted: str
) -> None:
    body = {"version": 1, "mode": "observe", "explore": 0.05, "hold_out": 0.1, field: value}
    assert code(await admin.put(URL, json=body)) == (422, wanted, field)


async def test_agents_may_neither_look_nor_change(house: House) -> None:
    async with client_of(house, "agent", "安娜") as client:
        assert (await client.get(URL)).status_code == 403
        body = {"version": 1, "mode": "off", "explore": 0, "hold_out": 0.1}
        assert (await client.put(URL, json=body)).status_code == 403


async def test_nothing_changed_is_no_change(house: House, admin: AsyncClient) -> None:
    body = {"version": 1, "mode": "observe", "explore": 0.0, "hold_out": 0.05}
    assert (await admin.put(URL, json=body)).json()["version"] == 1
    async with house.db.reading(house.tenant) as conn:
        assert not await conn.fetch("SELECT FROM access.audit WHERE action LIKE 'learning%'")
