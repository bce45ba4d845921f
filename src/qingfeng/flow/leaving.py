"""Somebody answers no longer: every customer they had goes back to the line, at the place of one who has waited."""

from __future__ import annotations

from uuid import UUID

from qingfeng.contracts.base import SYSTEM
from qingfeng.flow import desk
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Conversation, ListQuery
from qingfeng.modules.routing import public as routing
from qingfeng.modules.routing.public import Place

PAGE = 200


async def release(spine: Spine, job: Job) -> None:
    """Withdraw the agent's open offers and give back their conversations, each in a transaction of its own."""
    agent = UUID(job.key)
    async with spine.db.reading(job.tenant) as conn:
        offers = [offer.id for offer in await routing.offers_of(conn, agent)]
        held = await _held(conn, agent)
    for offer in offers:
        async with spine.work.tx(job.tenant) as tx:
            await routing.recall(tx, offer, "agent_left")
    while held:
        for id_ in held:
            async with spine.work.tx(job.tenant) as tx:
                conv = await conversations.lock(tx, id_)
                if conv.agent_id == agent:
                    await _give_back(tx, spine, conv)
        async with spine.db.reading(job.tenant) as conn:
            held = await _held(conn, agent)
    async with spine.work.tx(job.tenant) as tx:
        await job.done(tx)


async def _held(conn: Connection, agent: UUID) -> list[UUID]:
    query = ListQuery(view="mine", me=agent, team=[], limit=PAGE)
    return [row.id for row in (await conversations.rows(conn, query))[0]]


async def _give_back(tx: Tx, spine: Spine, conv: Conversation) -> None:
    if conv.phase == "wrap_up":  # the talk is over; only its codes were missing
        await desk.finish_in(tx, conv, codes=conv.codes or ["not_recorded"], by=SYSTEM)
        return
    place = await _place(tx, spine, conv)
    lane = conversations.Lane(
        queue_id=place.queue_id,
        target_seconds=place.target_seconds,
        priority=max(conv.priority, place.priority),
        fast=conv.fast or place.fast,
        green=conv.green or place.green,
    )
    await conversations.system_line(tx, conv, "transferred", public=True, queue=place.name, queue_en=place.name_en)
    await conversations.queue(tx, conv, lane, reason="agent_left", handover=conv.handover)


async def _place(tx: Tx, spine: Spine, conv: Conversation) -> Place:
    """The queue it came by, as long as that is in use; else the house's first."""
    tier = conv.customer_tier
    known = {queue.id for queue in await routing.queues(tx.conn) if queue.active}
    if conv.queue_id in known:
        return await routing.place_by_id(tx.conn, conv.queue_id, tier=tier)
    _, settings = await spine.tenant(tx.tenant, tx.conn)
    return await routing.place(tx.conn, settings.default_queue, tier=tier, urgent=False)
