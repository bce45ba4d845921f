"""An installation without a house: begun by the terminal's link, once, and told how far it has come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from qingfeng.app import first_start, wiring
from qingfeng.app.serve import http
from qingfeng.app.wiring import House
from qingfeng.contracts.messages import Author
from qingfeng.kernel.auth import digest
from qingfeng.kernel.clock import ManualClock
from qingfeng.kernel.errors import Conflict
from qingfeng.modules.access import public as access
from qingfeng.modules.access.setup import LINK_HOURS, free_slug
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from tests.support.web import settings

GOOD = {
    "house": "清风家居",
    "locale": "zh-CN",
    "timezone": "Asia/Shanghai",
    "name": "韩朔",
    "email": "Han.Shuo@example.com",
    "password": "山高月小，水落石出也",
}


@pytest.fixture
async def made(database_url: str, nats_url: str, tmp_path: Any) -> AsyncIterator[House]:
    """The processes' inside on a database in which no house is left."""
    chosen = settings(database_url, nats_url, tmp_path, QF_RATE_FACTOR="10000")
    async with wiring.house(chosen, "test") as house:
        await house.db.system.execute("DELETE FROM access.setup_links")
        yield house


@pytest.fixture
async def browser(made: House) -> AsyncIterator[httpx.AsyncClient]:
    app = http(made, wiring.webchat(made))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


def refused(answer: httpx.Response) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error.get("field")


async def begin(made: House, browser: httpx.AsyncClient, **other: str) -> httpx.Response:
    await made.db.system.execute("UPDATE access.tenants SET demo = true")  # whatever other tests left is no house
    word, _ = await access.new_setup_link(made.db)
    return await browser.post("/api/v1/setup", json={**GOOD, "token": word, **other})


async def test_the_link_makes_one_house_and_lets_its_administrator_in(made: House, browser: httpx.AsyncClient) -> None:
    address, until = await first_start.setup_link(  # type: ignore[misc]
        made.settings.database_url, "https://kf.example.com/", made.clock, only_if_empty=True
    )
    word = address.removeprefix("https://kf.example.com/setup#")
    assert until - made.clock.now() > timedelta(hours=LINK_HOURS - 1)
    kept = await made.db.system.fetchval("SELECT mark FROM access.setup_links")
    assert kept == digest(word), "a digest is kept, not the word"
    assert (await browser.post("/api/v1/setup/link", json={"token": word})).status_code == 200

    for other, what in {
        "house": ("  ", "bad_name"),
        "timezone": ("Asia/Nowhere", "unknown_zone"),
        "email": ("nobody", "not_an_address"),
        "password": ("short", "password_short"),
    }.items():
        answer = await browser.post("/api/v1/setup", json={**GOOD, "token": word, other: what[0]})
        assert refused(answer) == (422, what[1], other)
    answer = await browser.post("/api/v1/setup", json={**GOOD, "token": "another"})
    assert refused(answer) == (404, "setup_over", "token")

    answer = await browser.post("/api/v1/setup", json={**GOOD, "token": word})
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert (body["tenant"]["name"], body["user"]["role"], body["user"]["email"]) == (
        "清风家居",
        "admin",
        "han.shuo@example.com",
    )
    assert (await browser.get("/api/v1/session")).json()["user"]["name"] == "韩朔", "the answer's cookie signs in"
    async with made.db.reading(UUID(body["tenant"]["id"])) as conn:
        tenant = await access.tenant_by_id(conn, UUID(body["tenant"]["id"]))
        told = await conn.fetchrow("SELECT actor, target, detail FROM access.audit WHERE action = 'house.made'")
    assert tenant is not None
    assert told is not None
    assert (tenant.slug, tenant.settings["timezone"], tenant.demo) == ("qing-feng-jia-ju", "Asia/Shanghai", False)
    assert (told["actor"], told["target"]) == (f"agent:{body['user']['id']}", "qing-feng-jia-ju")
    assert "password" not in told["detail"]

    answer = await browser.post("/api/v1/setup", json={**GOOD, "token": word, "house": "第二家"})
    assert refused(answer) == (404, "setup_over", "token"), "a link works once"
    with pytest.raises(Conflict, match="qing-feng-jia-ju"):
        await access.new_setup_link(made.db)
    assert await first_start.setup_link(made.settings.database_url, "x", made.clock, only_if_empty=True) is None, (
        "`up` says nothing where a house is"
    )
    again = await browser.post("/api/v1/session", json={"email": GOOD["email"], "password": GOOD["password"]})
    assert again.status_code == 200, again.text


