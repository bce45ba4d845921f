"""What the client does when answers fail; the network's edge alone is replaced."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec
import pytest

from checks.client import files, find
from qingfeng_client import (
    AsyncClient,
    Call,
    Client,
    Conflict,
    File,
    Forbidden,
    Invalid,
    NotReached,
    RateLimited,
    Unavailable,
    Unreadable,
)
from qingfeng_client.generated import customers, desk, users
from qingfeng_client.generated import models as m

ID = "0199a1c4-3c3e-7d20-8a55-0a2f6c1b7e10"
TEAM = users.add_team(m.Coded(code="night", zh="夜班", en="Night"))
REFUSAL: dict[str, Any] = {"error": {"code": "unavailable", "message": "In a moment.", "field": None, "params": {}}}


class Door:
    """Answers one after the other with what it was given, and remembers what was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.slept: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, **more: Any) -> Client:
        transport = httpx.MockTransport(self)
        return Client("http://house.test", token="qft_x", transport=transport, sleep=self.slept.append, **more)

    def keys(self) -> list[str | None]:
        return [request.headers.get("Idempotency-Key") for request in self.asked]


def done() -> httpx.Response:
    return httpx.Response(201, json={"id": ID, "code": "night", "name": "夜班", "name_en": "Night"})


def refused(status: int, code: str = "unavailable", **headers: str) -> httpx.Response:
    error = {**REFUSAL["error"], "code": code}
    return httpx.Response(status, json={"error": error}, headers={k.replace("_", "-"): v for k, v in headers.items()})


def test_a_post_is_tried_again_under_the_same_key() -> None:
    door = Door(refused(503, Retry_After="2"), httpx.ReadTimeout("late"), done())
    door.client().send(TEAM)
    assert len(set(door.keys())) == 1
    assert door.keys()[0]
    assert door.slept[0] == 2.0
    assert 0.5 <= door.slept[1] <= 1.0


def test_two_posts_have_two_keys_and_a_key_of_ones_own_is_kept() -> None:
    door = Door(*(done() for _ in range(3)))
    client = door.client()
    for call in (TEAM, TEAM, TEAM.with_key("order-1001")):
        client.send(call)
    first, second, third = door.keys()
    assert first != second
    assert third == "order-1001"


def test_what_may_have_been_done_is_not_done_again_without_a_key() -> None:
    change = customers.change("c", m.CustomerChange(note="x"))  # PATCH takes no key
    door = Door(httpx.ReadTimeout("late"))
    with pytest.raises(NotReached):
        door.client().send(change)
    door = Door(refused(503))
    with pytest.raises(Unavailable):
        door.client().send(change)
    door = Door(httpx.ConnectError("nobody"), refused(429, "rate_limited", Retry_After="1"), refused(403, "forbidden"))
    with pytest.raises(Forbidden):
        door.client().send(change)
    assert len(door.asked) == 3


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused(422, "too_long"), Invalid),
        (refused(409, "user_changed"), Conflict),
        (httpx.Response(200, text="<html>a proxy</html>"), Unreadable),
        (httpx.Response(404, text="<html>a proxy</html>"), Unreadable),
    ],
)
def test_a_refusal_is_final_and_told_by_its_kind(answer: httpx.Response, kind: type[Exception]) -> None:
    door = Door(answer)
    with pytest.raises(kind):
        door.client().send(TEAM)
    assert len(door.asked) == 1


def test_a_request_in_flight_is_asked_for_again() -> None:
    door = Door(refused(409, "idempotency_in_flight"), done())
    door.client().send(TEAM)
    assert len(door.asked) == 2


def test_it_gives_up_after_so_many_tries() -> None:
    door = Door(*(refused(429, "rate_limited", Retry_After="600") for _ in range(3)))
    with pytest.raises(RateLimited) as error:
        door.client(tries=3).send(TEAM)
    assert error.value.retry_after == 600
    assert door.slept == [60.0, 60.0], "nobody waits ten minutes in a call"


def test_a_list_is_fetched_page_by_page_as_it_is_looked_at() -> None:
    row = {"id": ID, "name": "张文静", "title": "", "tier": "gold", "city": None}
    pages = [
        {"items": [{**row, "tags": []}] * 2, "next": "two"},
        {"items": [{**row, "tags": ["x"], "new_field": 1}], "next": None},
    ]
    door = Door(*(httpx.Response(200, json=page) for page in pages))
    found = door.client().items(customers.find(q="张 文", limit=2))
    assert next(found).name == "张文静"
    assert len(door.asked) == 1
    assert [one.tags for one in found] == [[], ["x"]]
    assert dict(door.asked[0].url.params) == {"q": "张 文", "limit": "2"}
    assert dict(door.asked[1].url.params) == {"q": "张 文", "limit": "2", "cursor": "two"}


def test_what_need_not_be_said_is_left_out_and_files_are_forms() -> None:
    door = Door(refused(422, "x"), refused(422, "x"))
    client = door.client()
    calls: list[Call[Any]] = [customers.change("c", m.CustomerChange(note="")), desk.upload(File("a.txt", b"abc"))]
    for call in calls:
        with pytest.raises(Invalid):
            client.send(call)
    assert msgspec.json.decode(door.asked[0].content) == {"note": ""}
    assert door.asked[1].headers["Content-Type"].startswith("multipart/form-data")
    assert b"abc" in door.asked[1].read()


async def test_the_awaited_client_has_the_same_manners() -> None:
    door = Door(refused(503, Retry_After="1"), done())

    async def sleep(seconds: float) -> None:
        door.slept.append(seconds)

    async with AsyncClient("http://house.test", transport=httpx.MockTransport(door), sleep=sleep) as client:
        await client.send(TEAM)
    assert (len(set(door.keys())), door.slept) == (1, [1.0])


def test_the_check_finds_a_file_that_is_out_of_date(tmp_path: Any) -> None:
    told: dict[str, Any] = {
        "components": {"schemas": {"Done": {"type": "object", "properties": {"ok": {"type": "boolean"}}}}},
        "paths": {
            "/api/v1/x/{x_id}": {
                "get": {
                    "tags": ["x"],
                    "operationId": "ApiV1XXIdOne",
                    "description": "One.",
                    "parameters": [{"name": "x_id", "in": "path", "schema": {"type": "string", "format": "uuid"}}],
                    "responses": {
                        "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Done"}}}}
                    },
                }
            }
        },
    }
    made = files(told)
    assert "def one(x_id: UUID | str) -> Call[m.Done]:" in made["x.py"]
    assert len(list(find(tmp_path, told))) == len(made)
    there = tmp_path / "clients/python/src/qingfeng_client/generated"
    there.mkdir(parents=True)
    for name, text in made.items():
        (there / name).write_text(text)
    assert list(find(tmp_path, told)) == []
    (there / "x.py").write_text("")
    (there / "old.py").write_text("")
    assert len(list(find(tmp_path, told))) == 2
