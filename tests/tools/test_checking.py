"""Checks run side by side and what failed is told last; a container's limits are seen; tests are spread well."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import spread
from tools import checking, machine

TOP = Path(__file__).parents[2]


def python(code: str) -> checking.Check:
    return checking.command([sys.executable, "-c", code])


def test_every_lane_comes_to_its_end_and_failures_are_told_once_more(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    noted = tmp_path / "failed.txt"
    bad = "import sys; print('why\\nit is so'); sys.exit(3)"
    lanes = [[("first", python(bad)), ("second", python("print('quiet')"))], [("third", python(bad))]]
    with checking.told_again(noted):
        assert sorted(checking.run_lanes(lanes, noted)) == ["first", "third"]
    said = capfd.readouterr().out
    assert "second: ok" in said
    assert "quiet" not in said, "what is well says nothing more"
    end = said[said.index("What failed:") :]
    for name in ("first", "third"):
        assert f"FAILED {name}\n    why\n    it is so\n" in end
    assert not noted.exists()


def test_nothing_is_told_where_nothing_failed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with checking.told_again(tmp_path / "failed.txt"):
        assert checking.run_lanes([[("well", python(""))]], tmp_path / "failed.txt") == []
    assert "What failed" not in capfd.readouterr().out


@pytest.mark.parametrize(
    ("files", "cores"),
    [
        ({}, None),
        ({"cpu.max": "max 100000"}, None),
        ({"cpu.max": "100000 100000"}, 1),
        ({"cpu.max": "20000 100000"}, 1),
        ({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, None),
        ({"cpu/cpu.cfs_quota_us": "100000", "cpu/cpu.cfs_period_us": "100000"}, 1),
    ],
)
def test_a_container_has_the_cores_it_was_granted(tmp_path: Path, files: dict[str, str], cores: int | None) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text + "\n")
    assert machine.cores(tmp_path) == (cores or machine.cores(tmp_path / "none"))


def test_memory_is_the_least_that_anything_allows(tmp_path: Path) -> None:
    known = tmp_path / "meminfo"
    known.write_text("MemTotal: 16000 kB\nMemAvailable:    8000 kB\n")
    assert machine.memory(tmp_path, known) == 8000 * 1024
    (tmp_path / "memory.max").write_text("1048576\n")
    assert machine.memory(tmp_path, known) == 1048576
    (tmp_path / "memory.max").write_text("max\n")
    assert machine.memory(tmp_path, tmp_path / "none") is None
    assert 1 <= machine.processes() <= machine.processes(more=1) <= machine.MOST


def test_what_shares_a_box_stays_together_and_the_longest_comes_first() -> None:
    names = ["tests/kernel/test_text.py::a", "tests/e2e/test_life.py::a", "tests/e2e/test_desk_talk.py::b"]
    assert [spread.unit(name) for name in names] == ["tests/kernel/test_text.py", "tests/e2e/", "tests/e2e/"]
    assert spread.place(names[1]) < spread.place(names[0])
    for start in spread.LONGEST:
        assert (TOP / start).exists(), f"{start} is not there any more"


def test_a_failing_test_says_at_once_which_and_why_and_notes_it(tmp_path: Path) -> None:
    (tmp_path / "test_wrong.py").write_text("def test_it():\n    assert 1 == 2, 'one is not two'\n")
    noted = tmp_path / "failed.txt"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.support.tell", "-q", "--rootdir", tmp_path, "-c", "/dev/null",
         "-p", "no:cacheprovider", tmp_path],
        cwd=TOP, env={"PATH": "/usr/bin:/bin", "QINGFENG_FAILED": str(noted)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    line = next(line for line in done.stdout.splitlines() if line.startswith("FAILED"))
    assert re.search(r"test_wrong.py::test_it: AssertionError: one is not two", line), line
    assert done.stdout.index(line) < done.stdout.index("= FAILURES ="), "told when it happens"
    assert "one is not two" in noted.read_text()
    assert "FAILED" in noted.read_text()


def test_the_way_of_continuous_integration_is_that_of_make_check() -> None:
    """It splits `check` into its two halves, so that what the tests need is installed during the first."""
    text = (TOP / ".ci/run").read_text("utf-8")
    assert re.findall(r"make --no-print-directory (\w+)", text) == ["lint", "test"]
    assert str(checking.FAILED.relative_to(TOP)) in text
    subprocess.run(["bash", "-n", str(TOP / ".ci/run")], check=True)
