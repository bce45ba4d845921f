"""Machine code is never kept for sources that were edited while it was made: it would be thought ready and never used."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPILER = """\
#!/bin/sh
[ "$1" = -c ] && exec {python} "$@"
mkdir -p "$2"
{meanwhile}
"""
ASK = """
import sys
from pathlib import Path
from tools import compiled
try:
    compiled._make(Path(sys.argv[1]))
except compiled.Problem as problem:
    print(problem.en)
else:
    print(compiled.ready() == compiled.folder())
"""


@pytest.mark.parametrize(
    ("meanwhile", "told"),
    [("true", "True"), ('echo "# 编译时的改动" >> "$3"', "The sources changed meanwhile; try again.")],
)
def test_sources_edited_while_it_is_made(tmp_path: Path, meanwhile: str, told: str) -> None:
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    for folder in ("modules/routing", "twin"):
        shutil.copytree(ROOT / "src/qingfeng" / folder, tmp_path / "src/qingfeng" / folder)
    compiler = tmp_path / "python"
    compiler.write_text(COMPILER.format(python=sys.executable, meanwhile=meanwhile), encoding="utf-8")
    compiler.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(compiler)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == told
