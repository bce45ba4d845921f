"""The commonest tasks of agents, supervisors and administrators, with every key press and click counted."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import SOON, People, Visitor, shot_on_failure
from tests.e2e.counted import Hand

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(200)]


async def test_an_agents_tasks_take_no_more_than_they_may(people: People) -> None:
    desk = await people.agent("guo.qiang")
    async with shot_on_failure(desk, "tasks-agent"):
        hand = Hand(desk)
        visitor = await _answers(people, hand)
        await _notes(hand)
        await _closes(hand)
        await _transfers(people, hand)
        await _puts_aside(people, hand)
        await _finds(people, hand, visitor)
        await people.set_state(desk, "offline")
    assert people.complaints == []


async def _answers(people: People, hand: Hand) -> Visitor:
    """From the offer's card to the answer on the customer's screen, with a template."""
    visitor = await people.visitor("琥珀色的空调不制冷", "转人工")
    await expect(hand.page.get_by_role("button", name="接起")).to_be_visible(timeout=2 * SOON)
    await hand.page.wait_for_timeout(600)  # a key that is pressed as the card appears is no answer to it
    await hand.press("Enter")
    await expect(hand.page.locator("[data-composer]")).to_be_focused(timeout=SOON)
    await hand.press("/")
    picked = hand.page.get_by_role("dialog", name="选择模板").get_by_role("option").first
    await expect(picked).to_be_visible(timeout=SOON)
    await hand.page.keyboard.insert_text("sjbxxx")
    await expect(picked).to_contain_text("收集报修信息", timeout=SOON)
    await hand.press("Enter")
    await expect(hand.page.locator("[data-composer]")).not_to_have_value("/sjbxxx", timeout=SOON)
    await hand.press("Enter")
    await expect(hand.page.get_by_role("log").get_by_text("报修需要三样")).to_be_visible(timeout=SOON)
    hand.done("answer")
    return visitor


async def _notes(hand: Hand) -> None:
    """From the reply's field to a note that tells a colleague."""
    await hand.press("Alt+n")
    await expect(hand.page.get_by_role("textbox", name="备注")).to_be_focused()
    await hand.press("@")
    await hand.page.keyboard.insert_text("周敏")
    await expect(hand.page.get_by_role("option", name="周敏")).to_be_visible()
    await hand.press("Enter")
    await hand.page.keyboard.insert_text("请看一下库存")
    await hand.press("Enter")
    await expect(hand.page.locator("[data-look=note]", has_text="请看一下库存")).to_be_visible(timeout=SOON)
    hand.done("note")


async def _closes(hand: Hand) -> None:
    """From the conversation to its end, with a wrap-up code."""
    await hand.press("Alt+e")
    codes = hand.page.get_by_role("dialog").get_by_role("group", name="小结").get_by_role("button")
    await hand.click(codes.nth(1))
    await hand.press("Control+Enter")
    await expect(hand.page.get_by_role("dialog")).to_be_hidden(timeout=SOON)
    await expect(hand.page.get_by_role("button", name="结束会话")).to_be_hidden(timeout=SOON)
    hand.done("close")


async def _transfers(people: People, hand: Hand) -> None:
    """From the conversation to another queue, with a word for whoever has it next."""
    visitor = await people.serve(hand.page, "发票抬头开错了")
    await hand.press("Alt+t")
    await hand.click(hand.page.get_by_role("dialog").get_by_role("radio", name="订单物流"))
    await hand.write("抬头改为公司名")
    await hand.press("Control+Enter")
    await expect(hand.page.get_by_role("button", name="结束会话")).to_be_hidden(timeout=SOON)
    hand.done("transfer")
    await visitor.call("end", {})


async def _puts_aside(people: People, hand: Hand) -> None:
    """From the reply's field to tomorrow morning."""
    visitor = await people.serve(hand.page, "师傅说明天上门")
    await hand.page.locator("[data-composer]").focus()
    await hand.press("Alt+z")
    await hand.click(hand.page.get_by_role("button", name="明天早上"))
    await expect(hand.page.get_by_role("button", name="现在处理")).to_be_visible(timeout=SOON)
    hand.done("later")
    await visitor.call("end", {})


async def _finds(people: People, hand: Hand, visitor: Visitor) -> None:
    """From any page to the conversation in which something was said."""
    await hand.press("Control+Shift+F")
    await expect(hand.page.get_by_role("searchbox").first).to_be_focused(timeout=SOON)
    await hand.write("琥珀色的空调")
    found = hand.page.locator("[data-result]").filter(has_text="琥珀色")
    await expect(found).to_have_count(1, timeout=SOON)
    await hand.click(found)
    await expect(hand.page).to_have_url(re.compile(f"/desk/{visitor.conversation}"), timeout=SOON)
    hand.done("find")


