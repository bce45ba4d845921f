"""The import rules bite: a small house with each kind of forbidden import."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.imports import command
from checks.report import ROOT

Tree = Callable[[dict[str, str]], Path]

HOUSE = {
    f"src/qingfeng/{name}.py": ""
    for name in (
        "__init__",
        "app/__init__",
        "adapters/__init__",
        "contracts/__init__",
        "flow/__init__",
        "kernel/__init__",
        "kernel/bus",
        "kernel/db",
        "kernel/http",
        "kernel/live",
        "kernel/uow",
        "modules/__init__",
        "modules/bot/__init__",
        "modules/bot/public",
        "modules/bot/engine",
        "modules/routing/__init__",
        "modules/routing/public",
        "modules/routing/model",
        "modules/routing/engine",
        "modules/routing/store",
        "modules/routing/api",
    )
}


def _run(root: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    # the small house must be found before the real one
    code = f"import sys; sys.path[:0] = [{str(root / 'src')!r}, {str(ROOT)!r}]; "
    return subprocess.run(
        [sys.executable, "-c", code + arguments[0], *arguments[1:]],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


def _layers(root: Path) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "checks" / "importlinter.ini", root)
    program, *arguments = command(root / "importlinter.ini")
    assert Path(program).exists()
    return _run(root, ["from importlinter.cli import lint_imports_command; lint_imports_command()", *arguments])


def _doors(root: Path) -> subprocess.CompletedProcess[str]:
    return _run(root, ["from checks import doors, report; report.run('doors', doors.find(None))"])


def test_a_good_house_passes(tree: Tree) -> None:
    root = tree(
        {
            **HOUSE,
            "src/qingfeng/app/__init__.py": "import qingfeng.modules.routing.api\nimport qingfeng.flow\n",
            "src/qingfeng/flow/__init__.py": "from qingfeng.modules.routing import public\n",
            "src/qingfeng/modules/routing/store.py": "import qingfeng.kernel.db\n",
        }
    )
    for done in (_layers(root), _doors(root)):
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("kernel/db", "import qingfeng.contracts"),  # up
        ("modules/bot/public", "import qingfeng.modules.routing.public"),  # sideways
        ("modules/routing/store", "import qingfeng.flow"),  # up
        ("adapters/__init__", "import qingfeng.flow"),  # past the ports
        ("modules/routing/engine", "import qingfeng.kernel.db"),  # impure
        ("modules/routing/model", "import asyncpg"),  # impure
    ],
)
def test_a_forbidden_import_is_found(tree: Tree, module: str, line: str) -> None:
    done = _layers(tree({**HOUSE, f"src/qingfeng/{module}.py": f"{line}\n"}))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("flow/__init__", "import qingfeng.modules.routing.store"),
        ("modules/bot/public", "from qingfeng.modules.routing import model"),
        ("app/__init__", "import qingfeng.modules.routing.engine"),
    ],
)
def test_a_way_round_the_door_is_found(tree: Tree, module: str, line: str) -> None:
    done = _doors(tree({**HOUSE, f"src/qingfeng/{module}.py": f"{line}\n"}))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "qingfeng.modules.routing.public" in done.stdout
    assert "(line 1)" in done.stdout
