"""HTML to blocks. Nothing of a page is run or fetched: scripts, styles, menus and what it hides are told of and left."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser

from qingfeng.adapters.documents.gather import MOST_PICTURE, Gather, link
from qingfeng.ports.documents import Document, LeftOut

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "blockquote",
        "pre",
        "dl",
        "dt",
        "dd",
        "ul",
        "ol",
        "figure",
        "figcaption",
        "address",
        "details",
        "summary",
        "body",
        "hr",
        "center",
        "fieldset",
        "table",
        "caption",
    ]
)
_LEFT: dict[str, LeftOut] = {
    "script": "scripts",
    "noscript": "scripts",
    "template": "scripts",
    "style": "styles",
    "iframe": "frames",
    "frameset": "frames",
    "object": "embedded",
    "video": "embedded",
    "audio": "embedded",
    "canvas": "embedded",
    "select": "forms",
    "button": "forms",
    "textarea": "forms",
    "nav": "menus",
    "footer": "headers",
    "aside": "menus",
    "svg": "pictures",
}
_ALONE: dict[str, LeftOut] = {"img": "pictures", "input": "forms", "embed": "embedded"}
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)
_DEEPEST = 500
_DATA = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp);base64,", re.I)


def decoded(data: bytes) -> str:
    """Text in whatever a file says it is in, else UTF-8, else what a Chinese office writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    named = _CHARSET.search(data[:4096])
    names = ["utf-8-sig"]
    if named and named[1].lower() not in (b"utf-8", b"utf8"):
        chinese = named[1].lower() in (b"gb2312", b"gbk", b"gb18030")
        names.append("gb18030" if chinese else named[1].decode())
    for name in [*names, "gb18030"]:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace")


class Page(HTMLParser):
    """Fed with a page, then asked for its `document`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out = Gather()
        self._open: list[str] = []
        self._skip = 0
        self._said: list[str] = []
        self._heading = 0
        self._lists: list[int | None] = []
        self._item = (0, 0)
        self._links: list[tuple[str, int]] = []
        self._tables: list[list[list[str]]] = []
        self._title = False
        self._shown: list[tuple[bytes, str]] = []

    def document(self, text: str) -> Document:
        self.feed(text)
        self.close()
        self._flush()
        while self._tables:
            self._end_table()
        return self._out.document("html")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._out.leave("scripts", sum(name.startswith("on") for name in given))
        if tag == "img" and not self._skip and (data := _inside(given.get("src", ""))):
            self._shown.append((data, given.get("alt", "")))
        elif tag in _ALONE:
            self._out.leave(_ALONE[tag], int(not self._skip and given.get("type") != "hidden"), given.get("alt", ""))
        if tag == "br" and not self._skip:
            self._said.append("\n")
        if tag in _VOID:
            return
        hidden = "hidden" in given or given.get("aria-hidden") == "true" or _HIDDEN.search(given.get("style", ""))
        self._open.append(tag)
        if self._skip:
            return
        if tag in _LEFT or hidden or len(self._open) > _DEEPEST:
            self._out.leave(_LEFT.get(tag, "hidden"))
            self._flush()
            self._skip = len(self._open)
            return
        self._begin(tag, given)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        if tag == "title":
            self._title = True
        elif tag in _HEADINGS:
            self._flush()
            self._heading = _HEADINGS[tag]
        elif tag in ("ul", "ol"):
            self._flush()
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._flush()
            self._next_item()
        elif tag == "table":
            self._flush()
            self._tables.append([])
        elif tag == "tr" and self._tables:
            self._tables[-1].append([])
        elif tag in ("td", "th") and self._tables and self._tables[-1]:
            self._said = []
        elif tag in ("b", "strong"):
            self._said.append("\x01")
        elif tag == "a":
            self._links.append((given.get("href", ""), len(self._said)))
        elif tag in _BLOCKS and not self._tables and self._item == (0, 0):
            self._flush()
        elif tag in _BLOCKS:
            self._said.append("\n")

    def _next_item(self) -> None:
        if not self._lists:
            self._lists.append(None)
        counted = self._lists[-1]
        if counted is not None:
            self._lists[-1] = counted = counted + 1
        self._item = (len(self._lists), counted or 0)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        while self._open:
            closed = self._open.pop()
            if self._skip:
                if len(self._open) < self._skip:
                    self._skip = 0
            else:
                self._end(closed)
            if closed == tag:
                return

    def _end(self, tag: str) -> None:
        if tag == "title":
            self._title = False
        elif tag in _HEADINGS:
            self._flush()
            self._heading = 0
        elif tag in ("ul", "ol"):
            self._flush()
            if self._lists:
                self._lists.pop()
        elif tag == "li":
            self._flush()
        elif tag in ("td", "th") and self._tables and self._tables[-1]:
            self._tables[-1][-1].append(_marked("".join(self._said)).replace("**", ""))
            self._said = []
        elif tag == "table" and self._tables:
            self._end_table()
        elif tag in ("b", "strong"):
            self._said.append("\x02")
        elif tag == "a" and self._links:
            self._end_link(*self._links.pop())
        elif tag in _BLOCKS and not self._tables and self._item == (0, 0):
            self._flush()

    def _end_link(self, target: str, begun: int) -> None:
        words = "".join(self._said[begun:])
        plain = words.replace("\x01", "").replace("\x02", "").strip()
        linked = link(plain, target)
        external = bool(target) and not target.startswith("#")
        self._out.leave("links", int(external and plain != "" and linked == plain != target), target)
        if linked != plain:
            self._said[begun:] = [linked]

    def _end_table(self) -> None:
        rows = self._tables.pop()
        if self._tables:  # one within another: its cells become words of the cell they stand in
            self._said = [*self._said, " ".join(cell for row in rows for cell in row)]
        else:
            self._out.table(rows, self.getpos()[0])
            self._flush()

    def handle_data(self, data: str) -> None:
        if self._title:
            self._out.title += data
        elif not self._skip:
            self._said.append(data if "pre" in self._open else re.sub(r"\s+", " ", data))

    def _flush(self) -> None:
        self._flush_words()
        if self._tables:
            return
        for data, words in self._shown:
            self._out.picture("", data, words, self.getpos()[0])
        self._shown = []

    def _flush_words(self) -> None:
        text, self._said, self._links = _marked("".join(self._said)), [], []
        if self._tables:
            if text.strip() and self._tables[-1] and self._tables[-1][-1]:
                self._said = [text]
            return
        at = self.getpos()[0]
        depth, number = self._item
        if self._heading:
            self._out.put("heading", text.replace("**", ""), at, level=self._heading)
        elif depth:
            self._out.put("item", text, at, level=depth - 1, number=number)
            if text.strip():
                self._item = (0, 0)
        else:
            self._out.put("text", text, at)


def _inside(source: str) -> bytes:
    """A picture that lies in the page itself; nothing is fetched from elsewhere."""
    found = _DATA.match(source[:64])
    if not found or len(source) > 2 * MOST_PICTURE:
        return b""
    try:
        return base64.b64decode("".join(source[found.end() :].split()), validate=True)
    except ValueError:
        return b""


def _marked(text: str) -> str:
    """Bold where it is well begun and ended on one line."""
    text = re.sub(r"\x01(\s*)([^\x01\x02*\n]*?\S)(\s*)\x02", r"\1**\2**\3", text)
    return text.replace("\x01", "").replace("\x02", "")
