"""Machine code of the modules that pyproject.toml names, made by mypyc with the C compiler of this machine."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from pathlib import Path

from tools.say import ROOT, TOOLS, Problem, line, quietly, step

FOLDER = "QINGFENG_COMPILED"
"""Tells our processes where it stands."""
SETUP = """\
import sys
from mypyc.build import mypycify
from setuptools import setup
made, *paths = sys.argv[1:]
sys.argv[1:] = ["build_ext", f"--build-lib={made}", f"--build-temp={made}/../temp"]
options = ["--config-file=PYPROJECT", f"--cache-dir={made}/../cache"]
setup(name="compiled", packages=[], ext_modules=mypycify([*options, *paths], opt_level="3", debug_level="0", target_dir=f"{made}/../c"))
"""


def sources() -> list[str]:
    """The modules' files, below `src`."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [f"{name.replace('.', '/')}.py" for name in told["tool"]["qingfeng"]["compiled"]]


def folder() -> Path:
    """Where it stands, or would: every state of the sources has a folder of its own."""
    mark = hashlib.sha256(sys.version.encode())
    for path in (ROOT / "requirements-dev.lock", *(ROOT / "src" / source for source in sources())):
        mark.update(path.read_bytes())
    return TOOLS / "compiled" / mark.hexdigest()[:16]


def ready() -> Path | None:
    """The folder, when it was made already."""
    return folder() if (folder() / "manifest.json").exists() else None


def ensure(python: Path) -> Path | None:
    """Make it unless it is there. None where this machine cannot: then everything runs as Python, slower."""
    if (found := ready()) is not None:
        return found
    if (
        not any(map(shutil.which, ("cc", "gcc", "clang")))
        or not Path(sysconfig.get_paths()["include"], "Python.h").exists()
    ):
        line(
            "No C compiler, or no headers of Python (Debian, Ubuntu: gcc python3-dev): nothing is compiled",
            "缺少 C 编译器或 Python 头文件（Debian、Ubuntu：gcc python3-dev），不作编译",
        )
        return None
    with step("Compiling the router's board and the twin", "编译路由引擎与数字孪生"):
        try:
            return _make(python)
        except Problem as problem:
            line(f"Not compiled: {problem.en}", f"未能编译：{problem.zh}")
            return None


def _make(python: Path) -> Path:
    target, paths = folder(), sources()
    told = {path: hashlib.sha256((ROOT / "src" / path).read_bytes()).hexdigest() for path in paths}
    (TOOLS / "compiled").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TOOLS) as at:
        made = Path(at, "made")
        setup = Path(at, "setup.py")
        setup.write_text(SETUP.replace("PYPROJECT", str(ROOT / "pyproject.toml")), encoding="utf-8")
        quietly([python, setup, made, *paths], cwd=ROOT / "src")
        manifest = {
            "python": subprocess.run([python, "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=True).stdout.rstrip("\n"),
            "sources": told,
            "extensions": {_module(file, made): str(file.relative_to(made)) for file in made.rglob("*.so")},
        }  # fmt: skip
        (made / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        if folder() != target:
            raise Problem("The sources changed meanwhile; try again.", "编译期间代码有改动，请再试一次。")
        shutil.rmtree(TOOLS / "compiled")
        target.parent.mkdir()
        os.replace(made, target)
    return target


def _module(file: Path, root: Path) -> str:
    return str(file.relative_to(root)).partition(".")[0].replace(os.sep, ".")
