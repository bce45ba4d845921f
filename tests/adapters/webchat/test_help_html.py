"""The self-service page's documents: nothing that data says becomes markup, every word is there in both languages, every colour can be read."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingfeng.adapters.channels.webchat import help_colour, help_html, help_words
from qingfeng.adapters.channels.webchat.help import spoken
from qingfeng.adapters.channels.webchat.help_html import Frame
from qingfeng.adapters.channels.webchat.help_markdown import html, inline, plain
from qingfeng.contracts.messages import Attachment
from qingfeng.ports.selfcare import Face, HelpArticle, HelpHit, HelpLine

WIDGET = Path(__file__).resolve().parents[3] / "widget"
FACE = Face(
    brand="知夏<电器>",
    color="#0B7F79",
    logo_url=None,
    theme="auto",
    languages=["zh-CN", "en"],
    title="帮助",
    intro="",
    listed=False,
)
FRAME = Frame(key="demo-shop", lang="zh-CN", asked=None, face=FACE)
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&__MAIN__"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, Any]]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.found.append((tag, dict(attrs)))


def tags(text: str) -> list[tuple[str, dict[str, Any]]]:
    reader = Tags()
    reader.feed(text)
    return reader.found


def test_light_markdown_is_read_as_the_chat_reads_it() -> None:
    body = "## 准备\n先看**型号**，再按`复位`键。\n第二行\n\n3. 拔电源\n4、等一分钟\n\n- 一\n• 二\n\n见 https://example.com/a?b=1。"
    assert html(body) == (
        "<h2>准备</h2><p>先看<strong>型号</strong>，再按<code>复位</code>键。<br>第二行</p>"
        '<ol start="3"><li>拔电源</li><li>等一分钟</li></ol><ul><li>一</li><li>二</li></ul>'
        '<p>见 <a href="https://example.com/a?b=1" rel="noopener noreferrer nofollow" target="_blank">https://example.com/a?b=1</a>。</p>'
    )
    assert plain(body, 20) == "准备 先看型号，再按复位键。 第二行 …"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "vbscript:x",
        "http://[",
        "/a",
    ],
)
def test_a_link_leads_only_where_it_may(address: str) -> None:
    assert "<a" not in inline(f"[点这里]({address})")


@given(st.text(alphabet="<>\"'&*`[]()#-1.a中 \nhttps:/", max_size=80))
def test_whatever_is_written_no_other_tags_come_of_it(body: str) -> None:
    for tag, attributes in tags(html(body)):
        assert tag in {"p", "br", "ol", "ul", "li", "strong", "code", "a", "h2"}
        assert set(attributes) <= {"href", "rel", "target", "start"}
        assert attributes.get("href", "http").startswith(("http", "mailto:", "tel:"))


def test_what_data_says_stays_words_in_every_document() -> None:
    article = HelpArticle(
        slug="a", lang="en", title=EVIL, category=EVIL, label=EVIL, body=EVIL, updated_at=datetime(2026, 7, 1, tzinfo=UTC), related=[HelpLine(title=EVIL, slug=EVIL)],
    )  # fmt: skip
    hit = HelpHit(slug="a", title=EVIL, snippet=EVIL, category=EVIL, marks=["<script>", "alert"])
    shell = (WIDGET / "pages" / "help.html").read_text("utf-8")
    for content in (
        help_html.home(FRAME, [HelpLine(title=EVIL)], [], []),
        help_html.results(FRAME, EVIL, [hit]),
        help_html.shelf(FRAME, EVIL, [HelpLine(title=EVIL, slug="a")]),
        help_html.article(FRAME, article, EVIL),
        help_html.missing(FRAME),
    ):
        document = help_html.page(shell, FRAME, content)
        found = tags(document)
        assert [a.get("type") or a.get("src", "")[:15] for t, a in found if t == "script"] == [
            "application/json",
            "/widget-help.js",
        ]
        assert not any(name.startswith("on") for _, attributes in found for name in attributes)
        assert "img" not in {tag for tag, _ in found}
        data = document.partition('id="qf-help">')[2].partition("</script>")[0]
        assert json.loads(data)["key"] == "demo-shop"
        assert not re.search(r"__(?!MAIN__)[A-Z]+__", document), "every place of the template is filled"


def test_marks_are_set_off_and_nothing_else() -> None:
    assert help_html.marked("退货<退货>", ["退货"]) == "<mark>退货</mark>&lt;<mark>退货</mark>&gt;"
    assert help_html.marked("a.b", [".", ""][:1]) == "a<mark>.</mark>b"


def test_every_word_the_script_says_is_there_in_both_languages() -> None:
    told = {name for file in (WIDGET / "src" / "selfcare").iterdir() for name in _said(file.read_text("utf-8"))}
    there = help_words.of_script("zh-CN")
    assert len(told) > 25
    assert sorted(told - there.keys()) == []
    for key, (zh, en) in help_words.WORDS.items():
        assert re.search(r"[\u4e00-\u9fff]", zh), key
        assert not re.search(r"[\u4e00-\u9fff]", en), key
        assert set(re.findall(r"\{\w+\}", zh)) <= set(re.findall(r"\{\w+\}", en)) | {"{n}"}, key


def _said(source: str) -> list[str]:
    calls = re.findall(r"\.word\(([^;\n]*?)[,)]", source)
    return [name for call in calls for name in re.findall(r'(?<!=== )"(\w+)"', call)]


@pytest.mark.parametrize("colour", ["#0B7F79", "#ffee00", "#808080", "#000000", "#ffffff", "#c8392b", "red", ""])
def test_words_can_be_read_on_and_in_every_colour(colour: str) -> None:
    got = help_colour.variables(colour)
    assert help_colour.contrast(got["on"], got["b"]) >= 4.5
    assert help_colour.contrast(got["bt"], "#f6f8f8") >= 4.5
    assert help_colour.contrast(got["bd"], "#1a2225") >= 4.5


@pytest.mark.parametrize(
    ("header", "lang"),
    [("zh-TW,zh;q=0.9,en;q=0.8", "zh-CN"), ("en-US,en;q=0.5", "en"), ("fr,de", None), ("", None), ("zh;q=0", None), ("en;q=0.2,zh;q=0.9", "zh-CN"), (";;,q=,zh;q=nan;", None)],
)  # fmt: skip
def test_the_browsers_language(header: str, lang: str | None) -> None:
    assert spoken(header) == lang


def test_a_picture_keeps_its_room_and_loads_late_and_steps_are_a_guide() -> None:
    one, two = UUID(int=1), UUID(int=2)
    file = Attachment(one, "a.png", 10, "image/png", 320, 200, '/files/x/1/y/a"b.png')
    body = (
        f'1. 打开<面板>\n   ![面板](file:{one})\n2. 取出\n   ![没了](file:{two} "旧图")\n\n![图](file:{one} "<说明>")'
    )
    found = html(body, [file], {"open": "查看大图"})
    assert '<ol class="guide"><li>打开&lt;面板&gt;<figure><a class="shot" href="/files/x/1/y/a&quot;b.png"' in found
    assert 'alt="面板" width="320" height="200" loading="lazy"' in found
    assert "<li>取出<p>没了 旧图</p></li>" in found, "what is not there is its words"
    assert "<figcaption>&lt;说明&gt;</figcaption>" in found
    assert "<img" not in html(body), "nothing is fetched that was not handed in"
