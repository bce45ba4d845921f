"""DOCX (Office Open XML, ECMA-376) to blocks: headings, paragraphs, lists and tables in the order they are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from qingfeng.adapters.documents.gather import Gather, link
from qingfeng.adapters.documents.zipped import Archive
from qingfeng.ports.documents import Document, Unreadable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CORE_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
_PICTURES = ("drawing", "pict")
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_NAMED = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_OLD_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
_DEEPEST = 60


@dataclass(slots=True)
class Style:
    """What a paragraph's style says: a heading of this level, or an item of this list."""

    level: int = 0
    title: bool = False
    list_id: str = ""
    depth: int = 0


class Docx:
    """One file, read once by `document`. Raises Unreadable."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._out = Gather()
        self._parts: dict[str, str] = {}
        self._links = self._relations()
        self._shown: list[tuple[str, str]] = []
        self._styles = self._read_styles()
        self._counted = self._read_numbering()
        self._numbers: dict[tuple[str, int], int] = {}
        self._at = 0

    def document(self) -> Document:
        root = self._archive.xml("word/document.xml")
        body = None if root is None else root.find(f"{_W}body")
        if body is None:
            raise Unreadable("broken_file", "It holds no document; open it where it was written and save it anew.")
        core = self._archive.xml("docProps/core.xml")
        title = None if core is None else core.find(_CORE_TITLE)
        self._out.title = (title.text or "") if title is not None else ""
        self._beside()
        self._walk(body, 0)
        return self._out.document("docx")

    def _beside(self) -> None:
        """What stands beside the text and is not taken."""
        names = self._archive.names
        leave = self._out.leave
        leave("macros", sum(name.endswith("vbaProject.bin") for name in names))
        leave("embedded", sum(name.startswith(("word/embeddings/", "word/activeX/")) for name in names))
        for part, what in (("header", "headers"), ("footer", "headers"), ("comments", "comments")):
            for name in sorted(names):
                if re.fullmatch(rf"word/{part}\d*\.xml", name):
                    root = self._archive.xml(name)
                    said = " ".join(node.text or "" for node in root.iter(f"{_W}t")).strip() if root is not None else ""
                    leave(what, 1 if said else 0, said[:20])  # type: ignore[arg-type]

    def _relations(self) -> dict[str, str]:
        root = self._archive.xml("word/_rels/document.xml.rels")
        found: dict[str, str] = {}
        for one in root.iter(_RELATION) if root is not None else ():
            target, kind = one.get("Target", ""), one.get("Type", "")
            if one.get("TargetMode") != "External":
                if kind.endswith("/image"):
                    self._parts[one.get("Id", "")] = f"word/{target}" if not target.startswith("/") else target[1:]
                continue
            if kind.endswith("/hyperlink"):
                found[one.get("Id", "")] = target
            else:  # a picture or a template that would be fetched from elsewhere
                self._out.leave("linked_files", 1, target)
        return found

    def _read_styles(self) -> dict[str, Style]:
        root = self._archive.xml("word/styles.xml")
        styles: dict[str, Style] = {}
        based: dict[str, str] = {}
        for one in root.iter(f"{_W}style") if root is not None else ():
            id_, name = one.get(f"{_W}styleId", ""), _value(one.find(f"{_W}name"))
            properties = one.find(f"{_W}pPr")
            style = Style()
            found = _HEADING.fullmatch(name.strip())
            if found:
                style.level = int(found[1])
            elif name.strip().lower() in ("title", "标题"):
                style.title = True
            elif properties is not None:
                style.level = _outline(properties)
            if properties is not None:
                style.list_id, style.depth = _numbered(properties)
            styles[id_], based[id_] = style, _value(one.find(f"{_W}basedOn"))
        for id_, style in styles.items():
            parent, steps = based[id_], 0
            while parent in styles and steps < 10 and not (style.level or style.title):
                style.level, style.title = styles[parent].level, styles[parent].title
                style.list_id = style.list_id or styles[parent].list_id
                parent, steps = based[parent], steps + 1
        return styles

    def _read_numbering(self) -> dict[tuple[str, int], bool]:
        """Which lists count, by list and depth."""
        root = self._archive.xml("word/numbering.xml")
        if root is None:
            return {}
        shapes = {
            one.get(f"{_W}abstractNumId", ""): {
                _whole(level.get(f"{_W}ilvl")): _value(level.find(f"{_W}numFmt")) not in ("bullet", "none")
                for level in one.iter(f"{_W}lvl")
            }
            for one in root.iter(f"{_W}abstractNum")
        }
        return {
            (one.get(f"{_W}numId", ""), depth): counts
            for one in root.iter(f"{_W}num")
            for depth, counts in shapes.get(_value(one.find(f"{_W}abstractNumId")), {}).items()
        }

    def _walk(self, parent: Element, deep: int) -> None:
        if deep > _DEEPEST:
            raise Unreadable("broken_file", "It is nested too deeply; save it anew from the program it was written in.")
        for node in parent:
            if node.tag == f"{_W}p":
                self._at += 1
                self._paragraph(node)
                self._show()
            elif node.tag == f"{_W}tbl":
                self._at += 1
                self._out.table(self._rows(node), self._at)
                self._show()
            elif node.tag == f"{_W}del":
                self._out.leave("deleted")
            elif node.tag not in (f"{_W}sectPr", f"{_W}pPr"):
                self._walk(node, deep + 1)

    def _paragraph(self, node: Element) -> None:
        properties = node.find(f"{_W}pPr")
        style = Style()
        list_id, depth, level = "", 0, 0
        if properties is not None:
            style = self._styles.get(_value(properties.find(f"{_W}pStyle")), style)
            list_id, depth = _numbered(properties)
            level = _outline(properties)
        text = self._words(node)
        level = style.level or level
        if style.title and not self._out.blocks and text.strip():
            self._out.title = self._out.title or text
            self._out.put("heading", _plain(text), self._at, level=1)
        elif level and len(_plain(text)) <= 200:
            self._out.put("heading", _plain(text), self._at, level=min(level, 6))
        elif (list_id or style.list_id) not in ("", "0"):
            self._item(text, list_id or style.list_id, depth or style.depth)
        else:
            self._numbers.clear() if text.strip() and not self._numbers else None
            self._out.put("text", text, self._at)

    def _item(self, text: str, list_id: str, depth: int) -> None:
        number = 0
        if self._counted.get((list_id, depth)) and text.strip():
            number = self._numbers.get((list_id, depth), 0) + 1
            self._numbers[list_id, depth] = number
            for key in [key for key in self._numbers if key[0] == list_id and key[1] > depth]:
                del self._numbers[key]
        self._out.put("item", text, self._at, level=depth, number=number)

    def _words(self, node: Element, deep: int = 0) -> str:
        """The words of a paragraph, bold ones and links marked."""
        parts: list[tuple[str, bool]] = []
        for child in node if deep < _DEEPEST else ():
            tag = child.tag.removeprefix(_W)
            if tag == "r":
                parts.append(self._run(child))
            elif tag == "hyperlink":
                words = _plain(self._words(child, deep + 1))
                target = self._links.get(child.get(f"{_R}id", ""), "")
                linked = link(words, target)
                self._out.leave("links", int(bool(target) and linked == words != target), target)
                parts.append((linked, False))
            elif tag in ("del", "moveFrom"):
                self._out.leave("deleted")
            elif tag == "fldSimple" or tag not in ("pPr", "txbxContent"):
                parts.append((self._words(child, deep + 1), False))
        return _joined(parts)

    def _run(self, run: Element) -> tuple[str, bool]:
        properties = run.find(f"{_W}rPr")
        if properties is not None and _on(properties.find(f"{_W}vanish")):
            self._out.leave("hidden")
            return "", False
        said: list[str] = []
        for child in run:
            tag = child.tag.removeprefix(_W)
            if tag == "t":
                said.append(child.text or "")
            elif tag in ("br", "cr"):
                said.append("\n")
            elif tag == "tab":
                said.append(" ")
            elif tag == "noBreakHyphen":
                said.append("-")
            else:
                self._other(child, said)
        bold = properties is not None and _on(properties.find(f"{_W}b"))
        return "".join(said), bold

    def _other(self, child: Element, said: list[str]) -> None:
        """A picture, a box of text, an object: its words are taken, the rest is told of."""
        tag = child.tag.removeprefix(_W)
        boxes = list(child.iter(f"{_W}txbxContent"))
        if boxes:  # drawn twice, for old programs and for new ones
            said.append("\n" + "\n".join(self._words(one) for one in boxes[0].iter(f"{_W}p")))
        elif tag in _PICTURES or child.tag.endswith("}AlternateContent"):
            self._picture(child)
        elif tag == "object":
            self._out.leave("embedded")

    def _picture(self, node: Element) -> None:
        """Drawn twice, for old programs and for new ones: the first is taken."""
        id_ = next((one.get(f"{_R}embed", "") for one in node.iter(_BLIP)), "")
        id_ = id_ or next((one.get(f"{_R}id", "") for one in node.iter(_OLD_PICTURE)), "")
        named = next(node.iter(_NAMED), None)
        words = (named.get("descr") or named.get("title") or "") if named is not None else ""
        if self._parts.get(id_, "") in self._archive.names:
            self._shown.append((self._parts[id_], words))
        else:  # a shape, a chart, or a picture that lies elsewhere
            self._out.leave("pictures", 1, words)

    def _show(self) -> None:
        """Pictures of a paragraph stand below it."""
        for name, words in self._shown:
            self._out.picture(name.rpartition("/")[2], self._archive.part(name), words, self._at)
        self._shown = []

    def _rows(self, table: Element) -> list[list[str]]:
        rows: list[list[str]] = []
        for row in table.iter(f"{_W}tr"):
            cells: list[str] = []
            for cell in row.findall(f"{_W}tc"):
                properties = cell.find(f"{_W}tcPr")
                merged = properties.find(f"{_W}vMerge") if properties is not None else None
                text = " ".join(self._words(one) for one in cell.iter(f"{_W}p"))
                if merged is not None and merged.get(f"{_W}val") != "restart" and rows and len(cells) < len(rows[-1]):
                    text = rows[-1][len(cells)]  # the cell above goes on
                span = _whole(_value(properties.find(f"{_W}gridSpan"))) if properties is not None else 0
                cells += [_plain(text), *([""] * (min(span, 50) - 1))]
            rows.append(cells)
        return rows


def _joined(parts: list[tuple[str, bool]]) -> str:
    out: list[str] = []
    at = 0
    while at < len(parts):
        text, bold = parts[at]
        at += 1
        while bold and at < len(parts) and parts[at][1]:
            text += parts[at][0]
            at += 1
        words = text.strip()
        if bold and words and "\n" not in words and "*" not in words:
            text = text.replace(words, f"**{words}**", 1)
        out.append(text)
    return "".join(out)


def _plain(text: str) -> str:
    return text.replace("**", "")


def _value(node: Element | None) -> str:
    return "" if node is None else node.get(f"{_W}val", "")


def _on(node: Element | None) -> bool:
    return node is not None and node.get(f"{_W}val", "1") not in ("0", "false", "off")


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 0


def _outline(properties: Element) -> int:
    found = _value(properties.find(f"{_W}outlineLvl"))
    return int(found) + 1 if found in ("0", "1", "2", "3", "4", "5") else 0


def _numbered(properties: Element) -> tuple[str, int]:
    found = properties.find(f"{_W}numPr")
    if found is None:
        return "", 0
    return _value(found.find(f"{_W}numId")), _whole(_value(found.find(f"{_W}ilvl")))
