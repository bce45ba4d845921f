"""Templates, shared macros and articles in a file."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from qingfeng.flow.bundle.model import Carry, Kind
from qingfeng.flow.desk_macros import check_known
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid
from qingfeng.modules.access import public as access
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing


class TemplateItem(knowledge.TemplateDraft, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`team`: the code of the team whose it is; null: everybody's."""

    team: str | None = None


class MacroItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shared macro. Its steps are those of the API, but name templates (`template`) and queues (`queue`) by code."""

    name: str
    shortcut: str = ""
    steps: list[dict[str, Any]]


class ArticleItem(knowledge.ArticleDraft, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An article in one language."""


# ------------------------------------------------------------------ templates
async def _templates(conn: Connection) -> list[TemplateItem]:
    teams = {team.id: team.code for team in await people.teams(conn)}
    found = await knowledge.library(conn, knowledge.Reader(), every_team=True)
    fields = knowledge.TemplateDraft.__struct_fields__
    return [
        TemplateItem(**{name: getattr(one, name) for name in fields}, team=teams.get(one.team_id) if one.team_id else None)
        for one in found
        if one.owner_id is None
    ]  # fmt: skip


async def _put_template(carry: Carry, item: TemplateItem) -> None:
    tx = carry.tx
    teams = {team.code: team.id for team in await people.teams(tx.conn)}
    if item.team is not None and item.team not in teams:
        raise Invalid("unknown_team", f"There is no team {item.team!r}; bring it along.", field="team")
    place = knowledge.Place(None, teams[item.team] if item.team else None)
    draft = knowledge.TemplateDraft(**{name: getattr(item, name) for name in knowledge.TemplateDraft.__struct_fields__})
    old = (await carry.once(_by_code)).get(item.code)
    if old is None:
        made = await knowledge.make_template(tx, draft, place)
    elif old.owner_id is not None:
        raise Conflict("code_taken", "Somebody's own template has this code.", field="code")
    else:
        held = await knowledge.held_template(tx, old.id, None)
        made = await knowledge.change_template(tx, held, draft, place)
    act = "template.made" if old is None else "template.changed"
    await access.audit(tx, carry.caller.actor, act, str(made.id), code=made.code, scope="team" if item.team else "all")


async def _by_code(conn: Connection) -> dict[str, knowledge.Template]:
    return {one.code: one for one in await knowledge.all_templates(conn)}


# ------------------------------------------------------------------ macros
async def _template_codes(conn: Connection) -> dict[str, str]:
    return {str(one.id): one.code for one in await knowledge.all_templates(conn) if one.owner_id is None}


async def _queue_codes(conn: Connection) -> dict[str, str]:
    return {str(q.id): q.code for q in await routing.queues(conn)}


async def _macros(conn: Connection) -> list[MacroItem]:
    templates, queues = await _template_codes(conn), await _queue_codes(conn)
    return [
        MacroItem(name=m.name, shortcut=m.shortcut, steps=[_abroad(step, templates, queues) for step in m.steps])
        for m in await conversations.shared_macros(conn)
    ]


def _abroad(step: conversations.Step, templates: dict[str, str], queues: dict[str, str]) -> dict[str, Any]:
    """A step that means the same in any house. A template of somebody's own is not brought along: its code is empty."""
    plain: dict[str, Any] = msgspec.to_builtins(step)
    template, queue = plain.pop("template_id", None), plain.pop("queue_id", None)
    if template is not None:
        plain["template"] = templates.get(template, "")
    if queue is not None:
        plain["queue"] = queues.get(queue, "")
    return plain


async def _put_macro(carry: Carry, item: MacroItem) -> None:
    tx, caller = carry.tx, carry.caller
    templates = {code: id_ for id_, code in (await carry.once(_template_codes)).items()}
    queues = {code: id_ for id_, code in (await carry.once(_queue_codes)).items()}
    plain = [_at_home(at, step, templates, queues) for at, step in enumerate(item.steps)]
    try:
        steps = msgspec.convert(plain, conversations.Steps)
    except msgspec.ValidationError as error:
        raise Invalid("bad_shape", f"This is no macro: {error}.", field="steps") from None
    draft = conversations.MacroDraft(name=item.name, shortcut=item.shortcut, steps=steps, shared=True)
    kept = next((m for m in await conversations.shared_macros(tx.conn) if m.name == item.name), None)
    if kept is None:
        macro = await conversations.make_macro(tx, caller.actor, draft)
    else:
        held = await conversations.held_macro(tx, kept.id, caller.user_id)
        macro = await conversations.change_macro(tx, held, draft)
    await check_known(carry.spine, tx, caller, macro)
    act = "macro.shared" if kept is None else "macro.changed"
    await access.audit(tx, caller.actor, act, str(macro.id), name=macro.name, shared=True)


def _at_home(at: int, step: dict[str, Any], templates: dict[str, str], queues: dict[str, str]) -> dict[str, Any]:
    plain = dict(step)
    for name, known, error in (("template", templates, "unknown_template"), ("queue", queues, "unknown_queue")):
        if name in plain:
            code = plain.pop(name)
            if code not in known:
                message = f"There is no {name} {code!r}; bring it along."
                raise Invalid(error, message, field=f"steps.{at}.{name}")
            plain[f"{name}_id"] = known[code]
    return plain


# ------------------------------------------------------------------ articles
async def _articles(conn: Connection) -> list[ArticleItem]:
    return [ArticleItem(**_drafted(one)) for one in await knowledge.all_articles(conn)]


def _drafted(one: knowledge.ArticleDraft) -> dict[str, Any]:
    return {name: getattr(one, name) for name in knowledge.ArticleDraft.__struct_fields__}


async def _put_article(carry: Carry, item: ArticleItem) -> None:
    tx, by = carry.tx, carry.caller.actor
    draft = knowledge.ArticleDraft(**_drafted(item))
    kept = await knowledge.article_by_slug(tx.conn, item.slug, item.locale) if item.slug else None
    if kept is None:
        await knowledge.make_article(tx, draft, by)
    else:
        await knowledge.change_article(tx, kept.id, draft, knowledge.ArticleChange(by=by, version=kept.version))


def _article_key(item: ArticleItem) -> str:
    return f"{item.slug} ({item.locale})"


KINDS = (
    Kind("templates", "knowledge.write", TemplateItem, lambda i: i.code, lambda i: i.title, _templates, _put_template),
    Kind("macros", "conversations.assign", MacroItem, lambda i: i.name, lambda i: i.name, _macros, _put_macro),
    Kind("articles", "knowledge.write", ArticleItem, _article_key, lambda i: i.title, _articles, _put_article),
)
