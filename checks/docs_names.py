"""Names in the documents exist: code named on the walk through the house, and every relative link."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from checks.report import ROOT, line_of, run, tracked

WALK = "docs/life-of-a-message.md"
DOTTED = re.compile(r"`([a-z_]\w*(?:\.\w+)+)(?:\([^`\n]*\))?`")
PATH = re.compile(r"`([\w.\-/]+\.(?:py|sql|ts|tsx|md|json|toml|ini|sh|yml|yaml))`")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s#]+)(?:#[^)\s]*)?\)")
FILE_ENDINGS = (".py", ".sql", ".ts", ".tsx", ".md", ".json", ".toml", ".ini", ".sh", ".yml", ".yaml")
ALIASES = {"tx": "kernel.uow.Tx"}
"""Variables that every reader of the code knows by the same name."""
HOMES = ("", "src/", "src/qingfeng/", "src/qingfeng/modules/")
"""Where a name may begin: `kernel.uow`, `flow/table.py` and `routing.public` are all clear to a reader."""


def find(root: Path) -> Iterator[str]:
    """Every name that points nowhere."""
    walk = root / WALK
    if walk.exists():
        yield from _walk(root, walk)
    for path in tracked(root, ".md"):
        text = path.read_text(encoding="utf-8")
        for found in LINK.finditer(text):
            target = found[1]
            if "://" in target or target.startswith(("mailto:", "<")):
                continue
            if not (path.parent / target).exists():
                yield f"{path.relative_to(root)}:{line_of(text, found.start())}: no such file: {target}"


def _walk(root: Path, walk: Path) -> Iterator[str]:
    text = walk.read_text(encoding="utf-8")
    tables = "".join(path.read_text(encoding="utf-8") for path in root.glob("src/qingfeng/migrations/*.sql"))
    for found in DOTTED.finditer(text):
        name = found[1]
        if not name.endswith(FILE_ENDINGS) and not (_exists(root, name) or re.search(rf"\b{name}\b", tables)):
            yield f"{WALK}:{line_of(text, found.start())}: no such name: {name}"
    for found in PATH.finditer(text):
        if not any((root / home / found[1]).exists() for home in HOMES):
            yield f"{WALK}:{line_of(text, found.start())}: no such file: {found[1]}"


def _exists(root: Path, dotted: str) -> bool:
    """True when the dotted name leads from one of the homes to a module, or to a name defined in one."""
    first, _, rest = dotted.partition(".")
    parts = f"{ALIASES.get(first, first)}.{rest}".split(".")
    for home in HOMES:
        for count in range(len(parts), 0, -1):
            base = root / home / Path(*parts[:count])
            for file in (base.with_suffix(".py"), base / "__init__.py"):
                if file.exists() and _defines(file, parts[count:]):
                    return True
            if count == len(parts) and base.is_dir():
                return True
    return False


def _defines(file: Path, names: list[str]) -> bool:
    """True when the file defines (or imports) the first name, and that, if a class, the rest."""
    body: list[ast.stmt] = ast.parse(file.read_text(encoding="utf-8")).body
    for name in names:
        node = next((one for one in body if name in _names(one)), None)
        if node is None:
            return False
        body = node.body if isinstance(node, ast.ClassDef) else []
    return True


def _names(node: ast.stmt) -> set[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
        case ast.ImportFrom(names=names) | ast.Import(names=names):
            return {(one.asname or one.name) for one in names}
    return set()


if __name__ == "__main__":
    run("docs_names", find(ROOT))
