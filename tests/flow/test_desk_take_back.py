"""A transfer that was a mistake is undone by whoever made it, while nobody has begun with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.flow import desk, desk_take_back
from qingfeng.flow.schemas import CloseIn, MessageIn
from qingfeng.kernel.errors import Conflict
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from tests.flow.signed_in import Stage, made_stage
from tests.flow.test_floor_join import hire
from tests.ports.house import House, open_house
from tests.support.world import World

stage = made_stage


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


async def mine(house: House) -> UUID:
    """A conversation that the house's agent has."""
    channel = await house.channel("webchat")
    visitor = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())
    sent = await house.chat.send(channel, visitor, s.MessageIn(client_id="message-1", text="空调漏水"))
    await house.take(sent.conversation_id)
    return sent.conversation_id


async def line(house: House | World) -> UUID:
    async with house.work.tx(house.tenant) as tx:
        draft = routing.QueueDraft(code=f"after-{uuid4().hex[:8]}", name_zh="售后", name_en="After sales")
        return await routing.put_queue(tx, draft)


async def now(house: House, id_: UUID) -> Conversation:
    async with house.db.reading(house.tenant) as conn:
        found = await conversations.get(conn, id_)
    assert found is not None
    return found


async def undo(house: House, who: Caller, id_: UUID) -> None:
    house.clock.advance(5)
    await desk_take_back.take_back(house.spine, who, id_)


async def refused(house: House, who: Caller, id_: UUID) -> str:
    with pytest.raises(Conflict) as told:
        await undo(house, who, id_)
    return told.value.code


async def test_an_agent_takes_back_what_they_let_wait_in_a_queue_though_their_desk_is_full(house: House) -> None:
    id_, queue = await mine(house), await line(house)
    await desk.transfer(house.spine, house.agent, id_, queue_id=queue, agent_id=None, note="请接")
    assert (await now(house, id_)).phase == "queued"
    async with house.work.tx(house.tenant) as tx:
        await people.put_agent(tx, house.agent.user_id, name=house.agent.name, team=None, capacity=0, levels={})
    await undo(house, house.agent, id_)
    back = await now(house, id_)
    assert (back.phase, back.agent_id) == ("with_agent", house.agent.user_id)
    assert await refused(house, house.agent, id_) == "nothing_to_take_back"


async def test_from_an_agent_who_has_not_begun_it_comes_back_and_from_one_who_has_it_does_not(house: House) -> None:
    colleague = await hire(house, "高洁", "agent")
    for begun in (False, True):
        id_ = await mine(house)
        await desk.transfer(house.spine, house.agent, id_, queue_id=None, agent_id=colleague.user_id, note="请接着跟")
        house.clock.advance(5)
        if not begun:
            await undo(house, house.agent, id_)
            assert (await now(house, id_)).agent_id == house.agent.user_id
            continue
        data = MessageIn(client_id=uuid4().hex, text="您好，我来跟进")
        await desk.reply(house.spine, colleague, id_, data)
        assert await refused(house, house.agent, id_) == "taken_on"
        assert (await now(house, id_)).agent_id == colleague.user_id


async def test_what_a_queue_has_given_to_somebody_stays_with_them(house: House) -> None:
    boss = await hire(house, "吴国栋", "supervisor")
    id_, queue = await mine(house), await line(house)
    await desk.transfer(house.spine, house.agent, id_, queue_id=queue, agent_id=None, note="请接")
    house.clock.advance(5)
    await desk.claim(house.spine, boss, id_)
    assert await refused(house, house.agent, id_) == "taken_on"


async def test_a_supervisor_lets_it_wait_where_it_waited(house: House) -> None:
    boss, colleague = await hire(house, "吴国栋", "supervisor"), await hire(house, "高洁", "agent")
    id_, queue = await mine(house), await line(house)
    await desk.transfer(house.spine, house.agent, id_, queue_id=queue, agent_id=None, note="请接")
    await desk.transfer(house.spine, boss, id_, queue_id=None, agent_id=colleague.user_id, note="高洁来")
    assert await refused(house, house.agent, id_) == "nothing_to_take_back", "the last transfer is the supervisor's"
    await undo(house, boss, id_)
    back = await now(house, id_)
    assert (back.phase, back.queue_id, back.agent_id) == ("queued", queue, None)


async def test_a_supervisor_cannot_give_it_back_to_somebody_who_has_gone(house: House) -> None:
    boss = await hire(house, "吴国栋", "supervisor")
    id_, queue = await mine(house), await line(house)
    await desk.transfer(house.spine, boss, id_, queue_id=queue, agent_id=None, note="换一组")
    async with house.work.tx(house.tenant) as tx:
        await people.set_presence(tx, house.agent.user_id, "offline", None, house.agent.actor)
    assert await refused(house, boss, id_) == "agent_away"
    assert (await now(house, id_)).queue_id == queue


async def test_what_is_over_stays_over(house: House) -> None:
    colleague = await hire(house, "高洁", "agent")
    id_ = await mine(house)
    await desk.transfer(house.spine, house.agent, id_, queue_id=None, agent_id=colleague.user_id, note="请接")
    await desk.close(house.spine, colleague, id_, CloseIn(reason="solved", codes=[], survey=False))
    assert await refused(house, house.agent, id_) == "wrong_phase"


async def test_over_http_it_is_audited_and_another_house_sees_nothing(stage: Stage) -> None:
    path = f"/api/v1/conversations/{stage.conversation}"
    async with stage.as_("boss") as boss:
        assert (await boss.post(f"{path}/claim")).status_code == 200
        queue = str(await line(stage.ours))
        assert (await boss.post(f"{path}/transfer", json={"queue_id": queue, "note": "错了"})).status_code == 200
        back = await boss.post(f"{path}/transfer/undo")
        assert (back.status_code, back.json()["phase"]) == (200, "with_agent"), back.text
        again = await boss.post(f"{path}/transfer/undo")
        assert (again.status_code, again.json()["error"]["code"]) == (409, "nothing_to_take_back")
    assert await stage.audited("conversation.transfer_undone", stage.conversation) == 1
    async with stage.as_("stranger") as other:
        assert (await other.post(f"{path}/transfer/undo")).status_code == 404
    async with stage.as_("knowledge") as nobody:
        assert (await nobody.post(f"{path}/transfer/undo")).status_code == 403
