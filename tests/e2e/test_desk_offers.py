"""Offers at the desk: declined with a reason, timed out, and told when the eyes are elsewhere; presence with reasons."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import CDPSession, Page, expect

from tests.e2e.conftest import SOON, People, shot_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

SPY = """
  window.__tones = 0;
  window.__notices = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...rest) { window.__tones += 1; return start.apply(this, rest); };
  window.Notification = class {
    static permission = 'granted';
    static requestPermission() { return Promise.resolve('granted'); }
    constructor(title, options) { window.__notices.push({title, ...options, open: true}); this.n = window.__notices.at(-1); }
    close() { this.n.open = false; }
  };
"""
AWAY = """away => {
  Object.defineProperty(document, 'hidden', {configurable: true, get: () => away});
  Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => (away ? 'hidden' : 'visible')});
  document.dispatchEvent(new Event('visibilitychange'));
}"""


async def choose_state(desk: Page, choice: str) -> None:
    await desk.get_by_role("button", name="我的状态", exact=False).click()
    await desk.get_by_role("menuitemradio", name=choice, exact=False).click()


async def test_presence_with_reasons_from_the_menu(people: People) -> None:
    desk = await people.agent("he.siqi", ready=False)
    async with shot_on_failure(desk, "desk-presence"):
        mine = desk.get_by_role("button", name="我的状态", exact=False)
        await choose_state(desk, "培训")
        await expect(mine).to_contain_text("培训", timeout=SOON)
        await choose_state(desk, "空闲")
        await expect(mine).to_contain_text("空闲", timeout=SOON)
        visitor = await people.serve(desk, "订单怎么还没发货")
        await mine.click()
        await desk.get_by_text("会话结束后", exact=True).click()
        await desk.get_by_role("menuitemradio", name="午餐").click()
        await expect(mine).to_contain_text("→", timeout=SOON)
        await expect(mine).to_contain_text("午餐")
        await mine.click()
        await desk.get_by_role("button", name="取消排定的下一状态").click()
        await expect(mine).not_to_contain_text("→", timeout=SOON)
        await visitor.call("end", {})
        await choose_state(desk, "离线")
        await expect(mine).to_contain_text("离线", timeout=SOON)


class Untouched:
    """A page as the browser sees it before the first touch: every evaluation of Playwright's own counts as one."""

    def __init__(self, cdp: CDPSession) -> None:
        self._cdp = cdp

    async def look(self, expression: str) -> Any:
        asked = {"expression": expression, "returnByValue": True, "userGesture": False}
        found = await self._cdp.send("Runtime.evaluate", asked)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    async def until(self, expression: str, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while not await self.look(expression):
                await asyncio.sleep(0.1)


SILENT = "[...document.querySelectorAll('header button')].some(b => b.textContent === '点一下开启提示音')"
CARD = "document.querySelector('article') !== null"


async def test_an_offer_is_heard_and_seen_declined_and_left_to_time_out(people: People) -> None:
    first = await people.agent("song.jiaming", ready=False)
    await first.context.add_init_script(SPY)
    desk = await first.context.new_page()
    async with shot_on_failure(desk, "desk-offer"):
        untouched = Untouched(await first.context.new_cdp_session(desk))
        await desk.goto(people.box.url)
        await untouched.until("document.querySelector('header button') !== null", SOON / 1000)
        assert not await untouched.look(SILENT), "nothing has been missed yet"
        await untouched.look(f"({AWAY})(true)")
        await people.set_state(first, "ready")
        await first.close()
        visitor = await people.visitor("空调不制冷，已经修过两次了", "转人工")
        await untouched.until(CARD, SOON / 1000)
        assert await untouched.look("window.__tones") == 0, "nothing may sound before the first touch"
        await untouched.until(SILENT, SOON / 1000)
        await untouched.until("document.title.startsWith('【新会话】访客')", SOON / 1000)
        await untouched.until(
            "window.__notices.length === 1 && window.__notices[0].title.includes('在等你')", SOON / 1000
        )
        await untouched.look(f"({AWAY})(false)")
        await desk.mouse.click(700, 600)
        await desk.wait_for_function("window.__tones >= 2", timeout=SOON)
        assert not await untouched.look(SILENT)
        await _declined(desk)
        await visitor.call("end", {})
        await _timed_out(people, desk)


async def _declined(desk: Page) -> None:
    await desk.wait_for_timeout(600)  # a key that is pressed as the card appears is no answer to it
    await desk.keyboard.press("Escape")
    await desk.get_by_role("menuitem", name="不是我的业务").click()
    await expect(desk.get_by_role("article")).to_be_hidden(timeout=SOON)
    notices = await desk.evaluate("window.__notices")
    assert not notices[0]["open"], "the notice is taken back with the offer"


async def _timed_out(people: People, desk: Page) -> None:
    visitor = await people.visitor("冰箱不停机", "转人工")
    card = desk.get_by_role("article")
    await expect(card).to_be_visible(timeout=SOON)
    await expect(card).to_be_hidden(timeout=2 * SOON)
    await expect(desk.get_by_text("的邀请超时了", exact=False)).to_be_visible(timeout=SOON)
    await desk.get_by_role("button", name="我的状态", exact=False).click()
    await expect(desk.get_by_text("连续漏接", exact=False)).to_be_visible(timeout=SOON)
    await people.set_state(desk, "offline")
    await visitor.call("end", {})
