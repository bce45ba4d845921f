"""What the demo ships is brought up to date at every start, but for what people have made their own."""

from __future__ import annotations

from msgspec.structs import replace

from qingfeng.app.demo import content
from qingfeng.app.demo.load import load_intents, load_knowledge
from qingfeng.contracts.base import Actor
from qingfeng.modules.knowledge import editing, listing
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.editing import Change
from qingfeng.modules.understanding.taxonomy import likeness
from tests.support.world import World, open_world

BY = Actor("user", None, "韩硕")


async def shipped(world: World) -> None:
    """As at every start of the demo."""
    async with world.work.tx(world.tenant) as tx:
        await load_knowledge(tx)


async def test_what_people_delete_or_change_of_the_demo_stays_so_at_the_next_start(database_url: str) -> None:
    async with open_world(database_url, "demo") as world:
        await shipped(world)
        async with world.work.tx(world.tenant) as tx:
            gone, kept, *_ = await knowledge.shared(tx.conn)
            await knowledge.drop_template(tx, gone)
            lines = await listing.listed(tx.conn, listing.ListQuery(locale="zh-CN"), tx.now)
            mine, other = [await knowledge.article(tx.conn, line.id) for line in lines[:2]]
            change = Change(by=BY, version=mine.version)
            mine = await editing.change_article(tx, mine.id, replace(mine.draft(), body="我们自己写的。"), change)
        assert other.body == other.body.strip(), "a first edit shows what was edited, and no line break"
        await shipped(world)
        async with world.db.reading(world.tenant) as conn:
            codes = {template.code for template in await knowledge.shared(conn)}
            after = [await knowledge.article(conn, id_) for id_ in (mine.id, other.id)]
        assert gone.code not in codes
        assert kept.code in codes
        assert [one.body for one in after] == ["我们自己写的。", other.body]
        assert [one.version for one in after] == [mine.version, other.version]


async def test_the_demos_intents_are_laid_in_once_and_a_worker_is_asked_to_learn_them(database_url: str) -> None:
    async with open_world(database_url, "intents") as world:
        for _ in range(2):
            async with world.work.tx(world.tenant) as tx:
                await load_intents(tx)
        async with world.db.reading(world.tenant) as conn:
            rows = await conn.fetch(
                "SELECT i.code, count(*) AS n, count(*) FILTER (WHERE e.held_out) AS held FROM understanding.intents i"
                " JOIN understanding.examples e ON e.intent_id = i.id GROUP BY i.code"
            )
            asked = await conn.fetch("SELECT number, state, at_once FROM understanding.versions")
    assert len(rows) >= 30
    assert {row["code"] for row in rows} >= {"track_a_parcel", "refund_status", "ask_for_a_person"}
    assert all(12 <= row["n"] <= 20 and row["held"] == row["n"] // 5 for row in rows), rows
    assert [tuple(row) for row in asked] == [(1, "waiting", True)]
    assert [step.kind for step in world.heard.steps] == ["train_intents"]


def test_the_demos_examples_are_its_own_words() -> None:
    """None of them is a similar question of an article: what is measured by is not what is searched."""
    listed, _ = content.intents()
    known = {
        likeness(words)
        for file in content.folder("knowledge")
        for one in file["articles"]
        for words in (one["title"], *one["questions"])
    }
    both = {text for _, texts in listed for text in texts if likeness(text) in known}
    assert both <= {"转人工"}
