"""How many examples a property is tried with: few in everyday runs, many with `--deep`.

make test ARGS=--deep
make test ARGS="--deep tests/modules/routing/test_engine_laws.py"
make test ARGS="--deep --part 3/8 tests/doors/test_schema.py"    the third eighth of what the test goes through
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

# A slow machine, or a busy one, is no fault of the example at hand.
settings.register_profile("qingfeng", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("qingfeng")
_deep = False
_part = (1, 1)
Item = TypeVar("Item")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="try every property with many more examples; takes long")
    parser.addoption(
        "--part", default="1/1", help="of long tests only this part, such as 3/8: they go on where they stopped"
    )


def pytest_configure(config: pytest.Config) -> None:
    global _deep, _part
    _deep = config.getoption("--deep")
    number, _, of = config.getoption("--part").partition("/")
    _part = (int(number), int(of))


def examples(everyday: int, deep: int | None = None) -> int:
    """How many to try: `everyday`, or `deep` (ten times as many when not given) with `--deep`.

    Test modules may ask while they are imported: options are known by then.
    """
    if not _deep:
        return everyday
    return deep or 10 * everyday


def part(items: Sequence[Item]) -> Sequence[Item]:
    """Those of `items` that `--part` names; all of them without it."""
    number, of = _part
    return items[number - 1 :: of]
