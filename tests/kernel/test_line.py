"""Writes that wait: they travel together, in time for whatever is asked next."""

from __future__ import annotations

from contextlib import nullcontext

import asyncpg
import pytest

from tests.kernel.machine import Happened, Machine

MAKE = "CREATE TEMP TABLE {} (n int PRIMARY KEY, name text) ON COMMIT DROP"
PUT = "INSERT INTO {} (n, name) VALUES ($1, $2)"


class Counted:
    """A connection that counts what it is asked."""

    def __init__(self, conn: object) -> None:
        self._conn = conn
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> object:
        async def ask(sql: str, *args: object) -> object:
            self.asked.append(sql)
            return await getattr(self._conn, name)(sql, *args)

        return ask


async def test_writes_to_several_tables_go_out_as_one(machine: Machine) -> None:
    async with machine.work.tx(machine.tenant) as tx:
        await tx.execute(MAKE.format("one"))
        await tx.execute(MAKE.format("two"))
        counted = Counted(tx.line._conn)
        tx.line._conn = counted  # type: ignore[assignment]
        await tx.later("one", PUT.format("one"), 1, "甲")
        await tx.later("two", PUT.format("two"), 2, "乙")
        assert counted.asked == []
        row = await tx.row("SELECT (SELECT name FROM one) AS a, (SELECT name FROM two) AS b")
        assert row is not None
        assert (row["a"], row["b"]) == ("甲", "乙")
        assert len(counted.asked) == 2


async def test_a_second_write_to_a_table_sees_the_first(machine: Machine) -> None:
    async with machine.work.tx(machine.tenant) as tx:
        await tx.execute(MAKE.format("one"))
        await tx.later("one", PUT.format("one"), 1, "甲")
        await tx.later("one", "UPDATE one SET name = name || $2 WHERE n = $1", 1, "乙")
        assert await tx.conn.fetchval("SELECT name FROM one") == "甲乙"


async def test_in_bulk_each_statement_goes_out_once_with_all_its_rows_in_order(machine: Machine) -> None:
    async with machine.work.tx(machine.tenant) as tx:
        await tx.execute(MAKE.format("one"))
        await tx.execute(MAKE.format("two"))
        await tx.later("two", PUT.format("two"), 0, "先")
        tx.in_bulk()
        counted = Counted(tx.line._conn)
        tx.line._conn = counted  # type: ignore[assignment]
        for n in (1, 2, 3):
            await tx.later("one", PUT.format("one"), n, "甲")
            await tx.later("two", "UPDATE two SET name = $1", str(n))
        assert counted.asked == []
        row = await tx.row("SELECT (SELECT count(*) FROM one) AS n, (SELECT name FROM two) AS name")
        assert row is not None
        assert (row["n"], row["name"]) == (3, "3")
        assert len(counted.asked) == 4


async def test_what_waits_is_written_with_the_commit_or_not_at_all(machine: Machine) -> None:
    for n, fails in ((1, False), (2, True)):
        with pytest.raises(ZeroDivisionError) if fails else nullcontext():
            async with machine.work.tx(machine.tenant) as tx:
                tx.emit(Happened(thing="kettle", n=n))
                await tx.later(
                    "kernel.seen",
                    "INSERT INTO kernel.seen (tenant_id, watcher, event_id, at) VALUES ($1, 'line', $2, $3)",
                    tx.tenant,
                    tx.new_id(),
                    tx.now,
                )
                if fails:
                    raise ZeroDivisionError
    assert await machine.value("SELECT count(*) FROM kernel.seen WHERE watcher = 'line'") == 1
    assert await machine.value("SELECT count(*) FROM kernel.outbox") == 1


async def test_a_write_that_is_refused_undoes_everything(machine: Machine) -> None:
    async def twice() -> None:
        async with machine.work.tx(machine.tenant) as tx:
            await tx.execute(MAKE.format("one"))
            await tx.execute(PUT.format("one"), 1, "甲")
            tx.emit(Happened(thing="kettle", n=1))
            await tx.later("one", PUT.format("one"), 1, "乙")

    with pytest.raises(asyncpg.UniqueViolationError):
        await twice()
    assert await machine.value("SELECT count(*) FROM kernel.outbox") == 0
    assert machine.heard.envelopes == []
