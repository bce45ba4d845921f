"""One door per module: another module's package is entered only by its `public.py`.

The composition root may also take what it wires (HTTP, subscribers, jobs, stores), and the twin the pure parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import grimp

from checks.report import ROOT, run

DOORS = {"public"}
WIRES: Mapping[str, set[str]] = {
    "app": {"api", "subscribers", "jobs", "store"},
    "twin": {"engine", "model"},
}


def find(root: Path, package: str = "qingfeng") -> Iterator[str]:
    """Every import that goes through a wall. `root` must be importable from (its `src` on the path)."""
    graph = grimp.build_graph(package, cache_dir=None)
    modules = f"{package}.modules."
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            if not imported.startswith(modules):
                continue
            owner, _, inside = imported.removeprefix(modules).partition(".")
            if not inside or f"{importer}.".startswith(f"{modules}{owner}."):
                continue
            if inside.split(".")[0] not in DOORS | _wires(importer, package):
                lines = sorted(
                    str(detail["line_number"])
                    for detail in graph.get_import_details(importer=importer, imported=imported)
                )
                yield f"{importer} (line {', '.join(lines)}) imports {imported}; take it from {modules}{owner}.public"


def _wires(importer: str, package: str) -> set[str]:
    tier = importer.removeprefix(f"{package}.").split(".")[0]
    return WIRES.get(tier, set())


if __name__ == "__main__":
    run("doors", find(ROOT))
