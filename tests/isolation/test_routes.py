"""Every route of the product, tried by every kind of caller of one tenant with the ids of another."""

from __future__ import annotations

import inspect
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from qingfeng.app import wiring
from qingfeng.app.serve import http
from qingfeng.contracts.messages import Author, RowAgent
from qingfeng.kernel.auth import hash_password
from qingfeng.modules.access import public as access
from qingfeng.modules.access.model import MATRIX
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from qingfeng.modules.routing import public as routing
from tests.support.web import settings
from tests.support.world import PASSWORD, World, open_world

ROLES: tuple[str, ...] = ("agent", "supervisor", "admin", "knowledge")
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


async def furnish(world: World, words: str) -> Floor:
    emails = {role: f"{role}-{world.tenant.hex[-6:]}@example.com" for role in ROLES}
    employed = {role: await world.employ(emails[role], role) for role in ROLES}
    user = employed["knowledge"]
    async with world.work.tx(world.tenant) as tx:
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
        draft = conversations.Draft(author=Author("customer", customer.id, customer.name), kind="text", text=words)
        message = await conversations.append(tx, conv, draft)
        await conversations.assign(tx, conv, agent=RowAgent(user, "knowledge"), how="claimed")
        maker = access.Caller(world.tenant, employed["admin"], "admin", "", "admin", "")
        made, token = await access.make_token(tx, maker, name="报表", scopes=sorted(maker.grants), days=1)
    ids = {"conversation_id": conv.id, "customer_id": customer.id, "message_id": message.id, "queue_id": queue}
    ids |= {"channel_id": world.channel, "agent_id": user, "user_id": user, "token_id": made}
    return Floor(world, emails, ids, token)


@pytest.fixture(scope="module")
async def stage(database_url: str, nats_url: str, tmp_path_factory: Any) -> AsyncIterator[tuple[Any, Floor, Floor]]:
    chosen = settings(database_url, nats_url, tmp_path_factory.mktemp("routes"), QF_RATE_FACTOR="10000")
    async with (
        open_world(database_url, "ours") as ours,
        open_world(database_url, "theirs") as theirs,
        wiring.house(chosen, "test") as made,
    ):
        yield (
            http(made, wiring.webchat(made)),
            await furnish(ours, "平常的一句话"),
            await furnish(theirs, "机密的一句话"),
        )


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


OWN_ACCOUNT = re.compile(r"^/api/v1/sessions?(/|$)")
"""Routes of one's own account: everybody who is signed in has them."""
ASKS = re.compile(r'caller\.(?:need|may)\("([a-z.]+)"\)')


def _source(fn: Any) -> str:
    """Of a handler, and of its own module's helpers that it calls."""
    text = inspect.getsource(fn)
    helpers = [getattr(inspect.getmodule(fn), name, None) for name in re.findall(r"\b(_\w+)\(", text)]
    return text + "".join(inspect.getsource(one) for one in helpers if inspect.isfunction(one))


async def test_every_route_asks_for_a_right_that_a_role_can_be_given_or_lacks(stage: Any) -> None:
    """Somebody who may do nothing knocks everywhere: refused for want of a right of the matrix, or (the body did not
    fit) by a handler that says which it asks for."""
    app, ours, _ = stage
    world = ours.world
    email = f"nothing-{world.tenant.hex[-6:]}@example.com"
    async with world.work.tx(world.tenant) as tx:
        await access.put_user(tx, email=email, name="无", role="agent", password_hash=hash_password(PASSWORD))
    await world.db.system.execute("UPDATE access.users SET role = 'nothing' WHERE email = $1", email)
    offered = {right for group in MATRIX.values() for right in group}
    asked: set[str] = set()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.post("/api/v1/session", json={"email": email, "password": PASSWORD})
        client.headers["X-QF-CSRF"] = answer.json()["csrf"]
        for route in app.routes:
            for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
                if (
                    method == "OPTIONS"
                    or not route.path.startswith("/api/v1")
                    or handler.opt.get("public")
                    or OWN_ACCOUNT.match(route.path)
                ):
                    continue
                told = set(ASKS.findall(_source(handler.fn)))
                body = _body(route.path, ours.ids) if method in ("POST", "PUT", "PATCH") else None
                query = {"from": "2026-10-01", "to": "2026-10-02", "measure": "contacts"}
                answer = await client.request(method, _fill(route.path, ours.ids), json=body, params=query)
                if answer.status_code == 403:
                    told |= {answer.json()["error"]["params"]["need"]}
                else:
                    assert answer.status_code in (400, 422), (method, route.path, answer.status_code, answer.text)
                assert told, f"{method} {route.path} asks for no right"
                asked |= told
    assert asked <= offered, "a route asks for a right that no own role can be given"
    assert offered <= asked, "a right of the matrix that no route asks for"


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
            if table in ("kernel.leases", "kernel.relayed"):
                continue
            digest = await conn.fetchrow(
                f"SELECT count(*) AS n, md5(string_agg(t::text, '' ORDER BY t::text)) AS d FROM {table} t"
            )
            assert digest is not None
            found.append((table, digest["n"], digest["d"] or ""))
    return found
