"""Replies are read from the ledger, counted once and stay; and one more message costs the same however long a talk is."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any, cast
from uuid import UUID

import asyncpg
import pytest

from qingfeng.contracts.base import Event
from qingfeng.contracts.conversations import MessageAppended
from qingfeng.contracts.messages import Author
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.insight import public as insight
from qingfeng.modules.insight.model import Tally, add
from qingfeng.modules.insight.older import spans_of
from tests.modules.insight.life import Life

NewLife = Callable[[], Life]
Told = list[tuple[Event, datetime]]


class Counting:
    """Stands in front of a transaction's line: what was asked of the database."""

    def __init__(self, line: Any) -> None:
        self._line = line
        self.statements: list[str] = []

    def __getattr__(self, name: str) -> Any:
        do = getattr(self._line, name)
        if name not in ("fetch", "fetchrow", "fetchval", "execute", "executemany"):
            return do

        def ask(sql: str, *args: Any) -> Any:
            self.statements.append(sql)
            return do(sql, *args)

        return ask


async def statements(life: Life, events: Told) -> list[str]:
    """Tell them; what it took."""
    async with life.house.work.tx(life.house.tenant) as tx:
        tx.line = counting = cast(Any, Counting(tx.line))
        await insight.note(tx, events)
    return cast(list[str], counting.statements)


async def with_agent(life: Life, queue: UUID) -> None:
    await life.open()
    await life.hand_over(queue)
    await life.claim(life.agents[0])


async def talk(life: Life, messages: int) -> None:
    """So many, customer and agent in turn, a hundred at a time."""
    for begin in range(0, messages, 100):
        async with life.step() as (tx, conv):
            for n in range(begin, min(messages, begin + 100)):
                who: Any = ("customer", "agent")[n % 2]
                author = Author(who, conv.agent_id if who == "agent" else None, who)
                await conversations.append(tx, conv, conversations.Draft(author=author, kind="text", text="您好"))


async def tally_size(life: Life) -> int:
    async with life.house.db.reading(life.house.tenant) as conn:
        size: int = await conn.fetchval(
            "SELECT length(tally::text) FROM insight.contacts WHERE conversation_id = $1", life.id
        )
    return size


async def replies(life: Life) -> list[tuple[Any, ...]]:
    async with life.house.db.reading(life.house.tenant) as conn:
        rows = await conn.fetch(
            "SELECT no, queue_id, channel, agent_id, value FROM insight.marks"
            " WHERE conversation_id = $1 AND measure = 'reply' ORDER BY no",
            life.id,
        )
    return [tuple(row.values()) for row in rows]


async def rolled_up(life: Life) -> set[tuple[str, int, int]]:
    """Number and sum of the house's replies, by grain."""
    async with life.house.db.reading(life.house.tenant) as conn:
        rows = await conn.fetch(
            "SELECT grain, sum(n)::bigint AS n, sum(total)::bigint AS total FROM insight.rollups"
            " WHERE measure = 'reply' GROUP BY 1"
        )
    return {tuple(row.values()) for row in rows}


async def test_a_long_talk_costs_as_little_as_a_short_one(new_life: NewLife) -> None:
    life = new_life()
    await life.open()
    await life.note(life.told())
    empty = await tally_size(life)
    await life.hand_over(life.queues[0])
    await life.claim(life.agents[0])
    begun = len(life.told())
    await talk(life, 2004)
    events = life.told()
    await statements(life, events[1:begun])
    early = [len(await statements(life, [event])) for event in events[begun : begun + 4]]
    for i in range(begun + 4, begun + 2000, 200):
        await statements(life, events[i : min(i + 200, begun + 2000)])
    late = [len(await statements(life, [event])) for event in events[begun + 2000 :]]
    assert await tally_size(life) - empty < 2000
    assert late[0] == late[2] == 2  # the customer's: the tally is read and written, and that is all
    assert late[1] == late[3] == early[3] <= 7  # an agent's: the ledger, locks, one mark, its rollups
    assert len(await replies(life)) == 1001
    facts = await life.contact()
    assert facts == await life.recount()


