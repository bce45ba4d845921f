"""Conversations out of a house, as files: made in the background some hundred at a time, or at once for a terminal.

A piece and the cursor behind it are written in one transaction: who takes over from a worker that died goes on where it
stopped. No more than a piece is held in memory, neither while a file is made nor while it is fetched.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

from qingfeng.contracts.base import SYSTEM
from qingfeng.flow.conversation_lines import HEAD, WIDTHS, Manner, csv_head, encoded
from qingfeng.flow.desk_views import team_of
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid
from qingfeng.kernel.timers import Job
from qingfeng.kernel.uow import Step, Tx
from qingfeng.kernel.workbook import streamed
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Export, ExportDraft, ExportPiece, exports
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

MOST_IN_WORKBOOK = 500_000


class Pace(msgspec.Struct, frozen=True):
    """`pieces`: so many are made before others that wait have their turn; `conversations`: at most in a piece."""

    pieces: int = 20
    conversations: int = conversations.MOST_TALKS


PACE = Pace()


async def ask(spine: Spine, caller: Caller, draft: ExportDraft) -> Export:
    """Begin to make one. Raises Invalid, Conflict (too many at a time)."""
    async with spine.work.tx(caller.tenant) as tx:
        asked = await exports.ask(tx, await _whose(tx.conn, caller, draft), caller.actor)
        told, ids = msgspec.structs.asdict(asked.filter), asked.filter.ids
        for name in ("ids", "me", "team"):
            del told[name]
        await access.audit(
            tx, caller.actor, "conversation.export_asked", str(asked.id),
            format=draft.format, masked=draft.masked, filter=told, count=None if ids is None else len(ids),
        )  # fmt: skip
        return asked


async def _whose(conn: Connection, caller: Caller, draft: ExportDraft) -> ExportDraft:
    """A view is that of whoever asks, whatever the request says."""
    view = draft.filter.view
    me = None if view is None else caller.user_id
    team = tuple(await team_of(conn, caller.user_id)) if view == "team" else ()
    return msgspec.structs.replace(draft, filter=msgspec.structs.replace(draft.filter, me=me, team=team))


async def cancel(spine: Spine, caller: Caller, id_: UUID) -> Export:
    """Make it no further. Raises NotFound, Conflict when it has ended."""
    async with spine.work.tx(caller.tenant) as tx:
        held = await exports.hold(tx, id_)
        if not exports.is_going(held):
            raise Conflict("export_ended", "This export has ended already.", state=held.state)
        await exports.end(tx, id_, "cancelled")
        tx.cancel(exports.STEP, str(id_))
        await access.audit(tx, caller.actor, "conversation.export_cancelled", str(id_), done=held.done)
        return await exports.export(tx.conn, id_)


async def step(spine: Spine, job: Job, pace: Pace = PACE) -> None:
    """What is due of an export: some more of it, or the end of the file."""
    id_ = UUID(job.key)
    async with spine.db.reading(job.tenant) as conn:
        found = await exports.export(conn, id_)
    if found.state == "waiting":
        found = await _begin(spine, job, id_)
    if found.state == "done":
        await _let_go(spine, job, id_)
    elif exports.is_going(found):
        await _go_on(spine, job, found, pace)
    else:
        async with spine.work.tx(job.tenant) as tx:
            await job.done(tx)


async def _begin(spine: Spine, job: Job, id_: UUID) -> Export:
    async with spine.work.tx(job.tenant) as tx:
        held = await exports.hold(tx, id_)
        if held.state == "waiting":
            await exports.begin(tx, id_, await conversations.counted(tx.conn, held.filter))
        return await exports.export(tx.conn, id_)


async def _let_go(spine: Spine, job: Job, id_: UUID) -> None:
    async with spine.work.tx(job.tenant) as tx:
        held = await exports.hold(tx, id_)
        if held.state == "done" and held.expires_at is not None and held.expires_at > tx.now:
            tx.at(Step(exports.STEP, job.key, held.expires_at))
            return
        await exports.end(tx, id_, "over")
        await job.done(tx)


async def _go_on(spine: Spine, job: Job, found: Export, pace: Pace) -> None:
    """Some pieces more; then it waits for its turn again, or is whole."""
    async with spine.db.reading(job.tenant) as conn:
        manner = await _manner(spine, job.tenant, conn, found)
    for left in reversed(range(pace.pieces)):
        async with spine.db.reading(job.tenant) as conn:
            talks, more = await conversations.talks(conn, found.filter, found.cursor, pace.conversations)
        data = await asyncio.to_thread(encoded, talks, manner)
        async with spine.work.tx(job.tenant) as tx:
            held = await exports.hold(tx, found.id)
            if held.cursor != found.cursor or not exports.is_going(held):
                return  # cancelled, erased, or another worker has taken it: the timer is theirs
            if talks:
                said = sum(len(talk.said) for talk in talks)
                last = talks[-1].opened_at, talks[-1].id
                await exports.keep(tx, held, ExportPiece(data, len(talks), said, last))
            if held.format == "xlsx" and held.messages > MOST_IN_WORKBOOK:
                await exports.end(tx, found.id, "failed", "too_many_rows")
                await job.done(tx)
                return
            if not more:
                await _finish(tx, found)
                return
            if not left:
                tx.at(Step(exports.STEP, job.key, tx.now))
            found = await exports.export(tx.conn, found.id)


async def _finish(tx: Tx, found: Export) -> None:
    whole = await exports.finish(tx, found.id)
    await access.audit(
        tx, SYSTEM, "conversation.exported", str(found.id),
        asked_by=whole.asked_by, conversations=whole.done, messages=whole.messages, bytes=whole.bytes,
    )  # fmt: skip


async def _manner(spine: Spine, tenant: UUID, conn: Connection, draft: ExportDraft) -> Manner:
    house, _ = await spine.tenant(tenant, conn)
    named = {agent.id: agent.name for agent in await people.roster(conn)}
    for queue in await routing.queues(conn):
        named[queue.id] = queue.name_zh if draft.locale == "zh-CN" else queue.name_en
    return Manner(draft.format, draft.masked, house.zone, named)


def check_may_fetch(caller: Caller, one: Export) -> None:
    """Raises Conflict when there is no file, Forbidden when customers are named in it whom the caller may not see."""
    if one.state != "done":
        raise Conflict("no_export_file", "There is no file: it is not whole, or kept no longer.", state=one.state)
    if not one.masked:
        needed: access.Permission = "customers.reveal"
        if not caller.may(needed):
            raise Forbidden("forbidden", "Customers are named in this file.", need=needed)


async def fetched(spine: Spine, caller: Caller, id_: UUID) -> Export:
    """What is about to be handed out; that it was is written down. Raises NotFound, Conflict, Forbidden."""
    async with spine.work.tx(caller.tenant) as tx:
        one = await exports.export(tx.conn, id_)
        check_may_fetch(caller, one)
        await access.audit(tx, caller.actor, "conversation.export_fetched", str(id_), messages=one.messages)
        return one


async def file(spine: Spine, tenant: UUID, one: Export) -> AsyncIterator[bytes]:
    """The file, piece by piece."""

    async def pieces() -> AsyncIterator[bytes]:
        for n in range(one.parts):
            async with spine.db.reading(tenant) as conn:
                data = await exports.part(conn, one.id, n)
            if data is None:  # it ran out while it was fetched: half a file must not pass for a whole one
                raise Conflict("no_export_file", "The file is kept no longer.", state="over")
            yield data

    async for data in _wrapped(one, pieces()):
        yield data


async def written(spine: Spine, caller: Caller, draft: ExportDraft) -> AsyncIterator[bytes]:
    """The same at once, for whoever has the machine. Raises Invalid."""
    exports.check_filter(draft.filter)
    counts = [0, 0]

    async def pieces() -> AsyncIterator[bytes]:
        async with spine.db.reading(caller.tenant) as conn:
            manner = await _manner(spine, caller.tenant, conn, draft)
        after, more = None, True
        while more:
            async with spine.db.reading(caller.tenant) as conn:
                talks, more = await conversations.talks(conn, draft.filter, after)
            if talks:
                after = talks[-1].opened_at, talks[-1].id
                counts[0] += len(talks)
                counts[1] += sum(len(talk.said) for talk in talks)
            if draft.format == "xlsx" and counts[1] > MOST_IN_WORKBOOK:
                message = f"A workbook holds at most {MOST_IN_WORKBOOK} messages; take CSV or JSON Lines."
                raise Invalid("too_many_rows", message, field="format", max=MOST_IN_WORKBOOK)
            yield encoded(talks, manner)

    async for data in _wrapped(draft, pieces()):
        yield data
    async with spine.work.tx(caller.tenant) as tx:
        await access.audit(
            tx, caller.actor, "conversation.exported", "terminal",
            format=draft.format, masked=draft.masked, filter=draft.filter, conversations=counts[0], messages=counts[1],
        )  # fmt: skip


async def _wrapped(draft: ExportDraft, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """With what a file of this kind has before and after."""
    if draft.format == "xlsx":
        name = "会话" if draft.locale == "zh-CN" else "Conversations"
        async for data in streamed(name, HEAD[draft.locale], WIDTHS, pieces):
            yield data
        return
    if draft.format == "csv":
        yield csv_head(draft.locale)
    async for data in pieces:
        yield data
