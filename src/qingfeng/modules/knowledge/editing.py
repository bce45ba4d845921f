"""Verbs of an editor: articles made, changed under a version, published and hidden, taken back to an earlier version."""

from __future__ import annotations

from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.invisible import without_invisible
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.knowledge import queries, store_versions
from qingfeng.modules.knowledge.actions import put_article
from qingfeng.modules.knowledge.model import Article, ArticleDraft, ArticleVersion

MAX_NOTE = 200


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Who changes an article, why, and which version was on their screen. `restored`: the version they take back;
    `proposal`: the version of their proposal that they change; `approved_by`: who has read and approved it."""

    by: Actor
    version: int
    note: str = ""
    restored: int | None = None
    proposal: int = 0
    approved_by: Actor | None = None


def cleaned(draft: ArticleDraft) -> ArticleDraft:
    """As it is kept: trimmed, without empty or doubled lines, and without characters that nobody sees."""
    return replace(
        draft,
        title=_line(draft.title),
        category=_line(draft.category),
        body=without_invisible(draft.body)[0].strip(),
        questions=_each(draft.questions),
        tags=_each(draft.tags),
        related=_each(draft.related),
    )


def _each(lines: list[str]) -> list[str]:
    return list(dict.fromkeys(one for line in lines if (one := _line(line))))


def _line(text: str) -> str:
    return " ".join(without_invisible(text)[0].split())


def changed_fields(old: ArticleDraft, new: ArticleDraft) -> list[str]:
    return [name for name in ArticleDraft.__struct_fields__ if getattr(old, name) != getattr(new, name)]


async def make_article(tx: Tx, draft: ArticleDraft, by: Actor, note: str = "") -> Article:
    """A new article; without a slug it gets one. Raises Invalid with the field, Conflict when the slug is taken."""
    draft = cleaned(draft if draft.slug else replace(draft, slug=f"a-{tx.new_id().hex[-12:]}"))
    if await queries.article_by_slug(tx.conn, draft.slug, draft.locale) is not None:
        raise Conflict("slug_taken", "There is such an article in this language already.", field="slug")
    made = await put_article(tx, draft)
    await store_versions.insert(tx, made, by, note=note[:MAX_NOTE])
    await access.audit(tx, by, "article.made", str(made.id), slug=made.slug, locale=made.locale, title=made.title)
    return made


async def change_article(tx: Tx, id_: UUID, draft: ArticleDraft, change: Change) -> Article:
    """Another version of an article, found by whoever asks from then on. Slug and language stay.

    Raises NotFound, Invalid with the field, and Conflict `article_changed` when `change.version` is not the present one.
    """
    note = checked_note(change.note)
    old = await held(tx, id_)
    await check_version(tx, old, change)
    draft = cleaned(replace(draft, slug=old.slug, locale=old.locale))
    changed = changed_fields(old.draft(), draft)
    if not changed:
        return old
    await store_versions.insert(tx, old, None)  # what nobody wrote down is not lost when it is replaced
    new = await put_article(tx, draft)
    judge = change.approved_by
    await store_versions.insert(
        tx, new, change.by, note=note, restored=change.restored, approved_by=judge.name if judge else ""
    )
    action = "article.restored" if change.restored is not None else _action(changed, new)
    who, action = (judge, "article.approved") if judge else (change.by, action)
    await access.audit(tx, who, action, str(id_), slug=new.slug, version=new.version, changed=changed)
    return new


def checked_note(text: str) -> str:
    """A note as it is kept. Raises Invalid."""
    note = " ".join(text.split())
    if len(note) > MAX_NOTE or "\x00" in note:
        raise Invalid("too_long", f"One line of at most {MAX_NOTE} characters.", field="note", max=MAX_NOTE)
    return note


async def check_version(tx: Tx, old: Article, change: Change) -> None:
    """Raises Conflict `article_changed` when another version was on the screen."""
    if old.version == change.version:
        return
    found = await store_versions.versions(tx.conn, old.id)
    by, at = (found[0].by_name, found[0].at.isoformat()) if found else ("", old.updated_at.isoformat())
    raise Conflict("article_changed", f"{by or 'Somebody'} has changed it meanwhile; look at that first.", by=by, at=at)


def _action(changed: list[str], new: Article) -> str:
    if changed == ["published"]:
        return "article.published" if new.published else "article.hidden"
    return "article.changed"


async def draft_of_version(tx: Tx, id_: UUID, wanted: int) -> ArticleDraft:
    """An earlier version as it would be taken back. Raises NotFound."""
    old = await held(tx, id_)
    kept = await store_versions.version(tx.conn, id_, wanted)
    if kept is None:
        raise NotFound("not_found", "There is no such version.", field="to")
    return replace(kept.draft, published=old.published)


async def article_versions(conn: Connection, id_: UUID) -> list[ArticleVersion]:
    """The latest first, with what each changed; the present one first of all. Raises NotFound."""
    present = await queries.article(conn, id_)
    found = await store_versions.versions(conn, id_)
    if not found or found[0].version != present.version:
        unwritten = ArticleVersion(
            version=present.version, draft=present.draft(), by_name="", at=present.updated_at, note="", restored=None
        )
        found = [unwritten, *found]
    before = [one.draft for one in found[1:]]
    return [
        replace(one, changed=changed_fields(before[at], one.draft) if at < len(before) else [])
        for at, one in enumerate(found)
    ]


async def held(tx: Tx, id_: UUID) -> Article:
    """One, locked. Raises NotFound."""
    await tx.execute("SELECT 1 FROM knowledge.articles WHERE id = $1 FOR UPDATE", id_)
    return await queries.article(tx.conn, id_)
