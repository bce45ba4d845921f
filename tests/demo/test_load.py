"""What the demo ships is brought up to date at every start, but for what people have made their own."""

from __future__ import annotations

from msgspec.structs import replace

from qingfeng.app.demo.load import load_knowledge
from qingfeng.contracts.base import Actor
from qingfeng.modules.knowledge import editing, listing
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.editing import Change
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
