"""The customer as a desk sees them: who they are, what they own, what is open, what was said before."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.flow import schemas as s
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from qingfeng.modules.people import public as people

_FINISHED = frozenset({"completed", "cancelled", "refunded", "delivered"})


async def panel(conn: Connection, customer_id: UUID) -> s.CustomerOut:
    """Raises NotFound."""
    customer = await customers.get(conn, customer_id)
    if customer is None:
        raise NotFound("not_found", "There is no such customer.", field="customer_id")
    orders = await customers.orders(conn, customer_id)
    past = await conversations.of_customer(conn, customer_id)
    scores = await conversations.scores(conn, [c.id for c in past])
    dedicated = customer.dedicated_agent_id
    agents = await people.roster_of(conn, [dedicated]) if dedicated is not None else []
    return s.CustomerOut(
        id=customer.id,
        name=customer.name,
        title=customer.title,
        tier=customer.tier,
        city=customer.city,
        tags=customer.tags,
        note=customer.note,
        dedicated_agent_id=dedicated,
        dedicated_agent_name=agents[0].name if agents else None,
        version=customer.version,
        identities=[
            s.IdentityOut(i.id, i.kind, customers.masked(i.kind, i.value), i.verified)
            for i in await customers.known(conn, customer_id)
        ],
        orders=[s.OrderOut(o.no, o.at, o.status, f"{o.amount_fen / 100:.2f}", o.items, o.shipment) for o in orders],
        devices=await customers.devices(conn, customer_id),
        conversations=[
            s.PastOut(
                id=c.id,
                channel=c.channel_kind,
                opened_at=c.opened_at,
                closed_at=c.closed_at,
                phase=c.phase,
                agent_name=c.agent_name,
                subject=c.subject,
                score=scores.get(c.id),
            )
            for c in past
        ],
        open_matters=[
            *(
                s.Matter("message" if c.left_message else "conversation", str(c.id), c.subject, c.opened_at)
                for c in past
                if c.phase != "closed"
            ),
            *(
                s.Matter("order", o.no, o.items[0].name if o.items else o.no, o.at)
                for o in orders
                if o.status not in _FINISHED
            ),
        ],
        merges=[s.MergeOut(m.id, m.from_name, m.at, m.by, m.undone) for m in await customers.merges(conn, customer_id)],
    )


async def reveal(spine: Spine, caller: Caller, customer: UUID, identity: UUID) -> str:
    """One identity in full; who asked is written down. Raises NotFound."""
    async with spine.work.tx(caller.tenant) as tx:
        for known in await customers.known(tx.conn, customer):
            if known.id == identity:
                await access.audit(tx, caller.actor, "customer.revealed", str(customer), kind=known.kind)
                return known.value
    raise NotFound("not_found", "The customer has no such identity.", field="identity_id")


async def change(spine: Spine, caller: Caller, customer: UUID, data: s.CustomerChange) -> s.CustomerOut:
    """Change the record, and the name and tier shown on open conversations with it."""
    fields = {k: v for k, v in msgspec.structs.asdict(data).items() if v is not msgspec.UNSET}
    async with spine.work.tx(caller.tenant) as tx:
        agent = fields.get("dedicated_agent_id")
        if agent is not None and not await people.roster_of(tx.conn, [agent]):
            raise Invalid(
                "unknown_agent", "There is no such agent; choose one of the list.", field="dedicated_agent_id"
            )
        new = await customers.change(tx, customer, fields, caller.actor)
        if "name" in fields or "tier" in fields:
            await show(tx, new)
        await access.audit(tx, caller.actor, "customer.changed", str(customer), fields=sorted(fields))
        return await panel(tx.conn, customer)


async def show(tx: Tx, customer: customers.Customer) -> None:
    """Open conversations tell the customer's name and tier as they are now."""
    past = await conversations.of_customer(tx.conn, customer.id)
    await _rename(tx, [one.id for one in past if one.phase != "closed"], customer)


async def merge(spine: Spine, caller: Caller, into_id: UUID, from_id: UUID) -> UUID:
    """Two records are one person: history, identities and orders of the second go to the first; can be undone."""
    async with spine.work.tx(caller.tenant) as tx:
        for id_ in sorted((into_id, from_id)):
            await customers.hold(tx, id_)
        into = await customers.get(tx.conn, into_id)
        if into is None:
            raise NotFound("not_found", "There is no such customer.", field="customer_id")
        if into.merged_into is not None:
            raise Conflict("merged", "This record was itself merged into another.", field="customer_id")
        moved = await conversations.move_customer(tx, from_id, into_id, None)
        merged = await customers.merge(tx, into_id, from_id, caller.actor, moved)
        await _rename(tx, moved, into)
        await access.audit(tx, caller.actor, "customer.merged", str(into_id), other=str(from_id), merge=str(merged.id))
        return merged.id


async def unmerge(spine: Spine, caller: Caller, merge_id: UUID) -> None:
    """Give everything back that the merge moved."""
    async with spine.work.tx(caller.tenant) as tx:
        merged = await customers.unmerge(tx, merge_id)
        ids = [UUID(c) for c in merged.moved.get("conversations", [])]
        back = await customers.get(tx.conn, merged.from_id)
        assert back is not None
        moved = await conversations.move_customer(tx, merged.into_id, merged.from_id, ids)
        await _rename(tx, moved, back)
        await access.audit(tx, caller.actor, "customer.unmerged", str(merged.into_id), merge=str(merge_id))


async def _rename(tx: Tx, ids: list[UUID], customer: customers.Customer) -> None:
    for id_ in ids:
        conv = await conversations.lock(tx, id_)
        conv.customer_name, conv.customer_tier = customer.name, customer.tier
        await conversations.change(tx, conv, "customer")
