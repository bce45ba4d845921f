"""Sweeping: what is too old goes, everything else stays, and one process does it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from qingfeng.app.wiring import SWEEPINGS
from qingfeng.kernel.sweep import Sweeper, Sweeping, older_than
from tests.kernel.machine import CLOCK, Happened, Machine, running, until

DAYS_30 = timedelta(days=30)
DECISIONS = [older_than("bot.decisions", DAYS_30), older_than("routing.decisions", DAYS_30)]


async def age_outbox(machine: Machine, n: int, days: int, *, relayed: bool) -> None:
    """The event number `n` was committed so many days ago."""
    await machine.db.system.execute(
        "WITH old AS (UPDATE kernel.outbox SET at = now() - make_interval(days => $2) WHERE key = $1 RETURNING position)"
        " DELETE FROM kernel.outbox_waiting WHERE $3 AND position IN (SELECT position FROM old)",
        f"t{n}",
        days,
        relayed,
    )


async def test_the_kernels_own(machine: Machine) -> None:
    await machine.emit(*(Happened(thing=f"t{n}", n=n) for n in range(4)))
    await age_outbox(machine, 0, 4, relayed=True)
    await age_outbox(machine, 1, 2, relayed=True)
    await age_outbox(machine, 2, 9, relayed=False)  # the broker is away for a week
    async with machine.work.tx(machine.tenant) as tx:
        for days in (6, 8):
            await tx.execute(
                "INSERT INTO kernel.seen (tenant_id, watcher, event_id, at) VALUES ($1, $2, $3, $4)",
                tx.tenant, f"days-{days}", uuid4(), CLOCK.now() - timedelta(days=days),
            )  # fmt: skip
    swept = await Sweeper(machine.db, "one").once()
    assert swept["kernel.outbox"] == 1
    left = await machine.rows("SELECT key FROM kernel.outbox ORDER BY position")
    assert [r["key"] for r in left] == ["t1", "t2", "t3"]
    assert [r["watcher"] for r in await machine.rows("SELECT watcher FROM kernel.seen")] == ["days-6"]
    assert await Sweeper(machine.db, "one").once() == {"kernel.outbox": 0, "kernel.seen": 0}


async def test_what_modules_hand_in_in_small_parts(machine: Machine) -> None:
    async with machine.work.tx(machine.tenant) as tx:
        for n in range(25):
            at = CLOCK.now() - timedelta(days=29 if n < 3 else 31)
            await tx.execute(
                "INSERT INTO bot.decisions (tenant_id, id, conversation_id, seq, at, policy_version, digest, seed,"
                " decision, snapshot) VALUES ($1, $2, $3, $4, $5, 'v', 'd', 1, '{}', '{}')",
                tx.tenant, uuid4(), uuid4(), n, at,
            )  # fmt: skip
            await tx.execute(
                "WITH d AS (INSERT INTO routing.decisions (tenant_id, id, at, token, policy_version, digest, seed,"
                " snapshot, decision) VALUES ($1, $2, $3, 1, 'v', 'd', 1, '', '') RETURNING tenant_id, id)"
                " INSERT INTO routing.decided (tenant_id, conversation_id, decision_id) SELECT tenant_id, id, id FROM d",
                tx.tenant, uuid4(), at,
            )  # fmt: skip
    swept = await Sweeper(machine.db, "one", DECISIONS, batch=10).once()
    assert (swept["bot.decisions"], swept["routing.decisions"]) == (22, 22)
    for table in ("bot.decisions", "routing.decisions", "routing.decided"):
        assert await machine.value(f"SELECT count(*) FROM {table}") == 3


async def test_a_statement_that_fails_keeps_no_other_from_its_turn(machine: Machine) -> None:
    broken = Sweeping("broken", DAYS_30, "DELETE FROM conversations.messages WHERE at < $1 AND seq < $2")
    swept = await Sweeper(machine.db, "one", [broken, *DECISIONS]).once()
    assert swept.keys() == {"kernel.outbox", "kernel.seen", "bot.decisions", "routing.decisions"}


async def test_only_one_process_sweeps(machine: Machine) -> None:
    await machine.db.system.execute("DELETE FROM kernel.leases")
    await Sweeper(machine.db, "one").once()
    await machine.emit(Happened(thing="t0", n=0))
    await age_outbox(machine, 0, 9, relayed=True)
    assert await Sweeper(machine.db, "two").once() == {"kernel.outbox": 0, "kernel.seen": 0}
    assert (await Sweeper(machine.db, "one").once())["kernel.outbox"] == 1


async def test_it_runs_by_itself_and_stops(machine: Machine) -> None:
    await machine.db.system.execute("DELETE FROM kernel.leases")
    await machine.emit(Happened(thing="t0", n=0))
    await age_outbox(machine, 0, 9, relayed=True)
    sweeper = Sweeper(machine.db, "one")

    async def gone() -> bool:
        return await machine.value("SELECT count(*) FROM kernel.outbox") == 0

    async with running(sweeper.run):
        await until(gone)
        await sweeper.stop()


async def test_what_the_house_sweeps_can_be_swept(machine: Machine) -> None:
    """Every statement runs as the machinery may, and finds its rows by an index."""
    swept = await Sweeper(machine.db, "one", SWEEPINGS).once()
    assert set(swept) == {"kernel.outbox", "kernel.seen", *(s.name for s in SWEEPINGS)}
    async with machine.db.system.acquire() as conn:
        await conn.execute("SET enable_seqscan = off")
        for sweeping in SWEEPINGS:
            plan = await conn.fetch(f"EXPLAIN {sweeping.sql}", CLOCK.now(), 10)
            assert not [r[0] for r in plan if "Seq Scan" in r[0]], (sweeping.name, plan)
