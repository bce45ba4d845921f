"""A supervisor at the floor: looks on, whispers, barges in and takes over, each as agent and customer see it."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import SOON, People, shot_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(150)]


async def test_a_supervisor_helps_in_somebody_elses_conversation(people: People) -> None:
    agent = await people.agent("he.siqi")
    visitor = await people.serve(agent, "空调装了三次都没装好")
    boss = await people.agent("wu.guodong", ready=False)
    async with shot_on_failure(boss, "floor"):
        await boss.goto(f"{people.box.url}/insight/floor")
        await boss.get_by_role("button", name="何思琪").click()
        await boss.locator("aside a").first.click()
        words = boss.locator("[data-composer]")
        await expect(boss.get_by_role("tab", name="耳语")).to_have_attribute("aria-selected", "true", timeout=SOON)
        await expect(agent.get_by_text("主管吴国栋在看")).to_be_visible(timeout=SOON)
        await words.fill("先道歉")
        await words.press("Enter")
        await expect(agent.get_by_label("耳语").get_by_text("先道歉")).to_be_visible(timeout=SOON)
        await boss.get_by_role("button", name="插话").click()
        await expect(boss.get_by_role("button", name="退出插话")).to_be_visible(timeout=SOON)
        await words.fill("我是主管吴国栋")
        await words.press("Enter")
        await expect(agent.get_by_text("吴国栋正和你一起接待")).to_be_visible(timeout=SOON)
        await expect(agent.get_by_role("log").get_by_text("我是主管吴国栋")).to_be_visible(timeout=SOON)
        shown = (await visitor.read())["messages"]
        assert [m["author"]["name"] for m in shown if m["text"] == "我是主管吴国栋"] == ["吴国栋"]
        assert "先道歉" not in [m["text"] for m in shown]
        await boss.get_by_role("button", name="接管").click()
        await boss.get_by_role("tooltip").get_by_role("button", name="接管").click()
        await expect(boss.get_by_role("button", name="退出插话")).to_be_hidden(timeout=SOON)
        await expect(agent.get_by_text("吴国栋从何思琪手里接管了会话")).to_be_visible(timeout=SOON)
        await expect(agent.get_by_role("tab", name="回复")).to_be_disabled()
    assert people.complaints == []
