"""The self-service page on a phone: searched in Chinese, read, asked for an order, and the chat with what was read."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.e2e import axe
from tests.e2e.conftest import SOON, People, shot_on_failure, supervisor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


async def type_pinyin(page: Page, steps: list[str], chosen: str) -> None:
    """As a Chinese keyboard does: letters while one composes, then the word."""
    keys = await page.context.new_cdp_session(page)
    for letters in steps:
        at = len(letters)
        await keys.send("Input.imeSetComposition", {"text": letters, "selectionStart": at, "selectionEnd": at})
    await keys.send("Input.insertText", {"text": chosen})


async def test_searched_read_looked_up_and_carried_into_the_chat(people: People) -> None:
    page = await people.customer(path="/help/demo-shop")
    async with shot_on_failure(page, "selfcare"):
        asked: list[str] = []
        page.on("request", lambda one: asked.append(one.url) if "/help/search" in one.url else None)
        assert await axe.violations(page) == []
        await page.get_by_role("searchbox").focus()
        await type_pinyin(page, ["t", "tui", "tui'huo"], "退货")
        first = page.locator(".found .hits a").first
        await expect(first).to_contain_text("退货怎么申请", timeout=SOON)
        assert len(asked) == 1, "one search, for what was chosen"
        assert await axe.violations(page) == []
        await first.click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("退货怎么申请，步骤是什么")
        await page.get_by_role("button", name="没帮助").click()
        await expect(page.locator("#vote")).to_contain_text("抱歉没帮上忙")
        assert await axe.violations(page) == []

        await page.get_by_role("link", name="知夏帮助中心").click()
        await page.get_by_label("订单号").fill("ZX2623123190")
        await page.get_by_label("手机尾号").fill("9999")
        await page.get_by_role("button", name="查询", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("两样都对才能看到", timeout=SOON)
        await page.get_by_label("手机尾号").fill("0512")
        await page.get_by_role("button", name="查询", exact=True).click()
        await expect(page.locator("#progress .told")).to_contain_text("ZX2623123190", timeout=SOON)

        await page.get_by_role("link", name="联系客服").click()
        box = page.get_by_label("输入消息")
        await box.fill("退货页面打不开")
        await box.press("Enter")
        await expect(page.locator("qingfeng-chat .log")).to_contain_text("退货页面打不开", timeout=SOON)
        await expect(page.locator("qingfeng-chat .row.you").nth(1)).to_be_visible(timeout=SOON)
    async with supervisor(people.box) as http:
        found = (await http.get("/api/v1/search", params={"q": "退货页面打不开"})).json()["conversations"][0]["row"]
    desk = await people.agent("zhou.min")
    await people.give(desk, found["id"])
    async with shot_on_failure(desk, "selfcare-desk"):
        line = desk.get_by_text("客户先看了：《退货怎么申请，步骤是什么》；搜了：退货")
        await expect(line).to_be_visible(timeout=SOON)
    assert people.complaints == []


async def test_an_article_needs_no_script_and_the_page_is_chosen_in_the_settings(people: People) -> None:
    bare = await people.context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = await bare.new_page()
    await page.goto(f"{people.box.url}/help/demo-shop?lang=en")
    await page.get_by_role("link", name="How to return an item").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("How to return an item")
    admin = await people.agent("han.shuo", ready=False)
    async with shot_on_failure(admin, "selfcare-settings"):
        await admin.goto(f"{people.box.url}/settings/selfcare")
        title = admin.get_by_label("标题（中文）")
        save = admin.get_by_role("button", name="保 存").or_(admin.get_by_role("button", name="保存"))
        await expect(save).to_be_disabled()
        before = await title.input_value()
        await title.fill("知夏自助")
        await save.click()
        await expect(admin.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text(
            "知夏自助", timeout=SOON
        )
        assert await axe.violations(admin) == []
        await title.fill(before)
        await save.click()
        await expect(save).to_be_disabled()
