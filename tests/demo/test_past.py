"""The demo's past: believable, repeatable, and in every figure what the ledger says."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from qingfeng.app import wiring
from qingfeng.app.demo import content
from qingfeng.app.demo.content import TENANT
from qingfeng.app.demo.load import load
from qingfeng.app.demo.past import Contact, Past, past
from qingfeng.app.demo.past_shifts import SLOTS, ZONE, states
from qingfeng.kernel.clock import rng
from qingfeng.modules.insight import public as insight
from tests.modules.insight.ledger import presences, read
from tests.modules.insight.test_figures import Truth
from tests.support.web import settings

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
DAYS = 30


@pytest.fixture(scope="module")
def told() -> Past:
    return past(NOW, DAYS, rng(5))


def _at(contact: Contact, do: str) -> datetime | None:
    return next((step.at for step in contact.steps if step.do == do), None)


def _held(contact: Contact) -> bool:
    return _at(contact, "join") is not None


def test_the_same_chance_gives_the_same_past(told: Past) -> None:
    again = past(NOW, DAYS, rng(5))
    assert again.contacts == told.contacts
    assert past(NOW, DAYS, rng(6)).contacts != told.contacts


def test_everything_is_over_and_in_its_order(told: Past) -> None:
    assert [one.at for one in told.contacts] == sorted(one.at for one in told.contacts)
    for contact in told.contacts:
        assert all(a.at <= b.at for a, b in pairwise(contact.steps))
        assert contact.steps[-1].at < NOW
        assert Counter(step.do for step in contact.steps if step.do in ("close", "leave")).total() == 1
        assert (_at(contact, "queue") is None) <= (not _held(contact))


def test_a_customer_is_in_one_conversation_at_a_time(told: Past) -> None:
    by: dict[int, list[Contact]] = {}
    for contact in told.contacts:
        by.setdefault(contact.person.number, []).append(contact)
    for its in by.values():
        for one, other in pairwise(its):
            assert (_at(one, "close") or _at(one, "leave") or NOW) < other.at
    assert sum(len(its) > 1 for its in by.values()) > 100


def test_agents_answer_while_they_are_at_work_and_have_room(told: Past) -> None:
    for seat in told.seats:
        held = [(_at(c, "join"), _at(c, "close")) for c in told.contacts if any(s.who == seat.id and s.do == "join" for s in c.steps)]  # fmt: skip
        assert held
        for joined, _ in held:
            assert joined is not None
            together = sum(a <= joined < b for a, b in held if a is not None and b is not None)
            assert together <= SLOTS
            assert any(s.begins <= joined < s.ends for s in seat.shifts)
        entered = list(states(seat, NOW))
        assert all(a[0] < b[0] for a, b in pairwise(entered))
        assert entered[-1][0] <= NOW
        assert entered[-1][1] == "offline"


def test_days_have_their_shape(told: Past) -> None:
    days = Counter(one.at.astimezone(ZONE).date() for one in told.contacts)
    hours = Counter(one.at.astimezone(ZONE).hour for one in told.contacts)
    today = NOW.astimezone(ZONE).date()
    assert sorted(days) == [today - timedelta(days=n) for n in range(DAYS - 1, -1, -1)]
    rush = today - timedelta(days=content.past()["promotion"]["days_ago"])
    assert days.most_common(1)[0][0] == rush
    assert hours[10] > 4 * hours[3]
    waited = [one for one in told.contacts if _at(one, "queue") is not None]
    left = [one for one in waited if not _held(one)]
    assert 0.01 < len(left) / len(waited) < 0.15
    assert {step.number for one in told.contacts for step in one.steps if step.do == "score"} >= {2, 3, 4, 5}
    assert {one.channel for one in told.contacts} == {"webchat", "email", "voice"}
    assert {one.queue for one in told.contacts} == {queue["code"] for queue in content.queues()["queues"]}


@pytest.mark.slow
async def test_the_boards_of_a_new_demo_say_what_its_ledger_says(
    database_url: str, nats_url: str, tmp_path: Path
) -> None:
    chosen = settings(database_url, nats_url, tmp_path, QF_DEMO_DAYS="3")
    async with wiring.house(chosen, "test") as made:
        assert await load(made)
        async with made.db.reading(TENANT) as conn:
            counted = {row["conversation_id"] for row in await conn.fetch("SELECT conversation_id FROM insight.contacts")}  # fmt: skip
            assert len(counted) > 150
            for id_ in counted:
                assert await insight.contact(conn, id_) == await insight.recount(conn, id_)
        kept = await _rows(made)
        assert not await load(made)  # a start that comes again adds nothing
        assert await _rows(made) == kept
        house = SimpleNamespace(db=made.db, tenant=TENANT)
        cases = {id_: case for id_, case in (await read(house)).items() if id_ in counted}
        await Truth(house, cases, await presences(house)).rows_are_right()
        marks = await _marks(made, counted)
        await insight.rebuild(made.work, TENANT, insight.EVENTS)  # what the watcher hears later changes nothing
        assert await _marks(made, counted) == marks
        async with made.db.reading(uuid4()) as conn:  # whoever else lives here sees nothing of it
            for table in ("insight.contacts", "insight.marks", "conversations.conversations", "customers.customers"):
                assert await conn.fetchval(f"SELECT count(*) FROM {table}") == 0


async def _marks(made: wiring.House, of: set[UUID]) -> set[tuple[object, ...]]:
    async with made.db.reading(TENANT) as conn:
        rows = await conn.fetch("SELECT * FROM insight.marks WHERE conversation_id = ANY($1)", list(of))
    return {tuple(row.values()) for row in rows}


async def _rows(made: wiring.House) -> list[int]:
    async with made.db.reading(TENANT) as conn:
        return [
            await conn.fetchval(f"SELECT count(*) FROM {table}")
            for table in ("insight.marks", "conversations.messages", "customers.customers", "kernel.outbox")
        ]
