"""The door of knowledge."""

from qingfeng.modules.knowledge.actions import publish, put_article, put_template, render
from qingfeng.modules.knowledge.editing import make_article
from qingfeng.modules.knowledge.model import (
    Article,
    ArticleDraft,
    Hit,
    Template,
    TemplateDraft,
    check_variables,
    fill,
    variables,
    worded,
)
from qingfeng.modules.knowledge.queries import article, article_by_slug, candidate, search, template, templates, titles

__all__ = [
    "Article",
    "ArticleDraft",
    "Hit",
    "Template",
    "TemplateDraft",
    "article",
    "article_by_slug",
    "candidate",
    "check_variables",
    "fill",
    "make_article",
    "publish",
    "put_article",
    "put_template",
    "render",
    "search",
    "template",
    "templates",
    "titles",
    "variables",
    "worded",
]
