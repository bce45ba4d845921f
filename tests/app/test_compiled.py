"""Machine code is taken only while it was made from the very sources; else everything runs as Python."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

from qingfeng.app import compiled
from tools.say import ROOT

PROBE = "_queue"
"""An extension of Python's own stands for one of ours."""
ASK = f"import os; from qingfeng.app import compiled; print(compiled.use(os.environ)); import {PROBE}; print({PROBE}.__file__)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = importlib.util.find_spec(PROBE)
    if found is None or found.origin is None or not found.origin.endswith(sysconfig.get_config_var("EXT_SUFFIX")):
        pytest.skip("this Python has it built in")
    copy = tmp_path / Path(found.origin).name
    copy.write_bytes(Path(found.origin).read_bytes())
    write(tmp_path, "qingfeng/twin/run.py", compiled.digest(ROOT / "src/qingfeng/twin/run.py"), copy.name)
    return tmp_path


def write(folder: Path, source: str, digest: str, file: str) -> None:
    told = {"python": sys.version, "sources": {source: digest}, "extensions": {PROBE: file}}
    (folder / compiled.MANIFEST).write_text(json.dumps(told))


def asked(folder: Path) -> list[str]:
    environ = {compiled.FOLDER: str(folder), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", ASK], env=environ, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_it_is_taken_from_where_it_was_made(folder: Path) -> None:
    used, file = asked(folder)
    assert (used, Path(file).parent) == ("True", folder)


def test_after_a_change_of_a_source_it_is_left(folder: Path) -> None:
    manifest = json.loads((folder / compiled.MANIFEST).read_text())
    write(folder, "qingfeng/twin/run.py", "0" * 64, manifest["extensions"][PROBE])
    used, file = asked(folder)
    assert used == "False"
    assert Path(file).parent != folder


def test_without_a_folder_there_is_nothing(tmp_path: Path) -> None:
    assert not compiled.use({})
    assert not compiled.use({compiled.FOLDER: str(tmp_path)})
    (tmp_path / compiled.MANIFEST).write_text("{")
    assert not compiled.use({compiled.FOLDER: str(tmp_path)})


def test_what_is_to_be_compiled_is_there() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["qingfeng"]["compiled"]
    assert all((ROOT / "src" / f"{name.replace('.', '/')}.py").exists() for name in told)
