# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: knowledge."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from qingfeng_client.calls import Call, File, Listing
from qingfeng_client.generated import models as m


def render(template_id: UUID | str, data: m.RenderIn) -> Call[m.RenderOut]:
    """A template with this conversation's words filled in; what is not known is listed."""
    return Call("POST", f"/api/v1/templates/{template_id}/render", m.RenderOut, body=data, keyed=True)


def library() -> Call[m.Library]:
    """Everybody's templates, my team's and my own; who looks after them sees those of all teams."""
    return Call("GET", "/api/v1/template-library", m.Library)


def make_template_library(data: m.TemplateIn) -> Call[m.LibraryTemplate]:
    """A new template."""
    return Call("POST", "/api/v1/template-library", m.LibraryTemplate, body=data, keyed=True)


def change_template_library(template_id: UUID | str, data: m.TemplateIn) -> Call[m.LibraryTemplate]:
    """Another text, name or place; 409 when somebody else has changed it since `version`."""
    return Call("PUT", f"/api/v1/template-library/{template_id}", m.LibraryTemplate, body=data)


def drop_template_library(template_id: UUID | str) -> Call[None]:
    """Delete a template that no macro uses."""
    return Call("DELETE", f"/api/v1/template-library/{template_id}", None)


def export_template_library(*, format: Literal['json', 'csv'] | None = None) -> Call[str]:
    """Everybody's templates as a file."""
    return Call("GET", "/api/v1/template-library/export", str, query={"format": format})


def import_(data: m.PackIn) -> Call[m.PackOut]:
    """What a file would change, line by line; with the digest of that it is written, whole or not at all."""
    return Call("POST", "/api/v1/template-library/import", m.PackOut, body=data, keyed=True)


def found(*, q: str | None = None, limit: int | None = None) -> Call[m.TemplatesOut]:
    """Ready texts by shortcut, pinyin initials, title, category or words; the most used when nothing is asked for."""
    return Call("GET", "/api/v1/templates", m.TemplatesOut, query={"q": q, "limit": limit})


def ask(data: m.AskIn) -> Call[m.AskOut]:
    """Try a question on the articles as they are now, by the bot's own engine. Nobody is told and nothing is kept."""
    return Call("POST", "/api/v1/knowledge/ask", m.AskOut, body=data, keyed=True)


def gaps(*, shown: Literal['open', 'drafted', 'published', 'ignored'] | None = None) -> Call[m.GapsOut]:
    """What customers asked and the bot could not answer, grouped by meaning, the most asked first."""
    return Call("GET", "/api/v1/knowledge/gaps", m.GapsOut, query={"shown": shown})


def gap(gap_id: UUID | str) -> Call[m.GapOut]:
    """One of them, with its questions, and what agents answered after them."""
    return Call("GET", f"/api/v1/knowledge/gaps/{gap_id}", m.GapOut)


def draft(gap_id: UUID | str, data: m.GapDraftIn) -> Call[m.GapOut]:
    """A hidden article with the gap's questions, to be written and published. 409 `gap_changed`, `gap_has_article`."""
    return Call("POST", f"/api/v1/knowledge/gaps/{gap_id}/article", m.GapOut, body=data, keyed=True)


def add(gap_id: UUID | str, data: m.GapAddIn) -> Call[m.GapOut]:
    """Questions of the gap become similar questions of an article that is there. 409 `gap_changed`."""
    return Call("POST", f"/api/v1/knowledge/gaps/{gap_id}/questions", m.GapOut, body=data, keyed=True)


def ignore(gap_id: UUID | str, data: m.GapIgnoreIn) -> Call[m.GapOut]:
    """No article is needed for it; or one is, after all. 409 `gap_changed`, `gap_has_article`."""
    return Call("PUT", f"/api/v1/knowledge/gaps/{gap_id}/ignored", m.GapOut, body=data)


def files(*, ids: str | None = None) -> Call[m.ArticleFilesOut]:
    """Pictures of articles by their ids, by comma, at most 60."""
    return Call("GET", "/api/v1/knowledge/files", m.ArticleFilesOut, query={"ids": ids})


def upload(file: File) -> Call[m.Attachment]:
    """Bring a picture for articles, then name it in a body: `![words](file:ID "caption")`. PNG, JPEG, GIF or WebP, at most 5 MB; where and when it was taken is taken out. What no article names is dropped after seven days."""
    return Call("POST", "/api/v1/knowledge/files", m.Attachment, file=file, keyed=True)


def approve(article_id: UUID | str, data: m.ProposalApproved) -> Call[m.DeskDone]:
    """Publish what waits. 403 `own_proposal` for its writer; 409 when the proposal or the article was changed meanwhile."""
    return Call("POST", f"/api/v1/knowledge/articles/{article_id}/proposal/approve", m.DeskDone, body=data, keyed=True)


def send_back(article_id: UUID | str, data: m.ProposalReturned) -> Call[m.DeskDone]:
    """Not like this: its writer reads why, and what is published stays."""
    return Call("POST", f"/api/v1/knowledge/articles/{article_id}/proposal/return", m.DeskDone, body=data, keyed=True)


def search(*, q: str | None = None, limit: int | None = None) -> Call[m.HitsOut]:
    """Articles that may answer a question, most likely first; with those that are for agents only."""
    return Call("GET", "/api/v1/knowledge/search", m.HitsOut, query={"q": q, "limit": limit})


def article_knowledge(article_id: UUID | str) -> Call[m.ArticleOut]:
    """One article, whole. What is hidden or out of date is there for its editors only."""
    return Call("GET", f"/api/v1/knowledge/{article_id}", m.ArticleOut)