async def test_a_reply_belongs_to_where_it_was_given(new_life: NewLife) -> None:
    life = new_life()
    first, second = life.queues
    await with_agent(life, first)
    for who in ("customer", "agent", "customer", "customer", "agent"):  # the first response; 2 s
        await life.says(who)
    await life.on_another_channel()
    await life.says("customer")
    await life.says("agent")  # 1 s, on the other channel
    await life.transfer(queue=second)
    await life.says("customer")
    await life.claim(life.agents[1])
    await life.says("agent", "note")
    await life.says("agent")  # 3 s, in the other queue
    await life.says("agent")  # answers nothing
    await life.hand_back()
    await life.says("customer")
    await life.says("bot")
    await life.hand_over(first)
    await life.claim(life.agents[2])
    await life.says("agent")  # the bot has answered
    await life.says("customer")
    await life.says("agent")  # 1 s
    events = life.told()
    one, two, three = (agent.id for agent in life.agents)
    wanted = [
        (first, "webchat", one, 2000),
        (first, "open", one, 1000),
        (second, "open", two, 3000),
        (first, "open", three, 1000),
    ]
    chance = random.Random(12)
    grains = {(grain, 4, 7000) for grain in ("q", "qa", "d", "dq", "dc", "da", "a", "a4", "a16")}
    for order in (events, events[::-1], chance.sample(events, len(events)), [e for e in events for _ in range(2)]):
        await life.forget()
        async with life.house.work.tx(life.house.tenant) as tx:
            await tx.execute("DELETE FROM insight.rollups")
        for i in range(0, len(order), 7):
            await statements(life, order[i : i + 7])
        assert [row[1:] for row in await replies(life)] == wanted
        assert await rolled_up(life) == grains
    kept = await replies(life)
    await life.transfer(queue=second)  # what comes later does not move them
    await life.on_another_channel()
    await life.note(life.told()[len(events) :])
    await life.note(events)
    assert await replies(life) == kept
    assert await rolled_up(life) == grains


async def test_a_reply_that_is_taken_back_stays_one(new_life: NewLife) -> None:
    life = new_life()
    await with_agent(life, life.queues[0])
    for who in ("customer", "agent", "customer", "agent"):
        await life.says(who)
    answers = [e for e, _ in life.told() if isinstance(e, MessageAppended) and e.message.author.kind == "agent"]
    await life.note(life.told())
    kept = await replies(life)
    assert [row[0] for row in kept] == [answers[1].message.seq]
    for answer in answers:
        async with life.step() as (tx, conv):
            await conversations.recall(tx, conv, answer.message.id, life.agents[0])
    await life.says("customer")
    await life.says("agent")
    await life.forget()
    await life.note(life.told())
    assert (await replies(life))[:1] == kept
    assert len(await replies(life)) == 2


async def test_messages_out_of_order_leave_gaps_that_close(new_life: NewLife) -> None:
    life = new_life()
    await with_agent(life, life.queues[0])
    await talk(life, 60)
    await life.says("agent", "note")
    events = life.told()
    last = max(e.message.seq for e, _ in events if isinstance(e, MessageAppended))
    for seed in range(20):
        order = events * 2
        random.Random(seed).shuffle(order)
        tally = Tally()
        for event, at in order:
            tally = add(tally, event, at)
        assert tally.heard == ((1, last),)
        assert tally.said == {"customer": 30, "agent": 30, "system": last - 61}
    without = [(e, at) for e, at in events if not (isinstance(e, MessageAppended) and e.message.seq in (9, 10, 20))]
    tally = Tally()
    for event, at in without:
        tally = add(tally, event, at)
    assert tally.heard == ((1, 8), (11, 19), (21, last))


_THREAD = """
INSERT INTO conversations.messages (tenant_id, conversation_id, seq, id, prev_public, public, author_kind, author_name,
  kind, text, at)
SELECT $1, $2, 100 + n, gen_random_uuid(), 99 + n, n % 5 <> 3, (ARRAY['agent', 'customer', 'customer', 'agent', 'system'])[1 + n % 5],
  '张', (ARRAY['text', 'text', 'text', 'note', 'system'])[1 + n % 5], '第 ' || n || ' 句', now() + n * interval '1 second'
FROM generate_series(0, $3) n
"""


