"""Rooms over HTTP: who may do what, a draft that two write, the yes of each side, publishing, and what a stranger sees."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx

from tests.flow.signed_in import Stage, made_stage

stage = made_stage
AT = "/api/v1/cocreation/rooms"
TITLE = "固件 2.4 升级后空调离线"
BODY = "固件 2.4 升级后若显示离线：长按“复位”5 秒，重新连接 Wi-Fi 即可恢复；数据不会丢失。"


async def good(answer: httpx.Response, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def opened(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    body = {"title": TITLE, "questions": ["升级固件后空调离线了"], **more}
    return await good(await client.post(AT, json=body), 201)


async def me(client: httpx.AsyncClient) -> str:
    found: str = (await client.get("/api/v1/session")).json()["user"]["id"]
    return found


async def write(client: httpx.AsyncClient, id_: str, part: str, version: int, text: str) -> httpx.Response:
    return await client.put(f"{AT}/{id_}/parts/{part}", json={"version": version, "text": text})


async def test_agents_take_part_and_others_open_and_publish(stage: Stage) -> None:
    async with stage.as_("agent") as agent, stage.as_("boss") as boss:
        assert refused(await agent.post(AT, json={"title": TITLE})) == (403, "forbidden")
        made = await opened(boss, sides=["客服"])
        id_ = made["room"]["id"]
        assert (made["state"], made["room"]["opened_by"], made["members"][0]["role"]) == ("open", "boss", "owner")
        assert made["parts"][1]["text"] == "升级固件后空调离线了"
        assert refused(await write(agent, id_, "body", 0, BODY)) == (403, "not_a_member")
        joined = await good(await agent.post(f"{AT}/{id_}/join"))
        assert [one["name"] for one in joined["members"]] == ["boss", "agent"]
        draft = await good(await write(agent, id_, "body", 0, BODY))
        assert draft["room"]["drafted_at"] is not None
        said = {"draft_version": draft["room"]["draft_version"], "yes": True}
        assert refused(await agent.put(f"{AT}/{id_}/yes", json=said)) == (403, "no_side")
        side = {"role": "approver", "side": "客服"}
        assert refused(await agent.put(f"{AT}/{id_}/members/{await me(agent)}", json=side)) == (403, "not_yours")
        how = {"draft_version": said["draft_version"], "category": "热点"}
        assert refused(await agent.post(f"{AT}/{id_}/publish", json=how)) == (403, "forbidden")
        assert refused(await boss.post(f"{AT}/{id_}/publish", json=how)) == (409, "not_all_sides")


async def test_who_writes_later_loses_nothing_and_a_yes_is_void_when_the_draft_changes(stage: Stage) -> None:
    async with stage.as_("agent") as agent, stage.as_("boss") as boss, stage.as_("knowledge") as editor:
        id_ = (await opened(boss, sides=["客服", "产品"]))["room"]["id"]
        for client, side in ((agent, "客服"), (editor, "产品")):
            body = {"role": "approver", "side": side}
            await good(await boss.put(f"{AT}/{id_}/members/{await me(client)}", json=body))
        await good(await write(editor, id_, "title", 0, TITLE))
        await good(await write(editor, id_, "body", 0, "先断电重启。"))
        late = await write(agent, id_, "body", 0, BODY)
        assert refused(late) == (409, "part_changed")
        assert late.json()["error"]["params"]["by"] == "knowledge"
        now = await good(await agent.get(f"{AT}/{id_}"))
        assert now["parts"][2]["text"] == "先断电重启。"
        draft = (await good(await write(agent, id_, "body", 1, BODY)))["room"]["draft_version"]
        for client in (agent, editor):
            done = await good(await client.put(f"{AT}/{id_}/yes", json={"draft_version": draft, "yes": True}))
        assert done["room"]["approved_at"] is not None
        changed = await good(await write(boss, id_, "note", 0, "升级失败超过两次转技术。"))
        assert changed["room"]["approved_at"] is None
        assert {one["draft_version"] for one in changed["yeses"]} == {draft}
        assert changed["room"]["draft_version"] == draft + 1
        told = (await agent.get("/api/v1/notices")).json()["items"]
        assert [(one["kind"], one["text"], one["room_id"]) for one in told[:2]] == [
            ("room_voided", "客服", id_),
            ("room_invited", "客服", id_),
        ]
        stale = await agent.put(f"{AT}/{id_}/yes", json={"draft_version": draft, "yes": True})
        assert refused(stale) == (409, "draft_changed")
        kept = (await agent.get(f"{AT}/{id_}/parts/body")).json()["items"]
        assert [(one["version"], one["by_name"]) for one in kept] == [(2, "agent"), (1, "knowledge")]


async def test_all_sides_say_yes_and_the_answer_is_out(stage: Stage) -> None:
    async with stage.as_("boss") as boss, stage.as_("agent") as agent:
        before = (await boss.get("/api/v1/cocreation/times")).json()["published"]
        id_ = (await opened(boss, sides=["客服"]))["room"]["id"]
        await good(await boss.put(f"{AT}/{id_}/members/{await me(boss)}", json={"role": "owner", "side": "客服"}))
        for part, text in (("body", BODY), ("note", "话术：先道歉，再指导复位。")):
            draft = (await good(await write(boss, id_, part, 0, text)))["room"]["draft_version"]
        await good(await boss.put(f"{AT}/{id_}/yes", json={"draft_version": draft, "yes": True}))
        how = {"draft_version": draft, "category": "热点", "pin_hours": 4}
        empty = await boss.post(f"{AT}/{id_}/publish", json=how)
        assert (refused(empty), empty.json()["error"]["field"]) == ((422, "required"), "title")
        draft = (await good(await write(boss, id_, "title", 0, TITLE)))["room"]["draft_version"]
        await good(await boss.put(f"{AT}/{id_}/yes", json={"draft_version": draft, "yes": True}))
        too_long = await boss.post(f"{AT}/{id_}/publish", json={**how, "draft_version": draft, "pin_hours": 73})
        assert refused(too_long) == (422, "out_of_range")
        done = await good(await boss.post(f"{AT}/{id_}/publish", json={**how, "draft_version": draft}))
        room = done["room"]
        assert (done["state"], room["published_by"]) == ("published", "boss")
        order = [room[name] for name in ("asked_at", "opened_at", "drafted_at", "approved_at", "published_at")]
        assert order == sorted(order)
        assert await stage.audited("room.published", id_) == 1
        found = (await agent.get("/api/v1/knowledge/search", params={"q": "固件升级后离线"})).json()["items"]
        assert {room["article_id"], room["note_id"]} <= {one["id"] for one in found}
        times = (await agent.get("/api/v1/cocreation/times")).json()
        assert times["published"] == before + 1
        assert times["in_time"] >= 1
        assert times["whole"]["slowest"] >= times["whole"]["median"] >= 0
        assert times["weeks"][-1]["published"] == times["published"]
        assert refused(await write(boss, id_, "body", 1, "改一改")) == (409, "room_closed")
        assert (await good(await boss.put(f"{AT}/{id_}/pin", json={"hours": 0})))["room"]["pinned_until"] is None


async def test_where_articles_need_approval_a_room_needs_it_too(stage: Stage) -> None:
    async with stage.as_("boss") as boss, stage.as_("admin") as admin, stage.as_("knowledge") as editor:
        rules = (await admin.get("/api/v1/knowledge/rules")).json()
        on = await admin.put("/api/v1/knowledge/rules", json={**rules, "approval": True})
        assert on.status_code == 200, on.text
        id_ = (await opened(editor, sides=["产品"]))["room"]["id"]
        await good(await editor.put(f"{AT}/{id_}/members/{await me(editor)}", json={"role": "owner", "side": "产品"}))
        await good(await write(editor, id_, "title", 0, "优惠券写错了"))
        draft = (await good(await write(editor, id_, "body", 0, "错发的券作废，补发 20 元券。")))["room"][
            "draft_version"
        ]
        await good(await editor.put(f"{AT}/{id_}/yes", json={"draft_version": draft, "yes": True}))
        how = {"draft_version": draft, "category": "优惠券"}
        assert refused(await editor.post(f"{AT}/{id_}/publish", json=how)) == (403, "approval_needed")
        assert (await editor.get(f"{AT}/{id_}")).json()["state"] == "open"
        done = await good(await boss.post(f"{AT}/{id_}/publish", json=how))
        article = (await editor.get(f"/api/v1/knowledge/articles/{done['room']['article_id']}")).json()
        assert article["state"] == "published"
        own = (await opened(boss, sides=["产品"]))["room"]["id"]
        await good(await boss.put(f"{AT}/{own}/members/{await me(boss)}", json={"role": "owner", "side": "产品"}))
        await good(await write(boss, own, "title", 0, "谣言：压缩机停产"))
        draft = (await good(await write(boss, own, "body", 0, "没有停产。")))["room"]["draft_version"]
        await good(await boss.put(f"{AT}/{own}/yes", json={"draft_version": draft, "yes": True}))
        mine = await boss.post(f"{AT}/{own}/publish", json={**how, "draft_version": draft})
        assert refused(mine) == (403, "own_proposal")
        off = await admin.put("/api/v1/knowledge/rules", json={**on.json(), "approval": False})
        assert off.status_code == 200, off.text


async def test_words_beside_the_draft_are_masked_and_who_is_named_is_told(stage: Stage) -> None:
    async with stage.as_("boss") as boss, stage.as_("agent") as agent:
        id_ = (await opened(boss))["room"]["id"]
        known = (await boss.get("/api/v1/cocreation/colleagues", params={"q": "agent"})).json()["items"]
        assert [one["id"] for one in known] == [await me(agent)]
        body = {"text": "@agent 客户 13900001111 也说离线", "mentions": [await me(agent)]}
        said = await good(await boss.post(f"{AT}/{id_}/messages", json=body), 201)
        assert "13900001111" not in said["messages"][0]["text"]
        told = (await agent.get("/api/v1/notices")).json()["items"][0]
        assert (told["kind"], told["customer_name"], told["room_id"]) == ("room_mention", TITLE, id_)
        assert refused(await boss.post(f"{AT}/{id_}/messages", json={"text": " "})) == (422, "required")
        nobody = {"text": "在吗", "mentions": [str(uuid4())]}
        assert refused(await boss.post(f"{AT}/{id_}/messages", json=nobody)) == (422, "unknown_member")
        page = (await boss.get(f"{AT}/{id_}/messages", params={"limit": 1})).json()
        assert (len(page["items"]), page["next"]) == (1, None)
        before = said["room"]["version"]
        here = await good(await agent.post(f"{AT}/{id_}/here", json={"writes": "body"}))
        assert here["version"] == before
        assert [(one["name"], one["writes"]) for one in here["here"]] == [("agent", "body")]


async def test_one_room_for_a_source_and_its_clock_begins_with_the_question(stage: Stage) -> None:
    talk = await stage.told("升级以后遥控器连不上，电话13800002222")
    async with stage.as_("boss") as boss:
        made = await opened(boss, questions=[], source="conversation", source_id=str(talk))
        assert "13800002222" not in made["questions"][0]["text"]
        assert made["room"]["asked_at"] == made["questions"][0]["at"]
        again = await boss.post(AT, json={"title": TITLE, "source": "conversation", "source_id": str(talk)})
        assert refused(again) == (409, "room_exists")
        assert again.json()["error"]["params"]["room"] == made["room"]["id"]
        found = (await boss.get(AT, params={"source_id": str(talk)})).json()["items"]
        assert [one["id"] for one in found] == [made["room"]["id"]]
        for body, why in (
            ({"title": TITLE, "source": "gap", "source_id": str(uuid4())}, (403, "forbidden")),
            ({"title": TITLE, "source": "conversation", "source_id": str(uuid4())}, (404, "not_found")),
            ({"title": TITLE, "source": "topic", "source_id": str(uuid4())}, (404, "not_found")),
            ({"title": TITLE, "source": "conversation"}, (422, "source_and_id")),
            ({"title": " "}, (422, "required")),
            ({"title": TITLE, "asked_at": "2199-01-01T00:00:00Z"}, (422, "in_the_future")),
            ({"title": TITLE, "sides": []}, (422, "required")),
        ):
            assert refused(await boss.post(AT, json=body)) == why, body


async def test_a_room_is_put_away_and_taken_back(stage: Stage) -> None:
    async with stage.as_("boss") as boss, stage.as_("agent") as agent:
        word = f"保温杯谣言 {uuid4().hex[:6]}"
        id_ = (await opened(boss, title=word))["room"]["id"]
        listed = {"q": word, "shown": "open"}
        assert [one["id"] for one in (await agent.get(AT, params=listed)).json()["items"]] == [id_]
        assert refused(await agent.put(f"{AT}/{id_}/archived", json={"archived": True})) == (403, "not_yours")
        gone = await good(await boss.put(f"{AT}/{id_}/archived", json={"archived": True}))
        assert gone["state"] == "archived"
        assert (await agent.get(AT, params=listed)).json()["items"] == []
        assert refused(await agent.post(f"{AT}/{id_}/join")) == (409, "room_closed")
        assert refused(await agent.post(f"{AT}/{id_}/messages", json={"text": "还在吗"})) == (409, "room_closed")
        back = await good(await boss.put(f"{AT}/{id_}/archived", json={"archived": False}))
        assert back["state"] == "open"
        last = await boss.delete(f"{AT}/{id_}/members/{await me(boss)}")
        assert refused(last) == (409, "last_owner")
        first, second = [
            (await agent.get(AT, params={"limit": 1, **more})).json()
            for more in ({}, {"cursor": (await agent.get(AT, params={"limit": 1})).json()["next"]})
        ]
        assert first["items"][0]["id"] > second["items"][0]["id"]


async def test_the_houses_rules_are_what_a_new_room_begins_with(stage: Stage) -> None:
    async with stage.as_("boss") as boss, stage.as_("agent") as agent:
        rules = (await agent.get("/api/v1/cocreation/rules")).json()
        wanted = {"sides": ["产品", "法务"], "minutes": 30, "version": rules["version"]}
        assert refused(await agent.put("/api/v1/cocreation/rules", json=wanted)) == (403, "forbidden")
        kept = await good(await boss.put("/api/v1/cocreation/rules", json=wanted))
        assert refused(await boss.put("/api/v1/cocreation/rules", json=wanted)) == (409, "rules_changed")
        assert refused(await boss.put("/api/v1/cocreation/rules", json={**kept, "minutes": 9})) == (422, "out_of_range")
        assert (await opened(boss))["room"]["sides"] == ["产品", "法务"]


async def test_another_house_sees_nothing_of_it(stage: Stage) -> None:
    async with stage.as_("boss") as boss, stage.as_("rival") as rival:
        id_ = (await opened(boss))["room"]["id"]
        assert (await rival.get(AT, params={"shown": "all"})).json()["items"] == []
        assert (await rival.get("/api/v1/cocreation/times")).json()["published"] == 0
        for method, path, body in (
            ("GET", "", None), ("POST", "/join", None), ("PUT", "/parts/body", {"version": 0, "text": "x"}),
            ("PUT", "/archived", {"archived": True}), ("POST", "/here", {}), ("POST", "/messages", {"text": "x"}),
            ("GET", "/messages", None), ("GET", "/parts/body", None),
            ("POST", "/publish", {"draft_version": 0, "category": "x"}), ("PUT", "/pin", {"hours": 1}),
        ):  # fmt: skip
            answer = await rival.request(method, f"{AT}/{id_}{path}", json=body)
            assert refused(answer) == (404, "not_found"), (method, path)
        assert refused(await boss.get(f"{AT}/{id_}/parts/price")) == (404, "not_found")
