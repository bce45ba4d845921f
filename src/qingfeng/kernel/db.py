"""PostgreSQL: two pools of one database, told apart by role.

`app` speaks as `qf_app`, for one tenant at a time: row-level security shows it nothing else.
`system` speaks as `qf_system`: it sees the machinery's tables (outbox, timers, sign-in look-ups) of all tenants
and has no right to any conversation.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
import msgspec

from qingfeng.kernel import log, metrics
from qingfeng.kernel.clock import Clock, Ids

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connection = PoolConnectionProxy[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:
    Connection = asyncpg.Connection
    Pool = asyncpg.Pool

Record = asyncpg.Record


def _encode(value: Any) -> bytes:
    # jsonb's binary form is one version byte before the text
    return b"\x01" + msgspec.json.encode(value)


def _decode(data: bytes) -> Any:
    return msgspec.json.decode(data[1:])


async def _prepare(conn: asyncpg.Connection[asyncpg.Record]) -> None:
    await conn.set_type_codec("jsonb", schema="pg_catalog", encoder=_encode, decoder=_decode, format="binary")


async def _nothing_to_reset(_: asyncpg.Connection[asyncpg.Record]) -> None:
    """Whatever we set is LOCAL to a transaction, and asyncpg ends one that was left open by itself. Its default here
    (RESET ALL and four more statements) is one more round trip for every unit of work."""


async def open_pool(url: str, role: str, *, size: int) -> Pool:
    """A pool whose sessions speak as `role`. Raises asyncpg's errors when the database cannot be reached."""
    pool = await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        init=_prepare,
        reset=_nothing_to_reset,
        command_timeout=30,
        max_inactive_connection_lifetime=600,
        server_settings={
            "role": role,
            "timezone": "UTC",
            "application_name": f"qingfeng {role}",
            "jit": "off",
            "work_mem": "16MB",
        },
    )
    assert pool is not None
    return pool


class Database:
    """The two pools and what a unit of work needs from outside (clock, ids)."""

    def __init__(self, app: Pool, system: Pool, clock: Clock, ids: Ids) -> None:
        self.app = app
        self.system = system
        self.clock = clock
        self.ids = ids

    @classmethod
    async def open(cls, url: str, clock: Clock, ids: Ids, *, size: int = 10) -> Database:
        app = await open_pool(url, "qf_app", size=size)
        system = await open_pool(url, "qf_system", size=max(2, size // 4))
        return cls(app, system, clock, ids)

    async def close(self) -> None:
        await self.app.close()
        await self.system.close()

    @asynccontextmanager
    async def reading(self, tenant: UUID) -> AsyncIterator[Connection]:
        """A connection that sees one tenant and cannot write: for queries of screens."""
        async with scoped(self, tenant, read_only=True) as conn:
            log.concerns(tenant)
            yield conn

    @asynccontextmanager
    async def begun(self, tenant: UUID, *, use: str, read_only: bool = False) -> AsyncIterator[Connection]:
        """A connection inside a transaction for one tenant. Whoever asked commits; an error rolls back.

        The setting travels with BEGIN, in one exchange. A connection that was cut while it lay in the pool is found out
        by that: nothing was done on it yet, so the next is tried. When the database itself is away, making a new one
        says so.
        """
        mode = " READ ONLY" if read_only else ""
        begin = f"BEGIN{mode}; SET LOCAL qf.tenant = '{UUID(str(tenant))}'"
        for left in reversed(range(self.app.get_max_size() + 1)):
            asked = self.clock.monotonic()
            async with self.app.acquire() as conn:
                metrics.POOL_WAIT.labels(use).observe(self.clock.monotonic() - asked)
                try:
                    await conn.execute(begin)
                except Exception as error:
                    if left and is_lost(error):
                        continue
                    raise
                try:
                    yield conn
                except BaseException:
                    if not conn.is_closed():
                        await conn.execute("ROLLBACK")
                    raise
                return


@asynccontextmanager
async def scoped(db: Database, tenant: UUID, *, read_only: bool = False) -> AsyncIterator[Connection]:
    """One transaction for one tenant: commits when the block ends, rolls back when it raises."""
    async with db.begun(tenant, use="read" if read_only else "write", read_only=read_only) as conn:
        yield conn
        await conn.execute("COMMIT")


Retryable = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.UniqueViolationError,
)

Lost = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a query that met the end of its connection half-way
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    ConnectionError,
    OSError,
)
"""What the client sees when the server goes away under it: worth another try once it is back."""


def is_lost(error: BaseException) -> bool:
    """Whether an error says that the server went away: then nothing is wrong with the work itself, it can wait.

    Narrower than `Lost`, which it must be where a wrong verdict would mean trying for ever: asyncpg calls an argument
    that does not fit its column an InterfaceError too (and a ValueError), and a query that took too long is an OSError.
    """
    return isinstance(error, Lost) and not isinstance(error, ValueError | TimeoutError)
