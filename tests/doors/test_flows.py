"""Task flows over HTTP: who may, what is refused and why, versions, publishing, a try, systems and calls."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.doors.conftest import People
from tests.modules.flows.shop import RETURN

PLAIN = """
name: {name}
title: {{zh: 营业时间, en: Opening hours}}
triggers: {{phrases: [几点开门]}}
steps:
- {{id: end, do: close, text: {{zh: "每天 {hour} 点开门。", en: "From {hour}."}}}}
"""


class Door:
    def __init__(self, server: str, headers: dict[str, str]) -> None:
        self.http = httpx.Client(base_url=f"{server}/api/v1", headers=headers, timeout=20)

    def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = self.http.request(method, path, json=body)
        assert answer.status_code == status, (path, answer.status_code, answer.text)
        found = answer.json() if answer.content else {}
        return found.get("error", found)


@pytest.fixture
def admin(server: str, everybody: People) -> Door:
    return Door(server, everybody.headers["admin"])


def plain(name: str, hour: int = 9) -> str:
    return PLAIN.format(name=name, hour=hour)


def test_who_may(server: str, everybody: People, admin: Door) -> None:
    made = admin.ask("POST", "/flows", {"yaml": plain("who_may")}, 201)
    path, wish = f"/flows/{made['id']}", {"yaml": plain("who_may", 10), "version": 1}
    expected = {"agent": (403, 403), "supervisor": (200, 403), "knowledge": (200, 200), "program": (200, 200)}
    for role, (reads, writes) in expected.items():
        door = Door(server, everybody.headers[role])
        for there in ("/flows", path, f"{path}/versions", "/business-systems", "/business-calls"):
            door.ask("GET", there, status=reads)
        door.ask("POST", "/flows/judge", {"yaml": plain("who_may")}, reads)
        found = door.ask("PUT", path, {**wish, "version": admin.ask("GET", path)["version"]}, writes)
        assert writes == 403 or found["version"] == 2
        door.ask("POST", "/flows/try", {"yaml": plain("who_may"), "said": "几点开门"}, writes)
        if writes == 403:
            assert found["code"] == "forbidden"
            system = {
                "title": "x",
                "base_url": "https://shop.example.com",
                "document_url": "https://shop.example.com/o",
            }
            door.ask("PUT", "/business-systems/other", system, 403)
            door.ask("DELETE", f"{path}?version=1", status=403)


def test_a_life_of_a_flow(admin: Door) -> None:
    made = admin.ask("POST", "/flows", {"yaml": plain("life"), "note": "第一版"}, 201)
    path = f"/flows/{made['id']}"
    assert (made["version"], made["published"], made["faults"]) == (1, None, [])
    assert made["flow"]["steps"][0]["do"] == "close"
    assert admin.ask("POST", "/flows", {"yaml": plain("life")}, 409)["code"] == "flow_name_taken"
    second = admin.ask("PUT", path, {"yaml": plain("life", 8), "version": 1, "note": "提早"})
    assert second["version"] == 2
    assert admin.ask("PUT", path, {"yaml": plain("life", 7), "version": 1}, 409)["code"] == "conflict"
    assert admin.ask("PUT", path, {"yaml": plain("other"), "version": 2}, 422)["code"] == "flow_renamed"
    assert admin.ask("PUT", f"{path}/published", {"published": 2, "version": 2})["published"] == 2
    assert admin.ask("PUT", f"{path}/published", {"published": 1, "version": 2})["published"] == 1, "rolled back"
    assert admin.ask("PUT", f"{path}/published", {"published": 9, "version": 2}, 404)["code"] == "not_found"
    third = admin.ask("POST", f"{path}/restore", {"to": 1, "version": 2})
    assert (third["version"], "9 点" in third["yaml"]) == (3, True)
    told = admin.ask("GET", f"{path}/versions")["items"]
    assert [(v["version"], v["note"], v["restored"]) for v in told] == [
        (3, "", 1),
        (2, "提早", None),
        (1, "第一版", None),
    ]
    assert admin.ask("DELETE", f"{path}?version=3", status=409)["code"] == "flow_in_use"
    admin.ask("PUT", f"{path}/published", {"published": None, "version": 3})
    admin.ask("DELETE", f"{path}?version=3", status=204)
    admin.ask("GET", path, status=404)
    acts = [line["action"] for line in admin.ask("GET", f"/audit?target={made['id']}")["items"]]
    assert acts[::-1] == [
        "flow.made",
        "flow.changed",
        "flow.published",
        "flow.published",
        "flow.restored",
        "flow.hidden",
        "flow.removed",
    ]


def test_what_has_a_fault_is_refused_and_told(admin: Door) -> None:
    refused = admin.ask("POST", "/flows", {"yaml": RETURN}, 422)
    assert (refused["code"], refused["field"]) == ("flow_faults", "yaml")
    assert refused["params"]["fault"] == "unknown_operation"
    judged = admin.ask("POST", "/flows/judge", {"yaml": RETURN})
    assert {one["code"] for one in judged["faults"]} == {"unknown_operation"}
    assert {one["step"] for one in judged["faults"]} == {"find", "make", "pickup"}
    loop = plain("loop").replace("do: close", "do: say, next: end")
    assert {one["code"] for one in admin.ask("POST", "/flows/judge", {"yaml": loop})["faults"]} == {"no_exit", "spins"}
    for broken, code in (("a: [", "bad_yaml"), ("name: x", "bad_flow"), ("a: &a 1\nb: *a", "yaml_alias")):
        assert admin.ask("POST", "/flows/judge", {"yaml": broken}, 422)["code"] == code


def test_a_try(admin: Door) -> None:
    answers = {
        "find_order": {"status": 200, "data": {"status": "delivered", "signed_at": "2999-01-01", "paid": 10}},
        "make_return": {"status": 201, "data": {"number": "RT1"}},
        "book_pickup": {"status": 0},
        "drop_return": {"status": 200},
    }
    state, seen = None, []
    for said in ("我要退货 ZX2628109397", "0512", "坏了", "确认"):
        body = {"yaml": RETURN, "said": said, "state": state, "answers": answers}
        told = admin.ask("POST", "/flows/try", body)
        state = told["state"]
        seen += [one["operation"] for one in told["calls"]]
    assert seen == ["find_order", "make_return", "book_pickup", "drop_return"]
    assert (told["then"], told["trail"][-1]) == ("hand_over", "sorry")
    assert admin.ask("POST", "/flows/try", {"yaml": RETURN, "said": "x", "state": {"a": 1}}, 422)["code"] == "bad_state"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:1", "https_required"),
        ("https://127.0.0.1:1", "private_address"),
        ("https://169.254.169.254", "private_address"),
        ("https://[::1]", "private_address"),
        ("ftp://shop.example.com", "not_a_url"),
        ("https://user:pw@shop.example.com", "not_a_url"),
    ],
)
def test_systems_are_not_within_our_walls(admin: Door, url: str, code: str) -> None:
    body = {"title": "订单中心", "base_url": url, "document_url": f"{url}/openapi.json"}
    assert admin.ask("PUT", "/business-systems/inner", body, 422)["code"] == code
    assert admin.ask("GET", "/business-systems")["items"] == []
    assert admin.ask("GET", "/business-calls") == {"items": [], "next": None}
    admin.ask("DELETE", "/business-systems/inner", status=404)
    admin.ask("POST", "/business-systems/inner/try", {"operation": "x"}, 404)
