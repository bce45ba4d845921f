"""Rehearsals over HTTP: who may, a file taken in whole or refused with its reason, a dialogue by hand, a run asked for and cancelled."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.doors.conftest import People
from tests.doors.test_flows import Door

FILE = """
people:
  li: {name: 李雷, order: ZX2600000001, tail: "0001"}
dialogues:
- {id: rh-parcel, topic: parcel, mood: hurried, who: li, say: [[在吗, 快递到哪了]], goal: {told: [派送]}}
- {id: rh-person, topic: person, who: li, say: [转人工], goal: {hand: [any]}}
"""


@pytest.fixture
def admin(server: str, everybody: People) -> Door:
    return Door(server, everybody.headers["admin"])


def listed(door: Door) -> dict[str, Any]:
    return {one["id"]: one for one in door.ask("GET", "/rehearsal/dialogues")["items"]}


def test_who_may(server: str, everybody: People, admin: Door) -> None:
    admin.ask("PUT", "/rehearsal/file", {"yaml": FILE})
    expected = {"agent": (403, 403), "supervisor": (200, 403), "knowledge": (200, 200)}
    for role, (reads, writes) in expected.items():
        door = Door(server, everybody.headers[role])
        for there in ("dialogues", "dialogues/rh-parcel", "file", "runs", "floor"):
            door.ask("GET", f"/rehearsal/{there}", status=reads)
        door.ask("PUT", "/rehearsal/file", {"yaml": FILE}, writes)
        if writes == 403:
            floor = {"least_alone": 0.1, "most_wrong": 1, "most_late": 1, "mode": "off"}
            door.ask("PUT", "/rehearsal/floor", floor, 403)
            door.ask("POST", "/rehearsal/runs", {}, 403)
            door.ask("DELETE", "/rehearsal/dialogues/rh-parcel", status=403)
            door.ask("POST", f"/rehearsal/runs/{uuid4()}/cancel", status=403)


def test_a_file_comes_out_as_it_went_in_and_a_bad_one_changes_nothing(admin: Door) -> None:
    assert admin.ask("PUT", "/rehearsal/file", {"yaml": FILE})["dialogues"] == 2
    out = admin.ask("GET", "/rehearsal/file")
    assert admin.ask("PUT", "/rehearsal/file", {"yaml": out["yaml"]})["yaml"] == out["yaml"]
    before = listed(admin)
    assert before["rh-parcel"]["said"] == "在吗 / 快递到哪了"
    for old, new, code in (
        ("rh-person", "rh-parcel", "bad_dialogue"),
        ("hand: [any]", "talk: maybe", "bad_dialogues"),
        ("who: li, say: [转人工]", "who: nobody-here, say: [转人工]", "bad_dialogue"),
        ("people:", "people: [", "bad_yaml"),
    ):
        told = admin.ask("PUT", "/rehearsal/file", {"yaml": FILE.replace(old, new, 1), "instead": True}, 422)
        assert told["code"] == code, told
    assert listed(admin) == before


def test_a_dialogue_is_written_by_hand_and_nobody_overwrites_another(admin: Door) -> None:
    admin.ask("PUT", "/rehearsal/file", {"yaml": FILE})
    path = "/rehearsal/dialogues/rh-person"
    held = admin.ask("GET", path)
    wish = {"yaml": held["yaml"].replace("转人工", "换个人来说"), "version": held["version"]}
    changed = admin.ask("PUT", path, wish)
    assert "换个人来说" in changed["yaml"]
    assert changed["version"] == held["version"] + 1
    assert admin.ask("PUT", path, wish, 409)["code"] == "conflict"
    renamed = {"yaml": changed["yaml"].replace("rh-person", "rh-other"), "version": changed["version"]}
    assert admin.ask("PUT", path, renamed, 422)["code"] == "dialogue_renamed"
    admin.ask("DELETE", path, status=204)
    admin.ask("GET", path, status=404)
    admin.ask("DELETE", path, status=404)


def test_one_rehearsal_at_a_time_and_it_can_be_called_off(admin: Door) -> None:
    admin.ask("PUT", "/rehearsal/file", {"yaml": FILE})
    for one in admin.ask("GET", "/rehearsal/runs")["items"]:
        if one["state"] in ("waiting", "running"):
            admin.ask("POST", f"/rehearsal/runs/{one['id']}/cancel")
    run = admin.http.post("/rehearsal/runs", json={}).json()
    assert (run["state"], run["total"]) == ("waiting", len(listed(admin)))
    assert admin.ask("POST", "/rehearsal/runs", {}, 409)["code"] == "rehearsal_going"
    whole = admin.ask("GET", f"/rehearsal/runs/{run['id']}")
    assert whole["results"] == []
    assert admin.http.post(f"/rehearsal/runs/{run['id']}/cancel").json()["state"] == "cancelled"
    assert admin.ask("POST", f"/rehearsal/runs/{run['id']}/cancel", status=409)["code"] == "rehearsal_ended"
    admin.ask("POST", "/rehearsal/runs", {"flow_id": str(uuid4()), "flow_version": 1}, 404)
    admin.ask("GET", f"/rehearsal/runs/{uuid4()}", status=404)


def test_the_floor_is_a_share_and_is_kept(admin: Door) -> None:
    floor = {"least_alone": 0.85, "most_wrong": 0.005, "most_late": 0.02, "mode": "refuse"}
    assert admin.ask("PUT", "/rehearsal/floor", floor) == floor
    assert admin.ask("GET", "/rehearsal/floor") == floor
    assert admin.ask("PUT", "/rehearsal/floor", {**floor, "least_alone": 1.2}, 400)["code"] == "malformed"
    admin.ask("PUT", "/rehearsal/floor", {**floor, "mode": "warn"})
