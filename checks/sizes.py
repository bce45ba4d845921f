"""Small rooms: files, functions and parameter lists that grew too long.

Python files over 400 lines are warned about, over 600 refused; TypeScript over 250 and 400.
Functions over 60 lines and more than 6 parameters (self, cls, *args and **kwargs aside) are refused.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from checks.report import ROOT, run, tracked

LIMITS = {".py": (400, 600), ".ts": (250, 400), ".tsx": (250, 400)}
FUNCTION_LINES = 60
PARAMETERS = 6
GENERATED = "generated"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def find(root: Path) -> Iterator[str]:
    """Everything over a hard limit."""
    for path in _rooms(root):
        name = path.relative_to(root)
        lines = _lines(path)
        limit = LIMITS[path.suffix][1]
        if lines > limit:
            yield f"{name}: {lines} lines, at most {limit}: divide it"
        if path.suffix == ".py":
            for fault in _functions(path):
                yield f"{name}:{fault}"


def warnings(root: Path) -> Iterator[str]:
    """Files that are on their way to the limit."""
    for path in _rooms(root):
        soft, hard = LIMITS[path.suffix]
        lines = _lines(path)
        if soft < lines <= hard:
            yield f"{path.relative_to(root)}: {lines} lines, better under {soft} (refused over {hard})"


def _rooms(root: Path) -> Iterator[Path]:
    return (path for path in tracked(root, *LIMITS) if GENERATED not in str(path.relative_to(root)))


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _functions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{node.lineno}: {node.name}() has {lines} lines, at most {FUNCTION_LINES}"
            count = _parameters(node)
            if count > PARAMETERS:
                yield f"{node.lineno}: {node.name}() takes {count} parameters, at most {PARAMETERS}"


def _parameters(node: Function) -> int:
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return sum(1 for argument in named if argument.arg not in ("self", "cls"))


if __name__ == "__main__":
    for warning in warnings(ROOT):
        print(f"warning: {warning}")
    run("sizes", find(ROOT))
