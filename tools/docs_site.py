"""What the documentation's site needs of its pages: they are written to be read in the repository as well."""

import re
from typing import Any

OTHER_LANGUAGE = re.compile(r"^(?:(?:中文版|English)\s?[：:]\s*)?\[[^\]\n]+\]\([\w\-]+(?:\.zh-CN)?\.md\)\s*$", re.M)
"""A line that leads to the same page in the other language: the site has a switch for that."""
CHINESE = re.compile(r"(\]\([^)\s#]*?)\.zh-CN(\.md)")
OUTSIDE = re.compile(r"\[([^\]\n]+)\]\((?:\.\./)+(?:deploy|src|clients|README|CONTRIBUTING|ARCHITECTURE)[^)]*\)")


ENGLISH_PLACE = re.compile(r"(\]\([^)\s#:]+(?<!\.zh-CN)\.md)#[^)]+")
"""A place on an English page, named by a Chinese one: on the site the page is its Chinese one."""


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """A page as the site shows it: links by the page's name, what lies outside the documents as a plain name."""
    if page.file.src_uri.endswith(".zh-CN.md"):
        markdown = ENGLISH_PLACE.sub(r"\1", markdown)
    return OUTSIDE.sub(r"`\1`", CHINESE.sub(r"\1\2", OTHER_LANGUAGE.sub("", markdown, count=1)))
