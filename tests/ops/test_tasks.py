"""The page of the commonest tasks says what the browser test counts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.counted import CEILINGS

TOP = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["tasks.md", "tasks.zh-CN.md"])
def test_the_page_says_what_is_counted(name: str) -> None:
    text = (TOP / "docs" / name).read_text("utf-8")
    told = re.findall(r"^\| <!-- (\w+) -->[^|]+\| (\d+) \|", text, re.M)
    assert {task: int(count) for task, count in told} == CEILINGS
