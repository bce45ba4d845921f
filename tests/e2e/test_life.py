"""The whole life in real browsers: widget, bot, human, transfer, close, survey; reconnect, two tabs, phone width."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import SOON, People, shot_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400)]


async def say(page: Page, text: str) -> None:
    box = page.locator("textarea").first
    await box.fill(text)
    await box.press("Enter")


async def answer(desk: Page, text: str) -> None:
    box = desk.get_by_placeholder("回复", exact=False).first
    await box.fill(text)
    await box.press("Enter")


async def test_widget_bot_human_transfer_close_survey(people: People) -> None:
    customer = await people.customer()
    first = await people.agent("guo.qiang")
    async with shot_on_failure(customer, "life-customer"), shot_on_failure(first, "life-first"):
        await say(customer, "空调不制冷怎么办")
        await expect(customer.get_by_text("空调不制冷、制冷慢，先做这五步")).to_be_visible(timeout=SOON)
        await say(customer, "转人工")
        await expect(first.get_by_role("button", name="接起")).to_be_visible(timeout=90_000)
        await first.get_by_role("button", name="接起").click()
        await expect(customer.get_by_text("郭强", exact=False).first).to_be_visible(timeout=SOON)
        await expect(first.get_by_text("交接卡")).to_be_visible(timeout=SOON)
        await answer(first, "您好，我是郭强，马上帮您看。")
        await expect(customer.get_by_text("您好，我是郭强，马上帮您看。")).to_be_visible(timeout=SOON)
        await say(customer, "显示 E4")
        await expect(first.get_by_text("显示 E4").last).to_be_visible(timeout=SOON)
        await _transfer(people, first, customer)


async def _transfer(people: People, first: Page, customer: Page) -> None:
    second = await people.agent("deng.lijuan")
    async with shot_on_failure(second, "life-second"):
        await first.get_by_role("button", name="转接", exact=False).first.click()
        dialog = first.get_by_role("dialog")
        await dialog.get_by_text("同事", exact=True).click()
        await dialog.get_by_role("radio", name="邓丽娟", exact=False).click()
        await dialog.locator("textarea").fill("空调报 E4，已讲过自查，请安排上门")
        await dialog.get_by_role("button", name="转接", exact=False).click()
        await expect(customer.get_by_text("邓丽娟", exact=False).first).to_be_visible(timeout=SOON)
        await second.get_by_role("option").first.or_(second.locator("[role=listitem]").first).first.click()
        await expect(second.get_by_text("空调报 E4，已讲过自查，请安排上门").first).to_be_visible(timeout=SOON)
        await answer(second, "我是邓丽娟，明天上午师傅上门。")
        await expect(customer.get_by_text("我是邓丽娟，明天上午师傅上门。")).to_be_visible(timeout=SOON)
        await _close(second, customer)


async def _close(desk: Page, customer: Page) -> None:
    await desk.get_by_role("button", name="结束会话").click()
    dialog = desk.get_by_role("dialog")
    await dialog.get_by_role("button", name="结束", exact=False).last.click()
    await expect(desk.get_by_role("button", name="完成", exact=False)).to_be_visible(timeout=SOON)
    stars = customer.get_by_role("radio", name="5", exact=False).or_(
        customer.get_by_role("button", name="5 分", exact=False)
    )
    await stars.first.click(timeout=SOON)
    await customer.get_by_role("button", name="提交评价").click()
    await expect(customer.get_by_text("谢谢您的评价").first).to_be_visible(timeout=SOON)


async def test_reconnect_loses_and_repeats_nothing(people: People) -> None:
    customer = await people.customer()
    async with shot_on_failure(customer, "reconnect"):
        await say(customer, "你好")
        await expect(customer.locator("text=你好").first).to_be_visible()
        await customer.context.set_offline(True)
        for n in range(3):
            await say(customer, f"断网时写的第 {n} 句")
        await customer.wait_for_timeout(1500)
        await customer.context.set_offline(False)
        await customer.wait_for_timeout(6000)
        await customer.reload()
        for n in range(3):
            await expect(customer.get_by_text(f"断网时写的第 {n} 句")).to_have_count(1, timeout=SOON)


async def test_two_tabs_of_one_visitor_stay_in_step(people: People) -> None:
    context = await people.context()
    first, second = await context.new_page(), await context.new_page()
    address = people.box.url + "/chat/demo-shop"
    await asyncio.gather(first.goto(address), second.goto(address))  # as a browser restores them, at once
    await expect(first.get_by_text("AI 助手先为您解答", exact=False)).to_be_visible(timeout=SOON)
    async with shot_on_failure(second, "two-tabs"):
        await say(first, "在两个标签页里说话")
        await expect(second.get_by_text("在两个标签页里说话")).to_have_count(1, timeout=SOON)
        await say(second, "第二个标签页回一句")
        await expect(first.get_by_text("第二个标签页回一句")).to_have_count(1, timeout=SOON)


async def test_two_desks_of_one_agent_agree_and_no_state_flips(people: People) -> None:
    one = await people.agent("tang.xiaoyu")
    two = await one.context.new_page()
    await two.goto(people.box.url)
    async with shot_on_failure(two, "two-desks"):
        await expect(two.get_by_text("空闲").first).to_be_visible(timeout=SOON)
        await people.set_state(two, "offline")
        await expect(one.get_by_text("离线").first).to_be_visible(timeout=SOON)
        await two.close()
        await one.reload()
        await expect(one.get_by_text("离线").first).to_be_visible(timeout=SOON)


async def test_enter_while_composing_chinese_does_not_send(people: People) -> None:
    customer = await people.customer()
    box = customer.locator("textarea").first
    await box.fill("zhong")
    await box.evaluate(
        """node => {
          node.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
          node.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, isComposing: true, bubbles: true}));
        }"""
    )
    await customer.wait_for_timeout(500)
    assert await box.input_value() == "zhong"


async def test_nothing_a_customer_writes_can_run(people: People) -> None:
    customer = await people.customer()
    desk = await people.agent("liang.xiaoyan", ready=False)
    hostile = '<img src=x onerror="window.__ran=1"> [点我](javascript:window.__ran=1) <script>window.__ran=1</script>'
    await say(customer, hostile)
    await expect(customer.get_by_text("<img src=x", exact=False).first).to_be_visible(timeout=SOON)
    # The customer's own screen shows the message before the server has it.
    async with asyncio.timeout(SOON / 1000):
        while (found := await people.api(desk, "GET", "/conversations?view=all")) is not None:
            ids = [row["id"] for row in found["items"] if row["subject"].startswith("<img")]
            if ids:
                break
            await asyncio.sleep(0.2)
    await desk.goto(f"{people.box.url}/desk/{ids[0]}?view=all")
    await expect(desk.get_by_text("<img src=x", exact=False).first).to_be_visible(timeout=SOON)
    await desk.wait_for_timeout(1000)
    for page in (customer, desk):
        assert await page.evaluate("window.__ran === undefined")
    assert people.complaints == []
