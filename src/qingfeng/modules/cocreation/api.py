"""Rooms over HTTP. Who may take part (cocreation.join) reads all rooms of the house, joins them, writes along and says yes
for their side; who may publish (cocreation.publish) opens, runs and publishes them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from qingfeng.kernel.db import Connection, Database
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.http import PAGED, Cursor, Limit, Paging
from qingfeng.kernel.pages import page_after, paged
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.cocreation import actions, opening, publishing, queries, store
from qingfeng.modules.cocreation import schemas as s
from qingfeng.modules.cocreation.model import PARTS, CocreationRules, PartName, Room
from qingfeng.modules.cocreation.opening import Opening
from qingfeng.modules.cocreation.publishing import Publishing
from qingfeng.modules.cocreation.queries import RoomTimes, Wanted
from qingfeng.modules.knowledge import public as knowledge

TAGS = ["cocreation"]
AT = "/api/v1/cocreation/rooms"
ONE = f"{AT}/{{room_id:uuid}}"
_SOURCES = {"gap": "knowledge.write", "conversation": "conversations.read", "topic": "intents.read"}
"""What somebody has to be allowed to read to open a room for it."""
Words = Annotated[str, QueryParameter(max_length=200)]


@get(AT, tags=TAGS, dependencies=PAGED)
async def rooms(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    paging: NamedDependency[Paging],
    shown: FromQuery[s.RoomsShown] = "open",
    q: Words = "",
    source_id: FromQuery[UUID | None] = None,
) -> s.RoomsOut:
    """Rooms of a state, the last opened first. `q`: words of their title or of what was asked."""
    caller.need("cocreation.join")
    wanted = Wanted(shown=shown, words=q, source_id=source_id, before=page_after(paging.cursor), limit=paging.limit)
    async with db.reading(caller.tenant) as conn:
        items, following = paged(await queries.rooms(conn, wanted), paging.limit)
        return s.RoomsOut(items, following, await queries.counts(conn))


@get("/api/v1/cocreation/times", tags=TAGS)
async def times(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> RoomTimes:
    """How long it took from the question to the published answer, stretch by stretch, in the last 90 days and by week."""
    caller.need("cocreation.join")
    async with db.reading(caller.tenant) as conn:
        return await queries.times(conn, db.clock.now())


@get("/api/v1/cocreation/rules", tags=TAGS)
async def rules(caller: NamedDependency[Caller], db: NamedDependency[Database]) -> CocreationRules:
    """What a new room begins with."""
    caller.need("cocreation.join")
    async with db.reading(caller.tenant) as conn:
        return await store.rules(conn)


@put("/api/v1/cocreation/rules", tags=TAGS)
async def set_rules(
    caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[s.RoomRulesIn]
) -> CocreationRules:
    """For rooms opened from now on. 409 `rules_changed`."""
    caller.need("cocreation.publish")
    async with work.tx(caller.tenant) as tx:
        wanted = CocreationRules(sides=data.sides, minutes=data.minutes, version=data.version)
        return await actions.set_rules(tx, wanted, caller.actor)


@get("/api/v1/cocreation/colleagues", tags=TAGS)
async def colleagues(caller: NamedDependency[Caller], db: NamedDependency[Database], q: Words = "") -> s.ColleaguesOut:
    """Who may take part, by their names; to be made members, or named in a message."""
    caller.need("cocreation.join")
    async with db.reading(caller.tenant) as conn:
        return s.ColleaguesOut(await actions.colleagues(conn, q, db.clock.now()))


@post(AT, tags=TAGS)
async def open_room(
    caller: NamedDependency[Caller], work: NamedDependency[Work], data: JSONBody[s.RoomIn]
) -> s.RoomOut:
    """A room; its clock runs from the question's first appearance. 409 `room_exists`: one is open for this source."""
    caller.need("cocreation.publish")
    access.check_person(caller)
    if data.source in _SOURCES:
        caller.need(_SOURCES[data.source])  # type: ignore[arg-type]
    wanted = Opening(**{name: getattr(data, name) for name in data.__struct_fields__})
    async with work.tx(caller.tenant) as tx:
        id_ = await opening.open_room(tx, wanted, caller.actor)
        return await _out(tx.conn, id_, work)


@get(ONE, tags=TAGS)
async def room(caller: NamedDependency[Caller], work: NamedDependency[Work], room_id: FromPath[UUID]) -> s.RoomOut:
    """One room with its draft, who said yes, and the latest of its discussion."""
    caller.need("cocreation.join")
    async with work.db.reading(caller.tenant) as conn:
        return await _out(conn, room_id, work)


