"""The door of knowledge."""

from qingfeng.modules.knowledge.actions import publish, put_article, put_template, render
from qingfeng.modules.knowledge.editing import make_article
from qingfeng.modules.knowledge.library import (
    Place,
    change_template,
    drop_template,
    dropped_templates,
    held_by_code,
    held_template,
    library,
    make_template,
    shared,
)
from qingfeng.modules.knowledge.model import (
    Article,
    ArticleDraft,
    Hit,
    Reader,
    Template,
    TemplateDraft,
    check_variables,
    fill,
    variables,
    worded,
)
from qingfeng.modules.knowledge.packs import Format as PackFormat
from qingfeng.modules.knowledge.packs import export as export_pack
from qingfeng.modules.knowledge.packs import plan as plan_pack
from qingfeng.modules.knowledge.packs import write as write_pack
from qingfeng.modules.knowledge.queries import article, article_by_slug, candidate, search, template, templates, titles
from qingfeng.modules.knowledge.schemas import TemplatesOut, templates_out
from qingfeng.modules.knowledge.store_versions import edited_articles

__all__ = [
    "Article",
    "ArticleDraft",
    "Hit",
    "PackFormat",
    "Place",
    "Reader",
    "Template",
    "TemplateDraft",
    "TemplatesOut",
    "article",
    "article_by_slug",
    "candidate",
    "change_template",
    "check_variables",
    "drop_template",
    "dropped_templates",
    "edited_articles",
    "export_pack",
    "fill",
    "held_by_code",
    "held_template",
    "library",
    "make_article",
    "make_template",
    "plan_pack",
    "publish",
    "put_article",
    "put_template",
    "render",
    "search",
    "shared",
    "template",
    "templates",
    "templates_out",
    "titles",
    "variables",
    "worded",
    "write_pack",
]
