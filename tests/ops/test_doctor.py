"""The doctor finds what is wrong, says what to do, and finds nothing in a house that is well."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import asyncpg
import msgspec
import pytest

from qingfeng.app.doctor import Finding, examine, text
from qingfeng.app.settings import Settings
from qingfeng.kernel.clock import ManualClock, SystemClock
from tests.support.web import settings

CLOCK = SystemClock()


@pytest.fixture
def house(database_url: str, nats_url: str, tmp_path: Path) -> tuple[Settings, str]:
    return settings(database_url, nats_url, tmp_path), database_url


async def found(chosen: Settings, name: str) -> Finding:
    return next(f for f in await examine(chosen, CLOCK) if f.name == name)


async def run(url: str, sql: str) -> None:
    conn = await asyncpg.connect(url)
    try:
        await conn.execute(sql)
    finally:
        await conn.close()


async def test_a_house_that_is_well_but_for_the_hasty_commits_of_tests(house: tuple[Settings, str]) -> None:
    findings = await examine(house[0], CLOCK)
    wrong = {f.name for f in findings if f.level == "wrong"}
    assert wrong == {"durability"}  # the session's server is told not to wait for the disk
    assert {"database", "letters", "migrations", "roles", "row-level security", "clock", "outbox", "parked"} <= {
        f.name for f in findings if f.level == "ok"
    }
    assert all(f.do for f in findings if f.level != "ok")
    assert text(findings)[-2].startswith("wrong durability")


async def test_a_table_without_forced_row_level_security_is_named(house: tuple[Settings, str]) -> None:
    chosen, url = house
    await run(url, "ALTER TABLE customers.orders NO FORCE ROW LEVEL SECURITY; CREATE TABLE bot.loose (tenant_id uuid)")
    try:
        seen = await found(chosen, "row-level security")
        assert seen.level == "wrong"
        assert "bot.loose" in seen.what
        assert "customers.orders" in seen.what
        assert "FORCE ROW LEVEL SECURITY" in seen.do
    finally:
        await run(url, "DROP TABLE bot.loose; ALTER TABLE customers.orders FORCE ROW LEVEL SECURITY")
    assert (await found(chosen, "row-level security")).level == "ok"


async def test_migrations_that_are_missing_changed_or_of_tomorrow(house: tuple[Settings, str]) -> None:
    chosen, url = house
    last = "(SELECT max(name) FROM public.qingfeng_migrations)"
    for wrong, back, said in (
        ("INSERT INTO public.qingfeng_migrations (name, digest) VALUES ('9999_x.sql', 'x')",
         "DELETE FROM public.qingfeng_migrations WHERE name = '9999_x.sql'", "newer"),
        (f"UPDATE public.qingfeng_migrations SET digest = 'x' || digest WHERE name = {last}",
         f"UPDATE public.qingfeng_migrations SET digest = substr(digest, 2) WHERE name = {last}", "not what was applied"),
        ("UPDATE public.qingfeng_migrations SET name = 'x' || name WHERE name = '0001_spine.sql'",
         "UPDATE public.qingfeng_migrations SET name = substr(name, 2) WHERE name = 'x0001_spine.sql'", "newer"),
    ):  # fmt: skip
        await run(url, wrong)
        try:
            seen = await found(chosen, "migrations")
            assert seen.level == "wrong"
            assert said in seen.what
        finally:
            await run(url, back)
    assert (await found(chosen, "migrations")).level == "ok"


async def test_engines_that_do_not_answer_are_told_and_the_rest_is_looked_at(house: tuple[Settings, str]) -> None:
    away = msgspec.structs.replace(
        house[0], database_url="postgresql://u:p@127.0.0.1:9/none", nats_url="nats://127.0.0.1:9"
    )
    findings = {f.name: f for f in await examine(away, CLOCK)}
    assert findings["database"].level == findings["broker"].level == "wrong"
    assert "QF_DATABASE_URL" in findings["database"].do
    assert findings["disk"].level in ("ok", "look")


async def test_a_clock_that_runs_ahead_and_what_is_parked(house: tuple[Settings, str]) -> None:
    chosen, url = house
    ahead = ManualClock(CLOCK.now() + timedelta(seconds=30))
    # The broker is asked with the clock at hand, which must move by itself: only the record is of interest here.
    seen = next(f for f in await examine(chosen, ahead) if f.name == "clock")
    assert (seen.level, "30" in seen.what or "29" in seen.what) == ("wrong", True)
    conn = await asyncpg.connect(url, server_settings={"role": "qf_app"})
    try:
        await conn.execute(
            "SET qf.tenant = '00000000-0000-0000-0000-000000000001';"
            "INSERT INTO kernel.parked (tenant_id, id, source, event_id, event_type, body, attempts, error, at)"
            " VALUES (kernel.tenant(), gen_random_uuid(), 'watcher:x', '1', 'X', '{}', 6, 'no', now())"
        )
    finally:
        await conn.close()
    seen = await found(chosen, "parked")
    assert (seen.level, seen.do) == ("look", "qingfeng parked list")


async def test_a_key_that_others_may_read_and_an_address_without_encryption(
    house: tuple[Settings, str], tmp_path: Path
) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret.key").write_text("k" * 40)
    (tmp_path / "keys" / "secret.key").chmod(0o644)
    seen = await found(house[0], "key")
    assert seen.level == "wrong"
    assert "chmod 600" in seen.do
    open_ = msgspec.structs.replace(house[0], public_url="http://service.example.com")
    assert (await found(open_, "public address")).level == "look"
    shut = msgspec.structs.replace(house[0], public_url="https://127.0.0.1:9")
    assert (await found(shut, "certificate")).level == "wrong"
