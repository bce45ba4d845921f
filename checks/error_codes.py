"""The page of error codes is what the code refuses with: `python -m checks.error_codes --write` writes it again.

A code, once told, stays: clients decide by it. The page is read from the source, wherever something is refused.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from checks.report import ROOT, run

TARGET = Path("docs/reference/errors.md")
SOURCES = Path("src/qingfeng")
ERRORS = SOURCES / "kernel" / "errors.py"
HTTP = SOURCES / "kernel" / "http.py"
HEAD = """# Error codes

<!-- Written by `python -m checks.error_codes --write` from the source; do not edit. -->

Every refused request answers `{"error": {"code", "message", "field", "params"}}`. Decide by `code`, never by `message`: a
code keeps its meaning, sentences are for people and may be put better. `field` names the part of the request that is
wrong. 429 and 503 come with `Retry-After` (seconds). 404 is also the answer for what another house has.

| code | status | field | what it says |
|---|---|---|---|
"""


@dataclass
class Told:
    """All that the source says under one code."""

    statuses: set[int] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    sentences: list[str] = field(default_factory=list)

    def row(self, code: str) -> str:
        statuses = ", ".join(str(status) for status in sorted(self.statuses))
        fields = ", ".join(f"`{name}`" for name in sorted(self.fields))
        said = "<br>".join(dict.fromkeys(sorted(self.sentences))).replace("|", "\\|")
        return f"| `{code}` | {statuses} | {fields} | {said} |"


def page(root: Path) -> str:
    """The whole page, by code."""
    statuses = _statuses(root / ERRORS)
    told: dict[str, Told] = {}
    for path in sorted((root / SOURCES).rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        named = _named(module)
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in statuses:
                _take(told, node, statuses[node.func.id], named)
    for status, code in _framework(root / HTTP).items():
        told.setdefault(code, Told()).statuses.add(status)
    return HEAD + "\n".join(told[code].row(code) for code in sorted(told)) + "\n"


def find(root: Path) -> Iterator[str]:
    """One line when the page is missing or out of date."""
    target = root / TARGET
    if not target.exists() or target.read_text(encoding="utf-8") != page(root):
        yield f"{TARGET}: not what the code says now; write it again with: python -m checks.error_codes --write"


def _statuses(path: Path) -> dict[str, int]:
    """The kinds of refusal and the status of each."""
    found: dict[str, int] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            for line in node.body:
                if (
                    isinstance(line, ast.Assign)
                    and isinstance(line.value, ast.Constant)
                    and isinstance(line.value.value, int)
                ):
                    found[node.name] = line.value.value
    return found


def _framework(path: Path) -> dict[int, str]:
    """What the framework's own refusals are called."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "_CODES":
            found: dict[int, str] = ast.literal_eval(node.value)
            return found
    return {}


def _named(module: ast.Module) -> dict[str, list[str]]:
    """What the names of a module may stand for where they are used as codes."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).extend(_codes(node.value))
    return found


def _take(told: dict[str, Told], call: ast.Call, status: int, named: dict[str, list[str]]) -> None:
    first = call.args[0] if call.args else None
    codes = named.get(first.id, []) if isinstance(first, ast.Name) else _codes(first)
    for code in codes:
        one = told.setdefault(code, Told())
        one.statuses.add(status)
        if len(call.args) > 1 and (said := _sentence(call.args[1])):
            one.sentences.append(said)
        for word in call.keywords:
            if word.arg == "field" and isinstance(word.value, ast.Constant) and isinstance(word.value.value, str):
                one.fields.add(word.value.value)


def _codes(node: ast.expr | None) -> list[str]:
    """A code as it stands, or both of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*_codes(node.body), *_codes(node.orelse)]
    return []


def _sentence(node: ast.expr) -> str:
    """The words of a literal; what is filled in is shown as an ellipsis."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)  # type: ignore[misc]
    return ""


def main() -> None:
    if "--write" in sys.argv[1:]:
        (ROOT / TARGET).write_text(page(ROOT), encoding="utf-8")
    else:
        run("error_codes", find(ROOT))


if __name__ == "__main__":
    main()
