"""Markdown and plain text to blocks: headings as they are, tables as lists, and none of the HTML that may stand in it."""

from __future__ import annotations

import re

from qingfeng.adapters.documents.gather import Gather, link
from qingfeng.ports.documents import Document

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*")
_ITEM = re.compile(r"(\s*)(?:[-*+•]|(\d{1,4})[.)、])\s+(.*)")
_RULE = re.compile(r"\s{0,3}(?:[-*_]\s*){3,}")
_TABLE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?\|?\s*")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)[^)]*\)")
_SCRIPT = re.compile(r"<(script|style|iframe)\b.*?</\1\s*>", re.I | re.S)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>|<!--.*?-->", re.S)


class Marked:
    """One file, read by `document`."""

    def __init__(self) -> None:
        self._out = Gather()
        self._lines: list[str] = []
        self._began = 1

    def document(self, text: str) -> Document:
        text = _SCRIPT.sub(self._script, text.replace("\r\n", "\n").replace("\r", "\n"))
        rows: list[list[str]] = []
        fenced = False
        lines = text.split("\n")
        for at, line in enumerate(lines, 1):
            if line.lstrip().startswith("```"):
                fenced = not fenced
                continue
            if fenced:
                self._take(line, at)
                continue
            if "|" in line and (rows or (at < len(lines) and _TABLE.fullmatch(lines[at]))):
                self._flush()
                if not _TABLE.fullmatch(line):
                    rows.append([self._inline(cell, at) for cell in line.strip().strip("|").split("|")])
                continue
            if rows:
                self._out.table(rows, at - 1)
                rows = []
            self._line(line, at)
        self._flush()
        self._out.table(rows, len(lines))
        return self._out.document("markdown")

    def _line(self, line: str, at: int) -> None:
        heading, item = _HEADING.fullmatch(line), _ITEM.fullmatch(line)
        if heading:
            self._flush()
            self._out.put("heading", self._inline(heading[2], at).replace("**", ""), at, level=len(heading[1]))
        elif _RULE.fullmatch(line):
            self._flush()
        elif item:
            self._flush()
            depth = len(item[1].expandtabs(4)) // 2
            self._out.put("item", self._inline(item[3], at), at, level=min(depth, 5), number=int(item[2] or 0))
        elif not line.strip():
            self._flush()
        else:
            self._take(self._inline(line, at), at)

    def _take(self, line: str, at: int) -> None:
        if not self._lines:
            self._began = at
        self._lines.append(line)

    def _flush(self) -> None:
        self._out.put("text", "\n".join(self._lines), self._began)
        self._lines = []

    def _script(self, found: re.Match[str]) -> str:
        what = {"style": "styles", "iframe": "frames"}.get(found[1].lower(), "scripts")
        self._out.leave(what)  # type: ignore[arg-type]
        return "\n" * found[0].count("\n")

    def _inline(self, line: str, at: int) -> str:
        for name, target in _PICTURE.findall(line):
            self._out.leave("pictures", 1, name or target)
        line = _PICTURE.sub("", line)
        line = _LINK.sub(self._linked, line)
        tags = _TAG.findall(line)
        self._out.leave("styles", sum(not tag.lower().startswith("<br") for tag in tags), str(at))
        return _TAG.sub("", line)

    def _linked(self, found: re.Match[str]) -> str:
        made = link(found[1], found[2])
        self._out.leave("links", int(made == found[1] and found[1] != found[2]), found[2])
        return made
