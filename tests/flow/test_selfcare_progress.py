"""Where an order stands, asked of a real business system over HTTP; who may know; and what is carried into a talk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from qingfeng.adapters.channels.webchat import schemas as s
from qingfeng.app.demo.business_web import BusinessWeb, Faults
from qingfeng.app.demo.load_flows import shipped
from qingfeng.flow import selfcare_progress
from qingfeng.kernel.auth import make_jwt
from qingfeng.modules.conversations import public as conversations
from tests.flow.help_stage import HelpStage, open_page
from tests.ports.house import open_house
from tests.support.shop import connected, open_shop

ORDER, TAIL, PHONE = "ZX2623123190", "0512", "13800000512"


shop = open_shop


@pytest.fixture
async def page(database_url: str, shop: BusinessWeb) -> AsyncIterator[HelpStage]:
    async with open_house(database_url) as house, connected(house, shop):
        yield await open_page(house)


def test_only_flows_that_read_tell_progress() -> None:
    assert [flow.name for flow in shipped() if selfcare_progress.tells(flow)] == [
        "coupons",
        "order_status",
        "parcel_status",
    ]


async def test_the_right_pair_is_told_where_the_order_is(page: HelpStage, shop: BusinessWeb) -> None:
    answer = await page.progress(ORDER, TAIL)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["found"]
    assert ORDER in told["say"][0]
    assert shop.asked == ["find_order"], "as the flow asks it"
    english = (await page.progress(f" {ORDER.lower()} ", TAIL, lang="en")).json()
    assert english["say"][0].startswith(f"Order {ORDER}")
    async with page.house.db.reading(page.house.tenant) as conn:
        assert await conn.fetchval("SELECT progress FROM selfcare.visits") == 2


async def test_a_wrong_number_and_wrong_digits_are_told_the_same(page: HelpStage) -> None:
    wrong, unknown, odd = [
        await page.progress(*pair) for pair in ((ORDER, "9999"), ("ZX9999999999", TAIL), ("<script>", "0000"))
    ]
    assert wrong.json() == unknown.json() == odd.json() == {"found": False, "away": False, "say": []}
    assert wrong.status_code == unknown.status_code == 200


async def test_a_number_rests_after_five_wrong_tries_whether_there_is_one_or_not(
    page: HelpStage, shop: BusinessWeb
) -> None:
    for number in (ORDER, "ZX9999999999"):
        answers = [await page.progress(number, f"{n:04}") for n in range(1, 6)]
        assert {one.status_code for one in answers} == {200}
        shop.asked.clear()
        for spelled in (number, number.lower(), f" {number} "):
            locked = await page.progress(spelled, TAIL)
            assert (locked.status_code, locked.json()["error"]["code"]) == (429, "number_locked")
        assert shop.asked == [], "nobody asks while it rests"
    page.house.clock.advance(901)
    assert (await page.progress(ORDER, TAIL)).json()["found"]
    assert not (await page.progress(ORDER, "0001")).json()["found"], "a right pair makes the tries forgotten"


async def test_many_tries_at_once_are_counted_too(page: HelpStage) -> None:
    answers = await asyncio.gather(*(page.progress(ORDER, f"{n:04}") for n in range(1, 13)))
    assert sum(one.status_code == 200 for one in answers) == 5


async def test_a_system_that_is_away_is_said_to_be_and_costs_no_try(page: HelpStage, shop: BusinessWeb) -> None:
    shop.faults = Faults(mode="down")
    for _ in range(3):
        told = (await page.progress(ORDER, TAIL)).json()
        assert (told["found"], told["away"], told["say"]) == (False, True, [])
    async with page.house.db.reading(page.house.tenant) as conn:
        assert await conn.fetchval("SELECT count(*) FROM selfcare.tries") == 0


async def test_what_changes_something_is_never_done_here(page: HelpStage, shop: BusinessWeb) -> None:
    await page.choose(flows=["return_goods", "order_status"])
    body = {"channel": page.key, "lang": "zh-CN", "task": "return_goods", "values": {"number": ORDER, "tail": TAIL}}
    async with page.browser() as client:
        answer = await client.post("/webchat/v1/help/progress", json=body)
        missing = await client.post("/webchat/v1/help/progress", json={**body, "task": "order_status", "values": {}})
    assert (answer.status_code, shop.asked) == (404, [])
    assert (missing.status_code, missing.json()["error"]["code"]) == (422, "required")
    assert "return_goods" not in (await page.get()).text


async def test_who_is_vouched_for_needs_no_digits_and_sees_what_is_theirs(page: HelpStage) -> None:
    house = page.house
    claims = {"sub": "member-1", "phone": PHONE, "name": "张文静", "exp": house.clock.now().timestamp() + 600}
    visitor = house.chat.visitors.admit(page.channel, None, make_jwt(claims, "s" * 32), "zh-CN", house.clock.now())
    token = house.chat.visitors.token(visitor)
    sent = await house.chat.send(page.channel, visitor, s.MessageIn(client_id=uuid4().hex, text="在吗"))
    guest = house.chat.visitors.admit(page.channel, None, None, "zh-CN", house.clock.now())
    async with page.browser(token) as client:
        mine = (await client.get("/webchat/v1/help/mine", params={"channel": page.key})).json()
    assert (mine["known"], mine["conversation"]["id"]) == (True, str(sent.conversation_id))
    assert (await page.progress(ORDER, "", token)).json()["found"]
    stranger = await page.progress(ORDER, "", house.chat.visitors.token(guest))
    assert (stranger.status_code, stranger.json()["error"]["field"]) == (422, "tail")
    for other in (house.chat.visitors.token(guest), "rubbish"):
        async with page.browser(other) as client:
            seen = (await client.get("/webchat/v1/help/mine", params={"channel": page.key})).json()
        assert seen == {"known": False, "conversation": None, "orders": []}


async def _write(page: HelpStage, visitor: Any, text: str, **trail: Any) -> conversations.Conversation:
    data = s.MessageIn(client_id=uuid4().hex, text=text, help=s.HelpTrail(visit=UUID(page.visit), **trail))
    sent = await page.house.chat.send(page.channel, visitor, data)
    async with page.house.db.reading(page.house.tenant) as conn:
        found = await conversations.get(conn, sent.conversation_id)
    assert found is not None
    return found


async def test_what_was_read_and_searched_is_carried_to_the_desk_and_the_bot(page: HelpStage) -> None:
    house = page.house
    await page.tell("read", slug="return-how")
    visitor = house.chat.visitors.admit(page.channel, None, None, "zh-CN", house.clock.now())
    conv = await _write(page, visitor, "我还是不会弄", read=["return-how", "inside"], searched=["退货 电话13812345678"])
    lines = await house.thread(conv.id)
    told = [m.system for m in lines if m.system is not None]
    assert [(one.code, one.params) for one in told] == [
        ("help_both", {"read": "《退货怎么申请，步骤是什么》", "searched": "退货 电话138****5678"})
    ]
    assert conv.bot["tried"][0]["title"] == "退货怎么申请，步骤是什么"
    page_of, _ = await house.door.messages(page.channel, visitor.sender, conv.id)
    assert [m.text for m in page_of] == ["我还是不会弄"], "the customer does not see the line"
    async with house.db.reading(house.tenant) as conn:
        assert await conn.fetchval("SELECT talked_at FROM selfcare.visits") is not None
    await house.door.human(page.channel, visitor.sender)
    async with house.db.reading(house.tenant) as conn:
        now = await conversations.get(conn, conv.id)
    assert now is not None
    assert now.handover is not None
    assert [one.article.title for one in now.handover.tried if one.article] == ["退货怎么申请，步骤是什么"]


async def test_only_what_is_new_is_told_again(page: HelpStage) -> None:
    house = page.house
    visitor = house.chat.visitors.admit(page.channel, None, None, "zh-CN", house.clock.now())
    await _write(page, visitor, "退货问题", read=["return-how"])
    await _write(page, visitor, "在吗", read=["return-how"])
    conv = await _write(page, visitor, "退款呢", read=["return-how", "refund-time"])
    told = [m.system.params["read"] for m in await house.thread(conv.id) if m.system]
    assert told == ["《退货怎么申请，步骤是什么》", "《退款多久到账》"]


async def test_a_message_left_tells_it_too(page: HelpStage) -> None:
    house = page.house
    await page.tell("searched", q="量子纠缠望远镜")
    visitor = house.chat.visitors.admit(page.channel, None, None, "zh-CN", house.clock.now())
    body = {
        "client_id": uuid4().hex, "text": "请回电", "contact": {"phone": PHONE},
        "help": {"visit": page.visit, "searched": ["量子纠缠望远镜"]},
    }  # fmt: skip
    async with house.client(house.chat.visitors.token(visitor)) as client:
        answer = await client.post("/webchat/v1/leave", json=body)
    assert answer.status_code == 200, answer.text
    told = [m.system for m in await house.thread(UUID(answer.json()["conversation_id"])) if m.system]
    assert told[0].code == "help_searched"


async def test_the_wait_is_told_as_the_chat_tells_it(page: HelpStage) -> None:
    async with page.browser() as client:
        given = {"channel": page.key, "lang": "zh-CN"}
        answer = await client.get("/webchat/v1/help/desk", params=given)
    assert answer.json() == {"open": True, "opens_at": None, "low_minutes": None, "high_minutes": None}
