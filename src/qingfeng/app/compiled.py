"""Modules of which machine code stands ready (`make compile`): taken from there while it was made from the very sources.

The code of the router's board and of the digital twin is plain typed Python. mypyc makes extensions of it that do the same
several times as fast; which modules, pyproject.toml says (`tool.qingfeng.compiled`). Whatever changed since is found out
before anything is imported, and then all of it runs as Python.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

import qingfeng

FOLDER = "QINGFENG_COMPILED"
"""Names the folder that `make compile` filled."""
MANIFEST = "manifest.json"


class _Finder(MetaPathFinder):
    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        file = self._files.get(fullname)
        if file is None:
            return None
        return spec_from_file_location(fullname, file, loader=ExtensionFileLoader(fullname, str(file)))


def use(environ: Mapping[str, str]) -> bool:
    """Take them from the folder that `FOLDER` names; False when there is none, or it was made from other sources."""
    folder = Path(environ.get(FOLDER) or "/nowhere")
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    root = Path(qingfeng.__path__[0]).parent
    sources: dict[str, str] = manifest["sources"]
    fits = manifest["python"] == sys.version and all(digest(root / path) == told for path, told in sources.items())
    files = {name: folder / file for name, file in manifest["extensions"].items()}
    if not fits or any(name in sys.modules for name in files):
        return False
    sys.meta_path.insert(0, _Finder(files))
    return True


def digest(source: Path) -> str:
    """What a source is told by; empty when it is not there."""
    return hashlib.sha256(source.read_bytes()).hexdigest() if source.exists() else ""
