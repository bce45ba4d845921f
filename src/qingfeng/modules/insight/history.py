"""What the floor warned of: looked at every few seconds, kept from the first moment to the last, and acknowledged.

What comes back within a minute goes on as the same: a share that dances around its limit is one warning, not twenty.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.insight import floor
from qingfeng.modules.insight.alerts import Alert
from qingfeng.modules.people import public as people

AGAIN = timedelta(seconds=60)
MOST_TOLD = 200
QUIET = frozenset({"green"})
"""These call for somebody by themselves; nobody needs a notice of them."""
FALLING = frozenset({"service_level"})
"""Of these the lowest value is the worst."""
_COLUMNS = (
    "id, code, red, queue_id, agent_id, conversation_id, name, name_en, bound, worst, raised_at, over_at,"
    " acknowledged_at, acknowledged_by"
)


class Raised(msgspec.Struct, frozen=True, kw_only=True):
    """A warning. `worst`: the value furthest beyond `bound`, in the unit of its rule (times as seconds). `over_at`: None
    while it lasts."""

    id: UUID
    code: str
    red: bool
    queue_id: UUID | None
    agent_id: UUID | None
    conversation_id: UUID | None
    name: str
    name_en: str
    bound: float
    worst: float
    raised_at: datetime
    over_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None


class Which(msgspec.Struct, frozen=True, kw_only=True):
    """`lasting`: only those that last (or, False, that are over)."""

    code: str | None = None
    queue: UUID | None = None
    lasting: bool | None = None
    before: UUID | None = None
    limit: int = 50


About = tuple[str, UUID | None, UUID | None, UUID | None]


def _about(one: Alert | Raised) -> About:
    return one.code, one.queue_id, one.agent_id, one.conversation_id


def _of(row: Record) -> Raised:
    return Raised(**dict(row))


async def floor_alive(conn: Connection) -> bool:
    """Whether there is anything to look at: somebody waits, somebody is there, or a warning lasts."""
    if await conversations.lines(conn):
        return True
    if any(agent.presence.state != "offline" for agent in await people.roster(conn)):
        return True
    return bool(await conn.fetchval("SELECT EXISTS (SELECT FROM insight.raised WHERE over_at IS NULL)"))


async def alerts_now(conn: Connection, tenant: UUID, now: datetime) -> list[Alert]:
    """What the floor warns of at this moment."""
    return (await floor.floor(conn, tenant, now)).alerts


async def keep_alerts(tx: Tx, alerts: Sequence[Alert]) -> list[Raised]:
    """Keep what is warned of now: raise what is new, widen what goes on, end what is over. Gives what is new."""
    rows = await tx.fetch(
        f"SELECT {_COLUMNS} FROM insight.raised WHERE over_at IS NULL OR over_at > $1 ORDER BY id FOR UPDATE",
        tx.now - AGAIN,
    )
    known = {_about(one): one for one in map(_of, rows)}
    now = {_about(alert): alert for alert in alerts}
    for about, kept in known.items():
        if about in now:
            await _widen(tx, kept, now[about])
        elif kept.over_at is None:
            await tx.execute("UPDATE insight.raised SET over_at = $2 WHERE id = $1", kept.id, tx.now)
    new = [await _raise(tx, alert) for about, alert in now.items() if about not in known]
    if told := [one for one in new if one.code not in QUIET]:
        await _tell(tx, told)
    return new


async def _widen(tx: Tx, kept: Raised, alert: Alert) -> None:
    worse = min if alert.code in FALLING else max
    worst, red = worse(kept.worst, alert.value), kept.red or alert.level == "red"
    if (worst, red, kept.over_at) != (kept.worst, kept.red, None):
        await tx.execute(
            "UPDATE insight.raised SET worst = $2, red = $3, over_at = NULL WHERE id = $1", kept.id, worst, red
        )


async def _raise(tx: Tx, alert: Alert) -> Raised:
    new = Raised(
        id=tx.new_id(),
        code=alert.code,
        red=alert.level == "red",
        queue_id=alert.queue_id,
        agent_id=alert.agent_id,
        conversation_id=alert.conversation_id,
        name=alert.name,
        name_en=alert.name_en,
        bound=alert.limit,
        worst=alert.value,
        raised_at=tx.now,
        over_at=None,
        acknowledged_at=None,
        acknowledged_by=None,
    )
    await tx.execute(
        f"INSERT INTO insight.raised (tenant_id, {_COLUMNS})"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        *(tx.tenant, *msgspec.structs.astuple(new)),
    )
    return new


async def _tell(tx: Tx, new: Sequence[Raised]) -> None:
    for user in await access.holders(tx.conn, "insight.manage", MOST_TOLD):
        for one in new:
            await conversations.tell(tx, user, "alert", (one.conversation_id, one.name), by=one.code)


async def raised(conn: Connection, which: Which) -> list[Raised]:
    """Warnings, the newest first."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM insight.raised WHERE ($1::text IS NULL OR code = $1)"
        " AND ($2::uuid IS NULL OR queue_id = $2) AND ($3::boolean IS NULL OR (over_at IS NULL) = $3)"
        " AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5",
        *(which.code, which.queue, which.lasting, which.before, which.limit),
    )
    return [_of(row) for row in rows]


async def acknowledge(tx: Tx, caller: Caller, id_: UUID) -> Raised:
    """Somebody has seen it; the first who does is kept. Raises NotFound."""
    row = await tx.row(f"SELECT {_COLUMNS} FROM insight.raised WHERE id = $1 FOR UPDATE", id_)
    if row is None:
        raise NotFound("not_found", "There is no such warning.", field="id")
    one = _of(row)
    if one.acknowledged_at is not None:
        return one
    await tx.execute(
        "UPDATE insight.raised SET acknowledged_at = $2, acknowledged_by = $3 WHERE id = $1",
        *(id_, tx.now, caller.name),
    )
    await access.audit(tx, caller.actor, "insight.acknowledged", str(id_), code=one.code, name=one.name)
    return msgspec.structs.replace(one, acknowledged_at=tx.now, acknowledged_by=caller.name)


async def forget_names(tx: Tx, conversations: list[UUID], name: str) -> None:
    """Warnings about these conversations call their customer by another name from now on."""
    await tx.execute(
        "UPDATE insight.raised SET name = $2, name_en = $2 WHERE conversation_id = ANY($1)", conversations, name
    )
