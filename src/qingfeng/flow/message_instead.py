"""Messages instead of waiting: in a surge that wants it, who is to wait long may leave a message from the first moment.

The green channel and the fast lane have it as ever: after a while, or when nobody is there.
"""

from __future__ import annotations

from datetime import datetime

from qingfeng.kernel.db import Connection
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.routing import public as routing


async def offered(conn: Connection, conv: Conversation, place: int, waited: float, now: datetime) -> bool:
    """Whether the surge that is on offers it to somebody at this place of their queue, who has waited so many seconds."""
    if conv.queue_id is None or conv.green or conv.fast:
        return False
    moved = await routing.surge_levers(conn)
    if moved.message_minutes == 0:
        return False
    wait = await routing.estimate(conn, conv.queue_id, place, now)
    return routing.message_instead(wait.low_minutes, waited, moved)
