"""Verbs of knowledge: write an article or a template, publish, use a template."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from qingfeng.kernel import prose, text
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.uow import Step, Tx
from qingfeng.modules.knowledge import rank, store
from qingfeng.modules.knowledge.library import search_of
from qingfeng.modules.knowledge.model import (
    EVERYBODY,
    Article,
    ArticleDraft,
    Reader,
    Template,
    TemplateDraft,
    check_article,
    check_template,
    worded,
)

READ = "articles_read"
"""The step that reads a house's articles for their meaning."""


async def put_article(tx: Tx, draft: ArticleDraft) -> Article:
    """Write the article of this slug and locale. The same draft again changes nothing. Raises Invalid."""
    check_article(draft)
    doc = rank.Doc(draft.title, draft.category, draft.tags, draft.questions, prose.words(draft.body))
    to_be_read(tx)
    kept = await store.put_article(tx, draft, text.tsv(rank.index_tokens(doc)))
    if kept.state(tx.now) == "published":
        await store.settle_gaps(tx, kept.id)
    return kept


def to_be_read(tx: Tx) -> None:
    """The worker reads this house's articles for their meaning, those that have changed."""
    tx.at(Step(READ, "articles", tx.now))


async def publish(tx: Tx, article: UUID, published: bool) -> Article:
    """Show an article to its audience, or hide it from search. Raises NotFound."""
    changed = await store.set_published(tx, article, published)
    if changed is None:
        raise NotFound("not_found", "There is no such article.", field="article_id")
    to_be_read(tx)
    if changed.state(tx.now) == "published":
        await store.settle_gaps(tx, changed.id)
    return changed


async def put_template(tx: Tx, draft: TemplateDraft) -> Template:
    """Write the template of this code. Raises Invalid."""
    check_template(draft)
    return await store.put_template(tx, draft, search_of(draft))


async def render(
    tx: Tx, template: UUID, variables: Mapping[str, str], locale: str, reader: Reader = EVERYBODY
) -> tuple[str, list[str]]:
    """A template's words for one customer, in English where asked for and there; and the variables without a value,
    which stay as `{{name}}`. Counts the use. Raises
    NotFound, also for one that is not theirs to see."""
    found = await store.use_template(tx, template, reader)
    if found is None:
        raise NotFound("not_found", "There is no such template.", field="template_id")
    return worded(found, variables, locale)
