"""Many conversations at once, views that are kept, what is put aside and comes back, and the bell."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import SHOTS, SOON, People, shot_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


async def picture(desk: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    await desk.screenshot(path=SHOTS / f"desk-{name}.png")


async def test_many_are_tagged_taken_back_and_kept_as_a_view(people: People) -> None:
    desk = await people.agent("fang.yuan", ready=False)
    async with shot_on_failure(desk, "desk-many"):
        visitors = [await people.visitor(f"净水器滤芯 {n} 号漏水") for n in range(3)]
        await desk.goto(f"{people.box.url}/desk?view=all")
        first = desk.locator(f"[data-row='{visitors[0].conversation}']")
        await first.focus(timeout=SOON)
        for visitor in visitors:
            await desk.locator(f"[data-row='{visitor.conversation}']").press("x")
        await expect(desk.get_by_text("已选 3 个")).to_be_visible()
        await desk.get_by_role("button", name="打标签").click()
        await desk.get_by_role("dialog").get_by_label("加上", exact=True).fill("滤芯召回")
        await desk.keyboard.press("Enter")
        await desk.get_by_role("dialog").get_by_role("button", name="保存").click()
        await expect(desk.get_by_text("3 个会话的标签已更新")).to_be_visible(timeout=SOON)
        tags = desk.locator("[data-row]").get_by_text("滤芯召回")
        await expect(tags).to_have_count(3, timeout=SOON)
        await picture(desk, "many")
        await desk.get_by_role("button", name="撤销 3 个").click()
        await expect(tags).to_have_count(0, timeout=SOON)
        await desk.get_by_role("button", name="知道了").click()

        path = f"/conversations/{visitors[1].conversation}/tags"
        await people.api(desk, "PATCH", path, {"add": ["滤芯召回"]})
        await desk.reload()
        await desk.get_by_role("button", name="筛选").click()
        await desk.get_by_role("combobox", name="会话标签").last.click()
        await desk.get_by_title("滤芯召回", exact=True).last.click()
        await expect(desk.locator("[data-row]")).to_have_count(1, timeout=SOON)
        await desk.get_by_label("视图名称").fill("召回的")
        await desk.keyboard.press("Enter")
        await expect(desk.get_by_role("button", name="视图：召回的")).to_be_visible(timeout=SOON)
        await desk.get_by_role("link", name=re.compile("全部")).click()
        await expect(desk.locator(f"[data-row='{visitors[0].conversation}']")).to_be_visible(timeout=SOON)
        await desk.get_by_role("button", name="更多视图").click()
        await desk.get_by_role("menuitem", name=re.compile("召回的")).click()
        await expect(desk.locator("[data-row]")).to_have_count(1, timeout=SOON)
        for visitor in visitors:
            await visitor.call("end", {})


async def test_put_aside_it_comes_back_with_the_customer_and_the_bell_tells(people: People) -> None:
    desk = await people.agent("xie.tian")
    colleague = await people.agent("fang.yuan", ready=False)
    async with shot_on_failure(desk, "desk-snooze"), shot_on_failure(colleague, "desk-mention"):
        visitor = await people.serve(desk, "师傅说明天给我回话")
        bell = desk.get_by_role("button", name=re.compile("未读通知"))
        await expect(bell).to_be_visible(timeout=SOON)
        await desk.locator("body").press("z")
        await desk.get_by_role("button", name="明天早上").click()
        await expect(desk.get_by_role("button", name="现在处理")).to_be_visible(timeout=SOON)
        row = desk.locator(f"[data-row='{visitor.conversation}']")
        await expect(row).to_have_count(0, timeout=SOON)
        await desk.get_by_role("button", name="更多视图").click()
        await desk.get_by_role("menuitem", name="稍后处理").click()
        await expect(row).to_contain_text("明天 09:00", timeout=SOON)
        await picture(desk, "snoozed")
        await visitor.say("师傅还没来电话")
        await desk.get_by_role("link", name=re.compile("我的")).click()
        await expect(row).to_contain_text("师傅还没来电话", timeout=SOON)

        await colleague.goto(f"{people.box.url}/desk/{visitor.conversation}?view=all")
        await colleague.get_by_role("textbox", name="备注").fill("@谢恬 这位客户我认识")
        await colleague.keyboard.press("Enter")
        await bell.click()
        centre = desk.get_by_role("dialog", name="通知")
        await expect(centre.get_by_text("提到你")).to_be_visible(timeout=SOON)
        await expect(centre.get_by_text("会话回来了")).to_be_visible(timeout=SOON)
        await picture(desk, "notices")
        await centre.get_by_role("button", name="全部标为已读").click()
        await expect(bell).to_have_count(0, timeout=SOON)
        await visitor.call("end", {})
        await people.set_state(desk, "offline")


async def test_what_was_just_said_is_taken_back_from_the_customers_screen(people: People) -> None:
    desk = await people.agent("xie.tian")
    customer = await people.customer()
    async with shot_on_failure(desk, "desk-recall"), shot_on_failure(customer, "widget-recall"):
        await customer.get_by_role("textbox").fill("琉璃台灯退款到了吗")
        await customer.keyboard.press("Enter")
        await expect(customer.get_by_text(re.compile("已送达|已读")).first).to_be_visible(timeout=SOON)
        (found,) = (await people.api(desk, "GET", "/search?q=琉璃台灯退款"))["conversations"]
        await people.give(desk, found["row"]["id"])
        await desk.get_by_role("textbox", name="回复").fill("已到账三百元")
        await desk.keyboard.press("Enter")
        await expect(customer.get_by_text("已到账三百元")).to_be_visible(timeout=SOON)
        wrong = desk.locator("[data-seq]").filter(has_text="已到账三百元")
        await wrong.hover()
        await wrong.get_by_role("button", name="撤回").click()
        await expect(customer.get_by_text("撤回了一条消息")).to_be_visible(timeout=SOON)
        await expect(customer.get_by_text("已到账三百元")).to_have_count(0)
        await expect(desk.get_by_role("button", name="重新编辑")).to_be_visible(timeout=SOON)
        await picture(desk, "recall")

        asked = desk.locator("[data-seq]").filter(has_text="琉璃台灯退款到了吗").first
        await asked.hover()
        await asked.get_by_role("button", name="引用").click()
        await desk.get_by_role("textbox", name="回复").fill("明天到账")
        await desk.keyboard.press("Enter")
        await expect(customer.locator(".quo")).to_contain_text("琉璃台灯退款到了吗", timeout=SOON)
        await customer.screenshot(path=SHOTS / "widget-quote.png")
        await customer.reload()
        await expect(customer.get_by_text("撤回了一条消息")).to_be_visible(timeout=SOON)
        await expect(customer.get_by_text("已到账三百元")).to_have_count(0)
        await people.set_state(desk, "offline")
