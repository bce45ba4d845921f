"""What the router may learn from: how contacts ended, by the definitions of the key figures.

A contact counts as resolved when its customer did not come again within 72 hours (first-contact resolution): so it is
told that much after its end, once a day with the days that are over.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from qingfeng.kernel.db import Connection
from qingfeng.kernel.uow import Tx
from qingfeng.modules.insight.returns import HOURS
from qingfeng.modules.routing import public as routing

MOST = 20_000
"""Contacts at a time; those left over are the first of the next time."""
PAST = timedelta(days=90)

_ENDED = """
SELECT m.conversation_id, m.agent_id, m.queue_id, m.at,
  NOT EXISTS (SELECT FROM insight.marks r WHERE r.conversation_id = m.conversation_id AND r.measure = 'returned') AS resolved,
  (SELECT s.value FROM insight.marks s WHERE s.conversation_id = m.conversation_id AND s.measure = 'survey' LIMIT 1) AS score,
  (SELECT h.value FROM insight.marks h WHERE h.conversation_id = m.conversation_id AND h.measure = 'handle'
    AND h.agent_id = m.agent_id LIMIT 1) AS ms
FROM insight.marks m WHERE m.measure = 'handled' AND m.at > $1 AND m.at <= $2 AND m.agent_id IS NOT NULL
  AND m.queue_id IS NOT NULL
ORDER BY m.at, m.conversation_id LIMIT $3
"""
_WINDOWS = """
SELECT to_timestamp(floor(date_part('epoch', at) / $3) * $3) AS start,
  count(*) FILTER (WHERE measure = 'answered_in')::float8 / count(*) FILTER (WHERE measure = 'offered') AS met
FROM insight.marks WHERE measure IN ('offered', 'answered_in') AND at > $1 AND at <= $2
GROUP BY 1 HAVING count(*) FILTER (WHERE measure = 'offered') > 0 ORDER BY 1
"""


async def learn(tx: Tx) -> bool:
    """Tell the router what has ended since the last time and is known by now; whether there is more."""
    until = _whole(tx.now - timedelta(hours=HOURS))
    since = await routing.learned_until(tx) or until - PAST
    if until <= since:
        return False
    ended = await _ended(tx.conn, since, until)
    full = len(ended) == MOST
    if full:  # those of the last moment come together
        until = ended[-1].at
        ended = [one for one in ended if one.at < until] or ended
        until = ended[-1].at
    windows = await tx.fetch(_WINDOWS, since, until, routing.WINDOW_SECONDS)
    await routing.learn(tx, ended, [routing.Window(r["start"], min(1.0, r["met"])) for r in windows], until)
    return full


def _whole(at: datetime) -> datetime:
    """The end of the last window before a moment."""
    return datetime.fromtimestamp(at.timestamp() // routing.WINDOW_SECONDS * routing.WINDOW_SECONDS, UTC)


async def _ended(conn: Connection, since: datetime, until: datetime) -> list[routing.Ended]:
    return [
        routing.Ended(
            conversation=r["conversation_id"],
            agent=r["agent_id"],
            queue=r["queue_id"],
            at=r["at"],
            resolved=r["resolved"],
            score=r["score"],
            seconds=None if r["ms"] is None else r["ms"] / 1000,
        )
        for r in await conn.fetch(_ENDED, since, until, MOST)
    ]
