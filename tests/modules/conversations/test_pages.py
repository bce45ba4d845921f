"""A page of the list goes on at a place: whoever comes and goes before it moves nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import ListQuery, View
from tests.support.world import World, open_world

PLACED: tuple[View, ...] = ("mine", "team", "waiting", "snoozed", "all", "closed")
_SET = {
    "mine": "phase = 'with_agent', agent_id = $2::uuid, waiting_since = CASE WHEN $3::int % 3 = 0 THEN NULL ELSE now() - $3::int * interval '1 s' END",
    "waiting": "phase = 'queued', priority = $3::int % 2, fast = $3::int % 4 = 0, queued_at = now() - ($3::int / 2) * interval '1 s'",
    "snoozed": "phase = 'snoozed', agent_id = $2::uuid, snoozed_until = now() + ($3::int / 2) * interval '1 h'",
    "all": "phase = 'bot', last_at = now() - ($3::int / 2) * interval '1 s'",
    "closed": "phase = 'closed', agent_id = $2::uuid, closed_at = now() - ($3::int / 2) * interval '1 s'",
}
"""Rows of each view, some of them alike in all but their ids."""


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url) as made:
        yield made


async def _put(world: World, view: View, agent: UUID, n: int) -> UUID:
    async with world.work.tx(world.tenant) as tx:
        customer = await world.customer(tx)
        row = conversations.RowCustomer(customer.id, customer.name, "regular")
        conv = await conversations.open_(tx, row, channel_id=world.channel, channel_kind="webchat", locale="zh-CN")
        changed = _SET["mine" if view == "team" else view]
        await tx.execute(
            f"UPDATE conversations.conversations SET subject = $2::uuid::text, {changed} WHERE id = $1",
            conv.id,
            agent,
            n,
        )
    return conv.id


@pytest.mark.parametrize("view", PLACED)
async def test_nothing_is_shown_twice_or_left_out_while_others_come(world: World, view: View) -> None:
    agent = await world.agent()
    there = {await _put(world, view, agent, n) for n in range(9)}
    seen: list[UUID] = []
    cursor: str | None = ""
    while cursor is not None:
        query = ListQuery(view=view, me=agent, team=[agent], limit=2, cursor=cursor)
        async with world.db.reading(world.tenant) as conn:
            page, cursor = await conversations.rows(conn, query)
        seen += [row.id for row in page]
        assert len(seen) < 40
        for n in (-3, 3):  # before everything, and in the midst
            await _put(world, view, agent, n)
    assert len(seen) == len(set(seen))
    assert there <= set(seen)


async def test_a_cursor_leads_to_no_place_in_another_view(world: World) -> None:
    agent = await world.agent()
    for n in range(2):
        await _put(world, "all", agent, n)
    async with world.db.reading(world.tenant) as conn:
        _, cursor = await conversations.rows(conn, ListQuery(view="all", me=agent, team=[], limit=1))
        assert cursor
        with pytest.raises(Invalid) as refused:
            await conversations.rows(conn, ListQuery(view="closed", me=agent, team=[], cursor=cursor))
    assert (refused.value.code, refused.value.field) == ("bad_cursor", "cursor")
