"""The demo's bot rehearsed in a real house with the demo's articles, flows and business system: as in production, and nothing stays."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest

from qingfeng.app.demo import content
from qingfeng.app.demo.business_data import seeded
from qingfeng.app.demo.business_web import BusinessWeb
from qingfeng.app.demo.load import load_knowledge
from qingfeng.app.demo.load_flows import shipped
from qingfeng.app.eval_bot import scripts
from qingfeng.contracts.base import SYSTEM
from qingfeng.flow.rehearse import Talk, stage
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.timers import Job
from qingfeng.modules.flows import actions as flow_actions
from qingfeng.modules.flows import public as flows
from qingfeng.modules.flows import store
from qingfeng.modules.rehearsal import public as rehearsal
from qingfeng.modules.rehearsal import store as rehearsal_store
from qingfeng.modules.rehearsal.actions import STEP
from qingfeng.modules.rehearsal.jobs import rehearse
from tests.ports.house import House, open_house
from tests.support.shop import TODAY, connected, open_shop

PLAYED = (
    "parcel-tail-wrong", "parcel-second-order", "order-only-number", "return-broken-burst", "return-opened",
    "return-too-late", "invoice-company", "install-change-day", "repair-cancel", "address-corrects", "mind-install-to-invoice",
    "complaint-in-flow", "danger-in-flow", "night-return", "night-person", "person-topic", "beyond-stock",
)  # fmt: skip


shop = open_shop


@pytest.fixture
async def house(database_url: str, shop: BusinessWeb) -> AsyncIterator[House]:
    async with open_house(database_url) as made, connected(made, shop):
        async with made.work.tx(made.tenant) as tx:
            await load_knowledge(tx)
        yield made


async def rows(house: House) -> dict[str, int]:
    tables = ("conversations.conversations", "conversations.messages", "bot.decisions", "flows.calls", "kernel.outbox", "understanding.decisions")  # fmt: skip
    async with house.db.reading(house.tenant) as conn:
        return {name: await conn.fetchval(f"SELECT count(*) FROM {name}") for name in tables}


async def test_customers_are_served_and_nothing_of_it_stays(house: House, shop: BusinessWeb) -> None:
    script = scripts(content.rehearsal_files())
    script = msgspec.structs.replace(script, dialogues=[one for one in script.dialogues if one.id in PLAYED])
    before, books = await rows(house), msgspec.json.encode(shop._shop.books)
    there = await stage(house.spine, house.tenant)
    async with house.db.reading(house.tenant) as conn:
        policy = await rehearsal.policy(conn)
    found = await rehearsal.play_all(script, rehearsal.OwnBot(there), policy, TODAY)
    assert found is not None
    assert {verdict.id: verdict.reasons for _, verdict in found if verdict.reasons} == {}
    assert len(found) == len(PLAYED)
    acts = {call.operation for played, _ in found for one in played.exchanges for call in one.answer.calls}
    assert {"make_return", "book_pickup", "make_invoice", "book_installation", "change_address"} <= acts
    assert await rows(house) == before, "no conversation, no decision, no call, no event"
    assert msgspec.json.encode(shop._shop.books) == books == msgspec.json.encode(seeded(TODAY)), "no real business act"
    assert shop.asked == []


async def test_a_system_without_a_rehearsal_address_is_not_asked(house: House, shop: BusinessWeb) -> None:
    async with house.work.tx(house.tenant) as tx:
        await tx.execute("UPDATE flows.systems SET rehearsal_path = ''")
    talk = Talk(await stage(house.spine, house.tenant), "-", locale="zh-CN", open_=True)
    await talk.hears([("text", "我的快递到哪了 ZX2623123190")])
    said = await talk.hears([("text", "0512")])
    assert (said.then, said.queue) == ("human", "order")
    assert [call.result.error for call in said.calls] == ["no_rehearsal"]
    assert shop.asked == []


async def test_another_version_of_a_flow_is_rehearsed_in_place_of_the_published_one(house: House) -> None:
    flow = next(one for one in shipped() if one.name == "parcel_status")
    draft = msgspec.structs.replace(flow, triggers=msgspec.structs.replace(flow.triggers, phrases=["鸽子 飞"]))
    talk = Talk(await stage(house.spine, house.tenant, instead=[(9, draft)]), "-", locale="zh-CN", open_=True)
    assert (await talk.hears([("text", "鸽子飞到哪了")])).decision.reason == "task"


async def test_rehearsals_have_books_of_their_own(house: House) -> None:
    there = await stage(house.spine, house.tenant)
    for _ in range(2):  # the second customer's order is as untouched as the first one's
        talk = Talk(there, "-", locale="zh-CN", open_=True)
        await talk.hears([("text", "改地址 ZX2603647637 尾号8311")])
        await talk.hears([("text", "杭州市西湖区文三路 199 号 2 幢 301 室")])
        said = await talk.hears([("text", "确认")])
        assert [call.result.status for call in said.calls] == [200]
        assert "文三路" in said.text


class InHere:
    """`Rehearser` in this process."""

    busy = False

    def __init__(self, house: House) -> None:
        self._house = house

    async def run(self, order: rehearsal.Order, heard: rehearsal.Heard) -> list[rehearsal.RehearsalResult]:
        instead = []
        if order.flow_id is not None and order.flow_version is not None:
            async with self._house.db.reading(order.tenant) as conn:
                flow = await flows.version_of(conn, order.flow_id, order.flow_version)
            assert flow is not None
            instead = [(order.flow_version, flow)]
        there = await stage(self._house.spine, order.tenant, instead=instead)
        async with self._house.db.reading(order.tenant) as conn:
            policy = await rehearsal.policy(conn)
        found = await rehearsal.play_all(order.script, rehearsal.OwnBot(there), policy, TODAY)
        assert found is not None
        assert await heard(len(found))
        return [rehearsal.result(*one) for one in found]


async def test_a_version_that_fell_below_the_floor_is_not_published_where_the_house_refuses(house: House) -> None:
    script = scripts(content.rehearsal_files())
    own = [one for one in script.dialogues if one.id in ("parcel-tail-wrong", "chat-hello", "person-plain")]
    async with house.work.tx(house.tenant) as tx:
        await rehearsal.lay_in(tx, msgspec.structs.replace(script, dialogues=own), "周敏")
        kept = next(one for one in await store.flows(tx.conn) if one.flow.name == "parcel_status")
        worse = msgspec.structs.replace(
            kept.flow, triggers=msgspec.structs.replace(kept.flow.triggers, phrases=["鸽子 飞"])
        )
        kept = await flow_actions.change_flow(tx, kept.id, worse, flow_actions.Change(by=SYSTEM, version=kept.version))
        await flows.set_gate(tx, "refuse")
    for version, passed in ((1, True), (2, False)):
        async with house.work.tx(house.tenant) as tx:
            run = await rehearsal_store.ask(tx, (kept.id, "parcel_status", version), len(own), "周敏")
        await rehearse(house.work, InHere(house), Job(house.tenant, STEP, str(run), house.clock.now(), {}, 1, 1))
        async with house.db.reading(house.tenant) as conn:
            told, results = await rehearsal_store.run(conn, run), await rehearsal_store.results(conn, run)
        assert told is not None
        assert (told.state, told.done, told.passed) == ("done", 3, passed)
        failed = [one.verdict.id for one in results if one.played is not None]
        assert failed == ([] if passed else ["parcel-tail-wrong"]), "what failed is kept turn by turn, and nothing else"
    change = flow_actions.Change(by=SYSTEM, version=2)
    async with house.work.tx(house.tenant) as tx:
        with pytest.raises(Conflict) as refused:
            await flow_actions.publish_flow(tx, kept.id, 2, change)
    assert refused.value.code == "rehearsal_failed"
    async with house.work.tx(house.tenant) as tx:
        await flows.set_gate(tx, "warn")
        assert (await flow_actions.publish_flow(tx, kept.id, 2, change)).published == 2
