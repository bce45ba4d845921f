"""Files of an office to headings, paragraphs and lists: what is taken, what is left and said, what is refused and why."""

from __future__ import annotations

import io
import zipfile

import pytest

from qingfeng.adapters.documents import read
from qingfeng.ports.documents import Document, Unreadable
from tests.support.papers import docx, p, pdf, table


def said(found: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in found.blocks]


def left(found: Document) -> dict[str, tuple[int, str]]:
    return {one.what: (one.count, one.where) for one in found.left}


def refused(name: str, data: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        read(name, data)
    assert error.value.message.endswith((".", "!"))
    return error.value.code


# ---------------------------------------------------------------------------------------------- DOCX


def test_a_word_file_gives_headings_lists_tables_and_bold_words() -> None:
    data = docx(
        p("售后手册", "T"),
        p("退货怎么办理", "a1"),
        p("签收后 **7 天内** 可以申请。"),
        p("打开订单", item=0),
        p("没有订单就找客服", item=1),
        p("点退货", item=0),
        p("运费谁出", "Own"),
        table([["原因", "运费", "时限"], ["质量问题", "我们出", "15 天"], ["不喜欢", "您出", "7 天"]]),
        p("注意事项", "a2"),
        p("发票一起寄回。"),
    )
    found = read("手册.docx", data)
    assert said(found) == [
        ("heading", "售后手册"),
        ("heading", "退货怎么办理"),
        ("text", "签收后 **7 天内** 可以申请。"),
        ("item", "打开订单"),
        ("item", "没有订单就找客服"),
        ("item", "点退货"),
        ("heading", "运费谁出"),
        ("text", "**原因 / 运费 / 时限**"),
        ("item", "**质量问题**；运费：我们出；时限：15 天"),
        ("item", "**不喜欢**；运费：您出；时限：7 天"),
        ("heading", "注意事项"),
        ("text", "发票一起寄回。"),
    ]
    assert [(one.level, one.number) for one in found.blocks if one.kind == "item"][:3] == [(0, 1), (1, 0), (0, 2)]
    assert (found.kind, found.title, found.left) == ("docx", "售后手册", [])


def test_what_a_word_file_holds_besides_text_is_told_of() -> None:
    hyperlink = '<w:hyperlink r:id="{}"><w:r><w:t>{}</w:t></w:r></w:hyperlink>'
    data = docx(
        p("看这里：", inside=hyperlink.format("r1", "官网") + hyperlink.format("r2", "共享盘")),
        p("图：", inside="<w:r><w:drawing/></w:r><w:r><w:object/></w:r>"),
        p("", inside="<w:del><w:r><w:delText>旧价 99 元</w:delText></w:r></w:del>"),
        p("", inside="<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部底价</w:t></w:r>"),
        links={"r1": "https://example.com/help", "r2": "file://server/share"},
        more={"word/vbaProject.bin": b"x", "word/embeddings/a.xlsx": b"x"},
    )
    found = read("说明.docm", data)
    assert found.blocks[0].text == "看这里：[官网](https://example.com/help)共享盘"
    assert "底价" not in str(said(found))
    assert "旧价" not in str(said(found))
    assert left(found) == {
        "macros": (1, ""),
        "embedded": (2, ""),
        "links": (1, "file://server/share"),
        "pictures": (1, ""),
        "deleted": (1, ""),
        "hidden": (1, ""),
    }


def test_a_picture_that_would_be_fetched_from_elsewhere_is_told_of_and_not_fetched() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
        ' Target="https://evil.example/t.dotm" TargetMode="External"/></Relationships>'
    )
    found = read("a.docx", docx(p("正文"), more={"word/_rels/document.xml.rels": relations.encode()}))
    assert left(found) == {"linked_files": (1, "https://evil.example/t.dotm")}


def bomb(ratio: bool) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"<a/>" if not ratio else b"a" * 20_000_000)
        for at in range(5_001 if not ratio else 0):
            file.writestr(f"word/{at}", b"")
    return out.getvalue()


@pytest.mark.parametrize("ratio", [True, False], ids=["ratio", "parts"])
def test_an_archive_that_swells_is_refused_before_it_is_unpacked(ratio: bool) -> None:
    assert refused("a.docx", bomb(ratio)) == "archive_bomb"


def test_xml_that_defines_entities_is_refused() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document>&b;</w:document>'
    assert refused("a.docx", docx(more={"word/document.xml": laughs})) == "archive_bomb"


# ---------------------------------------------------------------------------------------------- PDF


def test_a_pdf_gives_paragraphs_whole_and_knows_headings_by_their_size() -> None:
    first = "签收后七天内，商品不影响二次销售的，可以申请无理由退货，运费由您承担；质量问题的运费由我们承担"
    pages = [
        [
            (18, 780, "退货怎么办理"),
            (10, 740, first),
            (10, 727, "，退款在三天内原路退回。"),
            (18, 640, "多久能修好"),
            (10, 600, "1. 先登记故障"),
            (10, 587, "2. 师傅上门"),
            (8, 30, f"第 {page} 页"),
        ]
        for page in (1, 2, 3)
    ]
    found = read("手册.pdf", pdf(*pages))
    assert said(found)[:5] == [
        ("heading", "退货怎么办理"),
        ("text", f"{first}，退款在三天内原路退回。"),
        ("heading", "多久能修好"),
        ("item", "先登记故障"),
        ("item", "师傅上门"),
    ]
    assert [block.number for block in found.blocks[3:5]] == [1, 2]
    assert left(found) == {"headers": (3, "第 1 页")}
    assert {block.at for block in found.blocks} == {1, 2, 3}


def test_a_scanned_pdf_is_refused_and_a_page_without_text_told_of() -> None:
    assert refused("扫描.pdf", pdf([], [])) == "scanned"
    assert left(read("a.pdf", pdf([(10, 700, "有字的一页")], [], [])))["pages"] == (2, "2–3")


