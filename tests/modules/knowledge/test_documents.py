"""Documents that become articles: cut at their headings, held against what is there, taken whole or not at all."""

from __future__ import annotations

from uuid import UUID

import pytest

from qingfeng.adapters.documents import read
from qingfeng.contracts.base import Actor
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.knowledge import documents, editing
from qingfeng.modules.knowledge.documents import Given
from qingfeng.modules.knowledge.documents_cut import Split, cut
from qingfeng.modules.knowledge.imports import ImportChoice
from qingfeng.ports.documents import Document, Shown
from tests.support.papers import docx, p, pdf
from tests.support.world import World

CHOSEN = ImportChoice(category="售后")
HANDBOOK = docx(
    p("售后手册", "T"),
    p("适用于全部门店。"),
    p("退货", "a1"),
    p("七天内可以退。"),
    p("例外", "a2"),
    p("定制的不退。"),
    p("换货", "a1"),
    p("附录", "a1"),
    p("电话 400-800-1234。"),
)


class Direct:
    """The reader without a process of its own."""

    async def read(self, name: str, data: bytes) -> Document:
        return read(name, data)


class NoPictures:
    """Keeps none."""

    async def id_of(self, tenant: UUID, picture: Shown) -> UUID | None:
        return None

    async def keep(self, tx: Tx, id_: UUID, picture: Shown) -> None:
        raise AssertionError("none has an id")


HOUSE = documents.House(UUID(int=1), Direct(), NoPictures())


@pytest.mark.parametrize(
    ("split", "titles"),
    [
        ("auto", ["售后手册", "退货", "附录"]),
        ("one", ["售后手册", "退货", "附录"]),
        ("two", ["售后手册", "退货", "例外", "附录"]),
        ("file", ["售后手册"]),
    ],
)
def test_a_handbook_is_cut_as_the_editor_chooses(split: Split, titles: list[str]) -> None:
    reads, left = cut(read("手册.docx", HANDBOOK), split, "手册.docx")
    assert [one.values["title"] for one in reads] == titles
    if split == "auto":
        assert reads[1].values["body"] == "七天内可以退。\n\n**例外**\n\n定制的不退。"
    if split != "file":
        assert [(one.what, one.count, one.where) for one in left] == [("empty_headings", 1, "换货")]
    else:
        assert "**换货**" in reads[0].values["body"], "nothing is lost when nothing is cut"


def test_a_file_without_headings_is_called_as_the_file_and_lists_stay_lists() -> None:
    found = read("保修.txt", "先登记\n\n1. 报修\n2. 上门\n   - 带票\n\n完成".encode())
    ((one,), left) = cut(found, "auto", "保修.txt")
    assert one.values == {"title": "保修", "body": "先登记\n\n1. 报修\n2. 上门\n  - 带票\n\n完成"}
    assert left == []


def test_markdown_that_says_more_of_an_article_is_cut_where_it_says_it() -> None:
    text = "# 退货怎么办\n分类：退换\n问法: 退货；退款\n\n先申请。\n\n## 运费\n谁错谁出。\n"
    ((one,), _) = cut(read("a.md", text.encode()), "auto", "a.md")
    assert one.values == {
        "title": "退货怎么办",
        "category": "退换",
        "questions": "退货；退款",
        "body": "先申请。\n\n**运费**\n\n谁错谁出。",
    }


async def test_all_files_become_drafts_whose_version_names_the_file(world: World) -> None:
    given = [
        Given("导入手册.docx", HANDBOOK),
        Given("保修.pdf", pdf([(18, 700, "导入保修多久"), (10, 660, "整机一年，压缩机三年。")])),
        Given("价目.csv", "标题,正文\n上门费多少,市区 30 元\n".encode()),
    ]
    found = await documents.opened(HOUSE, given, "auto")
    by = Actor("agent", world.db.ids.new(), "林悦")
    async with world.work.tx(world.tenant) as tx:
        plan = await documents.take_in(tx, NoPictures(), found, (CHOSEN, frozenset({"0.0"})), by)
    assert [(item.key, item.title, item.taken) for item in plan.items] == [
        ("0.0", "售后手册", False),
        ("0.1", "退货", True),
        ("0.2", "附录", True),
        ("1.0", "导入保修多久", True),
        ("2.0", "上门费多少", True),
    ]
    async with world.db.reading(world.tenant) as conn:
        rows = await conn.fetch(
            "SELECT id, title, published FROM knowledge.articles WHERE category = '售后' AND title = '附录'"
        )
        assert [(row["title"], row["published"]) for row in rows] == [("附录", False)]
        (version,) = await editing.article_versions(conn, rows[0]["id"])
    assert (version.by_name, version.note) == ("林悦", "导入手册.docx")
    again = await documents.opened(HOUSE, given[:1], "auto")
    async with world.db.reading(world.tenant) as conn:
        second = await documents.planned(conn, again, CHOSEN, frozenset())
    assert [item.action for item in second.items] == ["make", "same", "same"]


async def test_one_bad_file_stops_the_writing_and_hides_none_of_the_others(world: World) -> None:
    given = [Given("好.md", "# 能导入的\n\n正文".encode()), Given("坏.docx", b"PK\x03\x04"), Given("扫描.pdf", pdf([]))]
    found = await documents.opened(HOUSE, given, "auto")
    async with world.db.reading(world.tenant) as conn:
        plan = await documents.planned(conn, found, CHOSEN, frozenset())
    assert [one.problem and one.problem.code for one in plan.files] == [None, "broken_file", "scanned"]
    assert [(one.title, one.action) for one in plan.items] == [("能导入的", "make")]
    by = Actor("agent", world.db.ids.new(), "林悦")
    with pytest.raises(Invalid) as refused:
        async with world.work.tx(world.tenant) as tx:
            await documents.take_in(tx, NoPictures(), found, (CHOSEN, frozenset()), by)
    assert (refused.value.code, refused.value.params) == ("import_refused", {"lines": 2})
    async with world.db.reading(world.tenant) as conn:
        assert not await conn.fetchval("SELECT count(*) FROM knowledge.articles WHERE title = '能导入的'")


async def test_too_much_is_refused_by_name(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        await documents.opened(HOUSE, [Given(f"{n}.md", b"x") for n in range(21)], "auto")
    assert refused.value.code == "too_many_files"
    large = Given("大.pdf", bytes(documents.MOST_BYTES + 1))
    (one,) = await documents.opened(HOUSE, [large], "auto")
    assert one.file.problem is not None
    assert (one.file.problem.code, one.file.problem.params) == ("document_too_large", {"max": 30})
