"""Articles are read for their meaning by the worker, and found by it where the words differ."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec
import numpy as np
import pytest

from qingfeng.adapters.embed import found as encoder_found
from qingfeng.kernel.timers import Job
from qingfeng.modules.knowledge import jobs, meaning
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import ArticleDraft, Hit, Meanings
from qingfeng.ports.embed import Encoder, EncoderId, Vectors
from tests.modules.knowledge.seed import articles
from tests.ports.encoders import PairEncoder
from tests.support.world import World, make_tenant

OTHER_WORDS = Path(__file__).with_name("other_words.txt")
"""Questions in words that customers may use instead of the articles', written before anything was measured with them."""


async def read(world: World, encoder: Encoder | None) -> None:
    job = Job(world.tenant, jobs.READ, "articles", datetime.now(UTC), {}, 1, 1)
    await jobs.read_articles(world.work, lambda: encoder, job)


async def hits(world: World, question: str, meanings: Meanings | None, **wanted: object) -> list[Hit]:
    options = {"now": world.db.clock.now(), "locale": "zh-CN", "audience": "customer", "limit": 5} | wanted
    async with world.db.reading(world.tenant) as conn:
        return await knowledge.find(conn, question, knowledge.Wanted(**options), meanings)  # type: ignore[arg-type]


async def ready(encoder: Encoder) -> Meanings:
    made = Meanings(lambda: encoder)
    assert await made.ready()
    return made


async def house(world: World, *drafts: ArticleDraft) -> World:
    """A house of its own with these articles."""
    other = await make_tenant(world.db, world.work, world.heard, f"h-{uuid4().hex[:10]}")
    async with other.work.tx(other.tenant) as tx:
        for draft in drafts:
            await knowledge.put_article(tx, draft)
    return other


def draft(slug: str, title: str, *questions: str, body: str = "请看这里。") -> ArticleDraft:
    return ArticleDraft(slug=slug, title=title, category="常见问题", body=body, questions=list(questions))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    found = encoder_found()
    assert found is not None
    return found


async def test_questions_in_other_words_find_their_article(world: World, encoder: Encoder) -> None:
    other = await house(world, *(one for one in articles() if one.locale == "zh-CN"))
    await read(other, encoder)
    meanings = await ready(encoder)
    places: dict[bool, list[float]] = {True: [], False: []}
    for line in OTHER_WORDS.read_text("utf-8").splitlines()[::3]:
        question, slug = line.split("\t")
        for by in places:
            slugs = [hit.slug for hit in await hits(other, question, meanings if by else None, limit=20)]
            places[by].append(1 / (slugs.index(slug) + 1) if slug in slugs else 0.0)
    first = {by: float(np.mean([place == 1 for place in found])) for by, found in places.items()}
    three = {by: float(np.mean([place >= 0.3 for place in found])) for by, found in places.items()}
    assert first[True] >= first[False]
    assert three[True] >= max(0.85, three[False] + 0.08)


async def test_what_was_written_is_read_once_and_what_was_changed_anew(world: World) -> None:
    encoder = PairEncoder()
    other = await house(world, draft("a", "怎么退货", "能退吗"), draft("b", "多久发货"))
    await read(other, encoder)
    asked = encoder.asked
    assert asked > 0
    await read(other, encoder)
    assert encoder.asked == asked
    async with other.db.reading(other.tenant) as conn:
        rows = await conn.fetch(
            "SELECT version, encoder, dimension, vector FROM knowledge.meanings ORDER BY article_id"
        )
    assert [(row["version"], row["encoder"], row["dimension"]) for row in rows] == [(1, "pairs/1", 64)] * 2
    vector = np.frombuffer(rows[0]["vector"], dtype="<f2").astype(np.float32)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-2)
    async with other.work.tx(other.tenant) as tx:
        article = await knowledge.article_by_slug(tx.conn, "a", "zh-CN")
        assert article is not None
        await knowledge.publish(tx, article.id, False)  # another version, the same texts
    await read(other, encoder)
    assert encoder.asked == asked
    async with other.work.tx(other.tenant) as tx:
        await knowledge.put_article(tx, draft("a", "怎么退货退款", "能退吗"))
    await read(other, encoder)
    assert encoder.asked == asked + 3


async def test_a_changed_article_is_found_by_its_new_meaning_in_a_process_that_knew_the_old(world: World) -> None:
    encoder = PairEncoder()
    other = await house(world, draft("a", "怎么退货"), draft("b", "多久发货"))
    await read(other, encoder)
    meanings = await ready(encoder)
    before = (await hits(other, "停车收费吗", meanings, limit=20)) or []
    async with other.work.tx(other.tenant) as tx:
        await knowledge.put_article(tx, draft("a", "停车收费吗"))
    await read(other, encoder)
    after = await hits(other, "停车收费吗", meanings)
    assert after[0].slug == "a"
    assert after[0].why.meaning is not None
    assert after[0].why.meaning > max([hit.why.meaning or 0 for hit in before if hit.slug == "a"], default=0)


