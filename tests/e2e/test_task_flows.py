"""Task flows as customers meet them: in the widget, with the demo's business system as a process of its own."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import httpx
import msgspec
import pytest
from playwright.async_api import Page, expect

from qingfeng.app.demo import business_web
from qingfeng.app.demo.business_data import Books, ShopOrder
from qingfeng.app.settings import secret_key_file
from tests.e2e.conftest import SOON, People, shot_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


async def say(page: Page, words: str, answer: str) -> None:
    """Say it, and wait for the bot to say what has this in it."""
    box = page.get_by_label("输入消息")
    await box.fill(words)
    await box.press("Enter")
    await expect(page.locator(".log .row.you").last).to_contain_text(answer, timeout=SOON)


def books(data_dir: Path) -> Books:
    return msgspec.json.decode((business_web.folder(data_dir) / "books.json").read_bytes(), type=Books)


def an_order(data_dir: Path, *, within: int) -> ShopOrder:
    """Delivered so lately that what is broken can still be returned."""
    kept = books(data_dir).orders.values()
    found = [o for o in kept if o.status == "delivered" and o.parcel and o.parcel.signed_at and not o.returned]
    return max(found, key=lambda o: str(o.parcel and o.parcel.signed_at)) if within else found[0]


async def fail(data_dir: Path, mode: str) -> None:
    port = int((data_dir / "keys" / "demo-business.port").read_text())
    key = business_web.key_of(secret_key_file(data_dir).read_text(encoding="ascii").strip().encode())
    async with httpx.AsyncClient(headers={business_web.HEADER: key}) as admin:
        answer = await admin.post(f"http://127.0.0.1:{port}/admin/faults", json={"mode": mode})
        assert answer.is_success, answer.text


async def test_a_parcel_a_return_and_a_system_that_is_down(people: People) -> None:
    data_dir = people.box.folder
    customer = await people.customer()
    async with shot_on_failure(customer, "task-flows"):
        await say(customer, "我的快递到哪了", "订单号或运单号")
        await say(customer, "ZX2623123190", "后四位")
        await say(customer, "0512", "正在派送")
        order = an_order(data_dir, within=15)
        await say(customer, f"我要退货，订单{order.number} 尾号{order.phone[-4:]}", "什么原因")
        await customer.get_by_role("button", name="质量问题").last.click()
        await expect(customer.locator(".log .row.you").last).to_contain_text("确认提交退货吗", timeout=SOON)
        assert books(data_dir).orders[order.number].returned is None
        await customer.get_by_role("button", name="确认").last.click()
        await expect(customer.locator(".log .row.you").last).to_contain_text("已提交", timeout=SOON)
        assert books(data_dir).orders[order.number].returned is not None
        await fail(data_dir, "down")
        try:
            await say(customer, "查一下物流 ZX2623123190", "后台系统暂时没有响应")
        finally:
            await fail(data_dir, "ok")


async def test_a_flow_is_mended_and_tried_in_the_console(people: People) -> None:
    admin = await people.agent("han.shuo", ready=False)
    async with shot_on_failure(admin, "task-flows-console"):
        await admin.goto(f"{people.box.url}/flows")
        await admin.get_by_role("link", name="查询优惠券").click()
        picture = admin.get_by_role("group", name="流程图")
        await expect(picture.get_by_role("button")).to_have_count(7)
        text = admin.get_by_label("流程文本（YAML）")
        written = await text.input_value()
        await text.fill(written.replace("next: ask_number", "next: ask_nobody"))
        fault = admin.get_by_role("list", name="需要改正").get_by_role("button", name="not_found")
        await expect(fault).to_contain_text("通向 ask_nobody，但没有这一步")
        await expect(admin.get_by_role("button", name="保存", exact=True)).to_be_disabled()
        await fault.click()
        await expect(admin.get_by_role("region", name="步骤 not_found")).to_be_visible()
        await text.fill(written.replace("- 我的券\n", f"- 我的券\n  - 券 {uuid4().hex[:8]}\n"))
        await expect(fault).to_have_count(0)
        await admin.get_by_text("试用", exact=True).click()
        chat = admin.get_by_role("region", name="试用")
        for words, answer in (("查优惠券 ZX2628109397", "后四位"), ("0512", "目前没有可用的优惠券")):
            await chat.get_by_label("以顾客身份说一句").fill(words)
            await chat.get_by_label("以顾客身份说一句").press("Enter")
            await expect(chat.get_by_role("list")).to_contain_text(answer)
        await expect(picture.get_by_role("button", name="nothing")).to_have_attribute("aria-current", "step")
        await admin.get_by_role("button", name="保存", exact=True).click()
        await admin.get_by_role("button", name="发布", exact=True).click()
        await expect(admin.get_by_role("button", name="停用", exact=True)).to_be_visible()
        given = {"operation": "list_coupons", "give": {"number": "ZX2628109397", "tail": "0512"}}
        assert (await people.api(admin, "POST", "/business-systems/business/try", given))["status"] == 200
        await admin.goto(f"{people.box.url}/flows/calls")
        await expect(admin.get_by_role("cell", name="list_coupons").first).to_be_visible()
