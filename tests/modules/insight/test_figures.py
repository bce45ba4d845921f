"""Every figure of every board is what the ledger says, to the last conversation."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import msgspec
import pytest

from qingfeng.contracts.base import Actor
from qingfeng.contracts.registry import event_of
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.migrate import scripts
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.insight import boards, spread, work
from qingfeng.modules.insight import public as insight
from qingfeng.modules.insight.boards import Ask, Board, By
from qingfeng.modules.insight.kpi import KPIS
from qingfeng.modules.insight.marks import Mark
from qingfeng.modules.insight.measures import MEASURES
from qingfeng.modules.insight.rollups import keys
from qingfeng.modules.insight.subscribers import EVENTS
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing.public import Policy, QueueDraft
from tests.modules.insight.ledger import Case, Counted, Figures, presences, read, spent, together
from tests.modules.insight.life import TOLD, Life, wander
from tests.modules.insight.test_blocks import forget_blocks, make_blocks
from tests.modules.routing.house import House
from tests.support.depth import examples

NewLife = Callable[[], Life]
SHANGHAI = ZoneInfo("Asia/Shanghai")
AFTER = datetime(2030, 1, 1, tzinfo=UTC)
GROUPS: tuple[By, ...] = ("hour", "day", "queue", "channel", "agent")
REVIEWED = {"bot_sampled", "bot_wrong", "bot_unhelpful"}
"""Of reviews; see tests/modules/insight/test_reviewed.py."""
COUNTED = {name for name, its in MEASURES.items() if not its.time} - REVIEWED
KEPT = ("contacts", "marks", "hands", "rollups")
PAUSES = (0, 0, 1, 3, 8, 20, 45, 90, 400, 3000, 6000)


HOLIDAYS = {date(2026, 9, 25) + timedelta(days=n) for n in (0, 1, 2, 6, 7, 8, 9, 10, 11, 12)}
MAKE_UP = {date(2026, 9, 20), date(2026, 10, 10)}
BEGINS = datetime(2026, 9, 19, 4, tzinfo=UTC)
"""On a Saturday: the next day is worked in exchange, Mid-Autumn comes on Friday."""


async def keep_hours(house: House, service: UUID) -> Callable[[UUID | None, datetime], bool]:
    """Office hours of the house and evenings past midnight of a queue; gives what they come to, in plain words."""
    office, evening = [("09:00", "12:00"), ("13:30", "18:00")], [("20:00", "02:00")]
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    async with house.work.tx(house.tenant) as tx:
        weekly = dict.fromkeys(days[:5], office)
        usual = channels.Hours(tz="Asia/Shanghai", weekly=weekly, follows="cn", on_holiday=[("10:00", "16:00")])
        await channels.put_hours(tx, "default", usual)
        late = await channels.put_hours(tx, "late", channels.Hours(tz="Asia/Shanghai", weekly=dict.fromkeys(days, evening)))  # fmt: skip
        draft = QueueDraft(code="service", name_zh="service队列", name_en="service", policy=Policy(), hours_id=late)
        assert await routing.put_queue(tx, draft) == service

    def opened(queue: UUID | None, at: datetime) -> bool:
        local = at.astimezone(SHANGHAI)
        hour = local.hour + local.minute / 60
        if queue == service:
            return hour >= 20 or hour < 2
        if local.date() in HOLIDAYS:
            return 10 <= hour < 16
        worked = local.weekday() < 5 or local.date() in MAKE_UP
        return worked and (9 <= hour < 12 or 13.5 <= hour < 18)

    return opened


async def feel(life: Life, emotion: Any) -> None:
    async with life.step() as (tx, conv):
        conv.emotion = emotion
        await conversations.change(tx, conv, "emotion")


async def be(house: House, agent: Actor, state: Any, reason: str) -> None:
    async with house.work.tx(house.tenant) as tx:
        await people.set_presence(tx, agent.id, state, reason if state == "break" else None, agent)


async def live_on(new_life: NewLife, chance: random.Random, many: int) -> House:
    """So many contacts at a time or after one another, none the same; some are left open."""
    house = new_life().house
    regulars = [await house.customer() for _ in range(25)]
    going: list[Life] = []
    while many or going:
        if many and len(going) < 8:
            life = new_life()
            await life.open(chance.choice([None, chance.choice(regulars)]))
            going.append(life)
            many -= 1
        life = chance.choice(going)
        house.later(chance.choice(PAUSES) + chance.randrange(1000) / 1000)
        if chance.random() < 0.08:
            state = chance.choice(["ready", "ready", "break", "offline"])
            await be(house, chance.choice(life.agents), state, chance.choice(["rest", "meal"]))
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
        right, kpi = wanted[code], KPIS[code]
        if right is None or value is None:
            assert value is right, code
        elif kpi.quantile is not None:
            assert abs(value - right) <= max(0.5, right * spread.ERROR), (code, value, right)
        elif kpi.of_time:  # kept in whole milliseconds of each agent and day
            assert value == pytest.approx(right, rel=1e-5, abs=0.02 if kpi.unit == "seconds" else 0), code
        else:
            assert value == pytest.approx(right, rel=1e-12), code


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


class Truth:
    """A house and everything that was counted in it, by brute force."""

    def __init__(self, house: House, cases: dict[UUID, Case], states: Any) -> None:
        self.house, self.cases = house, cases
        self.counted = [one for case in cases.values() for one in case.counted]
        self.first = min(one[1] for one in self.counted).astimezone(SHANGHAI).date()
        self.last = max(one[1] for one in self.counted).astimezone(SHANGHAI).date()
        days = [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]
        self.time = {day: spent(cases.values(), states, boards.span(day, day, SHANGHAI)) for day in days}
        self.whole = together(one for its in self.time.values() for one in its.values())

    async def board(self, **ask: Any) -> Board:
        async with self.house.db.reading(self.house.tenant) as conn:
            return await insight.board(conn, self.house.tenant, Ask(**{"from_": self.first, "to": self.last, **ask}), AFTER)  # fmt: skip

    def time_of(self, by: str, key: str) -> dict[str, float]:
        if by == "day":
            return together(self.time[datetime.fromisoformat(key).astimezone(SHANGHAI).date()].values())
        return together(day[UUID(key)] for day in self.time.values() if by == "agent" and UUID(key) in day)

    async def rows_are_right(self) -> None:
        for by in GROUPS:
            made = await self.board(by=by)
            wanted = by_key(self.counted, by)
            assert {row.key for row in made.rows} >= set(wanted), by
            for row in made.rows:
                same(row.values, Figures(wanted.get(row.key, []), self.time_of(by, row.key)).all())
            if by != "agent":
                same(made.total, Figures(self.counted, self.whole).all())

    async def filters_are_right(self) -> None:
        assert (await self.board(by="team")).total == (await self.board(by="agent")).total
        queue = next(one[2] for one in self.counted if one[2] is not None)
        within = [one for one in self.counted if one[2] == queue and one[3] == "open"]
        same((await self.board(queue=queue, channel="open")).total, Figures(within).all())
        days, second = sorted(by_key(self.counted, "day").items()), self.first + timedelta(days=1)
        (_, one), (key, other) = days[:2]
        assert key.startswith(str(self.first))  # the second day begins on the first by the clocks of Greenwich
        made = await self.board(from_=second, to=second)
        same(made.total, Figures(other, together(self.time[second].values())).all())
        same(made.before, Figures(one, together(self.time[self.first].values())).all())

    async def conversations_are_right(self) -> None:
        """Behind each number are those that it counted, and no others."""
        ask = Ask(from_=self.first, to=self.last)
        for measure in COUNTED:
            right = Counter(
                (id_, one[1]) for id_, case in self.cases.items() for one in case.counted if one[0] == measure
            )
            assert Counter(await drilled(self.house, measure, ask)) == right, measure
        for by in GROUPS:
            for key, ones in by_key(self.counted, by).items():
                for measure in ("closed", "answered"):
                    wanted = Counter(one[1] for one in ones if one[0] == measure)
                    found = await drilled(self.house, measure, msgspec.structs.replace(ask, by=by), key)
                    assert Counter(at for _, at in found) == wanted, (by, key, measure)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_figures_are_what_the_ledger_says(new_life: NewLife) -> None:
    chance = random.Random(20262)
    lives = examples(120, 260)
    first = new_life()
    house = first.house
    house.clock.advance((BEGINS - house.clock.now()).total_seconds())
    opened = await keep_hours(house, first.queues[1])
    await live_on(new_life, chance, lives)
    await tell(house, new_life(), chance)
    truth = Truth(house, await read(house, opened), await presences(house))
    assert truth.first <= min(MAKE_UP)
    assert truth.last >= min(HOLIDAYS)
    assert {one[0] for one in truth.counted} - {"waiting"} == COUNTED
    assert (truth.last - truth.first).days >= 3
    assert all(truth.whole[name] > lives / 5 for name in work.TIMES)
    await truth.rows_are_right()
    house.clock.advance((AFTER - house.clock.now()).total_seconds())
    async with house.work.tx(house.tenant) as tx:
        await work.roll(tx)
    await truth.rows_are_right()  # once the days are over
    await truth.filters_are_right()
    await truth.conversations_are_right()

    kept = {name: await table(house, name) for name in KEPT}
    await forget(house)
    assert await insight.rebuild(house.work, house.tenant, EVENTS) > 11 * lives
    for name, rows in kept.items():
        again = await table(house, name)
        if name != "contacts":  # a tally's parts may be written in another order
            assert again == rows, name
        assert len(again) == len(rows)
    async with house.db.reading(house.tenant) as conn:
        for id_ in truth.cases:
            assert await insight.contact(conn, id_) == await insight.recount(conn, id_)


async def test_agents_quantiles_from_before_are_made_of_their_marks(new_life: NewLife, database_url: str) -> None:
    house = await live_on(new_life, random.Random(77), 25)
    await tell(house, new_life(), random.Random(78))
    wanted = await table(house, "rollups")
    async with house.work.tx(house.tenant) as tx:  # as the release before kept them
        await tx.execute("UPDATE insight.rollups SET spread = '{}' WHERE grain = 'a'")
    await forget_blocks(database_url)
    assert await table(house, "rollups") != wanted
    conn = await asyncpg.connect(database_url)
    try:
        await conn.execute(dict(scripts())["0037_agent_quantiles.sql"])
    finally:
        await conn.close()
    await make_blocks(database_url)
    assert await table(house, "rollups") == wanted


async def test_a_calendar_that_is_edited_later_changes_nothing_that_was_counted(new_life: NewLife) -> None:
    life = new_life()
    house = life.house
    house.clock.advance((datetime(2026, 9, 24, 15, tzinfo=UTC) - house.clock.now()).total_seconds())
    await keep_hours(house, life.queues[1])
    await life.open()
    await life.hand_over(life.queues[0])  # at eleven at night, before a holiday
    house.later(12 * 3600)
    await life.claim(life.agents[0])
    await life.says("agent")
    await life.close()
    await tell(house, life, random.Random(3))
    today = date(2026, 9, 25)
    ask = Ask(from_=date(2026, 9, 24), to=today, kpis=("speed_of_answer", "speed_of_answer_in_hours", "resolution_in_hours", "out_of_hours"))  # fmt: skip

    async def figures() -> dict[str, float | None]:
        async with house.db.reading(house.tenant) as conn:
            return (await insight.board(conn, house.tenant, ask, house.clock.now())).total

    found = await figures()
    assert found["speed_of_answer"] == pytest.approx(12 * 3600, abs=5)
    assert found["speed_of_answer_in_hours"] == pytest.approx(3600, abs=10)  # open from ten
    assert found["out_of_hours"] == 1.0
    async with house.work.tx(house.tenant) as tx:
        await channels.put_hours(tx, "default", channels.Hours(tz="Asia/Shanghai", weekly={}))
    await life.answer(4)  # the contact goes on being counted
    await tell(house, life, random.Random(4))
    assert await figures() == found
    await insight.rebuild(house.work, house.tenant, EVENTS)
    assert await figures() == found


async def drilled(house: House, measure: str, ask: Ask, key: str | None = None) -> list[tuple[UUID, datetime]]:
    found: list[tuple[UUID, datetime]] = []
    cursor = ""
    while True:
        async with house.db.reading(house.tenant) as conn:
            page = await insight.drill(
                conn, house.tenant, ask, insight.Page(measure=measure, key=key, after=cursor, limit=37), AFTER
            )
        found += [(item.conversation_id, item.at) for item in page.items]
        if page.next is None:
            return found
        cursor = page.next


async def forget(house: House) -> None:
    async with house.work.tx(house.tenant) as tx:
        for name in KEPT:
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
        made = await insight.board(conn, house.tenant, Ask(from_=today, to=today), house.clock.now())
    assert (made.total["offered"], made.total["abandonment"], made.total["service_level"]) == (2, 1.0, 0.0)


async def test_a_day_that_goes_on_is_held_against_the_same_hours_of_the_day_before(new_life: NewLife) -> None:
    house = new_life().house
    for hours in (0, 3, 21.5):  # at ten and at one on the first day, at half past ten on the next
        house.later(3600 * hours)
        life = new_life()
        await life.open()
        await life.hand_over(life.queues[0])
    await tell(house, new_life(), random.Random(1))
    today = house.clock.now().astimezone(SHANGHAI).date()
    async with house.db.reading(house.tenant) as conn:
        made = await insight.board(conn, house.tenant, Ask(from_=today, to=today), house.clock.now())
        over = await insight.board(
            conn, house.tenant, Ask(from_=today, to=today), house.clock.now() + timedelta(days=1)
        )
        mine = Ask(from_=today, to=today, agent=UUID(int=1))
        alone = await insight.board(conn, house.tenant, mine, house.clock.now())
    assert (made.total["offered"], made.before["offered"], over.before["offered"]) == (1, 1, 2)
    assert alone.before["handled"] is None


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
        ({"from_": date(1, 1, 1)}, "day_out_of_range"),
        ({"kpis": ("luck",)}, "unknown_kpi"),
        ({"by": "hour", "agent": UUID(int=1)}, "by_with_agent"),
        ({"by": "agent", "channel": "open"}, "filter_with_agents"),
        ({"by": "agent", "kpis": ("service_level",)}, "not_like_this"),
    ],
)
def test_what_cannot_be_answered_is_refused(ask: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        boards.checked(Ask(**{"from_": date(2026, 7, 1), "to": date(2026, 7, 1), **ask}))
    assert refused.value.code == code
    assert refused.value.field
