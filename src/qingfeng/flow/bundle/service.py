"""Opening hours, queues, tags and lists of reasons in a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from qingfeng.flow import chosen, reasons
from qingfeng.flow.bundle.model import Carry, Kind
from qingfeng.flow.spine import Reason, Settings
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.channels import public as channels
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.people import public as people
from qingfeng.modules.people.public import BreakReason
from qingfeng.modules.routing import public as routing


class CalendarItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: str
    name_zh: str
    name_en: str
    hours: channels.Hours


class QueueItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`hours`: the code of a calendar, null: the house's. `teams`: codes; the policy's own `teams` and `version` are not
    looked at, for they mean something in one house only."""

    code: str
    name_zh: str
    name_en: str
    kind: routing.Class
    hours: str | None
    active: bool
    position: int
    teams: list[str]
    policy: routing.Policy


class TagItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    tone: conversations.Tone = ""
    retired: bool = False


class ReasonsItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole list of reasons; kinds of breaks stand in `breaks`, all others in `items`."""

    of: reasons.Kind
    items: list[Reason] = []
    breaks: list[BreakReason] = []


# ------------------------------------------------------------------ hours
async def _calendars(conn: Connection) -> list[CalendarItem]:
    return [
        CalendarItem(code=c.code, name_zh=c.name_zh, name_en=c.name_en, hours=c.hours)
        for c in await channels.calendars(conn)
    ]


async def _put_calendar(carry: Carry, item: CalendarItem) -> None:
    tx, by = carry.tx, carry.caller.actor
    draft = channels.CalendarDraft(name_zh=item.name_zh, name_en=item.name_en, hours=item.hours)
    kept = next((c for c in await channels.calendars(tx.conn) if c.code == item.code), None)
    if kept is None:
        await channels.make_calendar(tx, item.code, draft, by)
    else:
        await channels.change_calendar(tx, kept.id, draft, kept.version, by)


# ------------------------------------------------------------------ queues
async def _queues(conn: Connection) -> list[QueueItem]:
    teams = {team.id: team.code for team in await people.teams(conn)}
    hours = {one.id: one.code for one in await channels.calendars(conn)}
    return [
        QueueItem(
            code=q.code,
            name_zh=q.name_zh,
            name_en=q.name_en,
            kind=q.kind,
            hours=hours[q.hours_id] if q.hours_id else None,
            active=q.active,
            position=q.position,
            teams=sorted(teams[team] for team in q.policy.teams if team in teams),
            policy=replace(q.policy, teams=[], version=1),
        )
        for q in await routing.queues(conn)
    ]


async def _put_queue(carry: Carry, item: QueueItem) -> None:
    tx, by = carry.tx, carry.caller.actor
    teams = {team.code: team.id for team in await people.teams(tx.conn)}
    for code in item.teams:
        if code not in teams:
            raise Invalid("unknown_team", f"There is no team {code!r}; bring it along.", field="teams")
    draft = routing.QueueDraft(
        code=item.code,
        name_zh=item.name_zh,
        name_en=item.name_en,
        kind=item.kind,
        hours_id=await _hours_id(tx, item.hours),
        active=item.active,
        position=item.position,
        policy=replace(item.policy, teams=[teams[code] for code in item.teams], version=1),
    )
    if await _missing_skills(tx, item.policy):
        carry.notes.append("skill_nobody_has")
    kept = next((q for q in await routing.queues(tx.conn) if q.code == item.code), None)
    if kept is None:
        await routing.make_queue(tx, draft, by, people_later=True)
    else:
        await routing.change_queue(
            tx, kept.id, draft, routing.QueueChange(by=by, version=kept.version, people_later=True)
        )


async def _hours_id(tx: Tx, code: str | None) -> UUID | None:
    if code is None:
        return None
    for one in await channels.calendars(tx.conn):
        if one.code == code:
            return one.id
    raise Invalid("unknown_hours", f"There is no calendar {code!r}; bring it along.", field="hours")


async def _missing_skills(tx: Tx, policy: routing.Policy) -> bool:
    """Whether it asks for what nobody can do yet: its contacts would wait until somebody can."""
    wanted = dict.fromkeys([*policy.locale_skills.values(), *policy.preferred_skills], 1) | policy.skills
    roster = await people.roster(tx.conn)
    return any(all(a.skills.get(skill, 0) < level for a in roster) for skill, level in wanted.items())


def _overflow_first(items: list[QueueItem]) -> list[QueueItem]:
    """A queue after the one it overflows to; those not in use last. A ring is left for the rules to refuse."""
    by_code = {item.code: item for item in items}
    found: dict[str, QueueItem] = {}

    def take(item: QueueItem, path: tuple[str, ...]) -> None:
        then = by_code.get(item.policy.overflow.to_queue) if item.policy.overflow else None
        if then is not None and then.code not in found and then.code not in path:
            take(then, (*path, item.code))
        found.setdefault(item.code, item)

    for item in sorted(items, key=lambda one: not one.active):
        take(item, ())
    return list(found.values())


# ------------------------------------------------------------------ tags
async def _tags(conn: Connection) -> list[TagItem]:
    rows = await conversations.listed_tags(conn)
    return [TagItem(name=t.name, tone=t.tone, retired=t.retired) for t in rows.values()]


async def _put_tag(carry: Carry, item: TagItem) -> None:
    tx = carry.tx
    draft = conversations.TagDraft(name=item.name, tone=item.tone, retired=item.retired)
    for id_, tag in (await carry.once(conversations.listed_tags)).items():
        if tag.name == item.name:
            await conversations.change_tag(tx, id_, draft)
            break
    else:
        id_ = await conversations.make_tag(tx, draft)
    await access.audit(tx, carry.caller.actor, "tag.imported", str(id_), name=item.name)


# ------------------------------------------------------------------ reasons
async def _reasons(conn: Connection) -> list[ReasonsItem]:
    # The tenant is the one whose rows are seen here: there is no other.
    tenant = await access.tenant_by_id(conn, await conn.fetchval("SELECT kernel.tenant()"))
    settings = msgspec.convert(tenant.settings if tenant else {}, Settings)
    return [_item(kind, reasons.of(settings, kind)) for kind in reasons.KEYS]


def _item(kind: reasons.Kind, found: Any) -> ReasonsItem:
    return ReasonsItem(of=kind, breaks=found) if kind == "break" else ReasonsItem(of=kind, items=found)


async def _put_reasons(carry: Carry, item: ReasonsItem) -> None:
    """Those of the file in their order, then those of the house that the file does not know."""
    before: Any = reasons.of(await chosen.held(carry.tx), item.of)
    brought: list[Any] = list(item.breaks if item.of == "break" else item.items)
    codes = {reason.code for reason in brought}
    await reasons.change(
        carry.tx,
        carry.caller,
        item.of,
        version=chosen.version_of(before),
        wanted=[*brought, *(reason for reason in before if reason.code not in codes)],
        queues={q.code for q in await routing.queues(carry.tx.conn)},
    )


KINDS = (
    Kind("hours", "routing.manage", CalendarItem, lambda i: i.code, lambda i: i.name_zh, _calendars, _put_calendar),
    Kind("queues", "routing.manage", QueueItem, lambda i: i.code, lambda i: i.name_zh, _queues, _put_queue, _overflow_first),
    Kind("tags", "service.manage", TagItem, lambda i: i.name, lambda i: i.name, _tags, _put_tag),
    Kind("reasons", "service.manage", ReasonsItem, lambda i: i.of, lambda i: i.of, _reasons, _put_reasons),
)  # fmt: skip
