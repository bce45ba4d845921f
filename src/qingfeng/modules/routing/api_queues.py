"""Queues over HTTP: rules read, tried out, changed, taken back (permission routing.manage)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.kernel.db import Connection, Database
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import preview, queries, queues, store, store_versions
from qingfeng.modules.routing.model import Class, Policy, Queue, QueueDraft, QueueVersion
from qingfeng.modules.routing.queries import QueueCard
from qingfeng.modules.routing.queues import Change
from qingfeng.modules.routing.reach import Finding

TAGS = ["routing"]
_Name = Annotated[str, msgspec.Meta(max_length=200)]


class QueueBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A queue as it is wanted. `hours_id`: null for the hours of the house. The policy's `version` is not looked at."""

    name_zh: _Name
    name_en: _Name
    kind: Class
    hours_id: UUID | None
    active: bool
    position: int
    policy: Policy

    def draft(self, code: str) -> QueueDraft:
        names = ("name_zh", "name_en", "kind", "hours_id", "active", "position", "policy")
        return QueueDraft(code=code, **{name: getattr(self, name) for name in names})


class QueueIn(QueueBody, kw_only=True):
    """`code`: small letters, digits, - and _; it is never changed."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class QueueChange(QueueBody, kw_only=True):
    """`version`: the one that was shown. `note`: why, for those who look at it later."""

    version: int
    note: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class QueueTry(QueueBody, kw_only=True):
    """`recent`: over how many of the queue's last recorded contacts the rules are run."""

    recent: Annotated[int, msgspec.Meta(ge=10, le=300)] = 100


class RestoreIn(msgspec.Struct, forbid_unknown_fields=True):
    """`to`: the version to take back; `version`: the present one, as it was shown."""

    to: int
    version: int


class QueueOut(msgspec.Struct, kw_only=True):
    """A queue with its rules. `by_name`: who changed it last (empty: nobody by hand), `at` when. `findings`: what of the
    rules can never come true, or not with the people of today; none of a queue that is not in use."""

    id: UUID
    code: str
    name_zh: str
    name_en: str
    kind: Class
    hours_id: UUID | None
    active: bool
    position: int
    policy: Policy
    version: int
    waiting: int
    open: bool
    by_name: str
    at: datetime | None
    findings: list[Finding]


class SkillChoice(msgspec.Struct):
    """`best`: the highest level anybody has; 0 when nobody has it, and then no queue may ask for it."""

    code: str
    name_zh: str
    name_en: str
    best: int


class HoursChoice(msgspec.Struct):
    id: UUID
    code: str
    name_zh: str
    name_en: str


class QueuesOut(msgspec.Struct):
    """All queues, also those no longer in use, and what their rules may refer to."""

    items: list[QueueOut]
    skills: list[SkillChoice]
    teams: list[people.Team]
    hours: list[HoursChoice]


class VersionOut(msgspec.Struct, kw_only=True):
    """`changed`: what differs from the version before it, by field; empty for the first that is kept."""

    version: int
    at: datetime
    by_name: str
    note: str
    restored: int | None
    changed: list[str]
    queue: QueueIn


class VersionsOut(msgspec.Struct):
    """The latest first."""

    items: list[VersionOut]


class EffectOut(preview.Effect, frozen=True, kw_only=True):
    """`findings`: what of the proposed rules can never come true, or not with the people of today."""

    findings: list[Finding]