@put(ONE, tags=TAGS)
async def change(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    room_id: FromPath[UUID],
    data: JSONBody[s.RoomChangeIn],
) -> s.RoomOut:
    """Its title, which sides have to say yes, its deadline. 409 `room_changed`, `room_closed`."""
    caller.need("cocreation.join")
    async with work.tx(caller.tenant) as tx:
        await actions.change_room(tx, caller, room_id, data.version, (data.title, data.sides, data.due_at))
        return await _out(tx.conn, room_id, work)


@post(f"{ONE}/join", tags=TAGS, status_code=200)
async def join(caller: NamedDependency[Caller], work: NamedDependency[Work], room_id: FromPath[UUID]) -> s.RoomOut:
    """Write along. 409 `room_closed`, `room_full`."""
    caller.need("cocreation.join")
    async with work.tx(caller.tenant) as tx:
        await actions.join(tx, caller, room_id)
        return await _out(tx.conn, room_id, work)


@put(f"{ONE}/members/{{user_id:uuid}}", tags=TAGS)
async def set_member(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    room_id: FromPath[UUID],
    user_id: FromPath[UUID],
    data: JSONBody[s.RoomMemberIn],
) -> s.RoomOut:
    """Somebody takes part, and says yes for a side; who is new is told. 409 `last_owner`, `room_full`, `room_closed`."""
    caller.need("cocreation.join")
    async with work.tx(caller.tenant) as tx:
        await actions.set_member(tx, caller, room_id, user_id, data.role, data.side)
        return await _out(tx.conn, room_id, work)


@delete(f"{ONE}/members/{{user_id:uuid}}", tags=TAGS, status_code=200)
async def drop_member(
    caller: NamedDependency[Caller], work: NamedDependency[Work], room_id: FromPath[UUID], user_id: FromPath[UUID]
) -> s.RoomOut:
    """They take part no more, or I leave; what was said stays. 409 `last_owner`, `room_closed`."""
    caller.need("cocreation.join")
    async with work.tx(caller.tenant) as tx:
        await actions.drop_member(tx, caller, room_id, user_id)
        return await _out(tx.conn, room_id, work)


@put(f"{ONE}/parts/{{part:str}}", tags=TAGS)
async def write(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    room_id: FromPath[UUID],
    part: FromPath[str],
    data: JSONBody[s.RoomPartIn],
) -> s.RoomOut:
    """A part of the draft (title, questions, body, note) becomes this; what sides have said yes to is void then.
    409 `part_changed` when somebody was quicker: nothing is written, and both texts can be read."""
    caller.need("cocreation.join")
    async with work.tx(caller.tenant) as tx:
        await actions.write(tx, caller, room_id, _part(part), data.version, data.text)
        return await _out(tx.conn, room_id, work)


@get(f"{ONE}/parts/{{part:str}}", tags=TAGS)
async def versions(
    caller: NamedDependency[Caller], db: NamedDependency[Database], room_id: FromPath[UUID], part: FromPath[str]
) -> s.RoomPartsOut:
    """Every version of a part that is kept, the latest first."""
    caller.need("cocreation.join")
    async with db.reading(caller.tenant) as conn:
        await store.room(conn, room_id)
        return s.RoomPartsOut(await queries.versions(conn, room_id, _part(part)))


@put(f"{ONE}/yes", tags=TAGS)
async def say_yes(
    caller: NamedDependency[Caller], work: NamedDependency[Work], room_id: FromPath[UUID], data: JSONBody[s.RoomYesIn]
) -> s.RoomOut:
    """My side says yes to the draft as I read it. 403 `no_side`, 409 `draft_changed`."""
    caller.need("cocreation.join")
    async with work.tx(caller.tenant) as tx:
        await actions.say_yes(tx, caller, room_id, data.draft_version, data.yes)
        return await _out(tx.conn, room_id, work)


@post(f"{ONE}/messages", tags=TAGS)
async def say(
    caller: NamedDependency[Caller], work: NamedDependency[Work], room_id: FromPath[UUID], data: JSONBody[s.RoomSayIn]
) -> s.RoomOut:
    """A message beside the draft, personal data masked; who is named is told."""
    caller.need("cocreation.join")
    async with work.tx(caller.tenant) as tx:
        await actions.say(tx, caller, room_id, data.text, data.mentions)
        return await _out(tx.conn, room_id, work)


