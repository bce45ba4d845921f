"""The chat widget against a whole box: files, history, survey, closed hours, badge, strict pages, lost tokens, a restart."""

from __future__ import annotations

import asyncio
import io
import json
import re
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from PIL import Image
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import FilePayload, Locator, Page, Route, expect

from qingfeng.adapters.channels.webchat.visitor import TOKEN_SECONDS
from qingfeng.app.demo.content import TENANT
from qingfeng.app.settings import secret_key_file
from tests.e2e.conftest import SOON, People, shot_on_failure
from tests.support.box import Box
from tests.support.clients import Agent

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
TURNED = 6  # EXIF orientation of a phone held upright: the picture is stored lying on its side


def photo(width: int, height: int, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x112] = orientation
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#2a6f8f").save(out, "JPEG", exif=exif)
    return out.getvalue()


def payload(name: str, kind: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": data}


async def say(page: Page, text: str) -> None:
    box = page.get_by_label("输入消息")
    await box.fill(text)
    await box.press("Enter")


async def answered(page: Page, text: str) -> None:
    """Say it, and wait for the bot's answer below it."""
    before = await page.locator(".log .row.you").count()
    await say(page, text)
    await expect(page.locator(".log .row.you")).not_to_have_count(before, timeout=SOON)


def said(page: Page) -> Locator:
    return page.locator(".log .row.me .bub")


async def conversation_about(desk: Agent, subject: str, view: str = "all") -> dict[str, Any] | None:
    """The conversation of that subject in full, as the desk has it."""
    rows = (await desk.http.get("/api/v1/conversations", params={"view": view, "limit": 200})).json()["items"]
    found = next((row for row in rows if subject in row["subject"]), None)
    return found and (await desk.http.get(f"/api/v1/conversations/{found['id']}")).json()


async def thread(desk: Agent, conversation: str) -> list[dict[str, Any]]:
    found: dict[str, Any] = (await desk.http.get(f"/api/v1/conversations/{conversation}/messages")).json()
    return list(found["items"])


async def give(desk: Agent, conversation: str, kind: str, name: str, data: bytes) -> None:
    kept = (await desk.http.post("/api/v1/attachments", files={"file": (name, data)})).json()
    body = {"client_id": uuid4().hex, "kind": kind, "text": "", "attachment_id": kept["id"]}
    (await desk.http.post(f"/api/v1/conversations/{conversation}/messages", json=body)).raise_for_status()


@asynccontextmanager
async def served(people: People, customer: Page) -> AsyncIterator[tuple[Agent, str]]:
    """The customer asks for a person and gets one: that person's desk, and the conversation."""
    topic = f"订单改地址 {uuid4().hex[:6]}"
    async with Agent(people.box.url, "zhou.min@example.com") as desk:
        (await desk.presence("ready")).raise_for_status()
        await answered(customer, topic)
        await say(customer, "转人工")
        await expect(customer.locator(".head")).to_contain_text("周敏", timeout=60_000)
        found = await conversation_about(desk, topic, "mine")
        assert found is not None
        yield desk, found["id"]
        await desk.presence("offline")


async def test_pictures_and_files_go_both_ways_and_bad_ones_are_refused_with_words(people: People) -> None:
    customer = await people.customer()
    async with shot_on_failure(customer, "widget-files"), served(people, customer) as (desk, conversation):
        await give(desk, conversation, "image", "步骤.jpg", photo(600, 400))
        await give(desk, conversation, "file", "说明书.pdf", PDF)
        theirs = customer.locator(".row.you .pic img")
        await expect(theirs).to_be_visible(timeout=SOON)
        await expect(theirs).to_have_js_property("naturalWidth", 600, timeout=SOON)
        link = await customer.locator(".row.you a.doc").get_attribute("href")
        assert await (await customer.request.get(str(link))).body() == PDF

        pictures, files = customer.locator(".tool.image input"), customer.locator(".tool.file input")
        await pictures.set_input_files([payload("竖着拍.jpg", "image/jpeg", photo(800, 600, TURNED))])
        await files.set_input_files([payload("发票.pdf", "application/pdf", PDF)])
        await expect(customer.locator(".row.me a.doc b")).to_have_text("发票.pdf", timeout=SOON)
        ours = customer.locator(".row.me button.pic img")
        await expect(ours).to_have_js_property("naturalHeight", 800, timeout=SOON)
        width, height = await ours.evaluate("img => [img.offsetWidth, img.offsetHeight]")
        assert height > width > 0, "a photo taken upright must stand upright"

        notice = customer.locator(".notice")
        await pictures.set_input_files([payload("大.jpg", "image/jpeg", b"\xff\xd8" + bytes(20 * 1024 * 1024))])
        await expect(notice).to_contain_text("文件太大，最大 20 MB")
        await files.set_input_files([payload("图.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>")])
        await expect(notice).to_contain_text("不支持这种文件")
        await pictures.set_input_files([payload("假.jpg", "image/jpeg", b"<html>no picture</html>")])
        refused = customer.locator(".row.bad")
        await expect(refused).to_contain_text("不支持这种文件", timeout=SOON)
        await expect(refused.get_by_role("button", name="重试")).to_have_count(0)
        kinds = [m["kind"] for m in await thread(desk, conversation) if m["attachment"]]
        assert sorted(kinds) == ["file", "file", "image", "image"]
    assert people.complaints == []


async def test_who_asks_for_a_person_is_led_down_to_the_queue(people: People) -> None:
    customer = await people.customer(phone=False, path="/demo/shop")
    await customer.locator(".launch").click()
    async with shot_on_failure(customer, "widget-human"):
        await answered(customer, "空调不制冷")
        await customer.locator(".log").evaluate("log => log.scrollTop = 40")
        await customer.get_by_role("button", name="转人工客服").click()
        await expect(customer.get_by_text("已为您转接人工，正在排队")).to_be_in_viewport(timeout=SOON)
        await expect(customer.locator(".new")).to_have_count(0)


async def test_unread_messages_are_counted_and_heard_once_unless_muted(people: People) -> None:
    customer = await people.customer(phone=False, path="/demo/shop")
    await customer.context.add_init_script(
        """window.tones = 0;
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...at) { window.tones++; return start.apply(this, at); };"""
    )
    await customer.reload()
    launch = customer.locator(".launch")
    await launch.click()
    async with shot_on_failure(customer, "widget-badge"), served(people, customer) as (desk, conversation):
        await launch.click()
        await desk.reply(conversation, "还在吗？")
        await expect(customer.locator(".badge")).to_have_text("1", timeout=SOON)
        await expect(launch).to_have_attribute("aria-label", re.compile("1 条新消息"))
        await customer.wait_for_function("window.tones === 2")
        await launch.click()
        await expect(customer.locator(".badge")).to_be_hidden()
        await customer.get_by_role("button", name="更多").click()
        await customer.get_by_role("button", name="关闭提示音").click()
        await launch.click()
        await desk.reply(conversation, "地址已经改好了")
        await expect(customer.locator(".badge")).to_have_text("1", timeout=SOON)
        assert await customer.evaluate("window.tones") == 2


async def test_history_and_survey_outlive_a_reload(people: People) -> None:
    customer = await people.customer()
    topic = f"发票抬头写错了 {uuid4().hex[:6]}"
    async with shot_on_failure(customer, "widget-survey"):
        await answered(customer, topic)
        await customer.get_by_role("button", name="更多").click()
        await customer.get_by_role("button", name="结束会话").click()
        await customer.get_by_role("button", name="结束", exact=True).click()
        await customer.get_by_role("button", name="2 分，不满意").click(timeout=SOON)
        await expect(customer.get_by_text("哪里没做好？")).to_be_visible()
        await customer.get_by_role("button", name="问题没解决").click()
        await customer.get_by_role("button", name="等太久").click()
        await customer.get_by_placeholder("还想说点什么").fill("问了三遍")
        await customer.get_by_role("button", name="提交评价").click()
        await expect(customer.get_by_text("谢谢您的评价")).to_be_visible(timeout=SOON)
        async with Agent(people.box.url, "wu.guodong@example.com", accept=False) as desk:
            found = await conversation_about(desk, topic, "closed")
        assert found is not None
        assert found["survey"]["score"] == 2
        assert len(found["survey"]["reasons"]) == 2
        assert found["survey"]["comment"] == "问了三遍"

        await customer.reload()
        await expect(customer.get_by_text("谢谢您的评价")).to_be_visible(timeout=SOON)
        await customer.get_by_role("button", name="开始新会话").click()
        await answered(customer, "怎么退货")
        await customer.reload()
        await expect(said(customer)).to_have_text(["怎么退货"], timeout=SOON)
        with suppress(PlaywrightError):  # it may have come into view, and then it does so by itself
            await customer.get_by_role("button", name="查看更早的消息").click(timeout=3000)
        await expect(said(customer)).to_have_text([topic, "怎么退货"], timeout=SOON)


@asynccontextmanager
async def nobody_at_work(box: Box) -> AsyncIterator[None]:
    """The tenant's opening hours have no day in them; afterwards they are what they were."""
    conn = await asyncpg.connect(box.database_url, server_settings={"qf.tenant": str(TENANT)})
    try:
        before = await conn.fetchval("SELECT weekly FROM channels.hours WHERE code = 'default'")
        # A minute a day that has passed or is to come: closed whenever the test runs but in that very minute.
        minute = await conn.fetchval("SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai' + interval '6 hours', 'HH24')")
        weekly = {day: [[f"{minute}:00", f"{minute}:01"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
        change = "UPDATE channels.hours SET weekly = $1::jsonb WHERE code = 'default'"
        await conn.execute(change, json.dumps(weekly))
        try:
            yield
        finally:
            await conn.execute(change, before)
    finally:
        await conn.close()


async def test_a_message_is_left_when_nobody_is_at_work(people: People) -> None:
    topic = f"冰箱夜里响 {uuid4().hex[:6]}"
    async with nobody_at_work(people.box):
        customer = await people.customer()
        async with shot_on_failure(customer, "widget-leave"):
            bar = customer.locator(".bar")
            await expect(bar).to_contain_text("人工客服休息中", timeout=SOON)
            await bar.get_by_role("button", name="留言").click()
            await customer.get_by_label("问题描述").fill(topic)
            await customer.get_by_role("button", name="提交留言").click()
            await expect(customer.get_by_role("alert")).to_have_text("手机号和邮箱至少填一项")
            await customer.get_by_label("手机号").fill("13800138000")
            await customer.get_by_role("button", name="提交留言").click()
            await expect(said(customer)).to_have_text([topic], timeout=SOON)
            await expect(bar).to_contain_text("留言已收到", timeout=SOON)
            await expect(bar).not_to_contain_text("下一位")
            async with Agent(people.box.url, "wu.guodong@example.com", accept=False) as desk:
                found = await conversation_about(desk, topic)
            assert found is not None
            assert found["left_message"] is True
            assert "phone" in {known["kind"] for known in found["customer_panel"]["identities"]}


@asynccontextmanager
async def long_waits_in_a_surge(box: Box) -> AsyncIterator[None]:
    """Whoever was answered lately had waited twenty minutes; a surge is on, in which a message is offered from five."""
    conn = await asyncpg.connect(box.database_url, server_settings={"qf.tenant": str(TENANT)})
    mark = uuid4()
    async with Agent(box.url, "han.shuo@example.com", accept=False) as boss:
        rules = (await boss.http.get("/api/v1/surge/policy")).json()["policy"]
        try:
            # Other tests of this box may have been answered in a moment: for now that was a day earlier.
            await conn.execute("UPDATE routing.waits SET at = at - interval '1 day'")
            await conn.execute(
                "INSERT INTO routing.waits (tenant_id, id, queue_id, conversation_id, at, seconds, ahead, outcome)"
                " SELECT $1, gen_random_uuid(), id, $2, now() - n * interval '20 minutes', 1200, 0, 'accepted'"
                " FROM routing.queues, generate_series(0, 5) n",
                TENANT,
                mark,
            )
            changed = {"policy": {**rules, "message_minutes": 5}}
            (await boss.http.put("/api/v1/surge/policy", json=changed)).raise_for_status()
            (await boss.http.post("/api/v1/surge/hold", json={"what": "on", "minutes": 5})).raise_for_status()
            yield
        finally:
            await boss.http.post("/api/v1/surge/hold", json={"what": "off", "minutes": 5})
            await boss.http.delete("/api/v1/surge/hold")
            now = (await boss.http.get("/api/v1/surge/policy")).json()["policy"]
            await boss.http.put("/api/v1/surge/policy", json={"policy": {**now, "message_minutes": 0}})
            await conn.execute("DELETE FROM routing.waits WHERE conversation_id = $1", mark)
            await conn.execute(
                "UPDATE routing.waits SET at = at + interval '1 day' WHERE at < now() - interval '20 hours'"
            )
            await conn.close()


async def test_in_a_surge_a_message_is_left_instead_of_a_long_wait(people: People) -> None:
    topic = f"空调漏水 {uuid4().hex[:6]}"
    customer = await people.customer()
    async with shot_on_failure(customer, "widget-surge"), long_waits_in_a_surge(people.box):
        await answered(customer, topic)
        await say(customer, "转人工")
        bar = customer.locator(".bar")
        await bar.get_by_role("button", name="不想等？留言").click(timeout=SOON)
        await customer.get_by_label("问题描述").fill("请晚点回电")
        await customer.get_by_label("手机号").fill("13800138000")
        await customer.get_by_role("button", name="提交留言").click()
        await expect(bar).to_contain_text("留言已收到", timeout=SOON)
        await expect(bar).not_to_contain_text("分钟")
        await expect(bar.get_by_role("button")).to_have_count(0)


class _LongAgo(TimestampSigner):
    """Signs as of long ago."""

    def get_timestamp(self) -> int:
        return super().get_timestamp() - TOKEN_SECONDS - 60


def expired(box: Box, token: str) -> str:
    """The same visitor's token, as it was when it ran out."""
    key = secret_key_file(box.folder).read_text(encoding="ascii").strip().encode()
    value = URLSafeTimedSerializer(key, salt="qingfeng.visitor").loads(token)
    return URLSafeTimedSerializer(key, salt="qingfeng.visitor", signer=_LongAgo).dumps(value)


async def test_an_expired_token_is_renewed_under_an_open_chat(people: People) -> None:
    customer = await people.customer(path="/health/ready")
    handed: list[str] = []

    async def age(route: Route) -> None:
        answer = await route.fetch()
        body = await answer.json()
        if not handed:
            body["token"] = expired(people.box, body["token"])
        handed.append(body["token"])
        await route.fulfill(response=answer, json=body)

    await customer.route("**/webchat/v1/session", age)
    await customer.goto(people.box.url + "/chat/demo-shop")
    async with shot_on_failure(customer, "widget-expired"):
        await answered(customer, "你好")
        await expect(said(customer)).to_have_text(["你好"])
        await expect(customer.locator(".row .err, .notice")).to_have_count(0)
        async with asyncio.timeout(SOON / 1000):  # its own message stands there before the server has it
            while len(handed) < 2:
                await asyncio.sleep(0.1)
        assert await customer.evaluate("localStorage['qf:demo-shop:token']") == handed[-1]


@contextmanager
def strict_shop(origin: str) -> Iterator[str]:
    """A page of another site that embeds the widget and allows nothing but it; gives its address."""
    tag = f'<script async nonce="n0" src="{origin}/widget.js" data-channel="demo-shop" data-locale="zh-CN"></script>'
    page = f"<!doctype html><title>shop</title><h1>shop</h1>{tag}".encode()
    policy = (
        f"default-src 'none'; script-src 'nonce-n0'; connect-src {origin} {origin.replace('http', 'ws')};"
        f" img-src {origin} blob:; style-src 'none'; require-trusted-types-for 'script'; trusted-types qingfeng"
    )

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


async def test_a_page_with_the_strictest_policy_can_embed_it(people: People) -> None:
    customer = await people.customer(phone=False, path="/health/ready")
    broken: list[str] = []
    customer.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    with strict_shop(people.box.url) as shop:
        await customer.goto(shop)
        async with shot_on_failure(customer, "widget-strict"):
            await customer.locator(".launch").click()
            panel = await customer.locator(".panel").bounding_box()
            assert panel is not None
            assert round(panel["width"]) == 384, "the styles did not get in"
            await answered(customer, "你好")
            await customer.locator(".tool.image input").set_input_files(
                [payload("图.jpg", "image/jpeg", photo(90, 60))]
            )
            await expect(customer.locator("button.pic img")).to_have_js_property("naturalWidth", 90, timeout=SOON)
    assert broken == []
    assert people.complaints == []


async def test_a_restart_of_the_server_under_an_open_chat_loses_nothing(people: People) -> None:
    customer = await people.customer()
    async with shot_on_failure(customer, "widget-restart"):
        await answered(customer, "你好")
        people.box.kill("serve")
        await say(customer, "空调滤网怎么洗")
        await say(customer, "退款多久到账")
        await expect(customer.locator(".row.slow")).to_have_count(0, timeout=40_000)
        await answered(customer, "怎么退货")
        await expect(customer.locator(".bar")).to_have_count(0)
        await customer.reload()
        await expect(said(customer)).to_have_text(["你好", "空调滤网怎么洗", "退款多久到账", "怎么退货"], timeout=SOON)


async def test_who_presses_enter_before_the_server_has_answered_need_not_press_again(people: People) -> None:
    page = await people.customer()
    async with shot_on_failure(page, "widget-early"):
        answer = asyncio.Event()

        async def held(route: Route) -> None:
            await answer.wait()
            await route.continue_()

        await page.route("**/webchat/v1/session", held)
        await page.reload()
        await say(page, "我先说一句")
        await expect(page.get_by_label("输入消息")).to_have_value("我先说一句")
        answer.set()
        await expect(page.locator(".log").get_by_text("我先说一句")).to_have_count(1, timeout=SOON)
        await expect(page.get_by_label("输入消息")).to_have_value("")
