"""What a wheel carries beside the package: the client, and the screens where they have been built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CLIENT = "clients/python/src/qingfeng_client"
"""The demo's people speak to the server by it. For everybody else it is a package of its own."""
SCREENS = ("console", "widget")


class Beside(BuildHookInterface):
    """An editable installation takes the client and the screens from where they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        within = {CLIENT: "qingfeng_client"}
        for name in SCREENS:
            if Path(self.root, name, "dist").is_dir():
                within[f"{name}/dist"] = f"qingfeng/screens/{name}"
        build_data["force_include"].update({str(Path(self.root, path)): place for path, place in within.items()})
