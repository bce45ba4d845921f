"""One's own account in the settings: where it is signed in, signing out elsewhere, another password."""

from __future__ import annotations

import base64
from time import time

import pytest
from playwright.async_api import expect

from qingfeng.modules.access.factors import STEP_SECONDS, code_at
from tests.e2e.conftest import SHOTS, SOON, People, shot_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

FRESH = "山高月小，水落石出也"


async def test_a_device_signed_out_from_here_stands_before_the_door_at_once(people: People) -> None:
    away = await people.agent("fang.yuan", ready=False)
    await expect(away.get_by_role("navigation").first).to_be_visible()
    here = await people.agent("fang.yuan", ready=False, locale="en")
    async with shot_on_failure(here, "account-sessions"):
        await here.get_by_role("link", name="Settings").click()
        await expect(here.get_by_text("This device", exact=True)).to_be_visible(timeout=SOON)
        SHOTS.mkdir(parents=True, exist_ok=True)
        await here.screenshot(path=SHOTS / "account-en.png")
        await here.get_by_role("button", name="Sign out", exact=True).click()
        await expect(here.get_by_text("Only on this device")).to_be_visible(timeout=SOON)
        await expect(away.get_by_role("button", name="登录")).to_be_visible(timeout=5_000)
        await expect(here.get_by_text("This device", exact=True)).to_be_visible()


async def test_another_password_is_refused_beside_its_field_and_then_taken(people: People) -> None:
    page = await people.agent("zhao.kexin", ready=False)
    async with shot_on_failure(page, "account-password"):
        await page.goto(f"{people.box.url}/settings/account")
        for wrong, words in (("不是这个", "当前密码不对"), ("qingfeng", None)):
            await page.get_by_label("当前密码").fill(wrong)
            await page.get_by_label("新密码", exact=True).fill("password123" if words is None else FRESH)
            await page.get_by_label("再输一次新密码").fill("password123" if words is None else FRESH)
            await page.get_by_role("button", name="修改密码").click()
            await expect(page.get_by_text(words or "这个密码太容易被猜到")).to_be_visible(timeout=SOON)
            await page.screenshot(path=SHOTS / f"account-refused-{'new' if words is None else 'current'}.png")
        await page.get_by_label("当前密码").fill("qingfeng")
        await page.get_by_label("新密码", exact=True).fill(FRESH)
        await page.get_by_label("再输一次新密码").fill(FRESH + "！")
        await page.get_by_role("button", name="修改密码").click()
        await expect(page.get_by_text("两次输入的不一样")).to_be_visible(timeout=SOON)
        await page.get_by_label("再输一次新密码").fill(FRESH)
        await page.get_by_role("button", name="修改密码").click()
        await expect(page.get_by_text("密码已修改")).to_be_visible(timeout=SOON)
        assert people.complaints == []


async def test_a_second_factor_is_set_up_from_the_picture_asked_for_at_the_door_and_taken_away(people: People) -> None:
    page = await people.agent("xie.tian", ready=False, reduced_motion="reduce")
    async with shot_on_failure(page, "account-factor"):
        await page.goto(f"{people.box.url}/settings/account")
        await page.get_by_role("button", name="开启两步验证").click()
        await page.get_by_label("当前密码").last.fill("qingfeng")
        await page.get_by_role("button", name="下一步").click()
        shown = page.locator("code")
        await expect(shown).to_be_visible(timeout=SOON)
        secret = base64.b32decode((await shown.inner_text()).replace(" ", ""))
        await page.screenshot(path=SHOTS / "account-factor.png")
        step = int(time()) // STEP_SECONDS
        await page.get_by_label("验证器上的动态码").fill(code_at(secret, step))
        await page.get_by_role("button", name="开启", exact=True).click()
        await expect(page.get_by_role("listitem").filter(has=page.locator("code"))).to_have_count(10, timeout=SOON)
        recovery = await page.locator("code").first.inner_text()
        await page.screenshot(path=SHOTS / "account-recovery.png")
        await page.get_by_role("button", name="已存好").click()
        await expect(page.get_by_text("还剩 10 个恢复码")).to_be_visible(timeout=SOON)

        door = await (await people.context()).new_page()
        await door.goto(people.box.url)
        await door.locator("input").first.fill("xie.tian@example.com")
        await door.locator("input[type=password]").fill("qingfeng")
        await door.keyboard.press("Enter")
        await expect(door.get_by_label("动态码")).to_be_visible(timeout=SOON)
        await door.screenshot(path=SHOTS / "sign-in-factor.png")
        await door.get_by_label("动态码").fill(recovery)
        await door.keyboard.press("Enter")
        await expect(door.get_by_role("navigation").first).to_be_visible(timeout=SOON)

        await page.get_by_role("button", name="关闭", exact=True).click()
        await page.get_by_label("当前密码").last.fill("qingfeng")
        await page.get_by_role("button", name="下一步").click()
        await expect(page.get_by_text("两步验证已关闭")).to_be_visible(timeout=SOON)
        assert people.complaints == []
