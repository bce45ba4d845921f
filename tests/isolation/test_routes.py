"""Every route of the product, tried by every kind of caller of one tenant with the ids of another."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from qingfeng.app import wiring
from qingfeng.app.serve import http
from qingfeng.app.settings import Settings
from qingfeng.contracts.messages import Author, RowAgent
from qingfeng.kernel.auth import hash_password
from qingfeng.modules.access import public as access
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from tests.support.world import World, open_world

PASSWORD = "quite-a-secret"
REFUSED = {400, 401, 403, 404, 405, 409, 413, 415, 422}
# Routes that name nothing of a tenant: they answer everybody alike, or only about the caller.
OWN = re.compile(r"^/(health|webchat/v1/session|api/v1/session)")


@dataclass
class Floor:
    """A tenant with somebody of each role, and things whose ids another tenant may learn."""

    world: World
    emails: dict[str, str]
    ids: dict[str, UUID]
    token: str
    """Of a program with every right of an administrator."""


async def furnish(world: World) -> Floor:
    emails: dict[str, str] = {}
    admins: list[UUID] = []
    async with world.work.tx(world.tenant) as tx:
        for role in ("agent", "supervisor", "admin", "knowledge"):
            emails[role] = f"{role}-{world.tenant.hex[-6:]}@example.com"
            user = await access.put_user(
                tx, email=emails[role], name=role, role=role, password_hash=hash_password(PASSWORD)
            )
            await people.put_agent(tx, user, name=role, team=None, capacity=5, levels={})
            if role == "admin":
                admins.append(user)
        queue = await routing.put_queue(
            tx, routing.QueueDraft(code="main", name_zh="客服", name_en="Service", policy=routing.Policy())
        )
    async with world.work.tx(world.tenant) as tx:
        customer = await world.customer(tx)
        await customers.put_identity(tx, customer.id, customers.Identity("phone", "+8619900000001", True))
        conv = await conversations.open_(
            tx,
            conversations.RowCustomer(customer.id, customer.name, "regular"),
            channel_id=world.channel,
            channel_kind="webchat",
            locale="zh-CN",
        )
        draft = conversations.Draft(
            author=Author("customer", customer.id, customer.name), kind="text", text="机密的一句话"
        )
        message = await conversations.append(tx, conv, draft)
        await conversations.assign(tx, conv, agent=RowAgent(user, "knowledge"), how="claimed")
        maker = access.Caller(world.tenant, admins[0], "admin", "", "admin", "")
        made, token = await access.make_token(tx, maker, name="报表", scopes=sorted(maker.grants), days=1)
    ids = {"conversation_id": conv.id, "customer_id": customer.id, "message_id": message.id, "queue_id": queue}
    ids |= {"channel_id": world.channel, "agent_id": user, "user_id": user, "token_id": made}
    return Floor(world, emails, ids, token)


@pytest.fixture(scope="module")
async def stage(database_url: str, nats_url: str, tmp_path_factory: Any) -> AsyncIterator[tuple[Any, Floor, Floor]]:
    folder: Path = tmp_path_factory.mktemp("routes")
    settings = Settings.from_env(
        {
            "QF_DATABASE_URL": database_url,
            "QF_NATS_URL": nats_url,
            "QF_DATA_DIR": str(folder),
            "QF_SECRET_KEY": "k" * 48,
            "QF_RATE_FACTOR": "10000",
        }
    )
    async with (
        open_world(database_url, "ours") as ours,
        open_world(database_url, "theirs") as theirs,
        wiring.house(settings, "test") as made,
    ):
        yield http(made, wiring.webchat(made)), await furnish(ours), await furnish(theirs)


def _paths(app: Any) -> list[tuple[str, str, str]]:
    """Method, path with names, and the place of every documented route."""
    schema = app.openapi_schema.to_schema()
    return [
        (method.upper(), path, path)
        for path, verbs in schema["paths"].items()
        for method in verbs
        if method in ("get", "post", "put", "patch", "delete")
    ]


def _fill(path: str, ids: dict[str, UUID]) -> str:
    return re.sub(r"\{(\w+)[^}]*\}", lambda m: str(ids.get(m[1], uuid4())), path)


def _body(path: str, ids: dict[str, UUID]) -> dict[str, Any]:
    """A body that would be good, as far as one can tell by the path: so that only the tenant stands in the way."""
    return {
        "client_id": uuid4().hex,
        "text": "不该写进去",
        "kind": "text",
        "seq": 1,
        "note": "x",
        "queue_id": str(ids["queue_id"]),
        "reason": "solved",
        "codes": [],
        "instruction": "x",
        "other_id": str(ids["customer_id"]),
        "identity_id": str(uuid4()),
        "confirm": "张文静",
        "conversation_id": str(ids["conversation_id"]),
        "locale": "zh-CN",
        "name": "x",
        "sender": {"id": "x"},
        "external_id": uuid4().hex,
    }


@pytest.mark.parametrize("role", ["nobody", "agent", "supervisor", "admin", "knowledge", "program"])
async def test_no_route_gives_or_changes_anything_of_another_tenant(stage: Any, role: str) -> None:
    app, ours, theirs = stage
    before = await _contents(theirs.world)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        if role == "program":
            client.headers["Authorization"] = f"Bearer {ours.token}"
        elif role != "nobody":
            answer = await client.post("/api/v1/session", json={"email": ours.emails[role], "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            client.headers["X-QF-CSRF"] = answer.json()["csrf"]
        tried = 0
        for method, path, _ in _paths(app):
            if OWN.match(path):
                continue
            body = _body(path, theirs.ids) if method in ("POST", "PUT", "PATCH") else None
            answer = await client.request(method, _fill(path, theirs.ids), json=body)
            tried += 1
            assert answer.status_code < 500, (method, path, answer.text)
            _check_silent(theirs, method, path, answer)
            if "{" in path and any(f"{{{name}" in path for name in theirs.ids):
                assert answer.status_code in REFUSED, (method, path, answer.status_code, answer.text)
    assert tried > 40
    assert await _contents(theirs.world) == before


def _check_silent(theirs: Floor, method: str, path: str, answer: httpx.Response) -> None:
    text = answer.text
    assert "机密" not in text, (method, path)
    for name, id_ in theirs.ids.items():
        if answer.status_code < 400:
            assert str(id_) not in text, (method, path, name)


async def _contents(world: World) -> list[tuple[str, int, str]]:
    """How much every table holds of a tenant, and a digest of it."""
    found = []
    async with world.db.reading(world.tenant) as conn:
        names = await conn.fetch(
            "SELECT schemaname || '.' || tablename AS name FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'public') ORDER BY 1"
        )
        for row in names:
            table = row["name"]
            if table == "kernel.leases":
                continue
            digest = await conn.fetchrow(
                f"SELECT count(*) AS n, md5(string_agg(t::text, '' ORDER BY t::text)) AS d FROM {table} t"
            )
            assert digest is not None
            found.append((table, digest["n"], digest["d"] or ""))
    return found
