"""Web chats and how they look, over HTTP: chosen, kept in versions, taken back, and what a visitor's page is told."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
from PIL import Image

from qingfeng.modules.channels import public as channels
from tests.flow.signed_in import Stage, made_stage

stage = made_stage
CHATS = "/api/v1/channels/webchat"


async def made(client: httpx.AsyncClient, name: str = "官网") -> dict[str, Any]:
    answer = await client.post(CHATS, json={"name": name})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def saved(client: httpx.AsyncClient, chat: dict[str, Any], **change: Any) -> httpx.Response:
    body = {"version": chat["version"], "look": {**chat["look"], **change}}
    return await client.put(f"{CHATS}/{chat['id']}/look", json=body)


async def visit(stage: Stage, key: str, origin: str | None = None) -> httpx.Response:
    """What the page of a visitor asks when it is opened."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(stage.app), base_url="http://test") as page:
        headers = {"Origin": origin} if origin else {}
        return await page.post("/webchat/v1/session", json={"channel": key}, headers=headers)


def picture(width: int = 64, height: int = 64, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#0B7F79").save(out, form)
    return out.getvalue()


async def test_what_is_saved_is_what_the_next_visitor_sees(stage: Stage) -> None:
    async with stage.as_("admin") as client:
        chat = await made(client)
        assert chat["version"] == 0
        before = (await visit(stage, chat["key"])).json()["config"]
        assert before["brand"]["name"] == "ours", "until somebody chooses, it is the house's own"
        answer = await saved(
            client,
            chat,
            name="清和家电",
            color="#8a1c5a",
            corner="left",
            launcher={"zh": "在线客服", "en": "Chat"},
            languages=["zh-CN"],
            questions={"zh": ["怎么退货"], "en": []},
            hide_on_phone=True,
        )
        assert answer.status_code == 200, answer.text
        assert answer.json()["version"] == 1
    told = (await visit(stage, chat["key"])).json()["config"]
    assert told["brand"] == {"name": "清和家电", "color": "#8A1C5A", "logo_url": None}
    assert told["quick_questions"]["zh"] == ["怎么退货"]
    assert told["look"] == {
        "corner": "left",
        "x": 24,
        "y": 24,
        "launcher": {"zh": "在线客服", "en": "Chat"},
        "theme": "auto",
        "languages": ["zh-CN"],
        "hide_on_phone": True,
    }


async def test_only_pages_of_the_list_may_hold_it_and_our_own(stage: Stage) -> None:
    async with stage.as_("admin") as client:
        chat = await made(client)
        assert (await visit(stage, chat["key"], "https://anywhere.example")).status_code == 200
        assert (await saved(client, chat, sites=["https://www.example.com/shop"])).status_code == 200
    assert (await visit(stage, chat["key"], "https://www.example.com")).status_code == 200
    assert (await visit(stage, chat["key"], "http://test")).status_code == 200, "the full page, and the preview"
    refused = await visit(stage, chat["key"], "https://anywhere.example")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "origin_not_allowed")
    assert (await visit(stage, chat["key"], "http://[")).status_code == 403


async def test_versions_are_kept_and_taken_back(stage: Stage) -> None:
    async with stage.as_("admin") as client:
        chat = await made(client)
        first = (await saved(client, chat, name="一")).json()
        second = (await saved(client, first, name="二", theme="dark")).json()
        unchanged = await saved(client, second)
        assert unchanged.json()["version"] == 2, "the same again is no version"
        listed = (await client.get(f"{CHATS}/{chat['id']}/looks")).json()["items"]
        assert [(v["version"], v["changed"], v["by_name"]) for v in listed] == [
            (2, ["name", "theme"], "admin"),
            (1, ["name"], "admin"),
            (0, [], ""),
        ]
        back = await client.post(f"{CHATS}/{chat['id']}/look/restore", json={"to": 0, "version": 2})
        assert back.status_code == 200, back.text
        assert (back.json()["version"], back.json()["look"]) == (3, chat["look"])
        late = await saved(client, second, name="晚了")
        assert (late.status_code, late.json()["error"]["code"]) == (409, "look_changed")
        assert late.json()["error"]["params"]["by"] == "admin"
        gone = await client.post(f"{CHATS}/{chat['id']}/look/restore", json={"to": 9, "version": 3})
        assert gone.status_code == 404
    assert await stage.audited("channel.look_changed", chat["id"]) == 2
    assert await stage.audited("channel.look_restored", chat["id"]) == 1


