"""Verbs of a room that is open: its members, its draft, its discussion, the yes of each side; put away and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.contracts.conversations import NoticeKind
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.cocreation import store
from qingfeng.modules.cocreation.model import (
    MAX_MEMBERS,
    MAX_MENTIONS,
    MAX_MESSAGE,
    MAX_MINUTES,
    MAX_TITLE,
    MIN_MINUTES,
    CocreationRules,
    Member,
    MemberRole,
    PartName,
    Room,
    Text,
    approved,
    check_open,
    checked_part,
    checked_sides,
    one_line,
)
from qingfeng.modules.cocreation.opening import check_alone
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.understanding import public as understanding

CHOICES = 20


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the house who may take part."""

    id: UUID
    name: str


# ------------------------------------------------------------------ the room itself
async def set_rules(tx: Tx, wanted: CocreationRules, by: Actor) -> CocreationRules:
    """What new rooms begin with from now on. Raises Invalid, Conflict `rules_changed`."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('cocreation.rules'), hashtext($1))", str(tx.tenant))
    old = await store.rules(tx.conn)
    if old.version != wanted.version:
        raise Conflict("rules_changed", "Somebody has changed these rules meanwhile; load them again.")
    if not MIN_MINUTES <= wanted.minutes <= MAX_MINUTES:
        raise Invalid(
            "out_of_range", "From ten minutes to seven days.", field="minutes", min=MIN_MINUTES, max=MAX_MINUTES
        )
    new = CocreationRules(sides=checked_sides(wanted.sides), minutes=wanted.minutes, version=old.version + 1)
    if (new.sides, new.minutes) == (old.sides, old.minutes):
        return old
    await store.put_rules(tx, new)
    await access.audit(tx, by, "room_rules.changed", "", sides=new.sides, minutes=new.minutes)
    return new


async def change_room(tx: Tx, caller: Caller, id_: UUID, version: int, change: tuple[str, list[str], datetime]) -> None:
    """Another title, other sides, another deadline. Raises NotFound, Invalid, Forbidden, Conflict."""
    held = await _led(tx, caller, id_)
    if held.version != version:
        raise Conflict("room_changed", "Somebody has changed this room meanwhile; look at that first.")
    title, sides, due_at = one_line("title", change[0], MAX_TITLE), checked_sides(change[1]), change[2]
    for one in await store.members(tx.conn, id_):
        if one.side and one.side not in sides:
            role: MemberRole = "writer" if one.role == "approver" else one.role
            await store.put_member(tx, id_, one.user_id, one.name, role, "")
    await store.change(tx, id_, title=title, sides=sides, due_at=due_at)
    await _judge(tx, id_)
    old, new = [held.title, held.sides, held.due_at], [title, sides, due_at]
    changed = [name for name, a, b in zip(("title", "sides", "due_at"), old, new, strict=True) if a != b]
    await access.audit(tx, caller.actor, "room.changed", str(id_), title=title, changed=changed)


async def put_away(tx: Tx, caller: Caller, id_: UUID, archived: bool) -> None:
    """Out of the list, or back into it as it was. Raises NotFound, Forbidden, Conflict `room_exists`."""
    held = await _led(tx, caller, id_, closed=True)
    if (held.archived_at is not None) == archived:
        return
    if not archived and held.published_at is None:
        await check_alone(tx, held)
    await store.change(tx, id_, archived_at=tx.now if archived else None)
    await access.audit(tx, caller.actor, "room.archived" if archived else "room.restored", str(id_), title=held.title)


# ------------------------------------------------------------------ who takes part
async def colleagues(conn: Connection, words: str, now: datetime) -> list[Colleague]:
    """Who may take part and has these words in the name, by the sound of their names."""
    found: list[Colleague] = []
    may: dict[str, bool] = {}
    query = access.AccountQuery(q=words.replace("\0", ""), state="active", limit=100)
    for one in await access.accounts(conn, query, now):
        if one.role not in may:
            may[one.role] = "cocreation.join" in await access.rights_in(conn, one.role)
        if may[one.role]:
            found.append(Colleague(id=one.id, name=one.name))
    return found[:CHOICES]


async def join(tx: Tx, caller: Caller, id_: UUID) -> None:
    """Write along. Raises NotFound, Conflict `room_closed`."""
    access.check_person(caller)
    check_open(await store.room(tx.conn, id_, hold=True))
    there = await store.members(tx.conn, id_)
    if any(one.user_id == caller.user_id for one in there):
        return
    _check_count(there)
    await store.put_member(tx, id_, caller.user_id, caller.name, "writer", "")
    await store.change(tx, id_)
    await access.audit(tx, caller.actor, "room.joined", str(id_))


async def set_member(tx: Tx, caller: Caller, id_: UUID, user: UUID, role: MemberRole, side: str) -> None:
    """Somebody takes part as this, and says yes for a side. Raises NotFound, Forbidden, Invalid, Conflict."""
    held = await _led(tx, caller, id_)
    if side and side not in held.sides:
        raise Invalid("unknown_side", "The room has no such side.", field="side")
    if role == "approver" and not side:
        raise Invalid("side_needed", "Say for which side they approve.", field="side")
    there = await store.members(tx.conn, id_)
    before = next((one for one in there if one.user_id == user), None)
    if before is None:
        _check_count(there)
    name = before.name if before else await _name_of(tx, user)
    _check_owned(there, user, role)
    if before == Member(user_id=user, name=name, role=role, side=side):
        return
    await store.put_member(tx, id_, user, name, role, side)
    await store.change(tx, id_)
    await access.audit(tx, caller.actor, "room.member_set", str(id_), user=str(user), part=role, side=side)
    if before is None and user != caller.user_id:
        await _tell(tx, held, user, "room_invited", caller.name, side)


async def drop_member(tx: Tx, caller: Caller, id_: UUID, user: UUID) -> None:
    """They take part no more, or leave by themselves; what they said stays. Raises as `set_member`."""
    if user == caller.user_id:
        check_open(await store.room(tx.conn, id_, hold=True))
    else:
        await _led(tx, caller, id_)
    there = await store.members(tx.conn, id_)
    if all(one.user_id != user for one in there):
        return
    _check_owned(there, user, None)
    await store.drop_member(tx, id_, user)
    await store.change(tx, id_)
    await access.audit(tx, caller.actor, "room.member_dropped", str(id_), user=str(user))


def _check_count(there: Sequence[Member]) -> None:
    if len(there) >= MAX_MEMBERS:
        raise Conflict("room_full", f"A room has at most {MAX_MEMBERS} members.", max=MAX_MEMBERS)


def _check_owned(there: Sequence[Member], user: UUID, role: MemberRole | None) -> None:
    """Raises Conflict when nobody would own the room."""
    if role != "owner" and [one.user_id for one in there if one.role == "owner"] == [user]:
        raise Conflict("last_owner", "Somebody has to own the room; make another member its owner first.")


async def _name_of(tx: Tx, user: UUID) -> str:
    found = await access.account(tx.conn, user, tx.now)
    if found is None or found.disabled or "cocreation.join" not in await access.rights_in(tx.conn, found.role):
        raise Invalid("unknown_member", "There is nobody like this who may take part.", field="user_id")
    return found.name


# ------------------------------------------------------------------ draft
async def write(tx: Tx, caller: Caller, id_: UUID, part: PartName, version: int, text: str) -> None:
    """A part of the draft becomes this. `version`: of the part, as it was on the screen. The yes of every side is void then,
    and who gave it is told. Raises NotFound, Invalid, Forbidden, Conflict `part_changed`, `room_closed`."""
    held, _ = await member_of(tx, caller, id_)
    old = (await store.texts(tx.conn, id_))[part]
    if old.version != version:
        at = old.at.isoformat() if old.at else ""
        raise Conflict(
            "part_changed", f"{old.by_name} has changed this meanwhile; look at that first.", by=old.by_name, at=at
        )
    kept = checked_part(part, text)
    if kept == old.text:
        return
    new = Text(part=part, text=kept, version=version + 1, by_id=caller.user_id, by_name=caller.name, at=tx.now)
    await store.put_text(tx, id_, new)
    columns: dict[str, Any] = {"draft_version": held.draft_version + 1, "approved_at": None}
    if part == "body" and held.drafted_at is None:
        columns["drafted_at"] = tx.now
    await store.change(tx, id_, **columns)
    for yes in await store.yeses(tx.conn, id_):
        if yes.draft_version == held.draft_version and yes.by_id != caller.user_id:
            await _tell(tx, held, yes.by_id, "room_voided", caller.name, yes.side)


async def say_yes(tx: Tx, caller: Caller, id_: UUID, draft_version: int, yes: bool) -> None:
    """My side says yes to this version of the draft, or takes it back. Raises NotFound, Forbidden `no_side`, Invalid,
    Conflict `draft_changed`."""
    held, me = await member_of(tx, caller, id_)
    if not me.side:
        raise Forbidden("no_side", "You speak for no side in this room; its owner gives you one.")
    if held.draft_version != draft_version:
        raise Conflict("draft_changed", "The draft was changed meanwhile; read it again first.")
    if yes and not (await store.texts(tx.conn, id_))["body"].text:
        raise Invalid("required", "There is no answer to say yes to yet.", field="body")
    if yes:
        await store.put_yes(tx, id_, me.side, draft_version, caller.actor)
    else:
        await store.drop_yes(tx, id_, me.side, draft_version)
    await store.change(tx, id_)
    await _judge(tx, id_)
    await access.audit(
        tx, caller.actor, "room.approved" if yes else "room.unapproved", str(id_), side=me.side, version=draft_version
    )


async def _judge(tx: Tx, id_: UUID) -> None:
    """Write down when all sides have said yes, or that they have not any more."""
    held = await store.room(tx.conn, id_)
    done = approved(held.sides, held.draft_version, await store.yeses(tx.conn, id_))
    if done != (held.approved_at is not None):
        await store.change(tx, id_, approved_at=tx.now if done else None)


# ------------------------------------------------------------------ discussion
async def say(tx: Tx, caller: Caller, id_: UUID, text: str, mentions: Sequence[UUID]) -> None:
    """A message beside the draft; who is named is told. Raises NotFound, Invalid, Conflict `room_closed`."""
    access.check_person(caller)
    held = await store.room(tx.conn, id_, hold=True)
    if held.state == "archived":
        check_open(held)
    said = understanding.mask_personal(text.replace("\0", "").strip())
    if not said:
        raise Invalid("required", "Say something.", field="text")
    if len(said) > MAX_MESSAGE:
        raise Invalid("too_long", f"A message has at most {MAX_MESSAGE} characters.", field="text", max=MAX_MESSAGE)
    named = list(dict.fromkeys(mentions))
    if len(named) > MAX_MENTIONS:
        raise Invalid("too_many", f"At most {MAX_MENTIONS} people.", field="mentions", max=MAX_MENTIONS)
    for user in named:
        await _name_of(tx, user)
    await store.put_message(tx, id_, caller.actor, said, named)
    await store.change(tx, id_)
    for user in named:
        if user != caller.user_id:
            await _tell(tx, held, user, "room_mention", caller.name, said)


# ------------------------------------------------------------------ who may
async def member_of(tx: Tx, caller: Caller, id_: UUID) -> tuple[Room, Member]:
    """An open room, held, and the caller in it. Raises NotFound, Conflict `room_closed`, Forbidden `not_a_member`."""
    access.check_person(caller)
    held = await store.room(tx.conn, id_, hold=True)
    check_open(held)
    for one in await store.members(tx.conn, id_):
        if one.user_id == caller.user_id:
            return held, one
    raise Forbidden("not_a_member", "Join the room first.")


async def _led(tx: Tx, caller: Caller, id_: UUID, *, closed: bool = False) -> Room:
    """A room, held, that the caller owns or, by their right to publish, may run. Raises as `member_of`."""
    held = await store.room(tx.conn, id_, hold=True)
    if not closed:
        check_open(held)
    if not caller.may("cocreation.publish"):
        owners = [one.user_id for one in await store.members(tx.conn, id_) if one.role == "owner"]
        if caller.user_id not in owners:
            raise Forbidden("not_yours", "Only its owner, or who may publish, changes this.")
    return held


async def _tell(tx: Tx, room: Room, user: UUID, kind: NoticeKind, by: str, text: str) -> None:
    await conversations.tell(tx, user, kind, (room.id, room.title), by=by, text=text)
