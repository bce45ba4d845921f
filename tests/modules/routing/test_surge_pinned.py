"""The pinned answer: by the rules or by a supervisor for one surge, refused where customers would not see it, gone after."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from qingfeng.contracts.routing import SurgeChanged
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import ArticleDraft
from qingfeng.modules.routing import surge_house
from qingfeng.modules.routing.surge import SurgePolicy, SurgeState, levers
from tests.modules.routing.house import House, client_of
from tests.modules.routing.make import NOW, uid
from tests.modules.routing.test_surge_house import audit, look


async def article(house: House, title: str, **more: object) -> UUID:
    draft = ArticleDraft(slug=f"a-{uuid4().hex}", title=title, category="物流配送", body="顺延三天。", **more)  # type: ignore[arg-type]
    async with house.work.tx(house.tenant) as tx:
        return (await knowledge.put_article(tx, draft)).id


async def pinned(house: House) -> list[UUID]:
    async with house.db.reading(house.tenant) as conn:
        return (await surge_house.levers(conn)).pinned


def test_a_supervisors_choice_comes_before_the_rules_and_ends_with_the_surge() -> None:
    policy = SurgePolicy(pinned=[uid(1)])
    on = SurgeState(since=NOW)
    assert levers(on, policy).pinned == [uid(1)]
    assert levers(SurgeState(since=NOW, pinned=[uid(2)]), policy).pinned == [uid(2)]
    assert levers(SurgeState(since=NOW, pinned=[]), policy).pinned == []
    assert levers(SurgeState(), policy).pinned == []


async def test_it_is_pinned_for_this_surge_and_gone_after(house: House) -> None:
    late, refund = await article(house, "物流延迟"), await article(house, "退款进度")
    async with client_of(house, "supervisor") as boss:
        early = await boss.put("/api/v1/surge/pinned", json={"pinned": [str(late)]})
        assert (early.status_code, early.json()["error"]["code"]) == (409, "surge_off")
        await boss.post("/api/v1/surge/hold", json={"what": "on", "minutes": 30})
        for ids in ([late, refund, late], [refund], [refund]):
            made = await boss.put("/api/v1/surge/pinned", json={"pinned": [str(one) for one in ids]})
            assert made.status_code == 200, made.text
        assert [one["title"] for one in made.json()["pinned"]] == ["退款进度"]
        assert await pinned(house) == [refund]
        await boss.post("/api/v1/surge/hold", json={"what": "off", "minutes": 30})
        assert await pinned(house) == []
        again = await boss.post("/api/v1/surge/hold", json={"what": "on", "minutes": 30})
        assert again.json()["pinned"] == []  # of that surge alone
    told = [detail["pinned"] for name, detail in await audit(house, "surge.pinned")]
    assert told == [["物流延迟", "退款进度"], ["退款进度"]]
    events = [e for e in house.heard.events if isinstance(e, SurgeChanged)]
    assert [(e.on, e.pinned, e.repinned) for e in events] == [
        (True, [], False),
        (True, [late, refund], True),
        (True, [refund], True),
        (False, [], True),
        (True, [], False),
    ]


async def test_the_rules_pin_by_themselves_and_a_supervisor_may_take_it_away(house: House) -> None:
    late = await article(house, "物流延迟")
    async with client_of(house) as admin:
        kept = (await admin.get("/api/v1/surge/policy")).json()
        assert kept["pinned"] == []
        made = await admin.put("/api/v1/surge/policy", json={"policy": {**kept["policy"], "pinned": [str(late)]}})
        assert made.json()["pinned"] == [{"id": str(late), "title": "物流延迟", "shown": True}]
        assert await pinned(house) == []
        await admin.post("/api/v1/surge/hold", json={"what": "on", "minutes": 5})
        assert await pinned(house) == [late]
        away = await admin.put("/api/v1/surge/pinned", json={"pinned": []})
        assert (away.status_code, away.json()["pinned"]) == (200, [])
    assert await pinned(house) == []
    assert (await look(house)).levers.pinned == []


async def test_what_customers_would_not_see_is_refused(house: House) -> None:
    hidden, agents = await article(house, "草稿", published=False), await article(house, "内部", audience="agent")
    good = [await article(house, f"文章{n}") for n in range(3)]
    async with client_of(house) as admin:
        policy = (await admin.get("/api/v1/surge/policy")).json()["policy"]
        await admin.post("/api/v1/surge/hold", json={"what": "on", "minutes": 5})
        for ids, code in (
            ([hidden], "article_not_shown"),
            ([agents], "article_not_shown"),
            ([uuid4()], "article_not_shown"),
            (good, "too_many"),
        ):
            named = [str(one) for one in ids]
            for answer in (
                await admin.put("/api/v1/surge/policy", json={"policy": {**policy, "pinned": named}}),
                await admin.put("/api/v1/surge/pinned", json={"pinned": named}),
            ):
                error = answer.json()["error"]
                assert (answer.status_code, error["code"], error["field"]) == (422, code, "pinned")
    assert await pinned(house) == []


async def test_articles_are_looked_for_by_those_who_may_pin(house: House) -> None:
    await article(house, "物流延迟")
    await article(house, "物流内部口径", audience="agent")
    async with client_of(house, "supervisor") as boss:
        found = (await boss.get("/api/v1/surge/articles", params={"q": "物流"})).json()["items"]
        assert [one["title"] for one in found] == ["物流延迟"]
    stranger = await House(house.db, house.work, house.heard, house.clock).open()
    async with client_of(stranger, "supervisor") as boss:
        assert (await boss.get("/api/v1/surge/articles")).json()["items"] == []


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("knowledge", 403), ("supervisor", 409), ("admin", 409)])
async def test_who_may_pin(house: House, role: str, status: int) -> None:
    async with client_of(house, role) as somebody:
        assert (await somebody.put("/api/v1/surge/pinned", json={"pinned": []})).status_code == status
        assert (await somebody.get("/api/v1/surge/articles")).status_code == (403 if status == 403 else 200)
