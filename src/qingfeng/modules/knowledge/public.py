"""The door of knowledge."""

from qingfeng.modules.knowledge.actions import publish, put_article, put_template, render
from qingfeng.modules.knowledge.due import DueArticle, due_articles, reminded
from qingfeng.modules.knowledge.editing import Change as ArticleChange
from qingfeng.modules.knowledge.files import named_files
from qingfeng.modules.knowledge.gaps import Gap, GapState, Unanswered, gap, seconds_to_publish
from qingfeng.modules.knowledge.gaps import add_to_article as add_gap_to_article
from qingfeng.modules.knowledge.gaps import counted as count_gaps
from qingfeng.modules.knowledge.gaps import draft_article as draft_for_gap
from qingfeng.modules.knowledge.gaps import forget as forget_questions
from qingfeng.modules.knowledge.gaps import ignore as ignore_gap
from qingfeng.modules.knowledge.gaps import listed as gaps
from qingfeng.modules.knowledge.gaps import note as note_unanswered
from qingfeng.modules.knowledge.gaps import questions as gap_questions
from qingfeng.modules.knowledge.library import (
    Place,
    all_templates,
    change_template,
    drop_template,
    dropped_templates,
    held_by_code,
    held_template,
    library,
    make_template,
    shared,
)
from qingfeng.modules.knowledge.listing import all_articles, is_any_found
from qingfeng.modules.knowledge.meaning import Meanings
from qingfeng.modules.knowledge.model import (
    Article,
    ArticleDraft,
    Hit,
    Reader,
    Template,
    TemplateDraft,
    Why,
    worded,
)
from qingfeng.modules.knowledge.packs import Format as PackFormat
from qingfeng.modules.knowledge.packs import export as export_pack
from qingfeng.modules.knowledge.packs import plan as plan_pack
from qingfeng.modules.knowledge.packs import write as write_pack
from qingfeng.modules.knowledge.pinned import Named as NamedArticle
from qingfeng.modules.knowledge.pinned import named as named_articles
from qingfeng.modules.knowledge.pinned import shown as shown_articles
from qingfeng.modules.knowledge.pinned import to_pin as articles_to_pin
from qingfeng.modules.knowledge.queries import (
    Wanted,
    article,
    article_by_slug,
    candidate,
    find,
    search,
    template,
    templates,
    titles,
)
from qingfeng.modules.knowledge.reviews import approve as approve_article
from qingfeng.modules.knowledge.reviews import change as change_article
from qingfeng.modules.knowledge.reviews import make as make_article
from qingfeng.modules.knowledge.reviews import send_back as send_back_article
from qingfeng.modules.knowledge.schemas import TemplatesOut, templates_out
from qingfeng.modules.knowledge.shelf import ShelfLine, on_shelf, open_article, open_lines, shelves, slugs_of
from qingfeng.modules.knowledge.store_versions import edited_articles

__all__ = [
    "Article",
    "ArticleChange",
    "ArticleDraft",
    "DueArticle",
    "Gap",
    "GapState",
    "Hit",
    "Meanings",
    "NamedArticle",
    "PackFormat",
    "Place",
    "Reader",
    "ShelfLine",
    "Template",
    "TemplateDraft",
    "TemplatesOut",
    "Unanswered",
    "Wanted",
    "Why",
    "add_gap_to_article",
    "all_articles",
    "all_templates",
    "approve_article",
    "article",
    "article_by_slug",
    "articles_to_pin",
    "candidate",
    "change_article",
    "change_template",
    "count_gaps",
    "draft_for_gap",
    "drop_template",
    "dropped_templates",
    "due_articles",
    "edited_articles",
    "export_pack",
    "find",
    "forget_questions",
    "gap",
    "gap_questions",
    "gaps",
    "held_by_code",
    "held_template",
    "ignore_gap",
    "is_any_found",
    "library",
    "make_article",
    "make_template",
    "named_articles",
    "named_files",
    "note_unanswered",
    "on_shelf",
    "open_article",
    "open_lines",
    "plan_pack",
    "publish",
    "put_article",
    "put_template",
    "reminded",
    "render",
    "search",
    "seconds_to_publish",
    "send_back_article",
    "shared",
    "shelves",
    "shown_articles",
    "slugs_of",
    "template",
    "templates",
    "templates_out",
    "titles",
    "worded",
    "write_pack",
]