@get(f"{ONE}/messages", tags=TAGS)
async def messages(
    caller: NamedDependency[Caller],
    db: NamedDependency[Database],
    room_id: FromPath[UUID],
    cursor: Cursor = "",
    limit: Limit = 50,
) -> s.RoomMessagesOut:
    """What was said, the latest first."""
    caller.need("cocreation.join")
    async with db.reading(caller.tenant) as conn:
        await store.room(conn, room_id)
        return s.RoomMessagesOut(*paged(await queries.messages(conn, room_id, page_after(cursor), limit), limit))


@post(f"{ONE}/publish", tags=TAGS, status_code=200)
async def publish(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    room_id: FromPath[UUID],
    data: JSONBody[s.RoomPublishIn],
) -> s.RoomOut:
    """Bot, desk and self-service answer with it from now on, and a gap it was for is closed. 403 `approval_needed`,
    `own_proposal` where articles need approval; 409 `not_all_sides`, `draft_changed`, `room_closed`."""
    caller.need("cocreation.publish")
    how = Publishing(**{name: getattr(data, name) for name in data.__struct_fields__})
    async with work.tx(caller.tenant) as tx:
        await publishing.publish(tx, caller, room_id, how)
        return await _out(tx.conn, room_id, work)


@put(f"{ONE}/pin", tags=TAGS)
async def pin(
    caller: NamedDependency[Caller], work: NamedDependency[Work], room_id: FromPath[UUID], data: JSONBody[s.RoomPinIn]
) -> s.RoomOut:
    """Its answer is offered first for so many hours; 0: no more."""
    caller.need("cocreation.publish")
    async with work.tx(caller.tenant) as tx:
        await publishing.pin(tx, caller, room_id, data.hours)
        return await _out(tx.conn, room_id, work)


@put(f"{ONE}/archived", tags=TAGS)
async def archive(
    caller: NamedDependency[Caller],
    work: NamedDependency[Work],
    room_id: FromPath[UUID],
    data: JSONBody[s.RoomArchiveIn],
) -> s.RoomOut:
    """Out of the list, or back into it as it was. 409 `room_exists`: another room is open for its source by now."""
    caller.need("cocreation.join")
    async with work.tx(caller.tenant) as tx:
        await actions.put_away(tx, caller, room_id, data.archived)
        return await _out(tx.conn, room_id, work)


@post(f"{ONE}/here", tags=TAGS, status_code=200)
async def be_here(
    caller: NamedDependency[Caller], work: NamedDependency[Work], room_id: FromPath[UUID], data: JSONBody[s.RoomHereIn]
) -> s.RoomHereOut:
    """I have the room on my screen; said every few seconds. Tells who else has, and whether there is something new."""
    caller.need("cocreation.join")
    access.check_person(caller)
    async with work.tx(caller.tenant) as tx:
        held = await store.room(tx.conn, room_id)
        await store.be_here(tx, room_id, caller.actor, data.writes)
        return s.RoomHereOut(held.version, await queries.here(tx.conn, room_id, tx.now), tx.now)


def _part(name: str) -> PartName:
    """Raises NotFound."""
    for part in PARTS:
        if part == name:
            return part
    raise NotFound("not_found", f"A draft has no part of this name; it has {', '.join(PARTS)}.", field="part")


async def _out(conn: Connection, id_: UUID, work: Work) -> s.RoomOut:
    found = await store.room(conn, id_)
    page, earlier = paged(await queries.messages(conn, id_, None, queries.SHOWN), queries.SHOWN)
    parts = await store.texts(conn, id_)
    return s.RoomOut(
        room=found,
        state=found.state,
        members=await store.members(conn, id_),
        questions=await queries.questions(conn, id_),
        parts=[parts[name] for name in PARTS],
        yeses=await store.yeses(conn, id_),
        messages=page[::-1],
        earlier=earlier,
        here=await queries.here(conn, id_, work.db.clock.now()),
        source_title=await _source_title(conn, found, work),
    )


async def _source_title(conn: Connection, found: Room, work: Work) -> str | None:
    if found.source != "gap" or found.source_id is None:
        return None
    try:
        return (await knowledge.gap(conn, found.source_id, work.db.clock.now())).title
    except NotFound:
        return None


handlers = [
    rooms, times, rules, set_rules, colleagues, open_room, room, change, join, set_member, drop_member, write, versions,
    say_yes, say, messages, publish, pin, archive, be_here,
]  # fmt: skip
