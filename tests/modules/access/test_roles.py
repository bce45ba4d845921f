"""Roles of the house's own: made, given, changed while people work, removed; and who may do so with which."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID

import httpx
import pytest

from checks.report import ROOT
from qingfeng.kernel.errors import Conflict
from qingfeng.modules.access import accounts, roles, store
from qingfeng.modules.access.model import GRANTS, MATRIX, NEEDS, PERMISSIONS, Caller, RoleDraft, rights_of
from qingfeng.modules.access.sessions import Sessions
from tests.modules.access.browser import browser, code, status, trail, user
from tests.modules.access.test_second_factor import set_up
from tests.ports.house import House, open_house

ROLES = "/api/v1/roles"
READER = ["conversations.read", "customers.read"]


def role(*permissions: str, zh: str = "质检", en: str = "Quality", **more: Any) -> dict[str, Any]:
    return {"name_zh": zh, "name_en": en, "permissions": list(permissions or READER), **more}


async def make(client: httpx.AsyncClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(ROLES, json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def change(client: httpx.AsyncClient, one: dict[str, Any], **other: Any) -> httpx.Response:
    kept = ("name_zh", "name_en", "about", "permissions", "version")
    return await client.put(f"{ROLES}/{one['code']}", json={**{name: one[name] for name in kept}, **other})


async def permissions(client: httpx.AsyncClient) -> list[str]:
    return list((await client.get("/api/v1/session")).json()["permissions"])


def test_a_matrix_offers_each_right_once_and_whatever_one_needs_beside_it() -> None:
    offered = [right for group in MATRIX.values() for right in group]
    assert len(offered) == len(set(offered))
    assert set(offered) <= set(PERMISSIONS)
    assert set(NEEDS) | {needed for rights in NEEDS.values() for needed in rights} <= set(offered)
    for rights in GRANTS.values():
        for right in rights:
            assert set(NEEDS.get(right, ())) <= rights, right


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_right_is_told_in_a_plain_sentence(language: str) -> None:
    words = json.loads((ROOT / f"console/src/i18n/{language}.json").read_text(encoding="utf-8"))
    for group, rights in MATRIX.items():
        assert words[f"rights.{group}"]
        for right in rights:
            assert words[f"right.{right}"]
            assert len(words[f"right_about.{right}"]) > len(words[f"right.{right}"])


def test_a_role_that_nobody_knows_may_do_nothing() -> None:
    assert rights_of("gone") == frozenset()
    assert rights_of("agent", ["users.manage"]) == GRANTS["agent"]  # what is shipped is not widened by a row


async def test_an_own_role_is_made_listed_given_and_lets_in_where_it_may(
    house: House, admin: httpx.AsyncClient
) -> None:
    made = await make(admin, role(*READER, zh=" 质检员 ", about="只看不改"))
    assert (made["name_zh"], made["about"], made["shipped"], made["people"], made["yours"]) == (
        *("质检员", "只看不改"),
        *(False, 0, True),
    )
    email = await user(house, made["code"])
    async with browser(house, email) as client:
        session = (await client.get("/api/v1/session")).json()
        assert session["permissions"] == sorted(READER)
        assert (session["user"]["role_zh"], session["user"]["role_en"]) == ("质检员", "Quality")
        refused = await client.get(ROLES)
        assert code(refused)[:2] == (403, "forbidden")
        assert refused.json()["error"]["params"] == {"need": "users.manage"}
    listed = (await admin.get(ROLES)).json()
    assert [(one["code"], one["people"]) for one in listed["items"]] == [
        *(("agent", 0), ("supervisor", 0), ("admin", 1), ("knowledge", 0)),
        (made["code"], 1),
    ]
    assert [group["code"] for group in listed["groups"]] == list(MATRIX)
    found = (await admin.get("/api/v1/users", params={"role": made["code"]})).json()["items"]
    assert [one["email"] for one in found] == [email]
    [line] = await trail(house, "role.made")
    assert (line["target"], line["detail"]["permissions"]) == (made["code"], sorted(READER))


async def test_a_change_holds_for_open_sessions_at_once(house: House, admin: httpx.AsyncClient) -> None:
    made = await make(admin, role("users.manage", *READER))
    async with browser(house, await user(house, made["code"])) as client:
        assert (await client.get(ROLES)).status_code == 200
        changed = await change(admin, made, permissions=READER)
        assert changed.status_code == 200, changed.text
        assert changed.json()["version"] == 2
        # No time has passed: the process had this session in its memory.
        assert await permissions(client) == sorted(READER)
        assert code(await client.get(ROLES))[:2] == (403, "forbidden")
    [line] = await trail(house, "role.changed")
    assert line["detail"]["before"]["permissions"] == sorted(["users.manage", *READER])
    assert line["detail"]["after"]["permissions"] == sorted(READER)


async def test_another_role_given_holds_for_open_sessions_at_once(house: House, admin: httpx.AsyncClient) -> None:
    email = await user(house, "supervisor")
    async with browser(house, email) as client:
        assert "conversations.claim" in await permissions(client)
        [one] = (await admin.get("/api/v1/users", params={"q": email})).json()["items"]
        body = {"name": "张三", "role": "agent", "seat": None, "version": one["version"]}
        assert (await admin.put(f"/api/v1/users/{one['id']}", json=body)).status_code == 200
        assert "conversations.claim" not in await permissions(client)


async def test_a_desk_whose_role_has_none_any_more_is_no_living_session(house: House, admin: httpx.AsyncClient) -> None:
    made = await make(admin, role("desk.use", *READER))
    async with browser(house, await user(house, made["code"])) as client:
        session = UUID((await client.get("/api/v1/sessions")).json()["items"][0]["id"])
        assert await store.living_sessions(house.db, [session]) == {session}
        await change(admin, made, permissions=READER)
        assert await store.living_sessions(house.db, [session]) == set()
        assert await status(client) == 200  # signed in all the same


async def test_what_was_asked_before_rights_changed_is_not_remembered_after(house: House) -> None:
    email = await user(house)
    async with browser(house, email) as client:
        cookie = client.cookies["qf_session"]
        sessions = Sessions(house.db)
        asking = asyncio.ensure_future(sessions.caller_of(cookie))
        await asyncio.sleep(0)  # on its way to the record
        sessions.rights_changed(house.tenant)
        assert (await asking) is not None
        await house.db.system.execute("UPDATE access.users SET role = 'knowledge' WHERE email = $1", email)
        found = await sessions.caller_of(cookie)
        assert found is not None
        assert found.role == "knowledge"


async def test_every_desk_of_the_house_hears_that_rights_have_changed(house: House) -> None:
    heard: list[UUID] = []
    sessions = Sessions(house.db, house.spine.live)
    sessions.on_rights(heard.append)
    sessions.rights_changed(house.tenant)
    assert heard == [house.tenant]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (role(zh="  "), (422, "bad_role_name", "name_zh")),
        (role(en="x" * 41), (422, "bad_role_name", "name_en")),
        (role(zh="质\x00检"), (422, "bad_role_name", "name_zh")),
        (role(about="x" * 201), (422, "too_long", "about")),
        ({**role(), "permissions": []}, (422, "no_rights", "permissions")),
        (role("fly.high"), (422, "unknown_right", "permissions")),
        (role("desk.use"), (422, "right_needs", "permissions")),
        (role("conversations.claim", *READER), (422, "right_needs", "permissions")),
        ({"name_zh": "x", "permissions": READER}, (400, "malformed", None)),
    ],
)
async def test_what_is_no_role_is_refused_by_its_field(
    house: House, admin: httpx.AsyncClient, body: dict[str, Any], expected: tuple[int, str, str | None]
) -> None:
    status_code, word, field = code(await admin.post(ROLES, json=body))
    assert (status_code, word) == expected[:2]
    assert expected[2] in (None, field)
    assert len((await admin.get(ROLES)).json()["items"]) == 4


async def test_names_are_told_apart_and_two_who_edit_at_once_are_told(house: House, admin: httpx.AsyncClient) -> None:
    first = await make(admin, role())
    assert code(await admin.post(ROLES, json=role(en="Other"))) == (409, "role_name_taken", "name_zh")
    assert code(await admin.post(ROLES, json=role(zh="另一个", en="quality"))) == (409, "role_name_taken", "name_en")
    assert (await change(admin, first, name_zh="质检组长")).status_code == 200
    assert code(await change(admin, first, name_zh="质检经理"))[:2] == (409, "conflict")
    assert (await change(admin, {**first, "name_zh": "质检组长", "version": 2})).json()["version"] == 2  # nothing new


async def test_there_are_not_endlessly_many(house: House, admin: httpx.AsyncClient) -> None:
    for n in range(50):
        await make(admin, role(zh=f"角色{n}", en=f"Role {n}"))
    assert code(await admin.post(ROLES, json=role(zh="又一个", en="One more")))[:2] == (409, "too_many_roles")


async def test_shipped_roles_stay_and_a_role_that_somebody_has_is_not_removed(
    house: House, admin: httpx.AsyncClient
) -> None:
    assert code(await admin.delete(f"{ROLES}/agent"))[:2] == (409, "shipped_role")
    assert code(await change(admin, {**role(), "code": "agent", "about": "", "version": 0}))[:2] == (
        409,
        "shipped_role",
    )
    assert code(await admin.delete(f"{ROLES}/gone"))[:2] == (404, "not_found")
    assert code(await admin.delete(f"{ROLES}/%00"))[:2] == (404, "not_found")
    made = await make(admin, role())
    email = await user(house, made["code"])
    refused = await admin.delete(f"{ROLES}/{made['code']}")
    assert (code(refused)[:2], refused.json()["error"]["params"]) == ((409, "role_in_use"), {"people": 1})
    await house.db.system.execute("UPDATE access.users SET role = 'agent' WHERE email = $1", email)
    await admin.put("/api/v1/access-policy", json={"second_factor_roles": [made["code"], "supervisor"]})
    assert (await admin.delete(f"{ROLES}/{made['code']}")).status_code == 204
    assert (await admin.get("/api/v1/access-policy")).json() == {"second_factor_roles": ["supervisor"]}
    [line] = await trail(house, "role.removed")
    assert line["detail"]["name"] == "质检"
    body = {"email": "x@example.com", "name": "x", "role": made["code"]}
    assert code(await admin.post("/api/v1/users", json=body)) == (422, "unknown_role", "role")


async def test_a_small_administrator_gives_and_touches_only_what_they_have(
    house: House, admin: httpx.AsyncClient
) -> None:
    small = await make(admin, role("users.manage", zh="人事", en="People"))
    large = await make(admin, role(*READER))
    [boss] = (await admin.get("/api/v1/users")).json()["items"]
    async with browser(house, await user(house, small["code"])) as client:
        assert code(await client.post(ROLES, json=role("insight.read", zh="新", en="New"))) == (
            *(403, "beyond_yours"),
            "permissions",
        )
        assert code(await change(client, large, name_zh="改名"))[:2] == (403, "beyond_yours")
        assert code(await change(client, small, permissions=["users.manage", *READER]))[:2] == (403, "beyond_yours")
        assert code(await client.delete(f"{ROLES}/{large['code']}"))[:2] == (403, "beyond_yours")
        invited = {"email": "y@example.com", "name": "y", "role": large["code"]}
        assert code(await client.post("/api/v1/users", json=invited))[:2] == (403, "beyond_yours")
        assert code(await client.post(f"/api/v1/users/{boss['id']}/link"))[:2] == (403, "beyond_yours")
        assert code(await client.delete(f"/api/v1/users/{boss['id']}/second-factor"))[:2] == (403, "beyond_yours")
        policy = {"second_factor_roles": ["admin"]}
        assert code(await client.put("/api/v1/access-policy", json=policy))[:2] == (403, "beyond_yours")
        made = await make(client, role("users.manage", zh="人事助理", en="Assistant"))
        given = {one["code"]: one["given"] for one in (await client.get("/api/v1/user-choices")).json()["roles"]}
        assert {name for name, may in given.items() if may} == {small["code"], made["code"]}
        yours = {one["code"]: one["yours"] for one in (await client.get(ROLES)).json()["items"]}
        assert yours == given


async def test_whoever_may_manage_users_last_keeps_that_right(house: House, admin: httpx.AsyncClient) -> None:
    everything = sorted({right for group in MATRIX.values() for right in group} | {"users.manage"})
    own = await make(admin, role(*everything, zh="总管", en="Keeper"))
    await house.db.system.execute("UPDATE access.users SET role = $1 WHERE email = $2", own["code"], house.agent.email)
    house.clock.advance(2)
    fewer = [right for right in everything if right != "users.manage"]
    assert code(await change(admin, own, permissions=fewer)) == (409, "last_administrator", "permissions")
    second = await user(house, "admin")
    assert (await change(admin, own, permissions=fewer)).status_code == 200
    assert code(await admin.get(ROLES))[:2] == (403, "forbidden")
    async with browser(house, second) as client:
        assert (await client.get(ROLES)).status_code == 200


async def test_of_two_changes_at_once_that_would_leave_nobody_one_is_refused(house: House) -> None:
    """Two administrators, each by a role of their own, take the right from each other's role in the same moment."""
    full = frozenset(GRANTS["admin"]) - {"knowledge.write"}
    callers = []
    for name in ("甲", "乙"):
        async with house.work.tx(house.tenant) as tx:
            made = await roles.make_role(
                tx, house.agent, RoleDraft(name_zh=name, name_en=f"{name} role", permissions=full)
            )
        email = await user(house, made.code)
        callers.append((Caller(house.tenant, house.agent.user_id, name, email, "admin", "csrf"), made))
    await house.db.system.execute(
        "UPDATE access.users SET disabled = true WHERE tenant_id = $1 AND email = $2", house.tenant, house.agent.email
    )

    async def take(n: int) -> str:
        caller, _ = callers[n]
        _, other = callers[1 - n]
        less = RoleDraft(name_zh=other.name_zh, name_en=other.name_en, permissions=full - {"users.manage"})
        try:
            async with house.work.tx(house.tenant) as tx:
                await roles.change_role(tx, caller, other.code, less, other.version)
        except Conflict as refused:
            return refused.code
        return "done"

    assert sorted(await asyncio.gather(take(0), take(1))) == ["done", "last_administrator"]


