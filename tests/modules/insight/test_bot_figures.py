"""Figures of the digital employee: what counts as contained, what is not known yet, and what was there before."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from qingfeng.kernel.migrate import scripts
from qingfeng.modules.bot.meant import Meant
from qingfeng.modules.insight import public as insight
from qingfeng.modules.insight.boards import Ask, Board
from qingfeng.modules.insight.decided import decided
from qingfeng.modules.insight.kpi import KPIS
from qingfeng.modules.insight.kpi_shape import Sum, value, wilson
from tests.modules.insight.life import Life, decide
from tests.modules.insight.test_blocks import as_owner
from tests.modules.insight.test_figures import tell
from tests.modules.insight.test_work import day_of
from tests.modules.routing.house import House

NewLife = Callable[[], Life]


async def board(house: House, **ask: Any) -> Board:
    days = {"from_": day_of(house), "to": day_of(house), **ask}
    async with house.db.reading(house.tenant) as conn:
        return await insight.board(conn, house.tenant, Ask(**days), house.clock.now())


async def told_by_bot(new_life: NewLife, *hows: str, customer: Any = None) -> Life:
    """A customer asks, the bot has its turns, and nothing more is heard of them."""
    life = new_life()
    await life.open(customer)
    for how in hows:
        await life.says("customer")
        async with life.step() as (tx, conv):
            await decide(tx, conv, how)
        await life.says_nothing_recorded("bot")
    await life.close("idle", ())
    return life


@pytest.mark.parametrize(
    ("hows", "kept"),
    [
        (("answer",), 1.0),  # silence after an answer
        (("unsure", "answer"), 1.0),
        (("answer", "small_talk"), 1.0),
        (("task",), 1.0),
        (("answer", "unsure"), 0.0),  # silence after "I do not know"
        (("which",), 0.0),  # after a question of the bot
        (("task_goes_on",), 0.0),
        (("closed_hours", "answer"), 0.0),  # a person was asked for and none was there
        ((), None),
    ],
)
async def test_contained_is_who_neither_wanted_nor_needed_a_person(
    new_life: NewLife, hows: tuple[str, ...], kept: float | None
) -> None:
    life = await told_by_bot(new_life, *hows)
    await tell(life.house, life, random.Random(1))
    total = (await board(life.house)).total
    assert total["containment"] == kept
    assert total["bot_unmet"] == (None if kept is None else 1 - kept)
    assert total["handover"] == (None if kept is None else 0)


def test_the_last_word_of_substance_decides() -> None:
    turns = [Meant("article", "answered", True), Meant("rule", "unknown", False), Meant("rule", "talk", False)]
    found = decided(turns)
    assert (found.by, found.sourced, found.unknown, found.last, found.unmet) == (
        {"article": 1, "rule": 2}, 1, 1, "rule", True,
    )  # fmt: skip
    assert not decided([]).unmet


async def test_resolution_is_known_when_three_days_are_over_and_not_before(new_life: NewLife) -> None:
    first = await told_by_bot(new_life, "answer")
    house, customer = first.house, (await first.recount()).customer_id
    other = await told_by_bot(new_life, "answer")
    begun = day_of(house)
    asked = {"from_": begun, "to": begun + timedelta(days=6), "kpis": ("containment", "bot_resolution")}
    house.later(71 * 3600)
    await told_by_bot(new_life, "answer", customer=customer)
    await tell(house, other, random.Random(2))
    early = await board(house, **asked)
    assert early.total == {"containment": 1.0, "bot_resolution": None}
    assert all(row.values["bot_resolution"] is None for row in early.rows)
    assert early.known_until is not None
    assert early.known_until <= early.since
    house.later(26 * 3600)
    later = await board(house, **asked)
    assert later.total == {"containment": 1.0, "bot_resolution": 0.5}  # one of the two came again within 72 hours
    assert later.known_until is not None
    assert [row.values["bot_resolution"] for row in later.rows] == [0.5, None]
    by_channel = await board(house, **{**asked, "by": "channel"})
    assert [row.values for row in by_channel.rows] == [later.total]
    house.later(6 * 86400)
    whole = await board(house, **asked)
    assert whole.known_until is None
    assert whole.total["bot_resolution"] == pytest.approx(2 / 3)


async def test_what_was_counted_before_gets_its_marks_with_the_upgrade(new_life: NewLife, database_url: str) -> None:
    first = await told_by_bot(new_life, "answer")
    house, customer = first.house, (await first.recount()).customer_id
    await told_by_bot(new_life, "answer", customer=customer)
    async with house.work.tx(house.tenant) as tx:
        await tx.execute("DELETE FROM bot.decisions")  # long ago: nothing is recorded any more
    await tell(house, first, random.Random(3))

    async def figures() -> tuple[Any, Any]:
        async with house.db.reading(house.tenant) as conn:
            marks = await conn.fetch("SELECT * FROM insight.marks ORDER BY conversation_id, measure")
            sums = await conn.fetch("SELECT * FROM insight.rollups WHERE n <> 0 ORDER BY grain, measure, at, queue_id, channel")  # fmt: skip
            return marks, sums

    wanted = await figures()
    assert sum(row["measure"] == "bot_returned" for row in wanted[0]) == 1
    await as_owner(  # as the release before left every house
        database_url,
        "".join(
            f"ALTER TABLE insight.{name} NO FORCE ROW LEVEL SECURITY;"
            f"DELETE FROM insight.{name} WHERE measure IN ('bot_kept', 'bot_returned');"
            f"ALTER TABLE insight.{name} FORCE ROW LEVEL SECURITY;"
            for name in ("marks", "rollups")
        ),
    )
    assert await figures() != wanted
    await as_owner(database_url, dict(scripts())["0098_bot_figures.sql"].partition("\n\n")[2])
    assert await figures() == wanted


def test_a_share_of_few_reviews_is_not_told() -> None:
    wrong = KPIS["bot_wrong"]
    assert value(wrong, {"bot_sampled": Sum(29), "bot_wrong": Sum(1)}) is None
    assert value(wrong, {"bot_sampled": Sum(30)}) == 0
    assert value(wrong, {"bot_sampled": Sum(40), "bot_wrong": Sum(2)}) == 0.05


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 30, 0.0, 0.1135), (2, 40, 0.0138, 0.1650), (15, 148, 0.0624, 0.1605), (81, 263, 0.2553, 0.3662), (30, 30, 0.8865, 1.0)],
)  # fmt: skip
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    """81 of 263 and 15 of 148 are examples of Newcombe (Statistics in Medicine 17, 1998, table I)."""
    assert wilson(hits, n) == pytest.approx((low, high), abs=0.0001)
