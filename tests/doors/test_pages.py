"""Every list of the API is paged in one way, or is named here with what keeps it short."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.doors.conftest import People

BOUNDED = {
    "/api/v1/session": "the rights of one person",
    "/api/v1/sessions": "where one person is signed in now; sessions end by themselves",
    "/api/v1/access-policy": "at most as many roles as there are",
    "/api/v1/roles": "access.model.MAX_ROLES",
    "/api/v1/single-sign-on/tries/{try_id}": "what one token says",
    "/api/v1/user-choices": "roles, teams and skills, each bounded by its own list",
    "/api/v1/bootstrap": "what a desk holds in memory: colleagues, queues, reasons",
    "/api/v1/conversations/{conversation_id}": "one conversation's tags and people",
    "/api/v1/offers": "at most as many as one agent has room for",
    "/api/v1/kept-tags": "conversations.tag_list.MOST_KEPT",
    "/api/v1/template-library": "knowledge.library.MOST_SHARED",
    "/api/v1/templates": "the best few for what is typed, by `limit`",
    "/api/v1/customers/{customer_id}": "the panel of one customer, the latest of each",
    "/api/v1/channels/webchat": "channels.webchats.MAX_CHATS",
    "/api/v1/channels/webchat/{channel_id}/looks": "channels.store_looks.KEPT",
    "/api/v1/channels/open": "one for each system that is connected",
    "/api/v1/search": "the best few of two kinds, by `limit`; each has a list of its own",
    "/api/v1/tags": "conversations.tag_list.MOST_KEPT",
    "/api/v1/views": "conversations.views.MOST",
    "/api/v1/conversation-exports": "conversations.exports.LISTED",
    "/api/v1/conversations/{conversation_id}/links": "conversations.links.MOST",
    "/api/v1/macros": "conversations.macros.MOST",
    "/api/v1/reminders": "conversations.notices.MOST_REMINDERS",
    "/api/v1/conversations/{conversation_id}/whispers": "conversations.whispers.MOST",
    "/webchat/v1/callback": "routing.callbacks.MOST_WINDOWS",
    "/api/v1/callbacks": "the soonest hundred of those that stand",
    "/api/v1/flows": "flows.model.MOST_FLOWS",
    "/api/v1/flows/{flow_id}": "one flow",
    "/api/v1/flows/{flow_id}/versions": "flows.store.KEPT",
    "/api/v1/rehearsal/dialogues": "rehearsal.store.MOST_DIALOGUES",
    "/api/v1/rehearsal/runs": "rehearsal.store.MOST_RUNS",
    "/api/v1/rehearsal/runs/{run_id}": "one rehearsal, of rehearsal.store.MOST_DIALOGUES",
    "/api/v1/business-systems": "flows.model.MOST_SYSTEMS",
    "/api/v1/language-model": "the house's queues and channels, and what its systems can do",
    "/api/v1/language-model/days": "a line for each of at most so many days, by `last`",
    "/api/v1/knowledge/search": "the best few, by `limit`",
    "/api/v1/knowledge/{article_id}": "one article",
    "/api/v1/knowledge/files": "at most 60, named by `ids`",
    "/api/v1/knowledge/gaps": "knowledge.gaps.LISTED",
    "/api/v1/knowledge/gaps/{gap_id}": "one gap",
    "/api/v1/cocreation/rooms/{room_id}": "one room; its messages have a list of their own",
    "/api/v1/cocreation/rooms/{room_id}/parts/{part}": "cocreation.store.KEPT",
    "/api/v1/cocreation/times": "cocreation.queries.WEEKS",
    "/api/v1/cocreation/rules": "cocreation.model.MAX_SIDES",
    "/api/v1/cocreation/colleagues": "cocreation.actions.CHOICES",
    "/api/v1/knowledge/synonyms": "knowledge.synonyms.MOST",
    "/api/v1/knowledge/articles/{article_id}": "one article",
    "/api/v1/knowledge/articles/{article_id}/versions": "knowledge.store_versions.KEPT",
    "/api/v1/conversations/{conversation_id}/decisions": "what was decided of one conversation",
    "/api/v1/queues": "queues, skills and calendars as they are set up",
    "/api/v1/queues/{queue_id}/versions": "routing.store_versions.KEPT",
    "/api/v1/routing/learning": "a row for each agent and queue that have met",
    "/api/v1/surge": "teams as they are set up",
    "/api/v1/surge/articles": "the best of those that are found",
    "/api/v1/surge/policy": "teams as they are set up",
    "/api/v1/hours": "channels.calendars.MAX_CALENDARS",
    "/api/v1/topics": "understanding.store_themes.LISTED",
    "/api/v1/topics/hot": "understanding.store_themes.LISTED",
    "/api/v1/intents": "understanding.taxonomy.MOST_INTENTS",
    "/api/v1/intents/versions": "understanding.store_versions.LISTED",
    "/api/v1/intents/versions/{version_id}": "understanding.taxonomy.MOST_EXAMPLES",
    "/api/v1/conversations/{conversation_id}/intent": "understanding.taxonomy.MOST_INTENTS",
    "/api/v1/insight/kpis": "insight.kpi: one for each definition",
    "/api/v1/insight/board": "a row for each queue, channel, team or agent, or each hour or day of at most a year",
    "/api/v1/insight/live": "a row for each queue and agent",
    "/api/v1/insight/alerts": "insight.alerts.RULES",
    "/api/v1/insight/displays": "insight.displays.MOST",
    "/api/v1/insight/what-ifs": "insight.what_ifs.LISTED, and insight.what_ifs.MOST_KEPT",
    "/api/v1/selfcare": "selfcare.model.MAX_CATEGORIES, channels.webchats.MAX_CHATS, flows.model.MOST_FLOWS",
    "/api/v1/selfcare/figures": "selfcare.model.LISTED",
    "/webchat/v1/help/search": "the best few",
    "/webchat/v1/help/mine": "the latest few orders of one visitor",
    "/api/v1/settings-archive/kinds": "one for each kind of settings",
    "/api/v1/surveys": "one for each place where customers are asked",
    "/api/v1/surveys/{place}/versions": "the versions that are kept of one survey",
    "/api/v1/texts": "flow.texts.SLOTS, and one for each channel",
    "/api/v1/texts/{place}/versions": "the versions that are kept of one place's texts",
    "/api/v1/wall": "the key figures that are shown",
    "/webchat/v1/messages": "the chat's own script: goes on by `after` and `before`, as its socket does, across upgrades",
    "/open/v1/conversations/{conversation_id}/survey": "the questions of one survey",
    "/webchat/v1/survey": "the questions of one survey",
    "/webchat/v1/history": "the chat's own script: one conversation at a time, by `before`",
}
"""Lists that are not paged, and why they stay short. A module's constant that bounds it is named as such."""
REQUIRED = {
    "/api/v1/insight/drill": {"measure": "offered", "from": "2026-10-01", "to": "2026-10-02"},
}
NOT_A_CURSOR = (
    "x",
    "!",
    "é",
    "0",
    "1~2",
    "\0",
    base64.urlsafe_b64encode(b"[]").decode(),
    base64.urlsafe_b64encode(json.dumps(["mine", "0001-01-01T00:00:00+08:00", 1, None, True]).encode()).decode(),
)


