"""What the floor warned of is kept from its first moment to its last, told to supervisors once, and acknowledged."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from qingfeng.app.alerting import Alerting
from qingfeng.contracts.base import Actor
from qingfeng.contracts.messages import RowCustomer
from qingfeng.flow.table import steps
from qingfeng.kernel.clock import ManualClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.insight import history
from qingfeng.modules.insight.alerts import Alert
from qingfeng.modules.insight.history import Raised, Which
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing.public import Policy, QueueDraft
from tests.flow.signed_in import Stage, made_stage  # noqa: F401
from tests.support.world import Heard, World, make_tenant

QUEUE = UUID(int=7)


def alert(code: str = "longest_wait", value: float = 40, **more: Any) -> Alert:
    plain: dict[str, Any] = {"level": "amber", "queue_id": QUEUE, "name": "售后", "name_en": "Service", "limit": 30}
    return Alert(**plain | {"code": code, "value": value} | more)


class Floor:
    """A tenant whose floor is looked at when told to."""

    def __init__(self, clock: ManualClock, world: World, boss: UUID) -> None:
        self.clock, self.world, self.boss = clock, world, boss

    async def look(self, *alerts: Alert, after: float = 10) -> int:
        self.clock.advance(after)
        async with self.world.work.tx(self.world.tenant) as tx:
            return len(await history.keep_alerts(tx, alerts))

    async def kept(self, **which: Any) -> list[Raised]:
        async with self.world.db.reading(self.world.tenant) as conn:
            return await history.raised(conn, Which(**which))

    async def told(self) -> list[tuple[str, str, str]]:
        async with self.world.db.reading(self.world.tenant) as conn:
            found = await conversations.notices(conn, self.boss, before=None, limit=50)
        return [(one.kind, one.by_name, one.customer_name) for one in reversed(found)]


@pytest.fixture
async def floor(database_url: str) -> AsyncIterator[Floor]:
    clock = ManualClock()
    db = await Database.open(database_url, clock, TimeOrderedIds(clock), size=5)
    try:
        world = await make_tenant(db, Work(db, steps, Heard()), Heard(), "one")
        async with world.work.tx(world.tenant) as tx:
            hired = [
                await access.put_user(tx, email=f"{uuid4().hex}@example.com", name=role, role=role, password_hash="x")
                for role in ("supervisor", "agent")
            ]
        yield Floor(clock, world, hired[0])
    finally:
        await db.close()


async def test_a_warning_is_one_from_its_first_moment_to_its_last(floor: Floor) -> None:
    began = floor.clock.now()
    assert await floor.look(alert(value=40)) == 1
    assert await floor.look(alert(value=95, level="red")) == 0
    assert await floor.look(alert(value=50)) == 0
    (one,) = await floor.kept(lasting=True)
    assert (one.worst, one.bound, one.red, one.over_at) == (95, 30, True, None)
    assert (one.raised_at - began).total_seconds() == 10
    assert await floor.look() == 0
    (one,) = await floor.kept(lasting=False)
    assert one.over_at is not None
    assert (one.over_at - one.raised_at).total_seconds() == 30
    assert await floor.told() == [("alert", "longest_wait", "售后")]


async def test_who_may_acknowledge_is_told_whatever_the_role_is_called(floor: Floor) -> None:
    world = floor.world
    draft = access.RoleDraft(name_zh="值班长", name_en="Duty lead", permissions=frozenset(("desk.use", "conversations.read", "customers.read", "insight.read", "insight.manage")))  # fmt: skip
    looks = access.RoleDraft(name_zh="观察员", name_en="Observer", permissions=frozenset(("insight.read",)))
    async with world.work.tx(world.tenant) as tx:
        admin = access.Caller(world.tenant, floor.boss, "管理员", "admin@example.com", "admin", "csrf")
        made = [await access.make_role(tx, admin, one) for one in (draft, looks)]
        hired = [
            await access.put_user(tx, email=f"{uuid4().hex}@example.com", name="甲", role=role, password_hash=known)
            for role, known in ((made[0].code, "x"), (made[1].code, "x"), ("agent", "x"), ("admin", "x"), (made[0].code, None))
        ]  # fmt: skip
    await floor.look(alert())
    told = []
    for user in hired:
        async with world.db.reading(world.tenant) as conn:
            told.append(len(await conversations.notices(conn, user, before=None, limit=50)))
    assert told == [1, 0, 0, 1, 0]
    assert len(await floor.told()) == 1


async def test_what_dances_around_its_limit_is_one_warning(floor: Floor) -> None:
    for _ in range(5):
        await floor.look(alert())
        await floor.look()
    await floor.look(alert(value=60))
    (one,) = await floor.kept()
    assert (one.worst, one.over_at) == (60, None)
    await floor.look()
    assert await floor.look(alert(), after=61) == 1, "after a minute it is another"
    assert len(await floor.kept()) == 2
    assert len(await floor.told()) == 2


async def test_of_a_share_that_should_be_high_the_lowest_is_the_worst(floor: Floor) -> None:
    for value in (0.7, 0.4, 0.6):
        await floor.look(alert("service_level", value, limit=0.8))
    assert [one.worst for one in await floor.kept()] == [0.4]


async def test_each_queue_agent_and_conversation_is_warned_of_by_itself(floor: Floor) -> None:
    other, agent, talk = uuid4(), uuid4(), uuid4()
    seen = [
        alert(),
        alert(queue_id=other),
        alert("long_break", 2000, queue_id=None, agent_id=agent),
        alert("angry", 5, queue_id=None, conversation_id=talk),
        alert("green", 1, level="red"),
    ]
    assert await floor.look(*seen) == 5
    assert await floor.look(*seen[1:]) == 0
    assert len(await floor.kept(lasting=True)) == 4
    assert [one.queue_id for one in await floor.kept(code="longest_wait", lasting=True)] == [other]
    assert {one.code for one in await floor.kept(queue=QUEUE)} == {"longest_wait", "green"}
    first = await floor.kept(limit=2)
    rest = await floor.kept(before=first[-1].id)
    assert len({one.id for one in [*first, *rest]}) == 5
    assert "green" not in [rule for _, rule, _ in await floor.told()], "the green channel calls by itself"


async def test_a_look_at_the_real_floor_raises_and_ends(floor: Floor) -> None:
    world = floor.world
    async with world.work.tx(world.tenant) as tx:
        queue = await routing.put_queue(tx, QueueDraft(code="main", name_zh="客服", name_en="Service", policy=Policy()))
        customer = await world.customer(tx)
        row = RowCustomer(customer.id, customer.name, customer.tier)
        conv = await conversations.open_(tx, row, channel_id=world.channel, channel_kind="webchat", locale="zh-CN")
        lane = conversations.Lane(queue_id=queue, target_seconds=30)
        await conversations.queue(tx, conv, lane, reason="requested")
    watch = Alerting(world.work, "test")
    await watch.once()
    assert {one.code for one in await floor.kept(lasting=True)} == {"unstaffed"}
    await Alerting(world.work, "another process").once()  # does not hold the lease
    floor.clock.advance(600)
    await watch.once()
    assert {one.code for one in await floor.kept(lasting=True)} == {"unstaffed", "longest_wait"}
    agent = await world.agent()
    async with world.work.tx(world.tenant) as tx:
        await people.set_presence(tx, agent, "ready", None, Actor("agent", agent, "林悦"))
        held = await conversations.lock(tx, conv.id)
        await conversations.close(tx, held, reason="solved", codes=[])
    await watch.once()
    assert await floor.kept(lasting=True) == []
    assert len(await floor.kept(lasting=False)) == 2


async def test_it_is_acknowledged_once_and_by_supervisors(stage: Stage) -> None:
    world = stage.ours
    async with world.work.tx(world.tenant) as tx:
        (one,) = await history.keep_alerts(tx, [alert()])
    path = f"/api/v1/insight/raised/{one.id}/acknowledge"
    async with stage.as_("agent") as agent, stage.as_("stranger") as stranger:
        assert (await agent.get("/api/v1/insight/raised")).status_code == 403
        assert (await agent.post(path)).status_code == 403
        assert (await stranger.post(path)).status_code == 403
    async with stage.as_("boss") as boss:
        assert (await boss.get("/api/v1/insight/raised?code=nonsense")).json()["error"]["field"] == "code"
        assert (await boss.get("/api/v1/insight/raised?lasting=false")).json()["items"] == []
        (found,) = (await boss.get("/api/v1/insight/raised?lasting=true")).json()["items"]
        assert (found["id"], found["acknowledged_by"]) == (str(one.id), None)
        done = (await boss.post(path)).json()
        assert done["acknowledged_by"] == "boss"
        assert (await boss.post(path)).json()["acknowledged_at"] == done["acknowledged_at"]
        assert (await boss.post(f"/api/v1/insight/raised/{uuid4()}/acknowledge")).status_code == 404
        notices = (await boss.get("/api/v1/notices")).json()["items"]
        assert [(n["kind"], n["conversation_id"]) for n in notices] == [("alert", None)]
    assert await stage.audited("insight.acknowledged", one.id) == 1
