"""Exports of the conversations one looks at: exactly those that were named, or those of one's own view."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from qingfeng.modules.conversations import public as conversations
from tests.flow.signed_in import Stage, made_stage
from tests.flow.test_conversation_files import PATH, ask, clean, fetch, rows, steps, told

stage = made_stage
__all__ = ["clean"]


async def test_exactly_those_that_were_named_and_no_other_houses(stage: Stage) -> None:
    one, other = await stage.told("要导出的"), await stage.told("不导出的")
    async with stage.as_("admin") as admin:
        chosen = {"ids": [str(one), str(one), str(uuid4())], "origin": "search"}
        asked = await ask(admin, format="jsonl", filter=chosen)
        assert (asked["chosen"], asked["filter"]["ids"], asked["filter"]["origin"]) == (3, None, "search")
        await steps(stage)
        assert (await told(admin, asked["id"]))["total"] == 1
        assert [json.loads(line)["id"] for line in (await fetch(admin, asked["id"])).splitlines()] == [str(one)]
        none = await ask(admin, filter={"ids": []})
        await steps(stage)
        assert rows(await fetch(admin, none["id"])) == [], "none named is none, not all"
        many = {"ids": [str(uuid4()) for _ in range(conversations.MOST_EXPORTED + 1)]}
        answer = await admin.post(PATH, json={"format": "csv", "filter": many})
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, "filter.ids")
        (line,) = (await admin.get("/api/v1/audit", params={"target": asked["id"], "limit": 5})).json()["items"][-1:]
        assert (line["detail"]["count"], line["detail"]["filter"]["origin"]) == (3, "search")
        assert "ids" not in line["detail"]["filter"]
        assert str(other) not in json.dumps(line)
    async with stage.as_("rival") as rival:
        theirs = await ask(rival, filter={"ids": [str(one)]})
        await steps(stage)
        assert rows(await fetch(rival, theirs["id"])) == []


async def test_a_view_is_that_of_whoever_asks_whatever_the_request_says(stage: Stage) -> None:
    mine, waits = await stage.told("我的"), await stage.told("没人接的")
    async with stage.as_("admin") as admin, stage.as_("boss") as boss:
        me = (await admin.get("/api/v1/session")).json()["user"]["id"]
        them = (await boss.get("/api/v1/session")).json()["user"]["id"]
        assert (await admin.post(f"/api/v1/conversations/{mine}/claim")).status_code == 200

        async def found(**chosen: Any) -> list[str]:
            asked = await ask(admin, format="jsonl", filter={"origin": "view", **chosen})
            await steps(stage)
            return [json.loads(line)["id"] for line in (await fetch(admin, asked["id"])).splitlines()]

        for view in ("mine", "team", "all"):
            shown = (await admin.get("/api/v1/conversations", params={"view": view, "limit": 200})).json()["items"]
            assert sorted(await found(view=view)) == sorted(row["id"] for row in shown), view
        assert await found(view="mine", me=them, team=[them]) == [str(mine)]
        assert await found(view="mine", tag="没有这个") == []
        assert str(waits) in await found(view="all", me=me)
        assert await found(view="snoozed") == []