@get("/api/v1/queues", tags=TAGS)
async def listed(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> QueuesOut:
    """Every queue with its rules."""
    caller.need("routing.manage")
    async with db.reading(caller.tenant) as conn:
        cards = {card.id: card for card in await queries.queue_cards(conn, db.clock.now())}
        told = await queues.findings(conn, db.clock.now())
        items = []
        for queue in await store.queues(conn):
            last = await store_versions.last_change(conn, queue.id)
            items.append(_out(queue, cards.get(queue.id), last, told.get(queue.code, [])))
        return QueuesOut(items, await _skills(conn), await people.teams(conn), await _hours(conn))


@post("/api/v1/queues", tags=TAGS, status_code=201)
async def make(caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[QueueIn]) -> QueueOut:
    """A new queue."""
    caller.need("routing.manage")
    async with work.tx(caller.tenant) as tx:
        made = await queues.make_queue(tx, data.draft(data.code.strip()), caller.actor)
        return await _saved(tx, made)


@put("/api/v1/queues/{queue_id:uuid}", tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    queue_id: FromPath[UUID],
    data: JSONBody[QueueChange],
) -> QueueOut:
    """Other rules, in force with the router's next round."""
    caller.need("routing.manage")
    async with work.tx(caller.tenant) as tx:
        wish = Change(by=caller.actor, version=data.version, note=data.note)
        return await _saved(tx, await queues.change_queue(tx, queue_id, data.draft("-"), wish))


@post("/api/v1/queues/{queue_id:uuid}/preview", tags=TAGS, status_code=200)
async def try_out(
    caller: NamedDependency[Caller], work: NamedDependency[Work], queue_id: FromPath[UUID], data: JSONBody[QueueTry]
) -> EffectOut:
    """What rules would do, before they are saved: to who waits now, and to recorded contacts served anew."""
    caller.need("routing.manage")
    async with work.tx(caller.tenant) as tx:
        draft = await preview.checked_draft(tx.conn, queue_id, data.draft("-"))
        await queues.check_beside_others(tx, draft)
    async with work.db.reading(caller.tenant) as conn:
        now = work.db.clock.now()
        effect = await preview.preview(conn, queue_id, draft, data.recent, now)
        told = await queues.findings(conn, now, draft)
    return EffectOut(**msgspec.structs.asdict(effect), findings=told.get(draft.code, []))


@get("/api/v1/queues/{queue_id:uuid}/versions", tags=TAGS)
async def versions(
    caller: NamedDependency[Caller], db: NamedDependency[Database], queue_id: FromPath[UUID]
) -> VersionsOut:
    """The last hundred versions that were kept, what each changed, by whom and why."""
    caller.need("routing.manage")
    async with db.reading(caller.tenant) as conn:
        await preview.checked_draft(conn, queue_id, QueueDraft(code="-", name_zh="-", name_en="-"))
        kept = await store_versions.versions(conn, queue_id)
    return VersionsOut([_version(one, before) for one, before in zip(kept, [*kept[1:], None], strict=True)])


@post("/api/v1/queues/{queue_id:uuid}/restore", tags=TAGS, status_code=200)
async def restore(
    caller: NamedDependency[Caller], work: NamedDependency[Work], queue_id: FromPath[UUID], data: JSONBody[RestoreIn]
) -> QueueOut:
    """Take an earlier version back; it becomes the newest one."""
    caller.need("routing.manage")
    async with work.tx(caller.tenant) as tx:
        wish = Change(by=caller.actor, version=data.version)
        return await _saved(tx, await queues.restore_queue(tx, queue_id, data.to, wish))


async def _skills(conn: Connection) -> list[SkillChoice]:
    best = await queues.best_levels(conn)
    return [SkillChoice(s.code, s.name_zh, s.name_en, best.get(s.code, 0)) for s in await people.skills(conn)]


async def _hours(conn: Connection) -> list[HoursChoice]:
    return [HoursChoice(c.id, c.code, c.name_zh, c.name_en) for c in await channels.calendars(conn)]


async def _saved(tx: Tx, queue: Queue) -> QueueOut:
    cards = {card.id: card for card in await queries.queue_cards(tx.conn, tx.now)}
    told = await queues.findings(tx.conn, tx.now, queue.draft())
    last = await store_versions.last_change(tx.conn, queue.id)
    return _out(queue, cards.get(queue.id), last, told.get(queue.code, []))


def _out(queue: Queue, card: QueueCard | None, last: tuple[str, datetime | None], told: list[Finding]) -> QueueOut:
    waiting, is_open = (card.waiting, card.open) if card else (0, False)
    kept = msgspec.structs.asdict(queue)
    return QueueOut(**kept, waiting=waiting, open=is_open, by_name=last[0], at=last[1], findings=told)


def _version(one: QueueVersion, before: QueueVersion | None) -> VersionOut:
    return VersionOut(
        version=one.version,
        at=one.at,
        by_name=one.by_name,
        note=one.note,
        restored=one.restored,
        changed=queues.changed_fields(before.draft, one.draft) if before else [],
        queue=QueueIn(**msgspec.structs.asdict(one.draft)),
    )


handlers = [listed, make, change, try_out, versions, restore]