def articles(*, q: str | None = None, shown: Literal['published', 'draft', 'scheduled', 'expired'] | None = None, audience: Literal['customer', 'agent'] | None = None, category: str | None = None, task: Literal['review', 'due'] | None = None, cursor: str | None = None, limit: int | None = None) -> Listing[m.ArticlesOut, m.ArticleLine]:
    """All articles, hidden and out of date as well, the latest changed first; `shown`: those in one state only."""
    return Listing("GET", "/api/v1/knowledge/articles", m.ArticlesOut, query={"q": q, "shown": shown, "audience": audience, "category": category, "task": task, "cursor": cursor, "limit": limit})


def make_articles(data: m.ArticleIn) -> Call[m.EditedOut]:
    """A new article. 409 `slug_taken` when it is there already."""
    return Call("POST", "/api/v1/knowledge/articles", m.EditedOut, body=data, keyed=True)


def flag(data: m.ArticleFlagsIn) -> Call[m.ArticleFlagsOut]:
    """What is to be known of a draft before it is kept: who answers the same, who says something else. Keeps nothing."""
    return Call("POST", "/api/v1/knowledge/articles/flags", m.ArticleFlagsOut, body=data, keyed=True)


def article_articles(article_id: UUID | str) -> Call[m.EditedOut]:
    """One article for its editor."""
    return Call("GET", f"/api/v1/knowledge/articles/{article_id}", m.EditedOut)


def change_articles(article_id: UUID | str, data: m.ArticleChange) -> Call[m.EditedOut]:
    """Another version, found from now on; where articles need approval, proposed beside what is published. 409 `article_changed` or `proposal_waiting` when somebody else was quicker."""
    return Call("PUT", f"/api/v1/knowledge/articles/{article_id}", m.EditedOut, body=data)


def show(article_id: UUID | str, data: m.ShownIn) -> Call[m.EditedOut]:
    """Let an article be found, or hide it from the bot and the desk at once."""
    return Call("PUT", f"/api/v1/knowledge/articles/{article_id}/published", m.EditedOut, body=data)


def versions(article_id: UUID | str) -> Call[m.ArticleVersionsOut]:
    """Who changed an article, when, why and in what; the latest first."""
    return Call("GET", f"/api/v1/knowledge/articles/{article_id}/versions", m.ArticleVersionsOut)


def restore(article_id: UUID | str, data: m.ArticleRestoreIn) -> Call[m.EditedOut]:
    """Take an earlier version back, as a new one."""
    return Call("POST", f"/api/v1/knowledge/articles/{article_id}/restore", m.EditedOut, body=data, keyed=True)


def take_in_import(data: m.ImportIn) -> Call[m.ImportOut]:
    """Articles from CSV or Markdown: what would become of each line, and with `apply` all of it or nothing."""
    return Call("POST", "/api/v1/knowledge/import", m.ImportOut, body=data, keyed=True)


def take_in_documents(file: File, *, locale: Literal['zh-CN', 'en'] | None = None, category: str | None = None, zone: str | None = None, published: bool | None = None, split: Literal['auto', 'one', 'two', 'file'] | None = None, leave: str | None = None, write: bool | None = None) -> Call[m.DocumentsOut]:
    """DOCX, PDF, HTML, Markdown or CSV, up to 20 files of 30 MB, 64 MB together: the articles that would come of them, and with `write` all of these, as drafts unless `published`, or none. `split`: at the highest headings there are two of, at the first level, at the first two, or not at all; `leave`: keys of articles to leave out, by comma."""
    return Call("POST", "/api/v1/knowledge/documents", m.DocumentsOut, query={"locale": locale, "category": category, "zone": zone, "published": published, "split": split, "leave": leave, "write": write}, file=file, keyed=True)


def looked(article_id: UUID | str, data: m.ArticleLooked) -> Call[m.EditedOut]:
    """Somebody has looked at this version and found it still right (knowledge.write, or knowledge.approve)."""
    return Call("POST", f"/api/v1/knowledge/articles/{article_id}/looked", m.EditedOut, body=data, keyed=True)


def withdraw(article_id: UUID | str, data: m.ProposalWithdrawn) -> Call[m.EditedOut]:
    """Take back what I have proposed."""
    return Call("POST", f"/api/v1/knowledge/articles/{article_id}/proposal/withdraw", m.EditedOut, body=data, keyed=True)


def house_rules() -> Call[m.ArticleRules]:
    """Whether articles need approval, and when one is to be looked at (service.manage)."""
    return Call("GET", "/api/v1/knowledge/rules", m.ArticleRules)


def set_house_rules(data: m.ArticleRules) -> Call[m.ArticleRules]:
    """Other rules, in force at once; what waits already goes on waiting (service.manage). 409 `rules_changed`."""
    return Call("PUT", "/api/v1/knowledge/rules", m.ArticleRules, body=data)


def lines() -> Call[m.SynonymsOut]:
    """Words that the search takes for the same."""
    return Call("GET", "/api/v1/knowledge/synonyms", m.SynonymsOut)


def make_synonyms(data: m.SynonymsIn) -> Call[m.WordLine]:
    """A new line, used from the next search on. 409 `word_in_two_lines` with the word and the line that has it."""
    return Call("POST", "/api/v1/knowledge/synonyms", m.WordLine, body=data, keyed=True)


def change_synonyms(line_id: UUID | str, data: m.SynonymsChange) -> Call[m.WordLine]:
    """Other words. 409 `word_in_two_lines`, `synonyms_changed`."""
    return Call("PUT", f"/api/v1/knowledge/synonyms/{line_id}", m.WordLine, body=data)


def drop_synonyms(line_id: UUID | str, *, version: int) -> Call[None]:
    """Forget a line. 409 `synonyms_changed`."""
    return Call("DELETE", f"/api/v1/knowledge/synonyms/{line_id}", None, query={"version": version})
