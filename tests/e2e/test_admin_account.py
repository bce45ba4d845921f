"""One's own account in the settings: where it is signed in, signing out elsewhere, another password."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import SHOTS, People, shot_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(120)]

SOON = 15_000
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