class Explaining:
    """Stands in front of a connection: how many rows each query touched, and of what kind each step of it was."""

    def __init__(self, conn: Any) -> None:
        self._conn = conn
        self.touched: list[int] = []
        self.steps: set[str] = set()

    async def fetch(self, sql: str, *args: Any) -> Any:
        found = await self._conn.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *args)
        plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
        self.touched.append(self._walk(plan))
        return await self._conn.fetch(sql, *args)

    def _walk(self, node: dict[str, Any]) -> int:
        self.steps.add(node["Node Type"])
        rows = node["Actual Rows"] + sum(node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck"))
        return int(rows * node["Actual Loops"]) + sum(self._walk(below) for below in node.get("Plans", []))


async def test_what_was_answered_is_found_by_the_index(new_life: NewLife, database_url: str) -> None:
    short, long = new_life(), new_life()
    house = short.house
    for life, messages in ((short, 50), (long, 12000)):
        await life.open()
        async with house.work.tx(house.tenant) as tx:
            await tx.execute(_THREAD, house.tenant, life.id, messages)
    owner = await asyncpg.connect(database_url)
    await owner.execute("ANALYZE conversations.messages")
    await owner.close()
    async with house.db.reading(house.tenant) as conn:
        spy = cast(Any, Explaining(conn))
        for life, seq in ((short, 150), (long, 150), (long, 6100), (long, 12100)):
            (turn,) = await conversations.turns(spy, [(life.id, seq)])
            assert (turn.conversation_id, turn.seq) == (life.id, seq)
            asked = await conn.fetchval(
                "SELECT at FROM conversations.messages WHERE conversation_id = $1 AND seq = $2", life.id, seq - 4
            )
            assert turn.asked_at == asked
        assert await conversations.turns(spy, [(long.id, 100), (UUID(int=5), 7)]) == []
    assert "Seq Scan" not in spy.steps, spy.steps
    assert len(set(spy.touched[:4])) == 1, spy.touched
    assert spy.touched[0] < 20


@pytest.mark.parametrize("bot", [1, 30])
async def test_after_the_bot_an_agent_goes_on(new_life: NewLife, bot: int) -> None:
    """Whether an agent wrote before is known however much the bot said since."""
    life = new_life()
    await life.open()
    for _ in range(bot):
        await life.says("customer")
        await life.says("bot")
    await life.says("customer")
    await life.claim(life.agents[0])
    await life.says("agent")  # the first response, no reply
    await life.hand_back()
    for _ in range(bot):
        await life.says("customer")
        await life.says("bot")
    await life.says("customer")
    await life.claim(life.agents[1])
    await life.says("agent")
    await life.note(life.told())
    assert [row[1:] for row in await replies(life)] == [(None, "webchat", life.agents[1].id, 2000)]


async def test_a_contact_from_before_goes_on_with_what_it_had(new_life: NewLife) -> None:
    """Its tally had the seqs of each author as bits, no seq with the first answer, and perhaps every message."""
    life = new_life()
    await with_agent(life, life.queues[0])
    for who in ("customer", "agent"):
        await life.says(who)
    await life.says("agent", "note")
    await life.transfer(agent=life.agents[1])
    await life.says("agent")
    events = life.told()
    await life.note(events)
    wanted = await life.contact()
    messages = [e.message for e, _ in events if isinstance(e, MessageAppended) and e.message.kind != "note"]
    said: dict[str, int] = {}
    for message in messages:
        said[message.author.kind] = said.get(message.author.kind, 0) | 1 << message.seq
    (moved,) = [m.seq for m in messages if m.system is not None and m.system.code == "transferred"]
    first = next(m for m in messages if m.author.kind == "agent")
    older = {"said": {who: f"{bits:x}" for who, bits in said.items()}, "transfers": f"{1 << moved:x}", "answered": first.at.isoformat()}  # fmt: skip
    talk = {"talk": {str(first.seq): ["agent", first.at.isoformat(), str(life.agents[0].id)]}}
    for kept in (older, older | talk):
        async with life.house.work.tx(life.house.tenant) as tx:
            await tx.execute(
                "UPDATE insight.contacts SET tally = (tally - 'heard') || $2 WHERE conversation_id = $1", life.id, kept
            )
        await life.note(events)  # told again it changes nothing
        assert await life.contact() == wanted
    await life.says("customer")
    await life.says("agent")
    await life.note(life.told()[len(events) :])
    assert await life.contact() == await life.recount()
    async with life.house.db.reading(life.house.tenant) as conn:
        answered = await conn.fetchval(
            "SELECT agent_id FROM insight.marks WHERE conversation_id = $1 AND measure = 'first_response'", life.id
        )
    assert answered == life.agents[0].id


@pytest.mark.parametrize("numbers", [(), (1,), (1, 2, 3), (2, 5, 6, 7, 9), (1, 2, 5000)])
def test_bits_as_spans(numbers: tuple[int, ...]) -> None:
    spans = spans_of(sum(1 << n for n in numbers))
    assert [n for first, last in spans for n in range(first, last + 1)] == list(numbers)
    assert all(one[1] + 1 < next_[0] for one, next_ in pairwise(spans))
