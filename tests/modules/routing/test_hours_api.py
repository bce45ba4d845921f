"""Calendars of opening hours over HTTP: made, changed, looked ahead at, removed; and what goes by them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from qingfeng.modules.routing import public as routing
from tests.modules.routing.house import House, client_of
from tests.modules.routing.test_administer import audit, body, code

HOURS = "/api/v1/hours"
OFFICE = [["09:00", "18:00"]]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE)


@pytest.fixture
async def admin(house: House) -> AsyncIterator[AsyncClient]:
    async with client_of(house) as client:  # it is Wednesday, 1 July 2026, 10:00 in Shanghai
        yield client


def plain(**more: Any) -> dict[str, Any]:
    made = {"tz": "Asia/Shanghai", "weekly": WEEK, "exceptions": {}, "notes": {}}
    return {**made, "follows": "cn", "on_holiday": [], "makeup_as": "mon", **more}


def calendar(**more: Any) -> dict[str, Any]:
    return plain(name_zh="公司", name_en="House", **more)


async def made(client: AsyncClient, name: str = "default", **more: Any) -> dict[str, Any]:
    answer = await client.post(HOURS, json=calendar(code=name, **more))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_calendar_is_made_changed_and_goes_for_queues_that_have_none_of_their_own(
    house: House, admin: AsyncClient
) -> None:
    queue = await house.queue()
    one = await made(admin)
    assert (one["version"], one["now"]["open"], one["now"]["closes_at"]) == (1, True, "2026-07-01T10:00:00Z")
    later = calendar(weekly={"wed": [["11:00", "20:00"]]}, version=1)
    changed = await admin.put(f"{HOURS}/{one['id']}", json=later)
    assert changed.status_code == 200, changed.text
    assert (changed.json()["version"], changed.json()["now"]["opens_at"]) == (2, "2026-07-01T03:00:00Z")
    assert code(await admin.put(f"{HOURS}/{one['id']}", json=later))[:2] == (409, "conflict")
    assert (await admin.put(f"{HOURS}/{one['id']}", json={**later, "version": 2})).json()["version"] == 2
    async with house.db.reading(house.tenant) as conn:
        [(_, state)] = await routing.states(conn, house.clock.now())
        assert not state.open
        own = await routing.hours_of(conn, queue)
    assert own is not None
    assert own.weekly == {"wed": [("11:00", "20:00")]}
    [line] = await audit(house, "hours.changed")
    assert line == {"changed": ["weekly"]}
    assert len(await audit(house, "hours.made")) == 1


async def test_a_queue_with_hours_of_its_own_keeps_them_and_so_they_stay(house: House, admin: AsyncClient) -> None:
    house_hours = await made(admin)
    night = await made(admin, "night", weekly={"wed": [["20:00", "24:00"]]})
    queue = (await admin.post("/api/v1/queues", json=body(code="night", hours_id=night["id"]))).json()
    listed = (await admin.get(HOURS)).json()
    assert [(c["code"], c["queues"], c["now"]["open"]) for c in listed["items"]] == [
        ("default", [], True),
        ("night", ["night"], False),
    ]
    assert listed["announced"] == [2025, 2026]
    assert code(await admin.delete(f"{HOURS}/{night['id']}"))[:2] == (409, "hours_in_use")
    assert code(await admin.delete(f"{HOURS}/{house_hours['id']}"))[:2] == (409, "house_hours")
    free = body(hours_id=None, version=queue["version"])
    assert (await admin.put(f"/api/v1/queues/{queue['id']}", json=free)).status_code == 200
    assert (await admin.delete(f"{HOURS}/{night['id']}")).status_code == 204
    assert code(await admin.delete(f"{HOURS}/{night['id']}"))[:2] == (404, "not_found")
    assert len(await audit(house, "hours.removed")) == 1


async def test_hours_are_looked_at_before_they_are_saved(house: House, admin: AsyncClient) -> None:
    wish = plain(exceptions={"2026-07-03": []}, notes={"2026-07-03": "盘点"})
    look = await admin.post(f"{HOURS}/look", json=wish)
    assert look.status_code == 200, look.text
    days = look.json()["days"]
    assert (len(days), days[0]["day"], days[0]["spans"], days[0]["why"]) == (42, "2026-07-01", OFFICE, "weekly")
    assert days[2] == {**days[2], "day": "2026-07-03", "spans": [], "why": "exception", "zh": "盘点", "announced": True}
    house.later(190 * 86400)
    far = (await admin.post(f"{HOURS}/look", json=wish)).json()
    assert far["days"][-1]["announced"] is False
    spring = next(day for day in far["days"] if day["day"] == "2027-02-05")
    assert (spring["why"], spring["zh"], spring["spans"]) == ("holiday", "春节", [])
    assert (await admin.get(HOURS)).json()["items"] == []


async def test_a_table_is_read_and_nothing_is_saved(house: House, admin: AsyncClient) -> None:
    answer = await admin.post(f"{HOURS}/table", json={"csv": "2027-02-11,off,春节\nx,off"})
    assert [row["error"] for row in answer.json()["rows"]] == [None, "bad_day"]
    assert code(await admin.post(f"{HOURS}/table", json={"csv": " "})) == (422, "empty_table", "csv")
    assert (await admin.get(HOURS)).json()["items"] == []


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (calendar(code="V I P"), (422, "bad_code", "code")),
        (calendar(code="a", tz="Mars"), (422, "unknown_zone", "tz")),
        (calendar(code="a", weekly={"mon": [["9", "18:00"]]}), (422, "bad_time", "weekly.mon")),
        (calendar(code="a", exceptions={"\x00": []}), (422, "bad_day", "exceptions")),
        ({**calendar(code="a"), "name_zh": "a\x00"}, (422, "bad_name", "name_zh")),
        ({**calendar(code="a"), "name_en": " "}, (422, "bad_name", "name_en")),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    house: House, admin: AsyncClient, wish: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    assert code(await admin.post(HOURS, json=wish)) == expected
    await made(admin)
    assert code(await admin.post(HOURS, json=calendar(code="default"))) == (409, "code_taken", "code")


async def test_only_who_may_manage_routing_and_only_in_the_own_house(house: House, admin: AsyncClient) -> None:
    one = await made(admin)
    other = await House(house.db, house.work, house.heard, house.clock).open()
    for role, expected, who in (("supervisor", (403, "forbidden"), house), ("admin", (404, "not_found"), other)):
        async with client_of(who, role) as client:
            path = f"{HOURS}/{one['id']}"
            assert code(await client.put(path, json=calendar(version=1)))[:2] == expected
            assert code(await client.delete(path))[:2] == expected
    async with client_of(house, "agent") as client:
        for answer in (
            await client.get(HOURS),
            await client.post(f"{HOURS}/look", json=plain()),
            await client.post(f"{HOURS}/table", json={"csv": "x"}),
            await client.post(HOURS, json=calendar(code="a")),
        ):
            assert code(answer)[:2] == (403, "forbidden")
    async with client_of(other) as client:
        assert (await client.get(HOURS)).json()["items"] == []
        theirs = await client.post("/api/v1/queues", json=body(code="a", hours_id=str(UUID(one["id"]))))
        assert code(theirs) == (422, "unknown_hours", "hours_id")
