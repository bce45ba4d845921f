"""The demo content as drafts."""

from __future__ import annotations

from pathlib import Path

import yaml

from qingfeng.kernel.uow import Tx
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.knowledge.public import ArticleDraft, TemplateDraft
from tests.modules.knowledge.calibration import content_folder


def articles(folder: Path | None = None) -> list[ArticleDraft]:
    drafts = []
    for path in sorted((folder or content_folder()).glob("*.yaml")):
        for a in yaml.safe_load(path.read_text("utf-8"))["articles"]:
            shared = {"slug": a["id"], "category": a["category"], "audience": a["audience"], "related": a["related"]}
            drafts.append(
                ArticleDraft(
                    **shared,
                    title=a["title"],
                    body=a["body"],
                    questions=list(map(str, a["questions"])),
                    tags=list(map(str, a["tags"])),
                )
            )
            if a.get("body_en"):
                drafts.append(
                    ArticleDraft(
                        **shared,
                        title=a["title_en"],
                        body=a["body_en"],
                        questions=list(a["questions_en"]),
                        locale="en",
                    )
                )
    return drafts


def templates() -> list[TemplateDraft]:
    contents = [
        yaml.safe_load(p.read_text("utf-8")) for p in sorted((content_folder().parent / "templates").glob("*.yaml"))
    ]
    return [
        TemplateDraft(
            code=t["code"],
            category=content["name"],
            title=t["title"],
            shortcut=t["shortcut"],
            body=t["body"],
            body_en=t.get("body_en"),
        )
        for content in contents
        for t in content["templates"]
    ]


async def put_all(tx: Tx) -> None:
    for article in articles():
        await knowledge.put_article(tx, article)
    for template in templates():
        await knowledge.put_template(tx, template)
