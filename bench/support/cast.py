"""The people of a bench, made through the product's own parts: agents with sessions, customers with conversations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from qingfeng.adapters.channels.webchat.visitor import Visitor, Visitors
from qingfeng.app.demo.content import TENANT, WEBCHAT_KEY
from qingfeng.app.wiring import House
from qingfeng.contracts.messages import RowAgent
from qingfeng.flow.receive import receive_in
from qingfeng.kernel.auth import Signer
from qingfeng.modules.access import public as access
from qingfeng.modules.access.model import Place
from qingfeng.modules.access.sign_in import open_session
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.people import public as people
from qingfeng.ports.channel import ChannelRef, Inbound


async def agents(made: House, n: int) -> list[dict[str, str]]:
    """`n` new agents without a password, each with an open session: id, name, cookie, csrf."""
    found = []
    async with made.work.tx(TENANT) as tx:
        for i in range(n):
            name = f"压测{i:04d}"
            email = f"bench-{tx.new_id().hex[-12:]}-{i}@example.com"
            user = await access.put_user(tx, email=email, name=name, role="agent", password_hash=None)
            await people.put_agent(tx, user, name=name, team=None, capacity=60, levels={})
            found.append((user, name))
    made_up = []
    for user, name in found:
        cookie, caller = await open_session(made.db, TENANT, user, Place(agent="bench"))
        made_up.append({"id": str(user), "name": name, "cookie": cookie, "csrf": caller.csrf})
    return made_up


async def channel(made: House) -> ChannelRef:
    """The demo's web chat."""
    found = await made.channels.by_key(WEBCHAT_KEY)
    assert found is not None
    return found


def visitors(made: House) -> Visitors:
    return Visitors(Signer(made.settings.secret_key, "visitor"), made.db.ids)


async def customers(made: House, n: int) -> list[dict[str, str]]:
    """`n` visitors who have said nothing yet: only their tokens."""
    where, sealed = await channel(made), visitors(made)
    new = [Visitor(tenant=TENANT, channel=where.id, id=made.db.ids.new()) for _ in range(n)]
    return [{"id": str(v.id), "token": sealed.token(v)} for v in new]


async def talks(made: House, n: int, owners: list[dict[str, str]]) -> list[dict[str, Any]]:
    """`n` conversations of new visitors, held by the owners in turn: conversation, token, number of the owner."""
    where, sealed = await channel(made), visitors(made)
    found = []
    for i in range(n):
        visitor = Visitor(tenant=TENANT, channel=where.id, id=made.db.ids.new())
        owner = owners[i % len(owners)]
        inbound = Inbound(
            external_id=f"{visitor.id}:first", sender=visitor.sender, kind="text", text="你好，我想问一下订单"
        )
        async with made.work.tx(TENANT) as tx:
            receipt = await receive_in(tx, made.spine, where, inbound)
            conv = await conversations.lock(tx, receipt.conversation_id)
            await conversations.assign(tx, conv, agent=RowAgent(UUID(owner["id"]), owner["name"]), how="claimed")
        found.append({"id": str(receipt.conversation_id), "token": sealed.token(visitor), "owner": i % len(owners)})
    return found
