"""A room's answer is found at once: by the bot, at the desk, on the self-service page; the gap it was for is closed; and what
customers asked is forgotten with their conversations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.flow import pinning
from qingfeng.kernel.timers import Job
from qingfeng.modules.cocreation import actions, opening, publishing, queries, store
from qingfeng.modules.cocreation import public as cocreation
from qingfeng.modules.cocreation.opening import Opening
from qingfeng.modules.cocreation.publishing import Publishing
from qingfeng.modules.knowledge import jobs
from qingfeng.modules.knowledge import public as knowledge
from tests.flow.help_stage import open_page
from tests.ports.house import House, open_house

ASKED = "净水器固件升级后一直离线"
BODY = "长按复位键 5 秒，重新连接 Wi-Fi 即可恢复。"


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


async def answered(house: House, pin_hours: int = 0, **source: Any) -> UUID:
    """A room that was opened, written in, approved and published; each a minute after the other."""
    async with house.work.tx(house.tenant) as tx:
        id_ = await opening.open_room(tx, Opening(title="净水器离线", sides=["技术"], **source), house.agent.actor)
        await actions.set_member(tx, house.agent, id_, house.agent.user_id, "owner", "技术")
    for part, text in (("title", "净水器固件升级后离线怎么办"), ("questions", ASKED), ("body", BODY), ("note", "仍离线的转技术二线。")):  # fmt: skip
        house.clock.advance(60)
        async with house.work.tx(house.tenant) as tx:
            version = (await store.texts(tx.conn, id_))[part].version  # type: ignore[index]
            await actions.write(tx, house.agent, id_, part, version, text)  # type: ignore[arg-type]
    house.clock.advance(60)
    async with house.work.tx(house.tenant) as tx:
        draft = (await store.room(tx.conn, id_)).draft_version
        await actions.say_yes(tx, house.agent, id_, draft, True)
    house.clock.advance(60)
    async with house.work.tx(house.tenant) as tx:
        how = Publishing(draft_version=draft, category="热点", pin_hours=pin_hours)
        await publishing.publish(tx, house.agent, id_, how)
    return id_


async def test_bot_desk_and_self_service_answer_with_it_at_once(house: House) -> None:
    page = await open_page(house)
    visitor = house.chat.visitors.admit(page.channel, None, None, "zh-CN", house.clock.now())

    async def ask(words: str) -> list[UUID]:
        sent = await house.chat.send(page.channel, visitor, s.MessageIn(client_id=uuid4().hex, text=words))
        await house.pump()
        said = [m for m in await house.thread(sent.conversation_id) if m.author.kind == "bot"][-1]
        return [one.id for one in said.sources]

    assert await ask(ASKED) == []
    id_ = await answered(house, pin_hours=2)
    async with house.db.reading(house.tenant) as conn:
        room = await store.room(conn, id_)
        wanted = knowledge.Wanted(now=house.clock.now(), locale="zh-CN", audience="agent", limit=5)
        at_desk = [hit.id for hit in await knowledge.find(conn, ASKED, wanted, house.spine.meanings)]
        times = await queries.times(conn, house.clock.now())
    assert room.article_id is not None
    assert {room.article_id, room.note_id} <= set(at_desk)
    assert await ask(ASKED) == [room.article_id], "what is for agents is no customer's answer"
    assert "净水器固件升级后离线怎么办" in [one["title"] for one in await page.search(ASKED)]
    assert "坐席备注" not in str(await page.search(ASKED))
    assert "净水器固件升级后离线怎么办" in (await page.get()).text.partition("大家常问")[2]
    quick: Any = (await house.door.config(page.channel))["quick_questions"]
    assert quick.zh[0] == "净水器固件升级后离线怎么办"
    seconds = [getattr(times, name).median for name in ("opened", "drafted", "approved", "went_out", "whole")]
    assert seconds == [0, 180, 120, 60, 360]
    assert (times.weeks[-1].published, times.weeks[-1].slowest, times.weeks[0].median) == (1, 360, None)
    house.clock.advance(7201)
    async with house.db.reading(house.tenant) as conn:
        assert await pinning.pinned(conn, house.clock.now()) == []


async def a_gap(house: House, conversation: UUID) -> UUID:
    async with house.work.tx(house.tenant) as tx:
        await knowledge.note_unanswered(tx, conversation, 1, ASKED)
    await jobs.group(house.work, lambda: None, Job(house.tenant, jobs.GROUP, "questions", datetime.now(UTC), {}, 1, 1))  # fmt: skip
    async with house.db.reading(house.tenant) as conn:
        (found,) = await knowledge.gaps(conn, "open", house.clock.now())
    return found.id


async def test_the_gap_it_was_for_is_closed_and_its_clock_began_there(house: House) -> None:
    gap = await a_gap(house, uuid4())
    house.clock.advance(3600)
    id_ = await answered(house, source="gap", source_id=gap)
    async with house.db.reading(house.tenant) as conn:
        room, closed = await store.room(conn, id_), await knowledge.gap(conn, gap, house.clock.now())
        article = await knowledge.article(conn, closed.article_id or uuid4())
    assert (closed.state, closed.article_id) == ("published", room.article_id)
    assert (article.body, article.questions, article.published) == (BODY, [ASKED], True)
    assert (room.opened_at - room.asked_at).total_seconds() >= 3600


async def test_a_gap_that_is_gone_keeps_no_answer_back(house: House) -> None:
    talk = uuid4()
    gap = await a_gap(house, talk)
    async with house.work.tx(house.tenant) as tx:
        id_ = await opening.open_room(tx, Opening(title="x", source="gap", source_id=gap), house.agent.actor)
        await tx.execute("UPDATE cocreation.rooms SET archived_at = $2 WHERE id = $1", id_, tx.now)
    other = await answered(house, source="gap", source_id=gap)
    async with house.work.tx(house.tenant) as tx:
        await knowledge.forget_questions(tx, [talk])
        room = await store.room(tx.conn, other)
        assert room.article_id is not None
        assert (await knowledge.article(tx.conn, room.article_id)).published


async def test_what_was_asked_is_forgotten_with_its_conversation(house: House) -> None:
    talk = uuid4()
    gap = await a_gap(house, talk)
    async with house.work.tx(house.tenant) as tx:
        id_ = await opening.open_room(tx, Opening(title=ASKED, source="gap", source_id=gap), house.agent.actor)
    async with house.work.tx(house.tenant) as tx:
        assert ASKED in (await store.texts(tx.conn, id_))["questions"].text
        await cocreation.forget(tx, [talk])
        assert await queries.questions(tx.conn, id_) == []
        room = await store.room(tx.conn, id_)
        assert (room.title, (await store.texts(tx.conn, id_))["questions"].text) == ("", "")
        await actions.say(tx, house.agent, id_, "已经联系固件组", [])
        await tx.execute("UPDATE cocreation.rooms SET archived_at = $2 WHERE id = $1", id_, tx.now)
        await cocreation.forget_before(tx, tx.now)
        assert len(await queries.messages(tx.conn, id_, None, 10)) == 1
        house.clock.advance(1)
        await cocreation.forget_before(tx, house.clock.now())
        assert await queries.messages(tx.conn, id_, None, 10) == []
