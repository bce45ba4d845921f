"""Conversations are found by what was said: by index among very many, within the tenant, with the line that was meant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from qingfeng.contracts.messages import Attachment, Author, RowAgent
from qingfeng.kernel import text
from qingfeng.kernel.db import Connection
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Draft, Filler, Where
from tests.support.world import World, open_world

ME = UUID(int=7)
ANY = Where(me=ME)
_MANY = 100_000
_PER_CONVERSATION = 10

_CUSTOMER = """
INSERT INTO customers.customers (tenant_id, id, name, created_at)
VALUES ($1, '00000000-0000-0000-0001-000000000001', '老客户', now())
"""
_CONVERSATIONS = """
INSERT INTO conversations.conversations (tenant_id, id, customer_id, customer_name, customer_tier, channel_id, channel_kind,
  phase, opened_at, last_at, closed_at)
SELECT $1, ('00000000-0000-0000-0002-' || lpad(to_hex(n), 12, '0'))::uuid, '00000000-0000-0000-0001-000000000001', '老客户',
  'regular', $1, 'webchat', 'closed', now(), now(), now() FROM generate_series(0, $2::int) n
"""
_MESSAGES = """
INSERT INTO conversations.messages (tenant_id, conversation_id, seq, id, prev_public, public, author_kind, author_name,
  kind, text, search, at)
SELECT $1, ('00000000-0000-0000-0002-' || lpad(to_hex(n / 10), 12, '0'))::uuid, 1 + n % 10,
  ('00000000-0000-7000-8003-' || lpad(to_hex(n), 12, '0'))::uuid, n % 10, true, 'customer', '老客户', 'text',
  ($2::text[])[1 + n % cardinality($2)], (($3::text[])[1 + n % cardinality($3)])::tsvector,
  now() - interval '2 days' FROM generate_series(0, $4::int - 1) n
