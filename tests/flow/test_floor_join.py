"""Supervisors in somebody else's conversation: who hears what, who is told, and whose it is afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.contracts.conversations import MessageAppended
from qingfeng.contracts.messages import Message
from qingfeng.contracts.registry import event_of
from qingfeng.flow import desk, desk_recall, desk_snooze, floor_join
from qingfeng.flow.schemas import CloseIn, MessageIn
from qingfeng.kernel.auth import hash_password
from qingfeng.kernel.errors import Conflict, Invalid
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.people import public as people
from tests.flow.signed_in import Stage, made_stage  # noqa: F401
from tests.flow.tab import Tab, Tabs, open_tabs
from tests.ports.house import PASSWORD, House, open_house


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


@pytest.fixture
async def tabs(house: House) -> AsyncIterator[Tabs]:
    async with open_tabs(house, access.Sessions(house.db)) as opener:
        yield opener


async def hire(house: House, name: str, role: str) -> Caller:
    email = f"{uuid4().hex}@example.com"
    async with house.work.tx(house.tenant) as tx:
        user = await access.put_user(tx, email=email, name=name, role=role, password_hash=hash_password(PASSWORD))
        await people.put_agent(tx, user, name=name, team=None, capacity=5, levels={})
        await people.set_presence(tx, user, "ready", None, house.agent.actor)
    return Caller(house.tenant, user, name, email, role, "csrf")


class Talk:
    """A customer on the web whom 高洁 serves, and a supervisor, 吴国栋."""

    def __init__(self, house: House, agent: Caller, boss: Caller, channel: Any, visitor: Any, id_: UUID) -> None:
        self.house, self.agent, self.boss, self.id = house, agent, boss, id_
        self._channel, self._visitor = channel, visitor

    async def shown(self) -> list[Message]:
        """What the customer sees."""
        page, _ = await self.house.door.messages(self._channel, self._visitor.sender, self.id, limit=100)
        return page

    async def write(self, text: str) -> None:
        await self.house.chat.send(self._channel, self._visitor, s.MessageIn(client_id=uuid4().hex, text=text))

    async def say(self, who: Caller, text: str) -> Message:
        data = MessageIn(client_id=uuid4().hex, text=text)
        return await desk.reply(self.house.spine, who, self.id, data)

    async def now(self) -> Conversation:
        async with self.house.db.reading(self.house.tenant) as conn:
            found = await conversations.get(conn, self.id)
        assert found is not None
        return found

    async def heard(self, who: Caller) -> list[str]:
        async with self.house.db.reading(self.house.tenant) as conn:
            return [one.text for one in await floor_join.heard(conn, who, self.id)]

    async def audit(self) -> list[tuple[str, str]]:
        async with self.house.db.reading(self.house.tenant) as conn:
            rows = await conn.fetch(
                "SELECT action, actor FROM access.audit WHERE target = $1 ORDER BY at, id", str(self.id)
            )
        names = {str(one.actor): one.name for one in (self.house.agent, self.agent, self.boss)}
        return [(row["action"].removeprefix("conversation."), names[row["actor"]]) for row in rows]


@pytest.fixture
async def talk(house: House) -> Talk:
    agent, boss = await hire(house, "高洁", "agent"), await hire(house, "吴国栋", "supervisor")
    channel = await house.channel("webchat")
    visitor = house.chat.visitors.admit(channel, None, None, "zh-CN", house.clock.now())
    sent = await house.chat.send(channel, visitor, s.MessageIn(client_id="message-1", text="空调装了三次都没装好"))
    await house.take(sent.conversation_id)
    await desk.transfer(
        house.spine, house.agent, sent.conversation_id, queue_id=None, agent_id=agent.user_id, note="安装问题"
    )
    return Talk(house, agent, boss, channel, visitor, sent.conversation_id)


def codes(thread: list[Message]) -> list[str]:
    return [m.system.code for m in thread if m.system is not None]


# ------------------------------------------------------------------ whisper


async def test_a_whisper_is_heard_by_its_agent_and_by_supervisors_alone(talk: Talk, tabs: Tabs) -> None:
    house = talk.house
    third = await hire(house, "周航", "agent")
    mine, other, boss = await tabs(talk.agent.email), await tabs(third.email), await tabs(talk.boss.email)
    for tab in (other, boss):
        tab.send({"t": "watch", "conversation_ids": [str(talk.id)]})
        await tab.until(lambda frame: frame["t"] == "viewers")
    seq = (await talk.now()).last_seq
    said = await floor_join.whisper(house.spine, talk.boss, talk.id, " 先道歉，再说补偿 ", "whisper-0001")
    for tab in (mine, boss):
        frame = await tab.until(lambda frame: frame["t"] == "whisper")
        assert (frame["whisper"]["text"], frame["whisper"]["author_name"]) == ("先道歉，再说补偿", "吴国栋")
    notice = await mine.until(lambda frame: frame["t"] == "notice")
    assert (notice["notice"]["kind"], notice["notice"]["by_name"]) == ("whisper", "吴国栋")
    again = await floor_join.whisper(house.spine, talk.boss, talk.id, "先道歉，再说补偿", "whisper-0001")
    assert again.id == said.id
    assert await talk.heard(talk.agent) == await talk.heard(talk.boss) == ["先道歉，再说补偿"]
    assert await talk.heard(third) == []
    await talk.write("在吗")
    await other.until(lambda frame: frame["t"] == "message")
    assert "补偿" not in repr(other.frames), "a colleague who looks on hears nothing of it"
    assert "补偿" not in repr(await talk.shown())
    assert "补偿" not in repr(await house.thread(talk.id)), "it is no message, so nothing that shows messages has it"
    assert (said.seq, (await talk.now()).last_seq) == (seq, seq + 1)
    assert [a for a in await talk.audit() if a[0] == "whispered"] == [("whispered", "吴国栋")]


async def test_nobody_is_whispered_to_who_does_not_have_it(talk: Talk) -> None:
    house = talk.house
    with pytest.raises(Invalid, match="Say something"):
        await floor_join.whisper(house.spine, talk.boss, talk.id, " \n ", "whisper-0001")
    with pytest.raises(Invalid, match="NUL"):
        await floor_join.whisper(house.spine, talk.boss, talk.id, "a\x00b", "whisper-0001")
    await floor_join.take_over(house.spine, talk.boss, talk.id, talk.agent.user_id)
    with pytest.raises(Conflict) as refused:
        await floor_join.whisper(house.spine, talk.boss, talk.id, "自言自语", "whisper-0001")
    assert refused.value.code == "own_conversation"
    await desk.hand_back(house.spine, talk.boss, talk.id, "")
    with pytest.raises(Conflict) as refused:
        await floor_join.whisper(house.spine, talk.boss, talk.id, "有人吗", "whisper-0001")
    assert refused.value.code == "nobody_to_hear"
    assert await talk.heard(talk.boss) == []


# ------------------------------------------------------------------ barge


async def test_a_supervisor_speaks_beside_the_agent_under_their_own_name(talk: Talk) -> None:
    spine = talk.house.spine
    with pytest.raises(Conflict) as refused:
        await talk.say(talk.boss, "我是主管")
    assert refused.value.code == "not_owner"
    await talk.write("我要投诉")
    row = await floor_join.join(spine, talk.boss, talk.id)
    assert [(one.id, one.name) for one in row.joined] == [(talk.boss.user_id, "吴国栋")]
    assert (row.agent.id if row.agent else None, row.phase) == (talk.agent.user_id, "with_agent")
    await floor_join.join(spine, talk.boss, talk.id)  # a second press
    said = await talk.say(talk.boss, "我是主管吴国栋，这件事我来跟")
    after = await talk.now()
    assert (after.waiting_since, after.unread) == (None, 2), "the customer is answered, their agent has not read yet"
    assert (await desk_recall.take_back(spine, talk.boss, talk.id, said.id)).recalled
    for words in ("我在", "我来处理"):  # the second in one exchange, on what is known of the conversation
        await talk.say(talk.agent, words)
        told = event_of(talk.house.facts[-1])
        assert isinstance(told, MessageAppended)
        assert [one.name for one in told.row.joined] == ["吴国栋"]
    row = await floor_join.leave(spine, talk.boss, talk.id)
    assert row.joined == []
    await floor_join.leave(spine, talk.boss, talk.id)
    with pytest.raises(Conflict):
        await talk.say(talk.boss, "还有一句")
    shown = await talk.shown()
    assert codes(shown)[-2:] == ["supervisor_joined", "supervisor_left"]
    assert [m.author.name for m in shown if m.author.kind == "agent"] == ["吴国栋", "高洁", "高洁"]
    assert [m.text for m in shown if m.author.name == "吴国栋"] == [""], "taken back"
    done = [("claimed", "林悦"), ("joined", "吴国栋"), ("left", "吴国栋"), ("transferred", "林悦")]
    assert sorted(await talk.audit()) == done, "once each"


async def test_two_supervisors_speak_and_leave_each_for_themselves(talk: Talk) -> None:
    house, spine = talk.house, talk.house.spine
    second = await hire(house, "孙雯", "supervisor")
    for one in (talk.boss, second):
        await floor_join.join(spine, one, talk.id)
    await talk.say(second, "两位都在")
    await floor_join.leave(spine, talk.boss, talk.id)
    assert [one.name for one in (await talk.now()).joined] == ["孙雯"]
    await talk.say(second, "我还在")
    row = await desk.transfer(spine, talk.boss, talk.id, queue_id=None, agent_id=talk.boss.user_id, note="我来")
    assert [one.name for one in row.joined] == ["孙雯"], "another agent, the same second voice"
    await floor_join.take_over(spine, second, talk.id, talk.boss.user_id)
    assert (await talk.now()).joined == [], "who owns it does not speak beside themselves"


@pytest.mark.parametrize("way", ["bot", "wrap_up", "snoozed", "queued"])
async def test_who_spoke_beside_the_agent_leaves_with_the_talk(talk: Talk, way: str) -> None:
    house, spine = talk.house, talk.house.spine
    await floor_join.join(spine, talk.boss, talk.id)
    if way == "bot":
        await desk.hand_back(spine, talk.agent, talk.id, "")
    elif way == "wrap_up":
        await desk.close(spine, talk.agent, talk.id, CloseIn(reason="solved"))
    elif way == "snoozed":
        await desk_snooze.snooze(spine, talk.agent, talk.id, house.clock.now() + desk_snooze.LONGEST / 2)
    else:
        async with house.db.reading(house.tenant) as conn:
            queue = await conn.fetchval("SELECT id FROM routing.queues")
        await desk.transfer(spine, talk.agent, talk.id, queue_id=queue, agent_id=None, note="再排一次")
    after = await talk.now()
    assert (after.phase, after.joined) == (way, [])
    with pytest.raises(Conflict) as refused:
        await floor_join.join(spine, talk.boss, talk.id)
    assert refused.value.code == "wrong_phase"


# ------------------------------------------------------------------ take over


async def test_taken_over_it_has_one_owner_and_the_agent_is_free(talk: Talk, tabs: Tabs) -> None:
    house, spine = talk.house, talk.house.spine
    mine = await tabs(talk.agent.email)
    await floor_join.join(spine, talk.boss, talk.id)
    row = await floor_join.take_over(spine, talk.boss, talk.id, talk.agent.user_id)
    assert (row.agent.name if row.agent else "", row.joined) == ("吴国栋", [])
    told = await mine.until(lambda frame: frame["t"] == "notice" and frame["notice"]["kind"] == "taken_over")
    assert told["notice"]["by_name"] == "吴国栋"
    with pytest.raises(Conflict):
        await talk.say(talk.agent, "我也说一句")
    await talk.say(talk.boss, "接下来由我负责")
    assert codes(await talk.shown())[-1] == "agent_joined"
    assert "taken_over" in codes(await house.thread(talk.id))
    async with house.db.reading(house.tenant) as conn:
        (freed,) = await people.roster(conn, talk.agent.user_id)
        assert await conversations.load(conn, talk.agent.user_id) == 0
    assert freed.idle_since == house.clock.now()
    assert ("taken_over", "吴国栋") in await talk.audit()


async def test_of_two_who_take_it_over_the_second_is_told_who_has_it(talk: Talk) -> None:
    second = await hire(talk.house, "孙雯", "supervisor")
    await floor_join.take_over(talk.house.spine, talk.boss, talk.id, talk.agent.user_id)
    with pytest.raises(Conflict) as refused:
        await floor_join.take_over(talk.house.spine, second, talk.id, talk.agent.user_id)
    assert (refused.value.code, refused.value.params["owner"]) == ("not_owner", "吴国栋")
    with pytest.raises(Conflict) as refused:
        await floor_join.take_over(talk.house.spine, talk.boss, talk.id, talk.boss.user_id)
    assert refused.value.code == "own_conversation"


async def test_what_an_agent_put_aside_can_be_taken_over_and_does_not_wake(talk: Talk) -> None:
    house, spine = talk.house, talk.house.spine
    await desk_snooze.snooze(spine, talk.agent, talk.id, house.clock.now() + desk_snooze.LONGEST / 2)
    await floor_join.take_over(spine, talk.boss, talk.id, talk.agent.user_id)
    asked = "SELECT count(*) FROM kernel.timers WHERE kind = 'wake' AND key = $1"
    assert await house.db.system.fetchval(asked, str(talk.id)) == 0
    await desk.hand_back(spine, talk.boss, talk.id, "")
    with pytest.raises(Conflict) as refused:
        await floor_join.take_over(spine, talk.boss, talk.id, talk.agent.user_id)
    assert refused.value.code == "wrong_phase"


# ------------------------------------------------------------------ monitor


async def watch(tab: Tab, conversation: UUID) -> None:
    tab.send({"t": "watch", "conversation_ids": [str(conversation)]})
    tab.send({"t": "ping"})
    await tab.until(lambda frame: frame["t"] == "pong")


async def test_the_agent_is_told_of_a_supervisor_who_looks_on_unless_the_house_wants_otherwise(
    talk: Talk, tabs: Tabs
) -> None:
    house = talk.house
    mine = await tabs(talk.agent.email)
    await watch(mine, talk.id)
    seen = await tabs(talk.boss.email)
    await watch(seen, talk.id)
    told = await mine.until(lambda f: f["t"] == "viewers" and len(f["agents"]) == 2)
    assert {(a["name"], a["supervisor"]) for a in told["agents"]} == {("高洁", False), ("吴国栋", True)}
    async with house.work.tx(house.tenant) as tx:
        await access.change_settings(tx, {"tell_monitored": False})
    house.spine.forget(house.tenant)
    mine.frames.clear()
    await tabs.socket._look_who_is_told()
    followed = await mine.until(lambda f: f["t"] == "viewers")
    assert [a["name"] for a in followed["agents"]] == ["高洁"], "open desks follow"
    mine.frames.clear()
    secret = await tabs(talk.boss.email)
    await watch(secret, talk.id)
    await talk.write("听得到吗")
    await secret.until(lambda f: f["t"] == "message" and f["message"]["text"] == "听得到吗")
    assert all(a["name"] == "高洁" for f in mine.frames if f["t"] == "viewers" for a in f["agents"])
    back = await tabs(talk.agent.email)  # the agent's socket comes back
    await watch(back, talk.id)
    assert [[a["name"] for a in f["agents"]] for f in back.frames if f["t"] == "viewers"] == [["高洁"]]


async def test_looking_on_is_audited_once_however_often_the_socket_comes_back(talk: Talk, tabs: Tabs) -> None:
    for _ in range(2):
        tab = await tabs(talk.boss.email)
        await watch(tab, talk.id)
        await tabs.settle()
    mine = await tabs(talk.agent.email)
    await watch(mine, talk.id)
    await tabs.settle()
    assert [a for a in await talk.audit() if a[0] == "monitored"] == [("monitored", "吴国栋")]
    talk.house.clock.advance(601)
    await watch(await tabs(talk.boss.email), talk.id)
    await tabs.settle()
    assert len([a for a in await talk.audit() if a[0] == "monitored"]) == 2


async def test_an_agent_who_joins_those_who_look_on_is_monitored_from_then_on(talk: Talk, tabs: Tabs) -> None:
    house = talk.house
    visitor = house.chat.visitors.admit(talk._channel, None, None, "zh-CN", house.clock.now())
    sent = await house.chat.send(talk._channel, visitor, s.MessageIn(client_id="message-2", text="在吗"))
    other = Talk(house, talk.agent, talk.boss, talk._channel, visitor, sent.conversation_id)
    for _ in range(2):  # two tabs of one person
        await watch(await tabs(talk.boss.email), other.id)
    await tabs.settle()

    async def written() -> list[str]:
        async with house.db.reading(house.tenant) as conn:
            rows = await conn.fetch("SELECT detail FROM access.audit WHERE action = 'conversation.monitored' AND target = $1 ORDER BY at, id", str(other.id))  # fmt: skip
        return [row["detail"]["agent"] for row in rows]

    async def monitored(least: int = 0) -> list[str]:
        """As it stands once everything is done; a line is written after the desk was shown what happened."""
        async with asyncio.timeout(20):
            while len(await written()) < least:
                await asyncio.sleep(0.01)
        await tabs.settle()
        return await written()

    assert await monitored() == []  # nobody had it
    await house.take(other.id)
    first = house.agent.name
    assert await monitored(1) == [first]
    house.clock.advance(1)  # lines of one moment are in no order
    await desk.transfer(house.spine, house.agent, other.id, queue_id=None, agent_id=talk.agent.user_id, note="退款")
    assert await monitored(2) == [first, "高洁"]
    await floor_join.take_over(house.spine, talk.boss, other.id, talk.agent.user_id)
    assert await monitored() == [first, "高洁"]  # it is the supervisor's own now


# ------------------------------------------------------------------ the doors


async def test_only_supervisors_may_and_only_in_their_own_house(stage: Stage) -> None:
    path = f"/api/v1/conversations/{stage.conversation}"
    doors: list[tuple[str, dict[str, Any]]] = [
        ("whispers", {"client_id": "whisper-0001", "text": "轻声"}),
        ("join", {}),
        ("leave", {}),
        ("take-over", {"agent_id": str(uuid4())}),
    ]
    async with stage.as_("agent") as agent, stage.as_("knowledge") as editor:
        for door, body in doors:
            for client in (agent, editor):
                assert (await client.post(f"{path}/{door}", json=body)).status_code == 403, door
        assert (await agent.get(f"{path}/whispers")).json() == {"items": []}
        assert (await editor.get(f"{path}/whispers")).status_code == 403
        assert (await agent.get("/api/v1/floor/settings")).status_code == 403
        assert (await agent.put("/api/v1/floor/settings", json={"tell_monitored": False})).status_code == 403
    async with stage.as_("stranger") as stranger:
        assert (await stranger.get(f"{path}/whispers")).status_code == 404
    async with stage.as_("boss") as boss:
        answer = await boss.post(f"{path}/whispers", json={"client_id": "whisper-0001", "text": "x" * 1001})
        assert answer.status_code in (400, 422)
        assert (await boss.post(f"{path}/join")).json()["error"]["code"] == "wrong_phase"
        assert (await boss.get("/api/v1/floor/settings")).json()["tell_monitored"] is True
        assert (await boss.put("/api/v1/floor/settings", json={"tell_monitored": "ja"})).status_code == 400
        assert (await boss.put("/api/v1/floor/settings", json={"tell_monitored": False})).status_code == 200
        assert (await boss.get("/api/v1/floor/settings")).json()["tell_monitored"] is False
        await boss.put("/api/v1/floor/settings", json={"tell_monitored": True})
        row = (await boss.post(f"{path}/claim")).json()
        answer = await boss.post(f"{path}/take-over", json={"agent_id": row["agent"]["id"]})
        assert answer.json()["error"]["code"] == "own_conversation"
