"""Snoozing, reminders and the notices of one person, over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.contracts.conversations import Notice
from qingfeng.contracts.messages import Row
from qingfeng.flow import desk_snooze
from qingfeng.flow import schemas as s
from qingfeng.flow.spine import Spine
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.http import Cursor, Limit
from qingfeng.kernel.pages import page_after, paged
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.conversations.public import Reminder


class SnoozeIn(msgspec.Struct):
    until: datetime


class ReminderIn(msgspec.Struct):
    at: datetime
    text: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class RemindersOut(msgspec.Struct):
    items: list[Reminder]


class NoticesOut(msgspec.Struct):
    """`unread`: at most a hundred."""

    items: list[Notice]
    unread: int
    next: str | None


class NoticesRead(msgspec.Struct):
    """Which I have read; null: all of them."""

    ids: Annotated[list[UUID], msgspec.Meta(max_length=200)] | None


@post("/api/v1/conversations/{conversation_id:uuid}/snooze", tags=["desk"], status_code=200)
async def snooze(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[SnoozeIn],
) -> Row:
    """Put my conversation aside until a moment, or until its customer writes."""
    caller.need("desk.use")
    return await desk_snooze.snooze(spine, caller, conversation_id, data.until)


@post("/api/v1/conversations/{conversation_id:uuid}/wake", tags=["desk"], status_code=200)
async def wake(caller: NamedDependency[Caller], spine: NamedDependency[Spine], conversation_id: FromPath[UUID]) -> Row:
    """Take my conversation up again before its moment."""
    caller.need("desk.use")
    return await desk_snooze.rouse(spine, caller, conversation_id)


@post("/api/v1/conversations/{conversation_id:uuid}/reminders", tags=["desk"])
async def remind(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    conversation_id: FromPath[UUID],
    data: JSONBody[ReminderIn],
) -> Reminder:
    """Have me told about a conversation at a moment, whoever has it then."""
    caller.need("desk.use")
    if data.at.tzinfo is None:
        raise Invalid("no_zone", "Name the moment with its offset, such as 2026-07-01T09:00:00+08:00.", field="at")
    async with spine.work.tx(caller.tenant) as tx:
        conv = await conversations.lock(tx, conversation_id)
        return await conversations.remind(tx, conv, caller.user_id, text=data.text, due=data.at)


@get("/api/v1/reminders", tags=["desk"])
async def reminders(caller: NamedDependency[Caller], spine: NamedDependency[Spine]) -> RemindersOut:
    """What I still wait to be told, the soonest first."""
    caller.need("desk.use")
    async with spine.db.reading(caller.tenant) as conn:
        return RemindersOut(await conversations.reminders(conn, caller.user_id))


@delete("/api/v1/reminders/{reminder_id:uuid}", tags=["desk"], status_code=204)
async def forget(caller: NamedDependency[Caller], spine: NamedDependency[Spine], reminder_id: FromPath[UUID]) -> None:
    """Tell me no more."""
    caller.need("desk.use")
    async with spine.work.tx(caller.tenant) as tx:
        await conversations.forget_reminder(tx, caller.user_id, reminder_id)


def _need(caller: Caller) -> None:
    """Who writes articles is told of them, at a desk or not."""
    if not caller.may("knowledge.write"):
        caller.need("desk.use")


@get("/api/v1/notices", tags=["desk"])
async def notices(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    cursor: Cursor = "",
    limit: Limit = 30,
) -> NoticesOut:
    """What I was told, the newest first, and how much of it I have not read."""
    _need(caller)
    async with spine.db.reading(caller.tenant) as conn:
        page = await conversations.notices(conn, caller.user_id, before=page_after(cursor), limit=limit + 1)
        unread = await conversations.unread_notices(conn, caller.user_id)
    items, following = paged(page, limit)
    return NoticesOut(items, unread, following)


@post("/api/v1/notices/read", tags=["desk"], status_code=200)
async def read(caller: NamedDependency[Caller], spine: NamedDependency[Spine], data: JSONBody[NoticesRead]) -> s.Done:
    """I have read these, or all."""
    _need(caller)
    async with spine.work.tx(caller.tenant) as tx:
        await conversations.read_notices(tx, caller.user_id, data.ids)
    return s.Done()


handlers = [snooze, wake, remind, reminders, forget, notices, read]
