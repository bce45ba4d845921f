"""What was parked is seen by its tenant, tried again on request, and done once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from litestar.di import Provide

from qingfeng.app.api_parked import handlers
from qingfeng.contracts.base import Envelope
from qingfeng.kernel.errors import Conflict, NotFound
from qingfeng.kernel.http import HANDLERS
from qingfeng.kernel.parked import Failed, Parked, lines, park, parked, parked_everywhere, replay, replay_anywhere
from qingfeng.kernel.uow import Step, Tx
from qingfeng.kernel.watch import Watcher, Watchers
from qingfeng.modules.access.public import Caller
from tests.kernel.machine import CLOCK, Happened, Machine, leave_effect


class Moody:
    """A watcher that fails until it is told not to."""

    def __init__(self, name: str = "moody") -> None:
        self.well = False
        self.watcher = Watcher(name, [Happened], self._handle)

    async def _handle(self, tx: Tx, event: Happened, _: Envelope) -> None:
        await leave_effect(tx, self.watcher.name, event)
        if not self.well:
            raise RuntimeError("not today")


async def parked_event(machine: Machine, watcher: str = "moody", n: int = 1, tenant: UUID | None = None) -> UUID:
    """An event of a tenant that its watcher has given up; the id it is parked under."""
    tenant = tenant or machine.tenant
    envelope = Envelope(
        id=uuid4(), tenant=tenant, type="Happened", v=1, key="kettle", at=CLOCK.now(),
        body=msgspec.Raw(msgspec.json.encode(Happened(thing="kettle", n=n))),
    )  # fmt: skip
    failed = Failed(
        source=f"watcher:{watcher}", event_id=str(envelope.id), event_type="Happened",
        body=msgspec.json.encode(envelope), attempts=6, error="RuntimeError: the first time",
    )  # fmt: skip
    return await parked_as(machine, failed, tenant)


async def parked_as(machine: Machine, failed: Failed, tenant: UUID | None = None) -> UUID:
    async with machine.work.tx(tenant or machine.tenant) as tx:
        await park(tx, failed)
        id_: UUID = await tx.value("SELECT id FROM kernel.parked WHERE event_id = $1", failed.event_id)
        return id_


async def listed(machine: Machine, tenant: UUID | None = None) -> list[Parked]:
    async with machine.db.reading(tenant or machine.tenant) as conn:
        return await parked(conn)


async def test_the_list_is_the_tenants_latest_first(machine: Machine) -> None:
    first, second = await parked_event(machine), await parked_event(machine)
    theirs = await parked_event(machine, tenant=machine.other)
    assert [p.id for p in await listed(machine)] == [second, first]
    assert {first, second, theirs} <= {p.id for p in await parked_everywhere(machine.db)}
    text = list(lines(await listed(machine)))
    assert text[0].split() == ["id", "source", "event", "attempts", "at", "error"]
    assert str(second) in text[1]
    assert text[1].endswith("RuntimeError: the first time")
    assert len({line.index("watcher:moody") for line in text[1:]}) == 1


async def test_a_replay_that_succeeds_is_done_once(machine: Machine) -> None:
    moody = Moody()
    moody.well = True
    watchers = Watchers([moody.watcher])
    id_ = await parked_event(machine)
    await asyncio.gather(*(replay(machine.work, machine.tenant, id_, watchers) for _ in range(4)))
    assert await machine.effects("moody") == {("kettle", 1): 1}
    assert await listed(machine) == []
    assert await machine.value("SELECT replayed_at IS NOT NULL FROM kernel.parked WHERE id = $1", id_)
    await replay_anywhere(machine.work, id_, watchers)
    assert await machine.effects("moody") == {("kettle", 1): 1}


async def test_a_replay_that_fails_keeps_the_new_error_and_nothing_else(machine: Machine) -> None:
    moody = Moody()
    id_ = await parked_event(machine)
    with pytest.raises(Conflict, match="not today") as refused:
        await replay(machine.work, machine.tenant, id_, Watchers([moody.watcher]))
    assert refused.value.code == "replay_failed"
    (found,) = await listed(machine)
    assert (found.id, found.attempts, found.error) == (id_, 7, "RuntimeError: not today")
    assert await machine.effects("moody") == {}
    moody.well = True
    await replay(machine.work, machine.tenant, id_, Watchers([moody.watcher]))
    assert await machine.effects("moody") == {("kettle", 1): 1}


async def test_what_was_handled_meanwhile_is_not_handled_again(machine: Machine) -> None:
    """As when the stream was rebuilt and gave the event out once more."""
    moody = Moody()
    moody.well = True
    id_ = await parked_event(machine)
    body = await machine.value("SELECT body FROM kernel.parked WHERE id = $1", id_)
    async with machine.work.tx(machine.tenant) as tx:
        assert await moody.watcher.once(tx, msgspec.json.decode(body, type=Envelope))
    await replay(machine.work, machine.tenant, id_, Watchers([moody.watcher]))
    assert await machine.effects("moody") == {("kettle", 1): 1}
    assert await listed(machine) == []


async def test_a_watcher_that_is_gone_and_an_id_that_never_was(machine: Machine) -> None:
    id_ = await parked_event(machine, "gone")
    with pytest.raises(Conflict) as refused:
        await replay(machine.work, machine.tenant, id_, Watchers([]))
    assert refused.value.code == "no_such_watcher"
    assert len(await listed(machine)) == 1
    with pytest.raises(NotFound):
        await replay(machine.work, machine.tenant, uuid4(), Watchers([]))
    with pytest.raises(NotFound):
        await replay_anywhere(machine.work, uuid4(), Watchers([]))
    with pytest.raises(NotFound):  # another tenant's
        await replay(machine.work, machine.other, id_, Watchers([]))


async def test_a_body_that_cannot_be_opened_stays_parked(machine: Machine) -> None:
    moody = Moody()
    id_ = await parked_as(
        machine, Failed(source="watcher:moody", event_id="e", event_type="x", body=b"{", attempts=1, error="x")
    )
    with pytest.raises(Conflict) as refused:
        await replay(machine.work, machine.tenant, id_, Watchers([moody.watcher]))
    assert refused.value.code == "replay_failed"


async def test_a_step_whose_body_cannot_be_read_stays_parked_and_holds_up_no_other(machine: Machine) -> None:
    broken = Failed(source="timer:deliver", event_id="b", event_type="deliver", body=b"{", attempts=1, error="x")
    lost = Failed(source="relay", event_id="no-id", event_type="x", body=b"{}", attempts=1, error="x")
    whole = Failed(source="timer:deliver", event_id="w", event_type="deliver", body=b"{}", attempts=1, error="x")
    ids = [await parked_as(machine, failed) for failed in (broken, lost, whole)]
    async with client_of(machine, Watchers([]), "admin") as client:
        answer = await client.post(f"/api/v1/parked/{ids[0]}/replay")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "replay_failed")
        many = (await client.post("/api/v1/parked/replay", json={})).json()
        assert (many["replayed"], many["failed"], many["left"]) == (1, 2, False)
    assert {one.error.partition(":")[0] for one in await listed(machine)} == {"DecodeError", "ValueError"}


async def test_a_timer_is_set_anew_unless_it_was_set_since(machine: Machine) -> None:
    def failed(key: str) -> Failed:
        return Failed(
            source="timer:deliver", event_id=key, event_type="deliver", body=b'{"n":1}', attempts=12, error="x"
        )

    lone, newer = await parked_as(machine, failed("lone")), await parked_as(machine, failed("newer"))
    async with machine.work.tx(machine.tenant) as tx:
        later = tx.now.replace(year=2099)
        tx.at(Step("deliver", "newer", later, {"n": 2}))
    for id_ in (lone, newer):
        await replay(machine.work, machine.tenant, id_, Watchers([]))
    rows = await machine.rows("SELECT key, due_at, payload FROM kernel.timers WHERE kind = 'deliver' ORDER BY key")
    assert [(r["key"], r["payload"]) for r in rows] == [("lone", {"n": 1}), ("newer", {"n": 2})]
    assert rows[0]["due_at"] <= CLOCK.now()
    assert rows[1]["due_at"] == later
    assert await listed(machine) == []


async def test_parked_again_it_is_on_the_list_again(machine: Machine) -> None:
    moody = Moody()
    moody.well = True
    failed = Failed(source="watcher:w", event_id="e-1", event_type="x", body=b"{}", attempts=6, error="first")
    id_ = await parked_as(machine, failed)
    assert await parked_as(machine, msgspec.structs.replace(failed, error="second", attempts=7)) == id_
    (found,) = await listed(machine)
    assert (found.error, found.attempts) == ("second", 7)


def client_of(machine: Machine, watchers: Watchers, role: str) -> AsyncClient:
    caller = Caller(tenant=machine.tenant, user_id=uuid4(), name="李", email="a@b.c", role=role, csrf="")  # type: ignore[arg-type]

    def give(value: object) -> Provide:
        return Provide(lambda: value, sync_to_thread=False)

    app = Litestar(
        route_handlers=handlers,
        dependencies={
            "caller": give(caller),
            "db": give(machine.db),
            "work": give(machine.work),
            "watchers": give(watchers),
        },
        exception_handlers=HANDLERS,
        openapi_config=None,
    )
    transport = ASGITransport(app)  # type: ignore[arg-type]  # the same protocol, spelt out further
    return AsyncClient(transport=transport, base_url="http://house")  # in this loop, as the pool is


async def test_over_http(machine: Machine) -> None:
    moody = Moody()
    id_ = await parked_event(machine)
    await parked_event(machine, tenant=machine.other)
    async with client_of(machine, Watchers([moody.watcher]), "admin") as client:
        (item,) = (await client.get("/api/v1/parked")).json()["items"]
        assert item.keys() == {"id", "watcher", "event_type", "event_id", "attempts", "error", "at"}
        assert (item["id"], item["watcher"], item["attempts"]) == (str(id_), "watcher:moody", 6)
        again = await client.post(f"/api/v1/parked/{id_}/replay")
        assert (again.status_code, again.json()["error"]["code"]) == (409, "replay_failed")
        assert await machine.value("SELECT count(*) FROM access.audit") == 0
        moody.well = True
        done = await client.post(f"/api/v1/parked/{id_}/replay")
        assert (done.status_code, done.content) == (204, b"")
        assert (await client.get("/api/v1/parked")).json() == {"items": [], "next": None, "sources": []}
        audited = await machine.rows("SELECT action, target FROM access.audit")
        assert [tuple(r) for r in audited] == [("parked.replayed", str(id_))]
        gone = await client.post(f"/api/v1/parked/{uuid4()}/replay")
        assert (gone.status_code, gone.json()["error"]["code"]) == (404, "not_found")
        for limit in (0, 501):
            assert (await client.get(f"/api/v1/parked?limit={limit}")).status_code == 400
    for role in ("agent", "supervisor", "knowledge"):
        async with client_of(machine, Watchers([]), role) as client:
            assert (await client.get("/api/v1/parked")).status_code == 403
            assert (await client.post(f"/api/v1/parked/{id_}/replay")).status_code == 403


async def many_parked(machine: Machine, count: int, watcher: str) -> None:
    """So many events at once, a second after each other, the first an hour ago."""
    start = CLOCK.now() - timedelta(hours=1)
    envelopes = [
        Envelope(
            id=uuid4(), tenant=machine.tenant, type="Happened", v=1, key="kettle", at=start,
            body=msgspec.Raw(msgspec.json.encode(Happened(thing="kettle", n=n))),
        )
        for n in range(count)
    ]  # fmt: skip
    async with machine.work.tx(machine.tenant) as tx:
        await tx.conn.executemany(
            "INSERT INTO kernel.parked (tenant_id, id, source, event_id, event_type, body, attempts, error, at)"
            " VALUES ($1, $2, $3, $4, 'Happened', $5, 6, 'RuntimeError: the first time', $6)",
            [
                (machine.tenant, uuid4(), f"watcher:{watcher}", str(e.id), msgspec.json.encode(e), start + timedelta(seconds=n))
                for n, e in enumerate(envelopes)
            ],
        )  # fmt: skip


async def test_a_thousand_are_read_page_by_page_by_watcher_and_counted_once(machine: Machine) -> None:
    await many_parked(machine, 900, "moody")
    await many_parked(machine, 100, "calm")
    async with client_of(machine, Watchers([]), "admin") as client:
        first = (await client.get("/api/v1/parked")).json()
        assert [tuple(one.values()) for one in first["sources"]] == [("watcher:moody", 900), ("watcher:calm", 100)]
        seen, cursor = [one["id"] for one in first["items"]], first["next"]
        while cursor:
            page = (await client.get("/api/v1/parked", params={"cursor": cursor})).json()
            assert page["sources"] == []
            seen, cursor = seen + [one["id"] for one in page["items"]], page["next"]
        assert len(seen) == len(set(seen)) == 1000
        calm = (await client.get("/api/v1/parked", params={"watcher": "watcher:calm", "limit": 200})).json()
        assert {one["watcher"] for one in calm["items"]} == {"watcher:calm"}
        assert (len(calm["items"]), calm["next"]) == (100, None)
        at = [one["at"] for one in calm["items"]]
        assert at == sorted(at, reverse=True)


async def test_a_thousand_are_replayed_each_once_though_some_fail_again(machine: Machine) -> None:
    class Fussy(Moody):
        """Every fortieth is still too much for it."""

        async def _handle(self, tx: Tx, event: Happened, _: Envelope) -> None:
            await leave_effect(tx, self.watcher.name, event)
            if event.n % 40 == 0:
                raise RuntimeError("not this one")

    fussy = Fussy()
    await many_parked(machine, 1000, "moody")
    left_alone = await parked_event(machine, "calm")
    async with client_of(machine, Watchers([fussy.watcher]), "admin") as client:
        done, body, rounds = [0, 0], {"watcher": "watcher:moody"}, 0
        while True:
            answer = await client.post("/api/v1/parked/replay", json=body)
            assert answer.status_code == 200, answer.text
            told = answer.json()
            done, rounds = [done[0] + told["replayed"], done[1] + told["failed"]], rounds + 1
            body = {"watcher": "watcher:moody", "until": told["until"]}
            if not told["left"]:
                break
    assert (done, rounds) == ([975, 25], 40)
    assert len(await machine.effects("moody")) == 975
    assert set((await machine.effects("moody")).values()) == {1}
    rest = await listed(machine)
    assert {one.error for one in rest if one.source == "watcher:moody"} == {"RuntimeError: not this one"}
    assert [one.id for one in rest if one.source == "watcher:calm"] == [left_alone]
    (lines_,) = await machine.rows(
        "SELECT count(*) AS n, sum((detail->>'replayed')::int) AS went, min(target) AS target FROM access.audit"
        " WHERE action = 'parked.many_replayed'"
    )
    assert tuple(lines_) == (40, 975, "watcher:moody")


async def test_what_nobody_listens_for_any_more_is_told_and_ends(machine: Machine) -> None:
    await many_parked(machine, 30, "gone")
    async with client_of(machine, Watchers([]), "admin") as client:
        first = (await client.post("/api/v1/parked/replay", json={})).json()
        assert (first["replayed"], first["failed"], first["left"]) == (0, 25, True)
        last = (await client.post("/api/v1/parked/replay", json={"until": first["until"]})).json()
        assert (last["failed"], last["left"]) == (5, False)
        wrong = await client.post("/api/v1/parked/replay", json={"until": "2026-10-01T00:00:00"})
        assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "until")
    for role in ("agent", "supervisor", "knowledge"):
        async with client_of(machine, Watchers([]), role) as client:
            assert (await client.post("/api/v1/parked/replay", json={})).status_code == 403
