"""`qingfeng export settings` and `qingfeng import settings`: what one house has set up is in another one afterwards."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from qingfeng.app.cli import main
from qingfeng.modules.people import public as people
from tests.support.archive import fill
from tests.support.world import World, open_world


@pytest.fixture(autouse=True)
def terminal(database_url: str, nats_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a terminal of this machine knows."""
    for name, value in (
        ("QF_DATA_DIR", str(tmp_path)),
        ("QF_DATABASE_URL", database_url),
        ("QF_NATS_URL", nats_url),
        ("QF_SECRET_KEY", "k" * 40),
        ("LC_ALL", "C"),
    ):
        monkeypatch.setenv(name, value)


async def run(*arguments: str) -> int:
    return await asyncio.to_thread(main, list(arguments))


async def slug_of(world: World) -> str:
    found: str = await world.db.system.fetchval("SELECT slug FROM access.tenants WHERE id = $1", world.tenant)
    return found


async def test_settings_go_from_house_to_house_at_the_terminal(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "house.json"

    async with open_world(database_url, "from") as ours, open_world(database_url, "into") as theirs:
        slugs = {world.tenant: await slug_of(world) for world in (ours, theirs)}
        async with ours.work.tx(ours.tenant) as tx:
            await people.put_team(tx, "night", "夜班", "Night")
        assert await run("export", "settings", str(file)) == 1, "there are two houses, and none was named"
        assert slugs[ours.tenant] in capsys.readouterr().err
        assert await run("export", "settings", str(file), "--house", slugs[ours.tenant], "--kinds", "teams") == 0
        assert json.loads(file.read_text())["kinds"] == {"teams": [{"code": "night", "zh": "夜班", "en": "Night"}]}
        into = ("import", "settings", str(file), "--house", slugs[theirs.tenant])
        assert await run(*into) == 0
        assert "new" in capsys.readouterr().out
        async with theirs.db.reading(theirs.tenant) as conn:
            assert await people.teams(conn) == [], "it was only shown"
        assert await run(*into, "--write") == 0
        async with theirs.db.reading(theirs.tenant) as conn:
            assert [team.name for team in await people.teams(conn)] == ["夜班"]
        file.write_text(file.read_text().replace("night", "Not A Code"))
        capsys.readouterr()
        assert await run(*into, "--write") == 1
        assert "Nothing was imported" in capsys.readouterr().out
        rows = tmp_path / "customers.csv"
        rows.write_bytes("姓名,手机\n甲,13800138000\n乙,12\n".encode("gbk"))
        into = ("import", "customers", str(rows), "--house", slugs[theirs.tenant])
        assert await run(*into) == 1, "a row is wrong"
        assert "new 1  changed 0  same 0  wrong 1" in capsys.readouterr().out
        assert await run(*into, "--write") == 1
        assert await run("export", "customers", str(rows), "--house", slugs[theirs.tenant]) == 0
        none = await run("export", "customers", str(rows), "--house", slugs[theirs.tenant], "--kinds", "tags")
        assert (none, "--kinds belongs to settings" in capsys.readouterr().err) == (1, True)
        assert "甲,,regular,+8613800138000" in rows.read_text(encoding="utf-8-sig")
        assert await run(*into, "--write") == 0, "what was taken out comes back"
        assert "same 1" in capsys.readouterr().out
        assert await run("import", "settings", str(tmp_path / "none.json"), "--house", slugs[theirs.tenant]) == 1
        assert "There is no file" in capsys.readouterr().err


async def test_conversations_go_into_a_file_that_appears_when_it_is_whole(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "said.jsonl"
    async with open_world(database_url, "said") as world:
        await fill(world.work, world.tenant, 3, 4)
        out = ("export", "conversations", str(file), "--house", await slug_of(world))
        assert await run(*out) == 0
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        assert [len(line["messages"]) for line in lines] == [4, 4, 4]
        assert await run(*out, "--state", "open", "--format", "csv", "--masked") == 0
        assert len(file.read_bytes().splitlines()) == 1, "the heading alone"
        assert await run(*out, "--since", "2026-07-02", "--before", "2026-07-01") == 1
        assert "ends before it begins" in capsys.readouterr().err
        assert await run(*out, "--tier", "platinum") == 1
        assert "This cannot be looked for" in capsys.readouterr().err
        assert [path.name for path in tmp_path.glob("said*")] == ["said.jsonl"], "nothing half is left"
        async with world.db.reading(world.tenant) as conn:
            told = await conn.fetchval("SELECT count(*) FROM access.audit WHERE action = 'conversation.exported'")
        assert told == 2


async def test_a_link_to_begin_is_refused_where_a_house_is(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_world(database_url, "there") as world:
        assert await run("setup-link") == 1
        assert "There is a house already" in capsys.readouterr().err
        await world.db.system.execute("UPDATE access.tenants SET demo = true")
        assert await run("setup-link") == 0
        assert "/setup#" in capsys.readouterr().out
