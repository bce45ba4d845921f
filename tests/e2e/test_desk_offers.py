"""Offers at the desk: declined with a reason, timed out, and told when the eyes are elsewhere; presence with reasons."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import People, shot_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(150)]

SOON = 15_000
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


async def test_an_offer_is_heard_and_seen_declined_and_left_to_time_out(people: People) -> None:
    desk = await people.agent("song.jiaming", ready=False)
    await desk.context.add_init_script(SPY)
    await desk.reload()
    silent = desk.get_by_role("button", name="点一下开启提示音")
    async with shot_on_failure(desk, "desk-offer"):
        await expect(silent).to_be_visible(timeout=SOON)
        await people.set_state(desk, "ready")
        await desk.evaluate(AWAY, True)
        visitor = await people.visitor("空调不制冷，已经修过两次了", "转人工")
        card = desk.get_by_role("article")
        await expect(card).to_be_visible(timeout=30_000)
        assert await desk.evaluate("window.__tones") == 0, "the browser lets nothing sound before the first touch"
        notices = await desk.evaluate("window.__notices")
        assert len(notices) == 1 and "在等你" in notices[0]["title"], notices
        await expect(desk).to_have_title(re.compile("【新会话】访客"))
        await desk.evaluate(AWAY, False)
        await silent.click()
        await expect(silent).to_be_hidden(timeout=SOON)
        await desk.wait_for_function("window.__tones >= 2", timeout=SOON)

        await desk.keyboard.press("Escape")
        await desk.get_by_role("menuitem", name="不是我的业务").click()
        await expect(card).to_be_hidden(timeout=SOON)
        assert not (await desk.evaluate("window.__notices"))[0]["open"], "the notice is taken back with the offer"
        await visitor.call("end", {})

        late = await people.visitor("冰箱不停机", "转人工")
        await expect(card).to_be_visible(timeout=30_000)
        await expect(card).to_be_hidden(timeout=45_000)
        await expect(desk.get_by_text("的邀请超时了", exact=False)).to_be_visible(timeout=SOON)
        await desk.get_by_role("button", name="我的状态", exact=False).click()
        await expect(desk.get_by_text("连续漏接", exact=False)).to_be_visible(timeout=SOON)
        await people.set_state(desk, "offline")
        await late.call("end", {})
