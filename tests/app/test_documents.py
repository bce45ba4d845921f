"""Documents read by a process of its own: it answers, is refused, and is ended when it takes too long or too much."""

from __future__ import annotations

import io
import zipfile

import pytest

from qingfeng.app.documents import DocumentsAside
from qingfeng.ports.documents import Unreadable
from tests.support.papers import docx, p, pdf


async def test_a_process_of_its_own_reads_a_file() -> None:
    reader = DocumentsAside()
    found = await reader.read("手册.docx", docx(p("退货", "a1"), p("七天内可以退。")))
    assert [block.text for block in found.blocks] == ["退货", "七天内可以退。"]
    with pytest.raises(Unreadable) as refused:
        await reader.read("扫描.pdf", pdf([]))
    assert (refused.value.code, refused.value.params) == ("scanned", {"count": 1})


async def test_a_file_that_fills_memory_fills_only_that_process() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:  # below every limit, far more as XML in memory
        file.writestr("word/document.xml", b"<w>" + b"".join(b"<a b='%d'/>" % n for n in range(1_600_000)) + b"</w>")
    with pytest.raises(Unreadable) as refused:
        await DocumentsAside().read("a.docx", out.getvalue())
    assert refused.value.code in ("archive_bomb", "took_too_long", "document_too_long")


async def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(Unreadable) as refused:
        await DocumentsAside(seconds=0.01).read("a.docx", docx(p("x")))
    assert refused.value.code == "took_too_long"
