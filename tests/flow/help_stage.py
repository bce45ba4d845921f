"""The self-service page of a house of its own: its doors over HTTP, articles to find, a shop to ask."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
from litestar import Litestar
from msgspec.structs import replace

from qingfeng.adapters.channels.webchat import help as webchat_help
from qingfeng.flow.selfcare import HelpCentre
from qingfeng.kernel.http import HANDLERS
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import ArticleDraft
from qingfeng.modules.selfcare import public as selfcare
from qingfeng.ports.channel import ChannelRef
from tests.ports.house import House

SHELL = "<html lang=__LANG__><title>__TITLE__</title>__ROBOTS__<meta name=description content='__ABOUT__'>__HEAD__<main>__MAIN__</main>__FOOT__<i id=d>__DATA__</i>"
RETURN = ArticleDraft(
    slug="return-how",
    title="退货怎么申请，步骤是什么",
    category="退换货",
    body="签收 7 天内可以退。\n\n1. 打开“我的订单”\n2. 点“申请退货”\n3. 等师傅上门取件\n\n**运费**：质量问题由我们出，见 [说明](https://example.com/fee?a=1&b=2)。",
    questions=["怎么退货", "我要退货"],
    related=["refund-time", "inside"],
)
ARTICLES = (
    RETURN,
    ArticleDraft(slug="refund-time", title="退款多久到账", category="退换货", body="原路退回，1 至 5 天。", questions=["退款要几天"]),
    ArticleDraft(slug="ac-not-cooling", title="空调不制冷怎么办", category="空调故障", body="先清洗滤网。", questions=["空调不凉"]),
    ArticleDraft(slug="invoice", title="电子发票怎么开", category="发票", body="订单完成后在“我的发票”里开。", questions=["开发票"]),
    ArticleDraft(slug="member", title="会员积分怎么用", category="会员", body="下单时抵扣。", questions=[]),
    ArticleDraft(slug="inside", title="退货赔付上限（内部）", category="退换货", body="不超过 200 元。", audience="agent"),
    ArticleDraft(slug="draft", title="退货新规（草稿）", category="退换货", body="还没写完。", published=False),
    replace(RETURN, locale="en", title="How to return an item", body="Open My orders.", questions=["How do I return it?"]),
)  # fmt: skip


class HelpStage:
    """`rate`: how much wider the doors are than in life."""

    def __init__(self, house: House, channel: ChannelRef, key: str, app: Any) -> None:
        self.house, self.channel, self.key, self.app = house, channel, key, app
        self.visit = str(uuid4())

    @asynccontextmanager
    async def browser(self, token: str | None = None, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
        if token:
            headers["Authorization"] = f"Bearer {token}"
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
            yield client

    async def get(self, path: str = "", **headers: str) -> httpx.Response:
        async with self.browser(**headers) as client:
            return await client.get(f"/help/{self.key}{path}")

    async def search(self, q: str, lang: str = "zh-CN") -> list[dict[str, Any]]:
        async with self.browser() as client:
            given = {"channel": self.key, "lang": lang, "q": q}
            answer = await client.get("/webchat/v1/help/search", params=given)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def tell(self, what: str, visit: str = "", **more: Any) -> httpx.Response:
        body = {"channel": self.key, "visit": visit or self.visit, "lang": "zh-CN", "what": what, **more}
        async with self.browser() as client:
            return await client.post("/webchat/v1/help/visit", json=body)

    async def progress(self, number: str, tail: str, token: str | None = None, lang: str = "zh-CN") -> httpx.Response:
        values = {"number": number, **({"tail": tail} if tail else {})}
        body = {"channel": self.key, "lang": lang, "task": "order_status", "values": values, "visit": self.visit}
        async with self.browser(token) as client:
            return await client.post("/webchat/v1/help/progress", json=body)

    async def choose(self, **change: Any) -> None:
        async with self.house.work.tx(self.house.tenant) as tx:
            kept = await selfcare.page(tx.conn)
            await selfcare.save_page(tx, replace(kept.page, **change), kept.version, self.house.agent.actor)


async def open_page(house: House, rate: float = 1000.0) -> HelpStage:
    """The page is on, with a few articles."""
    channel = await house.channel("webchat")
    async with house.db.system.acquire() as conn:
        key = await conn.fetchval("SELECT key FROM channels.channels WHERE id = $1", channel.id)
    centre = HelpCentre(house.spine, house.door)
    doors = webchat_help.Help(house.chat, centre, lambda: SHELL, rate)
    app = Litestar(
        route_handlers=webchat_help.routes(doors),
        exception_handlers=HANDLERS,
        logging_config=None,
        openapi_config=None,
    )
    async with house.work.tx(house.tenant) as tx:
        for draft in ARTICLES:
            await knowledge.put_article(tx, draft)
    stage = HelpStage(house, channel, key, app)
    await stage.choose(on=True)
    return stage


def links(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'href="([^"]+)"', page)]
