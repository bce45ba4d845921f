"""Pages that are read in the repository as they are, and on the site by its own rules."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from tools.docs_site import on_page_markdown
from tools.say import ROOT


def shown(text: str, name: str = "guides/desk.md") -> str:
    return on_page_markdown(text, page=SimpleNamespace(file=SimpleNamespace(src_uri=name)))


@pytest.mark.parametrize(
    "line", ["中文版：[工作台](desk.zh-CN.md)", "English: [The desk](desk.md)", "[中文](desk.zh-CN.md)"]
)
def test_the_line_to_the_other_language_is_the_sites_own(line: str) -> None:
    assert shown(f"# T\n\n{line}\n\ntext\n").split() == ["#", "T", "text"]


def test_links_go_by_the_pages_name_in_whichever_language() -> None:
    assert shown("see [it](operations.zh-CN.md) now") == "see [it](operations.md) now"
    assert shown("见[这里](performance.md#figures)。", "guides/x.zh-CN.md") == "见[这里](performance.md)。"
    assert shown("see [it](performance.md#figures).") == "see [it](performance.md#figures)."


def test_what_lies_outside_the_documents_is_a_name() -> None:
    assert shown("the [deploy/systemd](../../deploy/systemd) folder") == "the `deploy/systemd` folder"


def test_every_title_of_the_site_has_its_chinese_words() -> None:
    plan = (ROOT / "mkdocs.yml").read_text("utf-8")
    worded = set(re.findall(r"^ {12}([^:{\n]+): \S", plan, re.MULTILINE))
    titles = set(re.findall(r"^ +- ([A-Z][^:\n]+):", plan[plan.index("\nnav:") :], re.MULTILINE))
    assert titles
    assert titles <= worded
