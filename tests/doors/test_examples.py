"""Every body and every answer of the description has an example that fits it, and what is to be sent is really sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from checks.api_types import description_of_the_server
from qingfeng.app.examples import LATER, id_of
from tests.doors.conftest import People
from tests.support.world import PASSWORD

OPERATIONS = ("get", "post", "put", "patch", "delete")


def _bodies(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            for where in [operation.get("requestBody", {}), *operation["responses"].values()]:
                for media in where.get("content", {}).values():
                    yield f"{method.upper()} {path}", media


def test_every_body_and_every_answer_has_an_example_that_fits() -> None:
    told = description_of_the_server()
    checked = 0
    for where, media in _bodies(told):
        assert "example" in media, f"{where} has no example"
        schema = {**media["schema"], "components": told["components"]}
        judge = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        assert not (wrong := [error.message for error in judge.iter_errors(media["example"])]), (where, wrong)
        checked += 1
    assert checked > 1500


def test_every_reference_leads_somewhere() -> None:
    told = description_of_the_server()
    for found in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(told))):
        at: Any = told
        for step in found.split("/"):
            assert step in at, f"#/{found} leads nowhere"
            at = at[step]


MADE = {
    "POST /api/v1/users": "user_id",
    "POST /api/v1/kept-tags": "tag_id",
    "POST /api/v1/template-library": "template_id",
    "POST /api/v1/views": "view_id",
    "POST /api/v1/macros": "macro_id",
    "POST /api/v1/knowledge/articles": "article_id",
    "POST /api/v1/queues": "queue_id",
    "POST /api/v1/hours": "hours_id",
}
"""What gives the id by which others name it."""


class Sender:
    """Sends examples to a house, with the ids of what is there in place of those of the examples."""

    def __init__(self, server: str, told: dict[str, Any]) -> None:
        self.server = server
        self.told = told
        self.ids: dict[str, str] = {}
        self.sent: set[str] = set()

    def send(self, where: str, headers: dict[str, str], **changed: Any) -> Any:
        """Send the example of an operation; `changed`: fields that depend on what is there (versions, secrets)."""
        method, path = where.split(" ")
        media = self.told["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]
        text = json.dumps(media["example"]).replace(LATER, (datetime.now(UTC) + timedelta(days=1)).isoformat())
        for name, real in self.ids.items():
            text = text.replace(id_of(name), real)
        body = {**json.loads(text), **changed}
        filled = re.sub(r"\{(\w+)\}", lambda found: self.ids[found[1]], path)
        answer = httpx.request(method, self.server + filled, headers=headers, json=body, timeout=30)
        assert answer.status_code < 300, (where, body, answer.status_code, answer.text)
        self.sent.add(where)
        told = answer.json() if answer.content else {}
        if where in MADE:
            self.ids[MADE[where]] = told.get("id") or told["user"]["id"]
        return told


@pytest.fixture(scope="module")
def house(server: str, everybody: People) -> Sender:
    return Sender(server, httpx.get(f"{server}/api/openapi.json").json())


def test_x(house: Sender, everybody: People) -> None:
    admin = everybody.headers["admin"]
    bad = []
    import itertools

    ops = [
        f"{m.upper()} {p}"
        for p, v in house.told["paths"].items()
        for m, o in v.items()
        if "application/json" in o.get("requestBody", {}).get("content", {})
    ]
    house.ids["channel_key"] = everybody.channel
    house.ids["code"] = "night"
    for where in sorted(ops, key=lambda w: w not in MADE):
        try:
            house.send(where, admin)
        except KeyError as e:
            bad.append((where, "KeyError", str(e)))
        except AssertionError as e:
            bad.append((where, str(e)[:600]))
    for b in bad:
        print(*b)
    print(len(ops), len(bad))
    assert not bad
