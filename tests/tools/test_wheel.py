"""What somebody gets who installs a wheel instead of a checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tools.environment import program, uv_settings
from tools.say import ROOT, TOOLS

pytestmark = pytest.mark.timeout(120)


def _uv() -> tuple[str, dict[str, str]]:
    """The program, and what it has to be told here."""
    own = program("uv", TOOLS)
    if own.exists():
        return str(own), uv_settings()
    found = shutil.which("uv")
    if found is None:
        pytest.skip("no uv here; `make env` brings one")
    return found, {}


def _copy(top: Path, *, screens: bool) -> Path:
    """The repository as it is checked out; with screens as if they had been built."""
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, top / name)
    for name in ("src", "clients"):
        shutil.copytree(ROOT / name, top / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    if screens:
        for name in ("console", "widget"):
            (top / name / "dist").mkdir(parents=True)
            (top / name / "dist" / "index.html").write_text(name)
    return top


@pytest.mark.parametrize("screens", [True, False])
def test_a_wheel_carries_the_client_every_resource_and_the_screens_that_were_built(
    tmp_path: Path, *, screens: bool
) -> None:
    top = _copy(tmp_path, screens=screens)
    out = tmp_path / "out"
    uv, told = _uv()
    built = subprocess.run(
        [uv, "build", "--wheel", "--out-dir", str(out), str(top)],
        env={**os.environ, **told}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = out.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, package in ((ROOT / "src/qingfeng", "qingfeng"), (ROOT / "src/qingfeng_client", "qingfeng_client")):
        files = {f for f in folder.rglob("*") if f.is_file() and "__pycache__" not in f.parts}
        assert {f"{package}/{f.relative_to(folder).as_posix()}" for f in files} <= names
    shown = {f"qingfeng/screens/{name}/index.html" for name in ("console", "widget")}
    assert shown & names == (shown if screens else set())
    assert not [name for name in names if name.startswith(("tests/", "checks/", "bench/"))]