async def test_a_supervisors_and_an_administrators_tasks_take_no_more_than_they_may(people: People) -> None:
    agent = await people.agent("fang.yuan")
    boss = await people.agent("wu.guodong", ready=False)
    admin = await people.agent("han.shuo", ready=False)
    visitor = await people.serve(agent, "空调装了三次都没装好")
    async with shot_on_failure(boss, "tasks-supervisor"), shot_on_failure(admin, "tasks-admin"):
        await _whispers(people, Hand(boss), agent)
        await people.set_state(agent, "break")
        await _assigns(people, Hand(boss), agent)
        await visitor.call("end", {})
        await _invites(people, Hand(admin))
        await _adds_template(people, Hand(admin))
        await people.set_state(agent, "offline")
    assert people.complaints == []


async def _whispers(people: People, hand: Hand, agent: Page) -> None:
    """From the floor to a word that the agent sees and the customer does not."""
    await hand.page.goto(f"{people.box.url}/insight/floor")
    await hand.click(hand.page.get_by_role("button", name="方圆"))
    await hand.click(hand.page.locator("aside a").first)
    await hand.click(hand.page.locator("[data-composer]"))
    await hand.write("先道歉")
    await hand.press("Enter")
    await expect(agent.get_by_label("耳语").get_by_text("先道歉")).to_be_visible(timeout=SOON)
    hand.done("whisper")


async def _assigns(people: People, hand: Hand, agent: Page) -> None:
    """From the floor to an agent who has the customer that waits."""
    visitor = await people.visitor("净水器一直滴水", "转人工")
    await hand.page.goto(f"{people.box.url}/insight/floor")
    waiting = hand.page.get_by_role("table").first.get_by_role("row").nth(1).get_by_role("link", name="1", exact=True)
    await expect(waiting).to_be_visible(timeout=SOON)
    await people.set_state(agent, "ready")
    await hand.click(waiting)
    await hand.click(hand.page.locator(f"[data-row='{visitor.conversation}']"))
    await expect(hand.page.get_by_role("button", name="转接")).to_be_visible(timeout=SOON)
    await hand.press("Alt+t")
    await hand.click(hand.page.get_by_role("dialog").get_by_role("radio", name="方圆"))
    await hand.write("优先处理")
    await hand.press("Control+Enter")
    await expect(hand.page.get_by_role("dialog")).to_be_hidden(timeout=SOON)
    row = await people.api(hand.page, "GET", f"/conversations/{visitor.conversation}")
    assert row["agent"]["name"] == "方圆"
    hand.done("assign")
    await visitor.call("end", {})


async def _invites(people: People, hand: Hand) -> None:
    """From the desk to the link for a new colleague."""
    page = hand.page
    await hand.click(page.get_by_role("navigation").first.get_by_role("link", name="设置"))
    await hand.click(page.get_by_role("link", name="成员"))
    await hand.click(page.get_by_role("button", name="邀请成员"))
    await expect(page.get_by_role("dialog").get_by_label("邮箱")).to_be_focused(timeout=SOON)
    await hand.write("lu.ming@example.com")
    await hand.press("Tab")
    await hand.write("陆鸣")
    await hand.press("Control+Enter")
    await expect(page.get_by_role("dialog").locator("code")).to_contain_text("/welcome#", timeout=SOON)
    hand.done("invite")
    await page.keyboard.press("Escape")


async def _adds_template(people: People, hand: Hand) -> None:
    """From the desk to a template that everybody may use."""
    page = hand.page
    await page.goto(f"{people.box.url}/desk")
    await hand.click(page.get_by_role("navigation").first.get_by_role("link", name="设置"))
    await hand.click(page.get_by_role("link", name="话术"))
    await hand.click(page.get_by_role("button", name="新建话术"))
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("中文标题", exact=True)).to_be_focused(timeout=SOON)
    await hand.write("滤芯寄出")
    await hand.click(dialog.get_by_label("中文分类", exact=True))
    await hand.write("物流")
    await hand.click(dialog.get_by_label("中文内容", exact=True))
    await hand.write("滤芯已经寄出，两天内到。")
    await hand.press("Control+Enter")
    await expect(dialog).to_be_hidden(timeout=SOON)
    await expect(page.get_by_text("滤芯寄出").first).to_be_visible(timeout=SOON)
    hand.done("template")