async def test_a_role_is_not_removed_while_it_is_given(house: House) -> None:
    async with house.work.tx(house.tenant) as tx:
        made = await roles.make_role(
            tx, house.agent, RoleDraft(name_zh="甲", name_en="A", permissions=frozenset(READER))
        )

    async def give() -> None:
        async with house.work.tx(house.tenant) as tx:
            await accounts.invite(tx, house.agent, email="z@example.com", name="z", role=made.code)

    async def remove() -> None:
        async with house.work.tx(house.tenant) as tx:
            await roles.remove_role(tx, house.agent, made.code)

    done = await asyncio.gather(give(), remove(), return_exceptions=True)
    failed = [error for error in done if isinstance(error, Exception)]
    assert len(failed) == 1
    assert getattr(failed[0], "code", "") in {"role_in_use", "unknown_role"}


async def test_a_second_factor_is_asked_of_an_own_role(house: House, admin: httpx.AsyncClient) -> None:
    made = await make(admin, role())
    async with browser(house, await user(house, made["code"])) as client:
        await admin.put("/api/v1/access-policy", json={"second_factor_roles": [made["code"]]})
        house.clock.advance(2)
        assert code(await client.get(ROLES))[1] == "second_factor_required"
        await set_up(house, client)
        assert await permissions(client) == sorted(READER)


async def test_roles_of_another_house_are_not_there(house: House, admin: httpx.AsyncClient, database_url: str) -> None:
    made = await make(admin, role())
    async with open_house(database_url) as other, browser(other, other.agent.email) as client:
        assert made["code"] not in (await client.get(ROLES)).text
        assert code(await change(client, made))[:2] == (404, "not_found")
        assert code(await client.delete(f"{ROLES}/{made['code']}"))[:2] == (404, "not_found")
        body = {"email": "w@example.com", "name": "w", "role": made["code"]}
        assert code(await client.post("/api/v1/users", json=body)) == (422, "unknown_role", "role")
