"""How the time of what people do grows with what is kept: tenfold and a hundredfold conversations, threads, articles.

One client does one thing after the other at the public doors (the bot's search: through the product's own part, as a
turn does it), so that the figures are times of a quiet house. What is kept is written straight into the tables, in the
shape that the doors give it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import msgspec

from bench.support import box as boxes
from bench.support import cast, meter, wire
from bench.support.box import Box
from bench.support.table import last, ratio, show
from qingfeng.app.demo.content import TENANT
from qingfeng.app.wiring import House
from qingfeng.kernel import text
from qingfeng.modules.knowledge import public as knowledge

CONVERSATIONS = (1_000, 10_000, 100_000)
EACH = 5
THREADS = (50, 500, 5_000)
COPIES = (1, 10, 100)
WARM, TIMES = 5, 40
CHUNK = 2_000
QUESTIONS = ("洗衣机不排水怎么办", "退货运费谁出", "发票抬头开错了能改吗", "空调多久清洗一次")
SAID = "请问我的订单什么时候能到？昨天说今天发货。"
WORDS = text.tsv(text.tokens(SAID))
"""What production writes beside each message, so that it is found."""
Do = Callable[[int], Awaitable[None]]

# Nine of ten conversations are closed; of the open ones half are the bot's and half belong to other agents.
FILL = """
WITH n AS (SELECT g, gen_random_uuid() AS who, gen_random_uuid() AS id, now() - g * interval '7 seconds' AS at
           FROM generate_series($2::int, $3::int) AS g),
p AS (INSERT INTO customers.customers (tenant_id, id, name, created_at)
      SELECT $1, who, '顾客' || g, at FROM n),
c AS (INSERT INTO conversations.conversations (tenant_id, id, customer_id, customer_name, customer_tier, channel_id,
        channel_kind, phase, agent_id, agent_name, subject, last_seq, last_public_seq, opened_at, last_at, closed_at,
        close_reason)
      SELECT $1, id, who, '顾客' || g, 'regular', $4, 'webchat',
        CASE WHEN g % 20 = 0 THEN 'bot' WHEN g % 20 = 1 THEN 'with_agent' ELSE 'closed' END,
        CASE WHEN g % 20 = 0 THEN NULL ELSE ($5::uuid[])[1 + g / 20 % cardinality($5)] END, '压测', '订单到哪里了',
        $6, $6, at, at, CASE WHEN g % 20 > 1 THEN at END, CASE WHEN g % 20 > 1 THEN 'solved' END
      FROM n)
INSERT INTO conversations.messages (tenant_id, conversation_id, seq, id, prev_public, public, author_kind, author_id,
  author_name, kind, text, channel_id, channel_kind, at, search)
SELECT $1, n.id, s, gen_random_uuid(), s - 1, true, CASE WHEN s % 2 = 1 THEN 'customer' ELSE 'agent' END, NULL, '某人',
  'text', $7::text, $4, 'webchat', n.at, $8::text::tsvector
FROM n CROSS JOIN generate_series(1, $6::int) AS s
"""

LENGTHEN = """
WITH c AS (UPDATE conversations.conversations SET last_seq = $3, last_public_seq = $3 WHERE id = $1)
INSERT INTO conversations.messages (tenant_id, conversation_id, seq, id, prev_public, public, author_kind, author_id,
  author_name, kind, text, channel_id, channel_kind, at, search)
SELECT $4, $1, s, gen_random_uuid(), s - 1, true, CASE WHEN s % 2 = 1 THEN 'customer' ELSE 'agent' END, NULL, '某人',
  'text', $6::text, $5, 'webchat', now(), $7::text::tsvector
FROM generate_series($2::int + 1, $3::int) AS s
"""

COPY = """
INSERT INTO knowledge.articles (tenant_id, id, slug, locale, title, category, audience, questions, body, tags, related,
  search, updated_at)
SELECT tenant_id, gen_random_uuid(), slug || '-copy' || n, locale, title, category, audience, questions, body, tags,
  related, search, updated_at
