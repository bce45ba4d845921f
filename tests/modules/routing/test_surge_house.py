"""Surge mode in a house: counted from its record, moved in its queues, ordered by supervisors, and all given back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from qingfeng.contracts.routing import SurgeChanged
from qingfeng.flow.surge import SurgeWatch
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing import surge_house
from qingfeng.modules.routing.public import Policy, QueueState
from qingfeng.modules.routing.surge import SurgePolicy
from qingfeng.modules.routing.surge_house import Standing
from tests.modules.routing.house import House, client_of

USUAL = 15


async def team(house: House, code: str) -> UUID:
    async with house.work.tx(house.tenant) as tx:
        return await people.put_team(tx, code, code, code)


async def came(house: House, queue: UUID, start: datetime, count: int, seconds: int = 20) -> None:
    """So many waits that began in the window from `start` on, and are over."""
    async with house.work.tx(house.tenant) as tx:
        await tx.many(
            "INSERT INTO routing.waits (tenant_id, id, queue_id, conversation_id, at, seconds, ahead, outcome)"
            " VALUES ($1, $2, $3, $4, $5, $6, 0, 'accepted')",
            [
                (tx.tenant, tx.new_id(), queue, uuid4(), start + timedelta(seconds=seconds + 200 * n / count), seconds)
                for n in range(count)
            ],
        )


async def usual_weeks(house: House, queue: UUID, weeks: int = 4) -> None:
    """The same demand at every window of this hour, in each of the last weeks; a record begins an hour before the first."""
    now = surge_house.window_of(house.clock.now())
    await came(house, queue, now - timedelta(weeks=weeks, hours=1), 1)
    for week in range(1, weeks + 1):
        for n in range(-2, 14):
            await came(house, queue, now - timedelta(weeks=week) + n * routing_window(), USUAL)


def routing_window() -> timedelta:
    return timedelta(minutes=5)


async def look(house: House) -> Standing:
    async with house.work.tx(house.tenant) as tx:
        return await surge_house.look(tx)


async def next_window(house: House, queue: UUID, count: int) -> Standing:
    await came(house, queue, surge_house.window_of(house.clock.now()), count)
    house.later(300)
    return await look(house)


async def states(house: House) -> list[QueueState]:
    async with house.db.reading(house.tenant) as conn:
        return [state for _, state in await routing.states(conn, house.clock.now())]


async def audit(house: House, like: str = "surge.%") -> list[tuple[str, dict[str, Any]]]:
    async with house.db.reading(house.tenant) as conn:
        rows = await conn.fetch("SELECT action, detail FROM access.audit WHERE action LIKE $1 ORDER BY id", like)
    return [(r["action"], r["detail"]) for r in rows]


class Set:
    """A house with rules for a surge: a normal queue of one team, a fast lane of another, a reserve."""

    def __init__(self, house: House, queue: UUID, teams: dict[str, UUID]) -> None:
        self.house, self.queue, self.teams = house, queue, teams


@pytest.fixture
async def ready(house: House) -> Set:
    teams = {code: await team(house, code) for code in ("sales", "vip", "reserve")}
    for code, id_ in teams.items():
        await house.agent(code, capacity=2, team=id_)
    queue = await house.queue("sales", Policy(teams=[teams["sales"]]), position=1)
    await house.queue("vip", Policy(teams=[teams["vip"]]), kind="fast", position=2)
    policy = SurgePolicy(pool_teams=[teams["reserve"]], wrap_up_seconds=10, share_above=2, share_until=0)
    async with client_of(house) as admin:
        made = await admin.put("/api/v1/surge/policy", json={"policy": msgspec.to_builtins(policy)})
        assert made.status_code == 200, made.text
    return Set(house, queue, teams)


async def test_it_begins_by_itself_lends_and_gives_everything_back(ready: Set) -> None:
    house, queue = ready.house, ready.queue
    await usual_weeks(house, queue)
    before = await states(house)
    assert not (await look(house)).state.on
    assert not (await next_window(house, queue, USUAL)).state.on
    assert not (await next_window(house, queue, 3 * USUAL)).state.on
    now = await next_window(house, queue, 3 * USUAL)
    assert (now.state.on, now.state.by_hand, now.arrivals, now.levers.wrap_up_seconds) == (True, False, 45, 10)
    assert now.expected is not None
    assert now.expected.mean == USUAL
    assert now.levers.pool_teams == []  # nobody waits
    talks = [await house.conversation(queue) for _ in range(6)]
    assert (await look(house)).levers.pool_teams == [ready.teams["reserve"]]
    sales, vip = await states(house)
    assert sales.policy.teams == [ready.teams["sales"], ready.teams["reserve"]]
    assert vip == before[1]
    async with house.db.reading(house.tenant) as conn:
        assert await routing.wrap_up_seconds(conn, queue, 60) == 10
        assert await routing.wrap_up_seconds(conn, vip.id, 60) == 60
    for agent in (await _roster(house)).values():
        await house.seen(agent)
    await house.route()
    offered = {await house.offered_to(talk) for talk in talks}
    roster = await _roster(house)
    assert offered == {None, roster["sales"], roster["reserve"]}
    for talk in talks:
        await house.close(talk)
    for _ in range(3):
        now = await next_window(house, queue, USUAL)
    assert (now.state.on, now.levers.any) == (False, False)
    assert await states(house) == before
    async with house.db.reading(house.tenant) as conn:
        assert await routing.wrap_up_seconds(conn, queue, 60) == 60
    assert [name for name, _ in await audit(house)] == ["surge.rules", "surge.began", "surge.levers", "surge.levers", "surge.ended"]  # fmt: skip
    events = [e for e in house.heard.events if isinstance(e, SurgeChanged)]
    assert [(e.on, len(e.pool_teams), e.wrap_up_seconds) for e in events] == [
        (True, 0, 10),
        (True, 1, 10),
        (True, 0, 10),
        (False, 0, None),
    ]


async def _roster(house: House) -> dict[str, UUID]:
    async with house.db.reading(house.tenant) as conn:
        return {agent.name: agent.id for agent in await people.roster(conn)}


async def test_a_window_is_counted_once_and_those_who_still_wait_count(ready: Set) -> None:
    house, queue = ready.house, ready.queue
    await usual_weeks(house, queue)
    await look(house)
    for _ in range(4):
        await house.conversation(queue)
    await house.conversation(queue, left=True)
    await house.conversation(queue, fast=True)
    now = await next_window(house, queue, 10)
    assert now.arrivals == 14
    assert await look(house) == now
    house.later(240)
    assert (await look(house)).window_at == now.window_at


async def test_a_house_without_weeks_behind_it_knows_nothing(ready: Set) -> None:
    await look(ready.house)
    for _ in range(3):
        now = await next_window(ready.house, ready.queue, 200)
    assert (now.state.on, now.expected, now.state.ratio) == (False, None, None)


async def test_supervisors_hold_and_release(ready: Set) -> None:
    house = ready.house
    async with client_of(house, "supervisor", "吴国栋") as boss:
        calm = (await boss.get("/api/v1/surge")).json()
        assert (calm["on"], calm["hold"], calm["ratio"], calm["pool_teams"]) == (False, None, None, [])
        held = (await boss.post("/api/v1/surge/hold", json={"what": "on", "minutes": 30})).json()
        assert (held["on"], held["by_hand"], held["hold"], held["wrap_up_seconds"]) == (True, True, "on", 10)
        assert held["since"] == "2026-07-01T02:00:00Z"
        assert held["hold_until"] == "2026-07-01T02:30:00Z"
        for minutes in (4, 721):
            refused = await boss.post("/api/v1/surge/hold", json={"what": "on", "minutes": minutes})
            assert (refused.status_code, refused.json()["error"]["field"]) == (422, "minutes")
        let_go = (await boss.delete("/api/v1/surge/hold")).json()
        assert (let_go["on"], let_go["hold"]) == (True, None)  # it ends as any surge does
        off = (await boss.post("/api/v1/surge/hold", json={"what": "off", "minutes": 60})).json()
        assert (off["on"], off["hold"], off["wrap_up_seconds"]) == (False, "off", None)
        await boss.delete("/api/v1/surge/hold")
        await boss.delete("/api/v1/surge/hold")
    names = [name for name, _ in await audit(house)]
    assert names == ["surge.rules", "surge.held", "surge.began", "surge.released", "surge.held", "surge.ended", "surge.released"]  # fmt: skip


async def test_messages_instead_of_waiting_are_told_and_kept_on_record(ready: Set) -> None:
    house = ready.house
    async with client_of(house, name="韩硕") as admin:
        kept = (await admin.get("/api/v1/surge/policy")).json()["policy"]
        assert kept["message_minutes"] == 0
        await admin.post("/api/v1/surge/hold", json={"what": "on", "minutes": 30})
        saved = await admin.put("/api/v1/surge/policy", json={"policy": {**kept, "message_minutes": 8}})
        assert saved.json()["policy"]["message_minutes"] == 8
        assert (await admin.get("/api/v1/surge")).json()["message_minutes"] == 8
        await admin.post("/api/v1/surge/hold", json={"what": "off", "minutes": 30})
        assert (await admin.get("/api/v1/surge")).json()["message_minutes"] == 0
    rules, *_ = [detail for name, detail in reversed(await audit(house)) if name == "surge.rules"]
    assert rules["changed"] == ["message_minutes"]
    told = [detail["message_minutes"] for name, detail in await audit(house) if name == "surge.levers"]
    assert told == [8]
    events = [e for e in house.heard.events if isinstance(e, SurgeChanged)]
    assert [(e.message_minutes, e.reoffered) for e in events] == [(0, False), (8, True), (0, True)]


async def test_what_was_held_on_ends_by_itself(ready: Set) -> None:
    house = ready.house
    async with client_of(house, "supervisor") as boss:
        await boss.post("/api/v1/surge/hold", json={"what": "on", "minutes": 12})
    on = [(await next_window(house, ready.queue, 1)).state.on for _ in range(8)]
    assert on[0]
    assert not on[-1]


async def test_rules_have_versions_and_bad_ones_are_refused(ready: Set) -> None:
    house = ready.house
    async with client_of(house, name="韩硕") as admin:
        kept = (await admin.get("/api/v1/surge/policy")).json()
        assert (kept["policy"]["version"], kept["by_name"], len(kept["teams"])) == (2, "韩硕", 3)
        stale = {**kept["policy"], "version": 1, "alpha": 0.01}
        refused = await admin.put("/api/v1/surge/policy", json={"policy": stale})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "surge_changed")
        same = await admin.put("/api/v1/surge/policy", json={"policy": kept["policy"]})
        assert same.json()["policy"]["version"] == 2
        for change, code, field in (
            ({"pool_teams": [str(ready.teams["vip"])]}, "team_reserved", "pool_teams"),
            ({"pool_teams": [str(uuid4())]}, "unknown_team", "pool_teams"),
            ({"windows_to_begin": 0}, "out_of_range", "windows_to_begin"),
            ({"message_minutes": 121}, "out_of_range", "message_minutes"),
            ({"share_until": 9}, "thresholds_out_of_order", "share_until"),
        ):
            body = {"policy": {**kept["policy"], **change}}
            for path in (
                admin.put("/api/v1/surge/policy", json=body),
                admin.post("/api/v1/surge/policy/preview", json=body),
            ):
                error = (await path).json()["error"]
                assert (error["code"], error["field"]) == (code, field)


async def test_a_week_is_tried_out(ready: Set) -> None:
    house, queue = ready.house, ready.queue
    await usual_weeks(house, queue, 5)
    start = surge_house.window_of(house.clock.now()) - timedelta(days=7) + timedelta(minutes=20)
    for n in range(4):
        await came(house, queue, start + n * routing_window(), 4 * USUAL)
    async with client_of(house) as admin:
        kept = (await admin.get("/api/v1/surge/policy")).json()["policy"]
        told = (await admin.post("/api/v1/surge/policy/preview", json={"policy": kept})).json()
        assert told["windows"] == 7 * 288
        assert told["known"] > 0
        [one] = told["surges"]
        assert one["since"] == _z(start + timedelta(minutes=10))
        assert one["until"] is not None
        assert 4 <= one["peak"] <= 5
        blind = {**kept, "detect": False}
        assert (await admin.post("/api/v1/surge/policy/preview", json={"policy": blind})).json()["surges"] == []


def _z(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("role", "reads", "holds", "rules"),
    [("agent", 403, 403, 403), ("supervisor", 200, 200, 403), ("admin", 200, 200, 200)],
)
async def test_who_may_do_what(house: House, role: str, reads: int, holds: int, rules: int) -> None:
    async with client_of(house, role) as somebody:
        assert (await somebody.get("/api/v1/surge")).status_code == reads
        assert (await somebody.post("/api/v1/surge/hold", json={"what": "on", "minutes": 5})).status_code == holds
        assert (await somebody.delete("/api/v1/surge/hold")).status_code == holds
        assert (await somebody.get("/api/v1/surge/policy")).status_code == rules


async def test_one_house_knows_nothing_of_another(ready: Set) -> None:
    async with client_of(ready.house, "supervisor") as boss:
        await boss.post("/api/v1/surge/hold", json={"what": "on", "minutes": 30})
    stranger = uuid4()
    async with ready.house.db.reading(stranger) as conn:
        assert await surge_house.standing(conn) == Standing()
        assert (await surge_house.rules(conn)).policy == SurgePolicy()


async def test_one_process_looks_at_every_house(ready: Set) -> None:
    house = ready.house
    watch, other = SurgeWatch(house.work, "one"), SurgeWatch(house.work, "two")
    await other.once()  # whoever is first
    await watch.once()
    async with house.db.reading(house.tenant) as conn:
        assert (await surge_house.standing(conn)).window_at == surge_house.window_of(house.clock.now())