def test_a_pdf_with_a_password_is_refused_with_what_to_do() -> None:
    locked = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'ab' * 32}> /U <{'cd' * 32}> /P -44 >> /ID [<{'00' * 16}> <{'00' * 16}>]"
    assert refused("合同.pdf", pdf([(10, 700, "机密")], trailer=locked)) == "encrypted"


def test_a_script_in_a_pdf_is_told_of_and_never_run() -> None:
    found = read("a.pdf", pdf([(10, 700, "正文")], catalog="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"))
    assert left(found) == {"scripts": (1, "")}


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n" + b"\x93\x11 obj <<" * 300, pdf([(10, 700, "x")])[:300]]
)
def test_a_broken_pdf_is_refused(data: bytes) -> None:
    assert refused("a.pdf", data) == "broken_file"


# ---------------------------------------------------------------------------------------------- HTML, Markdown


def test_a_page_is_read_without_what_it_runs_or_hides() -> None:
    text = """<!doctype html><html><head><title>退换 说明</title><style>p{}</style><script>alert(1)</script></head>
    <body onload="x()"><nav>首页 | 产品</nav><h1>退货</h1><p>7 天内<b>无理由</b>，见<a href="https://e.com/r">规则</a>
    或<a href="javascript:x()">点这里</a>。</p><ol><li>申请</li><li>寄回<ul><li>带发票</li></ul></li></ol>
    <table><tr><th>地区</th><th>运费</th></tr><tr><td>省内</td><td>8 元</td></tr></table>
    <p style="display:none">偷偷写的</p><img src="a.png" alt="示意图"><iframe src="x"></iframe></body></html>"""
    found = read("page.html", text.encode())
    assert found.title == "退换 说明"
    assert said(found) == [
        ("heading", "退货"),
        ("text", "7 天内**无理由**，见[规则](https://e.com/r) 或点这里。"),
        ("item", "申请"),
        ("item", "寄回"),
        ("item", "带发票"),
        ("text", "**地区 / 运费**"),
        ("item", "省内：8 元"),
    ]
    assert [(one.level, one.number) for one in found.blocks if one.kind == "item"][:3] == [(0, 1), (0, 2), (1, 0)]
    assert left(found) == {
        "styles": (1, ""),
        "scripts": (2, ""),
        "menus": (1, ""),
        "links": (1, "javascript:x()"),
        "hidden": (1, ""),
        "pictures": (1, "示意图"),
        "frames": (1, ""),
    }


def test_a_page_in_the_office_s_old_letters_is_read() -> None:
    text = '<html><head><meta charset="gb2312"></head><body><p>空调不制冷</p></body></html>'
    assert said(read("a.htm", text.encode("gb18030"))) == [("text", "空调不制冷")]


def test_markdown_keeps_lists_and_links_and_loses_html() -> None:
    text = (
        "# 安装\n\n先看[视频](https://e.com/v)，![图](a.png)再<b>动手</b>。\n第二行\n\n1. 打孔\n   - 避开水管\n2. 固定\n\n"
        "| 型号 | 孔距 |\n|---|---|\n| A1 | 20 cm |\n\n```\n# 不是标题\n```\n<script>alert(1)</script>\n"
    )
    found = read("安装.md", text.encode())
    assert said(found) == [
        ("heading", "安装"),
        ("text", "先看[视频](https://e.com/v)，再动手。\n第二行"),
        ("item", "打孔"),
        ("item", "避开水管"),
        ("item", "固定"),
        ("text", "**型号 / 孔距**"),
        ("item", "A1：20 cm"),
        ("text", "# 不是标题"),
    ]
    assert left(found) == {"scripts": (1, ""), "pictures": (1, "图"), "styles": (2, "3")}


# ---------------------------------------------------------------------------------------------- what a file is


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.docx", b"", "empty_file"),
        ("a.txt", b" \n\0 ", "empty_file"),
        ("a.docx", b"PK\x03\x04 and nothing more", "broken_file"),
        ("a.docx", b"no archive at all", "broken_file"),
        ("a.docx", docx(p("x"))[:-200], "broken_file"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "not_a_document"),
        ("a.exe", b"MZ\x90\x00\x03", "not_a_document"),
        ("a.xlsx", docx(more={"word/document.xml": b"", "xl/workbook.xml": b"x"}), "empty"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"WordDocument", "old_office"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.md", "\u200b\u200d\ufeff\n\u2060".encode(), "only_invisible"),
        ("a.html", "<p>\u200b</p>".encode(), "only_invisible"),
        ("a.csv", "\u200b\u200b".encode(), "only_invisible"),
        ("a.docx", docx(p("\u200b\u200b")), "only_invisible"),
        ("a.docx", docx(p("")), "no_text"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(name: str, data: bytes, code: str) -> None:
    if code == "empty":  # both kinds in one archive: it is read as the document it also is, and has no text
        code = "broken_file"
    assert refused(name, data) == code


def test_a_wrong_name_does_not_matter_and_is_told_of() -> None:
    found = read("手册.pdf", docx(p("正文")))
    assert found.kind == "docx"
    assert left(found) == {"extension": (1, ".pdf → docx")}
    assert left(read("说明.txt", b"<html><p>hi</p></html>")) == {"styles": (4, "1")}


def test_characters_that_nobody_sees_are_taken_out_and_counted_but_an_emoji_stays_whole() -> None:
    found = read("a.txt", "退\u200b货\u2060热线\u202e 👨‍👩‍👧 4\ufeff00".encode())
    assert said(found) == [("text", "退货热线 👨‍👩‍👧 400")]
    assert left(found) == {"invisible": (4, "")}
