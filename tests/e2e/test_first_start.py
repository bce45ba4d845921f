"""From an empty database to the first customer answered: the terminal's link, the wizard, an invited agent."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.axe import violations
from tests.e2e.conftest import SHOTS, People, shot_on_failure
from tests.support.box import Box, reachable_folder, running

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

OWN, FRESH = "一蓑烟雨任平生，也无风雨", "山高月小，水落石出也"
LINK = re.compile(r"http://\S+(/setup#\S+)")


@pytest.fixture
async def empty(chromium: Browser) -> AsyncIterator[tuple[People, str]]:
    """People at a box without any house, and where its terminal sends them."""
    with reachable_folder() as folder, running(folder, "--no-demo") as box:
        link = await _told(folder / "up.log")
        people = People(chromium, box)
        try:
            yield people, link
        finally:
            await people.close()


async def _told(terminal: Path) -> str:
    """The house is ready an instant before the terminal says so."""
    deadline = time.monotonic() + 20
    while (told := LINK.search(terminal.read_text())) is None:
        assert time.monotonic() < deadline, "the first start tells a link"
        await asyncio.sleep(0.05)
    return told[1]


async def shot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SHOTS / f"setup-{name}.png")


async def step(page: Page, title: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)


async def begin(page: Page, box: Box, place: str) -> None:
    """The house and its administrator; what was typed outlives a reload, the password does not."""
    await page.goto(box.url + place)
    await step(page, "欢迎使用清风，先认识一下")
    await page.get_by_label("企业名称").fill("清风家居")
    await page.reload()
    await expect(page.get_by_label("企业名称")).to_have_value("清风家居")
    await shot(page, "house")
    await page.get_by_label("企业名称").press("Enter")
    await page.get_by_label("你的姓名").fill("韩朔")
    await page.get_by_label("邮箱").fill("han.shuo@example.com")
    await page.get_by_label("密码", exact=True).fill("qingfeng")
    await page.get_by_label("再输一次密码").fill("qingfeng")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("至少要 10 个字符").last).to_be_visible()
    await page.get_by_label("密码", exact=True).fill(OWN)
    await page.get_by_label("再输一次密码").fill(OWN)
    await shot(page, "you")
    await page.keyboard.press("Enter")
    await step(page, "给账号加一道锁")


async def furnish(page: Page) -> str:
    """Team and agent, hours, queue; gives the agent's link."""
    await shot(page, "factor")
    await page.get_by_role("button", name="先跳过").click()
    await page.get_by_label("团队名称").fill("在线客服组")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="邀请成员").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("邮箱").fill("zhou.min@example.com")
    await dialog.get_by_label("姓名").fill("周敏")
    await page.keyboard.press("Control+Enter")
    link = await dialog.locator("code").inner_text()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("listitem").filter(has_text="周敏").get_by_text("接待会话")).to_be_visible()
    await shot(page, "people")
    await page.get_by_role("button", name="继续").click()

    await step(page, "什么时候有人在？")
    await page.get_by_text("工作日 9–18 点").click()
    await shot(page, "hours")
    await page.get_by_text("全天 24 小时").click()
    await page.get_by_role("button", name="保存并继续").click()

    await step(page, "客户排哪个队？")
    await shot(page, "queue")
    await page.get_by_label("中文名").press("Enter")
    await step(page, "把聊天窗口放到网站上")
    return link


async def agent_of(people: People, link: str) -> Page:
    """The invited agent: sets a password, signs in, is ready."""
    page = await (await people.context()).new_page()
    await page.goto(people.box.url + link[link.index("/welcome") :])
    await page.get_by_label("新密码", exact=True).fill(FRESH)
    await page.get_by_label("再输一次新密码").fill(FRESH)
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="登录").click()
    await page.get_by_label("邮箱").fill("zhou.min@example.com")
    await page.get_by_label("密码", exact=True).fill(FRESH)
    await page.keyboard.press("Enter")
    await page.get_by_role("navigation").first.wait_for()
    await people.set_state(page, "ready")
    return page


async def test_an_empty_installation_comes_to_its_first_answered_customer(empty: tuple[People, str]) -> None:
    people, place = empty
    page = await (await people.context(reduced_motion="reduce")).new_page()
    async with shot_on_failure(page, "first-start"):
        await begin(page, people.box, place)
        link = await furnish(page)
        await page.reload()
        await step(page, "把聊天窗口放到网站上")
        await page.get_by_role("button", name="创建网页聊天").click()
        await page.get_by_label("名称").fill("清风家居客服")
        await page.get_by_role("button", name="保存样子").click()
        await expect(page.get_by_role("button", name="保存样子")).to_be_disabled()
        await page.get_by_role("button", name="打开聊天窗口").click()
        await expect(page.locator("code").filter(has_text="<script async")).to_be_visible()
        chat = page.frame_locator("iframe")
        await expect(chat.get_by_text("清风家居客服").first).to_be_visible()
        await chat.get_by_label("输入消息").fill("多久能发货？")
        await chat.get_by_label("输入消息").press("Enter")
        await expect(page.get_by_role("status").filter(has_text="多久能发货？")).to_be_visible()
        found = await violations(page)
        assert found == [], "\n".join(found)
        await shot(page, "chat")
        desk = await agent_of(people, link)
        await chat.get_by_label("输入消息").fill("转人工")
        await chat.get_by_label("输入消息").press("Enter")
        await desk.get_by_role("button", name="接起").first.click()
        await desk.locator("[data-composer]").fill("您好，付款后 24 小时内发货。")
        await desk.locator("[data-composer]").press("Enter")
        await expect(chat.get_by_text("您好，付款后 24 小时内发货。")).to_be_visible()
        await expect(page.get_by_text("周敏已经回复")).to_be_visible()
        await shot(page, "answered")
        await page.get_by_role("button", name="继续").click()

        await step(page, "教会机器人第一个问题")
        await page.get_by_role("button", name="先跳过").click()
        await step(page, "可以开始接待了")
        await shot(page, "done")
        await page.get_by_role("button", name="去设置").click()
        left = page.get_by_role("region", name="初始设置")
        await expect(left.get_by_text("还有 2 项没做完")).to_be_visible()
        await shot(page, "list")
        await left.get_by_role("link", name="第一篇知识").click()
        await page.get_by_label("客户会怎么问").fill("多久能发货？")
        await page.get_by_label("怎么回答").fill("付款后 24 小时内发货，节假日顺延。")
        await page.get_by_role("button", name="保存并继续").click()
        await step(page, "可以开始接待了")
        await page.goto(people.box.url + "/settings")
        await expect(page.get_by_role("heading", name="我的账号")).to_be_visible()
        await expect(left).to_have_count(0)
        again = await (await people.context()).new_page()
        await again.goto(people.box.url + place)
        await expect(again.get_by_text("这个链接已用过或已过期")).to_be_visible()
        assert people.complaints == []