"""
_SAID = [
    "请问我的订单什么时候能到？昨天说今天发货。", "空调不制冷，已经两天了", "发票抬头写错了，可以重开吗", "好的，谢谢",
    "洗衣机脱水时声音很大", "想约周六上午安装热水器", "优惠券用不了", "物流一直没有更新", "你好，在吗", "退款几天到账",
]  # fmt: skip


@pytest.fixture(scope="module")
async def world(database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url) as made:
        owner = await asyncpg.connect(database_url)
        # Nobody but us looks after these tables: a vacuum at work would keep the database from being dropped.
        for table in ("messages", "conversations"):
            await owner.execute(f"ALTER TABLE conversations.{table} SET (autovacuum_enabled = off)")
        async with made.work.tx(made.tenant) as tx:
            await tx.execute(_CUSTOMER, made.tenant)
            await tx.execute(_CONVERSATIONS, made.tenant, _MANY // _PER_CONVERSATION)
            words = [text.tsv(text.tokens(said)) for said in _SAID]
            await tx.execute(_MESSAGES, made.tenant, _SAID, words, _MANY)
            # One rare line, older than the twenty thousand newest messages.
            await tx.execute(
                "UPDATE conversations.messages SET text = $1, search = $2::text::tsvector"
                " WHERE id = '00000000-0000-7000-8003-0000000004d2'",
                "机身编号是 QF-77受潮了",
                text.tsv(text.tokens("机身编号是 QF-77受潮了")),
            )
        await owner.execute("VACUUM ANALYZE conversations.messages, conversations.conversations")
        await owner.close()
        yield made


async def talk(world: World, *said: str, agent: UUID | None = None, channel: str = "webchat") -> UUID:
    async with world.work.tx(world.tenant) as tx:
        customer = await world.customer(tx)
        who = conversations.RowCustomer(customer.id, customer.name, customer.tier)
        conv = await conversations.open_(tx, who, channel_id=world.channel, channel_kind=channel, locale="zh-CN")
        for words in said:
            author = Author("customer", customer.id, customer.name)
            await conversations.append(tx, conv, Draft(author=author, kind="text", text=words))
        if agent is not None:
            await conversations.assign(tx, conv, agent=RowAgent(agent, "林悦"), how="claimed")
    return conv.id


async def ids(world: World, words: str, where: Where = ANY) -> list[UUID]:
    async with world.db.reading(world.tenant) as conn:
        return [f.row.id for f in (await conversations.search(conn, words, where)).found]


async def read_from_end_to_end(conn: Connection) -> int:
    n: int = await conn.fetchval(
        "SELECT sum(seq_scan) FROM pg_stat_xact_user_tables WHERE schemaname = 'conversations'"
    )
    return n


@pytest.mark.parametrize("words", ["受潮", "qf-77", "空调不制冷", "谢谢", "的", "QF", "从来没有说过的话"])
async def test_no_search_reads_a_table_from_end_to_end(world: World, words: str) -> None:
    async with world.db.reading(world.tenant) as conn:
        before = await read_from_end_to_end(conn)
        findings = await conversations.search(conn, words, ANY)
        assert await read_from_end_to_end(conn) == before
    if words in ("受潮", "qf-77", "QF"):
        (found,) = findings.found
        assert (found.hit.seq, found.hits, findings.capped) == (5, 1, False)
    elif words == "从来没有说过的话":
        assert findings.found == []
    else:
        assert len(findings.found) == 20
        assert findings.capped


async def test_what_is_said_now_is_found_now_with_its_line(world: World) -> None:
    first = await talk(world, "净水器漏水了", "滤芯换过，还是漏水")
    second = await talk(world, "厨房漏水")
    assert await ids(world, "漏水") == [second, first]
    async with world.db.reading(world.tenant) as conn:
        found = (await conversations.search(conn, "漏水", ANY)).found[1]
    assert (found.hits, found.hit.seq, found.hit.author_name) == (2, 2, "张文静")
    assert [(p.text, p.hit) for p in found.hit.parts] == [("滤芯换过，还是", False), ("漏水", True)]
    assert await ids(world, "净水器漏水") == [first]
    assert await ids(world, "？！") == []


async def test_a_file_is_found_by_its_name(world: World) -> None:
    conv = await talk(world)
    async with world.work.tx(world.tenant) as tx:
        held = await conversations.lock(tx, conv)
        file = Attachment(tx.new_id(), "维修报价单.pdf", 12, "application/pdf", None, None, "")
        await conversations.append(tx, held, Draft(author=Author("agent", ME, "林悦"), kind="file", attachment=file))
    async with world.db.reading(world.tenant) as conn:
        (found,) = (await conversations.search(conn, "报价单", ANY)).found
    assert found.row.id == conv
    assert [p.text for p in found.hit.parts if p.hit] == ["报价单"]


async def test_filters_leave_out_what_was_not_meant(world: World) -> None:
    me, other = await world.agent("林悦"), await world.agent("周航")
    mine = await talk(world, "热水器打不着火", agent=me)
    theirs = await talk(world, "热水器打不着火", agent=other, channel="open")
    free = await talk(world, "热水器打不着火")
    expected: list[tuple[Where, list[UUID]]] = [
        (Where(me=me), [free, theirs, mine]),
        (Where(me=me, view="mine"), [mine]),
        (Where(me=me, view="team", team=[me, other]), [theirs, mine]),
        (Where(me=me, view="waiting"), []),
        (Where(me=me, view="all"), [free, theirs, mine]),
        (Where(me=me, view="closed"), []),
        (Where(me=me, agent=other), [theirs]),
        (Where(me=me, channel="open"), [theirs]),
        (Where(me=me, queue=UUID(int=1)), []),
        (Where(me=me, since=datetime.now(UTC) - timedelta(hours=1)), [free, theirs, mine]),
        (Where(me=me, before=datetime.now(UTC) - timedelta(hours=1)), []),
        (Where(me=me, since=datetime.now(UTC) + timedelta(hours=1)), []),
    ]
    for where, wanted in expected:
        assert await ids(world, "打不着火", where) == wanted, where


async def test_a_tag_narrows_what_is_found(world: World) -> None:
    tagged, other = await talk(world, "微波炉冒火花"), await talk(world, "微波炉冒火花")
    async with world.work.tx(world.tenant) as tx:
        await conversations.tag(tx, await conversations.lock(tx, tagged), ["安全隐患", " 需要  回访 ", "安全隐患"])
    assert await ids(world, "冒火花") == [other, tagged]
    assert await ids(world, "冒火花", Where(me=ME, tag="需要 回访")) == [tagged]
    assert await ids(world, "冒火花", Where(me=ME, tag="回访")) == []


async def test_another_tenant_finds_nothing_and_nobody_else_may_ask(world: World, database_url: str) -> None:
    asked = "SELECT conversations.messages_found($1::text::tsquery, '-infinity', 'infinity', 10)"
    async with open_world(database_url, "other") as other:
        assert await ids(other, "受潮") == []
        async with other.db.reading(other.tenant) as conn:
            assert await conn.fetch(asked, "'受潮'") == []
    async with world.db.app.acquire() as conn:  # no tenant is named at all
        assert await conn.fetch(asked, "'受潮'") == []
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await world.db.system.fetch(asked, "'受潮'")


async def test_messages_from_before_get_their_words(world: World, database_url: str) -> None:
    conv = await talk(world, "遥控器失灵")
    async with world.work.tx(world.tenant) as tx:
        await tx.execute("UPDATE conversations.messages SET search = NULL WHERE conversation_id = $1", conv)
    assert await ids(world, "遥控器") == []
    assert await Filler(world.work, "test").once() == 1
    assert await ids(world, "遥控器") == [conv]
    assert await Filler(world.work, "test").once() == 0
