"""How many examples a property is tried with: few in everyday runs, many with `--deep`.

make test ARGS=--deep
make test ARGS="--deep tests/modules/routing/test_engine_laws.py"
"""

from __future__ import annotations

import pytest

_deep = False


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="try every property with many more examples; takes long")


def pytest_configure(config: pytest.Config) -> None:
    global _deep
    _deep = config.getoption("--deep")


def examples(everyday: int, deep: int | None = None) -> int:
    """How many to try: `everyday`, or `deep` (ten times as many when not given) with `--deep`.

    Test modules may ask while they are imported: options are known by then.
    """
    if not _deep:
        return everyday
    return deep or 10 * everyday
