"""The unit of work: state, events and next steps in one commit, or none of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import asyncpg
import msgspec
import pytest

from qingfeng.contracts.base import Envelope, Event
from qingfeng.kernel.uow import Step, Work
from tests.kernel.machine import CLOCK, Happened, Heard, Machine, Other, leave_effect


def table(event: Event, now: datetime) -> Sequence[Step]:
    return [Step("follow", event.key, now + timedelta(seconds=60))] if isinstance(event, Other) else ()


async def outbox(machine: Machine) -> list[Envelope]:
    rows = await machine.rows("SELECT body FROM kernel.outbox ORDER BY position")
    return [msgspec.json.decode(r["body"], type=Envelope) for r in rows]


async def timers(machine: Machine) -> dict[tuple[str, str], tuple[datetime, dict[str, object], int]]:
    rows = await machine.rows("SELECT kind, key, due_at, payload, generation FROM kernel.timers")
    return {(r["kind"], r["key"]): (r["due_at"], r["payload"], r["generation"]) for r in rows}


async def test_state_event_and_step_come_together(machine: Machine) -> None:
    heard = Heard()
    work = Work(machine.db, table, heard)
    async with work.tx(machine.tenant, correlation="c-1") as tx:
        await leave_effect(tx, "state", Happened(thing="kettle", n=1))
        tx.emit(Happened(thing="kettle", n=1))
        tx.emit(Other(thing="kettle", n=2))
        assert await machine.value("SELECT count(*) FROM kernel.outbox") == 0
        assert heard.envelopes == []
    kept = await outbox(machine)
    assert [(e.type, e.key, e.correlation, e.tenant) for e in kept] == [
        ("Happened", "kettle", "c-1", machine.tenant),
        ("Other", "kettle", "c-1", machine.tenant),
    ]
    assert msgspec.json.decode(kept[1].body, type=Other) == Other(thing="kettle", n=2)
    assert [(e.id, e.body) for e in heard.envelopes] == [(e.id, e.body) for e in kept]
    due, payload, generation = (await timers(machine))["follow", "kettle"]
    assert (due, payload, generation) == (kept[1].at + timedelta(seconds=60), {}, 1)
    assert await machine.effects("state") == {("kettle", 1): 1}


async def test_what_raises_leaves_nothing(machine: Machine) -> None:
    heard, told = Heard(), []
    work = Work(machine.db, table, heard)

    async def fail() -> None:
        async with work.tx(machine.tenant) as tx:
            await leave_effect(tx, "state", Happened(thing="kettle", n=1))
            tx.emit(Other(thing="kettle", n=1))
            tx.at(Step("other", "kettle", tx.now))
            tx.after_commit(lambda: told.append(1))
            await tx.flush()  # written, then undone
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await outbox(machine) == []
    assert await timers(machine) == {}
    assert await machine.effects("state") == {}
    assert (heard.envelopes, heard.steps, told) == ([], [], [])


async def test_a_connection_lost_before_the_commit_leaves_nothing(machine: Machine) -> None:
    heard = Heard()
    work = Work(machine.db, table, heard)

    async def fail() -> None:
        async with work.tx(machine.tenant) as tx:
            tx.emit(Other(thing="kettle", n=1))
            await machine.cut_database()

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)):
        await fail()
    assert await outbox(machine) == []
    assert heard.envelopes == []


@pytest.mark.parametrize("last", ["set", "cancelled"])
async def test_of_a_step_the_last_word_counts(machine: Machine, last: str) -> None:
    async with machine.work.tx(machine.tenant) as tx:
        tx.at(Step("follow", "kettle", tx.now, {"n": 1}))
    async with machine.work.tx(machine.tenant) as tx:
        later = tx.now + timedelta(hours=1)
        if last == "set":
            tx.cancel("follow", "kettle")
            tx.at(Step("follow", "kettle", later, {"n": 2}))
            tx.at(Step("follow", "kettle", later, {"n": 3}))
        else:
            tx.at(Step("follow", "kettle", later, {"n": 2}))
            tx.cancel("follow", "kettle")
        tx.cancel("never set", "kettle")
    kept = await timers(machine)
    # A step that is replaced has another generation: whoever is doing the old one must not take the new one away.
    assert kept == ({("follow", "kettle"): (later, {"n": 3}, 2)} if last == "set" else {})


async def test_after_the_commit_comes_after_it_and_may_fail(machine: Machine) -> None:
    seen: list[object] = []

    async def look() -> None:
        seen.append(len(await outbox(machine)))

    def stumble() -> None:
        raise ValueError("not the transaction's trouble")

    async with machine.work.tx(machine.tenant) as tx:
        tx.emit(Happened(thing="kettle", n=1))
        tx.after_commit(stumble)
        tx.after_commit(look)
    assert seen == [1]


async def test_positions_follow_the_order_of_emission(machine: Machine) -> None:
    events = [Happened(thing=f"t{n % 3}", n=n) for n in range(100)]
    await machine.emit(*events)
    assert [msgspec.json.decode(e.body, type=Happened) for e in await outbox(machine)] == events


async def test_a_reading_connection_cannot_write(machine: Machine) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await machine.rows("DELETE FROM kernel.outbox")


async def test_the_tables_of_the_kernel_show_a_tenant_its_own(machine: Machine) -> None:
    for tenant in (machine.tenant, machine.other):
        async with machine.work.tx(tenant) as tx:
            tx.emit(Happened(thing=str(tenant), n=1))
            tx.at(Step("follow", str(tenant), tx.now + timedelta(days=1)))
            await tx.execute(
                "INSERT INTO kernel.seen (tenant_id, watcher, event_id, at) VALUES ($1, 'w', $2, $3)",
                tenant, tx.new_id(), CLOCK.now(),
            )  # fmt: skip
            await tx.execute(
                "INSERT INTO kernel.parked (tenant_id, id, source, event_id, event_type, body, attempts, error, at)"
                " VALUES ($1, $2, 'timer:x', $3, 'x', '{}', 1, 'e', $4)",
                tenant, tx.new_id(), str(tenant), CLOCK.now(),
            )  # fmt: skip
    for name in ("outbox", "timers", "seen", "parked"):
        shown = {r["tenant_id"] for r in await machine.rows(f"SELECT tenant_id FROM kernel.{name}")}
        assert shown == {machine.tenant}, name
        everyone = {r["tenant_id"] for r in await machine.db.system.fetch(f"SELECT tenant_id FROM kernel.{name}")}
        assert {machine.tenant, machine.other} <= everyone, name
        async with machine.work.tx(machine.tenant) as tx:
            assert await tx.execute(f"DELETE FROM kernel.{name} WHERE tenant_id = $1", machine.other) == "DELETE 0"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with machine.work.tx(machine.tenant) as tx:
                await tx.execute(f"UPDATE kernel.{name} SET tenant_id = $1", machine.other)
        async with machine.db.app.acquire() as conn:
            assert await conn.fetchval(f"SELECT count(*) FROM kernel.{name}") == 0  # no tenant, no rows
