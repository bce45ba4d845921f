"""`qingfeng export settings` and `qingfeng import settings`: what one house has set up is in another one afterwards."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from qingfeng.app.cli import main
from qingfeng.modules.people import public as people
from tests.support.world import open_world


async def test_settings_go_from_house_to_house_at_the_terminal(
    database_url: str,
    nats_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in (
        ("QF_DATA_DIR", str(tmp_path)),
        ("QF_DATABASE_URL", database_url),
        ("QF_NATS_URL", nats_url),
        ("QF_SECRET_KEY", "k" * 40),
        ("LC_ALL", "C"),
    ):
        monkeypatch.setenv(name, value)
    file = tmp_path / "house.json"

    async def run(*arguments: str) -> int:
        return await asyncio.to_thread(main, list(arguments))

    async with open_world(database_url, "from") as ours, open_world(database_url, "into") as theirs:
        async with ours.db.system.acquire() as conn:
            slugs = {row["id"]: row["slug"] for row in await conn.fetch("SELECT id, slug FROM access.tenants")}
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
        assert "甲,,regular,+8613800138000" in rows.read_text(encoding="utf-8-sig")
        assert await run(*into, "--write") == 0, "what was taken out comes back"
        assert "same 1" in capsys.readouterr().out
        assert await run("import", "settings", str(tmp_path / "none.json"), "--house", slugs[theirs.tenant]) == 1
        assert "There is no file" in capsys.readouterr().err
