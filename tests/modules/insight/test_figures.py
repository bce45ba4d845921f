"""Every figure of every board is what the ledger says, to the last conversation."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from qingfeng.contracts.registry import event_of
from qingfeng.kernel.errors import Invalid
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.insight import boards, spread
from qingfeng.modules.insight import public as insight
from qingfeng.modules.insight.boards import Ask, Board
from qingfeng.modules.insight.kpi import KPIS, MEASURES
from qingfeng.modules.insight.marks import Mark
from qingfeng.modules.insight.rollups import keys
from qingfeng.modules.insight.subscribers import EVENTS
from tests.modules.insight.ledger import Counted, Figures, read
from tests.modules.insight.life import TOLD, Life, wander
from tests.modules.routing.house import House

NewLife = Callable[[], Life]
SHANGHAI = ZoneInfo("Asia/Shanghai")
PAUSES = (0, 0, 1, 3, 8, 20, 45, 90, 400, 3000)


async def feel(life: Life, emotion: Any) -> None:
    async with life.step() as (tx, conv):
        conv.emotion = emotion
        await conversations.change(tx, conv, "emotion")


async def live_on(new_life: NewLife, chance: random.Random, many: int) -> House:
    """So many contacts at a time or after one another, none the same; some are left open."""
    house = new_life().house
    going: list[Life] = []
    while many or going:
        if many and len(going) < 8:
            life = new_life()
            await life.open()
            going.append(life)
            many -= 1
        life = chance.choice(going)
        house.later(chance.choice(PAUSES) + chance.randrange(1000) / 1000)
        if life.phase == "bot" and chance.random() < 0.03:
            await life.hand_over(chance.choice(life.queues))
            await life.leave()
        elif life.phase != "closed" and chance.random() < 0.05:
            await feel(life, chance.choice(["calm", "annoyed", "angry"]))
        elif chance.random() < 0.005 or not await wander(life, chance):
            going.remove(life)
    return house


async def tell(house: House, life: Life, chance: random.Random) -> None:
    """Everything that happened, in any order and some of it twice, a few dozen at a time."""
    events = [(event_of(e), e.at) for e in life.kept.envelopes if e.type in TOLD]
    events += chance.sample(events, len(events) // 5)
    chance.shuffle(events)
    for i in range(0, len(events), 64):
        async with house.work.tx(house.tenant) as tx:
            await insight.note(tx, [(event, at) for event, at in events[i : i + 64] if event is not None])


async def table(house: House, name: str) -> list[tuple[Any, ...]]:
    # What came to nothing may stay as a row of zeros.
    where = " WHERE n <> 0" if name == "rollups" else ""
    async with house.db.reading(house.tenant) as conn:
        rows = await conn.fetch(f"SELECT * FROM insight.{name}{where}")
    return sorted((tuple(tuple(v) if isinstance(v, list) else v for v in row.values()) for row in rows), key=repr)


def same(found: dict[str, float | None], wanted: dict[str, float | None]) -> None:
    for code, value in found.items():
        right = wanted[code]
        if KPIS[code].quantile is None or right is None or value is None:
            assert value == (pytest.approx(right, rel=1e-12) if right is not None else None), code
        else:
            assert abs(value - right) <= max(0.5, right * spread.ERROR), (code, value, right)


def by_key(counted: Iterable[Counted], by: str) -> dict[str, list[Counted]]:
    found: dict[str, list[Counted]] = {}
    for one in counted:
        _, at, queue, channel, agent, _ = one
        local = at.astimezone(SHANGHAI)
        if by == "agent" and agent is None:
            continue
        day = datetime(local.year, local.month, local.day, local.hour if by == "hour" else 0, tzinfo=SHANGHAI)
        key = {
            "hour": day.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "day": day.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "queue": str(queue or ""),
            "channel": channel,
            "agent": str(agent),
        }[by]
        found.setdefault(key, []).append(one)
    return found


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_figures_are_what_the_ledger_says(new_life: NewLife) -> None:
    chance = random.Random(20261)
    house = await live_on(new_life, chance, 260)
    await tell(house, new_life(), chance)
    cases = await read(house)
    counted = [one for case in cases.values() for one in case.counted]
    assert {one[0] for one in counted} - {"waiting"} == set(MEASURES)
    first = min(one[1] for one in counted).astimezone(SHANGHAI).date()
    last = max(one[1] for one in counted).astimezone(SHANGHAI).date()
    assert (last - first).days >= 3

    async def board(**ask: Any) -> Board:
        async with house.db.reading(house.tenant) as conn:
            return await insight.board(conn, house.tenant, Ask(**{"from_": first, "to": last, **ask}))

    for by in ("hour", "day", "queue", "channel", "agent"):
        made = await board(by=by)
        wanted = by_key(counted, by)
        assert {row.key for row in made.rows} == set(wanted), by
        for row in made.rows:
            same(row.values, Figures(wanted[row.key]).all())
        if by != "agent":
            same(made.total, Figures(counted).all())
    assert (await board(by="team")).total == (await board(by="agent")).total
    queue = next(one[2] for one in counted if one[2] is not None)
    within = [one for one in counted if one[2] == queue and one[3] == "open"]
    same((await board(queue=queue, channel="open")).total, Figures(within).all())
    middle = [one for one in counted if one[1].astimezone(SHANGHAI).date() == first + timedelta(days=1)]
    one_day = await board(from_=first + timedelta(days=1), to=first + timedelta(days=1))
    same(one_day.total, Figures(middle).all())
    same(one_day.before, Figures(by_key(counted, "day")[min(by_key(counted, "day"))]).all())

    for measure in MEASURES:  # behind each number are those that it counted, and no others
        behind = Counter((id_, one[1]) for id_, case in cases.items() for one in case.counted if one[0] == measure)
        assert Counter(await drilled(house, measure, Ask(from_=first, to=last))) == behind, measure

    kept = {name: await table(house, name) for name in ("contacts", "marks", "rollups")}
    await forget(house)
    assert await insight.rebuild(house.work, house.tenant, EVENTS) > 3000
    for name, rows in kept.items():
        again = await table(house, name)
        if name != "contacts":  # a tally's parts may be written in another order
            assert again == rows, name
        assert len(again) == len(rows)
    async with house.db.reading(house.tenant) as conn:
        for id_ in cases:
            assert await insight.contact(conn, id_) == await insight.recount(conn, id_)


async def drilled(house: House, measure: str, ask: Ask) -> list[tuple[UUID, datetime]]:
    found: list[tuple[UUID, datetime]] = []
    cursor = ""
    while True:
        async with house.db.reading(house.tenant) as conn:
            page = await insight.drill(conn, house.tenant, ask, measure, cursor, 37)
        found += [(item.conversation_id, item.at) for item in page.items]
        if page.next is None:
            return found
        cursor = page.next


async def forget(house: House) -> None:
    async with house.work.tx(house.tenant) as tx:
        for name in ("contacts", "marks", "rollups"):
            await tx.execute(f"DELETE FROM insight.{name}")


async def test_contacts_from_before_there_were_marks_are_counted_once(new_life: NewLife) -> None:
    touched, left = new_life(), new_life()
    house = left.house
    for life in (touched, left):
        await life.open()
        await life.hand_over(life.queues[0])
        await life.claim(life.agents[0])
        await life.close()
    await tell(house, left, random.Random(4))
    wanted = {name: await table(house, name) for name in ("marks", "rollups")}
    async with house.work.tx(house.tenant) as tx:  # as the release before left them
        await tx.execute("UPDATE insight.contacts SET tally = tally - 'marked'")
        await tx.execute("DELETE FROM insight.marks")
        await tx.execute("DELETE FROM insight.rollups")
        await tx.execute("DELETE FROM kernel.outbox WHERE key = $1", str(left.id))
    await touched.note(touched.told()[-1:])
    half = {row[1] for row in await table(house, "marks")}
    assert half == {touched.id}
    await insight.rebuild(house.work, house.tenant, EVENTS)
    assert {name: await table(house, name) for name in wanted} == wanted


async def test_a_short_abandonment_counts_neither_way(new_life: NewLife) -> None:
    short, long = new_life(), new_life()
    for life, pause in ((short, 5), (long, 40)):
        await life.open()
        await life.hand_over(life.queues[0])
        life.house.later(pause)
        await life.leave()
    house = short.house
    await tell(house, short, random.Random(1))
    today = house.clock.now().astimezone(SHANGHAI).date()
    async with house.db.reading(house.tenant) as conn:
        made = await insight.board(conn, house.tenant, Ask(from_=today, to=today))
    assert (made.total["offered"], made.total["abandonment"], made.total["service_level"]) == (2, 1.0, 0.0)


def test_days_are_the_houses_own_also_when_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    noon = datetime(2026, 3, 29, 12, tzinfo=UTC)  # the day has 23 hours
    mark = Mark("opened", 0, noon, None, "webchat", None, 0)
    grains = {key[0]: key[2] for key in keys(mark, berlin)}
    day = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert grains == {"q": noon, "qa": noon, "d": day, "dq": day, "dc": day, "da": day}
    since, until = boards.span(date(2026, 3, 29), date(2026, 3, 29), berlin)
    assert until - since == timedelta(hours=23)
    since, until = boards.span(date(2026, 10, 25), date(2026, 10, 25), berlin)
    assert until - since == timedelta(hours=25)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.9, 1.0])
def test_quantiles_keep_the_error_they_state(share: float) -> None:
    chance = random.Random(5)
    values = [round(1000 * 10 ** chance.uniform(-1, 5)) for _ in range(999)]
    counts = Counter(spread.bucket(ms) for ms in values)
    right = sorted(values)[max(0, -(-int(share * 1000) * 999 // 1000) - 1)] / 1000
    found = spread.quantile(counts, share)
    assert found is not None
    assert abs(found - right) <= max(0.5, right * spread.ERROR)
    assert spread.quantile({}, share) is None


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        ({"from_": date(2026, 7, 2), "to": date(2026, 7, 1)}, "range_backwards"),
        ({"to": date(2028, 7, 1)}, "range_too_long"),
        ({"to": date(2026, 9, 1), "by": "hour"}, "range_too_long"),
        ({"from_": date(1, 1, 1)}, "out_of_range"),
        ({"kpis": ("luck",)}, "unknown_kpi"),
        ({"by": "hour", "agent": UUID(int=1)}, "by_with_agent"),
        ({"by": "agent", "channel": "open"}, "filter_with_agents"),
        ({"by": "agent", "kpis": ("service_level",)}, "not_by_agent"),
    ],
)
def test_what_cannot_be_answered_is_refused(ask: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        boards.checked(Ask(**{"from_": date(2026, 7, 1), "to": date(2026, 7, 1), **ask}))
    assert refused.value.code == code
    assert refused.value.field


def test_a_name_is_no_formula_in_a_spreadsheet() -> None:
    rows = [
        boards.BoardRow(key="k", name='=HYPERLINK("x")', values={"offered": 3.0, "service_level": 0.123456789}),
        boards.BoardRow(key="-1+2", name="@x, 甲", values={"offered": None, "service_level": -0.5}),
    ]
    now = datetime(2026, 7, 1, tzinfo=UTC)
    made = Board(since=now, until=now, zone="UTC", by="agent", kpis=[], rows=rows, total={}, before={})
    text = boards.csv(made, [("offered", "人工呼入量"), ("service_level", "服务水平")])
    assert text.startswith("\ufeffkey,name,人工呼入量,服务水平\r\n")
    assert text.splitlines()[1:] == ['k,"\'=HYPERLINK(""x"")",3,0.123457', "'-1+2,\"'@x, 甲\",,-0.5"]
