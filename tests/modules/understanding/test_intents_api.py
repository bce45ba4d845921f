"""A house's intents at its doors: made, filled, moved, brought in as a table, trained, compared, published, rolled back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from qingfeng.modules.understanding.store_versions import KEPT
from qingfeng.modules.understanding.taxonomy import EVERY, MOST_EXAMPLES
from qingfeng.modules.understanding.teaching import CannotTeach
from tests.flow.signed_in import Stage, made_stage
from tests.modules.understanding import house
from tests.modules.understanding.house import PATH, Here, made, refused, step, taxonomy, trained

stage = made_stage


@pytest.fixture(autouse=True)
async def clean(stage: Stage) -> None:
    await house.clean(stage)


async def examples(client: Any, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get(f"{PATH}/examples", params=asked)).json()["items"]
    return found


# ------------------------------------------------------------------ intents and examples
async def test_an_intent_is_made_named_archived_and_forgotten(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        one = (await boss.post(PATH, json={"name_zh": "退款进度", "name_en": "Refund status"})).json()
        assert (one["code"], one["archived"], one["version"]) == ("refund_status", False, 1)
        other = (await boss.post(PATH, json={"name_zh": "催发货"})).json()
        assert (other["code"], other["name_en"]) == ("intent_2", "催发货")
        at = f"{PATH}/{one['id']}"
        assert refused(await boss.post(PATH, json={"name_zh": " 退款进度 "})) == (409, "name_taken", "name_zh")
        assert refused(await boss.post(PATH, json={"name_zh": "\u200b\ufeff"})) == (422, "bad_title", "name_zh")
        change = {"name_zh": "退款到账", "name_en": "Refund status", "about": "问钱什么时候到", "version": 1}
        changed = (await boss.put(at, json=change)).json()
        assert (changed["name_zh"], changed["code"], changed["version"]) == ("退款到账", "refund_status", 2)
        assert refused(await boss.put(at, json=change)) == (409, "intent_changed", None)
        await boss.post(f"{PATH}/examples", json={"intent_id": one["id"], "texts": ["钱还没到账"]})
        assert refused(await boss.delete(at)) == (409, "intent_in_use", "intent_id")
        assert (await boss.put(at, json={**change, "version": 2, "archived": True})).json()["archived"] is True
        assert (await boss.delete(f"{PATH}/{other['id']}")).status_code == 204
        listed = (await boss.get(PATH)).json()
        assert [(one["code"], one["examples"], one["archived"]) for one in listed["items"]] == [
            ("refund_status", 1, True)
        ]
    assert await stage.audited("intent.made", UUID(one["id"])) == 1
    assert await stage.audited("intent.changed", UUID(one["id"])) == 2
    assert await stage.audited("intent.deleted", UUID(other["id"])) == 1


async def test_many_are_added_and_of_each_that_is_not_is_told_why(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        parcel = await made(boss, "parcel")
        refund = await made(boss, "refund")
        texts = [
            "退货的运费谁出",
            "  ",
            "快遞到哪了",
            "我要退款",
            "\u200b\u200c\ufeff" * 300,
            "好" * 501,
            "我手机13812345678退款",
        ]
        told = (await boss.post(f"{PATH}/examples", json={"intent_id": refund, "texts": [*texts, texts[0]]})).json()
        assert (told["added"], told["masked"]) == (2, 1)
        assert [(one["line"], one["why"], one["intent_id"]) for one in told["refused"]] == [
            (3, "other_intent", parcel),
            (4, "known", refund),
            (5, "empty_text", None),
            (6, "too_long", None),
            (8, "known", refund),
        ]
        found = await examples(boss, intent_id=refund)
        assert found[0]["text"] == "我手机138****5678退款"
        assert (found[0]["origin"], found[0]["by_name"], found[0]["from_conversation"]) == ("written", "boss", False)
        assert refused(await boss.post(f"{PATH}/examples", json={"intent_id": str(uuid4()), "texts": ["好"]})) == (
            404, "not_found", "intent_id",
        )  # fmt: skip


async def test_every_fifth_of_an_intent_is_held_out(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        await made(boss, "parcel")
        found = list(reversed(await examples(boss)))
        assert [one["held_out"] for one in found] == [(n + 1) % EVERY == 0 for n in range(len(found))]
        assert {one["id"] for one in await examples(boss, kind="held_out")} == {x["id"] for x in found if x["held_out"]}
        first = f"{PATH}/examples/{found[0]['id']}"
        assert (await boss.patch(first, json={"held_out": True})).json()["held_out"] is True


async def test_examples_are_changed_moved_deleted_and_brought_back(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        parcel, refund = await made(boss, "parcel"), await made(boss, "refund")
        ids = [one["id"] for one in await examples(boss, intent_id=parcel)][:3]
        at = f"{PATH}/examples"
        assert (await boss.post(f"{at}/move", json={"ids": ids, "intent_id": refund})).json() == {"count": 3}
        assert {one["id"] for one in await examples(boss, intent_id=refund)} >= set(ids)
        assert (await boss.post(f"{at}/move", json={"ids": ids[:1], "intent_id": None})).json() == {"count": 1}
        assert [one["id"] for one in await examples(boss, outside=True)] == ids[:1]
        changed = (await boss.patch(f"{at}/{ids[1]}", json={"text": "包裹丢了谁赔"})).json()
        assert changed["text"] == "包裹丢了谁赔"
        assert refused(await boss.patch(f"{at}/{ids[2]}", json={"text": "包裹丟了誰賠"})) == (
            409,
            "example_taken",
            "text",
        )
        assert (await boss.post(f"{at}/delete", json={"ids": ids})).json() == {"count": 3}
        assert not {one["id"] for one in await examples(boss)} & set(ids)
        # Somebody writes one of them again before the others come back.
        await boss.post(at, json={"intent_id": refund, "texts": ["包裹丢了谁赔"]})
        assert (await boss.post(f"{at}/restore", json={"ids": ids})).json() == {"count": 2}
        assert [one["text"] for one in await examples(boss, q="谁赔")] == ["包裹丢了谁赔"]


async def test_examples_are_paged_and_searched(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        await made(boss, "invoice")
        page = (await boss.get(f"{PATH}/examples", params={"limit": 5})).json()
        rest = (await boss.get(f"{PATH}/examples", params={"limit": 200, "cursor": page["next"]})).json()
        assert (len(page["items"]), len(rest["items"]), rest["next"]) == (5, 7, None)
        assert {one["text"] for one in await examples(boss, q="抬头")} == {"发票抬头写错了能改吗", "可以换成个人抬头吗"}


# ------------------------------------------------------------------ as a table
async def test_a_table_is_brought_in_whole_or_not_at_all_with_line_and_column(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        await made(boss, "parcel")
        at = f"{PATH}/import"
        lines = [
            "text,intent",
            "快递到哪了,parcel",
            "快递几天到,查物流",
            '"换货怎么\n办理",换货',
            "我的手机号是13900001111,account",
        ]
        good = "\ufeff" + "\n".join(lines) + "\n"
        told = (await boss.post(at, json={"text": good})).json()
        assert (told["rows"], told["added"], told["known"], told["masked"]) == (4, 3, 1, 1)
        assert (told["made"], told["problems"], told["applied"]) == (["换货", "account"], [], False)
        bad = good + "快递到哪了,换货\n,parcel\n只有一格\n换货要多久,\n" + "\u200b,换货\n"
        told = (await boss.post(at, json={"text": bad})).json()
        assert [(one["row"], one["column"], one["name"], one["code"]) for one in told["problems"]] == [
            (7, 1, "text", "other_intent"),
            (8, 1, "text", "empty_text"),
            (9, 2, "intent", "cells_missing"),
            (10, 2, "intent", "no_intent"),
            (11, 1, "text", "empty_text"),
        ]
        assert told["problems"][0]["intent"] == "parcel"
        assert refused(await boss.post(at, json={"text": bad, "apply": True})) == (422, "import_refused", "text")
        assert len((await boss.get(PATH)).json()["items"]) == 1
        done = (await boss.post(at, json={"text": good, "apply": True})).json()
        assert (done["added"], done["applied"]) == (3, True)
        assert {one["code"] for one in (await boss.get(PATH)).json()["items"]} == {"parcel", "intent_2", "account"}
        assert {one["text"] for one in await examples(boss, kind="imported")} == {
            "快递几天到",
            "换货怎么 办理",
            "我的手机号是139****1111",
        }
        again = (await boss.post(at, json={"text": (await boss.get(f"{PATH}/export")).text})).json()
        assert (again["added"], again["known"], again["wrong"]) == (0, 15, 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "intent_columns_missing"),
        ("text\n好", "intent_columns_missing"),
        ("text,intent\n", "no_examples"),
        ('text,intent\n好,a\n"开了头,b\n', "broken_line"),
        ("text,intent\n" + "".join(f"第{n}句话,a\n" for n in range(MOST_EXAMPLES + 1)), "too_many_rows"),
    ],
)
async def test_what_is_no_table_is_refused(stage: Stage, text: str, code: str) -> None:
    async with stage.as_("boss") as boss:
        assert refused(await boss.post(f"{PATH}/import", json={"text": text})) == (422, code, "text")


async def test_ten_thousand_are_taken_and_no_more(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        rows = "".join(f"第{n}号订单什么时候发货,deliver\n" for n in range(5000, 5000 + MOST_EXAMPLES))
        # Numbers of four digits and more are only numbers: these read alike.
        told = (await boss.post(f"{PATH}/import", json={"text": "text,intent\n" + rows})).json()
        assert (told["added"], told["known"]) == (1, MOST_EXAMPLES - 1)
        words = [a + b + c + d for a in "天地玄黄宇宙洪荒日月" for b in "盈昃辰宿列张寒来暑往" for c in "秋收冬藏闰余成岁律吕" for d in "云腾致雨露结为霜金生"]  # fmt: skip
        rows = "text,intent\n" + "".join(f"{one},deliver\n" for one in words)
        assert (await boss.post(f"{PATH}/import", json={"text": rows, "apply": True})).json()["added"] == MOST_EXAMPLES
        (one,) = (await boss.get(PATH)).json()["items"]
        assert one["examples"] == MOST_EXAMPLES
        more = {"intent_id": one["id"], "texts": ["再来一条"]}
        assert refused(await boss.post(f"{PATH}/examples", json=more)) == (409, "too_many_examples", None)


# ------------------------------------------------------------------ versions
async def test_trained_measured_compared_published_and_rolled_back(stage: Stage) -> None:
    async with stage.as_("boss") as boss, stage.as_("knowledge") as editor:
        ids = await taxonomy(boss)
        first = await trained(stage, boss)
        figures = first["version"]["figures"]
        assert (first["version"]["state"], first["version"]["number"], first["compared"]) == ("published", 1, None)
        assert figures["n"] == 16
        assert figures["accuracy"] > 0.3  # words alone, of ten examples each; chance is one of eight
        wrong = sum(one["count"] for one in first["confusions"])
        assert wrong == sum(len(one["texts"]) for one in first["confusions"]) == round((1 - figures["kept"]) * 16)
        listed = (await editor.get(PATH)).json()
        assert listed["published"]["number"] == 1
        assert all(one["recall"] is not None for one in listed["items"])
        # The held-out sentences are let in: the second version knows them by heart, and is measured by others.
        await boss.post(
            f"{PATH}/examples", json={"intent_id": ids["parcel"], "texts": ["包裹还没送到呢", "物流信息好几天不更新"]}
        )
        assert (await boss.get(PATH)).json()["changed"] == 2
        second = await trained(stage, boss, publish=False)
        assert second["version"]["state"] == "draft"
        compared = second["compared"]
        assert compared["number"] == 1
        assert compared["before"]["n"] == compared["after"]["n"] == 16
        assert 0 <= compared["p"] <= 1
        against = await boss.get(
            f"{PATH}/versions/{second['version']['id']}", params={"against": first["version"]["id"]}
        )
        assert against.json()["compared"]["before"] == first["version"]["figures"]
        assert (await boss.post(f"{PATH}/versions/{second['version']['id']}/publish")).json()["state"] == "published"
        assert (await boss.get(f"{PATH}/versions/{first['version']['id']}")).json()["version"]["state"] == "retired"
        back = await boss.post(f"{PATH}/versions/{first['version']['id']}/publish")
        assert (back.json()["state"], back.json()["published_by_name"]) == ("published", "boss")
    assert await stage.audited("intents.training_asked", UUID(first["version"]["id"])) == 1
    assert await stage.audited("intents.published", UUID(second["version"]["id"])) == 1
    assert await stage.audited("intents.rolled_back", UUID(first["version"]["id"])) == 1


async def test_what_is_held_out_is_never_learned_from(stage: Stage) -> None:
    who = Here()
    async with stage.as_("boss") as boss:
        await taxonomy(boss)
        await boss.post(f"{PATH}/versions")
        assert await step(stage, who)
        held = {one["id"] for one in (await examples(boss, kind="held_out", limit=200))}
    (order,) = who.orders
    assert {str(one.id) for one in order.test} == held
    assert not {str(one.id) for one in order.learn} & held
    assert len(order.learn) + len(order.test) == 96


async def test_intents_with_too_few_examples_are_named_before_anything_is_trained(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        assert refused(await boss.post(f"{PATH}/versions")) == (422, "too_few_intents", None)
        await made(boss, "parcel")
        await made(boss, "refund")
        new = (await boss.post(PATH, json={"name_zh": "以旧换新"})).json()
        await boss.post(f"{PATH}/examples", json={"intent_id": new["id"], "texts": ["旧冰箱能抵多少钱"]})
        answer = await boss.post(f"{PATH}/versions")
        assert refused(answer) == (422, "too_few_examples", None)
        assert answer.json()["error"]["params"] == {"intents": "以旧换新", "count": 1, "least": 2}
        archived = {"name_zh": "以旧换新", "archived": True, "version": 1}
        assert (await boss.put(f"{PATH}/{new['id']}", json=archived)).status_code == 200
        assert (await boss.post(f"{PATH}/versions")).status_code == 201
        assert refused(await boss.post(f"{PATH}/versions")) == (409, "training_goes_on", None)


async def test_cancelled_it_is_trained_no_further(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        await made(boss, "parcel")
        await made(boss, "refund")
        asked = (await boss.post(f"{PATH}/versions")).json()
        at = f"{PATH}/versions/{asked['id']}"

        async def cancel() -> None:
            going = (await boss.get(PATH)).json()["training"]
            assert (going["id"], going["state"]) == (asked["id"], "running")
            assert (await boss.post(f"{at}/cancel")).json()["state"] == "cancelled"

        assert await step(stage, Here(before=cancel))
        assert (await boss.get(at)).json()["version"]["figures"] is None
        assert refused(await boss.post(f"{at}/cancel")) == (409, "training_ended", None)
        assert refused(await boss.post(f"{at}/publish")) == (409, "not_trained", None)
        assert not await step(stage, Here())
    assert await stage.audited("intents.training_cancelled", UUID(asked["id"])) == 1


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (CannotTeach("too_few_intents", "no"), "too_few_intents"),
        (TimeoutError(), "took_too_long"),
        (RuntimeError("broken"), "training_ended"),
    ],
)
async def test_a_training_that_fails_is_told_of(stage: Stage, failure: Exception, error: str) -> None:
    async with stage.as_("boss") as boss:
        await made(boss, "parcel")
        await made(boss, "refund")
        asked = (await boss.post(f"{PATH}/versions")).json()
        assert await step(stage, Here(refuses=failure))
        told = (await boss.get(f"{PATH}/versions")).json()["items"][0]
        assert (told["id"], told["state"], told["error"]) == (asked["id"], "failed", error)


async def test_a_worker_that_dies_has_its_training_begun_anew_and_at_last_given_up(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        await made(boss, "parcel")
        await made(boss, "refund")
        asked = (await boss.post(f"{PATH}/versions")).json()
        died = Here(refuses=KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            await step(stage, died)
        again = Here()
        assert await step(stage, again, attempts=2)
        assert died.orders == again.orders
        assert (await boss.get(f"{PATH}/versions/{asked['id']}")).json()["version"]["state"] == "draft"
        asked = (await boss.post(f"{PATH}/versions")).json()
        busy = Here()
        busy.busy = True
        assert await step(stage, busy)
        assert not await step(stage, Here()), "not at once"
        async with stage.ours.work.tx(stage.ours.tenant) as tx:
            await tx.execute("UPDATE kernel.timers SET due_at = now() WHERE kind = 'train_intents'")
        assert await step(stage, Here(), attempts=9)
        assert (await boss.get(f"{PATH}/versions/{asked['id']}")).json()["version"]["error"] == "given_up"


async def test_models_of_long_ago_are_let_go_and_cannot_be_published(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        await made(boss, "parcel")
        await made(boss, "refund")
        published = await trained(stage, boss)
        async with stage.ours.work.tx(stage.ours.tenant) as tx:
            await tx.execute(
                "INSERT INTO understanding.versions (tenant_id, id, number, state, asked_by_name, asked_at, trained_at, model)"
                " SELECT tenant_id, gen_random_uuid(), n, 'draft', 'boss', asked_at, asked_at - n * interval '1 day', model"
                " FROM understanding.versions, generate_series(2, $1::int) AS n",
                KEPT + 3,
            )
        await trained(stage, boss, publish=False)
        kept = {one["number"]: one["kept"] for one in (await boss.get(f"{PATH}/versions")).json()["items"]}
        assert sum(kept.values()) == KEPT
        assert kept[1], "the published one stays"
        assert not kept[KEPT + 3]
        gone = next(
            one["id"] for one in (await boss.get(f"{PATH}/versions")).json()["items"] if one["number"] == KEPT + 3
        )
        assert refused(await boss.post(f"{PATH}/versions/{gone}/publish")) == (409, "model_not_kept", None)
        assert published["version"]["kept"] is True


async def test_a_sentence_is_tried(stage: Stage) -> None:
    async with stage.as_("boss") as boss:
        assert refused(await boss.post(f"{PATH}/try", json={"text": "快递"})) == (409, "nothing_published", None)
        await taxonomy(boss)
        draft = await trained(stage, boss, publish=False)
        at = {"version_id": draft["version"]["id"]}
        told = (await boss.post(f"{PATH}/try", json={"text": "我想開發票，電話13812345678", **at})).json()
        assert (told["number"], told["top"][0]["intent"], len(told["top"])) == (1, "invoice", 3)
        assert told["masked"] == "我想開發票，電話138****5678"
        shares = [one["confidence"] for one in told["top"]]
        assert sum(shares) <= 1.0001
        assert all(0 <= share <= 1 for share in shares)
        assert refused(await boss.post(f"{PATH}/try", json={"text": "\u200b" * 50})) == (422, "empty_text", "text")
        assert refused(await boss.post(f"{PATH}/try", json={"text": "好", "version_id": str(uuid4())}))[0] == 404


async def test_who_may_read_and_who_may_write(stage: Stage) -> None:
    async with stage.as_("agent") as agent, stage.as_("knowledge") as editor, stage.as_("stranger") as stranger:
        for ask in (PATH, f"{PATH}/examples", f"{PATH}/versions", f"{PATH}/export"):
            assert (await agent.get(ask)).status_code == 403
            assert (await stranger.get(ask)).status_code == 403
            assert (await editor.get(ask)).status_code == 200
        assert (await agent.post(PATH, json={"name_zh": "退款"})).status_code == 403
        one = (await editor.post(PATH, json={"name_zh": "退款"})).json()
        assert (await stranger.put(f"{PATH}/{one['id']}", json={"name_zh": "改", "version": 1})).status_code == 403
