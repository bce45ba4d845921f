"""The pages of the shipped studies are the output of their data file, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from qingfeng.twin.study_figures import conduct
from qingfeng.twin.study_file import studies, study_of, variations_of
from qingfeng.twin.study_text import KINDS, assumptions, digest, page, wishes
from tests.twin.test_study_figures import shipped

PAGES = Path(__file__).parents[2] / "docs" / "studies"
HOW = "docs/studies is out of date: qingfeng twin study NAME --out docs/studies"


def tables(text: str) -> dict[str, list[list[str]]]:
    """By heading (the latest one before it), the rows of a table without its head."""
    found: dict[str, list[list[str]]] = {}
    heading, rows = "", 0
    for line in text.splitlines():
        if line.startswith("#"):
            heading, rows = line.lstrip("# "), 0
        elif line.startswith("|"):
            rows += 1
            if rows > 2:
                found.setdefault(heading, []).append([cell.strip() for cell in line.strip("|").split("|")])
    return found


@pytest.mark.parametrize("ending", [".md", ".zh-CN.md"])
@pytest.mark.parametrize("name", studies())
def test_a_page_agrees_with_its_data_file(name: str, ending: str) -> None:
    data, chinese = studies()[name], ending == ".zh-CN.md"
    study, text = study_of(data), (PAGES / f"{name}{ending}").read_text(encoding="utf-8")
    assert digest(data) in text, HOW
    found, grid = tables(text), assumptions(study, chinese)
    assert found[grid.title] == [[cell.strip() for cell in row] for row in grid.rows], HOW
    for source in study.sources.values():
        assert (source.zh if chinese else source.en) in text, HOW
    named = [kind.zh if chinese else kind.en for kind in KINDS.values()]
    for situation in study.situations.values():
        rows = found[situation.zh if chinese else situation.en]
        assert [row[0] for row in rows[: len(named)]] == named, HOW
        varied = [one.zh if chinese else one.en for one in variations_of(study)]
        assert [row[0] for row in rows[len(named) + 1 :]] == varied, HOW
        assert all(len(row) == 1 + len(study.designs) for row in rows[: len(named)])
    hoped = found["期望与结果" if chinese else "What was hoped for"]
    assert [row[0] for row in hoped] == [one.zh if chinese else one.en for one in study.wishes], HOW


@pytest.mark.parametrize("chinese", [False, True])
def test_a_small_study_is_written_up_whole(chinese: bool) -> None:
    study = shipped()
    study_found = conduct(study, 1, lambda _: None)
    text = page(study, b"data", study_found, chinese)
    found = tables(text)
    assert found[assumptions(study, chinese).title] == assumptions(study, chinese).rows
    assert found[wishes(study, study_found, chinese).title] == wishes(study, study_found, chinese).rows
    other = [one.en if chinese else one.zh for one in study.parameters.values()]
    assert not any(f"| {name} |" in text for name in other)
    assert "nan" not in text
    assert "inf" not in text.replace("influence", "").replace("information", "")
