"""One owner at a time. The token grows with every change of owner; whoever writes checks that it still holds it."""

from __future__ import annotations

from datetime import timedelta

from qingfeng.kernel.db import Database
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.uow import Tx


class Lease:
    """`await acquire()` every few seconds: the fencing token while owner, None while another is."""

    def __init__(self, db: Database, name: str, holder: str, *, seconds: float = 5.0) -> None:
        self._db = db
        self._name = name
        self._holder = holder
        self._seconds = seconds

    async def acquire(self) -> int | None:
        now = self._db.clock.now()
        token: int | None = await self._db.system.fetchval(
            "INSERT INTO kernel.leases AS l (name, holder, token, expires_at) VALUES ($1, $2, 1, $3)"
            " ON CONFLICT (name) DO UPDATE SET expires_at = $3, holder = $2,"
            " token = l.token + CASE WHEN l.holder = $2 THEN 0 ELSE 1 END"
            " WHERE l.holder = $2 OR l.expires_at < $4 RETURNING token",
            self._name,
            self._holder,
            now + timedelta(seconds=self._seconds),
            now,
        )
        return token

    async def release(self) -> None:
        await self._db.system.execute(
            "UPDATE kernel.leases SET expires_at = 'epoch' WHERE name = $1 AND holder = $2",
            self._name,
            self._holder,
        )


async def fence(tx: Tx, name: str, token: int) -> None:
    """Refuse the transaction of an owner that lost its lease. Holds the lease row against a change until commit."""
    current = await tx.value("SELECT token FROM kernel.leases WHERE name = $1 FOR SHARE", name)
    if current != token:
        raise Conflict("not_the_owner", f"The lease {name} has moved on; this process must stop writing.", token=token)
