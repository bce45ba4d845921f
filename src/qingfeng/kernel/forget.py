"""Forgetting: events, steps and parked things that name somebody are deleted, in the record and in the stream.

The stream keeps events for days, and a broker that deletes one overwrites its bytes. Only what the watchers were given is
deleted: an event that waits to be relayed is waited for.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import nats.errors
import nats.js.errors
from nats.js.api import ConsumerConfig, DeliverPolicy

from qingfeng.kernel.bus import EVENTS, STREAM, Bus
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Unavailable
from qingfeng.kernel.uow import Tx

BATCH = 500
FETCH_SECONDS = 5.0


_NAMES = "(key = ANY($1::text[]) OR EXISTS (SELECT FROM unnest($1::text[]) AS k WHERE position(convert_to(k, 'UTF8') IN body) > 0))"
"""Whether an event is about one of these, or names one."""


async def unrelayed(conn: Connection, keys: list[str]) -> bool:
    """Whether events that name these have not gone into the stream yet."""
    found: bool = await conn.fetchval(
        f"SELECT EXISTS (SELECT FROM kernel.outbox_waiting JOIN kernel.outbox USING (position) WHERE {_NAMES})", keys
    )
    return found


async def forget(tx: Tx, keys: list[str]) -> int:
    """Delete what the record's machinery keeps of these ids: events, steps, parked ones. Gives how many events.

    Reads all events that are kept of the tenant (three days).
    """
    done = await tx.execute(
        f"WITH gone AS (DELETE FROM kernel.outbox WHERE {_NAMES} RETURNING position),"
        " waiting AS (DELETE FROM kernel.outbox_waiting WHERE position IN (SELECT position FROM gone))"
        " SELECT FROM gone",
        keys,
    )
    await tx.execute("DELETE FROM kernel.timers WHERE key = ANY($1)", keys)
    # What kept answers hold of somebody is encrypted, and cannot be told from what they hold of others.
    await tx.execute("DELETE FROM kernel.idempotency WHERE status IS NOT NULL")
    await tx.execute(f"DELETE FROM kernel.parked WHERE {_NAMES.replace('key = ', 'event_id = ')}", keys)
    return int(done.rpartition(" ")[2])


async def forget_in_stream(bus: Bus, tenant: UUID, keys: Collection[str]) -> int:
    """Delete the events that name these from the stream, bytes and all. Gives how many. Raises Unavailable."""
    if not bus.up:
        raise Unavailable("unavailable", "The broker is not answering; it is tried again.", seconds=5)
    js, wanted = bus.jetstream(), [key.encode() for key in keys]
    try:
        found = await js.pull_subscribe(
            f"{EVENTS}.{tenant}.>",
            stream=STREAM,
            config=ConsumerConfig(deliver_policy=DeliverPolicy.ALL, inactive_threshold=60),
        )
    except nats.js.errors.NotFoundError:
        return 0  # no stream: nothing was ever relayed
    deleted = 0
    try:
        pending = (await found.consumer_info()).num_pending or 0
        while pending > 0:
            for message in await found.fetch(min(BATCH, pending), timeout=FETCH_SECONDS):
                pending = message.metadata.num_pending
                await message.ack()
                if any(key in message.data for key in wanted):
                    await js.delete_msg(STREAM, message.metadata.sequence.stream)
                    deleted += 1
    except (nats.errors.Error, TimeoutError) as error:
        raise Unavailable("unavailable", "The broker stopped answering; it is tried again.", seconds=5) from error
    finally:
        await found.unsubscribe()
    return deleted
