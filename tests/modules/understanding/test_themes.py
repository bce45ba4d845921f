"""Topics that live: found from what customers wrote, the same from day to day, named and joined by people, and forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest

from qingfeng.kernel.clock import SystemClock
from qingfeng.kernel.uow import Tx
from qingfeng.modules.understanding import store, store_themes, themes, themes_round
from qingfeng.modules.understanding.decisions import Said
from qingfeng.modules.understanding.reading import Reader
from qingfeng.modules.understanding.store_themes import Standing, Totals
from qingfeng.ports.embed import Encoder
from tests.flow.signed_in import Stage, made_stage
from tests.modules.understanding import house
from tests.modules.understanding.house import made, refused

stage = made_stage
PATH = "/api/v1/topics"
PARCEL = [
    f"{who}{what}" for who in ("我的快递", "我的包裹", "买的洗衣机") for what in ("怎么还没到", "三天没动了", "到哪里了", "什么时候能送到", "卡在中转站不动")
]  # fmt: skip
INVOICE = [
    f"{how}{what}"
    for how in ("怎么开", "我要开", "帮我开", "哪里能开")
    for what in ("发票", "电子发票", "增值税专票", "公司抬头的发票")
]
LEAK = [
    f"{what}{how}"
    for what in ("空调", "新装的空调", "家里空调")
    for how in ("漏水了", "内机一直滴水", "滴水把墙弄湿了", "漏水怎么办")
]


@pytest.fixture(autouse=True)
async def clean(stage: Stage) -> None:
    await house.clean(stage)
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        for table in ("heard", "themes"):
            await tx.execute(f"DELETE FROM understanding.{table}")


@pytest.fixture
def reader(encoder: Encoder) -> Reader:
    return Reader(lambda: encoder, SystemClock())


async def said(stage: Stage, texts: Sequence[str], *, hours_ago: float = 24) -> list[UUID]:
    """Customers wrote this so long ago; gives the conversations."""
    lines = [Said(conversation_id=uuid4(), message_id=uuid4(), seq=1, text=text) for text in texts]
    ids = [one.conversation_id for one in lines]
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        await store_themes.hear(tx, lines)
        await tx.execute(
            "UPDATE understanding.heard SET at = at - $2 * interval '1 hour' WHERE conversation_id = ANY($1)",
            ids,
            hours_ago,
        )
    return ids


async def looked(stage: Stage, reader: Reader) -> int:
    async def may(tx: Tx) -> None:
        pass

    return await themes_round.look(stage.ours.work, reader, stage.ours.tenant, may)


async def shown(stage: Stage, hidden: bool = False) -> list[dict[str, Any]]:
    async with stage.as_("boss") as boss:
        answer = await boss.get(PATH, params={"hidden": hidden})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def about(found: list[dict[str, Any]], word: str) -> dict[str, Any]:
    """The largest that speaks of this."""
    return next(one for one in found if any(word in text for text in [*one["examples"], *one["words"]]))


def test_a_centre_is_one_that_is_known_or_a_new_one() -> None:
    kept = np.eye(3, dtype=np.float32)
    new = np.asarray([[0.1, 0.99, 0], [0, 0.95, 0.3], [0.6, 0.6, 0.52]], dtype=np.float32)
    assert themes.matched(new, kept) == [1, None, None], "the nearest is it; each known one is taken once"
    assert themes.matched(new[:0], kept) == []


@pytest.mark.parametrize(
    ("late", "early", "totals", "hot"),
    [(12, 27, (60, 600), True), (12, 27, (270, 600), False), (4, 0, (60, 600), False), (5, 0, (60, 600), True), (30, 0, (30, 0), False)],
)  # fmt: skip
def test_hot_is_a_larger_share_than_in_the_days_before(
    late: int, early: int, totals: tuple[int, int], hot: bool
) -> None:
    standing = Standing(size=late + early, late=late, early=early, label=None, share=0)
    assert themes.is_hot(standing, Totals(late=totals[0], early=totals[1])) is hot


async def test_what_customers_write_about_is_found_and_counted_by_day(stage: Stage, reader: Reader) -> None:
    await said(stage, PARCEL)
    await said(stage, INVOICE, hours_ago=50)
    await said(stage, ["电话13812345678，空调漏水了", *LEAK], hours_ago=1)
    assert await looked(stage, reader) >= 3
    found = await shown(stage)
    parcel, invoice, leak = (about(found, word) for word in ("快递", "发票", "漏水"))
    assert len({one["id"] for one in (parcel, invoice, leak)}) == 3
    assert invoice["size"] >= 4
    assert sum(leak["days"]) == leak["size"]
    assert leak["hot"]
    assert not invoice["hot"]
    assert "13812345678" not in str(found)
    async with stage.as_("boss") as boss:
        hot = (await boss.get(f"{PATH}/hot")).json()["items"]
    assert [one["id"] for one in hot] == [leak["id"]]
    assert await looked(stage, reader) == 0, "nothing new, nothing done"


async def test_a_theme_keeps_its_id_and_the_name_people_gave_it(stage: Stage, reader: Reader) -> None:
    await said(stage, [*PARCEL, *INVOICE])
    await looked(stage, reader)
    before = about(await shown(stage), "发票")
    async with stage.as_("boss") as boss:
        body = {"version": before["version"], "name": "  开  发票 "}
        assert (await boss.patch(f"{PATH}/{before['id']}", json=body)).status_code == 200
        late = await boss.patch(f"{PATH}/{before['id']}", json={**body, "name": "别的"})
    assert refused(late) == (409, "topic_changed", None)
    await said(stage, [f"{one}，谢谢" for one in INVOICE] + LEAK, hours_ago=1)
    await looked(stage, reader)
    after = about(await shown(stage), "发票")
    assert (after["id"], after["name"], after["named_by"]) == (before["id"], "开 发票", "boss")
    assert after["size"] >= before["size"]
    assert await stage.audited("topic.changed", UUID(before["id"])) == 1


async def test_it_is_put_away_and_joined_to_an_intent(stage: Stage, reader: Reader) -> None:
    await said(stage, [*PARCEL, *INVOICE])
    await looked(stage, reader)
    found = await shown(stage)
    leave, join = about(found, "发票"), about(found, "快递")
    async with stage.as_("boss") as boss:
        await boss.patch(f"{PATH}/{leave['id']}", json={"version": 1, "hidden": True})
        intent = await made(boss, "parcel")
        added = await boss.post(f"{PATH}/{join['id']}/merge", json={"intent_id": intent, "version": 1})
        assert added.status_code == 200, added.text
        assert added.json()["added"] == join["size"]
        unknown = await boss.post(f"{PATH}/{join['id']}/merge", json={"intent_id": str(uuid4()), "version": 2})
    assert unknown.status_code == 404
    assert not {leave["id"], join["id"]} & {one["id"] for one in await shown(stage)}
    merged = next(one for one in await shown(stage, hidden=True) if one["id"] == join["id"])
    assert (merged["merged"]["id"], merged["hidden"]) == (intent, True)


async def test_what_is_erased_leaves_sizes_and_examples(stage: Stage, reader: Reader) -> None:
    await said(stage, PARCEL)
    ids = await said(stage, INVOICE)
    await looked(stage, reader)
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        await store.forget(tx, ids)
    assert "发票" not in str([one["examples"] for one in await shown(stage)])


async def test_too_little_is_grouped_into_nothing_and_a_machine_without_an_encoder_finds_none(
    stage: Stage, reader: Reader
) -> None:
    await said(stage, LEAK)
    assert await looked(stage, Reader(lambda: None, SystemClock())) == 0
    assert await looked(stage, reader) == 0
    assert await shown(stage) == []


async def test_who_may_not_and_who_is_of_another_house(stage: Stage, reader: Reader) -> None:
    await said(stage, [*PARCEL, *INVOICE])
    await looked(stage, reader)
    one = (await shown(stage))[0]
    async with stage.as_("agent") as agent:
        assert (await agent.get(PATH)).status_code == 403
    async with stage.as_("rival") as rival:
        assert (await rival.get(PATH)).json() == {"items": [], "messages": 0}
        assert (await rival.patch(f"{PATH}/{one['id']}", json={"version": 1, "name": "夺走"})).status_code == 404
    async with stage.as_("boss") as boss:
        for body in ({"name": ""}, {"name": "长" * 41}, {"version": 0}, {"else": 1}):
            bad = await boss.patch(f"{PATH}/{one['id']}", json={"version": 1, **body})
            assert bad.status_code == 400, body


def test_what_is_kept_is_what_was_given() -> None:
    rows = np.random.default_rng(1).normal(size=(3, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert np.allclose(themes.centres(themes.kept(rows), 8), rows, atol=2e-3)
