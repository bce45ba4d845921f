"""Audit lines are read with the names of what they speak of, in both languages, and only by who may know them."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from qingfeng.contracts.base import Actor
from qingfeng.flow.audit_names import names_of
from qingfeng.modules.access import public as access
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.people import public as people
from qingfeng.modules.people.public import Skill
from qingfeng.modules.routing import public as routing
from tests.flow.signed_in import Stage, made_stage

stage = made_stage


async def told(stage: Stage, action: str, target: str, **detail: object) -> dict[str, dict[str, str]]:
    """Write a line, read it as an administrator does, and give its names."""
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        await access.audit(tx, Actor("system"), action, target, **detail)
    async with stage.as_("admin") as admin:
        answer = await admin.get("/api/v1/audit", params={"action": action, "limit": 1})
    assert answer.status_code == 200, answer.text
    names: dict[str, dict[str, str]] = answer.json()["items"][0]["names"]
    return names


async def a_queue(stage: Stage) -> routing.Queue:
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        await routing.put_queue(tx, routing.QueueDraft(code="kettles", name_zh="水壶售后", name_en="Kettle care"))
        (queue,) = await routing.queues(tx.conn)
    return queue


async def test_people_queues_customers_and_conversations_have_names(stage: Stage) -> None:
    async with stage.as_("agent") as agent:
        me = (await agent.get("/api/v1/session")).json()["user"]
    queue = await a_queue(stage)
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        conv = await conversations.get(conn, stage.conversation)
    assert conv is not None
    who, customer = f"agent:{me['id']}", str(conv.customer_id)
    names = await told(
        stage, "test.named", customer, asked_by=who, to=str(queue.id), filter={"agent": me["id"]},
        conversation=str(stage.conversation), other=str(uuid4()), request="agent:not-an-id",
    )  # fmt: skip
    assert names == {
        who: {"zh": me["name"], "en": me["name"]},
        me["id"]: {"zh": me["name"], "en": me["name"]},
        str(queue.id): {"zh": queue.name_zh, "en": queue.name_en},
        customer: {"zh": "欧阳静怡", "en": "欧阳静怡"},
        str(stage.conversation): {"zh": "欧阳静怡", "en": "欧阳静怡"},
    }


async def test_codes_have_the_names_that_the_house_gave_them(stage: Stage) -> None:
    async with stage.ours.work.tx(stage.ours.tenant) as tx:
        await people.put_skill(tx, Skill("kettles", "水壶", "Kettles"))
    queue = await a_queue(stage)
    assert await told(stage, "queue.test", queue.code) == {queue.code: {"zh": queue.name_zh, "en": queue.name_en}}
    given = await told(stage, "agent.test", "x", skills={"kettles": 4}, state="break", reason="meeting")
    assert given["kettles"] == {"zh": "水壶", "en": "Kettles"}
    assert set(given) == {"kettles", "meeting"}
    changed = await told(stage, "settings.test", "close_reasons", added=["solved"], removed=["unheard_of"])
    assert set(changed) == {"solved"}


async def test_what_another_house_has_is_not_named(stage: Stage) -> None:
    async with stage.as_("stranger") as other:
        stranger = (await other.get("/api/v1/session")).json()["user"]["id"]
    assert await told(stage, "test.strange", stranger, agent=f"agent:{stranger}") == {}


@pytest.mark.parametrize(
    ("without", "hidden"), [("customers.read", "customer"), ("conversations.read", "conversation")]
)
async def test_who_may_not_see_customers_is_not_told_their_names(stage: Stage, without: str, hidden: str) -> None:
    async with stage.ours.db.reading(stage.ours.tenant) as conn:
        conv = await conversations.get(conn, stage.conversation)
        assert conv is not None
        ids = {"customer": conv.customer_id, "conversation": conv.id}
        line = access.AuditLine(
            id=uuid4(), at=conv.opened_at, actor="system", actor_name=None, action="x", target="x", target_name=None,
            detail={name: str(id_) for name, id_ in ids.items()},
        )  # fmt: skip
        caller = access.Caller(
            stage.ours.tenant, UUID(int=1), "x", "x@example.com", "own", "csrf",
            own=tuple({"users.manage", "customers.read", "conversations.read"} - {without}),
        )  # fmt: skip
        (names,) = await names_of(stage.spine, conn, caller, [line])
    assert {str(id_) for name, id_ in ids.items() if name != hidden} == set(names)


async def test_the_table_for_spreadsheets_has_them_as_well(stage: Stage) -> None:
    async with stage.as_("agent") as agent:
        me = (await agent.get("/api/v1/session")).json()["user"]
    await told(stage, "test.table", "x", asked_by=f"agent:{me['id']}")
    async with stage.as_("admin") as admin:
        table = await admin.get("/api/v1/audit/export", params={"action": "test.table"})
    assert f"agent:{me['id']} = {me['name']}" in table.text
