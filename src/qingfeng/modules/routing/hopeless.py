"""Who waits now and could be answered by nobody, whoever came on duty: told to supervisors while it is so.

The router says it once in the conversation; this asks the engine anew, so that it is over as soon as somebody learns what
is missing, the rules change, or the customer leaves.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from qingfeng.contracts.routing import Why
from qingfeng.kernel.clock import rng
from qingfeng.kernel.db import Connection
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.people.public import Agent
from qingfeng.modules.routing import engine, queries
from qingfeng.modules.routing.model import WHOLE_CHANNELS, Contact, Snapshot
from qingfeng.modules.routing.scene import view_of

_SEED = 0
"""Nothing here is left to chance."""


class Stuck(msgspec.Struct, frozen=True, kw_only=True):
    """Those of a queue whom nobody could answer: how many, since when the first of them waits, who that is, and why."""

    queue_id: UUID
    waiting: int
    since: datetime
    first: UUID
    why: Why


async def hopeless(conn: Connection, roster: list[Agent], now: datetime) -> list[Stuck]:
    """By queue. One query while nobody waits. Of a house without agents nothing is said: that is another matter."""
    lots = {lot.first: lot for lot in await conversations.lots(conn)}
    if not lots or not roster:
        return []
    snapshot = Snapshot(
        now=now,
        contacts=[
            Contact(
                id=lot.first,
                queue_id=lot.queue_id,
                queued_at=lot.since,
                channel=lot.channel,
                whole=lot.channel in WHOLE_CHANNELS,
                locale=lot.locale,
            )
            for lot in lots.values()
        ],
        agents=[view_of(agent, {}, now) for agent in roster],
        queues=[state for _, state in await queries.states(conn, now)],
    )
    found: dict[UUID, Stuck] = {}
    decided = {u.contact: u.reason for u in engine.decide(snapshot, now, rng(_SEED)).unservable}
    for lot in lots.values():  # the earliest first
        if lot.first not in decided:
            continue
        one = found.get(lot.queue_id)
        found[lot.queue_id] = (
            Stuck(queue_id=lot.queue_id, waiting=lot.waiting, since=lot.since, first=lot.first, why=decided[lot.first])
            if one is None
            else msgspec.structs.replace(one, waiting=one.waiting + lot.waiting)
        )
    return list(found.values())
