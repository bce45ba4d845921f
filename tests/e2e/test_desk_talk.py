"""What an agent does in a conversation: templates, notes, pictures, failed sends, wrap-up, hand-back, rating."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.async_api import Page, Route, WebSocketRoute, expect

from tests.e2e.conftest import SOON, People, shot_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

PICTURE = """async ([kind]) => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 64, height: 48});
  canvas.getContext('2d').fillRect(8, 8, 40, 30);
  const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
  const data = new DataTransfer();
  data.items.add(new File([blob], kind + '.png', {type: 'image/png'}));
  const field = document.querySelector('[data-composer]');
  const event = kind === 'paste'
    ? new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})
    : new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true});
  field.dispatchEvent(event);
}"""


async def write(desk: Page, text: str) -> None:
    await desk.locator("[data-composer]").fill(text)
    await desk.locator("[data-composer]").press("Enter")


async def test_template_note_with_mention_and_pictures(people: People) -> None:
    desk = await people.agent("lin.yue")
    async with shot_on_failure(desk, "desk-talk"):
        await people.serve(desk, "我的空调什么时候送到？")
        field = desk.locator("[data-composer]")
        await field.fill("/")
        picker = desk.get_by_role("dialog", name="选择模板")
        await expect(picker.get_by_role("option").nth(5)).to_be_visible(timeout=SOON)
        await field.press_sequentially("wlwd")
        await expect(picker.get_by_role("option").first).to_contain_text("物流晚到主动改约", timeout=SOON)
        await field.press("Enter")
        await expect(picker).to_be_hidden()
        await expect(field).to_have_value(re.compile("^货要晚一天"), timeout=SOON)
        await field.press("Enter")
        await expect(desk.get_by_role("alert").filter(has_text="还没填：上门日期")).to_be_visible()
        await field.fill("")

        steps = [{"do": "tag", "add": ["加急"]}, {"do": "note", "text": "{{agent.name}}已标记加急"}]
        await people.api(desk, "POST", "/macros", {"name": "标记加急", "shortcut": "bjjj", "steps": steps})
        await desk.reload()
        await field.fill("/bjjj")
        await expect(picker.get_by_role("option").first).to_contain_text("标记加急", timeout=SOON)
        await field.press("Enter")
        asked = desk.get_by_role("dialog", name="标记加急")
        await expect(asked.get_by_text("林悦已标记加急")).to_be_visible(timeout=SOON)
        await expect(asked.get_by_role("button", name="执行")).to_be_focused()
        await desk.keyboard.press("Enter")
        await expect(desk.locator("[data-look=note]", has_text="林悦已标记加急")).to_be_visible(timeout=SOON)
        await expect(desk.locator("[data-row]").get_by_text("加急", exact=True)).to_be_visible()
        await expect(field).to_have_value("")

        await desk.get_by_role("tab", name="备注").click()
        await field.fill("请 @周")
        await desk.get_by_role("option", name="周敏").click()
        await expect(field).to_have_value("请 @周敏 ")
        await write(desk, "请 @周敏 看一下物流")
        note = desk.locator("[data-look=note]", has_text="请 @周敏 看一下物流")
        await expect(note).to_be_visible(timeout=SOON)
        await desk.get_by_role("tab", name="回复").click()

        for kind in ("paste", "drop"):
            await desk.evaluate(PICTURE, [kind])
            await expect(desk.get_by_role("list", name="待发送的附件").get_by_text(f"{kind}.png")).to_be_visible()
            await expect(desk.get_by_label(f"正在上传 {kind}.png")).to_be_hidden(timeout=SOON)
            await desk.get_by_role("button", name="发送", exact=True).click()
            picture = desk.get_by_role("button", name=f"查看大图：{kind}.png")
            await expect(picture).to_be_visible(timeout=SOON)
            await expect(desk.locator("[data-pending]")).to_have_count(0, timeout=SOON)
        await people.set_state(desk, "offline")
    assert people.complaints == []


async def test_a_failed_send_comes_back_after_reload_and_in_another_tab(people: People) -> None:
    desk = await people.agent("luo.jing")

    error: dict[str, Any] = {"code": "conflict", "message": "busy", "field": None, "params": {}}

    async def asked(route: Route) -> None:
        """What is sent by a request, as it is while the socket is not open yet, is refused alike."""
        if route.request.method == "POST" and busy:
            await route.fulfill(status=409, json={"error": error})
        else:
            await route.continue_()

    def between(page: WebSocketRoute) -> None:
        """Passes everything on but what is sent, which a house that is busy refuses."""
        server = page.connect_to_server()

        def heard(text: str | bytes) -> None:
            frame = json.loads(text)
            if frame["t"] == "send" and busy:
                answer = {"t": "refused", "client_id": frame["message"]["client_id"], "status": 409}
                page.send(json.dumps({**answer, "retry_after": None, "error": error}))
            else:
                server.send(text)

        page.on_message(heard)

    busy = True
    await desk.context.route_web_socket("**/api/v1/live", between)
    await desk.context.route("**/api/v1/conversations/*/messages", asked)
    await desk.reload()
    async with shot_on_failure(desk, "desk-outbox"):
        await people.serve(desk, "请问保修多久？")
        await write(desk, "整机保修六年。")
        await expect(desk.get_by_text("没发出去", exact=False)).to_be_visible(timeout=SOON)
        await desk.reload()
        await expect(desk.get_by_text("没发出去", exact=False)).to_be_visible(timeout=SOON)
        other = await desk.context.new_page()
        await other.goto(desk.url)
        await expect(other.get_by_text("没发出去", exact=False)).to_be_visible(timeout=SOON)
        busy = False
        await other.get_by_role("button", name="重试").click()
        for page in (other, desk):
            await expect(page.get_by_text("没发出去", exact=False)).to_have_count(0, timeout=SOON)
            await expect(page.get_by_role("log").get_by_text("整机保修六年。")).to_have_count(1, timeout=SOON)
        await people.set_state(desk, "offline")


async def test_close_with_reason_wrap_up_with_codes_and_the_rating_is_seen(people: People) -> None:
    desk = await people.agent("pan.wenbo")
    async with shot_on_failure(desk, "desk-close"):
        visitor = await people.serve(desk, "想改一下送货时间")
        await desk.get_by_role("button", name="结束会话").click()
        dialog = desk.get_by_role("dialog")
        await dialog.get_by_role("combobox", name="结束原因").click()
        await desk.get_by_title("已约上门").click()
        await dialog.get_by_label("小结", exact=True).fill("改到周六上午")
        await dialog.get_by_role("button", name="结束会话").click()
        wrap = desk.get_by_role("region", name="整理")
        await expect(wrap).to_be_visible(timeout=SOON)
        await wrap.get_by_role("combobox").fill("改约")
        await desk.locator(".ant-select-item-option").first.click()
        await desk.keyboard.press("Escape")
        await wrap.get_by_role("button", name="完成").click()
        await expect(wrap).to_be_hidden(timeout=SOON)
        about = desk.get_by_role("complementary", name="客户资料")
        await expect(about.get_by_text("已约上门")).to_be_visible(timeout=SOON)
        answer = {
            "conversation_id": visitor.conversation,
            "score": 4,
            "reasons": ["patient"],
            "comment": "小伙子很耐心",
        }
        await visitor.call("survey", answer)
        await expect(about.get_by_text("小伙子很耐心")).to_be_visible(timeout=SOON)
        await expect(about.get_by_role("img", name="4 分")).to_be_visible()
        await expect(about.get_by_text("有耐心，态度好")).to_be_visible()
        await people.set_state(desk, "offline")


async def test_handed_back_the_ai_goes_on_and_the_desk_lets_go(people: People) -> None:
    desk = await people.agent("shen.ruolan")
    async with shot_on_failure(desk, "desk-handback"):
        visitor = await people.serve(desk, "快递到哪儿了")
        await desk.get_by_role("button", name="交回 AI").click()
        dialog = desk.get_by_role("dialog")
        await dialog.locator("textarea").fill("签收后提醒他约安装")
        await dialog.get_by_role("button", name="交回 AI").click()
        await expect(desk.get_by_text("AI 正在接待，你可以先写备注")).to_be_visible(timeout=SOON)
        await expect(desk.get_by_role("link", name="我的").get_by_text("0")).to_be_visible(timeout=SOON)
        await visitor.say("空调不制冷怎么办")
        await expect(desk.get_by_text("空调不制冷、制冷慢，先做这五步").first).to_be_visible(timeout=SOON)
        await people.set_state(desk, "offline")
