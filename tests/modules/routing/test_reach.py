"""Rules that can never come true: refused when nobody could ever answer, told otherwise, shown while somebody waits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest

from qingfeng.contracts.routing import Why
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import Hours
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing import reach
from qingfeng.modules.routing.model import AgentView
from qingfeng.modules.routing.public import Overflow, Policy, Ring
from tests.modules.routing.house import House, client_of
from tests.modules.routing.make import NOW, agent, uid
from tests.modules.routing.test_administer import body, code, made

SALES, CARE, EMPTY = uid(1), uid(2), uid(3)
MORNING = Hours(tz="Asia/Shanghai", weekly={"wed": [("09:00", "12:00")]})
EVENING = Hours(tz="Asia/Shanghai", weekly={"wed": [("19:00", "22:00")]})
NEVER = Hours(tz="Asia/Shanghai", weekly={})
PEOPLE = [
    agent(1, team=SALES, skills={"refund": 4}),
    agent(2, team=CARE, skills={"english": 2, "refund": 1}),
    agent(3, team=EMPTY, skills={"flying": 5}, capacity=0),  # takes no conversations
]


def house(people: list[AgentView] | None = None, **more: Any) -> reach.House:
    there = PEOPLE if people is None else people
    plain: dict[str, Any] = {"now": NOW, "people": there, "here": there, "policies": {"me": Policy()}, "hours": {}}
    return reach.House(**plain | more)


def told(policy: Policy, where: reach.House | None = None) -> list[tuple[str, bool]]:
    return [(one.code, one.grave) for one in reach.findings("me", policy, where or house())]


@pytest.mark.parametrize(
    ("policy", "finding", "field"),
    [
        (Policy(skills={"flying": 1}), "skill_nobody_has", "policy.skills.flying"),
        (Policy(skills={"refund": 5}, relax=[Ring(60, level_drop=0, any_team=True)]), "skill_nobody_has", "policy.skills.refund"),
        (Policy(teams=[EMPTY]), "team_without_people", "policy.teams"),
        (Policy(skills={"refund": 4, "english": 2}), "nobody_has_all", "policy.skills"),
        (Policy(skills={"refund": 2}, teams=[CARE]), "nobody_has_all", "policy.skills"),
        (Policy(skills={"refund": 4}, locale_skills={"en": "english"}), "nobody_has_all", "policy.locale_skills.en"),
    ],
)  # fmt: skip
def test_rules_that_nobody_could_ever_answer_are_refused(policy: Policy, finding: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        reach.check("me", policy, house())
    assert (refused.value.code, refused.value.field) == (finding, field)
    assert len(refused.value.message) > 40


@pytest.mark.parametrize(
    "policy",
    [
        Policy(),
        Policy(skills={"refund": 4}, teams=[SALES]),
        Policy(skills={"english": 1}, locale_skills={"en": "english"}),
    ],
)
def test_of_rules_that_work_nothing_is_told(policy: Policy) -> None:
    assert told(policy) == []


def test_the_widest_ring_decides_and_the_way_there_is_told() -> None:
    steps = [Ring(30, level_drop=1), Ring(60, drop_skills=["english"])]
    policy = Policy(skills={"refund": 5, "english": 1}, relax=steps)
    reach.check("me", policy, house())
    [finding] = reach.findings("me", policy, house())
    assert (finding.code, finding.params) == ("nobody_at_first", {"seconds": 60})
    lent = Policy(teams=[EMPTY], relax=[Ring(20, any_team=True)])
    assert told(lent) == [("empty_team", False), ("nobody_at_first", False)]


def test_a_queue_whose_contacts_move_on_to_somebody_is_told_of_and_not_refused() -> None:
    policies = {"a": Policy(skills={"flying": 1}, overflow=Overflow(90, "b")), "b": Policy(), "me": Policy()}
    onward = Policy(teams=[EMPTY], overflow=Overflow(60, "a"))
    [finding] = reach.findings("me", onward, house(policies=policies))
    assert (finding.code, finding.grave, finding.params) == ("only_by_overflow", False, {"seconds": 90, "queue": "b"})
    nowhere = {**policies, "b": Policy(skills={"flying": 1})}
    assert told(onward, house(policies=nowhere)) == [("team_without_people", True)]


def test_a_house_without_people_is_told_and_may_go_on() -> None:
    assert told(Policy(teams=[SALES]), house([])) == [("nobody_yet", False)]
    assert told(Policy(), house([PEOPLE[2]])) == [("nobody_yet", False)]


def test_who_is_missing_now_is_told_only_while_the_queue_is_open() -> None:
    absent = house(here=[PEOPLE[1]])
    assert told(Policy(skills={"refund": 3}), absent) == [("nobody_now", False)]
    shut = house(here=[], hours={"me": EVENING})
    assert told(Policy(), shut) == []


def test_an_overflow_to_what_is_never_open_is_refused() -> None:
    two = {"me": Policy(), "night": Policy()}
    policy = Policy(overflow=Overflow(60, "night"))
    never = house(policies=two, hours={"night": NEVER})
    with pytest.raises(Invalid) as refused:
        reach.check("me", policy, never)
    assert (refused.value.code, refused.value.field) == ("overflow_never_open", "policy.overflow.to_queue")
    apart = house(policies=two, hours={"me": MORNING, "night": EVENING})
    assert told(policy, apart) == [("overflow_apart", False)]
    assert told(policy, house(policies=two, hours={"me": MORNING, "night": MORNING})) == []
    assert told(policy, house(policies=two, hours={"me": None, "night": EVENING})) == []


def test_steps_that_never_come_or_change_nothing_are_told() -> None:
    late = Policy(relax=[Ring(60, any_team=True)], teams=[SALES], overflow=Overflow(60, "b"))
    assert told(late, house(policies={"me": late, "b": Policy()})) == [("ring_after_overflow", False)]
    idle = Policy(skills={"refund": 1}, relax=[Ring(10, level_drop=1), Ring(20, drop_skills=["refund"])])
    assert told(idle) == [("ring_changes_nothing", False)]


# ------------------------------------------------------------------ over HTTP, with real people
async def test_bad_rules_are_refused_at_save_and_doubts_are_shown(house: House) -> None:
    async with house.work.tx(house.tenant) as tx:
        sales = await people.put_team(tx, "sales", "销售", "Sales")
        empty = await people.put_team(tx, "empty", "空", "Empty")
    await house.agent("安娜", {"refund": 4}, team=sales)
    await house.agent("白露", {"english": 3}, team=sales, ready=False)
    async with client_of(house) as admin:
        both = Policy(skills={"refund": 1, "english": 1})
        assert code(await admin.post("/api/v1/queues", json=body(both, code="both"))) == (422, "nobody_has_all", "policy.skills")  # fmt: skip
        nobody = await admin.post("/api/v1/queues", json=body(Policy(teams=[empty]), code="empty"))
        assert code(nobody) == (422, "team_without_people", "policy.teams")
        english = await made(admin, "english", Policy(skills={"english": 1}))
        assert [(f["code"], f["params"]) for f in english["findings"]] == [("nobody_now", {"count": 1})]
        off = body(both, version=english["version"], active=False, code="english")
        off.pop("code")
        await made(admin, "plain")
        kept = await admin.put(f"/api/v1/queues/{english['id']}", json=off)
        assert (kept.status_code, kept.json()["findings"]) == (200, [])  # it takes nobody new
        listed = {q["code"]: q["findings"] for q in (await admin.get("/api/v1/queues")).json()["items"]}
        assert listed == {"english": [], "plain": []}
        tried = await admin.post(
            f"/api/v1/queues/{english['id']}/preview", json=body(Policy(teams=[sales, empty]), recent=10)
        )
        assert [f["code"] for f in tried.json()["findings"]] == ["empty_team"]
        closed = body(Policy(overflow=Overflow(60, "english")), code="spills")
        assert code(await admin.post("/api/v1/queues", json=closed)) == (422, "queue_not_in_use", "policy.overflow.to_queue")  # fmt: skip
        async with house.work.tx(house.tenant) as tx:
            never = await channels.put_hours(tx, "never", NEVER)
        assert (await admin.post("/api/v1/queues", json=body(code="never", hours_id=str(never)))).status_code == 201
        spills = body(Policy(overflow=Overflow(60, "never")), code="spills")
        assert code(await admin.post("/api/v1/queues", json=spills)) == (422, "overflow_never_open", "policy.overflow.to_queue")  # fmt: skip


async def test_skills_out_of_use_for_a_while_make_no_rules_impossible(house: House) -> None:
    anna = await house.agent("安娜", {"refund": 4})
    assert anna.id is not None
    async with house.work.tx(house.tenant) as tx:
        await people.put_skill(tx, people.Skill("sales", "销售", "Sales"))
        until = msgspec.convert("2026-07-01T05:00:00Z", type=type(tx.now))
        await people.give_skills(tx, anna.id, {"sales": 2}, until, anna)
    async with client_of(house) as admin:
        one = await made(admin, policy=Policy(skills={"refund": 4}))
        assert [f["code"] for f in one["findings"]] == ["nobody_now"]


# ------------------------------------------------------------------ while somebody waits
async def stuck(house: House) -> list[tuple[UUID, int, UUID, Why]]:
    async with house.db.reading(house.tenant) as conn:
        found = await routing.hopeless(conn, await people.roster(conn), house.clock.now())
    return [(one.queue_id, one.waiting, one.first, one.why) for one in found]


async def test_whoever_nobody_can_answer_is_found_at_once_and_until_somebody_can(house: House) -> None:
    anna = await house.agent("安娜", {"vip": 3}, ready=False)
    queue = await house.queue("vip", Policy(skills={"vip": 3}))
    plain = await house.queue("plain")
    assert await stuck(house) == []
    first = await house.conversation(queue)
    house.later(5)
    for where, channel in ((queue, "webchat"), (queue, "wechat"), (plain, "webchat")):
        await house.conversation(where, channel=channel)
    assert await stuck(house) == []  # she is off duty, and could
    async with house.work.tx(house.tenant) as tx:
        await people.put_agent(tx, anna.id, name="安娜", team=None, capacity=5, levels={"vip": 2})  # type: ignore[arg-type]
    assert await stuck(house) == [(queue, 3, first, Why("no_skill", {"skill": "vip", "level": 3}))]
    await house.agent("白露", {"vip": 3}, ready=False)
    assert await stuck(house) == []
