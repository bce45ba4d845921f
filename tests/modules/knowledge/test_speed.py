"""How long a search takes, with the demo's articles and with thousands of others like them."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator, Callable

import msgspec
import pytest

from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import ArticleDraft
from tests.modules.knowledge.seed import articles
from tests.support.world import World, open_world

MANY = 5_000
Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
async def large(database_url: str) -> AsyncIterator[World]:
    """A tenant with 5,000 articles, each put together from three of the demo's, so that words are as common as there."""
    async with open_world(database_url) as world:
        rng = random.Random(3)
        demo = [a for a in articles() if a.locale == "zh-CN" and a.audience == "customer"]
        async with world.work.tx(world.tenant) as tx:
            for n in range(MANY):
                await knowledge.put_article(tx, _mixed(n, rng.sample(demo, 3)))
        yield world


def _mixed(n: int, parts: list[ArticleDraft]) -> ArticleDraft:
    paragraphs = [p for part in parts for p in part.body.split("\n\n")]
    return msgspec.structs.replace(
        parts[0],
        slug=f"mixed-{n}",
        title=f"{parts[0].title}（{n}）",
        questions=[q for part in parts for q in part.questions[n % 3 :: 3]],
        body="\n\n".join(paragraphs[n % 2 :: 2]),
    )


async def _milliseconds(world: World, questions: list[str]) -> list[float]:
    spent = []
    async with world.db.reading(world.tenant) as conn:
        for question in questions:
            start = time.perf_counter()
            await knowledge.search(conn, question, locale="zh-CN", audience="customer")
            spent.append((time.perf_counter() - start) * 1000)
    return sorted(spent)


def _sample(count: int) -> list[str]:
    everything = [q for a in articles() if a.locale == "zh-CN" for q in a.questions]
    return random.Random(7).sample(everything, count)


def _p95(record: Record, what: str, spent: list[float]) -> float:
    p95 = spent[int(len(spent) * 0.95)]
    record(what, f"p50 {spent[len(spent) // 2]:.1f} ms, p95 {p95:.1f} ms, worst {spent[-1]:.1f} ms")
    return p95


async def test_demo_articles(world: World, record_property: Record) -> None:
    await _milliseconds(world, _sample(50))
    assert _p95(record_property, "135 articles", await _milliseconds(world, _sample(200))) < 150


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_five_thousand_articles(large: World, record_property: Record) -> None:
    await _milliseconds(large, _sample(20))
    assert _p95(record_property, "5,000 articles", await _milliseconds(large, _sample(100))) < 800
