"""The house's texts, over HTTP: chosen for the house or a channel, kept in versions, taken back, said to customers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest

from qingfeng.flow.texts import SLOTS
from qingfeng.kernel.migrate import scripts
from tests.flow.signed_in import Stage, made_stage
from tests.flow.test_looks import made, visit
from tests.kernel.test_migrate import empty

stage = made_stage
bare = empty
TEXTS = "/api/v1/texts"
MOVE = "0063_texts.sql"


def place_of(told: dict[str, Any], place: str = "house") -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in told["places"] if one["place"] == place)
    return found


async def saved(client: httpx.AsyncClient, place: str, version: int, **texts: Any) -> httpx.Response:
    given = {key: {"zh": zh, "en": en} for key, (zh, en) in texts.items()}
    return await client.put(f"{TEXTS}/{place}", json={"version": version, "texts": given})


@pytest.fixture
async def admin(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    async with stage.as_("admin") as client:
        yield client


async def test_until_anybody_chooses_all_is_said_as_shipped(stage: Stage, admin: httpx.AsyncClient) -> None:
    told = (await admin.get(TEXTS)).json()
    assert [slot["key"] for slot in told["slots"]] == [slot.key for slot in SLOTS]
    assert place_of(told)["texts"] == {}
    chat = await made(admin)
    config = (await visit(stage, chat["key"])).json()["config"]
    assert config["texts"]["agent_joined"]["zh"] == "客服 {{agent.name}} 已接入，为您服务"
    assert config["texts"] == chat["texts"] == place_of((await admin.get(TEXTS)).json(), chat["id"])["seen"]["texts"]
    assert not [key for key in config["texts"] if key.startswith("bot_")], "what the bot says is said by the server"


async def test_a_channel_comes_before_the_house_in_each_language(stage: Stage, admin: httpx.AsyncClient) -> None:
    chat = await made(admin)
    house = await saved(admin, "house", 0, greeting=(["您好，这里是{{brand.name}}"], ["This is {{brand.name}}"]))
    assert house.status_code == 200, house.text
    own = await saved(admin, chat["id"], 0, greeting=(["欢迎光临"], []))
    assert place_of(own.json(), chat["id"])["texts"] == {"greeting": {"zh": ["欢迎光临"], "en": []}}
    said = (await visit(stage, chat["key"])).json()["config"]["texts"]["greeting"]
    assert said == {"zh": "欢迎光临", "en": "This is ours"}
    other = await made(admin, "另一个")
    assert other["texts"]["greeting"]["zh"] == "您好，这里是ours"
    back = await saved(admin, chat["id"], 1)
    assert place_of(back.json(), chat["id"])["seen"]["texts"]["greeting"]["zh"] == "您好，这里是ours"


async def test_versions_are_kept_and_taken_back(stage: Stage, admin: httpx.AsyncClient) -> None:
    place = (await made(admin))["id"]
    assert (await saved(admin, place, 0, closed=(["再见"], []))).status_code == 200
    assert (await saved(admin, place, 1, closed=(["再见"], []), queued=(["排上了"], []))).status_code == 200
    same = await saved(admin, place, 2, closed=([" 再见 "], []), queued=(["排上了"], []))
    assert place_of(same.json(), place)["version"] == 2, "the same again is no version"
    listed = (await admin.get(f"{TEXTS}/{place}/versions")).json()["items"]
    assert [(v["version"], v["changed"], v["by_name"]) for v in listed] == [
        (2, ["queued"], "admin"),
        (1, ["closed"], "admin"),
        (0, [], ""),
    ]
    late = await saved(admin, place, 1, closed=(["晚了"], []))
    assert (late.status_code, late.json()["error"]["code"]) == (409, "texts_changed")
    assert late.json()["error"]["params"]["by"] == "admin"
    restored = await admin.post(f"{TEXTS}/{place}/restore", json={"to": 0, "version": 2})
    assert (restored.status_code, place_of(restored.json(), place)["texts"]) == (200, {})
    assert (await admin.post(f"{TEXTS}/{place}/restore", json={"to": 9, "version": 3})).status_code == 404
    assert await stage.audited("texts.changed", place) == 2
    assert await stage.audited("texts.restored", place) == 1


async def test_what_is_wrong_is_named_with_its_field(admin: httpx.AsyncClient) -> None:
    refused = await saved(admin, "house", 0, agent_joined=(["{{agent.nick}}来了"], []))
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (422, "unknown_variable")
    assert (error["field"], error["params"]["known"]) == (
        "texts.agent_joined.zh.0",
        "{{agent.name}}, {{brand.name}}",
    )
    assert (await saved(admin, "house", 0, head_bot=(["长" * 21], []))).json()["error"]["params"]["max"] == 20
    assert (await admin.put(f"{TEXTS}/nowhere", json={"version": 0, "texts": {}})).status_code == 404


async def test_they_are_their_administrators_alone(stage: Stage) -> None:
    async with stage.as_("admin") as client:
        chat = await made(client)
    async with stage.as_("agent") as client:
        assert (await client.get(TEXTS)).status_code == 403
        assert (await saved(client, "house", 0)).status_code == 403
    async with stage.as_("boss") as client:
        assert (await saved(client, "house", 0, closed=(["再见"], []))).status_code == 403
    assert chat["texts"]["queued"]["zh"] == "已为您转接人工，正在排队"


async def older_days(conn: asyncpg.Connection[asyncpg.Record]) -> None:
    """Two houses with what they said, and chats of theirs whose looks were changed."""
    for number, settings in enumerate(
        [
            '{"greeting": {"zh": "您好，这里是清和", "en": "Qinghe"}, "closed_text": {"zh": "下班了", "en": ""}, "fuse_hours": 3}',
            "{}",
        ]
    ):
        await conn.execute(
            "INSERT INTO access.tenants (id, slug, name, settings, created_at)"
            " VALUES ($1, $2, $2, $3::text::jsonb, now())",
            f"00000000-0000-4000-8000-00000000000{number}",
            f"t{number}",
            settings,
        )
    looks = [
        (0, 1, 0, "您好，这里是清和", "Qinghe", ""), (0, 1, 1, "您好，这里是清和", "Qinghe", "周"),
        (0, 2, 0, "您好，这里是清和", "Qinghe", ""), (0, 2, 1, "官网", "", "周"), (0, 2, 2, "官网", "", "周"),
        (0, 2, 3, "再改", "Again", "吴"), (1, 3, 0, "您好，很高兴为您服务。", "Hello, how can we help?", ""),
    ]  # fmt: skip
    await conn.execute("ALTER TABLE channels.looks DROP CONSTRAINT looks_tenant_id_channel_id_fkey")
    await conn.execute("ALTER TABLE channels.looks NO FORCE ROW LEVEL SECURITY")
    for tenant, channel, version, zh, en, by in looks:
        await conn.execute(
            "INSERT INTO channels.looks (tenant_id, channel_id, version, look, by_name, at) VALUES"
            " ($1, $2, $3, jsonb_build_object('name', 'x', 'greeting', jsonb_build_object('zh', $4::text, 'en', $5::text)), $6, now())",
            f"00000000-0000-4000-8000-00000000000{tenant}",
            f"00000000-0000-4000-8000-00000000000{channel}",
            version,
            zh,
            en,
            by,
        )


async def test_greetings_of_older_days_move_with_their_history(bare: str) -> None:
    conn = await asyncpg.connect(bare)
    try:
        for name, sql in scripts():
            if name == MOVE:
                break
            await conn.execute(sql)
        await older_days(conn)
        await conn.execute("ALTER TABLE channels.looks FORCE ROW LEVEL SECURITY")
        await conn.execute(dict(scripts())[MOVE])
        forced = "SELECT bool_and(relforcerowsecurity) FROM pg_class WHERE oid = ANY($1::regclass[])"
        assert await conn.fetchval(forced, ["access.tenants", "channels.looks", "channels.texts"])
        for table in ("access.tenants", "channels.looks", "channels.texts"):
            await conn.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        rows = await conn.fetch(
            "SELECT place, version, texts::text, by_name FROM channels.texts ORDER BY place, version"
        )
        kept = [(row["place"][-1], row["version"], row["texts"], row["by_name"]) for row in rows]
        assert kept == [
            ("2", 0, '{"greeting": {"en": ["Qinghe"], "zh": ["您好，这里是清和"]}}', ""),
            ("2", 1, '{"greeting": {"en": [], "zh": ["官网"]}}', "周"),
            ("2", 2, '{"greeting": {"en": ["Again"], "zh": ["再改"]}}', "吴"),
            (
                "e",
                0,
                '{"greeting": {"en": ["Qinghe"], "zh": ["您好，这里是清和"]}, "closed_hours": {"en": [], "zh": ["下班了"]}}',
                "",
            ),
        ], "chats that greeted as their house have nothing of their own"
        left = await conn.fetch("SELECT settings::text FROM access.tenants ORDER BY slug")
        assert [row["settings"] for row in left] == ['{"fuse_hours": 3}', "{}"]
        assert await conn.fetchval("SELECT count(*) FROM channels.looks WHERE look ? 'greeting'") == 0
    finally:
        await conn.close()
