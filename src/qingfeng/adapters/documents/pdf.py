"""PDF to blocks: lines are found where they stand on the page; what is larger than the text is a heading."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTContainer, LTFigure, LTImage, LTPage, LTTextBox, LTTextLine
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect, PDFTextExtractionNotAllowed
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSException

from qingfeng.adapters.documents.gather import Gather, pages
from qingfeng.adapters.documents.zipped import encrypted
from qingfeng.ports.documents import Document, Unreadable

MOST_PAGES = 600
LARGER = 1.12
"""So many times as large as the text is a line that is a heading."""
EDGE = 0.09
"""Of a page's height: where its header and footer stand."""
MOST_GLYPHS = 0.2
_CHAPTER = re.compile(r"第[一二三四五六七八九十百零\d]{1,5}([章节])\s*\S.{0,40}")
_GLYPH = re.compile(r"\(cid:\d+\)")
_ITEM = re.compile(r"(?:([•●▪■◆◦‣·*–-])|(\d{1,3})[.、)）]|[（(](\d{1,3})[)）]|([①-⑳]))\s*(?=\S)(?!\d)")
_ENDS = tuple("。！？；：.!?;:")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")


@dataclass(slots=True)
class Line:
    """A line as it stands: `top` as a share of the page's height, `full`: it reaches the end of its column."""

    text: str
    page: int
    size: float
    top: float
    full: bool
    first: bool


def document(data: bytes) -> Document:
    """Raises Unreadable."""
    logging.disable(logging.CRITICAL)  # a program of its own: whatever is odd about a file is nobody's alarm
    try:
        return _document(data)
    except (PDFPasswordIncorrect, PDFEncryptionError, PDFTextExtractionNotAllowed) as error:
        raise encrypted() from error
    except (PSException, ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError, OSError) as error:
        raise _broken() from error
    except RecursionError as error:
        raise _broken() from error


def _broken() -> Unreadable:
    return Unreadable("broken_file", "It is damaged; open it in the program it was written in and save it anew.")


def _document(data: bytes) -> Document:
    out = Gather()
    with io.BytesIO(data) as file:
        kept = PDFDocument(PDFParser(file))
        _beside(kept, out)
        count = resolve1((resolve1(kept.catalog.get("Pages")) or {}).get("Count"))
    if isinstance(count, int) and count > MOST_PAGES:
        raise Unreadable("too_many_pages", f"At most {MOST_PAGES} pages; divide the file.", max=MOST_PAGES, count=count)
    lines: list[Line] = []
    empty: list[int] = []
    number = 0
    for number, page in enumerate(
        extract_pages(io.BytesIO(data), laparams=LAParams(boxes_flow=None), maxpages=MOST_PAGES), 1
    ):
        found = list(_lines(page, number))
        lines += found
        out.leave("pictures", sum(1 for _ in _pictures(page)))
        if not found:
            empty.append(number)
    if not lines:
        if not number:
            raise _broken()
        raise Unreadable(
            "scanned",
            f"None of its {number} pages has text: they are pictures of text. Have them recognised first, then try again.",
            count=number,
        )
    out.leave("pages", len(empty), pages(empty))
    _blocks(_without_glyphs(_without_edges(lines, number, out), out), out)
    return out.document("pdf")


def _beside(kept: PDFDocument, out: Gather) -> None:
    title = (resolve1(kept.info[0]) if kept.info else {}).get("Title", b"")
    if isinstance(title, bytes):
        wide = title.startswith((b"\xfe\xff", b"\xff\xfe"))
        out.title = title.decode("utf-16" if wide else "utf-8", "replace").replace("\ufffd", "").replace("\0", "")
    names = resolve1(kept.catalog.get("Names")) or {}
    out.leave("scripts", int("JavaScript" in names) + int("OpenAction" in kept.catalog and _runs(kept)))
    out.leave("embedded", int("EmbeddedFiles" in names))
    out.leave("forms", int(bool(resolve1(kept.catalog.get("AcroForm")))))


def _runs(kept: PDFDocument) -> bool:
    act = resolve1(kept.catalog["OpenAction"])
    return isinstance(act, dict) and "JS" in act


def _pictures(container: LTContainer) -> Iterator[LTImage]:  # type: ignore[type-arg]
    for one in container:
        if isinstance(one, LTImage):
            yield one
        elif isinstance(one, LTFigure):
            yield from _pictures(one)


def _in_order(boxes: list[LTTextBox], page: LTPage) -> Iterator[LTTextBox]:
    """From top to bottom; where two columns stand beside each other, the left one first."""
    middle = (page.x0 + page.x1) / 2
    columns: tuple[list[LTTextBox], list[LTTextBox]] = ([], [])
    for box in sorted(boxes, key=lambda box: (-box.y1, box.x0)):
        if box.x0 >= middle:
            columns[1].append(box)
        elif box.x1 <= middle:
            columns[0].append(box)
        else:  # across both: what stands above it was read before
            yield from _of_columns(columns)
            columns = ([], [])
            yield box
    yield from _of_columns(columns)


