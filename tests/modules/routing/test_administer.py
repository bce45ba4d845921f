"""Queues administered: made, changed under a version, taken back, tried out before; all over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import msgspec
import pytest
from httpx import AsyncClient, Response

from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing.public import Overflow, Policy
from tests.modules.routing.house import House, client_of


@pytest.fixture
async def admin(house: House) -> AsyncIterator[AsyncClient]:
    async with client_of(house) as client:
        yield client


def body(policy: Policy | None = None, **more: Any) -> dict[str, Any]:
    made = {"name_zh": "售后", "name_en": "Service", "kind": "normal", "hours_id": None, "active": True, "position": 1}
    return {**made, "policy": msgspec.to_builtins(policy or Policy()), **more}


def code(answer: Response) -> tuple[int, str, str | None]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error.get("field")


async def made(client: AsyncClient, name: str = "service", policy: Policy | None = None) -> dict[str, Any]:
    answer = await client.post("/api/v1/queues", json=body(policy, code=name))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def change(client: AsyncClient, one: dict[str, Any], policy: Policy, **more: Any) -> Response:
    return await client.put(
        f"/api/v1/queues/{one['id']}", json=body(policy, version=more.pop("version", one["version"]), **more)
    )


async def audit(house: House, action: str) -> list[dict[str, Any]]:
    async with house.db.reading(house.tenant) as conn:
        rows = await conn.fetch("SELECT detail FROM access.audit WHERE action = $1 ORDER BY id", action)
    return [row["detail"] for row in rows]


async def test_a_queue_is_made_listed_changed_and_tells_who_did_it(house: House, admin: AsyncClient) -> None:
    await house.agent("安娜", {"refund": 4})
    one = await made(admin, policy=Policy(skills={"refund": 3}))
    assert (one["version"], one["policy"]["version"], one["by_name"]) == (1, 1, "韩硕")
    later = await change(admin, one, Policy(skills={"refund": 4}), note=" 退款归专人 ", name_zh="退款")
    assert later.status_code == 200, later.text
    assert (later.json()["version"], later.json()["policy"]["version"], later.json()["name_zh"]) == (2, 2, "退款")
    listed = (await admin.get("/api/v1/queues")).json()
    assert [(q["code"], q["version"], q["by_name"]) for q in listed["items"]] == [("service", 2, "韩硕")]
    assert listed["skills"] == [{"code": "refund", "name_zh": "refund", "name_en": "refund", "best": 4}]
    history = (await admin.get(f"/api/v1/queues/{one['id']}/versions")).json()["items"]
    assert [(v["version"], v["note"], v["changed"]) for v in history] == [
        (2, "退款归专人", ["name_zh", "policy.skills"]),
        (1, "", []),
    ]
    [line] = await audit(house, "queue.changed")
    assert line == {"before": 1, "after": 2, "changed": ["name_zh", "policy.skills"]}
    assert len(await audit(house, "queue.made")) == 1


async def test_two_who_edit_at_once_are_told_who_was_quicker(house: House, admin: AsyncClient) -> None:
    one = await made(admin)
    async with client_of(house, name="吴国栋") as other:
        assert (await change(other, one, Policy(offer_seconds=40))).status_code == 200
    refused = await change(admin, one, Policy(offer_seconds=50))
    assert code(refused) == (409, "queue_changed", None)
    params = refused.json()["error"]["params"]
    assert (params["by"], params["version"]) == ("吴国栋", 2)
    assert params["at"].startswith("2026-07-01")
    same = await change(admin, one, Policy(offer_seconds=40), version=2)
    assert same.json()["version"] == 2  # what changes nothing is no version


async def test_an_earlier_version_is_taken_back_and_nothing_is_lost(house: House, admin: AsyncClient) -> None:
    queue = await house.queue("main", Policy(offer_seconds=20))  # by nobody's hand: no version was written down
    [one] = (await admin.get("/api/v1/queues")).json()["items"]
    assert (one["id"], one["by_name"], one["at"]) == (str(queue), "", None)
    await change(admin, one, Policy(offer_seconds=40))
    back = await admin.post(f"/api/v1/queues/{queue}/restore", json={"to": 1, "version": 2})
    assert back.status_code == 200, back.text
    assert (back.json()["version"], back.json()["policy"]["offer_seconds"], back.json()["name_zh"]) == (
        3,
        20,
        "main队列",
    )
    history = (await admin.get(f"/api/v1/queues/{queue}/versions")).json()["items"]
    assert [(v["version"], v["restored"], v["by_name"]) for v in history] == [
        (3, 1, "韩硕"),
        (2, None, "韩硕"),
        (1, None, ""),
    ]
    assert code(await admin.post(f"/api/v1/queues/{queue}/restore", json={"to": 9, "version": 3}))[:2] == (
        404,
        "not_found",
    )
    stale = await admin.post(f"/api/v1/queues/{queue}/restore", json={"to": 1, "version": 2})
    assert code(stale)[:2] == (409, "queue_changed")
    assert len(await audit(house, "queue.restored")) == 1


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (body(code="V I P"), (422, "bad_code", "code")),
        (body(code="a", name_en=" "), (422, "bad_name", "name_en")),
        (body(code="a", name_zh="售\x00后"), (422, "bad_name", "name_zh")),
        (body(code="a", position=-1), (422, "out_of_range", "position")),
        (body(Policy(offer_seconds=5), code="a"), (422, "out_of_range", "policy.offer_seconds")),
        (body(Policy(wrap_up_seconds=3601), code="a"), (422, "out_of_range", "policy.wrap_up_seconds")),
        (body(Policy(locale_skills={"\x00": "x"}), code="a"), (422, "unknown_locale", "policy.locale_skills")),
        (body(Policy(skills={"flying": 1}), code="a"), (422, "skill_nobody_has", "policy.skills.flying")),
        (body(Policy(overflow=Overflow(60, "gone")), code="a"), (422, "unknown_queue", "policy.overflow.to_queue")),
        (body(code="a", hours_id=str(UUID(int=5))), (422, "unknown_hours", "hours_id")),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    house: House, admin: AsyncClient, wish: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    assert code(await admin.post("/api/v1/queues", json=wish)) == expected
    assert (await admin.get("/api/v1/queues")).json()["items"] == []


async def test_codes_are_unique_notes_are_short_and_the_last_queue_stays_in_use(
    house: House, admin: AsyncClient
) -> None:
    one = await made(admin)
    assert code(await admin.post("/api/v1/queues", json=body(code="service"))) == (409, "code_taken", "code")
    assert code(await change(admin, one, Policy(), note="x" * 201)) == (422, "too_long", "note")
    assert code(await change(admin, one, Policy(), active=False)) == (422, "last_queue", "active")
    await made(admin, "second")
    assert (await change(admin, one, Policy(), active=False)).status_code == 200


async def test_only_who_may_manage_routing_and_only_in_the_own_house(house: House, admin: AsyncClient) -> None:
    one = await made(admin)
    path = f"/api/v1/queues/{one['id']}"
    other = await House(house.db, house.work, house.heard, house.clock).open()
    for role, expected, who in (("supervisor", (403, "forbidden"), house), ("admin", (404, "not_found"), other)):
        async with client_of(who, role) as client:
            for answer in (
                await client.put(path, json=body(version=1)),
                await client.post(f"{path}/preview", json=body()),
                await client.get(f"{path}/versions"),
                await client.post(f"{path}/restore", json={"to": 1, "version": 1}),
            ):
                assert code(answer)[:2] == expected, (role, answer.request.url)
    async with client_of(other) as client:
        assert (await client.get("/api/v1/queues")).json()["items"] == []


# ---------------------------------------------------------------------------------------------- tried out before


async def preview(client: AsyncClient, queue: UUID, policy: Policy, **more: Any) -> dict[str, Any]:
    answer = await client.post(f"/api/v1/queues/{queue}/preview", json=body(policy, **more))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_trying_out_tells_who_would_be_served_now_and_changes_nothing(house: House, admin: AsyncClient) -> None:
    anna = await house.agent("安娜", {"refund": 2})
    await house.agent("老王", {"refund": 5}, ready=False)
    queue = await house.queue("main", Policy(skills={"refund": 4}))
    waiting = await house.conversation(queue)
    house.later(70)
    await house.seen(anna.id or UUID(int=0))
    before = await house.get(waiting)
    told = await preview(admin, queue, Policy(skills={"refund": 2}))
    assert (told["waiting"], told["differs"], told["replayed"]) == (1, 1, None)
    [one] = told["line"]
    assert (one["conversation_id"], one["waited"]) == (str(waiting), 70)
    assert (one["present"]["what"], one["present"]["place"]) == ("waits", 1)
    assert (one["proposed"]["what"], told["agents"][one["proposed"]["agent"]]) == ("offer", "安娜")
    assert await house.get(waiting) == before
    assert (await admin.get("/api/v1/queues")).json()["items"][0]["version"] == 1
    refused = await admin.post(f"/api/v1/queues/{queue}/preview", json=body(Policy(offer_seconds=1)))
    assert code(refused) == (422, "out_of_range", "policy.offer_seconds")


async def test_recorded_contacts_are_served_anew(house: House, admin: AsyncClient) -> None:
    """Three come, one agent answers one after the other; the fast lane would have put the last in front."""
    queue = await house.queue("main", Policy())
    vip = await house.queue("vip", Policy())
    anna = await house.agent("安娜", capacity=1, ready=False)
    talks = [await house.conversation(queue), await house.conversation(queue), await house.conversation(vip)]
    async with house.work.tx(house.tenant) as tx:
        await people.set_presence(tx, anna.id or UUID(int=0), "ready", None, anna)
    for _ in talks:
        house.later(30)
        await house.seen(anna.id or UUID(int=0))
        await house.route()
        [offer] = [o for talk in talks for o in await house.offers(talk) if o.state == "open"]
        house.later(5)
        await house.accept(offer, anna)
        await house.close(offer.conversation_id)
    told = await preview(admin, vip, Policy(), kind="fast")
    replayed = told["replayed"]
    assert (replayed["contacts"], replayed["others"], replayed["off_by"]) == (1, 2, 0)
    assert [replayed[which]["median"] for which in ("actual", "present", "proposed")] == [105, 105, 35]
    assert (replayed["others_present"]["median"], replayed["others_proposed"]["median"]) == (52, 88)
    [changed] = replayed["changed"]
    assert changed["conversation_id"] == str(talks[2])
    assert (changed["actual"], changed["present"], changed["proposed"]) == (105, 105, 35)


async def test_a_queue_says_what_those_who_wait_are_told_and_how_long_is_written_up(house: House) -> None:
    silent = await house.queue("silent", Policy(announce="nothing", wrap_up_seconds=0))
    placed = await house.queue("placed", Policy(announce="position"))
    plain = await house.queue("plain")
    async with house.db.reading(house.tenant) as conn:
        now = house.clock.now()
        told = [(await routing.announced(conn, queue, 3, now)).position for queue in (silent, placed, plain)]
        assert told == [None, 3, 3]
        assert await routing.wrap_up_seconds(conn, silent, 60) == 0
        assert await routing.wrap_up_seconds(conn, plain, 60) == 60
        assert await routing.wrap_up_seconds(conn, None, 45) == 45
