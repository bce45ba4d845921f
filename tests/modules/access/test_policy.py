"""A second factor asked of whole roles: before it is set up nothing else is open. And the audit trail, read back."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from uuid import UUID

import httpx

from qingfeng.modules.access import store
from tests.modules.access.browser import browser, code, trail, user
from tests.modules.access.test_second_factor import set_up
from tests.ports.house import PASSWORD, House

POLICY = "/api/v1/access-policy"


async def ask(client: httpx.AsyncClient, *roles: str) -> httpx.Response:
    return await client.put(POLICY, json={"second_factor_roles": list(roles)})


async def test_a_role_that_must_have_one_sets_it_up_before_anything_else(
    house: House, admin: httpx.AsyncClient
) -> None:
    email = await user(house, "supervisor")
    async with browser(house, email) as client:
        assert (await ask(admin, "supervisor", "supervisor")).json() == {"second_factor_roles": ["supervisor"]}
        house.clock.advance(2)  # who was remembered is asked for anew
        shown = (await client.get("/api/v1/session")).json()
        assert (shown["second_factor_due"], shown["permissions"]) == (True, [])
        for path in ("/api/v1/users", "/api/v1/audit"):
            assert code(await client.get(path))[:2] == (403, "second_factor_required")
        await set_up(house, client)
        shown = (await client.get("/api/v1/session")).json()
        assert shown["second_factor_due"] is False
        assert "conversations.claim" in shown["permissions"]
        gone = await client.post("/api/v1/session/second-factor/remove", json={"password": PASSWORD})
        assert code(gone)[:2] == (409, "second_factor_required")
    assert [line["detail"]["roles"] for line in await trail(house, "policy.second_factor")] == [["supervisor"]]


async def test_sockets_of_who_has_none_are_closed_with_the_next_round(house: House, admin: httpx.AsyncClient) -> None:
    email = await user(house)
    async with browser(house, email) as client:
        session = (await client.get("/api/v1/sessions")).json()["items"][0]["id"]

        assert await store.living_sessions(house.db, [UUID(session)]) == {UUID(session)}
        await ask(admin, "agent")
        assert await store.living_sessions(house.db, [UUID(session)]) == set()


async def test_nobody_shuts_out_their_own_role_before_they_have_one(house: House, admin: httpx.AsyncClient) -> None:
    assert code(await ask(admin, "admin")) == (409, "own_factor_first", "second_factor_roles")
    await set_up(house, admin)
    assert (await ask(admin, "admin")).status_code == 200
    assert code(await ask(admin, "boss")) == (422, "unknown_role", "second_factor_roles")
    assert (await admin.get(POLICY)).json() == {"second_factor_roles": ["admin"]}


async def test_the_trail_is_read_by_who_what_when_and_object(house: House, admin: httpx.AsyncClient) -> None:
    made = [
        (
            await admin.post("/api/v1/users", json={"email": f"{n}@example.com", "name": f"=王{n}", "role": "agent"})
        ).json()["user"]
        for n in range(3)
    ]
    house.clock.advance(3600)
    later = house.clock.now().isoformat()
    await admin.post(f"/api/v1/users/{made[0]['id']}/disable")

    async def lines(**query: str) -> list[tuple[str, str | None, str | None]]:
        answer = await admin.get("/api/v1/audit", params=query)
        assert answer.status_code == 200, answer.text
        return [(x["action"], x["actor_name"], x["target_name"]) for x in answer.json()["items"]]

    assert (await lines())[0] == ("user.disabled", "林悦", "=王0")
    assert await lines(since=later) == [("user.disabled", "林悦", "=王0")]
    assert len(await lines(until=later, action="user")) == 3
    assert len(await lines(action="user.invited")) == 3
    assert await lines(action="use") == []
    assert len(await lines(target=made[0]["id"])) == 2
    assert await lines(actor=made[0]["id"]) == []
    assert code(await admin.get("/api/v1/audit", params={"since": "2026-10-01T00:00:00"}))[1:] == (
        "zone_missing",
        "since",
    )
    first = (await admin.get("/api/v1/audit", params={"limit": "3"})).json()
    rest = (await admin.get("/api/v1/audit", params={"limit": "3", "cursor": first["next"]})).json()
    assert "user.disabled" in first["actions"]
    assert rest["actions"] == []
    assert len({x["id"] for x in first["items"] + rest["items"]}) == 4
    assert rest["next"] is None

    table = await admin.get("/api/v1/audit/export", params={"action": "user.disabled"})
    [heads, row] = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert heads[3] == "action"
    assert row[3] == "user.disabled"
    assert row[5] == "'=王0"  # no formula


def test_every_act_in_the_trail_has_words_on_the_screen() -> None:
    top = Path(__file__).resolve().parents[3]
    source = "\n".join(file.read_text() for file in (top / "src" / "qingfeng").rglob("*.py"))
    acts = set(re.findall(r'audit\(\s*tx,\s*[\w.]+,\s*"([a-z_.]+)"', source))
    acts |= {"skill.created", "skill.changed"}  # named where they are called
    assert {"user.invited", "conversation.claimed", "token.issued", "customer.revealed"} <= acts
    for words in ("zh-CN.json", "en.json"):
        known = json.loads((top / "console" / "src" / "i18n" / words).read_text())
        assert sorted(act for act in acts if f"act.{act}" not in known) == []
