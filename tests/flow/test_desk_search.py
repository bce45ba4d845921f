"""Searching over HTTP: who may, what is told, and what is refused with a reason."""

from __future__ import annotations

import httpx
import pytest

from tests.flow.signed_in import Stage, made_stage

stage = made_stage


async def test_customers_and_conversations_are_found_each_in_their_group(stage: Stage) -> None:
    async with stage.as_("agent") as client:
        by_word = (await client.get("/api/v1/search", params={"q": "漏水"})).json()
        assert by_word["customers"] == []
        (found,) = by_word["conversations"]
        assert found["row"]["customer"]["name"] == "欧阳静怡"
        assert found["hit"]["parts"] == [
            {"text": "空调", "hit": False}, {"text": "漏水", "hit": True}, {"text": "怎么办", "hit": False},
        ]  # fmt: skip
        assert (found["hits"], by_word["capped"]) == (1, False)
        by_name = (await client.get("/api/v1/search", params={"q": "静怡"})).json()
        assert [c["name"] for c in by_name["customers"]] == ["欧阳静怡"]
        assert by_name["conversations"] == []
        for filters, n in (
            ({"view": "all"}, 1),
            ({"view": "mine"}, 0),
            ({"view": "team"}, 0),
            ({"channel": "open"}, 0),
        ):
            answer = await client.get("/api/v1/search", params={"q": "漏水", **filters})
            assert len(answer.json()["conversations"]) == n, filters
        assert (await client.get("/api/v1/search", params={"q": " "})).json()["conversations"] == []
        odd = await client.get("/api/v1/search", params={"q": "漏\0水", "tag": "\0", "channel": "\0"})
        assert odd.status_code == 200


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({}, 400),
        ({"q": "长" * 101}, 400),
        ({"q": "x", "view": "somebody"}, 400),
        ({"q": "x", "queue": "one"}, 400),
        ({"q": "x", "since": "yesterday"}, 400),
        ({"q": "x", "since": "2026-07-01T00:00:00"}, 422),
        ({"q": "x", "limit": "51"}, 400),
    ],
)
async def test_what_cannot_be_understood_is_refused(stage: Stage, params: dict[str, str], status: int) -> None:
    async with stage.as_("agent") as client:
        answer = await client.get("/api/v1/search", params=params)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["message"]


async def test_only_who_may_read_conversations_may_search_them(stage: Stage) -> None:
    async with stage.as_("knowledge") as client:
        assert (await client.get("/api/v1/search", params={"q": "漏水"})).status_code == 403
    async with httpx.AsyncClient(transport=httpx.ASGITransport(stage.app), base_url="http://test") as client:
        assert (await client.get("/api/v1/search", params={"q": "漏水"})).status_code == 401
