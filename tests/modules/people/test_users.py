"""Administration of people: found, invited by a link that works once, changed, disabled; and who may do so to whom."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from qingfeng.contracts.messages import RowAgent
from qingfeng.modules.access import public as access
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from qingfeng.modules.people import public as people
from tests.modules.access.browser import FRESH, browser, code, sign_in, status, trail, user, visitor
from tests.ports.house import PASSWORD, House, open_house

SEAT: dict[str, Any] = {"team_id": None, "capacity": 3, "skills": {}}


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


@pytest.fixture
async def admin(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(house, house.agent.email) as client:
        yield client


async def invite(client: httpx.AsyncClient, email: str, role: str = "agent", **more: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/users", json={"email": email, "name": "王小明", "role": role, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def changed(one: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {**{name: one[name] for name in ("name", "role", "seat", "version")}, **other}


async def names(client: httpx.AsyncClient, **query: str) -> list[str]:
    answer = await client.get("/api/v1/users", params=query)
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["items"]]


async def set_password(house: House, token: str, password: str = FRESH) -> httpx.Response:
    async with visitor(house) as client:
        return await client.post("/api/v1/session/link/password", json={"token": token, "password": password})


async def test_people_are_found_by_name_by_its_sound_by_address_role_and_state(
    house: House, admin: httpx.AsyncClient
) -> None:
    await invite(admin, "wang@example.com", "supervisor")
    for q in ("小明", "wangxiao", "Wang Xiao", "WANG@", "王"):
        assert await names(admin, q=q) == ["王小明"], q
    assert await names(admin, q="%") == []
    assert await names(admin, q="_") == []
    assert await names(admin) == ["林悦", "王小明"]  # l before w, however they are written
    assert await names(admin, role="supervisor") == ["王小明"]
    assert await names(admin, status="invited") == ["王小明"]
    assert await names(admin, status="active") == ["林悦"]
    assert await names(admin, status="disabled") == []


async def test_a_long_list_comes_in_pages_without_gap_or_repeat(house: House, admin: httpx.AsyncClient) -> None:
    async with house.work.tx(house.tenant) as tx:
        for n in range(60):
            await access.put_user(tx, email=f"p{n}@example.com", name="张三", role="agent", password_hash=None)
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = (await admin.get("/api/v1/users", params={"cursor": after} if after else {})).json()
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == 61


async def test_an_invited_person_sets_a_password_by_the_link_and_comes_in(
    house: House, admin: httpx.AsyncClient
) -> None:
    made = await invite(admin, " New@Example.com ", seat=SEAT)
    assert made["user"]["email"] == "new@example.com"
    assert made["user"]["invited"]
    assert made["user"]["seat"] == SEAT
    async with visitor(house) as client:
        assert code(await sign_in(client, "new@example.com", ""))[0] == 400
        assert code(await sign_in(client, "new@example.com", FRESH)) == (401, "wrong_password", None)
        shown = await client.post("/api/v1/session/link", json={"token": made["token"]})
        assert shown.json()["email"] == "new@example.com"
        assert shown.json()["purpose"] == "invite"
    assert code(await set_password(house, made["token"], "12345")) == (422, "password_short", "password")
    assert (await set_password(house, made["token"])).status_code == 204
    assert code(await set_password(house, made["token"])) == (404, "link_over", "token")
    async with browser(house, "new@example.com", FRESH) as client:
        assert await status(client) == 200
    [line] = await trail(house, "password.set_by_link")
    assert line["actor"] == f"agent:{made['user']['id']}"


async def test_a_link_ends_with_its_time_with_the_next_and_with_its_account(
    house: House, admin: httpx.AsyncClient
) -> None:
    made = await invite(admin, "a@example.com")
    path = f"/api/v1/users/{made['user']['id']}"
    second = (await admin.post(f"{path}/link")).json()["token"]
    assert code(await set_password(house, made["token"]))[1] == "link_over"
    assert (await admin.post(f"{path}/disable")).status_code == 200
    assert code(await set_password(house, second))[1] == "link_over"
    assert code(await admin.post(f"{path}/link")) == (409, "account_disabled", None)
    await admin.post(f"{path}/enable")
    third = (await admin.post(f"{path}/link")).json()
    assert third["user"]["link_until"] is not None
    house.clock.advance(7 * 86400 + 1)
    assert code(await set_password(house, third["token"]))[1] == "link_over"


async def test_a_reset_ends_all_sessions_and_the_old_password_only_when_the_link_is_used(
    house: House, admin: httpx.AsyncClient
) -> None:
    email = await user(house)
    async with browser(house, email) as client:
        [one] = (await admin.get("/api/v1/users", params={"q": email})).json()["items"]
        token = (await admin.post(f"/api/v1/users/{one['id']}/link")).json()["token"]
        assert await status(client) == 200
        assert (await set_password(house, token)).status_code == 204
        assert await status(client) == 401
        assert (await sign_in(client, email, PASSWORD)).status_code == 401
        assert (await sign_in(client, email, FRESH)).status_code == 200


async def test_two_who_edit_at_once_are_told(house: House, admin: httpx.AsyncClient) -> None:
    one = (await invite(admin, "b@example.com", seat=SEAT))["user"]
    path = f"/api/v1/users/{one['id']}"
    first = await admin.put(path, json=changed(one, name="王大明", role="supervisor"))
    assert first.status_code == 200, first.text
    assert (first.json()["name"], first.json()["role"], first.json()["seat"]) == ("王大明", "supervisor", SEAT)
    assert code(await admin.put(path, json=changed(one, name="王二明")))[:2] == (409, "conflict")
    assert await names(admin, q="王") == ["王大明"]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"name": "  "}, (422, "bad_name", "name")),
        ({"seat": {**SEAT, "capacity": 61}}, (422, "out_of_range", "seat.capacity")),
        ({"seat": {**SEAT, "skills": {"flying": 3}}}, (422, "unknown_skill", "seat.skills")),
        ({"seat": {**SEAT, "team_id": str(UUID(int=7))}}, (422, "unknown_team", "seat.team_id")),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    house: House, admin: httpx.AsyncClient, other: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    one = (await invite(admin, "c@example.com"))["user"]
    assert code(await admin.put(f"/api/v1/users/{one['id']}", json=changed(one, **other))) == expected
    for email in ("nobody", "a b@example.com", "@"):
        answer = await admin.post("/api/v1/users", json={"email": f"{email}   ", "name": "x", "role": "agent"})
        assert code(answer) == (422, "not_an_address", "email")
    again = await admin.post("/api/v1/users", json={"email": "C@example.com", "name": "x", "role": "agent"})
    assert code(again) == (409, "email_taken", "email")


async def test_only_who_may_manage_users_sees_or_changes_them(house: House, admin: httpx.AsyncClient) -> None:
    one = (await invite(admin, "d@example.com"))["user"]
    path = f"/api/v1/users/{one['id']}"
    for role in ("agent", "supervisor", "knowledge"):
        async with browser(house, await user(house, role)) as client:
            for answer in (
                await client.get("/api/v1/users"),
                await client.get("/api/v1/user-choices"),
                await client.get("/api/v1/audit"),
                await client.get("/api/v1/access-policy"),
                await client.post("/api/v1/users", json={"email": "x@example.com", "name": "x", "role": "agent"}),
                await client.put(path, json=changed(one)),
                await client.post(f"{path}/link"),
                await client.post(f"{path}/disable"),
                await client.post(f"{path}/enable"),
                await client.put("/api/v1/access-policy", json={"second_factor_roles": []}),
            ):
                assert code(answer)[:2] == (403, "forbidden"), (role, answer.request.url)


async def test_people_of_another_house_are_not_there(house: House, admin: httpx.AsyncClient, database_url: str) -> None:
    async with open_house(database_url) as other:
        stranger = str(other.agent.user_id)
        assert stranger not in (await admin.get("/api/v1/users")).text
        path = f"/api/v1/users/{stranger}"
        body = {"name": "x", "role": "agent", "seat": None, "version": 1}
        for answer in (
            await admin.put(path, json=body),
            await admin.post(f"{path}/link"),
            await admin.post(f"{path}/disable"),
            await admin.post(f"{path}/enable"),
        ):
            assert code(answer)[:2] == (404, "not_found")
        async with browser(other, other.agent.email) as client:
            assert (await names(client)) == ["林悦"]
            assert house.agent.email not in (await client.get("/api/v1/audit")).text


async def test_nobody_gives_rights_they_lack_and_the_last_administrator_stays(
    house: House, admin: httpx.AsyncClient
) -> None:
    me = (await admin.get("/api/v1/users", params={"q": house.agent.email})).json()["items"][0]
    path = f"/api/v1/users/{me['id']}"
    assert code(await admin.post(f"{path}/disable")) == (409, "own_account", None)
    assert code(await admin.put(path, json=changed(me, role="agent"))) == (409, "last_administrator", "role")
    waiting = await invite(admin, "e@example.com", "admin")  # who has no password yet cannot stand in
    assert code(await admin.put(path, json=changed(me, role="agent"))) == (409, "last_administrator", "role")
    assert (await set_password(house, waiting["token"])).status_code == 204
    async with browser(house, "e@example.com", FRESH) as second:
        assert (await second.put(path, json=changed(me, role="supervisor"))).status_code == 200
        other = waiting["user"]["id"]
        assert code(await second.post(f"/api/v1/users/{other}/disable")) == (409, "own_account", None)
    house.clock.advance(2)  # who was remembered is asked for anew
    assert code(await admin.get("/api/v1/users"))[:2] == (403, "forbidden")


async def test_who_is_disabled_is_out_at_once_and_their_customers_wait_for_others(
    house: House, admin: httpx.AsyncClient
) -> None:
    channel = await house.channel("webchat")
    email = await user(house)
    [one] = (await admin.get("/api/v1/users", params={"q": email})).json()["items"]
    agent = UUID(one["id"])
    given = await admin.put(f"/api/v1/users/{agent}", json=changed(one, seat=SEAT))
    assert given.json()["seat"] == SEAT
    async with house.work.tx(house.tenant) as tx:
        who, _ = await customers.identify(tx, customers.Claims(kind="visitor", id=str(tx.new_id()), name="张文静"))
        made = []
        for _ in range(2):
            conv = await conversations.open_(
                tx,
                conversations.RowCustomer(who.id, who.name, "regular"),
                channel_id=channel.id,
                channel_kind="webchat",
                locale="zh-CN",
            )
            await conversations.assign(tx, conv, agent=RowAgent(agent, "张三"), how="claimed")
            made.append(conv)
        await conversations.wrap_up(tx, made[1], reason="solved", seconds=60, survey=False)
    async with browser(house, email) as client:
        assert (await admin.post(f"/api/v1/users/{agent}/disable")).json()["disabled"] is True
        assert await status(client) == 401
        assert (await sign_in(client, email)).status_code == 401
    await house.pump()
    async with house.db.reading(house.tenant) as conn:
        first, second = [await conversations.get(conn, conv.id) for conv in made]
        assert await people.roster(conn, agent) == []
    assert first is not None
    assert (first.phase, first.agent_id) == ("queued", None)
    assert second is not None
    assert second.phase == "closed"
    assert len(await trail(house, "user.disabled")) == 1
    back = await admin.post(f"/api/v1/users/{agent}/enable")
    assert (back.json()["disabled"], back.json()["seat"]) == (False, SEAT)
    async with house.db.reading(house.tenant) as conn:
        [there] = await people.roster(conn, agent)
    assert there.presence.state == "offline"


async def test_a_seat_that_was_taken_away_is_not_there_again_when_the_account_is_enabled(
    house: House, admin: httpx.AsyncClient
) -> None:
    one = (await invite(admin, "f@example.com", seat=SEAT))["user"]
    path = f"/api/v1/users/{one['id']}"
    assert (await admin.put(path, json=changed(one, seat=None))).json()["seat"] is None
    await admin.post(f"{path}/disable")
    assert (await admin.post(f"{path}/enable")).json()["seat"] is None
    async with house.db.reading(house.tenant) as conn:
        assert await people.roster(conn, UUID(one["id"])) == []


@pytest.mark.parametrize("kind", ["teams", "skills"])
async def test_teams_and_skills_are_added_once_renamed_and_given(
    house: House, admin: httpx.AsyncClient, kind: str, database_url: str
) -> None:
    path, body = f"/api/v1/{kind}", {"code": "vip", "zh": "贵宾", "en": "VIP"}
    assert (await admin.post(path, json=body)).status_code == 201
    assert code(await admin.post(path, json=body)) == (409, "code_taken", "code")
    assert code(await admin.post(path, json={**body, "code": "V I P"})) == (422, "bad_code", "code")
    assert code(await admin.post(path, json={**body, "code": "b", "en": "  "})) == (422, "bad_name", "en")
    assert (await admin.put(f"{path}/vip", json={"zh": "贵宾组", "en": "VIPs"})).status_code == 200
    assert code(await admin.put(f"{path}/gone", json={"zh": "x", "en": "x"}))[:2] == (404, "not_found")
    [one] = (await admin.get("/api/v1/user-choices")).json()[kind]
    assert (one["code"], one["name_en"]) == ("vip", "VIPs")
    given = {**SEAT, "team_id": one["id"]} if kind == "teams" else {**SEAT, "skills": {"vip": 4}}
    assert (await invite(admin, "g@example.com", seat=given))["user"]["seat"] == given
    assert len(await trail(house, f"{kind[:-1]}.created")) == len(await trail(house, f"{kind[:-1]}.changed")) == 1
    async with browser(house, await user(house, "supervisor")) as client:
        assert code(await client.post(path, json={**body, "code": "c"}))[:2] == (403, "forbidden")
        assert code(await client.put(f"{path}/vip", json={"zh": "x", "en": "x"}))[:2] == (403, "forbidden")
    async with open_house(database_url) as other, browser(other, other.agent.email) as client:
        assert (await client.get("/api/v1/user-choices")).json()[kind] == []
        assert code(await client.put(f"{path}/vip", json={"zh": "x", "en": "x"}))[:2] == (404, "not_found")
