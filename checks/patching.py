"""Tests hand in fakes; they do not patch our own code from behind (environment and working folder may be set)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from checks.report import ROOT, run, tracked

PATCHERS = {"unittest.mock", "mock", "pytest_mock"}
METHODS = {"setattr", "delattr", "setitem"}


def find(root: Path) -> Iterator[str]:
    """Imports of patching libraries, and `monkeypatch` used on objects."""
    for path in tracked(root, ".py"):
        name = path.relative_to(root)
        if name.parts[0] not in ("tests", "bench"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            what = _patches(node)
            if what:
                yield f"{name}:{getattr(node, 'lineno', 0)}: {what}: hand in a fake that sits the port's exam"


def _patches(node: ast.AST) -> str:
    match node:
        case ast.Import(names=names):
            return next((one.name for one in names if one.name in PATCHERS), "")
        case ast.ImportFrom(module=str(module), names=names):
            whole = {module, *(f"{module}.{one.name}" for one in names)}
            return next(iter(sorted(whole & PATCHERS)), "")
        case ast.Attribute(value=ast.Name(id="monkeypatch"), attr=attr) if attr in METHODS:
            return f"monkeypatch.{attr}"
    return ""


if __name__ == "__main__":
    run("patching", find(ROOT))
