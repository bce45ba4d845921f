"""Contacts after which the customer came again: marks that follow from several contacts of one customer.

They are written under a lock of the customer, after the contacts themselves: of two who change contacts of one customer
at a time the later one sees what the earlier one wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from qingfeng.kernel.uow import Tx
from qingfeng.modules.insight.marks import Change, Mark

HOURS = 72
"""Whoever comes again within so many hours after the end had not been helped at the first contact."""
RETURNED = {"handled": "returned", "bot_kept": "bot_returned"}
"""By the end after which the customer came again."""

_FOUND = f"""
SELECT c.conversation_id, p.returned, m.at, m.queue_id, m.channel, m.agent_id,
  r.at AS r_at, r.queue_id AS r_queue_id, r.channel AS r_channel, r.agent_id AS r_agent_id,
  m.at IS NOT NULL AND EXISTS (SELECT FROM insight.contacts b WHERE b.customer_id = c.customer_id
    AND b.conversation_id <> c.conversation_id
    AND b.opened_at >= m.at AND b.opened_at <= m.at + interval '{HOURS} hours') AS again
FROM insight.contacts c CROSS JOIN unnest($3::text[], $4::text[]) AS p (ended, returned)
LEFT JOIN insight.marks m ON m.conversation_id = c.conversation_id AND m.measure = p.ended AND m.no = 0
LEFT JOIN insight.marks r ON r.conversation_id = c.conversation_id AND r.measure = p.returned AND r.no = 0
WHERE c.customer_id = ANY($1) AND c.closed_at >= $2 AND (m.at IS NOT NULL OR r.at IS NOT NULL)
"""


async def changes(tx: Tx, customers: Mapping[UUID, datetime]) -> list[Change]:
    """What has to change for these customers, whose contacts changed from a moment on (the opening of the earliest)."""
    if not customers:
        return []
    ids = sorted(customers)
    await tx.fetch(
        "SELECT pg_advisory_xact_lock(hashtextextended('insight customer ' || id, 0)) FROM unnest($1::text[]) AS id",
        [str(id_) for id_ in ids],
    )
    found: list[Change] = []
    since = min(customers.values()) - timedelta(hours=HOURS)
    for row in await tx.fetch(_FOUND, ids, since, list(RETURNED), list(RETURNED.values())):
        name = row["returned"]
        old = _mark(name, row["r_at"], row["r_queue_id"], row["r_channel"], row["r_agent_id"])
        new = _mark(name, row["at"], row["queue_id"], row["channel"], row["agent_id"]) if row["again"] else None
        if old != new:
            found.append((row["conversation_id"], _of(old), _of(new)))
    return found


def _mark(name: str, at: datetime | None, queue: UUID | None, channel: str | None, agent: UUID | None) -> Mark | None:
    return None if at is None or channel is None else Mark(name, 0, at, queue, channel, agent, 0)


def _of(mark: Mark | None) -> dict[tuple[str, int], Mark]:
    return {} if mark is None else {(mark.measure, 0): mark}
