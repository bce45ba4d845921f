"""How long a house keeps what was said, files and its audit trail; obeyed once a day by the step `retention`.

What is over is found by its age and taken a few at a time; of conversations the next day begins where this one ended, so
that a day costs what that day has to delete, however much was deleted before.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec

from qingfeng.contracts.base import SYSTEM
from qingfeng.flow.spine import Spine
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Step
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller, Tenant
from qingfeng.modules.bot import public as bot
from qingfeng.modules.channels import public as channels
from qingfeng.modules.cocreation import public as cocreation
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.flows import public as flows
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.reasoning import public as reasoning
from qingfeng.modules.understanding import public as understanding

STEP, KEY = "retention", "tenant"
EVERY = timedelta(days=1)
BATCH = 50
AUDIT_BATCH = 1000
LEAST_DAYS, LEAST_AUDIT_DAYS, MOST_DAYS = 30, 180, 3650

_Days = Annotated[int, msgspec.Meta(ge=LEAST_DAYS, le=MOST_DAYS, examples=[365])]


class Retention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days; null: for ever. Counted for words from the end of the conversation, for files and audit lines from their
    making. Audit lines are kept for at least 180 days: the Cybersecurity Law asks for six months of logs (art. 21)."""

    messages_days: _Days | None = None
    files_days: _Days | None = None
    audit_days: Annotated[int, msgspec.Meta(ge=LEAST_AUDIT_DAYS, le=MOST_DAYS, examples=[365])] | None = None

    @property
    def forever(self) -> bool:
        return self == Retention()


def of(tenant: Tenant) -> Retention:
    return msgspec.convert(tenant.settings.get("retention") or {}, Retention)


async def change(spine: Spine, caller: Caller, new: Retention) -> Retention:
    """In force at once: what is over by it is deleted from now on."""
    async with spine.work.tx(caller.tenant) as tx:
        tenant = await access.tenant_by_id(tx.conn, tx.tenant)
        assert tenant is not None
        before = of(tenant)
        if new != before:
            kept: dict[str, Any] = msgspec.to_builtins(new)
            await access.change_settings(tx, {"retention": kept})
            await access.audit(tx, caller.actor, "retention.changed", "retention", before=before, after=new)
            if new.forever:
                tx.cancel(STEP, KEY)
            else:
                tx.at(Step(STEP, KEY, tx.now))
    return new


async def step(spine: Spine, job: Job) -> None:
    """Delete what is over; come again tomorrow."""
    async with spine.db.reading(job.tenant) as conn:
        tenant = await access.tenant_by_id(conn, job.tenant)
    assert tenant is not None
    kept, now = of(tenant), spine.db.clock.now()
    begin = job.payload.get("words_from")
    words_from = datetime.fromisoformat(begin) if begin else None
    counts = {}
    if kept.messages_days is not None:
        until = now - timedelta(days=kept.messages_days)
        counts["conversations"] = await _words(spine, job.tenant, words_from, until)
        async with spine.work.tx(job.tenant) as tx:
            await cocreation.forget_before(tx, until)
        words_from = until
    if kept.files_days is not None:
        counts["files"] = await _files(spine, job.tenant, now - timedelta(days=kept.files_days))
    if kept.audit_days is not None:
        counts["audit"] = await _audit(spine, job.tenant, now - timedelta(days=kept.audit_days))
    async with spine.work.tx(job.tenant) as tx:
        if any(counts.values()):
            await access.audit(tx, SYSTEM, "retention.obeyed", "retention", **counts)
        if kept.forever:
            await job.done(tx)
        else:
            payload = {"words_from": words_from.isoformat()} if words_from else {}
            tx.at(Step(STEP, KEY, tx.now + EVERY, payload))


async def _words(spine: Spine, tenant: UUID, begin: datetime | None, until: datetime) -> int:
    total = 0
    while True:
        async with spine.work.tx(tenant) as tx:
            found = await conversations.privacy.closed_between(tx.conn, begin, until, BATCH)
            talks = [talk for talk, _ in found]
            await channels.privacy.drop_files(tx, await conversations.privacy.files_of(tx.conn, talks))
            for talk in sorted(talks):
                await conversations.privacy.erase(tx, talk, None)
            await channels.privacy.erase_sent(tx, talks)
            await bot.forget(tx, talks)
            await understanding.forget(tx, talks)
            await knowledge.forget_questions(tx, talks)
            await cocreation.forget(tx, talks)
            await flows.forget(tx, talks)
            await reasoning.forget(tx, talks)
        total += len(found)
        if len(found) < BATCH:
            return total
        begin = found[-1][1]


async def _files(spine: Spine, tenant: UUID, until: datetime) -> int:
    total = 0
    while True:
        async with spine.work.tx(tenant) as tx:
            found = await channels.privacy.files_before(tx.conn, until, BATCH)
            total += await channels.privacy.drop_files(tx, found)
        if len(found) < BATCH:
            return total


async def _audit(spine: Spine, tenant: UUID, until: datetime) -> int:
    total = 0
    while True:
        done = await access.drop_before(spine.db, tenant, until, AUDIT_BATCH)
        total += done
        if done < AUDIT_BATCH:
            return total