@pytest.fixture(scope="module")
def lists(server: str) -> dict[str, dict[str, Any]]:
    """Every operation that answers JSON with a list in it."""
    told = httpx.get(f"{server}/api/openapi.json").json()
    return dict(_lists(told))


def _lists(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, verbs in told["paths"].items():
        if "get" not in verbs:
            continue
        content = verbs["get"]["responses"].get("200", {}).get("content", {}).get("application/json")
        if content is None:
            continue
        shape = _resolved(told, content["schema"])
        fields = {name: _resolved(told, field) for name, field in shape.get("properties", {}).items()}
        if shape.get("type") == "array" or any(field.get("type") == "array" for field in fields.values()):
            yield path, {"fields": fields, "asks": {one["name"]: one for one in verbs["get"].get("parameters", ())}}


def _resolved(told: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        found: dict[str, Any] = told["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found
    return schema


def test_every_list_is_paged_in_one_way_or_named_with_its_bound(lists: dict[str, dict[str, Any]]) -> None:
    assert len(lists) > 40
    assert set(BOUNDED) <= set(lists), "named here, and no list any more"
    for path, one in lists.items():
        if path in BOUNDED:
            assert "cursor" not in one["asks"], f"{path} is paged: it need not be named"
            continue
        assert {"items", "next"} <= one["fields"].keys(), f"{path} answers no items and next"
        assert one["fields"]["items"]["type"] == "array", path
        kinds = {kind.get("type") for kind in one["fields"]["next"]["oneOf"]}
        assert kinds == {"string", "null"}, path
        assert {"cursor", "limit"} <= one["asks"].keys(), f"{path} takes no cursor and limit"
        assert (one["asks"]["limit"]["schema"]["minimum"], one["asks"]["limit"]["schema"]["maximum"]) == (1, 200), path


def test_what_bounds_a_list_is_there() -> None:
    """A reason that names a module's constant names one that exists."""
    import importlib

    for path, reason in BOUNDED.items():
        found = re.fullmatch(r"(\w+)\.(\w+)\.([A-Z_]+)", reason)
        if found:
            module = importlib.import_module(f"qingfeng.modules.{found[1]}.{found[2]}")
            assert hasattr(module, found[3]), path


@pytest.fixture(scope="module")
def paged(lists: dict[str, dict[str, Any]], server: str, everybody: People) -> dict[str, tuple[str, dict[str, str]]]:
    """Addresses of lists that an administrator may read, with what they need, and some channel in its place."""
    admin = everybody.headers["admin"]
    made = httpx.post(f"{server}/api/v1/channels/open", headers=admin, json={"name": "页", "url": None})
    made.raise_for_status()
    token = httpx.post(
        f"{server}/api/v1/channels/{made.json()['id']}/tokens", headers=admin, json={"name": "页"}
    ).json()
    program = {"Authorization": f"Bearer {token['token']}", "Content-Type": "application/json"}
    for n, who in enumerate(("page-1", "page-2", "page", "page", "page")):
        body = {"external_id": f"page-{n}", "sender": {"id": who, "name": "范夜"}, "kind": "text", "text": "翻页"}
        said = httpx.post(f"{server}/open/v1/messages", headers=program, json=body)
        said.raise_for_status()
    rooms = [httpx.post(f"{server}/api/v1/cocreation/rooms", headers=admin, json={"title": "翻页"}) for _ in range(2)]
    room = rooms[0].json()["room"]["id"]
    for words in ("固件组在查", "今晚出补丁", "好的"):
        told = httpx.post(f"{server}/api/v1/cocreation/rooms/{room}/messages", headers=admin, json={"text": words})
        told.raise_for_status()
    ids = {"channel_id": made.json()["id"], "conversation_id": said.json()["conversation_id"], "room_id": room}
    found = {}
    for path in lists.keys() - BOUNDED.keys():
        filled = re.sub(r"\{(\w+)\}", lambda name: str(ids[name[1]]), path)
        headers = program if path.startswith("/open/") else admin
        found[path] = (f"{server}{filled}", headers)
    return found


def _query(path: str) -> dict[str, str]:
    return {**REQUIRED.get(path, {}), **({"sender": "page"} if path.startswith("/open/") else {})}


def test_a_bad_cursor_and_a_bad_limit_are_told_by_their_fields(paged: dict[str, tuple[str, dict[str, str]]]) -> None:
    for path, (address, headers) in paged.items():
        for wrong in NOT_A_CURSOR:
            answer = httpx.get(address, headers=headers, params={**_query(path), "cursor": wrong})
            assert answer.status_code == 422, (path, wrong, answer.text)
            error = answer.json()["error"]
            assert (error["code"], error["field"]) == ("bad_cursor", "cursor"), (path, wrong)
        for limit in ("0", "201", "x"):
            answer = httpx.get(address, headers=headers, params={**_query(path), "limit": limit})
            assert (answer.status_code, answer.json()["error"]["field"]) == (400, "limit"), (path, limit)


@pytest.mark.parametrize("field", ["tag", "channel", "q"])
def test_a_text_that_cannot_be_kept_is_no_mistake_of_ours(server: str, everybody: People, field: str) -> None:
    address = f"{server}/api/v1/conversations"
    answer = httpx.get(address, headers=everybody.headers["admin"], params={field: "a\0b", "view": "all"})
    assert answer.status_code in (200, 400), answer.text
    assert answer.status_code == 200 or answer.json()["error"]["code"] == "malformed"


def test_page_by_page_is_the_same_as_all_at_once(paged: dict[str, tuple[str, dict[str, str]]]) -> None:
    walked = 0
    for path, (address, headers) in paged.items():
        query = _query(path)
        if path == "/api/v1/conversations":
            query["view"] = "all"
        if path == "/api/v1/customers":
            query["q"] = "范夜"
        backward = path == "/api/v1/conversations/{conversation_id}/messages"  # its pages go back in time
        whole = httpx.get(address, headers=headers, params={**query, "limit": "200"}).json()
        assert whole["next"] is None, path
        seen: list[Any] = []
        cursor: str | None = ""
        while cursor is not None:
            page = httpx.get(address, headers=headers, params={**query, "limit": "1", "cursor": cursor}).json()
            assert len(page["items"]) <= 1, path
            seen = page["items"] + seen if backward else seen + page["items"]
            cursor = page["next"]
        assert [_key(one) for one in seen] == [_key(one) for one in whole["items"]], path
        walked += len(seen) > 1
    assert walked >= 6, "too few lists held anything: this proves nothing"


def _key(one: dict[str, Any]) -> str:
    return str(one.get("id") or (one["conversation_id"], one["no"]))
