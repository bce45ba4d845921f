"""Levers, bounds, and a run that is cut short; the child process that does it aside."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from qingfeng.app.what_if import Aside
from qingfeng.ports.whatif import CannotBe, Order, WhatIfEvent, WhatIfVariant
from qingfeng.twin.library import families
from qingfeng.twin.measure import measure
from qingfeng.twin.run import simulate
from qingfeng.twin.seam import Production
from qingfeng.twin.what_if import MOST_CONTACTS, base_of, conduct, contacts_of, library, moved
from qingfeng.twin.world import Agents

ORDER = Order(family="two_queues", variants=[WhatIfVariant(name="a")], replications=3, seed=1)


def order(*variants: WhatIfVariant, **more: Any) -> Order:
    return msgspec.structs.replace(ORDER, variants=[WhatIfVariant(name="as it is"), *variants], **more)


def test_levers_move_what_they_name() -> None:
    base = base_of(ORDER)
    lever = WhatIfVariant(name="x", demand=2.0, agents=1.5, handling=0.5, patience=2.0, contains=0.4, ring_seconds=10)
    world = moved(base, lever)
    assert contacts_of(world) == pytest.approx(2 * contacts_of(base))
    for before, after in zip(base.classes, world.classes, strict=True):
        assert after.handling.mean == before.handling.mean / 2
        assert after.bot is not None
        assert after.bot.contains == 0.4
        assert [ring.after_seconds for ring in after.relax[:1]] == [10] * len(before.relax[:1])
    for old, new in zip(base.groups, world.groups, strict=True):
        assert new.count == pytest.approx(1.5 * old.count, abs=0.51)
    assert moved(base, WhatIfVariant(name="x")) == base
    without = moved(world, WhatIfVariant(name="y", contains=0.0))
    assert all(one.bot is None for one in without.classes)


def test_groups_of_one_grow_and_shrink_together() -> None:
    base = base_of(ORDER)
    alone = [
        Agents(code=f"g{n}", count=1, skills=base.groups[0].skills, staffing=[1] * base.intervals) for n in range(20)
    ]
    small = msgspec.structs.replace(base, groups=alone, classes=base.classes[:1])
    for factor, there in ((1.2, 24), (0.85, 17), (0.1, 2)):
        groups = moved(small, WhatIfVariant(name="x", agents=factor)).groups
        assert [sum(group.staffing[n] for group in groups) for n in (0, 5)] == [there, there]
    one = msgspec.structs.replace(small, groups=alone[:1])
    (more,) = moved(one, WhatIfVariant(name="x", agents=1.2)).groups
    assert set(more.staffing) == {1, 2}
    assert sum(more.staffing) == round(1.2 * one.intervals)
    always = [msgspec.structs.replace(one, staffing=[]) for one in alone]
    few = moved(msgspec.structs.replace(small, groups=always), WhatIfVariant(name="x", agents=0.5))
    assert measure(few, simulate(few, Production, 1)).hours == pytest.approx(10 * few.end / 3600)


def test_more_of_everything_is_refused_before_it_is_begun() -> None:
    for lever, code in (
        (WhatIfVariant(name="x", demand=10.0), "too_many_contacts"),
        (WhatIfVariant(name="x", agents=10.0), "too_many_agents"),
    ):
        big = order(lever, family="two_skills_each", load=5.0)
        base = base_of(big)
        grown = msgspec.structs.replace(
            base, groups=[msgspec.structs.replace(one, count=one.count * 4) for one in base.groups]
        )
        with pytest.raises(CannotBe) as refused:
            moved(grown, lever)
        assert refused.value.code == code
    assert contacts_of(base_of(ORDER)) < MOST_CONTACTS


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"family": "nowhere"}, "family"),
        ({"sudden": WhatIfEvent(code="nothing")}, "event.code"),
        ({"sudden": WhatIfEvent(code="promotion", at=99.0)}, "event.at"),
    ],
)
def test_what_is_not_there_is_refused_by_field(more: dict[str, Any], field: str) -> None:
    with pytest.raises(CannotBe) as refused:
        base_of(order(**more))
    assert refused.value.field == field


def test_variants_meet_the_same_customers() -> None:
    found = conduct(order(WhatIfVariant(name="the same"), WhatIfVariant(name="fewer", agents=0.8)), lambda _: True)
    base, same, fewer = found.variants
    assert found.whole
    assert all(one.mean == 0 for one in same.differences.values() if one.mean is not None)
    assert fewer.differences["service_level"].mean is not None
    assert fewer.differences["service_level"].mean < 0
    assert base.figures["queued"].mean == same.figures["queued"].mean
    assert len(base.profile) <= 96
    assert len(base.profile) == len(fewer.profile)


def test_an_event_makes_it_worse() -> None:
    hit = conduct(order(sudden=WhatIfEvent(code="promotion", at=1.0)), lambda _: True).variants[0]
    calm = conduct(order(), lambda _: True).variants[0]
    assert hit.figures["queued"].mean is not None
    assert calm.figures["queued"].mean is not None
    assert hit.figures["queued"].mean > calm.figures["queued"].mean


def test_cut_short_it_has_at_least_two_replications() -> None:
    found = conduct(order(replications=40), lambda _: False)
    assert (found.replications, found.whole) == (2, False)


def test_the_library_names_everything_in_both_languages() -> None:
    known = library()
    assert {one.code for one in known.families} == set(families())
    assert all(one.zh and one.en for one in known.families)
    assert all(one.zh and one.en for one in known.events)


async def test_aside_gives_the_same_answer_as_here() -> None:
    told: list[int] = []

    async def heard(done: int) -> bool:
        told.append(done)
        assert aside.busy
        return True

    aside = Aside()
    assert await aside.run(ORDER, heard) == conduct(ORDER, lambda _: True)
    assert told == [1, 2, 3]
    assert not aside.busy


async def test_aside_ends_when_nobody_wants_the_rest_and_tells_what_cannot_be() -> None:
    async def enough(done: int) -> bool:
        return False

    aside = Aside()
    assert await aside.run(msgspec.structs.replace(ORDER, replications=40), enough) is None
    with pytest.raises(CannotBe) as refused:
        await aside.run(msgspec.structs.replace(ORDER, family="nowhere"), enough)
    assert (refused.value.code, refused.value.field) == ("no_such_family", "family")
    assert not aside.busy
