"""How long a house keeps what: what is older goes every day, at the cost of what goes; everything else stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from qingfeng.contracts.messages import Author
from qingfeng.flow import retention
from qingfeng.kernel.timers import Job
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from tests.modules.access.browser import browser, code, trail
from tests.ports.house import House, open_house

PATH = "/api/v1/retention"
FOREVER = {"messages_days": None, "files_days": None, "audit_days": None}


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


@pytest.fixture
async def admin(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(house, house.agent.email) as client:
        yield client


async def talk(house: House, closed: datetime | None, *, text: str = "门锁没电了") -> UUID:
    """A conversation of two messages, one with a file; closed at a moment, or still going on."""
    channel = await house.channel("webchat")
    kept = await channels.keep_file(house.work, house.tenant, "账单.txt", text.encode() * 3, "nobody")
    async with house.work.tx(house.tenant) as tx:
        customer = await _customer(tx)
        conv = await conversations.open_(
            tx,
            conversations.RowCustomer(customer, "张三", "regular"),
            channel_id=channel.id,
            channel_kind="webchat",
            locale="zh-CN",
        )
        author = Author("customer", customer, "张三")
        await conversations.append(tx, conv, conversations.Draft(author=author, kind="text", text=text))
        await conversations.append(tx, conv, conversations.Draft(author=author, kind="file", text="", attachment=kept))
        if closed is not None:
            await tx.execute(
                "UPDATE conversations.conversations SET phase = 'closed', closed_at = $2 WHERE id = $1", conv.id, closed
            )
    return conv.id


async def _customer(tx: Any) -> UUID:
    from qingfeng.modules.customers import public as customers

    found, _ = await customers.identify(tx, customers.Claims(kind="visitor", id=str(tx.new_id()), name="张三"))
    return found.id


async def said(house: House, conversation: UUID) -> int:
    async with house.db.reading(house.tenant) as conn:
        found: int = await conn.fetchval(
            "SELECT count(*) FROM conversations.messages WHERE conversation_id = $1", conversation
        )
    return found


async def obey(house: House) -> dict[str, Any]:
    """Fire the day's step; gives what it remembers for the next day."""
    row = await house.db.system.fetchrow(
        "SELECT tenant_id, kind, key, due_at, payload, generation, attempts FROM kernel.timers"
        " WHERE kind = 'retention' AND due_at <= $1 AND tenant_id = $2",
        house.clock.now(),
        house.tenant,
    )
    assert row is not None
    await retention.step(house.spine, Job(*row))
    found: dict[str, Any] = await house.db.system.fetchval(
        "SELECT payload FROM kernel.timers WHERE kind = 'retention' AND tenant_id = $1", house.tenant
    )
    return found


async def test_words_go_with_their_files_and_the_figures_stay(house: House, admin: httpx.AsyncClient) -> None:
    now = house.clock.now()
    old, edge = await talk(house, now - timedelta(days=90)), await talk(house, now - timedelta(days=59))
    open_, fresh = await talk(house, None), await talk(house, now - timedelta(days=1), text="别的事")
    assert (await admin.put(PATH, json={"messages_days": 60})).json() == {**FOREVER, "messages_days": 60}
    await obey(house)
    assert [await said(house, one) for one in (old, edge, open_, fresh)] == [0, 2, 2, 2]
    async with house.db.reading(house.tenant) as conn:
        row = await conn.fetchrow(
            "SELECT subject, last_seq, customer_name, phase FROM conversations.conversations WHERE id = $1", old
        )
        assert await conn.fetchval("SELECT count(*) FROM channels.files") == 3
        assert await conn.fetchval("SELECT count(*) FROM channels.blobs") == 2  # the same bytes, once for three files
    assert row is not None
    assert dict(row) == {"subject": "", "last_seq": 2, "customer_name": "张三", "phase": "closed"}
    (line,) = await trail(house, "retention.obeyed")
    assert line["detail"] == {"conversations": 1}


async def test_each_day_begins_where_the_day_before_ended(house: House, admin: httpx.AsyncClient) -> None:
    now = house.clock.now()
    many = [await talk(house, now - timedelta(days=100, minutes=n)) for n in range(retention.BATCH + 3)]
    later = await talk(house, now - timedelta(days=29))
    await admin.put(PATH, json={"messages_days": 30})
    first = await obey(house)
    assert {await said(house, one) for one in many} == {0}
    assert datetime.fromisoformat(first["words_from"]) == now - timedelta(days=30)
    house.clock.advance(2 * 86_400)
    await obey(house)
    assert await said(house, later) == 0
    assert [line["detail"]["conversations"] for line in await trail(house, "retention.obeyed")] == [len(many), 1]
    house.clock.advance(86_400)
    await obey(house)
    assert len(await trail(house, "retention.obeyed")) == 2  # a day with nothing to do says nothing


async def test_files_and_audit_lines_go_by_their_own_age(house: House, admin: httpx.AsyncClient) -> None:
    conv = await talk(house, None)
    async with house.work.tx(house.tenant) as tx:
        await tx.execute("UPDATE channels.files SET created_at = $1", tx.now - timedelta(days=40))
    # Lines are written with the moment of their transaction and never changed: the old ones are put in as they would be.
    async with house.work.tx(house.tenant) as tx:
        await tx.execute(
            "INSERT INTO access.audit (tenant_id, id, at, actor, action, target)"
            " VALUES ($1, $2, $3, 'system', 'ancient.act', 'x'), ($1, $4, $5, 'system', 'young.act', 'x')",
            tx.tenant,
            tx.new_id(),
            tx.now - timedelta(days=800),
            tx.new_id(),
            tx.now - timedelta(days=170),
        )
    await admin.put(PATH, json={"files_days": 30, "audit_days": 180})
    await obey(house)
    assert await said(house, conv) == 2
    async with house.db.reading(house.tenant) as conn:
        assert await conn.fetchval("SELECT count(*) FROM channels.files") == 0
        assert await conn.fetchval("SELECT count(*) FROM channels.blobs") == 0
    assert await trail(house, "ancient.act") == []
    assert len(await trail(house, "young.act")) == 1
    (line,) = await trail(house, "retention.obeyed")
    assert line["detail"] == {"files": 1, "audit": 1}


async def test_for_ever_ends_the_daily_step(house: House, admin: httpx.AsyncClient) -> None:
    assert (await admin.get(PATH)).json() == FOREVER
    await admin.put(PATH, json={"files_days": 30})
    house.clock.advance(1)
    await admin.put(PATH, json=FOREVER)
    left = await house.db.system.fetchval(
        "SELECT count(*) FROM kernel.timers WHERE kind = 'retention' AND tenant_id = $1", house.tenant
    )
    assert left == 0
    changes = [
        (line["detail"]["before"]["files_days"], line["detail"]["after"]["files_days"])
        for line in await trail(house, "retention.changed")
    ]
    assert changes == [(None, 30), (30, None)]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"messages_days": 29}, "messages_days"), ({"files_days": 3651}, "files_days"), ({"audit_days": 179}, "audit_days"),
     ({"messages_days": "lang"}, "messages_days")],
)  # fmt: skip
async def test_what_no_house_may_ask(admin: httpx.AsyncClient, body: dict[str, Any], field: str) -> None:
    refused = await admin.put(PATH, json=body)
    assert code(refused) == (400, "malformed", field)
