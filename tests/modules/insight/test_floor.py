"""The floor now, and what a supervisor is told to look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from qingfeng.contracts.base import Actor
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.insight import alerts
from qingfeng.modules.insight.alerts import RULES, Floor, Limit, Person, Queue, Upset, decide
from qingfeng.modules.people import public as people
from tests.modules.insight.life import Life
from tests.modules.insight.test_api import client

NOW = datetime(2026, 7, 1, 4, tzinfo=UTC)
USUAL = {code: Limit(code, rule.limit, True) for code, rule in RULES.items()}
NewLife = Callable[[], Life]


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def queue(**more: Any) -> Queue:
    plain: dict[str, Any] = {
        "id": UUID(int=1), "name_zh": "售后", "name_en": "Service", "kind": "normal", "open": True, "waiting": 0,
        "since": None, "promised": 30, "today": {}, "waits": 0,
    }  # fmt: skip
    return Queue(**plain | more)


def told(*queues: Queue, limits: dict[str, Limit] = USUAL, **more: Any) -> list[tuple[str, str, float, float]]:
    floor = Floor(**{"now": NOW, "queues": list(queues), "connected": 1, "resting": [], "upset": []} | more)
    return [(a.code, a.level, a.value, a.limit) for a in decide(floor, limits)]


def test_each_rule_speaks_beyond_its_limit_and_not_at_it() -> None:
    assert told(queue(waiting=1, since=ago(30))) == []
    assert told(queue(waiting=1, since=ago(31))) == [("longest_wait", "amber", 31, 30)]
    assert told(queue(waiting=1, since=ago(61))) == [("longest_wait", "red", 61, 30)]
    assert told(queue(waiting=9, since=ago(1))) == []
    assert told(queue(waiting=10, since=ago(1))) == [("waiting", "amber", 10, 10)]
    assert told(queue(waiting=20, since=ago(1))) == [("waiting", "red", 20, 10)]
    assert told(queue(waiting=1, since=ago(1), kind="green")) == [("green", "red", 1, 0)]
    assert told(queue(waiting=3, since=ago(1), stuck=(2, ago(1), UUID(int=7)))) == [("unservable", "red", 2, 0)]
    assert told(queue(waiting=1, since=ago(1)), connected=0) == [("unstaffed", "red", 1, 0)]
    assert told(queue(waiting=1, since=ago(1), open=False), connected=0) == []
    assert told(queue(today={"service_level": 0.8, "abandonment": 0.1}, waits=10)) == []
    bad = queue(today={"service_level": 0.79, "abandonment": 0.11}, waits=10)
    assert told(bad) == [("service_level", "amber", 0.79, 0.8), ("abandonment", "amber", 0.11, 0.1)]
    assert told(msgspec.structs.replace(bad, waits=9)) == []
    assert told(resting=[Person(UUID(int=2), "林悦", ago(1800))]) == []
    assert told(resting=[Person(UUID(int=2), "林悦", ago(1801))]) == [("long_break", "amber", 1801, 1800)]
    assert told(upset=[Upset(UUID(int=3), "张女士", ago(5))]) == [("angry", "amber", 5, 0)]


def test_the_weightiest_comes_first_and_what_is_off_is_silent() -> None:
    crowd = [queue(waiting=1, since=ago(40)), queue(waiting=12, since=ago(300)), queue(waiting=1, since=ago(2), kind="green")]  # fmt: skip
    assert [code for code, *_ in told(*crowd)] == ["green", "longest_wait", "longest_wait", "waiting"]
    assert [value for code, _, value, _ in told(*crowd) if code == "longest_wait"] == [300, 40]
    silent = USUAL | {"longest_wait": Limit("longest_wait", 1, False), "waiting": Limit("waiting", 13, True)}
    assert [code for code, *_ in told(*crowd, limits=silent)] == ["green"]


async def test_the_floor_shows_people_queues_and_what_to_look_at(new_life: NewLife) -> None:
    talked, waits = new_life(), new_life()
    house, (first, second, third) = talked.house, talked.agents
    await talked.open()
    await talked.claim(first)
    async with talked.step() as (tx, conv):
        conv.emotion = "angry"
        await conversations.change(tx, conv, "emotion")
    await waits.open()
    await waits.hand_over(waits.queues[0])
    for agent, state in ((second, "break"), (third, "offline")):
        async with house.work.tx(house.tenant) as tx:
            await people.set_presence(tx, agent.id, state, "lunch" if state == "break" else None, agent)
    house.later(7200)
    async with client(house) as http_:
        live = (await http_.get("/api/v1/insight/live")).json()
        found = {one["name"]: (one["state"], one["load"]) for one in live["people"]}
        assert found == {"林悦": ("talk", 1), "周航": ("break", 0), "陈果": ("offline", 0)}
        (line,) = [q for q in live["queues"] if q["waiting"]]
        assert (line["id"], line["service_level_seconds"] > 0) == (str(waits.queues[0]), True)
        codes = {one["code"]: one for one in live["alerts"]}
        assert set(codes) == {"unstaffed", "longest_wait", "angry", "long_break"}
        assert codes["angry"]["conversation_id"] == str(talked.id)
        assert codes["long_break"]["agent_id"] == str(second.id)


async def test_whoever_nobody_could_ever_answer_is_shown_at_once(new_life: NewLife) -> None:
    waits = new_life()
    house, queue_ = waits.house, waits.queues[0]
    await waits.open()
    await waits.hand_over(queue_)
    async with client(house) as http_:
        codes = [one["code"] for one in (await http_.get("/api/v1/insight/live")).json()["alerts"]]
        assert "unservable" not in codes
        async with house.work.tx(house.tenant) as tx:  # as rules that were good once, before everybody left the team
            await tx.execute(
                'UPDATE routing.queues SET policy = policy || \'{"skills": {"flying": 3}}\' WHERE id = $1', queue_
            )
        [one] = [a for a in (await http_.get("/api/v1/insight/live")).json()["alerts"] if a["code"] == "unservable"]
        assert (one["level"], one["value"], one["queue_id"], one["first"]) == ("red", 1, str(queue_), str(waits.id))


async def test_limits_are_set_kept_and_audited(new_life: NewLife) -> None:
    house = new_life().house
    async with client(house, "admin") as http_:
        rules = (await http_.get("/api/v1/insight/alerts")).json()["items"]
        assert [rule["code"] for rule in rules] == list(RULES)
        wanted = {"items": [{"code": "waiting", "limit": 25, "enabled": False}]}
        for _ in range(2):  # the second changes nothing
            made = (await http_.put("/api/v1/insight/alerts", json=wanted)).json()["items"]
        assert [(r["limit"], r["enabled"]) for r in made if r["code"] == "waiting"] == [(25, False)]
        for body, field in (
            ({"code": "luck", "limit": 1}, "code"),
            ({"code": "service_level", "limit": 2}, "service_level"),
        ):
            refused = await http_.put("/api/v1/insight/alerts", json={"items": [{"enabled": True, **body}]})
            assert (refused.status_code, refused.json()["error"]["field"]) == (422, field)
    async with house.db.reading(house.tenant) as conn:
        assert (await alerts.limits(conn))["waiting"] == Limit("waiting", 25, False)
        assert await conn.fetchval("SELECT count(*) FROM access.audit WHERE action = 'insight.alert'") == 1


@pytest.mark.parametrize(("role", "reads", "writes"), [("agent", 403, 403), ("knowledge", 403, 403), ("supervisor", 200, 200)])  # fmt: skip
async def test_who_may_set_limits(new_life: NewLife, role: str, reads: int, writes: int) -> None:
    async with client(new_life().house, role, Actor("agent", UUID(int=9), "谁")) as http_:
        assert (await http_.get("/api/v1/insight/alerts")).status_code == reads
        body = {"items": [{"code": "waiting", "limit": 5, "enabled": True}]}
        assert (await http_.put("/api/v1/insight/alerts", json=body)).status_code == writes
