"""What the ids and codes of an audit line are called, so that people can read it: looked up when it is read, in every
house's own tables. A name that has changed since is the name of now; what was erased has none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import AuditLine, Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import Both
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.customers import public as customers
from qingfeng.modules.flows import public as flows
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

Names = dict[str, Both]
"""By what stands in the line: an id, an actor such as `agent:` and an id, a code."""
_UUID_LENGTH = 36
_TARGETS = {"queue": "queues", "hours": "hours", "team": "teams", "skill": "skills", "role": "roles"}
"""Acts whose target is a code, by the first word of the act."""
_FIELDS = {"role": "roles", "roles": "roles", "meant": "roles", "skills": "skills", "reason": "presence_reasons"}
"""Fields that tell codes."""
_REASONS = ("presence_reasons", "close_reasons", "decline_reasons", "wrap_up_codes")
"""Settings whose lines tell codes of their own."""


async def names_of(spine: Spine, conn: Connection, caller: Caller, lines: list[AuditLine]) -> list[Names]:
    """For each line what it speaks of; customers only for who may see them."""
    told = [list(_leaves(line)) for line in lines]
    ids = {id_ for line in told for _, word in line if (id_ := _id_in(word)) is not None}
    if not any(told):
        return [{} for _ in lines]
    codes = await _codes(spine, conn, caller)
    known = await _known(conn, caller, list(ids)) | codes.pop("ids")
    found = []
    for line in told:
        own: Names = {}
        for kind, word in line:
            name = known.get(str(_id_in(word))) or codes.get(kind, {}).get(word)
            if name is not None:
                own[word] = name
        found.append(own)
    return found


def _leaves(line: AuditLine) -> Iterator[tuple[str, str]]:
    """Every word of a line that could be named, with the kind of code it would be."""
    yield _TARGETS.get(line.action.partition(".")[0], ""), line.target
    yield from _words(line.target if line.target in _REASONS else "", line.detail)


def _words(kind: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield kind, value
    elif isinstance(value, dict):
        for field, inner in value.items():
            if kind == "skills":  # each with its level
                yield kind, field
            yield from _words(_FIELDS.get(field, kind), inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(kind, inner)


def _id_in(word: str) -> UUID | None:
    """The id that a word is, or names after its kind (`agent:...`)."""
    last = word[-_UUID_LENGTH:]
    if len(last) < _UUID_LENGTH or (len(word) > _UUID_LENGTH and word[-_UUID_LENGTH - 1] != ":"):
        return None
    try:
        return UUID(last)
    except ValueError:
        return None


async def _codes(spine: Spine, conn: Connection, caller: Caller) -> dict[str, Names]:
    """What a house has chosen itself, by kind and code; under `ids` the same by id."""
    _, settings = await spine.tenant(caller.tenant, conn)
    queues, calendars = await routing.queues(conn), await channels.calendars(conn)
    teams, skills = await people.teams(conn), await people.skills(conn)
    ids = {str(queue.id): Both(queue.name_zh, queue.name_en) for queue in queues}
    ids |= {str(calendar.id): Both(calendar.name_zh, calendar.name_en) for calendar in calendars}
    ids |= {str(team.id): Both(team.name, team.name_en) for team in teams}
    ids |= {str(chat.id): Both(chat.name, chat.name) for chat, _ in await channels.channels(conn)}
    return {
        "ids": ids,
        "queues": {one.code: Both(one.name_zh, one.name_en) for one in queues},
        "hours": {one.code: Both(one.name_zh, one.name_en) for one in calendars},
        "teams": {team.code: Both(team.name, team.name_en) for team in teams},
        "skills": {skill.code: Both(skill.name_zh, skill.name_en) for skill in skills},
        "roles": {role.code: Both(role.name_zh, role.name_en) for role in await access.own_roles(conn)},
        **{kind: {one.code: Both(one.zh, one.en) for one in getattr(settings, kind)} for kind in _REASONS},
    }


async def _known(conn: Connection, caller: Caller, ids: list[UUID]) -> Names:
    """People, tokens, templates; customers, and conversations by their customers."""
    found: dict[UUID, str] = {**await knowledge.titles(conn, ids), **await flows.titles(conn, ids)}
    if caller.may("customers.read"):
        found |= await customers.names(conn, ids)
    if caller.may("conversations.read"):
        found |= {id_: name for id_, (name, _) in (await conversations.names(conn, ids)).items()}
    found |= await access.accounts_named(conn, ids)
    return {str(id_): Both(name, name) for id_, name in found.items()}
