"""The table of complaints names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

TOP = Path(__file__).parents[2]


def test_every_test_that_the_table_names_is_there() -> None:
    rows = [line for line in (TOP / "docs/reference/complaints.md").read_text("utf-8").splitlines() if line[:2] == "| "]
    assert len(rows) > 20
    for row in rows[1:]:
        named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", row)
        assert named, f"nothing holds it: {row}"
        for file, name in named:
            assert re.search(rf"def {name}\(", (TOP / file).read_text("utf-8")), f"{file} has no {name}"
