"""Articles that a house pins: in the language of the customer, and only while customers are answered from them."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import ArticleDraft
from tests.support.world import World

ZH = ArticleDraft(slug="storm", title="台风延误", category="物流配送", body="顺延三天。", questions=["台风怎么办"])
EN = replace(ZH, locale="en", title="Storm delays", body="Three days later.", questions=[])
ONLY = replace(ZH, slug="storm-zh", title="台风补偿")


async def test_they_are_shown_in_their_order_and_in_the_language_asked_for(world: World) -> None:
    async with world.work.tx(world.tenant) as tx:
        zh, en, only = [await knowledge.put_article(tx, draft) for draft in (ZH, EN, ONLY)]
        shown = [
            [c.title for c in await knowledge.shown_articles(tx.conn, ids, now=tx.now, locale=locale)]
            for ids, locale in (
                ([only.id, zh.id], "zh-CN"),
                ([only.id, zh.id], "en"),
                ([en.id, zh.id], "zh-CN"),
                ([], "en"),
                ([tx.new_id()], "en"),
            )
        ]
    assert shown == [["台风补偿", "台风延误"], ["Storm delays"], ["台风延误"], [], []]


async def test_what_customers_do_not_see_is_named_and_not_shown(world: World) -> None:
    async with world.work.tx(world.tenant) as tx:
        drafts = [
            replace(ZH, slug="pin-draft", published=False),
            replace(ZH, slug="pin-agents", audience="agent"),
            replace(ZH, slug="pin-over", valid_until=tx.now - timedelta(minutes=1)),
            replace(ZH, slug="pin-good", title="还在的"),
        ]
        ids = [(await knowledge.put_article(tx, draft)).id for draft in drafts]
        named = await knowledge.named_articles(tx.conn, [*ids, tx.new_id()], tx.now)
        shown = await knowledge.shown_articles(tx.conn, ids, now=tx.now, locale="zh-CN")
        found = await knowledge.articles_to_pin(tx.conn, "台风延误", tx.now)
    assert [(one.id, one.shown) for one in named] == [(ids[0], False), (ids[1], False), (ids[2], False), (ids[3], True)]
    assert [one.title for one in shown] == ["还在的"]
    assert not {one.id for one in found} & set(ids[:3])


async def test_they_are_looked_for_by_words(world: World) -> None:
    async with world.db.reading(world.tenant) as conn:
        now = world.db.clock.now()
        some = await knowledge.articles_to_pin(conn, "退货", now)
        every = await knowledge.articles_to_pin(conn, "", now)
        none = await knowledge.articles_to_pin(conn, "没有这样的文章标题啊", now)
    assert some
    assert (len(every), none) == (20, [])
