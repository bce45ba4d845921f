"""Verbs of queues: made, changed under a version, taken back to an earlier one. Every version is kept."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.channels import public as channels
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import policy, reach, store, store_versions
from qingfeng.modules.routing.model import MAX_LEVEL, Policy, Queue, QueueDraft
from qingfeng.modules.routing.reach import Finding
from qingfeng.modules.routing.scene import view_of

MAX_NAME, MAX_NOTE, MAX_QUEUES = 60, 200, 200
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Who changes a queue, why, and which version was on their screen. `restored`: the version they take back.
    `people_later`: skills that the house has count as somebody's, also while nobody has them."""

    by: Actor
    version: int
    note: str = ""
    restored: int | None = None
    people_later: bool = False


async def put_queue(tx: Tx, draft: QueueDraft) -> UUID:
    """Make or change a queue by its code; the same again changes nothing. Raises Invalid with the field."""
    known = await _checked(tx, draft)
    old = known.get(draft.code)
    if old is not None and _versioned(old, draft) == old.draft():
        return old.id
    return await _write(tx, draft, old)


async def make_queue(tx: Tx, draft: QueueDraft, by: Actor, *, people_later: bool = False) -> Queue:
    """A new queue; `people_later` as in `Change`. Raises Invalid with the field, Conflict when the code is taken or there
    are too many."""
    known = await _checked(tx, draft, people_later)
    if draft.code in known:
        raise Conflict("code_taken", "There is such a code already; choose another.", field="code")
    if len(known) >= MAX_QUEUES:
        raise Conflict("too_many_queues", f"There are {MAX_QUEUES} queues already.", max=MAX_QUEUES)
    made = await _kept(tx, await _write(tx, draft, None))
    await store_versions.insert(tx, made, by)
    await access.audit(tx, by, "queue.made", draft.code, queue=str(made.id))
    return made


async def change_queue(tx: Tx, queue_id: UUID, draft: QueueDraft, change: Change) -> Queue:
    """Another version of a queue, in force with the router's next round. Its code stays.

    Raises NotFound, Invalid with the field, and Conflict `queue_changed` (with who did it) when `change.version` is
    not the present one.
    """
    note = change.note.strip()
    if len(note) > MAX_NOTE or not note.isprintable():
        raise Invalid("too_long", f"One line of at most {MAX_NOTE} characters.", field="note", max=MAX_NOTE)
    old = await _held(tx, queue_id)
    if old.version != change.version:
        by, at = await store_versions.last_change(tx.conn, queue_id)
        raise Conflict(
            "queue_changed",
            f"{by or 'Somebody'} has changed this queue meanwhile; look at the present version, then change that.",
            by=by,
            at=at.isoformat() if at else "",
            version=old.version,
        )
    draft = replace(draft, code=old.code)
    queues = await _checked(tx, draft, change.people_later)
    if not draft.active and not any(q.active for q in queues.values() if q.code != old.code):
        raise Invalid("last_queue", "This is the last queue in use; people could ask for nobody.", field="active")
    if _versioned(old, draft) == old.draft():
        return old
    await store_versions.insert_missing(tx, old)
    await _write(tx, draft, old)
    new = await _kept(tx, queue_id)
    await store_versions.insert(tx, new, change.by, note=note, restored=change.restored)
    told = {"before": old.version, "after": new.version, "changed": changed_fields(old.draft(), new.draft())}
    await access.audit(tx, change.by, "queue.restored" if change.restored else "queue.changed", old.code, **told)
    return new


async def restore_queue(tx: Tx, queue_id: UUID, wanted: int, change: Change) -> Queue:
    """Take an earlier version back, as a new one: nothing that was kept is lost. Raises as `change_queue`."""
    kept = await store_versions.version(tx.conn, queue_id, wanted)
    if kept is None:
        raise NotFound("not_found", "There is no such version of this queue.", field="version")
    return await change_queue(tx, queue_id, kept.draft, replace(change, restored=wanted))


def changed_fields(old: QueueDraft, new: QueueDraft) -> list[str]:
    """What differs between two drafts, by field; `policy.` before those of the rules."""
    names = [name for name in QueueDraft.__struct_fields__ if name != "policy"]
    rules = [name for name in Policy.__struct_fields__ if name != "version"]
    found = [name for name in names if getattr(old, name) != getattr(new, name)]
    return found + [f"policy.{name}" for name in rules if getattr(old.policy, name) != getattr(new.policy, name)]


def check_draft(draft: QueueDraft) -> None:
    if not _CODE.fullmatch(draft.code):
        raise Invalid(
            "bad_code",
            "A code has 1 to 40 small letters, digits, - or _ and starts with a letter or digit.",
            field="code",
        )
    for field in ("name_zh", "name_en"):
        name = getattr(draft, field)
        if not name.strip() or len(name) > MAX_NAME or not name.isprintable():
            raise Invalid("bad_name", f"A name has 1 to {MAX_NAME} characters.", field=field, max=MAX_NAME)
    if not 0 <= draft.position <= 10_000:
        raise Invalid("out_of_range", "A place is a number from 0 to 10000.", field="position", min=0, max=10_000)


