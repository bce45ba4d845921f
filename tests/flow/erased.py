"""Somebody with a long story in a house, and a search for them through everything that a tenant's tables hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.flow import desk, privacy
from qingfeng.kernel.bus import EVENTS, Bus
from qingfeng.kernel.parked import Failed, park
from qingfeng.kernel.timers import Job
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from qingfeng.modules.insight.public import forget_names
from qingfeng.ports.channel import ChannelRef
from tests.adapters.open.receiver import Receiver
from tests.ports.house import House

BUSY = 60.0
"""Seconds that the broker may take: a disk that is busy with something else keeps it waiting."""
SECRETS = {
    "name": "欧阳明月",
    "phone": "13912345678",
    "email": "mingyue@ouyang.example",
    "words": "密码锁打不开",
    "answer": "琵琶巷七号",
    "note": "脾气很急躁",
    "comment": "师傅迟到啦",
    "instruction": "先安抚她丈夫",
    "whisper": "别提那笔赔偿",
    "typed": "13887654321",
    "bytes": "遗嘱全文",
    "file": "身份证照片",
    "number": "kh-778899",
}


@dataclass
class Person:
    customer: UUID
    conversation: UUID
    sender: str
    token: str


async def a_story(house: House, channel: ChannelRef, receiver: Receiver, secrets: dict[str, str] = SECRETS) -> Person:
    """They write, send a file, are answered, noted about, handed back, surveyed; one telling of it fails, one is parked."""
    sender, token = f"u-{uuid4().hex[:6]}", await house.token(channel)
    who = {"id": sender, "name": secrets["name"], "phone": secrets["phone"], "email": secrets["email"]}
    who["external"] = secrets["number"]
    async with house.client(token) as api:
        first = {
            "external_id": uuid4().hex,
            "sender": who,
            "text": f"你好，{secrets['words']}，电话 {secrets['phone']}",
        }
        said = await api.post("/open/v1/messages", json=first)
        assert said.status_code == 200, said.text
        conversation = UUID(said.json()["conversation_id"])
        data = secrets["bytes"].encode() * 9
        files = {"file": (f"{secrets['file']}.txt", data, "text/plain")}
        kept = (await api.post("/open/v1/attachments", data={"sender": sender}, files=files)).json()
        await api.post(
            "/open/v1/attachments", data={"sender": sender}, files={"file": ("未发.txt", data + b"!", "text/plain")}
        )
        sent = {"external_id": uuid4().hex, "sender": {"id": sender}, "kind": "file", "attachment_id": kept["id"]}
        assert (await api.post("/open/v1/messages", json=sent)).status_code == 200
        await house.pump()
        await api.post("/open/v1/events", json={"type": "human", "sender": {"id": sender}})
        await house.take(conversation)
        await house.say(conversation, f"好的，{secrets['answer']}对吗？")
        await house.say(conversation, secrets["note"], kind="note")
        await _remind(house, conversation, secrets["note"])
        async with house.work.tx(house.tenant) as tx:
            conv = await conversations.lock(tx, conversation)
            boss = Actor("agent", tx.new_id(), "主管")
            await conversations.whisper(tx, conv, boss, secrets["whisper"], uuid4().hex)
        await house.pump()
        await desk.hand_back(house.spine, house.agent, conversation, secrets["instruction"])
        await house.pump()
        await house.take(conversation)
        receiver.always = 500
        await house.say(conversation, f"{secrets['name']}，{secrets['answer']}的师傅出发了")
        await house.pump()
        await house.close(conversation)
        survey = {
            "sender": {"id": sender},
            "conversation_id": str(conversation),
            "score": 2,
            "comment": secrets["comment"],
        }
        await api.post("/open/v1/survey", json=survey)
    receiver.always = 200
    customer = await _record(house, conversation, secrets)
    return Person(customer, conversation, sender, token)


async def _remind(house: House, conversation: UUID, text: str) -> None:
    async with house.work.tx(house.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        await conversations.remind(tx, conv, house.agent.user_id, text=text, due=tx.now.replace(year=tx.now.year + 1))
        await conversations.notify(tx, conv, house.agent.user_id, "mention", by="主管", text=text)


async def _record(house: House, conversation: UUID, secrets: dict[str, str]) -> UUID:
    """What people write down of them: tags, a note, a second number that was only typed, a merge; and a parked event."""
    async with house.work.tx(house.tenant) as tx:
        conv = await conversations.lock(tx, conversation)
        fields = {"note": secrets["note"], "city": secrets["answer"], "tags": [secrets["words"]]}
        found = await customers.change(tx, conv.customer_id, fields, house.agent.actor)
        await customers.add_hint(tx, found, "phone", secrets["typed"])
        guest, _ = await customers.identify(
            tx, customers.Claims(kind="visitor", id=str(tx.new_id()), name=secrets["name"])
        )
        await customers.merge(tx, found.id, guest.id, house.agent.actor, [])
        row = await tx.row("SELECT type, body FROM kernel.outbox WHERE key = $1 LIMIT 1", str(conversation))
        assert row is not None
        await tx.execute(
            "INSERT INTO insight.raised (tenant_id, id, code, red, conversation_id, name, name_en, bound, worst, raised_at)"
            " VALUES ($1, $2, 'angry', false, $3, $4, $4, 0, 1, $5)",
            *(tx.tenant, tx.new_id(), conversation, secrets["name"], tx.now),
        )
        failed = Failed(
            source="watcher:gone", event_id=uuid4().hex, event_type=row["type"], body=row["body"], attempts=3, error="x"
        )
        await park(tx, failed)
    return found.id


async def everything(house: House) -> str:
    """Every row of every table of the tenant as text; bytes as their hex, once more decoded."""
    parts: list[str] = []
    async with house.db.reading(house.tenant) as conn:
        tables = await conn.fetch(
            "SELECT schemaname || '.' || tablename AS name FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'public') AND tablename NOT IN ('leases', 'relayed')"
        )
        assert len(tables) > 40
        for table in tables:
            parts += [row["t"] for row in await conn.fetch(f"SELECT t::text AS t FROM {table['name']} t")]
    return "\n".join(parts)


def found_in(text: str, secrets: dict[str, str] = SECRETS) -> list[str]:
    """Which of somebody's secrets are in it, as they are or as the hex of their bytes."""
    return [what for what, secret in secrets.items() if secret in text or secret.encode().hex() in text]


