"""Queues: rules that make sense or are refused, cards for screens, where somebody is put."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from qingfeng.kernel.errors import Invalid, NotFound, Unavailable
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import Hours
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing.policy import Known, check
from qingfeng.modules.routing.public import Overflow, Policy, QueueDraft, Ring
from qingfeng.modules.routing.queries import opened_at
from tests.modules.routing.house import House

TEAM = uuid4()
KNOWN = Known(
    levels={"refund": 4, "english": 2}, teams=frozenset([TEAM]), overflows={"a": "b", "b": None, "c": "a", "me": None}
)


@pytest.mark.parametrize(
    ("policy", "code", "field"),
    [
        (Policy(skills={"flying": 1}), "skill_nobody_has", "policy.skills.flying"),
        (Policy(skills={"refund": 5}), "skill_nobody_has", "policy.skills.refund"),
        (Policy(skills={"refund": 6}), "level_out_of_range", "policy.skills.refund"),
        (Policy(skills={"refund": 0}), "level_out_of_range", "policy.skills.refund"),
        (Policy(locale_skills={"fr": "french"}), "skill_nobody_has", "policy.locale_skills.fr"),
        (Policy(preferred_skills={"flying": 1}), "skill_nobody_has", "policy.preferred_skills.flying"),
        (Policy(preferred_skills={"refund": 6}), "level_out_of_range", "policy.preferred_skills.refund"),
        (
            Policy(skills={"refund": 1}, preferred_skills={"refund": 2}),
            "skill_asked_already",
            "policy.preferred_skills.refund",
        ),
        (Policy(rested_levels=11), "out_of_range", "policy.rested_levels"),
        (Policy(teams=[uuid4()]), "unknown_team", "policy.teams"),
        (Policy(offer_seconds=9), "out_of_range", "policy.offer_seconds"),
        (Policy(offer_seconds=121), "out_of_range", "policy.offer_seconds"),
        (Policy(priority=-1), "out_of_range", "policy.priority"),
        (Policy(service_level_seconds=0), "out_of_range", "policy.service_level_seconds"),
        (Policy(max_misses=0), "out_of_range", "policy.max_misses"),
        (Policy(cooldown_seconds=-1), "out_of_range", "policy.cooldown_seconds"),
        (Policy(last_agent_seconds=-1), "out_of_range", "policy.last_agent_seconds"),
        (Policy(promote_seconds=0), "out_of_range", "policy.promote_seconds"),
        (Policy(tier_weight={"gold": -5}), "out_of_range", "policy.tier_weight.gold"),
        (Policy(tier_weight={"tin": 5}), "unknown_tier", "policy.tier_weight"),  # type: ignore[dict-item]
        (Policy(fast_lane_for_tiers=["tin"]), "unknown_tier", "policy.fast_lane_for_tiers"),  # type: ignore[list-item]
        (Policy(relax=[Ring(-1)]), "out_of_range", "policy.relax.0.after_seconds"),
        (Policy(relax=[Ring(60), Ring(60)]), "rings_out_of_order", "policy.relax.1.after_seconds"),
        (Policy(relax=[Ring(60, level_drop=-1)]), "out_of_range", "policy.relax.0.level_drop"),
        (Policy(relax=[Ring(60, drop_skills=["english"])]), "skill_not_asked", "policy.relax.0.drop_skills"),
        (Policy(relax=[Ring(n) for n in range(1, 8)]), "too_many_rings", "policy.relax"),
        (Policy(overflow=Overflow(0, "a")), "out_of_range", "policy.overflow.after_seconds"),
        (Policy(overflow=Overflow(60, "x")), "unknown_queue", "policy.overflow.to_queue"),
        (Policy(overflow=Overflow(60, "me")), "overflow_cycle", "policy.overflow.to_queue"),
    ],
)
def test_rules_that_make_no_sense_are_refused(policy: Policy, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check("me", policy, KNOWN)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert len(refused.value.message) > 20


def test_a_longer_way_round_is_a_cycle_too() -> None:
    with pytest.raises(Invalid, match="b → c → a → b") as refused:
        check("b", Policy(overflow=Overflow(60, "c")), KNOWN)
    assert refused.value.code == "overflow_cycle"


def test_good_rules_pass() -> None:
    check("me", Policy(), KNOWN)
    check(
        "me",
        Policy(
            skills={"refund": 4},
            locale_skills={"en": "english"},
            teams=[TEAM],
            relax=[Ring(30, 1), Ring(60, 3, ["refund", "english"], True)],
            overflow=Overflow(90, "c"),
            offer_seconds=10,
        ),
        KNOWN,
    )


async def test_a_queue_is_put_by_its_code_and_its_rules_have_versions(house: House) -> None:
    first = await house.queue("main", Policy(offer_seconds=20))
    assert await house.queue("main", Policy(offer_seconds=20)) == first
    assert [q.policy.version for q in await _queues(house)] == [1]
    assert await house.queue("main", Policy(offer_seconds=40)) == first
    assert await house.queue("main", Policy(offer_seconds=40), position=3) == first
    (kept,) = await _queues(house)
    assert (kept.policy.version, kept.policy.offer_seconds, kept.position) == (2, 40, 3)


async def _queues(house: House) -> list[routing.Queue]:
    async with house.db.reading(house.tenant) as conn:
        return await routing.queues(conn)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "Main"}, "code"),
        ({"code": ""}, "code"),
        ({"code": "a" * 41}, "code"),
        ({"name_zh": " "}, "name_zh"),
        ({"name_en": "x" * 61}, "name_en"),
        ({"hours_id": UUID(int=1)}, "hours_id"),
        ({"policy": Policy(skills={"flying": 1})}, "policy.skills.flying"),
    ],
)
async def test_bad_drafts_are_refused(house: House, change: dict[str, object], field: str) -> None:
    draft = msgspec.structs.replace(QueueDraft(code="main", name_zh="主", name_en="Main"), **change)
    with pytest.raises(Invalid) as refused:
        async with house.work.tx(house.tenant) as tx:
            await routing.put_queue(tx, draft)
    assert refused.value.field == field
    assert await _queues(house) == []


async def test_a_queue_others_overflow_to_cannot_be_put_out_of_use(house: House) -> None:
    await house.queue("second")
    await house.queue("first", Policy(overflow=Overflow(60, "second")))
    with pytest.raises(Invalid) as refused:
        await house.queue("second", active=False)
    assert refused.value.code == "queue_in_use"
    await house.queue("first")
    await house.queue("second", active=False)
    with pytest.raises(Invalid) as refused:
        await house.queue("first", Policy(overflow=Overflow(60, "second")))
    assert refused.value.code == "queue_not_in_use"


async def test_two_admins_cannot_close_a_circle_together(house: House) -> None:
    await house.queue("a")
    await house.queue("b")
    results = await asyncio.gather(
        house.queue("a", Policy(overflow=Overflow(60, "b"))),
        house.queue("b", Policy(overflow=Overflow(60, "a"))),
        return_exceptions=True,
    )
    assert sorted(type(r).__name__ for r in results) == ["Invalid", "UUID"]


async def test_where_somebody_is_put(house: House) -> None:
    with pytest.raises(Unavailable):
        await _place(house, None)
    await house.queue("main", Policy(priority=2, fast_lane_for_tiers=["black"]), position=1)
    await house.queue("vip", position=2, kind="fast")
    green = await house.queue("complaints", position=0, kind="green")
    old = await house.queue("old", active=False)

    assert (await _place(house, None)).code == "main"
    assert (await _place(house, "nonsense")).code == "main"
    assert (await _place(house, "old")).code == "main"
    place = await _place(house, "main")
    assert (place.name, place.target_seconds, place.priority, place.fast, place.green) == (
        "main队列",
        60,
        2,
        False,
        False,
    )
    assert (await _place(house, "main", tier="black")).fast
    assert (await _place(house, "main", tier="black")).target_seconds == 15
    assert (await _place(house, "vip")).fast
    urgent = await _place(house, "main", urgent=True)
    assert (urgent.queue_id, urgent.green) == (green, True)
    async with house.db.reading(house.tenant) as conn:
        assert (await routing.place_by_id(conn, green, tier="regular")).code == "complaints"
        for gone in (old, uuid4()):
            with pytest.raises(NotFound):
                await routing.place_by_id(conn, gone, tier="regular")


async def _place(house: House, code: str | None, *, tier: str = "regular", urgent: bool = False) -> routing.Place:
    async with house.db.reading(house.tenant) as conn:
        return await routing.place(conn, code, tier=tier, urgent=urgent)  # type: ignore[arg-type]


async def test_cards(house: House) -> None:
    night = Hours(tz="Asia/Shanghai", weekly={"wed": [("20:00", "24:00")]})
    async with house.work.tx(house.tenant) as tx:
        await channels.put_hours(tx, "night", night)
    async with house.db.reading(house.tenant) as conn:
        ((night_id, _),) = (await channels.hours_by_id(conn)).items()
    main = await house.queue("main", position=1)
    await house.queue("night", position=2, hours_id=night_id, kind="fast")
    await house.queue("old", position=3)
    await house.agent("安娜", capacity=1)
    since = house.clock.now()
    for _ in range(3):
        await house.conversation(main)
        house.later(10)
    await house.route()
    await house.queue("old", active=False, position=3)
    cards = await _cards(house)
    assert [(c.code, c.open, c.waiting, c.longest_wait_since, c.kind) for c in cards] == [
        ("main", True, 3, since, "normal"),  # an open offer still waits
        ("night", False, 0, None, "fast"),
    ]
    assert cards[0].service_level_seconds == 60


async def _cards(house: House) -> list[routing.QueueCard]:
    async with house.db.reading(house.tenant) as conn:
        return await routing.queue_cards(conn, house.clock.now())


def test_since_when_it_is_open() -> None:
    day = Hours(tz="Asia/Shanghai", weekly={"wed": [("09:00", "12:00"), ("13:00", "18:00")]})
    wednesday = datetime(2026, 7, 1, tzinfo=UTC)  # 08:00 in Shanghai
    assert opened_at(day, wednesday) is None
    assert opened_at(day, wednesday + timedelta(hours=1)) == wednesday + timedelta(hours=1)
    assert opened_at(day, wednesday + timedelta(hours=4)) is None
    assert opened_at(day, wednesday + timedelta(hours=7)) == wednesday + timedelta(hours=5)
    always = Hours(
        tz="Asia/Shanghai", weekly={d: [("00:00", "24:00")] for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    )
    overlapping = Hours(tz="Asia/Shanghai", weekly={"wed": [("08:00", "20:00"), ("09:00", "10:00")]})
    assert opened_at(overlapping, wednesday + timedelta(hours=7)) == wednesday
    opened = opened_at(always, wednesday)
    assert opened is not None
    assert (wednesday - opened).days >= 6  # midnight is no opening
    bar = Hours(tz="Asia/Shanghai", weekly={"tue": [("20:00", "24:00")], "wed": [("00:00", "10:00")]})
    assert opened_at(bar, wednesday) == wednesday - timedelta(hours=12)


async def test_a_queue_of_another_house_does_not_exist(house: House) -> None:
    mine = await house.queue()
    stranger = uuid4()
    async with house.db.reading(stranger) as conn:
        assert await routing.queues(conn) == []
        with pytest.raises(NotFound):
            await routing.place_by_id(conn, mine, tier="regular")
        assert await people.roster(conn) == []
