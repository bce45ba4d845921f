"""A house that is backed up while it works and stands again elsewhere, byte for byte; and what is refused."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from qingfeng.app.archive import DUMP, FORMAT, KEY, Manifest, Reader, Writer, seal, unseal
from qingfeng.app.backup import Place, backup, place_of, restore
from qingfeng.app.embedded.problem import Problem
from qingfeng.app.settings import secret_key_file
from qingfeng.contracts.messages import Author
from qingfeng.kernel.clock import SystemClock
from qingfeng.kernel.migrate import migrate, scripts
from qingfeng.modules.conversations import public as conversations
from tests.ops.houses import Houses, made_houses
from tests.support.world import World, open_world

__all__ = ["made_houses"]
CLOCK = SystemClock()
SECRET, PHRASE = b"s" * 43, "correct horse battery"


def quiet(_: str, __: int) -> None:
    return


async def talk(world: World, words: str) -> None:
    async with world.work.tx(world.tenant) as tx:
        customer = await world.customer(tx, "欧阳静怡")
        row = conversations.RowCustomer(customer.id, customer.name, customer.tier)
        conv = await conversations.open_(tx, row, channel_id=world.channel, channel_kind="webchat", locale="zh-CN")
        author = Author("customer", customer.id, customer.name)
        await conversations.append(tx, conv, conversations.Draft(author=author, kind="text", text=words))


async def content(place: Place) -> dict[str, str]:
    """A digest of every row of every table, by table."""
    conn = await asyncpg.connect(place.admin)
    try:
        tables = await conn.fetch(
            "SELECT format('%I.%I', schemaname, tablename) AS t FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        sql = "SELECT count(*) || ' ' || coalesce(md5(string_agg(x::text, '|' ORDER BY x::text)), '') FROM {} x"
        return {row["t"]: await conn.fetchval(sql.format(row["t"])) for row in tables}
    finally:
        await conn.close()


async def test_a_house_stands_again_elsewhere_as_it_was_while_others_wrote_on(
    database_url: str, houses: Houses, tmp_path: Path
) -> None:
    source, file = houses.place(urlsplit(database_url).path[1:]), tmp_path / "house.qfb"
    async with open_world(database_url) as world:
        await talk(world, "空调漏水怎么办")
        before = await content(source)
        assert int(before["conversations.messages"].split()[0]) > 0
        await backup(source, tmp_path / "still.qfb", CLOCK, quiet)

        async def goes_on() -> None:
            while True:
                await talk(world, "还有一个问题")

        busy = asyncio.create_task(goes_on())
        made = await asyncio.to_thread(asyncio.run, backup(source, file, CLOCK, quiet))
        busy.cancel()
        await asyncio.gather(busy, return_exceptions=True)
    assert made.migrations == [name for name, _ in scripts()]

    still = await houses.empty()
    await restore(still, tmp_path / "still.qfb", quiet, force=False, passphrase=lambda: None)
    assert await content(still) == before
    # What was written meanwhile is there as a whole or not at all: every conversation has its message and its events.
    target = await houses.empty()
    await restore(target, file, quiet, force=False, passphrase=lambda: None)
    conn = await asyncpg.connect(target.admin)
    try:
        counts = await conn.fetchrow(
            "SELECT (SELECT count(*) FROM conversations.conversations) AS talks,"
            " (SELECT count(*) FROM conversations.messages) AS messages,"
            " (SELECT count(*) FROM kernel.outbox WHERE type = 'MessageAppended') AS events"
        )
    finally:
        await conn.close()
    assert counts is not None
    assert counts["talks"] == counts["messages"] == counts["events"] >= 1
    # And it lives: roles, isolation and search work for whoever speaks as the product.
    assert await migrate(target.url) == []
    async with open_world(target.url, "new") as world:
        await talk(world, "搬家以后的第一句")
        async with world.db.reading(world.tenant) as conn:
            assert await conn.fetchval("SELECT count(*) FROM conversations.messages") == 1


async def test_what_is_not_empty_is_left_alone_unless_forced(database_url: str, houses: Houses, tmp_path: Path) -> None:
    source, file = houses.place(urlsplit(database_url).path[1:]), tmp_path / "house.qfb"
    await backup(source, file, CLOCK, quiet)
    target = await houses.empty()
    await migrate(target.url)
    async with open_world(target.url, "other") as world:
        await talk(world, "原有内容")
        with pytest.raises(Problem, match="Stop them first"):
            await restore(target, file, quiet, force=True, passphrase=lambda: None)
    kept = await content(target)
    with pytest.raises(Problem, match="not empty"):
        await restore(target, file, quiet, force=False, passphrase=lambda: None)
    assert await content(target) == kept
    await restore(target, file, quiet, force=True, passphrase=lambda: None)
    assert await content(target) == await content(source)


async def test_a_file_that_was_cut_or_changed_restores_nothing(
    database_url: str, houses: Houses, tmp_path: Path
) -> None:
    source, file = houses.place(urlsplit(database_url).path[1:]), tmp_path / "house.qfb"
    await backup(source, file, CLOCK, quiet)
    whole, target = file.read_bytes(), await houses.empty()
    changed = bytearray(whole)
    changed[5000] ^= 1
    for wrong in (whole[: len(whole) // 2], bytes(changed), b"", b"another kind of file" * 100):
        file.write_bytes(wrong)
        with pytest.raises(Problem, match="no whole backup"):
            await restore(target, file, quiet, force=True, passphrase=lambda: None)
    assert await content(target) == {}
    assert not list(tmp_path.glob(".*")), "something half made was left behind"


async def test_the_key_travels_sealed(database_url: str, houses: Houses, tmp_path: Path) -> None:
    source, file = houses.place(urlsplit(database_url).path[1:]), tmp_path / "house.qfb"
    await backup(source, file, CLOCK, quiet, key=(SECRET, PHRASE))
    assert file.stat().st_mode & 0o077 == 0
    assert SECRET not in file.read_bytes()
    assert {DUMP, KEY} == set(Reader(file, quiet).manifest.parts)
    empty = await houses.empty()
    target = Place(empty.url, empty.admin, tmp_path / "there")
    with pytest.raises(Problem, match="passphrase does not open"):
        await restore(target, file, quiet, force=False, passphrase=lambda: "wrong horse")
    await restore(target, file, quiet, force=False, passphrase=lambda: PHRASE)
    kept = secret_key_file(target.data_dir)
    assert kept.read_bytes().strip() == SECRET
    assert kept.stat().st_mode & 0o077 == 0
    kept.write_bytes(b"another key of this place, not the backup's")
    with pytest.raises(Problem, match="another key"):
        await restore(target, file, quiet, force=False, passphrase=lambda: PHRASE)


async def test_who_does_not_see_every_row_makes_no_backup(database_url: str, houses: Houses, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="QF_ADMIN_DATABASE_URL"):
        place_of({}, "postgresql://u:p@elsewhere/d", tmp_path)
    owner = Place(database_url, database_url, tmp_path)
    with pytest.raises(Problem, match="does not see every row"):
        await backup(owner, tmp_path / "house.qfb", CLOCK, quiet)
    assert not (tmp_path / "house.qfb").exists()


async def test_a_newer_ones_backup_is_refused(houses: Houses, tmp_path: Path) -> None:
    file = tmp_path / "house.qfb"
    with Writer(file) as out:
        out.add(DUMP, [b"anything"], quiet)
        names = [*(name for name, _ in scripts()), "9999_of_tomorrow.sql"]
        said = {"version": "99.0", "made_at": CLOCK.now(), "major": 15, "owner": "qingfeng", "migrations": names}
        out.close_with(Manifest(format=FORMAT, parts=dict(out.parts), **said))
    with pytest.raises(Problem, match=r"99\.0, which is newer than"):
        await restore(await houses.empty(), file, quiet, force=False, passphrase=lambda: None)


def test_a_sealed_key_differs_each_time_and_opens_by_its_phrase_only() -> None:
    first, second = seal(SECRET, PHRASE), seal(SECRET, PHRASE)
    assert first != second
    assert unseal(first, PHRASE) == unseal(second, PHRASE) == SECRET
    with pytest.raises(Problem):
        unseal(first[:-1] + bytes([first[-1] ^ 1]), PHRASE)
