"""Finding what was said: from the list, from the palette, and on the page of its own; opened at the very line."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import SHOTS, SOON, People, shot_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

RARE = "机身上贴着一张写着琉璃七十七号的纸条"


async def test_what_was_said_is_found_and_opened_at_its_line(people: People) -> None:
    desk = await people.agent("fang.yuan", ready=False)
    async with shot_on_failure(desk, "desk-search"):
        visitor = await people.visitor("你好", RARE, *(f"另外还有第 {n} 件事" for n in range(1, 30)))
        await desk.get_by_label("搜索客户、内容、订单号").fill("琉璃七十七")
        await desk.keyboard.press("Enter")
        results = desk.get_by_role("region", name="会话")
        found = results.get_by_role("link")
        await expect(found).to_have_count(1, timeout=SOON)
        await expect(found.locator("mark")).to_have_text("琉璃七十七")
        SHOTS.mkdir(parents=True, exist_ok=True)
        await desk.screenshot(path=SHOTS / "desk-search.png")

        await desk.get_by_label("聊天内容、客户姓名、手机号、订单号").press("Enter")
        await expect(found).to_be_focused()
        await desk.keyboard.press("Enter")
        line = desk.get_by_role("log").get_by_text(RARE, exact=True)
        await expect(line).to_be_in_viewport(timeout=SOON)
        assert f"/desk/{visitor.conversation}" in desk.url
        await desk.screenshot(path=SHOTS / "desk-search-opened.png")

        await desk.go_back()
        await desk.get_by_role("combobox", name="渠道").click()
        await desk.get_by_title("开放渠道").click()
        await expect(desk.get_by_text("没有符合筛选条件的会话")).to_be_visible(timeout=SOON)
        await desk.get_by_role("button", name="清除筛选").click()
        await expect(found).to_have_count(1, timeout=SOON)
        await visitor.call("end", {})


async def test_the_palette_finds_people_and_words(people: People) -> None:
    desk = await people.agent("fang.yuan", ready=False, locale="en")
    async with shot_on_failure(desk, "desk-palette"):
        visitor = await people.visitor("我家的壁挂炉整夜嗡嗡响个不停")
        await desk.keyboard.press("Control+k")
        box = desk.get_by_role("dialog").get_by_role("combobox")
        await box.fill("壁挂炉整夜嗡嗡")
        option = desk.get_by_role("option").filter(has=desk.locator("mark"))
        await expect(option).to_have_count(1, timeout=SOON)
        await desk.screenshot(path=SHOTS / "desk-palette-words.png")
        customers = (await people.api(desk, "GET", "/customers?q=王"))["items"]
        await box.fill(customers[0]["name"])
        await expect(desk.get_by_role("group", name="Customers")).to_be_visible(timeout=SOON)
        await box.fill("壁挂炉整夜嗡嗡")
        await expect(option).to_have_count(1, timeout=SOON)
        await option.click()
        await expect(desk.get_by_role("log").get_by_text("壁挂炉整夜嗡嗡")).to_be_visible(timeout=SOON)
        assert visitor.conversation in desk.url
        await visitor.call("end", {})


async def test_a_conversation_is_tagged_and_found_by_its_tag(people: People) -> None:
    desk = await people.agent("fang.yuan", ready=False)
    async with shot_on_failure(desk, "desk-tags"):
        tagged = await people.visitor("蒸烤箱门关不严实")
        other = await people.visitor("蒸烤箱门关不严实，烤不熟")
        await desk.goto(f"{people.box.url}/desk/{tagged.conversation}?view=all")
        field_ = desk.get_by_label("会话标签", exact=True)
        await field_.wait_for()
        await desk.locator("body").press("t")
        await expect(field_).to_be_focused()
        await desk.keyboard.type("门封问题")
        await desk.keyboard.press("Enter")
        row = desk.locator(f"[data-row='{tagged.conversation}']")
        await expect(row.get_by_text("门封问题")).to_be_visible(timeout=SOON)
        await desk.screenshot(path=SHOTS / "desk-tags.png")

        await desk.goto(f"{people.box.url}/search?q=蒸烤箱门")
        found = desk.get_by_role("region", name="会话").get_by_role("link")
        await expect(found).to_have_count(2, timeout=SOON)
        await desk.get_by_role("combobox", name="会话标签").click()
        await desk.get_by_title("门封问题").click()
        await expect(found).to_have_count(1, timeout=SOON)
        await expect(found).to_contain_text("门封问题")
        for visitor in (tagged, other):
            await visitor.call("end", {})
