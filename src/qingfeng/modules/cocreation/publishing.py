"""Publishing a room's answer: an article for customers and, where there is a note, one for agents, by knowledge's own doors,
so that bot, desk and self-service find them from the same moment on."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.base import Actor
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.cocreation import store
from qingfeng.modules.cocreation.model import MAX_PIN_HOURS, PartName, Room, Text, check_open, lines_of, missing
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import Article, ArticleChange, ArticleDraft

_FOR_AGENTS = {"zh-CN": "（坐席备注）", "en": " (for agents)"}
_MAX_TITLE = 120


class Publishing(msgspec.Struct, frozen=True, kw_only=True):
    """`draft_version`: as it was on the screen. `pin_hours`: offered first for so long; 0: not."""

    draft_version: int
    category: str
    locale: str = "zh-CN"
    pin_hours: int = 0


async def publish(tx: Tx, caller: Caller, id_: UUID, how: Publishing) -> None:
    """Raises NotFound, Invalid with the field, Forbidden (`forbidden`, `own_proposal`: where articles need approval, as
    there), Conflict `room_closed`, `draft_changed`, `not_all_sides`."""
    held = await store.room(tx.conn, id_, hold=True)
    check_open(held)
    if held.draft_version != how.draft_version:
        raise Conflict("draft_changed", "The draft was changed meanwhile; read it again first.")
    lacking = missing(held.sides, held.draft_version, await store.yeses(tx.conn, id_))
    if lacking:
        raise Conflict("not_all_sides", f"Not yet approved by: {', '.join(lacking)}.", sides="、".join(lacking))
    _check_hours(how.pin_hours)
    parts = await store.texts(tx.conn, id_)
    by = _writer(parts, caller)
    draft = ArticleDraft(
        slug="",
        title=parts["title"].text,
        category=how.category,
        body=parts["body"].text,
        questions=lines_of(parts["questions"].text),
        locale=how.locale,
    )
    article = await _shown(tx, caller, await _for_customers(tx, held, draft, by))
    note = None
    if parts["note"].text:
        note = await _shown(
            tx, caller, await knowledge.make_article(tx, _for_agents(draft, article, parts["note"]), by)
        )
    until = tx.now + timedelta(hours=how.pin_hours) if how.pin_hours else None
    await store.change(
        tx,
        id_,
        published_at=tx.now,
        published_by=caller.name,
        article_id=article.id,
        note_id=note.id if note else None,
        pinned_until=until,
    )
    await access.audit(
        tx, caller.actor, "room.published", str(id_), title=held.title, article=str(article.id), hours=how.pin_hours
    )


async def pin(tx: Tx, caller: Caller, id_: UUID, hours: int) -> None:
    """Its answer is offered first for so long from now on; 0: no more. Raises NotFound, Invalid, Conflict `not_published`."""
    _check_hours(hours)
    held = await store.room(tx.conn, id_, hold=True)
    if held.article_id is None:
        raise Conflict("not_published", "There is no answer to pin yet.")
    await store.change(tx, id_, pinned_until=tx.now + timedelta(hours=hours) if hours else None)
    await access.audit(
        tx, caller.actor, "room.pinned" if hours else "room.unpinned", str(id_), title=held.title, hours=hours
    )


def _check_hours(hours: int) -> None:
    if not 0 <= hours <= MAX_PIN_HOURS:
        raise Invalid("out_of_range", f"From 0 to {MAX_PIN_HOURS} hours.", field="pin_hours", min=0, max=MAX_PIN_HOURS)


def _writer(parts: dict[PartName, Text], caller: Caller) -> Actor:
    """Who last wrote the answer: the article is theirs."""
    body = parts["body"]
    return caller.actor if body.by_id is None else Actor("agent", body.by_id, body.by_name)


async def _for_customers(tx: Tx, room: Room, draft: ArticleDraft, by: Actor) -> Article:
    """A gap that the room was opened for gets the article, and is closed by it; one that has an article by now, or is gone,
    is left alone."""
    if room.source != "gap" or room.source_id is None:
        return await knowledge.make_article(tx, draft, by)
    try:
        gap = await knowledge.gap(tx.conn, room.source_id, tx.now)
        begun = await knowledge.draft_for_gap(tx, gap.id, gap.version, draft, by)
    except (NotFound, Conflict):
        return await knowledge.make_article(tx, draft, by)
    return await knowledge.change_article(
        tx, begun.id, replace(draft, slug=begun.slug), ArticleChange(by=by, version=begun.version)
    )


def _for_agents(draft: ArticleDraft, article: Article, note: Text) -> ArticleDraft:
    tail = _FOR_AGENTS[draft.locale]
    title = draft.title[: _MAX_TITLE - len(tail)] + tail
    return replace(draft, title=title, body=note.text, audience="agent", related=[article.slug])


async def _shown(tx: Tx, caller: Caller, article: Article) -> Article:
    """Published, by the caller's approval where the house asks for one."""
    if article.state(tx.now) == "published":
        return article
    if not caller.may("knowledge.approve"):
        raise Forbidden("approval_needed", "Articles need approval here; somebody who may approve them has to publish.")
    approved, _ = await knowledge.approve_article(tx, article.id, 1, caller.actor)
    return approved