async def test_until_every_candidate_was_read_words_alone_decide(world: World) -> None:
    encoder = PairEncoder()
    other = await house(world, draft("a", "怎么退货", "买错了能退吗"))
    await read(other, encoder)
    meanings = await ready(encoder)
    assert (await hits(other, "怎么退货", meanings))[0].why.meaning is not None
    async with other.work.tx(other.tenant) as tx:
        await knowledge.put_article(tx, draft("b", "怎么换货"))
    (plain,), (early,) = await hits(other, "怎么换货", None), await hits(other, "怎么换货", meanings)
    assert (early.slug, early.why.meaning) == (plain.slug, None)
    assert early.score == pytest.approx(plain.score, abs=0.01)
    await read(other, encoder)
    assert (await hits(other, "怎么换货", meanings))[0].why.meaning is not None


async def test_without_an_encoder_it_answers_by_words(world: World) -> None:
    other = await house(world, draft("a", "怎么退货", "买错了能退吗"))
    await read(other, None)
    none = Meanings(lambda: None)
    assert not await none.ready()
    assert await hits(other, "怎么退货", none) == await hits(other, "怎么退货", None)


async def test_vectors_of_another_encoder_are_never_compared(world: World) -> None:
    class Other(PairEncoder):
        is_ = EncoderId("pairs/2", 64)

    other = await house(world, draft("a", "怎么退货", "买错了能退吗"))
    await read(other, PairEncoder())
    meanings = await ready(Other())
    assert (await hits(other, "怎么退货", meanings))[0].why.meaning is None
    await read(other, Other())
    assert (await hits(other, "怎么退货", meanings))[0].why.meaning is not None


async def test_another_house_sees_none_of_the_vectors(world: World) -> None:
    encoder = PairEncoder()
    one, two = await house(world, draft("a", "怎么退货")), await house(world, draft("b", "多久发货"))
    await read(one, encoder)
    await read(two, encoder)
    meanings = await ready(encoder)
    for asks, slug in ((one, "a"), (two, "b"), (one, "a")):
        async with asks.db.reading(asks.tenant) as conn:
            shelf = await meanings.shelf(conn)
        assert len(shelf.rows) == 1
        found = await hits(asks, "怎么退货多久发货", meanings)
        assert [hit.slug for hit in found] == [slug]


async def test_the_first_question_waits_for_the_encoder_and_not_for_ever(world: World) -> None:
    other = await house(world, draft("a", "怎么退货"))
    encoder = PairEncoder()
    await read(other, encoder)
    assert (await hits(other, "怎么退货", Meanings(lambda: encoder)))[0].why.meaning is not None
    there = threading.Event()

    def slow() -> Encoder:
        there.wait(20)
        return encoder

    meanings = Meanings(slow, patience=0.05)
    assert (await hits(other, "怎么退货", meanings))[0].why.meaning is None
    there.set()
    await meanings.ready()
    assert (await hits(other, "怎么退货", meanings))[0].why.meaning is not None


async def test_a_hidden_article_is_not_found_by_its_meaning(world: World) -> None:
    encoder = PairEncoder()
    hidden = msgspec.structs.replace(draft("a", "怎么退货退款"), published=False)
    other = await house(world, hidden, msgspec.structs.replace(draft("c", "怎么退货"), audience="agent"))
    await read(other, encoder)
    meanings = await ready(encoder)
    assert await hits(other, "怎么退货退款", meanings) == []
    assert [hit.slug for hit in await hits(other, "怎么退货退款", meanings, audience="agent")] == ["c"]


def test_an_articles_vector_leans_on_its_head_as_much_as_on_its_body() -> None:
    class Axes:
        is_ = EncoderId("axes", 2)

        def encode(self, texts: list[str]) -> Vectors:
            return np.array([[1, 0] if one.startswith("头") else [0, 1] for one in texts], dtype=np.float32)

    rows = meaning.vectors_of(Axes(), [(["头一"], ["体一", "体二", "体三"]), (["头一", "头二"], [])])  # type: ignore[arg-type]
    assert rows[0] == pytest.approx([0.7071, 0.7071], abs=1e-3)
    assert rows[1] == pytest.approx([1, 0])


def test_markup_and_short_lines_of_a_body_are_not_read() -> None:
    head, body = meaning.texts_of(
        "退货", ["能退吗"], "## 步骤\n\n1. 打开**我的订单**\n2. 点[申请退货](https://example.com)\n好\n"
    )
    assert head == ["退货", "能退吗"]
    assert body == ["打开我的订单", "点申请退货"]
