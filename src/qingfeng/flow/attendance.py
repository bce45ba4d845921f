"""Who is at their desk: what open desks tell of the people before them, and what becomes of those who are gone.

Every process tells the record each quarter of a minute whose desks are open in it and when each person last touched one:
typing in any tab of any device counts for all. One process of the cluster looks who is ready and gone
(`people.absent`), and who has gone home without signing off (`people.gone_home`). A house that was deaf itself, because it was starting, its database was away or its machine slept,
first listens for a while: silence then says nothing of anybody.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.contracts.base import SYSTEM
from qingfeng.flow.desks import Desks
from qingfeng.flow.spine import Settings, Spine
from qingfeng.kernel import log
from qingfeng.kernel.db import Connection, Retryable
from qingfeng.kernel.leases import Lease, fence
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

logger = log.get(__name__)
EVERY_SECONDS = 15.0
LEASE = "absence"
LEASE_SECONDS = 40.0
DEAF = timedelta(seconds=3 * EVERY_SECONDS)
"""So long between two looks, and the house has not been listening."""
LISTEN = timedelta(seconds=90)
"""So long it listens first: hidden tabs come back once a minute."""


class Attendance:
    """What one process knows of the people at its desks."""

    def __init__(self, spine: Spine, desks: Desks) -> None:
        self._spine = spine
        self._desks = desks
        self._touched: dict[UUID, dict[UUID, datetime]] = {}
        self._lease = Lease(spine.db, LEASE, str(spine.db.ids.new()), seconds=LEASE_SECONDS)
        self._looked: datetime | None = None
        self._listening = spine.db.clock.now()

    def touch(self, caller: Caller) -> None:
        """This person has just done something at a desk."""
        self._touched.setdefault(caller.tenant, {})[caller.user_id] = self._spine.db.clock.now()

    async def report(self) -> None:
        """Tell the record who is there, and when they last did something."""
        for tenant in {*self._desks.tenants(), *self._touched}:
            touched = self._touched.pop(tenant, {})
            there = dict.fromkeys((desk.caller.user_id for desk in self._desks.of(tenant)), None)
            try:
                await people.seen(self._spine.db, tenant, {**there, **touched})
            except BaseException:
                self._touched[tenant] = {**touched, **self._touched.get(tenant, {})}
                raise

    async def look(self) -> int:
        """Put on a break who is ready and gone, and sign off who has gone home; how many that were. Nothing while another
        process looks."""
        now = self._spine.db.clock.now()
        token = await self._lease.acquire()
        if self._looked is None or not timedelta() <= now - self._looked <= DEAF:
            self._listening = now
        self._looked = now
        if token is None or now - self._listening < LISTEN:
            return 0
        done = 0
        for tenant in await access.all_tenants(self._spine.db):
            chosen = msgspec.convert(tenant.settings, Settings)
            if chosen.idle_minutes > 0:
                done += await self._mark(tenant.id, chosen.idle_minutes, token)
            # Whoever sat there all along while the house was deaf has had time to touch something.
            if chosen.sign_off_hours > 0 and now - self._listening >= people.AFTER_CLOSING:
                done += await self._sign_off(tenant.id, chosen.sign_off_hours, token)
        return done

    async def _sign_off(self, tenant: UUID, hours: int, token: int) -> int:
        now = self._spine.db.clock.now()
        async with self._spine.db.reading(tenant) as conn:
            gone = await people.lingerers(conn, now)
            closed = bool(gone) and await _is_closed(conn, now) and await _is_closed(conn, now - people.AFTER_CLOSING)
        return sum([await self._sign_one_off(tenant, agent, (hours, closed), token) for agent in gone])

    async def _sign_one_off(self, tenant: UUID, agent: UUID, rule: tuple[int, bool], token: int) -> bool:
        try:
            async with self._spine.work.tx(tenant) as tx:
                await fence(tx, LEASE, token)
                off = await people.sign_off(tx, agent, rule[0], closed=rule[1])
                if off is not None and off.gone_since is not None:
                    told = {"reason": off.reason, "since": off.gone_since.isoformat()}
                    await access.audit(tx, SYSTEM, "agent.signed_off", str(agent), **told)
                return off is not None
        except Retryable as error:
            logger.warning("signing off left for the next look", error=type(error).__name__)
            return False

    async def _mark(self, tenant: UUID, minutes: int, token: int) -> int:
        async with self._spine.db.reading(tenant) as conn:
            gone = await people.absentees(conn, self._spine.db.clock.now(), minutes)
        return sum([await self._mark_one(tenant, agent, minutes, token) for agent in gone])

    async def _mark_one(self, tenant: UUID, agent: UUID, minutes: int, token: int) -> bool:
        try:
            async with self._spine.work.tx(tenant) as tx:
                await fence(tx, LEASE, token)
                return await people.mark_away(tx, agent, minutes)
        except Retryable as error:
            logger.warning("absence left for the next look", error=type(error).__name__)
            return False


async def _is_closed(conn: Connection, moment: datetime) -> bool:
    """Whether there are queues, and none of them is open then."""
    found = [state.open for queue, state in await routing.states(conn, moment) if queue.active]
    return bool(found) and not any(found)
