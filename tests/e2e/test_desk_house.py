"""What stands around the talk: transfers, two records of one person, what failed to be delivered, what was parked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import SOON, People, shot_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

PARK = """INSERT INTO kernel.parked (tenant_id, id, source, event_id, event_type, body, attempts, error, at)
 VALUES ($1, $2, $3, $4, $5, $6, 6, $7, now())"""


@dataclass
class Shop:
    """A platform of one's own: takes webhooks, all of them well, and remembers the messages."""

    url: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        event = json.loads(await reader.readexactly(length))
        if event["type"] == "message.created":
            self.messages.append(event["message"])
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async def got(self, text: str, times: int) -> dict[str, Any]:
        """The message with this text, once it has come so often."""
        async with asyncio.timeout(SOON / 1000):
            while len(found := [m for m in self.messages if m["text"] == text]) < times:
                await asyncio.sleep(0.05)
        return found[-1]


@asynccontextmanager
async def shop() -> AsyncIterator[Shop]:
    made = Shop()
    server = await asyncio.start_server(made.take, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    async with server:
        yield made


async def own_channel(people: People, admin: Page, url: str) -> httpx.AsyncClient:
    """The platform's line into a new open channel."""
    made = await people.api(admin, "POST", "/channels/open", {"name": "车机", "url": url})
    token = await people.api(admin, "POST", f"/channels/{made['id']}/tokens", {"name": "测试"})
    return httpx.AsyncClient(base_url=people.box.url, headers={"Authorization": f"Bearer {token['token']}"})


async def test_a_failed_delivery_is_retried_and_the_context_is_seen(people: People) -> None:
    admin = await people.agent("han.shuo", ready=False)
    desk = await people.agent("xu.haoran")
    async with shot_on_failure(desk, "desk-delivery"), shop() as receiver:
        async with await own_channel(people, admin, receiver.url) as line:
            page = {
                "url": "https://www.example.com/ac/kfr-35",
                "title": "一级能效 1.5 匹",
                "referrer": "https://s.example/",
            }
            said = await line.post(
                "/open/v1/messages",
                json={
                    "external_id": str(uuid4()), "sender": {"id": str(uuid4()), "name": "车主小李"}, "text": "导航没有声音",
                    "context": {"page": page, "app_version": "3.2.1"},
                },
            )  # fmt: skip
            assert said.is_success, said.text
            await people.give(desk, said.json()["conversation_id"])
            panel = desk.get_by_role("complementary", name="客户资料")
            await expect(panel.get_by_role("link", name="一级能效 1.5 匹")).to_have_attribute("href", page["url"])
            await expect(panel.get_by_text("3.2.1")).to_be_visible()

            field_ = desk.locator("[data-composer]")
            await field_.fill("请先重启车机试试")
            await field_.press("Enter")
            sent = await receiver.got("请先重启车机试试", 1)
            answer = await line.post("/open/v1/receipts", json={"message_id": sent["id"], "status": "failed"})
            assert answer.is_success, answer.text
            await expect(desk.get_by_text("没有送达")).to_be_visible(timeout=SOON)
            await desk.reload()
            await desk.get_by_role("alert").get_by_role("button", name="重试").click(timeout=SOON)
            await receiver.got("请先重启车机试试", 2)
            await expect(desk.get_by_text("没有送达")).to_have_count(0, timeout=SOON)
        await people.set_state(desk, "offline")


async def test_two_records_of_one_person_are_merged_and_parted_again(people: People) -> None:
    desk = await people.agent("ma.xiao")
    async with shot_on_failure(desk, "desk-merge"):
        await people.serve(desk, "积分怎么兑换")
        panel = desk.get_by_role("complementary", name="客户资料")
        others = await people.api(desk, "GET", "/customers?q=王")
        other = others["items"][0]["name"]
        await panel.get_by_role("button", name="合并客户").click()
        dialog = desk.get_by_role("dialog")
        await dialog.get_by_label("姓名、手机尾号、邮箱或订单号").first.fill(other)
        await dialog.get_by_role("radio", name=other).first.click(timeout=SOON)
        await dialog.get_by_role("button", name="合并", exact=True).click()
        await expect(panel.get_by_text(f"并入了{other}")).to_be_visible(timeout=SOON)
        await panel.get_by_role("button", name="撤销合并").click()
        await expect(panel.get_by_text(f"与{other}的合并已撤销")).to_be_visible(timeout=SOON)
        await people.set_state(desk, "offline")


async def test_transferred_to_a_queue_it_leaves_and_waits_there(people: People) -> None:
    desk = await people.agent("xie.tian")
    async with shot_on_failure(desk, "desk-transfer"):
        visitor = await people.serve(desk, "想约个时间装热水器")
        await people.set_state(desk, "break")
        await desk.get_by_role("button", name="转接").click()
        dialog = desk.get_by_role("dialog")
        await dialog.get_by_role("radio", name="安装预约").click()
        await dialog.locator("textarea").fill("客户周末在家，请约安装")
        await dialog.get_by_role("button", name="转接").click()
        await expect(desk.get_by_text("转接给安装预约")).to_be_visible(timeout=SOON)
        await desk.get_by_role("link", name="等待").click()
        row = desk.get_by_role("listitem").filter(has=desk.locator(f"[data-row='{visitor.conversation}']"))
        await expect(row).to_contain_text("安装预约", timeout=SOON)
        await visitor.call("end", {})
        await people.set_state(desk, "offline")


async def test_parked_events_are_seen_and_replayed(people: People) -> None:
    admin = await people.agent("han.shuo", ready=False)
    tenant = (await people.api(admin, "GET", "/session"))["tenant"]["id"]
    link = await asyncpg.connect(people.box.database_url)
    try:
        for source, error in (("timer:turn", "TimeoutError: 模型没有回答"), ("watcher:gone", "KeyError: 'order'")):
            async with link.transaction():
                await link.execute(f"SET LOCAL qf.tenant = '{tenant}'")
                await link.execute(PARK, tenant, uuid4(), source, str(uuid4()), source, b"{}", error)
    finally:
        await link.close()
    async with shot_on_failure(admin, "desk-parked"):
        await admin.get_by_role("link", name="滞留").click()
        good = admin.get_by_role("row", name="timer:turn").first
        await expect(good).to_contain_text("模型没有回答", timeout=SOON)
        await good.get_by_role("button", name="重放").click()
        await expect(admin.get_by_text("模型没有回答")).to_have_count(0, timeout=SOON)
        await admin.get_by_role("row", name="watcher:gone").get_by_role("button", name="重放").click()
        await expect(admin.get_by_text("处理这个事件的模块已经不在了", exact=False)).to_be_visible(timeout=SOON)