async def relay(house: House, bus: Bus) -> None:
    """Everything that waits goes into the stream, as the relay does it."""
    js = bus.client.jetstream(timeout=BUSY)
    rows = await house.db.system.fetch(
        "SELECT o.position, o.id, o.type, o.body FROM kernel.outbox_waiting JOIN kernel.outbox o USING (position)"
        " WHERE o.tenant_id = $1 ORDER BY position",
        house.tenant,
    )
    for row in rows:
        await js.publish(f"{EVENTS}.{house.tenant}.{row['type']}", row["body"], headers={"Nats-Msg-Id": str(row["id"])})
    await house.db.system.execute(
        "DELETE FROM kernel.outbox_waiting WHERE position = ANY($1)", [row["position"] for row in rows]
    )


async def streamed(house: House, bus: Bus) -> str:
    """What the stream holds of the tenant."""
    js = bus.client.jetstream(timeout=BUSY)
    state = (await js.stream_info("QF_EVENTS")).state
    held: list[str] = []
    for seq in range(state.first_seq or 1, state.last_seq + 1):
        try:
            held.append(((await js.get_msg("QF_EVENTS", seq)).data or b"").decode())
        except Exception:  # deleted
            continue
    return "\n".join(text for text in held if str(house.tenant) in text)


async def due(house: House, bus: Bus) -> int:
    """Fire the steps of requests that are due now, once each; gives how many."""
    rows = await house.db.system.fetch(
        "SELECT tenant_id, kind, key, due_at, payload, generation, attempts FROM kernel.timers"
        " WHERE kind = 'privacy' AND due_at <= $1 AND tenant_id = $2",
        house.clock.now(),
        house.tenant,
    )
    fire = partial(privacy.step, house.spine, bus, forget_names)
    for row in rows:
        await fire(Job(*row))
    return len(rows)


def as_json(text: bytes) -> Any:
    return msgspec.json.decode(text)


def officer(house: House) -> Caller:
    return house.agent