async def test_a_logo_is_checked_kept_and_outlives_what_customers_send(stage: Stage) -> None:
    async with stage.as_("admin") as client:
        chat = await made(client)
        path = f"{CHATS}/{chat['id']}/logo"
        for name, data, code in (
            ("a.png", b"<svg onload=alert(1)>", "unsupported_type"),
            ("a.gif", picture(form="GIF"), "not_a_logo"),
            ("a.png", picture(16, 64), "logo_pixels"),
            ("a.png", picture() + b"\0" * 600_000, "file_too_large"),
            ("a.png", b"", "empty_file"),
        ):
            refused = await client.post(path, files={"file": (name, data)})
            assert refused.json()["error"]["code"] == code, refused.text
        kept = (await client.post(path, files={"file": ("logo.png", picture())})).json()
        other = await made(client, "另一个")
        stolen = await saved(client, other, logo=kept["id"])
        assert (stolen.status_code, stolen.json()["error"]["field"]) == (422, "logo")
        assert (await saved(client, chat, logo=kept["id"])).status_code == 200
        url = (await visit(stage, chat["key"])).json()["config"]["brand"]["logo_url"]
        assert (await client.get(url)).headers["content-type"] == "image/png"
    world = stage.ours
    async with world.db.reading(world.tenant) as conn:
        old = await channels.privacy.files_before(conn, world.db.clock.now() + timedelta(days=1), 100)
    assert kept["id"] not in map(str, old), "retention of customers' files leaves the house's logo"


async def test_a_chat_that_is_off_is_found_by_nobody(stage: Stage) -> None:
    async with stage.as_("admin") as client:
        chat = await made(client, "  活动页  ")
        assert chat["name"] == "活动页"
        assert (await visit(stage, chat["key"])).status_code == 200
        off = await client.patch(f"{CHATS}/{chat['id']}", json={"enabled": False, "name": "旧活动页"})
        assert (off.json()["enabled"], off.json()["name"]) == (False, "旧活动页")
        assert (await visit(stage, chat["key"])).status_code == 404
        assert (await client.patch(f"{CHATS}/{chat['id']}", json={"name": " "})).json()["error"]["field"] == "name"
    assert await stage.audited("channel.created", chat["id"]) == 1
    assert await stage.audited("channel.changed", chat["id"]) == 1


async def test_only_administrators_of_the_house_may_look_or_change(stage: Stage) -> None:
    async with stage.as_("admin") as client:
        chat = await made(client)
        bad = await saved(client, chat, color="#7d7d7d")
        assert bad.json()["error"]["code"] == "low_contrast"
        assert bad.json()["error"]["params"]["suggestion"].startswith("#")
        assert (await saved(client, chat, corner="middle")).status_code in (400, 422)
    async with stage.as_("boss") as client:
        assert (await client.get(CHATS)).status_code == 403
        assert (await saved(client, chat)).status_code == 403
    async with stage.as_("rival") as client:
        assert chat["id"] not in (await client.get(CHATS)).text
        assert (await saved(client, chat, name="偷")).status_code == 404
        assert (await client.get(f"{CHATS}/{chat['id']}/looks")).status_code == 404
        stolen = await client.post(f"{CHATS}/{chat['id']}/logo", files={"file": ("a.png", picture())})
        assert stolen.status_code == 404
        assert (await client.get(f"{CHATS}/{uuid4()}/looks")).status_code == 404
