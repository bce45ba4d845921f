"""The self-service page over HTTP: documents without a script, search, what is counted, and who is let in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from qingfeng.flow.selfcare import marks
from qingfeng.kernel.errors import Conflict
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import ArticleDraft
from qingfeng.modules.routing import surge_house
from qingfeng.modules.selfcare import public as selfcare
from qingfeng.modules.selfcare.public import SelfcareCounts, SelfcarePage, SelfcareShelf
from tests.flow.help_stage import HelpStage, links, open_page
from tests.ports.house import House, open_house


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


@pytest.fixture
async def page(house: House) -> HelpStage:
    return await open_page(house)


async def counts(house: House) -> SelfcareCounts:
    """Of the last day, once every visit is over."""
    house.clock.advance(3600)
    now = house.clock.now()
    async with house.db.reading(house.tenant) as conn:
        return await selfcare.figures(conn, now - timedelta(days=1), now)


async def test_the_front_page_is_whole_without_a_script(page: HelpStage) -> None:
    await page.choose(
        title_zh="帮助 & <中心>", intro_zh="先搜一搜", hot=["refund-time"], shelves=[SelfcareShelf("退换货", "Returns"), SelfcareShelf("没有的")],
    )  # fmt: skip
    answer = await page.get()
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    said = answer.text
    assert "<h1>帮助 &amp; &lt;中心&gt;</h1>" in said
    assert "退款多久到账" in said
    assert "退换货" in said
    assert "没有的" not in said, "a category without articles is not shown"
    assert f"/help/{page.key}/a/refund-time" in links(said)
    assert f"/chat/{page.key}" in links(said), "who has no script is led to the chat's own page"
    assert 'name="robots" content="noindex"' in said
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe-inline'" not in answer.headers["content-security-policy"].partition("style-src")[0]
    again = await page.get(**{"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")
    await page.choose(listed=True)
    assert "noindex" not in (await page.get()).text


async def test_an_article_has_an_address_with_its_steps_and_what_is_near(page: HelpStage) -> None:
    said = (await page.get("/a/return-how")).text
    assert "<title>退货怎么申请，步骤是什么 - 帮助中心 - " in said
    assert "<ol><li>打开“我的订单”</li><li>点“申请退货”</li><li>等师傅上门取件</li></ol>" in said
    assert "<strong>运费</strong>" in said
    assert "https://example.com/fee?a=1&b=2" in links(said)
    assert "退款多久到账" in said
    assert "内部" not in said, "what is for agents is not even named"
    assert "content='签收 7 天内可以退。 打开" in said


@pytest.mark.parametrize("slug", ["inside", "draft", "no-such", "..%2f..%2fetc%2fpasswd", "%00", "a" * 300])
async def test_what_customers_may_not_read_is_not_there(page: HelpStage, slug: str) -> None:
    answer = await page.get(f"/a/{slug}")
    assert answer.status_code == 404
    assert answer.headers.get("cache-control", "no-store") == "no-store"
    assert "200 元" not in answer.text


async def test_what_runs_out_is_gone_at_its_moment(page: HelpStage) -> None:
    until = page.house.clock.now() + timedelta(minutes=5)
    async with page.house.work.tx(page.house.tenant) as tx:
        draft = ArticleDraft(
            slug="sale", title="双十一退货延长", category="退换货", body="延长到 15 天。", valid_until=until
        )
        await knowledge.put_article(tx, draft)
    assert (await page.get("/a/sale")).status_code == 200
    assert "sale" in [one["slug"] for one in await page.search("双十一退货延长")]
    page.house.clock.advance(301)
    assert (await page.get("/a/sale")).status_code == 404
    assert "sale" not in [one["slug"] for one in await page.search("双十一退货延长")]


async def test_search_marks_what_was_typed_and_keeps_secrets(page: HelpStage) -> None:
    found = await page.search("怎么退货")
    assert found[0]["slug"] == "return-how"
    assert "退货" in found[0]["marks"]
    assert not {"inside", "draft"} & {one["slug"] for one in found}
    assert await page.search("量子纠缠望远镜") == []
    for odd in ("", " ", "%", "'; DROP TABLE selfcare.visits; --", "<script>", "\x00退货", "\u200b", "退" * 150):
        await page.search(odd)
    said = (await page.get("?q=<b>退货</b>")).text
    assert "&lt;b&gt;" in said
    assert "<b>退货</b>”" not in said
    assert "<mark>退货</mark>" in said


async def test_the_language_is_the_browsers_unless_the_address_says_so(page: HelpStage) -> None:
    english = await page.get(**{"Accept-Language": "en-GB,en;q=0.9,zh;q=0.1"})
    assert "<html lang=en>" in english.text
    assert english.headers["vary"] == "Accept-Language"
    assert "<html lang=zh-CN>" in (await page.get("?lang=zh-CN", **{"Accept-Language": "en"})).text
    assert "<html lang=zh-CN>" in (await page.get(**{"Accept-Language": "fr, ;q=x, zh;q=abc"})).text
    said = (await page.get("/a/return-how?lang=en")).text
    assert "How to return an item" in said
    assert f"/help/{page.key}/a/refund-time?lang=en" in links(said), "the language goes along"
    only = (await page.get("/a/invoice?lang=en")).text
    assert "only there in Chinese" in only
    assert '<article lang="zh-CN">' in only


async def test_hot_is_what_is_pinned_then_chosen_then_read_then_asked_quickly(page: HelpStage) -> None:
    house = page.house
    async with house.db.reading(house.tenant) as conn:
        member = await knowledge.open_article(conn, "member", "zh-CN", house.clock.now())
    assert member is not None
    for _ in range(3):
        assert (await page.tell("read", str(uuid4()), slug="ac-not-cooling")).status_code == 200
    await page.tell("read", str(uuid4()), slug="invoice")
    await page.choose(hot=["refund-time"])
    async with house.work.tx(house.tenant) as tx:
        await surge_house.hold(tx, house.agent.actor, "on", 30)
        await surge_house.pin(tx, house.agent.actor, [member.id])
    hot = (await page.get()).text.partition("大家常问")[2].partition("</section>")[0]
    titles = [
        title for title in ("会员积分怎么用", "退款多久到账", "空调不制冷怎么办", "电子发票怎么开") if title in hot
    ]
    assert titles == ["会员积分怎么用", "退款多久到账", "空调不制冷怎么办"], "one reader makes nothing hot"
    assert hot.index(titles[0]) < hot.index(titles[1]) < hot.index(titles[2])


async def test_a_house_that_has_not_switched_it_on_has_no_page(house: House) -> None:
    page = await open_page(house)
    await page.choose(on=False)
    for path in ("", "/a/return-how", "?q=退货"):
        answer = await page.get(path)
        assert answer.status_code == 404
        assert "退货怎么申请" not in answer.text
    async with page.browser() as client:
        for path in ("search", "desk", "mine"):
            given = {"channel": page.key, "lang": "zh-CN", "q": "退货"}
            assert (await client.get(f"/webchat/v1/help/{path}", params=given)).status_code == 404
    assert (await page.tell("came")).status_code == 404
    assert (await page.progress("ZX2623123190", "0512")).status_code == 404


async def test_an_unknown_key_is_told_the_same_as_a_page_that_is_off(page: HelpStage) -> None:
    off, unknown = page.key, "nobody-there"
    await page.choose(on=False)
    answers = []
    for key in (off, unknown):
        page.key = key
        answer = await page.get()
        answers.append((answer.status_code, answer.text))
    assert answers[0] == answers[1]


async def test_visits_are_counted_once_and_told_apart_by_how_they_ended(page: HelpStage) -> None:
    alone, idle, talker = (str(uuid4()) for _ in range(3))
    for visit in (alone, idle, talker):
        assert (await page.tell("came", visit)).status_code == 200
    for _ in range(3):
        await page.tell("read", alone, slug="return-how")
    await page.tell("judged", alone, slug="return-how", helpful=False)
    await page.tell("judged", alone, slug="return-how", helpful=True)
    await page.tell("searched", talker, q="量子纠缠望远镜")
    async with page.house.work.tx(page.house.tenant) as tx:
        await selfcare.count_talk(tx, UUID(talker))
    found = await counts(page.house)
    assert (found.visits, found.used, found.alone) == (3, 2, 1)
    assert (found.reads, found.helpful, found.unhelpful) == (1, 1, 0), "once per visit, and the last word counts"
    assert (found.searches, found.nothing) == (1, 1)


async def test_a_visit_that_goes_on_is_not_counted_yet(page: HelpStage) -> None:
    await page.tell("read", slug="return-how")
    now = page.house.clock.now()
    async with page.house.db.reading(page.house.tenant) as conn:
        assert (await selfcare.figures(conn, now - timedelta(days=1), now)).visits == 0


async def test_gaps_are_kept_without_personal_data(page: HelpStage) -> None:
    for words in ("电话 13812345678 望远镜", "量子纠缠望远镜", " 量子纠缠望远镜 ", "怎么退货"):
        assert (await page.tell("searched", str(uuid4()), q=words)).status_code == 200
    async with page.house.db.reading(page.house.tenant) as conn:
        gaps = await selfcare.gaps(conn, page.house.clock.now() - timedelta(days=1))
    assert (gaps[0].words, gaps[0].nothing) == ("量子纠缠望远镜", 2)
    assert not any("13812345678" in one.words for one in gaps)
    assert "怎么退货" not in [one.words for one in gaps]


async def test_what_is_not_there_is_not_counted(page: HelpStage) -> None:
    assert (await page.tell("read", slug="inside")).status_code == 404
    assert (await page.tell("judged", slug="no-such", helpful=True)).status_code == 404
    for body in ({"visit": "x"}, {"what": "else"}, {"lang": "fr"}, {"q": "长" * 500, "what": "searched"}):
        async with page.browser() as client:
            good: dict[str, Any] = {"channel": page.key, "visit": page.visit, "lang": "zh-CN", "what": "came"}
            assert (await client.post("/webchat/v1/help/visit", json={**good, **body})).status_code == 400
    assert (await counts(page.house)).visits == 0


async def test_each_door_is_limited(house: House) -> None:
    page = await open_page(house, rate=0.05)
    assert {(await page.get()).status_code for _ in range(8)} == {200, 429}
    async with page.browser() as client:
        given = {"channel": page.key, "lang": "zh-CN", "q": "退货"}
        answers = [await client.get("/webchat/v1/help/search", params=given) for _ in range(5)]
    assert {one.status_code for one in answers} == {200, 429}
    assert answers[-1].json()["error"]["code"] == "rate_limited"
    assert {(await page.tell("came")).status_code for _ in range(5)} == {200, 429}


async def test_another_house_has_its_own_page_and_its_own_counts(page: HelpStage, database_url: str) -> None:
    await page.tell("read", slug="return-how")
    async with open_house(database_url) as other:
        theirs = await open_page(other)
        await theirs.choose(title_zh="别家的帮助")
        assert "别家的帮助" not in (await page.get()).text
        async with other.db.reading(other.tenant) as conn:
            assert await selfcare.read_most(conn, other.clock.now() - timedelta(days=1)) == []
        async with other.work.tx(other.tenant) as tx:
            await knowledge.put_article(
                tx, ArticleDraft(slug="theirs", title="别家文章", category="别家", body="别家的。")
            )
        assert (await page.get("/a/theirs")).status_code == 404


async def test_the_page_is_held_under_a_version(house: House) -> None:
    actor = house.agent.actor
    async with house.work.tx(house.tenant) as tx:
        kept = await selfcare.save_page(tx, SelfcarePage(on=True, title_zh="  帮助   中心 "), 0, actor)
        assert (kept.version, kept.page.title_zh, kept.by_name) == (1, "帮助 中心", "林悦")
        with pytest.raises(Conflict, match="changed it meanwhile"):
            await selfcare.save_page(tx, SelfcarePage(), 0, actor)
        same = await selfcare.save_page(tx, kept.page, 1, actor)
        assert same.version == 1, "the same again is no version"


def test_a_single_letter_is_not_marked() -> None:
    assert marks("how do I return", "How to return an item") == ["return", "How"]
    assert marks("退", "怎么退货") == ["退"]
