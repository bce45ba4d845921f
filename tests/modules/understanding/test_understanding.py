"""Messages of customers understood after they were committed, corrected from the desk, learned from, and forgotten."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from qingfeng.contracts.base import Envelope, Event
from qingfeng.contracts.conversations import MessageAppended
from qingfeng.contracts.messages import Author
from qingfeng.contracts.registry import event_of
from qingfeng.contracts.understanding import IntentCorrected, MessageUnderstood
from qingfeng.kernel.clock import SystemClock
from qingfeng.kernel.errors import Unavailable
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.understanding import store
from qingfeng.modules.understanding.public import sure_intent
from qingfeng.modules.understanding.reading import Reader
from qingfeng.modules.understanding.subscribers import understand, watcher
from tests.flow.signed_in import Stage, made_stage
from tests.modules.understanding import house
from tests.modules.understanding.house import PATH, refused, taxonomy, trained

stage = made_stage


@pytest.fixture(autouse=True)
async def clean(stage: Stage) -> None:
    await house.clean(stage)
    stage.ours.heard.envelopes.clear()


@pytest.fixture
def reader() -> Reader:
    """One without a sentence encoder: words alone tell these eight intents apart well enough."""
    return Reader(lambda: None, SystemClock())


def heard(stage: Stage, kind: type[Event]) -> list[Any]:
    """What was committed of this kind."""
    found = (event_of(envelope) for envelope in stage.ours.heard.envelopes)
    return [event for event in found if isinstance(event, kind)]


async def relayed(stage: Stage, kind: type[Event]) -> list[Any]:
    """What any process has committed of this kind and the relay will carry."""
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        rows = await conn.fetch("SELECT body FROM kernel.outbox WHERE type = $1 ORDER BY position", kind.__name__)
    return [event_of(msgspec.json.decode(row["body"], type=Envelope)) for row in rows]


async def told(stage: Stage, *words: str) -> list[UUID]:
    """Conversations that begin with these words; gives their ids."""
    return [await stage.told(one) for one in words]


async def understood(stage: Stage, reader: Reader, events: list[Any] | None = None) -> int:
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        return await understand(tx, reader, heard(stage, MessageAppended) if events is None else events)


async def row(stage: Stage, conversation: UUID) -> Any:
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        return await conn.fetchrow("SELECT * FROM understanding.decisions WHERE conversation_id = $1", conversation)


async def test_a_message_is_read_kept_and_told_of_once(stage: Stage, reader: Reader) -> None:
    async with stage.as_("boss") as boss:
        await taxonomy(boss)
        version = await trained(stage, boss)
    parcel, invoice = await told(stage, "我的包裹怎么还没送到", "公司报销要开专票")
    assert await understood(stage, reader) == 2
    facts = heard(stage, MessageUnderstood)
    assert {(one.conversation_id, one.guess, one.number) for one in facts} == {
        (parcel, "parcel", 1),
        (invoice, "invoice", 1),
    }
    assert all(0 < one.confidence <= 1 and one.runner_up and one.key == str(one.conversation_id) for one in facts)
    kept = await row(stage, parcel)
    assert (kept["guess"], str(kept["version_id"]), kept["corrected_at"]) == ("parcel", version["version"]["id"], None)
    # Delivered again, by the stream: nothing twice.
    assert await understood(stage, reader) == 0
    assert len(heard(stage, MessageUnderstood)) == 2


async def test_the_fact_tells_how_the_customer_feels(stage: Stage, reader: Reader) -> None:
    async with stage.as_("boss") as boss:
        await taxonomy(boss)
        await trained(stage, boss)
    angry, calm = await told(stage, "气死我了，再不处理我打12315投诉，电话13812345678", "请问怎么开发票")
    await understood(stage, reader)
    facts = {one.conversation_id: one for one in heard(stage, MessageUnderstood)}
    assert [(facts[id_].emotion, facts[id_].sentiment) for id_ in (angry, calm)] == [
        ("angry", "negative"),
        ("neutral", "neutral"),
    ]
    assert [(facts[id_].level, facts[id_].reasons != ()) for id_ in (angry, calm)] == [
        ("urgent_complaint", True),
        ("routine", False),
    ]
    assert ("phone", "13812345678") in [(one.kind, one.value) for one in facts[angry].entities]
    assert facts[calm].entities == ()


async def test_only_customers_words_are_read(stage: Stage, reader: Reader) -> None:
    async with stage.as_("boss") as boss:
        await taxonomy(boss)
        await trained(stage, boss)
    (conversation,) = await told(stage, "怎么开发票")
    world = stage.ours
    async with world.work.tx(world.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        agent = Author("agent", uuid4(), "林悦")
        for kind in ("text", "note"):
            draft = conversations.Draft(
                author=agent, kind=kind, text="我帮您开发票", client_id=kind, public=kind == "text"
            )
            await conversations.append(tx, conv, draft)
    assert len(heard(stage, MessageAppended)) == 3
    assert await understood(stage, reader) == 1


async def test_a_house_without_a_published_version_costs_a_question(stage: Stage) -> None:
    def never() -> None:
        raise AssertionError("no encoder is asked for")

    async with stage.as_("boss") as boss:
        await taxonomy(boss)
        await trained(stage, boss, publish=False)
    await told(stage, "怎么开发票")
    assert await understood(stage, Reader(never, SystemClock())) == 0
    assert heard(stage, MessageUnderstood) == []


async def test_what_is_about_nothing_that_was_learned_is_said_to_be(stage: Stage, reader: Reader) -> None:
    async with stage.as_("boss") as boss:
        await taxonomy(boss)
        await trained(stage, boss)
    (conversation,) = await told(stage, "τι καιρό κάνει σήμερα")
    await understood(stage, reader)
    (fact,) = heard(stage, MessageUnderstood)
    assert (fact.intent, (await row(stage, conversation))["intent"]) == (None, None)
    async with stage.as_("agent") as agent:
        shown = (await agent.get(f"/api/v1/conversations/{conversation}/intent")).json()
    assert (shown["understood"], shown["intent"], shown["confidence"]) == (True, None, None)


async def test_a_model_that_cannot_be_used_here_parks_nothing(stage: Stage) -> None:
    """One of another encoder, or an encoder that was altered: messages go by, and the log says why."""
    async with stage.as_("boss") as boss:
        await taxonomy(boss)
        await trained(stage, boss)

    class Altered:
        async def model(self, *_: Any) -> None:
            raise Unavailable("encoder_altered", "no")

    await told(stage, "怎么开发票")
    assert await understood(stage, Altered()) == 0  # type: ignore[arg-type]


async def test_many_are_read_together_by_the_watcher(stage: Stage, reader: Reader) -> None:
    async with stage.as_("boss") as boss:
        await taxonomy(boss)
        await trained(stage, boss)
    await told(stage, "怎么开发票", "洗衣机坏了要修", "密码忘了")
    who = watcher(reader)
    opened = [(one, who.open(one)) for one in stage.ours.heard.envelopes if one.type == "MessageAppended"]
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        assert await who.together(tx, opened) == 3
    assert {one.guess for one in heard(stage, MessageUnderstood)} == {"invoice", "repair", "account"}


async def test_a_label_is_corrected_from_the_desk_and_learned_from(stage: Stage, reader: Reader) -> None:
    """The whole round: corrected, an example of it, trained, compared, published; the next such message is read rightly."""
    words = "烤箱门把手松了，电话13812345678"
    async with stage.as_("boss") as boss, stage.as_("agent") as agent:
        ids = await taxonomy(boss)
        await trained(stage, boss)
        (conversation,) = await told(stage, words)
        await understood(stage, reader)
        at = f"/api/v1/conversations/{conversation}/intent"
        before = (await agent.get(at)).json()
        assert {one["code"] for one in before["choices"]} == set(ids)
        told_ = await agent.put(at, json={"intent_id": ids["repair"], "seq": before["seq"]})
        assert told_.status_code == 200, told_.text
        shown = told_.json()
        assert (shown["intent"]["code"], shown["corrected_by_name"], shown["confidence"]) == ("repair", "agent", None)
        (fact,) = await relayed(stage, IntentCorrected)
        assert (fact.conversation_id, fact.intent, fact.seq) == (conversation, "repair", before["seq"])
        (example,) = (await boss.get(f"{PATH}/examples", params={"kind": "corrected"})).json()["items"]
        assert (example["text"], example["by_name"]) == ("烤箱门把手松了，电话138****5678", "agent")
        assert (example["intent_id"], example["from_conversation"], example["held_out"]) == (ids["repair"], True, False)
        listed = {one["code"]: one for one in (await boss.get(PATH)).json()["items"]}
        assert (listed["repair"]["corrected"], listed["repair"]["recent"]) == (1, 1)
        second = await trained(stage, boss)
        assert second["compared"]["number"] == 1
        (again,) = await told(stage, "烤箱门把手松了")
        await understood(stage, reader)
        assert (await row(stage, again))["guess"] == "repair"
        # Somebody thinks otherwise later: the same example, of another intent.
        await agent.put(at, json={"intent_id": ids["install"], "seq": before["seq"]})
        (example,) = (await boss.get(f"{PATH}/examples", params={"kind": "corrected"})).json()["items"]
        assert example["intent_id"] == ids["install"]
        await agent.put(at, json={"intent_id": None, "seq": before["seq"]})
        assert (await agent.get(at)).json()["intent"] is None
        (outside,) = (await boss.get(f"{PATH}/examples", params={"outside": True})).json()["items"]
        assert outside["id"] == example["id"]
    assert await stage.audited("intent.corrected", conversation) == 3


async def test_a_label_is_given_before_anything_was_ever_trained(stage: Stage) -> None:
    async with stage.as_("boss") as boss, stage.as_("agent") as agent:
        ids = await taxonomy(boss)
        at = f"/api/v1/conversations/{stage.conversation}/intent"
        before = (await agent.get(at)).json()
        assert (before["understood"], before["seq"], before["text"]) == (False, 1, "空调漏水怎么办")
        assert (await agent.put(at, json={"intent_id": ids["repair"], "seq": 1})).json()["intent"]["code"] == "repair"


async def test_what_cannot_be_corrected(stage: Stage) -> None:
    async with stage.as_("boss") as boss, stage.as_("agent") as agent, stage.as_("stranger") as stranger:
        ids = await taxonomy(boss)
        at = f"/api/v1/conversations/{stage.conversation}/intent"
        body = {"intent_id": ids["repair"], "seq": 1}
        assert refused(await stranger.put(at, json=body))[0] == 404
        assert (await stranger.get(at)).status_code == 404
        assert refused(await agent.put(at, json={**body, "seq": 99})) == (404, "not_found", "seq")
        assert refused(await agent.put(at, json={**body, "intent_id": str(uuid4())})) == (404, "not_found", "intent_id")
        await boss.put(
            f"{PATH}/{ids['repair']}", json={"name_zh": "报修", "name_en": "repair", "archived": True, "version": 1}
        )
        assert refused(await agent.put(at, json=body)) == (409, "intent_archived", "intent_id")
    async with stage.as_("knowledge") as editor:
        assert (await editor.put(at, json=body)).status_code == 403


async def test_what_was_said_is_forgotten_with_the_conversation_and_what_is_the_houses_own_stays(
    stage: Stage, reader: Reader
) -> None:
    async with stage.as_("boss") as boss, stage.as_("agent") as agent:
        ids = await taxonomy(boss)
        await trained(stage, boss)
        first, second = await told(stage, "阳台推拉门卡住了", "顶灯一闪一闪的")
        await understood(stage, reader)
        for conversation in (first, second):
            at = f"/api/v1/conversations/{conversation}/intent"
            await agent.put(at, json={"intent_id": ids["repair"], "seq": 1})
        found = (await boss.get(f"{PATH}/examples", params={"kind": "corrected"})).json()["items"]
        own = next(one for one in found if one["text"].startswith("顶灯"))
        await boss.patch(f"{PATH}/examples/{own['id']}", json={"text": "灯一闪一闪的怎么办"})
        async with stage.ours.work.tx(stage.ours.tenant) as tx:
            assert await store.forget(tx, [first, second]) == 1
        assert await row(stage, first) is None
        assert (await boss.get(f"{PATH}/examples", params={"kind": "corrected"})).json()["items"] == []
        kept = (await boss.get(f"{PATH}/examples", params={"q": "一闪一闪"})).json()["items"]
        assert [(one["text"], one["origin"], one["from_conversation"]) for one in kept] == [
            ("灯一闪一闪的怎么办", "written", False)
        ]


async def test_who_answers_is_told_only_what_is_sure(stage: Stage, reader: Reader) -> None:
    db, tenant = stage.ours.db, stage.ours.tenant
    assert await sure_intent(db, reader, tenant, "怎么开发票") is None  # nothing is published
    async with stage.as_("boss") as boss:
        await taxonomy(boss)
        await trained(stage, boss)
    assert await sure_intent(db, reader, tenant, "发票怎么开") == "invoice"
    assert await sure_intent(db, reader, tenant, "发票，快递，安装，人工") is None
    assert await sure_intent(db, Reader(lambda: None, SystemClock()), uuid4(), "怎么开发票") is None
