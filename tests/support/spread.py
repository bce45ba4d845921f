"""How tests are spread over processes: file by file, what takes longest first, so that none idles at the end."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

LONGEST = (
    "tests/e2e/test_desk",
    "tests/demo/test_traffic.py",
    "tests/chaos/",
    "tests/app/test_cluster",
    "tests/e2e/",
    "tests/kernel/test_storm.py",
    "tests/app/",
    "tests/ops/",
    "tests/kernel/",
    "tests/modules/insight/",
    "tests/modules/routing/",
    "tests/doors/",
    "tests/modules/knowledge/",
    "tests/ports/",
)
"""Longest first. A place that is out of date costs time, never a result."""
TOGETHER = ("tests/e2e/test_desk", "tests/e2e/", "tests/app/test_cluster")
"""Files that share one box or cluster: where one of them runs, the others of its process find it started."""


def unit(nodeid: str) -> str:
    """What runs in one process, one thing after the other."""
    return next((start for start in TOGETHER if nodeid.startswith(start)), nodeid.partition("::")[0])


def place(nodeid: str) -> int:
    """The earlier, the smaller."""
    return next((n for n, start in enumerate(LONGEST) if nodeid.startswith(start)), len(LONGEST))


class LongestFirst(LoadScopeScheduling):  # type: ignore[misc]  # a class without types
    """Hands out units in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LongestFirst | None:
    """Ours where whole files are asked for (`--dist loadfile`); the plug-in's own otherwise."""
    return LongestFirst(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_finish() -> None:
    """All that was imported stays: the collector need not walk over it again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order of files, kept within each: the same in every process."""
    items.sort(key=lambda item: place(item.nodeid))
