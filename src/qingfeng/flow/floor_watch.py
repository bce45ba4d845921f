"""Supervisors who look on at a live conversation: who is told of it, and the trace it leaves."""

from __future__ import annotations

from collections import OrderedDict
from uuid import UUID

from qingfeng.flow.desks import Desk
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations

AGAIN_SECONDS = 600.0
"""Who looks again within so long (another tab, a socket that came back) is audited once."""
KEPT = 20_000


class Monitoring:
    """What one process knows of supervisors who look on."""

    def __init__(self, spine: Spine) -> None:
        self._spine = spine
        self._noted: OrderedDict[tuple[UUID, UUID], tuple[float, UUID]] = OrderedDict()

    async def unseen(self, conn: Connection, caller: Caller) -> bool:
        """Whether nobody is told what this person looks at: a supervisor where the house wants it so."""
        if not caller.may("floor.join"):
            return False
        _, settings = await self._spine.tenant(caller.tenant, conn)
        return not settings.tell_monitored

    async def refresh(self, desk: Desk) -> bool:
        """Learn whether the desk is to be told of; true when that has changed."""
        if not desk.caller.may("floor.join"):
            return False
        before = desk.unseen
        async with self._spine.db.reading(desk.caller.tenant) as conn:
            desk.unseen = await self.unseen(conn, desk.caller)
        return desk.unseen != before

    async def note(self, caller: Caller, watched: frozenset[UUID], agent: UUID | None = None) -> None:
        """Audit that a supervisor looks at conversations which somebody else has in hand. `agent`: who has just taken
        them while the supervisor looked on; to be watched with one agent says nothing of another."""
        now = self._spine.db.clock.monotonic()
        for id_ in sorted(watched):
            key = (caller.user_id, id_)
            noted, whom = self._noted.get(key, (-AGAIN_SECONDS, None))
            if now - noted < AGAIN_SECONDS and agent in (None, whom):
                continue
            async with self._spine.work.tx(caller.tenant) as tx:
                conv = await conversations.get(tx.conn, id_)
                if conv is None or conv.phase != "with_agent" or conv.agent_id in (None, caller.user_id):
                    continue
                _, settings = await self._spine.tenant(caller.tenant, tx.conn)
                detail = {"agent": conv.agent_name or "", "told": settings.tell_monitored}
                await access.audit(tx, caller.actor, "conversation.monitored", str(id_), **detail)
            self._noted[key] = (now, conv.agent_id)
            self._noted.move_to_end(key)
            if len(self._noted) > KEPT:
                self._noted.popitem(last=False)