FROM knowledge.articles CROSS JOIN generate_series($1::int, $2::int) AS n WHERE slug NOT LIKE '%-copy%'
"""


class Person:
    """An agent and a customer of theirs, at the doors."""

    def __init__(self, box: Box, agent: dict[str, str], talk: dict[str, Any]) -> None:
        self._http = wire.Http(urlsplit(box.url).netloc, 1)
        self._desk = {"Cookie": f"qf_session={agent['cookie']}", "X-QF-CSRF": agent["csrf"]}
        self._widget = {"Authorization": f"Bearer {talk['token']}"}
        self.conversation = talk["id"]

    async def see(self, path: str) -> None:
        status, body = await self._http.call("GET", f"/api/v1/{path}", b"", self._desk)
        if status != 200:
            raise RuntimeError(f"{path}: {body.decode()}")

    async def open(self, _: int) -> None:
        """What a desk fetches when a conversation is opened."""
        await self.see(f"conversations/{self.conversation}")
        await self.see(f"conversations/{self.conversation}/messages")

    async def older(self, _: int) -> None:
        await self.see(f"conversations/{self.conversation}/messages?before=26")

    async def ask(self, n: int) -> None:
        body = msgspec.json.encode({"client_id": f"ask-{time.monotonic_ns()}-{n}", "kind": "text", "text": "还在吗"})
        status, answer = await self._http.call("POST", "/webchat/v1/messages", body, self._widget)
        if status != 200:
            raise RuntimeError(answer.decode())

    def list(self, view: str) -> Do:
        return lambda _: self.see(f"conversations?view={view}")


def searching(made: House) -> Do:
    async def search(n: int) -> None:
        async with made.db.reading(TENANT) as conn:
            question, now = QUESTIONS[n % len(QUESTIONS)], made.db.clock.now()
            await knowledge.search(conn, question, now=now, locale="zh-CN", audience="customer", limit=5)

    return search


async def timed(do: Do) -> dict[str, float]:
    """p50, p95 and p99 of one thing done some times in a row, ms."""
    took = []
    for n in range(WARM + TIMES):
        begin = time.perf_counter()
        await do(n)
        took.append(time.perf_counter() - begin)
    return meter.latency(took[WARM:])


async def fill(made: House, have: int, want: int, others: list[UUID]) -> None:
    where = (await cast.channel(made)).id
    for first in range(have + 1, want + 1, CHUNK):
        async with made.work.tx(TENANT) as tx:
            await tx.execute(FILL, TENANT, first, min(want, first + CHUNK - 1), where, others, EACH, SAID, WORDS)


async def lengthen(made: House, conversation: str, want: int) -> None:
    where, id_ = (await cast.channel(made)).id, UUID(conversation)
    async with made.work.tx(TENANT) as tx:
        have = await tx.value("SELECT last_seq FROM conversations.conversations WHERE id = $1", id_)
        await tx.execute(LENGTHEN, id_, have, want, TENANT, where, SAID, WORDS)


async def settle(box: Box) -> None:
    """What autovacuum would do within its minute."""
    conn = await asyncpg.connect(box.note.database_url, command_timeout=120)
    try:
        tables = "conversations.conversations, conversations.messages, customers.customers, knowledge.articles"
        await conn.execute(f"VACUUM (ANALYZE) {tables}")
    finally:
        await conn.close()


async def grow(box: Box, steps: int) -> dict[str, list[dict[str, Any]]]:
    """All figures, by what grows."""
    async with boxes.inside(box) as made:
        agents = await cast.agents(made, 31)
        talks = await cast.talks(made, 10, agents[:1])
        person = Person(box, agents[0], talks[0])
        others = [UUID(a["id"]) for a in agents[1:]]
        things: dict[str, Do] = {
            "list mine": person.list("mine"),
            "list all": person.list("all"),
            "list closed": person.list("closed"),
            "open conversation": person.open,
            "append": person.ask,
            "bot's search": searching(made),
        }
        found: dict[str, list[dict[str, Any]]] = {"conversations": [], "thread": [], "articles": []}
        have = 0
        for want in CONVERSATIONS[:steps]:
            await fill(made, have, want, others)
            await settle(box)
            found["conversations"].append({"size": want, **{k: await timed(do) for k, do in things.items()}})
            have = want
        long = Person(box, agents[0], talks[1])
        things = {"open conversation": long.open, "page back to the start": long.older, "append": long.ask}
        for want in THREADS[:steps]:
            await lengthen(made, long.conversation, want)
            await settle(box)
            found["thread"].append({"size": want, **{k: await timed(do) for k, do in things.items()}})
        for before, want in zip((1, *COPIES), COPIES[:steps], strict=False):
            async with made.work.tx(TENANT) as tx:
                await tx.execute(COPY, before, want - 1)
            await settle(box)
            async with made.db.reading(TENANT) as conn:
                n = await conn.fetchval("SELECT count(*) FROM knowledge.articles")
            found["articles"].append({"size": n, "bot's search": await timed(searching(made))})
    return found


def _print(found: dict[str, list[dict[str, Any]]]) -> None:
    for what, rows in found.items():
        print(f"By {what}: p50 / p95 in ms, and the ratio of p50 to the first row's")
        things = [k for k in rows[0] if k != "size"]
        show(
            (what, *things),
            [
                [
                    f"{row['size']:,}",
                    *(
                        f"{row[k]['p50']:.1f} / {row[k]['p95']:.1f}  x{ratio(row[k]['p50'], rows[0][k]['p50'])}"
                        for k in things
                    ),
                ]
                for row in rows
            ],
        )


def main() -> None:
    steps = 2 if "--quick" in sys.argv else 3
    machine = meter.machine()
    print(f"On {machine}; {EACH} messages in each conversation", flush=True)
    with boxes.running() as box:
        found = asyncio.run(grow(box, steps))
    _print(found)
    last("growth", {"machine": machine, **found})


if __name__ == "__main__":
    main()
