"""Several statements in one exchange: one commit for those who come together, a failure for whom it concerns alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import asyncpg

from qingfeng.kernel.db import is_lost
from qingfeng.kernel.together import Together
from tests.kernel.machine import Machine

COMMIT = "SELECT pg_current_xact_id()::text || coalesce($1::text, '')"
DIVIDE = "SELECT 12 / $1::int"
ADD = "INSERT INTO probe.effects (watcher, thing, n) VALUES ('together', $1, $2) RETURNING 100 / n"


def nobody(_: Any) -> None:
    """Hears nothing."""


async def test_who_comes_together_shares_commits_and_gets_their_own_answer(machine: Machine) -> None:
    together = Together(machine.db)
    marks = [f":{n}" for n in range(200)]
    got = await asyncio.gather(*(together.ask(COMMIT, [mark], nobody) for mark in marks))
    assert [value.partition(":")[2] for value in got] == [mark[1:] for mark in marks]
    assert len({value.partition(":")[0] for value in got}) <= 10
    alone = [await together.ask(COMMIT, [""], nobody) for _ in range(20)]
    assert len(set(alone)) == 20


async def test_a_failure_is_only_of_whom_it_concerns(machine: Machine) -> None:
    together = Together(machine.db)
    asked = [together.ask(ADD, [f"t{n}", n % 4], nobody) for n in range(40)]
    got = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(got[n], asyncpg.DivisionByZeroError) for n in range(0, 40, 4))
    kept = {thing for thing, _ in await machine.effects("together")}
    assert kept == {f"t{n}" for n in range(40) if n % 4}


async def test_two_kinds_of_statement_do_not_mix(machine: Machine) -> None:
    together = Together(machine.db)
    got = await asyncio.gather(
        *(together.ask(COMMIT, ["x"], nobody) if n % 2 else together.ask(DIVIDE, [4], nobody) for n in range(40))
    )
    assert got[::2] == [3] * 20
    assert all(value.endswith("x") for value in got[1::2])


async def test_nobody_is_forgotten_whenever_they_come(machine: Machine) -> None:
    """Also in the turn of the loop in which the last batch has ended."""
    together = Together(machine.db, lines=1)

    async def again(left: int) -> int:
        for n in range(left):
            await together.ask(DIVIDE, [1], nobody)
            for _ in range(n % 4):
                await asyncio.sleep(0)
        return left

    assert await asyncio.wait_for(asyncio.gather(*(again(50) for _ in range(5))), 30) == [50] * 5


async def test_what_is_committed_is_told_though_who_asked_has_gone(machine: Machine) -> None:
    told: list[Any] = []
    together = Together(machine.db)
    asked = [asyncio.create_task(together.ask("SELECT $1::int, pg_sleep(0.2)", [n], told.append)) for n in range(3)]
    await asyncio.sleep(0.1)
    asked[0].cancel()
    assert await asyncio.gather(*asked[1:]) == [1, 2]
    assert told == [0, 1, 2]


async def test_one_that_is_not_heard_keeps_nobody_waiting(machine: Machine) -> None:
    def broken(_: Any) -> None:
        raise RuntimeError("the screens are gone")

    together = Together(machine.db)
    got = await asyncio.gather(
        together.ask(DIVIDE, [1], broken), together.ask(DIVIDE, [2], nobody), return_exceptions=True
    )
    assert isinstance(got[0], RuntimeError)
    assert got[1] == 6


async def test_a_lost_database_is_told_to_all_and_the_next_goes_on(machine: Machine) -> None:
    together = Together(machine.db, lines=1)
    asked = [asyncio.create_task(together.ask("SELECT $1::int, pg_sleep(5)", [n], nobody)) for n in range(3)]
    await asyncio.sleep(0.3)
    await machine.cut_database()
    got = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(error, Exception) and is_lost(error) for error in got)
    again = await asyncio.gather(*(together.ask(DIVIDE, [3], nobody) for _ in range(2)), return_exceptions=True)
    while any(isinstance(error, Exception) and is_lost(error) for error in again):  # cut while it lay in the pool
        again = [await error_or(together.ask(DIVIDE, [3], nobody))]
    assert set(again) == {4}


async def error_or(asked: Awaitable[int]) -> int | Exception:
    try:
        return await asked
    except Exception as error:
        if not is_lost(error):
            raise
        return error
