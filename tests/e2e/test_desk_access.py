"""Everybody can use it: the main screens by the rules of WCAG 2.2 AA, light and dark."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from playwright.async_api import Page, expect

from tests.e2e.axe import violations
from tests.e2e.conftest import SHOTS, SOON, People, shot_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

SCREENS = {
    "search": "/search?q=空调",
    "board": "/insight",
    "floor": "/insight/floor",
    "wall": "/wall",
    "account": "/settings/account",
    "macros": "/settings/macros",
    "users": "/settings/users",
    "groups": "/settings/groups",
    "audit": "/settings/audit",
    "channels": "/admin/channels",
    "parked": "/admin/parked",
    "what-if": "/insight/what-if/new",
    "bot-board": "/insight/bot",
    "bot-reviews": "/insight/bot/reviews",
    "alerts": "/insight/alerts",
    "learning": "/settings/learning",
    "surge": "/settings/surge",
    "queues": "/settings/queues",
    "conversation-files": "/settings/conversation_files",
    "customer-files": "/settings/customer_files",
    "surveys": "/settings/surveys",
    "texts": "/settings/texts",
    "articles": "/settings/articles",
}


DARK = ("search", "board", "users", "what-if", "surge")


async def settled(page: Page) -> None:
    """Nothing is being fetched that the screen still draws as grey lines."""
    await expect(page.get_by_role("status", name="正在加载")).to_have_count(0, timeout=SOON)


async def check(page: Page, name: str, found: dict[str, list[str]]) -> None:
    await settled(page)
    SHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SHOTS / f"access-{name}.png")
    broken = await violations(page)
    if broken:
        found[name] = broken


async def look(page: Page, name: str, path: str, found: dict[str, list[str]]) -> None:
    await page.goto(urljoin(page.url, path))
    await page.locator("h1, h2, main").first.wait_for(timeout=SOON)
    await check(page, name, found)


async def test_the_main_screens_keep_the_rules(people: People) -> None:
    found: dict[str, list[str]] = {}
    customer = await people.customer()
    await customer.get_by_label("输入消息").wait_for(timeout=SOON)
    await check(customer, "widget", found)
    context = await people.context()
    door = await context.new_page()
    await door.goto(people.box.url)
    await door.locator("input[type=password]").wait_for(timeout=SOON)
    await check(door, "sign-in", found)
    desk = await people.agent("wu.guodong")
    admin = await people.agent("han.shuo", ready=False)
    async with shot_on_failure(desk, "access"):
        await people.serve(desk, "空调漏水，急！")
        await check(desk, "desk", found)
        await desk.get_by_role("button", name="转接").click()
        await desk.get_by_role("dialog").wait_for()
        await check(desk, "transfer", found)
        await desk.keyboard.press("Escape")
        await expect(desk.get_by_role("button", name="转接")).to_be_focused()
        await desk.keyboard.press("ControlOrMeta+k")
        await desk.get_by_role("combobox").wait_for()
        await check(desk, "palette", found)
        await desk.keyboard.press("Escape")
        for name, path in SCREENS.items():
            await look(admin if path.startswith(("/settings", "/admin")) else desk, name, path, found)
        for page in (desk, admin):
            await page.goto(f"{people.box.url}/search")
            await page.get_by_role("button", name="深色模式").click()
        for name in DARK:
            page = admin if SCREENS[name].startswith("/settings") else desk
            await look(page, f"{name}-dark", SCREENS[name], found)
        await people.set_state(desk, "offline")
    text = "\n".join(f"{name}\n  " + "\n  ".join(broken) for name, broken in found.items())
    assert not found, text
