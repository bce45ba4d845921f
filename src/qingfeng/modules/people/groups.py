"""Verbs of teams and skills: add, rename. Nothing that queues may refer to is ever taken away."""

from __future__ import annotations

import re

from qingfeng.contracts.base import Actor
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.people import store
from qingfeng.modules.people.model import Skill, Team

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def check_names(zh: str, en: str) -> tuple[str, str]:
    """Without blanks around them. Raises Invalid with the field (`zh` or `en`)."""
    for field, name in (("zh", zh), ("en", en)):
        if not name.strip() or not name.isprintable():
            raise Invalid("bad_name", "A name has 1 to 60 characters.", field=field, max=60)
    return zh.strip(), en.strip()


def check_new(code: str, taken: set[str]) -> None:
    """Raises Invalid or Conflict (field `code`)."""
    if not _CODE.fullmatch(code):
        raise Invalid("bad_code", "A code has small letters, digits and -.", field="code")
    if code in taken:
        raise Conflict("code_taken", "This code is taken; choose another.", field="code")


async def add_team(tx: Tx, by: Actor, code: str, zh: str, en: str) -> Team:
    """Raises Invalid, Conflict."""
    zh, en = check_names(zh, en)
    check_new(code, {team.code for team in await store.teams(tx.conn)})
    id_ = await store.put_team(tx, code, zh, en)
    await access.audit(tx, by, "team.created", code, zh=zh, en=en)
    return Team(id_, code, zh, en)


async def rename_team(tx: Tx, by: Actor, code: str, zh: str, en: str) -> Team:
    """Raises Invalid, NotFound."""
    zh, en = check_names(zh, en)
    if code not in {team.code for team in await store.teams(tx.conn)}:
        raise NotFound("not_found", "There is no such team.", field="code")
    id_ = await store.put_team(tx, code, zh, en)
    await access.audit(tx, by, "team.changed", code, zh=zh, en=en)
    return Team(id_, code, zh, en)


async def add_skill(tx: Tx, by: Actor, wanted: Skill) -> Skill:
    """Raises Invalid, Conflict."""
    check_new(wanted.code, {skill.code for skill in await store.skills(tx.conn)})
    return await _put_skill(tx, by, "skill.created", wanted)


async def rename_skill(tx: Tx, by: Actor, wanted: Skill) -> Skill:
    """Raises Invalid, NotFound."""
    if wanted.code not in {skill.code for skill in await store.skills(tx.conn)}:
        raise NotFound("not_found", "There is no such skill.", field="code")
    return await _put_skill(tx, by, "skill.changed", wanted)


async def _put_skill(tx: Tx, by: Actor, act: str, wanted: Skill) -> Skill:
    zh, en = check_names(wanted.name_zh, wanted.name_en)
    skill = Skill(wanted.code, zh, en)
    await store.put_skill(tx, skill)
    await access.audit(tx, by, act, skill.code, zh=zh, en=en)
    return skill
