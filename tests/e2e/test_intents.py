"""Intents in the console: a label corrected at the desk is learned from, compared, published, and tells the next message."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.axe import violations
from tests.e2e.conftest import SHOTS, SOON, People, shot_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

LEFT = [
    "师傅的梯子落我家了",
    "安装的人忘了拿走电钻",
    "有一把扳手丢在我家阳台",
    "你们师傅的手机忘在我这了",
    "工具箱没带走怎么还给你们",
]
NAME = "师傅遗落物品"


async def published(people: People, page: Page) -> dict[str, Any]:
    """What reads the messages of the demo; if nothing does yet, a first version is trained and published."""
    found: dict[str, Any] = await people.api(page, "GET", "/intents")
    if found["published"] is None:
        version = await people.api(page, "POST", "/intents/versions")
        async with asyncio.timeout(2 * SOON / 1000):
            while (await people.api(page, "GET", "/intents"))["training"] is not None:
                await asyncio.sleep(0.2)
        await people.api(page, "POST", f"/intents/versions/{version['id']}/publish")
        found = await people.api(page, "GET", "/intents")
    assert found["published"] is not None
    return found


async def test_a_label_corrected_at_the_desk_is_learned_published_and_told_of_the_next_message(people: People) -> None:
    page = await people.agent("wu.guodong", ready=False)
    async with shot_on_failure(page, "intents"):
        first = await published(people, page)
        made = await people.api(page, "POST", "/intents", {"name_zh": NAME, "name_en": "Left behind"})
        await people.api(page, "POST", "/intents/examples", {"intent_id": made["id"], "texts": LEFT})
        visitor = await people.visitor("装机师傅把他的保温杯落在我家了，我电话13900001111")
        await page.goto(f"{people.box.url}/desk/{visitor.conversation}?view=all")
        tag = page.get_by_role("button", name="意图：").first
        await expect(tag).not_to_have_text(NAME)
        await tag.click()
        await page.get_by_label("查找意图").last.fill("遗落")
        await page.get_by_role("button", name=NAME).click()
        await expect(tag).to_have_text(NAME)
        await expect(page.get_by_text("吴国栋 纠正")).to_be_visible()

        await page.goto(f"{people.box.url}/settings/intents")
        await page.get_by_label("查找意图").fill("遗落")
        await expect(page.get_by_role("heading", name=NAME)).to_be_visible()
        corrected = page.get_by_role("listitem").filter(has_text="保温杯")
        await expect(corrected).to_contain_text("装机师傅把他的保温杯落在我家了，我电话139****1111")
        await expect(corrected).to_contain_text("会话纠正")
        await page.get_by_label("添加样本").fill("螺丝刀忘在我家了\n 师傅的梯子落我家了\n\u200b\n师傅把水平尺落下了")
        await page.get_by_role("button", name="添加 4 条").click()
        await expect(page.get_by_text("已添加 2 条")).to_be_visible()
        for why in ("已有这条样本", "没有看得见的文字"):
            await expect(page.get_by_text(why)).to_be_visible()
        assert await violations(page) == []

        await page.get_by_role("button", name="训练", exact=True).click()
        number = first["published"]["number"] + 1
        await expect(page.get_by_role("status").filter(has_text=f"正在训练第 {number} 版")).to_be_visible()
        await expect(page.get_by_role("status").filter(has_text="正在训练")).to_have_count(0, timeout=2 * SOON)
        await page.get_by_text("版本与混淆").click()
        await page.get_by_role("navigation", name="版本与混淆").get_by_role("button", name=f"第 {number} 版").click()
        await expect(page.get_by_role("columnheader", name=f"第 {number - 1} 版")).to_be_visible()
        await expect(page.get_by_text("句改对了").first).to_be_visible()
        SHOTS.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=SHOTS / "intents-compared.png")
        await page.get_by_role("button", name="发布", exact=True).click()
        await page.get_by_role("tooltip").get_by_role("button", name="发布").click()
        await expect(page.get_by_text(f"第 {number} 版已发布")).to_be_visible()

        other = await people.visitor("师傅把扳手落在我家了")
        await page.goto(f"{people.box.url}/desk/{other.conversation}?view=all")
        await expect(page.get_by_role("button", name=f"意图：{NAME}")).to_be_visible()
        about = await people.api(page, "GET", f"/conversations/{other.conversation}/intent")
        assert (about["number"], about["corrected_at"]) == (number, None)
        assert people.complaints == []


async def test_a_sentence_is_tried_and_examples_are_deleted_and_brought_back_by_keyboard(people: People) -> None:
    page = await people.agent("wu.guodong", ready=False, locale="en", viewport={"width": 1100, "height": 760})
    async with shot_on_failure(page, "intents-en"):
        await published(people, page)
        await page.goto(f"{people.box.url}/settings/intents")
        await page.get_by_text("Try a sentence").click()
        await page.get_by_label("Sentence to try").fill("帮我转人工")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Nearest examples")).to_be_visible()
        await expect(page.get_by_role("listitem").filter(has_text="Ask for a person").first).to_be_visible()
        await page.get_by_text("Intents and examples").click()
        await page.get_by_role("button", name="Invoices").click()
        line = page.get_by_role("listitem").filter(has_text="税号填错一位")
        await line.get_by_role("checkbox").focus()
        await page.keyboard.press("Space")
        await page.get_by_role("toolbar").get_by_role("button", name="Delete").press("Enter")
        await expect(line).to_have_count(0)
        await expect(page.get_by_role("button", name="Undo")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(line).to_be_visible()
        await page.screenshot(path=SHOTS / "intents-en.png")
        assert people.complaints == []
