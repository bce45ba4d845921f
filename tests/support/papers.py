"""Files of an office, made from nothing: DOCX part by part, PDF object by object."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
STYLES = f"""<w:styles {_W}>
<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="a2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="公司标题"/><w:basedOn w:val="a1"/></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style></w:styles>"""
NUMBERING = f"""<w:numbering {_W}>
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def p(text: str, style: str = "", *, item: int | None = None, inside: str = "") -> str:
    """A paragraph; `**bold**` is bold. `inside`: XML after its words."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if item is not None:
        properties += f'<w:numPr><w:ilvl w:val="{item}"/><w:numId w:val="1"/></w:numPr>'
    runs = "".join(
        f"<w:r>{'<w:rPr><w:b/></w:rPr>' if at % 2 else ''}<w:t xml:space='preserve'>{escape(part)}</w:t></w:r>"
        for at, part in enumerate(text.split("**"))
        if part
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}{inside}</w:p>"


def table(rows: Sequence[Sequence[str]]) -> str:
    cells = "".join("<w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    return f"<w:tbl>{cells}</w:tbl>"


def shown(id_: str, words: str = "") -> str:
    """A picture in a paragraph, by the id of its relation."""
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    wp = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    inner = f'<wp:inline xmlns:wp="{wp}"><wp:docPr id="1" name="图片" descr="{escape(words)}"/><a:blip xmlns:a="{a}" r:embed="{id_}"/></wp:inline>'
    return f"<w:r><w:drawing>{inner}</w:drawing></w:r>"


def docx(
    *blocks: str,
    links: dict[str, str] | None = None,
    more: dict[str, bytes] | None = None,
    pictures: dict[str, bytes] | None = None,
) -> bytes:
    """A DOCX of these blocks. `links`: targets by id; `more`: other parts; `pictures`: by id."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    relations = "".join(
        f'<Relationship Id="{id_}" Type="{kind}" Target="{escape(target)}" TargetMode="External"/>'
        for id_, target in (links or {}).items()
    )
    image = kind.replace("hyperlink", "image")
    relations += "".join(
        f'<Relationship Id="{id_}" Type="{image}" Target="media/{id_}.png"/>' for id_ in pictures or {}
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "word/document.xml": f"<w:document {_W} {_R}><w:body>{''.join(blocks)}</w:body></w:document>".encode(),
        "word/styles.xml": STYLES.encode(),
        "word/numbering.xml": NUMBERING.encode(),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{namespace}">{relations}</Relationships>'.encode(),
        **{f"word/media/{id_}.png": data for id_, data in (pictures or {}).items()},
        **(more or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


Line = tuple[float, float, str]
"""Size, height above the bottom, words."""


def pdf(*pages: Sequence[Line], trailer: str = "", catalog: str = "", right: Sequence[Line] = ()) -> bytes:
    """A PDF whose Chinese is in a font that every reader has; `trailer`, `catalog`: more of these; `right`: lines of a
    second column on every page."""
    objects: list[bytes] = []

    def add(text: str | bytes) -> int:
        objects.append(text.encode() if isinstance(text, str) else text)
        return len(objects)

    add(f"<< /Type /Catalog /Pages 2 0 R {catalog} >>")
    add("")
    add("<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>")
    add(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe)"
        " /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 5 0 R >>"
    )
    add(
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        " /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    kids = []
    for lines in pages:
        said = "".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {height} Tm <{words.encode('utf-16-be').hex()}> Tj ET\n"
            for x, column in ((60, lines), (340, right))
            for size, height, words in column
        )
        content = add(f"<< /Length {len(said)} >>\nstream\n{said}endstream")
        kids.append(
            add(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R"
                " /Resources << /Font << /F1 3 0 R >> >> >>"
            )
        )
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, data in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    begun = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{begun}\n%%EOF".encode()
    return bytes(out)