def _of_columns(columns: tuple[list[LTTextBox], list[LTTextBox]]) -> list[LTTextBox]:
    """Both columns, or one list where the left one is but labels that the right one goes on from."""
    left, right = columns
    beside = sum(any(abs(one.y1 - two.y1) < 4 for two in right) for one in left)
    if right and beside >= max(1, len(left) - 1) and all(len(one) == 1 for one in left):
        return sorted([*left, *right], key=lambda box: (-round(box.y1 / 4), box.x0))
    return [*left, *right]


def _lines(page: LTPage, number: int) -> Iterator[Line]:
    for box in _in_order([box for box in page if isinstance(box, LTTextBox)], page):
        first = True
        for line in box:
            if not isinstance(line, LTTextLine):
                continue
            text = line.get_text().strip()
            sizes = [one.size for one in line if isinstance(one, LTChar)]
            if not text or not sizes:
                continue
            size = sorted(sizes)[len(sizes) // 2]
            top = 1 - (line.y1 - page.y0) / (page.height or 1)
            yield Line(text, number, round(size, 1), top, line.x1 > box.x1 - 2 * size, first)
            first = False


def _without_edges(lines: list[Line], count: int, out: Gather) -> list[Line]:
    """Without what stands at the edge of many pages: headers, footers and the numbers of pages."""

    body = _body(lines)

    def named(line: Line) -> str:
        return re.sub(r"\d+", "#", line.text)

    def at_edge(line: Line) -> bool:
        return (line.top < EDGE or line.top > 1 - EDGE) and line.size < LARGER * body

    where: dict[str, set[int]] = {}
    for line in lines:
        if at_edge(line):
            where.setdefault(named(line), set()).add(line.page)
    many = max(3, count // 2)
    gone = {name for name, on in where.items() if len(on) >= many}
    gone |= {name for name in where if re.fullmatch(r"[-–—\s]*(?:第\s*)?#(?:\s*页)?[-–—/\s]*#?[-–—\s]*", name)}
    kept = [line for line in lines if not (at_edge(line) and named(line) in gone)]
    if len(kept) < len(lines):
        told = next(line.text for line in lines if at_edge(line) and named(line) in gone)
        out.leave("headers", len(lines) - len(kept), told[:20])
    return kept or lines


def _without_glyphs(lines: list[Line], out: Gather) -> list[Line]:
    """Without characters whose font does not say which they are. Raises Unreadable when most are such."""
    lost = sum(len(_GLYPH.findall(line.text)) for line in lines)
    if not lost:
        return lines
    said = sum(len(_GLYPH.sub("", line.text)) for line in lines)
    if lost > MOST_GLYPHS * (said + lost):
        raise Unreadable(
            "unreadable_font",
            "Its fonts do not say which characters they draw; save it anew from the program it was written in, or as DOCX.",
        )
    out.leave("glyphs", lost, pages(line.page for line in lines if _GLYPH.search(line.text)))
    for line in lines:
        line.text = _GLYPH.sub("", line.text)
    return lines


def _blocks(lines: list[Line], out: Gather) -> None:
    body = _body(lines)
    large = sorted({line.size for line in lines if _is_heading(line, body)}, reverse=True)[:5]
    paragraph: list[Line] = []
    for line in lines:
        level = large.index(line.size) + 1 if line.size in large and _is_heading(line, body) else 0
        chapter = _CHAPTER.fullmatch(line.text)
        if not level and chapter and not line.text.endswith(_ENDS) and not re.search(r"[.…]{3,}\s*\d+$", line.text):
            level = len(large) + (1 if chapter[1] == "章" else 2)
        before = paragraph[-1] if paragraph else None
        if level:
            _put(paragraph, out)
            paragraph = []
            last = out.blocks[-1] if out.blocks else None
            if last and last.kind == "heading" and last.level == level and not line.first and last.at == line.page:
                out.blocks[-1] = type(last)("heading", _glued(last.text, line.text), last.at, level)
            else:
                out.put("heading", line.text, line.page, level=level)
        elif before is None or (before.full and not (line.first and before.text.endswith(_ENDS)) and not _starts(line)):
            paragraph.append(line)
        else:
            _put(paragraph, out)
            paragraph = [line]
    _put(paragraph, out)


def _body(lines: list[Line]) -> float:
    """The size that most is written in."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.size] += len(line.text)
    return max(weights, key=lambda size: (weights[size], -size))


def _is_heading(line: Line, body: float) -> bool:
    return line.size >= LARGER * body and len(line.text) <= 80 and not line.text.endswith(("。", "；", "，", ","))


def _starts(line: Line) -> bool:
    return bool(_ITEM.match(line.text))


def _put(paragraph: list[Line], out: Gather) -> None:
    if not paragraph:
        return
    text = paragraph[0].text
    for line in paragraph[1:]:
        text = _glued(text, line.text)
    found = _ITEM.match(text)
    if found and (found[1] or len(text) > found.end()):
        number = int(found[2] or found[3] or 0) or (ord(found[4]) - ord("①") + 1 if found[4] else 0)
        out.put("item", text[found.end() :], paragraph[0].page, number=number)
    else:
        out.put("text", text, paragraph[0].page)


def _glued(before: str, after: str) -> str:
    """Two lines as one: Chinese without a blank, a word that was divided whole again."""
    if re.search(r"[a-z]-$", before) and after[:1].islower():
        return before[:-1] + after
    wide = _WIDE.match(after[:1]) or _WIDE.match(before[-1:])
    return before + after if wide else f"{before} {after}"