async def check_beside_others(tx: Tx, draft: QueueDraft) -> None:
    """Raises Invalid as a change would, and changes nothing."""
    await _checked(tx, draft)


async def _checked(tx: Tx, draft: QueueDraft, people_later: bool = False) -> dict[str, Queue]:
    """All queues, locked, by code; the draft makes sense beside them."""
    check_draft(draft)
    queues = {q.code: q for q in await store.lock_queues(tx)}
    people_later = people_later or not draft.active  # who takes nobody new may ask for what nobody has any more
    policy.check(draft.code, draft.policy, await _known(tx, queues, people_later))
    if not draft.active:
        _check_unused(draft.code, queues)
    if draft.hours_id is not None and draft.hours_id not in await channels.hours_by_id(tx.conn):
        raise Invalid("unknown_hours", "There is no such calendar of opening hours.", field="hours_id")
    if not people_later:
        beside = {code: queue.draft() for code, queue in queues.items()} | {draft.code: draft}
        reach.check(draft.code, draft.policy, await _house(tx.conn, list(beside.values()), tx.now))
    return queues


async def findings(conn: Connection, now: datetime, draft: QueueDraft | None = None) -> dict[str, list[Finding]]:
    """By code of each queue in use: what of its rules can never come true, or not now. With a draft: were it in force,
    and of that queue alone."""
    drafts = {queue.code: queue.draft() for queue in await store.queues(conn)}
    if draft is not None:
        drafts[draft.code] = draft
    house = await _house(conn, list(drafts.values()), now)
    asked = house.policies if draft is None else {draft.code: draft.policy} if draft.active else {}
    return {code: reach.findings(code, rules, house) for code, rules in asked.items()}


async def _house(conn: Connection, drafts: list[QueueDraft], now: datetime) -> reach.House:
    """What rules are held against: the people, and the queues in use as these drafts have them."""
    own, house = await channels.hours_by_id(conn), await channels.hours(conn)
    roster = await people.roster(conn)
    seats = await people.seats(conn, [agent.id for agent in roster])
    here = [view_of(agent, {}, now) for agent in roster]
    return reach.House(
        now=now,
        people=[
            reach.seat_of(a.id, a.team_id, a.capacity, [a.skills, *([seats[a.id].skills] if a.id in seats else [])])
            for a in roster
        ],
        here=[view for view in here if view.available],
        policies={draft.code: draft.policy for draft in drafts if draft.active},
        hours={draft.code: own.get(draft.hours_id, house) if draft.hours_id else house for draft in drafts},
    )


async def _write(tx: Tx, draft: QueueDraft, old: Queue | None) -> UUID:
    id_ = old.id if old else tx.new_id()
    await store.write_queue(tx, id_, draft, _versioned(old, draft).policy)
    return id_


async def _held(tx: Tx, queue_id: UUID) -> Queue:
    for queue in await store.lock_queues(tx):
        if queue.id == queue_id:
            return queue
    raise NotFound("not_found", "There is no such queue.", field="queue_id")


async def _kept(tx: Tx, queue_id: UUID) -> Queue:
    queue = await store.queue_by_id(tx.conn, queue_id)
    assert queue is not None  # it was written just now
    return queue


def _versioned(old: Queue | None, draft: QueueDraft) -> QueueDraft:
    """Rules that differ from those kept get the next version."""
    if old is None:
        return replace(draft, policy=replace(draft.policy, version=1))
    same = replace(draft.policy, version=old.policy.version)
    return replace(draft, policy=same if same == old.policy else replace(same, version=old.policy.version + 1))


async def _known(tx: Tx, queues: dict[str, Queue], people_later: bool) -> policy.Known:
    levels = {s.code: MAX_LEVEL for s in await people.skills(tx.conn)} if people_later else {}
    levels = {**await best_levels(tx.conn), **levels}
    return policy.Known(
        levels=levels,
        teams=frozenset(t.id for t in await people.teams(tx.conn)),
        overflows={
            code: q.policy.overflow.to_queue if q.policy.overflow else None for code, q in queues.items() if q.active
        },
        unused=frozenset(code for code, q in queues.items() if not q.active),
    )


async def best_levels(conn: Connection) -> dict[str, int]:
    """The highest level anybody has of each skill: what is given for a while hides that of the seat, and does not end it."""
    roster = await people.roster(conn)
    seats = await people.seats(conn, [agent.id for agent in roster])
    best: dict[str, int] = {}
    for has in (*(agent.skills for agent in roster), *(seat.skills for seat in seats.values())):
        for skill, level in has.items():
            best[skill] = max(level, best.get(skill, 0))
    return best


def _check_unused(code: str, queues: dict[str, Queue]) -> None:
    for other in queues.values():
        if other.active and other.code != code and other.policy.overflow and other.policy.overflow.to_queue == code:
            raise Invalid(
                "queue_in_use",
                f"{other.code} overflows to {code}; change that first.",
                field="active",
                queue=other.code,
            )
