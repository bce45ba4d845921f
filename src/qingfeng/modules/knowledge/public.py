"""The door of knowledge."""

from qingfeng.modules.knowledge.actions import publish, put_article, put_template, render
from qingfeng.modules.knowledge.due import DueArticle, due_articles, reminded
from qingfeng.modules.knowledge.editing import Change as ArticleChange
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
from qingfeng.modules.knowledge.store_versions import edited_articles

__all__ = [
    "Article",
    "ArticleChange",
    "ArticleDraft",
    "DueArticle",
    "Hit",
    "Meanings",
    "NamedArticle",
    "PackFormat",
    "Place",
    "Reader",
    "Template",
    "TemplateDraft",
    "TemplatesOut",
    "Wanted",
    "Why",
    "all_articles",
    "all_templates",
    "approve_article",
    "article",
    "article_by_slug",
    "articles_to_pin",
    "candidate",
    "change_article",
    "change_template",
    "drop_template",
    "dropped_templates",
    "due_articles",
    "edited_articles",
    "export_pack",
    "find",
    "held_by_code",
    "held_template",
    "is_any_found",
    "library",
    "make_article",
    "make_template",
    "named_articles",
    "plan_pack",
    "publish",
    "put_article",
    "put_template",
    "reminded",
    "render",
    "search",
    "send_back_article",
    "shared",
    "shown_articles",
    "template",
    "templates",
    "templates_out",
    "titles",
    "worded",
    "write_pack",
]
