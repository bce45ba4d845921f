"""What a supervisor gives an agent for a while: it holds at once, ends by itself, and never undoes the agent's own choice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from qingfeng.contracts.base import SYSTEM, Actor
from qingfeng.contracts.people import State
from qingfeng.flow.table import steps
from qingfeng.kernel.clock import ManualClock, TimeOrderedIds
from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Invalid, NotFound
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Work
from qingfeng.modules.people import jobs
from qingfeng.modules.people import public as people
from qingfeng.modules.people.public import Agent
from tests.flow.signed_in import Stage, made_stage  # noqa: F401
from tests.support.world import Heard, World, make_tenant

BOSS = Actor("agent", UUID(int=3), "吴国栋")
HOUR = timedelta(hours=1)


class Team:
    """One agent, and a hand on the clock."""

    def __init__(self, clock: ManualClock, world: World, id_: UUID) -> None:
        self.clock, self.world, self.id = clock, world, id_

    async def choose(self, state: State, reason: str | None = None) -> None:
        async with self.world.work.tx(self.world.tenant) as tx:
            await people.set_presence(tx, self.id, state, reason, Actor("agent", self.id, "高洁"))

    async def state(self, state: State, reason: str | None, until: datetime | None, by: Actor = BOSS) -> None:
        async with self.world.work.tx(self.world.tenant) as tx:
            await people.give_state(tx, self.id, (state, reason), until, by)

    async def skills(self, levels: dict[str, int], until: datetime) -> None:
        async with self.world.work.tx(self.world.tenant) as tx:
            await people.give_skills(tx, self.id, levels, until, BOSS)

    async def undo(self, kind: Any) -> bool:
        async with self.world.work.tx(self.world.tenant) as tx:
            return await people.take_back(tx, self.id, kind, BOSS)

    async def now(self) -> Agent:
        async with self.world.db.reading(self.world.tenant) as conn:
            (found,) = await people.roster(conn, self.id)
        return found

    async def chosen(self) -> tuple[str, str | None]:
        presence = (await self.now()).presence
        return presence.state, presence.reason

    async def given(self) -> list[tuple[str, str, datetime | None]]:
        async with self.world.db.reading(self.world.tenant) as conn:
            found = (await people.temporary(conn, self.id)).get(self.id, [])
        return [(one.kind, one.by_name, one.until) for one in found]

    async def due(self) -> int:
        """What a worker that has just been started finds due, and does; how many that was."""
        rows = await self.world.db.system.fetch(
            "SELECT tenant_id, kind, key, due_at, payload, generation, attempts FROM kernel.timers"
            " WHERE kind = 'temporary_end' AND due_at <= $1 AND tenant_id = $2",
            *(self.clock.now(), self.world.tenant),
        )
        for row in rows:
            await jobs.temporary_end(self.world.work, Job(*row))
        return len(rows)

    async def audit(self) -> list[tuple[str, str]]:
        async with self.world.db.reading(self.world.tenant) as conn:
            rows = await conn.fetch("SELECT action, actor FROM access.audit WHERE target = $1", str(self.id))
        return sorted((row["action"], row["actor"]) for row in rows)


@pytest.fixture
async def team(database_url: str) -> AsyncIterator[Team]:
    clock = ManualClock()
    db = await Database.open(database_url, clock, TimeOrderedIds(clock), size=5)
    try:
        world = await make_tenant(db, Work(db, steps, Heard()), Heard(), "one")
        async with world.work.tx(world.tenant) as tx:
            await people.put_skill(tx, people.Skill("vip", "贵宾", "VIP"))
        made = Team(clock, world, await world.agent("高洁", skills={"repair": 3}))
        await made.choose("ready")
        yield made
    finally:
        await db.close()


async def test_a_state_holds_at_once_and_what_was_chosen_comes_back_by_itself(team: Team) -> None:
    until = team.clock.now() + HOUR
    await team.state("break", "meeting", until)
    assert await team.chosen() == ("break", "meeting")
    assert await team.given() == [("state", "吴国栋", until)]
    routed = await team.world.db.system.fetchval(
        "SELECT count(*) FROM kernel.timers WHERE kind = 'route' AND tenant_id = $1", team.world.tenant
    )
    assert routed == 1, "the router looks at once"
    team.clock.advance(3599)
    assert await team.due() == 0
    team.clock.advance(1)
    assert await team.due() == 1
    assert (await team.chosen(), await team.given()) == (("ready", None), [])
    assert (await team.now()).presence.since == until
    assert await team.audit() == [("agent.state_ended", str(SYSTEM)), ("agent.state_given", str(BOSS))]


async def test_what_the_agent_chooses_meanwhile_is_theirs(team: Team) -> None:
    await team.state("break", "meeting", team.clock.now() + HOUR)
    await team.choose("offline")
    assert await team.given() == []
    team.clock.advance(3600)
    await team.due()
    assert await team.chosen() == ("offline", None)
    await team.state("break", "meeting", team.clock.now() + HOUR)
    await team.choose("break", "meeting")
    team.clock.advance(3600)
    await team.due()
    assert await team.chosen() == ("break", "meeting"), "the same state, now chosen by themselves"


async def test_a_second_supervisor_changes_it_and_the_first_choice_comes_back(team: Team) -> None:
    await team.state("break", "meeting", team.clock.now() + HOUR)
    await team.state("offline", None, team.clock.now() + 2 * HOUR, Actor("agent", UUID(int=4), "孙雯"))
    assert [(kind, by) for kind, by, _ in await team.given()] == [("state", "孙雯")]
    team.clock.advance(3600)
    assert (await team.due(), await team.chosen()) == (0, ("offline", None)), "the earlier end is void"
    team.clock.advance(3600)
    assert (await team.due(), await team.chosen()) == (1, ("ready", None))


async def test_without_an_end_it_stays_until_it_is_undone(team: Team) -> None:
    await team.state("break", "meeting", team.clock.now() + HOUR)
    await team.state("offline", None, None)
    team.clock.advance(86_400)
    assert (await team.due(), await team.chosen()) == (0, ("offline", None))
    assert await team.undo("state")
    assert (await team.chosen(), await team.given()) == (("ready", None), [])
    assert not await team.undo("state"), "once more is harmless"
    assert not await team.undo("skills")


async def test_a_break_for_missed_offers_is_not_undone_by_the_end(team: Team) -> None:
    await team.choose("offline")
    await team.state("ready", None, team.clock.now() + HOUR)
    async with team.world.work.tx(team.world.tenant) as tx:
        assert await people.missed(tx, team.id, 1)
    team.clock.advance(3600)
    await team.due()
    assert await team.chosen() == ("break", people.MISSED)


async def test_skills_stand_before_those_of_the_seat_and_end_by_themselves(team: Team) -> None:
    until = team.clock.now() + HOUR
    await team.skills({"vip": 5}, until)
    assert (await team.now()).skills == {"vip": 5}
    assert await team.given() == [("skills", "吴国栋", until)]
    async with team.world.work.tx(team.world.tenant) as tx:  # their seat is changed behind it
        await people.put_agent(tx, team.id, name="高洁", team=None, capacity=5, levels={"repair": 4})
    assert (await team.now()).skills == {"vip": 5}
    team.clock.advance(3600)
    assert await team.due() == 1
    assert (await team.now()).skills == {"repair": 4}
    await team.skills({}, team.clock.now() + HOUR)
    assert (await team.now()).skills == {}, "none at all for a while"
    assert await team.undo("skills")
    assert (await team.now()).skills == {"repair": 4}


async def test_what_cannot_be_is_refused_with_its_field(team: Team) -> None:
    now = team.clock.now()
    for until, code in (
        (now, "out_of_range"),
        (now + timedelta(days=8), "out_of_range"),
        (now.replace(tzinfo=None) + HOUR, "no_zone"),
    ):
        with pytest.raises(Invalid) as refused:
            await team.state("break", "meeting", until)
        assert (refused.value.code, refused.value.field) == (code, "until")
    for levels, code in (({"flying": 3}, "unknown_skill"), ({"vip": 6}, "out_of_range"), ({"vip": 0}, "out_of_range")):
        with pytest.raises(Invalid) as refused:
            await team.skills(levels, now + HOUR)
        assert (refused.value.code, refused.value.field) == (code, "skills")
    stranger = Team(team.clock, team.world, uuid4())
    with pytest.raises(NotFound):
        await stranger.state("ready", None, None)
    with pytest.raises(NotFound):
        await stranger.skills({"vip": 1}, now + HOUR)
    assert (await team.chosen(), await team.given()) == (("ready", None), [])


async def test_the_doors_are_for_supervisors_of_the_house(stage: Stage) -> None:
    async with stage.as_("boss") as boss, stage.as_("agent") as agent, stage.as_("stranger") as stranger:
        cards = (await boss.get("/api/v1/bootstrap")).json()["agents"]
        (one,) = [card["id"] for card in cards if card["name"] == "agent"]
        path = f"/api/v1/floor/agents/{one}"
        break_ = {"state": "break", "reason": "meeting"}
        for who in (agent, stranger):
            assert (await who.put(f"{path}/state", json=break_)).status_code == 403
            assert (
                await who.put(f"{path}/skills", json={"skills": {}, "until": "2030-01-01T00:00:00Z"})
            ).status_code == 403
            assert (await who.delete(f"{path}/state")).status_code == 403
        answer = await boss.put(f"{path}/state", json={"state": "break", "reason": "golf"})
        assert answer.json()["error"]["field"] == "reason"
        assert (await boss.put(f"/api/v1/floor/agents/{uuid4()}/state", json=break_)).status_code == 404
        card = (await boss.put(f"{path}/state", json=break_)).json()
        assert (card["presence"]["state"], card["temporary"][0]["by_name"]) == ("break", "boss")
        mine = (await agent.get("/api/v1/bootstrap")).json()["me"]
        assert [(t["kind"], t["by_name"], t["until"]) for t in mine["temporary"]] == [("state", "boss", None)]
        assert (await boss.delete(f"{path}/state")).json()["temporary"] == []
