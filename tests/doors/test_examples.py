"""Every body and every answer of the description has an example that fits it, and what is to be sent is really sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from checks.api_types import description_of_the_server
from qingfeng.app.examples import LATER, id_of
from tests.doors.conftest import People


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


UNSENT = {
    "POST /api/v1/session": "somebody else's password",
    "POST /api/v1/session/password": "somebody else's password",
    "POST /api/v1/session/second-factor": "somebody else's password",
    "PUT /api/v1/session/second-factor": "the code of an app that is not there",
    "POST /api/v1/session/second-factor/recovery": "somebody else's password",
    "POST /api/v1/session/second-factor/remove": "somebody else's password",
    "POST /api/v1/session/link": "a link that was never sent",
    "POST /api/v1/session/link/password": "a link that was never sent",
    "POST /api/v1/setup": "a link that no terminal told",
    "POST /api/v1/setup/link": "a link that no terminal told",
    "POST /api/v1/single-sign-on/check": "asks a provider that is not there",
    "POST /api/v1/offers/{offer_id}/decline": "needs an offer, and the router's process that makes it",
    "POST /api/v1/customers/{customer_id}/reveal": "needs a customer with an address that is masked",
    "POST /api/v1/conversations/{conversation_id}/messages/{message_id}/translation": "needs a language model",
    "PUT /api/v1/language-model": "needs a language model",
    "POST /api/v1/language-model/try": "needs a language model",
    "PUT /api/v1/business-systems/{code}": "asks a system that is not there",
    "POST /api/v1/business-systems/{code}/try": "asks a system that is not there",
    "PUT /api/v1/surveys/{place}": "made from its schema: a survey's own rules want more of its questions",
    "POST /api/v1/surveys/{place}/restore": "needs a survey that was changed",
    "PUT /api/v1/demo/traffic": "this house is not the demo",
    "POST /api/v1/demo/identity": "this house is not the demo",
    "POST /api/v1/intents/try": "needs a version, which a worker trains",
    "POST /api/v1/knowledge/gaps/{gap_id}/article": "needs a gap, which a worker groups",
    "POST /api/v1/knowledge/gaps/{gap_id}/questions": "needs a gap, which a worker groups",
    "PUT /api/v1/knowledge/gaps/{gap_id}/ignored": "needs a gap, which a worker groups",
    "POST /webchat/v1/survey": "the example of the open channel's is sent; this one's customer is another",
    "PATCH /api/v1/topics/{topic_id}": "needs a topic, which a worker finds",
    "POST /api/v1/topics/{topic_id}/merge": "needs a topic, which a worker finds",
    "POST /webchat/v1/help/progress": "needs a business system that is there",
    "POST /webchat/v1/callback": "nobody waits for long enough to be offered one",
    "POST /api/v1/conversations/{conversation_id}/callback/outcome": "nobody waits for long enough to be offered one",
    "POST /webchat/v1/leave": "nobody waits: the house is open and the bot answers",
}
"""Examples that cannot be sent as they are."""


class Sender:
    """Sends examples to a house, with the ids of what is there in place of those of the examples."""

    def __init__(self, server: str, told: dict[str, Any]) -> None:
        self.server = server
        self.told = told
        self.ids: dict[str, str] = {}
        self.sent: set[str] = set()
        self.headers: dict[str, str] = {}

    def get(self, path: str) -> Any:
        answer = httpx.get(self.server + path, headers=self.headers)
        answer.raise_for_status()
        return answer.json()

    def bare(self, method: str, path: str) -> None:
        answer = httpx.request(method, self.server + self._filled(path, {}), headers=self.headers)
        assert answer.status_code < 300, (path, answer.text)

    def send(self, where: str, at: dict[str, str] | None = None, **changed: Any) -> Any:
        """Send the example of an operation. `at`: other ids in its path; `changed`: fields that depend on what is there."""
        method, path = where.split(" ")
        media = self.told["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]
        text = json.dumps(media["example"]).replace(LATER, (datetime.now(UTC) + timedelta(days=1)).isoformat())
        for name, real in self.ids.items():
            text = text.replace(id_of(name), real)
        body = {**json.loads(text), **changed}
        answer = httpx.request(
            method, self.server + self._filled(path, at or {}), headers=self.headers, json=body, timeout=30
        )
        assert answer.status_code < 300, (where, body, answer.status_code, answer.text)
        self.sent.add(where)
        return answer.json() if answer.content else {}

    def _filled(self, path: str, at: dict[str, str]) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: {**self.ids, **at}[found[1]], path)


@pytest.fixture(scope="module")
def house(server: str) -> Sender:
    return Sender(server, httpx.get(f"{server}/api/openapi.json").json())


def _administration(house: Sender) -> None:
    send, ids = house.send, house.ids
    send("PUT /api/v1/access-policy")
    ids["code"] = send("POST /api/v1/roles")["code"]
    send("PUT /api/v1/roles/{code}")
    send("POST /api/v1/api-tokens")
    send("PUT /api/v1/single-sign-on")
    for things in ("teams", "skills"):
        send(f"POST /api/v1/{things}")
        send(f"PUT /api/v1/{things}/{{code}}", {"code": "night"})
    send("POST /api/v1/skills", code="refund")
    invited = send("POST /api/v1/users")["user"]
    send("PUT /api/v1/users/{user_id}", {"user_id": invited["id"]}, version=invited["version"])
    ids["hours_id"] = send("POST /api/v1/hours")["id"]
    send("PUT /api/v1/hours/{hours_id}")
    send("POST /api/v1/hours/look")
    send("POST /api/v1/hours/table")
    ids["queue_id"] = send("POST /api/v1/queues")["id"]
    send("PUT /api/v1/queues/{queue_id}")
    send("POST /api/v1/queues/{queue_id}/preview")
    send("POST /api/v1/queues/{queue_id}/restore")
    send("PUT /api/v1/routing/learning")
    send("POST /api/v1/surge/policy/preview")
    send("PUT /api/v1/surge/policy")
    send("POST /api/v1/surge/hold")
    send("PUT /api/v1/surge/pinned")
    reasons = house.get("/api/v1/reasons")
    send("PUT /api/v1/reasons/{kind}", {"kind": "close"}, version=reasons["close"]["version"])
    send("PUT /api/v1/break-reasons", version=reasons["breaks"]["version"], items=reasons["breaks"]["items"])
    tags = [send("POST /api/v1/kept-tags", name=name)["items"] for name in ("待补发", "补发中")][-1]
    ids["tag_id"], ids["other_tag_id"] = (one["id"] for one in tags if one["name"].startswith(("待补", "补发中")))
    send("PUT /api/v1/kept-tags/{tag_id}", name="等补发")
    send("POST /api/v1/kept-tags/{tag_id}/join")
    send("PUT /api/v1/retention")
    house_texts = {"place": "house"}
    send("PUT /api/v1/texts/{place}", house_texts)
    send("POST /api/v1/texts/{place}/restore", house_texts)
    send("PUT /api/v1/selfcare")
    send("PUT /api/v1/floor/settings")
    send("POST /api/v1/parked/replay")
    send("PUT /api/v1/insight/alerts")
    send("POST /api/v1/insight/displays")
    ids["what_if_id"] = send("POST /api/v1/insight/what-ifs")["id"]
    send("PATCH /api/v1/insight/what-ifs/{what_if_id}")
    kept = json.dumps(house.get("/api/v1/settings-archive"))
    house.send("POST /api/v1/settings-archive/import", text=kept, kinds=None, digest=None)


def _words(house: Sender) -> None:
    send, ids = house.send, house.ids
    made = send("POST /api/v1/template-library")
    ids["template_id"] = made["id"]
    send("PUT /api/v1/template-library/{template_id}", version=made["version"])
    send("POST /api/v1/template-library/import")
    ids["macro_id"] = send("POST /api/v1/macros", shared=True)["id"]
    send("PUT /api/v1/macros/{macro_id}", version=1, shared=True)
    ids["view_id"] = send("POST /api/v1/views")["id"]
    send("PATCH /api/v1/views/{view_id}")
    ids["line_id"] = send("POST /api/v1/knowledge/synonyms")["id"]
    send("PUT /api/v1/knowledge/synonyms/{line_id}")
    ids["article_id"] = send("POST /api/v1/knowledge/articles")["id"]
    ids["open_article_id"] = send("POST /api/v1/knowledge/articles", slug="", audience="customer", published=True)["id"]
    send("PUT /api/v1/knowledge/articles/{article_id}")
    send("PUT /api/v1/knowledge/articles/{article_id}/published")
    send("POST /api/v1/knowledge/articles/{article_id}/restore")
    version = house.get(f"/api/v1/knowledge/articles/{ids['article_id']}")["version"]
    send("POST /api/v1/knowledge/articles/{article_id}/looked", version=version)
    _reviewed(house)
    _room(house)
    send("POST /api/v1/knowledge/import")
    send("POST /api/v1/knowledge/articles/flags")
    send("POST /api/v1/knowledge/ask")
    send("POST /api/v1/flows/judge")
    send("POST /api/v1/flows/try")
    ids["flow_id"] = send("POST /api/v1/flows")["id"]
    for act in ("", "/published", "/restore"):
        send(f"{'POST' if act == '/restore' else 'PUT'} /api/v1/flows/{{flow_id}}{act}")
    send("PUT /api/v1/rehearsal/file")
    ids["dialogue_id"] = "hours-1"
    send("PUT /api/v1/rehearsal/dialogues/{dialogue_id}")
    send("PUT /api/v1/rehearsal/floor")
    send("POST /api/v1/rehearsal/runs")
    ids["intent_id"] = send("POST /api/v1/intents")["id"]
    send("PUT /api/v1/intents/{intent_id}")
    send("POST /api/v1/intents/examples")
    ids["example_id"] = house.get("/api/v1/intents/examples")["items"][0]["id"]
    for verb in ("move", "delete", "restore"):
        send(f"POST /api/v1/intents/examples/{verb}")
    send("PATCH /api/v1/intents/examples/{example_id}")
    send("POST /api/v1/intents/import")


def _room(house: Sender) -> None:
    """An answer is written, approved and published in a room."""
    send, ids, at = house.send, house.ids, "/api/v1/cocreation/rooms/{room_id}"
    me = house.get("/api/v1/session")["user"]["id"]
    send("PUT /api/v1/cocreation/rules")
    made = send("POST /api/v1/cocreation/rooms")["room"]
    ids["room_id"] = made["id"]
    send(f"PUT {at}", version=made["version"])
    send(f"PUT {at}/members/{{user_id}}", {"user_id": me})
    for part in ("title", "body"):
        draft = send(f"PUT {at}/parts/{{part}}", {"part": part})["room"]["draft_version"]
    send(f"POST {at}/messages")
    send(f"POST {at}/here")
    send(f"PUT {at}/yes", draft_version=draft)
    send(f"POST {at}/publish", draft_version=draft)
    send(f"PUT {at}/pin")
    send(f"PUT {at}/archived")


def _reviewed(house: Sender) -> None:
    """A change that waits is taken back, sent back and approved, in a house where that is asked for."""
    send, at = house.send, "POST /api/v1/knowledge/articles/{article_id}/proposal"
    held = send("PUT /api/v1/knowledge/rules")
    for verb in ("withdraw", "return", "approve"):
        article = house.get(f"/api/v1/knowledge/articles/{house.ids['article_id']}")
        send("PUT /api/v1/knowledge/articles/{article_id}", version=article["version"], proposal=0)
        send(f"{at}/{verb}")
    send("PUT /api/v1/knowledge/rules", approval=False, version=held["version"])


def _channels(house: Sender, everybody: People) -> dict[str, str]:
    """Gives the headers of a program that speaks for an open channel."""
    send, ids = house.send, house.ids
    chat = {"channel_id": send("POST /api/v1/channels/webchat")["id"]}
    send("PATCH /api/v1/channels/webchat/{channel_id}", chat)
    now = house.get("/api/v1/channels/webchat")["items"]
    version = next(one for one in now if one["id"] == chat["channel_id"])["version"]
    send("PUT /api/v1/channels/webchat/{channel_id}/look", chat, version=version)
    send("POST /api/v1/channels/webchat/{channel_id}/look/restore", chat, to=version, version=version + 1)
    ids["channel_id"] = send("POST /api/v1/channels/open")["id"]
    send("PATCH /api/v1/channels/{channel_id}")
    token = send("POST /api/v1/channels/{channel_id}/tokens")["token"]
    send("POST /api/v1/channels/{channel_id}/replay")
    ids["channel_key"] = everybody.channel
    visitor = {"Authorization": f"Bearer {send('POST /webchat/v1/session')['token']}"}
    house.headers = visitor
    send("POST /webchat/v1/help/visit")
    send("POST /webchat/v1/messages")
    house.bare("POST", "/webchat/v1/end")
    return {"Authorization": f"Bearer {token}"}


def _conversation(house: Sender, everybody: People, program: dict[str, str]) -> None:
    send, ids, bare = house.send, house.ids, house.bare
    boss, at = everybody.headers["supervisor"], "/api/v1/conversations/{conversation_id}"
    house.headers = program
    ids["conversation_id"] = send("POST /open/v1/messages")["conversation_id"]
    send("POST /open/v1/events")
    house.headers = boss
    me = house.get("/api/v1/session")["user"]["id"]
    send("PUT /api/v1/presence")
    bare("POST", f"{at}/claim")
    ids["message_id"] = send(f"POST {at}/messages")["id"]
    send(f"POST {at}/articles", article_id=ids["open_article_id"])
    send(f"POST {at}/read")
    said = house.get(f"/api/v1/conversations/{ids['conversation_id']}/intent")
    send(f"PUT {at}/intent", seq=said["seq"])
    send(f"PUT {at}/tags")
    send(f"PATCH {at}/tags")
    send("POST /api/v1/templates/{template_id}/render")
    send("POST /api/v1/macros/{macro_id}/preview")
    send("POST /api/v1/macros/{macro_id}/run")
    send(f"POST {at}/reminders")
    send(f"POST {at}/snooze")
    bare("POST", f"{at}/wake")
    send("POST /api/v1/notices/read")
    house.headers = everybody.headers["admin"]
    send(f"POST {at}/whispers")
    bare("POST", f"{at}/join")
    ids["agent_id"] = me
    send(f"POST {at}/take-over")
    send(f"POST {at}/transfer")
    house.headers = boss
    bare("POST", f"{at}/claim")
    send(f"POST {at}/handback")
    house.headers = program
    send("POST /open/v1/events")
    send("POST /open/v1/receipts")
    house.headers = boss
    bare("POST", f"{at}/claim")
    send("POST /api/v1/conversations/survey-forecast")
    send(f"POST {at}/close")
    send(f"POST {at}/finish")
    house.headers = program
    send("POST /open/v1/survey")


def _customers(house: Sender, everybody: People) -> None:
    send, ids = house.send, house.ids
    house.headers = everybody.headers["admin"]
    ids["customer_id"] = house.get(f"/api/v1/conversations/{ids['conversation_id']}")["customer"]["id"]
    send("PATCH /api/v1/customers/{customer_id}")
    for state in ("state", "skills"):
        send(f"PUT /api/v1/floor/agents/{{agent_id}}/{state}")
    others = house.get("/api/v1/conversations?view=closed")["items"]
    ids["other_id"] = next(one["customer"]["id"] for one in others if one["customer"]["id"] != ids["customer_id"])
    send("POST /api/v1/conversation-exports")
    send("PUT /api/v1/setup/dismissed")
    send("POST /api/v1/customers/{customer_id}/merge")
    send("POST /api/v1/customers/{customer_id}/erasure")


def test_every_example_is_taken_by_a_running_house(house: Sender, everybody: People) -> None:
    house.headers = everybody.headers["admin"]
    _administration(house)
    _words(house)
    program = _channels(house, everybody)
    _conversation(house, everybody, program)
    _customers(house, everybody)
    asked = {
        f"{method.upper()} {path}"
        for path, operations in house.told["paths"].items()
        for method, operation in operations.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    assert asked - house.sent - UNSENT.keys() == set()
    assert UNSENT.keys() <= asked - house.sent