async def test_a_link_is_over_after_a_day_or_once_another_is_made(made: House, browser: httpx.AsyncClient) -> None:
    await made.db.system.execute("UPDATE access.tenants SET demo = true")
    old, _ = await access.new_setup_link(made.db)
    new, _ = await access.new_setup_link(made.db)
    assert refused(await browser.post("/api/v1/setup/link", json={"token": old})) == (404, "setup_over", "token")
    assert (await browser.post("/api/v1/setup/link", json={"token": new})).status_code == 200
    made.db.clock = ManualClock(made.clock.now() + timedelta(hours=LINK_HOURS, seconds=1))
    assert refused(await browser.post("/api/v1/setup/link", json={"token": new})) == (404, "setup_over", "token")
    answer = await browser.post("/api/v1/setup", json={**GOOD, "token": new})
    assert refused(answer) == (404, "setup_over", "token")


async def test_another_site_cannot_set_up_for_its_visitor(made: House, browser: httpx.AsyncClient) -> None:
    browser.headers["sec-fetch-site"] = "cross-site"
    assert refused(await begin(made, browser)) == (403, "csrf", None)


async def test_what_is_left_is_told_by_what_is_there(made: House, browser: httpx.AsyncClient) -> None:
    session = (await begin(made, browser, email="first@example.com")).json()
    browser.headers["X-QF-CSRF"] = session["csrf"]

    async def told() -> dict[str, Any]:
        found: dict[str, Any] = (await browser.get("/api/v1/setup")).json()
        return found

    steps = ("second_factor", "people", "hours", "queue", "chat", "article")
    first = await told()
    assert [first[step] for step in steps] == [False] * 6
    assert (first["latest"], first["listed"], first["timezone"]) == (None, True, "Asia/Shanghai")

    async def post(path: str, body: Any) -> Any:
        answer = await browser.post(f"/api/v1{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    seat: dict[str, Any] = {"team_id": None, "capacity": 3, "skills": {}}
    await post("/users", {"email": "zhou@example.com", "name": "周敏", "role": "agent", "seat": seat})
    assert (await told())["people"]
    week = {"mon": [["09:00", "18:00"]]}
    hours = {"tz": "Asia/Shanghai", "weekly": week, "exceptions": {}, "notes": {}, "follows": "cn", "on_holiday": [], "makeup_as": "mon"}  # fmt: skip
    await post("/hours", {**hours, "code": "default", "name_zh": "营业时间", "name_en": "Hours"})
    names = {"name_zh": "客服", "name_en": "Service"}
    await post("/queues", {**names, "code": "main", "kind": "normal", "hours_id": None, "active": True, "position": 0, "policy": {}})  # fmt: skip
    chat = await post("/channels/webchat", {"name": "官网"})
    article = {"title": "营业时间", "category": "常见问题", "body": "每天九点到六点。", "locale": "zh-CN", "audience": "customer"}  # fmt: skip
    await post("/knowledge/articles", {**article, "published": True})
    now = await told()
    assert [now[step] for step in steps] == [False, True, True, True, True, True]
    assert now["listed"], "nobody has written yet"

    tenant = UUID(session["tenant"]["id"])
    async with made.work.tx(tenant) as tx:
        ref = await channels.channel(tx.conn, UUID(chat["id"]))
        assert ref is not None
        who, _ = await customers.identify(tx, customers.Claims(kind="visitor", id=str(tx.new_id()), name="访客 1"))
        row = conversations.RowCustomer(who.id, who.name, who.tier)
        conv = await conversations.open_(tx, row, channel_id=ref.id, channel_kind="webchat", locale="zh-CN")
        draft = conversations.Draft(author=Author("customer", who.id, who.name), kind="text", text="有人在吗")
        await conversations.append(tx, conv, draft)
    latest = (await told())["latest"]
    assert (latest["conversation_id"], latest["said"], latest["answered"]) == (str(conv.id), "有人在吗", False)
    assert not (await told())["listed"], "all is there"

    async with made.work.tx(tenant) as tx:
        await tx.execute("UPDATE routing.queues SET active = false")
    assert (await told())["listed"], "what is gone again is left to do again"
    answer = await browser.put("/api/v1/setup/dismissed", json={"dismissed": True})
    assert (answer.json()["dismissed"], answer.json()["listed"]) == (True, False)
    async with made.db.reading(tenant) as conn:
        lines = await conn.fetchval("SELECT count(*) FROM access.audit WHERE action = 'setup.dismissed'")
    assert lines == 1


def test_a_house_gets_a_name_for_commands() -> None:
    assert free_slug("清风家居", set()) == "qing-feng-jia-ju"
    assert free_slug("ACME Ltd.", {"acme-ltd", "acme-ltd-2"}) == "acme-ltd-3"
    assert free_slug("！？", set()) == "house"
    assert len(free_slug("很长的名字" * 12, set())) <= 40
