"""Administration of people in the browser: invited by a link that works once, found, disabled; all of it in the trail."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import SHOTS, SOON, People, shot_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

FRESH = "山高月小，水落石出也"


async def shot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SHOTS / f"{name}.png")


async def test_a_colleague_is_invited_comes_in_by_the_link_and_is_disabled_again(people: People) -> None:
    admin = await people.agent("han.shuo", ready=False, reduced_motion="reduce")
    async with shot_on_failure(admin, "users"):
        await admin.goto(f"{people.box.url}/settings/users")
        await expect(admin.get_by_text("lin.yue@example.com")).to_be_visible(timeout=SOON)
        await shot(admin, "users-list")
        await admin.get_by_role("button", name="邀请成员").click()
        dialog = admin.get_by_role("dialog")
        await dialog.get_by_label("邮箱").fill("lin.yue@example.com")
        await dialog.get_by_label("姓名").fill("江南")
        await dialog.get_by_role("button", name="邀请成员").click()
        await expect(dialog.get_by_text("已经有人用这个邮箱了")).to_be_visible(timeout=SOON)
        await shot(admin, "users-invite")
        await dialog.get_by_label("邮箱").fill("jiang.nan@example.com")
        await dialog.get_by_role("button", name="邀请成员").click()
        link = admin.get_by_role("dialog").locator("code")
        await expect(link).to_contain_text("/welcome#", timeout=SOON)
        await shot(admin, "users-link")
        address = await link.inner_text()
        await admin.keyboard.press("Escape")

        fresh = await (await people.context(locale="zh-CN")).new_page()
        await fresh.goto(address)
        await expect(fresh.get_by_role("heading", name="江南，请设置密码")).to_be_visible(timeout=SOON)
        await shot(fresh, "welcome")
        await fresh.get_by_label("新密码", exact=True).fill(FRESH)
        await fresh.get_by_label("再输一次新密码").fill(FRESH)
        await fresh.get_by_role("button", name="设置密码").click()
        await fresh.get_by_role("button", name="登录").click(timeout=SOON)
        await fresh.locator("input").first.fill("jiang.nan@example.com")
        await fresh.locator("input[type=password]").fill(FRESH)
        await fresh.keyboard.press("Enter")
        await expect(fresh.get_by_role("navigation").first).to_be_visible(timeout=SOON)

        await admin.get_by_placeholder("搜索姓名、拼音或邮箱").fill("jiangnan")
        await expect(admin.get_by_text("jiang.nan@example.com")).to_be_visible(timeout=SOON)
        await expect(admin.get_by_text("lin.yue@example.com")).to_have_count(0, timeout=SOON)
        await admin.get_by_role("button", name="江南的更多操作").click()
        await admin.get_by_role("menuitem", name="停用").click()
        await admin.get_by_role("dialog").get_by_role("button", name="停用").click()
        await expect(admin.get_by_role("table").get_by_text("已停用")).to_be_visible(timeout=SOON)
        await expect(fresh.get_by_role("button", name="登录")).to_be_visible(timeout=SOON)

        await admin.get_by_role("link", name="团队与技能").click()
        await admin.get_by_role("button", name="新建技能").click()
        for field, words in (("代码", "weekend"), ("中文名", "周末值班"), ("英文名", "Weekends")):
            await admin.get_by_role("dialog").get_by_label(field).fill(words)
        await admin.get_by_role("dialog").get_by_role("button", name="保存").click()
        await expect(admin.get_by_text("周末值班", exact=True)).to_be_visible(timeout=SOON)
        await shot(admin, "groups")

        await admin.get_by_role("link", name="操作记录").click()
        await expect(admin.get_by_role("row").filter(has_text="停用成员").filter(has_text="江南")).to_be_visible(
            timeout=SOON
        )
        await shot(admin, "audit")
        assert people.complaints == []


async def test_who_must_have_a_second_factor_sees_nothing_but_its_setting_up(people: People) -> None:
    admin = await people.agent("han.shuo", ready=False, reduced_motion="reduce", locale="en")
    async with shot_on_failure(admin, "users-policy"):
        await admin.goto(f"{people.box.url}/settings/users")
        choice = admin.get_by_role("checkbox", name="Knowledge editor")
        await choice.scroll_into_view_if_needed(timeout=SOON)
        await choice.click()  # the server says when it is ticked
        await expect(admin.get_by_text("Saved and in force")).to_be_visible(timeout=SOON)
        await shot(admin, "users-policy-en")
        page = await (await people.context(reduced_motion="reduce")).new_page()
        await page.goto(f"{people.box.url}/settings/users")
        await page.locator("input").first.fill("su.he@example.com")
        await page.locator("input[type=password]").fill("qingfeng")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="苏禾，请先开启两步验证")).to_be_visible(timeout=SOON)
        await expect(page.get_by_role("navigation")).to_have_count(0)
        await shot(page, "must-enrol")
        await choice.click()
        await expect(choice).not_to_be_checked(timeout=SOON)
        await expect(choice).to_be_enabled(timeout=SOON)
        assert people.complaints == []
